//! Places and numbers of times, tied to what they are among.
//!
//! A record is held against every earlier period that has figures, against growth on the year before, and a place
//! among other quantities also against their shares of one whole: any of the three may be all that is printed.
//! Periods without figures, and others that are not named, may come before too: then a place is at least what the
//! known ones make it.

use super::{Assembly, Entry, Shape};
use crate::audit::bounds::Bounds;
use crate::audit::network::{Kind, Term, index};
use crate::model::{Among, Digits, Order, Period, Quantity};

/// The first place and all behind it.
const PLACES: Bounds = Bounds::closed(1.0, f64::INFINITY);

/// A place or a number of times in a period that is reported.
struct Ordering {
    /// Its variable.
    place: u32,
    of: u32,
    at: Period,
    among: Among,
    others: Vec<u32>,
    /// The amount, if it is a number of times.
    amount: Option<u32>,
    ascending: bool,
}

impl Assembly<'_> {
    pub(super) fn rank(&mut self, of: &Quantity, among: &Among, base: Entry) -> Entry {
        let of = self.term(of);
        let others = among.others().iter().map(|other| self.term(other)).collect();
        Entry { shape: Shape::Rank { of, others }, domain: PLACES, ..base }
    }

    pub(super) fn times_over(&mut self, of: &Quantity, over: rust_decimal::Decimal, base: Entry) -> Entry {
        let exponent = self.ledger.measure(of).map_or(0, |measure| measure.scale.exponent());
        let amount = Bounds::point(Digits(over), exponent);
        let (of, amount) = (self.term(of), self.amount(amount));
        Entry { shape: Shape::TimesOver { of, amount }, domain: PLACES, ..base }
    }

    /// The term of an amount that others are held against.
    fn amount(&mut self, at: Bounds) -> u32 {
        let entry = Entry { shape: Shape::Base, unit: None, domain: at, flow: false };
        index(self.terms.insert_full(Term::Amount(at.low.to_bits()), entry).0)
    }

    /// Ties all that is reported of order, once every other variable is there.
    pub(super) fn orderings(&mut self) {
        let found = self.reported_orderings();
        if found.is_empty() {
            return;
        }
        let levels = self.by_term();
        for ordering in &found {
            match (&ordering.among, ordering.amount) {
                (Among::Others { and_more, .. }, _) => self.among_others(ordering, *and_more, &levels),
                (_, Some(amount)) => self.among_periods(ordering, amount, &levels),
                (_, None) => {
                    let of = self.variable(ordering.of, ordering.at);
                    self.among_periods(ordering, of, &levels);
                    self.growth_of_record(ordering, &levels);
                }
            }
        }
    }

    fn reported_orderings(&self) -> Vec<Ordering> {
        let of_variable = |(variable, (term, at)): (usize, &(u32, Period))| {
            let (Term::Quantity(quantity), entry) = self.terms.get_index(*term as usize)? else {
                return None;
            };
            let (among, order) = match quantity {
                Quantity::Rank { among, order, .. } => (among.clone(), *order),
                _ => (Among::Periods, Order::Descending),
            };
            let (of, others, amount) = match &entry.shape {
                Shape::Rank { of, others } => (*of, others.clone(), None),
                Shape::TimesOver { of, amount } => (*of, Vec::new(), self.variable_of(*amount, *at)),
                _ => return None,
            };
            let (place, ascending) = (index(variable), order == Order::Ascending);
            Some(Ordering { place, of, at: *at, among, others, amount, ascending })
        };
        self.variables.keys().enumerate().filter_map(of_variable).collect()
    }

    fn variable_of(&self, term: u32, period: Period) -> Option<u32> {
        self.variables.get_index_of(&(term, period)).map(index)
    }

    /// Ties a place to the earlier periods of the same length, those of the same months only if it is among years.
    fn among_periods(&mut self, ordering: &Ordering, held: u32, levels: &[Vec<(Period, u32)>]) {
        let at = ordering.at;
        let is_among = |other: &Period| {
            *other < at
                && other.frequency() == at.frequency()
                && (ordering.among == Among::Periods || other.is_of_other_year(at))
        };
        let earlier = levels[ordering.of as usize].iter().filter(|(period, _)| is_among(period));
        let mut operands = vec![ordering.place, held];
        operands.extend(earlier.map(|(_, variable)| *variable));
        self.tie_rank(&operands, true, ordering.ascending);
    }

    /// What is larger than ever has not fallen.
    fn growth_of_record(&mut self, ordering: &Ordering, levels: &[Vec<(Period, u32)>]) {
        let of = ordering.of;
        let growth = self.terms.values().position(|entry| matches!(entry.shape, Shape::Growth(x) if x == of));
        let Some(growth) = growth.filter(|term| *term < levels.len()) else { return };
        let Some(growth) = self.variable_of(index(growth), ordering.at) else { return };
        let nothing = self.amount(Bounds::closed(0.0, 0.0));
        let nothing = self.variable(nothing, ordering.at);
        // The year before was larger if growth is below nothing.
        self.tie_rank(&[ordering.place, nothing, growth], true, !ordering.ascending);
    }

    /// Ties a place to the others in the same period, and to the shares that they and it have of one whole.
    fn among_others(&mut self, ordering: &Ordering, and_more: bool, levels: &[Vec<(Period, u32)>]) {
        let Ordering { place, of, at, others, ascending, .. } = ordering;
        let mut operands = vec![*place, self.variable(*of, *at)];
        operands.extend(others.iter().filter_map(|other| self.variable_of(*other, *at)));
        self.tie_rank(&operands, and_more, *ascending);
        let shares: Vec<(u32, u32, u32)> = (0..levels.len())
            .filter_map(|term| match self.terms[term].shape {
                Shape::Share { part, whole } => Some((part, whole, self.variable_of(index(term), *at)?)),
                _ => None,
            })
            .collect();
        for (_, whole, share) in shares.iter().filter(|(part, ..)| part == of) {
            let of_whole = |other: &u32| {
                let found = shares.iter().find(|(part, of, _)| part == other && of == whole);
                found.map(|(.., share)| *share)
            };
            let mut operands = vec![*place, *share];
            operands.extend(others.iter().filter_map(of_whole));
            // Those whose shares nobody prints may come before too.
            self.tie_rank(&operands, true, *ascending);
        }
    }

    fn tie_rank(&mut self, operands: &[u32], and_more: bool, ascending: bool) {
        if operands.len() > 2 {
            self.network.tie(Kind::Rank { and_more, ascending }, operands);
        }
    }
}

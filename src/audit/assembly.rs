//! Ledger → [`Network`]: which variables there are, what is stated of them, and which identities tie them.
//!
//! Only what the data say is tied: a growth, share, conversion, sum or difference that some source reports ties
//! its quantities in that period; once a share has been reported, the part lies within the whole in every period
//! that has figures of both; a flow in a period is tied to the same flow in the periods within it; and what has a
//! place is tied to what it has it among ([`orderings`]). A forecast or target claims nothing of what was and states
//! nothing here.

mod orderings;

use std::collections::BTreeMap;

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use super::StatementRef;
use super::bounds::Bounds;
use super::network::{Evidence, Kind, Measured, Network, Statement, Term, Variable, index};
use super::peers::Peers;
use super::periods::chains;
use crate::model::series::Kind as SeriesKind;
use crate::model::{Currency, Ledger, Observation, Period, Quantity, SeriesId, Status, Unit};

/// The network of some of a ledger's reported quantities, by their indices.
pub(super) fn assemble(ledger: &Ledger, reports: &[u32], peers: &Peers) -> Network {
    assemble_with(ledger, reports, peers, None)
}

/// The same network as it would be if one observation were another.
pub(super) fn assemble_with(
    ledger: &Ledger,
    reports: &[u32],
    peers: &Peers,
    instead: Option<(StatementRef, &Observation)>,
) -> Network {
    let mut assembly = Assembly::new(ledger);
    assembly.instead = instead;
    for report in reports {
        assembly.report(*report);
    }
    let levels = assembly.by_term();
    assembly.shares_of_known(&levels);
    assembly.shares_of_converted(&assembly.by_term());
    assembly.flows(&levels);
    assembly.orderings();
    assembly.rates(peers, reports);
    assembly.network()
}

/// A term's place in identities.
#[derive(Clone, Debug)]
enum Shape {
    /// A series, a rate, or what cannot be computed from anything.
    Base,
    Growth(u32),
    Share {
        part: u32,
        whole: u32,
    },
    /// First amount = second amount × rate.
    Conversion {
        of: u32,
        rate: u32,
        inverse: bool,
    },
    Sum(Vec<u32>),
    Difference {
        of: u32,
        from: u32,
    },
    /// The place of a term among others, tied when all of them are there.
    Rank {
        of: u32,
        others: Vec<u32>,
    },
    /// How many times a term has been above an amount.
    TimesOver {
        of: u32,
        amount: u32,
    },
}

#[derive(Clone, Debug)]
struct Entry {
    shape: Shape,
    unit: Option<Unit>,
    domain: Bounds,
    flow: bool,
}

struct Assembly<'l> {
    ledger: &'l Ledger,
    terms: IndexMap<Term, Entry, FxBuildHasher>,
    variables: IndexMap<(u32, Period), (), FxBuildHasher>,
    network: Network,
    /// What to take in place of one observation.
    instead: Option<(StatementRef, &'l Observation)>,
}

impl<'l> Assembly<'l> {
    fn new(ledger: &'l Ledger) -> Self {
        Assembly {
            ledger,
            terms: IndexMap::default(),
            variables: IndexMap::default(),
            network: Network::default(),
            instead: None,
        }
    }

    /// The statements of a reported quantity.
    fn report(&mut self, report: u32) {
        let Some((quantity, observations)) = self.ledger.report(report as usize) else { return };
        let term = self.term(quantity);
        for (at, observation) in observations.iter().enumerate() {
            let same =
                |before: &Observation| before.period == observation.period && repeats(before, observation);
            if observation.status == Status::Forecast
                || self.ledger.is_superseded(observations, at)
                || observations[..at].iter().rev().take(REPEATED).any(same)
            {
                continue;
            }
            let this = StatementRef { report, at: index(at) };
            let observation =
                self.instead.filter(|(of, _)| *of == this).map_or(observation, |(_, instead)| instead);
            let Some(term) = self.stated(term, quantity, observation.unit) else { continue };
            let variable = self.variable(term, observation.period);
            let evidence = Evidence::Observation(this);
            self.network.statements.push(Statement { variable, bounds: bounds(observation), evidence });
        }
    }

    /// The term that an observation is about: the conversion if it is in another currency than its series, none
    /// if its unit is another one altogether.
    fn stated(&mut self, term: u32, quantity: &Quantity, unit: Unit) -> Option<u32> {
        let of = self.terms[term as usize].unit;
        match (of, unit) {
            (Some(of), unit) if of == unit || (of.is_rate() && unit.is_rate()) => Some(term),
            (Some(Unit::Currency(_)), Unit::Currency(to)) => {
                Some(self.term(&Quantity::conversion(quantity.clone(), to)))
            }
            _ => None,
        }
    }

    fn term(&mut self, quantity: &Quantity) -> u32 {
        let term = Term::Quantity(quantity.clone());
        if let Some(known) = self.terms.get_index_of(&term) {
            return index(known);
        }
        let unit = self.ledger.measure(quantity).map(|measure| measure.unit);
        let base = Entry { shape: Shape::Base, unit, domain: Bounds::ALL, flow: false };
        let entry = match quantity {
            Quantity::Series(id) => self.series(id, base),
            Quantity::Growth(of) => self.growth(of, base),
            Quantity::Share { part, whole } => self.share(part, whole, base),
            Quantity::Conversion { of, to } => self.conversion(of, *to, base),
            Quantity::Sum(parts) => {
                let parts: Vec<u32> = parts.iter().map(|part| self.term(part)).collect();
                let positive = parts.iter().all(|part| self.is_positive(*part));
                let domain = if positive { Bounds::NOT_NEGATIVE } else { Bounds::ALL };
                Entry { shape: Shape::Sum(parts), domain, ..base }
            }
            Quantity::Difference { of, from } => {
                let (of, from) = (self.term(of), self.term(from));
                Entry { shape: Shape::Difference { of, from }, ..base }
            }
            Quantity::Rank { of, among, .. } => self.rank(of, among, base),
            Quantity::TimesOver { of, over } => self.times_over(of, *over, base),
        };
        index(self.terms.insert_full(term, entry).0)
    }

    fn series(&self, id: &SeriesId, base: Entry) -> Entry {
        let Some(series) = self.ledger.series(id) else { return base };
        let flow = series.kind == SeriesKind::Flow && !series.unit.is_rate();
        let domain =
            if may_be_negative(self.ledger, id, series.unit) { Bounds::ALL } else { Bounds::NOT_NEGATIVE };
        Entry { domain, flow, ..base }
    }

    /// The growth of a rate is none: rates differ by percentage points.
    fn growth(&mut self, of: &Quantity, base: Entry) -> Entry {
        let of = self.term(of);
        if self.terms[of as usize].unit.is_none_or(Unit::is_rate) {
            return base;
        }
        let domain = if self.is_positive(of) { Bounds::closed(-100.0, f64::INFINITY) } else { Bounds::ALL };
        Entry { shape: Shape::Growth(of), domain, ..base }
    }

    /// A share of an amount in another currency is one of its conversion.
    fn share(&mut self, part: &Quantity, whole: &Quantity, base: Entry) -> Entry {
        let (mut of, whole) = (self.term(part), self.term(whole));
        let units = (self.terms[of as usize].unit, self.terms[whole as usize].unit);
        match units {
            (Some(a), Some(b)) if a == b => {}
            (Some(Unit::Currency(_)), Some(Unit::Currency(to))) => {
                of = self.term(&Quantity::conversion(part.clone(), to));
            }
            _ => return base,
        }
        let positive = self.is_positive(of) && self.is_positive(whole);
        let domain = if positive { Bounds::closed(0.0, 100.0) } else { Bounds::ALL };
        Entry { shape: Shape::Share { part: of, whole }, domain, ..base }
    }

    fn conversion(&mut self, of: &Quantity, to: Currency, base: Entry) -> Entry {
        let of = self.term(of);
        let Some(Unit::Currency(from)) = self.terms[of as usize].unit else { return base };
        if from == to {
            return base;
        }
        let (term, inverse) = rate(from, to);
        let positive = Entry { domain: Bounds::NOT_NEGATIVE, unit: None, ..base.clone() };
        let rate = index(self.terms.insert_full(term, positive).0);
        let domain = self.terms[of as usize].domain;
        Entry { shape: Shape::Conversion { of, rate, inverse }, domain, ..base }
    }

    /// True if figures of a term do not compare, since its series breaks where it is asked about.
    fn breaks(&self, term: u32, is_broken: impl FnOnce(&Quantity) -> bool) -> bool {
        match self.terms.get_index(term as usize) {
            Some((Term::Quantity(quantity), _)) => is_broken(quantity),
            _ => false,
        }
    }

    fn is_positive(&self, term: u32) -> bool {
        self.terms[term as usize].domain.low >= 0.0
    }

    /// The variable of a term in a period; the first time, what it is computed from is made and tied too.
    fn variable(&mut self, term: u32, period: Period) -> u32 {
        let (variable, old) = self.variables.insert_full((term, period), ());
        let variable = index(variable);
        if old.is_some() {
            return variable;
        }
        match self.terms[term as usize].shape.clone() {
            Shape::Base => {}
            Shape::Growth(of) => {
                if let Some(before) = period.year_before()
                    && !self.breaks(of, |quantity| self.ledger.breaks_between(quantity, before, period))
                {
                    let (now, before) = (self.variable(of, period), self.variable(of, before));
                    self.network.tie(Kind::Growth, &[now, before, variable]);
                }
            }
            Shape::Share { part, whole } => {
                let (part, whole) = (self.variable(part, period), self.variable(whole, period));
                self.network.tie(Kind::Share, &[part, whole, variable]);
            }
            Shape::Conversion { of, rate, inverse } => {
                let (of, rate) = (self.variable(of, period), self.variable(rate, period));
                let (result, base) = if inverse { (variable, of) } else { (of, variable) };
                self.network.tie(Kind::Conversion, &[result, base, rate]);
            }
            Shape::Sum(parts) => {
                let mut all = vec![variable];
                all.extend(parts.into_iter().map(|part| self.variable(part, period)));
                self.network.tie(Kind::Sum, &all);
            }
            Shape::Difference { of, from } => {
                let (of, from) = (self.variable(of, period), self.variable(from, period));
                self.network.tie(Kind::Difference, &[of, from, variable]);
            }
            Shape::Rank { of, others } => {
                self.variable(of, period);
                for other in others {
                    self.variable(other, period);
                }
            }
            Shape::TimesOver { of, amount } => {
                let (of, amount) = (self.variable(of, period), self.variable(amount, period));
                self.network.tie(Kind::Above, &[variable, of, amount]);
            }
        }
        variable
    }

    /// The variables of each term by period.
    fn by_term(&self) -> Vec<Vec<(Period, u32)>> {
        let mut by_term = vec![Vec::new(); self.terms.len()];
        for (variable, (term, period)) in self.variables.keys().enumerate() {
            by_term[*term as usize].push((*period, index(variable)));
        }
        by_term.iter_mut().for_each(|all| all.sort_unstable());
        by_term
    }

    /// The share of each period in which part and whole have figures.
    fn shares_of_known(&mut self, levels: &[Vec<(Period, u32)>]) {
        for term in 0..self.terms.len() {
            let Shape::Share { part, whole } = self.terms[term].shape else { continue };
            let wholes = &levels[whole as usize];
            for (period, _) in &levels[part as usize] {
                if wholes.binary_search_by_key(period, |(at, _)| *at).is_ok() {
                    self.variable(index(term), *period);
                }
            }
        }
    }

    /// A share of amounts is the share of their conversions too, whatever the rate.
    fn shares_of_converted(&mut self, levels: &[Vec<(Period, u32)>]) {
        let mut conversions: BTreeMap<(u32, u32), Vec<u32>> = BTreeMap::new();
        for (term, entry) in self.terms.values().enumerate() {
            if let Shape::Conversion { of, rate, .. } = entry.shape {
                conversions.entry((of, rate)).or_default().push(index(term));
            }
        }
        for term in 0..levels.len() {
            let Shape::Share { part, whole } = self.terms[term].shape else { continue };
            for ((_, rate), parts) in conversions.range((part, 0)..=(part, u32::MAX)) {
                let wholes = conversions.get(&(whole, *rate)).into_iter().flatten();
                for (part, whole) in
                    parts.iter().flat_map(|part| wholes.clone().map(move |whole| (part, whole)))
                {
                    self.tie_shares(&levels[*part as usize], &levels[*whole as usize], &levels[term]);
                }
            }
        }
    }

    fn tie_shares(&mut self, parts: &[(Period, u32)], wholes: &[(Period, u32)], shares: &[(Period, u32)]) {
        let at = |all: &[(Period, u32)], period: &Period| {
            all.binary_search_by_key(period, |(at, _)| *at).ok().map(|found| all[found].1)
        };
        for (period, part) in parts {
            if let (Some(whole), Some(share)) = (at(wholes, period), at(shares, period)) {
                self.network.tie(Kind::Share, &[*part, whole, share]);
            }
        }
    }

    /// What flows in a period flows in the periods within it.
    fn flows(&mut self, levels: &[Vec<(Period, u32)>]) {
        for (term, variables) in levels.iter().enumerate() {
            let Entry { flow: true, domain, .. } = self.terms[term] else { continue };
            let periods: Vec<Period> = variables.iter().map(|(period, _)| *period).collect();
            for chain in chains(&periods) {
                let whole = periods[chain.whole];
                if self.breaks(index(term), |quantity| self.ledger.breaks_within(quantity, whole)) {
                    continue;
                }
                let kind = if chain.complete { Kind::Periods } else { Kind::WithinPeriod };
                // What may be negative may also be less than a part of it.
                if kind == Kind::Periods || domain.low >= 0.0 {
                    let all = std::iter::once(chain.whole).chain(chain.parts);
                    let all: Vec<u32> = all.map(|at| variables[at].1).collect();
                    self.network.tie(kind, &all);
                }
            }
        }
    }

    /// What conversions elsewhere in the ledger, and reference bands, say of the rates.
    fn rates(&mut self, peers: &Peers, reports: &[u32]) {
        for (variable, (term, period)) in self.variables.keys().enumerate() {
            let Some((Term::Rate(a, b), _)) = self.terms.get_index(*term as usize) else { continue };
            for (bounds, evidence) in peers.evidence((*a, *b), *period, reports) {
                let own = |r: StatementRef| reports.binary_search(&r.report).is_ok();
                if matches!(evidence, Evidence::Peer(both) if both.iter().copied().any(own)) {
                    continue;
                }
                let variable = index(variable);
                let (bounds, evidence) = (*bounds, *evidence);
                self.network.statements.push(Statement { variable, bounds, evidence });
            }
        }
    }

    fn network(mut self) -> Network {
        let terms = &self.terms;
        self.network.variables = self
            .variables
            .keys()
            .map(|(term, period)| Variable {
                term: *term,
                period: *period,
                domain: terms[*term as usize].domain,
            })
            .collect();
        self.network.terms =
            self.terms.into_iter().map(|(term, entry)| Measured { term, unit: entry.unit }).collect();
        self.network.finish()
    }
}

/// How many observations back a repetition is looked for.
const REPEATED: usize = 8;

/// True if an observation says once more what its source has said of the same quantity: a headline and its text.
fn repeats(before: &Observation, after: &Observation) -> bool {
    before.source == after.source
        && before.unit == after.unit
        && before.status != Status::Forecast
        && bounds(before) == bounds(after)
}

/// What an observation can mean, in its unit.
pub(super) fn bounds(observation: &Observation) -> Bounds {
    Bounds::of(observation.interval(), observation.scale.exponent())
}

/// The rate between two currencies, and true if an amount in the first is to be divided by it, not multiplied, to
/// be had from its conversion.
fn rate(from: Currency, to: Currency) -> (Term, bool) {
    if from < to { (Term::Rate(from, to), false) } else { (Term::Rate(to, from), true) }
}

/// True for money of which some source prints a negative amount: a balance. What is counted, weighed or timed is
/// never negative, unless a note explains one that is: a net flow.
pub(super) fn may_be_negative(ledger: &Ledger, id: &SeriesId, unit: Unit) -> bool {
    let all = ledger.observations(&Quantity::Series(id.clone()));
    let mut negative = all.iter().filter(|observation| observation.value.middle().is_sign_negative());
    match unit {
        Unit::Currency(_) => negative.next().is_some(),
        Unit::Percent | Unit::PercentagePoint => true,
        _ => negative.any(|observation| observation.note().is_some()),
    }
}

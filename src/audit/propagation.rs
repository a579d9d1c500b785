//! Propagation: what the statements imply through the identities, to a fixed point.
//!
//! Each identity narrows each of its variables to what the others allow (hull consistency, as HC4 does for one
//! expression), in the order of a queue, until nothing narrows any more by a thousandth of its width, or until
//! the bound on work is reached. Every narrowing is kept with its cause, so that it can be told from which
//! statements an end comes ([`Propagation::cone`]). A narrowing that would leave nothing is a conflict: it is
//! noted and not carried out, the identity is set aside, and the rest goes on.

use std::collections::{BTreeSet, VecDeque};

use super::bounds::Bounds;
use super::network::{Form, Network, index};

/// By how much of its width a variable must narrow for others to be looked at again.
const GAIN: f64 = 1e-3;
/// How often the identities are looked at, on average, before propagation gives up.
const ROUNDS: usize = 24;
/// No narrowing.
const NONE: u32 = u32::MAX;

/// Why a variable was narrowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    /// A statement, by its index.
    Statement(u32),
    /// An identity, by its index.
    Identity(u32),
}

/// One end of a variable was moved.
#[derive(Clone, Copy, Debug)]
struct Narrowing {
    cause: Cause,
    /// The narrowing of the same end before this one.
    previous: u32,
}

/// Two bounds on a variable that have nothing in common.
#[derive(Clone, Copy, Debug)]
pub(super) struct Conflict {
    /// Which variable.
    pub variable: u32,
    /// Where it lay.
    pub held: Bounds,
    /// Where it would have to lie too.
    pub other: Bounds,
    /// What wants that.
    pub cause: Cause,
    /// How many narrowings had been made.
    time: u32,
}

/// What takes part in something that was derived; each list in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Cone {
    /// The variables that its identities tie.
    pub variables: BTreeSet<u32>,
    /// The statements that it rests on.
    pub statements: BTreeSet<u32>,
}

/// The state of a network while and after it is propagated.
#[derive(Debug)]
pub(super) struct Propagation<'n> {
    network: &'n Network,
    /// Where each variable lies.
    pub bounds: Vec<Bounds>,
    /// The conflicts, in the order in which they were met.
    pub conflicts: Vec<Conflict>,
    narrowings: Vec<Narrowing>,
    /// The last narrowing of the lower and the upper end of each variable.
    last: Vec<[u32; 2]>,
    queue: VecDeque<u32>,
    queued: Vec<bool>,
    set_aside: Vec<bool>,
    stop: Stop,
}

/// When propagation ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// With the first conflict.
    AtConflict,
    /// When nothing narrows any more.
    AtRest,
}

impl<'n> Propagation<'n> {
    /// Propagates those statements of a network that `holds` lets through.
    pub fn run(network: &'n Network, stop: Stop, holds: impl Fn(u32) -> bool) -> Self {
        let mut this = Propagation {
            network,
            bounds: network.variables.iter().map(|variable| variable.domain).collect(),
            conflicts: Vec::new(),
            narrowings: Vec::with_capacity(network.statements.len() * 2),
            last: vec![[NONE; 2]; network.variables.len()],
            queue: VecDeque::new(),
            queued: vec![true; network.identities.len()],
            set_aside: vec![false; network.identities.len()],
            stop,
        };
        for (at, statement) in network.statements.iter().enumerate() {
            let at = index(at);
            if holds(at) {
                this.narrow(statement.variable, statement.bounds, Cause::Statement(at));
            }
            if this.is_over() {
                return this;
            }
        }
        this.queue.clear();
        this.queue.extend(0..index(network.identities.len()));
        let mut work = network.identities.len() * ROUNDS;
        while let Some(identity) = this.queue.pop_front() {
            this.queued[identity as usize] = false;
            if work == 0 || this.is_over() {
                break;
            }
            work -= 1;
            if !this.set_aside[identity as usize] {
                this.revise(identity);
            }
        }
        this
    }

    fn is_over(&self) -> bool {
        self.stop == Stop::AtConflict && !self.conflicts.is_empty()
    }

    /// Narrows each variable of an identity to what the others allow.
    fn revise(&mut self, identity: u32) {
        let kind = self.network.identities[identity as usize].kind;
        match kind.form() {
            Form::Product { offset, divisor } => self.revise_product(identity, offset, divisor),
            Form::Sum => self.revise_sum(identity, true),
            Form::AtLeast => self.revise_sum(identity, false),
            Form::Rank { and_more, ascending } => self.revise_rank(identity, and_more, ascending),
            Form::Above => self.revise_above(identity),
        }
    }

    fn revise_product(&mut self, identity: u32, offset: f64, divisor: f64) {
        let &[result, base, rate] = self.network.operands(identity) else { return };
        let at = |this: &Self, variable: u32| this.bounds[variable as usize];
        let cause = Cause::Identity(identity);
        let factor = |this: &Self| at(this, rate).shifted(offset, 1.0 / divisor);
        let narrowed = at(self, base).times(factor(self));
        if !self.narrow(result, narrowed, cause) {
            return;
        }
        let narrowed = at(self, result).over(factor(self));
        if !self.narrow(base, narrowed, cause) {
            return;
        }
        let quotient = at(self, result).over(at(self, base));
        let narrowed = quotient.shifted(0.0, divisor).plus(Bounds::closed(-offset, -offset));
        self.narrow(rate, narrowed, cause);
    }

    /// With `equal`, the total is the sum of its parts; without, it is that or more.
    fn revise_sum(&mut self, identity: u32, equal: bool) {
        let network = self.network;
        let Some((&total, parts)) = network.operands(identity).split_first() else { return };
        let cause = Cause::Identity(identity);
        let sum = Totals::of(parts.iter().map(|part| self.bounds[*part as usize]));
        let high = if equal { sum.all().high } else { f64::INFINITY };
        if !self.narrow(total, Bounds::closed(sum.all().low, high), cause) {
            return;
        }
        let whole = self.bounds[total as usize];
        let whole = if equal { whole } else { Bounds { low: f64::NEG_INFINITY, ..whole } };
        for part in parts {
            let rest = sum.without(self.bounds[*part as usize]);
            if !self.narrow(*part, whole.minus(rest), cause) {
                return;
            }
        }
    }

    /// Counts what certainly comes before, and what may; the place is between the two, and where it leaves no
    /// choice, neither have the others.
    fn revise_rank(&mut self, identity: u32, and_more: bool, ascending: bool) {
        let network = self.network;
        let [rank, of, others @ ..] = network.operands(identity) else { return };
        let cause = Cause::Identity(identity);
        let turned = |bounds: Bounds| if ascending { bounds.negated() } else { bounds };
        let at = |this: &Self, variable: u32| turned(this.bounds[variable as usize]);
        let held = at(self, *of);
        let is_before = |other: Bounds| held.is_below(other);
        let may_be = |other: Bounds| other.high > held.low;
        let certain = others.iter().filter(|other| is_before(at(self, **other))).count();
        let possible = others.iter().filter(|other| may_be(at(self, **other))).count();
        let high = if and_more { f64::INFINITY } else { place(possible) };
        if !self.narrow(*rank, Bounds::closed(place(certain), high), cause) {
            return;
        }
        let Bounds { low, high, .. } = self.bounds[*rank as usize];
        let none_more = high.floor() <= place(certain);
        let all_are = !and_more && low.ceil() >= place(possible);
        if !none_more && !all_are {
            return;
        }
        for other in others {
            let bounds = at(self, *other);
            if is_before(bounds) || !may_be(bounds) {
                continue;
            }
            let held = at(self, *of);
            let (of_other, of_held) = if none_more {
                (Bounds::up_to(held), Bounds::from(bounds))
            } else {
                (Bounds::above(held), Bounds::below(bounds))
            };
            if !self.narrow(*other, turned(of_other), cause) || !self.narrow(*of, turned(of_held), cause) {
                return;
            }
        }
    }

    fn revise_above(&mut self, identity: u32) {
        let &[times, of, amount] = self.network.operands(identity) else { return };
        if self.bounds[times as usize].high.is_finite() {
            self.narrow(of, Bounds::above(self.bounds[amount as usize]), Cause::Identity(identity));
        }
    }

    /// Narrows a variable; false if that would leave nothing, which is noted as a conflict.
    fn narrow(&mut self, variable: u32, to: Bounds, cause: Cause) -> bool {
        let at = variable as usize;
        let held = self.bounds[at];
        let both = held.intersection(to);
        if both.is_empty() {
            let time = index(self.narrowings.len());
            self.conflicts.push(Conflict { variable, held, other: to, cause, time });
            if let Cause::Identity(identity) = cause {
                self.set_aside[identity as usize] = true;
            }
            return false;
        }
        let stated = matches!(cause, Cause::Statement(_));
        let width = held.high - held.low;
        let matters = |from: f64, to: f64| {
            let size = if width.is_finite() { width } else { from.abs().max(to.abs()) };
            from != to && (stated || !from.is_finite() || (from - to).abs() > GAIN * size)
        };
        let opens = |was: bool, is: bool| stated && is && !was;
        let low = matters(held.low, both.low) || opens(held.low_open, both.low_open);
        let high = matters(held.high, both.high) || opens(held.high_open, both.high_open);
        for (end, moved) in [low, high].into_iter().enumerate() {
            if moved {
                let previous = self.last[at][end];
                self.last[at][end] = index(self.narrowings.len());
                self.narrowings.push(Narrowing { cause, previous });
            }
        }
        if low {
            (self.bounds[at].low, self.bounds[at].low_open) = (both.low, both.low_open);
        }
        if high {
            (self.bounds[at].high, self.bounds[at].high_open) = (both.high, both.high_open);
        }
        if (low || high) && !stated {
            for identity in self.network.identities_of(variable) {
                if cause != Cause::Identity(*identity) {
                    self.enqueue(*identity);
                }
            }
        }
        true
    }

    fn enqueue(&mut self, identity: u32) {
        let queued = &mut self.queued[identity as usize];
        if !*queued {
            *queued = true;
            self.queue.push_back(identity);
        }
    }

    /// What a conflict rests on.
    pub fn cone(&self, conflict: &Conflict) -> Cone {
        let mut cone = Cone::default();
        let mut open = Vec::new();
        cone.variables.insert(conflict.variable);
        for end in 0..2 {
            open.extend(self.before(conflict.variable, end, conflict.time));
        }
        self.expand(conflict.cause, conflict.time, &mut cone, &mut open);
        self.follow(open, cone)
    }

    /// What the ends of a variable rest on.
    pub fn cone_of(&self, variable: u32) -> Cone {
        let open = self.last[variable as usize].into_iter().filter(|narrowing| *narrowing != NONE);
        self.follow(open.collect(), Cone::default())
    }

    /// Adds all that narrowings rest on.
    fn follow(&self, mut open: Vec<u32>, mut cone: Cone) -> Cone {
        let mut seen = BTreeSet::new();
        while let Some(narrowing) = open.pop() {
            if seen.insert(narrowing) {
                self.expand(self.narrowings[narrowing as usize].cause, narrowing, &mut cone, &mut open);
            }
        }
        cone
    }

    fn expand(&self, cause: Cause, time: u32, cone: &mut Cone, open: &mut Vec<u32>) {
        match cause {
            Cause::Statement(statement) => {
                cone.statements.insert(statement);
            }
            Cause::Identity(identity) => {
                for operand in self.network.operands(identity) {
                    cone.variables.insert(*operand);
                    open.extend((0..2).filter_map(|end| self.before(*operand, end, time)));
                }
            }
        }
    }

    /// The narrowing of an end that was in force at a time.
    fn before(&self, variable: u32, end: usize, time: u32) -> Option<u32> {
        let mut narrowing = self.last[variable as usize][end];
        while narrowing != NONE && narrowing >= time {
            narrowing = self.narrowings[narrowing as usize].previous;
        }
        (narrowing != NONE).then_some(narrowing)
    }

    /// What moved the two ends of a variable last, each cause once; none for an end that nothing moved.
    pub fn causes(&self, variable: u32) -> Vec<Cause> {
        let mut causes: Vec<Cause> = Vec::new();
        for narrowing in self.last[variable as usize] {
            if let Some(narrowing) = self.narrowings.get(narrowing as usize)
                && !causes.contains(&narrowing.cause)
            {
                causes.push(narrowing.cause);
            }
        }
        causes
    }
}

/// The place behind so many others.
#[allow(clippy::cast_precision_loss, reason = "no identity has so many operands")]
fn place(behind: usize) -> f64 {
    (behind + 1) as f64
}

/// The sum of bounds, and the sum without one of them.
struct Totals {
    low: f64,
    high: f64,
    /// What the errors of both are relative to.
    magnitude: f64,
    /// How many numbers were added.
    count: f64,
    /// How many have no lower, how many no upper end.
    without_low: usize,
    without_high: usize,
}

impl Totals {
    fn of(all: impl Iterator<Item = Bounds>) -> Self {
        let mut totals =
            Totals { low: 0.0, high: 0.0, magnitude: 0.0, count: 0.0, without_low: 0, without_high: 0 };
        for bounds in all {
            totals.count += 1.0;
            for (end, sum, without) in [
                (bounds.low, &mut totals.low, &mut totals.without_low),
                (bounds.high, &mut totals.high, &mut totals.without_high),
            ] {
                if end.is_finite() {
                    *sum += end;
                    totals.magnitude += end.abs();
                } else {
                    *without += 1;
                }
            }
        }
        totals
    }

    fn all(&self) -> Bounds {
        self.widened(self.low, self.without_low, self.high, self.without_high)
    }

    fn without(&self, part: Bounds) -> Bounds {
        let rest = |sum: f64, end: f64, without: usize| {
            if end.is_finite() { (sum - end, without) } else { (sum, without - 1) }
        };
        let (low, without_low) = rest(self.low, part.low, self.without_low);
        let (high, without_high) = rest(self.high, part.high, self.without_high);
        self.widened(low, without_low, high, without_high)
    }

    /// Widened by what summing up many numbers can be off.
    fn widened(&self, low: f64, without_low: usize, high: f64, without_high: usize) -> Bounds {
        let slack = (self.count + 8.0) * f64::EPSILON * self.magnitude;
        Bounds::closed(
            if without_low == 0 { low - slack } else { f64::NEG_INFINITY },
            if without_high == 0 { high + slack } else { f64::INFINITY },
        )
    }
}

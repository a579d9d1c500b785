//! The audit: what a ledger's figures imply for each other, and which of them cannot all be true.
//!
//! Every figure that a source prints is an interval; identities tie the quantities (growth, share, conversion,
//! sum, difference, and the periods that a flow consists of). What follows is propagated through the whole
//! network; where nothing is left, the smallest sets of figures that cannot all be true are found and explained.
//! So contradictions are found and not declared, and what rounding, a qualifier or a period explains is none.
//!
//! 1. [`peers`] settles exchange rates over the whole ledger, from what conversions imply ([`implied`]).
//! 2. [`partition`] cuts the ledger into parts that have nothing to do with each other; each is audited alone,
//!    in parallel, and not again while its figures stay the same ([`Auditor`]).
//! 3. [`assembly`] makes a [`network`] of a part, [`propagation`] narrows it, [`conflict`] finds minimal sets, and
//!    [`culprit`] the figure that most of them speak against.
//! 4. Each of the [`rules`], one per file, makes findings of them, or of what it checks on its own.
//!
//! The audit reads the ledger and changes nothing. It knows neither the files that figures stand in nor the pages
//! that show them; `check` gives findings their places.

mod assembly;
mod bounds;
mod conflict;
mod culprit;
mod derived;
mod explain;
mod figures;
mod fingerprint;
mod implied;
mod network;
mod partition;
mod peers;
mod periods;
mod propagation;
mod rates;
mod reading;
pub mod rules;
mod waivers;

use std::collections::BTreeSet;
use std::sync::Arc;

use indexmap::IndexMap;
use jiff::civil::Date;
use rayon::prelude::*;
use rustc_hash::FxBuildHasher;

use self::bounds::Bounds;
use self::conflict::Clash;
use self::culprit::Culprit;
use self::figures::Figured;
use self::network::Network;
use self::peers::Peers;
use self::propagation::{Propagation, Stop};
use self::rules::history::{Level, histories};
use self::rules::{RULES, Rule, Severity};
use crate::model::series::Kind as SeriesKind;
use crate::model::{Ledger, Observation, Period, Quantity, SeriesId, SourceId};

pub use derived::Derived;
pub use figures::Span;
pub use rates::{Rates, ReferenceBand};
pub use reading::{ReadAs, Reading};
pub use waivers::{Standing, Waived, Waiver};

/// An observation, by the place of its quantity among [`Ledger::reports`] and its place there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StatementRef {
    /// The quantity.
    pub report: u32,
    /// The observation.
    pub at: u32,
}

impl StatementRef {
    /// The quantity and the observation.
    pub fn of(self, ledger: &Ledger) -> Option<(&Quantity, &Observation)> {
        let (quantity, all) = ledger.report(self.report as usize)?;
        Some((quantity, all.get(self.at as usize)?))
    }
}

/// What an audit found.
#[derive(Clone, Debug, Default)]
pub struct Audit {
    /// What does not hold, by rule, in the order of the ledger within one.
    pub findings: Vec<Finding>,
    /// What was checked, by rule.
    pub rules: Vec<RuleSummary>,
    /// What no source prints and follows from what they print.
    pub derived: Vec<Arc<[Derived]>>,
}

/// What a rule checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleSummary {
    /// The rule.
    pub rule: &'static str,
    /// How many cases it looked at.
    pub checked: usize,
    /// In how many of them it found nothing.
    pub held: usize,
    /// In how many it found something.
    pub failed: usize,
}

/// Something that does not hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The rule that found it.
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// The figures that it is about, the one that the message is about first.
    pub members: Vec<Member>,
    /// What it is about, if not figures.
    pub subject: Option<Subject>,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// Where figures meet and what they say there.
    pub disagreement: Option<Disagreement>,
    /// A way to read one of the figures under which all agree.
    pub reading: Option<Reading>,
    /// The figure that is most probably the wrong one: it, or a conversion of it, stands first among the members.
    /// Findings with the same one are of the same mistake, if it is one.
    pub culprit: Option<StatementRef>,
    /// Who lets it stand, and why; none until [`Audit::waive`] was asked.
    pub waiver: Option<Arc<Waiver>>,
}

/// A figure that a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// The figure.
    pub statement: StatementRef,
    /// What the other figures of the finding imply for its quantity.
    pub implied: Option<Span>,
}

/// What a finding is about that is no figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A source.
    Source(SourceId),
    /// A series.
    Series(SeriesId),
}

/// Two ranges for one quantity that have nothing in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disagreement {
    /// The quantity, or the exchange rate, in words.
    pub quantity: String,
    /// When.
    pub period: Period,
    /// The ranges.
    pub between: [Span; 2],
}

impl Finding {
    fn new(rule: &Rule, members: Vec<Member>, message: String) -> Self {
        Finding {
            culprit: members.first().map(|member| member.statement),
            rule: rule.name,
            severity: rule.severity,
            members,
            subject: None,
            message,
            disagreement: None,
            reading: None,
            waiver: None,
        }
    }
}

/// Audits a ledger.
pub fn audit(ledger: &Ledger, rates: &Rates) -> Audit {
    Auditor::default().audit(ledger, rates)
}

/// Audits ledgers one after another and remembers, between them, the parts that stay the same.
#[derive(Debug, Default)]
pub struct Auditor {
    /// What was found in each part, by its fingerprint.
    parts: IndexMap<u64, Arc<PartAudit>, FxBuildHasher>,
    /// What conversions imply.
    implied: implied::Known,
    /// The exchange rates of the last ledger.
    peers: Peers,
    /// The day that the ledger is of, if it is stated.
    as_of: Option<Date>,
    last: Option<Last>,
}

/// The last audit.
#[derive(Debug)]
struct Last {
    /// What it was of, if that is shared.
    ledger: Option<Arc<Ledger>>,
    /// Those of its reported quantities.
    fingerprints: Vec<u64>,
    /// Those of them that are conversions.
    conversions: Vec<implied::Converted>,
    /// The reported quantities of each part.
    parts: Arc<Vec<Vec<u32>>>,
    /// What was found in each part, with its fingerprint.
    audited: Vec<(u64, Arc<PartAudit>)>,
}

/// What was found in one part of a ledger.
#[derive(Debug)]
struct PartAudit {
    /// How many cases each rule looked at.
    checked: Box<[usize]>,
    /// What was found, with the places of the rules, in their order.
    findings: Box<[(usize, Finding)]>,
    derived: Arc<[Derived]>,
    /// Who prints figures of it.
    sources: Vec<SourceId>,
    /// Readings were sought, for which all exchange rates were looked at.
    read: bool,
}

/// What one rule found.
#[derive(Clone, Debug, Default)]
struct Outcome {
    checked: usize,
    findings: Vec<Finding>,
}

impl Auditor {
    /// An auditor of ledgers that are of a day: figures that should have come by then are missed.
    pub fn as_of(day: Option<Date>) -> Self {
        Auditor { as_of: day, ..Auditor::default() }
    }

    /// The same auditor, for ledgers of another day.
    pub fn of_day(&mut self, day: Option<Date>) -> &mut Self {
        self.as_of = day;
        self
    }

    /// Audits a ledger; parts that were in the last one are not looked at again.
    pub fn audit(&mut self, ledger: &Ledger, rates: &Rates) -> Audit {
        self.last = None;
        self.run(ledger, rates)
    }

    /// The same for a ledger that is shared: what it has in common with the last one is known to be the same without a
    /// look at it.
    pub fn audit_again(&mut self, ledger: &Arc<Ledger>, rates: &Rates) -> Audit {
        let audit = self.run(ledger, rates);
        if let Some(last) = &mut self.last {
            last.ledger = Some(Arc::clone(ledger));
        }
        audit
    }

    fn run(&mut self, ledger: &Ledger, rates: &Rates) -> Audit {
        let last = self.last.take();
        let same = last.as_ref().and_then(|last| Some((last, last.ledger.as_deref()?)));
        let same = same.filter(|(_, before)| fingerprint::are_comparable(ledger, before));
        let ((fingerprints, conversions, implied, peers), parts) = rayon::join(
            || {
                let known = same.map(|(last, before)| (before, &last.fingerprints[..]));
                let fingerprints = fingerprint::of_reports(ledger, known);
                let known = same.map(|(last, _)| (&last.fingerprints[..], &last.conversions[..]));
                let conversions = implied::conversions(ledger, &fingerprints, known);
                let implied = implied::implied(ledger, &fingerprints, &conversions, &self.implied);
                let peers = Peers::new(&implied, rates, &self.peers);
                (fingerprints, conversions, implied, peers)
            },
            || match same {
                Some((last, _)) => Arc::clone(&last.parts),
                None => Arc::new(partition::parts(ledger)),
            },
        );
        let same_rates = self.peers.digest == peers.digest;
        // A part whose reports and rates are those of last time is that of last time.
        let kept = |at: usize, reports: &[u32]| {
            let (last, _) = same.filter(|_| same_rates)?;
            let is_same = |report: &u32| {
                let report = *report as usize;
                last.fingerprints[report] == fingerprints[report]
            };
            reports.iter().all(is_same).then(|| last.audited[at].clone())
        };
        let known = &self.parts;
        let audited: Vec<(u64, Arc<PartAudit>)> = parts
            .par_iter()
            .enumerate()
            .map(|(at, reports)| {
                if let Some(kept) = kept(at, reports) {
                    return kept;
                }
                let fingerprint = fingerprint::of_part(ledger, reports, &fingerprints, &peers);
                let part = known.get(&fingerprint).filter(|part| same_rates || !part.read).cloned();
                (fingerprint, part.unwrap_or_else(|| Arc::new(audit_part(ledger, reports, &peers))))
            })
            .collect();
        let whole = Whole {
            ledger,
            rates,
            as_of: self.as_of,
            peers: &peers,
            parts: &parts,
            sources: printers(&audited),
        };
        let audit = summed(&audited, &whole);
        let known = audited.iter().cloned().collect();
        let last = Last { ledger: None, fingerprints, conversions, parts, audited };
        *self = Auditor { parts: known, implied, peers, as_of: self.as_of, last: Some(last) };
        audit
    }
}

/// Who prints figures.
fn printers(audited: &[(u64, Arc<PartAudit>)]) -> BTreeSet<SourceId> {
    let mut printers = BTreeSet::new();
    let mut last: Option<&SourceId> = None;
    for source in audited.iter().flat_map(|(_, part)| &part.sources) {
        // Neighbours mostly come from one document.
        if last.is_none_or(|last| !Arc::ptr_eq(last, source)) {
            printers.insert(source.clone());
        }
        last = Some(source);
    }
    printers
}

/// What was found in all parts, and what rules find that look beyond one.
fn summed(audited: &[(u64, Arc<PartAudit>)], whole: &Whole<'_>) -> Audit {
    let mut totals = vec![Outcome::default(); RULES.len()];
    for (_, part) in audited {
        for (total, checked) in totals.iter_mut().zip(&part.checked) {
            total.checked += checked;
        }
        for (rule, finding) in &part.findings {
            totals[*rule].findings.push(finding.clone());
        }
    }
    let of_whole = |rule: &&'static Rule| {
        let mut outcome = Outcome::default();
        (rule.whole)(rule, whole, &mut outcome);
        outcome
    };
    let of_whole: Vec<Outcome> = RULES.par_iter().map(of_whole).collect();
    let mut audit = Audit::default();
    for (rule, (mut total, of_whole)) in RULES.iter().zip(totals.into_iter().zip(of_whole)) {
        total.checked += of_whole.checked;
        total.findings.extend(of_whole.findings);
        let failed = total.findings.len();
        let checked = total.checked.max(failed);
        audit.rules.push(RuleSummary { rule: rule.name, checked, held: checked - failed, failed });
        audit.findings.append(&mut total.findings);
    }
    audit.derived = audited.iter().map(|(_, part)| part.derived.clone()).collect();
    audit
}

/// The whole ledger, as rules see it that look beyond one part.
struct Whole<'a> {
    ledger: &'a Ledger,
    rates: &'a Rates,
    /// The day that the site speaks of.
    as_of: Option<Date>,
    peers: &'a Peers,
    /// The reported quantities of each part, in order.
    parts: &'a [Vec<u32>],
    /// Who prints figures.
    sources: BTreeSet<SourceId>,
}

/// A part of the ledger, propagated, as rules see it.
struct Case<'a> {
    ledger: &'a Ledger,
    /// Its reported quantities, in order.
    reports: &'a [u32],
    peers: &'a Peers,
    network: &'a Network,
    /// Where each variable lies.
    bounds: &'a [Bounds],
    clashes: &'a [Clash],
    /// Which figure each clash is told about.
    culprits: &'a [Culprit],
    /// The levels of its series through time.
    histories: &'a [Vec<Level>],
}

impl<'a> Case<'a> {
    fn observation(&self, of: StatementRef) -> Option<&'a Observation> {
        of.of(self.ledger).map(|(_, observation)| observation)
    }

    fn is_flow(&self, quantity: &Quantity) -> bool {
        let series = self.ledger.series(quantity.principal());
        series.is_some_and(|series| series.kind == SeriesKind::Flow)
    }

    /// Who prints figures of this part.
    fn sources(&self) -> Vec<SourceId> {
        let mut sources: Vec<SourceId> = Vec::new();
        for (_, all) in self.reports.iter().filter_map(|report| self.ledger.report(*report as usize)) {
            for observation in all {
                if !sources.contains(&observation.source) {
                    sources.push(observation.source.clone());
                }
            }
        }
        sources
    }

    /// The levels that are reported in this part: series with their places and observations.
    fn levels(&self) -> impl Iterator<Item = (&'a SeriesId, u32, &'a [Observation])> {
        let ledger = self.ledger;
        self.reports.iter().filter_map(move |report| {
            let (quantity, all) = ledger.report(*report as usize)?;
            Some((quantity.as_series()?, *report, all))
        })
    }
}

fn audit_part(ledger: &Ledger, reports: &[u32], peers: &Peers) -> PartAudit {
    let network = assembly::assemble(ledger, reports, peers);
    let run = Propagation::run(&network, Stop::AtRest, |_| true);
    let clashes = conflict::clashes(&network, &run);
    let derived = derived::derived(ledger, &network, &run, &clashes);
    let case = Case {
        ledger,
        reports,
        peers,
        network: &network,
        bounds: &run.bounds,
        clashes: &clashes,
        culprits: &[],
        histories: &[],
    };
    let (culprits, histories) = (culprit::culprits(&case), histories(&case));
    let case = Case { culprits: &culprits, histories: &histories, ..case };
    let outcome = |rule: &&'static Rule| {
        let mut outcome = Outcome::default();
        (rule.part)(rule, &case, &mut outcome);
        outcome
    };
    let outcomes: Vec<Outcome> = RULES.iter().map(outcome).collect();
    let checked = outcomes.iter().map(|outcome| outcome.checked).collect();
    let findings = outcomes.into_iter().enumerate();
    let findings =
        findings.flat_map(|(rule, outcome)| outcome.findings.into_iter().map(move |found| (rule, found)));
    let findings = findings.collect();
    PartAudit {
        checked,
        findings,
        derived: derived.into(),
        sources: case.sources(),
        read: !clashes.is_empty(),
    }
}

/// A statement in words, as messages begin with it: "trade.total in 2024-S1 is 200 billion CNY in half-year-2024".
pub fn said(quantity: &Quantity, observation: &Observation) -> String {
    let Observation { period, source, .. } = observation;
    format!("{quantity} in {period} is {} in {source}", Figured(observation))
}

/// The same of a statement by its place in the ledger.
fn said_of(ledger: &Ledger, of: StatementRef) -> String {
    of.of(ledger).map_or_else(String::new, |(quantity, observation)| said(quantity, observation))
}

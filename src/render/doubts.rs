//! Which figures the audit finds not to fit, so that a reader learns of it where the figure stands.
//!
//! What several reports of one figure say is told with them; what is only worth knowing is left to the page on data quality.

use std::collections::BTreeMap;

use crate::audit::Audit;
use crate::audit::rules::{Severity, rule};
use crate::model::{Ledger, Period, Quantity};

/// By figure: what should hold of it and does not, in the order of the rules.
#[derive(Debug, Default)]
pub struct Doubts(BTreeMap<(Quantity, Period), Vec<&'static str>>);

impl Doubts {
    /// Goes through what an audit found, whether or not somebody lets it stand.
    pub fn of(audit: &Audit, ledger: &Ledger) -> Self {
        let mut doubts = Doubts::default();
        let told_elsewhere = |name: &str| name == "duplicates";
        for finding in &audit.findings {
            if finding.severity == Severity::Information || told_elsewhere(finding.rule) {
                continue;
            }
            let culprit = finding.culprit.and_then(|culprit| culprit.of(ledger));
            let Some(((quantity, observation), rule)) = culprit.zip(rule(finding.rule)) else { continue };
            let broken = doubts.0.entry((quantity.clone(), observation.period)).or_default();
            if !broken.contains(&rule.summary) {
                broken.push(rule.summary);
            }
        }
        doubts
    }

    /// All of them.
    pub fn by_figure(&self) -> &BTreeMap<(Quantity, Period), Vec<&'static str>> {
        &self.0
    }

    /// What should hold of a figure and does not.
    pub fn about(&self, quantity: &Quantity, period: Period) -> &[&'static str] {
        if self.0.is_empty() {
            return &[];
        }
        self.0.get(&(quantity.clone(), period)).map_or(&[], Vec::as_slice)
    }
}

//! What a rule means: one of the audit, which finds fault with figures, or one of the phases.

use serde::Serialize;

use crate::audit::rules as edit_rules;
use crate::check;
use crate::diag::rules::{self, Rule};

/// What a rule means and how its findings are told.
#[derive(Debug, Serialize)]
pub struct RulePapers {
    /// How bad a finding is in the words of statistical editing, if the rule is about figures: `fatal`, `query` or
    /// `information`.
    pub edit: Option<&'static str>,
    /// The rule.
    #[serde(flatten)]
    pub rule: Rule,
}

/// The papers of the rule of a name.
pub(super) fn papers(name: &str) -> Option<RulePapers> {
    let edit = edit_rules::rule(name).map(|rule| rule.severity.as_str());
    Some(RulePapers { edit, rule: documentation(name)? })
}

/// What the rule of a name means, whether the audit or a phase reports it.
pub fn documentation(name: &str) -> Option<Rule> {
    let of_audit = || {
        let edit_rules::Rule { name, severity, summary, why, example, remedy, .. } = edit_rules::rule(name)?;
        Some(Rule { name, severity: check::severity(*severity), summary, why, example, remedy })
    };
    rules::rule(name).copied().or_else(of_audit)
}

/// The names of all rules.
pub(super) fn names() -> Vec<&'static str> {
    let of_audit = edit_rules::RULES.into_iter().map(|rule| rule.name);
    rules::each_rule().map(|rule| rule.name).chain(of_audit).collect()
}

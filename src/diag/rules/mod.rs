//! What the rules mean that findings are named by: for `waybill explain RULE`, for editors and for SARIF.
//!
//! A group has a file. A rule that a phase reports and that no group documents fails a test; what a rule looks for
//! is left to the phase that reports it.

mod charts;
mod data;
mod files;
mod links;
mod output;
mod print;
mod prose;
mod texts;
mod yaml;

use serde::Serialize;

use super::Severity;

/// What a rule means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// Its name, as findings carry it.
    pub name: &'static str,
    /// How bad a finding of it is.
    pub severity: Severity,
    /// What is wrong where it is reported, in one sentence.
    pub summary: &'static str,
    /// Why that matters.
    pub why: &'static str,
    /// What is reported, as an author would write it.
    pub example: &'static str,
    /// What to do about it.
    pub remedy: &'static str,
}

/// All documented rules, group by group.
pub fn each_rule() -> impl Iterator<Item = &'static Rule> {
    let groups = [
        files::RULES,
        yaml::RULES,
        data::RULES,
        texts::RULES,
        prose::RULES,
        links::RULES,
        charts::RULES,
        output::RULES,
        print::RULES,
    ];
    groups.into_iter().flatten()
}

/// The rule of a name.
pub fn rule(name: &str) -> Option<&'static Rule> {
    each_rule().find(|rule| rule.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_says_all_it_should_and_once() {
        let mut names: Vec<&str> = each_rule().map(|rule| rule.name).collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all, "a rule is documented twice");
        for rule in each_rule() {
            for sentence in [rule.summary, rule.why, rule.remedy] {
                assert!(sentence.ends_with('.') && !sentence.contains("  "), "{}: {sentence}", rule.name);
            }
            assert!(!rule.example.trim().is_empty(), "{}", rule.name);
        }
    }
}

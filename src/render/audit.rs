//! `data/audit.json`: what does not hold, what was checked, and what follows though no source prints it.
//!
//! Numbers stand in it as texts, so that their digits survive; ends of ranges are in the unit and multiple that
//! stand beside them, and null where there is none.

use serde::Serialize;

use super::world::World;
use crate::audit::{Derived, Finding, Span, Subject};

#[derive(Serialize)]
struct AuditJson<'a> {
    findings: Vec<FindingJson<'a>>,
    rules: Vec<RuleJson>,
    derived: Vec<DerivedJson>,
}

#[derive(Serialize)]
struct FindingJson<'a> {
    rule: &'a str,
    severity: &'a str,
    quantities: Vec<String>,
    periods: Vec<String>,
    sources: Vec<&'a str>,
    message: &'a str,
    /// Where the two ranges are, if figures disagree.
    #[serde(skip_serializing_if = "Option::is_none")]
    quantity: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    period: Option<String>,
    low: Option<String>,
    high: Option<String>,
    other_low: Option<String>,
    other_high: Option<String>,
    unit: Option<String>,
    scale: Option<&'a str>,
    figures: Vec<FigureJson<'a>>,
    reading: Option<String>,
    /// The figure that is most probably the wrong one; findings with the same one are of the same mistake.
    culprit: Option<CulpritJson<'a>>,
    /// Who lets it stand, why, and until when.
    waived: Option<WaiverJson<'a>>,
}

#[derive(Serialize)]
struct CulpritJson<'a> {
    quantity: String,
    period: String,
    source: &'a str,
}

#[derive(Serialize)]
struct WaiverJson<'a> {
    reason: &'a str,
    by: &'a str,
    until: Option<String>,
}

#[derive(Serialize)]
struct FigureJson<'a> {
    quantity: String,
    period: String,
    value: String,
    unit: String,
    scale: &'a str,
    qualifier: &'a str,
    source: &'a str,
    locator: Option<&'a str>,
    printed: Option<&'a str>,
    /// What the other figures of the finding imply for it.
    implied_low: Option<String>,
    implied_high: Option<String>,
}

#[derive(Serialize)]
struct RuleJson {
    rule: &'static str,
    checked: usize,
    held: usize,
    failed: usize,
}

#[derive(Serialize)]
struct DerivedJson {
    quantity: String,
    period: String,
    low: Option<String>,
    high: Option<String>,
    unit: Option<String>,
    scale: &'static str,
    from: Vec<String>,
}

/// The audit as JSON.
pub fn json(world: &World<'_>) -> String {
    let audit = world.audit();
    let rules = audit.rules.iter().map(|summary| RuleJson {
        rule: summary.rule,
        checked: summary.checked,
        held: summary.held,
        failed: summary.failed,
    });
    let json = AuditJson {
        findings: audit.findings.iter().map(|one| finding(world, one)).collect(),
        rules: rules.collect(),
        derived: audit.derived.iter().flat_map(|part| part.iter()).map(derived).collect(),
    };
    let mut text = serde_json::to_string_pretty(&json).unwrap_or_default();
    text.push('\n');
    text
}

fn finding<'a>(world: &World<'a>, finding: &'a Finding) -> FindingJson<'a> {
    let figures: Vec<FigureJson<'a>> = finding
        .members
        .iter()
        .filter_map(|member| {
            let (quantity, observation) = world.statement(member.statement)?;
            Some(FigureJson {
                quantity: quantity.to_string(),
                period: observation.period.to_string(),
                value: observation.value.to_string(),
                unit: observation.unit.to_string(),
                scale: observation.scale.as_str(),
                qualifier: observation.qualifier.as_str(),
                source: &observation.source,
                locator: observation.locator(),
                printed: observation.printed(),
                implied_low: member.implied.and_then(low),
                implied_high: member.implied.and_then(high),
            })
        })
        .collect();
    let of_subject = |series: bool| match &finding.subject {
        Some(Subject::Series(id)) if series => Some(id.as_str()),
        Some(Subject::Source(id)) if !series => Some(&**id),
        _ => None,
    };
    let disagreement = finding.disagreement.as_ref();
    let [one, other] = disagreement.map_or([None; 2], |d| d.between.map(Some));
    let quantities = figures.iter().map(|figure| &*figure.quantity).chain(of_subject(true));
    FindingJson {
        rule: finding.rule,
        severity: finding.severity.as_str(),
        quantities: once(quantities).into_iter().map(str::to_owned).collect(),
        periods: once(figures.iter().map(|f| &*f.period)).into_iter().map(str::to_owned).collect(),
        sources: once(figures.iter().map(|figure| figure.source).chain(of_subject(false))),
        message: &finding.message,
        quantity: disagreement.map(|d| &*d.quantity),
        period: disagreement.map(|d| d.period.to_string()),
        low: one.and_then(low),
        high: one.and_then(high),
        other_low: other.and_then(low),
        other_high: other.and_then(high),
        unit: one.and_then(|span| span.unit).map(|unit| unit.to_string()),
        scale: one.map(|span| span.scale.as_str()),
        figures,
        reading: finding.reading.as_ref().map(ToString::to_string),
        culprit: finding.culprit.and_then(|culprit| world.statement(culprit)).map(
            |(quantity, observation)| CulpritJson {
                quantity: quantity.to_string(),
                period: observation.period.to_string(),
                source: &observation.source,
            },
        ),
        waived: finding.waiver.as_deref().map(|waiver| WaiverJson {
            reason: &waiver.reason,
            by: &waiver.by,
            until: waiver.until.map(|day| day.to_string()),
        }),
    }
}

fn derived(derived: &Derived) -> DerivedJson {
    DerivedJson {
        quantity: derived.quantity.to_string(),
        period: derived.period.to_string(),
        low: low(derived.span),
        high: high(derived.span),
        unit: derived.span.unit.map(|unit| unit.to_string()),
        scale: derived.span.scale.as_str(),
        from: derived.from.iter().map(|(quantity, period)| format!("{quantity} @ {period}")).collect(),
    }
}

fn low(span: Span) -> Option<String> {
    span.low.map(|end| end.to_string())
}

fn high(span: Span) -> Option<String> {
    span.high.map(|end| end.to_string())
}

/// Each text once, in the order in which it comes first.
fn once<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<&'t str> {
    let mut all = Vec::new();
    for text in texts {
        if !all.contains(&text) {
            all.push(text);
        }
    }
    all
}

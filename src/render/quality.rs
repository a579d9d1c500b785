//! What the audit found, in plain words: what a narrative shows with `{{ audit() }}`.
//!
//! Findings about the same figure stand under one heading: a wrong total contradicts everything that is measured
//! against it, and a reader asks about the total once.

use std::fmt::Write as _;

use indexmap::IndexMap;

use super::papers;
use super::urls::Urls;
use super::wording;
use super::world::World;
use crate::audit::rules::{RULES, Severity, rule};
use crate::audit::{Finding, Member, ReadAs, Reading, Span, StatementRef, Subject};
use crate::document::escape::escaped;
use crate::model::ledger::Measure;
use crate::model::{Observation, Quantity, Sign, Style, Value};

/// Writes all findings, each with its figures and what was decided, and what each rule checked.
pub fn write(world: &World<'_>, urls: &Urls, out: &mut String) {
    let sheet = Sheet { world, urls };
    let audit = world.audit();
    let mut by_figure: IndexMap<StatementRef, Vec<&Finding>> = IndexMap::new();
    let mut without_figure = Vec::new();
    for finding in &audit.findings {
        match finding.culprit {
            Some(culprit) => by_figure.entry(culprit).or_default().push(finding),
            None => without_figure.push(finding),
        }
    }
    out.push_str("<div class=\"audit\">");
    sheet.summary(by_figure.len(), out);
    for (statement, findings) in &by_figure {
        sheet.figure(*statement, findings, out);
    }
    if !without_figure.is_empty() {
        out.push_str("<section class=\"doubt\"><h2>Not about a figure</h2><ul>");
        for finding in without_figure {
            let _ = write!(out, "<li>{}", sheet.subject(finding));
            sheet.decided(finding, out);
            out.push_str("</li>");
        }
        out.push_str("</ul></section>");
    }
    sheet.rules(out);
    out.push_str("</div>");
}

struct Sheet<'w, 'a> {
    world: &'w World<'a>,
    urls: &'w Urls,
}

impl Sheet<'_, '_> {
    fn summary(&self, doubtful: usize, out: &mut String) {
        let audit = self.world.audit();
        let figures: usize = self.world.reports().map(|(_, observations)| observations.len()).sum();
        let number = |n: usize| self.world.formatter().number(n.into(), Sign::Auto);
        let all = audit.findings.len();
        let waived = audit.findings.iter().filter(|finding| finding.waiver.is_some()).count();
        let decided = match waived {
            0 => "Nobody has decided about this yet.".to_owned(),
            1 if all == 1 => "It was looked at and stands, for the reason given.".to_owned(),
            _ if waived == all => "All of them were looked at and stand, for the reasons given.".to_owned(),
            _ => format!("{} of them were looked at and stand, for the reasons given.", number(waived)),
        };
        let found = match all {
            0 => "No rule finds fault with any of them.".to_owned(),
            _ => format!(
                "The rules find fault with {}, in {}. {decided}",
                self.counted(doubtful, "figure"),
                self.counted(all, "case")
            ),
        };
        let _ = write!(
            out,
            "<p>{} were held against each other by {} rules. {}</p>",
            escaped(&self.counted(figures, "printed figure")),
            number(RULES.len()),
            escaped(&found)
        );
    }

    /// One figure and everything that is found about it.
    fn figure(&self, statement: StatementRef, findings: &[&Finding], out: &mut String) {
        let Some((quantity, observation)) = self.world.statement(statement) else { return };
        let title = wording::quantity(self.world, quantity);
        let period = self.world.formatter().period(observation.period);
        let _ = write!(
            out,
            "<section class=\"doubt\"><h2>{}, {}</h2><p>{}.</p>",
            escaped(&title),
            escaped(&period),
            self.printed(quantity, observation)
        );
        out.push_str("<ul>");
        for finding in findings {
            self.finding(finding, out);
        }
        out.push_str("</ul></section>");
    }

    fn finding(&self, finding: &Finding, out: &mut String) {
        let held = rule(finding.rule).map_or("", |rule| rule.summary);
        let others = finding.members.get(1..).unwrap_or_default();
        let subject = finding.members.first().and_then(|member| self.world.statement(member.statement));
        let is_same = |member: &Member| {
            let other = self.world.statement(member.statement);
            other.zip(subject).is_some_and(|((q, o), (of, at))| q == of && o.period == at.period)
        };
        let same = !others.is_empty() && others.iter().all(is_same);
        let _ = write!(out, "<li><p>What should hold: {} ", escaped(held));
        match finding.members.first().and_then(|member| self.implied(member)) {
            _ if matches!(finding.reading, Some(Reading { read_as: ReadAs::AsGiven, .. })) => {
                let _ = write!(out, "Instead, {}:</p>", escaped(&finding.message));
            }
            _ if same => out.push_str("But also printed:</p>"),
            _ if others.is_empty() => drop(write!(out, "Instead, {}.</p>", escaped(&finding.message))),
            Some(implied) => {
                let first = finding.members.first().map(|member| member.statement);
                let of = subject.filter(|_| first != finding.culprit);
                let of = of.map(|(quantity, observation)| {
                    let title = wording::quantity(self.world, quantity);
                    format!("for {}, {}, ", escaped(&title), self.printed(quantity, observation))
                });
                let of = of.unwrap_or_default();
                let _ = write!(out, "Instead, {of}{} follows from:</p>", escaped(&implied));
            }
            None => out.push_str("It does not with:</p>"),
        }
        if !others.is_empty() {
            out.push_str("<ul>");
            for member in others {
                let Some((quantity, observation)) = self.world.statement(member.statement) else { continue };
                out.push_str("<li>");
                if !same {
                    let title = wording::quantity(self.world, quantity);
                    let period = self.world.formatter().period(observation.period);
                    let _ = write!(out, "{}, {}: ", escaped(&title), escaped(&period));
                }
                let _ = write!(out, "{}</li>", self.printed(quantity, observation));
            }
            out.push_str("</ul>");
        }
        if let Some(reading) = &finding.reading {
            self.reading(reading, out);
        }
        self.decided(finding, out);
        out.push_str("</li>");
    }

    /// What would reconcile the figures.
    fn reading(&self, reading: &Reading, out: &mut String) {
        let Some((quantity, observation)) = self.world.statement(reading.of) else { return };
        let figure = self.value(quantity, observation);
        let formatter = self.world.formatter();
        let if_read = match reading.read_as {
            ReadAs::Currency(other) => format!("{figure} is an amount in {other}"),
            ReadAs::Power(power) => {
                let times = formatter.number(10i64.pow(power.unsigned_abs()).into(), Sign::Auto);
                format!("{figure} is {times} times too {}", if power > 0 { "small" } else { "large" })
            }
            ReadAs::AsGiven => {
                let reading = observation.reading().unwrap_or_default();
                let _ = write!(
                    out,
                    "<p>Read as {}, it agrees with them. {}</p>",
                    escaped(&figure),
                    escaped(reading.trim())
                );
                return;
            }
            ReadAs::Over => format!("{figure} is rounded, and it was more"),
            ReadAs::Almost => format!("{figure} is rounded, and it was slightly less"),
            ReadAs::Period(period) => {
                let source = papers::source_name(self.world, &observation.source);
                format!("{figure} is for {}, as other figures of {source} are", formatter.period(period))
            }
        };
        let _ = write!(out, "<p>All would agree if {}.</p>", escaped(&if_read));
    }

    /// Who lets it stand, and why.
    fn decided(&self, finding: &Finding, out: &mut String) {
        let Some(waiver) = &finding.waiver else {
            // What is only worth knowing asks for no decision.
            if finding.severity == Severity::Information {
                return;
            }
            out.push_str("<p class=\"undecided\">Nobody has decided yet.</p>");
            return;
        };
        let until = waiver.until.map(|day| format!(", until {}", self.world.formatter().date(day)));
        let _ = write!(
            out,
            "<p class=\"decided\">It stands, as decided by {}{}: {}</p>",
            escaped(&waiver.by),
            until.as_deref().unwrap_or_default(),
            escaped(waiver.reason.trim())
        );
    }

    fn subject(&self, finding: &Finding) -> String {
        let said = escaped(&finding.message);
        let (of, id) = match &finding.subject {
            Some(Subject::Source(id)) => ("sources", &**id),
            Some(Subject::Series(id)) => ("series", id.as_str()),
            None => return said.into_owned(),
        };
        match self.world.record_address(of, id) {
            Some(address) => format!("<a href=\"{}\">{said}</a>", escaped(&self.urls.page(address))),
            None => said.into_owned(),
        }
    }

    /// A figure as it is printed, and where: "CNY 200 billion in Xinhua, paragraph 1", with links.
    fn printed(&self, quantity: &Quantity, observation: &Observation) -> String {
        let figure = self.value(quantity, observation);
        let principal = quantity.principal().as_str();
        let figure = match self.world.record_address("series", principal) {
            Some(address) => {
                format!("<a href=\"{}\">{}</a>", escaped(&self.urls.page(address)), escaped(&figure))
            }
            None => escaped(&figure).into_owned(),
        };
        let source = escaped(&papers::source_name(self.world, &observation.source)).into_owned();
        let source = match self.world.record_address("sources", &observation.source) {
            Some(address) => format!("<a href=\"{}\">{source}</a>", escaped(&self.urls.page(address))),
            None => source,
        };
        let locator = observation.locator().map(|at| format!(", {}", escaped(at))).unwrap_or_default();
        format!("{figure} in {source}{locator}")
    }

    fn value(&self, quantity: &Quantity, observation: &Observation) -> String {
        let formatter = self.world.formatter();
        let noun = self.world.measure(quantity).and_then(|measure| measure.noun);
        let measure = Measure { unit: observation.unit, scale: observation.scale, noun };
        let value = formatter.value(observation.value, measure, Style::default());
        format!("{}{value}", formatter.hedge(observation.qualifier))
    }

    /// What the others imply for a figure, unless that is nothing.
    fn implied(&self, member: &Member) -> Option<String> {
        let (quantity, _) = self.world.statement(member.statement)?;
        let Span { low, high, unit, scale } = member.implied?;
        let formatter = self.world.formatter();
        let noun = self.world.measure(quantity).and_then(|measure| measure.noun);
        let write = |value| match unit {
            Some(unit) => formatter.value(value, Measure { unit, scale, noun }, Style::default()),
            None => value.to_string(),
        };
        match (low, high) {
            (Some(low), Some(high)) if low == high => Some(write(Value::Number(low))),
            (Some(low), Some(high)) => Some(write(Value::Range(low, high))),
            (Some(low), None) => Some(format!("at least {}", write(Value::Number(low)))),
            (None, Some(high)) => Some(format!("at most {}", write(Value::Number(high)))),
            (None, None) => None,
        }
    }

    /// "1 figure", "2 figures".
    fn counted(&self, n: usize, one: &str) -> String {
        let number = self.world.formatter().number(n.into(), Sign::Auto);
        if n == 1 { format!("{number} {one}") } else { format!("{number} {one}s") }
    }

    /// What each rule checked, and how much of it holds.
    fn rules(&self, out: &mut String) {
        out.push_str(
            "<section><h2>What was checked</h2><div class=\"table-scroll\" tabindex=\"0\" role=\"region\" \
             aria-label=\"What was checked\"><table class=\"figures\"><thead><tr><th scope=\"col\">What should hold</th>\
             <th scope=\"col\" class=\"num\">Cases</th><th scope=\"col\" class=\"num\">Hold</th>\
             <th scope=\"col\" class=\"num\">Do not</th></tr></thead><tbody>",
        );
        let number = |n: usize| self.world.formatter().number(n.into(), Sign::Auto);
        for summary in &self.world.audit().rules {
            let said = rule(summary.rule).map_or(summary.rule, |rule| rule.summary);
            let _ = write!(out, "<tr><th scope=\"row\">{}</th>", escaped(said));
            for n in [summary.checked, summary.held, summary.failed] {
                let _ = write!(out, "<td class=\"num\">{}</td>", number(n));
            }
            out.push_str("</tr>");
        }
        let _ = write!(
            out,
            "</tbody></table></div><p>The same for programs: <a href=\"{}\">audit.json</a>.</p></section>",
            escaped(&self.urls.file("data/audit.json"))
        );
    }
}

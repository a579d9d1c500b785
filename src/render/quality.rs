//! What the audit found, in plain words: what a narrative shows with `{{ audit() }}`.
//!
//! Findings about the same figure stand under one heading: a wrong total contradicts everything that is measured
//! against it, and a reader asks about the total once. Under it those of one rule with one decision stand together, so
//! that the rule, what would reconcile the figures and the decision are told once. Readers of the page know series and
//! sources by their titles; the names that files give them are left to the audit's own messages.

use std::fmt::Write as _;

use indexmap::IndexMap;

use super::papers;
use super::urls::Urls;
use super::wording;
use super::world::World;
use crate::audit::rules::{RULES, Severity, rule};
use crate::audit::{
    self, Disagreement, Finding, Member, ReadAs, Reading, RuleSummary, Span, StatementRef, Subject,
};
use crate::document::escape::escaped;
use crate::model::ledger::Measure;
use crate::model::{Counted, Observation, Quantity, Sign, Style, Value};

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

/// So many cases that are told together are shown at once; of more, all but the first few are folded.
const SHOWN: usize = 3;

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
        let read = match audit.findings.iter().filter(|finding| is_read_otherwise(finding)).count() {
            0 => String::new(),
            1 => " In 1 a print is read otherwise, and so read it fits.".to_owned(),
            n => format!(" In {} a print is read otherwise, and so read it fits.", number(n)),
        };
        let found = match all {
            0 => "No rule finds fault with any of them.".to_owned(),
            _ => format!(
                "The rules find fault with {}, in {}. {decided}{read}",
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
        for alike in findings.chunk_by(|a, b| is_told_with(a, b)) {
            self.alike(alike, out);
        }
        out.push_str("</ul></section>");
    }

    /// Findings of one rule about one figure, with one decision.
    fn alike(&self, findings: &[&Finding], out: &mut String) {
        let Some(first) = findings.first() else { return };
        let held = rule(first.rule).map_or("", |rule| rule.summary);
        let _ = write!(out, "<li><p>What should hold: {}", escaped(held));
        if let [only] = findings {
            let _ = write!(out, " {}</p>", self.but(only));
            self.others(only, out);
        } else {
            out.push_str("</p>");
            let (shown, more) = match findings.len() {
                0..=SHOWN => (findings, &[][..]),
                _ => findings.split_at(SHOWN - 1),
            };
            self.cases(shown, out);
            if !more.is_empty() {
                let cases = self.counted(more.len(), "more case");
                let _ = write!(out, "<details><summary>{cases}</summary>");
                self.cases(more, out);
                out.push_str("</details>");
            }
        }
        let mut readings: Vec<String> = Vec::new();
        for reading in findings.iter().filter_map(|finding| finding.reading.as_ref()) {
            let reading = self.reading(reading).filter(|reading| !readings.contains(reading));
            readings.extend(reading);
        }
        for reading in readings {
            let _ = write!(out, "<p>{reading}</p>");
        }
        self.decided(first, out);
        out.push_str("</li>");
    }

    fn cases(&self, findings: &[&Finding], out: &mut String) {
        out.push_str("<ul>");
        for finding in findings {
            let _ = write!(out, "<li><p>{}</p>", self.but(finding));
            self.others(finding, out);
            out.push_str("</li>");
        }
        out.push_str("</ul>");
    }

    /// What is found instead, up to the figures that say so.
    fn but(&self, finding: &Finding) -> String {
        let others = finding.members.get(1..).unwrap_or_default();
        let first = finding.members.first();
        let subject = first.and_then(|member| self.world.statement(member.statement));
        let implied = first.and_then(|member| self.implied(member));
        let implied = implied.as_deref().map(escaped);
        if let (true, Some((_, observation)), Some(implied)) = (is_read_otherwise(finding), subject, &implied)
        {
            let print = escaped(observation.printed().unwrap_or_default());
            return format!("But “{print}” is printed, and {implied} follows from:");
        }
        if self.is_of_one_figure(finding) {
            return "But also printed:".to_owned();
        }
        if others.is_empty() {
            return format!("{}.", escaped(&self.plainly(finding)));
        }
        let Some(implied) = implied else { return self.rates(finding) };
        let about_other = subject.filter(|_| first.map(|member| member.statement) != finding.culprit);
        match about_other {
            Some((quantity, observation)) => format!(
                "But {} is printed for “{}”, and {implied} follows from:",
                self.printed(quantity, observation),
                escaped(&wording::quantity(self.world, quantity))
            ),
            None => format!("But {implied} follows from:"),
        }
    }

    /// The exchange rate of an amount and its conversion, and the one that others allow.
    fn rates(&self, finding: &Finding) -> String {
        let Some(Disagreement { quantity, between: [own, others], .. }) = &finding.disagreement else {
            return "It does not with:".to_owned();
        };
        match (self.span(*own, None), self.span(*others, None)) {
            (Some(own), Some(others)) => {
                format!(
                    "But it makes {} {}, where others make {}, with:",
                    escaped(&own),
                    escaped(quantity),
                    escaped(&others)
                )
            }
            _ => "It does not with:".to_owned(),
        }
    }

    /// True if all figures of a finding are of the same quantity and period.
    fn is_of_one_figure(&self, finding: &Finding) -> bool {
        let mut all = finding.members.iter().filter_map(|member| self.world.statement(member.statement));
        let Some((of, at)) = all.next() else { return false };
        finding.members.len() > 1 && all.all(|(quantity, o)| quantity == of && o.period == at.period)
    }

    /// The message of a finding about a single figure, which its heading names.
    fn plainly(&self, finding: &Finding) -> String {
        let subject = finding.members.first().map(|member| member.statement);
        let told = subject.and_then(|statement| {
            let (quantity, observation) = self.world.statement(statement)?;
            let rest = finding.message.strip_prefix(&audit::said(quantity, observation))?;
            Some(format!("It is {}{rest}", wording::reported(self.world, quantity, observation)))
        });
        told.unwrap_or_else(|| finding.message.clone())
    }

    /// The other figures of a finding.
    fn others(&self, finding: &Finding, out: &mut String) {
        let others = finding.members.get(1..).unwrap_or_default();
        if others.is_empty() {
            return;
        }
        let same = self.is_of_one_figure(finding);
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

    /// What would reconcile the figures.
    fn reading(&self, reading: &Reading) -> Option<String> {
        let (quantity, observation) = self.world.statement(reading.of)?;
        let figure = wording::reported(self.world, quantity, observation);
        let formatter = self.world.formatter();
        let if_read = match reading.read_as {
            ReadAs::Currency(other) => format!("{figure} is an amount in {other}"),
            ReadAs::Power(power) => {
                let times = formatter.number(10i64.pow(power.unsigned_abs()).into(), Sign::Auto);
                format!("{figure} is {times} times too {}", if power > 0 { "small" } else { "large" })
            }
            ReadAs::AsGiven => {
                let reading = observation.reading().unwrap_or_default();
                return Some(format!("Read as {}, it fits. {}", escaped(&figure), escaped(reading.trim())));
            }
            ReadAs::Over => format!("{figure} is rounded, and it was more"),
            ReadAs::Almost => format!("{figure} is rounded, and it was slightly less"),
            ReadAs::Period(period) => {
                let source = papers::source_name(self.world, &observation.source);
                format!("{figure} is for {}, as other figures of {source} are", formatter.period(period))
            }
        };
        Some(format!("All would agree if {}.", escaped(&if_read)))
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
        let (of, id, said) = match &finding.subject {
            Some(Subject::Source(id)) => {
                ("sources", &**id, format!("No figure comes from {}", papers::source_name(self.world, id)))
            }
            Some(Subject::Series(id)) => {
                let title =
                    self.world.series(id).map_or_else(|| id.to_string(), |series| series.title.to_string());
                ("series", id.as_str(), format!("No figure is of the series “{title}”"))
            }
            None => return escaped(&finding.message).into_owned(),
        };
        let said = escaped(&said);
        match self.world.record_address(of, id) {
            Some(address) => format!("<a href=\"{}\">{said}</a>", escaped(&self.urls.page(address))),
            None => said.into_owned(),
        }
    }

    /// A figure as it is printed, and where: "CNY 200 billion in Xinhua, paragraph 1", with links.
    fn printed(&self, quantity: &Quantity, observation: &Observation) -> String {
        let figure = wording::reported(self.world, quantity, observation);
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

    /// What the others imply for a figure, unless that is nothing.
    fn implied(&self, member: &Member) -> Option<String> {
        let (quantity, _) = self.world.statement(member.statement)?;
        self.span(member.implied?, self.world.measure(quantity).and_then(|measure| measure.noun))
    }

    fn span(&self, span: Span, noun: Option<Counted<'_>>) -> Option<String> {
        let Span { low, high, unit, scale } = span;
        let formatter = self.world.formatter();
        let write = |value: Value| match (unit, value) {
            (Some(unit), _) => formatter.value(value, Measure { unit, scale, noun }, Style::default()),
            // An exchange rate.
            (None, Value::Number(rate)) => formatter.number(rate, Sign::Auto),
            (None, Value::Range(low, high)) => {
                format!("{} to {}", formatter.number(low, Sign::Auto), formatter.number(high, Sign::Auto))
            }
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
        let said = |name: &'static str| rule(name).map_or(name, |rule| rule.summary);
        let (checked, idle): (Vec<&RuleSummary>, Vec<&RuleSummary>) =
            self.world.audit().rules.iter().partition(|summary| summary.checked > 0);
        for summary in checked {
            let said = said(summary.rule);
            let _ = write!(out, "<tr><th scope=\"row\">{}</th>", escaped(said));
            for n in [summary.checked, summary.held, summary.failed] {
                let _ = write!(out, "<td class=\"num\">{}</td>", number(n));
            }
            out.push_str("</tr>");
        }
        out.push_str("</tbody></table></div>");
        if !idle.is_empty() {
            let idle: Vec<&str> = idle.iter().map(|summary| said(summary.rule)).collect();
            let _ = write!(
                out,
                "<p>None of the figures is of a kind to which these apply: {}</p>",
                escaped(&idle.join(" "))
            );
        }
        let _ = write!(
            out,
            "<p>The same for programs: <a href=\"{}\">audit.json</a>.</p></section>",
            escaped(&self.urls.file("data/audit.json"))
        );
    }
}

/// True if a finding is of a print that is read otherwise, in a way that agrees with the other figures.
fn is_read_otherwise(finding: &Finding) -> bool {
    matches!(finding.reading, Some(Reading { read_as: ReadAs::AsGiven, .. }))
}

/// True if two findings about a figure are told together: of one rule, and decided alike.
fn is_told_with(a: &Finding, b: &Finding) -> bool {
    a.rule == b.rule && a.waiver == b.waiver && is_read_otherwise(a) == is_read_otherwise(b)
}

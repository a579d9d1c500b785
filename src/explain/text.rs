//! Explanations as plain text for a terminal: 88 columns, no colour.

use std::fmt::{Display, Write as _};

use super::Explanation;
use super::file::{Defined, FilePapers};
use super::lineage::{Derived, Input, Part, Report};
use super::quantity::{ChartUse, PeriodPapers, QuantityPapers, Quotation};
use super::rule::RulePapers;
use crate::diag::rules::Rule;
use crate::render::papers::capitalised;

/// The widest line; a word that is longer stands by itself.
const WIDTH: usize = 88;
/// The width of the labels before texts.
const LABEL: usize = 12;
/// How many built files are listed.
const LISTED: usize = 40;

/// The explanation as text, with a line end.
pub fn to_text(explanation: &Explanation) -> String {
    let mut sheet = Sheet::default();
    match explanation {
        Explanation::Quantity(papers) => quantity(papers, &mut sheet),
        Explanation::Rule(of) => rule(of, &mut sheet),
        Explanation::File(papers) => file(papers, &mut sheet),
    }
    sheet.text
}

/// Lines of text.
#[derive(Debug, Default)]
struct Sheet {
    text: String,
}

impl Sheet {
    fn blank(&mut self) {
        self.text.push('\n');
    }

    /// A paragraph between an indentation and the right edge.
    fn paragraph(&mut self, indent: usize, text: &str) {
        self.wrapped(indent, "", 0, text);
    }

    /// A label and its text, whose further lines stand beneath its first.
    fn labelled(&mut self, indent: usize, label: &str, text: &str) {
        self.wrapped(indent, label, LABEL, text);
    }

    /// A place and what stands there, whose further lines are set in.
    fn placed(&mut self, indent: usize, place: &dyn Display, text: &str) {
        let place = format!("{:indent$}{place}  ", "");
        self.filled(place, indent + 4, text);
    }

    fn wrapped(&mut self, indent: usize, label: &str, label_width: usize, text: &str) {
        self.filled(format!("{:indent$}{label:<label_width$}", ""), indent + label_width, text);
    }

    /// Lines that begin with what is there, and the further ones with a margin.
    fn filled(&mut self, mut line: String, margin: usize, text: &str) {
        let mut filled = line.chars().count();
        let mut begun = false;
        // A number and its unit stay on one line; a terminal has one kind of space for them.
        for word in text.split_ascii_whitespace() {
            let word = word.replace(['\u{a0}', '\u{202f}'], " ");
            let width = word.chars().count();
            if begun && filled + 1 + width > WIDTH {
                self.line(&line);
                line = " ".repeat(margin);
                (filled, begun) = (margin, false);
            }
            if begun {
                line.push(' ');
            }
            line.push_str(&word);
            filled += width + usize::from(begun);
            begun = true;
        }
        self.line(&line);
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }
}

fn quantity(papers: &QuantityPapers, sheet: &mut Sheet) {
    sheet.line(&papers.quantity);
    sheet.paragraph(0, &papers.title);
    if let Some(definition) = &papers.definition {
        sheet.blank();
        sheet.paragraph(0, definition);
    }
    sheet.blank();
    sheet.labelled(2, "unit", &papers.unit);
    if let Some(kind) = papers.kind {
        sheet.labelled(2, "kind", kind);
    }
    for series in &papers.series {
        let label = if papers.series.len() == 1 && papers.kind.is_some() { "defined" } else { "made of" };
        let at = series.at.as_ref().map(ToString::to_string).unwrap_or_default();
        let name =
            if label == "defined" { String::new() } else { format!("{} ({}), ", series.id, series.title) };
        sheet.labelled(2, label, &format!("{name}{at}"));
    }
    if !papers.also_reported.is_empty() {
        sheet.labelled(2, "also", &format!("reported under it: {}", papers.also_reported.join("; ")));
    }
    if papers.periods.is_empty() {
        sheet.blank();
        sheet
            .paragraph(0, "Nothing is known of it: no source reports it, nor what it could be derived from.");
    }
    papers.periods.iter().for_each(|period| self::period(period, sheet));
    on_the_site(papers, sheet);
}

fn period(papers: &PeriodPapers, sheet: &mut Sheet) {
    sheet.blank();
    let same = papers.period == papers.name;
    sheet.line(&if same { papers.name.clone() } else { format!("{} ({})", papers.name, papers.period) });
    if papers.differs {
        let what = if papers.derived.is_some() {
            "Sources differ on what it follows from."
        } else {
            "Sources differ."
        };
        sheet.paragraph(2, what);
    }
    papers.reports.iter().for_each(|of| report(of, papers.reports.len() > 1, sheet));
    if let Some(derived) = &papers.derived {
        sheet.paragraph(2, &format!("{}, derived {}", papers.text, derived.by));
        sheet.labelled(4, "means", &papers.interval);
        lineage(derived, 4, sheet);
    }
}

fn report(report: &Report, several: bool, sheet: &mut Sheet) {
    let standing = match (&report.preferred, report.agrees) {
        (Some(_), _) if !several => ", reported".to_owned(),
        (Some(reason), _) => format!(", preferred: {reason}"),
        (None, _) if report.superseded => ", superseded by a later figure of the same authority".to_owned(),
        (None, true) => ", also reported; it agrees".to_owned(),
        (None, false) => ", also reported; it cannot agree".to_owned(),
    };
    sheet.paragraph(2, &format!("{}{standing}", report.text));
    let locator = report.locator.as_ref().map(|locator| format!(", {locator}")).unwrap_or_default();
    let lines = [
        ("means", Some(report.interval.clone())),
        ("hedge", report.qualifier.map(str::to_owned)),
        ("status", report.status.map(str::to_owned)),
        ("printed", report.printed.as_ref().map(|printed| format!("\u{201c}{printed}\u{201d}"))),
        ("source", Some(format!("{}{locator}", report.source))),
        ("", Some(report.document.clone()).filter(|document| !document.is_empty())),
        ("reading", report.reading.clone()),
        ("note", report.note.clone()),
    ];
    for (label, text) in lines {
        if let Some(text) = text {
            sheet.labelled(4, label, &text);
        }
    }
}

fn lineage(derived: &Derived, indent: usize, sheet: &mut Sheet) {
    for Input { quantity, period, text, interval, differs, source, locator, derived } in &derived.from {
        let by = match (source, derived) {
            (Some(source), _) => format!("reported by {source}"),
            (None, Some(derived)) => format!("derived {}", derived.by),
            (None, None) => String::new(),
        };
        let locator = locator.as_ref().map(|locator| format!(", {locator}")).unwrap_or_default();
        let differs = if *differs && derived.is_none() { "; sources differ" } else { "" };
        sheet.labelled(
            indent,
            "from",
            &format!("{quantity} @ {period}: {text} ({interval}), {by}{locator}{differs}"),
        );
        if let Some(derived) = derived {
            lineage(derived, indent + 2, sheet);
        }
    }
}

fn on_the_site(papers: &QuantityPapers, sheet: &mut Sheet) {
    let QuantityPapers { quoted, charts, shown, .. } = papers;
    sheet.blank();
    if quoted.is_empty() && charts.is_empty() && shown.is_empty() {
        return sheet.line("The site shows it nowhere but in its data.");
    }
    sheet.line("On the site");
    for part in [Part::Itself, Part::Input] {
        let of: Vec<&Quotation> = quoted.iter().filter(|quotation| quotation.part == part).collect();
        let charts: Vec<&ChartUse> = charts.iter().filter(|chart| chart.part == part).collect();
        if part == Part::Input && !(of.is_empty() && charts.is_empty()) {
            sheet.paragraph(2, "What follows from it:");
        }
        for Quotation { at, quantity, period, text, .. } in of {
            let quantity = if part == Part::Itself { String::new() } else { format!("{quantity} @ ") };
            sheet.placed(4, at, &format!("{quantity}{period}: {text}"));
        }
        for ChartUse { id, at, periods, on, .. } in charts {
            let on: Vec<String> = on.iter().map(ToString::to_string).collect();
            let on = if on.is_empty() { String::new() } else { format!(", shown at {}", on.join(", ")) };
            sheet.placed(4, at, &format!("chart {id}, {}{on}", periods.join(", ")));
        }
        if part == Part::Itself {
            for showing in shown {
                let text = format!("{} {}", showing.what, showing.periods.join(", "));
                sheet.placed(4, &showing.at, &text);
            }
        }
    }
}

fn rule(papers: &RulePapers, sheet: &mut Sheet) {
    let RulePapers { edit, rule: Rule { name, severity, summary, why, example, remedy } } = papers;
    let edit = edit.map(|edit| format!("{edit} edit, ")).unwrap_or_default();
    sheet.line(&format!("{name} ({edit}{})", severity.as_str()));
    sheet.blank();
    sheet.paragraph(0, summary);
    sheet.blank();
    sheet.labelled(2, "why", why);
    sheet.labelled(2, "example", example);
    sheet.labelled(2, "what to do", remedy);
}

fn file(papers: &FilePapers, sheet: &mut Sheet) {
    sheet.line(&papers.path);
    sheet.paragraph(0, &format!("{}.", capitalised(papers.is)));
    papers.defines.iter().for_each(|of| defined(of, &papers.path, sheet));
    sheet.blank();
    match papers.built.len() {
        0 => sheet.line("No file of the built site comes from it directly."),
        1 => sheet.line("Built from it: 1 file"),
        count => sheet.line(&format!("Built from it: {count} files")),
    }
    papers.built.iter().take(LISTED).for_each(|path| sheet.paragraph(2, path));
    if let Some(more) = papers.built.len().checked_sub(LISTED).filter(|more| *more > 0) {
        sheet.paragraph(2, &format!("… and {more} more; --format json lists all"));
    }
}

fn defined(defined: &Defined, file: &str, sheet: &mut Sheet) {
    let Defined { what, name, title, at, used } = defined;
    sheet.blank();
    let line = at.as_ref().map(|at| match *at.file == *file {
        true => format!(", line {}", at.line),
        false => format!(", {}:{}", at.file, at.line),
    });
    let line = line.unwrap_or_default();
    let shown = if name.is_empty() { "/" } else { name };
    sheet.line(&format!("{what} {shown}{line}"));
    if !title.is_empty() {
        sheet.paragraph(2, title);
    }
    if used.is_empty() {
        sheet.paragraph(2, "No text of the site names it.");
    }
    for of in used {
        let ways: Vec<String> = of.ways.iter().map(|(way, times)| counted(*times, way)).collect();
        sheet.placed(4, &of.file, &ways.join(", "));
    }
}

/// "1 figure", "2 figures".
fn counted(times: usize, what: &str) -> String {
    let mut text = format!("{times} {what}");
    // The only word that has no plural of its own.
    if times != 1 && what != "series" {
        let _ = write!(text, "s");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_stays_on_a_line_with_its_unit() {
        let mut sheet = Sheet::default();
        sheet.paragraph(
            0,
            &format!("{} 25.0\u{202f}% and 4.3\u{a0}million\u{a0}tonnes", "x".repeat(WIDTH - 5)),
        );
        assert_eq!(sheet.text, format!("{}\n25.0 % and 4.3 million tonnes\n", "x".repeat(WIDTH - 5)));
    }
}

//! Writes findings and summaries to the streams of the process.
//!
//! A stream that its reader has closed (`waybill build | head -1`) is no reason to fail: what cannot be
//! shown is dropped, and the exit code still tells.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use clap::CommandFactory;
use clap_complete::Shell;

use super::arguments::{Arguments, Form, Format, Note};
use crate::build::{Built, Cleared, Counts};
use crate::diag::{self, Severity};
use crate::explain::{self, Explanation, Unexplained};
use crate::render::{Fact, Reason};
use crate::revision::{self, Changes};
use crate::write::Written;

/// Shows what was found.
pub(super) fn findings(format: Format, built: &Built) {
    let Built { diagnostics, texts, counts, external, .. } = built;
    let _ = match format {
        Format::Text => io::stderr().write_all(diag::to_text(diagnostics, texts, wants_colour()).as_bytes()),
        Format::Json => {
            io::stdout().write_all(diag::to_json(diagnostics, texts, counts, external.as_deref()).as_bytes())
        }
        Format::Sarif => {
            io::stdout().write_all(diag::to_sarif(diagnostics, texts, explain::documentation).as_bytes())
        }
    };
}

/// Shows one line of result.
pub(super) fn line(text: &str) {
    let _ = writeln!(io::stdout(), "{text}");
}

/// What `init` made, and what to do with it.
pub(super) fn started(folder: &Path, files: usize) -> String {
    let folder = folder.display();
    format!(
        "Made a site of {} in {folder}. Show it, and each change as you save it:\n\n    waybill serve --root {folder}\n\nIts \
         README.md says what is where.",
        counted(files, "file")
    )
}

/// `Forgot 1 build and 14 artefacts`.
pub(super) fn forgotten(cleared: Cleared) -> String {
    let Cleared { builds, artefacts } = cleared;
    format!("Forgot {} and {}", counted(builds, "build"), counted(artefacts, "artefact"))
}

/// `Wrote 8 schemas to schemas`.
pub(super) fn schemas(count: usize, folder: &Path) -> String {
    format!("Wrote {} to {}", counted(count, "schema"), folder.display())
}

/// Prints the completion script of a shell.
pub(super) fn completions(shell: Shell) {
    // Into memory first: the generator gives up with a panic if its stream does.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "waybill", &mut script);
    let _ = io::stdout().write_all(&script);
}

/// `Built 84 pages, 26 charts: 12 written, 98 unchanged, 1 removed (0.21 s)`, or none if nothing was written.
pub(super) fn built(built: &Built, took: Duration) -> Option<String> {
    let Written { created, replaced, removed, unchanged } = built.written.as_ref()?;
    let written = created.len() + replaced.len();
    let mut parts =
        vec![format!("{} written", grouped(written)), format!("{} unchanged", grouped(*unchanged))];
    if !removed.is_empty() {
        parts.push(format!("{} removed", grouped(removed.len())));
    }
    let Counts { pages, tally } = built.counts.unwrap_or_default();
    let contents = format!("{}, {}", counted(pages, "page"), counted(tally.charts.checked, "chart"));
    Some(format!("Built {contents}: {} ({:.2} s)", parts.join(", "), took.as_secs_f64()))
}

/// `Checked 84 pages: 301 bound figures, 112 observations, 213 of 214 links and 13 charts hold; 1 error, 0 warnings`,
/// or none if there was no site to check.
pub(super) fn checked(built: &Built) -> Option<String> {
    let Counts { pages, tally } = built.counts?;
    let held = |held: usize, checked: usize, one: &str| match checked - held {
        0 => counted(checked, one),
        _ => format!("{} of {}", grouped(held), counted(checked, one)),
    };
    let found = |severity, one: &str| counted(built.diagnostics.count(severity), one);
    let waived = match tally.waived {
        0 => String::new(),
        n => format!("; {} waived", counted(n, "finding")),
    };
    let outside = match built.external.as_deref().unwrap_or_default() {
        [] => String::new(),
        links if links.iter().all(|link| link.answer.is_none()) => {
            format!("; {} not asked (--external asks)", counted(links.len(), "external link"))
        }
        links => {
            let there = links.iter().filter(|link| link.answer == Some("there")).count();
            format!("; {} of {} answer", grouped(there), counted(links.len(), "external link"))
        }
    };
    let verb = if tally.charts.checked == 1 { "holds" } else { "hold" };
    Some(format!(
        "Checked {}: {}, {}, {} and {} {verb}; {}, {}{waived}{outside}",
        counted(pages, "page"),
        held(tally.figures.held, tally.figures.checked, "bound figure"),
        counted(tally.observations, "observation"),
        held(tally.links.held, tally.links.checked, "link"),
        held(tally.charts.held, tally.charts.checked, "chart"),
        found(Severity::Error, "error"),
        found(Severity::Warning, "warning"),
    ))
}

/// `data/series/port.yaml: 7 rebuilt (4 for a figure, 3 for a list) (12 ms)`: what became of a change in a preview.
pub(super) fn remade(
    changed: &[Arc<str>],
    built: &Built,
    rendered: &[(Arc<str>, Reason)],
    took: Duration,
) -> String {
    let cause = match changed {
        [] => String::new(),
        [only] => format!("{only}: "),
        [first, rest @ ..] => format!("{first} and {}: ", counted(rest.len(), "other file")),
    };
    let took = format!("({:.0} ms)", took.as_secs_f64() * 1000.0);
    let errors = built.diagnostics.count(Severity::Error);
    if errors > 0 {
        return format!("{cause}{}; the last state without any stays {took}", counted(errors, "error"));
    }
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, reason) in rendered {
        *reasons.entry(cause_of(reason)).or_default() += 1;
    }
    let reasons: Vec<String> =
        reasons.into_iter().map(|(reason, n)| format!("{} {reason}", grouped(n))).collect();
    match reasons.is_empty() {
        true => format!("{cause}nothing to rebuild {took}"),
        false => format!("{cause}{} rebuilt ({}) {took}", grouped(rendered.len()), reasons.join(", ")),
    }
}

/// What an artefact was rendered for, in the words of an author.
fn cause_of(reason: &Reason) -> &'static str {
    match reason {
        Reason::New => "new",
        Reason::Settings => "for settings of the site",
        Reason::Changed(fact) => match fact {
            Fact::Figure(..) | Fact::Reported(_) | Fact::Observations(_) | Fact::Ledger => "for a figure",
            Fact::ReportsOf(_) | Fact::ReportsIn(_) | Fact::PeriodsIn(_) | Fact::Quoted | Fact::QuotedBy => {
                "for a figure"
            }
            Fact::Template(_) => "for a template",
            Fact::Page(_) => "for a text",
            Fact::Front(..) | Fact::Children(_) | Fact::Neighbours(_) | Fact::Newest(..) => "for a list",
            Fact::Related(_) | Fact::Tag(_) | Fact::Tags | Fact::Sitemap | Fact::Records(_) => "for a list",
            Fact::Chart(_) | Fact::ChartTitle(_) | Fact::BaseMap(_) => "for a chart",
            Fact::Series(_) | Fact::Source(_) | Fact::Entity(_) | Fact::EntityName(_) => "for a record",
            _ => "for something else",
        },
    }
}

/// Opens an address in the browser of the desktop, if there is one.
pub(super) fn browser(url: &str) {
    let (program, arguments): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("cmd", &["/C", "start", ""])
    } else {
        ("xdg-open", &[])
    };
    let mut command = Command::new(program);
    command.args(arguments).arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    if command.spawn().is_err() {
        line(&format!("No browser could be opened: {program} is not there"));
    }
}

/// Shows an explanation.
pub(super) fn explanation(explanation: &Explanation, form: Form) {
    let text = match form {
        Form::Text => explain::to_text(explanation),
        Form::Json => serde_json::to_string_pretty(explanation).unwrap_or_default() + "\n",
    };
    let _ = io::stdout().write_all(text.as_bytes());
}

/// Shows what changed.
pub(super) fn changes(changes: &Changes, form: Note) {
    let text = match form {
        Note::Text => revision::to_text(changes),
        Note::Json => serde_json::to_string_pretty(changes).unwrap_or_default() + "\n",
        Note::Markdown => revision::to_markdown(changes),
    };
    let _ = io::stdout().write_all(text.as_bytes());
}

/// Shows why nothing is explained.
pub(super) fn unexplained(why: &Unexplained) {
    let _ = writeln!(io::stderr(), "error: {}", why.message);
    if let Some(hint) = &why.hint {
        let _ = writeln!(io::stderr(), " = help: {hint}");
    }
}

/// Says that an explanation may lack something, if the site has errors.
pub(super) fn doubt(site: &Built) {
    let errors = site.diagnostics.count(Severity::Error);
    if errors > 0 {
        let _ = writeln!(
            io::stderr(),
            "The site has {}; what is wrong in it is left out here. See `waybill check`.",
            counted(errors, "error")
        );
    }
}

/// `1 page`, `2 pages`.
fn counted(n: usize, one: &str) -> String {
    match n {
        1 => format!("1 {one}"),
        n => format!("{} {one}s", grouped(n)),
    }
}

/// A count with its thousands set apart: `12,345`.
fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let mut grouped = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// Colour is for terminals, and not for those who asked for none (<https://no-color.org>).
fn wants_colour() -> bool {
    let declined = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let dumb = std::env::var_os("TERM").is_some_and(|value| value == "dumb");
    io::stderr().is_terminal() && !declined && !dumb
}

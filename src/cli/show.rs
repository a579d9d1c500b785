//! Writes findings and summaries to the streams of the process.
//!
//! A stream that its reader has closed (`waybill build | head -1`) is no reason to fail: what cannot be
//! shown is dropped, and the exit code still tells.

use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use clap::CommandFactory;
use clap_complete::Shell;

use super::arguments::{Arguments, Format};
use crate::build::Built;
use crate::diag;
use crate::write::Written;

/// Shows what was found.
pub(super) fn findings(format: Format, built: &Built) {
    let Built { diagnostics, texts, .. } = built;
    let _ = match format {
        Format::Text => io::stderr().write_all(diag::to_text(diagnostics, texts, wants_colour()).as_bytes()),
        Format::Json => io::stdout().write_all(diag::to_json(diagnostics, texts).as_bytes()),
    };
}

/// Shows one line of result.
pub(super) fn line(text: &str) {
    let _ = writeln!(io::stdout(), "{text}");
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
    Some(format!("Built {}: {} ({:.2} s)", contents(built), parts.join(", "), took.as_secs_f64()))
}

/// `Checked 84 pages, 26 charts: nothing found`, or none if something was.
pub(super) fn checked(built: &Built) -> Option<String> {
    built.diagnostics.is_empty().then(|| format!("Checked {}: nothing found", contents(built)))
}

fn contents(built: &Built) -> String {
    let counted = |n: usize, one: &str| match n {
        1 => format!("1 {one}"),
        n => format!("{} {one}s", grouped(n)),
    };
    format!("{}, {}", counted(built.counts.pages, "page"), counted(built.counts.charts, "chart"))
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

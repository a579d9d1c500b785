//! Diagnostics for a terminal: message, place, excerpt and hint, as rustc lays them out.

use std::collections::BTreeMap;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::{Diagnostic, Diagnostics, Place, Severity, Texts, line_column};

/// How many findings of one rule are shown with excerpt and hint. Who has read so many of a kind knows what the others are.
const AT_LENGTH: usize = 40;

/// All findings in reading order, then a line that counts them: with their excerpts, and of a rule that has found
/// more than anybody reads so, the others in a line each. Empty if there are none.
pub fn to_text(diagnostics: &Diagnostics, texts: &Texts, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let mut out = String::new();
    let mut by_rule: BTreeMap<&str, Vec<&Diagnostic>> = BTreeMap::new();
    for diagnostic in diagnostics.sorted() {
        let of_rule = by_rule.entry(diagnostic.rule).or_default();
        of_rule.push(diagnostic);
        if of_rule.len() <= AT_LENGTH {
            out.push_str(&renderer.render(&report(diagnostic, texts)));
            out.push_str("\n\n");
        }
    }
    for (rule, found) in by_rule {
        let Some((first, others)) = found.get(AT_LENGTH..).and_then(<[_]>::split_first) else { continue };
        let title = format!("and {} more", others.len() + 1);
        out.push_str(&renderer.render(&[Group::with_title(level(first).primary_title(&*title).id(rule))]));
        out.push('\n');
        for found in std::iter::once(first).chain(others) {
            out.push_str(&format!("  {}: {}\n", located(&found.place, texts), found.message));
        }
        out.push('\n');
    }
    if !out.is_empty() {
        out.push_str(&summary(diagnostics));
    }
    out
}

fn report<'a>(diagnostic: &'a Diagnostic, texts: &'a Texts) -> Vec<Group<'a>> {
    let title = level(diagnostic).primary_title(&*diagnostic.message).id(diagnostic.rule);
    let mut group = match excerpt(&diagnostic.place, texts, AnnotationKind::Primary, None) {
        Some(snippet) => title.element(snippet),
        None => title.element(Origin::path(&*diagnostic.place.file)),
    };
    for other in &diagnostic.related {
        group = match excerpt(&other.place, texts, AnnotationKind::Context, Some(&other.message)) {
            Some(snippet) => group.element(snippet),
            // Without a line to write it beneath, what is there stands in words.
            None => group.element(Level::NOTE.message(format!("{}: {}", other.place.file, other.message))),
        };
    }
    for note in &diagnostic.notes {
        group = group.element(Level::NOTE.message(&**note));
    }
    if let Some(hint) = &diagnostic.hint {
        group = group.element(Level::HELP.message(&**hint));
    }
    vec![group]
}

fn level(diagnostic: &Diagnostic) -> Level<'static> {
    match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Information => Level::INFO,
    }
}

/// A place in a line: file, line and column.
fn located(place: &Place, texts: &Texts) -> String {
    match texts.get(&place.file).filter(|_| place.end > 0) {
        Some(text) => {
            let at = line_column(text, text.floor_char_boundary(place.start));
            format!("{}:{}:{}", place.file, at.line, at.column)
        }
        None => place.file.to_string(),
    }
}

/// How many characters of a line are underlined at most: a whole paragraph would hide where it begins.
const MARKED: usize = 72;

/// The lines around a place; none for a whole file or a file whose text is not at hand.
fn excerpt<'a>(
    place: &'a Place,
    texts: &'a Texts,
    kind: AnnotationKind,
    label: Option<&'a str>,
) -> Option<Snippet<'a, annotate_snippets::Annotation<'a>>> {
    let text = texts.get(&place.file)?;
    if place.end == 0 || text.is_empty() {
        return None;
    }
    let start = text.floor_char_boundary(place.start);
    let end = text.floor_char_boundary(place.end).max(start);
    // Those lines alone: the renderer goes through all that it is given, and a file may have thousands of findings.
    // The end of a file is on its last line.
    let line = if start == text.len() { text.floor_char_boundary(start.saturating_sub(1)) } else { start };
    let from = text[..line].rfind('\n').map_or(0, |before| before + 1);
    let to = text[end..].find('\n').map_or(text.len(), |after| end + after + 1);
    let marked = match text[start..end].char_indices().nth(MARKED) {
        Some((length, _)) if !text[start..end].contains('\n') => start + length,
        _ => end,
    };
    let mut annotation = kind.span(start - from..marked - from);
    if let Some(label) = label {
        annotation = annotation.label(label);
    }
    let lines = Snippet::source(&text[from..to]).line_start(line_column(text, from).line);
    Some(lines.path(&*place.file).annotation(annotation))
}

fn summary(diagnostics: &Diagnostics) -> String {
    let counted = |severity, one: &str, many: &str| match diagnostics.count(severity) {
        0 => None,
        1 => Some(format!("1 {one}")),
        n => Some(format!("{n} {many}")),
    };
    let parts: Vec<String> = [
        counted(Severity::Error, "error", "errors"),
        counted(Severity::Warning, "warning", "warnings"),
        counted(Severity::Information, "note", "notes"),
    ]
    .into_iter()
    .flatten()
    .collect();
    format!("{}\n", parts.join(", "))
}

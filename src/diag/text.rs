//! Diagnostics for a terminal: message, place, excerpt and hint, as rustc lays them out.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::{Diagnostic, Diagnostics, Place, Severity, Texts};

/// All findings with their excerpts, in reading order, then a line that counts them. Empty if there are none.
pub fn to_text(diagnostics: &Diagnostics, texts: &Texts, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let mut out = String::new();
    for diagnostic in diagnostics.sorted() {
        out.push_str(&renderer.render(&report(diagnostic, texts)));
        out.push_str("\n\n");
    }
    if !out.is_empty() {
        out.push_str(&summary(diagnostics));
    }
    out
}

fn report<'a>(diagnostic: &'a Diagnostic, texts: &'a Texts) -> Vec<Group<'a>> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Information => Level::INFO,
    };
    let title = level.primary_title(&*diagnostic.message).id(diagnostic.rule);
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
    let start = floor(text, place.start);
    let end = floor(text, place.end).max(start);
    let mut annotation = kind.span(start..end);
    if let Some(label) = label {
        annotation = annotation.label(label);
    }
    Some(Snippet::source(&**text).path(&*place.file).annotation(annotation))
}

/// The nearest character boundary at or before an offset.
fn floor(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
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

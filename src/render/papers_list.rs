//! The papers of a page as HTML: an entry of the list for each figure.
//!
//! A page has dozens of entries, and a template takes ten times as long for them. The heading around the list is
//! the templates'; a site that wants other entries writes them from `page.papers`.

use std::fmt::Write as _;

use super::papers::{Cited, Other, Paper};
use crate::document::escape;

/// Writes the entries. `waybill.js` shows one beside its figure: `.paper-back` stays behind.
pub fn write<'p>(entries: impl Iterator<Item = &'p Paper>) -> String {
    let mut out = String::new();
    entries.for_each(|paper| entry(paper, &mut out));
    out
}

fn entry(paper: &Paper, out: &mut String) {
    let _ = write!(out, "<li class=\"paper\" id=\"{}\" data-origin=\"{}\">", paper.id, paper.origin);
    out.push_str("<div class=\"paper-head\"><span class=\"paper-figure\">");
    escape::text(&paper.text, out);
    out.push_str("</span>");
    if paper.origin == "derived" {
        out.push_str(" <span class=\"mark mark-derived\">derived</span>");
    }
    if paper.differs {
        out.push_str(" <span class=\"mark mark-differs\">sources differ</span>");
    }
    if paper.doubt_text.is_some() {
        out.push_str(" <span class=\"mark mark-differs\">does not fit</span>");
    }
    out.push_str("</div><div class=\"paper-body\"><p class=\"paper-what\">");
    linked(&paper.quantity, paper.series_url.as_deref(), out);
    followed_by(Some(paper.period.as_str()).filter(|period| !period.is_empty()), out);
    out.push_str("</p>");
    origin(paper, out);
    remark("paper-reading", "Our reading:", paper.reading.as_deref(), out);
    remark("paper-note", "Note:", paper.note.as_deref(), out);
    if !paper.sources.is_empty() {
        out.push_str("<ul class=\"paper-sources\">");
        paper.sources.iter().for_each(|cited| source(cited, out));
        out.push_str("</ul>");
    }
    others(paper, out);
    out.push_str("</div>");
    ways_back(&paper.back, out);
    out.push_str("</li>\n");
}

fn origin(paper: &Paper, out: &mut String) {
    let printed = paper.printed.as_ref().map(|printed| format!("Printed as “{printed}”"));
    let said = Some(paper.origin_text.as_str()).filter(|text| !text.is_empty());
    let rest = [printed.as_deref(), paper.status_text, paper.qualifier_text, paper.interval_text.as_deref()];
    let mut sentences = said.into_iter().chain(rest.into_iter().flatten()).peekable();
    if sentences.peek().is_none() {
        return;
    }
    out.push_str("<p class=\"paper-origin\">");
    for (at, text) in sentences.enumerate() {
        if at > 0 {
            out.push(' ');
        }
        sentence(text, out);
    }
    out.push_str("</p>");
}

fn remark(class: &str, lead: &str, text: Option<&str>, out: &mut String) {
    if let Some(text) = text {
        let _ = write!(out, "<p class=\"{class}\"><strong>{lead}</strong> ");
        escape::text(text, out);
        out.push_str("</p>");
    }
}

fn source(cited: &Cited, out: &mut String) {
    out.push_str("<li><cite>");
    linked(&cited.title, cited.url.as_deref(), out);
    out.push_str("</cite>");
    followed_by(cited.publisher.as_deref(), out);
    followed_by(cited.published.as_deref(), out);
    followed_by(cited.locator.as_deref(), out);
    out.push_str("</li>");
}

/// What else is reported: what cannot be true together with the figure first, apart from what can.
fn others(paper: &Paper, out: &mut String) {
    for text in paper.doubt_text.iter().chain(&paper.differs_text) {
        out.push_str("<p class=\"paper-others\">");
        sentence(text, out);
        out.push_str("</p>");
    }
    for (agrees, lead) in [(false, "Other reports differ:"), (true, "Also reported:")] {
        let mut others = paper.others.iter().filter(|other| other.agrees == agrees).peekable();
        if others.peek().is_none() {
            continue;
        }
        let _ = write!(out, "<p class=\"paper-others\"><strong>{lead}</strong>");
        while let Some(Other { text, source_title, url, .. }) = others.next() {
            out.push(' ');
            escape::text(text, out);
            out.push_str(" (");
            linked(source_title, url.as_deref(), out);
            out.push_str(if others.peek().is_none() { ")." } else { ");" });
        }
        out.push_str("</p>");
    }
}

/// Links to the places where the figure stands; where there are several, they are counted.
fn ways_back(places: &[String], out: &mut String) {
    if places.is_empty() {
        return;
    }
    out.push_str("<p class=\"paper-back\"><span class=\"paper-back-label\">In the text</span>");
    for (at, place) in places.iter().enumerate() {
        let number = at + 1;
        let _ = match places.len() {
            1 => write!(out, " <a href=\"#{place}\" aria-label=\"Back to the text\">↑</a>"),
            _ => write!(
                out,
                " <a href=\"#{place}\" aria-label=\"Back to place {number} in the text\">↑{number}</a>"
            ),
        };
    }
    out.push_str("</p>");
}

/// A phrase as a sentence: "reported by …" becomes "Reported by ….".
fn sentence(text: &str, out: &mut String) {
    let mut rest = text.chars();
    let first: String = rest.next().into_iter().flat_map(char::to_uppercase).collect();
    escape::text(&first, out);
    escape::text(rest.as_str(), out);
    if !text.ends_with('.') {
        out.push('.');
    }
}

fn followed_by(text: Option<&str>, out: &mut String) {
    if let Some(text) = text {
        out.push_str(", ");
        escape::text(text, out);
    }
}

fn linked(text: &str, url: Option<&str>, out: &mut String) {
    match url {
        Some(url) => {
            out.push_str("<a href=\"");
            escape::text(url, out);
            out.push_str("\">");
            escape::text(text, out);
            out.push_str("</a>");
        }
        None => escape::text(text, out),
    }
}

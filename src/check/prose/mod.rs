//! Prose against data: what narratives, front matter, charts, entities, series and settings say in words and digits of their own.
//!
//! Each line is read as a [`passage`], once; each rule is a file. [`english`] holds the words, [`number`] and
//! [`periods`] read what they spell, [`conventions`] says which numbers need no papers, and [`suggestion`] finds
//! the binding to write. The rules report warnings and change nothing. Whether what calls name exists is left to
//! `references`: a figure that is not there is passed over here.

mod conventions;
mod english;
mod number;
mod passage;
mod period_against_figure;
mod periods;
mod plain;
mod suggestion;
#[cfg(test)]
mod tests;
mod unbound_number;
mod unit_after_figure;
mod verb_against_figure;

use std::ops::Range;
use std::sync::OnceLock;

use rayon::prelude::*;

use self::conventions::Pattern;
use self::passage::Passage;
use self::suggestion::Suggestions;
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::document::{BlockKind, Document, FigureRef, Inline, Span, Visit};
use crate::load::{Entity, Field, FieldType, Page, Scalar, Site, Text};
use crate::model::{Figure, Formatter};

pub use conventions::{CONVENTIONS, Convention};

/// Checks the prose of a site, pages in parallel; findings come in the order of the texts.
pub(super) fn check(site: &Site, diagnostics: &mut Diagnostics) {
    let prose = Prose::of(site, diagnostics);
    in_parallel(site.pages.values(), diagnostics, |page, passage, found| prose.page(page, passage, found));
    in_parallel(site.entities.values(), diagnostics, |entity, passage, found| {
        prose.entity(entity, passage, found);
    });
    in_parallel(site.charts.values(), diagnostics, |chart, passage, found| {
        chart.each_text().for_each(|text| prose.text(text, passage, found));
    });
    in_parallel(site.ledger.each_series(), diagnostics, |series, _, found| prose.series(series, found));
    prose.settings(diagnostics);
}

/// Checks each item on all cores; findings come in the order of the items.
fn in_parallel<'a, T: Sync + 'a>(
    items: impl Iterator<Item = &'a T>,
    diagnostics: &mut Diagnostics,
    check: impl Fn(&'a T, &mut Passage<'a>, &mut Diagnostics) + Sync,
) {
    let items: Vec<&'a T> = items.collect();
    let found: Vec<Diagnostics> = items
        .par_iter()
        .map_init(Passage::default, |passage, item| {
            let mut found = Diagnostics::new();
            check(item, passage, &mut found);
            found
        })
        .collect();
    found.into_iter().for_each(|found| diagnostics.extend(found));
}

/// What the rules know beside the passage.
struct Prose<'a> {
    site: &'a Site,
    /// What series count: the words of each noun in lower case.
    nouns: Vec<Vec<String>>,
    /// The conventions that `site.yaml` adds.
    patterns: Vec<Pattern>,
    /// Made when the first finding needs it, which on most sites is never.
    suggestions: OnceLock<Suggestions<'a>>,
    formatter: OnceLock<Option<Formatter>>,
}

/// Where a line was read from.
struct Origin<'o> {
    /// The place of a span.
    place: &'o dyn Fn(Span) -> Place,
    /// The text that spans count in.
    source: &'o dyn Fn() -> String,
}

/// Where a rule puts what it finds in a passage.
struct Report<'r> {
    passage: &'r Passage<'r>,
    origin: &'r Origin<'r>,
    diagnostics: &'r mut Diagnostics,
}

impl Report<'_> {
    /// The place in the file of a range of the passage.
    fn place(&self, range: Range<usize>) -> Place {
        (self.origin.place)(self.passage.span(range, &(self.origin.source)()))
    }

    /// Adds a finding at a range of the passage.
    fn push(&mut self, range: Range<usize>, finding: impl FnOnce(Place) -> Diagnostic) {
        let place = self.place(range);
        self.diagnostics.push(finding(place));
    }
}

impl<'a> Prose<'a> {
    fn of(site: &'a Site, diagnostics: &mut Diagnostics) -> Self {
        let nouns = site.ledger.each_series().filter_map(|series| series.noun.as_ref());
        let words = |noun: &str| noun.split([' ', '-', '–']).map(str::to_lowercase).collect();
        let mut nouns: Vec<Vec<String>> =
            nouns.flat_map(|noun| [words(&noun.one), words(&noun.other)]).collect();
        nouns.sort();
        nouns.dedup();
        Prose {
            site,
            nouns,
            patterns: Pattern::of_site(site, diagnostics),
            suggestions: OnceLock::new(),
            formatter: OnceLock::new(),
        }
    }

    fn page(&self, page: &'a Page, passage: &mut Passage<'a>, found: &mut Diagnostics) {
        for text in page.each_line() {
            self.text(text, passage, found);
        }
        let origin = Origin { place: &|span| page.body.place(span), source: &|| page.source().to_owned() };
        self.document(&page.body, &origin, passage, found);
    }

    fn entity(&self, entity: &'a Entity, passage: &mut Passage<'a>, found: &mut Diagnostics) {
        if let Some(text) = &entity.summary {
            self.text(text, passage, found);
        }
        if let Some(body) = &entity.body {
            let origin = Origin { place: &|span| entity.body_place(span), source: &|| entity.body_source() };
            self.document(body, &origin, passage, found);
        }
        let kind = self.site.config.entities.get(&entity.kind);
        for field in &entity.fields {
            // A field that site.yaml declares a number is data, not prose.
            let is_number = kind.is_some_and(|kind| {
                let declared = |(name, of): &&(_, Field)| of.label.as_ref().unwrap_or(name) == &field.label;
                kind.fields.iter().find(declared).is_some_and(|(_, of)| of.of == FieldType::Number)
            });
            for value in field.values.iter().filter(|_| !is_number) {
                if let Scalar::Text(text) = value {
                    self.text(text, passage, found);
                }
            }
        }
    }

    fn text(&self, text: &'a Text, passage: &mut Passage<'a>, found: &mut Diagnostics) {
        let origin = Origin { place: &|span| text.place(span), source: &|| text.source() };
        self.line(&text.line.content, &origin, passage, found);
    }

    fn document(
        &self,
        document: &'a Document,
        origin: &Origin<'_>,
        passage: &mut Passage<'a>,
        found: &mut Diagnostics,
    ) {
        document.walk(&mut |visit| {
            let Visit::Block(block) = visit else { return };
            match &block.kind {
                BlockKind::Paragraph(line) | BlockKind::Plain(line) => {
                    self.line(line, origin, passage, found)
                }
                BlockKind::Heading(heading) => self.line(&heading.content, origin, passage, found),
                BlockKind::Table(table) => {
                    for cell in table.head.iter().chain(table.rows.iter().flatten()) {
                        self.line(&cell.content, origin, passage, found);
                    }
                }
                _ => {}
            }
        });
    }

    /// Reads a line and asks each rule that has something to look at in it.
    fn line(
        &self,
        line: &'a [Inline],
        origin: &Origin<'_>,
        passage: &mut Passage<'a>,
        found: &mut Diagnostics,
    ) {
        passage.read(line);
        let passage = &*passage;
        let mut report = Report { passage, origin, diagnostics: found };
        if passage.has_numbers {
            unbound_number::check(self, passage, &mut report);
        }
        if passage.figures > 0 {
            verb_against_figure::check(self, passage, &mut report);
            unit_after_figure::check(self, passage, &mut report);
            period_against_figure::check(passage, &mut report);
        }
    }

    /// The figure that a call shows.
    fn figure(&self, call: &FigureRef) -> Option<Figure<'a>> {
        let ledger = &self.site.ledger;
        match &call.source {
            Some(source) => ledger.figure_of_source(&call.quantity, call.at, source),
            None => ledger.figure(&call.quantity, call.at),
        }
    }

    /// A figure as its reader sees it.
    fn shown(&self, call: &FigureRef) -> Option<String> {
        Some(self.formatter()?.figure(&self.figure(call)?, call.style))
    }

    fn formatter(&self) -> Option<&Formatter> {
        self.formatter.get_or_init(|| Formatter::new(&self.site.config.language)).as_ref()
    }

    fn suggestions(&self) -> &Suggestions<'a> {
        self.suggestions.get_or_init(|| Suggestions::of(self.site))
    }
}

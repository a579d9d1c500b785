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

use self::conventions::Pattern;
use self::passage::Passage;
use self::suggestion::Suggestions;
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::document::{BlockKind, Document, FigureRef, Inline, Span, Visit};
use crate::load::{Chart, Entity, Page, Scalar, SeriesFile, Site, Text};
use crate::model::{Figure, Formatter};

pub use conventions::{CONVENTIONS, Convention};

/// What the rules know beside the passage.
pub(super) struct Prose<'a> {
    site: &'a Site,
    /// What series count: the words of each noun in lower case.
    pub(super) nouns: Vec<Vec<String>>,
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
    pub(super) fn of(site: &'a Site, diagnostics: &mut Diagnostics) -> Self {
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

    /// What is found in a narrative.
    pub(super) fn of_page(&self, page: &Page) -> Diagnostics {
        let mut found = Diagnostics::new();
        self.page(page, &mut Passage::default(), &mut found);
        found
    }

    /// What is found in an entity.
    pub(super) fn of_entity(&self, entity: &Entity) -> Diagnostics {
        let mut found = Diagnostics::new();
        self.entity(entity, &mut Passage::default(), &mut found);
        found
    }

    /// What is found in the texts of a chart.
    pub(super) fn of_chart(&self, chart: &Chart) -> Diagnostics {
        let mut found = Diagnostics::new();
        let mut passage = Passage::default();
        chart.each_text().for_each(|text| self.text(text, &mut passage, &mut found));
        found
    }

    /// What is found in what the series of a file say of themselves.
    pub(super) fn of_series_file(&self, file: &SeriesFile) -> Diagnostics {
        let mut found = Diagnostics::new();
        self.series_file(file, &mut found);
        found
    }

    /// What is found in `site.yaml`.
    pub(super) fn of_settings(&self) -> Diagnostics {
        let mut found = Diagnostics::new();
        self.settings(&mut found);
        found
    }

    fn page<'t>(&self, page: &'t Page, passage: &mut Passage<'t>, found: &mut Diagnostics) {
        for text in page.each_line() {
            self.text(text, passage, found);
        }
        let origin = Origin { place: &|span| page.body.place(span), source: &|| page.source().to_owned() };
        self.document(&page.body, &origin, passage, found);
    }

    fn entity<'t>(&self, entity: &'t Entity, passage: &mut Passage<'t>, found: &mut Diagnostics) {
        if let Some(text) = &entity.summary {
            self.text(text, passage, found);
        }
        if let Some(body) = &entity.body {
            let origin = Origin { place: &|span| entity.body_place(span), source: &|| entity.body_source() };
            self.document(body, &origin, passage, found);
        }
        // A field that site.yaml declares a number is data, not prose.
        for value in entity.fields.iter().flat_map(|field| &field.values) {
            if let Scalar::Text(text) = value {
                self.text(text, passage, found);
            }
        }
    }

    fn text<'t>(&self, text: &'t Text, passage: &mut Passage<'t>, found: &mut Diagnostics) {
        let origin = Origin { place: &|span| text.place(span), source: &|| text.source() };
        self.line(&text.line.content, &origin, passage, found);
    }

    fn document<'t>(
        &self,
        document: &'t Document,
        origin: &Origin<'_>,
        passage: &mut Passage<'t>,
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
    fn line<'t>(
        &self,
        line: &'t [Inline],
        origin: &Origin<'_>,
        passage: &mut Passage<'t>,
        found: &mut Diagnostics,
    ) {
        passage.read(line);
        let passage = &*passage;
        let mut report = Report { passage, origin, diagnostics: found };
        if !passage.numbers.is_empty() {
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

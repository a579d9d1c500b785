//! Texts that hold no calls: what series are called and how they are defined, and what `site.yaml` says.
//!
//! They are shown to readers as other prose is, and a number in them has no papers either. Nothing can be bound in
//! them, so the hint is to say it without.

use super::passage::Passage;
use super::{Origin, Prose, Report, unbound_number};
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::document::{Inline, InlineKind, Span};
use crate::load::SeriesFile;
use crate::load::yaml::Step;

impl Prose<'_> {
    /// The titles, the labels and the definitions of the series of a file.
    pub(super) fn series_file(&self, file: &SeriesFile, found: &mut Diagnostics) {
        // The file is searched once for the places of all that is found, which in a large one may be much.
        let (mut paths, mut without_place) = (Vec::new(), Vec::new());
        for (at, series) in file.each_series() {
            let texts = [
                ("title", Some(&series.title)),
                ("label", Some(&series.label).filter(|label| **label != series.title)),
                ("definition", series.definition.as_ref()),
            ];
            for (key, text) in texts {
                let Some(text) = text else { continue };
                let mut of_text = Diagnostics::new();
                self.plain(text, &|| None, &mut of_text);
                for diagnostic in of_text {
                    paths.push([Step::Index(at), Step::Key(key)]);
                    without_place.push(diagnostic);
                }
            }
        }
        if paths.is_empty() {
            return;
        }
        let places = file.document.values(&paths);
        let placed = without_place.into_iter().zip(places);
        found.extend(placed.map(|(diagnostic, place)| Diagnostic { place, ..diagnostic }));
    }

    /// What `site.yaml` says of the site, its records and its navigation.
    pub(super) fn settings(&self, found: &mut Diagnostics) {
        let config = &self.site.config;
        let mut say = |text: &str, path: &[Step<'_>]| {
            self.plain(text, &|| Some(self.site.config_file.value(path)), found);
        };
        say(&config.title, &[Step::Key("title")]);
        say(&config.description, &[Step::Key("description")]);
        for (at, entry) in config.navigation.iter().enumerate() {
            say(&entry.title, &[Step::Key("navigation"), Step::Index(at), Step::Key("title")]);
        }
        for (at, records) in config.records.iter().enumerate() {
            let here = [Step::Key("records"), Step::Index(at)];
            say(&records.title, &[here[0], here[1], Step::Key("title")]);
            if let Some(summary) = &records.summary {
                say(summary, &[here[0], here[1], Step::Key("summary")]);
            }
            for (group_at, group) in records.groups.iter().enumerate() {
                let path = [here[0], here[1], Step::Key("groups"), Step::Index(group_at), Step::Key("title")];
                say(&group.title, &path);
            }
        }
    }

    /// A text as it stands, whose place is that of the whole of it.
    fn plain(&self, text: &str, place: &dyn Fn() -> Option<Place>, found: &mut Diagnostics) {
        let line = [Inline { span: Span { start: 0, end: text.len() }, kind: InlineKind::Text(text.into()) }];
        let mut passage = Passage::default();
        passage.read(&line);
        if passage.numbers.is_empty() {
            return;
        }
        let place = |_: Span| place().unwrap_or_else(|| Place::file("site.yaml"));
        let origin = Origin { place: &place, source: &|| text.to_owned() };
        let mut report = Report { passage: &passage, origin: &origin, diagnostics: found };
        unbound_number::check_plain(self, &passage, &mut report);
    }
}

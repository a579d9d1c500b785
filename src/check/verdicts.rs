//! What was found in each narrative and each chart, and when it need not be looked at again.
//!
//! Whether the names in a text are names of something depends on what names there are; what its words say of its
//! figures depends on these figures. While neither differs, nor the text, what was found in it is found again.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::Tally;
use crate::diag::Diagnostics;
use crate::document::{Node, References, TableOf};
use crate::load::{Chart, Page, Site};
use crate::model::SeriesId;

/// What was found in one text.
#[derive(Debug)]
pub(super) struct Verdict<T> {
    of: Arc<T>,
    /// The series whose figures are in it.
    series: Box<[SeriesId]>,
    /// What is found in it depends on more than names and figures.
    is_entangled: bool,
    pub names: Found,
    pub prose: Diagnostics,
}

/// What was found of the names in a text, and how many of them hold.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    pub diagnostics: Diagnostics,
    pub tally: Tally,
}

/// Something that is checked by itself.
pub(super) trait Text: Send + Sync + Sized {
    /// What it is called.
    fn name(&self) -> &Arc<str>;

    /// Visits the series whose figures are in it.
    fn each_series(&self, visit: &mut dyn FnMut(&SeriesId));

    /// True if what is found in it depends on more than names and figures.
    fn is_entangled(&self) -> bool;
}

/// What differs between two states of a site, as far as texts depend on it.
#[derive(Debug)]
pub(super) struct Differences {
    /// Something is named otherwise, or there is more or less that can be named.
    pub names: bool,
    /// What counts as a bound number.
    pub conventions: bool,
    pub figures: Figures,
}

/// Which figures differ.
#[derive(Debug)]
pub(super) enum Figures {
    Same,
    /// Those of some series.
    Of(FxHashSet<SeriesId>),
    All,
}

/// The most texts that a core takes at once: the audit runs beside them, and whichever core is done with its part of that takes over
/// some of what is left.
const AT_ONCE: usize = 64;

/// Looks at every text, and at those that need not be looked at again not again.
pub(super) fn verdicts<T: Text>(
    texts: &[Arc<T>],
    before: &[Arc<Verdict<T>>],
    differences: &Differences,
    check_names: impl Fn(&T) -> Found + Sync,
    check_prose: impl Fn(&T) -> Diagnostics + Sync,
) -> Vec<Arc<Verdict<T>>> {
    let known = |at: usize, text: &Arc<T>| {
        // Mostly it is where it was.
        let same_place = before.get(at).filter(|verdict| verdict.of.name() == text.name());
        let verdict = same_place.or_else(|| {
            let at = before.binary_search_by(|verdict| verdict.of.name().cmp(text.name())).ok()?;
            before.get(at)
        });
        verdict.filter(|verdict| Arc::ptr_eq(&verdict.of, text))
    };
    let one = |(at, text): (usize, &Arc<T>)| {
        let before = known(at, text);
        let figures = &differences.figures;
        let names = before.filter(|before| {
            !differences.names
                && !before.is_entangled
                && figures.leave(&before.series, &before.names.diagnostics)
        });
        let prose =
            before.filter(|before| !differences.conventions && figures.leave(&before.series, &before.prose));
        if let (Some(same), Some(_)) = (names, prose) {
            return Arc::clone(same);
        }
        let mut series = FxHashSet::default();
        text.each_series(&mut |id| {
            series.insert(id.clone());
        });
        Arc::new(Verdict {
            of: Arc::clone(text),
            series: series.into_iter().collect(),
            is_entangled: text.is_entangled(),
            names: names.map_or_else(|| check_names(text), |before| before.names.clone()),
            prose: prose.map_or_else(|| check_prose(text), |before| before.prose.clone()),
        })
    };
    texts.par_iter().enumerate().with_max_len(AT_ONCE).map(one).collect()
}

impl Figures {
    /// True if a text with figures of these series, in which this was found, says nothing else of them. What is
    /// suggested in a finding may come from anywhere in the data.
    fn leave(&self, series: &[SeriesId], found: &Diagnostics) -> bool {
        match self {
            Figures::Same => true,
            Figures::Of(differing) => found.is_empty() && !series.iter().any(|id| differing.contains(id)),
            Figures::All => false,
        }
    }
}

impl Differences {
    /// Everything differs: there was no state before.
    pub fn all() -> Self {
        Differences { names: true, conventions: true, figures: Figures::All }
    }

    /// What differs between two states. Whether names do is known already.
    pub fn between(before: &Site, now: &Site, names: bool) -> Self {
        let figures = match () {
            () if Arc::ptr_eq(&before.ledger, &now.ledger) => Figures::Same,
            () if before.ledger.each_source().eq(now.ledger.each_source()) => {
                Figures::Of(now.ledger.differing_series(&before.ledger))
            }
            () => Figures::All,
        };
        Differences { names, conventions: !Arc::ptr_eq(&before.config, &now.config), figures }
    }
}

impl Text for Page {
    fn name(&self) -> &Arc<str> {
        &self.path
    }

    fn each_series(&self, visit: &mut dyn FnMut(&SeriesId)) {
        self.each_node().for_each(|node| each_series(node, visit));
    }

    /// A link may lead to a place on a page, which is there as long as the text of that page has it. The table of a chart
    /// has its figures.
    fn is_entangled(&self) -> bool {
        let of_chart =
            |node: &Node| matches!(node, Node::Table(table) if matches!(table.of, TableOf::Chart(_)));
        if self.each_node().any(of_chart) {
            return true;
        }
        let References { links, images, .. } = self.body.references();
        let of_lines = self.each_line().flat_map(|text| text.line.links());
        links.into_iter().chain(images).chain(of_lines).any(|(link, _)| link.destination.contains('#'))
    }
}

impl Text for Chart {
    fn name(&self) -> &Arc<str> {
        &self.id
    }

    fn each_series(&self, visit: &mut dyn FnMut(&SeriesId)) {
        self.quantities.iter().for_each(|quantity| quantity.each_series(visit));
        for text in self.each_text() {
            text.line.nodes().into_iter().for_each(|(node, _)| each_series(node, visit));
        }
    }

    /// A map depends on where places lie, and on what it is drawn on.
    fn is_entangled(&self) -> bool {
        let links = self.each_text().flat_map(|text| text.line.links());
        self.spec.map.is_some() || links.into_iter().any(|(link, _)| link.destination.contains('#'))
    }
}

fn each_series(node: &Node, visit: &mut dyn FnMut(&SeriesId)) {
    match node {
        Node::Figure(call) => call.quantity.each_series(visit),
        Node::Table(table) => {
            if let TableOf::Quantities(quantities) = &table.of {
                quantities.iter().for_each(|quantity| quantity.each_series(visit));
            }
        }
        _ => {}
    }
}

//! Chart specifications, from `data/charts/` and from `chart` blocks in narratives.

use std::sync::Arc;

use super::reader::Reader;
use super::text::{Origin, Text};
use super::yaml::{Document, Step};
use crate::chart::Spec;
use crate::chart::spec::Mark;
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::model::Quantity;

/// A chart as specified, with its quantities and texts read.
#[derive(Clone, Debug)]
pub struct Chart {
    /// Its name in the data; for a block in a narrative, made from the narrative's path.
    pub id: Arc<str>,
    /// What the author wrote.
    pub spec: Spec,
    /// What it shows, in the author's order.
    pub quantities: Vec<Quantity>,
    /// Its title, subtitle, alt text, note and annotations, read in that order.
    pub texts: ChartTexts,
    /// True for a block in a narrative, which has no page of its own.
    pub inline: bool,
    origin: Origin,
}

/// The texts of a chart.
#[derive(Clone, Debug)]
pub struct ChartTexts {
    /// The finding.
    pub title: Text,
    /// The measure and its unit.
    pub subtitle: Text,
    /// The description.
    pub alt: Option<Text>,
    /// What a reader must know.
    pub note: Option<Text>,
    /// One for each annotation.
    pub annotations: Vec<Text>,
}

impl Chart {
    /// Where it is specified.
    pub fn place(&self) -> Place {
        self.origin.place()
    }

    /// The document that it stands in.
    pub(super) fn document(&self) -> &Document {
        self.origin.document()
    }

    /// Where one of its series is named.
    pub fn series_place(&self, index: usize) -> Place {
        self.origin.below(&steps_to(&self.spec, index)).place()
    }

    /// Which of its quantities share an axis: those of its series and layers, and those they are held against.
    pub fn axes(&self) -> Vec<Vec<usize>> {
        if !self.spec.mark.shares_axis() {
            return (0..self.quantities.len()).map(|index| vec![index]).collect();
        }
        let own = self.spec.own().count();
        let against = own..own + self.spec.against.len();
        let (on_main, held): (Vec<usize>, Vec<usize>) =
            (0..self.quantities.len()).partition(|index| !against.contains(index));
        vec![on_main, held]
    }

    /// Where the value at the end of a path of keys stands, or an item of it; the specification if it has none.
    pub fn place_of(&self, keys: &[&'static str], item: Option<usize>) -> Place {
        let steps = keys.iter().map(|key| Step::Key(key)).chain(item.map(Step::Index));
        let steps: Vec<Step<'_>> = steps.collect();
        self.origin.below(&steps).place()
    }

    /// Where the value at the end of a path of keys and indices stands.
    pub fn place_below(&self, steps: &[Step<'_>]) -> Place {
        self.origin.below(steps).place()
    }

    /// Where its author gives a name to a series or a node.
    pub fn name_place(&self, id: &str) -> Place {
        self.origin.below(&["names".into(), id.into()]).key_place()
    }

    /// True if the author wrote no description; a spark stands beside its figure and needs none.
    pub fn alt_is_missing(&self) -> bool {
        self.texts.alt.is_none() && self.spec.mark != Mark::Spark
    }

    /// All its texts.
    pub fn each_text(&self) -> impl Iterator<Item = &Text> {
        let texts = &self.texts;
        [&texts.title, &texts.subtitle]
            .into_iter()
            .chain(texts.alt.as_ref())
            .chain(texts.note.as_ref())
            .chain(&texts.annotations)
    }
}

/// The path to the name of one of the quantities that a specification shows.
fn steps_to(spec: &Spec, index: usize) -> Vec<Step<'static>> {
    if let Some(flow) = index.checked_sub(spec.series.len()).filter(|flow| *flow < spec.flows.len()) {
        return vec!["flows".into(), flow.into(), "series".into()];
    }
    if let Some(index) = index.checked_sub(spec.own().count()) {
        if let Some(mut index) = index.checked_sub(spec.against.len()) {
            for (layer, own) in spec.layers.iter().enumerate() {
                if index < own.series.len() {
                    return vec!["layers".into(), layer.into(), "series".into(), index.into()];
                }
                index -= own.series.len();
            }
        }
        return vec!["against".into(), index.into()];
    }
    vec!["series".into(), index.into()]
}

/// Lowers a specification that stands in a document at a path.
pub(super) fn lower(
    document: &Document,
    path: &[Step<'_>],
    id: Arc<str>,
    spec: Spec,
    inline: bool,
    reader: &Reader,
    diagnostics: &mut Diagnostics,
) -> Chart {
    let below = |steps: &[Step<'static>]| -> Vec<Step<'_>> { path.iter().chain(steps).copied().collect() };
    let mut quantities = Vec::new();
    for (index, text) in spec.shown().enumerate() {
        match text.parse() {
            Ok(quantity) => quantities.push(quantity),
            Err(bad) => {
                let bad: crate::model::quantity::BadQuantity = bad;
                let place = Origin::new(document, path).below(&steps_to(&spec, index)).place();
                let bad = bad.to_string();
                let (message, hint) = bad.split_once("; ").unwrap_or((&bad, ""));
                diagnostics.push(Diagnostic::error("bad-value", place, message).hint(hint));
            }
        }
    }
    let mut read = |text: &str, steps: &[Step<'static>]| {
        Text::read(reader, text, Origin::new(document, &below(steps)), diagnostics)
    };
    let texts = ChartTexts {
        title: read(&spec.title, &["title".into()]),
        subtitle: read(&spec.subtitle, &["subtitle".into()]),
        alt: spec.alt.as_deref().map(|text| read(text, &["alt".into()])),
        note: spec.note.as_deref().map(|text| read(text, &["note".into()])),
        annotations: spec
            .annotations
            .iter()
            .enumerate()
            .map(|(i, a)| read(&a.text, &["annotations".into(), i.into(), "text".into()]))
            .collect(),
    };
    Chart { id, quantities, texts, inline, origin: Origin::new(document, path), spec }
}

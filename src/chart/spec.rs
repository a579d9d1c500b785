//! What an author writes to ask for a chart: `data/charts/*.yaml` or a `chart` block in a narrative.
//!
//! The spec says what is to be seen; which observations that means is for whoever builds [`Data`](super::Data).
//! Its texts may hold template calls: [`Texts`] holds them as readers will see them.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::RangeInclusive;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, de};

use super::annotation::Annotation;
use super::kind::{self, Refusal};
use super::map::MapSpec;
use crate::model::Period;

/// A chart as its author specifies it.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Spec {
    /// The finding, as a sentence.
    #[serde(default)]
    pub title: String,
    /// The measure and its unit.
    #[serde(default)]
    pub subtitle: String,
    /// What is drawn for each observation.
    pub mark: Mark,
    /// Which way bars grow; by default upwards from periods and to the right from names.
    pub orientation: Option<Orientation>,
    /// Ids of series and quantity expressions such as `growth(trade.total)`.
    #[serde(default)]
    pub series: Vec<String>,
    /// What each series is held against along the x axis of a scatter: one for each, or one for all.
    #[serde(default)]
    pub against: Vec<String>,
    /// What flows between the nodes of a Sankey diagram.
    #[serde(default)]
    pub flows: Vec<Flow>,
    /// What is drawn over the mark.
    #[serde(default)]
    pub layers: Vec<Layer>,
    /// What series and nodes are called in the drawing, where their own labels do not suit: by id or expression.
    #[serde(default)]
    pub names: BTreeMap<String, String>,
    /// Which periods are shown; by default all that the series have.
    pub periods: Option<Periods>,
    /// How several series share a band.
    #[serde(default)]
    pub stack: Stack,
    /// Which dimension each channel shows.
    #[serde(default)]
    pub encoding: Encoding,
    /// Remarks at periods.
    #[serde(default)]
    pub annotations: Vec<Annotation>,
    /// What the chart shows, in words, for those who do not see it.
    pub alt: Option<String>,
    /// What a reader must know of the figures.
    pub note: Option<String>,
    /// Whether each mark carries its value; by default where there is room for all.
    pub labels: Option<bool>,
    /// The value axis.
    #[serde(default)]
    pub y: ValueAxis,
    /// The axis of what series are held against.
    #[serde(default)]
    pub x: ValueAxis,
    /// Height of the plot in px.
    pub height: Option<f64>,
    /// The series that matter; the others step back into grey.
    #[serde(default)]
    pub highlight: Vec<String>,
    /// What a map shows.
    pub map: Option<Box<MapSpec>>,
}

impl Spec {
    /// One series over time, with nothing said but how to show it.
    pub fn plain(mark: Mark, series: String, periods: Periods) -> Self {
        Spec {
            title: String::new(),
            subtitle: String::new(),
            mark,
            orientation: None,
            series: vec![series],
            against: Vec::new(),
            flows: Vec::new(),
            layers: Vec::new(),
            names: BTreeMap::new(),
            periods: Some(periods),
            stack: Stack::None,
            encoding: Encoding::default(),
            annotations: Vec::new(),
            alt: None,
            note: None,
            labels: None,
            y: ValueAxis::default(),
            x: ValueAxis::default(),
            height: None,
            highlight: Vec::new(),
            map: None,
        }
    }
}

impl Spec {
    /// The ids and expressions that its marks are of: its series, or those of its flows.
    pub fn own(&self) -> impl Iterator<Item = &String> {
        self.series.iter().chain(self.flows.iter().map(|flow| &flow.series))
    }

    /// Every id and expression that it shows: its own, what they are held against, and those of its layers.
    pub fn shown(&self) -> impl Iterator<Item = &String> {
        let layers = self.layers.iter().flat_map(|layer| &layer.series);
        self.own().chain(&self.against).chain(layers)
    }

    /// The heights in px that its plot can have; none if the mark has a height of its own.
    pub fn heights(&self) -> Option<RangeInclusive<f64>> {
        kind::heights(self.mark)
    }

    /// The ids of entities, or the names, that its flows join.
    pub fn nodes(&self) -> impl Iterator<Item = &String> {
        self.flows.iter().flat_map(|flow| [&flow.from, &flow.to])
    }

    /// What its mark cannot draw, with what is allowed; figures apart.
    pub fn refusals(&self) -> Vec<Refusal> {
        kind::refusals(self)
    }
}

/// What is drawn for each observation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// A line through the observations of each series.
    Line,
    /// A bar from zero.
    Bar,
    /// A dot for each two figures that are held against each other.
    Scatter,
    /// The area under a line, or between the lines of a stack.
    Area,
    /// A dot in the row of its name.
    Dot,
    /// A dot on a stem from zero.
    Lollipop,
    /// Two dots in a row, joined.
    Dumbbell,
    /// A line from one period to another, with the figures at its ends.
    Slope,
    /// From the least to the greatest that a figure can be.
    Interval,
    /// What leads from one amount to another, step by step.
    Waterfall,
    /// Cells of series and periods, the darker the greater.
    Heat,
    /// A line as small as a word, without axes.
    Spark,
    /// A row for each series: a spark, the last figure and the change.
    Table,
    /// Bands between nodes, as wide as what flows from one to the other.
    Sankey,
    /// Places and routes over a base map.
    Map,
}

impl Mark {
    /// Every mark.
    pub const ALL: [Mark; 15] = [
        Mark::Line,
        Mark::Bar,
        Mark::Area,
        Mark::Dot,
        Mark::Lollipop,
        Mark::Dumbbell,
        Mark::Slope,
        Mark::Interval,
        Mark::Waterfall,
        Mark::Heat,
        Mark::Scatter,
        Mark::Spark,
        Mark::Table,
        Mark::Sankey,
        Mark::Map,
    ];

    /// Whether its series share an axis, and so a unit.
    pub const fn shares_axis(self) -> bool {
        !matches!(self, Mark::Table)
    }

    /// What it is called in a specification.
    pub const fn name(self) -> &'static str {
        match self {
            Mark::Line => "line",
            Mark::Bar => "bar",
            Mark::Scatter => "scatter",
            Mark::Area => "area",
            Mark::Dot => "dot",
            Mark::Lollipop => "lollipop",
            Mark::Dumbbell => "dumbbell",
            Mark::Slope => "slope",
            Mark::Interval => "interval",
            Mark::Waterfall => "waterfall",
            Mark::Heat => "heat",
            Mark::Spark => "spark",
            Mark::Table => "table",
            Mark::Sankey => "sankey",
            Mark::Map => "map",
        }
    }
}

/// Which way bars grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Orientation {
    /// Upwards.
    Vertical,
    /// To the right.
    Horizontal,
}

/// How several series share a band.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Stack {
    /// Not at all: bars stand side by side, as `grouped`, and an area shows one series.
    #[default]
    None,
    /// Side by side.
    Grouped,
    /// On top of one another, negatives below zero.
    Stacked,
    /// On top of one another, as shares of their sum.
    Share,
    /// Back to back about zero, the first of two upwards or to the right.
    Mirrored,
}

impl Stack {
    /// What it is called in a specification.
    pub const fn name(self) -> &'static str {
        match self {
            Stack::None => "none",
            Stack::Grouped => "grouped",
            Stack::Stacked => "stacked",
            Stack::Share => "share",
            Stack::Mirrored => "mirrored",
        }
    }
}

/// Which periods are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Periods {
    /// Calendar years.
    Annual,
    /// Calendar half-years.
    HalfYear,
    /// Calendar quarters.
    Quarter,
    /// Calendar months.
    Month,
    /// These, of any length.
    List(Vec<Period>),
}

/// Which dimension each channel shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Encoding {
    /// Horizontal position.
    pub x: Option<Channel>,
    /// Vertical position.
    pub y: Option<Channel>,
    /// One small chart each.
    pub facet: Option<Channel>,
}

/// A dimension of the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    /// Time.
    Period,
    /// The figure.
    Value,
    /// What the figure is about.
    Series,
}

/// What flows from one node of a Sankey diagram to another.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Flow {
    /// The node that it comes from: the id of an entity, or a name.
    pub from: String,
    /// The node that it goes to.
    pub to: String,
    /// The id or expression of its amount.
    pub series: String,
}

/// What is drawn over the mark of a chart, in the same unit.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Layer {
    /// What is drawn for each observation.
    pub mark: LayerMark,
    /// Ids of series and quantity expressions.
    pub series: Vec<String>,
}

/// What can be drawn over a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LayerMark {
    /// A line through the observations of each series.
    Line,
    /// A dot for each observation.
    Dot,
    /// From the least to the greatest that each figure can be.
    Interval,
}

/// How figures are laid along an axis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Spacing {
    /// Equal differences are equally long.
    #[default]
    Linear,
    /// Equal ratios are equally long.
    Log,
}

/// An axis of figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ValueAxis {
    /// Whether the axis reaches zero. Bars always do; lines by default when zero is not far.
    pub zero: Option<bool>,
    /// How figures are laid along it.
    #[serde(default)]
    pub scale: Spacing,
}

/// The texts of a chart as readers see them: calls in them resolved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    /// The finding.
    pub title: String,
    /// The measure and its unit.
    pub subtitle: String,
    /// The author's description, if there is one.
    pub alt: Option<String>,
    /// What a reader must know of the figures.
    pub note: Option<String>,
    /// One for each annotation of the spec, in its order.
    pub annotations: Vec<String>,
    /// Where the figures come from.
    pub source: Option<String>,
}

impl Texts {
    /// The texts of `spec`, each as `resolve` gives it; the source line is the caller's to add.
    pub fn resolve<E>(spec: &Spec, mut resolve: impl FnMut(&str) -> Result<String, E>) -> Result<Self, E> {
        Ok(Texts {
            title: resolve(&spec.title)?,
            subtitle: resolve(&spec.subtitle)?,
            alt: spec.alt.as_deref().map(&mut resolve).transpose()?,
            note: spec.note.as_deref().map(&mut resolve).transpose()?,
            annotations: spec.annotations.iter().map(|a| resolve(&a.text)).collect::<Result<_, E>>()?,
            source: None,
        })
    }

    /// The texts of a spec that holds no calls.
    pub fn verbatim(spec: &Spec) -> Self {
        let same = |text: &str| Ok::<_, std::convert::Infallible>(text.to_owned());
        match Texts::resolve(spec, same) {
            Ok(texts) => texts,
            Err(never) => match never {},
        }
    }
}

impl JsonSchema for Periods {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Periods".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "All calendar periods of one length, or a list of periods.",
            "anyOf": [
                { "enum": ["annual", "half-year", "quarter", "month"] },
                generator.subschema_for::<Vec<Period>>(),
            ],
        })
    }
}

impl<'de> Deserialize<'de> for Periods {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NameOrList;
        impl<'de> de::Visitor<'de> for NameOrList {
            type Value = Periods;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("annual, half-year, quarter, month or a list of periods")
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<Periods, E> {
                match name {
                    "annual" => Ok(Periods::Annual),
                    "half-year" => Ok(Periods::HalfYear),
                    "quarter" => Ok(Periods::Quarter),
                    "month" => Ok(Periods::Month),
                    _ => Err(E::invalid_value(de::Unexpected::Str(name), &self)),
                }
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, mut items: A) -> Result<Periods, A::Error> {
                let mut list = Vec::new();
                while let Some(period) = items.next_element()? {
                    list.push(period);
                }
                Ok(Periods::List(list))
            }
        }
        deserializer.deserialize_any(NameOrList)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::annotation::About;

    #[test]
    fn a_full_spec_reads() {
        let spec: Spec = serde_yaml::from_str(
            "title: Trade passed {{ value(of=\"trade.total\", at=\"2025\") }}\n\
             mark: bar\nseries: [trade.total, growth(trade.total)]\nperiods: [2024, 2025-01/P9M]\n\
             stack: grouped\nencoding: { x: period }\n\
             annotations: [ { at: 2023, text: Pilot free trade zone opens } ]\ny: { zero: true }\n",
        )
        .unwrap();
        assert_eq!(spec.mark, Mark::Bar);
        assert!(matches!(spec.periods, Some(Periods::List(list)) if list.len() == 2));
        assert_eq!(spec.annotations[0].about, About::Period(Period::year(2023).unwrap()));
    }

    #[test]
    fn a_misspelt_key_and_an_unknown_mark_are_refused() {
        for yaml in ["mark: bar\nseries: [a]\nanotations: []", "mark: pie\nseries: [a]", "series: [a]"] {
            assert!(serde_yaml::from_str::<Spec>(yaml).is_err(), "{yaml}");
        }
        let error = serde_yaml::from_str::<Spec>("mark: bar\nseries: [a]\nperiods: weekly").unwrap_err();
        assert!(error.to_string().contains("annual, half-year, quarter, month or a list"), "{error}");
    }
}

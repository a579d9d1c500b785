//! What kind of chart each mark makes: what it is called, what it heeds of a specification, and who draws it.
//!
//! A key that a mark has no use for is refused, so that nothing an author writes is passed over in silence. A new
//! mark is a file in `mark` with its [`Kind`], and a line in [`Kind::of`].

use std::ops::RangeInclusive;

use super::annotation::About;
use super::mark;
use super::page::Page;
use super::spec::{Channel, LayerMark, Mark, Orientation, Spacing, Spec, Stack};
use super::{Chart, ChartError};

/// A kind of chart.
pub(super) struct Kind {
    /// What a description calls it.
    pub called: &'static str,
    /// How many series it draws.
    pub series: RangeInclusive<usize>,
    /// The keys that it heeds beside those that every chart has.
    pub heeds: &'static [Key],
    /// How it can share a band among series.
    pub stacks: &'static [Stack],
    /// How it marks what is not simply a reported figure.
    pub signs: Signs,
    /// Says what its figures come to, in a sentence or a few: the trend, or what is largest.
    pub sum_up: fn(&Chart<'_>) -> String,
    /// Lays a page out and draws it.
    pub lay_out: fn(&mut Page<'_>) -> Result<(), ChartError>,
}

/// The words that explain marks which differ from the rest.
pub(super) struct Signs {
    /// What is derived: "Pale bars are derived from reported figures."
    pub derived: &'static str,
    /// What periods of another length are: "Hatched".
    pub odd: &'static str,
    /// What spans the figures of sources that differ; none where nothing does, and the notes name them.
    pub spread: Option<&'static str>,
}

impl Signs {
    /// Of marks that are filled from edge to edge.
    pub const FILLED: Signs = Signs {
        derived: "Pale bars are derived from reported figures.",
        odd: "Hatched",
        spread: Some("A whisker spans the figures of sources that differ."),
    };
    /// Of marks that are points.
    pub const POINTS: Signs = Signs {
        derived: "Hollow points are derived from reported figures.",
        odd: "Dashed",
        spread: Some("A whisker spans the figures of sources that differ."),
    };
}

/// A key of a specification that some marks have no use for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Orientation,
    Stack,
    Facet,
    Position,
    Annotations,
    Labels,
    Zero,
    Log,
    ZeroAcross,
    LogAcross,
    Against,
    Layers,
    Height,
    Highlight,
    Map,
    Flows,
}

/// A part of a specification that its mark cannot draw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The keys that lead to it.
    pub path: &'static [&'static str],
    /// Which item of the list there, if it is one of a list.
    pub item: Option<usize>,
    /// What is wrong.
    pub message: String,
    /// What is allowed.
    pub hint: String,
}

impl Kind {
    /// The kind of chart that a mark makes.
    pub fn of(mark: Mark) -> &'static Kind {
        match mark {
            Mark::Line => &mark::line::KIND,
            Mark::Bar => &mark::bar::KIND,
            Mark::Scatter => &mark::scatter::KIND,
            Mark::Area => &mark::area::KIND,
            Mark::Dot => &mark::dot::KIND,
            Mark::Lollipop => &mark::lollipop::KIND,
            Mark::Dumbbell => &mark::dumbbell::KIND,
            Mark::Slope => &mark::slope::KIND,
            Mark::Interval => &mark::interval::KIND,
            Mark::Waterfall => &mark::waterfall::KIND,
            Mark::Heat => &mark::heat::KIND,
            Mark::Spark => &mark::spark::KIND,
            Mark::Table => &mark::spark_table::KIND,
            Mark::Sankey => &mark::sankey::KIND,
            Mark::Map => &mark::map::KIND,
        }
    }
}

impl Key {
    const ALL: [Key; 16] = [
        Key::Orientation,
        Key::Stack,
        Key::Facet,
        Key::Position,
        Key::Annotations,
        Key::Labels,
        Key::Zero,
        Key::Log,
        Key::ZeroAcross,
        Key::LogAcross,
        Key::Against,
        Key::Layers,
        Key::Height,
        Key::Highlight,
        Key::Map,
        Key::Flows,
    ];

    fn path(self) -> &'static [&'static str] {
        match self {
            Key::Orientation => &["orientation"],
            Key::Stack => &["stack"],
            Key::Facet => &["encoding", "facet"],
            Key::Position => &["encoding"],
            Key::Annotations => &["annotations"],
            Key::Labels => &["labels"],
            Key::Zero => &["y", "zero"],
            Key::Log => &["y", "scale"],
            Key::ZeroAcross => &["x", "zero"],
            Key::LogAcross => &["x", "scale"],
            Key::Against => &["against"],
            Key::Layers => &["layers"],
            Key::Height => &["height"],
            Key::Highlight => &["highlight"],
            Key::Map => &["map"],
            Key::Flows => &["flows"],
        }
    }

    /// Whether an author wrote it.
    fn is_set(self, spec: &Spec) -> bool {
        match self {
            Key::Orientation => spec.orientation.is_some(),
            Key::Stack => spec.stack != Stack::None,
            Key::Facet => spec.encoding.facet.is_some(),
            Key::Position => spec.encoding.x.is_some() || spec.encoding.y.is_some(),
            Key::Annotations => !spec.annotations.is_empty(),
            Key::Labels => spec.labels.is_some(),
            Key::Zero => spec.y.zero.is_some(),
            Key::Log => spec.y.scale == Spacing::Log,
            Key::ZeroAcross => spec.x.zero.is_some(),
            Key::LogAcross => spec.x.scale == Spacing::Log,
            Key::Against => !spec.against.is_empty(),
            Key::Layers => !spec.layers.is_empty(),
            Key::Height => spec.height.is_some(),
            Key::Highlight => !spec.highlight.is_empty(),
            Key::Map => spec.map.is_some(),
            Key::Flows => !spec.flows.is_empty(),
        }
    }
}

/// What a mark cannot draw of a specification, before any figure is looked at.
pub(super) fn refusals(spec: &Spec) -> Vec<Refusal> {
    let kind = Kind::of(spec.mark);
    let name = spec.mark.name();
    let mut refusals = Vec::new();
    let given = spec.series.len();
    if !kind.series.contains(&given) {
        let hint = match (*kind.series.start(), *kind.series.end()) {
            (_, 0) => "name them in `flows`, each with the nodes that it joins".to_owned(),
            (least, most) if least == most => format!("name {} in `series`", counted(least)),
            (least, usize::MAX) => format!("name at least {} in `series`", counted(least)),
            (least, most) => format!("name {least} to {most} series in `series`"),
        };
        let message = match given {
            0 => format!("the mark `{name}` has no series to show"),
            _ => format!("the mark `{name}` cannot show {}", counted(given)),
        };
        let path: &[&str] = if given == 0 { &["mark"] } else { &["series"] };
        refusals.push(Refusal { path, item: None, message, hint });
    }
    if spec.mark == Mark::Map && spec.map.is_none() {
        refusals.push(Refusal {
            path: &["mark"],
            item: None,
            message: "a map needs the key `map`".to_owned(),
            hint: "say under `map:` which base map, projection and extent it has".to_owned(),
        });
    }
    if spec.mark == Mark::Sankey && spec.flows.is_empty() {
        refusals.push(Refusal {
            path: &["mark"],
            item: None,
            message: "a Sankey diagram needs the key `flows`".to_owned(),
            hint: "list under `flows:` what flows: `{ from: …, to: …, series: … }`".to_owned(),
        });
    }
    for key in Key::ALL.into_iter().filter(|key| key.is_set(spec) && !kind.heeds.contains(key)) {
        let written = key.path().join(".");
        let allowed: Vec<String> =
            Mark::ALL.iter().filter(|mark| Kind::of(**mark).heeds.contains(&key)).map(quoted).collect();
        refusals.push(Refusal {
            path: key.path(),
            item: None,
            message: format!("the mark `{name}` has no use for `{written}`"),
            hint: format!("remove it, or take a mark that heeds it: {}", allowed.join(", ")),
        });
    }
    if spec.stack != Stack::None && kind.heeds.contains(&Key::Stack) && !kind.stacks.contains(&spec.stack) {
        let allowed: Vec<String> = kind.stacks.iter().map(|stack| format!("`{}`", stack.name())).collect();
        refusals.push(Refusal {
            path: &["stack"],
            item: None,
            message: format!("the mark `{name}` cannot be `{}`", spec.stack.name()),
            hint: format!("write one of {}, or leave it out", allowed.join(", ")),
        });
    }
    if let (Some(height), Some(bounds)) = (spec.height, heights(spec.mark))
        && !bounds.contains(&height)
    {
        refusals.push(Refusal {
            path: &["height"],
            item: None,
            message: format!("no plot of the mark `{name}` is {height} px high"),
            hint: format!("write a height from {} to {}, or leave it out", bounds.start(), bounds.end()),
        });
    }
    refusals.extend(misplaced(spec));
    refusals.extend(mismatches(spec));
    refusals
}

/// The heights in px that a mark can be asked for; none if it has a height of its own.
pub(super) fn heights(mark: Mark) -> Option<RangeInclusive<f64>> {
    let bounds = if mark == Mark::Spark { 16.0..=100.0 } else { 60.0..=2000.0 };
    Kind::of(mark).heeds.contains(&Key::Height).then_some(bounds)
}

/// What `encoding` lays along an axis on which the mark cannot show it.
fn misplaced(spec: &Spec) -> Option<Refusal> {
    let (x, y) = (spec.encoding.x, spec.encoding.y);
    let names = |channel| matches!(channel, Some(Channel::Period | Channel::Series));
    let value = |channel| channel == Some(Channel::Value);
    let across: &[&str] = &["encoding", "x"];
    let up: &[&str] = &["encoding", "y"];
    let (path, message, hint) = match (spec.mark, spec.orientation) {
        (Mark::Line, _) if x.is_some_and(|x| x != Channel::Period) => {
            (across, "lines run through periods", "write `x: period`, or leave it out")
        }
        (Mark::Line, _) if names(y) => {
            (up, "lines rise with their figures", "write `y: value`, or leave it out")
        }
        (Mark::Dot | Mark::Lollipop, _) if names(x) => (
            across,
            "rows have their figures along `x`",
            "write `x: value`, or leave it out; `y` says what has a row",
        ),
        (Mark::Dot | Mark::Lollipop, _) if value(y) => {
            (up, "rows have their figures along `x`", "write `y: period` or `y: series`, or leave it out")
        }
        (Mark::Bar, _) if value(x) && value(y) => {
            (up, "bars have figures along one axis only", "write `period` or `series` along the other")
        }
        (Mark::Bar, _) if names(x) && names(y) => {
            (up, "bars have figures along one axis", "write `value` along it, or leave it out")
        }
        (Mark::Bar, _) if !spec.layers.is_empty() && (value(x) || names(y) || x == Some(Channel::Series)) => {
            (
                if x.is_some() { across } else { up },
                "bars under layers stand over periods",
                "write `x: period`, or remove the layers",
            )
        }
        (Mark::Bar, Some(Orientation::Vertical)) if value(x) || names(y) => (
            if value(x) { across } else { up },
            "bars that grow upwards have their figures along `y`",
            "remove `orientation`, or name in `x` what has a bar",
        ),
        (Mark::Bar, Some(Orientation::Horizontal)) if value(y) || names(x) => (
            if value(y) { up } else { across },
            "bars that grow to the right have their figures along `x`",
            "remove `orientation`, or name in `y` what has a bar",
        ),
        _ => return None,
    };
    Some(Refusal { path, item: None, message: message.to_owned(), hint: hint.to_owned() })
}

/// What does not go together.
fn mismatches(spec: &Spec) -> Vec<Refusal> {
    let mut found = Vec::new();
    let mut refuse = |path, message: &str, hint: &str| {
        found.push(Refusal { path, item: None, message: message.to_owned(), hint: hint.to_owned() });
    };
    if spec.mark == Mark::Scatter && ![1, spec.series.len()].contains(&spec.against.len()) {
        let path: &[&str] = if spec.against.is_empty() { &["mark"] } else { &["against"] };
        let hint = "name in `against` what goes to the right: one for each of `series`, or one for all";
        refuse(path, "a scatter holds each series against another", hint);
    }
    let several = spec.series.len() > 1 && spec.encoding.facet.is_none();
    if spec.mark == Mark::Area && spec.stack == Stack::None && several {
        let hint = "write `stack: stacked` or `stack: share`, take the mark `line`, or set `facet: series`";
        refuse(&["series"], "areas that are not stacked hide one another", hint);
    }
    if !spec.layers.is_empty() && spec.orientation == Some(Orientation::Horizontal) {
        refuse(
            &["layers"],
            "bars that grow to the right carry no layers",
            "remove `orientation`, or the layers",
        );
    }
    if spec.mark == Mark::Line && spec.layers.iter().any(|layer| layer.mark == LayerMark::Line) {
        refuse(&["layers"], "a line over lines is one of them", "name it in `series`");
    }
    if !spec.layers.is_empty() && spec.stack == Stack::Mirrored {
        refuse(&["layers"], "bars back to back carry no layers", "remove `stack: mirrored`, or the layers");
    }
    if !spec.layers.is_empty() && spec.encoding.facet.is_some() {
        refuse(&["layers"], "small charts carry no layers", "remove `facet`, or the layers");
    }
    if let Some(at) = mark::sankey::columns::circular(&spec.flows) {
        found.push(Refusal {
            path: &["flows"],
            item: Some(at),
            message: "the flow leads back to where others come from".to_owned(),
            hint: "a Sankey diagram runs one way: give the node at its end a name of its own".to_owned(),
        });
    }
    for (at, annotation) in spec.annotations.iter().enumerate() {
        let (message, hint) = match &annotation.about {
            About::Mark(_, id) if !spec.series.contains(id) => (
                format!("the remark is about `{id}`, which the chart does not show"),
                "name one of `series`, as it is written there",
            ),
            About::Unclear => (
                "the keys of the remark do not say what it is about".to_owned(),
                "write `at`, `at` and `series`, `at` and a later `to`, or `value`",
            ),
            _ => continue,
        };
        found.push(Refusal { path: &["annotations"], item: Some(at), message, hint: hint.to_owned() });
    }
    found
}

fn quoted(mark: &Mark) -> String {
    format!("`{}`", mark.name())
}

fn counted(series: usize) -> String {
    if series == 1 { "1 series".to_owned() } else { format!("{series} series") }
}

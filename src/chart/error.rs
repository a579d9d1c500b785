//! Why a chart cannot be drawn, and what its author can do.

use std::fmt;

use super::kind::Refusal;
use crate::model::Period;

/// Why a chart cannot be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChartError {
    /// No series has a figure.
    Empty,
    /// Two series are measured in different units.
    Units {
        /// A series and its unit.
        first: (String, String),
        /// The first that is measured otherwise.
        second: (String, String),
    },
    /// The mark cannot draw what the specification says.
    Refused(Refusal),
    /// More series than can be told apart.
    TooMany {
        /// How many the chart has.
        series: usize,
        /// How many it may have.
        most: usize,
    },
    /// Neither two periods nor two series, where two figures are joined.
    Pairs {
        /// How many series.
        series: usize,
        /// How many periods.
        periods: usize,
    },
    /// Fewer or more periods than the mark can show.
    Periods {
        /// How many it has.
        given: usize,
        /// How many it needs.
        least: usize,
        /// How many it may have.
        most: usize,
    },
    /// A period of another length than those that it is compared with.
    Unlike {
        /// Which.
        period: Period,
    },
    /// A part without a figure where all must have one.
    Incomplete {
        /// What it is called.
        series: String,
    },
    /// A rule or a band where bars grow to the right.
    Upright {
        /// Its place among the annotations.
        index: usize,
    },
    /// A figure that is not above zero on a logarithmic axis.
    NotPositive,
    /// A figure below zero where amounts are added up.
    Negative {
        /// Whose.
        series: String,
        /// When.
        period: Period,
    },
    /// A flow below zero.
    NegativeFlow {
        /// Its place among the flows.
        index: usize,
        /// From where to where.
        ends: (String, String),
    },
    /// Bars back to back that are no pairs.
    Mirrored {
        /// How many series.
        series: usize,
        /// How many periods.
        periods: usize,
    },
    /// Stems that would lie on one another.
    Stems {
        /// How many series.
        series: usize,
        /// How many periods.
        periods: usize,
    },
    /// A row of a table whose figures are all of another length of period than those of the others.
    Row {
        /// Its place among the series.
        index: usize,
        /// What it is called.
        series: String,
    },
    /// A remark at a time that the chart does not show.
    Remark {
        /// Its place among the annotations.
        index: usize,
        /// When.
        at: Period,
        /// The series that it is about, which has no figure then.
        series: Option<String>,
    },
    /// Small charts by something that charts cannot be divided by.
    Facet,
    /// A map whose numbers make none.
    Map(String),
    /// plotters refused to draw.
    Drawing(String),
}

/// The part of a specification that an error is about: the keys that lead to it, and which item of the list there.
pub type Part = (&'static [&'static str], Option<usize>);

impl ChartError {
    /// What of the specification it is about, where that is not the whole.
    pub fn part(&self) -> Option<Part> {
        Some(match self {
            ChartError::Refused(refusal) => (refusal.path, refusal.item),
            ChartError::Row { index, .. } => (&["series"], Some(*index)),
            ChartError::NegativeFlow { index, .. } => (&["flows"], Some(*index)),
            ChartError::Remark { index, .. } | ChartError::Upright { index } => {
                (&["annotations"], Some(*index))
            }
            ChartError::Mirrored { .. } => (&["stack"], None),
            ChartError::TooMany { .. } | ChartError::Negative { .. } | ChartError::Incomplete { .. } => {
                (&["series"], None)
            }
            ChartError::Pairs { .. } | ChartError::Stems { .. } => (&["mark"], None),
            ChartError::Periods { .. } | ChartError::Unlike { .. } => (&["periods"], None),
            ChartError::NotPositive => (&["y", "scale"], None),
            ChartError::Facet => (&["encoding", "facet"], None),
            ChartError::Empty | ChartError::Units { .. } | ChartError::Map(_) | ChartError::Drawing(_) => {
                return None;
            }
        })
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            ChartError::Empty => "choose series and periods with observations".to_owned(),
            ChartError::Units { .. } => {
                "draw one chart per unit, or show both as `growth(…)` or as `share(…)` of a whole".to_owned()
            }
            ChartError::Refused(refusal) => refusal.hint.clone(),
            ChartError::TooMany { most, .. } => {
                format!("show at most {most}, name those that matter in `highlight`, or set `facet: series`")
            }
            ChartError::Pairs { .. } => "list two `periods`, or name two series".to_owned(),
            ChartError::Periods { least, most, .. } if least == most => format!("list {least} `periods`"),
            ChartError::Periods { least, most: usize::MAX, .. } => {
                format!("list at least {least} `periods`, or take the mark `bar`")
            }
            ChartError::Periods { least, most, .. } => {
                format!("list {least} to {most} `periods`, or take the mark `line`")
            }
            ChartError::Unlike { .. } => "list periods of one length in `periods`".to_owned(),
            ChartError::Incomplete { .. } => {
                "take the series out, or choose periods in which all have a figure".to_owned()
            }
            ChartError::Upright { .. } => {
                "write `orientation: vertical`, or remove the annotation".to_owned()
            }
            ChartError::NotPositive => "remove `scale: log`".to_owned(),
            ChartError::Negative { .. } => {
                "take the mark `line`, or bars side by side or with `stack: stacked`".to_owned()
            }
            ChartError::NegativeFlow { ends: (from, to), .. } => {
                format!("turn it round, from `{to}` to `{from}`, or take the mark `bar`")
            }
            ChartError::Mirrored { series: 2, .. } => {
                "list at least two `periods`, or write `stack: grouped`".to_owned()
            }
            ChartError::Mirrored { .. } => "name two series, or write `stack: grouped`".to_owned(),
            ChartError::Stems { .. } => {
                "list one period in `periods`, name one series, or take the mark `dot` or `dumbbell`"
                    .to_owned()
            }
            ChartError::Row { .. } => {
                "set `periods: annual`, or another length that all have, or make a table for each length"
                    .to_owned()
            }
            ChartError::Remark { series: Some(_), .. } => {
                "move it to a period in which the series has a figure, or take out `series`".to_owned()
            }
            ChartError::Remark { .. } => "move it into the periods that are shown, or remove it".to_owned(),
            ChartError::Facet => "write `facet: series` or `facet: period`".to_owned(),
            ChartError::Map(_) => "see the keys `projection`, `extent` and `inset`".to_owned(),
            ChartError::Drawing(_) => "this is a fault of the program, not of the chart".to_owned(),
        }
    }
}

impl fmt::Display for ChartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ChartError::Empty => f.write_str("the chart has no figure to show"),
            ChartError::Units { first, second } => write!(
                f,
                "two units in one chart: `{}` is in {}, `{}` in {}",
                first.0, first.1, second.0, second.1
            ),
            ChartError::Refused(refusal) => f.write_str(&refusal.message),
            ChartError::TooMany { series, most } => {
                write!(f, "{series} series in one chart, where readers can tell {most} apart")
            }
            ChartError::Pairs { series, periods } => {
                write!(f, "{series} series in {periods} periods are no pairs")
            }
            ChartError::Periods { given: 1, .. } => f.write_str("the mark cannot show a single period"),
            ChartError::Periods { given, .. } => write!(f, "the mark cannot show {given} periods"),
            ChartError::Unlike { period } => {
                write!(f, "{period} is of another length than the periods that it is compared with")
            }
            ChartError::Incomplete { series, .. } => {
                write!(f, "`{series}` has no figure in one of the periods")
            }
            ChartError::Upright { .. } => {
                f.write_str("rules at values and stretches of time need bars that grow upwards")
            }
            ChartError::NotPositive => {
                f.write_str("a logarithmic axis has no place for figures that are not above zero")
            }
            ChartError::Negative { series, period } => {
                write!(
                    f,
                    "the figure of `{series}` in {period} is below zero, where figures are parts of a whole or lie back \
                     to back"
                )
            }
            ChartError::NegativeFlow { ends: (from, to), .. } => {
                write!(f, "the flow from `{from}` to `{to}` is below zero, and no band is that narrow")
            }
            ChartError::Mirrored { series, periods } => {
                write!(f, "{series} series in {periods} periods are no pairs that could lie back to back")
            }
            ChartError::Stems { series, periods } => {
                write!(f, "{series} series in {periods} periods would put several stems in one row")
            }
            ChartError::Row { series, .. } => {
                write!(
                    f,
                    "the row of `{series}` would be empty: its periods are of another length than most others"
                )
            }
            ChartError::Remark { at, series: Some(series), .. } => {
                write!(f, "`{series}` has no figure in {at}, at which an annotation points")
            }
            ChartError::Remark { at, .. } => write!(f, "the annotation at {at} is outside the chart"),
            ChartError::Facet => f.write_str("a chart cannot be divided by its values"),
            ChartError::Map(reason) => f.write_str(reason),
            ChartError::Drawing(reason) => write!(f, "plotters refused to draw: {reason}"),
        }
    }
}

impl std::error::Error for ChartError {}

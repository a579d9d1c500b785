//! What lies under and over the marks of a plane with a value axis: bands of time, and rules at values, whose texts
//! stand among the labels at the right.

use crate::chart::annotation::About;
use crate::chart::label::{EndLabel, Value};
use crate::chart::legend::{Key, Sample};
use crate::chart::page::Page;
use crate::chart::plane::Plane;
use crate::chart::scene::{Geometry, Role, Tone};
use crate::chart::{Chart, ChartError};
use crate::model::Period;

/// The values at which rules stand, which the axis must hold, with their texts.
pub(super) fn rules<'a>(chart: &Chart<'a>) -> Vec<(f64, &'a str)> {
    let all = chart.spec.annotations.iter().zip(&chart.texts.annotations);
    all.filter_map(|(annotation, text)| match annotation.about {
        About::Value(value) => Some((value, text.as_str())),
        _ => None,
    })
    .collect()
}

/// The texts of rules as labels; `end` gives where the rule of a value ends.
pub(super) fn rule_labels(
    rules: &[(f64, &str)],
    widest: f64,
    end: impl Fn(f64) -> (f64, f64),
) -> Vec<EndLabel> {
    let label = |(value, text): &(f64, &str)| EndLabel {
        tone: Tone::Quiet,
        name: Role::Label.font().wrap(text, widest, 3),
        value: Value::None,
        end: end(*value),
    };
    rules.iter().map(label).collect()
}

/// The texts of rules as keys of a legend, where they have no room beside the plot.
pub(super) fn rule_keys(rules: &[(f64, &str)]) -> Vec<Key> {
    let key =
        |(_, text): &(f64, &str)| Key { name: (*text).to_owned(), tone: Tone::Quiet, sample: Sample::Rule };
    rules.iter().map(key).collect()
}

/// Draws the rules from one edge of the plot to the other.
pub(super) fn draw_rules(page: &Page<'_>, plane: &Plane, rules: &[(f64, &str)]) {
    page.pen.group(Role::Reference, None, || {
        for (value, _) in rules {
            let y = plane.at(0.0, *value).1;
            page.pen.line((plane.bounds.left, y), (plane.bounds.right, y));
        }
    });
}

/// Draws the bands behind everything; `edges` gives where a stretch of time lies.
pub(super) fn draw_bands(
    page: &Page<'_>,
    plane: &Plane,
    edges: impl Fn(Period, Period) -> Option<(f64, f64)>,
) -> Result<(), ChartError> {
    let bounds = plane.bounds;
    page.pen.group(Role::Band, None, || {
        for (index, annotation) in page.chart.spec.annotations.iter().enumerate() {
            let About::Span(from, to) = annotation.about else { continue };
            let (left, right) =
                edges(from, to).ok_or(ChartError::Remark { index, at: from, series: None })?;
            let (left, right) = (left.max(bounds.left), right.min(bounds.right));
            page.pen.shape(Geometry::Rect {
                x: left,
                y: bounds.top,
                width: (right - left).max(0.0),
                height: bounds.bottom - bounds.top,
            });
        }
        Ok(())
    })
}

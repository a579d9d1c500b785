//! Small charts side by side, one for each series or period, over one common scale.

use super::kind::Kind;
use super::page::Page;
use super::scene::{Anchor, Role};
use super::spec::{Channel, Encoding, Spec};
use super::{Chart, ChartError, Data, Point, Series};

/// Between two small charts, in px.
const GUTTER: f64 = 24.0;
/// Least width of a small chart, in px.
const LEAST: f64 = 150.0;

/// Lays out one small chart per series or period.
pub(super) fn lay_out(page: &mut Page<'_>, channel: Channel) -> Result<(), ChartError> {
    let parts = match channel {
        Channel::Series => by_series(page.chart),
        Channel::Period => by_period(page.chart),
        Channel::Value => return Err(ChartError::Facet),
    };
    let encoding = Encoding { facet: None, ..page.chart.spec.encoding };
    let mut spec = Spec { encoding, highlight: Vec::new(), ..page.chart.spec.clone() };
    if channel == Channel::Period {
        // A remark is at one of the periods, and the panels of the others have no place for it.
        spec.annotations.clear();
    }
    page.reach = page.chart.data.values().collect();
    let held = page.chart.data.against.iter().flat_map(Series::known);
    page.reach_across = held.map(|(_, value)| value).collect();
    if page.says_unit && page.chart.unit() != "%" {
        page.paragraph(Role::Unit, page.chart.unit());
        page.skip(6.0);
        page.says_unit = false;
    }

    let most = (((page.width() + GUTTER) / (LEAST + GUTTER)) as usize).clamp(1, 3);
    let columns = balanced(parts.len(), most);
    let width = (page.width() - GUTTER * (columns - 1) as f64) / columns as f64;
    for (at, row) in parts.chunks(columns).enumerate() {
        if at > 0 {
            page.skip(16.0);
        }
        let mut bottom = page.y;
        for (column, (name, data)) in row.iter().enumerate() {
            let chart = Chart { spec: &spec, data, ..*page.chart };
            let left = page.left + column as f64 * (width + GUTTER);
            let mut panel = page.panel(&chart, left, left + width);
            set_name(&mut panel, name);
            (Kind::of(spec.mark).lay_out)(&mut panel)?;
            bottom = bottom.max(panel.y);
        }
        page.y = bottom;
    }
    Ok(())
}

/// As many columns as fill their rows best: four parts stand two by two.
fn balanced(parts: usize, most: usize) -> usize {
    let rows = parts.div_ceil(most).max(1);
    parts.div_ceil(rows).max(1)
}

/// Sets the name in one line, so that the plots of a row begin at one height.
fn set_name(panel: &mut Page<'_>, name: &str) {
    let baseline = panel.baseline(Role::Label);
    panel.pen.group(Role::Label, None, || {
        let name = Role::Label.font().cut(name, panel.width());
        panel.pen.text(panel.left, baseline, Anchor::Start, name);
    });
    panel.skip(Role::Label.font().leading() + 4.0);
}

fn by_series(chart: &Chart<'_>) -> Vec<(String, Data)> {
    let periods = chart.data.periods();
    let alone = |(at, series): (usize, &Series)| {
        let against = chart.data.against.get(at).or(chart.data.against.first()).cloned();
        let mut series = series.clone();
        // Periods that only others have are gaps here, so that all panels span the same time.
        let has = |period| series.points.iter().any(|point| point.period == period);
        let gaps: Vec<Point> = periods.iter().filter(|p| !has(**p)).map(|p| Point::gap(*p)).collect();
        series.points.extend(gaps);
        (
            series.label.clone(),
            Data { series: vec![series], against: against.into_iter().collect(), ..Data::default() },
        )
    };
    chart.data.series.iter().enumerate().map(alone).collect()
}

fn by_period(chart: &Chart<'_>) -> Vec<(String, Data)> {
    let at = |period| {
        let only = |series: &Series| {
            let points = series.points.iter().filter(|point| point.period == period).cloned().collect();
            Series { points, ..series.clone() }
        };
        let series = chart.data.series.iter().map(only).collect();
        let against = chart.data.against.iter().map(only).collect();
        let data = Data { series, against, ..Data::default() };
        (chart.notation.period(period), data)
    };
    chart.data.periods().into_iter().map(at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_filled_evenly() {
        let columns = |parts| balanced(parts, 3);
        assert_eq!([1, 2, 3, 4, 5, 6, 7].map(columns), [1, 2, 3, 2, 3, 3, 3]);
    }
}

//! The key of a map: what its lines, symbols and sizes mean, in rows below it.

use super::drawing::SYMBOL;
use super::geography::{Geography, State};
use super::spec::MapSpec;
use crate::chart::page::Page;
use crate::chart::scene::{Anchor, Geometry, Role, Tone};

/// Length of a piece of line, in px.
const SAMPLE: f64 = 26.0;
/// From a sample to its name, in px.
const TO_NAME: f64 = 6.0;
/// From a name to the next sample, in px.
const TO_NEXT: f64 = 18.0;

enum Sample {
    Line(Role, Tone),
    Symbol,
    Size(f64),
}

impl Sample {
    fn width(&self) -> f64 {
        match self {
            Sample::Line(..) => SAMPLE,
            Sample::Symbol => 2.0 * SYMBOL,
            Sample::Size(radius) => 2.0 * radius,
        }
    }

    fn height(&self) -> f64 {
        match self {
            Sample::Size(radius) => 2.0 * radius,
            _ => 0.0,
        }
    }
}

/// Sets the key under a map; `largest` is the radius of the largest symbol and its figure.
pub(super) fn set(page: &mut Page<'_>, spec: &MapSpec, geography: &Geography, largest: Option<(f64, f64)>) {
    let mut items: Vec<(Sample, String)> = Vec::new();
    let mut named: Vec<(usize, &str)> = Vec::new();
    for route in &geography.routes {
        if !named.contains(&(route.tone, &*route.name)) {
            named.push((route.tone, &route.name));
            let sample = Sample::Line(role(route.state), Tone::Hue(route.tone));
            items.push((sample, route.name.clone()));
        }
    }
    let legend = &spec.legend;
    for state in [State::Existing, State::UnderConstruction, State::Schematic] {
        if let Some(name) = legend.of(state).filter(|_| geography.routes.iter().any(|r| r.state == state)) {
            items.push((Sample::Line(role(state), Tone::Quiet), name.to_owned()));
        }
    }
    match largest {
        Some((radius, most)) => {
            for value in steps(most) {
                let (unit, number) = (page.chart.unit_after(value, 0), page.chart.notation.number(value, 0));
                let words = if unit.is_empty() { number } else { format!("{number} {unit}") };
                items.push((Sample::Size(radius * (value / most).sqrt()), words));
            }
        }
        None => items.extend(
            legend.places.clone().filter(|_| !geography.places.is_empty()).map(|name| (Sample::Symbol, name)),
        ),
    }
    flow(page, items);
}

fn role(state: State) -> Role {
    match state {
        State::Existing => Role::Route,
        State::UnderConstruction => Role::Building,
        State::Schematic => Role::Schematic,
    }
}

/// Two round figures for sizes: the largest up to the most, and about a quarter of it.
fn steps(most: f64) -> Vec<f64> {
    let round = |value: f64| {
        let power = 10_f64.powf(value.log10().floor());
        [5.0, 2.0, 1.0].map(|step| step * power).into_iter().find(|v| *v <= value).unwrap_or(value)
    };
    let high = round(most);
    let low = round(high / 4.0);
    [low, high].into_iter().filter(|value| *value >= 1.0 || most < 1.0).collect()
}

/// Sets samples and names in as many rows as they need.
fn flow(page: &mut Page<'_>, items: Vec<(Sample, String)>) {
    if items.is_empty() {
        return;
    }
    let font = Role::Legend.font();
    let mut rows: Vec<Vec<(f64, Sample, String)>> = vec![Vec::new()];
    let mut x = page.left;
    for (sample, name) in items {
        let name = font.cut(&name, page.width() - sample.width() - TO_NAME);
        let width = sample.width() + TO_NAME + font.width(&name);
        if x > page.left && x + width > page.right {
            rows.push(Vec::new());
            x = page.left;
        }
        if let Some(row) = rows.last_mut() {
            row.push((x, sample, name));
        }
        x += width + TO_NEXT;
    }
    page.skip(8.0);
    for row in rows {
        let height = row.iter().map(|(_, sample, _)| sample.height()).fold(font.leading(), f64::max);
        let middle = page.y + height / 2.0;
        for (x, sample, name) in row {
            draw(page, &sample, x, middle);
            let (x, baseline) = (x + sample.width() + TO_NAME, middle + font.centring());
            page.pen.group(Role::Legend, None, || page.pen.text(x, baseline, Anchor::Start, name));
        }
        page.skip(height + 4.0);
    }
}

fn draw(page: &Page<'_>, sample: &Sample, x: f64, middle: f64) {
    let pen = &page.pen;
    match sample {
        Sample::Line(role, tone) => {
            pen.group(*role, Some(*tone), || pen.line((x, middle), (x + SAMPLE, middle)))
        }
        Sample::Symbol => pen.group(Role::Symbol, Some(Tone::Hue(0)), || {
            pen.shape(Geometry::Circle { centre: (x + SYMBOL, middle), radius: SYMBOL });
        }),
        Sample::Size(radius) => pen.group(Role::Bubble, Some(Tone::Hue(0)), || {
            pen.shape(Geometry::Circle { centre: (x + radius, middle), radius: *radius });
        }),
    }
}

//! What charts are asked to show.

use super::anchors::Anchors;
use super::asked;
use super::verdicts::Found;
use super::{Addresses, Held, Tally, maps, references};
use crate::chart::spec::{Mark, Stack};
use crate::diag::{Diagnostic, Diagnostics, Place, near_miss};
use crate::load::{Chart, Site};
use crate::model::{Kind, Quantity, Scale, Unit};

/// Checks a chart: its series exist, share a unit, its mark can draw them as it is asked to, and it is described. Its
/// texts are checked too.
pub(super) fn chart(site: &Site, addresses: &Addresses, anchors: &Anchors, chart: &Chart) -> Found {
    let mut found = Diagnostics::new();
    let is_whole = check_chart(site, chart, &mut found);
    let charts = Held::one(is_whole && found.is_empty());
    let texts = references::chart(site, addresses, anchors, chart);
    found.extend(texts.diagnostics);
    Found { diagnostics: found, tally: Tally { charts, ..texts.tally } }
}

/// True if all of it could be checked.
fn check_chart(site: &Site, chart: &Chart, diagnostics: &mut Diagnostics) -> bool {
    // What a faulty specification lacks was taken out with its mistake, which is reported already.
    let whole = !site.faulty.contains(&chart.id);
    if whole {
        let refusals = chart.spec.refusals();
        if !refusals.iter().any(|refusal| refusal.path == ["highlight"]) {
            check_highlight(chart, diagnostics);
        }
        for refusal in refusals {
            let place = chart.place_of(refusal.path, refusal.item);
            diagnostics.push(Diagnostic::error("mark-refuses", place, refusal.message).hint(refusal.hint));
        }
        check_names(chart, diagnostics);
        check_repeated(chart, diagnostics);
    }
    if let Some(spec) = &chart.spec.map {
        maps::check_map(site, chart, spec, diagnostics);
    }
    let mut all_known = true;
    for (index, quantity) in chart.quantities.iter().enumerate() {
        quantity.each_series(&mut |id| {
            if site.faulty.contains(id.as_str()) {
                all_known = false;
            } else if site.ledger.series(id).is_none() {
                all_known = false;
                diagnostics.push(references::unknown_series(site, chart.series_place(index), id));
            }
        });
    }
    if chart.alt_is_missing() {
        diagnostics.push(
            Diagnostic::warning("missing-alt", chart.place(), format!("the chart `{}` has no `alt`", chart.id))
                .hint("say in a sentence or two what it shows, for those who do not see it; a generated text stands in"),
        );
    }
    if !all_known {
        return false;
    }
    if chart.spec.map.is_none() {
        let lacking = chart.quantities.iter().enumerate().filter_map(|(index, quantity)| {
            let place = || chart.series_place(index);
            asked::nothing_known(&site.ledger, quantity, chart.spec.periods.as_ref(), place)
        });
        diagnostics.extend(lacking);
    }
    check_stack(site, chart, diagnostics);
    for axis in chart.axes() {
        let measure = |index: &usize| {
            let measure = site.ledger.measure(chart.quantities.get(*index)?)?;
            Some((*index, (measure.unit, measure.scale)))
        };
        let measures: Vec<(usize, (Unit, Scale))> = axis.iter().filter_map(measure).collect();
        let Some((_, first)) = measures.first() else { continue };
        if let Some((index, other)) = measures.iter().find(|(_, measure)| measure != first) {
            let message = format!("this series is in {}, the first one in {}", named(*other), named(*first));
            diagnostics.push(
                Diagnostic::error("two-units", chart.series_place(*index), message)
                    .hint("one axis has one unit: make two charts, or show shares or growth"),
            );
        }
    }
    whole
}

/// Refuses to highlight what is not there: all that is would step back into grey.
fn check_highlight(chart: &Chart, diagnostics: &mut Diagnostics) {
    let spec = &chart.spec;
    let (known, list): (Vec<&String>, _) = match spec.mark {
        Mark::Sankey => (spec.nodes().collect(), "a node of `flows`"),
        _ => (spec.series.iter().collect(), "one of `series`"),
    };
    for (index, name) in spec.highlight.iter().enumerate().filter(|(_, name)| !known.contains(name)) {
        let place = chart.place_of(&["highlight"], Some(index));
        diagnostics.push(not_shown(place, name, &known, list));
    }
}

/// Refuses names of what is not there.
fn check_names(chart: &Chart, diagnostics: &mut Diagnostics) {
    let known: Vec<&String> = chart.spec.shown().chain(chart.spec.nodes()).collect();
    for name in chart.spec.names.keys().filter(|name| !known.contains(name)) {
        diagnostics.push(not_shown(chart.name_place(name), name, &known, "what the chart shows"));
    }
}

fn not_shown(place: Place, name: &str, known: &[&String], list: &str) -> Diagnostic {
    let hint = match near_miss(name, known.iter().map(|name| name.as_str())) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("name {list}, as it is written there"),
    };
    Diagnostic::error("mark-refuses", place, format!("the chart does not show `{name}`")).hint(hint)
}

/// Refuses to draw the same twice.
fn check_repeated(chart: &Chart, diagnostics: &mut Diagnostics) {
    let spec = &chart.spec;
    let (own, against) = (spec.series.len(), spec.against.len());
    let held = spec.own().count();
    // Each with what it is drawn beside: a layer, the other axis of a scatter, or the ends of a flow.
    let mut drawn = Vec::with_capacity(chart.quantities.len());
    let mut layers =
        spec.layers.iter().enumerate().flat_map(|(at, layer)| layer.series.iter().map(move |_| at));
    for (index, quantity) in chart.quantities.iter().enumerate() {
        let other = chart.quantities.get(held + index).filter(|_| against > 1 && index < own);
        let flow = index.checked_sub(own).and_then(|at| spec.flows.get(at));
        let layer = if index < held + against { None } else { layers.next() };
        if (held..held + against).contains(&index) {
            continue;
        }
        let mark = (quantity, other, flow.map(|flow| (&flow.from, &flow.to)), layer);
        if drawn.contains(&mark) {
            let message = format!("`{quantity}` is drawn already");
            let place = chart.series_place(index);
            diagnostics.push(Diagnostic::error("mark-refuses", place, message).hint("name it once"));
        }
        drawn.push(mark);
    }
}

/// Refuses a stack of what has no sum.
fn check_stack(site: &Site, chart: &Chart, diagnostics: &mut Diagnostics) {
    if !matches!(chart.spec.stack, Stack::Stacked | Stack::Share) {
        return;
    }
    let own = chart.quantities.iter().take(chart.spec.own().count());
    for (index, quantity) in own.enumerate().filter(|(_, quantity)| !adds_up(site, quantity)) {
        let message = format!("`{quantity}` is a rate or a price, and a stack of such has no sum");
        diagnostics.push(Diagnostic::error("mark-refuses", chart.series_place(index), message).hint(
            "stack flows, stocks, counts or shares of one whole; take the mark `line`, or `stack: grouped`",
        ));
    }
}

/// Whether figures of a quantity and of others can be added up to a whole.
fn adds_up(site: &Site, quantity: &Quantity) -> bool {
    match quantity {
        Quantity::Series(id) => site.ledger.series(id).is_none_or(|series| series.kind != Kind::Ratio),
        Quantity::Growth(_) | Quantity::Rank { .. } | Quantity::TimesOver { .. } => false,
        Quantity::Share { .. } => true,
        Quantity::Conversion { of, .. } | Quantity::Difference { of, .. } => adds_up(site, of),
        Quantity::Sum(parts) => parts.iter().all(|part| adds_up(site, part)),
    }
}

fn named((unit, scale): (Unit, Scale)) -> String {
    match scale {
        Scale::One => unit.to_string(),
        scale => format!("{unit} {}", scale.as_str()),
    }
}

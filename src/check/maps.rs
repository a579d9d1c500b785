//! What maps are asked to show, and where entities are said to lie.

use crate::chart::map::MapSpec;
use crate::diag::{Diagnostic, Diagnostics};
use crate::load::yaml::Step;
use crate::load::{self, Chart, Entity, Site};

/// Checks the locations and routes of entities: their numbers, their sources, and that routes join located places.
pub(super) fn check_entities(site: &Site, diagnostics: &mut Diagnostics) {
    for entity in site.entities.values() {
        if let Some(location) = &entity.location {
            let ranges = [("longitude", location.longitude, 180.0), ("latitude", location.latitude, 90.0)];
            for (key, value, most) in
                ranges.into_iter().filter(|(_, value, most)| value.is_nan() || value.abs() > *most)
            {
                let place = entity.place_below(&["location".into(), key.into()]);
                let message = format!("a {key} of {value} is none");
                diagnostics.push(
                    Diagnostic::error("bad-value", place, message)
                        .hint(format!("it lies between -{most} and {most}")),
                );
            }
            let steps = ["location".into(), "source".into()];
            check_source(site, &location.source, || entity.place_below(&steps), diagnostics);
        }
        for (index, route) in entity.routes.iter().enumerate() {
            for (at, through) in route.through.iter().enumerate() {
                let steps = ["routes".into(), index.into(), "through".into(), at.into()];
                located(site, through, || entity.place_below(&steps), diagnostics);
            }
            if route.through.len() < 2 {
                let place = entity.place_below(&["routes".into(), index.into(), "through".into()]);
                diagnostics.push(Diagnostic::error("bad-map", place, "a route joins at least two places"));
            }
        }
    }
}

/// Checks what a chart says under `map`.
pub(super) fn check_map(site: &Site, chart: &Chart, spec: &MapSpec, diagnostics: &mut Diagnostics) {
    let below = |steps: &[Step<'static>]| {
        let steps: Vec<Step<'_>> = std::iter::once(Step::Key("map")).chain(steps.iter().copied()).collect();
        chart.place_below(&steps)
    };
    for (key, message) in spec.faults() {
        diagnostics.push(Diagnostic::error("bad-map", below(&[key.into()]), message));
    }
    if let Some(source) = &spec.source {
        check_source(site, source, || below(&["source".into()]), diagnostics);
    }
    for (index, place) in spec.places.iter().enumerate() {
        let steps = ["places".into(), index.into()];
        located(site, &place.entity, || below(&steps), diagnostics);
        if let Some(size) = place.size.as_ref().filter(|size| !chart.spec.series.contains(size)) {
            let message = format!("`{size}` is none of the `series` of this map");
            diagnostics.push(
                Diagnostic::error("bad-map", below(&["places".into(), index.into(), "size".into()]), message)
                    .hint("name it under `series` too, so that table and sources have it"),
            );
        }
    }
    for (index, id) in spec.context.iter().enumerate() {
        located(site, id, || below(&["context".into(), index.into()]), diagnostics);
    }
    for (index, id) in spec.routes.iter().enumerate() {
        let place = || below(&["routes".into(), index.into()]);
        if let Some(entity) = known(site, id, place, diagnostics)
            && entity.routes.is_empty()
        {
            let message = format!("the entity `{id}` has no `routes`");
            diagnostics.push(
                Diagnostic::error("missing-location", place(), message)
                    .hint("say in its record which places it joins: routes: [ { through: [a, b] } ]"),
            );
        }
    }
    check_base(site, spec, below, diagnostics);
}

/// Checks the names of objects and features in the base map.
fn check_base(
    site: &Site,
    spec: &MapSpec,
    below: impl Fn(&[Step<'static>]) -> crate::diag::Place,
    diagnostics: &mut Diagnostics,
) {
    let Some(base) = site.base_maps.get(&*spec.base) else { return };
    let mut object = |name: &str, steps: &[Step<'static>]| {
        let exists = base.objects().any(|known| known == name);
        if !exists {
            diagnostics.push(load::unknown("object of the base map", below(steps), name, base.objects()));
        }
        exists
    };
    object(&spec.land, &["land".into()]);
    for (key, names) in [("water", &spec.water), ("rivers", &spec.rivers)] {
        for (index, name) in names.iter().enumerate() {
            object(name, &[key.into(), index.into()]);
        }
    }
    let mut features = Vec::new();
    for (index, area) in spec.areas.iter().enumerate() {
        let name = area.object.as_ref().unwrap_or(&spec.land);
        let named = area.object.is_none() || object(name, &["areas".into(), index.into(), "object".into()]);
        let ids = || base.features(name).iter().filter_map(|feature| feature.id.as_deref());
        if named && base.objects().any(|known| known == name) && !ids().any(|id| id == area.feature) {
            features.push((index, &area.feature, ids().collect::<Vec<_>>()));
        }
    }
    for (index, feature, ids) in features {
        let place = below(&["areas".into(), index.into(), "feature".into()]);
        diagnostics.push(load::unknown("feature of the base map", place, feature, ids.into_iter()));
    }
}

fn known<'s>(
    site: &'s Site,
    id: &str,
    place: impl Fn() -> crate::diag::Place,
    diagnostics: &mut Diagnostics,
) -> Option<&'s Entity> {
    let entity = site.entities.get(id);
    if entity.is_none() && !site.faulty.contains(id) {
        diagnostics.push(load::unknown("entity", place(), id, site.entities.keys().map(|k| &**k)));
    }
    entity.map(|entity| &**entity)
}

fn located(site: &Site, id: &str, place: impl Fn() -> crate::diag::Place, diagnostics: &mut Diagnostics) {
    if let Some(entity) = known(site, id, &place, diagnostics)
        && entity.location.is_none()
    {
        let message = format!("the entity `{id}` has no `location`");
        diagnostics.push(
            Diagnostic::error("missing-location", place(), message)
                .hint("give its record a location: { longitude: …, latitude: …, source: … }"),
        );
    }
}

fn check_source(
    site: &Site,
    id: &str,
    place: impl Fn() -> crate::diag::Place,
    diagnostics: &mut Diagnostics,
) {
    if site.ledger.source(id).is_none() && !site.faulty.contains(id) {
        let known = site.ledger.each_source().map(|(id, _)| &**id);
        diagnostics.push(load::unknown("source", place(), id, known));
    }
}

//! Maps: what is drawn of the first site's base map and of a hostile one.

use waybill::chart::map::{
    Area, Geography, Kind, Legend, MapSpec, Place, PlaceSpec, Projection, Route, State, Topology,
};
use waybill::chart::palette::LIGHT;
use waybill::chart::scene::{Geometry, Group, Node, Role, Scene};
use waybill::chart::spec::{Mark, Periods};
use waybill::chart::{Chart, Data, English, Layout, Spec, Texts};

use crate::site::Site;

fn central_asia() -> Topology {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/data/geo/central-asia.topo.json");
    Topology::parse(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn spec() -> MapSpec {
    let area = |feature: &str, name: &str| Area {
        feature: feature.to_owned(),
        object: None,
        name: Some(name.to_owned()),
        emphasis: feature == "KGZ",
    };
    MapSpec {
        base: "geo/central-asia.topo.json".to_owned(),
        source: None,
        projection: Projection { kind: Kind::LambertConformalConic, parallels: [36.0, 50.0], meridian: 73.0 },
        extent: [62.0, 36.0, 93.0, 52.0],
        land: "countries".to_owned(),
        water: vec!["lakes".to_owned()],
        rivers: vec!["rivers".to_owned()],
        areas: vec![
            area("KGZ", "Kyrgyzstan"),
            area("KAZ", "Kazakhstan"),
            area("CHN", "China"),
            area("JPN", "Japan"),
        ],
        places: vec![PlaceSpec { entity: "a".to_owned(), size: None }],
        context: Vec::new(),
        routes: Vec::new(),
        inset: Some([50.0, 10.0, 124.0, 58.0]),
        legend: Legend { places: Some("Port".to_owned()), ..Legend::default() },
    }
}

fn place(name: &str, at: (f64, f64)) -> Place {
    Place { name: name.to_owned(), at, link: None, size: None, focus: false }
}

/// Forty places on a heap, with long names in three scripts, some of them sized, one of them out of sight.
fn crowded() -> Geography {
    let names = ["Алатаў-Певек", "霍尔果斯口岸", "A place with a name that is long", "Osh"];
    let places = (0..40).map(|i| {
        let at = (74.0 + f64::from(i % 8) * 0.9, 41.0 + f64::from(i / 8) * 0.8);
        let size = (i % 5 == 0).then(|| (f64::from(i) * 10.0, format!("{} trains", i * 10)));
        Place { link: Some(format!("../{i}/")), size, ..place(&format!("{} {i}", names[i as usize % 4]), at) }
    });
    let route = |tone, state, through: &[(f64, f64)]| Route {
        name: format!("Route {tone}"),
        tone,
        state,
        through: through.to_vec(),
    };
    Geography {
        base: central_asia().into(),
        places: places.chain([place("Far away", (20.0, 10.0))]).collect(),
        context: vec![place("Urumqi", (87.6, 43.8)), place("Almaty", (76.9, 43.3))],
        routes: vec![
            route(1, State::Existing, &[(20.0, 55.0), (76.9, 43.3), (87.6, 43.8), (120.0, 35.0)]),
            route(2, State::UnderConstruction, &[(76.9, 43.3), (87.6, 43.8)]),
            route(3, State::Schematic, &[(70.0, 40.0), (76.9, 43.3)]),
        ],
    }
}

fn drawn<T>(spec: MapSpec, geography: Geography, draw: impl FnOnce(Chart<'_>) -> T) -> T {
    let mut plain = Spec::plain(Mark::Map, "none".to_owned(), Periods::Annual);
    plain.series.clear();
    plain.title = "Where things are".to_owned();
    plain.map = Some(Box::new(spec));
    let texts = Texts::verbatim(&plain);
    let data = Data { geography: Some(geography), ..Data::default() };
    draw(Chart { spec: &plain, texts: &texts, data: &data, notation: &English })
}

const LAYOUTS: [Layout; 4] =
    [Layout::WIDE, Layout::NARROW, Layout::WIDE.standalone(), Layout::NARROW.standalone()];

#[test]
fn no_two_labels_meet_and_none_leaves_the_frame() {
    for layout in LAYOUTS {
        let scene = drawn(spec(), crowded(), |chart| chart.scene(layout)).unwrap();
        let texts = scene.texts();
        for (i, text) in texts.iter().enumerate() {
            let room = text.bounds();
            assert!(room.left >= 0.0 && room.right <= scene.width, "{}", text.content);
            assert!(room.top >= -1.0 && room.bottom <= scene.height, "{}", text.content);
            for other in &texts[i + 1..] {
                assert!(!room.meets(&other.bounds()), "{} meets {}", text.content, other.content);
            }
        }
        let says = |name: &str| texts.iter().any(|text| text.content == name);
        assert!(says("Kazakhstan"), "{layout:?}");
        assert!(!says("Far away") && !says("Japan"), "what is out of sight has no name");
    }
}

fn points(group: &Group, of: Role, into: &mut Vec<(f64, f64)>) {
    for node in &group.nodes {
        match node {
            Node::Group(inner) => points(inner, of, into),
            Node::Shape(shape) if group.role == of => match &shape.geometry {
                Geometry::Outline { parts, .. } => into.extend(parts.iter().flatten()),
                Geometry::Circle { centre, .. } => into.push(*centre),
                _ => {}
            },
            _ => {}
        }
    }
}

fn of_role(scene: &Scene, role: Role) -> Vec<(f64, f64)> {
    let mut found = Vec::new();
    scene.groups.iter().for_each(|group| points(group, role, &mut found));
    found
}

#[test]
fn everything_is_cut_off_at_the_frame() {
    for layout in LAYOUTS {
        let scene = drawn(spec(), crowded(), |chart| chart.scene(layout)).unwrap();
        for role in [Role::Land, Role::Border, Role::River, Role::Route, Role::Building, Role::Region] {
            let points = of_role(&scene, role);
            assert!(!points.is_empty(), "{role:?}");
            for (x, y) in points {
                assert!(
                    (0.0..=scene.width).contains(&x) && (0.0..=scene.height).contains(&y),
                    "{role:?} {x} {y}"
                );
            }
        }
    }
}

#[test]
fn areas_of_symbols_are_in_proportion() {
    let sized =
        |name: &str, at, value: f64| Place { size: Some((value, value.to_string())), ..place(name, at) };
    let geography = Geography {
        places: vec![sized("A", (75.0, 45.0), 400.0), sized("B", (85.0, 45.0), 100.0)],
        context: Vec::new(),
        routes: Vec::new(),
        ..crowded()
    };
    let svg = drawn(spec(), geography, |chart| chart.draw(Layout::WIDE, "m")).unwrap().markup;
    let radius = |name: &str| -> f64 {
        let before = svg.split(&format!("<title>{name}: ")).next().unwrap();
        before.rsplit(" r=\"").next().unwrap().split('"').next().unwrap().parse().unwrap()
    };
    assert_eq!(radius("A"), 2.0 * radius("B"));
    assert!(
        svg.contains(">200</text>") && svg.contains(">50</text>"),
        "two round sizes are in the key: {svg}"
    );
}

#[test]
fn a_map_is_small_the_same_twice_and_resolved_for_print() {
    let draw = |layout| drawn(spec(), crowded(), |chart| chart.draw(layout, "m").unwrap().markup);
    assert_eq!(draw(Layout::WIDE), draw(Layout::WIDE));
    let plain = Geography { places: Vec::new(), ..crowded() };
    for (layout, most) in [(Layout::WIDE, 30_000), (Layout::NARROW, 20_000)] {
        let size = drawn(spec(), plain.clone(), |chart| chart.draw(layout, "m").unwrap().markup.len());
        assert!(size < most && size > 5_000, "{size}");
    }
    let print = drawn(spec(), crowded(), |chart| {
        chart.draw_resolved(Layout::WIDE.standalone(), "m", &LIGHT).unwrap().markup
    });
    assert!(!print.contains("class=") && !print.contains("<a ") && !print.contains("var("));
    let notes = drawn(spec(), crowded(), |chart| chart.notes().join(" "));
    assert!(notes.contains("imply no position on any territorial claim"));
}

#[test]
fn places_are_links_that_a_keyboard_reaches() {
    let svg = drawn(spec(), crowded(), |chart| chart.draw(Layout::WIDE, "m").unwrap().markup);
    assert!(svg.contains("role=\"group\"") && !svg.contains("role=\"img\""));
    let link = svg.split("<a href=\"../3/\"").nth(1).unwrap().split("</a>").next().unwrap();
    assert!(link.contains("<circle") && link.contains(">Osh 3</text>"), "{link}");
    let alone = drawn(spec(), Geography { places: vec![place("A", (75.0, 45.0))], ..crowded() }, |chart| {
        chart.draw(Layout::WIDE, "m").unwrap().markup
    });
    assert!(alone.contains("role=\"img\"") && !alone.contains("<a "));
}

/// A base map of the whole globe, whose one country crosses the 180th meridian, on the far side of the cut.
#[test]
fn a_country_across_the_far_meridian_leaves_no_streak() {
    let base = r#"{"type":"Topology","objects":{"countries":{"type":"GeometryCollection","geometries":[
        {"type":"Polygon","id":"FAR","arcs":[[0]]},{"type":"Polygon","id":"NEAR","arcs":[[1]]}]}},
        "arcs":[[[170,40],[-170,40],[-170,50],[170,50],[170,40]],[[0,40],[20,40],[20,50],[0,50],[0,40]]]}"#;
    let geography = || Geography {
        base: Topology::parse(base).unwrap().into(),
        places: Vec::new(),
        context: Vec::new(),
        routes: Vec::new(),
    };
    let at = |meridian: f64, extent| MapSpec {
        projection: Projection { kind: Kind::LambertConformalConic, parallels: [42.0, 48.0], meridian },
        extent,
        areas: Vec::new(),
        inset: None,
        ..spec()
    };
    let near =
        drawn(at(10.0, [2.0, 42.0, 18.0, 48.0]), geography(), |chart| chart.scene(Layout::WIDE)).unwrap();
    let covered = area_of(&of_role(&near, Role::Land));
    assert!(
        (covered / (near.width * near.height) - 1.0).abs() < 0.02,
        "land fills the frame, once: {covered}"
    );
    let far =
        drawn(at(180.0, [165.0, 35.0, 195.0, 55.0]), geography(), |chart| chart.scene(Layout::WIDE)).unwrap();
    let land = of_role(&far, Role::Land);
    let (left, right) = land.iter().fold((f64::MAX, f64::MIN), |(l, r), (x, _)| (l.min(*x), r.max(*x)));
    assert!(left > 50.0 && right < far.width - 50.0 && right - left > 300.0, "{left} {right}");
}

/// The area of one ring.
fn area_of(ring: &[(f64, f64)]) -> f64 {
    let next = ring.iter().cycle().skip(1);
    ring.iter().zip(next).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum::<f64>().abs() / 2.0
}

#[test]
fn a_site_has_maps_of_its_own() {
    let site = Site::small()
        .file(
            "data/geo/base.topo.json",
            r#"{"type":"Topology","objects":{"land":{"type":"Polygon","id":"AAA","arcs":[[0]]}},"arcs":[[[0,40],[10,40],[10,50],[0,50],[0,40]]]}"#,
        )
        .file(
            "data/entities/gates.yaml",
            "eastgate:\n  kind: port\n  name: Eastgate\n  location: { longitude: 5, latitude: 45, source: bulletin-2025, approximate: true }\n",
        )
        .file(
            "data/charts/where.yaml",
            "title: Where Eastgate is\nmark: map\nalt: A map.\nmap:\n  base: geo/base.topo.json\n  land: land\n  extent: [1, 41, 9, 49]\n  projection: { kind: lambert-conformal-conic, parallels: [42, 48], meridian: 5 }\n  areas: [ { feature: AAA, name: Northland } ]\n  places: [eastgate]\n",
        )
        .file("content/briefings/maps.md", "---\ntitle: Maps\n---\n\n{{ map(id=\"where\") }}\n\nSee {{ ref(chart=\"where\") }}.\n");
    assert_eq!(site.build().stderr, "");
    let html = site.read("public/briefings/maps/index.html").unwrap();
    assert!(html.contains("href=\"../../ports/eastgate/index.html\" class=\"symbol s0\""), "{html}");
    assert!(
        html.contains(">Northland</text>") && html.contains("45°\u{a0}N") && html.contains(", approximate")
    );
    assert!(html.contains("The office, 20 July 2025</a>"), "the source of the location is credited");
    let json = site.read("public/charts/where/where.json").unwrap();
    assert!(json.contains("\"longitude\": 5.0") && json.contains("\"approximate\": true"), "{json}");
    assert_eq!(
        site.read("public/charts/where/where.csv").unwrap(),
        "entity,name,kind,longitude,latitude,approximate,source\neastgate,Eastgate,port,5,45,true,bulletin-2025\n"
    );
    assert!(site.path("public/charts/where/where.png").exists());
}

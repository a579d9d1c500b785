//! How long a map takes, from the base map of the first site to its SVG: `cargo bench --bench map`.

use divan::Bencher;
use waybill::chart::map::{Geography, Kind, Legend, MapSpec, Place, Projection, Route, State, Topology};
use waybill::chart::spec::{Mark, Periods};
use waybill::chart::{Chart, Data, English, Layout, Spec, Texts};

fn main() {
    divan::main();
}

const BASE: &str = include_str!("../data/geo/central-asia.topo.json");

#[divan::bench]
fn read_base_map(bencher: Bencher<'_, '_>) {
    bencher.bench_local(|| Topology::parse(BASE).map(|base| base.objects().count()));
}

#[divan::bench(args = [720, 360])]
fn draw(bencher: Bencher<'_, '_>, width: u32) {
    let mut spec = Spec::plain(Mark::Map, String::new(), Periods::Annual);
    spec.series.clear();
    spec.map = Some(Box::new(MapSpec {
        base: String::new(),
        source: None,
        projection: Projection { kind: Kind::LambertConformalConic, parallels: [36.0, 50.0], meridian: 73.0 },
        extent: [63.5, 36.5, 92.0, 52.3],
        land: "countries".to_owned(),
        water: vec!["lakes".to_owned()],
        rivers: vec!["rivers".to_owned()],
        areas: Vec::new(),
        places: Vec::new(),
        context: Vec::new(),
        routes: Vec::new(),
        inset: Some([50.0, 10.0, 124.0, 58.0]),
        legend: Legend::default(),
    }));
    let place = |at: u32| Place {
        name: format!("Place {at}"),
        at: (65.0 + f64::from(at) * 2.5, 38.0 + f64::from(at % 5) * 2.5),
        link: None,
        size: None,
        focus: false,
    };
    let places: Vec<Place> = (0..10).map(place).collect();
    let through = places.iter().map(|place| place.at).collect();
    let route = Route { name: "Route".to_owned(), tone: 1, state: State::Existing, through };
    let Ok(base) = Topology::parse(BASE) else { return };
    let geography = Geography { base: base.into(), places, context: Vec::new(), routes: vec![route] };
    let data = Data { geography: Some(geography), ..Data::default() };
    let texts = Texts::verbatim(&spec);
    let chart = Chart { spec: &spec, texts: &texts, data: &data, notation: &English };
    let layout = Layout { width: f64::from(width), ..Layout::WIDE };
    bencher.bench_local(|| chart.draw(layout, "m"));
}

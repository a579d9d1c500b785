//! The two charts with kuva.

use std::time::Instant;

use kuva::backend::svg::SvgBackend;
use kuva::plot::{BarPlot, LinePlot};
use kuva::render::layout::Layout;
use kuva::render::plots::Plot;
use kuva::render::render::render_multiple;

const PARTNERS: [(&str, &str, [f64; 7]); 4] = [
    ("Kazakhstan", "steelblue", [62.0, 60.1, 81.4, 120.2, 160.5, 170.9, 171.3]),
    ("Kyrgyzstan", "crimson", [40.2, 15.3, 43.3, 90.1, 120.4, 128.8, 168.0]),
    ("Tajikistan", "seagreen", [11.0, 5.2, 9.6, 14.0, 25.9, 26.4, 30.2]),
    ("Uzbekistan", "orange", [6.0, 7.7, 9.1, 13.3, 21.0, 24.0, 29.8]),
];
const AMOUNTS: [f64; 9] = [139.0, 132.7, 164.1, 148.4, 156.9, 246.4, 357.3, 435.1, 520.1];

fn main() {
    measure("line-four", lines);
    measure("bars-annual", bars);
}

fn measure(name: &str, draw: fn() -> String) {
    let mut markup = String::new();
    for _ in 0..100 {
        markup = draw();
    }
    let runs = 2000;
    let begun = Instant::now();
    for _ in 0..runs {
        markup = std::hint::black_box(draw());
    }
    let each = begun.elapsed().as_secs_f64() * 1e6 / f64::from(runs);
    println!("kuva {name}: {each:.1} µs, {} bytes", markup.len());
}

fn lines() -> String {
    let plot = |(name, colour, values): &(&str, &str, [f64; 7])| {
        let years = values.iter().enumerate().map(|(at, value)| (2019.0 + at as f64, *value));
        let points: Vec<(f64, f64)> = years.collect();
        Plot::Line(LinePlot::new().with_data(points).with_color(*colour).with_stroke_width(2.0).with_legend(*name))
    };
    drawn(PARTNERS.iter().map(plot).collect())
}

fn bars() -> String {
    let years: Vec<String> = (2017..2026).map(|year: i32| year.to_string()).collect();
    let bars: Vec<(&str, f64)> = years.iter().map(String::as_str).zip(AMOUNTS).collect();
    drawn(vec![Plot::Bar(BarPlot::new().with_bars(bars).with_color("steelblue"))])
}

fn drawn(plots: Vec<Plot>) -> String {
    let layout = Layout::auto_from_plots(&plots).with_title("Trade").with_y_label("CNY billion");
    SvgBackend.render_scene(&render_multiple(plots, layout))
}

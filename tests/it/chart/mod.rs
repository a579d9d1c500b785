//! Charts: what must hold of every drawing, over a gallery of hard cases, and a few drawings as a whole.

mod cases;
mod on_a_site;

use cases::Case;
use waybill::chart::annotation::{About, Annotation};
use waybill::chart::palette::DARK;
use waybill::chart::scene::{Geometry, Group, Node, Role};
use waybill::chart::spec::{Channel, Mark};
use waybill::chart::{Chart, English, Layout, Scene, Svg};
use waybill::model::Period;

const LAYOUTS: [(&str, Layout); 4] = [
    ("wide", Layout::WIDE),
    ("narrow", Layout::NARROW),
    ("wide, standalone", Layout::WIDE.standalone()),
    ("narrow, standalone", Layout::NARROW.standalone()),
];

fn chart(case: &Case) -> Chart<'_> {
    Chart { spec: &case.spec, texts: &case.texts, data: &case.data, notation: &English }
}

fn every_scene(mut check: impl FnMut(&str, &Scene)) {
    for case in cases::all() {
        for (layout_name, layout) in LAYOUTS {
            let scene = chart(&case).scene(layout).unwrap_or_else(|e| panic!("{}: {e}", case.name));
            check(&format!("{} ({layout_name})", case.name), &scene);
        }
    }
}

fn draw(case: &Case, layout: Layout) -> Svg {
    chart(case).draw(layout, "c").unwrap_or_else(|e| panic!("{}: {e}", case.name))
}

#[test]
fn no_two_texts_meet_and_none_leaves_the_frame() {
    let mut faults = Vec::new();
    every_scene(|name, scene| {
        let texts = scene.texts();
        for (at, text) in texts.iter().enumerate() {
            let room = text.bounds();
            let across = room.left >= -0.05 && room.right <= scene.width + 0.05;
            if !(across && room.top >= -0.05 && room.bottom <= scene.height + 0.05) {
                faults.push(format!("{name}: `{}` leaves the frame: {room:?}", text.content));
            }
            for other in texts.iter().skip(at + 1).filter(|other| room.meets(&other.bounds())) {
                faults.push(format!("{name}: `{}` meets `{}`", text.content, other.content));
            }
        }
    });
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn no_rule_passes_through_a_remark() {
    let mut faults = Vec::new();
    every_scene(|name, scene| {
        let of = |role: Role| scene.groups.iter().filter(move |group| group.role == role);
        let rules = of(Role::Rule).flat_map(|group| &group.nodes).filter_map(|node| match node {
            Node::Shape(shape) => match &shape.geometry {
                Geometry::Path { points, .. } => Some((points[0], points[1])),
                _ => None,
            },
            _ => None,
        });
        let rules: Vec<_> = rules.collect();
        for node in of(Role::Remark).flat_map(|group| &group.nodes) {
            let Node::Text(text) = node else { continue };
            if rules.iter().any(|(from, to)| text.bounds().is_crossed(*from, *to)) {
                faults.push(format!("{name}: a rule passes through `{}`", text.content));
            }
        }
    });
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn nothing_is_drawn_outside_the_frame() {
    every_scene(|name, scene| {
        for group in &scene.groups {
            check_group(name, scene, group);
        }
    });
}

fn check_group(name: &str, scene: &Scene, group: &Group) {
    for node in &group.nodes {
        let (points, radius) = match node {
            Node::Group(group) => {
                check_group(name, scene, group);
                continue;
            }
            Node::Text(_) => continue,
            Node::Shape(shape) => match &shape.geometry {
                Geometry::Rect { x, y, width, height } => {
                    assert!(*width >= 0.0 && *height >= 0.0, "{name}: a rectangle turned inside out");
                    (vec![(*x, *y), (x + width, y + height)], 0.0)
                }
                Geometry::Path { points, .. } => (points.clone(), 0.0),
                Geometry::Outline { parts, .. } => (parts.concat(), 0.0),
                Geometry::Ribbon { course, thickness } => {
                    let lower = course.iter().map(|(x, y)| (*x, y + thickness));
                    (course.iter().copied().chain(lower).collect(), 0.0)
                }
                Geometry::Circle { centre, radius } => (vec![*centre], *radius),
            },
        };
        for (x, y) in points {
            let inside = |at: f64, end: f64| at - radius >= -0.1 && at + radius <= end + 0.1;
            assert!(
                inside(x, scene.width) && inside(y, scene.height),
                "{name}: {:?} at {x}, {y}",
                group.role
            );
        }
    }
}

#[test]
fn every_drawing_is_well_formed_and_the_same_each_time() {
    for case in cases::all() {
        for (layout_name, layout) in LAYOUTS {
            let svg = draw(&case, layout);
            let name = format!("{} ({layout_name})", case.name);
            assert_eq!(svg, draw(&case, layout), "{name}: not the same bytes");
            assert_balanced(&name, &svg.markup);
            let ids = svg.markup.split(" id=\"").skip(1).map(|rest| &rest[..rest.find('"').unwrap_or(0)]);
            let mut ids: Vec<_> = ids.collect();
            assert!(ids.iter().all(|id| id.starts_with("c-")), "{name}: {ids:?}");
            ids.sort();
            assert!(ids.windows(2).all(|pair| pair[0] != pair[1]), "{name}: {ids:?}");
        }
    }
}

/// Every element is closed by its own end tag, and text holds no markup.
fn assert_balanced(name: &str, markup: &str) {
    let mut open = Vec::new();
    for piece in markup.split('<').skip(1) {
        let (tag, _) = piece.split_once('>').unwrap_or_else(|| panic!("{name}: `<{piece}` does not end"));
        let element = tag.split([' ', '/']).find(|word| !word.is_empty()).unwrap_or("");
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(element), "{name}: </{element}>");
        } else if !tag.ends_with('/') {
            open.push(element);
        }
        assert_eq!(tag.matches('"').count() % 2, 0, "{name}: quotes in <{tag}>");
    }
    assert!(open.is_empty(), "{name}: {open:?} not closed");
}

#[test]
fn markup_in_any_text_stays_text() {
    let hostile = "</title><script>alert(\"1\")</script>&";
    let mut case = cases::find("bars-stacked");
    for series in &mut case.data.series {
        series.label = hostile.to_owned();
        series.unit = hostile.into();
        series.points.iter_mut().for_each(|point| point.label = hostile.to_owned());
    }
    case.texts.title = hostile.to_owned();
    case.texts.alt = Some(hostile.to_owned());
    let svg = chart(&case).draw(Layout::WIDE.standalone(), "a\"><script>").expect("it draws");
    assert!(!svg.markup.contains("<script"), "{}", svg.markup);
    assert_balanced("hostile", &svg.markup);
}

#[test]
fn a_usual_chart_is_small() {
    let most = [
        ("area-stacked", 3000),
        ("bars-annual", 3500),
        ("bars-grouped", 4096),
        ("bars-mirrored", 4096),
        ("dots-one", 3000),
        ("dumbbell-years", 3500),
        ("heat-growth", 4096),
        ("interval-differing", 2500),
        ("line-four", 3500),
        ("line-one", 3000),
        ("months-24-three", 4096),
        ("sankey-corridors", 4096),
        ("scatter-partners", 3500),
        ("slope-three-periods", 2500),
        ("spark", 800),
        ("table-partners", 3000),
        ("waterfall-parts", 3000),
    ];
    for (name, most) in most {
        for layout in [Layout::WIDE, Layout::NARROW] {
            let size = draw(&cases::find(name), layout).markup.len();
            assert!(size <= most, "{name}: {size} bytes at {}", layout.width);
        }
    }
}

#[test]
fn a_renderer_without_style_sheets_has_nothing_to_resolve() {
    for case in cases::all() {
        let svg = chart(&case).draw_resolved(Layout::WIDE.standalone(), "c", &DARK).expect(case.name);
        for unknown in ["class=", "<style", "var(", "color-mix"] {
            assert!(!svg.markup.contains(unknown), "{}: {unknown}", case.name);
        }
        assert_balanced(case.name, &svg.markup);
    }
}

#[test]
fn the_gallery_is_large_and_has_every_mark() {
    let cases = cases::all();
    assert!(cases.len() >= 60, "{} charts", cases.len());
    // Maps have tests of their own, since they draw no figures.
    let drawn = |mark: &Mark| *mark == Mark::Map || cases.iter().any(|case| case.spec.mark == *mark);
    let missing: Vec<_> = Mark::ALL.iter().filter(|mark| !drawn(mark)).collect();
    assert!(missing.is_empty(), "no chart of {missing:?}");
}

#[test]
fn ids_keep_apart_on_a_page_of_many_charts() {
    let mut ids: Vec<String> = Vec::new();
    for case in cases::all() {
        for (layout, end) in [(Layout::WIDE, "w"), (Layout::NARROW, "n")] {
            let svg = chart(&case).draw(layout, &format!("{}-{end}", case.name)).expect(case.name);
            let own = svg.markup.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next());
            ids.extend(own.map(str::to_owned));
        }
    }
    let all = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), all);
}

#[test]
fn every_drawing_is_an_image_with_a_title_and_a_description() {
    for case in cases::all() {
        let markup = draw(&case, Layout::WIDE).markup;
        assert!(markup.contains(" role=\"img\" aria-labelledby=\"c-t c-d\">"), "{}", case.name);
        for element in ["<title id=\"c-t\">", "<desc id=\"c-d\">"] {
            let text = markup.split(element).nth(1).expect(case.name);
            assert!(!text.starts_with('<'), "{}: {element} is empty", case.name);
        }
    }
}

#[test]
fn bars_begin_at_zero() {
    every_scene(|name, scene| {
        let shapes = |role: Role| {
            let groups = scene.groups.iter().filter(move |group| group.role == role);
            groups.flat_map(|group| &group.nodes).filter_map(|node| match node {
                Node::Shape(shape) => Some(&shape.geometry),
                _ => None,
            })
        };
        let near = |a: f64, b: f64| (a - b).abs() < 0.11;
        // Bars of these span from one figure to another, and what is hatched in an area is an area.
        if ["area", "interval", "waterfall"].iter().any(|kind| name.contains(kind)) {
            return;
        }
        // A legend has squares; of a stack only the lowest segment begins at zero.
        let square = |width: f64, height: f64| near(width, height);
        for bar in shapes(Role::Bar).filter(|_| !name.contains("stacked")) {
            let Geometry::Rect { x, y, width, height } = *bar else { panic!("{name}: a bar is a rectangle") };
            let stands = shapes(Role::Axis).any(|axis| match axis {
                Geometry::Path { points, .. } if points[0].1 == points[1].1 => {
                    near(y, points[0].1) || near(y + height, points[0].1)
                }
                Geometry::Path { points, .. } => near(x, points[0].0) || near(x + width, points[0].0),
                _ => false,
            });
            assert!(stands || square(width, height), "{name}: a bar at {x}, {y} does not begin at zero");
        }
    });
}

/// The level lines of guides and grids in a group, from end to end.
fn level_lines(group: &Group, into: &mut Vec<[(f64, f64); 2]>) {
    for node in &group.nodes {
        match node {
            Node::Group(group) => level_lines(group, into),
            Node::Shape(shape) if group.role == Role::Grid => {
                if let Geometry::Path { points, .. } = &shape.geometry
                    && let [from, to] = points[..]
                    && from.1 == to.1
                {
                    into.push([from, to]);
                }
            }
            _ => {}
        }
    }
}

#[test]
fn no_guide_runs_through_a_text_of_its_row() {
    let mut guides = 0;
    for case in cases::all() {
        if ![Mark::Dot, Mark::Lollipop, Mark::Dumbbell, Mark::Interval].contains(&case.spec.mark) {
            continue;
        }
        for (layout_name, layout) in LAYOUTS {
            let scene = chart(&case).scene(layout).unwrap();
            let mut lines = Vec::new();
            scene.groups.iter().for_each(|group| level_lines(group, &mut lines));
            guides += lines.len();
            for text in scene.texts() {
                let crossed = lines.iter().any(|[from, to]| text.bounds().is_crossed(*from, *to));
                assert!(!crossed, "{} ({layout_name}): a guide runs through `{}`", case.name, text.content);
            }
        }
    }
    assert!(guides > 100, "{guides}");
}

fn says(scene: &Scene, text: &str) -> usize {
    scene.texts().iter().filter(|found| found.content == text).count()
}

#[test]
fn upright_bars_turn_where_their_names_have_no_room() {
    for (layout_name, layout) in LAYOUTS {
        let scene = chart(&cases::find("bars-names-that-have-no-room")).scene(layout).unwrap();
        for name in ["Kazakhstan", "Turkmenistan", "Netherlands"] {
            assert_eq!(says(&scene, name), 1, "{layout_name}: {name}");
        }
    }
    let wide = chart(&cases::find("bars-names-upright")).scene(Layout::WIDE).unwrap();
    let level = |name| wide.texts().iter().find(|text| text.content == name).map(|text| text.y);
    assert_eq!(level("Textiles"), level("霍尔果斯"), "where names have room bars stay as they are asked for");
}

#[test]
fn grey_lines_that_look_alike_share_a_key() {
    let narrow = chart(&cases::find("lines-two-of-many")).scene(Layout::NARROW).unwrap();
    let said = ["Others", "Kazakhstan", "Mongolia", "Poland"].map(|name| says(&narrow, name));
    assert_eq!(said, [1, 1, 1, 0]);
}

#[test]
fn what_cannot_be_drawn_says_why_and_what_to_do() {
    let mut cases: Vec<(&str, Case)> =
        ["empty", "units", "too many", "remark", "facet"].map(|name| (name, cases::find("line-four"))).into();
    cases[0].1.data.series.iter_mut().for_each(|series| series.points.clear());
    cases[1].1.data.series[1].unit = "%".into();
    let twelve = (0..12).map(|_| cases[2].1.data.series[0].clone()).collect();
    cases[2].1.data.series = twelve;
    cases[3].1.spec.annotations =
        vec![Annotation { about: About::Period(Period::year(1999).expect("a year")), text: String::new() }];
    cases[3].1.texts.annotations = vec!["Too early".to_owned()];
    cases[4].1.spec.encoding.facet = Some(Channel::Value);
    let changed = |from: &str, change: &dyn Fn(&mut Case)| {
        let mut case = cases::find(from);
        change(&mut case);
        case
    };
    let first = |case: &mut Case, value: f64| case.data.series[0].points[0].value = Some(value);
    cases.extend([
        ("pairs", changed("dumbbell-years", &|case| case.data.series = cases::find("line-four").data.series)),
        ("periods", changed("slope-two", &|case| case.data.series = cases::find("line-four").data.series)),
        (
            "unlike",
            changed("slope-two", &|case| {
                case.data.series[0].points[0].period = "2024-S1".parse().expect("a period")
            }),
        ),
        ("incomplete", changed("waterfall-parts", &|case| case.data.series[1].points[0].value = None)),
        ("negative", changed("area-share", &|case| first(case, -1.0))),
        ("not positive", changed("log-four", &|case| first(case, 0.0))),
        (
            "no two",
            changed("bars-mirrored", &|case| {
                case.data.series.push(cases::find("bars-annual").data.series[0].clone())
            }),
        ),
        ("below zero, back to back", changed("bars-mirrored", &|case| first(case, -1.0))),
        ("upright", changed("rows-stacked", &|case| case.spec.annotations[0].about = About::Value(1.0))),
        ("refused", changed("spark", &|case| case.spec.labels = Some(true))),
        ("units of one axis", changed("scatter-two-courses", &|case| case.data.series[1].unit = "t".into())),
    ]);
    let said = cases.iter().map(|(name, case)| {
        let error = chart(case).draw(Layout::WIDE, "c").expect_err(name);
        format!("{name}: {error}\n  {}\n", error.hint())
    });
    insta::assert_snapshot!(said.collect::<String>());
}

#[test]
fn charts_are_described_where_their_author_did_not() {
    let named = [
        "bars-annual",
        "line-gaps-derived-differing",
        "year-to-date-bars",
        "rows-partners",
        "one-point-bar",
        "heat-growth",
        "interval-differing",
        "scatter-partners",
        "scatter-one",
        "waterfall-parts",
        "waterfall-years",
        "waterfall-missing",
        "dumbbell-years",
        "slope-three-periods",
        "break-line",
        "break-growth-bars",
        "sankey-corridors",
        "sankey-derived-differing",
        "hedged-line",
        "hedged-area",
        "stacked-lacking",
    ];
    let said = named.map(|name| {
        let case = cases::find(name);
        format!("{name}: {}\n  {}\n", chart(&case).describe(), chart(&case).notes().join(" "))
    });
    insta::assert_snapshot!(said.concat());
}

#[test]
fn drawings_as_a_whole() {
    let marks = [
        "area-share",
        "bars-annual",
        "dots-derived-differing",
        "dumbbell-years",
        "heat-growth",
        "hedged-bars",
        "hedged-dots",
        "hedged-line",
        "interval-differing",
        "layers-line-over-bars",
        "line-gaps-derived-differing",
        "lollipop-negative",
        "notes-of-each-kind-line",
        "rows-negative",
        "scatter-partners",
        "slope-three-periods",
        "spark",
        "waterfall-parts",
        "scatter-months",
    ];
    for name in marks {
        let markup = draw(&cases::find(name), Layout::NARROW).markup;
        insta::assert_snapshot!(name, markup.replace("><", ">\n<"));
    }
    let in_both_layouts = [
        "bars-mirrored",
        "break-line",
        "layers-dots-over-bars",
        "layers-over-lines",
        "sankey-corridors",
        "sankey-derived-differing",
        "scatter-facets",
        "table-units",
        "waterfall-missing",
    ];
    for name in in_both_layouts {
        for (layout_name, layout) in [("wide", Layout::WIDE), ("narrow", Layout::NARROW)] {
            let markup = draw(&cases::find(name), layout).markup;
            insta::assert_snapshot!(format!("{name}-{layout_name}"), markup.replace("><", ">\n<"));
        }
    }
}

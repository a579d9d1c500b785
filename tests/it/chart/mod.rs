//! Charts: what must hold of every drawing, over a gallery of hard cases, and a few drawings as a whole.

mod cases;

use cases::Case;
use waybill::chart::{Chart, English, Layout, Scene, Svg};

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
            if room.left < -0.05
                || room.top < -0.05
                || room.right > scene.width + 0.05
                || room.bottom > scene.height + 0.05
            {
                faults.push(format!("{name}: `{}` leaves the frame: {room:?}", text.content));
            }
            for other in texts.iter().skip(at + 1).filter(|other| room.meets(&other.bounds())) {
                faults.push(format!("{name}: `{}` meets `{}`", text.content, other.content));
            }
        }
    });
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

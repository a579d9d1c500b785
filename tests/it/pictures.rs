//! What charts become for use elsewhere: pixels, cards, and pages for frames.

use resvg::tiny_skia::Pixmap;

use crate::site::Site;

fn pixels(site: &Site, path: &str) -> Pixmap {
    let bytes = std::fs::read(site.path(path)).unwrap();
    Pixmap::decode_png(&bytes).unwrap()
}

/// The part of a picture that is not white, below a height.
fn inked(picture: &Pixmap, from: u32) -> f64 {
    let below = &picture.pixels()[(from * picture.width()) as usize..];
    let inked = below.iter().filter(|p| (p.red(), p.green(), p.blue()) != (255, 255, 255));
    inked.count() as f64 / below.len() as f64
}

#[test]
fn a_chart_is_a_picture_of_twice_its_size() {
    let site = Site::small();
    site.build();
    let picture = pixels(&site, "public/charts/totals/totals.png");
    let svg = site.read("public/charts/totals/totals.svg").unwrap();
    let size = format!("width=\"{}\" height=\"{}\"", picture.width() / 2, picture.height() / 2);
    assert!(svg.contains(&size), "{size}");
    assert_eq!(picture.width(), 1440);
    let ink = inked(&picture, 0);
    assert!((0.02..0.8).contains(&ink), "{ink}");
    assert!(picture.pixels().iter().all(|p| p.alpha() == 255), "its ground is white, not transparent");
    // The title is at the top, in a font: without one there would be no ink above the plot.
    let title = picture.pixels()[..(90 * picture.width()) as usize].iter().filter(|p| p.red() < 80).count();
    assert!(title > 500, "{title}");
}

#[test]
fn a_narrative_has_a_card_of_its_main_chart() {
    let site = Site::small();
    site.run(&["build", "--base-url", "https://example.org/b/"]);
    let html = site.read("public/briefings/first/index.html").unwrap();
    let card = "<meta property=\"og:image\" content=\"https://example.org/b/briefings/first/card.png\">";
    assert!(html.contains(card), "{html}");
    let picture = pixels(&site, "public/briefings/first/card.png");
    assert_eq!((picture.width(), picture.height()), (1200, 630));
    assert!(inked(&picture, 10) > 0.02 && inked(&picture, 400) > 0.02);
    // Without a chart there is nothing to draw, and without an address no picture can be named.
    assert!(!site.path("public/briefings/second/card.png").exists());
    assert!(!site.read("public/briefings/second/index.html").unwrap().contains("og:image"));
    site.build();
    assert!(!site.read("public/briefings/first/index.html").unwrap().contains("og:image"));
}

#[test]
fn pictures_are_the_same_in_every_build() {
    let built = || {
        let site = Site::small();
        site.build();
        let read = |path: &str| std::fs::read(site.path(path)).unwrap();
        (read("public/charts/totals/totals.png"), read("public/briefings/first/card.png"))
    };
    assert_eq!(built(), built());
}

#[test]
fn a_chart_by_itself_fits_a_frame() {
    let site = Site::small();
    site.run(&["build", "--base-url", "https://example.org/b/"]);
    let html = site.read("public/charts/totals/embed.html").unwrap();
    assert!(!html.contains("<script") && !html.contains("<style") && !html.contains(" style="), "{html}");
    assert_eq!(html.matches("<svg").count(), 2, "one layout for each width");
    let (head, rest) = html.split_once("<svg").unwrap();
    let foot = rest.rsplit_once("</svg>").unwrap().1;
    let start = head.find("/assets/embed-").unwrap() + "/assets/".len();
    let sheet = &head[start..start + "embed-0123456789.css".len()];
    assert!(site.path(&format!("public/assets/{sheet}")).exists());
    insta::assert_snapshot!(format!("{head}<svg/>{foot}").replace(sheet, "embed-HASH.css"));
    let page = site.read("public/charts/totals/index.html").unwrap();
    assert!(
        page.contains("&lt;iframe src=&quot;https://example.org/b/charts/totals/embed.html&quot;"),
        "{page}"
    );
    let code = page.split_once("&lt;div style=").unwrap().1.split_once("&lt;/div&gt;").unwrap().0;
    insta::assert_snapshot!("a_chart_by_itself_has_a_frame_of_its_height", code.replace("&quot;", "\""));
}

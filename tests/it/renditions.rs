//! Smaller versions of the pictures that pages show.

use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{
    DynamicImage, ExtendedColorType, GenericImageView as _, GrayImage, ImageDecoder as _, ImageEncoder as _,
    ImageFormat, ImageReader, Luma, Rgb, RgbImage, Rgba, RgbaImage,
};
use waybill::build::{Builder, CheckOptions, Made, Told};
use waybill::render::Rendered;
use waybill::source;
use waybill::write::Content;

use crate::publishing::documented_yaml;
use crate::site::{Site, files_below};

/// A picture with the grain of a photograph, red on the left and blue on the right.
fn photograph(width: u32, height: u32) -> RgbImage {
    let mut grain = 1_u32;
    RgbImage::from_fn(width, height, |x, y| {
        grain = grain.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let light = (y * 120 / height + (grain >> 28)) as u8;
        if x < width / 2 { Rgb([light + 120, light, light]) } else { Rgb([light, light, light + 120]) }
    })
}

fn jpeg(picture: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 92).encode_image(picture).unwrap();
    bytes
}

/// A picture as programs draw it: areas of one colour with edges that are not aligned to anything.
fn diagram(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let (column, row) = (x / 97, (y + x / 7) / 61);
        Rgb([(column * 23 % 256) as u8, (row * 31 % 256) as u8, 160])
    })
}

fn png(picture: &DynamicImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    picture.write_with_encoder(PngEncoder::new(&mut bytes)).unwrap();
    bytes
}

/// A JPEG with a segment after its first mark.
fn with_segment(jpeg: &[u8], kind: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xFF, kind], &length, content, &jpeg[2..]].concat()
}

/// A JPEG that says how the camera was held (EXIF 2.32, 4.6.4, tag 0x0112).
fn held(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let tiff = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01";
    with_segment(jpeg, 0xE1, &[&tiff[..], &[0, orientation, 0, 0, 0, 0, 0, 0]].concat())
}

/// A site with a page that shows pictures, which lie beside it.
fn showing(pictures: &[(&str, Vec<u8>)]) -> Site {
    let images: String =
        pictures.iter().map(|(name, _)| format!("![What {name} shows]({name})\n\n")).collect();
    let page = format!("---\ntitle: Pictures\n---\n{images}");
    let site = Site::new().file("content/notes/pictures.md", page);
    pictures.iter().fold(site, |site, (name, bytes)| site.file(&format!("content/notes/{name}"), bytes))
}

/// The smaller versions that were built, by their names without the stamps.
fn versions(site: &Site) -> BTreeMap<String, Vec<u8>> {
    let folder = site.path("public/assets/pictures");
    let all = if folder.exists() { files_below(&folder) } else { BTreeMap::new() };
    all.into_iter().map(|(name, bytes)| (without_stamps(&name), bytes)).collect()
}

/// `harbour-0123456789-480.jpg` is `harbour-STAMP-480.jpg`.
fn without_stamps(text: &str) -> String {
    let is_stamp = |part: &&str| part.len() == 10 && part.bytes().all(|b| b.is_ascii_hexdigit());
    let parts: Vec<_> = text.split('-').map(|part| if is_stamp(&part) { "STAMP" } else { part }).collect();
    parts.join("-")
}

fn decoded(bytes: &[u8]) -> DynamicImage {
    image::load_from_memory(bytes).unwrap()
}

/// The lines of a page that show pictures.
fn images(site: &Site, page: &str) -> String {
    let html = site.read(page).unwrap();
    without_stamps(&html.lines().filter(|line| line.contains("<img")).collect::<Vec<_>>().join("\n"))
}

#[test]
fn a_browser_can_choose_among_smaller_versions() {
    let harbour = jpeg(&photograph(2000, 1500));
    // Of what the two PNGs show, one is sharp and the other a photograph.
    let (map, view) = (png(&diagram(3200, 1280).into()), png(&photograph(700, 300).into()));
    let site = showing(&[("harbour.jpg", harbour.clone()), ("map.png", map), ("view.png", view)]);
    site.build();
    insta::assert_snapshot!(images(&site, "public/notes/pictures/index.html"));
    let versions = versions(&site);
    let sizes: Vec<_> = versions.iter().map(|(name, file)| (&**name, decoded(file).dimensions())).collect();
    assert_eq!(
        sizes,
        [
            ("harbour-STAMP-1200.jpg", (1200, 900)),
            ("harbour-STAMP-1600.jpg", (1600, 1200)),
            ("harbour-STAMP-480.jpg", (480, 360)),
            ("harbour-STAMP-800.jpg", (800, 600)),
            ("map-STAMP-1200.png", (1200, 480)),
            ("map-STAMP-1600.png", (1600, 640)),
            ("map-STAMP-480.png", (480, 192)),
            ("map-STAMP-800.png", (800, 320)),
            ("view-STAMP-480.jpg", (480, 206)),
            ("view-STAMP-700.jpg", (700, 300)),
        ]
    );
    let length = |name: &str| versions[name].len();
    assert!(length("harbour-STAMP-480.jpg") < length("harbour-STAMP-800.jpg"));
    assert!(length("harbour-STAMP-1600.jpg") < harbour.len());
    assert!(length("map-STAMP-480.png") < length("map-STAMP-1600.png"));
    // The picture itself is published as it is.
    assert_eq!(fs::read(site.path("public/notes/harbour.jpg")).unwrap(), harbour);
    // What the addresses in the page name is there.
    let html = site.read("public/notes/pictures/index.html").unwrap();
    let named = html.split(['"', ' ', ',']).filter(|part| part.contains("assets/pictures/"));
    let missing: Vec<_> =
        named.filter(|path| !site.path(&format!("public/notes/pictures/{path}")).exists()).collect();
    assert_eq!(missing, Vec::<&str>::new());
    assert_eq!(html.matches("assets/pictures/").count(), 10);
}

#[test]
fn a_version_shows_what_the_picture_shows() {
    let site = showing(&[("harbour.jpg", jpeg(&photograph(1000, 500)))]);
    site.build();
    let version = decoded(&versions(&site)["harbour-STAMP-480.jpg"]).into_rgb8();
    let whole = photograph(1000, 500);
    for (x, y) in [(60, 40), (180, 200), (300, 120), (460, 220)] {
        let (here, there) = (version.get_pixel(x, y), whole.get_pixel(x * 1000 / 480, y * 500 / 240));
        let differences = here.0.iter().zip(there.0).map(|(a, b)| a.abs_diff(b));
        assert!(differences.max() < Some(16), "at {x}, {y}: {here:?} instead of {there:?}");
    }
}

#[test]
fn a_photograph_is_turned_as_its_camera_was_held() {
    let flat = jpeg(&photograph(1000, 600));
    for (orientation, size, left) in [(1, (480, 288), true), (2, (480, 288), false), (3, (480, 288), false)] {
        let site = showing(&[("held.jpg", held(&flat, orientation))]);
        site.build();
        let version = decoded(&versions(&site)["held-STAMP-480.jpg"]).into_rgb8();
        assert_eq!(version.dimensions(), size, "{orientation}");
        let pixel = version.get_pixel(100, 100).0;
        assert_eq!(pixel[0] > pixel[2], left, "{orientation}: {pixel:?}");
    }
    // On its side: what was on the left is above with 6, below with 8.
    for (orientation, red_above) in [(6, true), (8, false)] {
        let site = showing(&[("held.jpg", held(&flat, orientation))]);
        site.build();
        let html = site.read("public/notes/pictures/index.html").unwrap();
        assert!(html.contains("width=\"600\" height=\"1000\""), "as it is shown: {html}");
        let version = decoded(&versions(&site)["held-STAMP-480.jpg"]).into_rgb8();
        assert_eq!(version.dimensions(), (480, 800), "{orientation}");
        let pixel = version.get_pixel(240, 100).0;
        assert_eq!(pixel[0] > pixel[2], red_above, "{orientation}: {pixel:?}");
    }
}

#[test]
fn what_is_transparent_stays_so_and_what_is_not_takes_no_room_for_it() {
    // White with some grain on nothing, which is black where nobody sees it.
    let grain = photograph(1000, 1000);
    let circle = RgbaImage::from_fn(1000, 1000, |x, y| {
        let white = 251 + grain.get_pixel(x, y).0[1] % 5;
        let (x, y) = (f64::from(x) - 500.0, f64::from(y) - 500.0);
        if x.hypot(y) < 400.0 { Rgba([white, white, white, 255]) } else { Rgba([0; 4]) }
    });
    let opaque = DynamicImage::from(photograph(600, 600)).into_rgba8();
    let grey = GrayImage::from_fn(600, 300, |x, y| Luma([(x * y) as u8]));
    let mut webp = Vec::new();
    DynamicImage::from(circle.clone()).write_with_encoder(WebPEncoder::new_lossless(&mut webp)).unwrap();
    let site = showing(&[
        ("circle.png", png(&circle.into())),
        ("circle.webp", webp),
        ("grey.png", png(&grey.into())),
        ("opaque.png", png(&opaque.into())),
    ]);
    site.build();
    let versions = versions(&site);
    for name in ["circle-STAMP-480.png", "circle-STAMP-480.webp"] {
        let version = decoded(&versions[name]).into_rgba8();
        let alpha = |x, y| version.get_pixel(x, y).0[3];
        assert_eq!((version.dimensions(), alpha(2, 2), alpha(240, 240)), ((480, 480), 0, 255), "{name}");
        let edge = version.pixels().filter(|pixel| (32..255).contains(&pixel.0[3]));
        let darkest = edge.map(|pixel| pixel.0[0]).min();
        assert!(darkest > Some(240), "{name}: what nobody sees bleeds into the edge: {darkest:?}");
    }
    let colour = |name: &str| decoded(&versions[name]).color();
    assert_eq!(colour("opaque-STAMP-480.png"), image::ColorType::Rgb8);
    assert_eq!(colour("grey-STAMP-480.jpg"), image::ColorType::L8);
}

#[test]
fn a_profile_of_colours_goes_along_and_the_place_of_a_photograph_does_not() {
    let mut profile = vec![0; 128];
    profile[16..20].copy_from_slice(b"RGB ");
    let mut with_profile = Vec::new();
    let mut encoder = JpegEncoder::new(&mut with_profile);
    encoder.set_icc_profile(profile.clone()).unwrap();
    let picture = photograph(600, 400);
    encoder.write_image(picture.as_raw(), 600, 400, ExtendedColorType::Rgb8).unwrap();
    let site = showing(&[("harbour.jpg", held(&with_profile, 1))]);
    site.build();
    let version = &versions(&site)["harbour-STAMP-480.jpg"];
    let mut decoder =
        ImageReader::with_format(Cursor::new(version), ImageFormat::Jpeg).into_decoder().unwrap();
    assert_eq!(decoder.icc_profile().unwrap(), Some(profile));
    assert_eq!(decoder.exif_metadata().unwrap(), None);
}

#[test]
fn a_picture_that_is_small_or_moves_or_is_not_shown_has_no_versions() {
    let small = jpeg(&photograph(480, 300));
    let site = showing(&[("small.jpg", small)]).file("static/unseen.jpg", jpeg(&photograph(900, 300)));
    let mut moving = png(&photograph(600, 10).into());
    // After the header, a chunk that says how many pictures there are.
    moving.splice(33..33, *b"\0\0\0\x08acTL\0\0\0\x01\0\0\0\0\x5f\x45\x29\x0c");
    let site = site.file("content/notes/moving.png", moving);
    let page = site.read("content/notes/pictures.md").unwrap();
    site.write("content/notes/pictures.md", format!("{page}![It moves](moving.png)\n"));
    site.build();
    assert_eq!(versions(&site).len(), 0);
    let html = site.read("public/notes/pictures/index.html").unwrap();
    assert!(!html.contains("srcset"), "{html}");
    assert!(html.contains("width=\"600\" height=\"10\""), "{html}");
}

#[test]
fn versions_are_made_once_for_all_pages_and_go_with_what_shows_them() {
    let site = showing(&[("harbour.jpg", jpeg(&photograph(700, 400)))])
        .file("content/elsewhere.md", "---\ntitle: Elsewhere\n---\n![The harbour](notes/harbour.jpg)\n")
        .file("static/copy/harbour.jpg", jpeg(&photograph(700, 400)))
        .file("content/again.md", "---\ntitle: Again\n---\n![The same](/copy/harbour.jpg)\n");
    site.build();
    assert_eq!(versions(&site).len(), 1);
    let addresses = ["notes/pictures", "elsewhere", "again"].map(|page| {
        let html = site.read(&format!("public/{page}/index.html")).unwrap();
        let start = html.find("assets/pictures/").unwrap();
        html[start..].split(' ').next().unwrap().to_owned()
    });
    assert_eq!(addresses[0], addresses[1]);
    assert_eq!(addresses[0], addresses[2]);
    for page in ["content/notes/pictures.md", "content/elsewhere.md", "content/again.md"] {
        site.remove(page);
    }
    site.build();
    assert_eq!(versions(&site).len(), 0);
}

#[test]
fn a_record_shows_pictures_too() {
    let body = "\"![The quay](/quay.jpg)\"";
    let site = Site::small()
        .file("static/quay.jpg", jpeg(&photograph(900, 400)))
        .file("data/entities/quays.yaml", format!("quay:\n  kind: port\n  name: Quay\n  body: {body}\n"));
    site.build();
    let html = images(&site, "public/ports/quay/index.html");
    assert!(html.contains("srcset=\"../../assets/pictures/quay-STAMP-480.jpg 480w, "), "{html}");
}

#[test]
fn a_picture_whose_smaller_versions_are_heavy_is_told() {
    let grain = photograph(1700, 400);
    let transparent = RgbaImage::from_fn(1700, 400, |x, y| {
        let Rgb([red, green, blue]) = *grain.get_pixel(x, y);
        Rgba([red, green, blue, (x % 251) as u8])
    });
    let site = showing(&[("exact.png", png(&transparent.into())), ("grain.png", png(&grain.into()))]);
    let run = site.run(&["check"]);
    assert_eq!(run.stderr.matches("warning[").count(), 1, "{}", run.stderr);
    assert!(
        run.stderr.contains("warning[large-picture]: `notes/exact.png` has 1700 × 400 pixels"),
        "{}",
        run.stderr
    );
}

#[test]
fn it_is_known_what_a_picture_is_built_into() {
    let site = showing(&[("harbour.jpg", jpeg(&photograph(600, 400)))]);
    let run = site.run(&["explain", "content/notes/harbour.jpg"]);
    insta::assert_snapshot!(without_stamps(&run.stdout));
}

#[test]
fn settings_say_which_versions_there_are_or_that_there_are_none() {
    let site = showing(&[("harbour.jpg", jpeg(&photograph(1000, 500)))]);
    site.write("site.yaml", "title: Pictures\npictures: { widths: [640, 320], quality: 30, sizes: 50vw }\n");
    site.build();
    let html = images(&site, "public/notes/pictures/index.html");
    assert!(html.contains("320w, ") && html.contains("640w\" sizes=\"50vw\""), "{html}");
    let coarse = versions(&site)["harbour-STAMP-640.jpg"].len();
    site.write("site.yaml", "title: Pictures\npictures: { widths: [640], quality: 90 }\n");
    site.build();
    let versions_now = versions(&site);
    assert_eq!(versions_now.len(), 1);
    assert!(coarse * 2 < versions_now["harbour-STAMP-640.jpg"].len());
    site.write("site.yaml", "title: Pictures\npictures: false\n");
    site.build();
    assert_eq!(versions(&site).len(), 0);
    assert!(!images(&site, "public/notes/pictures/index.html").contains("srcset"));
    for (settings, complaint) in [
        ("{ widths: [] }", "from 1 to 8 smaller versions, not 0"),
        ("{ widths: [800, 0] }", "from 16 to 8192 pixels wide, not 0"),
        ("{ quality: 0 }", "the quality is from 1 to 100, not 0"),
        ("small", "true, false, or which smaller versions"),
    ] {
        site.write("site.yaml", format!("title: Pictures\npictures: {settings}\n"));
        let run = site.run(&["check"]);
        assert!(run.stderr.contains(complaint), "{settings}: {}", run.stderr);
    }
}

#[test]
fn the_documented_settings_are_those_of_a_site_that_says_nothing() {
    let site = showing(&[("harbour.jpg", jpeg(&photograph(2000, 500)))]);
    site.build();
    let built = files_below(&site.path("public"));
    let [_, _, settings] = documented_yaml();
    site.write("site.yaml", format!("title: A small site\n{settings}"));
    site.build();
    assert!(files_below(&site.path("public")) == built);
    assert_eq!(versions(&site).len(), 4);
}

#[test]
fn a_version_that_would_be_no_smaller_is_the_picture_itself() {
    // Two colours are a bit for each pixel, and the shades between them are eight.
    let dots = GrayImage::from_fn(560, 560, |x, y| Luma([if (x / 3 + y / 3) % 2 == 0 { 0 } else { 255 }]));
    let dots = png(&dots.into());
    let site = showing(&[("dots.png", dots.clone())]);
    site.build();
    assert!(versions(&site)["dots-STAMP-480.png"].len() <= dots.len());
}

#[test]
fn versions_are_kept_for_other_processes() {
    let site = showing(&[("harbour.jpg", jpeg(&photograph(900, 500)))]);
    site.build();
    let first = versions(&site);
    let kept = fs::read_dir(site.path(".waybill-cache/artefacts")).unwrap();
    let forged = [blake3::hash(b"kept").as_bytes(), &b"kept"[..]].concat();
    assert_eq!(kept.map(|entry| fs::write(entry.unwrap().path(), &forged).unwrap()).count(), 2);
    fs::remove_dir_all(site.path("public")).unwrap();
    site.build();
    assert!(versions(&site).values().all(|bytes| bytes == b"kept"), "not made again");
    site.run(&["clean"]);
    fs::remove_dir_all(site.path("public")).unwrap();
    site.build();
    assert_eq!(versions(&site), first);
}

/// Every file of a state of a site, those of a preview included that are made when somebody asks for them.
fn files(made: &Made) -> BTreeMap<String, Vec<u8>> {
    let content = |content: &Content| match content {
        Content::Bytes(bytes) => bytes.to_vec(),
        Content::Copy { hash, .. } => hash.as_bytes().to_vec(),
    };
    let ready = made.artefacts.iter().map(|file| (file.path.to_string(), content(&file.content)));
    let late = made.late.iter().map(|late| match late.get().unwrap() {
        Rendered::Bytes(bytes) => (late.path().to_string(), bytes.to_vec()),
        Rendered::Copied(_) => panic!("{} is a copy", late.path()),
    });
    ready.chain(late).collect()
}

#[test]
fn a_site_that_is_built_again_and_again_shows_what_a_clean_build_shows() {
    let site = showing(&[("harbour.jpg", jpeg(&photograph(900, 500)))]);
    let root = site.path("");
    let options = || CheckOptions { root: root.clone(), base_url: None, drafts: false, print: false };
    let mut kept = [Builder::new(options()), Builder::preview(options())];
    let mut compare = |what: &str| {
        let make = |builder: &mut Builder| {
            let (files, found) = source::read_site(&root);
            builder.make(files, found, Told::Everything)
        };
        let clean = make(&mut Builder::new(options()));
        let [built, previewed] = kept.each_mut().map(make);
        assert!(files(&built) == files(&clean), "after {what}");
        assert!(files(&previewed) == files(&clean), "after {what}");
        let found = |made: &Made| made.built.diagnostics.iter().cloned().collect::<Vec<_>>();
        assert_eq!(found(&built), found(&clean), "after {what}");
        let versions = files(&clean).into_keys().filter(|path| path.starts_with("assets/pictures/")).count();
        (versions, clean.built.diagnostics.iter().map(|found| found.rule).collect::<Vec<_>>())
    };
    assert_eq!(compare("the first build"), (2, vec![]));
    site.write("content/notes/harbour.jpg", jpeg(&photograph(900, 400)));
    assert_eq!(compare("another picture"), (2, vec![]));
    let page = site.read("content/notes/pictures.md").unwrap();
    site.write("content/notes/pictures.md", page.replace("---\n!", "---\nA line more.\n\n!"));
    assert_eq!(compare("a line more"), (2, vec![]));
    let whole = jpeg(&photograph(900, 500));
    site.write("content/notes/harbour.jpg", &whole[..whole.len() / 2]);
    assert_eq!(compare("half of a picture"), (2, vec!["damaged-picture"]));
    site.write("content/notes/pictures.md", page.replace("---\n!", "---\nTwo lines\n\nmore.\n\n!"));
    assert_eq!(compare("other lines above half of a picture"), (2, vec!["damaged-picture"]));
    site.write("content/notes/pictures.md", "---\ntitle: Pictures\n---\nNone.\n");
    assert_eq!(compare("no picture"), (0, vec![]));
}

//! Drawings as pixels: an SVG with resolved colours and the bundled fonts, nothing of the machine.
//!
//! A picture is a pure function of its markup and scale, so whoever keeps pictures from one build to the next can
//! find them by [`Picture::key`].

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{FontResolver, Options, Tree, fontdb};

use super::png;
use crate::theme;

/// A drawing that is to become pixels.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// An SVG document without style sheets, in colours that are resolved.
    pub markup: String,
    /// Its width in px of the drawing.
    pub width: f64,
    /// Its height in px of the drawing.
    pub height: f64,
    /// How many pixels make a px of the drawing.
    pub scale: f64,
}

/// What drawings call their font.
const FAMILY: &str = "Source Sans 3";

/// The sans of the theme, which drawings are set in, and the font that has Chinese.
static FONTS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut raw = fontdb::Database::new();
    for (name, bytes) in theme::FONTS {
        if name.starts_with("source-sans") && name.ends_with(".woff2") {
            // The fonts are the theme's own; a test decodes each of them.
            raw.load_font_data(wuff::decompress_woff2(bytes).unwrap_or_default());
        }
    }
    // The files call their family after the lightest weight of the variable font that they were cut from.
    let mut fonts = fontdb::Database::new();
    for face in raw.faces() {
        let families = vec![(FAMILY.to_owned(), fontdb::Language::English_UnitedStates)];
        fonts.push_face_info(fontdb::FaceInfo { families, ..face.clone() });
    }
    fonts.load_font_source(fontdb::Source::Binary(Arc::new(theme::CHINESE_FONT)));
    fonts.set_sans_serif_family(FAMILY);
    Arc::new(fonts)
});

/// The font that holds a character where the one chosen does not: each holds one script in one weight, the Chinese one in
/// one alone.
fn fallback(c: char, used: &[fontdb::ID], fonts: &fontdb::Database) -> Option<fontdb::ID> {
    let weight = fonts.face(*used.first()?)?.weight;
    let others = |same: bool| {
        let faces =
            fonts.faces().filter(move |face| (face.weight == weight) == same && !used.contains(&face.id));
        faces.map(|face| face.id)
    };
    others(true).chain(others(false)).find(|id| holds(fonts, *id, c))
}

fn holds(fonts: &fontdb::Database, id: fontdb::ID, c: char) -> bool {
    let found = fonts.with_face_data(id, |data, index| {
        ttf_parser::Face::parse(data, index).ok().and_then(|face| face.glyph_index(c))
    });
    found.flatten().is_some()
}

impl Picture {
    /// The name of its bytes: equal keys, equal bytes of one program.
    pub fn key(&self) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new();
        for measure in [self.width, self.height, self.scale] {
            hasher.update(&measure.to_le_bytes());
        }
        hasher.update(self.markup.as_bytes());
        hasher.finalize()
    }

    /// The characters of its texts that no font has, and that are empty boxes in it.
    pub fn lacking(&self) -> BTreeSet<char> {
        let elements = self.markup.split("<text").skip(1).filter_map(|rest| rest.split("</text>").next());
        // What stands in a tag is ASCII; a space of another width is set as one of the font's.
        let characters: BTreeSet<char> =
            elements.flat_map(str::chars).filter(|c| !c.is_ascii() && !c.is_whitespace()).collect();
        let lacks =
            |c: &char| !theme::is_invisible(*c) && !FONTS.faces().any(|face| holds(&FONTS, face.id, *c));
        characters.into_iter().filter(lacks).collect()
    }

    /// The picture as PNG; nothing if its markup is no SVG, which no drawing of ours is.
    pub fn png(&self) -> Vec<u8> {
        self.pixels().and_then(|pixels| png::encode(&pixels).ok()).unwrap_or_default()
    }

    fn pixels(&self) -> Option<Pixmap> {
        let font_resolver = FontResolver {
            select_fallback: Box::new(|c, used, fonts| fallback(c, used, fonts)),
            ..FontResolver::default()
        };
        let options = Options { fontdb: FONTS.clone(), font_resolver, ..Options::default() };
        let tree = Tree::from_str(&self.markup, &options).ok()?;
        let side = |length: f64| (length * self.scale).round().max(1.0) as u32;
        let mut pixels = Pixmap::new(side(self.width), side(self.height))?;
        let scale = self.scale as f32;
        resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
        Some(pixels)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_font_of_drawings_is_decoded() {
        let sans = theme::FONTS
            .iter()
            .filter(|(name, _)| name.starts_with("source-sans") && name.ends_with("woff2"));
        assert_eq!(FONTS.len(), sans.count() + 1, "with the Chinese one");
        let (weights, family) = ([400, 600].map(fontdb::Weight), fontdb::Family::Name(FAMILY));
        for weight in weights {
            let query = fontdb::Query { families: &[family], weight, ..fontdb::Query::default() };
            let found = FONTS.query(&query).and_then(|id| FONTS.face(id));
            assert!(found.is_some_and(|face| face.weight == weight), "{weight:?}");
        }
    }

    #[test]
    fn every_script_of_drawings_leaves_ink_in_both_weights() {
        let ink = |text: &str, weight: u16| {
            let markup = format!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"200\" height=\"40\"><path fill=\"#fff\" d=\"M0 0h200v40H0z\"/>\
                 <text x=\"10\" y=\"30\" font-family=\"'{FAMILY}'\" font-size=\"20\" font-weight=\"{weight}\">{text}</text></svg>"
            );
            let picture = Picture { markup, width: 200.0, height: 40.0, scale: 1.0 };
            let pixels = picture.pixels().unwrap();
            pixels.pixels().iter().filter(|pixel| pixel.red() < 128).count()
        };
        for text in ["Khorgos", "Хоргос", "霍尔果斯", "乌鲁木齐"] {
            // An empty box for each character would leave far less.
            let characters = text.chars().count();
            assert!([400, 600].iter().all(|weight| ink(text, *weight) > 25 * characters), "{text}");
        }
        assert_ne!(ink("霍", 400), ink("尔", 400));
    }

    #[test]
    fn what_would_be_an_empty_box_is_known() {
        let markup = "<svg><title>あ</title><text x=\"1\">Ürümqi, Хоргос, 霍尔果斯 − 5\u{202F}% \u{200F}</text><text>خورگاس</text></svg>";
        let picture = Picture { markup: markup.to_owned(), width: 1.0, height: 1.0, scale: 1.0 };
        assert_eq!(picture.lacking(), "خورگاس".chars().collect());
    }

    #[test]
    fn a_key_tells_all_that_pixels_depend_on() {
        let picture = Picture { markup: "<svg/>".to_owned(), width: 10.0, height: 5.0, scale: 2.0 };
        assert_eq!(picture.key(), picture.clone().key());
        assert_ne!(picture.key(), Picture { scale: 1.0, ..picture.clone() }.key());
        assert_ne!(picture.key(), Picture { markup: "<svg />".to_owned(), ..picture.clone() }.key());
    }
}

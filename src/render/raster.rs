//! Drawings as pixels: an SVG with resolved colours and the bundled fonts, nothing of the machine.
//!
//! A picture is a pure function of its markup and scale, so whoever keeps pictures from one build to the next can
//! find them by [`Picture::key`].

use std::sync::{Arc, LazyLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{FontResolver, Options, Tree, fontdb};

use crate::theme;

/// Raised whenever the same markup gives other bytes: with another rasteriser, another font, another encoding.
const GENERATION: u8 = 1;

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

/// The sans of the theme, which is all that drawings are set in.
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
    fonts.set_sans_serif_family(FAMILY);
    Arc::new(fonts)
});

/// The font that holds a character where the one chosen does not: each holds one script in one weight.
fn of_same_weight(c: char, used: &[fontdb::ID], fonts: &fontdb::Database) -> Option<fontdb::ID> {
    let weight = fonts.face(*used.first()?)?.weight;
    let holds = |id: fontdb::ID| {
        let found = fonts.with_face_data(id, |data, index| {
            ttf_parser::Face::parse(data, index).ok().and_then(|face| face.glyph_index(c))
        });
        found.flatten().is_some()
    };
    let others = fonts.faces().filter(|face| face.weight == weight && !used.contains(&face.id));
    others.map(|face| face.id).find(|id| holds(*id))
}

impl Picture {
    /// The name of its bytes: equal keys, equal bytes.
    pub fn key(&self) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&[GENERATION]);
        for measure in [self.width, self.height, self.scale] {
            hasher.update(&measure.to_le_bytes());
        }
        hasher.update(self.markup.as_bytes());
        hasher.finalize()
    }

    /// The picture as PNG; nothing if its markup is no SVG, which no drawing of ours is.
    pub fn png(&self) -> Vec<u8> {
        self.pixels().and_then(|pixels| pixels.encode_png().ok()).unwrap_or_default()
    }

    fn pixels(&self) -> Option<Pixmap> {
        let font_resolver = FontResolver {
            select_fallback: Box::new(|c, used, fonts| of_same_weight(c, used, fonts)),
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
        assert_eq!(FONTS.len(), sans.count());
        let (weights, family) = ([400, 600].map(fontdb::Weight), fontdb::Family::Name(FAMILY));
        for weight in weights {
            let query = fontdb::Query { families: &[family], weight, ..fontdb::Query::default() };
            let found = FONTS.query(&query).and_then(|id| FONTS.face(id));
            assert!(found.is_some_and(|face| face.weight == weight), "{weight:?}");
        }
    }

    #[test]
    fn a_key_tells_all_that_pixels_depend_on() {
        let picture = Picture { markup: "<svg/>".to_owned(), width: 10.0, height: 5.0, scale: 2.0 };
        assert_eq!(picture.key(), picture.clone().key());
        assert_ne!(picture.key(), Picture { scale: 1.0, ..picture.clone() }.key());
        assert_ne!(picture.key(), Picture { markup: "<svg />".to_owned(), ..picture.clone() }.key());
    }
}

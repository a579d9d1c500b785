//! The fonts that are set with: those of the site first, then the bundled ones. The machine's are never looked for.

use std::sync::Arc;

use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

use crate::theme;

/// Fonts, ready to set with.
#[derive(Debug)]
pub struct Fonts {
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    broken: Vec<Arc<str>>,
}

impl Fonts {
    /// The fonts in the given files, by name, and the bundled ones. A file that holds no font adds none.
    pub(super) fn new(own: impl IntoIterator<Item = (Arc<str>, Bytes)>) -> Self {
        let (mut fonts, mut broken) = (Vec::new(), Vec::new());
        for (name, bytes) in own {
            let before = fonts.len();
            fonts.extend(Font::iter(bytes));
            if fonts.len() == before {
                broken.push(name);
            }
        }
        let bundled = theme::PRINT_FONTS.iter().map(|(_, bytes)| *bytes).chain([theme::CHINESE_FONT]);
        fonts.extend(bundled.map(Bytes::new).flat_map(Font::iter));
        Fonts { book: LazyHash::new(FontBook::from_fonts(&fonts)), fonts, broken }
    }

    /// True if some font can set the character, or if it leaves no mark on paper.
    pub fn has(&self, c: char) -> bool {
        c.is_ascii() || theme::is_invisible(c) || {
            let in_font = |font: &Font| font.info().coverage.contains(u32::from(c));
            self.fonts.iter().any(in_font)
        }
    }

    /// The names of the files that hold no font.
    pub fn broken(&self) -> &[Arc<str>] {
        &self.broken
    }

    /// The families that there are, as templates name them.
    pub fn families(&self) -> impl Iterator<Item = &str> {
        self.book.families().map(|(name, _)| name)
    }

    pub(super) fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    pub(super) fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_fonts_have_the_scripts_of_central_asia() {
        let fonts = Fonts::new([]);
        let texts = [
            "Ürümqi, naïve – “€” ≥ − ½ †",
            "Хоргос; Қазақстан, Ўзбекистон, Тоҷикистон, Өзгөн",
            "霍尔果斯、阿拉山口，乌鲁木齐。",
        ];
        for text in texts {
            let lacking: String = text.chars().filter(|c| !fonts.has(*c)).collect();
            assert_eq!(lacking, "", "of {text}");
        }
        assert!(!fonts.has('あ') && !fonts.has('😀'));
    }
}

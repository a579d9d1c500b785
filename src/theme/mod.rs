//! The built-in theme: templates, style sheet, script and fonts, compiled into the program.
//!
//! The templates are those of `templates/` at the top of the repository, which is also the folder of its first site: there
//! an edit shows without compiling. In any other site a file in `templates/` takes the place of the built-in one of the
//! same name.

mod minify;

pub use minify::minified;

/// Templates by name.
pub const TEMPLATES: &[(&str, &str)] = &[
    ("404.html", include_str!("../../templates/404.html")),
    ("base.html", include_str!("../../templates/base.html")),
    ("briefing.html", include_str!("../../templates/briefing.html")),
    ("chart.html", include_str!("../../templates/chart.html")),
    ("collection.html", include_str!("../../templates/collection.html")),
    ("components.html", include_str!("../../templates/components.html")),
    ("embed.html", include_str!("../../templates/embed.html")),
    ("entity.html", include_str!("../../templates/entity.html")),
    ("figures.html", include_str!("../../templates/figures.html")),
    ("index.html", include_str!("../../templates/index.html")),
    ("page.html", include_str!("../../templates/page.html")),
    ("redirect.html", include_str!("../../templates/redirect.html")),
    ("search.html", include_str!("../../templates/search.html")),
    ("section.html", include_str!("../../templates/section.html")),
    ("series.html", include_str!("../../templates/series.html")),
    ("source.html", include_str!("../../templates/source.html")),
    ("tags.html", include_str!("../../templates/tags.html")),
];

/// The fonts that the two style sheets below share.
const SANS: &str = include_str!("../../theme/static/sans.css");

/// The style sheet of pages, after that of charts.
pub fn style(charts: &str) -> String {
    minified(&[charts, SANS, STYLE])
}

/// The style sheet of charts that stand in other pages, after that of charts.
pub fn embed_style(charts: &str) -> String {
    minified(&[charts, SANS, EMBED_STYLE])
}

/// Of pages alone.
const STYLE: &str = include_str!("../../theme/static/waybill.css");

/// Of charts in other pages alone.
const EMBED_STYLE: &str = include_str!("../../theme/static/embed.css");

/// How wide pages show pictures, for the attribute `sizes`: as wide as running text, or as the window without its edges.
/// Browsers choose a picture before they have read the style sheet, so what it says is said again here.
pub const PICTURE_SIZES: &str =
    "(min-width: 44.6rem) 41rem, (min-width: 31.25rem) 92vw, calc(100vw - 2.5rem)";

/// What scripts add to pages that are complete without them.
pub const SCRIPT: &str = include_str!("../../theme/static/waybill.js");

/// The script of the search, for the page that searches alone.
pub const SEARCH: &str = include_str!("../../theme/static/search.js");

/// The icon of the site.
pub const ICON: &str = include_str!("../../theme/static/favicon.svg");

/// Print templates by name.
pub const PRINT_TEMPLATES: &[(&str, &str)] = &[
    ("print/bound.typ", include_str!("../../templates/print/bound.typ")),
    ("print/briefing.typ", include_str!("../../templates/print/briefing.typ")),
    ("print/elements.typ", include_str!("../../templates/print/elements.typ")),
    ("print/page.typ", include_str!("../../templates/print/page.typ")),
];

macro_rules! fonts {
    ($(#[$doc:meta])* $constant:ident in $folder:literal: $($name:literal),* $(,)?) => {
        $(#[$doc])*
        pub const $constant: &[(&str, &[u8])] =
            &[$(($name, include_bytes!(concat!("../../theme/", $folder, "/", $name)))),*];
    };
}

// The Source fonts are whole, since a changed font may not bear their name; `tools/print_fonts.py` fetches them and cuts
// the Chinese one down. The licences lie beside them.
#[cfg(feature = "print")]
fonts![
    /// The fonts that PDFs are set in, by file.
    PRINT_FONTS in "print/fonts":
    "SourceCodePro-Regular.otf",
    "SourceSans3-It.otf",
    "SourceSans3-Regular.otf",
    "SourceSans3-Semibold.otf",
    "SourceSerif4-It.otf",
    "SourceSerif4-Regular.otf",
    "SourceSerif4-Semibold.otf",
    "SourceSerif4-SemiboldIt.otf",
];

/// The font of Chinese characters, in PDFs and in pictures of charts.
pub const CHINESE_FONT: &[u8] = include_bytes!("../../theme/print/fonts/NotoSansSC-Regular.ttf");

fonts![
    /// Fonts and their licences, by the name that the style sheet uses.
    FONTS in "static/fonts":
    "OFL-source-sans-3.txt",
    "OFL-source-serif-4.txt",
    "source-sans-3-cyrillic-400-normal.woff2",
    "source-sans-3-cyrillic-600-normal.woff2",
    "source-sans-3-latin-400-normal.woff2",
    "source-sans-3-latin-600-normal.woff2",
    "source-sans-3-latin-ext-400-normal.woff2",
    "source-sans-3-latin-ext-600-normal.woff2",
    "source-serif-4-cyrillic-400-italic.woff2",
    "source-serif-4-cyrillic-400-normal.woff2",
    "source-serif-4-cyrillic-600-normal.woff2",
    "source-serif-4-latin-400-italic.woff2",
    "source-serif-4-latin-400-normal.woff2",
    "source-serif-4-latin-600-normal.woff2",
    "source-serif-4-latin-ext-400-italic.woff2",
    "source-serif-4-latin-ext-400-normal.woff2",
    "source-serif-4-latin-ext-600-normal.woff2",
];

/// What is an instruction on how to set a text, for which no glyph is drawn: joiners, breaks, marks of direction.
pub fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(u32::from(c), 0xAD | 0x200B..=0x200F | 0x2028..=0x202E | 0x2060..=0x2064 | 0xFE00..=0xFE0F | 0xFEFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_as_wide_as_the_style_sheet_makes_them() {
        // 4vw on either side leave 92vw, from where they are 1.25rem to where what they leave is as wide as a text.
        for (said, here) in [
            ("--measure: 41rem;", " 41rem,"),
            ("--edge: clamp(1.25rem, 4vw, 2.5rem);", " 92vw, calc(100vw - 2.5rem)"),
        ] {
            assert!(STYLE.contains(said) && PICTURE_SIZES.contains(here), "{said}");
        }
    }
}

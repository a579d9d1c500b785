//! Print: what is to be set → a tagged PDF.
//!
//! # Steps
//!
//! ```text
//! content      Document → Script        the tree as Typst, every text a string literal with the way back to its place
//! Composition  scripts, pictures, data  all that one PDF is made of, and its fingerprint
//! Press        fonts, print templates   what all PDFs of a site are made with
//! notes        which references to a note set it, decided between two passes
//! pass         the pages, set once against those of the pass before
//! compile      Press + Composition      → bytes, or diagnostics at the author's line
//! ```
//!
//! The typesetter sees nothing but what it is given: no disk, no network, no clock, no fonts of the machine. What a
//! node looks like and where a link leads is asked of an [`Embed`], as for HTML. Narratives can never emit Typst;
//! the templates in `templates/print/` are trusted as page templates are.

mod compile;
mod composition;
mod content;
mod fonts;
mod notes;
mod pass;
mod press;
mod script;

pub use compile::{Standards, Written, set};
pub use composition::{Composition, MAIN};
pub use content::{Around, Embed, Leads, lacking_decimals, write_document, write_line};
pub use fonts::Fonts;
pub use press::Press;
pub use script::Script;

//! The document: the typed tree that a narrative becomes, and its HTML writer.
//!
//! # Steps
//!
//! ```text
//! body      Markdown with template tags, and its place in the file
//! scan      → pieces: the body's own text, and tags that are not code
//! template  → text, with the way back to the body        Tera renders the tags; calls become envelopes
//! parse     → Document                                   Markdown events build the tree, envelopes become nodes
//! html      → HTML                                       nodes and links as an Embed writes them
//! ```
//!
//! A title or a caption takes the same way and becomes a [`Line`].
//!
//! # Rules
//!
//! | rule | what is wrong |
//! | --- | --- |
//! | `template-syntax` | a tag that cannot be read, or a name that is no function, filter or statement |
//! | `template-render` | a tag that cannot be rendered: a wrong argument, a variable that is not there |
//! | `node-place` | a chart inside a sentence, a figure inside code or an address |
//! | `node-changed` | a function's result that went through a filter |
//! | `unsafe-link` | an address that would run a script |
//! | `duplicate-id` | two headings with the same `{#id}` |
//! | `undefined-footnote`, `unused-footnote` | a reference without a footnote, a footnote without references |
//! | `nesting-too-deep` | more open elements than a tree may hold |
//!
//! # What is left to others
//!
//! Nothing here knows whether a series, a chart or a page exists, what a figure's value is, or what a node looks
//! like: `check` walks [`Document::nodes`] and [`Document::links`], the writers' callers implement [`Embed`].

mod blocks;
mod build;
mod call;
mod envelope;
pub mod escape;
mod functions;
mod headings;
mod html;
mod literal;
mod narrative;
mod node;
mod parse;
mod place;
mod scan;
mod template;
mod tree;
mod walk;

pub use functions::{expand, holds_calls, message_and_hint, register};
pub use headings::{Section, slug};
pub use html::{Around, Embed, Options, Picture, RawHtml, Words, write_html, write_line, write_plain};
pub use narrative::{Narratives, Source};
pub use node::{FigureRef, Node, Periods, TableOf, TableRef, Target};
pub use place::Span;
pub use tree::{
    Alignment, Block, BlockKind, Callout, Cell, Code, Document, Footnote, FootnoteReference, Heading, Inline,
    InlineKind, Item, Line, Link, List, Table,
};
pub use walk::{References, Visit, inlines, words};

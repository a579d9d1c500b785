//! Waybill, a static briefing-site generator in which every figure travels with its papers.
//!
//! # The map
//!
//! A build is five phases. Each takes the complete value that the one before returned and returns a new,
//! complete one; nothing is filled in later.
//!
//! ```text
//! source   files on disk              → Files                      the only reader of the disk
//! load     Files                      → Site + diagnostics         YAML, tables and Markdown lowered once
//! check    Site                       → Checked                    bindings, links and names hold; the audit
//! plan     Checked                    → Plan                       every URL and every job; collisions are errors
//! render   Plan                       → the bytes of every file    each job by itself, on all cores
//! write    artefacts                  → public/                    through a manifest, each file atomically
//! explain  Plan and a question        → Explanation                the papers of a figure, a file or a rule
//! revision Checked, Checked           → Changes                    figures corrected, revised, added, withdrawn
//! build    drives the phases, one state of a site after another; cli and serve call it
//! serve    a folder that changes → pages over loopback, from memory
//! ```
//!
//! Under them lie libraries that know nothing of phases:
//!
//! - [`diag`]: diagnostics as data, with places; layout for a terminal and as JSON.
//! - [`model`]: periods, decimal values, intervals, units, quantities and the ledger; and the one formatter
//!   that writes figures for prose, tables and axes.
//! - [`audit`]: what the figures of a ledger imply for each other, and which of them cannot all be true.
//! - [`document`]: the typed tree that a narrative becomes, the template pass before it, and its HTML writer.
//! - [`chart`]: specification → scale → mark → scene → SVG.
//! - [`print`]: the tree as Typst, and its typesetter in a world that holds what it was given and nothing else.
//! - [`external`]: asks addresses outside the site whether something is there, if a check is told to.
//! - [`theme`]: the built-in templates, style sheet, script and fonts, as bytes; [`starter`]: the site that `waybill init` makes.
//!
//! # What is done again
//!
//! [`build::Builder`] makes one state of a site after another; the first is no special case. A file is read again when its
//! text differs; what did not change is shared with the state before, down to the observations of one quantity, and is
//! known to be the same because it is the very same. Texts are checked, and parts of the ledger audited, when they or
//! what they lean on differ. A render job asks the world ([`render::World`]) questions, each noted as a [`render::Fact`];
//! its artefact is kept while every answer stays the same. Whoever adds a question notes a fact, or pages go stale in
//! silence; a property test makes random edits and compares with clean builds, byte for byte.
//!
//! That is within one process. Between processes a receipt ([`write::Receipt`]) says what an output folder was made of: if
//! nothing differs and every file is still there, a build ends after comparing. Otherwise the site is loaded and checked as
//! a whole, and traces ([`render::Traces`]) say which parts of it each file rests on: a file whose parts are in the same state, and
//! which is still there byte for byte, is not rendered again. A topic that is added to facts gets a state too.
//!
//! # What is absent
//!
//! - Imports point one way: `cli → serve → build → {write, explain, revision} → render → plan → check → load → {audit, document, chart,
//!   model, diag, source}`; `audit`, `document` and `chart` know `model` and `diag`; `model`, `source` and
//!   `write` know `diag` alone; `diag`, `theme` and `starter` know nothing. A test holds this.
//! - `model`, `audit`, `document`, `chart`, `load`, `check`, `plan`, `render`, `explain` and `revision` do no input or
//!   output. Only `source` and `write` touch the disk, `serve` and `external` the
//!   network (and files to be copied, which it reads); and `source` alone runs another program: `git`, for a diff.
//! - No clock, hash order, locale of the machine or absolute path reaches an output: the same input gives the
//!   same bytes.
//! - Nothing is parsed twice: a period, a unit, an id is checked where it enters and typed from there on.
//! - Library code returns diagnostics; only `main` exits.

pub mod audit;
pub mod build;
pub mod chart;
pub mod check;
pub mod cli;
pub mod diag;
pub mod document;
pub mod explain;
pub mod external;
pub mod load;
pub mod model;
pub mod plan;
#[cfg(feature = "print")]
pub mod print;
pub mod render;
pub mod revision;
pub mod serve;
pub mod source;
pub mod starter;
pub mod theme;
pub mod write;

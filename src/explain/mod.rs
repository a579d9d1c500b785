//! Why a figure is what it is, what a rule means, and what on the site depends on a file: `waybill explain`.
//!
//! 1. What is asked for is told apart ([`explain`]): a rule, a file of the site, or a quantity with or without a
//!    period.
//! 2. Its papers are gathered into plain data: [`quantity`] and [`lineage`] for figures, [`file`] for files, with
//!    [`mentions`] of the site's texts and [`definitions`] of its data files.
//! 3. [`text`] lays them out for a terminal; as JSON they are as they are.
//!
//! Nothing here decides anything about a figure: the ledger does, and `render` says which figures a chart or a table
//! shows. Where the result goes is left to `cli`.

mod built;
mod definitions;
mod file;
mod lineage;
mod mentions;
mod quantity;
mod rule;
mod text;

use std::fmt;

use serde::Serialize;

pub use file::FilePapers;
pub use quantity::QuantityPapers;
pub use rule::{RulePapers, documentation};
pub use text::to_text;

use crate::diag::{Place, Texts, line_column, near_miss};
use crate::model::{Period, Quantity, SeriesId};
use crate::plan::Plan;
use crate::render::{Edition, World};
use crate::source::Files;

/// What was asked for, explained.
#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Explanation {
    /// The papers of a quantity.
    Quantity(Box<QuantityPapers>),
    /// What a rule means.
    Rule(RulePapers),
    /// What a file defines and what depends on it.
    File(FilePapers),
}

/// Why nothing can be explained: what was asked for is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unexplained {
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// What to ask instead.
    pub hint: Option<String>,
}

/// A place as it is shown: lines and columns count from 1.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct At {
    /// The file's path from the site's root.
    pub file: String,
    /// The line.
    pub line: usize,
    /// The column, in characters.
    pub column: usize,
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// What an explanation may look at.
#[derive(Clone, Copy, Debug)]
struct Scope<'a> {
    world: World<'a>,
    plan: &'a Plan,
    files: &'a Files,
}

impl Scope<'_> {
    fn at(&self, place: &Place) -> At {
        at(&self.files.texts, place)
    }
}

fn at(texts: &Texts, place: &Place) -> At {
    let text = texts.get(&place.file).map_or("", |text| text);
    let start = line_column(text, place.start);
    At { file: place.file.to_string(), line: start.line, column: start.column }
}

/// What a rule of this name means; it needs no site.
pub fn rule(name: &str) -> Option<Explanation> {
    rule::papers(name).map(Explanation::Rule)
}

/// Explains a file of the site by its path, or a quantity: `growth(trade.total)`, `trade.total @ 2025`, or the
/// period by itself.
///
/// # Errors
/// If it is neither, or if nothing is known of the quantity in that period.
pub fn explain(
    edition: &Edition,
    files: &Files,
    what: &str,
    period: Option<&str>,
) -> Result<Explanation, Unexplained> {
    let (plan, world) = (edition.plan(), edition.world());
    let scope = Scope { world, plan, files };
    let (what, period) = match what.split_once('@') {
        Some((what, at)) if period.is_none() => (what.trim(), Some(at.trim())),
        _ => (what.trim(), period),
    };
    if period.is_none() {
        if files.texts.contains_key(what) || files.binaries.contains_key(what) {
            return Ok(Explanation::File(file::papers(&scope, what)));
        }
        if what.contains('/') || what.ends_with(".yaml") {
            return Err(no_file(files, what));
        }
    }
    let quantity = named_quantity(&scope, what)?;
    let period = period.map(named_period).transpose()?;
    quantity::papers(&scope, &quantity, period).map(|papers| Explanation::Quantity(Box::new(papers)))
}

fn no_file(files: &Files, path: &str) -> Unexplained {
    let known = files.texts.keys().chain(files.binaries.keys());
    let hint = match near_miss(path, known.map(|known| &**known)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "paths count from the site's root: `data/series/trade.yaml`".to_owned(),
    };
    Unexplained { message: format!("the site has no file `{path}`"), hint: Some(hint) }
}

/// The quantity of an expression, all of whose series exist.
fn named_quantity(scope: &Scope<'_>, text: &str) -> Result<Quantity, Unexplained> {
    let quantity: Quantity = text.parse().map_err(|bad| split(&bad))?;
    let mut unknown: Option<SeriesId> = None;
    quantity.each_series(&mut |id| {
        if scope.world.series(id).is_none() && unknown.is_none() {
            unknown = Some(id.clone());
        }
    });
    match unknown {
        Some(id) => Err(no_series(scope, id.as_str(), quantity.as_series().is_some())),
        None => Ok(quantity),
    }
}

/// There is no such series; alone, the name may have been meant for something else.
fn no_series(scope: &Scope<'_>, name: &str, alone: bool) -> Unexplained {
    let ledger = &scope.plan.checked.site.ledger;
    let mut known: Vec<&str> = ledger.each_series().map(|series| series.id.as_str()).collect();
    if alone {
        known.extend_from_slice(&rule::names());
    }
    let message = match alone {
        true => format!("`{name}` is no series, no rule and no file of this site"),
        false => format!("there is no series `{name}`"),
    };
    let hint = definitions::record(scope, name).filter(|_| alone).map_or_else(
        || near_miss(name, known).map(|near| format!("did you mean `{near}`?")),
        |(what, at)| Some(format!("it is {what}: ask for the file that defines it, `{}`", at.file)),
    );
    Unexplained { message, hint }
}

fn named_period(text: &str) -> Result<Period, Unexplained> {
    Period::spelt(text).map_err(|bad| split(&bad))
}

/// What the model says of a value is one sentence: what is wrong; what to write.
fn split(bad: &dyn fmt::Display) -> Unexplained {
    let sentence = bad.to_string();
    match sentence.split_once("; ") {
        Some((message, hint)) => Unexplained { message: message.to_owned(), hint: Some(hint.to_owned()) },
        None => Unexplained { message: sentence, hint: None },
    }
}

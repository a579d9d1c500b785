//! Typed nodes: what a call in a narrative means, before anyone has looked anything up.
//!
//! A node names things (a quantity at a period, a chart, a source). Whether they exist is for `check`, what they
//! look like is for the writers.

use crate::model::{Currency, Period, Quantity, Scale, Sign, Style};

use super::call::{Arguments, BadCall, Call};

/// Something of the site's world that stands in a text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// A figure: the value of a quantity at a period.
    Figure(Box<FigureRef>),
    /// A chart by its id.
    Chart(String),
    /// A map by its id.
    Map(String),
    /// A table of observations.
    Table(Box<TableRef>),
    /// What the audit of all figures found.
    Audit,
    /// A source by its id: its name, linked to its papers.
    Source(String),
    /// A link that words itself: "Figure 2", the title of a page.
    Ref(Target),
    /// An entity by its id: its name, linked to its page where it has one.
    Entity(String),
}

/// The value of a quantity at a period, and how to write it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FigureRef {
    /// What is measured.
    pub quantity: Quantity,
    /// When.
    pub at: Period,
    /// The source whose figure to take; otherwise the preferred one.
    pub source: Option<String>,
    /// How to write it.
    pub style: Style,
}

/// What a table shows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TableRef {
    /// Its rows.
    pub of: TableOf,
    /// Its columns; otherwise all periods that have observations.
    pub periods: Option<Periods>,
}

/// Where the rows of a table come from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum TableOf {
    /// What a chart shows.
    Chart(String),
    /// Quantities by name.
    Quantities(Vec<Quantity>),
}

/// Which periods a table shows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Periods {
    /// All of one length, by the word that chart specifications use: `annual`, `half-year`, `quarter`, `month`.
    Every(&'static str),
    /// These.
    List(Vec<Period>),
}

/// What a reference points at.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// A page by its path in `content`, without `.md`.
    Page(String),
    /// A chart by its id.
    Chart(String),
}

impl Node {
    /// True for what stands by itself, between paragraphs; the others stand in a sentence.
    pub fn is_block(&self) -> bool {
        matches!(self, Node::Chart(_) | Node::Map(_) | Node::Table(_) | Node::Audit)
    }

    /// The chart that it shows; a map is one.
    pub fn chart(&self) -> Option<&str> {
        match self {
            Node::Chart(id) | Node::Map(id) => Some(id),
            _ => None,
        }
    }

    /// What it is, with its article, for messages.
    pub fn kind(&self) -> &'static str {
        match self {
            Node::Figure(_) => "a figure",
            Node::Chart(_) => "a chart",
            Node::Map(_) => "a map",
            Node::Table(_) => "a table",
            Node::Audit => "an audit",
            Node::Source(_) => "a source",
            Node::Ref(_) => "a reference",
            Node::Entity(_) => "an entity",
        }
    }

    /// What a call means.
    pub(super) fn from_call(call: &Call) -> Result<Self, BadCall> {
        let arguments = Arguments::of(call)?;
        match call.function.as_str() {
            "chart" => Ok(Node::Chart(arguments.text("id")?)),
            "audit" => Ok(Node::Audit),
            "map" => Ok(Node::Map(arguments.text("id")?)),
            "source" => Ok(Node::Source(arguments.text("id")?)),
            "entity" => Ok(Node::Entity(arguments.text("id")?)),
            "ref" => reference(&arguments).map(Node::Ref),
            "table" => table(&arguments).map(|table| Node::Table(Box::new(table))),
            function => figure(function, &arguments).map(|figure| Node::Figure(Box::new(figure))),
        }
    }
}

fn reference(arguments: &Arguments<'_>) -> Result<Target, BadCall> {
    match (arguments.optional_text("page")?, arguments.optional_text("chart")?) {
        (Some(page), None) => Ok(Target::Page(page)),
        (None, Some(chart)) => Ok(Target::Chart(chart)),
        _ => Err(BadCall::new(
            "`ref` takes either `page` or `chart`",
            "write {{ ref(chart=\"trade-total\") }}",
        )),
    }
}

fn table(arguments: &Arguments<'_>) -> Result<TableRef, BadCall> {
    let of = match (arguments.optional_text("chart")?, arguments.optional_list("of")?) {
        (Some(chart), None) => TableOf::Chart(chart),
        (None, Some(of)) => {
            TableOf::Quantities(of.iter().map(|text| quantity("of", text)).collect::<Result<_, _>>()?)
        }
        _ => {
            return Err(BadCall::new(
                "`table` takes either `chart` or `of`",
                "write {{ table(of=[\"trade.total\"], periods=\"annual\") }}",
            ));
        }
    };
    let periods = arguments.optional_list("periods")?.map(|list| periods(&list)).transpose()?;
    Ok(TableRef { of, periods })
}

fn periods(list: &[String]) -> Result<Periods, BadCall> {
    const WORDS: [&str; 4] = ["annual", "half-year", "quarter", "month"];
    match list {
        [word] if WORDS.contains(&word.as_str()) => Ok(WORDS
            .into_iter()
            .find(|known| known == word)
            .map_or(Periods::List(Vec::new()), Periods::Every)),
        [word] if word.parse::<Period>().is_err() => Err(BadCall::misspelt("periods", word, WORDS)),
        list => list.iter().map(|text| period("periods", text)).collect::<Result<_, _>>().map(Periods::List),
    }
}

fn figure(function: &str, arguments: &Arguments<'_>) -> Result<FigureRef, BadCall> {
    let named = |name: &str| quantity(name, &arguments.text(name)?);
    let quantity = match function {
        "growth" => Quantity::growth(named("of")?),
        "share" => Quantity::share(named("of")?, named("in")?),
        "difference" => Quantity::difference(named("of")?, named("from")?),
        "conversion" => {
            let code = arguments.text("to")?;
            let to = Currency::new(&code).ok_or_else(|| {
                BadCall::new(
                    format!("`to`: `{code}` is no currency code"),
                    "write three capitals, such as USD",
                )
            })?;
            Quantity::conversion(named("of")?, to)
        }
        "sum" => {
            let parts = arguments.list("of")?;
            if parts.len() < 2 {
                return Err(BadCall::new(
                    "`of`: a sum takes two quantities or more",
                    "list them: of=[\"a\", \"b\"]",
                ));
            }
            Quantity::Sum(parts.iter().map(|text| quantity("of", text)).collect::<Result<_, _>>()?)
        }
        "figure" => named("q")?,
        _ => named("of")?,
    };
    let at = period("at", &arguments.text("at")?)?;
    Ok(FigureRef { quantity, at, source: arguments.optional_text("source")?, style: style(arguments)? })
}

fn style(arguments: &Arguments<'_>) -> Result<Style, BadCall> {
    let sign = match arguments.optional_text("sign")?.as_deref() {
        None | Some("auto") => Sign::Auto,
        Some("always") => Sign::Always,
        Some("never") => Sign::Never,
        Some(word) => return Err(BadCall::misspelt("sign", word, ["always", "never", "auto"])),
    };
    let scale = match arguments.optional_text("scale")? {
        None => None,
        Some(word) => Some(
            Scale::from_word(&word)
                .ok_or_else(|| BadCall::misspelt("scale", &word, Scale::EACH.map(Scale::as_str)))?,
        ),
    };
    Ok(Style {
        unit: arguments.flag("unit")?.unwrap_or(true),
        qualifier: arguments.flag("qualifier")?.unwrap_or(true),
        sign,
        decimals: arguments.count("decimals")?,
        scale,
    })
}

fn quantity(argument: &str, text: &str) -> Result<Quantity, BadCall> {
    text.parse().map_err(|bad| BadCall::without_hint(format!("`{argument}`: {bad}")))
}

fn period(argument: &str, text: &str) -> Result<Period, BadCall> {
    text.parse().map_err(|bad| BadCall::without_hint(format!("`{argument}`: {bad}")))
}

//! A call of one of the functions that yield nodes: its name and arguments, checked against what the function
//! takes, and the text that carries it through an envelope.
//!
//! What the arguments mean is left to [`super::node`].

use crate::diag::near_miss;

/// The functions, with the arguments that each takes itself.
pub(super) const FUNCTIONS: [(&str, &[&str]); 14] = [
    ("value", &["of", "at"]),
    ("growth", &["of", "at"]),
    ("share", &["of", "in", "at"]),
    ("conversion", &["of", "to", "at"]),
    ("difference", &["of", "from", "at"]),
    ("sum", &["of", "at"]),
    ("figure", &["q", "at"]),
    ("chart", &["id"]),
    ("map", &["id"]),
    ("audit", &[]),
    ("table", &["chart", "of", "periods"]),
    ("source", &["id"]),
    ("ref", &["page", "chart"]),
    ("entity", &["id"]),
];

/// What every function takes that yields a figure: those with `at`.
const STYLE: [&str; 6] = ["unit", "sign", "qualifier", "decimals", "scale", "source"];

/// Between the parts of an encoded call; characters that [`super::envelope::sanitise`] or YAML keep out of texts
/// would do as well, but an envelope may hold anything.
const PART: char = '\u{1f}';
const ITEM: char = '\u{1e}';

/// A call with its arguments by name.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Call {
    pub(super) function: String,
    pub(super) arguments: Vec<(String, Argument)>,
}

/// An argument of a type that some function takes.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Argument {
    Text(String),
    Flag(bool),
    Number(i64),
    List(Vec<String>),
}

impl Argument {
    fn type_name(&self) -> &'static str {
        match self {
            Argument::Text(_) => "a text",
            Argument::Flag(_) => "true or false",
            Argument::Number(_) => "a number",
            Argument::List(_) => "a list",
        }
    }
}

/// Why a call means nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct BadCall {
    pub(super) message: String,
    pub(super) hint: Option<String>,
}

impl BadCall {
    pub(super) fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        BadCall { message: message.into(), hint: Some(hint.into()) }
    }

    pub(super) fn without_hint(message: impl Into<String>) -> Self {
        BadCall { message: message.into(), hint: None }
    }

    /// A word that is none of those that an argument takes.
    pub(super) fn misspelt<const N: usize>(argument: &str, word: &str, known: [&str; N]) -> Self {
        let hint = match near_miss(word, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("one of {}", known.join(", ")),
        };
        BadCall::new(format!("`{argument}` does not take `{word}`"), hint)
    }
}

impl Call {
    /// The call as text.
    pub(super) fn encode(&self) -> String {
        let mut out = self.function.clone();
        for (name, argument) in &self.arguments {
            out.push(PART);
            out.push_str(name);
            out.push('=');
            match argument {
                Argument::Text(text) => {
                    out.push('t');
                    out.push_str(text);
                }
                Argument::Flag(flag) => out.push_str(if *flag { "f1" } else { "f0" }),
                Argument::Number(number) => out.push_str(&format!("n{number}")),
                Argument::List(items) => {
                    out.push('l');
                    out.push_str(&items.join(&ITEM.to_string()));
                }
            }
        }
        out
    }

    /// The call that a text encodes; none if it was not written by [`Call::encode`].
    pub(super) fn decode(text: &str) -> Option<Self> {
        let mut parts = text.split(PART);
        let function = parts.next()?.to_owned();
        let arguments = parts.map(|part| {
            let (name, argument) = part.split_once('=')?;
            let (kind, value) = argument.split_at_checked(1)?;
            let argument = match kind {
                "t" => Argument::Text(value.to_owned()),
                "f" => Argument::Flag(value == "1"),
                "n" => Argument::Number(value.parse().ok()?),
                "l" => Argument::List(value.split(ITEM).map(str::to_owned).collect()),
                _ => return None,
            };
            Some((name.to_owned(), argument))
        });
        Some(Call { function, arguments: arguments.collect::<Option<_>>()? })
    }
}

/// The arguments of a call, all of them known to the function.
pub(super) struct Arguments<'a> {
    call: &'a Call,
}

impl<'a> Arguments<'a> {
    /// Checks the names of function and arguments.
    pub(super) fn of(call: &'a Call) -> Result<Self, BadCall> {
        let Some((_, own)) = FUNCTIONS.iter().find(|(name, _)| *name == call.function) else {
            return Err(BadCall::without_hint(format!("unknown function `{}`", call.function)));
        };
        let style = if own.contains(&"at") { &STYLE[..] } else { &[] };
        let known = || own.iter().chain(style).copied();
        for (name, _) in &call.arguments {
            if !known().any(|known| known == name) {
                let hint = match near_miss(name, known()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("it takes {}", known().collect::<Vec<_>>().join(", ")),
                };
                return Err(BadCall::new(format!("`{}` takes no argument `{name}`", call.function), hint));
            }
        }
        Ok(Arguments { call })
    }

    fn get(&self, name: &str) -> Option<&Argument> {
        self.call.arguments.iter().find(|(n, _)| n == name).map(|(_, argument)| argument)
    }

    fn missing(&self, name: &str) -> BadCall {
        BadCall::without_hint(format!("`{}` needs the argument `{name}`", self.call.function))
    }

    fn wrong_type(name: &str, expected: &str, found: &Argument) -> BadCall {
        BadCall::without_hint(format!("`{name}` takes {expected}, not {}", found.type_name()))
    }

    /// A text that has to be there. Whole numbers are taken for texts, as in `at=2025`.
    pub(super) fn text(&self, name: &str) -> Result<String, BadCall> {
        self.optional_text(name)?.ok_or_else(|| self.missing(name))
    }

    /// A text that may be there.
    pub(super) fn optional_text(&self, name: &str) -> Result<Option<String>, BadCall> {
        match self.get(name) {
            None => Ok(None),
            Some(Argument::Text(text)) => Ok(Some(text.clone())),
            Some(Argument::Number(number)) => Ok(Some(number.to_string())),
            Some(other) => Err(Self::wrong_type(name, "a text", other)),
        }
    }

    /// A list of texts that has to be there.
    pub(super) fn list(&self, name: &str) -> Result<Vec<String>, BadCall> {
        self.optional_list(name)?.ok_or_else(|| self.missing(name))
    }

    /// A list of texts that may be there; a single text is a list of one.
    pub(super) fn optional_list(&self, name: &str) -> Result<Option<Vec<String>>, BadCall> {
        match self.get(name) {
            Some(Argument::List(items)) => Ok(Some(items.clone())),
            _ => Ok(self.optional_text(name)?.map(|text| vec![text])),
        }
    }

    /// True or false, if it is there.
    pub(super) fn flag(&self, name: &str) -> Result<Option<bool>, BadCall> {
        match self.get(name) {
            None => Ok(None),
            Some(Argument::Flag(flag)) => Ok(Some(*flag)),
            Some(other) => Err(Self::wrong_type(name, "true or false", other)),
        }
    }

    /// A small number of things, if it is there.
    pub(super) fn count(&self, name: &str) -> Result<Option<u32>, BadCall> {
        match self.get(name) {
            None => Ok(None),
            Some(Argument::Number(number @ 0..=28)) => Ok(u32::try_from(*number).ok()),
            Some(Argument::Number(_)) => Err(BadCall::without_hint(format!("`{name}` takes 0 to 28"))),
            Some(other) => Err(Self::wrong_type(name, "a number", other)),
        }
    }
}

//! The functions as Tera calls them: each checks its arguments and returns an envelope.
//!
//! They read nothing of the site, so that one set serves narratives, front matter, captions, alternative texts
//! and page templates: whoever holds the finished text opens the envelopes ([`super::parse`] in a narrative,
//! [`expand`] in anything else).

use std::borrow::Cow;

use tera::{Kwargs, State, Tera, TeraResult, Value};

use crate::diag::near_miss;

use super::call::{Argument, BadCall, Call, FUNCTIONS};
use super::envelope::{self, Content, Part};
use super::node::Node;

/// Adds the functions to a Tera instance.
pub fn register(tera: &mut Tera) {
    for (function, _) in FUNCTIONS {
        tera.register_function(function, move |arguments: Kwargs, _: &State<'_>| {
            seal(function, &arguments).map(|envelope| Value::safe_string(&envelope))
        });
    }
}

fn seal(function: &str, arguments: &Kwargs) -> TeraResult<String> {
    let mut arguments = arguments
        .iter()
        .map(|(name, value)| {
            let name = name.as_str().unwrap_or_default();
            argument(name, value).map(|argument| (name.to_owned(), argument))
        })
        .collect::<Result<Vec<_>, _>>()
        .map_err(to_tera)?;
    // Tera's own order differs from run to run.
    arguments.sort_by(|a, b| a.0.cmp(&b.0));
    let call = Call { function: function.to_owned(), arguments };
    Node::from_call(&call).map_err(to_tera)?;
    Ok(envelope::node(&call.encode()))
}

fn argument(name: &str, value: &Value) -> Result<Argument, BadCall> {
    let item = |value: &Value| match (value.as_str(), value.as_i64()) {
        (Some(text), _) => Some(text.to_owned()),
        (None, Some(number)) => Some(number.to_string()),
        _ => None,
    };
    let argument = if let Some(text) = value.as_str() {
        Some(Argument::Text(text.to_owned()))
    } else if let Some(flag) = value.as_bool() {
        Some(Argument::Flag(flag))
    } else if let Some(number) = value.as_i64() {
        Some(Argument::Number(number))
    } else {
        value.as_array().and_then(|items| items.iter().map(item).collect()).map(Argument::List)
    };
    argument.ok_or_else(|| BadCall::without_hint(format!("`{name}` cannot be {}", value.name())))
}

/// Tera errors are one text: the hint goes on a second line, where [`message_and_hint`] finds it.
fn to_tera(bad: BadCall) -> tera::Error {
    match bad.hint {
        Some(hint) => tera::Error::message(format!("{}\n{hint}", bad.message)),
        None => tera::Error::message(bad.message),
    }
}

/// The message and the hint in the text of an error that Tera reports, the hint being the near miss of a name
/// that Tera does not know, or what a function says beneath its message.
pub fn message_and_hint(message: &str) -> (String, Option<String>) {
    let (first, hint) = match message.split_once('\n') {
        Some((first, hint)) => (first, Some(hint.trim().to_owned())),
        // What the model says of a value is one sentence: what is wrong; what to write.
        None => {
            message.split_once("; ").map_or((message, None), |(first, hint)| (first, Some(hint.to_owned())))
        }
    };
    let quoted = first.split('`').nth(1);
    let known = first.split_once(". Available variables: ").or(first.split_once(". Available fields: "));
    if let (Some((first, names)), Some(name)) = (known, quoted) {
        let hint = match near_miss(name, names.split(", ")) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known here: {names}"),
        };
        return (uncapitalised(first), Some(hint));
    }
    let hint = hint.filter(|hint| !hint.is_empty()).or_else(|| {
        if uncapitalised(first) == "found string but expected identifier" {
            return Some("arguments have names, as in `value(of=\"…\", at=\"…\")`".to_owned());
        }
        let known: Vec<&str> = match first.split('`').next()? {
            "Unknown function " => FUNCTIONS.iter().map(|(name, _)| *name).chain(["range"]).collect(),
            "Unknown filter " => FILTERS.to_vec(),
            _ => return None,
        };
        near_miss(quoted?, known).map(|near| format!("did you mean `{near}`?"))
    });
    (uncapitalised(&quoted_token(first)), hint)
}

/// Tera names a token that it expects without quotes, which reads badly where the token is a comma.
fn quoted_token(message: &str) -> Cow<'_, str> {
    match message.split_once(" but expected ") {
        Some((found, token)) if !token.contains(char::is_alphanumeric) && !token.contains('`') => {
            Cow::Owned(format!("{found} but expected `{}`", token.trim_end_matches('.')))
        }
        _ => Cow::Borrowed(message),
    }
}

/// The filters that Tera has.
#[rustfmt::skip]
const FILTERS: [&str; 37] = [
    "abs", "capitalize", "default", "escape", "escape_html", "escape_xml", "first", "float", "get", "group_by",
    "indent", "int", "join", "keys", "last", "length", "lower", "newlines_to_br", "nth", "pairs", "pluralize",
    "replace", "reverse", "round", "safe", "sort", "split", "str", "title", "trim", "trim_end", "trim_start",
    "truncate", "unique", "upper", "values", "wordcount",
];

fn uncapitalised(message: &str) -> String {
    let mut chars = message.trim_end_matches('.').chars();
    match chars.next() {
        Some(first) if chars.clone().next().is_some_and(char::is_lowercase) => {
            first.to_lowercase().chain(chars).collect()
        }
        Some(first) => std::iter::once(first).chain(chars).collect(),
        None => String::new(),
    }
}

/// True if a text that Tera wrote has envelopes to [`expand`].
pub fn holds_calls(text: &str) -> bool {
    // A filter may have cut either end off.
    text.contains(envelope::CLOSE) || text.contains(envelope::OPEN_NODE)
}

/// Opens the envelopes in a text that Tera wrote without a narrative round it (a page template's output):
/// `write` writes each node into the copy. Literal texts are written as they are; nodes that a filter has cut
/// are left out and counted.
pub fn expand(text: &str, out: &mut String, mut write: impl FnMut(&Node, &mut String)) -> usize {
    let mut broken = 0;
    for (_, part) in envelope::parts(text) {
        match part {
            Part::Plain(plain) => out.push_str(plain),
            Part::Envelope(Content::Text(literal)) => out.push_str(&literal),
            Part::Envelope(Content::Node(call)) => match decode(&call) {
                Some(node) => write(&node, out),
                None => broken += 1,
            },
            Part::Envelope(Content::Tag(_)) | Part::Broken => broken += 1,
        }
    }
    broken
}

/// The node that an envelope's call yields.
pub(super) fn decode(call: &str) -> Option<Node> {
    Node::from_call(&Call::decode(call)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(function: &str, arguments: &[(&str, Argument)]) -> Result<Node, BadCall> {
        let arguments = arguments.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        let call = Call { function: function.to_owned(), arguments };
        assert_eq!(Call::decode(&call.encode()), Some(call.clone()));
        Node::from_call(&call)
    }

    fn text(text: &str) -> Argument {
        Argument::Text(text.into())
    }

    #[test]
    fn calls_become_nodes() {
        let Ok(Node::Figure(figure)) = node(
            "share",
            &[
                ("of", text("a.b")),
                ("in", text("a")),
                ("at", Argument::Number(2025)),
                ("unit", Argument::Flag(false)),
            ],
        ) else {
            panic!("no figure");
        };
        assert_eq!(figure.quantity.to_string(), "share(a.b, a)");
        assert_eq!(figure.at.to_string(), "2025");
        assert!(!figure.style.unit && figure.style.qualifier);
        let parts = Argument::List(vec!["a".into(), "growth(b)".into()]);
        let Ok(Node::Figure(sum)) = node("sum", &[("of", parts), ("at", text("2025-S1"))]) else {
            panic!("no figure");
        };
        assert_eq!(sum.quantity.to_string(), "sum(a, growth(b))");
    }

    #[test]
    fn bad_calls_say_what_and_what_next() {
        let message = |function, arguments: &[(&str, Argument)]| {
            let bad = node(function, arguments).unwrap_err();
            format!("{} / {}", bad.message, bad.hint.unwrap_or_default())
        };
        assert_eq!(
            message("value", &[("off", text("a")), ("at", text("2025"))]),
            "`value` takes no argument `off` / did you mean `of`?"
        );
        assert_eq!(message("value", &[("of", text("a"))]), "`value` needs the argument `at` / ");
        assert_eq!(
            message("value", &[("of", text("a")), ("at", text("2025")), ("sign", text("alway"))]),
            "`sign` does not take `alway` / did you mean `always`?"
        );
        assert_eq!(
            message("chart", &[("id", Argument::Flag(true))]),
            "`id` takes a text, not true or false / "
        );
        assert_eq!(
            message("conversion", &[("of", text("a")), ("to", text("usd")), ("at", text("2025"))]),
            "`to`: `usd` is no currency code / write three capitals, such as USD"
        );
    }
}

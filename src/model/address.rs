//! Addresses on the web: what a page may link to.

use std::sync::Arc;

use serde::{Deserialize, Deserializer, de};

/// Says why a text is no address on the web. One is in full, over HTTP or HTTPS: `javascript:` and the like would do something
/// in the reader's browser, and what begins with neither leads to a place on the site.
///
/// # Errors
///
/// If it is none: what is wrong; what to write.
pub fn web_address(text: &str) -> Result<(), String> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let is_host = |host: &str| !host.is_empty() && !host.starts_with(['.', ':']);
    let is_plain =
        |rest: &str| !rest.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"\\".contains(c));
    match rest {
        Some(rest) if is_plain(rest) && is_host(rest.split(['/', '?', '#']).next().unwrap_or_default()) => {
            Ok(())
        }
        _ => {
            Err(format!("`{text}` is no address on the web; write it in full, such as https://example.org/"))
        }
    }
}

/// An address on the web, or nothing.
///
/// # Errors
///
/// If it is something else.
pub fn optional_web_address<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Arc<str>>, D::Error> {
    let Some(text) = Option::<Arc<str>>::deserialize(deserializer)? else { return Ok(None) };
    web_address(&text).map_err(de::Error::custom)?;
    Ok(Some(text))
}

/// The same, or one for mail: `mailto:desk@example.org`.
///
/// # Errors
///
/// If it is something else.
pub fn optional_address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Arc<str>>, D::Error> {
    let Some(text) = Option::<Arc<str>>::deserialize(deserializer)? else { return Ok(None) };
    match text.strip_prefix("mailto:") {
        Some(mail) => mail_address(mail).map_err(de::Error::custom)?,
        None => web_address(&text).map_err(de::Error::custom)?,
    }
    Ok(Some(text))
}

/// Says why a text is no address as mail programs take it. Whether anybody reads there is not for a program to say.
///
/// # Errors
///
/// If it is none: what is wrong; what to write.
pub fn mail_address(text: &str) -> Result<(), String> {
    let is_part = |part: &str| {
        !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || "@<>()[],;:\\\"".contains(c))
    };
    match text.split_once('@') {
        Some((who, place)) if is_part(who) && is_part(place) && place.contains('.') => Ok(()),
        _ => Err(format!("`{text}` is no address for mail; write desk@example.org")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_in_full_and_leads_to_a_page() {
        for text in [
            "https://example.org",
            "http://example.org/a?b=c#d",
            "https://пример.рф/стр",
            "https://[::1]:8000/",
        ] {
            assert_eq!(web_address(text), Ok(()), "{text}");
        }
        for text in [
            "",
            "example.org",
            "javascript:alert(1)",
            "https://",
            "https:///a",
            "https://a b/",
            "data:text/html,a",
            "//a/b",
            "https://a/\"onclick",
            "mailto:a@b.c",
        ] {
            assert!(web_address(text).is_err(), "{text}");
        }
    }
}

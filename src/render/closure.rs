//! Which templates a template is made of: what it extends and includes, and the files of the components that it uses.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// The fingerprint of each template and all that it is made of.
///
/// A template counts as part of another if its name stands there between quotation marks, or the name of a component
/// that it defines stands there as a word. That may take in one too many, and never leaves one out.
pub(super) fn fingerprints(texts: &BTreeMap<&str, &str>) -> BTreeMap<Arc<str>, u64> {
    let defined: BTreeMap<&str, Vec<&str>> =
        texts.iter().map(|(name, text)| (*name, components(text).collect())).collect();
    let parts = |text: &str| -> Vec<&str> {
        let words: BTreeSet<&str> = words(text).collect();
        let quoted = |name: &str| ['"', '\'', '`'].iter().any(|q| text.contains(&format!("{q}{name}{q}")));
        let uses =
            |name: &str| quoted(name) || defined[name].iter().any(|component| words.contains(component));
        texts.keys().copied().filter(|name| uses(name)).collect()
    };
    let direct: BTreeMap<&str, Vec<&str>> = texts.iter().map(|(name, text)| (*name, parts(text))).collect();
    let fingerprint = |name: &str| {
        let mut all = BTreeSet::from([name]);
        let mut ahead = vec![name];
        while let Some(next) = ahead.pop() {
            ahead.extend(direct[next].iter().copied().filter(|part| all.insert(part)));
        }
        let mut state = DefaultHasher::new();
        all.iter().for_each(|part| (part, texts[part]).hash(&mut state));
        state.finish()
    };
    texts.keys().map(|name| (Arc::from(*name), fingerprint(name))).collect()
}

/// The names of the components that a text defines.
pub(super) fn components(text: &str) -> impl Iterator<Item = &str> {
    definitions(text).map(|(name, _)| name)
}

/// The components that a text defines, each with where its definition begins.
fn definitions(text: &str) -> impl Iterator<Item = (&str, usize)> {
    text.match_indices("component").filter_map(|(at, word)| {
        let before =
            text[..at].trim_end_matches(|c: char| c.is_whitespace() || c == '-').strip_suffix("{%")?;
        Some((words(&text[at + word.len()..]).next()?, before.len()))
    })
}

/// Where the name of a component stands that a text defines.
pub(super) fn definition(text: &str, component: &str) -> Option<usize> {
    let (_, start) = definitions(text).find(|(name, _)| *name == component)?;
    Some(start + text[start..].find(component).filter(|at| *at > 0)?)
}

/// The text without the definitions of some components; its lines keep their numbers.
pub(super) fn without_components<'t>(text: &'t str, left_out: impl Fn(&str) -> bool) -> Cow<'t, str> {
    let mut rest = Cow::Borrowed(text);
    for (_, start) in definitions(text).filter(|(name, _)| left_out(name)) {
        let end = text[start..].find("endcomponent").and_then(|end| {
            let end = start + end;
            Some(end + text[end..].find("%}")? + 2)
        });
        let Some(end) = end else { continue };
        let blank: String =
            text[start..end].bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect();
        rest.to_mut().replace_range(start..end, &blank);
    }
    rest
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_reaches_what_is_made_of_it_and_nothing_else() {
        let texts = [
            ("base.html", "{% include \"foot.html\" %}"),
            ("foot.html", "foot"),
            ("parts.html", "{%- component card(title) -%}{{ title }}{% endcomponent %}"),
            ("page.html", "{% extends 'base.html' %}"),
            ("list.html", "{{ <card title={x} /> }}"),
            ("alone.html", "a discard pile"),
        ];
        let before = BTreeMap::from(texts);
        let changed = |name: &'static str| -> Vec<Arc<str>> {
            let mut after = before.clone();
            after.insert(name, "{% component card() %}other{% endcomponent %}");
            let (old, new) = (fingerprints(&before), fingerprints(&after));
            old.iter().filter(|(name, old)| new[*name] != **old).map(|(name, _)| name.clone()).collect()
        };
        assert_eq!(changed("parts.html"), ["list.html".into(), "parts.html".into()]);
        let reached = changed("foot.html");
        assert!(
            ["base.html", "foot.html", "page.html"].iter().all(|name| reached.contains(&Arc::from(*name)))
        );
        assert!(!reached.contains(&Arc::from("alone.html")));
    }
    #[test]
    fn a_component_is_seen_wherever_its_tag_breaks() {
        for tag in [
            "{% component stamp",
            "{%-\tcomponent\tstamp",
            "{%\ncomponent\n  stamp",
            "{%-\r\n component stamp",
        ] {
            let text = format!("{tag}(text) -%}}{{{{ text }}}}{{% endcomponent %}}");
            assert_eq!(components(&text).collect::<Vec<_>>(), ["stamp"], "{tag:?}");
        }
    }
}

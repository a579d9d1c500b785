//! Decodes YAML: fast where it is right, with places and all mistakes at once where it is not.
//!
//! The steps: serde_yaml decodes the file straight into its type. If that fails, the file is read into a tree
//! with places ([`tree`]) and decoded from there ([`de`]); each value at fault is reported, taken out, and the
//! rest decoded again, so that one run shows every independent mistake. So is a text that only lacks its quotes ([`slip`]).
//! [`Document`] finds the place of a value
//! by its path for a diagnostic that a later step makes. serde_yaml is used in this module alone.

mod de;
mod slip;
mod tree;

use std::ops::Range;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use self::de::{Fault, FaultKind};
use self::slip::{Mended, Slip};
use self::tree::{Node, NodeKind};
use crate::diag::{Diagnostic, Diagnostics, Place, near_miss};

pub use self::tree::Step;

/// How many mistakes one file is searched for.
const MISTAKES: usize = 50;

/// A YAML text in a file of the site: the whole file, or the front matter of a narrative.
#[derive(Clone, Debug)]
pub struct Document {
    file: Arc<str>,
    text: Arc<str>,
    /// The bytes of the file that are YAML.
    range: Range<usize>,
    /// The entries that were at fault, and that the decoded value does not have.
    removed: Arc<[Range<usize>]>,
    /// The YAML as it was read on after mistakes of form, byte for byte as long; none if there were none.
    mended: Option<Arc<str>>,
}

impl Document {
    /// A whole file.
    pub fn file(file: Arc<str>, text: Arc<str>) -> Self {
        let range = 0..text.len();
        Self::part(file, text, range)
    }

    /// A part of a file; the range must lie on character boundaries.
    pub fn part(file: Arc<str>, text: Arc<str>, range: Range<usize>) -> Self {
        Document { file, text, range, removed: Arc::new([]), mended: None }
    }

    /// The file's path.
    pub fn path(&self) -> &Arc<str> {
        &self.file
    }

    /// The text of the whole file.
    pub fn source(&self) -> &Arc<str> {
        &self.text
    }

    /// The file's path and the bytes of it that are YAML: one for each document of a site.
    pub fn extent(&self) -> (&Arc<str>, usize, usize) {
        (&self.file, self.range.start, self.range.end)
    }

    /// Decodes the document; an empty one decodes as an empty mapping. Every mistake becomes a diagnostic, and
    /// what holds one is left out of the value.
    pub fn decode<T: DeserializeOwned>(&mut self, diagnostics: &mut Diagnostics) -> Option<T> {
        let decoded = match serde_yaml::from_str(self.yaml()) {
            Ok(value) => Some(value),
            Err(error) => {
                let mut removed = Vec::new();
                let value = self.diagnose(&error, &mut removed, diagnostics);
                if value.is_none() {
                    removed.clear();
                    removed.push(0..usize::MAX);
                }
                self.removed = removed.into();
                value
            }
        };
        self.report_comments(diagnostics);
        decoded
    }

    /// Reports what YAML takes for a comment and its author hardly meant as one: `title: Bulletin #4`.
    fn report_comments(&self, diagnostics: &mut Diagnostics) {
        let yaml = self.yaml();
        let begins = |at: &usize| yaml[at + 2..].starts_with(char::is_alphanumeric);
        let mut all = yaml.match_indices(" #").map(|(at, _)| at).filter(begins).peekable();
        if all.peek().is_none() {
            return;
        }
        let Ok(Some(root)) = Node::parse(yaml) else { return };
        for at in all {
            let line = slip::line_at(yaml, at);
            let before = yaml[line.start..at].trim();
            // A line of its own is a comment, and in quotes or a block of text there is none.
            if before.is_empty()
                || before.contains(" #")
                || before.starts_with('#')
                || root.holds_text_at(at + 1)
            {
                continue;
            }
            let found = Diagnostic::warning(
                "cut-by-comment",
                self.place(at + 1..line.end),
                "this is a comment, and no part of the text before it",
            );
            diagnostics.push(found.hint("put the text in quotes; if it is a comment, set a space after `#`"));
        }
    }

    /// True if nothing was left out of the value at the end of a path.
    pub fn is_whole(&self, path: &[Step<'_>]) -> bool {
        if self.removed.is_empty() {
            return true;
        }
        let root = self.root();
        let Some((_, value)) = root.as_ref().and_then(|root| root.find(path)) else { return false };
        !self.removed.iter().any(|gone| overlap(&value.range, gone))
    }

    /// The keys of the top level whose entries hold a mistake; all that can be seen if the document is no YAML.
    pub fn faulty_keys(&self) -> Vec<Arc<str>> {
        if self.removed.is_empty() {
            return Vec::new();
        }
        let Ok(Some(Node { kind: NodeKind::Mapping(entries), .. })) = Node::parse(self.yaml()) else {
            let keys = self.yaml().lines().filter(|line| !line.starts_with([' ', '\t', '#', '-']));
            return keys.filter_map(|line| line.split_once(':')).map(|(key, _)| key.trim().into()).collect();
        };
        let faulty = |record: Range<usize>| self.removed.iter().any(|gone| overlap(&record, gone));
        let faulty = entries.iter().filter(|(key, value)| faulty(key.range.start..value.range.end));
        faulty.filter_map(|(key, _)| key.text()).map(Arc::from).collect()
    }

    /// True if the document is a mapping with this key.
    pub fn has_key(&self, key: &str) -> bool {
        matches!(Node::parse(self.yaml()), Ok(Some(root)) if root.find(&[Step::Key(key)]).is_some())
    }

    /// The keys of the top level with their places.
    pub fn keys(&self) -> Vec<(String, Place)> {
        let Some(Node { kind: NodeKind::Mapping(entries), .. }) = self.root() else { return Vec::new() };
        let keys = entries.iter().filter_map(|(key, _)| Some((key.text()?.to_owned(), key.range.clone())));
        keys.map(|(key, range)| (key, self.place(range))).collect()
    }

    /// The place of the value at the end of a path; the nearest place that exists if it does not.
    pub fn value(&self, path: &[Step<'_>]) -> Place {
        self.locate(path, |(_, value)| value.range.clone())
    }

    /// The places of many values, as [`Document::value`] gives them one by one; the text is searched once.
    pub fn values<'s, P: AsRef<[Step<'s>]>>(&self, paths: &[P]) -> Vec<Place> {
        let Some(root) = self.root() else {
            return vec![Place::file(self.file.clone()); paths.len()];
        };
        paths
            .iter()
            .map(|path| self.nearest(&root, path.as_ref(), |(_, value)| value.range.clone()))
            .collect()
    }

    /// The place of the key whose value is at the end of a path.
    pub fn key(&self, path: &[Step<'_>]) -> Place {
        self.locate(path, |(key, value)| key.unwrap_or(value).range.clone())
    }

    fn locate(&self, path: &[Step<'_>], pick: fn((Option<&Node>, &Node)) -> Range<usize>) -> Place {
        match self.root() {
            Some(root) => self.nearest(&root, path, pick),
            None => Place::file(self.file.clone()),
        }
    }

    fn nearest(
        &self,
        root: &Node,
        path: &[Step<'_>],
        pick: fn((Option<&Node>, &Node)) -> Range<usize>,
    ) -> Place {
        let found = (0..=path.len()).rev().find_map(|length| root.find(&path[..length]));
        found.map_or_else(
            || Place::file(self.file.clone()),
            |found| self.place(self.first_line(pick(found), found.1)),
        )
    }

    /// The text of the scalar at the end of a path, with its folds and escapes undone.
    pub fn scalar(&self, path: &[Step<'_>]) -> Option<String> {
        self.root()?.find(path)?.1.text().map(str::to_owned)
    }

    /// The texts of it that hold a word, with their places, but for what stands under the key `except`.
    pub fn texts_with(&self, word: &str, except: &str) -> Vec<(String, Place)> {
        // Long lists of figures are not read again for a word that they cannot hold.
        if !self.yaml().contains(word) && !self.yaml().contains('\\') {
            return Vec::new();
        }
        let Some(root) = self.root() else { return Vec::new() };
        let mut found = Vec::new();
        root.texts_with(word, except, &mut found);
        let texts = found.into_iter().filter_map(|node| Some((node.text()?, node.range.clone())));
        texts.map(|(text, range)| (text.to_owned(), self.place(range))).collect()
    }

    /// The tree that the decoded value was made from, so that indices in it are those of the value.
    fn root(&self) -> Option<Node> {
        let mut root = Node::parse(self.yaml()).ok()??;
        for gone in self.removed.iter() {
            remove(&mut root, gone);
        }
        Some(root)
    }

    /// A list or a mapping over several lines is pointed at by its first.
    fn first_line(&self, range: Range<usize>, node: &Node) -> Range<usize> {
        if matches!(node.kind, NodeKind::Scalar { .. }) {
            return range;
        }
        let written = self.yaml().get(range.clone()).unwrap_or_default();
        let length = written.lines().next().unwrap_or_default().trim_end().len();
        range.start..range.start + length
    }

    fn yaml(&self) -> &str {
        self.mended.as_deref().unwrap_or(&self.text[self.range.clone()])
    }

    fn place(&self, range: Range<usize>) -> Place {
        let start = self.range.start;
        Place::new(self.file.clone(), start + range.start..start + range.end)
    }

    fn diagnose<T: DeserializeOwned>(
        &mut self,
        error: &serde_yaml::Error,
        removed: &mut Vec<Range<usize>>,
        diagnostics: &mut Diagnostics,
    ) -> Option<T> {
        let mut root = self.tree(removed, diagnostics)?;
        for _ in 0..MISTAKES {
            let fault = match de::from_node::<T>(&root) {
                Ok(value) => {
                    // The tree decodes what serde_yaml refused: the mistake is one of YAML's form.
                    if removed.is_empty() && self.mended.is_none() {
                        diagnostics.push(self.refused(error));
                        return None;
                    }
                    return Some(value);
                }
                Err(fault) => fault,
            };
            let place = fault.place.clone().unwrap_or(0..0);
            if !follows_from(&fault, &root, removed) {
                let written = self.yaml().get(place.clone()).unwrap_or_default();
                let line = written.lines().next().unwrap_or_default().trim_end().len();
                diagnostics.push(explain(&fault, self.place(place.start..place.start + line), written));
            }
            if !remove(&mut root, &place) {
                return None;
            }
            removed.push(place);
        }
        None
    }

    /// The document as a tree, without the values that lack their quotes. None if it cannot be read to its end.
    fn tree(&mut self, removed: &mut Vec<Range<usize>>, diagnostics: &mut Diagnostics) -> Option<Node> {
        // What was mended may have been meant otherwise: what the parser then says of the same bytes, or of what stands above
        // them, is no other mistake.
        let mut mended: Vec<Range<usize>> = Vec::new();
        for _ in 0..MISTAKES {
            let error = match Node::parse(self.yaml()) {
                Ok(root) => {
                    let mut root =
                        root.unwrap_or_else(|| Node { kind: NodeKind::Mapping(Vec::new()), range: 0..0 });
                    return removed.iter().all(|gone| remove(&mut root, gone)).then_some(root);
                }
                Err(error) => error,
            };
            let Some(slip) = Slip::of(self.yaml(), &error) else {
                if mended.iter().all(|range| range.end < error.at) {
                    let message = format!("this is no YAML: {}", error.message);
                    let found = Diagnostic::error("yaml-syntax", self.place(error.at..error.at), message);
                    diagnostics.push(found.hint("check indentation, quotes and brackets from here upwards"));
                }
                return None;
            };
            if mended.iter().any(|range| overlap(range, &slip.range)) {
                return None;
            }
            let place = self.place(slip.range.clone());
            diagnostics.push(Diagnostic::error("yaml-syntax", place, slip.message).hint(slip.hint));
            let Mended { text, lost } = slip.mended?;
            // Where only the indentation was mended, nothing that follows is sure.
            mended.push(if lost.is_empty() { slip.range.start..text.len() } else { slip.range });
            removed.extend(Some(lost).filter(|lost| !lost.is_empty()));
            self.mended = Some(text.into());
        }
        None
    }

    /// What serde_yaml says, at the place where it says it.
    fn refused(&self, error: &serde_yaml::Error) -> Diagnostic {
        let at = error.location().map_or(0, |l| l.index().min(self.yaml().len()));
        let message = error.to_string();
        // The location is shown by the diagnostic.
        let message = message.split(" at line ").next().unwrap_or_default();
        Diagnostic::error("yaml-syntax", self.place(at..at), format!("this is no YAML: {message}"))
    }
}

/// The diagnostic for a value at fault.
fn explain(fault: &Fault, place: Place, written: &str) -> Diagnostic {
    let message = fault.to_string();
    // What the model says of a value is one sentence: what is wrong; what to write.
    let (first, next) = message.split_once("; ").map_or((&*message, None), |(m, hint)| (m, Some(hint)));
    let (rule, hint) = match &fault.kind {
        FaultKind::UnknownField { name, expected } => ("unknown-key", suggestion(name, expected)),
        FaultKind::UnknownVariant { name, expected } => ("unknown-value", suggestion(name, expected)),
        FaultKind::MissingField(name) => ("missing-key", Some(format!("add `{name}:`"))),
        FaultKind::DuplicateKey(_) => ("duplicate-key", Some("keep one of the two".to_owned())),
        FaultKind::Type { found, expected } => ("wrong-type", rewritten(found, expected, written)),
        FaultKind::Other(_) => ("bad-value", next.map(str::to_owned)),
    };
    let first = if rule == "bad-value" { first } else { &message };
    let diagnostic = Diagnostic::error(rule, place, first);
    match hint {
        Some(hint) => diagnostic.hint(hint),
        None => diagnostic,
    }
}

/// How a value of a wrong type was probably meant.
fn rewritten(found: &str, expected: &str, written: &str) -> Option<String> {
    let written = written.trim_end();
    let is_short = written.len() <= 60 && !written.contains(['\n', '[', ']', '{', '}', '"', '\'']);
    // A call, or a text that holds a colon; not a mapping that somebody meant.
    let is_unquoted = written.starts_with("{{") || !written.starts_with('{') && !written.contains('\n');
    match (expected, found) {
        ("a text", "a mapping") if is_unquoted => Some(slip::quoted_whole(written)),
        ("a list", _) if is_short && found.starts_with("the ") => Some(format!("write `[{written}]`")),
        _ => None,
    }
}

fn suggestion(name: &str, expected: &[&str]) -> Option<String> {
    if let Some(near) = near_miss(name, expected.iter().copied()) {
        return Some(format!("did you mean `{near}`?"));
    }
    (!expected.is_empty()).then(|| format!("known here: {}", expected.join(", ")))
}

/// True for a key that is missing, or a list that is too short, only because a faulty entry was taken out.
fn follows_from(fault: &Fault, root: &Node, removed: &[Range<usize>]) -> bool {
    let Some(place) = &fault.place else { return false };
    let record = match &fault.kind {
        FaultKind::MissingField(_) => enclosing(root, place),
        FaultKind::Type { found, .. } if found.starts_with("a list of ") => place.clone(),
        _ => return false,
    };
    removed.iter().any(|gone| record.start <= gone.start && gone.end <= record.end)
}

/// The bytes of the record that a place names: of the value, if the place is its key.
fn enclosing(node: &Node, place: &Range<usize>) -> Range<usize> {
    match &node.kind {
        NodeKind::Mapping(entries) => entries
            .iter()
            .find_map(|(key, value)| {
                if key.range == *place {
                    return Some(key.range.start..value.range.end);
                }
                covers(&value.range, place).then(|| enclosing(value, place))
            })
            .unwrap_or_else(|| node.range.clone()),
        NodeKind::Sequence(items) => items
            .iter()
            .find(|item| covers(&item.range, place))
            .map_or_else(|| node.range.clone(), |item| enclosing(item, place)),
        NodeKind::Scalar { .. } => node.range.clone(),
    }
}

fn covers(outer: &Range<usize>, inner: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// Takes the entry or item with exactly these bytes out of the tree; false if there is none.
fn remove(node: &mut Node, place: &Range<usize>) -> bool {
    match &mut node.kind {
        NodeKind::Mapping(entries) => {
            if let Some(at) = entries.iter().position(|(k, v)| k.range == *place || v.range == *place) {
                entries.remove(at);
                return true;
            }
            entries.iter_mut().any(|(k, v)| remove(k, place) || remove(v, place))
        }
        NodeKind::Sequence(items) => {
            if let Some(at) = items.iter().position(|item| item.range == *place) {
                items.remove(at);
                return true;
            }
            items.iter_mut().any(|item| remove(item, place))
        }
        NodeKind::Scalar { .. } => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;
    use std::collections::BTreeMap;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Record {
        name: String,
        size: u32,
        #[serde(default)]
        parts: Vec<u32>,
    }

    fn mistakes(text: &str) -> Vec<String> {
        let mut diagnostics = Diagnostics::new();
        let mut document = Document::file("data/a.yaml".into(), text.into());
        let _ = document.decode::<BTreeMap<String, Record>>(&mut diagnostics);
        diagnostics
            .iter()
            .map(|d| format!("{}: {} `{}`", d.rule, d.message, &text[d.place.start..d.place.end]))
            .collect()
    }

    #[test]
    fn every_independent_mistake_is_found_at_its_place() {
        let text = "a:\n  name: ä\n  sise: 3\n  size: 3\nb:\n  name: x\n  size: many\nc:\n  name: y\nd:\n  name: z\n  size: 1\n  parts: [1, two, 3, four]\n";
        assert_eq!(
            mistakes(text),
            [
                "unknown-key: unknown key `sise` `sise`",
                "wrong-type: expected a whole number, found the text `many` `many`",
                "missing-key: the key `size` is missing `c`",
                "wrong-type: expected a whole number, found the text `two` `two`",
                "wrong-type: expected a whole number, found the text `four` `four`",
            ]
        );
    }

    #[test]
    fn a_text_that_is_no_yaml_is_shown_where_it_breaks_and_read_on() {
        assert_eq!(
            mistakes("a: [1, 2\nb: 3\n"),
            [
                "yaml-syntax: this `[` is never closed `[1, 2`",
                "wrong-type: expected a mapping, found the text `3` `3`",
            ]
        );
    }

    #[test]
    fn an_alias_bomb_is_refused_and_not_expanded() {
        let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for i in 1..12 {
            let line: Vec<String> = (0..10).map(|_| format!("*a{}", i - 1)).collect();
            bomb.push_str(&format!("a{i}: &a{i} [{}]\n", line.join(", ")));
        }
        assert!(!mistakes(&bomb).is_empty());
    }

    #[test]
    fn deep_nesting_is_refused_and_does_not_overflow() {
        assert!(!mistakes(&"[".repeat(100_000)).is_empty());
    }
}

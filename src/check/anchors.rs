//! Places on pages that links lead to: `method.md#rounding` needs a heading of that name.
//!
//! What has a lasting name on a page is a heading, a chart, a footnote, and what templates name. Numbers that a page
//! counts while it is written (`fig-3`, `papers-12`) are let pass: they may move, and a check does not count them.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use super::addresses::Destination;
use crate::document::{BlockKind, Document, Node, Visit, escape};
use crate::load::Site;
use crate::theme;

/// Names of places on pages.
#[derive(Debug, Default)]
pub(super) struct Anchors {
    /// Those that templates give, which may be on any page.
    of_templates: OnceLock<BTreeSet<String>>,
}

/// What a page counts: the word, and a number.
const COUNTED: [&str; 4] = ["fig-", "papers-", "fn-", "fnref-"];

impl Anchors {
    /// The names of the places on what has an address, if `wanted` is none of them.
    pub fn unless_there(
        &self,
        site: &Site,
        destination: &Destination,
        wanted: &str,
    ) -> Option<BTreeSet<String>> {
        let wanted = encoded(wanted);
        let counted = |word| wanted.strip_prefix(word).is_some_and(|n| n.parse::<u32>().is_ok());
        if wanted.is_empty() || wanted == "top" || COUNTED.into_iter().any(counted) {
            return None;
        }
        let mut known = BTreeSet::new();
        match destination {
            Destination::Page(path) | Destination::Alias(path) | Destination::Permalink(path) => {
                let page = site.pages.get(path)?;
                in_document(&page.body, &mut known);
                // HTML that the author lets through may name places of its own.
                if site.config.markdown.raw_html && !page.body.references().raw_html.is_empty() {
                    literal_ids(page.source(), &mut known);
                }
            }
            Destination::Record(index, id) => match &*site.config.records.get(*index)?.of {
                "sources" | "series" => {}
                "charts" => known.extend([format!("chart-{id}")]),
                _ => {
                    let body = site.entities.get(id).and_then(|entity| entity.body.as_ref());
                    body.into_iter().for_each(|body| in_document(body, &mut known));
                }
            },
            // Lists are named by templates alone.
            _ => {}
        }
        let of_templates = self.of_templates.get_or_init(|| of_templates(site));
        let is_wanted = |id: &String| encoded(id) == wanted;
        (!known.iter().chain(of_templates).any(is_wanted)).then_some(known)
    }
}

/// A name as it stands in an address.
fn encoded(name: &str) -> String {
    let mut out = String::new();
    escape::address(name, &mut out);
    out
}

fn in_document(document: &Document, known: &mut BTreeSet<String>) {
    document.walk(&mut |visit| {
        if let Visit::Block(block) = visit {
            match &block.kind {
                BlockKind::Heading(heading) => known.extend([heading.id.clone()]),
                BlockKind::Node(Node::Chart(id) | Node::Map(id)) => known.extend([format!("chart-{id}")]),
                _ => {}
            }
        }
    });
}

fn of_templates(site: &Site) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    let built_in = theme::TEMPLATES.iter().filter(|(name, _)| !site.templates.contains_key(*name));
    built_in.for_each(|(_, text)| literal_ids(text, &mut ids));
    site.templates.values().for_each(|text: &Arc<str>| literal_ids(text, &mut ids));
    ids
}

/// The ids that stand in a text of HTML as they are.
fn literal_ids(html: &str, ids: &mut BTreeSet<String>) {
    let values = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next());
    ids.extend(values.filter(|id| !id.contains(['{', '}'])).map(str::to_owned));
}

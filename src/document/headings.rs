//! Ids of headings, and the table of contents.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::diag::{Diagnostic, Diagnostics, Place};

use super::place::Span;
use super::tree::{Block, BlockKind, Heading};
use super::walk;

/// A heading with the headings below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section<'a> {
    /// The heading.
    pub heading: &'a Heading,
    /// Where it is in the file.
    pub span: Span,
    /// The headings of a deeper level that follow it.
    pub sections: Vec<Section<'a>>,
}

/// The table of contents: headings that stand in no other block, nested by level.
pub(super) fn sections<'a>(blocks: &'a [Block]) -> Vec<Section<'a>> {
    let mut top: Vec<Section<'a>> = Vec::new();
    for block in blocks {
        let BlockKind::Heading(heading) = &block.kind else { continue };
        let mut level = &mut top;
        // At most six levels deep.
        while level.last().is_some_and(|last| last.heading.level < heading.level) {
            let last = level.len() - 1;
            level = &mut level[last].sections;
        }
        level.push(Section { heading, span: block.span, sections: Vec::new() });
    }
    top
}

/// Gives every heading an id that no other has: the author's, or one made from its words. Figures in a heading
/// are no part of its id, so links to it outlive a new value.
pub(super) fn name(blocks: &mut [Block], file: &Arc<str>, diagnostics: &mut Diagnostics) {
    let mut taken = BTreeSet::new();
    each(blocks, &mut |heading, span| {
        if !heading.id.is_empty() && !taken.insert(heading.id.clone()) {
            let place = Place::new(Arc::clone(file), span.range());
            diagnostics.push(
                Diagnostic::error("duplicate-id", place, format!("the id `{}` is taken", heading.id))
                    .hint("give each heading an id of its own"),
            );
        }
    });
    each(blocks, &mut |heading, _| {
        if heading.id.is_empty() {
            heading.id = unique(slug(&walk::words(&heading.content)), &mut taken);
        }
    });
}

fn each(blocks: &mut [Block], visit: &mut impl FnMut(&mut Heading, Span)) {
    for block in blocks {
        match &mut block.kind {
            BlockKind::Heading(heading) => visit(heading, block.span),
            BlockKind::Quote(blocks) | BlockKind::Callout(_, blocks) => each(blocks, visit),
            BlockKind::List(list) => list.items.iter_mut().for_each(|item| each(&mut item.blocks, visit)),
            _ => {}
        }
    }
}

fn unique(slug: String, taken: &mut BTreeSet<String>) -> String {
    let mut id = slug.clone();
    let mut number = 1;
    while !taken.insert(id.clone()) {
        number += 1;
        id = format!("{slug}-{number}");
    }
    id
}

/// Words as an id or a part of a URL: letters and digits of any script in lower case, hyphens between them;
/// `section` if none are left.
pub fn slug(words: &str) -> String {
    let mut slug = String::with_capacity(words.len());
    for c in words.chars() {
        if c.is_alphanumeric() {
            slug.extend(c.to_lowercase());
        } else if !matches!(c, '\'' | '’') && !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    if slug.is_empty() { "section".to_owned() } else { slug }
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn slugs_keep_letters_of_any_script() {
        assert_eq!(slug("Xinjiang’s trade: 2025–2026!"), "xinjiangs-trade-2025-2026");
        assert_eq!(slug("霍尔果斯 port"), "霍尔果斯-port");
        assert_eq!(slug("…"), "section");
    }
}

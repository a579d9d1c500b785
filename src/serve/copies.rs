//! Which of the files that are copied a page uses: it is loaded again when one of those changes, and not for others.

use std::collections::BTreeMap;
use std::sync::Arc;

/// Copied files by the last part of their path: a page names them relative to where it lies.
#[derive(Debug, Default)]
pub(super) struct Copies {
    by_name: BTreeMap<Box<str>, blake3::Hasher>,
    all: blake3::Hasher,
}

/// Attributes that name a file that a page shows or runs.
const ATTRIBUTES: [&str; 5] = ["src=", "href=", "srcset=", "poster=", "data="];

impl Copies {
    /// Adds a file with the hash of its bytes.
    pub fn add(&mut self, path: &Arc<str>, hash: &blake3::Hash) {
        for hasher in [self.by_name.entry(name(path).into()).or_default(), &mut self.all] {
            hasher.update(path.as_bytes());
            hasher.update(hash.as_bytes());
        }
    }

    /// A hash that differs when a file differs that a page uses. What a copied style sheet or script loads is known to
    /// nobody: a page with one of these uses all.
    pub fn used_by(&self, page: &str) -> blake3::Hash {
        let mut used = blake3::Hasher::new();
        for value in values(page) {
            let path = value.split(['?', '#']).next().unwrap_or_default();
            let Some(hasher) = self.by_name.get(name(path)) else { continue };
            used.update(hasher.finalize().as_bytes());
            if [".css", ".js", ".mjs"].iter().any(|end| path.ends_with(end)) {
                return self.all.finalize();
            }
        }
        used.finalize()
    }
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The addresses in the attributes of a page. `srcset` has several in one.
fn values(page: &str) -> impl Iterator<Item = &str> {
    let attributes = ATTRIBUTES.iter().flat_map(|attribute| {
        page.match_indices(attribute).filter_map(|(at, _)| {
            let quoted = &page[at + attribute.len()..];
            let quote = quoted.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
            quoted[1..].split_once(quote).map(|(value, _)| value)
        })
    });
    attributes.flat_map(|value| value.split([' ', ',']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copies(files: &[(&str, &str)]) -> Copies {
        let mut copies = Copies::default();
        for (path, bytes) in files {
            copies.add(&Arc::from(*path), &blake3::hash(bytes.as_bytes()));
        }
        copies
    }

    #[test]
    fn a_page_uses_what_it_names() {
        let page = r#"<img src="../map.png?2" srcset='../large.png 2x'><a href="/">x</a>"#;
        let before = copies(&[("img/map.png", "a"), ("img/large.png", "b"), ("other.png", "c")]);
        let used = |files: &[(&str, &str)]| copies(files).used_by(page);
        let first = before.used_by(page);
        assert_eq!(first, used(&[("img/map.png", "a"), ("img/large.png", "b"), ("other.png", "new")]));
        assert_ne!(first, used(&[("img/map.png", "new"), ("img/large.png", "b"), ("other.png", "c")]));
        assert_ne!(first, used(&[("img/map.png", "a"), ("img/large.png", "new"), ("other.png", "c")]));
    }

    #[test]
    fn a_page_with_a_copied_style_sheet_uses_what_that_may_load() {
        let page = r#"<link rel="stylesheet" href="/own.css">"#;
        let before = copies(&[("own.css", "a"), ("paper.png", "b")]).used_by(page);
        assert_ne!(before, copies(&[("own.css", "a"), ("paper.png", "new")]).used_by(page));
    }
}

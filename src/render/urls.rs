//! How the page at one address writes the addresses of others.

use crate::load::LinkStyle;

/// Writes links for one page.
#[derive(Clone, Debug)]
pub struct Urls {
    /// What leads from the page's folder to the site's root: `../../`, or empty.
    root: String,
    style: LinkStyle,
}

impl Urls {
    /// For the page at an address: links are relative, so that the site works in any folder.
    pub fn from_address(address: &str, style: LinkStyle) -> Self {
        let depth = if address.is_empty() { 0 } else { address.split('/').count() };
        Urls { root: "../".repeat(depth), style }
    }

    /// For a page that is shown at any address, such as the one for errors: links begin at the site's root, on whichever
    /// host it is shown.
    pub fn from_anywhere(base_url: Option<&str>, style: LinkStyle) -> Self {
        Urls { root: base_url.map_or("/", root).to_owned(), style }
    }

    /// The link to the page at an address.
    pub fn page(&self, address: &str) -> String {
        let slash = if address.is_empty() { "" } else { "/" };
        match self.style {
            LinkStyle::Portable => format!("{}{address}{slash}index.html", self.root),
            LinkStyle::Clean if self.root.is_empty() && address.is_empty() => "./".to_owned(),
            LinkStyle::Clean => format!("{}{address}{slash}", self.root),
        }
    }

    /// The link to a file.
    pub fn file(&self, path: &str) -> String {
        format!("{}{path}", self.root)
    }
}

/// Where a site lies on its host, between slashes: `/` or `/briefings/`.
pub fn root(base_url: &str) -> &str {
    let after_scheme = base_url.find("://").map_or(0, |at| at + 3);
    let host = &base_url[after_scheme..];
    host.find('/').map_or("/", |at| &host[at..])
}

/// The address of a page on the web.
pub fn absolute(base_url: &str, address: &str) -> String {
    let slash = if address.is_empty() { "" } else { "/" };
    format!("{base_url}{address}{slash}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_from_any_page_to_any_other() {
        let portable = |from: &str, to: &str| Urls::from_address(from, LinkStyle::Portable).page(to);
        assert_eq!(portable("", "a/b"), "a/b/index.html");
        assert_eq!(portable("a/b", ""), "../../index.html");
        assert_eq!(portable("a", "b"), "../b/index.html");
        let clean = |from: &str, to: &str| Urls::from_address(from, LinkStyle::Clean).page(to);
        assert_eq!((clean("", "a"), clean("", ""), clean("a", "")), ("a/".into(), "./".into(), "../".into()));
        let anywhere = |base| Urls::from_anywhere(base, LinkStyle::Clean).page("a");
        assert_eq!(anywhere(None), "/a/");
        assert_eq!(anywhere(Some("https://example.org/")), "/a/");
        assert_eq!(anywhere(Some("https://example.org/sub/site/")), "/sub/site/a/");
    }
}

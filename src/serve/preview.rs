//! What is served: the last good site, and what was found in the newest state.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use super::copies::Copies;
use crate::build::Built;
use crate::diag::{Severity, line_column};
use crate::render::Late;
use crate::write::{Artefact, Content};

/// The state that requests are answered from. Requests hold on to the one they began with.
#[derive(Clone, Debug, Default)]
pub(super) struct Preview {
    site: Arc<Site>,
    /// What is wrong with the newest state.
    pub findings: Arc<Findings>,
}

/// A site without errors; nothing before there is one.
#[derive(Debug, Default)]
struct Site {
    files: BTreeMap<Arc<str>, File>,
    styles: String,
    copies: Copies,
    /// The path below which it will be published, with a slash at its end; empty for a host of its own. The page for
    /// missing addresses has links that begin there.
    below: String,
}

/// A file of a site.
#[derive(Clone, Debug)]
pub(super) enum File {
    /// It is there, or is copied.
    Ready(Content),
    /// It is made when it is asked for.
    Late(Arc<Late>),
}

/// Findings as a page shows them.
#[derive(Debug, Default, Serialize)]
pub(super) struct Findings {
    errors: usize,
    warnings: usize,
    findings: Vec<Finding>,
}

#[derive(Debug, Serialize)]
struct Finding {
    severity: &'static str,
    rule: &'static str,
    file: Arc<str>,
    line: usize,
    column: usize,
    message: String,
    hint: Option<String>,
    /// The line that it is about.
    excerpt: Option<String>,
    /// Opens the place in an editor.
    link: Option<String>,
}

/// By what a page tells whether it is still the one that is served. Each is a hash, or empty if there is no such page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Tags {
    /// All of the page.
    pub page: String,
    /// The page without its figures.
    pub shape: String,
    /// The style sheets of the site.
    pub styles: String,
    /// The pictures and scripts that the page uses.
    pub copies: String,
}

/// Makes the address that opens a place in an editor: a file, a line and a column.
type Link<'l> = &'l dyn Fn(&str, usize, usize) -> Option<String>;

/// What is at a path.
pub(super) enum At<'a> {
    /// A file of this path.
    File(&'a str, &'a File),
    /// A folder that has a page: it is at the same path with a slash.
    Folder,
    /// Nothing.
    Nothing,
}

impl Preview {
    /// The state after this one, which will be published below `root`. A site with errors changes only the findings.
    pub fn next(
        &self,
        artefacts: Vec<Artefact>,
        late: Vec<Arc<Late>>,
        root: &str,
        built: &Built,
        link: Link<'_>,
    ) -> Preview {
        let findings = Arc::new(findings(built, link));
        let site = match built.diagnostics.has_errors() {
            true => self.site.clone(),
            false => Arc::new(Site::new(artefacts, late, root)),
        };
        Preview { site, findings }
    }

    /// The same site with other findings.
    pub fn with_findings(&self, built: &Built, link: Link<'_>) -> Preview {
        Preview { site: self.site.clone(), findings: Arc::new(findings(built, link)) }
    }

    /// True if there was never a site without errors.
    pub fn is_empty(&self) -> bool {
        self.site.files.is_empty()
    }

    /// What is at a decoded path without its leading slash.
    pub fn at(&self, path: &str) -> At<'_> {
        match (self.found_at(path), path.strip_prefix(self.site.below.as_str())) {
            (At::Nothing, Some(rest)) => self.found_at(rest),
            (found, _) => found,
        }
    }

    fn found_at(&self, path: &str) -> At<'_> {
        let files = &self.site.files;
        let index = match path.is_empty() || path.ends_with('/') {
            true => format!("{path}index.html"),
            false => path.to_owned(),
        };
        if let Some((path, content)) = files.get_key_value(index.as_str()) {
            return At::File(path, content);
        }
        match files.contains_key(format!("{path}/index.html").as_str()) {
            true => At::Folder,
            false => At::Nothing,
        }
    }

    /// The site's page for missing addresses.
    pub fn missing(&self) -> Option<&File> {
        self.site.files.get("404.html")
    }

    /// The tags of what is served for a decoded path, which may be the page for missing addresses.
    pub fn tags_at(&self, path: &str) -> Tags {
        match self.at(path) {
            At::File(_, file) => self.tags(Some(file)),
            At::Folder | At::Nothing => self.tags(self.missing()),
        }
    }

    /// The tags of a page.
    pub fn tags(&self, page: Option<&File>) -> Tags {
        let Site { styles, copies, .. } = &*self.site;
        let (page, shape, copies) = match page {
            Some(File::Ready(Content::Bytes(page))) => {
                let text = String::from_utf8_lossy(page);
                let copies = short(&copies.used_by(&text));
                (short(&blake3::hash(page)), short(&shape(&text)), copies)
            }
            // A page that is copied, which is not read for this.
            Some(File::Ready(Content::Copy { hash, .. })) => (short(hash), short(hash), String::new()),
            Some(File::Late(_)) | None => Default::default(),
        };
        Tags { page, shape, styles: styles.clone(), copies }
    }
}

impl Site {
    fn new(artefacts: Vec<Artefact>, late: Vec<Arc<Late>>, root: &str) -> Self {
        let ready = artefacts.into_iter().map(|Artefact { path, content }| (path, File::Ready(content)));
        let late = late.into_iter().map(|late| (late.path().clone(), File::Late(late)));
        let files: BTreeMap<Arc<str>, File> = ready.chain(late).collect();
        let mut styles = blake3::Hasher::new();
        let mut copies = Copies::default();
        for (path, file) in &files {
            let File::Ready(content) = file else { continue };
            match content {
                Content::Bytes(bytes) if path.ends_with(".css") => {
                    styles.update(bytes);
                }
                Content::Copy { hash, .. } if path.ends_with(".css") => {
                    styles.update(hash.as_bytes());
                }
                Content::Copy { hash, .. } => copies.add(path, hash),
                Content::Bytes(_) => {}
            }
        }
        let below = root.strip_prefix('/').unwrap_or(root).to_owned();
        Site { files, styles: short(&styles.finalize()), copies, below }
    }
}

fn findings(built: &Built, link: Link<'_>) -> Findings {
    let Built { diagnostics, texts, .. } = built;
    let finding = |found: &crate::diag::Diagnostic| {
        let file = &found.place.file;
        let text = texts.get(file);
        let (line, column) = text.map_or((1, 1), |text| {
            let at = line_column(text, found.place.start);
            (at.line, at.column)
        });
        let about_a_place = found.place.end > 0;
        let excerpt = text.filter(|_| about_a_place).and_then(|text| text.lines().nth(line - 1));
        Finding {
            severity: found.severity.as_str(),
            rule: found.rule,
            file: file.clone(),
            line,
            column,
            message: found.message.clone(),
            hint: found.hint.clone(),
            excerpt: excerpt.map(str::to_owned),
            link: link(file, line, column),
        }
    };
    Findings {
        errors: diagnostics.count(Severity::Error),
        warnings: diagnostics.count(Severity::Warning),
        findings: diagnostics.sorted().into_iter().map(finding).collect(),
    }
}

/// The hash of a page without what stands in its figures.
fn shape(page: &str) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    let mut rest = page;
    while let Some((before, figure)) = rest.split_once("<figure") {
        hasher.update(before.as_bytes());
        hasher.update(b"<figure");
        let Some((_, after)) = figure.split_once("</figure>") else { break };
        rest = after;
    }
    hasher.update(rest.as_bytes());
    hasher.finalize()
}

fn short(hash: &blake3::Hash) -> String {
    hash.to_hex()[..16].to_owned()
}

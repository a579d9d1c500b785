//! Finds the files of a site: which folders, which names, which links.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::disk::{Disk, Kind};
use super::{SOURCE_FOLDERS, unreadable};
use crate::diag::{Diagnostic, Diagnostics, Place};

/// A file to be read.
pub(super) struct Found {
    /// Path from the site's root, with `/`.
    pub path: Arc<str>,
    /// Where it is.
    pub on_disk: PathBuf,
    /// How it is read.
    pub role: Role,
}

/// How a file is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Wholly, as UTF-8.
    Text,
    /// Only its hash.
    Binary,
    /// Wholly, whatever it is.
    Whole,
}

/// Names with a leading dot that belong to a published site. All others stay unpublished: a `.env` in
/// `static/` is more often an accident than a wish.
const PUBLISHED_DOT_NAMES: [&str; 3] = [".htaccess", ".nojekyll", ".well-known"];

/// What may be text in `data/`; other files there (the PDF that a figure was read from) are the author's own.
const DATA_TEXTS: [&str; 7] = ["csv", "geojson", "json", "topojson", "tsv", "yaml", "yml"];

/// What print templates set with: fonts and pictures beside them.
const BESIDE_PRINT: [&str; 8] = ["gif", "jpeg", "jpg", "otf", "png", "ttc", "ttf", "webp"];

/// All files of the site at `root`, sorted by path.
pub(super) fn walk(disk: &dyn Disk, root: &Path) -> (Vec<Found>, Diagnostics) {
    let mut found = Vec::new();
    let mut diagnostics = Diagnostics::new();
    let (root, kind) = match disk.resolve(root) {
        Ok(resolved) => resolved,
        Err(error) => {
            diagnostics.push(no_site(&format!("cannot open {}: {error}", root.display())));
            return (found, diagnostics);
        }
    };
    if kind != Kind::Folder {
        diagnostics.push(no_site(&format!("{} is not a folder", root.display())));
        return (found, diagnostics);
    }

    let mut tops = Vec::new();
    for name in ["site.yaml"].into_iter().chain(SOURCE_FOLDERS) {
        match disk.resolve(&root.join(name)) {
            Ok((real, kind)) => tops.push((name, real, kind)),
            Err(error) if error.kind() == io::ErrorKind::NotFound && name == "site.yaml" => {
                diagnostics.push(no_site("this folder holds no site.yaml"));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => diagnostics.push(unreadable(&name.into(), &error)),
        }
    }
    let walk = Walk {
        disk,
        folders: tops
            .iter()
            .filter(|(name, ..)| *name != "site.yaml")
            .map(|(_, real, _)| real.clone())
            .collect(),
        root,
    };
    for (name, real, kind) in tops {
        for step in walk.top(name, real, kind) {
            match step {
                Step::File(file) => found.push(file),
                Step::Wrong(diagnostic) => diagnostics.push(diagnostic),
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    (found, diagnostics)
}

/// What the walk meets.
enum Step {
    File(Found),
    Wrong(Diagnostic),
}

struct Walk<'a> {
    disk: &'a dyn Disk,
    /// The site's root, without links.
    root: PathBuf,
    /// The source folders, without links. A linked folder must lie in one of them, so that neither the output
    /// folder nor `.git` is ever drawn into the site.
    folders: Vec<PathBuf>,
}

impl Walk<'_> {
    /// `site.yaml` or a source folder, each of which may itself be a link.
    fn top(&self, name: &str, real: PathBuf, kind: Kind) -> Vec<Step> {
        if !real.starts_with(&self.root) || real == self.root {
            return vec![Step::Wrong(outside(name, &real))];
        }
        match (name, kind) {
            ("site.yaml", Kind::File) => {
                vec![Step::File(Found { path: name.into(), on_disk: real, role: Role::Text })]
            }
            ("site.yaml", _) => vec![Step::Wrong(not_a(name, "a file"))],
            (_, Kind::Folder) => self.folder(name, &[real]),
            _ => vec![Step::Wrong(not_a(name, "a folder"))],
        }
    }

    /// Everything below a folder. `trail` holds the real path of this folder last, and before it the real path
    /// of every folder from which a link was followed on the way here.
    fn folder(&self, path: &str, trail: &[PathBuf]) -> Vec<Step> {
        let Some(real) = trail.last() else { return Vec::new() };
        let entries = match self.disk.list(real) {
            Ok(entries) => entries,
            Err(error) => return vec![Step::Wrong(unreadable(&path.into(), &error))],
        };
        let steps = entries.into_par_iter().map(|entry| {
            let Some(name) = entry.name.to_str() else {
                return vec![Step::Wrong(bad_name(path, &entry.name.to_string_lossy()))];
            };
            if is_dropping(name) {
                return Vec::new();
            }
            let path = format!("{path}/{name}");
            let on_disk = real.join(name);
            match entry.kind {
                Kind::File => self.file(&path, on_disk),
                Kind::Folder => self.folder(&path, &step_into(trail, on_disk)),
                Kind::Link => self.link(&path, &on_disk, trail),
                Kind::Other => vec![Step::Wrong(not_a(&path, "a file or a folder"))],
            }
        });
        steps.flatten_iter().collect()
    }

    fn file(&self, path: &str, on_disk: PathBuf) -> Vec<Step> {
        role(path).map(|role| Step::File(Found { path: path.into(), on_disk, role })).into_iter().collect()
    }

    fn link(&self, path: &str, on_disk: &Path, trail: &[PathBuf]) -> Vec<Step> {
        let (real, kind) = match self.disk.resolve(on_disk) {
            Ok(resolved) => resolved,
            Err(error) => return vec![Step::Wrong(unreadable(&path.into(), &error))],
        };
        match kind {
            _ if !real.starts_with(&self.root) => vec![Step::Wrong(outside(path, &real))],
            Kind::File => self.file(path, real),
            Kind::Folder if trail.iter().any(|above| above.starts_with(&real)) => {
                vec![Step::Wrong(looping(path))]
            }
            Kind::Folder if !self.folders.iter().any(|folder| real.starts_with(folder)) => {
                vec![Step::Wrong(outside(path, &real))]
            }
            Kind::Folder => self.folder(path, &[trail, &[real]].concat()),
            _ => vec![Step::Wrong(not_a(path, "a file or a folder"))],
        }
    }
}

/// The trail after a step into a folder that is no link.
fn step_into(trail: &[PathBuf], folder: PathBuf) -> Vec<PathBuf> {
    let above = &trail[..trail.len().saturating_sub(1)];
    [above, &[folder]].concat()
}

/// How the file at a path of the site is read, if it belongs to it.
pub(super) fn role_of(path: &str) -> Option<Role> {
    let (folder, below) = path.split_once('/').unwrap_or((path, ""));
    match SOURCE_FOLDERS.contains(&folder) {
        true if !below.split('/').any(is_dropping) => role(path),
        false if path == "site.yaml" => Some(Role::Text),
        _ => None,
    }
}

/// How a file of a source folder is read; none if the site does not need it.
fn role(path: &str) -> Option<Role> {
    let (folder, _) = path.split_once('/')?;
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    match folder {
        "data" => DATA_TEXTS.contains(&extension).then_some(Role::Text),
        "content" if extension == "md" => Some(Role::Text),
        "content" | "static" => Some(Role::Binary),
        "templates" if BESIDE_PRINT.contains(&&*extension.to_ascii_lowercase()) => Some(Role::Whole),
        _ => Some(Role::Text),
    }
}

/// What editors, file managers and version control leave beside an author's files.
fn is_dropping(name: &str) -> bool {
    (name.starts_with('.') && !PUBLISHED_DOT_NAMES.contains(&name))
        || name.ends_with('~')
        || (name.starts_with('#') && name.ends_with('#'))
        || name.ends_with(".swp")
        || name.ends_with(".tmp")
        || name.ends_with("___jb_tmp___")
        || name.ends_with("___jb_old___")
        // Vim writes this file to learn whether it may write in a folder.
        || name == "4913"
        || name == "Thumbs.db"
        || name == "desktop.ini"
}

fn no_site(message: &str) -> Diagnostic {
    Diagnostic::error("no-site", Place::file("site.yaml"), message)
        .hint("run Waybill in the site's folder, or name it: waybill build --root DIR; `waybill init DIR` makes a new site")
}

fn outside(path: &str, real: &Path) -> Diagnostic {
    let message = format!("{path} is a link to {}, which is no part of the site's sources", real.display());
    Diagnostic::error("link-outside-site", Place::file(path), message)
        .hint("copy what it links to, or link to something within the site")
}

fn looping(path: &str) -> Diagnostic {
    let message = format!("{path} is a link to a folder that it lies in");
    Diagnostic::error("link-loop", Place::file(path), message).hint("remove the link")
}

fn not_a(path: &str, expected: &str) -> Diagnostic {
    let message = format!("cannot read {path}: it is not {expected}");
    Diagnostic::error("unreadable-file", Place::file(path), message)
}

fn bad_name(folder: &str, name: &str) -> Diagnostic {
    let path = format!("{folder}/{name}");
    let message = format!("the name of {path} is not UTF-8");
    Diagnostic::error("bad-file-name", Place::file(path), message).hint("rename the file")
}

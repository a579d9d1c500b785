//! A site as it was: from a revision in Git, by way of the `git` program, or from a data folder without its site.
//!
//! Only texts are read: what is compared is what is reported, and where it is quoted.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use super::{Disk, Entry, Files, Kind, LONGEST_TEXT, Opened, RealDisk, SOURCE_FOLDERS, read_site_from};
use crate::diag::Diagnostics;

/// What stands in for `site.yaml` where there is only data.
const SETTINGS: &str = "title: Data\n";

/// Reads the texts of the site at `root` as they were in a revision: a commit, a branch, a tag, `HEAD~3`.
///
/// # Errors
/// In words: if there is no `git` program, no repository, or no such revision.
pub fn read_revision(root: &Path, revision: &str) -> Result<Files, String> {
    let commit = format!("{revision}^{{commit}}");
    let commit = git(root, &["rev-parse", "--quiet", "--verify", "--end-of-options", &commit])
        .map_err(|why| format!("`{revision}` is neither a folder nor a revision of the site{why}"))?;
    let commit = String::from_utf8_lossy(&commit).trim().to_owned();
    let list = git(root, &["ls-tree", "-r", "-z", &commit])
        .map_err(|why| format!("cannot list `{revision}`{why}"))?;
    let wanted: Vec<(String, String)> = list.split(|byte| *byte == 0).filter_map(text_of_site).collect();
    let texts = blobs(root, &wanted).map_err(|error| format!("cannot read `{revision}`: {error}"))?;
    let mut files = Files::default();
    for ((path, _), bytes) in wanted.into_iter().zip(texts) {
        // What is not UTF-8 was reported when it was the working tree.
        if let Ok(text) = String::from_utf8(bytes) {
            files.texts.insert(path.into(), text.strip_prefix('\u{feff}').unwrap_or(&text).into());
        }
    }
    Ok(files)
}

/// The path and the object of an entry of `git ls-tree`, if it is a text of a site: its settings, data, narratives.
fn text_of_site(entry: &[u8]) -> Option<(String, String)> {
    let (head, path) = std::str::from_utf8(entry).ok()?.split_once('\t')?;
    let mut head = head.split(' ');
    let (mode, kind, object) = (head.next()?, head.next()?, head.next()?);
    let in_folder = || SOURCE_FOLDERS.iter().any(|folder| path.starts_with(&format!("{folder}/")));
    let is_text = [".csv", ".md", ".tsv", ".yaml", ".yml"].iter().any(|end| path.ends_with(end));
    // A link's object holds where it leads, and no text.
    let wanted = kind == "blob" && mode != "120000" && (path == "site.yaml" || is_text && in_folder());
    wanted.then(|| (path.to_owned(), object.to_owned()))
}

/// What the program prints, if it succeeds; else the end of a sentence that says why not.
fn git(root: &Path, arguments: &[&str]) -> Result<Vec<u8>, String> {
    let output = Command::new("git").arg("-C").arg(root).args(arguments).stdin(Stdio::null()).output();
    match output {
        Ok(output) if output.status.success() => Ok(output.stdout),
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr);
            let said = said.lines().next().unwrap_or_default().trim_start_matches("fatal: ");
            Err(if said.is_empty() { String::new() } else { format!(": {said}") })
        }
        Err(error) => Err(format!(": the program `git` cannot be run: {error}")),
    }
}

/// The bytes of objects, in their order, from one run of the program.
fn blobs(root: &Path, wanted: &[(String, String)]) -> io::Result<Vec<Vec<u8>>> {
    let mut child = Command::new("git")
        .arg("-C")
        .arg(root)
        .args(["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let read = exchange(&mut child, wanted);
    let status = child.wait()?;
    match read {
        Ok(_) if !status.success() => Err(io::Error::other("git cat-file failed")),
        read => read,
    }
}

fn exchange(child: &mut Child, wanted: &[(String, String)]) -> io::Result<Vec<Vec<u8>>> {
    let (Some(mut asking), Some(answers)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(io::Error::other("git cat-file has no streams"));
    };
    let mut answers = BufReader::new(answers);
    // One at a time, so that neither side waits for the other to empty a full pipe.
    wanted
        .iter()
        .map(|(path, object)| {
            writeln!(asking, "{object}")?;
            asking.flush()?;
            let mut head = String::new();
            answers.read_line(&mut head)?;
            let length: Option<u64> = head.trim_end().rsplit(' ').next().and_then(|word| word.parse().ok());
            let length = length.filter(|length| *length <= LONGEST_TEXT);
            let Some(length) = length else {
                return Err(io::Error::other(format!("{path} is missing or too large")));
            };
            let mut bytes = Vec::new();
            answers.by_ref().take(length + 1).read_to_end(&mut bytes)?;
            bytes.pop();
            Ok(bytes)
        })
        .collect()
}

/// Reads a site's folder, or a data folder: one that has series or sources and no `site.yaml`. Such a one is read
/// with the settings of the site at `root`, if there is one.
pub fn read_folder(folder: &Path, root: &Path) -> (Files, Diagnostics) {
    let has = |name: &str| RealDisk.resolve(&folder.join(name)).is_ok();
    if has("site.yaml") || !(has("series") || has("sources.yaml")) {
        return super::read_site(folder);
    }
    let (mut files, found) = read_site_from(&DataFolder { folder }, Path::new(ROOT));
    let settings = settings(root).unwrap_or_else(|| Arc::from(SETTINGS));
    files.texts.insert("site.yaml".into(), settings);
    // That there is no `site.yaml` is known.
    let found = found.into_iter().filter(|diagnostic| diagnostic.rule != "no-site");
    let mut diagnostics = Diagnostics::new();
    diagnostics.extend(found);
    (files, diagnostics)
}

fn settings(root: &Path) -> Option<Arc<str>> {
    let opened = RealDisk.open(&root.join("site.yaml")).ok()?;
    let mut text = String::new();
    opened.bytes.take(LONGEST_TEXT).read_to_string(&mut text).ok()?;
    Some(text.into())
}

/// A site that has nothing but data.
struct DataFolder<'a> {
    folder: &'a Path,
}

/// Where that site seems to be.
const ROOT: &str = "/site";

impl DataFolder<'_> {
    fn real(&self, path: &Path) -> io::Result<PathBuf> {
        let data = Path::new(ROOT).join("data");
        match path.strip_prefix(&data) {
            Ok(rest) => Ok(self.folder.join(rest)),
            // What lies outside was reached by a link, and is real.
            Err(_) if !path.starts_with(ROOT) => Ok(path.to_owned()),
            Err(_) => Err(io::ErrorKind::NotFound.into()),
        }
    }
}

impl Disk for DataFolder<'_> {
    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        if folder == Path::new(ROOT) {
            return Ok(vec![Entry { name: "data".into(), kind: Kind::Folder }]);
        }
        RealDisk.list(&self.real(folder)?)
    }

    fn resolve(&self, path: &Path) -> io::Result<(PathBuf, Kind)> {
        if path == Path::new(ROOT) {
            return Ok((path.to_owned(), Kind::Folder));
        }
        let (_, kind) = RealDisk.resolve(&self.real(path)?)?;
        Ok((path.to_owned(), kind))
    }

    fn open(&self, file: &Path) -> io::Result<Opened> {
        RealDisk.open(&self.real(file)?)
    }
}

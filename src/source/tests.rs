//! Reading a site from a disk in memory, and what only a real disk can show.

#![allow(clippy::disallowed_methods, reason = "tests prepare the disk")]

use std::collections::BTreeMap;
use std::io::{self, Cursor, Read};
use std::path::{Component, Path, PathBuf};

use super::*;

/// A disk in memory.
#[derive(Default)]
struct Fake(BTreeMap<PathBuf, Node>);

enum Node {
    File(Vec<u8>),
    Long(u64),
    Locked,
    Link(PathBuf),
    Pipe,
}

impl Fake {
    fn with(mut self, path: &str, node: Node) -> Self {
        self.0.insert(PathBuf::from("/site").join(path), node);
        self
    }

    fn file(self, path: &str, bytes: impl AsRef<[u8]>) -> Self {
        self.with(path, Node::File(bytes.as_ref().to_vec()))
    }

    fn link(self, path: &str, target: &str) -> Self {
        self.with(path, Node::Link(target.into()))
    }

    fn kind(&self, path: &Path) -> Option<Kind> {
        match self.0.get(path) {
            Some(Node::Link(_)) => Some(Kind::Link),
            Some(Node::Pipe) => Some(Kind::Other),
            Some(_) => Some(Kind::File),
            None => self.0.keys().any(|key| key.starts_with(path)).then_some(Kind::Folder),
        }
    }
}

impl Disk for Fake {
    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        let below = self.0.keys().filter_map(|key| key.strip_prefix(folder).ok()?.components().next());
        let mut names: Vec<_> = below.map(|name| name.as_os_str().to_owned()).collect();
        names.dedup();
        let entry = |name: std::ffi::OsString| {
            let kind = self.kind(&folder.join(&name)).unwrap_or(Kind::Other);
            Entry { name, kind }
        };
        Ok(names.into_iter().map(entry).collect())
    }

    fn resolve(&self, path: &Path) -> io::Result<(PathBuf, Kind)> {
        let mut real = PathBuf::new();
        for component in path.components() {
            match component {
                Component::ParentDir => {
                    real.pop();
                }
                other => real.push(other),
            }
            if let Some(Node::Link(target)) = self.0.get(&real) {
                let target = real.with_file_name("").join(target);
                real = self.resolve(&target)?.0;
            }
        }
        let kind = self.kind(&real).ok_or(io::ErrorKind::NotFound)?;
        Ok((real, kind))
    }

    fn open(&self, file: &Path) -> io::Result<Opened> {
        let opened = |length, bytes| Ok(Opened { length, bytes });
        match self.0.get(file) {
            Some(Node::File(bytes)) => opened(bytes.len() as u64, Box::new(Cursor::new(bytes.clone()))),
            Some(Node::Long(length)) => opened(*length, Box::new(io::repeat(b' ').take(*length))),
            Some(Node::Locked) => Err(io::ErrorKind::PermissionDenied.into()),
            _ => Err(io::ErrorKind::NotFound.into()),
        }
    }
}

fn site() -> Fake {
    Fake::default().file("site.yaml", "title: A site\n")
}

fn read(disk: &Fake) -> (Vec<String>, Vec<String>) {
    let (files, diagnostics) = read_site_from(disk, Path::new("/site"));
    let names = files.texts.keys().chain(files.binaries.keys()).map(|path| path.to_string()).collect();
    let found = diagnostics.sorted().iter().map(|d| format!("{} {}", d.rule, d.place.file)).collect();
    (names, found)
}

#[test]
fn each_folder_gives_its_kind_of_file() {
    let disk = site()
        .file("data/series/trade.yaml", "a: 1")
        .file("data/release.pdf", b"%PDF\xFF")
        .file("content/a/index.md", "# A")
        .file("content/a/photo.jpg", b"\xFF\xD8")
        .file("templates/page.html", "<p>")
        .file("static/.well-known/x", "y")
        .file("README.md", "not part of the site");
    let (files, diagnostics) = read_site_from(&disk, Path::new("/site"));
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let texts: Vec<&str> = files.texts.keys().map(|path| &**path).collect();
    assert_eq!(texts, ["content/a/index.md", "data/series/trade.yaml", "site.yaml", "templates/page.html"]);
    let binaries: Vec<&str> = files.binaries.keys().map(|path| &**path).collect();
    assert_eq!(binaries, ["content/a/photo.jpg", "static/.well-known/x"]);
    assert_eq!(files.binaries["static/.well-known/x"].hash, blake3::hash(b"y"));
}

#[test]
fn droppings_of_editors_are_no_files_of_the_site() {
    let mut disk = site();
    for name in [".a.md.swp", "a.md~", "#a.md#", ".#a.md", "a.swp", "4913", ".DS_Store", "a.tmp", ".env"] {
        disk = disk.file(&format!("content/{name}"), "x").file(&format!("static/{name}"), "x");
    }
    assert_eq!(read(&disk), (vec!["site.yaml".into()], vec![]));
}

#[test]
fn what_cannot_be_read_is_reported_together() {
    let disk = Fake::default()
        .with("content/locked.md", Node::Locked)
        .with("data/dump.json", Node::Long(LONGEST_TEXT + 1))
        .with("data/pipe.yaml", Node::Pipe)
        .link("static/gone", "nowhere")
        .file("data/fine.yaml", "a: 1");
    let (names, found) = read(&disk);
    assert_eq!(names, ["data/fine.yaml"]);
    assert_eq!(
        found,
        [
            "unreadable-file content/locked.md",
            "file-too-large data/dump.json",
            "unreadable-file data/pipe.yaml",
            "no-site site.yaml",
            "unreadable-file static/gone",
        ]
    );
}

#[test]
fn a_wrong_byte_has_a_place_and_an_excerpt() {
    let disk = site().file("data/a.yaml", b"a: 1\nb: 50 \x96 60\n").file("data/b.yaml", "\u{feff}b: 1");
    let (files, diagnostics) = read_site_from(&disk, Path::new("/site"));
    assert_eq!(&*files.texts["data/b.yaml"], "b: 1", "a byte order mark is no part of the text");
    insta::assert_snapshot!(crate::diag::to_text(&diagnostics, &files.undecoded, false), @"
    error[not-utf8]: not UTF-8: byte 0x96 at line 2, column 7
     --> data/a.yaml:2:7
      |
    2 | b: 50 � 60
      |       ^
      |
      = help: save the file as UTF-8 in the editor

    1 error
    ");
}

#[test]
fn links_are_followed_within_the_sources_only() {
    let disk = site()
        .file("LICENSE", "free")
        .file("content/2026/a.md", "# A")
        .file("public/index.html", "<p>")
        .with("../secret", Node::File(b"s".to_vec()))
        .link("static/LICENSE", "../LICENSE")
        .link("content/latest", "2026")
        .link("content/2026/up", "..")
        .link("static/old", "../public")
        .link("static/secret", "../../secret");
    let disk = Fake(
        disk.0
            .into_iter()
            .map(|(path, node)| (if path.ends_with("../secret") { "/secret".into() } else { path }, node))
            .collect(),
    );
    let (names, found) = read(&disk);
    assert_eq!(names, ["content/2026/a.md", "content/latest/a.md", "site.yaml", "static/LICENSE"]);
    assert_eq!(
        found,
        [
            "link-loop content/2026/up",
            "link-loop content/latest/up",
            "link-outside-site static/old",
            "link-outside-site static/secret",
        ]
    );
}

#[test]
fn folders_that_link_to_each_other_end() {
    let disk = site()
        .file("content/a/1.md", "1")
        .file("content/b/2.md", "2")
        .link("content/a/to-b", "../b")
        .link("content/b/to-a", "../a");
    let (names, found) = read(&disk);
    assert_eq!(
        names,
        ["content/a/1.md", "content/a/to-b/2.md", "content/b/2.md", "content/b/to-a/1.md", "site.yaml"]
    );
    assert_eq!(found, ["link-loop content/a/to-b/to-a", "link-loop content/b/to-a/to-b"]);
}

#[cfg(unix)]
#[test]
fn the_real_disk_reads_as_the_fake_does() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    std::fs::create_dir_all(root.join("content/a")).unwrap();
    std::fs::write(root.join("site.yaml"), "title: A site\n").unwrap();
    std::fs::write(root.join("content/a/index.md"), "# A\n").unwrap();
    std::os::unix::fs::symlink("a", root.join("content/b")).unwrap();
    std::os::unix::fs::symlink("/etc", root.join("static")).unwrap();
    let (files, diagnostics) = read_site(root);
    let texts: Vec<&str> = files.texts.keys().map(|path| &**path).collect();
    assert_eq!(texts, ["content/a/index.md", "content/b/index.md", "site.yaml"]);
    let rules: Vec<&str> = diagnostics.iter().map(|d| d.rule).collect();
    assert_eq!(rules, ["link-outside-site"]);
}

#[cfg(unix)]
#[test]
fn a_name_that_is_no_text_is_reported_and_left_out() {
    use std::os::unix::ffi::OsStrExt as _;
    let mut disk = site();
    let name = std::ffi::OsStr::from_bytes(b"caf\xE9.md");
    disk.0.insert(Path::new("/site/content").join(name), Node::File(b"# A".to_vec()));
    let (names, found) = read(&disk);
    assert_eq!(names, ["site.yaml"]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("bad-file-name content/caf"), "{found:?}");
}

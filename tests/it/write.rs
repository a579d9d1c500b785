//! The output folder: what is refused, what is skipped, what is deleted, what a crash leaves.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use waybill::write::{Artefact, Manifest, Output, Stage, Written, write};

use crate::site::Site;

/// An output folder beside a site's root, written to through the library.
struct Folder(Site);

impl Folder {
    fn new() -> Self {
        Folder(Site::empty())
    }

    /// Writes artefacts, given as path and text, and returns what was done or the rules that were broken.
    fn write(&self, artefacts: &[(&str, &str)]) -> Result<Written, Vec<String>> {
        let artefacts = artefacts
            .iter()
            .map(|(path, text)| Artefact { path: (*path).into(), content: (*text).to_owned().into() })
            .collect();
        let rules = |found: waybill::diag::Diagnostics| {
            found.sorted().iter().map(|d| format!("{} {}", d.rule, d.place.file)).collect()
        };
        let output = Output::check(&self.0.path(""), &self.0.path("public")).map_err(rules)?;
        write(&output, artefacts).map_err(rules)
    }

    /// As [`write`](Self::write), as `created / replaced / removed / unchanged`.
    fn summary(&self, artefacts: &[(&str, &str)]) -> String {
        match self.write(artefacts) {
            Ok(Written { created, replaced, removed, unchanged }) => {
                format!("+{} ~{} -{} ={unchanged}", created.join(","), replaced.join(","), removed.join(","))
            }
            Err(rules) => rules.join("; "),
        }
    }

    fn put(&self, path: &str, text: &str) {
        self.0.write(&format!("public/{path}"), text);
    }

    fn read(&self, path: &str) -> Option<String> {
        self.0.read(&format!("public/{path}"))
    }

    fn manifest(&self) -> Manifest {
        Manifest::from_json(&self.read(".waybill-manifest.json").unwrap()).unwrap()
    }
}

#[test]
fn only_what_changed_is_touched() {
    let folder = Folder::new();
    assert_eq!(folder.summary(&[("a.html", "A"), ("b/index.html", "B")]), "+a.html,b/index.html ~ - =0");
    assert_eq!(folder.summary(&[("a.html", "A"), ("b/index.html", "b")]), "+ ~b/index.html - =1");
    assert_eq!(folder.summary(&[("a.html", "A"), ("c", "")]), "+c ~ -b/index.html =1");
    assert!(!folder.0.path("public/b").exists(), "an empty folder goes with its last file");
    fs::remove_file(folder.0.path("public/a.html")).unwrap();
    assert_eq!(folder.summary(&[("a.html", "A"), ("c", "")]), "+a.html ~ - =1");
    folder.put("c", "by hand");
    assert_eq!(folder.summary(&[("a.html", "A"), ("c", "")]), "+ ~c - =1");
    assert_eq!(folder.read("c").as_deref(), Some(""));
    assert!(!folder.manifest().unfinished);
}

/// Every entry below a folder with what a rewrite would change: its identity and its time.
#[cfg(unix)]
fn entries(folder: &Path) -> BTreeMap<String, (u64, i64, i64)> {
    use std::os::unix::fs::MetadataExt;
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let metadata = entry.metadata().unwrap();
        if metadata.is_dir() {
            all.extend(entries(&entry.path()));
        }
        let path = entry.path().display().to_string();
        all.insert(path, (metadata.ino(), metadata.mtime(), metadata.mtime_nsec()));
    }
    let metadata = fs::metadata(folder).unwrap();
    all.insert(folder.display().to_string(), (metadata.ino(), metadata.mtime(), metadata.mtime_nsec()));
    all
}

#[cfg(unix)]
#[test]
fn a_second_build_writes_nothing_at_all() {
    let site = Site::new().file("static/a.txt", "a").file("static/deep/er/b.bin", vec![7; 100_000]);
    site.build();
    assert_eq!(fs::read(site.path("public/deep/er/b.bin")).unwrap(), vec![7; 100_000]);
    let before = entries(&site.path("public"));
    site.build();
    assert_eq!(entries(&site.path("public")), before);
    // A large file that differs in its last byte alone, so that length and beginning do not tell.
    let mut other = vec![7; 100_000];
    other[99_999] = 8;
    site.write("static/deep/er/b.bin", &other);
    let run = site.build();
    assert!(run.stdout.contains(": 1 written,"), "{run:?}");
    assert_eq!(fs::read(site.path("public/deep/er/b.bin")).unwrap(), other);
}

#[cfg(unix)]
#[test]
fn built_files_can_be_read_by_a_web_server() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    folder.write(&[("a.html", "A")]).unwrap();
    folder.put("by-hand", "");
    let mode =
        |path: &str| fs::metadata(folder.0.path(&format!("public/{path}"))).unwrap().permissions().mode();
    assert_eq!(mode("a.html"), mode("by-hand"), "as any other new file");
}

#[test]
fn foreign_files_are_neither_replaced_nor_deleted() {
    let folder = Folder::new();
    folder.write(&[("a.html", "A"), ("b/c.html", "C")]).unwrap();
    folder.put("CNAME", "example.org");
    folder.put("b/notes.txt", "mine");
    assert_eq!(folder.summary(&[("a.html", "A")]), "+ ~ -b/c.html =1");
    assert_eq!(folder.read("b/notes.txt").as_deref(), Some("mine"), "and its folder stays");

    let found = folder.summary(&[("CNAME", "other.org"), ("a.html", "new"), ("b", "a file")]);
    assert_eq!(found, "foreign-file public/CNAME; foreign-file public/b");
    assert_eq!(
        folder.read("a.html").as_deref(),
        Some("A"),
        "nothing is written where something is in the way"
    );

    assert_eq!(folder.summary(&[("CNAME", "example.org"), ("a.html", "A")]), "+ ~ - =2");
    assert!(folder.manifest().owns("CNAME"), "equal bytes make it Waybill's");
}

#[test]
fn a_file_becomes_a_folder_and_a_folder_a_file() {
    let folder = Folder::new();
    folder.write(&[("a", "file"), ("b/c/d.html", "deep"), ("e", "")]).unwrap();
    let swapped = [("a/b.html", "deep"), ("b", "file"), ("e", "")];
    assert_eq!(folder.summary(&swapped), "+a/b.html,b ~ -a,b/c/d.html =1");
    assert_eq!(folder.summary(&swapped), "+ ~ - =3");
}

#[cfg(unix)]
#[test]
fn nothing_is_written_or_deleted_through_a_link() {
    let folder = Folder::new();
    folder.write(&[("a/b.html", "B"), ("c.html", "C")]).unwrap();
    fs::rename(folder.0.path("public/a"), folder.0.path("moved")).unwrap();
    std::os::unix::fs::symlink("../moved", folder.0.path("public/a")).unwrap();
    assert_eq!(folder.summary(&[("a/b.html", "new"), ("c.html", "C")]), "foreign-file public/a");
    assert_eq!(folder.summary(&[("c.html", "C")]), "+ ~ - =1");
    assert_eq!(folder.0.read("moved/b.html").as_deref(), Some("B"));

    fs::write(folder.0.path("secret"), "C").unwrap();
    fs::remove_file(folder.0.path("public/c.html")).unwrap();
    std::os::unix::fs::symlink("../secret", folder.0.path("public/c.html")).unwrap();
    assert_eq!(folder.summary(&[("c.html", "new")]), "+ ~c.html - =0");
    assert_eq!(folder.0.read("secret").as_deref(), Some("C"), "the link is replaced, not what it leads to");
}

#[test]
fn a_killed_build_is_taken_up_where_it_stopped() {
    let folder = Folder::new();
    folder.write(&[("a.html", "A"), ("b/c.html", "C")]).unwrap();
    // As after a kill between the first and the last file of a build that adds d/e.html and drops b/c.html.
    let mut manifest = folder.manifest();
    manifest.unfinished = true;
    manifest.files.insert("d/e.html".into(), manifest.files["a.html"].clone());
    folder.put(".waybill-manifest.json", &manifest.to_json());
    folder.put("d/e.html", "E, by the killed build");
    folder.put("d/.waybill-tmp-x1", "half");
    folder.put(".waybill-tmp-x2", "half");
    folder.put("f/.waybill-tmp-x3", "in no folder of ours");
    assert_eq!(folder.summary(&[("a.html", "A"), ("d/e.html", "E")]), "+ ~d/e.html -b/c.html =1");
    assert_eq!(folder.read("d/.waybill-tmp-x1"), None);
    assert_eq!(folder.read(".waybill-tmp-x2"), None);
    assert!(folder.read("f/.waybill-tmp-x3").is_some());
    assert!(!folder.manifest().unfinished);
}

#[test]
fn a_first_build_that_was_killed_is_recognised() {
    let folder = Folder::new();
    folder.put(".gitignore", "*\n");
    folder.put(".waybill-tmp-x", "half a manifest");
    assert_eq!(folder.summary(&[("a.html", "A")]), "+a.html ~ - =0");
    assert_eq!(folder.read(".waybill-tmp-x"), None);
    assert_eq!(folder.read(".gitignore").as_deref(), Some("*\n"));
}

#[test]
fn paths_that_lead_elsewhere_or_collide_are_refused() {
    let folder = Folder::new();
    let long = "x".repeat(256);
    for path in ["../a", "/a", "a/../../b", "a//b", "a/", "", "a\0b", ".waybill-manifest.json", &long] {
        let rules = folder.write(&[(path, ""), ("fine", "")]).unwrap_err();
        assert!(rules.len() == 1 && rules[0].starts_with("bad-output-path"), "{path:?} {rules:?}");
    }
    let collisions = [
        [("a.html", "1"), ("a.html", "2")],
        [("About/index.html", ""), ("about/index.html", "")],
        [("a", ""), ("a/b", "")],
        [("É", ""), ("é/b", "")],
    ];
    for artefacts in collisions {
        let rules = folder.write(&artefacts).unwrap_err();
        assert!(rules.len() == 1 && rules[0].starts_with("path-collision"), "{artefacts:?} {rules:?}");
    }
    assert!(!folder.0.path("public").exists(), "nothing was written");
}

#[test]
fn a_manifest_that_cannot_be_read_deletes_nothing() {
    let folder = Folder::new();
    folder.write(&[("a.html", "A")]).unwrap();
    folder.0.write("precious", "P");
    let entry = r#"{"blake3":"","length":1}"#;
    for text in
        ["{", r#"{"version":9,"files":{}}"#, &format!(r#"{{"version":1,"files":{{"../precious":{entry}}}}}"#)]
    {
        folder.put(".waybill-manifest.json", text);
        assert_eq!(folder.summary(&[("b", "B")]), "bad-manifest public/.waybill-manifest.json");
    }
    assert_eq!(folder.0.read("precious").as_deref(), Some("P"));
    assert_eq!(folder.read("a.html").as_deref(), Some("A"));
}

#[test]
fn folders_that_no_build_may_write_to_are_refused() {
    let site =
        Site::new().file("content/a.md", "---\ntitle: A\n---\n").file("full/thesis.tex", "").file("file", "");
    fs::create_dir(site.path("../home")).unwrap();
    let home = fs::canonicalize(site.path("../home")).unwrap();
    for (out, why) in [
        (".", "it is or contains the site's own root"),
        ("..", "it is or contains the site's own root"),
        ("../site", "it is or contains the site's own root"),
        ("/", "it is the root of the file system"),
        (home.to_str().unwrap(), "it is or contains the home folder"),
        (".git", "it is or lies within a .git folder"),
        ("../.git/x", "it is or lies within a .git folder"),
        ("content", "the site's content lies there"),
        ("content/x", "the site's content lies there"),
        ("x/../content", "the site's content lies there"),
        ("src", "the site's src lies there"),
        ("static", "the site's static lies there"),
        ("full", "it holds thesis.tex, and no manifest says that Waybill wrote it"),
        ("file", "Not a directory"),
        ("file/x", "Not a directory"),
    ] {
        let run = site.run(&["build", "--out", out]);
        assert_eq!(run.status, Some(1), "{out}: {run:?}");
        assert!(run.stderr.contains(&format!("cannot be the output folder: {why}")), "{out}: {run:?}");
    }
    assert!(!site.path("static").exists() && !site.path("src").exists());
    let run = site.run(&["build", "--out", "full"]);
    insta::assert_snapshot!(run.stderr, @"
    error[refused-output]: full cannot be the output folder: it holds thesis.tex, and no manifest says that Waybill wrote it
    --> full
     = help: choose an empty folder with --out, or empty this one yourself

    1 error
    ");
}

#[cfg(unix)]
#[test]
fn a_link_does_not_hide_a_refused_folder() {
    let site = Site::new().file("content/a.md", "# A\n").file("../shared/b.md", "# B\n");
    std::os::unix::fs::symlink("content", site.path("out")).unwrap();
    std::os::unix::fs::symlink("public", site.path("static")).unwrap();
    fs::create_dir(site.path("public")).unwrap();
    for out in ["out", "out/x", "public"] {
        let run = site.run(&["build", "--out", out]);
        assert!(run.stderr.contains("error[refused-output]"), "{out}: {run:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_disk_that_refuses_is_a_finding() {
    use std::os::unix::fs::PermissionsExt;
    let site = Site::new().file("static/a.txt", "a").file("static/b/c.txt", "c");
    site.build();
    site.write("static/b/c.txt", "new");
    let folder = site.path("public/b");
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o555)).unwrap();
    // Whoever may do everything (as in many a container) is not refused by a mode.
    let refused = fs::write(folder.join("probe"), "").is_err();
    let run = site.run(&["build"]);
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
    if refused {
        assert_eq!(run.status, Some(1), "{run:?}");
        assert!(run.stderr.contains("cannot write public/b/c.txt"), "{run:?}");
        assert_eq!(site.read("public/b/c.txt").as_deref(), Some("c"), "the old bytes, whole");
        site.build();
    }
    assert_eq!(site.read("public/b/c.txt").as_deref(), Some("new"));
}

#[test]
fn a_write_that_fails_half_way_is_repaired_by_the_next() {
    use waybill::write::Content;
    let folder = Folder::new();
    folder.write(&[("a.html", "A"), ("gone.html", "")]).unwrap();
    let output = Output::check(&folder.0.path(""), &folder.0.path("public")).unwrap();
    let missing = Content::Copy { from: folder.0.path("nowhere"), length: 1, hash: blake3::hash(b"x") };
    let artefacts = vec![
        Artefact { path: "a.html".into(), content: "new".to_owned().into() },
        Artefact { path: "b/copied".into(), content: missing },
    ];
    let found = write(&output, artefacts).unwrap_err();
    let found: Vec<String> = found.sorted().iter().map(|d| format!("{} {}", d.rule, d.place.file)).collect();
    assert_eq!(found, ["unwritable-file public/b/copied"]);
    assert_eq!(folder.read("gone.html").as_deref(), Some(""), "nothing is deleted by a build that failed");
    assert!(folder.manifest().unfinished);
    assert_eq!(folder.summary(&[("a.html", "new"), ("b/copied", "x")]), "+b/copied ~ -gone.html =1");
}

#[test]
fn a_build_may_be_killed_at_any_moment() {
    const FILES: usize = 300;
    let site = Site::new();
    let fill = |version: u8| {
        for i in 0..FILES {
            // Each version adds some files and drops others.
            let path = format!("static/{}/{i}.bin", i / 10);
            match (i + usize::from(version)) % 7 {
                0 if site.path(&path).exists() => site.remove(&path),
                0 => {}
                _ => site.write(&path, vec![version; 20_000]),
            }
        }
    };
    fill(1);
    site.build();
    for version in 2..8 {
        fill(version);
        let mut child = site.command(&["build"]).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(u64::from(version) * 2));
        child.kill().unwrap();
        child.wait().unwrap();
        for path in files(&site.path("public")).iter().filter(|path| path.ends_with(".bin")) {
            let bytes = fs::read(path).unwrap();
            assert!(
                bytes.len() == 20_000 && bytes.iter().all(|byte| *byte == bytes[0]),
                "{path} is half written"
            );
        }
    }
    site.build();
    let names = |folder: &str| {
        let root = site.path(folder).display().to_string();
        files(&site.path(folder)).iter().map(|path| path.replace(&root, "")).collect::<Vec<_>>()
    };
    let mut built = names("public");
    built.retain(|path| path.ends_with(".bin") || path.contains(".waybill-tmp-"));
    assert_eq!(built, names("static"), "nothing is left over and nothing is missing");
}

/// Every file below a folder, sorted.
fn files(folder: &Path) -> Vec<String> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(files(&path));
        } else {
            all.push(path.display().to_string());
        }
    }
    all.sort();
    all
}

#[cfg(unix)]
#[test]
fn a_build_waits_for_another_one() {
    let folder = Folder::new();
    folder.write(&[("a.html", "A")]).unwrap();
    let lock = fs::File::open(folder.0.path("public")).unwrap();
    lock.lock().unwrap();
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| folder.summary(&[("a.html", "new")]));
        std::thread::sleep(std::time::Duration::from_millis(100));
        assert_eq!(folder.read("a.html").as_deref(), Some("A"));
        drop(lock);
        assert_eq!(waiting.join().unwrap(), "+ ~a.html - =0");
    });
}

#[test]
fn files_wait_in_the_output_folder_and_leave_nothing_there_if_they_are_not_wanted() {
    let folder = Folder::new();
    let output = Output::check(&folder.0.path(""), &folder.0.path("public")).unwrap();
    let waiting = || fs::read_dir(folder.0.path("public")).map_or(0, Iterator::count);

    let stage = Stage::open(&output).unwrap();
    stage.take(&"a.html".into(), b"A".to_vec());
    assert_eq!(waiting(), 1, "the staged file");
    drop(stage);
    assert!(!folder.0.path("public").exists(), "the folder was not there before");

    let stage = Stage::open(&output).unwrap();
    stage.take(&"b/c.html".into(), b"C".to_vec());
    stage.take(&"a.html".into(), b"A".to_vec());
    let written =
        stage.write(vec![Artefact { path: "d".into(), content: "D".to_owned().into() }], None).unwrap();
    assert_eq!(written.created, ["a.html", "b/c.html", "d"].map(Into::into));
    assert_eq!(folder.read("b/c.html").as_deref(), Some("C"));
    assert_eq!(waiting(), 4, "two files, a folder and the manifest");

    // What a killed build left.
    folder.put(".waybill-tmp-abc/0/1", "half");
    let stage = Stage::open(&output).unwrap();
    assert_eq!(waiting(), 4);
    stage.take(&"a.html".into(), b"A".to_vec());
    assert_eq!(waiting(), 4, "what is there already does not wait");
    stage.take(&"b/c.html".into(), b"c".to_vec());
    let written = stage.write(Vec::new(), None).unwrap();
    assert_eq!((written.replaced, written.removed), (vec!["b/c.html".into()], vec!["d".into()]));
    assert_eq!(written.unchanged, 1);
    assert_eq!(folder.read("b/c.html").as_deref(), Some("c"));
}

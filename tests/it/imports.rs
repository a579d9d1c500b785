//! Which module may know which, and which may touch the disk: the shape that `src/lib.rs` draws.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};

/// What each module may import. The order is that of the phases, so each line names earlier lines only.
const MAY_KNOW: [(&str, &[&str]); 12] = [
    ("diag", &[]),
    ("source", &["diag"]),
    ("write", &["diag"]),
    ("model", &["diag"]),
    ("chart", &["diag", "model"]),
    ("document", &["diag", "model"]),
    ("load", &["diag", "source", "model", "chart", "document"]),
    ("check", &["diag", "source", "model", "chart", "document", "load"]),
    ("plan", &["diag", "source", "model", "chart", "document", "load", "check"]),
    ("render", &["diag", "source", "model", "chart", "document", "load", "check", "plan"]),
    ("build", &["diag", "source", "write", "model", "chart", "document", "load", "check", "plan", "render"]),
    ("cli", &["diag", "write", "model", "build"]),
];

/// Who may call `std::fs`. Tests may everywhere.
const TOUCH_THE_DISK: [&str; 2] = ["source", "write"];

#[test]
fn imports_point_one_way() {
    let mut wrong = Vec::new();
    for file in sources() {
        let Some(known) = file.may_know() else { continue };
        for path in &file.paths {
            if let Some(other) = path.crate_module(&file.module)
                && other != file.module[0]
                && !known.contains(&&*other)
            {
                wrong.push(format!("{}:{}: {} may not know {other}", file.name, path.line, file.module[0]));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_source_and_write_touch_the_disk() {
    let mut wrong = Vec::new();
    for file in sources() {
        let allowed = file.module.first().is_some_and(|module| TOUCH_THE_DISK.contains(&&**module));
        let touching = file.paths.iter().filter(|path| !path.in_test && path.begins_with(&["std", "fs"]));
        for path in touching.filter(|_| !allowed) {
            wrong.push(format!("{}:{}: std::fs outside source and write", file.name, path.line));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_module_has_its_place() {
    let mut modules: Vec<String> =
        sources().into_iter().filter_map(|file| file.module.first().cloned()).collect();
    modules.sort();
    modules.dedup();
    let mut listed: Vec<&str> = MAY_KNOW.iter().map(|(module, _)| *module).collect();
    listed.sort_unstable();
    assert_eq!(modules, listed);
}

#[test]
fn paths_are_read_as_the_compiler_reads_them() {
    let text = r##"
        //! crate::comment::no
        use crate::{a::b, c as d, e::{self, f}};
        use super::{g, super::h};
        pub(in crate::i) fn j<'a>() { let _ = "crate::text::no"; format!("{}", crate::k()); std::fs::l(); }
        mod inner { use super::m; use super::super::n; mod deeper { use super::super::super::super::o; } }
        #[cfg(test)] mod tests { use std::fs; use super::*; }
        use std::{io, fs::File};
    "##;
    let file = Source::parse("src/x/y.rs".into(), text);
    assert_eq!(file.module, ["x", "y"]);
    let mut modules: Vec<String> =
        file.paths.iter().filter_map(|path| path.crate_module(&file.module)).collect();
    modules.dedup();
    // `super::g` is x::g, `super::super::h` is crate::h, `super::m` within `inner` is x::y::m.
    assert_eq!(modules, ["a", "c", "e", "x", "h", "i", "k", "x", "o"].map(String::from));
    let disk: Vec<_> = file.paths.iter().filter(|path| path.begins_with(&["std", "fs"])).collect();
    assert_eq!(
        disk.iter().map(|path| (path.line, path.in_test)).collect::<Vec<_>>(),
        [(5, false), (7, true), (8, false)]
    );
}

/// A source file and every path that is written in it.
struct Source {
    name: String,
    /// The module that the file is: `["write", "manifest"]`. Empty for the crate root and `main`.
    module: Vec<String>,
    paths: Vec<PathUse>,
}

/// A path somewhere in a file: `crate::model::Period` as its names.
struct PathUse {
    names: Vec<String>,
    line: usize,
    /// The modules within the file that it stands in.
    inner: Vec<String>,
    in_test: bool,
}

impl Source {
    fn parse(name: String, text: &str) -> Self {
        let within = name.strip_prefix("src/").unwrap_or(&name).trim_end_matches(".rs");
        let mut module: Vec<String> = within.split('/').map(String::from).collect();
        if module.last().is_some_and(|last| ["mod", "lib", "main"].contains(&&**last)) {
            module.pop();
        }
        let stream: TokenStream = text.parse().unwrap_or_else(|error| panic!("{name}: {error}"));
        let mut paths = Vec::new();
        let in_test = module.last().is_some_and(|last| last == "tests");
        collect(stream, &Scope { before: Vec::new(), inner: Vec::new(), in_test }, &mut paths);
        Source { name, module, paths }
    }

    fn may_know(&self) -> Option<&'static [&'static str]> {
        let module = self.module.first()?;
        MAY_KNOW.iter().find(|(name, _)| name == module).map(|(_, known)| *known)
    }
}

impl PathUse {
    /// The module of the crate's root that the path leads to, if it leads into the crate.
    fn crate_module(&self, module: &[String]) -> Option<String> {
        let mut at: Vec<&String> = module.iter().chain(&self.inner).collect();
        let mut names = self.names.iter();
        let first = match self.names.first()?.as_str() {
            "crate" | "waybill" => {
                names.next();
                at.clear();
                names.next()
            }
            "super" | "self" => names.find(|name| match name.as_str() {
                "super" => {
                    at.pop();
                    false
                }
                name => name != "self",
            }),
            _ => return None,
        };
        at.first().copied().or(first).cloned()
    }

    fn begins_with(&self, names: &[&str]) -> bool {
        self.names.iter().zip(names).filter(|(a, b)| a == b).count() == names.len()
    }
}

/// Where the tokens stand.
#[derive(Clone)]
struct Scope {
    /// The names before a group of a `use`: `["crate", "a"]` within `crate::a::{…}`.
    before: Vec<String>,
    inner: Vec<String>,
    in_test: bool,
}

/// Collects the paths in a stream of tokens: names joined by `::`, where a group after `::` continues each of
/// its members.
fn collect(stream: TokenStream, scope: &Scope, paths: &mut Vec<PathUse>) {
    let mut names = scope.before.clone();
    let mut line = 0;
    let mut joined = true;
    let mut colons = 0;
    let mut previous = String::new();
    let mut module: Option<String> = None;
    let mut test_next = false;
    let mut flush = |names: &mut Vec<String>, line: usize, restart: &[String]| {
        if names.len() > restart.len().max(1) {
            let (inner, in_test) = (scope.inner.clone(), scope.in_test);
            paths.push(PathUse { names: std::mem::take(names), line, inner, in_test });
        }
        *names = restart.to_vec();
    };
    let mut groups = Vec::new();
    for token in stream {
        match token {
            TokenTree::Ident(ident) => {
                if !joined {
                    flush(&mut names, line, &[]);
                }
                let text = ident.to_string();
                module = (previous == "mod").then(|| text.clone());
                previous.clone_from(&text);
                line = ident.span().start().line;
                names.push(text);
                (joined, colons) = (false, 0);
            }
            TokenTree::Punct(punct) if punct.as_char() == ':' => {
                colons += 1;
                joined = colons == 2;
            }
            TokenTree::Punct(punct) => {
                // Only a comma in a group of a `use` goes on with what stands before the group.
                let restart = if punct.as_char() == ',' { &scope.before[..] } else { &[] };
                flush(&mut names, line, restart);
                (joined, colons) = (punct.as_char() == ',', 0);
                if punct.as_char() == ';' {
                    (module, test_next) = (None, false);
                }
                previous.clear();
            }
            TokenTree::Group(group) => {
                let text = group.stream().to_string();
                let mut within = scope.clone();
                within.before = if joined && colons == 2 { std::mem::take(&mut names) } else { Vec::new() };
                flush(&mut names, line, &[]);
                if let Some(module) = module.take() {
                    within.inner.push(module);
                    within.in_test |= std::mem::take(&mut test_next);
                }
                test_next |= previous.is_empty() && text == "cfg (test)";
                groups.push((group.stream(), within));
                (joined, colons) = (false, 0);
            }
            TokenTree::Literal(_) => {
                flush(&mut names, line, &[]);
                (joined, colons) = (false, 0);
            }
        }
    }
    flush(&mut names, line, &[]);
    for (stream, within) in groups {
        collect(stream, &within, paths);
    }
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    list(&root.join("src"), &mut files);
    files.sort();
    files
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            Source::parse(name, &fs::read_to_string(&path).unwrap())
        })
        .collect()
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            list(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

//! Which module may know which, and which may touch the disk: the shape that `src/lib.rs` draws.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// What each module may import. The order is that of the phases, so each line names earlier lines only.
const MAY_KNOW: [(&str, &[&str]); 20] = [
    ("diag", &[]),
    ("theme", &[]),
    ("starter", &[]),
    ("external", &[]),
    ("source", &["diag"]),
    ("write", &["diag"]),
    ("model", &["diag"]),
    ("chart", &["diag", "model"]),
    ("document", &["diag", "model"]),
    ("audit", &["diag", "model"]),
    ("print", &["diag", "theme", "document"]),
    ("load", &["diag", "source", "model", "audit", "chart", "document"]),
    ("check", &["diag", "theme", "source", "model", "audit", "chart", "document", "load"]),
    ("plan", &["diag", "theme", "source", "model", "audit", "chart", "document", "load", "check"]),
    (
        "render",
        &["diag", "theme", "source", "model", "audit", "chart", "document", "print", "load", "check", "plan"],
    ),
    (
        "explain",
        &[
            "diag", "theme", "source", "model", "audit", "chart", "document", "load", "check", "plan",
            "render",
        ],
    ),
    (
        "revision",
        &["diag", "theme", "source", "model", "audit", "document", "load", "check", "plan", "render"],
    ),
    (
        "build",
        &[
            "diag", "theme", "starter", "source", "write", "model", "audit", "chart", "document", "load",
            "check", "plan", "render", "explain", "revision", "external",
        ],
    ),
    ("serve", &["diag", "source", "write", "render", "build"]),
    ("cli", &["diag", "write", "model", "render", "explain", "revision", "build", "serve"]),
];

/// Who may call `std::fs`. Tests may everywhere.
const TOUCH_THE_DISK: [&str; 3] = ["source", "write", "serve"];

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
fn only_source_write_and_serve_touch_the_disk() {
    let mut wrong = Vec::new();
    for file in sources() {
        let allowed = file.module.first().is_some_and(|module| TOUCH_THE_DISK.contains(&&**module));
        let touching = file.paths.iter().filter(|path| !path.in_test && path.begins_with(&["std", "fs"]));
        for path in touching.filter(|_| !allowed) {
            wrong.push(format!("{}:{}: std::fs outside source, write and serve", file.name, path.line));
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
        use crate::{a::b, c as no, e::{self, f}};
        use super::{g, super::h};
        pub(in crate::i) fn j<'a>() { let _ = "crate::text::no"; format!("{}", crate::k()); ::std::fs::l(); }
        mod inner { use super::m; use super::super::n; mod deeper { use super::super::super::super::o; } }
        #[cfg(test)] mod tests { use std::fs; use super::*; }
        use std::{io, fs::File};
        use crate::*;
    "##;
    let file = Source::parse("src/x/y.rs".into(), text);
    assert_eq!(file.module, ["x", "y"]);
    let into_crate = file.paths.iter().filter_map(|path| Some((path.line, path.crate_module(&file.module)?)));
    let expected = [
        (3, "a"),
        (3, "c"),
        (3, "e"),
        (3, "e"),
        (4, "x"), // x::g
        (4, "h"),
        (5, "i"),
        (5, "k"),
        (6, "x"), // x::y::m, as seen from x::y::inner
        (6, "x"), // x::n
        (6, "o"),
        (7, "x"),
        (9, "*"),
    ];
    assert_eq!(into_crate.collect::<Vec<_>>(), expected.map(|(line, module)| (line, module.to_owned())));
    let disk = file.paths.iter().filter(|path| path.begins_with(&["std", "fs"]));
    let disk: Vec<_> = disk.map(|path| (path.line, path.in_test)).collect();
    assert_eq!(disk, [(5, false), (7, true), (8, false)]);
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
        collect(stream, &Scope { in_test, ..Scope::default() }, &mut paths);
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

/// Where tokens stand.
#[derive(Clone, Default)]
struct Scope {
    /// What a group of a `use` continues: `crate`, `a` within `crate::a::{…}`.
    before: Vec<String>,
    /// The modules within the file.
    inner: Vec<String>,
    in_test: bool,
}

/// Collects the paths in a stream of tokens, whether of code or of a macro's arguments.
fn collect(stream: TokenStream, scope: &Scope, paths: &mut Vec<PathUse>) {
    let tokens: Vec<TokenTree> = stream.into_iter().collect();
    let mut item = scope.clone();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        match token {
            TokenTree::Ident(ident) if ident == "mod" => {
                item.inner.extend(tokens.get(at).map(ToString::to_string));
                at += 1;
            }
            // The new name is none of the crate's.
            TokenTree::Ident(ident) if ident == "as" => at += 1,
            TokenTree::Ident(ident) => {
                let (more, group) = continued(&tokens[at..]);
                let mut names = scope.before.clone();
                names.push(ident.to_string());
                names.extend(more.iter().cloned());
                at += 3 * more.len();
                if let Some(group) = group {
                    at += 3;
                    collect(group, &Scope { before: names, ..item.clone() }, paths);
                } else if names.len() > 1 {
                    let line = ident.span().start().line;
                    paths.push(PathUse { names, line, inner: item.inner.clone(), in_test: item.in_test });
                }
            }
            TokenTree::Group(group) => {
                item.in_test |= group.stream().to_string() == "cfg (test)";
                collect(group.stream(), &Scope { before: Vec::new(), ..item.clone() }, paths);
                if group.delimiter() == Delimiter::Brace {
                    item = scope.clone();
                }
            }
            TokenTree::Punct(punct) if punct.as_char() == ';' => item = scope.clone(),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

/// The names that follow a name after `::` each, and the group that ends them in a `use`.
fn continued(tokens: &[TokenTree]) -> (Vec<String>, Option<TokenStream>) {
    let is_colon = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ':');
    let mut names = Vec::new();
    for step in tokens.chunks_exact(3).take_while(|step| is_colon(&step[0]) && is_colon(&step[1])) {
        match &step[2] {
            TokenTree::Ident(ident) => names.push(ident.to_string()),
            TokenTree::Punct(punct) if punct.as_char() == '*' => names.push("*".to_owned()),
            TokenTree::Group(group) => return (names, Some(group.stream())),
            _ => break,
        }
    }
    (names, None)
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

//! The first minutes with the program: a site to start from, and schemas for the editor.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::Stdio;

use serde_json::Value;

use crate::site::{Site, files_below};
use crate::site_build::main_part;

#[test]
fn a_new_site_holds_builds_and_is_served() {
    let site = Site::empty();
    let made = site.run(&["init", "time"]);
    insta::assert_snapshot!(made.whole());
    let check = site.run(&["check", "--root", "time", "--stage", "publish"]);
    assert_eq!((check.status, &*check.stderr), (Some(0), ""), "{}", check.stdout);
    let build = site.run(&["build", "--root", "time"]);
    assert_eq!((build.status, &*build.stderr), (Some(0), ""));
    assert!(site.read("time/public/index.html").unwrap().contains("Leap Seconds"));

    let mut command = site.command(&["serve", "--root", "time", "--port", "0"]);
    let mut served = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let lines = BufReader::new(served.stdout.take().unwrap()).lines().map(Result::unwrap);
    let host = lines
        .into_iter()
        .find_map(|line| Some(line.strip_prefix("Serving http://")?.split('/').next()?.to_owned()));
    let host = host.unwrap();
    let mut stream = TcpStream::connect(host.replace("localhost", "127.0.0.1")).unwrap();
    let request =
        format!("GET /briefings/fewer-leap-seconds/ HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    served.kill().unwrap();
    served.wait().unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 200") && answer.contains("Leap seconds have become rare"),
        "{answer}"
    );
}

/// The blocks of code in the README's section on writing a briefing, with the language of each.
fn blocks_of_readme() -> Vec<(String, String)> {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let section = readme.split("\n## ").find(|section| section.starts_with("Write a briefing")).unwrap();
    let fenced = section.split("\n```").skip(1).step_by(2);
    let block = |fenced: &str| {
        let (language, code) = fenced.split_once('\n').unwrap();
        (language.to_owned(), format!("{code}\n"))
    };
    fenced.map(block).collect()
}

#[test]
fn what_the_readme_says_to_write_is_a_site() {
    let blocks = blocks_of_readme();
    let languages: Vec<&str> = blocks.iter().map(|(language, _)| language.as_str()).collect();
    assert_eq!(languages, ["yaml", "yaml", "markdown", "markdown", "yaml", "yaml"]);
    // The last one is about a map, of places that the reader has yet to put down.
    let files = [
        "data/sources.yaml",
        "data/series/port.yaml",
        "content/briefings/port.md",
        "content/briefings/_index.md",
        "data/charts/port.yaml",
    ];
    let mut site = Site::new();
    for (path, (_, code)) in files.into_iter().zip(&blocks) {
        site = site.file(path, code);
    }
    let narrative = site.read("content/briefings/port.md").unwrap();
    site.write("content/briefings/port.md", narrative + "{{ chart(id=\"port\") }}\n");
    let run = site.build();
    assert_eq!(run.stderr, "", "the reader is told of a mistake in what the README says");
    let page = site.read("public/briefings/port/index.html").unwrap();
    assert!(page.contains("over 2.3\u{a0}million\u{a0}tonnes") && page.contains("A slow climb"));
    if cfg!(feature = "print") {
        assert!(site.path("public/briefings/port/port.pdf").exists());
    }
    assert!(site.read("public/index.html").unwrap().contains("href=\"briefings/port/index.html\""));
}

#[test]
fn a_site_without_a_front_page_gets_one_that_lists_what_there_is() {
    let site = Site::new()
        .file("content/alone.md", "---\ntitle: Alone\nsummary: In no folder.\n---\n")
        .file("content/notes/2026/first.md", "---\ntitle: First\ndate: 2026-01-05\n---\n")
        .file("content/reviews/_index.md", "---\ntitle: Reviews\npage_template: briefing.html\n---\n")
        .file("content/reviews/2025/deep.md", "---\ntitle: In depth\ndate: 2026-01-07\nprint: false\n---\n");
    assert_eq!(site.build().stderr, "");
    insta::assert_snapshot!(main_part(&site.read("public/index.html").unwrap()));
    // What lies in a folder below a section belongs to it.
    let below = site.read("public/reviews/2025/deep/index.html").unwrap();
    assert!(below.contains("<body class=\"kind-briefing\">"));
    assert!(site.read("public/reviews/index.html").unwrap().contains("In depth"));

    // A page of the author's own takes its place, whatever it is made of.
    let own = site.file("static/index.html", "<!doctype html><title>Mine</title>\n");
    assert_eq!(own.build().stderr, "");
    assert!(own.read("public/index.html").unwrap().contains("<title>Mine</title>"));
    fs::remove_file(own.path("static/index.html")).unwrap();
    let own = own.file("content/_index.md", "---\ntitle: My front page\n---\n");
    assert_eq!(own.build().stderr, "");
    let front = own.read("public/index.html").unwrap();
    assert!(front.contains("My front page") && front.contains("In depth") && !front.contains("Alone"));
}

#[test]
fn nothing_of_an_author_is_written_over() {
    let site = Site::new();
    insta::assert_snapshot!(site.run(&["init", "."]).whole());
    assert_eq!(files_below(&site.path(".")).len(), 1);
    // A repository that holds nothing yet is a good place to start.
    let fresh = Site::empty().file(".git/HEAD", "ref: refs/heads/main\n");
    assert_eq!(fresh.run(&["init", "."]).status, Some(0));
    assert!(fresh.path("site.yaml").exists());
    assert!(
        !fresh.path(".waybill-manifest.json").exists(),
        "a build would take an author's files for its own"
    );
    // A file is no folder.
    let file = Site::empty().file("time", "");
    assert_eq!(file.run(&["init", "time"]).status, Some(1));
    assert_eq!(file.read("time").unwrap(), "");
}

#[test]
fn the_new_site_is_the_folder_of_examples() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/starter");
    let on_disk = files_below(&folder);
    let listed: BTreeSet<&str> = waybill::starter::FILES.iter().map(|(path, _)| *path).collect();
    assert_eq!(on_disk.keys().map(String::as_str).collect::<BTreeSet<_>>(), listed);
}

#[test]
fn every_yaml_file_of_the_new_site_names_a_schema_that_is_there() {
    let site = Site::empty();
    site.run(&["init", "."]);
    let files = files_below(&site.path("."));
    let named: Vec<&String> =
        files.keys().filter(|path| path.ends_with(".yaml") && !path.starts_with(".vscode")).collect();
    assert!(named.len() > 5);
    for path in named {
        let text = site.read(path).unwrap();
        let first = text.lines().next().unwrap();
        let schema =
            first.strip_prefix("# yaml-language-server: $schema=").unwrap_or_else(|| panic!("{path}"));
        let beside = site.path(path).parent().unwrap().join(schema);
        let kind = fs::canonicalize(&beside).unwrap_or_else(|_| panic!("{path}: no {schema}"));
        assert!(kind.starts_with(fs::canonicalize(site.path("schemas")).unwrap()));
    }
    let settings: Value = serde_json::from_str(&site.read(".vscode/settings.json").unwrap()).unwrap();
    for schema in settings["yaml.schemas"].as_object().unwrap().keys() {
        assert!(site.path(schema).exists(), "{schema}");
    }
}

#[test]
fn a_schema_knows_the_kinds_of_entity_of_its_site() {
    let site = Site::small();
    assert_eq!(site.run(&["schema"]).stdout, "Wrote 8 schemas to schemas\n");
    let read = |name: &str| -> Value {
        serde_json::from_str(&site.read(&format!("schemas/{name}.schema.json")).unwrap()).unwrap()
    };
    let record = &read("entities")["$defs"]["RawEntity"];
    assert_eq!(record["properties"]["kind"]["enum"], serde_json::json!(["port", "river"]));
    let printed = site.run(&["schema", "entities"]).stdout;
    assert_eq!(printed, site.read("schemas/entities.schema.json").unwrap());
    // Written again over itself, and over an older one.
    site.write("schemas/series.schema.json", "{}");
    assert_eq!(site.run(&["schema"]).status, Some(0));
    assert_ne!(read("series"), serde_json::json!({}));
    // Where there is no site, any kind may be.
    let nowhere = Site::empty();
    let any: Value = serde_json::from_str(&nowhere.run(&["schema", "entities"]).stdout).unwrap();
    assert!(any["$defs"]["RawEntity"]["properties"]["kind"]["enum"].is_null());
}

#[test]
fn the_schema_of_sources() {
    insta::assert_snapshot!(Site::empty().run(&["schema", "sources"]).stdout);
}

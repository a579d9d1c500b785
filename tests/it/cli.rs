//! The command line: streams, formats, exit codes.

use std::io::Read;
use std::process::Stdio;

use crate::site::Site;

#[test]
fn a_folder_that_is_no_site_is_explained() {
    insta::assert_snapshot!(Site::empty().run(&["build"]).whole(), @"
    status 1
    --- stdout
    --- stderr
    error[no-site]: this folder holds no site.yaml
    --> site.yaml
     = help: run Waybill in the site's folder, or name it: waybill build --root DIR; `waybill init DIR` makes a new site

    1 error
    ");
}

#[test]
fn json_goes_to_standard_output_and_nothing_else_does() {
    let site = Site::new().file("data/series/a.yaml", b"a: \xFF\n").file("static/a.txt", "a");
    let run = site.run(&["check", "--format", "json"]);
    insta::assert_snapshot!(run.whole(), @r#"
    status 1
    --- stdout
    {
      "diagnostics": [
        {
          "rule": "not-utf8",
          "severity": "error",
          "file": "data/series/a.yaml",
          "line": 1,
          "column": 4,
          "end_line": 1,
          "end_column": 5,
          "message": "not UTF-8: byte 0xFF at line 1, column 4",
          "hint": "save the file as UTF-8 in the editor",
          "related": []
        }
      ],
      "summary": {
        "errors": 1,
        "warnings": 0,
        "information": 0,
        "checked": {
          "pages": 2,
          "figures": {
            "checked": 0,
            "held": 0
          },
          "observations": 0,
          "links": {
            "checked": 0,
            "held": 0
          },
          "charts": {
            "checked": 0,
            "held": 0
          },
          "waived": 0
        }
      }
    }
    --- stderr
    "#);

    site.remove("data/series/a.yaml");
    let run = site.run(&["build", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((run.status, &json["summary"]["errors"]), (Some(0), &0.into()), "{run:?}");
}

#[test]
fn a_build_says_what_it_did() {
    let site = Site::new().file("static/a.txt", "a").file("static/b.txt", "b");
    let first = site.build();
    assert!(
        first.stdout.starts_with("Built ") && first.stdout.ends_with(" 0 unchanged (TIME)\n"),
        "{first:?}"
    );
    site.remove("static/b.txt");
    let second = site.build();
    assert!(second.stdout.contains(": 0 written, "), "{second:?}");
    assert!(second.stdout.ends_with(" unchanged, 1 removed (TIME)\n"), "{second:?}");
    assert_eq!((&*first.stderr, &*second.stderr), ("", ""));
}

#[test]
fn a_check_writes_nothing() {
    let site = Site::new().file("static/a.txt", "a");
    assert_eq!(site.run(&["check"]).status, Some(0));
    assert!(!site.path("public").exists());
}

#[test]
fn a_check_says_what_holds() {
    let site = Site::small();
    let run = site.run(&["check"]);
    let line = "Checked 18 pages: 11 bound figures, 8 observations, 2 links and 1 chart holds; 0 errors, 0 warnings; 4 external \
                links not asked (--external asks)\n";
    assert_eq!((run.status, &*run.stdout, &*run.stderr), (Some(0), line, ""));

    let text = "---\ntitle: A page\n---\n\n[One](no.md), {{ value(of=\"trains\", at=\"2019\") }}.\n";
    site.write("content/page.md", text);
    let run = site.run(&["check"]);
    let line = "Checked 19 pages: 11 of 12 bound figures, 8 observations, 2 of 3 links and 1 chart holds; 2 errors, \
                0 warnings\n";
    assert_eq!((run.status, &*run.stdout), (Some(1), line));
}

#[test]
fn what_fails_depends_on_the_stage() {
    let site = Site::small().file("content/page.md", "---\ntitle: A page\n---\n\n[^1]: Never referred to.\n");
    for (arguments, status) in [
        (&["check"][..], 0),
        (&["check", "--stage", "draft"], 0),
        (&["check", "--stage", "publish"], 1),
        (&["check", "--strict"], 1),
    ] {
        let run = site.run(arguments);
        assert_eq!(run.status, Some(status), "{arguments:?} {run:?}");
        let end = "holds; 0 errors, 1 warning; 4 external links not asked (--external asks)\n";
        assert!(run.stdout.ends_with(end), "{run:?}");
    }
}

#[test]
fn sarif_goes_to_standard_output() {
    let site = Site::small().file("content/é a.md", "---\ntitle: Ein Ä, {{ x }}\n---\n\n[^1]: Never.\n");
    let run = site.run(&["check", "--format", "sarif"]);
    assert_eq!((run.status, &*run.stderr), (Some(1), ""));
    insta::assert_snapshot!(run.stdout.replace(env!("CARGO_PKG_VERSION"), "VERSION"));
}

#[test]
fn root_and_out_may_lie_anywhere() {
    let site = Site::new().file("static/a.txt", "a").file("../elsewhere/x", "");
    std::fs::remove_file(site.path("../elsewhere/x")).unwrap();
    let run = site.run(&["build", "--root", "../site", "--out", "../elsewhere/built"]);
    assert_eq!(run.status, Some(0), "{run:?}");
    assert_eq!(site.read("../elsewhere/built/a.txt").as_deref(), Some("a"));
    assert!(!site.path("public").exists());
}

#[test]
fn wrong_calls_end_with_2() {
    let site = Site::new();
    for arguments in [
        &["biuld"][..],
        &[],
        &["build", "--colour"],
        &["build", "--format", "xml"],
        &["check", "--stage", "final"],
        &["explain"],
        &["build", "--base-url", "example.org"],
        &["build", "--base-url", "https:///x"],
    ] {
        let run = site.run(arguments);
        assert_eq!((run.status, &*run.stdout), (Some(2), ""), "{arguments:?} {run:?}");
        assert!(!run.stderr.is_empty(), "{arguments:?}");
    }
    assert_eq!(site.run(&["--version"]).stdout, concat!("waybill ", env!("CARGO_PKG_VERSION"), "\n"));
    assert_eq!(site.run(&["build", "--help"]).status, Some(0));
}

#[test]
fn a_closed_stream_is_no_panic() {
    let site = Site::new();
    for arguments in [&["completions", "bash"][..], &["check", "--format", "json"], &["--help"]] {
        let mut child =
            site.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let mut stderr = String::new();
        child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
        assert_eq!((child.wait().unwrap().code(), &*stderr), (Some(0), ""), "{arguments:?}");
    }
}

#[test]
fn there_is_no_colour_in_a_pipe() {
    let run = Site::empty().run_with(&["build"], &[("TERM", "xterm-256color")]);
    assert!(!run.stderr.contains('\u{1b}'), "{:?}", run.stderr);
}

#[test]
fn of_many_findings_of_a_kind_the_last_are_told_in_a_line_each() {
    let lines: String = (101..150).map(|number| format!("It was {number} trains.\n\n")).collect();
    let site = Site::new().file("content/many.md", format!("---\ntitle: Many\n---\n{lines}"));
    let told = site.run(&["check"]).stderr;
    assert_eq!(told.matches("= help").count(), 40);
    let (_, rest) = told.rsplit_once("= help").unwrap();
    insta::assert_snapshot!(rest.split_once('\n').unwrap().1);
}

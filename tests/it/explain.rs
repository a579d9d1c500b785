//! Explanations of figures, files and rules, as a terminal shows them.
//!
//! Most are whole outputs, in `snapshots/`. Read one as someone who wants to know why a figure is what it is.

use std::path::Path;

use crate::site::{Run, Site};

/// What the program answers, which must be an answer.
fn explained(site: &Site, arguments: &[&str]) -> String {
    let all = [&["explain"], arguments].concat();
    let Run { status, stdout, stderr } = site.run(&all);
    assert_eq!((status, &*stderr), (Some(0), ""), "{arguments:?}");
    for line in stdout.lines() {
        assert!(line.chars().count() <= 100 && !line.ends_with(' '), "{arguments:?}: {line}");
        assert!(!line.contains(['\u{a0}', '\u{202f}', '\t']), "{arguments:?}: {line}");
    }
    stdout
}

/// The small site with figures that sources do not agree on, and one that follows from two that follow.
fn disputed() -> Site {
    let site = Site::small();
    let trade = site.read("data/series/trade.yaml").unwrap();
    site.write(
        "data/series/trade.yaml",
        trade.replace(
            "  growth:\n",
            "    - period: 2025-S1\n      value: 151\n      qualifier: about\n      source: yearbook-2024\n      \
             printed: \"some 15.1 billion\"\n      reading: Read as 151; a point has slipped.\n  growth:\n",
        ),
    );
    site
}

#[test]
fn a_quantity_has_its_papers() {
    insta::assert_snapshot!("quantity", explained(&Site::small(), &["trade.total"]));
}

#[test]
fn a_derived_quantity_has_its_lineage() {
    let site = disputed();
    let share = explained(&site, &["share(trade.rail, trade.total) @ 2025-S1"]);
    let growth = explained(&site, &["growth(sum(trade.total, trade.rail)) @ 2024"]);
    insta::assert_snapshot!("derived", share + "\n" + &growth);
    assert!(explained(&site, &["growth(share(trade.rail, trade.total))"]).contains("Nothing is known of it"));
}

#[test]
fn what_sources_dispute_is_told() {
    let site = disputed();
    let text = explained(&site, &["trade.total", "2025-S1"]);
    insta::assert_snapshot!("disputed", text);
    assert_eq!(explained(&site, &["trade.total @ 2025-S1"]), text);
    assert_eq!(explained(&site, &["trade.total@2025-S1"]), text);
}

#[test]
fn a_file_has_what_depends_on_it() {
    let site = Site::small_printed("true")
        .file("templates/briefing.html", "{% extends \"base.html\" %}\n")
        .file("templates/base.html", "<!doctype html>\n<title>{{ page.title }}</title>\n");
    for path in [
        "site.yaml",
        "data/series/trade.yaml",
        "data/sources.yaml",
        "data/charts/totals.yaml",
        "data/entities/ports.yaml",
        "content/briefings/second.md",
        "templates/base.html",
        "static/humans.txt",
    ] {
        let name = format!("file-{}", path.replace('/', "-"));
        insta::assert_snapshot!(name, explained(&site, &[path]));
    }
    let one = explained(&site, &["site.yaml"]);
    assert_eq!(explained(&site, &["./site.yaml"]), one);
    assert_eq!(explained(&site, &["../site/site.yaml", "--root", "../site"]), one);
}

#[test]
fn a_rule_is_explained_without_a_site() {
    insta::assert_snapshot!("rule", explained(&Site::empty(), &["no-figure"]));
    for rule in waybill::diag::rules::each_rule() {
        assert!(explained(&Site::empty(), &[rule.name]).contains(rule.name));
    }
}

#[test]
fn what_is_not_there_is_a_wrong_call_with_a_hint() {
    let site = Site::small();
    let mut said = String::new();
    for arguments in [
        &["trade.totl"][..],
        &["growth(trade.totl)"],
        &["no-figur"],
        &["totals"],
        &["bulletin-2025"],
        &["northgate"],
        &["data/series/trad.yaml"],
        &["content/elsewhere.md"],
        &["Trade"],
        &["trade.total", "2025-H3"],
        &["trade.total", "2019"],
        &["trade.total @"],
    ] {
        let run = site.run(&[&["explain"], arguments].concat());
        assert_eq!((run.status, &*run.stdout), (Some(2), ""), "{arguments:?}");
        said += &format!("{}\n{}\n", arguments.join(" "), run.stderr);
    }
    insta::assert_snapshot!("not-there", said);
    let run = Site::empty().run(&["explain", "trade.total"]);
    assert!(run.status == Some(1) && run.stderr.contains("error[no-site]"), "{run:?}");
}

#[test]
fn a_site_with_errors_is_explained_as_far_as_it_goes() {
    let site = Site::small().file("data/series/broken.yaml", "a:\n  titel: A\n");
    let run = site.run(&["explain", "trains"]);
    assert_eq!(run.status, Some(0), "{run:?}");
    assert!(run.stdout.contains("301 trains, reported"), "{run:?}");
    assert!(run.stderr.starts_with("The site has "), "{run:?}");
}

#[test]
fn scripts_get_the_same_as_data() {
    let site = disputed();
    let json = |arguments: &[&str]| -> serde_json::Value {
        serde_json::from_str(&explained_json(&site, arguments)).unwrap()
    };
    let papers = &json(&["trade.total", "2025-S1"])["quantity"];
    let reports = papers["periods"][0]["reports"].as_array().unwrap();
    assert_eq!(reports.len(), 2);
    assert_eq!((&reports[0]["agrees"], &reports[1]["agrees"]), (&true.into(), &false.into()));
    let place = &papers["quoted"][0]["at"];
    assert_eq!((&place["file"], &place["line"]), (&"content/_index.md".into(), &6.into()));
    assert_eq!(json(&["no-figure"])["rule"]["severity"], "error");
    assert_eq!(json(&["data/charts/totals.yaml"])["file"]["defines"][0]["name"], "totals");
}

fn explained_json(site: &Site, arguments: &[&str]) -> String {
    site.run(&[&["explain", "--format", "json"], arguments].concat()).stdout
}

#[test]
fn the_first_site_is_explained() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let site = Site::empty();
    let text = explained(&site, &["trade.total @ 2024", "--root", root.to_str().unwrap()]);
    // The lineage alone: what is above and below it changes with every edit of a text.
    let (_, papers) = text.split_once("\n2024\n").unwrap();
    let (lineage, places) = papers.split_once("\nOn the site\n").unwrap();
    insta::assert_snapshot!("first-site-total-2024", lineage);
    assert!(places.contains("content/briefings/total-2025.md:"), "{places}");
}

#[test]
fn every_edit_rule_is_explained() {
    let site = Site::small();
    site.remove("site.yaml");
    for rule in waybill::audit::rules::RULES {
        let text = explained(&site, &[rule.name]);
        let edit = rule.severity.as_str();
        assert!(text.starts_with(&format!("{} ({edit} edit, ", rule.name)), "{text}");
        assert!(text.contains("  example     ") && text.contains("  what to do  "), "{text}");
    }
    insta::assert_snapshot!("edit-rule", explained(&site, &["growth"]));
}

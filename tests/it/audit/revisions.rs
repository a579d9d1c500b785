//! What its authority has revised.

use crate::site::Site;

#[test]
fn what_an_authority_has_revised_contradicts_nothing_and_the_latest_is_shown() {
    let site = Site::empty();
    site.write(
        "site.yaml",
        "title: A\nrecords: [{ of: series, path: data, title: Data, template: series.html }]\n",
    );
    let sources = "spring: { title: Spring, authority: Office, published: 2025-03-01, kind: official }\n\
                   autumn: { title: Autumn, authority: Office, published: 2025-09-01, kind: news }\n\
                   paper: { title: Paper, kind: analysis }\n";
    site.write("data/sources.yaml", sources);
    let series = |last: &str| {
        format!(
            "total:\n  title: Total\n  unit: CNY\n  kind: flow\n  observations:\n    \
             - {{ period: 2024, value: 140.52, source: spring }}\n    \
             - {{ period: 2024, value: 142.5, source: autumn }}\n{last}"
        )
    };
    site.write("data/series/a.yaml", series(""));
    let run = site.run(&["check", "--stage", "publish"]);
    assert_eq!(run.status, Some(0));
    assert!(run.stderr.ends_with("\n1 note\n"), "the paper is unused, and that is all: {}", run.stderr);
    let text = site.run(&["explain", "total"]).stdout;
    assert!(text.contains("CNY 142.5, preferred: it is the latest revision by the same authority"), "{text}");
    assert!(text.contains("CNY 140.52, superseded by a later figure of the same authority"), "{text}");
    assert!(!text.contains("Sources differ"), "{text}");
    assert_eq!(site.run(&["build"]).status, Some(0));
    let page = site.read("public/data/total/index.html").unwrap();
    assert!(page.contains("superseded"), "{page}");

    // Another authority disagrees with what stands now, and not with what was revised.
    site.write("data/series/a.yaml", series("    - { period: 2024, value: 140.5, source: paper }\n"));
    let run = site.run(&["check"]);
    assert!(run.stderr.contains("warning[duplicates]") && !run.stderr.contains("spring"), "{}", run.stderr);

    // As precise and as late as each other: the more authoritative.
    site.write(
        "data/sources.yaml",
        sources.replace("authority: Office, published: 2025-03-01", "publisher: A"),
    );
    site.write("data/series/a.yaml", series("").replace("140.52", "140.5"));
    let text = site.run(&["explain", "total"]).stdout;
    assert!(text.contains("CNY 140.5, preferred: it is in the most authoritative document"), "{text}");
}

/// A site whose sources `spring` and `autumn` pass on the figures of one office, the later of which revise the earlier.
fn revised(series: &str) -> String {
    let site = Site::empty();
    site.write("site.yaml", "title: A\n");
    site.write(
        "data/sources.yaml",
        "spring: { title: Spring, authority: Office, published: 2025-03-01, kind: official }\n\
         autumn: { title: Autumn, authority: Office, published: 2025-09-01, kind: official }\n",
    );
    site.write("data/series/a.yaml", series);
    site.run(&["check"]).stderr
}

#[test]
fn a_conversion_that_was_revised_says_nothing_of_the_rate() {
    let trade = |name: &str, amount: &str, dollars: &str| {
        format!(
            "{name}: {{ title: Trade, unit: CNY, scale: billion, kind: flow, source: autumn, values: {{ 2024: {amount} }}, \
             conversion: [ {dollars} ] }}\n"
        )
    };
    let dollars =
        |source: &str, value: &str| format!("{{ to: USD, period: 2024, value: {value}, source: {source} }}");
    let slipped = dollars("spring", "11.13");
    let others = trade("b", "35.6", &dollars("autumn", "5.00"));
    let mended = slipped.clone() + ", " + &dollars("autumn", "10.02");
    assert_eq!(revised(&(trade("a", "71.3", &mended) + &others)), "");
    let found = revised(&(trade("a", "71.3", &slipped) + &others));
    assert!(found.contains("warning[conversion]"), "{found}");
}

#[test]
fn a_history_is_of_what_stands_and_not_of_what_was_revised() {
    let months = |first: &str, last: &str| {
        format!(
            "x:\n  title: X\n  unit: CNY\n  scale: billion\n  kind: flow\n  source: autumn\n  \
             values: {{ 2025-01: 50.4, 2025-02: 51.2, 2025-04: 52.9, 2025-05: 53.3 }}\n  observations:\n    \
             - {{ period: 2025-03, value: {first}, source: spring }}\n    \
             - {{ period: 2025-03, value: {last}, source: autumn }}\n"
        )
    };
    assert_eq!(revised(&months("531.0", "53.1")), "");
    let found = revised(&months("53.1", "531.0"));
    assert!(found.contains("warning[scale]") && found.contains("in autumn, some 10 times"), "{found}");
}

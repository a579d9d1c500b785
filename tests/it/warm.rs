//! A build of a site that was built before, by another process: it is spared if and only if nothing has changed.

use std::fs;
use std::path::PathBuf;

use waybill::build::{BuildOptions, Built, CheckOptions, build};

use crate::site::Site;
use crate::site_build::built;

fn options(site: &Site) -> BuildOptions {
    BuildOptions {
        check: CheckOptions { root: site.path(""), base_url: None, drafts: false, print: false },
        out: site.path("public"),
        strict: false,
    }
}

/// Builds, and says whether it was spared; the outcome must be that of a build from nothing.
fn is_spared(site: &Site) -> (bool, Built) {
    let done = build(&options(site));
    let clean = Site::empty();
    build(&BuildOptions { out: clean.path("public"), ..options(site) });
    let without_manifest = |site: &Site| {
        let mut files = built(site);
        files.remove(".waybill-manifest.json");
        files
    };
    if done.written.is_some() {
        assert_eq!(without_manifest(site), without_manifest(&clean));
    }
    (done.builder.is_none(), done)
}

/// The receipt of a site's output folder, beside which those of other folders lie.
fn receipt(site: &Site) -> PathBuf {
    let entries = fs::read_dir(site.path(".waybill-cache")).unwrap().map(|entry| entry.unwrap().path());
    let manifest = site.read("public/.waybill-manifest.json").unwrap();
    let hash = blake3::hash(manifest.as_bytes()).to_string();
    let of_site = |path: &PathBuf| fs::read_to_string(path).is_ok_and(|text| text.contains(&hash));
    entries.filter(|path| path.extension().is_some_and(|e| e == "json")).find(of_site).unwrap()
}

#[test]
fn a_build_of_the_same_is_spared() {
    let site = Site::small();
    let (spared, first) = is_spared(&site);
    assert!(!spared && first.written.unwrap().created.len() > 10);
    let (spared, second) = is_spared(&site);
    assert!(spared);
    assert_eq!(second.counts, first.counts);
    let written = second.written.unwrap();
    assert!(written.created.is_empty() && written.replaced.is_empty() && written.removed.is_empty());
    assert_eq!(written.unchanged, built(&site).len() - 1, "all but the manifest");
}

#[test]
fn what_changed_is_built() {
    let site = Site::small();
    build(&options(&site));
    let settings = site.read("site.yaml").unwrap();
    site.write("site.yaml", format!("{settings}\n# Said otherwise.\n"));
    assert!(!is_spared(&site).0, "a source");
    assert!(is_spared(&site).0);
    let elsewhere = BuildOptions {
        check: CheckOptions { base_url: Some("https://example.org/".into()), ..options(&site).check },
        ..options(&site)
    };
    assert!(build(&elsewhere).builder.is_some(), "an option");
    assert!(!is_spared(&site).0, "the folder holds the other build");
}

#[test]
fn what_was_touched_in_the_output_is_mended() {
    let site = Site::small();
    build(&options(&site));
    let page = site.read("public/index.html").unwrap();
    site.write("public/index.html", page.replace("</html>", "</HTML>"));
    let (spared, done) = is_spared(&site);
    assert!(!spared);
    assert_eq!(done.written.unwrap().replaced, ["index.html".into()]);
    site.remove("public/index.html");
    assert!(!is_spared(&site).0);
    assert!(is_spared(&site).0);
}

#[test]
fn a_receipt_that_is_damaged_or_of_something_else_is_ignored() {
    let site = Site::small();
    build(&options(&site));
    let place = receipt(&site);
    let good = fs::read(&place).unwrap();
    for length in [0, 1, good.len() / 2, good.len() - 1] {
        fs::write(&place, &good[..length]).unwrap();
        assert!(!is_spared(&site).0, "cut to {length} bytes");
    }
    for at in (0..good.len()).step_by(31) {
        let mut bad = good.clone();
        bad[at] ^= 1;
        fs::write(&place, &bad).unwrap();
        assert!(!is_spared(&site).0, "byte {at}");
    }
    fs::write(&place, &good).unwrap();
    assert!(is_spared(&site).0);
}

/// The traces of a site's output folder, which lie beside its receipt.
fn traces(site: &Site) -> PathBuf {
    receipt(site).with_extension("traces")
}

/// Says something else in a narrative each time.
fn say(site: &Site, what: impl std::fmt::Display) {
    let page = site.read("content/briefings/second.md").unwrap();
    let text = page.split("\nAlso ").next().unwrap();
    site.write("content/briefings/second.md", format!("{text}\nAlso {what}.\n"));
}

#[test]
fn traces_that_are_damaged_or_of_something_else_are_ignored() {
    let site = Site::small();
    build(&options(&site));
    let good = fs::read(traces(&site)).unwrap();
    let put = |bytes: &[u8]| fs::write(traces(&site), bytes).unwrap();
    for (cut, word) in [(usize::MAX, "here"), (good.len() / 2, "there"), (1, "always")] {
        let now = fs::read(traces(&site)).unwrap();
        put(&now[..now.len().saturating_sub(cut)]);
        say(&site, word);
        assert!(!is_spared(&site).0, "without the last {cut} bytes");
    }
    for at in (0..good.len()).step_by(good.len() / 12) {
        let mut bad = fs::read(traces(&site)).unwrap();
        let at = at.min(bad.len() - 1);
        bad[at] ^= 1;
        put(&bad);
        say(&site, if at % 2 == 0 { "even" } else { "odd" });
        is_spared(&site);
    }
    // Those of another state of the site, as they were written then.
    say(&site, "this");
    is_spared(&site);
    put(&good);
    say(&site, "that");
    assert!(!is_spared(&site).0);
    // Those of a build that was told something else.
    let elsewhere = BuildOptions {
        check: CheckOptions { base_url: Some("https://example.org/".into()), ..options(&site).check },
        ..options(&site)
    };
    build(&elsewhere);
    assert!(!is_spared(&site).0);
}

#[test]
fn what_was_touched_in_the_output_is_mended_though_something_else_changed() {
    let site = Site::small();
    build(&options(&site));
    let page = site.read("public/index.html").unwrap();
    site.write("public/index.html", page.replace("</html>", "</HTML>"));
    site.remove("public/404.html");
    say(&site, "that");
    let (_, done) = is_spared(&site);
    let written = done.written.unwrap();
    assert!(written.replaced.contains(&"index.html".into()) && written.created == ["404.html".into()]);
    assert!(written.unchanged > 10 && !written.replaced.contains(&"robots.txt".into()), "{written:?}");
    // What is made on all cores, for a file that nothing but its own loss calls for.
    site.write("templates/foot.html", "<footer></footer>");
    site.remove("public/search/terms-0.json");
    assert_eq!(is_spared(&site).1.written.unwrap().created, ["search/terms-0.json".into()]);
}

#[test]
fn findings_are_told_each_time() {
    let site = Site::small();
    let page = site.read("content/briefings/second.md").unwrap();
    site.write("content/briefings/second.md", format!("{page}\nSome 4,711 of them.\n"));
    let told = || build(&options(&site)).diagnostics.iter().map(|d| d.rule).collect::<Vec<_>>();
    assert_eq!(told(), ["unbound-number"]);
    assert_eq!(told(), ["unbound-number"]);
    say(&site, "nothing that is wrong");
    assert_eq!(told(), ["unbound-number"]);
}

/// Puts other bytes in the place of every artefact that is kept, as they would have been kept themselves.
fn forge(site: &Site, bytes: &[u8]) -> usize {
    let forged = [blake3::hash(bytes).as_bytes(), bytes].concat();
    let artefacts = fs::read_dir(site.path(".waybill-cache/artefacts")).unwrap();
    artefacts.map(|entry| fs::write(entry.unwrap().path(), &forged).unwrap()).count()
}

/// The bytes of what takes long in the built site, by the end of its path.
fn costly(site: &Site, end: &str) -> Vec<Vec<u8>> {
    built(site).into_iter().filter(|(path, _)| path.ends_with(end)).map(|(_, bytes)| bytes).collect()
}

/// Builds with an address, so that there are cards, and from nothing but what is kept.
fn build_anew(site: &Site) {
    fs::remove_dir_all(site.path("public")).ok();
    let run = site.run(&["build", "--base-url", "https://example.org/"]);
    assert_eq!((run.status, &*run.stderr), (Some(0), ""));
}

#[test]
fn pictures_are_kept_for_other_processes_until_what_they_show_changes() {
    let site = Site::small();
    build_anew(&site);
    let (first, files) = (costly(&site, ".png"), built(&site));
    assert_eq!(first.len(), 2, "a chart and a card");
    build_anew(&site);
    assert_eq!(built(&site), files);
    assert_eq!(forge(&site, b"kept"), 2);
    build_anew(&site);
    assert!(costly(&site, ".png").iter().all(|bytes| bytes == b"kept"), "not made again");

    // The card shows the title of the page, and the picture of the chart does not.
    let page = site.read("content/briefings/first.md").unwrap();
    site.write("content/briefings/first.md", page.replacen("title: ", "title: On second thoughts, ", 1));
    build_anew(&site);
    let now = costly(&site, ".png");
    assert_eq!(now.iter().filter(|bytes| *bytes == b"kept").count(), 1);
    assert_eq!(now.iter().filter(|bytes| first.contains(bytes)).count(), 0);

    assert_eq!(site.run(&["clean"]).stdout, "Forgot 1 build and 3 artefacts\n");
    site.write("content/briefings/first.md", page);
    build_anew(&site);
    assert_eq!(built(&site), files);
}

#[test]
#[cfg(feature = "print")]
fn pdfs_are_kept_for_other_processes_until_what_they_say_changes() {
    let site = Site::small_printed("true");
    build_anew(&site);
    let (first, files) = (costly(&site, ".pdf"), built(&site));
    assert_eq!(first.len(), 2);
    build_anew(&site);
    assert_eq!(built(&site), files);
    forge(&site, b"kept");
    build_anew(&site);
    assert!(costly(&site, ".pdf").iter().all(|bytes| bytes == b"kept"), "not made again");

    // One narrative says something else; the other says what it said.
    let page = site.read("content/briefings/second.md").unwrap();
    site.write("content/briefings/second.md", format!("{page}\nA sentence more.\n"));
    build_anew(&site);
    let now = costly(&site, ".pdf");
    assert_eq!(now.iter().filter(|bytes| *bytes == b"kept").count(), 1);
    assert!(now.iter().any(|bytes| bytes.starts_with(b"%PDF")));

    // A damaged cache is as good as none.
    for entry in fs::read_dir(site.path(".waybill-cache/artefacts")).unwrap() {
        fs::write(entry.unwrap().path(), b"damaged").unwrap();
    }
    site.write("content/briefings/second.md", page);
    build_anew(&site);
    assert_eq!(built(&site), files);
}

#[test]
#[cfg(feature = "print")]
fn what_a_typesetter_warns_of_is_told_each_time() {
    let site = Site::small_printed("true").file(
        "templates/print/briefing.typ",
        "#import \"/built-in/print/briefing.typ\": briefing\n#let _ = text(font: \"Nowhere\")[]\n",
    );
    let told = || site.run(&["build"]).stderr.matches("print-warning").count();
    let first = told();
    assert!(first > 0);
    assert_eq!(told(), first);
}

#[test]
fn a_check_writes_nothing() {
    let site = Site::small();
    assert_eq!(site.run(&["check"]).status, Some(0));
    assert!(!site.path(".waybill-cache").exists());
}

#[test]
fn a_check_after_a_build_finds_what_one_before_any_build_finds() {
    let site = Site::small();
    assert_eq!(site.run(&["build"]).status, Some(0));
    let page = site.read("content/briefings/second.md").unwrap();
    let edits = [
        ("content/briefings/second.md", page.replace("title:", "chart: nothing\ntitle:")),
        ("content/briefings/second.md", format!("{page}\nSome 4,711 of them.\n")),
        (
            "templates/briefing.html",
            "{{ page.title }}{{ value(of=\"trade.nothing\", at=\"2024\") }}".to_owned(),
        ),
        (
            "data/series/trade.yaml",
            site.read("data/series/trade.yaml").unwrap().replace("value: 301", "value: 3010"),
        ),
    ];
    for (path, text) in edits {
        let before = site.read(path);
        site.write(path, text);
        let warm = site.run(&["check"]);
        let cache = site.path(".waybill-cache");
        fs::rename(&cache, site.path(".aside")).unwrap();
        let cold = site.run(&["check"]);
        fs::rename(site.path(".aside"), &cache).unwrap();
        assert_eq!(
            (warm.status, &warm.stdout, &warm.stderr),
            (cold.status, &cold.stdout, &cold.stderr),
            "{path}"
        );
        assert!(warm.stderr.contains(path) || warm.stdout.contains(path), "{path}: {}", warm.stderr);
        match before {
            Some(before) => site.write(path, before),
            None => site.remove(path),
        }
    }
}

#[test]
fn a_cache_is_cleared_on_request() {
    let site = Site::small();
    site.build();
    assert!(site.path(".waybill-cache").exists());
    site.write(".waybill-cache/mine.txt", "not the program's");
    assert_eq!(site.run(&["clean"]).stdout, "Forgot 1 build and 2 artefacts\n");
    assert!(site.read(".waybill-cache/mine.txt").is_some());
    assert_eq!(site.run(&["clean"]).stdout, "Forgot 0 builds and 0 artefacts\n");
    site.remove(".waybill-cache/mine.txt");
    site.build();
    site.run(&["clean"]);
    assert!(!site.path(".waybill-cache").exists());
    assert!(site.read("public/index.html").is_some());
}

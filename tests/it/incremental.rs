//! A site that is built again and again from what changed is, byte for byte, the site that is built from nothing.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use proptest::prelude::*;
use proptest::sample::Index;

use waybill::build::{Builder, CheckOptions, Made, Told};
use waybill::diag::{Diagnostic, Diagnostics};
use waybill::render::{Rendered, Sink};
use waybill::source::{Binary, Files};
use waybill::write::Content;

use crate::site::files_below;

/// A site's files, edited in memory.
#[derive(Clone, Default)]
struct Folder(BTreeMap<String, String>);

impl Folder {
    /// The same without pictures and PDFs, which take most of the time of a build from nothing.
    fn without_pictures() -> Self {
        let mut folder = Folder::small();
        folder.replace(
            "site.yaml",
            "  - { of: charts, path: charts, title: Charts, template: chart.html }\n",
            "",
        );
        folder.replace("content/briefings/first.md", "chart: totals\n", "");
        folder.replace("site.yaml", "\nprint: true\n", "\nprint: false\n");
        folder
    }

    /// The small whole site, with templates of its own that extend, include and use components.
    fn small() -> Self {
        let fixture = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/small-site");
        let text = |(path, bytes): (String, Vec<u8>)| (path, String::from_utf8(bytes).unwrap());
        let mut folder = Folder(files_below(&fixture).into_iter().map(text).collect());
        folder.replace("site.yaml", "\nprint: false\n", "\nprint: true\n");
        folder.put("templates/page.html", TEMPLATES[0]);
        folder.put("templates/foot.html", "<footer>{{ site.title }}</footer>");
        folder.put(
            "templates/parts.html",
            "{% component remark(text) %}<p>{{ text }}</p>{% endcomponent remark %}",
        );
        folder.put(
            "content/method.md",
            "---\ntitle: Method\n---\nHow [figures](briefings/first.md) are read.\n",
        );
        folder.put("data/tables/months.csv", "month,road,sea\n2025-01,5.5,7\n2025-02,\"1,006\",-\n");
        let series = |way: &str| {
            format!(
                "trade.{way}:\n  title: Trade by {way}\n  unit: CNY\n  scale: billion\n  kind: flow\n  source: bulletin-2025\n  \
                 table: {{ file: tables/months.csv, period: month, value: {way} }}\n"
            )
        };
        folder.put("data/series/road.yaml", &series("road"));
        folder.put("data/series/sea.yaml", &series("sea"));
        folder.put(
            "content/road.md",
            "---\ntitle: By road\n---\nIn February it was {{ value(of=\"trade.road\", at=\"2025-02\") }}.\n",
        );
        folder
    }

    fn put(&mut self, path: &str, text: &str) {
        self.0.insert(path.to_owned(), text.to_owned());
    }

    fn replace(&mut self, path: &str, from: &str, to: &str) {
        let text = self.0.get_mut(path).unwrap();
        assert!(text.contains(from), "{path} has no {from}");
        *text = text.replace(from, to);
    }

    fn files(&self) -> Files {
        let mut files = Files::default();
        for (path, text) in &self.0 {
            if path.starts_with("static/") {
                let binary = Binary {
                    on_disk: PathBuf::from(path),
                    length: text.len() as u64,
                    hash: blake3::hash(text.as_bytes()),
                    picture: None,
                };
                files.binaries.insert(path.as_str().into(), binary);
            } else {
                files.texts.insert(path.as_str().into(), text.as_str().into());
            }
        }
        files
    }
}

const TEMPLATES: [&str; 3] = [
    "{% extends \"base.html\" %}{% block main %}{{ page.title_html }} {{ page.body_html }} \
     {{ <remark text={page.title} /> }}{% include \"foot.html\" %}{% endblock %}",
    "{% extends \"base.html\" %}{% block main %}{{ value(of=\"trade.total\", at=\"2024\") }}{% endblock %}",
    "{{ page.title }}{% include \"foot.html\" %}",
];

fn options() -> CheckOptions {
    let base_url = Some("https://example.org/".to_owned());
    CheckOptions { root: PathBuf::from("."), base_url, drafts: false, print: true }
}

fn builder() -> Builder {
    Builder::new(options())
}

fn make(builder: &mut Builder, folder: &Folder) -> Made {
    builder.make(folder.files(), Diagnostics::new(), Told::Everything)
}

fn bytes(made: &Made) -> BTreeMap<Arc<str>, Vec<u8>> {
    let content = |content: &Content| match content {
        Content::Bytes(bytes) => bytes.to_vec(),
        Content::Copy { hash, .. } => hash.as_bytes().to_vec(),
    };
    made.artefacts.iter().map(|artefact| (artefact.path.clone(), content(&artefact.content))).collect()
}

fn found(made: &Made) -> Vec<Diagnostic> {
    made.built.diagnostics.iter().cloned().collect()
}

/// The same, with the files of a preview that are made only now.
fn all_bytes(made: &Made) -> BTreeMap<Arc<str>, Vec<u8>> {
    let late = made.late.iter().map(|late| match late.get().unwrap() {
        Rendered::Bytes(bytes) => (late.path().clone(), bytes.to_vec()),
        Rendered::Copied(_) => panic!("{} is a copy", late.path()),
    });
    bytes(made).into_iter().chain(late).collect()
}

/// A site as builds by one process after another leave it: each knows of the last one what that wrote down.
#[derive(Default)]
struct Written {
    traces: Option<String>,
    files: BTreeMap<Arc<str>, Vec<u8>>,
}

/// An output folder that is being made.
struct Shelf<'a> {
    last: &'a BTreeMap<Arc<str>, Vec<u8>>,
    now: Mutex<BTreeMap<Arc<str>, Vec<u8>>>,
}

impl Sink for Shelf<'_> {
    fn take(&self, path: &Arc<str>, bytes: Vec<u8>) {
        assert_eq!(self.now.lock().unwrap().insert(path.clone(), bytes), None, "{path} twice");
    }

    fn retake(&self, path: &Arc<str>) -> bool {
        self.last.get(path).is_some_and(|bytes| {
            self.take(path, bytes.clone());
            true
        })
    }
}

impl Written {
    /// Builds in a new process, which writes if nothing is wrong.
    fn make(&mut self, folder: &Folder) -> Made {
        let traces = self.traces.as_ref().map(|text| serde_json::from_str(text).unwrap());
        let mut builder = Builder::written(options(), traces);
        let shelf = Shelf { last: &self.files, now: Mutex::default() };
        let made = builder.make_into(Some(&shelf), folder.files(), Diagnostics::new(), Told::Everything);
        if !made.built.diagnostics.has_errors() {
            let mut now = shelf.now.into_inner().unwrap();
            now.extend(bytes(&made));
            self.files = now;
            self.traces = Some(serde_json::to_string(&builder.traces().unwrap()).unwrap());
        }
        made
    }
}

/// What of a site an author may change, and how.
#[derive(Clone, Debug)]
enum Edit {
    /// Another digit in place of one: a figure, a period, a date.
    Digit(Index, Index, u8),
    /// A line more.
    Line(Index, Index, &'static str),
    /// A line less.
    Cut(Index, Index),
    /// A name in place of another, wherever it stands in a file.
    Name(Index, Index, Index),
    Remove(Index),
    Rename(Index, &'static str),
    Copy(Index, &'static str),
    Template(&'static str, Index),
    /// A file as it was in the beginning.
    Restore(Index),
    RestoreAll,
    Touch,
}

const LINES: [&str; 23] = [
    "summary: Another summary.",
    "title: Another title",
    "date: 2025-09-09",
    "weight: 3",
    "draft: true",
    "print: true",
    "slug: elsewhere",
    "tags: [rail, trade]",
    "aliases: [former/place]",
    "paginate: 1",
    "notes: [A note with {{ value(of=\"trade.rail\", at=\"2023\") }}.]",
    "template: page.html",
    "superseded_by: briefings/second",
    "A paragraph with {{ value(of=\"trade.rail\", at=\"2024\") }} and {{ ref(page=\"briefings/first\") }}.",
    "{{ chart(id=\"totals\") }}",
    "{{ map(id=\"totals\") }}",
    "See {{ ref(chart=\"totals\") }}, {{ entity(id=\"southgate\") }} and {{ source(id=\"yearbook-2024\") }}.",
    "[Southgate](/ports/southgate/) and [the second](second.md)",
    "[What is counted](first.md#what-is-counted) and ![a note](/note.txt)",
    "## What is counted",
    "    - { period: 2024-S1, value: 99.5, source: yearbook-2024 }",
    "  definition: What is counted.",
    "}} ` {% broken",
];

const NAMES: [&str; 13] = [
    "Trade",
    "Northgate",
    "trade.total",
    "trade.rail",
    "totals",
    "2024",
    "2025-S1",
    "northgate",
    "bulletin-2025",
    "yearbook-2024",
    "first",
    "bar",
    "map",
];

const PATHS: [&str; 6] = [
    "content/briefings/third.md",
    "content/method.md",
    "content/briefings/nested/_index.md",
    "data/series/more.yaml",
    "data/charts/other.yaml",
    "static/note.txt",
];

const OVERRIDES: [&str; 5] = ["page.html", "briefing.html", "foot.html", "section.html", "chart.html"];

fn edit() -> impl Strategy<Value = Edit> {
    let at = any::<Index>;
    let path = || prop::sample::select(PATHS.to_vec());
    prop_oneof![
        4 => (at(), at(), 0_u8..10).prop_map(|(file, at, digit)| Edit::Digit(file, at, digit)),
        4 => (at(), at(), prop::sample::select(LINES.to_vec())).prop_map(|(f, at, line)| Edit::Line(f, at, line)),
        2 => (at(), at()).prop_map(|(file, at)| Edit::Cut(file, at)),
        2 => (at(), at(), at()).prop_map(|(file, from, to)| Edit::Name(file, from, to)),
        1 => at().prop_map(Edit::Remove),
        1 => (at(), path()).prop_map(|(file, to)| Edit::Rename(file, to)),
        1 => (at(), path()).prop_map(|(file, to)| Edit::Copy(file, to)),
        1 => (prop::sample::select(OVERRIDES.to_vec()), at()).prop_map(|(name, body)| Edit::Template(name, body)),
        6 => at().prop_map(Edit::Restore),
        2 => Just(Edit::RestoreAll),
        1 => Just(Edit::Touch),
    ]
}

fn apply(edit: &Edit, folder: &mut Folder, first: &Folder) {
    let paths: Vec<String> = folder.0.keys().cloned().collect();
    if paths.is_empty() {
        *folder = first.clone();
        return;
    }
    let path = |index: &Index| paths[index.index(paths.len())].clone();
    match edit {
        Edit::Digit(file, at, digit) => {
            let text = folder.0.get_mut(&path(file)).unwrap();
            let digits: Vec<usize> =
                text.bytes().enumerate().filter(|(_, b)| b.is_ascii_digit()).map(|(i, _)| i).collect();
            if !digits.is_empty() {
                let at = digits[at.index(digits.len())];
                text.replace_range(at..=at, &digit.to_string());
            }
        }
        Edit::Line(file, at, line) => {
            let text = folder.0.get_mut(&path(file)).unwrap();
            let mut lines: Vec<&str> = text.lines().collect();
            lines.insert(at.index(lines.len() + 1), line);
            *text = lines.join("\n") + "\n";
        }
        Edit::Cut(file, at) => {
            let text = folder.0.get_mut(&path(file)).unwrap();
            let mut lines: Vec<&str> = text.lines().collect();
            if !lines.is_empty() {
                lines.remove(at.index(lines.len()));
            }
            *text = lines.join("\n") + "\n";
        }
        Edit::Name(file, from, to) => {
            let text = folder.0.get_mut(&path(file)).unwrap();
            *text = text.replace(NAMES[from.index(NAMES.len())], NAMES[to.index(NAMES.len())]);
        }
        Edit::Remove(file) => drop(folder.0.remove(&path(file))),
        Edit::Rename(file, to) => {
            let text = folder.0.remove(&path(file)).unwrap();
            folder.put(to, &text);
        }
        Edit::Copy(file, to) => {
            let text = folder.0[&path(file)].clone();
            folder.put(to, &text);
        }
        Edit::Template(name, body) => {
            folder.put(&format!("templates/{name}"), TEMPLATES[body.index(TEMPLATES.len())]);
        }
        Edit::Restore(file) => {
            let all: Vec<_> = first.0.iter().collect();
            let (path, text) = all[file.index(all.len())];
            folder.put(path, text);
        }
        Edit::RestoreAll => *folder = first.clone(),
        Edit::Touch => {}
    }
}

/// How many sequences of edits are tried: in CI a few hundred; `WAYBILL_SEQUENCES` for more.
fn sequences() -> u32 {
    std::env::var("WAYBILL_SEQUENCES").ok().and_then(|n| n.parse().ok()).unwrap_or(200)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(sequences()) })]

    #[test]
    fn any_sequence_of_edits_ends_where_a_clean_build_does(
        // After each edit somebody may ask for every file of a preview, those included that no page shows.
        edits in prop::collection::vec((edit(), any::<bool>()), 1..10),
        pictures in prop::bool::weighted(0.04),
        preview in any::<bool>(),
    ) {
        let first = if pictures { Folder::small() } else { Folder::without_pictures() };
        let mut folder = first.clone();
        let mut kept = if preview { Builder::preview(options()) } else { builder() };
        assert!(!make(&mut kept, &folder).artefacts.is_empty());
        let mut written = Written::default();
        written.make(&folder);
        for (edit, ask) in &edits {
            apply(edit, &mut folder, &first);
            let made = make(&mut kept, &folder);
            let clean = make(&mut builder(), &folder);
            prop_assert_eq!(found(&made), found(&clean), "after {:?} of {:?}", edit, edits);
            prop_assert_eq!(found(&written.make(&folder)), found(&clean), "after {:?} of {:?}", edit, edits);
            if !clean.built.diagnostics.has_errors() {
                let clean = bytes(&clean);
                prop_assert!(written.files.keys().eq(clean.keys()), "after {:?} of {:?}", edit, edits);
                for (path, bytes) in &written.files {
                    prop_assert!(clean.get(path) == Some(bytes), "{} after {:?} of {:?}", path, edit, edits);
                }
            }
            let made = if *ask { all_bytes(&made) } else { bytes(&made) };
            let clean = bytes(&clean);
            if *ask || !preview {
                prop_assert!(made.keys().eq(clean.keys()), "after {:?} of {:?}", edit, edits);
            }
            for (path, bytes) in &made {
                prop_assert!(clean.get(path) == Some(bytes), "{} after {:?} of {:?}", path, edit, edits);
            }
        }
    }
}

#[test]
fn the_search_index_is_made_again_when_words_change_and_not_for_the_look_of_a_page() {
    let mut folder = Folder::without_pictures();
    let mut kept = builder();
    let mut indexed = |folder: &Folder| {
        let made = make(&mut kept, folder);
        assert_eq!(bytes(&made), bytes(&make(&mut builder(), folder)));
        made.rendered
            .iter()
            .filter(|(path, _)| path.starts_with("search/") && path.ends_with(".json"))
            .count()
    };
    assert!(indexed(&folder) > 1);
    folder.put("templates/page.html", "<title>{{ page.title }}</title>{{ page.body_html | safe }}");
    assert_eq!(indexed(&folder), 0, "a template");
    folder.replace("content/method.md", "are read.", "are read with haste.");
    assert!(indexed(&folder) > 1, "a word");
    folder.replace("data/series/trade.yaml", "title:", "title: All");
    assert!(indexed(&folder) > 1, "the title of a series");
}

#[test]
fn what_referred_to_a_broken_file_is_looked_at_again_when_the_file_goes() {
    let mut folder = Folder::without_pictures();
    let mut kept = builder();
    make(&mut kept, &folder);
    let broken = format!("{}}}}} broken\n", folder.0["data/sources.yaml"]);
    folder.put("data/sources.yaml", &broken);
    assert!(!found(&make(&mut kept, &folder)).iter().any(|found| found.rule == "unknown-source"));
    folder.0.remove("data/sources.yaml");
    let found_now = found(&make(&mut kept, &folder));
    assert!(found_now.iter().any(|found| &*found.place.file == "data/series/trade.yaml"), "{found_now:?}");
    assert_eq!(found_now, found(&make(&mut builder(), &folder)));
}

#[test]
fn a_page_that_names_a_map_is_looked_at_again_when_the_chart_becomes_one_or_is_one_no_more() {
    let mut folder = Folder::without_pictures();
    folder.replace("content/method.md", "are read.", "are read.\n\n{{ map(id=\"totals\") }}");
    let mut kept = builder();
    let mut names_no_map = |folder: &Folder| {
        let found_now = found(&make(&mut kept, folder));
        assert_eq!(found_now, found(&make(&mut builder(), folder)));
        found_now.iter().any(|found| found.message == "there is no map `totals`")
    };
    assert!(names_no_map(&folder));
    folder.replace("data/charts/totals.yaml", "mark: bar", "mark: map");
    assert!(!names_no_map(&folder));
    folder.replace("data/charts/totals.yaml", "mark: map", "mark: bar");
    assert!(names_no_map(&folder));
}

#[test]
fn a_place_that_comes_to_a_map_or_leaves_it_is_told_on_its_page_and_on_that_of_its_source() {
    let mut folder = Folder::small();
    folder.put(
        "data/geo/base.topo.json",
        r#"{"type":"Topology","objects":{"land":{"type":"Polygon","id":"AAA","arcs":[[0]]}},"arcs":[[[0,40],[10,40],[10,50],[0,50],[0,40]]]}"#,
    );
    folder.put(
        "data/entities/gates.yaml",
        "eastgate:\n  kind: port\n  name: Eastgate\n  location: { longitude: 5, latitude: 45, source: yearbook-2024 }\n",
    );
    folder.put(
        "data/charts/where.yaml",
        "title: Where Eastgate is\nmark: map\nalt: A map.\nmap:\n  base: geo/base.topo.json\n  land: land\n  \
         extent: [1, 41, 9, 49]\n  projection: { kind: lambert-conformal-conic, parallels: [42, 48], meridian: 5 }\n  \
         places: []\n",
    );
    let mut kept = builder();
    let mut told = |folder: &Folder| {
        let files = bytes(&make(&mut kept, folder));
        assert_eq!(files, bytes(&make(&mut builder(), folder)));
        ["ports/eastgate/index.html", "sources/yearbook-2024/index.html"].map(|path| {
            let html = String::from_utf8_lossy(&files[path]).into_owned();
            html.contains(">Drawn on</h2>") || html.contains(">Maps that rest on it</h2>")
        })
    };
    assert_eq!(told(&folder), [false, false]);
    folder.replace("data/charts/where.yaml", "places: []", "places: [eastgate]");
    assert_eq!(told(&folder), [true, true]);
    folder.replace("data/charts/where.yaml", "places: [eastgate]", "places: []");
    assert_eq!(told(&folder), [false, false]);
}

#[test]
fn a_page_that_quotes_a_figure_tells_when_it_fits_no_more() {
    let mut folder = Folder::small();
    folder.put(
        "data/series/passes.yaml",
        "passes:\n  title: Passes\n  unit: count\n  kind: flow\n  source: bulletin-2025\n  values: { 2023: 100, 2024: 120 }\n  \
         growth:\n    - { period: 2024, value: 20, source: yearbook-2024, printed: 20 % }\n",
    );
    folder.put(
        "content/briefings/passes.md",
        "---\ntitle: Passes\n---\n\n{{ value(of=\"passes\", at=\"2023\") }} passes.\n",
    );
    let mut kept = builder();
    let mut doubts = |folder: &Folder| {
        let files = bytes(&make(&mut kept, folder));
        assert_eq!(files, bytes(&make(&mut builder(), folder)));
        String::from_utf8_lossy(&files["briefings/passes/index.html"]).matches(">does not fit</span>").count()
    };
    assert_eq!(doubts(&folder), 0);
    // Not the figure that the page quotes is edited.
    folder.replace("data/series/passes.yaml", "2024: 120", "2024: 153");
    assert_eq!(doubts(&folder), 1);
    folder.replace("data/series/passes.yaml", "2024: 153", "2024: 120");
    assert_eq!(doubts(&folder), 0);
}

/// What is rendered anew after some edits of the small site.
fn rendered(edit: impl FnOnce(&mut Folder)) -> Vec<String> {
    let mut folder = Folder::small();
    let mut kept = builder();
    assert!(!make(&mut kept, &folder).artefacts.is_empty());
    edit(&mut folder);
    let made = make(&mut kept, &folder);
    assert!(!made.built.diagnostics.has_errors(), "{:?}", found(&made));
    made.rendered.iter().map(|(path, reason)| format!("{path}: {reason:?}")).collect()
}

#[test]
fn nothing_is_rendered_when_nothing_changed() {
    assert_eq!(rendered(|_| {}), Vec::<String>::new());
}

#[test]
fn an_observation_renders_what_shows_it() {
    let edit = |folder: &mut Folder| folder.replace("data/series/trade.yaml", "value: 301", "value: 302");
    insta::assert_snapshot!(rendered(edit).join("\n"));
}

#[test]
fn a_body_renders_its_page_and_no_list() {
    let edit = |folder: &mut Folder| folder.replace("content/method.md", "are read", "are to be read");
    insta::assert_snapshot!(rendered(edit).join("\n"));
}

#[test]
fn a_title_renders_the_lists_that_show_it() {
    let edit =
        |folder: &mut Folder| folder.replace("content/briefings/second.md", "Fewer trains", "More trains");
    insta::assert_snapshot!(rendered(edit).join("\n"));
}

#[test]
fn an_included_template_renders_what_is_made_of_it() {
    let edit = |folder: &mut Folder| folder.replace("templates/foot.html", "footer", "small");
    insta::assert_snapshot!(rendered(edit).join("\n"));
}

#[test]
fn a_component_renders_what_uses_it() {
    let edit = |folder: &mut Folder| {
        folder.replace("templates/parts.html", "<p>{{ text }}</p>", "<b>{{ text }}</b>")
    };
    insta::assert_snapshot!(rendered(edit).join("\n"));
}

#[test]
fn a_figure_of_a_table_renders_what_shows_it() {
    let edit = |folder: &mut Folder| folder.replace("data/tables/months.csv", "1,006", "1,007");
    insta::assert_snapshot!(rendered(edit).join("\n"));
}

#[test]
fn another_process_renders_what_differs() {
    let rendered = |edit: &dyn Fn(&mut Folder)| {
        let (mut folder, mut site) = (Folder::small(), Written::default());
        site.make(&folder);
        edit(&mut folder);
        let made = site.make(&folder);
        assert!(!made.built.diagnostics.has_errors(), "{:?}", found(&made));
        let theirs = made.rendered.iter().filter(|(path, _)| !path.starts_with("assets/"));
        theirs.map(|(path, _)| format!("  {path}\n")).collect::<String>()
    };
    type Edit<'a> = (&'a str, &'a dyn Fn(&mut Folder));
    let edits: [Edit<'_>; 6] = [
        ("nothing", &|_| {}),
        ("an observation", &|f| f.replace("data/series/trade.yaml", "value: 301", "value: 302")),
        ("a body", &|f| f.replace("content/method.md", "are read", "are to be read")),
        ("a title", &|f| f.replace("content/briefings/second.md", "Fewer trains", "More trains")),
        ("a component", &|f| f.replace("templates/parts.html", "<p>{{ text }}</p>", "<b>{{ text }}</b>")),
        ("the settings", &|f| f.replace("site.yaml", "\nprint: true\n", "\nprint: true # as ever\n")),
    ];
    let all = edits.map(|(what, edit)| format!("{what}:\n{}", rendered(edit)));
    insta::assert_snapshot!(all.concat());
}

#[test]
fn a_template_that_was_not_there_renders_what_asked_for_it() {
    let edit = |folder: &mut Folder| folder.put("templates/briefing.html", TEMPLATES[2]);
    insta::assert_snapshot!(rendered(edit).join("\n"));
}

#[test]
fn a_page_that_returns_after_a_mistake_is_not_rendered_again() {
    let mut folder = Folder::small();
    let mut kept = builder();
    make(&mut kept, &folder);
    folder.replace("content/method.md", "title: Method", "titel: Method");
    assert!(make(&mut kept, &folder).built.diagnostics.has_errors());
    folder.replace("content/method.md", "titel: Method", "title: Method");
    assert_eq!(make(&mut kept, &folder).rendered, []);
}

/// Counts what it is told.
#[derive(Debug, Default)]
struct Counted([std::sync::atomic::AtomicUsize; 3]);

impl waybill::render::Progress for Counted {
    fn begin(&self, files: usize) {
        self.0[0].fetch_add(files, std::sync::atomic::Ordering::Relaxed);
    }

    fn advance(&self) {
        self.0[1].fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    }

    fn end(&self) {
        self.0[2].fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    }
}

#[test]
fn whoever_asks_is_told_how_far_a_build_is() {
    let site = Folder::small();
    let counted = Arc::new(Counted::default());
    let mut told = builder().telling(counted.clone());
    let made = make(&mut told, &site);
    let files = made.artefacts.len();
    let [begun, done, ended] = counted.0.each_ref().map(|n| n.load(std::sync::atomic::Ordering::Relaxed));
    assert_eq!((begun, done, ended), (files, files, 1));
}

//! The preview, through the real program, watcher and server.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::site::files_below;

/// How long anything may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);
const SERIES: &str = "data/series/trade.yaml";
const FIRST: &str = "content/briefings/first.md";

/// A small site that is served.
struct Preview {
    child: Child,
    folder: tempfile::TempDir,
    port: u16,
    /// What the terminal shows.
    said: Receiver<String>,
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A copy of the small site.
fn small_site() -> tempfile::TempDir {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/small-site");
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in files_below(&fixture) {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

/// An answer.
struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    fn field(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.filter(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value).next()
    }
}

impl Preview {
    fn start(arguments: &[&str]) -> Self {
        Preview::of(|_| {}, arguments)
    }

    fn of(prepare: impl FnOnce(&Path), arguments: &[&str]) -> Self {
        let folder = small_site();
        prepare(folder.path());
        Preview::run(Command::new(env!("CARGO_BIN_EXE_waybill")), folder, arguments)
    }

    /// Serves a folder by a command that has no arguments yet.
    fn run(mut command: Command, folder: tempfile::TempDir, arguments: &[&str]) -> Self {
        let mut child = command
            .args(["serve", "--port", "0", "--root"])
            .arg(folder.path())
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let url = lines
            .by_ref()
            .map(Result::unwrap)
            .find_map(|line| line.strip_prefix("Serving http://localhost:").map(str::to_owned))
            .unwrap();
        let port = url.split('/').next().unwrap().parse().unwrap();
        // What is said later is read, so that nothing waits for a reader.
        let (sender, said) = mpsc::channel();
        std::thread::spawn(move || {
            lines.map_while(Result::ok).for_each(|line| drop(sender.send(line)));
        });
        Preview { child, folder, port, said }
    }

    fn ask(&self, method: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut stream = self.connect();
        let own = format!("localhost:{}", self.port);
        let mut request = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        if !fields.iter().any(|(name, _)| *name == "Host") {
            request += &format!("Host: {own}\r\n");
        }
        for (name, value) in fields {
            request += &format!("{name}: {value}\r\n");
        }
        stream.write_all((request + "\r\n").as_bytes()).unwrap();
        let mut all = Vec::new();
        stream.read_to_end(&mut all).unwrap();
        let end = all.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
        let head = String::from_utf8(all[..end].to_vec()).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer { status, head, body: all[end + 4..].to_vec() }
    }

    fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[])
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Waits until a page holds, and on the way never lacks a whole page.
    fn until(&self, path: &str, what: &str, holds: impl Fn(&Answer) -> bool) {
        let started = Instant::now();
        loop {
            let answer = self.get(path);
            if holds(&answer) {
                return;
            }
            if answer.status == 200 && path.ends_with('/') {
                assert!(answer.text().contains("</html>"), "half a page at {path}");
            }
            assert!(started.elapsed() < PATIENCE, "{what}: {path} is still\n{}", answer.text());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    fn until_shows(&self, path: &str, text: &str) {
        self.until(path, text, |answer| answer.status == 200 && answer.text().contains(text));
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn edited(&self, path: &str, from: &str, to: &str) -> String {
        let text = fs::read_to_string(self.path(path)).unwrap();
        assert!(text.contains(from), "{path} has no {from}");
        text.replace(from, to)
    }

    fn edit(&self, path: &str, from: &str, to: &str) {
        fs::write(self.path(path), self.edited(path, from, to)).unwrap();
    }

    /// What an open page is told.
    fn events(&self, page: &str) -> Receiver<Value> {
        let mut stream = self.connect();
        let host = self.port;
        write!(stream, "GET /-/waybill/events?page={page} HTTP/1.1\r\nHost: localhost:{host}\r\n\r\n")
            .unwrap();
        let (sender, receiver) = mpsc::channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stream).lines().map_while(Result::ok) {
                if let Some(data) = line.strip_prefix("data: ")
                    && sender.send(serde_json::from_str(data).unwrap()).is_err()
                {
                    return;
                }
            }
        });
        receiver
    }
}

#[test]
fn each_way_of_saving_is_seen() {
    let preview = Preview::start(&[]);
    let page = "/briefings/first/";
    preview.until_shows(page, "The first half");

    preview.edit(FIRST, "The first half", "Written in place");
    preview.until_shows(page, "Written in place");

    let beside = preview.path("content/briefings/.first.md.swp");
    fs::write(&beside, preview.edited(FIRST, "Written in place", "Renamed over")).unwrap();
    fs::rename(&beside, preview.path(FIRST)).unwrap();
    preview.until_shows(page, "Renamed over");

    let text = preview.edited(FIRST, "Renamed over", "With a backup");
    fs::rename(preview.path(FIRST), preview.path("content/briefings/first.md~")).unwrap();
    fs::write(preview.path(FIRST), text).unwrap();
    preview.until_shows(page, "With a backup");

    preview.edit(FIRST, "With a backup", "Again");
    preview.until_shows(page, "Again");
    assert!(!preview.path("public").exists(), "a preview writes nothing");
}

#[test]
fn files_and_folders_come_and_go() {
    let preview = Preview::start(&[]);
    let narrative = "---\ntitle: A note\n---\nIt is there.\n";
    fs::create_dir_all(preview.path("content/notes/deep")).unwrap();
    fs::write(preview.path("content/notes/deep/one.md"), narrative).unwrap();
    preview.until_shows("/notes/deep/one/", "It is there.");
    fs::rename(preview.path("content/notes/deep/one.md"), preview.path("content/notes/deep/two.md")).unwrap();
    preview.until_shows("/notes/deep/two/", "It is there.");
    preview.until("/notes/deep/one/", "renamed", |answer| answer.status == 404);
    fs::rename(preview.path("content/notes"), preview.path("content/papers")).unwrap();
    preview.until_shows("/papers/deep/two/", "It is there.");
    fs::write(preview.path("content/papers/deep/two.md"), narrative.replace("there", "seen there")).unwrap();
    preview.until_shows("/papers/deep/two/", "It is seen there.");
    fs::remove_dir_all(preview.path("content/papers")).unwrap();
    preview.until("/papers/deep/two/", "removed", |answer| answer.status == 404);

    // A folder that the site did not have, and a folder of it that was away.
    fs::create_dir(preview.path("templates")).unwrap();
    fs::write(preview.path("templates/briefing.html"), "<html><body>A template</body></html>").unwrap();
    preview.until_shows("/briefings/first/", "A template");
    fs::remove_dir_all(preview.path("templates")).unwrap();
    preview.until_shows("/briefings/first/", "The first half");
    fs::rename(preview.path("static"), preview.path("away")).unwrap();
    preview.until("/humans.txt", "away", |answer| answer.status == 404);
    fs::rename(preview.path("away"), preview.path("static")).unwrap();
    preview.until("/humans.txt", "back", |answer| answer.status == 200);
    fs::write(preview.path("static/humans.txt"), "somebody else").unwrap();
    preview.until("/humans.txt", "written", |answer| answer.text() == "somebody else");
}

#[test]
fn without_events_files_are_looked_at() {
    let preview = Preview::start(&["--poll"]);
    preview.edit(FIRST, "The first half", "Seen by looking");
    preview.until_shows("/briefings/first/", "Seen by looking");
}

#[test]
fn the_last_good_site_stays_and_pages_are_told() {
    let preview = Preview::start(&["--editor", "editor:{path}:{line}"]);
    let events = preview.events("%2Fbriefings%2Ffirst%2F");
    let good = events.recv_timeout(PATIENCE).unwrap();
    assert_eq!(good["errors"], 0);

    let text = fs::read_to_string(preview.path(FIRST)).unwrap();
    fs::write(preview.path(FIRST), text.replace("trade.rail", "trade.rial")).unwrap();
    let broken = events.recv_timeout(PATIENCE).unwrap();
    assert!(broken["errors"].as_u64().unwrap() > 0, "{broken}");
    assert_eq!(broken["page"], good["page"], "the page is still the same");
    let finding = &broken["findings"][0];
    assert_eq!(finding["file"], FIRST);
    assert!(finding["excerpt"].as_str().unwrap().contains("trade.rial"), "{finding}");
    assert!(finding["link"].as_str().unwrap().starts_with("editor:/"), "{finding}");
    assert!(preview.get("/briefings/first/").text().contains("The first half"));
    // A page that is opened now is told as well.
    let late = preview.events("%2F").recv_timeout(PATIENCE).unwrap();
    assert_eq!(late["findings"], broken["findings"]);

    fs::write(preview.path(FIRST), &text).unwrap();
    let mended = events.recv_timeout(PATIENCE).unwrap();
    assert_eq!((&mended["errors"], &mended["page"]), (&0.into(), &good["page"]));

    // Nothing is told of what changes nothing: the next event is that of the next edit.
    fs::write(preview.path(FIRST), &text).unwrap();
    preview.edit("content/briefings/second.md", "One month", "A month");
    let other = events.recv_timeout(PATIENCE).unwrap();
    assert_eq!(other["errors"], 0);
    let changed = fs::read_to_string(preview.path(SERIES)).unwrap();
    fs::write(preview.path(SERIES), changed).unwrap();
    assert!(events.recv_timeout(Duration::from_millis(300)).is_err(), "nothing changed");
}

#[test]
fn a_site_that_is_broken_from_the_start_recovers() {
    let preview = Preview::of(|root| fs::write(root.join("site.yaml"), "title: [").unwrap(), &[]);
    let answer = preview.get("/");
    assert_eq!(answer.status, 503);
    assert!(answer.text().contains("/-/waybill/live.js"));
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/small-site/site.yaml");
    fs::copy(fixture, preview.path("site.yaml")).unwrap();
    preview.until_shows("/", "A small site");
}

#[test]
fn the_page_for_missing_addresses_is_of_the_preview() {
    let preview = Preview::of(
        |root| {
            let settings = fs::read_to_string(root.join("site.yaml")).unwrap();
            let published = "\nbase_url: https://example.org/briefings-of-trade/\n";
            fs::write(root.join("site.yaml"), settings + published).unwrap();
        },
        &[],
    );
    let missing = preview.get("/nowhere/");
    assert_eq!(missing.status, 404);
    let text = missing.text();
    let sheet = text.split('"').find(|part| part.ends_with(".css")).unwrap();
    assert!(sheet.starts_with("/briefings-of-trade/"), "{sheet}");
    assert_eq!(preview.get(sheet).status, 200);
    assert_eq!(preview.get("/briefings-of-trade/briefings/first/").status, 200);
}

#[test]
fn answers_are_those_of_a_file_server() {
    let preview = Preview::start(&[]);
    let page = preview.get("/briefings/first/");
    assert_eq!(page.status, 200);
    assert_eq!(page.field("content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(page.field("cache-control"), Some("no-store"));
    assert_eq!(page.field("x-content-type-options"), Some("nosniff"));
    assert_eq!(page.field("access-control-allow-origin"), None);
    let moved = preview.get("/briefings/first?a=b");
    assert_eq!((moved.status, moved.field("location")), (307, Some("/briefings/first/?a=b")));
    let missing = preview.get("/nowhere/");
    assert_eq!(missing.status, 404);
    assert!(missing.text().contains("A small site"), "it is the site's own page");
    let head = preview.ask("HEAD", "/briefings/first/", &[]);
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.field("content-length"), Some(&*page.body.len().to_string()));
    assert_eq!(preview.ask("POST", "/", &[]).status, 405);

    let whole = preview.get("/humans.txt");
    assert_eq!(whole.field("content-type"), Some("text/plain; charset=utf-8"));
    let length = whole.body.len();
    let range = |range: &str| preview.ask("GET", "/humans.txt", &[("Range", range)]);
    let part = range("bytes=1-3");
    assert_eq!((part.status, &part.body[..]), (206, &whole.body[1..4]));
    assert_eq!(part.field("content-range"), Some(&*format!("bytes 1-3/{length}")));
    assert_eq!(range("bytes=2-").body, whole.body[2..]);
    assert_eq!(range("bytes=-2").body, whole.body[length - 2..]);
    assert_eq!(range("bytes=1-99999").body, whole.body[1..]);
    assert_eq!(range("bytes=99999-").status, 416);
    for whole in ["bytes=3-1", "lines=1-2", "bytes=0-1,3-4", "bytes=-"] {
        assert_eq!((whole, range(whole).status, range(whole).body.len()), (whole, 200, length));
    }
}

#[test]
fn nothing_but_the_site_is_served() {
    let preview = Preview::start(&[]);
    let paths = [
        "/../site.yaml",
        "/static/../../site.yaml",
        "/%2e%2e%2fsite.yaml",
        "/%2e%2e/site.yaml",
        "/%252e%252e%252fsite.yaml",
        "/..%5csite.yaml",
        "/..%c0%afsite.yaml",
        "//etc/passwd",
        "/%2fetc/passwd",
        "/etc/passwd%00.html",
        "/site.yaml",
        "/site.yaml%00",
        "/content/_index.md",
        "/static/humans.txt",
        "/%ff",
        "/%zz",
        "/%",
    ];
    for path in paths {
        let answer = preview.get(path);
        assert!([400, 404].contains(&answer.status), "{path} is answered with {}", answer.status);
        assert!(!answer.text().contains("root:"), "{path}");
    }
}

#[test]
fn requests_from_elsewhere_are_refused() {
    let preview = Preview::start(&[]);
    let status = |fields: &[(&str, &str)]| preview.ask("GET", "/", fields).status;
    let own = format!("127.0.0.1:{}", preview.port);
    let origin = format!("http://localhost:{}", preview.port);
    assert_eq!(status(&[("Host", &own)]), 200);
    assert_eq!(status(&[("Host", &format!("[::1]:{}", preview.port))]), 200);
    assert_eq!(status(&[("Origin", &origin)]), 200);
    for host in
        ["example.org", "localhost", "localhost:1", &format!("localhost.example.org:{}", preview.port)]
    {
        assert_eq!((host, status(&[("Host", host)])), (host, 403));
    }
    for origin in ["http://example.org", "null", "http://localhost:1", &format!("http://{own}")] {
        assert_eq!((origin, status(&[("Origin", origin)])), (origin, 403));
    }
}

#[test]
#[cfg(target_os = "linux")]
#[expect(clippy::print_stderr, reason = "that a test was not made should not be silent")]
fn without_watches_files_are_looked_at_and_that_is_said() {
    // In a namespace of its own a user may have a limit of its own.
    let namespace = ["--user", "--map-root-user", "sh", "-c"];
    let mut command = Command::new("unshare");
    let may = command.args(namespace).arg("echo 2 > /proc/sys/user/max_inotify_watches").output();
    if !may.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: this system has no namespaces for users");
        return;
    }
    let mut command = Command::new("unshare");
    command.args(namespace).arg("echo 2 > /proc/sys/user/max_inotify_watches; exec \"$0\" \"$@\"");
    command.arg(env!("CARGO_BIN_EXE_waybill"));
    let preview = Preview::run(command, small_site(), &[]);
    let said = preview.said.recv_timeout(PATIENCE).unwrap();
    assert!(said.starts_with("Looking at the files twice a second: "), "{said}");
    preview.edit(FIRST, "The first half", "Seen by looking");
    preview.until_shows("/briefings/first/", "Seen by looking");
}

#[test]
fn a_file_that_cannot_be_read_is_told_until_it_can() {
    let preview = Preview::start(&[]);
    let events = preview.events("%2Fbriefings%2Ffirst%2F");
    assert_eq!(events.recv_timeout(PATIENCE).unwrap()["errors"], 0);
    let away = preview.path("away.md");
    fs::rename(preview.path(FIRST), &away).unwrap();
    // Nobody may read what is not there, not even an administrator.
    #[cfg(unix)]
    std::os::unix::fs::symlink("nowhere.md", preview.path(FIRST)).unwrap();
    let is_told = |told: &Value| {
        told["findings"].as_array().unwrap().iter().any(|found| found["rule"] == "unreadable-file")
    };
    let mut told = events.recv_timeout(PATIENCE).unwrap();
    while !is_told(&told) {
        // The file was away for a moment.
        told = events.recv_timeout(PATIENCE).unwrap();
    }
    assert!(preview.get("/briefings/first/").text().contains("The first half"), "the last good page stays");
    fs::remove_file(preview.path(FIRST)).unwrap();
    fs::rename(&away, preview.path(FIRST)).unwrap();
    while told["errors"] != 0 {
        told = events.recv_timeout(PATIENCE).unwrap();
    }
}

#[test]
#[cfg(target_os = "linux")]
#[expect(clippy::print_stderr, reason = "that a test was not made should not be silent")]
fn permission_is_lost_and_regained() {
    use std::os::unix::fs::PermissionsExt;
    // An administrator may read whatever its mode says, but not from within a namespace that knows no administrator.
    let may = Command::new("unshare").args(["--user", "true"]).output();
    if !may.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: this system has no namespaces for users");
        return;
    }
    let mut command = Command::new("unshare");
    command.args(["--user", env!("CARGO_BIN_EXE_waybill")]);
    let preview = Preview::run(command, small_site(), &[]);
    let events = preview.events("%2Fbriefings%2Ffirst%2F");
    assert_eq!(events.recv_timeout(PATIENCE).unwrap()["errors"], 0);
    let set_mode = |path: &str, mode: u32| {
        fs::set_permissions(preview.path(path), fs::Permissions::from_mode(mode)).unwrap();
    };
    for (path, lost, had) in [(SERIES, 0o000, 0o644), ("content/briefings", 0o000, 0o755)] {
        set_mode(path, lost);
        let mut told = events.recv_timeout(PATIENCE).unwrap();
        while told["errors"] == 0 {
            told = events.recv_timeout(PATIENCE).unwrap();
        }
        assert_eq!(told["findings"][0]["rule"], "unreadable-file", "{path}: {told}");
        assert!(
            preview.get("/briefings/first/").text().contains("The first half"),
            "the last good page stays"
        );
        set_mode(path, had);
        while told["errors"] != 0 {
            told = events.recv_timeout(PATIENCE).unwrap();
        }
    }
    preview.edit(FIRST, "The first half", "Read again");
    preview.until_shows("/briefings/first/", "Read again");
}

#[test]
fn without_its_settings_the_last_good_site_stays() {
    let preview = Preview::start(&[]);
    let events = preview.events("%2Fbriefings%2Ffirst%2F");
    let (settings, away) = (preview.path("site.yaml"), preview.path("away.yaml"));
    fs::rename(&settings, &away).unwrap();
    let mut told = events.recv_timeout(PATIENCE).unwrap();
    while told["errors"] == 0 {
        told = events.recv_timeout(PATIENCE).unwrap();
    }
    assert_eq!(told["findings"][0]["rule"], "no-site");
    let answer = preview.get("/briefings/first/");
    assert!(answer.text().contains("The first half"), "{}: {}", answer.status, answer.text());
    fs::rename(&away, &settings).unwrap();
    while told["errors"] != 0 {
        told = events.recv_timeout(PATIENCE).unwrap();
    }
}

/// A narrative that nothing refers to.
#[cfg(unix)]
const NOTE: &str = "---\ntitle: A note\n---\nIt is there.\n";

#[test]
#[cfg(unix)]
fn what_becomes_a_link_to_nothing_is_told_and_stays_as_it_was() {
    let preview = Preview::start(&[]);
    let note = preview.path("content/note.md");
    fs::write(&note, NOTE).unwrap();
    preview.until_shows("/note/", "It is there.");
    let events = preview.events("%2Fnote%2F");
    let link = preview.path("content/.link.tmp");
    std::os::unix::fs::symlink("nowhere.md", &link).unwrap();
    fs::rename(&link, &note).unwrap();
    let mut told = events.recv_timeout(PATIENCE).unwrap();
    while told["errors"] == 0 {
        told = events.recv_timeout(PATIENCE).unwrap();
    }
    assert_eq!(told["findings"][0]["rule"], "unreadable-file");
    assert!(preview.get("/note/").text().contains("It is there."), "the last good page is gone");
}

#[test]
#[cfg(unix)]
fn a_linked_folder_is_followed() {
    let preview = Preview::start(&[]);
    fs::create_dir_all(preview.path("content/notes")).unwrap();
    fs::write(preview.path("content/notes/one.md"), NOTE).unwrap();
    std::os::unix::fs::symlink("notes", preview.path("content/papers")).unwrap();
    preview.until_shows("/papers/one/", "It is there.");
    preview.until_shows("/notes/one/", "It is there.");
    fs::write(preview.path("content/papers/one.md"), NOTE.replace("there", "seen there")).unwrap();
    preview.until_shows("/notes/one/", "It is seen there.");
    preview.until_shows("/papers/one/", "It is seen there.");
    fs::remove_file(preview.path("content/papers")).unwrap();
    preview.until("/papers/one/", "removed", |answer| answer.status == 404);
    preview.until_shows("/notes/one/", "It is seen there.");
}

#[test]
fn a_thousand_files_at_once_are_a_few_rebuilds() {
    let preview = Preview::start(&[]);
    fs::create_dir_all(preview.path("content/notes")).unwrap();
    for n in 0..1000 {
        let text = format!("---\ntitle: Note\n---\nThe text of note-{n}.\n");
        fs::write(preview.path(&format!("content/notes/n{n}.md")), text).unwrap();
    }
    preview.until_shows("/notes/n999/", "note-999");
    preview.until_shows("/notes/n0/", "note-0");
    let rebuilt = preview.said.try_iter().filter(|line| line.ends_with("ms)")).count();
    assert!(rebuilt < 40, "{rebuilt} rebuilds");
}

#[test]
fn a_file_that_is_replaced_while_it_is_read_is_never_half_there() {
    let preview = Preview::start(&[]);
    let text = fs::read_to_string(preview.path(SERIES)).unwrap();
    let events = preview.events("%2F");
    for n in 0..40 {
        let beside = preview.path("data/series/.trade.yaml.new");
        fs::write(&beside, text.replace("value: 200.0", &format!("value: 200.{n:02}"))).unwrap();
        fs::rename(&beside, preview.path(SERIES)).unwrap();
    }
    preview.until("/data/observations.csv", "the last", |answer| answer.text().contains("200.39"));
    assert!(events.try_iter().all(|told| told["errors"] == 0), "a state between two was read");
}

/// What a page is without what the preview puts into it.
fn without_script(page: &[u8]) -> String {
    let page = String::from_utf8_lossy(page).into_owned();
    match page.split_once("<link rel=\"stylesheet\" href=\"/-/waybill/") {
        Some((before, rest)) => before.to_owned() + rest.split_once("</script>").unwrap().1,
        None => page,
    }
}

#[test]
fn what_is_served_ends_where_a_clean_build_does() {
    let preview = Preview::start(&[]);
    let mut seed = 20_u64;
    let mut random = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    let note = preview.path("content/briefings/note.md");
    let second = "content/briefings/second.md";
    let [series, briefing, title] =
        [SERIES, FIRST, second].map(|file| fs::read_to_string(preview.path(file)).unwrap());
    for n in 0..60 {
        match random(7) {
            0 => fs::write(preview.path(SERIES), series.replace("value: 200.0", &format!("value: 2{n}.5")))
                .unwrap(),
            1 => fs::write(preview.path(FIRST), briefing.replace("The first half", &format!("Half {n}")))
                .unwrap(),
            2 => fs::write(preview.path(second), title.replace("Fewer", &format!("Fewer still ({n})")))
                .unwrap(),
            3 => {
                fs::write(&note, format!("---\ntitle: Note {n}\ndate: 2025-08-0{}\n---\nText.\n", n % 9 + 1))
                    .unwrap()
            }
            4 => drop(fs::remove_file(&note)),
            5 => fs::write(preview.path(FIRST), briefing.replace("trade.", "trad.")).unwrap(),
            _ => fs::write(preview.path("static/note.txt"), n.to_string()).unwrap(),
        }
        std::thread::sleep(Duration::from_millis(random(40) as u64));
    }
    // The last state is one without errors.
    fs::write(preview.path(FIRST), &briefing).unwrap();
    let out = tempfile::tempdir().unwrap();
    let built = Command::new(env!("CARGO_BIN_EXE_waybill"))
        .args(["build", "--root"])
        .arg(preview.folder.path())
        .arg("--out")
        .arg(out.path().join("public"))
        .output()
        .unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    for (path, bytes) in files_below(&out.path().join("public")) {
        if path.starts_with('.') {
            continue;
        }
        let address = match path.strip_suffix("index.html") {
            Some(folder) => format!("/{folder}"),
            None => format!("/{path}"),
        };
        if path.ends_with(".html") {
            let expected = String::from_utf8(bytes).unwrap();
            preview.until(&address, "as built", |answer| without_script(&answer.body) == expected);
        } else {
            preview.until(&address, "as built", |answer| answer.body == bytes);
        }
    }
}

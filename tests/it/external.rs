//! Addresses outside the site: listed by every check, asked by one that is told to.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::Value;

use crate::site::Site;

/// A server on this machine that answers by path, and remembers what it was asked.
struct Server {
    port: u16,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let seen = asked.clone();
        // It ends with the process of the tests.
        std::thread::spawn(move || listener.incoming().flatten().for_each(|stream| answer(stream, &seen)));
        Server { port, asked }
    }

    fn address(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }
}

fn answer(mut stream: TcpStream, asked: &Mutex<Vec<String>>) {
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
    let Some(Ok(first)) = lines.next() else { return };
    let head: Vec<String> = lines.map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
    let agent =
        head.iter().find_map(|line| line.to_lowercase().strip_prefix("user-agent: ").map(str::to_owned));
    let mut words = first.split(' ');
    let (method, path) = (words.next().unwrap(), words.next().unwrap());
    asked.lock().unwrap().push(format!("{method} {path} {}", agent.unwrap_or_default()));
    let status = match (method, path) {
        (_, "/there") | ("GET", "/no-head") => "200 OK",
        ("HEAD", "/no-head") => "405 Method Not Allowed",
        (_, "/moved") => "301 Moved Permanently\r\nLocation: /there",
        (_, "/circle") => "302 Found\r\nLocation: /circle",
        (_, "/members") => "403 Forbidden",
        (_, "/busy") => "503 Service Unavailable",
        _ => "404 Not Found",
    };
    let _ = write!(stream, "HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
}

/// A site that names each address in a text of its own, and one in a source and an entity.
fn site(server: &Server) -> Site {
    let link = |path: &str| server.address(path);
    let body = ["/there", "/there#part", "/no-head", "/moved", "/circle", "/members", "/busy", "/gone"]
        .map(|path| format!("A [link]({}).\n\n", link(path)))
        .concat();
    Site::new().file("content/page.md", format!("---\ntitle: Links\n---\n\n{body}")).file(
        "data/sources.yaml",
        format!("paper:\n  title: A paper\n  kind: official\n  url: {}\n", link("/lost")),
    )
}

#[test]
fn a_check_lists_what_is_outside_and_asks_nobody() {
    let server = Server::start();
    let run = site(&server).run(&["check", "--format", "json"]);
    let json: Value = serde_json::from_str(&run.stdout).unwrap();
    let links = json["external_links"].as_array().unwrap();
    let listed: Vec<&str> = links.iter().map(|link| link["address"].as_str().unwrap()).collect();
    let paths = ["/busy", "/circle", "/gone", "/lost", "/members", "/moved", "/no-head", "/there"];
    assert_eq!(listed, paths.map(|path| server.address(path)));
    assert_eq!(links[7]["places"].as_array().unwrap().len(), 2);
    assert_eq!(
        (&links[3]["places"][0]["file"], &links[3]["places"][0]["line"]),
        (&"data/sources.yaml".into(), &4.into())
    );
    assert!(links.iter().all(|link| link["answer"].is_null()));
    assert!(server.asked.lock().unwrap().is_empty());
    let text = site(&server).run(&["check"]);
    assert!(text.stdout.ends_with("; 8 external links not asked (--external asks)\n"), "{}", text.stdout);
}

#[test]
fn what_is_outside_is_asked_on_request() {
    let server = Server::start();
    let run = site(&server).run(&["check", "--external"]);
    let port = server.port.to_string();
    insta::assert_snapshot!(run.whole().replace(&port, "PORT"));
    assert_eq!(site(&server).run(&["check", "--external", "--strict"]).status, Some(1));
    let asked = server.asked.lock().unwrap();
    let there = asked.iter().filter(|line| line.starts_with("HEAD /there ")).count();
    // Twice in each run: for itself and after the redirect; its two mentions are one question.
    assert_eq!(there, 4, "{asked:?}");
    assert!(asked.iter().all(|line| line.contains("waybill/")), "{asked:?}");
    assert!(asked.iter().any(|line| line.starts_with("GET /no-head ")), "{asked:?}");
}

#[test]
fn the_answers_are_in_the_machine_form() {
    let server = Server::start();
    let run = site(&server).run(&["check", "--external", "--format", "json"]);
    let json: Value = serde_json::from_str(&run.stdout).unwrap();
    let links = json["external_links"].as_array().unwrap();
    let answers: Vec<&str> = links.iter().map(|link| link["answer"].as_str().unwrap()).collect();
    assert_eq!(answers, ["unknown", "gone", "gone", "gone", "unknown", "there", "there", "there"]);
    let found = json["diagnostics"].as_array().unwrap();
    let count = |rule: &str| found.iter().filter(|one| one["rule"] == rule).count();
    assert_eq!((count("dead-link"), count("unanswered-link")), (3, 2));
}

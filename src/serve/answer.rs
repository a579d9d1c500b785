//! The answer to one request.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::Response;
use tokio::sync::watch::Receiver;
use tokio::task::spawn_blocking;

use super::body::Source;
use super::preview::{At, File, Preview};
use super::reload;
use crate::diag::Diagnostic;
use crate::render::{Faults, Rendered};
use crate::write::Content;

/// What requests are answered from.
#[derive(Clone)]
pub(super) struct Server {
    /// Of the address that it is reached at.
    pub port: u16,
    pub receiver: Receiver<Arc<Preview>>,
}

/// What is shown until there is a first site without errors.
const WAITING: &str = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Not built yet</title></head>\
    <body><h1>Not built yet</h1><p>The site has errors. It appears here as soon as they are mended.</p></body></html>";

/// Answers a request.
pub(super) async fn answer(
    State(server): State<Server>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let mut response = match is_own(&headers, server.port) {
        false => plain(StatusCode::FORBIDDEN, "This preview answers to its own address alone.\n"),
        true if method != Method::GET && method != Method::HEAD => {
            let mut response = plain(StatusCode::METHOD_NOT_ALLOWED, "Pages can be read and nothing else.\n");
            response.headers_mut().insert(header::ALLOW, header::HeaderValue::from_static("GET, HEAD"));
            response
        }
        true => match decoded(uri.path()) {
            None => plain(StatusCode::BAD_REQUEST, "This is no address of a page.\n"),
            Some(path) => get(&server, &path, &uri, &headers).await,
        },
    };
    let fields = response.headers_mut();
    fields.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    fields.insert(header::X_CONTENT_TYPE_OPTIONS, header::HeaderValue::from_static("nosniff"));
    response
}

/// True if a request is for this server by a name of this machine, and from a page of its own or from none. A name
/// that somebody else's page made lead here is not.
fn is_own(headers: &HeaderMap, port: u16) -> bool {
    let Some(host) = headers.get(header::HOST).and_then(|host| host.to_str().ok()) else { return false };
    let own = ["localhost", "127.0.0.1", "[::1]"].iter().any(|name| {
        host.strip_prefix(name).is_some_and(|rest| match rest.strip_prefix(':') {
            Some(given) => given == port.to_string(),
            None => rest.is_empty() && port == 80,
        })
    });
    let origin = headers.get(header::ORIGIN);
    own && origin.is_none_or(|origin| origin.as_bytes() == format!("http://{host}").as_bytes())
}

/// A path without its leading slash, decoded once; none if it cannot be one.
fn decoded(path: &str) -> Option<String> {
    let bytes = path.strip_prefix('/')?.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte == b'%' {
            let digit = |at: usize| bytes.get(at).and_then(|b| char::from(*b).to_digit(16));
            decoded.push((digit(at + 1)? * 16 + digit(at + 2)?) as u8);
            at += 3;
        } else {
            decoded.push(byte);
            at += 1;
        }
    }
    let path = String::from_utf8(decoded).ok()?;
    let climbs = path.split('/').any(|name| name == "..");
    (!climbs && !path.contains(['\0', '\\'])).then_some(path)
}

async fn get(server: &Server, path: &str, uri: &Uri, headers: &HeaderMap) -> Response {
    match path {
        reload::SCRIPT => return typed(StatusCode::OK, "live.js", reload::SCRIPT_TEXT.into(), headers),
        reload::STYLE => return typed(StatusCode::OK, "live.css", reload::STYLE_TEXT.into(), headers),
        reload::EVENTS => {
            let page = uri.query().and_then(|query| query.strip_prefix("page=")).unwrap_or("%2F");
            // An address in an address: `decoded` takes it apart twice, each time as it was put together.
            let page = decoded(&format!("/{page}")).and_then(|page| decoded(&page));
            return match page {
                Some(page) => reload::events(server.receiver.clone(), page),
                None => plain(StatusCode::BAD_REQUEST, "This is no address of a page.\n"),
            };
        }
        _ => {}
    }
    let preview = server.receiver.borrow().clone();
    if preview.is_empty() {
        let page = reload::with_script(WAITING.as_bytes(), &preview.tags(None));
        return typed(StatusCode::SERVICE_UNAVAILABLE, "index.html", page, headers);
    }
    let (status, path, file) = match preview.at(path) {
        At::File(path, file) => (StatusCode::OK, path, file),
        At::Folder => return moved(path, uri.query()),
        At::Nothing => match preview.missing() {
            Some(file) => (StatusCode::NOT_FOUND, "404.html", file),
            None => return plain(StatusCode::NOT_FOUND, "There is no such page.\n"),
        },
    };
    let source = match source(file).await {
        Ok(source) => source,
        Err(Unread::Gone) => {
            return plain(StatusCode::NOT_FOUND, "The file went while it was asked for.\n");
        }
        Err(Unread::Faulty(found)) => {
            let line = |found: &Diagnostic| format!("{}: {}\n", found.rule, found.message);
            let text: String = found.iter().map(line).collect();
            return plain(StatusCode::INTERNAL_SERVER_ERROR, text);
        }
    };
    match source {
        Source::Bytes(page) if path.ends_with(".html") => {
            let page = reload::with_script(&page, &preview.tags(Some(file)));
            typed(status, path, page, headers)
        }
        source => ranged(status, path, source, headers),
    }
}

/// Why a file cannot be had.
enum Unread {
    /// It was there when the site was built.
    Gone,
    /// It cannot be made.
    Faulty(Faults),
}

/// What a file holds. Only files that the site was built from are read, wherever a request points to.
async fn source(file: &File) -> Result<Source, Unread> {
    let content = match file {
        File::Ready(content) => content,
        File::Late(late) => {
            let late = late.clone();
            return match spawn_blocking(move || late.get()).await {
                Ok(Ok(Rendered::Bytes(bytes))) => Ok(Source::Bytes(bytes)),
                Ok(Err(found)) => Err(Unread::Faulty(found)),
                Ok(Ok(Rendered::Copied(_))) | Err(_) => Err(Unread::Gone),
            };
        }
    };
    match content {
        Content::Bytes(bytes) => Ok(Source::Bytes(bytes.clone())),
        Content::Copy { from, .. } => Source::open(from.clone()).await.map_err(|_| Unread::Gone),
    }
}

/// Bytes of a page, or the range of them that is asked for.
fn typed(status: StatusCode, path: &str, bytes: Vec<u8>, headers: &HeaderMap) -> Response {
    ranged(status, path, Source::Bytes(Arc::new(bytes)), headers)
}

/// A file, or the range of it that is asked for. What is asked with `HEAD` loses its body on the way out.
fn ranged(status: StatusCode, path: &str, source: Source, headers: &HeaderMap) -> Response {
    let length = source.length();
    let response = Response::builder()
        .header(header::CONTENT_TYPE, content_type(path))
        .header(header::ACCEPT_RANGES, "bytes");
    let asked = headers.get(header::RANGE).and_then(|range| range.to_str().ok());
    let asked = asked.filter(|_| status == StatusCode::OK).map(|range| range_of(range, length));
    let response = match asked {
        None | Some(Asked::Whole) => {
            response.status(status).header(header::CONTENT_LENGTH, length).body(source.between(0, length))
        }
        Some(Asked::Part(first, last)) => response
            .status(StatusCode::PARTIAL_CONTENT)
            .header(header::CONTENT_LENGTH, last - first + 1)
            .header(header::CONTENT_RANGE, format!("bytes {first}-{last}/{length}"))
            .body(source.between(first, last + 1)),
        Some(Asked::Nothing) => response
            .status(StatusCode::RANGE_NOT_SATISFIABLE)
            .header(header::CONTENT_RANGE, format!("bytes */{length}"))
            .body(Body::empty()),
    };
    response.unwrap_or_default()
}

enum Asked {
    Whole,
    /// From the first to the last byte.
    Part(u64, u64),
    Nothing,
}

/// What a `Range` field asks for (RFC 9110, section 14). One that is not understood, or of several parts, is ignored.
fn range_of(field: &str, length: u64) -> Asked {
    let Some((first, last)) = field.strip_prefix("bytes=").and_then(|range| range.split_once('-')) else {
        return Asked::Whole;
    };
    match (first.trim().parse::<u64>(), last.trim().parse::<u64>()) {
        (Ok(first), Ok(last)) if first > last => Asked::Whole,
        (Ok(first), _) if first >= length => Asked::Nothing,
        (Ok(first), Ok(last)) => Asked::Part(first, last.min(length - 1)),
        (Ok(first), Err(_)) if last.trim().is_empty() => Asked::Part(first, length - 1),
        (Err(_), Ok(0)) if first.trim().is_empty() => Asked::Nothing,
        (Err(_), Ok(_)) if first.trim().is_empty() && length == 0 => Asked::Nothing,
        (Err(_), Ok(n)) if first.trim().is_empty() => Asked::Part(length.saturating_sub(n), length - 1),
        _ => Asked::Whole,
    }
}

fn plain(status: StatusCode, text: impl Into<Body>) -> Response {
    let response =
        Response::builder().status(status).header(header::CONTENT_TYPE, "text/plain; charset=utf-8");
    response.body(text.into()).unwrap_or_default()
}

/// To the same path with a slash. It is a path of the site, so that it cannot lead elsewhere.
fn moved(path: &str, query: Option<&str>) -> Response {
    let mut location = String::from("/");
    for byte in path.bytes() {
        match byte {
            b'/' | b'-' | b'.' | b'_' | b'~' => location.push(byte.into()),
            byte if byte.is_ascii_alphanumeric() => location.push(byte.into()),
            byte => location.push_str(&format!("%{byte:02X}")),
        }
    }
    location.push('/');
    if let Some(query) = query {
        location.push('?');
        location.push_str(query);
    }
    let response =
        Response::builder().status(StatusCode::TEMPORARY_REDIRECT).header(header::LOCATION, location);
    response.body(Body::empty()).unwrap_or_default()
}

/// The type of a file by the end of its name.
fn content_type(path: &str) -> &'static str {
    let end = path.rsplit_once('.').map_or("", |(_, end)| end).to_ascii_lowercase();
    match end.as_str() {
        "html" | "htm" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "geojson" => "application/geo+json",
        "webmanifest" => "application/manifest+json",
        "xml" => "application/xml",
        "atom" => "application/atom+xml",
        "svg" => "image/svg+xml",
        "csv" => "text/csv; charset=utf-8",
        "txt" | "md" | "bib" => "text/plain; charset=utf-8",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "ttf" => "font/ttf",
        "otf" => "font/otf",
        "pdf" => "application/pdf",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "mp3" => "audio/mpeg",
        "zip" => "application/zip",
        "wasm" => "application/wasm",
        _ => "application/octet-stream",
    }
}

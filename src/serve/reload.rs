//! What a page is given to stay up to date: a script, its style sheet, and a stream of events.

use std::convert::Infallible;
use std::sync::Arc;

use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde::Serialize;
use tokio::sync::watch::Receiver;

use super::preview::{Findings, Preview, Tags};

/// Where these lie: no page of a site can, since `-` is no name that addresses are made of.
pub(super) const SCRIPT: &str = "-/waybill/live.js";
pub(super) const STYLE: &str = "-/waybill/live.css";
pub(super) const EVENTS: &str = "-/waybill/events";

/// The script.
pub(super) const SCRIPT_TEXT: &str = include_str!("live.js");
/// Its style sheet.
pub(super) const STYLE_TEXT: &str = include_str!("live.css");

/// A page with the script in it. Only what is served has it, never what is written.
pub(super) fn with_script(page: &[u8], tags: &Tags) -> Vec<u8> {
    let Tags { page: all, shape, styles, copies } = tags;
    let element = format!(
        "<link rel=\"stylesheet\" href=\"/{STYLE}\" data-waybill><script src=\"/{SCRIPT}\" defer \
         data-page=\"{all}\" data-shape=\"{shape}\" data-styles=\"{styles}\" data-copies=\"{copies}\"></script>"
    );
    let end = b"</head>";
    let at = page.windows(end.len()).position(|window| window == end).unwrap_or(page.len());
    [&page[..at], element.as_bytes(), &page[at..]].concat()
}

#[derive(Serialize)]
struct Told<'a> {
    #[serde(flatten)]
    tags: Tags,
    #[serde(flatten)]
    findings: &'a Findings,
}

/// Tells what is served for a path now and after each build, and what is wrong with the site.
pub(super) fn events(receiver: Receiver<Arc<Preview>>, path: String) -> Response {
    let events = stream::unfold((receiver, path, true), |(mut receiver, path, first)| async move {
        if !first {
            receiver.changed().await.ok()?;
        }
        let preview = receiver.borrow_and_update().clone();
        let told = Told { tags: preview.tags_at(&path), findings: &preview.findings };
        let data = serde_json::to_string(&told).unwrap_or_default();
        Some((Ok::<_, Infallible>(Event::default().event("state").data(data)), (receiver, path, false)))
    });
    Sse::new(events).keep_alive(KeepAlive::default()).into_response()
}

//! What pages say of themselves to machines: JSON-LD of schema.org, and CSL-JSON for reference managers.

use serde_json::{Value, json};

use super::context::{PageContext, TitleLink};
use super::urls;
use super::world::World;
use crate::load::Page;

/// A page's JSON-LD for a `script` element, or none for a site that does not say where it is published: all that
/// JSON-LD names, it names by absolute addresses.
///
/// What is markup is written as an escape, so that no text can end the element. A block of data is not executed: the strictest
/// Content-Security-Policy lets it be.
pub fn json_ld(world: &World<'_>, address: &str, page: &PageContext, what: Option<Value>) -> Option<String> {
    let base = world.base_url()?;
    let mut graph: Vec<Value> = Vec::new();
    if page.breadcrumbs.len() > 1 {
        graph.push(breadcrumbs(base, address, &page.breadcrumbs, &page.title));
    }
    graph.extend(what);
    if graph.is_empty() {
        return None;
    }
    let text = json!({ "@context": "https://schema.org", "@graph": graph }).to_string();
    Some(text.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026"))
}

fn breadcrumbs(base: &str, address: &str, crumbs: &[TitleLink], title: &str) -> Value {
    let mut items: Vec<Value> = Vec::with_capacity(crumbs.len() + 1);
    for (crumb, position) in crumbs.iter().zip(1..) {
        items.push(json!({
            "@type": "ListItem", "position": position, "name": crumb.title, "item": from_page(base, address, &crumb.url),
        }));
    }
    items.push(json!({ "@type": "ListItem", "position": crumbs.len() + 1, "name": title }));
    json!({ "@type": "BreadcrumbList", "itemListElement": items })
}

/// The address on the web of a link that the page at an address writes.
fn from_page(base: &str, address: &str, link: &str) -> String {
    let mut folders: Vec<&str> = address.split('/').filter(|part| !part.is_empty()).collect();
    let mut rest = link;
    while let Some(up) = rest.strip_prefix("../") {
        folders.pop();
        rest = up;
    }
    let rest = rest.strip_suffix("index.html").unwrap_or(rest).trim_start_matches("./");
    folders.extend(rest.split('/').filter(|part| !part.is_empty()));
    let joined = folders.join("/");
    let is_file = joined.rsplit('/').next().is_some_and(|name| name.contains('.'))
        && !rest.ends_with('/')
        && !rest.is_empty();
    if is_file { format!("{base}{joined}") } else { urls::absolute(base, &joined) }
}

/// A briefing as an article.
pub fn article(world: &World<'_>, page: &PageContext, front: &Page) -> Value {
    let config = world.config();
    let keywords: Vec<&str> = front.front.tags.iter().map(|tag| &*tag.name).collect();
    without_nulls(json!({
        "@type": "Article",
        "headline": page.title,
        "description": page.summary,
        "url": page.permalink,
        "mainEntityOfPage": page.permalink,
        "inLanguage": &*config.language,
        "datePublished": page.date_iso,
        "dateModified": page.updated_iso.as_ref().or(page.date_iso.as_ref()),
        "author": publisher(world),
        "publisher": publisher(world),
        "license": licence_url(world),
        "image": page.image,
        "keywords": Some(keywords).filter(|all| !all.is_empty()),
        "isAccessibleForFree": true,
    }))
}

/// A page with data to take along. `files` are the addresses of its files from the site's root, with their types.
pub fn dataset(world: &World<'_>, page: &PageContext, files: &[(String, &str)]) -> Value {
    let base = world.base_url().unwrap_or_default();
    let distribution: Vec<Value> = files
        .iter()
        .map(|(path, kind)| json!({ "@type": "DataDownload", "encodingFormat": kind, "contentUrl": format!("{base}{path}") }))
        .collect();
    // A description of fewer than 50 characters is no description of a data set.
    let description = match page.summary.as_deref().filter(|summary| summary.chars().count() >= 50) {
        Some(summary) => summary.to_owned(),
        None => format!("{}: figures as printed, with their sources, periods, units and places.", page.title),
    };
    without_nulls(json!({
        "@type": "Dataset",
        "name": page.title,
        "description": description.chars().take(5000).collect::<String>(),
        "url": page.permalink,
        "inLanguage": &*world.config().language,
        "creator": publisher(world),
        "license": licence_url(world),
        "isAccessibleForFree": true,
        "distribution": distribution,
    }))
}

fn publisher(world: &World<'_>) -> Value {
    let config = world.config();
    let name = config.publisher.as_ref().map_or(&*config.title, |publisher| &*publisher.name);
    let url = config.publisher.as_ref().and_then(|publisher| publisher.url.as_deref()).or(world.base_url());
    without_nulls(json!({ "@type": "Organization", "name": name, "url": url }))
}

fn licence_url<'a>(world: &World<'a>) -> Option<&'a str> {
    world.config().licence.as_ref()?.url.as_deref()
}

fn without_nulls(mut value: Value) -> Value {
    if let Value::Object(fields) = &mut value {
        fields.retain(|_, field| !field.is_null());
    }
    value
}

/// A page for reference managers, as CSL-JSON.
pub fn csl(world: &World<'_>, page: &Page, title: &str, permalink: Option<&str>) -> String {
    let config = world.config();
    let publisher = config.publisher.as_ref().map_or(&*config.title, |publisher| &*publisher.name);
    let issued = page.front.updated.or(page.front.date);
    let item = without_nulls(json!({
        "id": &*page.slug,
        "type": "webpage",
        "title": title,
        "author": [{ "literal": publisher }],
        "container-title": &*config.title,
        "publisher": publisher,
        "issue": page.front.issue.as_deref(),
        "issued": issued.map(|day| json!({ "date-parts": [[day.year(), day.month(), day.day()]] })),
        "URL": permalink,
        "language": &*config.language,
    }));
    serde_json::to_string(&[item]).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_of_a_page_are_made_absolute() {
        let from = |link| from_page("https://example.org/x/", "briefings/total", link);
        assert_eq!(from("../../index.html"), "https://example.org/x/");
        assert_eq!(from("../index.html"), "https://example.org/x/briefings/");
        assert_eq!(from("../../data/trade.total/"), "https://example.org/x/data/trade.total/");
        assert_eq!(from("../../data/all.csv"), "https://example.org/x/data/all.csv");
        assert_eq!(from_page("https://example.org/", "", "./"), "https://example.org/");
    }
}

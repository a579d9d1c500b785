//! What machines read of the site's pages: feed, sitemap, robots.

use std::fmt::Write as _;

use super::urls::absolute;
use super::world::{Days, Listed, World};
use super::writer::plain;
use crate::check::Destination;
use crate::document::escape;

/// How many narratives the feed has.
const ENTRIES: usize = 30;

/// The newest narratives as an Atom feed (RFC 4287): of the site, or of the section or tag that has an address. Empty
/// without a base URL, which the plan excludes.
pub fn atom(world: &World<'_>, of: Option<&str>) -> String {
    let Some(base) = world.base_url() else { return String::new() };
    let config = world.config();
    let (pages, title) = fed(world, of);
    let home = of.map_or_else(|| base.to_owned(), |address| absolute(base, address));
    let author = config.publisher.as_ref().map_or(&*config.title, |publisher| &*publisher.name);
    let updated = pages.first().map_or_else(|| "1970-01-01".to_owned(), |page| changed(page.days()));
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    let _ = writeln!(
        xml,
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n<title>{}</title>\n<id>{home}</id>\n\
         <updated>{updated}T00:00:00Z</updated>\n<link rel=\"alternate\" href=\"{home}\"/>\n\
         <link rel=\"self\" href=\"{home}atom.xml\"/>\n<author><name>{}</name></author>",
        escape::escaped(&config.language),
        escape::escaped(&title),
        escape::escaped(author),
        home = escape::escaped(&home),
    );
    for page in pages {
        let Some(address) = world.page_address(page.path()) else { continue };
        let url = absolute(base, address);
        let (url, published) = (escape::escaped(&url), page.days().date.map(|day| day.to_string()));
        let _ = write!(
            xml,
            "<entry>\n<title>{}</title>\n<id>{url}</id>\n<link href=\"{url}\"/>\n\
             <published>{}T00:00:00Z</published>\n<updated>{}T00:00:00Z</updated>\n",
            escape::escaped(&plain(world, page.title())),
            published.unwrap_or_default(),
            changed(page.days()),
        );
        if let Some(summary) = page.summary() {
            let _ = writeln!(xml, "<summary>{}</summary>", escape::escaped(&plain(world, summary)));
        }
        xml.push_str("</entry>\n");
    }
    xml.push_str("</feed>\n");
    xml
}

/// The narratives of a feed and its title.
fn fed<'a>(world: &World<'a>, of: Option<&str>) -> (Vec<Listed<'a>>, String) {
    let title = &world.config().title;
    match of.and_then(|address| world.destination(address)) {
        Some(Destination::Page(path)) => {
            let name = world.listed(path).map(|page| plain(world, page.title())).unwrap_or_default();
            (world.newest(&format!("{path}/"), ENTRIES), format!("{title}: {name}"))
        }
        Some(Destination::Tag(slug)) => match world.tag(slug) {
            Some(tag) => {
                let tagged = tag.paths.iter().filter_map(|path| world.listed(path));
                let mut pages: Vec<Listed<'_>> =
                    tagged.filter(|page| page.days().date.is_some() && !page.is_section()).collect();
                pages
                    .sort_by(|a, b| b.days().changed().cmp(&a.days().changed()).then(a.path().cmp(b.path())));
                pages.truncate(ENTRIES);
                (pages, format!("{title}: {}", tag.name))
            }
            None => (Vec::new(), title.to_string()),
        },
        _ => (world.newest("", ENTRIES), title.to_string()),
    }
}

/// When a narrative was last changed, as far as it says.
fn changed(days: Days) -> String {
    days.changed().map(|day| day.to_string()).unwrap_or_default()
}

/// Every page for search engines. Empty without a base URL, which the plan excludes.
pub fn sitemap(world: &World<'_>) -> String {
    let Some(base) = world.base_url() else { return String::new() };
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for (address, days) in world.sitemap() {
        let url = absolute(base, address);
        let _ = write!(xml, "<url><loc>{}</loc>", escape::escaped(&url));
        if let Some(days) = days.filter(|days| days.date.is_some()) {
            let _ = write!(xml, "<lastmod>{}</lastmod>", changed(days));
        }
        xml.push_str("</url>\n");
    }
    xml.push_str("</urlset>\n");
    xml
}

/// What search engines may read: everything.
pub fn robots(world: &World<'_>) -> String {
    let mut text = String::from("User-agent: *\nAllow: /\n");
    if let Some(base) = world.base_url() {
        let _ = writeln!(text, "Sitemap: {base}sitemap.xml");
    }
    text
}

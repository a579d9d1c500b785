//! What machines read of the site's pages: feed, sitemap, robots.

use std::fmt::Write as _;

use super::urls::absolute;
use super::world::World;
use super::writer::plain;
use crate::check::Destination;
use crate::document::escape;
use crate::load::Page;

/// How many narratives the feed has.
const ENTRIES: usize = 30;

/// The newest narratives as an Atom feed (RFC 4287): of the site, or of the section or tag that has an address. Empty
/// without a base URL, which the plan excludes.
pub fn atom(world: &World<'_>, of: Option<&str>) -> String {
    let Some(base) = world.base_url() else { return String::new() };
    let config = world.config();
    let (mut pages, title) = fed(world, of);
    pages.retain(|page| page.front.date.is_some() && !page.is_section);
    let home = of.map_or_else(|| base.to_owned(), |address| absolute(base, address));
    pages.sort_by(|a, b| changed(b).cmp(&changed(a)).then(a.path.cmp(&b.path)));
    pages.truncate(ENTRIES);
    let author = config.publisher.as_ref().map_or(&*config.title, |publisher| &*publisher.name);
    let updated = pages.first().map_or_else(|| "1970-01-01".to_owned(), |page| changed(page));
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
        let Some(address) = world.page_address(&page.path) else { continue };
        let url = absolute(base, address);
        let (url, published) = (escape::escaped(&url), page.front.date.map(|day| day.to_string()));
        let _ = write!(
            xml,
            "<entry>\n<title>{}</title>\n<id>{url}</id>\n<link href=\"{url}\"/>\n\
             <published>{}T00:00:00Z</published>\n<updated>{}T00:00:00Z</updated>\n",
            escape::escaped(&plain(world, &page.front.title)),
            published.unwrap_or_default(),
            changed(page),
        );
        if let Some(summary) = &page.front.summary {
            let _ = writeln!(xml, "<summary>{}</summary>", escape::escaped(&plain(world, summary)));
        }
        xml.push_str("</entry>\n");
    }
    xml.push_str("</feed>\n");
    xml
}

/// The narratives of a feed and its title.
fn fed<'a>(world: &World<'a>, of: Option<&str>) -> (Vec<&'a Page>, String) {
    let title = &world.config().title;
    match of.and_then(|address| world.destination(address)) {
        Some(Destination::Page(path)) => {
            let name = world.page(path).map(|page| plain(world, &page.front.title)).unwrap_or_default();
            (world.pages_below(&format!("{path}/")).collect(), format!("{title}: {name}"))
        }
        Some(Destination::Tag(slug)) => match world.mentions().tag(slug) {
            Some(tag) => {
                let pages = tag.paths.iter().filter_map(|path| world.page(path)).collect();
                (pages, format!("{title}: {}", tag.name))
            }
            None => (Vec::new(), title.to_string()),
        },
        _ => (world.pages().collect(), title.to_string()),
    }
}

/// When a narrative was last changed, as far as it says.
fn changed(page: &Page) -> String {
    page.front.updated.or(page.front.date).map(|day| day.to_string()).unwrap_or_default()
}

/// Every page for search engines. Empty without a base URL, which the plan excludes.
pub fn sitemap(world: &World<'_>) -> String {
    let Some(base) = world.base_url() else { return String::new() };
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for (address, page) in world.addresses() {
        if page.is_some_and(|page| page.front.draft) {
            continue;
        }
        let url = absolute(base, address);
        let _ = write!(xml, "<url><loc>{}</loc>", escape::escaped(&url));
        if let Some(page) = page.filter(|page| page.front.date.is_some()) {
            let _ = write!(xml, "<lastmod>{}</lastmod>", changed(page));
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

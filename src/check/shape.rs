//! Whether two states of a site have the same pages in the same places, made in the same way, and the same names of all
//! else: then their addresses, what is to be made, and what texts can name are the same.

use std::sync::Arc;

use crate::chart::spec::Mark;
use crate::document::Node;
use crate::load::{Chart, Entity, Page, Site};
use crate::source::Binary;

/// True if nothing differs that the addresses of a site, its settings' names or its plan are made of, nor anything that
/// a text can name.
pub(super) fn is_same(before: &Site, now: &Site) -> bool {
    let sources = |site: &'_ Site| site.ledger.each_source().map(|(id, _)| id.clone()).collect::<Vec<_>>();
    // How large a picture is stands with the links that show it.
    let statics = |site: &'_ Site| {
        let of = |(path, file): (&Arc<str>, &Binary)| (path.clone(), file.picture, file.length);
        site.statics.iter().map(of).collect::<Vec<_>>()
    };
    Arc::ptr_eq(&before.config, &now.config)
        && before.faulty == now.faulty
        && (Arc::ptr_eq(&before.ledger, &now.ledger)
            || (before.ledger.series_ids().eq(now.ledger.series_ids()) && sources(before) == sources(now)))
        && before.templates.keys().eq(now.templates.keys())
        && statics(before) == statics(now)
        && all_same(before.charts.values(), now.charts.values(), same_chart)
        && all_same(before.entities.values(), now.entities.values(), same_entity)
        && all_same(before.pages.values(), now.pages.values(), same_page)
}

fn all_same<'a, T: 'a>(
    before: impl ExactSizeIterator<Item = &'a Arc<T>>,
    now: impl ExactSizeIterator<Item = &'a Arc<T>>,
    same: fn(&T, &T) -> bool,
) -> bool {
    before.len() == now.len() && before.zip(now).all(|(a, b)| Arc::ptr_eq(a, b) || same(a, b))
}

fn same_chart(a: &Chart, b: &Chart) -> bool {
    // What a text calls a map must be one.
    let shape = |chart: &'_ Chart| (chart.id.clone(), chart.inline, chart.spec.mark == Mark::Map);
    shape(a) == shape(b)
}

fn same_entity(a: &Entity, b: &Entity) -> bool {
    (&a.id, &a.kind, &a.slug) == (&b.id, &b.kind, &b.slug)
}

fn same_page(a: &Page, b: &Page) -> bool {
    let place = |page: &'_ Page| (page.file.clone(), page.path.clone(), page.slug.clone(), page.is_section);
    let shape = |page: &'_ Page| {
        let front = &page.front;
        let headlines = front.headlines.iter().map(|line| (line.page.clone(), line.series.clone()));
        let tags = front.tags.iter().map(|tag| (tag.slug.clone(), tag.name.clone()));
        (
            (front.template.clone(), front.page_template.clone(), front.draft, front.print, front.date),
            (front.chart.clone(), front.superseded_by.clone(), front.aliases.clone(), front.paginate),
            headlines.collect::<Vec<_>>(),
            tags.collect::<Vec<_>>(),
            page.each_node().any(|node| matches!(node, Node::Figure(_))),
        )
    };
    place(a) == place(b) && shape(a) == shape(b)
}

//! What calls and links in texts name: series, periods, charts, sources, entities, pages.

use std::sync::Arc;

use super::anchors::Anchors;
use super::asked;
use super::verdicts::Found;
use super::{Addresses, Destination, Held, Link, Tally};
use crate::chart::spec::Mark;
use crate::diag::{Diagnostic, Diagnostics, Place, near_miss};
use crate::document::{self, Document, FigureRef, Node, References, Span, TableOf, Target};
use crate::load::{self, Chart, Entity, Page, Scalar, Site, Text};
use crate::model::{Quantity, SeriesId};
use crate::source::{Coding, Picture};

/// The most pixels that a picture needs on a side: a text is at most some 720 px wide, on a screen of three pixels for each.
const LONGEST_SIDE: u32 = 2200;
/// The most bytes that a picture should weigh. A page has some 150 KB without its pictures.
const HEAVIEST: u64 = 500_000;
/// The most pixels that a picture may have. Decoded, it takes four bytes for each, and a few bytes of PNG can say that it
/// has any number.
const MOST_PIXELS: u64 = 100_000_000;

/// What is found in a narrative, and how many of its figures and links hold.
pub(super) fn page(site: &Site, addresses: &Addresses, anchors: &Anchors, page: &Page) -> Found {
    let mut checker = Checker::new(site, addresses, anchors);
    checker.release(page);
    page.each_line().for_each(|text| checker.text(text));
    let here = Destination::Page(page.path.clone());
    checker.body(&page.body, Some(&here), &|span| page.body.place(span));
    checker.found()
}

/// The same of an entity.
pub(super) fn entity(site: &Site, addresses: &Addresses, anchors: &Anchors, entity: &Entity) -> Found {
    let mut checker = Checker::new(site, addresses, anchors);
    if let Some(summary) = &entity.summary {
        checker.text(summary);
    }
    if let Some(body) = &entity.body {
        let record = Destination::record(site, &entity.kind, &entity.id);
        checker.body(body, record.as_ref(), &|span| entity.body_place(span));
    }
    for value in entity.fields.iter().flat_map(|field| &field.values) {
        if let Scalar::Text(text) = value {
            checker.text(text);
        }
    }
    checker.found()
}

/// The same of the texts of a chart.
pub(super) fn chart(site: &Site, addresses: &Addresses, anchors: &Anchors, chart: &Chart) -> Found {
    let mut checker = Checker::new(site, addresses, anchors);
    chart.each_text().for_each(|text| checker.text(text));
    checker.found()
}

/// The diagnostic for a series that is not in the data. Its near miss may be one whose own definition is wrong.
pub(super) fn unknown_series(site: &Site, place: Place, id: &SeriesId) -> Diagnostic {
    let known = site.ledger.series_ids().map(SeriesId::as_str).chain(site.faulty.iter().map(|name| &**name));
    load::unknown("series", place, id.as_str(), known)
}

/// What is wrong with a call that stands outside the texts of a site: in a page template.
pub(crate) fn check_node(site: &Site, addresses: &Addresses, node: &Node) -> Option<Diagnostic> {
    let anchors = Anchors::default();
    let mut checker = Checker::new(site, addresses, &anchors);
    checker.node(node, &|| Place::file(""));
    checker.found.into_iter().next()
}

/// True if every series that a quantity is made of is there and as its author meant it.
pub(crate) fn is_sound(site: &Site, quantity: &Quantity) -> bool {
    let mut is_sound = true;
    quantity.each_series(&mut |id| {
        is_sound &= site.ledger.series(id).is_some() && !site.faulty.contains(id.as_str());
    });
    is_sound
}

struct Checker<'a> {
    site: &'a Site,
    addresses: &'a Addresses,
    anchors: &'a Anchors,
    found: Diagnostics,
    tally: Tally,
}

impl<'a> Checker<'a> {
    fn new(site: &'a Site, addresses: &'a Addresses, anchors: &'a Anchors) -> Self {
        Checker { site, addresses, anchors, found: Diagnostics::new(), tally: Tally::default() }
    }

    fn found(self) -> Found {
        Found { diagnostics: self.found, tally: self.tally }
    }

    /// What a page announces for a day must not be announced any more once that has come.
    fn release(&mut self, page: &Page) {
        if page.front.superseded_by.is_none()
            && let (Some(next), Some(as_of)) = (page.front.next_release, self.site.config.as_of)
            && next <= as_of
        {
            let message =
                format!("this page announces the next release for {next}, and the site speaks of {as_of}");
            self.found.push(
                Diagnostic::warning("overdue-release", page.front_place("next_release"), message)
                    .hint("say when the next one comes out, or `superseded_by:` where it is"),
            );
        }
    }

    fn text(&mut self, text: &Text) {
        for (node, span) in text.line.nodes() {
            self.node(node, &|| text.place(span));
        }
        for (link, span) in text.line.links() {
            // A title or a summary is shown on other pages too, so that a place on its own is none.
            self.link(&text.line.file, &link.destination, None, &|| text.place(span));
        }
    }

    /// A text with the page that it stands on.
    fn body(&mut self, document: &Document, here: Option<&Destination>, place: &dyn Fn(Span) -> Place) {
        let References { nodes, links, images, raw_html } = document.references();
        for (node, span) in nodes {
            self.node(node, &|| place(span));
        }
        for (link, span) in links.iter().chain(&images) {
            self.link(&document.file, &link.destination, here, &|| place(*span));
        }
        for (image, span) in images {
            self.image(&document.file, image, &|| place(span));
        }
        if !self.site.config.markdown.raw_html {
            for span in raw_html {
                self.found.push(
                    Diagnostic::warning("raw-html", place(span), "HTML in a narrative is shown as text")
                        .hint("write it in Markdown, or let it through with `markdown: { raw_html: true }` in site.yaml"),
                );
            }
        }
    }

    fn link(&mut self, file: &str, destination: &str, here: Option<&Destination>, place: &dyn Fn() -> Place) {
        let broken = match self.addresses.resolve(self.site, file, destination) {
            Link::Broken => {
                let message = format!("this link leads nowhere: there is no `{destination}`");
                Some(Diagnostic::error("broken-link", place(), message).hint(
                    "link to a file, relative to this one (`../method.md`), or to an address (`/data/`)",
                ))
            }
            Link::Page(address, rest) => {
                let there = self.addresses.at(address);
                rest.split_once('#').and_then(|(_, name)| self.anchor(there, name, place))
            }
            Link::AsIs => destination.strip_prefix('#').and_then(|name| self.anchor(here, name, place)),
            Link::File(..) => None,
        };
        self.tally.links += Held::one(broken.is_none());
        self.found.extend(broken);
    }

    /// What a picture lacks, or has too much of.
    fn image(&mut self, file: &str, image: &document::Link, place: &dyn Fn() -> Place) {
        if image.content.is_empty() {
            let message = format!("the picture `{}` has no description", image.destination);
            self.found.push(
                Diagnostic::warning("missing-alt", place(), message)
                    .hint("say what it shows for those who do not see it: `![what it shows](…)`"),
            );
        }
        let Link::File(path, _) = self.addresses.resolve(self.site, file, &image.destination) else { return };
        let Some(file) = self.site.statics.get(path) else { return };
        let Some(Picture { pixels: [width, height], coding }) = file.picture else { return };
        if u64::from(width) * u64::from(height) > MOST_PIXELS {
            let most = MOST_PIXELS / 1_000_000;
            let message = format!("`{path}` has {width} × {height} pixels, more than {most} million");
            self.found.push(
                Diagnostic::error("too-many-pixels", place(), message)
                    .hint("scale it down: opened, it takes more memory than a browser has for a page"),
            );
            return;
        }
        let settings = self.site.config.pictures.as_ref();
        if let (Some(settings), Some(coding)) = (settings, coding)
            && let Some(widest) = settings.widths.last().filter(|widest| width > **widest)
        {
            // What readers are shown is one of its smaller versions, which is as much shorter as it is smaller.
            let share = |length: u64| length * u64::from(*widest).pow(2) / u64::from(width).pow(2);
            if !coding.is_exact() || share(file.length) <= HEAVIEST {
                return;
            }
        } else if settings.is_some() && coding == Some(Coding::PngPhotograph) {
            return;
        }
        if width.max(height) > LONGEST_SIDE || file.length > HEAVIEST {
            let kilobytes = file.length.div_ceil(1000);
            let message = format!("`{path}` has {width} × {height} pixels and {kilobytes} KB");
            self.found.push(Diagnostic::warning("large-picture", place(), message).hint(format!(
                "no reader sees more than {LONGEST_SIDE} pixels of it; scale it down, and save it as WebP or JPEG if it is a photograph"
            )));
        }
    }

    /// What is wrong with a link to a place on a page.
    fn anchor(
        &self,
        page: Option<&Destination>,
        name: &str,
        place: &dyn Fn() -> Place,
    ) -> Option<Diagnostic> {
        let known = self.anchors.unless_there(self.site, page?, name)?;
        let message = format!("this link leads to a place that is not there: the page has no `#{name}`");
        let diagnostic = Diagnostic::error("broken-anchor", place(), message);
        Some(match near_miss(name, known.iter().map(String::as_str)) {
            Some(near) => diagnostic.hint(format!("did you mean `#{near}`?")),
            None if known.is_empty() => diagnostic.hint("the page has no headings; link to the page itself"),
            None => {
                let known: Vec<String> = known.iter().map(|id| format!("#{id}")).collect();
                diagnostic.hint(format!("places on that page: {}", known.join(", ")))
            }
        })
    }

    fn node(&mut self, node: &Node, place: &dyn Fn() -> Place) {
        let site = self.site;
        match node {
            Node::Figure(figure) => {
                let before = self.found.iter().count();
                let is_sound = self.figure(figure, place);
                self.tally.figures += Held::one(is_sound && self.found.iter().count() == before);
            }
            Node::Table(table) => match &table.of {
                TableOf::Chart(id) => {
                    self.chart(id, place);
                    // What the chart asks for by itself is told of the chart.
                    if let (Some(chart), Some(periods)) = (site.charts.get(id.as_str()), &table.periods) {
                        let asked = asked::periods(periods);
                        let sound = chart.quantities.iter().filter(|quantity| is_sound(site, quantity));
                        let lacking = sound.filter_map(|quantity| {
                            asked::nothing_known(&site.ledger, quantity, Some(&asked), place)
                        });
                        self.found.extend(lacking);
                    }
                }
                TableOf::Quantities(quantities) => {
                    let asked = table.periods.as_ref().map(asked::periods);
                    for quantity in quantities {
                        if self.quantity(quantity, place) {
                            let lacking = asked::nothing_known(&site.ledger, quantity, asked.as_ref(), place);
                            self.found.extend(lacking);
                        }
                    }
                }
            },
            Node::Chart(id) | Node::Ref(Target::Chart(id)) => self.chart(id, place),
            Node::Map(id) => {
                let is_map = |chart: &&Arc<Chart>| chart.spec.mark == Mark::Map;
                if site.charts.get(&**id).filter(is_map).is_none() && !site.faulty.contains(&**id) {
                    let maps = site.charts.values().filter(is_map).map(|chart| &*chart.id);
                    self.found.push(load::unknown("map", place(), id, maps));
                }
            }
            Node::Audit => {}
            Node::Source(id) => self.source(id, place),
            Node::Entity(id) => {
                if !site.entities.contains_key(&**id) && !site.faulty.contains(&**id) {
                    self.found.push(load::unknown("entity", place(), id, site.entities.keys().map(|k| &**k)));
                }
            }
            Node::Ref(Target::Page(path)) => {
                if !site.pages.contains_key(&**path) && !site.faulty.contains(&**path) {
                    self.found.push(load::unknown("page", place(), path, site.pages.keys().map(|k| &**k)));
                }
            }
        }
    }

    fn source(&mut self, id: &str, place: &dyn Fn() -> Place) {
        let ledger = &self.site.ledger;
        if ledger.source(id).is_none() && !self.site.faulty.contains(id) {
            let known = ledger.each_source().map(|(id, _)| &**id);
            self.found.push(load::unknown("source", place(), id, known));
        }
    }

    fn chart(&mut self, id: &str, place: &dyn Fn() -> Place) {
        if !self.site.charts.contains_key(id) && !self.site.faulty.contains(id) {
            let known = self.site.charts.keys().map(|k| &**k);
            self.found.push(load::unknown("chart", place(), id, known));
        }
    }

    /// True if every series that the quantity is made of exists and is as its author meant it.
    fn quantity(&mut self, quantity: &Quantity, place: &dyn Fn() -> Place) -> bool {
        let mut unknown: Vec<SeriesId> = Vec::new();
        let mut is_sound = true;
        quantity.each_series(&mut |id| {
            if self.site.faulty.contains(id.as_str()) {
                is_sound = false;
            } else if self.site.ledger.series(id).is_none() {
                unknown.push(id.clone());
            }
        });
        for id in &unknown {
            self.found.push(unknown_series(self.site, place(), id));
        }
        is_sound && unknown.is_empty()
    }

    /// True if what it is a figure of could be looked at.
    fn figure(&mut self, figure: &FigureRef, place: &dyn Fn() -> Place) -> bool {
        if !self.quantity(&figure.quantity, place) {
            return false;
        }
        let ledger = &self.site.ledger;
        let (quantity, at) = (&figure.quantity, figure.at);
        match &figure.source {
            Some(source) if ledger.source(source).is_none() => self.source(source, place),
            Some(source) if ledger.figure_of_source(quantity, at, source).is_none() => {
                let message = format!("`{source}` reports no {quantity} for {at}");
                let reporters: Vec<&str> = ledger.reported(quantity, at).iter().map(|o| &*o.source).collect();
                let hint = match reporters.as_slice() {
                    [] => ledger.why_unknown(quantity, at),
                    list => format!("reported by: {}", list.join(", ")),
                };
                self.found.push(Diagnostic::error("no-figure", place(), message).hint(hint));
            }
            None if ledger.figure(quantity, at).is_none() => {
                let message = format!("nothing is known of {quantity} for {at}");
                let hint = ledger.why_unknown(quantity, at);
                self.found.push(Diagnostic::error("no-figure", place(), message).hint(hint));
            }
            _ => {}
        }
        true
    }
}

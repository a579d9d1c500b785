//! Site → [`Checked`]: every name that a narrative, a chart or a setting uses is one that exists.
//!
//! Each concern has a file: [`addresses`] for links and addresses, [`anchors`] for places on pages, [`references`] for
//! what calls name, [`charts`], [`maps`] and [`asked`] for what charts and tables can show, [`settings`] for templates and navigation,
//! [`prose`] for numbers that are typed instead of bound and words that contradict their figures. They report and change
//! nothing; what they report as an error stops the build. [`shape`] and [`verdicts`] say what of a later state need not
//! be checked again. The audit of the ledger travels on with the site, and [`findings`] gives what it found its places.

pub mod addresses;
mod anchors;
pub mod asked;
mod charts;
mod external;
pub mod files;
mod findings;
mod maps;
pub mod prose;
mod references;
mod settings;
mod shape;
mod tally;
mod verdicts;
mod waivers;

use std::sync::Arc;

use rayon::prelude::*;

use self::anchors::Anchors;
use self::prose::Prose;
use self::verdicts::{Differences, Found, Verdict, verdicts};
use crate::audit::{Audit, Auditor};
use crate::diag::Diagnostics;
use crate::load::{Chart, Page, SeriesFile, Site};

pub use addresses::{Addresses, Destination, Link};
pub use external::external_links;
pub use findings::{findings, severity};
pub(crate) use references::{check_node, is_sound};
pub use tally::{Held, Tally};

/// A site whose names hold, if no error was reported with it.
#[derive(Debug)]
pub struct Checked {
    /// The site.
    pub site: Arc<Site>,
    /// Where everything is. The same in memory as in the state before, if nothing differs that they, or what is to be
    /// made, depend on.
    pub addresses: Arc<Addresses>,
    /// What its figures imply for each other.
    pub audit: Arc<Audit>,
    /// How much was checked, and how much of it holds.
    pub tally: Tally,
}

/// Checks a site.
pub fn check(site: Site, diagnostics: &mut Diagnostics) -> Checked {
    Checker::default().check(site, diagnostics)
}

/// Checks one state of a site after another, and remembers what holds.
#[derive(Debug, Default)]
pub struct Checker {
    auditor: Auditor,
    is_located: bool,
    before: Option<Before>,
}

/// What is remembered of a state.
#[derive(Debug)]
struct Before {
    site: Arc<Site>,
    /// The audit before any waiver.
    audit: Arc<Audit>,
    texts: Texts,
}

/// What was found in all but the ledger.
#[derive(Debug)]
struct Texts {
    addresses: Arc<Addresses>,
    /// Nothing is wrong with addresses and settings.
    is_settled: bool,
    /// What counts as the unit of a figure in prose.
    nouns: Vec<Vec<String>>,
    pages: Vec<Arc<Verdict<Page>>>,
    charts: Vec<Arc<Verdict<Chart>>>,
    /// What was found in what the series of each file say of themselves.
    of_series: Vec<(Arc<SeriesFile>, Diagnostics)>,
    tally: Tally,
}

impl Checker {
    /// The same for a site that is published at an address which it does not say itself.
    pub fn located(self, is_located: bool) -> Self {
        Checker { is_located, ..self }
    }

    /// Checks a state of the site.
    pub fn check(&mut self, site: Site, diagnostics: &mut Diagnostics) -> Checked {
        let site = Arc::new(site);
        let Checker { auditor, is_located, before } = self;
        let is_located = *is_located || site.config.base_url.is_some();
        let before = before.as_ref();
        // The audit reads the ledger alone, and the rest does not read the audit.
        let (raw, texts) = rayon::join(
            || audited(&site, before, auditor),
            || check_texts(&site, is_located, before, diagnostics),
        );
        let mut tally = texts.tally;
        // Those that do not hold never get into a ledger: `load` reports them and leaves them out.
        tally.observations = site.ledger.reports().map(|(_, observations)| observations.len()).sum();
        let mut audit = Arc::clone(&raw);
        if !site.waivers.is_empty() {
            waivers::apply(Arc::make_mut(&mut audit), &site, diagnostics);
            tally.waived = audit.findings.iter().filter(|finding| finding.waiver.is_some()).count();
        }
        let addresses = Arc::clone(&texts.addresses);
        self.before = Some(Before { site: Arc::clone(&site), audit: raw, texts });
        Checked { site, addresses, audit, tally }
    }
}

fn audited(site: &Site, before: Option<&Before>, auditor: &mut Auditor) -> Arc<Audit> {
    let same = before.filter(|before| {
        Arc::ptr_eq(&before.site.ledger, &site.ledger)
            && before.site.rates == site.rates
            && before.site.config.as_of == site.config.as_of
    });
    match same {
        Some(before) => Arc::clone(&before.audit),
        None => Arc::new(auditor.of_day(site.config.as_of).audit_again(&site.ledger, &site.rates)),
    }
}

/// Checks all but what figures imply for each other.
fn check_texts(
    site: &Site,
    is_located: bool,
    before: Option<&Before>,
    diagnostics: &mut Diagnostics,
) -> Texts {
    let mut found = Diagnostics::new();
    let same = before.filter(|before| before.texts.is_settled && shape::is_same(&before.site, site));
    let addresses = match same {
        Some(before) => Arc::clone(&before.texts.addresses),
        None => {
            let addresses = Arc::new(Addresses::of(site, is_located, &mut found));
            settings::check(site, &addresses, &mut found);
            addresses
        }
    };
    let is_settled = found.is_empty();
    maps::check_entities(site, &mut found);
    let prose = Prose::of(site, &mut found);
    let mut differences = before
        .map_or_else(Differences::all, |before| Differences::between(&before.site, site, same.is_none()));
    differences.conventions |= before.is_none_or(|before| before.texts.nouns != prose.nouns);
    let anchors = Anchors::default();
    let names_of_page = |page: &Page| references::page(site, &addresses, &anchors, page);
    let names_of_chart = |chart: &Chart| charts::chart(site, &addresses, &anchors, chart);
    let before_pages = before.map_or(&[][..], |before| &before.texts.pages);
    let before_charts = before.map_or(&[][..], |before| &before.texts.charts);
    let texts: Vec<Arc<Page>> = site.pages.values().cloned().collect();
    let pages = verdicts(&texts, before_pages, &differences, names_of_page, |page| prose.of_page(page));
    let texts: Vec<Arc<Chart>> = site.charts.values().cloned().collect();
    let charts = verdicts(&texts, before_charts, &differences, names_of_chart, |chart| prose.of_chart(chart));
    let mut tally = Tally::default();
    let all = pages.iter().map(|v| (&v.names, &v.prose)).chain(charts.iter().map(|v| (&v.names, &v.prose)));
    for (Found { diagnostics, tally: of_text }, of_prose) in all {
        found.extend(diagnostics.iter().chain(of_prose.iter()).cloned());
        tally += *of_text;
    }
    for entity in site.entities.values() {
        let names = references::entity(site, &addresses, &anchors, entity);
        found.extend(names.diagnostics);
        tally += names.tally;
        found.extend(prose.of_entity(entity));
    }
    let known = before.filter(|_| !differences.conventions).map_or(&[][..], |before| &before.texts.of_series);
    let of_series: Vec<(Arc<SeriesFile>, Diagnostics)> = site
        .places
        .series_files()
        .par_iter()
        .enumerate()
        .map(|(at, file)| {
            let same = known.get(at).filter(|(other, _)| Arc::ptr_eq(other, file));
            let same = same.or_else(|| known.iter().find(|(other, _)| Arc::ptr_eq(other, file)));
            let found = same.map_or_else(|| prose.of_series_file(file), |(_, found)| found.clone());
            (Arc::clone(file), found)
        })
        .collect();
    found.extend(of_series.iter().flat_map(|(_, found)| found.iter()).cloned());
    found.extend(prose.of_settings());
    diagnostics.extend(found);
    Texts { addresses, is_settled, nouns: prose.nouns, pages, charts, of_series, tally }
}

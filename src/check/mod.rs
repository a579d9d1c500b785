//! Site → [`Checked`]: every name that a narrative, a chart or a setting uses is one that exists.
//!
//! Each concern has a file: [`addresses`] for links and addresses, `anchors` for places on pages, [`references`] for what calls name,
//! [`charts`] for what charts can show, [`settings`] for templates and navigation, [`prose`] for numbers that
//! are typed instead of bound and words that contradict their figures. They report and change nothing; what they
//! report as an error stops the build. The audit of the ledger travels on with the site, and [`findings`] gives
//! what it found its places.

pub mod addresses;
mod anchors;
mod charts;
mod external;
mod findings;
mod maps;
pub mod prose;
mod references;
mod settings;
mod tally;
mod waivers;

use crate::audit::{Audit, Auditor};
use crate::diag::Diagnostics;
use crate::load::Site;

pub use addresses::{Addresses, Destination, Link};
pub use external::external_links;
pub use findings::{findings, severity};
pub(crate) use references::check_node;
pub use tally::{Held, Tally};

/// A site whose names hold, if no error was reported with it.
#[derive(Debug)]
pub struct Checked {
    /// The site.
    pub site: Site,
    /// Where everything is.
    pub addresses: Addresses,
    /// What its figures imply for each other.
    pub audit: Audit,
    /// How much was checked, and how much of it holds.
    pub tally: Tally,
}

/// Checks a site.
pub fn check(site: Site, diagnostics: &mut Diagnostics) -> Checked {
    check_again(site, &mut Auditor::default(), diagnostics)
}

/// Checks one state of a site after another; the auditor remembers what stays the same in the ledger.
pub fn check_again(site: Site, auditor: &mut Auditor, diagnostics: &mut Diagnostics) -> Checked {
    // The audit reads the ledger alone, and the rest does not read the audit.
    let (mut audit, (addresses, mut tally)) = rayon::join(
        || auditor.of_day(site.config.as_of).audit(&site.ledger, &site.rates),
        || check_texts(&site, diagnostics),
    );
    // Those that do not hold never get into a ledger: `load` reports them and leaves them out.
    tally.observations = site.ledger.reports().map(|(_, observations)| observations.len()).sum();
    waivers::apply(&mut audit, &site, diagnostics);
    tally.waived = audit.findings.iter().filter(|finding| finding.waiver.is_some()).count();
    Checked { site, addresses, tally, audit }
}

/// Checks all but what figures imply for each other.
fn check_texts(site: &Site, diagnostics: &mut Diagnostics) -> (Addresses, Tally) {
    let addresses = Addresses::of(site, diagnostics);
    settings::check(site, &addresses, diagnostics);
    let mut tally = references::check(site, &addresses, diagnostics);
    tally.charts = charts::check(site, diagnostics);
    maps::check_entities(site, diagnostics);
    prose::check(site, diagnostics);
    (addresses, tally)
}

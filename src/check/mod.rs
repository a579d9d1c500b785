//! Site → [`Checked`]: every name that a narrative, a chart or a setting uses is one that exists.
//!
//! Each concern has a file: [`addresses`] for links and addresses, [`references`] for what calls name,
//! [`charts`] for what charts can show, [`settings`] for templates and navigation. They report and change
//! nothing; what they report as an error stops the build.

pub mod addresses;
mod charts;
mod references;
mod settings;
mod tally;

use crate::diag::Diagnostics;
use crate::load::Site;

pub use addresses::{Addresses, Destination, Link};
pub(crate) use references::check_node;
pub use tally::{Held, Tally};

/// A site whose names hold, if no error was reported with it.
#[derive(Debug)]
pub struct Checked {
    /// The site.
    pub site: Site,
    /// Where everything is.
    pub addresses: Addresses,
    /// How much was checked, and how much of it holds.
    pub tally: Tally,
}

/// Checks a site.
pub fn check(site: Site, diagnostics: &mut Diagnostics) -> Checked {
    let addresses = Addresses::of(&site, diagnostics);
    settings::check(&site, &addresses, diagnostics);
    let mut tally = references::check(&site, &addresses, diagnostics);
    tally.charts = charts::check(&site, diagnostics);
    // Those that do not hold never get into a ledger: `load` reports them and leaves them out.
    tally.observations = site.ledger.reports().map(|(_, observations)| observations.len()).sum();
    Checked { site, addresses, tally }
}

//! What came of each waiver: one that covers nothing, or no more, is told.

use super::Site;
use crate::audit::{Audit, Standing};
use crate::diag::{Diagnostic, Diagnostics, Place};

/// Marks the findings that waivers cover, and reports the waivers that cover none.
pub(super) fn apply(audit: &mut Audit, site: &Site, diagnostics: &mut Diagnostics) {
    let standings = audit.waive(&site.ledger, &site.waivers, site.config.as_of);
    for (at, (waiver, standing)) in site.waivers.iter().zip(standings).enumerate() {
        let place = |key| site.places.of_waiver(at, key).unwrap_or_else(|| Place::file("data/waivers.yaml"));
        let found = match standing {
            Standing::Covers(_) => continue,
            Standing::Unused => {
                let message = format!("nothing of what it names is found by the rule `{}`", waiver.rule);
                Diagnostic::warning("unused-waiver", place("rule"), message).hint(
                    "remove it if the data are mended; else name the figure as `waybill check` names it",
                )
            }
            Standing::Expired => {
                let until = waiver.until.map(|day| day.to_string()).unwrap_or_default();
                let as_of = site.config.as_of.map(|day| day.to_string()).unwrap_or_default();
                let message = format!("this waiver ended on {until}, and the site speaks of {as_of}");
                Diagnostic::warning("expired-waiver", place("until"), message)
                    .hint("decide again: extend it with a reason, or mend the data and remove it")
            }
        };
        diagnostics.push(found);
    }
}

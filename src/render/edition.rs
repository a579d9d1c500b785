//! One edition of a site: its plan, and all that render jobs read beside it. It never changes; the next state of the
//! site is another edition.

use std::sync::Arc;

use super::mentions::Mentions;
use super::outline::Outline;
use super::templates::Templates;
use super::world::World;
use crate::diag::Diagnostics;
use crate::model::Formatter;
use crate::plan::{self, Plan};

/// A site that is ready to be rendered.
#[derive(Debug)]
pub struct Edition {
    pub(super) plan: Plan,
    pub(super) base_url: Option<String>,
    pub(super) formatter: Arc<Formatter>,
    pub(super) templates: Arc<Templates>,
    pub(super) assets: Vec<(&'static str, String)>,
    pub(super) mentions: Mentions,
    pub(super) outline: Outline,
}

impl Edition {
    /// Makes a plan ready. `base_url` is where the site will be published. What is costly to make and the same in
    /// the `previous` edition is shared with it. What is wrong with templates is reported. None if figures cannot be
    /// written in the site's language, which `load` has refused.
    pub fn new(
        plan: Plan,
        base_url: Option<String>,
        previous: Option<&Edition>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let site = &plan.checked.site;
        let own = &site.templates;
        let templates = match previous.filter(|previous| previous.templates.own() == own) {
            Some(previous) => Arc::clone(&previous.templates),
            None => Arc::new(Templates::new(own, diagnostics)),
        };
        let language = |edition: &Edition| Arc::clone(&edition.plan.checked.site.config.language);
        let formatter = match previous.filter(|previous| language(previous) == site.config.language) {
            Some(previous) => Arc::clone(&previous.formatter),
            None => Arc::new(
                Formatter::new(&site.config.language)?
                    .remembering(site.ledger.reports().flat_map(|(_, all)| all.iter().map(|o| o.period))),
            ),
        };
        let mentions = Mentions::of(site);
        let outline = Outline::of(site);
        Some(Edition { plan, base_url, formatter, templates, assets: plan::assets(), mentions, outline })
    }

    /// What it was planned from.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The view of it that render jobs have.
    pub fn world(&self) -> World<'_> {
        World::of(self)
    }
}

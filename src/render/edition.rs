//! One edition of a site: its plan, and all that render jobs read beside it. It never changes; the next state of the
//! site is another edition.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::cache::Cache;
use super::changes;
use super::doubts::Doubts;
use super::mentions::{Drawn, Mentions, Naming};
use super::outline::Outline;
#[cfg(feature = "print")]
use super::print as printing;
use super::renditions::Waiting;
use super::search::SearchIndex;
use super::templates::Templates;
use super::world::World;
use crate::check::Checked;
use crate::diag::{Diagnostic, Diagnostics};
use crate::model::{Formatter, Ledger, Observation, Period};
use crate::plan::Plan;
#[cfg(feature = "print")]
use crate::print::Press;
use crate::source::Binary;

/// The pictures of printed narratives, by the paths that they get, with the hashes of their bytes.
pub type PrintedPictures = BTreeMap<Arc<str>, (blake3::Hash, Arc<[u8]>)>;

/// Reads a picture, by the path that it gets, where its bytes are: rendering itself touches no disk.
pub type ReadPicture = fn(&Arc<str>, &Binary) -> Result<Arc<[u8]>, Box<Diagnostic>>;

/// A site that is ready to be rendered.
#[derive(Debug)]
pub struct Edition {
    pub(super) plan: Plan,
    pub(super) base_url: Option<String>,
    pub(super) formatter: Arc<Formatter>,
    pub(super) templates: Arc<Templates>,
    /// Made when they are first asked for; shared where they are the same.
    mentions: Arc<OnceLock<Mentions>>,
    /// Made when it is first asked for.
    pub(super) naming: OnceLock<Naming>,
    /// Made when it is first asked for.
    pub(super) drawn: OnceLock<Drawn>,
    /// Made when it is first asked for.
    doubts: OnceLock<Doubts>,
    pub(super) outline: Arc<Outline>,
    pub(super) search: OnceLock<SearchIndex>,
    pub(super) pictures: PrintedPictures,
    pub(super) waiting: Waiting,
    pub(super) read_picture: Option<ReadPicture>,
    cache: Option<Arc<dyn Cache>>,
    #[cfg(feature = "print")]
    pub(super) press: Arc<OnceLock<Press>>,
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
        let (own, beside) = (&site.templates, &site.beside_templates);
        let alike = previous.filter(|previous| {
            previous.templates.own() == own && previous.plan.checked.site.beside_templates == *beside
        });
        let templates = match alike {
            Some(previous) => Arc::clone(&previous.templates),
            None => Arc::new(Templates::new(own, beside, diagnostics)),
        };
        let language = |edition: &Edition| Arc::clone(&edition.plan.checked.site.config.language);
        let formatter = match previous.filter(|previous| language(previous) == site.config.language) {
            Some(previous) => Arc::clone(&previous.formatter),
            None => Arc::new(Formatter::new(&site.config.language)?.remembering(periods(&site.ledger))),
        };
        let tied = previous.filter(|previous| !changes::threads_differ(&previous.plan, &plan));
        let (mentions, outline) = match tied {
            Some(previous) => (Arc::clone(&previous.mentions), Arc::clone(&previous.outline)),
            None => (Arc::default(), Arc::new(Outline::of(site))),
        };
        let waiting = Waiting::of(plan.renditions.keys());
        #[cfg(feature = "print")]
        let press = alike.map_or_else(Arc::default, |previous| Arc::clone(&previous.press));
        #[cfg(feature = "print")]
        if plan.print {
            printing::check(site, &press, diagnostics);
        }
        Some(Edition {
            plan,
            base_url,
            formatter,
            templates,
            mentions,
            naming: OnceLock::new(),
            drawn: OnceLock::new(),
            doubts: OnceLock::new(),
            outline,
            search: OnceLock::new(),
            pictures: PrintedPictures::new(),
            waiting,
            read_picture: None,
            cache: None,
            #[cfg(feature = "print")]
            press,
        })
    }

    /// A site that nothing is rendered of: only its world is asked. Figures are written in the language of another
    /// edition, if it is named.
    pub fn to_ask(checked: Checked, written_as: Option<&Edition>) -> Option<Self> {
        let (jobs, renditions) = (Arc::default(), Arc::default());
        let plan = Plan { checked, jobs, renditions, print: false, is_located: false };
        let edition = Edition::new(plan, None, None, &mut Diagnostics::new())?;
        let formatter = Arc::clone(&written_as.unwrap_or(&edition).formatter);
        Some(Edition { formatter, ..edition })
    }

    /// The same edition with the pictures that its PDFs show.
    pub fn picturing(self, pictures: PrintedPictures) -> Self {
        Edition { pictures, ..self }
    }

    /// The same edition with a reader of the pictures of which smaller versions are made.
    pub fn reading(self, read: ReadPicture) -> Self {
        Edition { read_picture: Some(read), ..self }
    }

    /// The same edition with a place where what takes long to make may be kept.
    pub fn caching(self, cache: Option<Arc<dyn Cache>>) -> Self {
        Edition { cache, ..self }
    }

    /// Where what takes long to make is kept.
    pub(super) fn cache(&self) -> Option<&dyn Cache> {
        self.cache.as_deref()
    }

    /// The pictures that its PDFs show.
    pub fn pictures(&self) -> &PrintedPictures {
        &self.pictures
    }

    /// Who mentions what.
    pub(super) fn mentions(&self) -> &Mentions {
        self.mentions.get_or_init(|| Mentions::of(&self.plan.checked.site))
    }

    /// Which figures are found not to fit.
    pub(super) fn doubts(&self) -> &Doubts {
        let checked = &self.plan.checked;
        self.doubts.get_or_init(|| Doubts::of(&checked.audit, &checked.site.ledger))
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

/// The periods that a ledger has observations of. A quantity that has those of the one before it is passed over: mostly many
/// have the same.
fn periods(ledger: &Ledger) -> Vec<Period> {
    let mut periods = Vec::new();
    let mut before: &[Observation] = &[];
    for (_, all) in ledger.reports() {
        let of = |observation: &Observation| observation.period;
        if !before.iter().map(of).eq(all.iter().map(of)) {
            periods.extend(all.iter().map(of));
        }
        before = all;
    }
    periods
}

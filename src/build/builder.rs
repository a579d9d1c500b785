//! Makes one state of a site after another, each from what changed since the one before.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::unread::without_what_follows;
use super::{Built, CheckOptions, Counts};
use crate::audit::rules::Severity as Grade;
use crate::check::{self, Checker};
use crate::diag::{Diagnostics, Place, Texts};
use crate::load::{LoadOptions, Loader, Site};
use crate::plan::{self, JobKind, Plan};
use crate::render::{
    Cache, Edition, File, Late, Memory, PrintedPictures, Progress, Reason, Rendered, Renderer, Sink, Traces,
    undrawable_beside_errors,
};
use crate::source::{self, Files};
use crate::theme;
use crate::write::{Artefact, Content};

/// Which findings of the audit are told. A site may have to live with sources that contradict each other: its
/// pages and data files show it, a check lists it, and a build says nothing of it each time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// Those that cannot be right as they stand.
    Grave,
    /// All.
    Everything,
}

/// All phases between reading and writing. What a state of the site has in common with the one before is not done
/// again; the artefacts are the same, byte for byte, as those of a new builder.
#[derive(Debug)]
pub struct Builder {
    options: CheckOptions,
    loader: Loader,
    checker: Checker,
    renderer: Renderer,
    /// The last edition without a fault.
    last: Option<Arc<Edition>>,
    cache: Option<Arc<dyn Cache>>,
}

/// What came of one state of a site.
#[derive(Debug, Default)]
pub struct Made {
    /// What was found, and what the site has.
    pub built: Built,
    /// Every file of the site that is there; none if it has errors.
    pub artefacts: Vec<Artefact>,
    /// The other files of a preview, which are made when somebody asks for them.
    pub late: Vec<Arc<Late>>,
    /// Those that were rendered anew, and why.
    pub rendered: Vec<(Arc<str>, Reason)>,
}

impl Builder {
    /// The same builder, which tells somebody how far it is.
    pub fn telling(self, progress: Arc<dyn Progress>) -> Self {
        Builder { renderer: self.renderer.telling(progress), ..self }
    }

    /// A builder that has not seen any state of the site.
    pub fn new(options: CheckOptions) -> Self {
        Builder::remembering(options, Memory::Traces)
    }

    /// The same for a site that is made once: nothing is noted for a state that does not follow.
    pub fn once(options: CheckOptions) -> Self {
        Builder::remembering(options, Memory::Nothing)
    }

    /// The same for a site that is written to a folder, where another process may have made it before and left these traces.
    pub fn written(options: CheckOptions, before: Option<Traces>) -> Self {
        let builder = Builder::remembering(options, Memory::Written);
        Builder { renderer: builder.renderer.following(before), ..builder }
    }

    /// What the files rest on that were made last, for the next process; none if they could not be made.
    pub fn traces(&mut self) -> Option<Traces> {
        self.renderer.traces()
    }

    /// The same for a preview: files that no page shows are made when somebody asks for them.
    pub fn preview(options: CheckOptions) -> Self {
        Builder::remembering(options, Memory::Preview)
    }

    fn remembering(options: CheckOptions, memory: Memory) -> Self {
        let checker = Checker::default().located(options.base_url.is_some());
        Builder {
            options,
            loader: Loader::default(),
            checker,
            renderer: Renderer::new(memory),
            last: None,
            cache: None,
        }
    }

    /// The same with a place where what takes long to make is kept from one process to the next.
    pub fn caching(self, cache: Arc<dyn Cache>) -> Self {
        Builder { cache: Some(cache), ..self }
    }

    /// Makes a site of its files; `found` is what was found when they were read. Nothing is rendered from a site that
    /// has errors.
    pub fn make(&mut self, files: Files, found: Diagnostics, told: Told) -> Made {
        self.make_into(None, files, found, told)
    }

    /// The same, where a sink takes each file as it is rendered, if the builder makes a site [once](Self::once) or it is
    /// [written](Self::written). The artefacts are then those that are copied.
    pub fn make_into(
        &mut self,
        sink: Option<&dyn Sink>,
        files: Files,
        found: Diagnostics,
        told: Told,
    ) -> Made {
        let mut made = Made { built: Built { diagnostics: found, ..Built::default() }, ..Made::default() };
        self.artefacts(&files, sink, told, &mut made);
        let mut texts: Texts = files.texts;
        texts.extend(files.undecoded);
        for (name, text) in theme::TEMPLATES.iter().chain(theme::PRINT_TEMPLATES) {
            // So that a finding in a built-in template shows its line too.
            texts.entry(format!("templates/{name}").into()).or_insert_with(|| (*text).into());
        }
        made.built.texts = texts;
        made
    }

    /// The site as it was last made without a fault.
    pub fn site(&self) -> Option<&Site> {
        self.last.as_ref().map(|edition| &*edition.plan().checked.site)
    }

    /// Where that site will lie on its host, between slashes.
    pub fn root(&self) -> &str {
        self.last.as_ref().map_or("/", |edition| edition.world().root())
    }

    /// The phases up to the plan, with the address that the site will be published at; none if there is no site.
    pub fn plan(&mut self, files: &Files, diagnostics: &mut Diagnostics) -> Option<(Plan, Option<String>)> {
        let options = &self.options;
        let load = LoadOptions { drafts: options.drafts };
        let site = self.loader.load(files, load, diagnostics)?;
        let checked = self.checker.check(site, diagnostics);
        let base_url = options.base_url.as_deref().or(checked.site.config.base_url.as_deref());
        let base_url = base_url.map(|url| format!("{}/", url.trim_end_matches('/')));
        let previous = self.last.as_ref().map(|last| last.plan());
        let plan = plan::plan(checked, base_url.as_deref(), options.print, previous, diagnostics);
        without_what_follows(diagnostics);
        Some((plan, base_url))
    }

    /// The pictures that PDFs show. Those that were read before, and did not change, are not read again.
    fn pictures(&self, plan: &Plan, diagnostics: &mut Diagnostics) -> PrintedPictures {
        let mut pictures = PrintedPictures::new();
        for path in plan::printed_pictures(plan) {
            let Some(binary) = plan.checked.site.statics.get(path) else { continue };
            let before = self.last.as_ref().and_then(|edition| edition.pictures().get(path));
            let before = before.filter(|(hash, _)| *hash == binary.hash).map(|(_, bytes)| bytes.clone());
            match before.map_or_else(|| source::read_picture(path, binary), Ok) {
                Ok(bytes) => drop(pictures.insert(path.clone(), (binary.hash, bytes))),
                Err(unread) => diagnostics.push(*unread),
            }
        }
        pictures
    }

    fn artefacts(&mut self, files: &Files, sink: Option<&dyn Sink>, told: Told, made: &mut Made) {
        let Made { built: Built { diagnostics, counts, .. }, artefacts, late, rendered } = made;
        let Some((plan, base_url)) = self.plan(files, diagnostics) else { return };
        let Some(edition) = Edition::new(plan, base_url, self.last.as_deref(), diagnostics) else { return };
        let pictures = self.pictures(edition.plan(), diagnostics);
        let edition = edition.picturing(pictures).reading(source::read_picture).caching(self.cache.clone());
        let plan = edition.plan();
        *counts = Some(Counts {
            pages: plan.jobs.iter().filter(|job| matches!(job.kind, JobKind::Page(..))).count(),
            tally: plan.checked.tally,
        });
        if diagnostics.has_errors() {
            // What is left of a ledger after mistakes is not worth an audit; but drawings that have no part in them can be
            // tried.
            diagnostics.extend(undrawable_beside_errors(&edition));
            count_undrawn(counts, diagnostics);
            return;
        }
        let least = if told == Told::Everything { Grade::Information } else { Grade::Fatal };
        diagnostics.extend(check::findings(&plan.checked, least));
        let edition = Arc::new(edition);
        let outcome = self.renderer.render(&edition, sink, diagnostics);
        let statics = &edition.plan().checked.site.statics;
        let content = |rendered| match rendered {
            Rendered::Bytes(bytes) => Some(Content::Bytes(bytes)),
            Rendered::Copied(path) => statics.get(&path).map(|file| Content::Copy {
                from: file.on_disk.clone(),
                length: file.length,
                hash: file.hash,
            }),
        };
        for (path, file) in outcome.files {
            match file {
                File::Rendered(rendered) => {
                    artefacts.extend(content(rendered).map(|content| Artefact { path, content }));
                }
                File::Late(file) => late.push(file),
            }
        }
        *rendered = outcome.rendered;
        count_undrawn(counts, diagnostics);
        if !diagnostics.has_errors() {
            let before = self.last.replace(edition);
            // Taking a large site apart takes longer than making a page, which nobody should have to wait for.
            rayon::spawn(move || drop(before));
        }
    }
}

/// Takes the charts that cannot be drawn from those that hold; one without a description was none of them.
fn count_undrawn(counts: &mut Option<Counts>, diagnostics: &Diagnostics) {
    let places = |rule: &'static str| -> BTreeSet<&Place> {
        diagnostics.iter().filter(|found| found.rule == rule).map(|found| &found.place).collect()
    };
    let undrawn = places("undrawable-chart").difference(&places("missing-alt")).count();
    if let Some(counts) = counts {
        counts.tally.charts.held = counts.tally.charts.held.saturating_sub(undrawn);
    }
}

//! Makes one state of a site after another, each from what changed since the one before.

use std::sync::Arc;

use super::{Built, CheckOptions, Counts};
use crate::audit::Auditor;
use crate::audit::rules::Severity as Grade;
use crate::check;
use crate::diag::{Diagnostics, Texts};
use crate::load::{LoadOptions, Loader, Site};
use crate::plan::{self, JobKind, Plan};
use crate::render::{Edition, File, Late, Memory, Reason, Rendered, Renderer, Sink};
use crate::source::Files;
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
    auditor: Auditor,
    renderer: Renderer,
    /// The last edition without a fault.
    last: Option<Arc<Edition>>,
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
    /// A builder that has not seen any state of the site.
    pub fn new(options: CheckOptions) -> Self {
        Builder::remembering(options, Memory::Traces)
    }

    /// The same for a site that is made once: nothing is noted for a state that does not follow.
    pub fn once(options: CheckOptions) -> Self {
        Builder::remembering(options, Memory::Nothing)
    }

    /// The same for a preview: files that no page shows are made when somebody asks for them.
    pub fn preview(options: CheckOptions) -> Self {
        Builder::remembering(options, Memory::Preview)
    }

    fn remembering(options: CheckOptions, memory: Memory) -> Self {
        Builder {
            options,
            loader: Loader::default(),
            auditor: Auditor::default(),
            renderer: Renderer::new(memory),
            last: None,
        }
    }

    /// Makes a site of its files; `found` is what was found when they were read. Nothing is rendered from a site that
    /// has errors.
    pub fn make(&mut self, files: Files, found: Diagnostics, told: Told) -> Made {
        self.make_into(None, files, found, told)
    }

    /// The same, where a sink takes each file as it is rendered, if the builder makes a site [once](Self::once). The
    /// artefacts are then those that are copied.
    pub fn make_into(
        &mut self,
        sink: Option<&dyn Sink>,
        files: Files,
        found: Diagnostics,
        told: Told,
    ) -> Made {
        let mut made = Made { built: Built { diagnostics: found, ..Built::default() }, ..Made::default() };
        self.artefacts(&files, sink, told, &mut made);
        let mut texts: Texts = files.texts.into_iter().chain(files.undecoded).collect();
        for (name, text) in theme::TEMPLATES.iter().chain(theme::PRINT_TEMPLATES) {
            // So that a finding in a built-in template shows its line too.
            texts.entry(format!("templates/{name}").into()).or_insert_with(|| (*text).into());
        }
        made.built.texts = texts;
        made
    }

    /// The site as it was last made without a fault.
    pub fn site(&self) -> Option<&Site> {
        self.last.as_ref().map(|edition| &edition.plan().checked.site)
    }

    /// The phases up to the plan, with the address that the site will be published at; none if there is no site.
    pub fn plan(&mut self, files: &Files, diagnostics: &mut Diagnostics) -> Option<(Plan, Option<String>)> {
        let options = &self.options;
        let load = LoadOptions { drafts: options.drafts };
        let site = self.loader.load(files, load, diagnostics)?;
        let checked = check::check_again(site, &mut self.auditor, diagnostics);
        let base_url = options.base_url.as_deref().or(checked.site.config.base_url.as_deref());
        let base_url = base_url.map(|url| format!("{}/", url.trim_end_matches('/')));
        let plan = plan::plan(checked, base_url.as_deref(), options.print, diagnostics);
        Some((plan, base_url))
    }

    fn artefacts(&mut self, files: &Files, sink: Option<&dyn Sink>, told: Told, made: &mut Made) {
        let Made { built: Built { diagnostics, counts, .. }, artefacts, late, rendered } = made;
        let Some((plan, base_url)) = self.plan(files, diagnostics) else { return };
        let Some(edition) = Edition::new(plan, base_url, self.last.as_deref(), diagnostics) else { return };
        let plan = edition.plan();
        *counts = Some(Counts {
            pages: plan.jobs.iter().filter(|job| matches!(job.kind, JobKind::Page(..))).count(),
            tally: plan.checked.tally,
        });
        if diagnostics.has_errors() {
            // What is left of a ledger after mistakes is not worth an audit.
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
        if !diagnostics.has_errors() {
            self.last = Some(edition);
        }
    }
}

//! Sets a composition: Typst's compiler on a world that holds what it was given and nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Display};
use std::num::NonZeroUsize;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

use rustc_hash::FxHashMap;
use typst::diag::{At, FileError, FileResult, Severity, SourceDiagnostic, SourceResult};
use typst::ecow::EcoVec;
use typst::foundations::{Bytes, Datetime, Duration, Label, Smart};
use typst::introspection::Introspector;
use typst::syntax::{FileId, Source, Span};
use typst::text::{Font, FontBook};
use typst::utils::{LazyHash, PicoStr};
use typst::{Library, World, WorldExt, comemo};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use super::composition::{Composition, MAIN, NOTES};
use super::notes::{Decisions, MERGING_PASSES, PASSES};
use super::pass;
use super::press::{Press, file_id};
use super::script::{Script, words};
use crate::diag::{Diagnostic, Diagnostics, Place};

/// After how many PDFs results grow older by one. What several PDFs share (fonts, templates, the library) is asked for by
/// each; what only one uses would pile up. But a preview sets the same PDFs again and again, the others of the site
/// between, and takes from the last time what has not changed.
const GROW_OLDER_EVERY: usize = 8;

/// How old results become that no PDF asks for, so that those of some thirty are kept.
const FORGET_AFTER: usize = 4;

/// How many PDFs were set, on all cores.
static SET: AtomicUsize = AtomicUsize::new(0);

/// What a PDF conforms to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standards {
    /// PDF/UA-1: accessible to those who read with other senses.
    pub accessible: bool,
    /// PDF/A: to be kept for decades.
    pub archival: Option<&'static str>,
}

impl Standards {
    /// The parts of PDF/A that can be had together with PDF/UA-1: tagged, with fonts embedded.
    pub const ARCHIVAL: [&'static str; 2] = ["a-2a", "a-3a"];
}

impl Display for Standards {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let accessible = self.accessible.then_some("ua-1");
        let each: Vec<&str> = accessible.into_iter().chain(self.archival).collect();
        f.write_str(&each.join(" "))
    }
}

/// Says where a word of a composition was written, which is said to come from a place, if that is elsewhere.
pub type Written<'a> = &'a dyn Fn(&str, &Place) -> Vec<Place>;

/// Sets a composition. What the typesetter warns of comes with the bytes; what it cannot set, instead of them.
pub fn set(press: &Press, composition: &Composition, written: Written<'_>) -> (Option<Vec<u8>>, Diagnostics) {
    let mut found = Diagnostics::new();
    found.extend(lacking_glyphs(press, composition, written));
    let bytes = match Desk::new(press, composition) {
        Some(mut desk) if !found.has_errors() => desk.set(&mut found),
        _ => None,
    };
    if SET.fetch_add(1, Ordering::Relaxed) % GROW_OLDER_EVERY == GROW_OLDER_EVERY - 1 {
        comemo::evict(FORGET_AFTER);
    }
    (bytes, found)
}

/// Characters that no font has: on paper they would be empty boxes. Each is named wherever the data has it, since that
/// is where it is mended for every PDF; in a narrative, where it stands first.
fn lacking_glyphs(press: &Press, composition: &Composition, written: Written<'_>) -> Vec<Diagnostic> {
    let fonts = press.fonts();
    let lacks = |c: char| !fonts.has(c);
    let in_scripts = composition.scripts.values().flat_map(|script| script.words(lacks));
    let in_texts = composition
        .texts
        .iter()
        .flat_map(|(text, place)| words(text, lacks).map(move |at| (&text[at], Some(place))));
    // A word in a script without a font is one mistake, however many letters it has.
    let mut found: BTreeMap<Place, BTreeSet<char>> = BTreeMap::new();
    let (mut seen, mut in_narrative) = (BTreeSet::new(), BTreeSet::new());
    for (word, place) in in_scripts.chain(in_texts) {
        let place = place.unwrap_or(&composition.file);
        if !seen.insert((word, place)) {
            continue;
        }
        let elsewhere = written(word, place);
        if elsewhere.is_empty() {
            let first: Vec<char> = word.chars().filter(|c| in_narrative.insert(*c)).collect();
            if !first.is_empty() {
                found.entry(place.clone()).or_default().extend(first);
            }
        }
        for place in elsewhere {
            found.entry(place).or_default().extend(word.chars());
        }
    }
    let missing = |(place, characters): (Place, BTreeSet<char>)| {
        let message = format!("no print font has the {}", named(&characters));
        Diagnostic::error("missing-glyph", place, message).hint(
            "put a font that has it beside the print templates, as templates/print/NAME.otf, write it in another \
             script, or leave the PDF out with `print: false` in the front matter",
        )
    };
    found.into_iter().map(missing).collect()
}

/// "character `x` (U+0078)", for a finding.
fn named(characters: &BTreeSet<char>) -> String {
    let each = characters.iter().map(|c| format!("`{c}` (U+{:04X})", u32::from(*c)));
    let noun = if characters.len() == 1 { "character" } else { "characters" };
    format!("{noun} {}", each.collect::<Vec<_>>().join(", "))
}

/// The world that Typst sees.
struct Desk<'a> {
    press: &'a Press,
    composition: &'a Composition,
    main: FileId,
    scripts: FxHashMap<FileId, (&'a Script, Source)>,
    files: FxHashMap<FileId, Bytes>,
}

impl<'a> Desk<'a> {
    fn new(press: &'a Press, composition: &'a Composition) -> Option<Self> {
        let scripts = composition.scripts.iter().filter_map(|(path, script)| {
            let id = file_id(path)?;
            Some((id, (script, Source::new(id, script.source().to_owned()))))
        });
        let files = composition
            .files
            .iter()
            .filter_map(|(path, bytes)| Some((file_id(path)?, Bytes::new(bytes.clone()))));
        Some(Desk {
            press,
            composition,
            main: file_id(MAIN)?,
            scripts: scripts.collect(),
            files: files.collect(),
        })
    }

    fn set(&mut self, found: &mut Diagnostics) -> Option<Vec<u8>> {
        let document = self.pages(found)?;
        let standards = &self.composition.standards;
        let accessible = standards.accessible.then_some(PdfStandard::Ua_1);
        let archival = match standards.archival {
            Some("a-2a") => Some(PdfStandard::A_2a),
            Some(_) => Some(PdfStandard::A_3a),
            None => None,
        };
        let wanted: Vec<PdfStandard> = accessible.into_iter().chain(archival).collect();
        let options = PdfOptions {
            ident: Smart::Custom(self.composition.identifier.clone()),
            creator: Smart::Custom(Some("Waybill".to_owned())),
            standards: PdfStandards::new(&wanted).unwrap_or_default(),
            ..PdfOptions::default()
        };
        match typst_pdf::pdf(&document, &options) {
            Ok(bytes) => Some(bytes),
            Err(errors) => {
                found.extend(errors.iter().map(|error| self.diagnostic(error)));
                None
            }
        }
    }

    /// Sets the pages: again, until they are what they say of themselves, and each has the notes that it refers to.
    fn pages(&mut self, found: &mut Diagnostics) -> Option<PagedDocument> {
        let (document, warnings) = match self.passes() {
            Ok(set) => set,
            Err(errors) => {
                found.extend(errors.iter().map(|error| self.diagnostic(error)));
                return None;
            }
        };
        found.extend(warnings.iter().map(|warning| self.diagnostic(warning)));
        Some(document)
    }

    fn passes(&mut self) -> SourceResult<(PagedDocument, EcoVec<SourceDiagnostic>)> {
        let notes = &self.composition.notes;
        let main = self.source(self.main).at(Span::detached())?;
        let mut decisions = Decisions::expected(notes);
        let mut before: Option<PagedDocument> = None;
        for number in 1..=PASSES {
            self.decide(&decisions);
            let pass = pass::set(self, &main, before.as_ref())?;
            let merged = number <= MERGING_PASSES;
            let revised = decisions.revise(notes, &self.pages_of_notes(&pass.document), merged);
            if pass.settled && !revised {
                return if pass.errors.is_empty() {
                    Ok((pass.document, pass.warnings))
                } else {
                    Err(pass.errors)
                };
            }
            before = Some(pass.document);
        }
        // It does not settle. What is to blame for that is for the typesetter to say, with the notes as they are.
        self.decide(&decisions);
        let compiled = typst::compile::<PagedDocument>(self);
        compiled.output.map(|document| (document, compiled.warnings))
    }

    fn decide(&mut self, decisions: &Decisions) {
        if let Some(list) = file_id(NOTES) {
            self.files.insert(list, Bytes::from_string(decisions.to_json()));
        }
    }

    /// The page on which each reference to a note stands; none for those that a template leaves out or repeats.
    fn pages_of_notes(&self, document: &PagedDocument) -> Vec<Option<NonZeroUsize>> {
        let introspector = document.introspector();
        let page = |reference: usize| {
            let label = Label::new(PicoStr::intern(&format!("reference-{reference}")))?;
            let mark = introspector.query_label(label).ok()?;
            introspector.page(mark.location()?)
        };
        (0..self.composition.notes.len()).map(page).collect()
    }

    /// A finding of the typesetter at its place in the site: in a template, or where a text came from.
    fn diagnostic(&self, one: &SourceDiagnostic) -> Diagnostic {
        let own_place = one.span.id().and_then(|id| self.place(id, self.range(one.span)));
        let calls = one.trace.iter().filter_map(|point| {
            let span = typst::syntax::DiagSpan::from(point.span);
            self.place(span.id()?, self.range(span))
        });
        let calls: Vec<Place> = calls.collect();
        let place = own_place.or_else(|| calls.first().cloned());
        let place = place.unwrap_or_else(|| self.composition.file.clone());
        // What is wrong in the text of a narrative is no template's fault.
        let (message, in_template) = (one.message.to_string(), place.file.ends_with(".typ"));
        let mut diagnostic = match (one.severity, in_template) {
            (Severity::Warning, _) => Diagnostic::warning("print-warning", place.clone(), message),
            (Severity::Error, true) => Diagnostic::error("print-template", place.clone(), message),
            (Severity::Error, false) => Diagnostic::error("unprintable-content", place.clone(), message),
        };
        let hints: Vec<String> = one.hints.iter().map(|hint| hint.v.to_string()).collect();
        if !hints.is_empty() {
            diagnostic = diagnostic.hint(hints.join("; "));
        }
        for call in calls.into_iter().filter(|call| *call != place).take(3) {
            diagnostic = diagnostic.related(call, "called from here");
        }
        diagnostic
    }

    fn place(&self, id: FileId, range: Option<Range<usize>>) -> Option<Place> {
        if let Some(template) = self.press.templates.get(&id) {
            return Some(match range {
                Some(range) => Place::new(template.path.clone(), range),
                None => Place::file(template.path.clone()),
            });
        }
        let (script, _) = self.scripts.get(&id)?;
        script.place(&range?).cloned()
    }
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.press.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.press.fonts().book()
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if let Some((_, source)) = self.scripts.get(&id) {
            return Ok(source.clone());
        }
        let template = self.press.templates.get(&id).ok_or_else(|| not_found(id))?;
        template.source.clone().ok_or(FileError::NotSource)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if let Some(bytes) = self.files.get(&id) {
            return Ok(bytes.clone());
        }
        if let Some((_, source)) = self.scripts.get(&id) {
            return Ok(Bytes::from_string(source.clone()));
        }
        self.press.templates.get(&id).map(|template| template.bytes.clone()).ok_or_else(|| not_found(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.press.fonts().font(index)
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        // The same site gives the same bytes, whatever the day.
        None
    }
}

fn not_found(id: FileId) -> FileError {
    FileError::NotFound(id.get().vpath().get_without_slash().into())
}

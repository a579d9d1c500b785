//! What all PDFs of a site are made with: fonts, print templates, the typesetter's library.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use typst::foundations::Bytes;
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt};

use super::fonts::Fonts;
use crate::theme;

/// The folder in which a template finds the built-in ones, whatever the site has put in their place.
const BUILT_IN: &str = "/built-in";

/// Everything that PDFs of one site share. It is made once and used by all cores.
#[derive(Debug)]
pub struct Press {
    pub(super) fonts: Fonts,
    pub(super) library: LazyHash<Library>,
    pub(super) templates: FxHashMap<FileId, Template>,
    logo: Option<&'static str>,
    fingerprint: blake3::Hash,
}

/// What an emblem may be called.
const LOGOS: [&str; 2] = ["/print/logo.svg", "/print/logo.png"];

/// A file of `templates/print/`.
#[derive(Debug)]
pub(super) struct Template {
    /// Its path in the site.
    pub path: Arc<str>,
    pub bytes: Bytes,
    pub source: Option<Source>,
}

impl Press {
    /// Sets up the press with the site's own print templates, and with the fonts and pictures beside them; names
    /// are paths below `templates/`, such as `print/briefing.typ`. A template of the site takes the place of the
    /// built-in one of the same name, which stays within reach as `/built-in/print/briefing.typ`.
    pub fn new(own: &BTreeMap<Arc<str>, Arc<str>>, beside: &BTreeMap<Arc<str>, Arc<[u8]>>) -> Self {
        let is_print = |name: &&Arc<str>| name.starts_with("print/");
        let mut files: BTreeMap<String, (Arc<str>, Bytes)> = BTreeMap::new();
        for (name, text) in theme::PRINT_TEMPLATES {
            let bytes = Bytes::from_string(*text);
            let path: Arc<str> = format!("templates/{name}").into();
            files.insert(format!("/{name}"), (path.clone(), bytes.clone()));
            files.insert(format!("{BUILT_IN}/{name}"), (path, bytes));
        }
        for (name, text) in own.iter().filter(|(name, _)| is_print(name)) {
            let path = format!("templates/{name}").into();
            files.insert(format!("/{name}"), (path, Bytes::from_string(text.to_string())));
        }
        for (name, bytes) in beside.iter().filter(|(name, _)| is_print(name)) {
            let path = format!("templates/{name}").into();
            files.insert(format!("/{name}"), (path, Bytes::new(bytes.clone())));
        }
        let mut hasher = blake3::Hasher::new();
        for (path, (_, bytes)) in &files {
            hasher.update(path.as_bytes()).update(&[0]).update(blake3::hash(bytes).as_bytes());
        }
        for (name, _) in theme::PRINT_FONTS {
            hasher.update(name.as_bytes());
        }
        let fonts = beside.iter().filter(|(name, _)| is_print(name) && is_font(name));
        let templates = files.into_iter().filter_map(|(name, (path, bytes))| {
            let id = file_id(&name)?;
            let is_source = name.ends_with(".typ");
            let text = std::str::from_utf8(&bytes).ok().filter(|_| is_source);
            let source = text.map(|text| Source::new(id, text.to_owned()));
            Some((id, Template { path, bytes, source }))
        });
        Press {
            templates: templates.collect(),
            logo: LOGOS
                .into_iter()
                .find(|logo| own.contains_key(&logo[1..]) || beside.contains_key(&logo[1..])),
            fonts: Fonts::new(fonts.map(|(name, bytes)| (name.clone(), Bytes::new(bytes.clone())))),
            library: LazyHash::new(Library::default()),
            fingerprint: hasher.finalize(),
        }
    }

    /// The fonts that it sets with.
    pub fn fonts(&self) -> &Fonts {
        &self.fonts
    }

    /// The path of the site's emblem, if it has one.
    pub fn logo(&self) -> Option<&'static str> {
        self.logo
    }

    pub(super) fn fingerprint(&self) -> blake3::Hash {
        self.fingerprint
    }
}

fn is_font(name: &str) -> bool {
    [".otf", ".ttf", ".ttc"].iter().any(|extension| name.to_ascii_lowercase().ends_with(extension))
}

/// The typesetter's name of a path.
pub(super) fn file_id(path: &str) -> Option<FileId> {
    VirtualPath::new(path).ok().map(|path| RootedPath::new(VirtualRoot::Project, path).intern())
}

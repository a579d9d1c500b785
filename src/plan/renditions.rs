//! Which smaller versions of pictures there are: of every still picture that a narrative or a record shows, that is wider
//! than they are and weighs something.
//!
//! Their names carry a stamp of what they are made of, so that browsers and servers may keep them for ever. How they are
//! made is left to `render`.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::ASSETS;
use crate::check::{Checked, Link};
use crate::document::Document;
use crate::load::{self, PictureSettings};
use crate::source::{Binary, Coding, Picture};

/// Raised whenever the same picture gives other bytes: with another filter, another encoder.
const GENERATION: u8 = 1;

/// The most bytes of a picture that is light enough for everybody.
const LIGHT: u64 = 20_000;

/// The pictures that have smaller versions, by the paths that they get.
pub type Renditions = BTreeMap<Arc<str>, Scaled>;

/// A picture with its smaller versions.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Scaled {
    /// Its width and height as it is shown.
    pub pixels: [u32; 2],
    /// How it is coded.
    pub coding: Coding,
    /// The smaller versions, from narrow to wide; the last may be as wide as the picture, and shorter for being coded anew.
    pub versions: Vec<Version>,
    /// What quality and bytes it has, as a hash.
    pub stamp: blake3::Hash,
    /// Whether it is itself no wider than the widest version that there could be, and a browser may take it too.
    pub competes: bool,
    /// The first text that shows it.
    pub shown_by: ShownBy,
}

/// A smaller version of a picture.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Version {
    /// Its width in pixels.
    pub width: u32,
    /// Its path in the output folder.
    pub path: Arc<str>,
}

/// A text that shows a picture.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ShownBy {
    /// The narrative of a path.
    Page(Arc<str>),
    /// The record of an id.
    Entity(Arc<str>),
}

/// The smaller versions of a site's pictures. Costs nothing where there are no pictures.
pub(super) fn renditions(checked: &Checked) -> Renditions {
    let site = &checked.site;
    let Some(settings) = &site.config.pictures else { return Renditions::new() };
    let least = settings.widths.first().copied().unwrap_or(u32::MAX);
    let is_too_much = |file: &Binary| {
        let is_wide = |picture: Picture| picture.coding.is_some() && picture.pixels[0] > least;
        file.length > LIGHT && file.picture.is_some_and(is_wide)
    };
    if !site.statics.values().any(is_too_much) {
        return Renditions::new();
    }
    let pages: Vec<_> = site.pages.iter().collect();
    let of_pages = pages.par_iter().flat_map_iter(|(path, page)| {
        shown(checked, &page.body).into_iter().map(|file| (file, ShownBy::Page((*path).clone())))
    });
    let mut all: Vec<(&Arc<str>, ShownBy)> = of_pages.collect();
    for (id, entity) in &site.entities {
        let files = entity.body.iter().flat_map(|body| shown(checked, body));
        all.extend(files.map(|file| (file, ShownBy::Entity(id.clone()))));
    }
    let mut renditions = Renditions::new();
    for (path, shown_by) in all {
        if !renditions.contains_key(path)
            && let Some(file) = site.statics.get(path).filter(|file| is_too_much(file))
            && let Some(scaled) = scaled(path, file, shown_by, settings)
        {
            renditions.insert(path.clone(), scaled);
        }
    }
    renditions
}

/// The files that the images of a text are.
fn shown<'c>(checked: &'c Checked, text: &'c Document) -> Vec<&'c Arc<str>> {
    let images = text.images().into_iter();
    let file = |link: &'c str| match checked.addresses.resolve(&checked.site, &text.file, link) {
        Link::File(path, _) => Some(path),
        _ => None,
    };
    images.filter_map(|(image, _)| file(&image.destination)).collect()
}

fn scaled(path: &str, file: &Binary, shown_by: ShownBy, settings: &PictureSettings) -> Option<Scaled> {
    let (pixels, coding) = (file.picture?.pixels, file.picture?.coding?);
    let widest = settings.widths.last().copied().unwrap_or(0);
    // A photograph that was saved as if it were a diagram is coded anew at its own width too.
    let own = (coding == Coding::PngPhotograph && pixels[0] <= widest).then_some(pixels[0]);
    let widths = settings.widths.iter().copied().filter(|width| *width < pixels[0]).chain(own);
    let stamp =
        blake3::Hasher::new().update(&[GENERATION, settings.quality]).update(file.hash.as_bytes()).finalize();
    let name = path.rsplit('/').next().unwrap_or_default();
    let stem = load::slug(name.rsplit_once('.').map_or(name, |(stem, _)| stem));
    let version = |width| {
        let (dash, extension) = (if stem.is_empty() { "" } else { "-" }, coding.extension());
        let path = format!("{ASSETS}/pictures/{stem}{dash}{}-{width}.{extension}", &stamp.to_hex()[..10]);
        Version { width, path: path.into() }
    };
    Some(Scaled {
        pixels,
        coding,
        versions: widths.map(version).collect(),
        stamp,
        competes: pixels[0] <= widest && own.is_none(),
        shown_by,
    })
}

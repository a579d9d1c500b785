//! Smaller versions of pictures: a picture is read once, scaled to each of its widths, and coded as it was.
//!
//! 1. What a camera says of how it was held is done, so that the versions need not say it.
//! 2. Colours are scaled as they are coded, as browsers do it; where it is transparent a picture has no colour that could
//!    bleed into its surroundings.
//! 3. A colour profile goes along; all else that a camera noted, the place of a photograph among it, does not.
//!
//! Which versions there are is decided in `plan`.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::{Arc, Mutex, PoisonError};

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{PixelType, Resizer};
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::codecs::webp::WebPEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, GrayAlphaImage, GrayImage, ImageDecoder, ImageEncoder, ImageFormat, ImageReader};
use image::{Limits, RgbImage, RgbaImage};
use jpeg_encoder::{ColorType, Encoder};

use super::Faults;
use super::world::World;
use super::{Made, Rendered};
use crate::check::Link;
use crate::diag::{Diagnostic, Place};
use crate::document::Document;
use crate::plan::{Scaled, ShownBy, Version};
use crate::source::Coding;

/// Pictures of more pixels than this are made one at a time; of others, one on each core. 24 million are what most
/// cameras take, and 72 MB.
const LARGE: u64 = 24_000_000;
/// The most bytes that decoding may ask for at once: sixteen bits each of four colours of the largest picture that is let
/// pass, and something for the decoder.
const MOST_BYTES: u64 = 1 << 30;
/// How hard deflate tries, of 9: the level that most programs write PNG with.
const PNG_LEVEL: u8 = 6;

/// The versions of pictures that were made and not asked for yet. What asks for one of a picture makes all of them.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    pictures: BTreeMap<Arc<str>, Mutex<BTreeMap<u32, Vec<u8>>>>,
    /// Held while a large picture is in memory.
    large: Mutex<()>,
}

impl Waiting {
    /// Nothing of these pictures.
    pub fn of<'p>(pictures: impl Iterator<Item = &'p Arc<str>>) -> Self {
        Waiting {
            pictures: pictures.map(|path| (path.clone(), Mutex::default())).collect(),
            large: Mutex::new(()),
        }
    }
}

/// A smaller version of a picture. Of one that cannot be read, its own bytes: a browser may be more lenient.
///
/// # Errors
///
/// If its file cannot be read.
pub(super) fn render(world: &World<'_>, path: &Arc<str>, width: u32) -> Result<Made, Faults> {
    let Some(scaled) = world.scaled(path) else { return Ok(Rendered::Bytes(Arc::default()).into()) };
    let key = key(scaled, width);
    if let Some(bytes) = world.kept(&key) {
        return Ok(Rendered::Bytes(Arc::new(bytes)).into());
    }
    let waiting = world.waiting();
    let Some(slot) = waiting.pictures.get(path) else { return Ok(Rendered::Bytes(Arc::default()).into()) };
    let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(bytes) = slot.remove(&width) {
        return Ok(Rendered::Bytes(Arc::new(bytes)).into());
    }
    let [w, h] = scaled.pixels.map(u64::from);
    let _alone = (w * h > LARGE).then(|| waiting.large.lock().unwrap_or_else(PoisonError::into_inner));
    let original = world.original(path).map_err(|unread| vec![*unread])?;
    match versions(
        &original,
        scaled,
        world.config().pictures.as_ref().map_or(100, |settings| settings.quality),
    ) {
        Ok(made) => {
            for (version, bytes) in scaled.versions.iter().zip(made) {
                // One that is no shorter than the picture itself has nothing to say for it.
                let bytes = bytes.filter(|bytes| bytes.len() < original.len());
                let bytes = bytes.unwrap_or_else(|| original.to_vec());
                world.keep(&self::key(scaled, version.width), &bytes);
                slot.insert(version.width, bytes);
            }
            Ok(Rendered::Bytes(Arc::new(slot.remove(&width).unwrap_or_default())).into())
        }
        Err(why) => {
            // Each of its versions fails in the same way; once is enough to say it.
            let is_first = scaled.versions.first().is_some_and(|version| version.width == width);
            let warnings = is_first.then(|| damaged(world, path, scaled, &why)).into_iter().collect();
            Ok(Made { rendered: Rendered::Bytes(Arc::new(original.to_vec())), warnings })
        }
    }
}

/// The name of a version's bytes.
fn key(scaled: &Scaled, width: u32) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    hasher.update(b"rendition").update(scaled.stamp.as_bytes()).update(&width.to_le_bytes());
    hasher.finalize()
}

fn damaged(world: &World<'_>, path: &str, scaled: &Scaled, why: &str) -> Diagnostic {
    let message = format!("`{path}` cannot be read as the picture that it should be: {why}");
    Diagnostic::warning("damaged-picture", place(world, path, &scaled.shown_by), message)
        .hint("save it again from where it comes from; as it is, browsers show part of it or nothing")
}

/// Where a picture is shown first.
fn place(world: &World<'_>, path: &str, shown_by: &ShownBy) -> Place {
    let span = |text: &Document| {
        let is_it = |destination: &str| match world.link(&text.file, destination) {
            Link::File(file, _) => **file == *path,
            _ => false,
        };
        text.images().into_iter().find(|(image, _)| is_it(&image.destination)).map(|(_, span)| span)
    };
    let place = match shown_by {
        ShownBy::Page(path) => world.page(path).and_then(|page| Some(page.body.place(span(&page.body)?))),
        ShownBy::Entity(id) => {
            world.entity(id).and_then(|entity| Some(entity.body_place(span(entity.body.as_ref()?)?)))
        }
    };
    place.unwrap_or_else(|| Place::file(path))
}

/// The versions of a picture in the order of their widths; none of one that only its own file shows as it should be shown.
fn versions(original: &[u8], scaled: &Scaled, quality: u8) -> Result<Vec<Option<Vec<u8>>>, String> {
    let Read { picture, orientation, profile } = Read::of(original, scaled)?;
    if scaled.coding != Coding::Jpeg && orientation != Orientation::NoTransforms {
        // Not all browsers turn pictures of other formats.
        return Ok(vec![None; scaled.versions.len()]);
    }
    let mut resizer = Resizer::new();
    let mut version = |version: &Version| {
        let mut picture = smaller(&mut resizer, &picture, size(scaled, orientation, version.width))?;
        picture.apply_orientation(orientation);
        encoded(&picture, scaled.coding, quality, profile.clone()).map(Some)
    };
    scaled.versions.iter().map(&mut version).collect()
}

/// A picture in memory.
struct Read {
    /// Its pixels, with eight bits for each of its one to four channels.
    picture: DynamicImage,
    /// How they are to be turned.
    orientation: Orientation,
    /// What its colours are, if it says so.
    profile: Option<Vec<u8>>,
}

impl Read {
    fn of(bytes: &[u8], scaled: &Scaled) -> Result<Self, String> {
        let format = match scaled.coding {
            Coding::Jpeg => ImageFormat::Jpeg,
            Coding::Png | Coding::PngPhotograph => ImageFormat::Png,
            Coding::LossyWebp | Coding::ExactWebp => ImageFormat::WebP,
        };
        if format == ImageFormat::Jpeg && is_cut_short(bytes) {
            return Err("it ends before its last line".to_owned());
        }
        let mut limits = Limits::no_limits();
        limits.max_alloc = Some(MOST_BYTES);
        let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
        reader.limits(limits);
        let mut decoder = reader.into_decoder().map_err(|error| error.to_string())?;
        let (width, height) = decoder.dimensions();
        let orientation = decoder.orientation().map_err(|error| error.to_string())?;
        let [expected_width, expected_height] = stored(scaled, orientation, scaled.pixels);
        if (width, height) != (expected_width, expected_height) {
            return Err(format!("it has {width} × {height} pixels and says that it has others"));
        }
        let profile = decoder.icc_profile().map_err(|error| error.to_string())?;
        let picture = DynamicImage::from_decoder(decoder).map_err(|error| error.to_string())?;
        let picture = of_bytes(picture);
        let profile = profile.filter(|profile| suits(profile, &picture));
        Ok(Read { picture, orientation, profile })
    }
}

/// True for a JPEG that ends within its last scan, which decoders fill with grey: no mark of the end follows the last
/// mark of a scan (ISO/IEC 10918-1, B.1.1.3). Within scans no such pair of bytes occurs.
fn is_cut_short(bytes: &[u8]) -> bool {
    let last = |mark: u8| bytes.windows(2).rposition(|pair| pair == [0xFF, mark]);
    last(0xD9) < last(0xDA)
}

/// Width and height as a file has them, of a picture that is shown with this width and height.
fn stored(scaled: &Scaled, orientation: Orientation, shown: [u32; 2]) -> [u32; 2] {
    use Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
    let lies = matches!(orientation, Rotate90 | Rotate90FlipH | Rotate270 | Rotate270FlipH);
    let [width, height] = shown;
    if lies && scaled.coding == Coding::Jpeg { [height, width] } else { [width, height] }
}

/// Width and height of a version before it is turned.
fn size(scaled: &Scaled, orientation: Orientation, width: u32) -> [u32; 2] {
    let [of, by] = scaled.pixels.map(u64::from);
    let height = (u64::from(width) * by + of / 2) / of;
    stored(scaled, orientation, [width, u32::try_from(height).unwrap_or(u32::MAX).max(1)])
}

/// The picture with eight bits for each channel, and without transparency if nothing in it is transparent.
fn of_bytes(picture: DynamicImage) -> DynamicImage {
    let color = picture.color();
    match (color.has_color(), color.has_alpha()) {
        (false, false) => picture.into_luma8().into(),
        (true, false) => picture.into_rgb8().into(),
        (false, true) => {
            let picture = picture.into_luma_alpha8();
            let is_opaque = picture.pixels().all(|pixel| pixel.0[1] == u8::MAX);
            if is_opaque { DynamicImage::from(picture).into_luma8().into() } else { picture.into() }
        }
        (true, true) => {
            let picture = picture.into_rgba8();
            let is_opaque = picture.pixels().all(|pixel| pixel.0[3] == u8::MAX);
            if is_opaque { DynamicImage::from(picture).into_rgb8().into() } else { picture.into() }
        }
    }
}

/// True if a profile is about colours such as a picture has: that of a photograph for print is not, once it is decoded
/// (ICC.1:2022, table 19).
fn suits(profile: &[u8], picture: &DynamicImage) -> bool {
    let space: &[u8; 4] = if picture.color().has_color() { b"RGB " } else { b"GRAY" };
    profile.get(16..20) == Some(space)
}

/// The picture with so many pixels, by Lanczos's kernel of three lobes.
fn smaller(
    resizer: &mut Resizer,
    picture: &DynamicImage,
    [width, height]: [u32; 2],
) -> Result<DynamicImage, String> {
    let channels = match picture.color().channel_count() {
        1 => PixelType::U8,
        2 => PixelType::U8x2,
        3 => PixelType::U8x3,
        _ => PixelType::U8x4,
    };
    let from = ImageRef::new(picture.width(), picture.height(), picture.as_bytes(), channels)
        .map_err(|error| error.to_string())?;
    let mut to = Image::new(width, height, channels);
    resizer.resize(&from, &mut to, None).map_err(|error| error.to_string())?;
    let bytes = to.into_vec();
    let made = match channels {
        PixelType::U8 => GrayImage::from_raw(width, height, bytes).map(DynamicImage::from),
        PixelType::U8x2 => GrayAlphaImage::from_raw(width, height, bytes).map(DynamicImage::from),
        PixelType::U8x3 => RgbImage::from_raw(width, height, bytes).map(DynamicImage::from),
        _ => RgbaImage::from_raw(width, height, bytes).map(DynamicImage::from),
    };
    made.ok_or_else(|| "its pixels are not as many as they should be".to_owned())
}

fn encoded(
    picture: &DynamicImage,
    coding: Coding,
    quality: u8,
    profile: Option<Vec<u8>>,
) -> Result<Vec<u8>, String> {
    match coding {
        Coding::Jpeg | Coding::LossyWebp | Coding::PngPhotograph => jpeg(picture, quality, profile),
        Coding::Png => {
            let mut bytes = Vec::new();
            let level = CompressionType::Level(PNG_LEVEL);
            exactly(PngEncoder::new_with_quality(&mut bytes, level, FilterType::Adaptive), picture, profile)?;
            Ok(bytes)
        }
        Coding::ExactWebp => {
            let mut bytes = Vec::new();
            exactly(WebPEncoder::new_lossless(&mut bytes), picture, profile)?;
            Ok(bytes)
        }
    }
}

/// Codes a picture so that every pixel is as it is.
fn exactly(
    mut encoder: impl ImageEncoder,
    picture: &DynamicImage,
    profile: Option<Vec<u8>>,
) -> Result<(), String> {
    if let Some(profile) = profile {
        encoder.set_icc_profile(profile).map_err(|error| error.to_string())?;
    }
    picture.write_with_encoder(encoder).map_err(|error| error.to_string())
}

fn jpeg(picture: &DynamicImage, quality: u8, profile: Option<Vec<u8>>) -> Result<Vec<u8>, String> {
    let (colours, pixels) = match picture {
        DynamicImage::ImageLuma8(grey) => (ColorType::Luma, Cow::Borrowed(grey.as_raw())),
        DynamicImage::ImageRgb8(rgb) => (ColorType::Rgb, Cow::Borrowed(rgb.as_raw())),
        other => (ColorType::Rgb, Cow::Owned(other.to_rgb8().into_raw())),
    };
    let size = |of: u32| u16::try_from(of).map_err(|_| "it is too long for a JPEG".to_owned());
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, quality);
    encoder.set_progressive(true);
    encoder.set_optimized_huffman_tables(true);
    if let Some(profile) = &profile {
        encoder.add_icc_profile(profile).map_err(|error| error.to_string())?;
    }
    encoder
        .encode(&pixels, size(picture.width())?, size(picture.height())?, colours)
        .map_err(|error| error.to_string())?;
    Ok(bytes)
}

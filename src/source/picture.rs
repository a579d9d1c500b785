//! What a picture says of itself in its first bytes: how large it is shown, and how it is coded.
//!
//! Nothing is decoded here, so that a folder of photographs costs a header each.

use std::io::Cursor;

use image::ImageDecoder;
use image::codecs::jpeg::JpegDecoder;
use image::metadata::Orientation;

/// A picture of a kind that browsers show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Picture {
    /// Width and height in pixels as it is shown: a photograph may lie on its side and say so.
    pub pixels: [u32; 2],
    /// How it is coded; none for what nothing smaller is made of: drawings, moving pictures, and those whose colours are a
    /// short list, since between them lie others, and a smaller version would be a larger file.
    pub coding: Option<Coding>,
}

/// How a still picture is coded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Coding {
    /// JPEG.
    Jpeg,
    /// PNG in which every pixel is wanted as it is: a diagram, what a screen shows.
    Png,
    /// PNG of a photograph, which hardly gets shorter by it.
    PngPhotograph,
    /// WebP that leaves out what is hardly seen, without transparency: a photograph.
    LossyWebp,
    /// WebP in which every pixel is as it was, or with transparency.
    ExactWebp,
}

impl Coding {
    /// Whether smaller versions are to have every pixel as it comes out.
    pub fn is_exact(self) -> bool {
        matches!(self, Coding::Png | Coding::ExactWebp)
    }

    /// The extension of the smaller versions' names. That of a photograph is JPEG: of WebP there is no lossy encoder in
    /// Rust, and the difference is small.
    pub fn extension(self) -> &'static str {
        match self {
            Coding::Jpeg | Coding::LossyWebp | Coding::PngPhotograph => "jpg",
            Coding::Png => "png",
            Coding::ExactWebp => "webp",
        }
    }
}

/// Where a PNG says how many bits each of its colours has, and what those are; what it says if they are shades of grey, three
/// of their own, or a list (PNG, third edition, 11.2.1).
const PNG_DEPTH: usize = 24;
const PNG_COLOURS: usize = 25;
const PNG_GREY: u8 = 0;
const PNG_RGB: u8 = 2;
const PNG_PALETTE: u8 = 3;
/// A PNG of more than this part of the bytes of its pixels is one of a photograph: those keep from a third to three quarters
/// of them, screens and diagrams a tenth.
const PNG_PHOTOGRAPH: u64 = 5;
/// The bits of a WebP file's extended header (its container specification, "Extended File Format").
const WEBP_ANIMATED: u8 = 0x02;
const WEBP_TRANSPARENT: u8 = 0x10;

impl Picture {
    /// The picture that a file of a length holds, from its first bytes; none if it is none.
    pub(super) fn of(head: &[u8], length: u64) -> Option<Self> {
        let size = imagesize::blob_size(head).ok()?;
        let (width, height) = (u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?);
        let coding = match coding(head) {
            Some(Coding::Png) if is_photograph(head, [width, height], length) => Some(Coding::PngPhotograph),
            coding => coding,
        };
        // Browsers turn a photograph as it says. Of the other formats not all do.
        let is_turned = coding == Some(Coding::Jpeg) && is_turned(head);
        let pixels = if is_turned { [height, width] } else { [width, height] };
        (!pixels.contains(&0)).then_some(Picture { pixels, coding })
    }
}

fn coding(head: &[u8]) -> Option<Coding> {
    match head {
        [0xFF, 0xD8, 0xFF, ..] => Some(Coding::Jpeg),
        [0x89, b'P', b'N', b'G', ..] if head.get(PNG_COLOURS) == Some(&PNG_PALETTE) => None,
        [0x89, b'P', b'N', b'G', ..] => (!is_animated_png(head)).then_some(Coding::Png),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', chunks @ ..] => webp(chunks),
        _ => None,
    }
}

/// True for a PNG without transparency that is nearly as long as its pixels are.
fn is_photograph(head: &[u8], [width, height]: [u32; 2], length: u64) -> bool {
    let channels = match head.get(PNG_COLOURS) {
        Some(&PNG_GREY) => 1,
        Some(&PNG_RGB) => 3,
        _ => return false,
    };
    let bits = u64::from(head.get(PNG_DEPTH).copied().unwrap_or(0)) * channels;
    let bytes = u64::from(width).saturating_mul(height.into()).saturating_mul(bits) / 8;
    length.saturating_mul(PNG_PHOTOGRAPH) > bytes
}

/// True for a photograph whose rows are the columns of what is shown.
fn is_turned(head: &[u8]) -> bool {
    use Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
    let orientation = JpegDecoder::new(Cursor::new(head)).and_then(|mut jpeg| jpeg.orientation());
    matches!(orientation, Ok(Rotate90 | Rotate90FlipH | Rotate270 | Rotate270FlipH))
}

/// True if a PNG has a chunk that says how it moves, which comes before its pixels (PNG, third edition, 11.3.6.1).
fn is_animated_png(head: &[u8]) -> bool {
    let mut chunks = head.get(8..).unwrap_or_default();
    while let [a, b, c, d, name @ ..] = chunks {
        let length = u32::from_be_bytes([*a, *b, *c, *d]) as usize;
        match name.get(..4) {
            Some(b"acTL") => return true,
            Some(b"IDAT") | None => return false,
            // Its name before it, and its check sum after it.
            Some(_) => chunks = name.get(length.saturating_add(8)..).unwrap_or_default(),
        }
    }
    false
}

/// How a WebP file is coded, by the first of its chunks that says so.
fn webp(mut chunks: &[u8]) -> Option<Coding> {
    while let [a, b, c, d, e, f, g, h, content @ ..] = chunks {
        match [*a, *b, *c, *d] {
            [b'V', b'P', b'8', b' '] => return Some(Coding::LossyWebp),
            [b'V', b'P', b'8', b'L'] => return Some(Coding::ExactWebp),
            [b'V', b'P', b'8', b'X'] => match content.first()? {
                flags if flags & WEBP_ANIMATED != 0 => return None,
                flags if flags & WEBP_TRANSPARENT != 0 => return Some(Coding::ExactWebp),
                _ => {}
            },
            _ => {}
        }
        let length = u32::from_le_bytes([*e, *f, *g, *h]) as usize;
        chunks = content.get(length.saturating_add(length % 2)..)?;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A WebP file of chunks.
    fn riff(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
        let mut body = b"WEBP".to_vec();
        for (name, content) in chunks {
            body.extend_from_slice(*name);
            body.extend_from_slice(&(content.len() as u32).to_le_bytes());
            body.extend_from_slice(content);
            body.extend(std::iter::repeat_n(0, content.len() % 2));
        }
        [b"RIFF", &(body.len() as u32).to_le_bytes()[..], &body].concat()
    }

    /// A PNG of chunks, with check sums of nought.
    fn png(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
        let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
        for (name, content) in chunks {
            file.extend_from_slice(&(content.len() as u32).to_be_bytes());
            file.extend_from_slice(*name);
            file.extend_from_slice(content);
            file.extend_from_slice(&[0; 4]);
        }
        file
    }

    #[test]
    fn what_moves_is_told_from_what_stands_still() {
        let header = (b"IHDR", &[0; 13][..]);
        let with_palette = (b"IHDR", &[0, 0, 0, 0, 0, 0, 0, 0, 8, PNG_PALETTE, 0, 0, 0][..]);
        assert_eq!(coding(&png(&[with_palette, (b"IDAT", &[0; 5])])), None);
        assert_eq!(coding(&png(&[header, (b"IDAT", &[0; 5])])), Some(Coding::Png));
        assert_eq!(coding(&png(&[header, (b"gAMA", &[0; 4]), (b"acTL", &[0; 8])])), None);
        assert_eq!(coding(&riff(&[(b"VP8 ", &[0; 10])])), Some(Coding::LossyWebp));
        assert_eq!(coding(&riff(&[(b"VP8L", &[0; 10])])), Some(Coding::ExactWebp));
        let extended = |flags| (b"VP8X", [flags, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        for (flags, image, expected) in [
            (0x20, b"VP8 ", Some(Coding::LossyWebp)),
            (0x20, b"VP8L", Some(Coding::ExactWebp)),
            (WEBP_TRANSPARENT, b"VP8 ", Some(Coding::ExactWebp)),
            (WEBP_ANIMATED, b"ANMF", None),
        ] {
            let (name, header) = extended(flags);
            let file = riff(&[(name, &header), (b"ICCP", &[1; 7]), (image, &[0; 10])]);
            assert_eq!(coding(&file), expected, "{flags:#x}");
        }
    }

    #[test]
    fn a_photograph_is_told_from_a_diagram_by_its_length() {
        let head = |depth, colours| png(&[(b"IHDR", &[0, 0, 3, 232, 0, 0, 3, 232, depth, colours, 0, 0, 0])]);
        for (depth, colours, length, expected) in [
            (8, PNG_RGB, 1_400_000, Coding::PngPhotograph),
            (8, PNG_RGB, 300_000, Coding::Png),
            (16, PNG_RGB, 1_000_000, Coding::Png),
            (8, PNG_GREY, 500_000, Coding::PngPhotograph),
            // One that may be transparent stays what it is.
            (8, 6, 2_400_000, Coding::Png),
        ] {
            let picture = Picture::of(&head(depth, colours), length).unwrap();
            assert_eq!(picture, Picture { pixels: [1000, 1000], coding: Some(expected) }, "{length}");
        }
    }

    #[test]
    fn a_file_that_ends_early_or_lies_about_its_lengths_is_no_picture_and_no_harm() {
        let whole = riff(&[(b"VP8X", &[0; 10]), (b"ICCP", &[1; 7]), (b"VP8 ", &[0; 10])]);
        let endless = [&whole[..34], &[0xFF; 4], &whole[38..]].concat();
        for file in [whole, endless, png(&[(b"IHDR", &[0; 13]), (b"zTXt", &[0xFF; 30])])] {
            for length in 0..file.len() {
                let _ = (coding(&file[..length]), Picture::of(&file[..length], length as u64));
            }
        }
    }
}

//! Pixels as PNG, small and soon: a drawing has few colours, so that a byte a pixel and a table of them are enough, and long
//! runs of paper, which filters for photographs only disturb.

use std::borrow::Cow;

use png::{BitDepth, ColorType, DeflateCompression, Encoder, EncodingError, Filter};
use resvg::tiny_skia::Pixmap;

/// How hard deflate looks for repetitions, of 9: the first level that weighs a longer one against the next. Level 6 takes
/// twice as long for files that are a twentieth smaller, level 1 gives files half as large again.
const LEVEL: u8 = 4;
/// Slots of the table that finds a colour, a power of two: sixteen for each colour.
const SLOTS: usize = 1 << 12;
/// From the left end of a hash that many bits are the slot.
const SLOT_BITS: u32 = SLOTS.trailing_zeros();
/// The most colours of a palette.
const MOST_COLOURS: usize = 256;

/// The picture as a file. It lies on paper: what is transparent counts as black.
pub(super) fn encode(pixels: &Pixmap) -> Result<Vec<u8>, EncodingError> {
    let rgba = pixels.data();
    let (colours, bytes, palette) = match indexed(rgba) {
        Some((indices, palette)) => (ColorType::Indexed, indices, Some(palette)),
        None => (
            ColorType::Rgb,
            rgba.chunks_exact(4).flat_map(|pixel| pixel.iter().copied().take(3)).collect(),
            None,
        ),
    };
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, pixels.width(), pixels.height());
    encoder.set_color(colours);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_deflate_compression(DeflateCompression::Level(LEVEL));
    encoder.set_filter(Filter::NoFilter);
    if let Some(palette) = palette {
        encoder.set_palette(Cow::Owned(palette));
    }
    encoder.write_header()?.write_image_data(&bytes)?;
    Ok(file)
}

/// Each pixel's place in a palette, and the palette, in the order in which colours occur; none if it has no room for all.
fn indexed(rgba: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let mut palette: Vec<[u8; 4]> = Vec::with_capacity(MOST_COLOURS);
    // In each slot the place of a colour, counted from 1; 0 is free.
    let mut slots = [0_u16; SLOTS];
    let mut indices = Vec::with_capacity(rgba.len() / 4);
    let mut last: Option<([u8; 4], u8)> = None;
    for &pixel in rgba.as_chunks::<4>().0 {
        let index = match last {
            Some((colour, index)) if colour == pixel => index,
            _ => place(pixel, &mut palette, &mut slots)?,
        };
        indices.push(index);
        last = Some((pixel, index));
    }
    Some((indices, palette.into_iter().flat_map(|[r, g, b, _]| [r, g, b]).collect()))
}

/// The place of a colour in the palette, which takes it in if it is new.
fn place(colour: [u8; 4], palette: &mut Vec<[u8; 4]>, slots: &mut [u16; SLOTS]) -> Option<u8> {
    // Fibonacci hashing: Knuth, The Art of Computer Programming, volume 3, 6.4.
    let hash = u32::from_le_bytes(colour).wrapping_mul(0x9E37_79B1) >> (32 - SLOT_BITS);
    let mut slot = hash as usize;
    while let Some(at) = usize::from(slots[slot]).checked_sub(1) {
        if palette[at] == colour {
            return u8::try_from(at).ok();
        }
        slot = (slot + 1) % SLOTS;
    }
    let at = palette.len();
    palette.push(colour);
    slots[slot] = u16::try_from(at + 1).ok()?;
    u8::try_from(at).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use resvg::tiny_skia::{Color, ColorU8};

    /// A picture in which the nth pixel of the first line has the nth colour.
    fn picture(colours: u16) -> Pixmap {
        let mut pixels = Pixmap::new(400, 3).unwrap();
        pixels.fill(Color::WHITE);
        for nth in 0..colours {
            let [high, low] = nth.to_be_bytes();
            pixels.pixels_mut()[usize::from(nth)] = ColorU8::from_rgba(low, high, 7, 255).premultiply();
        }
        pixels
    }

    #[test]
    fn few_colours_and_many_come_back_as_they_were() {
        for (colours, colour_type) in
            [(255, ColorType::Indexed), (256, ColorType::Rgb), (400, ColorType::Rgb)]
        {
            let pixels = picture(colours);
            let file = encode(&pixels).unwrap();
            let mut decoder = png::Decoder::new(std::io::Cursor::new(file));
            decoder.set_transformations(png::Transformations::EXPAND);
            let mut reader = decoder.read_info().unwrap();
            assert_eq!(reader.info().color_type, colour_type, "{colours} colours and white");
            let mut read = vec![0; reader.output_buffer_size().unwrap()];
            reader.next_frame(&mut read).unwrap();
            let rgb: Vec<u8> = pixels.data().chunks(4).flat_map(|pixel| pixel[..3].to_vec()).collect();
            assert!(read == rgb, "{colours} colours");
        }
    }
}

//! From what decoders give to upright RGB: alpha over white, 16 bits to 8, grey to three channels, orientation.
//!
//! Works in place where the source has at least three bytes a pixel, so that a page is held once.

use image::metadata::Orientation;
use image::{DynamicImage, RgbImage};

use super::density::Placement;
use crate::{Error, PageImage};

/// A channel of `alpha` over white paper.
pub(super) fn over_white(channel: u8, alpha: u8) -> u8 {
    let (c, a) = (u32::from(channel), u32::from(alpha));
    ((c * a + 255 * (255 - a) + 127) / 255) as u8
}

/// 16 bits to 8, rounded.
pub(super) fn to_8_bits(value: u16) -> u8 {
    ((u32::from(value) * 255 + 32_767) / 65_535) as u8
}

/// Rewrites pixels of `from` bytes (3 or more) as three bytes each, in place.
pub(super) fn compact(buffer: &mut Vec<u8>, from: usize, convert: impl Fn(&[u8]) -> [u8; 3]) {
    debug_assert!(from >= 3, "a pixel must not grow in place");
    let pixels = buffer.len() / from;
    for i in 0..pixels {
        let rgb = convert(&buffer[i * from..(i + 1) * from]);
        buffer[i * 3..i * 3 + 3].copy_from_slice(&rgb);
    }
    buffer.truncate(pixels * 3);
    buffer.shrink_to_fit();
}

/// The RGB bytes of a decoded picture.
pub(super) fn to_rgb(picture: DynamicImage) -> Vec<u8> {
    match picture {
        DynamicImage::ImageRgb8(p) => p.into_raw(),
        DynamicImage::ImageRgba8(p) => {
            let mut buffer = p.into_raw();
            compact(&mut buffer, 4, |p| [0, 1, 2].map(|c| over_white(p[c], p[3])));
            buffer
        }
        DynamicImage::ImageLuma8(p) => p.into_raw().into_iter().flat_map(|v| [v; 3]).collect(),
        DynamicImage::ImageLumaA8(p) => {
            p.into_raw().chunks_exact(2).flat_map(|p| [over_white(p[0], p[1]); 3]).collect()
        }
        DynamicImage::ImageLuma16(p) => p.into_raw().into_iter().flat_map(|v| [to_8_bits(v); 3]).collect(),
        DynamicImage::ImageLumaA16(p) => {
            let pixels = p.into_raw();
            pixels.chunks_exact(2).flat_map(|p| [over_white(to_8_bits(p[0]), to_8_bits(p[1])); 3]).collect()
        }
        DynamicImage::ImageRgb16(p) => p.into_raw().into_iter().map(to_8_bits).collect(),
        DynamicImage::ImageRgba16(p) => {
            let pixels = p.into_raw();
            let convert = |p: &[u16]| [0, 1, 2].map(|c| over_white(to_8_bits(p[c]), to_8_bits(p[3])));
            pixels.chunks_exact(4).flat_map(convert).collect()
        }
        // Floating point: none of the formats read here decodes to it, but the type is open.
        other => to_rgb(DynamicImage::ImageRgba8(other.into_rgba8())),
    }
}

/// Turns (and mirrors) RGB rows upright and makes the page of them.
///
/// # Errors
/// `input_broken` where the buffer is not of `width * height * 3` bytes.
pub(super) fn upright(rgb: Vec<u8>, width: u32, height: u32, placement: Placement) -> Result<PageImage, Error> {
    let orientation = Orientation::from_exif(placement.orientation).unwrap_or(Orientation::NoTransforms);
    let rotation = match orientation {
        Orientation::NoTransforms | Orientation::FlipHorizontal => 0,
        Orientation::Rotate90 | Orientation::Rotate90FlipH => 90,
        Orientation::Rotate180 | Orientation::FlipVertical => 180,
        Orientation::Rotate270 | Orientation::Rotate270FlipH => 270,
    };
    if rgb.len() as u64 != u64::from(width) * u64::from(height) * 3 {
        return Err(Error::broken("the picture holds fewer pixels than its header says"));
    }
    let rgb = RgbImage::from_raw(width, height, rgb)
        .ok_or_else(|| Error::broken("the picture holds fewer pixels than its header says"))?;
    let mut picture = DynamicImage::ImageRgb8(rgb);
    picture.apply_orientation(orientation);
    let (width, height) = (picture.width(), picture.height());
    Ok(PageImage { rgb: to_rgb(picture), width, height, dpi: placement.dpi, rotation })
}

/// Bytes a pixel that [`upright`] holds beside the picture itself.
pub(super) fn turning_bytes(placement: Placement) -> u64 {
    if placement.orientation >= 5 { 3 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sixteen_bits_round() {
        assert_eq!([0, 127, 129, 32_768, 65_406, 65_535].map(to_8_bits), [0, 0, 1, 128, 254, 255]);
    }

    #[test]
    fn alpha_lies_on_white() {
        assert_eq!((over_white(0, 0), over_white(0, 255), over_white(0, 128), over_white(255, 77)), (255, 0, 127, 255));
        let picture =
            DynamicImage::ImageRgba8(image::RgbaImage::from_raw(2, 1, vec![9, 9, 9, 0, 10, 20, 30, 255]).unwrap());
        assert_eq!(to_rgb(picture), [255, 255, 255, 10, 20, 30]);
    }

    /// A 2×1 picture, red then blue, as every orientation says it should be seen.
    #[test]
    fn every_orientation_turns_the_right_way() {
        let (r, b) = ([255, 0, 0], [0, 0, 255]);
        let cases: [(u8, u32, [[u8; 3]; 2], u16); 8] = [
            (1, 2, [r, b], 0),
            (2, 2, [b, r], 0),
            (3, 2, [b, r], 180),
            (4, 2, [r, b], 180),
            (5, 1, [r, b], 90),
            (6, 1, [r, b], 90),
            (7, 1, [b, r], 270),
            (8, 1, [b, r], 270),
        ];
        for (orientation, width, want, rotation) in cases {
            let page = upright([r, b].concat(), 2, 1, Placement { orientation, dpi: 0.0 }).unwrap();
            assert_eq!((page.width, page.rotation), (width, rotation), "orientation {orientation}");
            assert_eq!(page.rgb, want.concat(), "orientation {orientation}");
        }
    }
}

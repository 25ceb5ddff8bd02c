//! Previews and thumbnails: JPEG, because every web view shows it and a page of text stays small.

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{ExtendedColorType, ImageBuffer, Rgb};

use crate::{Error, PageImage};

/// Encodes `page` as a JPEG whose longer side is at most `side` pixels; never enlarges.
///
/// # Errors
/// `internal` where the encoder fails.
pub(super) fn jpeg(page: &PageImage, side: u32, quality: u8) -> Result<Vec<u8>, Error> {
    let longest = page.width.max(page.height).max(1);
    let mut out = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut out, quality);
    let failed = |e: image::ImageError| Error::new(document::Code::Internal, format!("the preview: {e}"));
    if longest <= side {
        encoder.encode(&page.rgb, page.width, page.height, ExtendedColorType::Rgb8).map_err(failed)?;
        return Ok(out);
    }
    let scale = |n: u32| (u64::from(n) * u64::from(side)).div_ceil(u64::from(longest)).max(1) as u32;
    let view = ImageBuffer::<Rgb<u8>, &[u8]>::from_raw(page.width, page.height, page.rgb.as_slice())
        .ok_or_else(|| Error::new(document::Code::Internal, "a page image of the wrong size"))?;
    // Averaging over each target pixel's area keeps thin strokes; the plain box is as good here as a costlier filter.
    let small = if longest >= side * 2 {
        image::imageops::thumbnail(&view, scale(page.width), scale(page.height))
    } else {
        image::imageops::resize(&view, scale(page.width), scale(page.height), FilterType::Triangle)
    };
    encoder.encode(&small, small.width(), small.height(), ExtendedColorType::Rgb8).map_err(failed)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preview_keeps_the_shape_and_never_grows() {
        let page = PageImage { rgb: vec![200; 300 * 100 * 3], width: 300, height: 100, dpi: 0.0, rotation: 0 };
        let size = |side| {
            let decoded = image::load_from_memory(&jpeg(&page, side, 85).unwrap()).unwrap();
            (decoded.width(), decoded.height())
        };
        assert_eq!(size(150), (150, 50));
        assert_eq!(size(30), (30, 10));
        assert_eq!(size(1000), (300, 100));
    }
}

//! Pages and parts of them as grey pictures that the program reads from its stdin: nothing lies in a file.
//!
//! The networks see grey alone, and Leptonica makes it of colour with these weights; so a third of the bytes says all.

use document::Rect;

use crate::PageImage;

/// A grey picture, rows from the top, 8 bits a pixel, white 255.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Grey {
    /// `width * height` bytes.
    pub(super) pixels: Vec<u8>,
    pub(super) width: usize,
    pub(super) height: usize,
}

impl Grey {
    /// The part of a page in `area`, as far as it lies on the page; at least a pixel.
    pub(super) fn part(page: &PageImage, area: Rect) -> Self {
        let (page_width, page_height) = (page.width as usize, page.height as usize);
        let (x0, y0, x1, y1) = bounds(area, page_width, page_height);
        let mut pixels = Vec::with_capacity((x1 - x0) * (y1 - y0));
        for y in y0..y1 {
            let row = (y * page_width + x0) * 3..(y * page_width + x1) * 3;
            pixels.extend(page.rgb[row].chunks_exact(3).map(luminance));
        }
        Self { pixels, width: x1 - x0, height: y1 - y0 }
    }

    /// As a portable greymap.
    pub(super) fn pgm(&self) -> Vec<u8> {
        let mut out = format!("P5\n{} {}\n255\n", self.width, self.height).into_bytes();
        out.extend_from_slice(&self.pixels);
        out
    }
}

/// The whole pixels under `area` on the page.
pub(super) fn bounds(area: Rect, width: usize, height: usize) -> (usize, usize, usize, usize) {
    let low = |v: f32, most: usize| (v.max(0.0) as usize).min(most.saturating_sub(1));
    let high = |v: f32, least: usize, most: usize| (v.max(0.0).ceil() as usize).clamp(least, most.max(least));
    let (x0, y0) = (low(area.x0, width), low(area.y0, height));
    (x0, y0, high(area.x1, x0 + 1, width), high(area.y1, y0 + 1, height))
}

/// Brightness as Leptonica weighs it: 0.3 red, 0.5 green, 0.2 blue.
fn luminance(rgb: &[u8]) -> u8 {
    let (r, g, b) = (u32::from(rgb[0]), u32::from(rgb[1]), u32::from(rgb[2]));
    ((3 * r + 5 * g + 2 * b + 5) / 10) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_cut_at_the_page_s_edge() {
        let rgb = (0..4 * 3 * 3).map(|i| (i / 3) as u8).collect();
        let page = PageImage { rgb, width: 4, height: 3, dpi: 0.0, rotation: 0 };
        let part = Grey::part(&page, Rect::new(2.0, 1.0, 9.0, 9.0));
        assert_eq!((part.width, part.height, part.pixels.as_slice()), (2, 2, &[6, 7, 10, 11][..]));
        assert_eq!(part.pgm(), b"P5\n2 2\n255\n\x06\x07\x0a\x0b");
        let beyond = Grey::part(&page, Rect::new(50.0, -5.0, 60.0, -1.0));
        assert_eq!((beyond.width, beyond.height), (1, 1));
    }

    #[test]
    fn grey_stays_the_grey_it_was() {
        for v in 0..=255u8 {
            assert_eq!(luminance(&[v, v, v]), v);
        }
        assert_eq!(luminance(&[255, 0, 0]), 77);
    }
}

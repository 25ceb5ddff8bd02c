//! Lines cut out, straightened and set one under the other on white: a small upright picture of a page's text, whatever
//! the page's turn, skew, size and colours, for an engine that wants to be shown a sample.

use document::Quad;

use super::crop::{self, HEIGHT};
use crate::PageImage;

/// White pixels between lines and around them.
const GAP: usize = 24;
/// Of a longer line the beginning stands for all of it.
const MAX_WIDTH: usize = 1100;

/// The lines at `quads` of `page`, in their order. Light writing on dark ground comes out dark on light.
pub(crate) fn strip(page: &PageImage, quads: &[Quad]) -> PageImage {
    let lines: Vec<(usize, Vec<u8>)> = quads.iter().map(|quad| line(page, quad)).collect();
    let width = lines.iter().map(|l| l.0).max().unwrap_or(0) + 2 * GAP;
    let height = GAP + lines.len() * (HEIGHT + GAP);
    let mut rgb = vec![255; width * height * 3];
    for (n, (across, grey)) in lines.iter().enumerate() {
        let top = GAP + n * (HEIGHT + GAP);
        for (y, row) in grey.chunks_exact(*across).enumerate() {
            let start = ((top + y) * width + GAP) * 3;
            for (pixel, &value) in rgb[start..].chunks_exact_mut(3).zip(row) {
                pixel.fill(value);
            }
        }
    }
    // The lines are as high as those of a page of 10-point text at 300 dots an inch.
    PageImage { rgb, width: width as u32, height: height as u32, dpi: 300.0, rotation: 0 }
}

/// One line's width and its brightness, stretched to black on white.
fn line(page: &PageImage, quad: &Quad) -> (usize, Vec<u8>) {
    let natural = HEIGHT as f32 * quad.length() / quad.height().max(1.0);
    let beginning = quad.slice(0.0, (MAX_WIDTH as f32 / natural.max(1.0)).min(1.0));
    let crop = crop::cut(page, &beginning, 1.0, MAX_WIDTH);
    let brightness = crop.brightness();
    let mut sorted = brightness.clone();
    sorted.sort_by(f32::total_cmp);
    let at = |share: f32| sorted[((sorted.len() - 1) as f32 * share) as usize];
    let (low, middle, high) = (at(0.02), at(0.5), at(0.98));
    // More of a line is ground than ink.
    let (ink, ground) = if middle - low >= high - middle { (low, high) } else { (high, low) };
    let span = if (ground - ink).abs() < 0.05 { 2.0 } else { ground - ink };
    let grey = brightness.iter().map(|&v| (255.0 * (v - ink) / span).round().clamp(0.0, 255.0) as u8).collect();
    (crop.width, grey)
}

#[cfg(test)]
mod tests {
    use document::Rect;

    use super::*;

    #[test]
    fn light_writing_comes_out_dark_and_lines_stand_under_each_other() {
        let (width, height) = (200u32, 100u32);
        let mut rgb = vec![20u8; (width * height * 3) as usize];
        for y in 40..50 {
            for x in 40..80 {
                rgb[((y * width + x) * 3) as usize..][..3].fill(240);
            }
        }
        let page = PageImage { rgb, width, height, dpi: 0.0, rotation: 0 };
        let quad = Quad::from(Rect::new(20.0, 30.0, 180.0, 60.0));
        let strip = strip(&page, &[quad, quad]);
        assert_eq!(strip.height as usize, GAP + 2 * (HEIGHT + GAP));
        let at = |x: usize, y: usize| strip.rgb[(y * strip.width as usize + x) * 3];
        assert_eq!((at(2, 2), at(GAP + 2, GAP + 2)), (255, 255));
        // The writing begins an eighth of the way along, and a third of the way down.
        let middle = GAP + 60;
        assert_eq!((at(middle, GAP + 24), at(middle, 2 * GAP + HEIGHT + 24)), (0, 0));
    }
}

//! Cutting a line out of the page: the quadrilateral is straightened and scaled to the recogniser's height.

use document::Quad;

use crate::PageImage;

/// The recogniser's line height in pixels.
pub(super) const HEIGHT: usize = 48;

/// A straightened line: blue, green and red planes of `HEIGHT` rows of `width` values, `value / 127.5 - 1`.
pub(super) struct Crop {
    /// The planes, one after the other.
    pub(super) planes: Vec<f32>,
    /// Pixels in a row.
    pub(super) width: usize,
}

impl Crop {
    /// The mean of the three planes: brightness from -1 (black) to 1, in rows.
    pub(super) fn brightness(&self) -> Vec<f32> {
        let plane = HEIGHT * self.width;
        (0..plane).map(|i| (self.planes[i] + self.planes[plane + i] + self.planes[2 * plane + i]) / 3.0).collect()
    }
}

/// Cuts `quad` out of the page. `squeeze` scales the width beyond what the height asks for: 1 keeps the proportions.
pub(super) fn cut(page: &PageImage, quad: &Quad, squeeze: f32, max_width: usize) -> Crop {
    let (length, height) = (quad.length().max(1.0), quad.height().max(1.0));
    let width = (HEIGHT as f32 * squeeze * length / height).round() as usize;
    let width = width.clamp(MIN_WIDTH, max_width);
    // Where the page is finer than the crop, several samples are averaged, so that thin strokes are not stepped over.
    let (nx, ny) = (samples(length / width as f32), samples(height / HEIGHT as f32));
    let plane = HEIGHT * width;
    let mut planes = vec![0.0; 3 * plane];
    let [a, b, c, d] = quad.0;
    let scale = 1.0 / (127.5 * (nx * ny) as f32);
    for y in 0..HEIGHT {
        for x in 0..width {
            let mut sum = [0.0f32; 3];
            for j in 0..ny {
                let v = (y as f32 + (j as f32 + 0.5) / ny as f32) / HEIGHT as f32;
                let (left, right) = (a.lerp(d, v), b.lerp(c, v));
                for i in 0..nx {
                    let u = (x as f32 + (i as f32 + 0.5) / nx as f32) / width as f32;
                    let at = left.lerp(right, u);
                    add_pixel(page, at.x - 0.5, at.y - 0.5, &mut sum);
                }
            }
            for (p, value) in sum.into_iter().rev().enumerate() {
                planes[p * plane + y * width + x] = value * scale - 1.0;
            }
        }
    }
    Crop { planes, width }
}

/// A crop is never narrower: the network's pooling needs some columns.
const MIN_WIDTH: usize = 16;

/// How many samples to average for one crop pixel that covers `scale` page pixels.
fn samples(scale: f32) -> usize {
    (scale.round() as usize).clamp(1, 4)
}

/// Adds the page's colour at a point between pixel middles (linear in both directions; the edge repeats outwards).
fn add_pixel(page: &PageImage, x: f32, y: f32, sum: &mut [f32; 3]) {
    let (x, y) = (x.clamp(0.0, (page.width - 1) as f32), y.clamp(0.0, (page.height - 1) as f32));
    let (x0, y0) = (x as usize, y as usize);
    let (fx, fy) = (x - x0 as f32, y - y0 as f32);
    let step = if x0 + 1 < page.width as usize { 3 } else { 0 };
    let row = page.width as usize * 3;
    let down = if y0 + 1 < page.height as usize { row } else { 0 };
    let at = y0 * row + x0 * 3;
    let (w00, w10, w01, w11) = ((1.0 - fx) * (1.0 - fy), fx * (1.0 - fy), (1.0 - fx) * fy, fx * fy);
    for (c, s) in sum.iter_mut().enumerate() {
        let value = |i: usize| f32::from(page.rgb[i + c]);
        *s += w00 * value(at) + w10 * value(at + step) + w01 * value(at + down) + w11 * value(at + step + down);
    }
}

#[cfg(test)]
mod tests {
    use document::{Point, Rect};

    use super::*;

    /// A page with a dark left half and a red pixel column at its right edge.
    fn page() -> PageImage {
        let (width, height) = (96, 48);
        let rgb = (0..width * height)
            .flat_map(|i| match i % width {
                0..48 => [0, 0, 0],
                48..95 => [255, 255, 255],
                _ => [255, 0, 0],
            })
            .collect();
        PageImage { rgb, width, height, dpi: 0.0, rotation: 0 }
    }

    #[test]
    fn an_upright_box_is_copied() {
        let crop = cut(&page(), &Quad::from(Rect::new(0.0, 0.0, 96.0, 48.0)), 1.0, 4000);
        assert_eq!(crop.width, 96);
        let brightness = crop.brightness();
        assert!(brightness[10] < -0.99 && brightness[60] > 0.99);
        let plane = HEIGHT * 96;
        let at = 95 + 96 * 20;
        assert!(crop.planes[at] < -0.99 && crop.planes[2 * plane + at] > 0.99, "planes are blue, green, red");
    }

    #[test]
    fn a_standing_line_is_turned() {
        let q = Quad([Point::new(96.0, 0.0), Point::new(96.0, 48.0), Point::new(0.0, 48.0), Point::new(0.0, 0.0)]);
        let crop = cut(&page(), &q, 1.0, 4000);
        let brightness = crop.brightness();
        assert!(brightness[crop.width * 5] > 0.9, "the page's right side is the top");
        assert!(brightness[crop.width * 44] < -0.9);
    }

    #[test]
    fn a_squeeze_keeps_the_height() {
        let crop = cut(&page(), &Quad::from(Rect::new(0.0, 0.0, 96.0, 48.0)), 0.5, 4000);
        assert_eq!((crop.width, crop.planes.len()), (48, 3 * 48 * 48));
        assert!(crop.brightness()[23] < -0.9 && crop.brightness()[25] > 0.9);
    }
}

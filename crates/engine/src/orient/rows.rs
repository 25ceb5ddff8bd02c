//! Rows of print and the slope of a page, by its ink alone: what a plain page shows in a few milliseconds.
//!
//! The slope is the one along which the ink's projection is sharpest (Postl, 1986). Rows are the runs of that projection
//! on a level page. Owns plain pages only: where rows are not alike (columns out of step, pictures, noise, standing
//! text, a dark ground) there are none, and whoever wants lines asks the detector. Refuses any judgement of what is written.

use document::{Quad, Rect};

use crate::PageImage;

/// The page is looked at with this many pixels on its longer side, at most.
const SIDE: usize = 1200;
/// Ink differs from the ground by at least this much of 255.
const CONTRAST: u8 = 60;
/// Slopes are sought up to this many degrees either way,
const STEEPEST: f32 = 8.0;
/// in steps of this many, then of a tenth.
const STEP: f32 = 0.5;
/// The projection has to be this many times sharper along the slope than along the page's edge.
const SHARPER: f64 = 1.15;
/// What is less sloped needs no levelling.
const LEVEL: f32 = 0.7;
/// More ink than this is no plain page.
const MOST_INK: f32 = 0.3;
/// Of so few rows none can be said to be alike.
const FEWEST: usize = 4;
/// This share of the rows, by their height, have to be alike.
const ALIKE: f32 = 0.7;
/// A row has this many heights, at least; what is shorter is a number or a stain.
const LONG: f32 = 4.0;
/// A gap of this many heights ends a row.
const GAP: f32 = 2.5;
/// Ink is given this share of the row's height around it, as detectors do.
const MARGIN: f32 = 0.2;

/// A page's ink, reduced.
pub(crate) struct Ink {
    width: usize,
    height: usize,
    /// Page pixels for each of its own.
    scale: f32,
    marks: Vec<bool>,
}

impl Ink {
    /// The ink of a page: what differs from its ground, which is most of it.
    pub(crate) fn of(page: &PageImage) -> Self {
        let (wide, high) = (page.width as usize, page.height as usize);
        let step = wide.max(high).div_ceil(SIDE).max(1);
        let (width, height) = (wide / step, high / step);
        let mut grey = vec![0u8; width * height];
        for (y, row) in grey.chunks_exact_mut(width.max(1)).enumerate() {
            for (x, value) in row.iter_mut().enumerate() {
                // Green stands for brightness; the darkest pixel of a square keeps thin strokes.
                let pixels = (0..step).flat_map(|j| (0..step).map(move |i| (x * step + i, y * step + j)));
                *value = pixels.map(|(x, y)| page.rgb[(y * wide + x) * 3 + 1]).min().unwrap_or(255);
            }
        }
        let mut counts = [0usize; 256];
        grey.iter().for_each(|&v| counts[usize::from(v)] += 1);
        let (mut seen, mut ground) = (0, 0u8);
        for (value, count) in (0..=255u8).zip(counts) {
            seen += count;
            ground = value;
            if seen * 2 >= grey.len() {
                break;
            }
        }
        let marks = grey.iter().map(|v| v.abs_diff(ground) >= CONTRAST).collect();
        Self { width, height, scale: step as f32, marks }
    }

    /// The degrees by which the page's rows fall to the right; 0 where they are level, or nothing tells.
    pub(crate) fn slope(&self) -> f32 {
        let points: Vec<(f32, f32)> = self.points().collect();
        if points.len() < 200 || points.len() as f32 > MOST_INK * self.marks.len() as f32 {
            return 0.0;
        }
        let sharpness = |degrees: f32| self.sharpness(&points, degrees);
        let best = |from: f32, to: f32, step: f32| {
            let count = ((to - from) / step).round() as usize;
            let all = (0..=count).map(|i| from + i as f32 * step).map(|d| (d, sharpness(d)));
            all.max_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or_default()
        };
        let (coarse, _) = best(-STEEPEST, STEEPEST, STEP);
        let (fine, sharpest) = best(coarse - STEP, coarse + STEP, 0.1);
        // A slope at the end of what is sought is none of text.
        let found = fine.abs() >= LEVEL && fine.abs() < STEEPEST && sharpest >= SHARPER * sharpness(0.0);
        if found { fine } else { 0.0 }
    }

    fn points(&self) -> impl Iterator<Item = (f32, f32)> + '_ {
        let place = |i: usize| ((i % self.width) as f32, (i / self.width) as f32);
        self.marks.iter().enumerate().filter(|(_, mark)| **mark).map(move |(i, _)| place(i))
    }

    /// How much the ink in rows along a slope changes from row to row.
    fn sharpness(&self, points: &[(f32, f32)], degrees: f32) -> f64 {
        let slope = degrees.to_radians().tan();
        let reach = (self.width as f32 * slope.abs()).ceil();
        let mut rows = vec![0i64; self.height + 2 * reach as usize + 2];
        for (x, y) in points {
            rows[(y - x * slope + reach) as usize] += 1;
        }
        rows.windows(2).map(|w| ((w[1] - w[0]) * (w[1] - w[0])) as f64).sum()
    }

    /// The rows of print of a level page, from the top, in pixels of the page; none where they are not alike.
    pub(crate) fn rows(&self) -> Vec<Quad> {
        let ink = self.marks.iter().filter(|m| **m).count() as f32;
        if ink == 0.0 || ink > MOST_INK * self.marks.len() as f32 {
            return Vec::new();
        }
        let filled: Vec<usize> =
            self.marks.chunks_exact(self.width).map(|row| row.iter().filter(|m| **m).count()).collect();
        let runs = runs(&filled);
        let mut heights: Vec<usize> = runs.iter().map(|r| r.1 - r.0).filter(|h| *h >= 5).collect();
        heights.sort_unstable();
        let Some(&usual) = heights.get(heights.len() / 2).filter(|_| heights.len() >= FEWEST) else {
            return Vec::new();
        };
        let usual = usual as f32;
        let alike = |h: f32| (0.6 * usual..=1.6 * usual).contains(&h);
        let total: usize = heights.iter().sum();
        let own: usize = heights.iter().filter(|h| alike(**h as f32)).sum();
        if (own as f32) < ALIKE * total as f32 {
            return Vec::new();
        }
        runs.into_iter().filter(|r| alike((r.1 - r.0) as f32)).flat_map(|r| self.parts(r)).collect()
    }

    /// The stretches of one row between wide gaps.
    fn parts(&self, (top, bottom): (usize, usize)) -> Vec<Quad> {
        let height = (bottom - top) as f32;
        let inked = |x: &usize| (top..bottom).any(|y| self.marks[y * self.width + x]);
        let mut parts: Vec<(usize, usize)> = Vec::new();
        for x in (0..self.width).filter(inked) {
            match parts.last_mut() {
                Some(part) if (x - part.1) as f32 <= GAP * height => part.1 = x + 1,
                _ => parts.push((x, x + 1)),
            }
        }
        let margin = MARGIN * height;
        let long = parts.into_iter().filter(|p| (p.1 - p.0) as f32 >= LONG * height);
        let boxed = |(left, right): (usize, usize)| {
            let at = |v: f32| (v * self.scale).max(0.0);
            let (left, right) = (at(left as f32 - margin), at(right as f32 + margin));
            Quad::from(Rect::new(left, at(top as f32 - margin), right, at(bottom as f32 + margin)))
        };
        long.map(boxed).collect()
    }
}

/// Where rows begin and end: two specks in a row are none, and a gap of a pixel or two (dots, marks above and below
/// letters) parts none.
fn runs(filled: &[usize]) -> Vec<(usize, usize)> {
    const SPECKS: usize = 2;
    const APART: usize = 2;
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for y in (0..filled.len()).filter(|y| filled[*y] > SPECKS) {
        match runs.last_mut() {
            Some(run) if y - run.1 <= APART => run.1 = y + 1,
            _ => runs.push((y, y + 1)),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ten rows of upright strokes on white, falling by `degrees`.
    fn page(degrees: f32) -> PageImage {
        let (width, height) = (1000usize, 700usize);
        let mut rgb = vec![250u8; width * height * 3];
        for row in 0..10 {
            for stroke in 0..110 {
                let x = 80 + stroke * 7;
                let top = 80.0 + row as f32 * 50.0 + x as f32 * degrees.to_radians().tan();
                for y in 0..18 {
                    for i in 0..3 {
                        let at = ((top as usize + y) * width + x + i) * 3;
                        rgb[at..at + 3].fill(20);
                    }
                }
            }
        }
        PageImage { rgb, width: width as u32, height: height as u32, dpi: 150.0, rotation: 0 }
    }

    #[test]
    fn a_slope_is_found_to_a_fifth_of_a_degree_and_a_level_page_has_none() {
        for degrees in [-5.0, -2.0, 1.0, 3.0, 6.0] {
            let found = Ink::of(&page(degrees)).slope();
            assert!((found - degrees).abs() <= 0.2, "{found} and not {degrees}");
        }
        assert_eq!(Ink::of(&page(0.0)).slope(), 0.0);
        let blank = PageImage { rgb: vec![255; 300], width: 10, height: 10, dpi: 0.0, rotation: 0 };
        assert_eq!((Ink::of(&blank).slope(), Ink::of(&blank).rows().len()), (0.0, 0));
    }

    #[test]
    fn rows_of_a_level_page_are_found_and_those_of_a_sloping_one_are_none() {
        let rows = Ink::of(&page(0.0)).rows();
        assert_eq!(rows.len(), 10);
        let first = rows[0].bounds();
        assert!((first.y0 - 76.0).abs() <= 2.0 && (first.y1 - 102.0).abs() <= 2.0, "{first:?}");
        assert!((first.x0 - 76.0).abs() <= 2.0 && (first.x1 - 850.0).abs() <= 6.0, "{first:?}");
        assert!(Ink::of(&page(5.0)).rows().is_empty());
    }

    #[test]
    fn a_picture_is_no_row() {
        let mut page = page(0.0);
        let width = page.width as usize;
        for y in 60..600 {
            page.rgb[(y * width + 100) * 3..(y * width + 500) * 3].fill(90);
        }
        assert!(Ink::of(&page).rows().is_empty());
    }
}

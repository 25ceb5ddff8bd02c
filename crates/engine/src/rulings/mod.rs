//! Ruling lines of a page image: level and upright lines, thin or thick, whole, broken or dashed, on a page that may be
//! a few degrees askew or bent. Two passes over the grey page mark what is darker than the paper on both of its sides
//! (`mask`), long marks are gathered to strokes and strokes to lines (`stroke`). No Hough transform: a page has
//! millions of pixels and a few hundred lines, and run lengths say where they are at the cost of reading the page.
//!
//! Refuses to say what a line means, and edges of filled areas: those are not lines.

mod mask;
mod stroke;

use document::{Point, Ruling};

use crate::PageImage;
use mask::Grey;

/// The long side of an A4 page at 200 dots an inch: the page on which the sizes here are given.
const USUAL_SIDE: f32 = 2339.0;

/// The level and upright lines drawn on `image`, in its pixels, level ones first. Thickness is right up to about 6
/// pixels of 200 an inch; what is thicker comes out thinner, from about 12 pixels on it is an area.
pub fn find(image: &PageImage) -> Vec<Ruling> {
    let (width, height) = (image.width as usize, image.height as usize);
    if width < 32 || height < 32 || image.rgb.len() < width * height * 3 {
        return Vec::new();
    }
    let grey = Grey::of(image);
    let unit = (grey.width.max(grey.height) as f32 / USUAL_SIDE).clamp(0.4, 2.0);
    let reach = ((6.0 * unit).round() as usize).max(3);
    let shortest = ((8.0 * unit).round() as usize).max(5);
    let scale = grey.scale as f32;
    // The middle of a pixel lies half a pixel from its edge.
    let place = |v: f32| (v + 0.5) * scale;
    let level = stroke::lines(&grey.level_runs(reach, shortest), unit);
    let upright = stroke::lines(&grey.upright_runs(reach, shortest), unit);
    let level = level.into_iter().map(|s| {
        Ruling::new(Point::new(s.from * scale, place(s.a)), Point::new(s.to * scale, place(s.b)), s.thickness * scale)
    });
    let upright = upright.into_iter().map(|s| {
        Ruling::new(Point::new(place(s.a), s.from * scale), Point::new(place(s.b), s.to * scale), s.thickness * scale)
    });
    level.chain(upright).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A white page with what a pen of `grey` draws on it.
    struct Paper {
        image: PageImage,
    }

    impl Paper {
        fn new(width: u32, height: u32) -> Self {
            let rgb = vec![255; (width * height * 3) as usize];
            Self { image: PageImage { rgb, width, height, dpi: 200.0, rotation: 0 } }
        }

        fn dot(&mut self, x: f32, y: f32, grey: u8) {
            let (x, y) = (x.round() as usize, y.round() as usize);
            if x < self.image.width as usize && y < self.image.height as usize {
                let at = (y * self.image.width as usize + x) * 3;
                self.image.rgb[at..at + 3].fill(grey);
            }
        }

        /// A line of `thickness` pixels.
        fn line(&mut self, from: (f32, f32), to: (f32, f32), thickness: usize, grey: u8) {
            let (dx, dy) = (to.0 - from.0, to.1 - from.1);
            let steps = dx.abs().max(dy.abs()).ceil() as usize;
            for i in 0..=steps {
                let t = i as f32 / steps as f32;
                for k in 0..thickness {
                    let off = k as f32 - (thickness - 1) as f32 / 2.0;
                    let (ox, oy) = if dx.abs() > dy.abs() { (0.0, off) } else { (off, 0.0) };
                    self.dot(from.0 + t * dx + ox, from.1 + t * dy + oy, grey);
                }
            }
        }

        /// Letters: short strokes of all kinds, as high as print of ordinary size.
        fn letters(&mut self, x: f32, y: f32, count: usize) {
            for i in 0..count {
                let x = x + 14.0 * i as f32;
                self.line((x, y), (x, y + 20.0), 3, 20);
                self.line((x, y + 10.0 * (i % 3) as f32), (x + 8.0, y + 10.0 * (i % 3) as f32), 3, 20);
                self.line((x + 8.0, y + 20.0), (x + 2.0, y + 4.0), 3, 20);
            }
        }
    }

    fn level(rulings: &[Ruling]) -> Vec<&Ruling> {
        rulings.iter().filter(|r| (r.to.x - r.from.x).abs() > (r.to.y - r.from.y).abs()).collect()
    }

    #[track_caller]
    fn ends_near(ruling: &Ruling, from: (f32, f32), to: (f32, f32)) {
        for (p, (x, y)) in [(ruling.from, from), (ruling.to, to)] {
            assert!((p.x - x).abs() < 5.0 && (p.y - y).abs() < 2.5, "{ruling:?} is not {from:?} to {to:?}");
        }
    }

    #[test]
    fn a_skewed_grid_among_letters_is_found_and_nothing_else() {
        for degrees in [-3.0_f32, 0.0, 1.0, 3.0] {
            let mut paper = Paper::new(1654, 2339);
            let (sin, cos) = degrees.to_radians().sin_cos();
            let turned = |x: f32, y: f32| {
                let (x, y) = (x - 827.0, y - 800.0);
                (827.0 + x * cos - y * sin, 800.0 + x * sin + y * cos)
            };
            let (xs, ys) = ([300.0, 700.0, 1300.0], [500.0, 560.0, 620.0, 900.0]);
            for y in ys {
                paper.line(turned(xs[0], y), turned(xs[2], y), 2, 60);
            }
            for x in xs {
                paper.line(turned(x, ys[0]), turned(x, ys[3]), 3, 120);
            }
            for row in 0..30 {
                paper.letters(150.0, 1000.0 + 40.0 * row as f32, 60);
            }
            for y in [515.0, 575.0, 700.0] {
                let (x, y) = turned(340.0, y);
                paper.letters(x, y, 12);
            }
            let rulings = find(&paper.image);
            let level = level(&rulings);
            assert_eq!((level.len(), rulings.len()), (4, 7), "{degrees}: {rulings:?}");
            for y in ys {
                let near = |r: &&&Ruling| {
                    let (a, b) = (turned(xs[0], y), turned(xs[2], y));
                    (r.from.y - a.1).abs() + (r.to.y - b.1).abs() < 8.0
                };
                ends_near(level.iter().find(near).expect("a line"), turned(xs[0], y), turned(xs[2], y));
            }
            assert!(level.iter().all(|r| r.thickness > 1.2 && r.thickness < 3.5), "{level:?}");
        }
    }

    #[test]
    fn hairlines_thick_lines_broken_and_dashed_ones() {
        let mut paper = Paper::new(1654, 2339);
        paper.line((200.0, 200.0), (1400.0, 200.0), 1, 215);
        paper.line((200.0, 300.0), (1400.0, 300.0), 9, 0);
        for i in 0..40 {
            let x = 200.0 + 30.0 * i as f32;
            paper.line((x, 400.0), (x + 22.0, 400.0), 2, 40);
            paper.line((x, 500.0), (x + 26.0, 500.0), 2, 40);
        }
        let rulings = find(&paper.image);
        assert_eq!(rulings.len(), 4, "{rulings:?}");
        ends_near(&rulings[0], (200.0, 200.0), (1400.0, 200.0));
        ends_near(&rulings[1], (200.0, 300.0), (1400.0, 300.0));
        ends_near(&rulings[2], (200.0, 400.0), (1392.0, 400.0));
        assert!(rulings[0].thickness < 2.0 && (rulings[2].thickness - 2.0).abs() < 0.5, "{rulings:?}");
    }

    #[test]
    fn light_on_dark_counts_and_filled_areas_do_not() {
        let mut paper = Paper::new(1200, 900);
        paper.line((100.0, 300.0), (1100.0, 300.0), 120, 150);
        assert!(find(&paper.image).is_empty());
        paper.line((100.0, 600.0), (1100.0, 600.0), 2, 0);
        paper.image.rgb.iter_mut().for_each(|p| *p = 255 - *p);
        assert_eq!(find(&paper.image).len(), 1);
    }

    #[test]
    fn broken_images_have_no_lines() {
        let mut paper = Paper::new(40, 40);
        paper.image.rgb.truncate(100);
        assert!(find(&paper.image).is_empty());
        assert!(find(&Paper::new(8, 4000).image).is_empty());
    }
}

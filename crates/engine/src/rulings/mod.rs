//! Ruling lines of a page image: level and upright lines, thin or thick, whole, broken or dashed, on a page that may be a few degrees
//! askew or bent. Two passes over the grey page mark what is darker than the paper on both of its sides (`mask`), long marks are gathered
//! to strokes and strokes to lines (`stroke`). No Hough transform: a page has millions of pixels and a few hundred lines, and run lengths say where
//! they are at the cost of reading the page.
//!
//! Refuses to say what a line means, and edges of filled areas: those are not lines.

mod mask;
mod stroke;

use document::{Point, Ruling};

use crate::PageImage;
use mask::Grey;

/// The long side of an A4 page at 200 dots an inch: the page on which the sizes here are given.
const USUAL_SIDE: f32 = 2339.0;

/// The level and upright lines drawn on `image`, in its pixels, level ones first.
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

//! Finding lines of text: the page goes through the detection network, and blobs of its text map become turned boxes.
//!
//! Owns the network's input size and the thresholds of differentiable binarization (Liao et al., 2020). Gives boxes in
//! pixels of the page, in no order. Refuses reading: what stands in a box is the recogniser's.

use document::{Point, Quad};
use rten_tensor::NdTensor;

use super::components::components;
use super::hull::{TurnedRect, convex_hull, min_area_rect};
use super::network::Network;
use super::resample;
use crate::{Error, PageImage};

/// A pixel of the map above this is text.
const MASK: f32 = 0.3;
/// A box whose pixels have a lower mean than this is dropped.
const BOX: f32 = 0.5;
/// The network is trained on shrunken boxes: each side moves outwards by `area * UNCLIP / perimeter`.
const UNCLIP: f64 = 1.6;
/// A box thinner than this many map pixels, before it is grown, is noise.
const MIN_SIDE: f64 = 3.0;
/// The network halves its input five times.
const MULTIPLE: usize = 32;
/// A box at least this much taller than wide is a line that runs downwards.
const VERTICAL: f64 = 1.5;

/// The detection network.
pub(super) struct Detector {
    network: Network,
    max_side: usize,
}

/// The network's answer for a page.
struct TextMap {
    values: Vec<f32>,
    width: usize,
    height: usize,
}

impl Detector {
    /// Takes the loaded network; the longer side of a page is scaled down to `max_side` pixels at most.
    pub(super) fn new(network: Network, max_side: usize) -> Self {
        Self { network, max_side }
    }

    /// The boxes of the page's lines, each along its text.
    pub(super) fn detect(&self, page: &PageImage) -> Result<Vec<Quad>, Error> {
        if page.width == 0 || page.height == 0 {
            return Ok(Vec::new());
        }
        let map = self.text_map(page)?;
        let (sx, sy) = (f64::from(page.width) / map.width as f64, f64::from(page.height) / map.height as f64);
        let limit = |v: f64, max: u32| v.clamp(0.0, f64::from(max)) as f32;
        let to_page = |[x, y]: [f64; 2]| Point::new(limit(x * sx, page.width), limit(y * sy, page.height));
        Ok(boxes(&map).into_iter().map(|r| Quad(along_text(r).corners().map(to_page))).collect())
    }

    /// Runs the network on the scaled page.
    fn text_map(&self, page: &PageImage) -> Result<TextMap, Error> {
        let (width, height) = input_size(page.width as usize, page.height as usize, self.max_side);
        let input = NdTensor::from_data([1, 3, height, width], resample::planes(page, width, height));
        let values = self.network.run(input, None)?.into_data();
        if values.len() != width * height {
            return Err(self.network.failed("its map has another size than the page"));
        }
        Ok(TextMap { values, width, height })
    }
}

/// The network's input for a page: the longer side at most `max_side`, never enlarged, both sides whole multiples.
fn input_size(width: usize, height: usize, max_side: usize) -> (usize, usize) {
    let scale = (max_side as f64 / width.max(height) as f64).min(1.0);
    let side = |v: usize| ((v as f64 * scale / MULTIPLE as f64).round() as usize).max(1) * MULTIPLE;
    (side(width), side(height))
}

/// The grown boxes of all blobs that look like text, in map pixels.
fn boxes(map: &TextMap) -> Vec<TurnedRect> {
    components(&map.values, map.width, MASK)
        .iter()
        .filter_map(|blob| {
            let rect = min_area_rect(&convex_hull(&mut blob.corners()))?;
            if rect.width.min(rect.height) < MIN_SIDE || mean_inside(map, &rect) < BOX {
                return None;
            }
            Some(unclip(rect))
        })
        .collect()
}

/// The box grown by the distance that undoes the shrinking of the network's training targets.
fn unclip(rect: TurnedRect) -> TurnedRect {
    let distance = rect.width * rect.height * UNCLIP / (2.0 * (rect.width + rect.height));
    TurnedRect { width: rect.width + 2.0 * distance, height: rect.height + 2.0 * distance, ..rect }
}

/// The same box with its width along the text: to the right, or downwards for a line that stands.
fn along_text(rect: TurnedRect) -> TurnedRect {
    let mut rect = if rect.axis[0].abs() >= rect.axis[1].abs() { rect } else { rect.quarter_turned() };
    if rect.axis[0] < 0.0 {
        rect.axis = rect.axis.map(|v| -v);
    }
    if rect.height >= rect.width * VERTICAL { rect.quarter_turned() } else { rect }
}

/// The mean of the map over the pixels whose middles lie in the box.
fn mean_inside(map: &TextMap, rect: &TurnedRect) -> f32 {
    let corners = rect.corners();
    let bound = |f: fn(f64, f64) -> f64, i: usize| corners.iter().map(|c| c[i]).reduce(f).unwrap_or_default();
    let rows = (bound(f64::min, 1).floor().max(0.0) as usize)..(bound(f64::max, 1).ceil() as usize).min(map.height);
    let (mut sum, mut count) = (0.0f64, 0usize);
    for y in rows {
        let middle = y as f64 + 0.5;
        let (mut left, mut right) = (f64::MAX, f64::MIN);
        for i in 0..4 {
            let ([ax, ay], [bx, by]) = (corners[i], corners[(i + 1) % 4]);
            if (ay - middle) * (by - middle) <= 0.0 && ay != by {
                let x = ax + (bx - ax) * (middle - ay) / (by - ay);
                left = left.min(x);
                right = right.max(x);
            }
        }
        let (from, to) = ((left - 0.5).ceil().max(0.0), (right - 0.5).floor().min(map.width as f64 - 1.0));
        if from <= to {
            let row = &map.values[y * map.width..][from as usize..=to as usize];
            sum += row.iter().map(|&v| f64::from(v)).sum::<f64>();
            count += row.len();
        }
    }
    if count == 0 { 0.0 } else { (sum / count as f64) as f32 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_shrink_to_multiples_and_never_grow() {
        assert_eq!(input_size(1654, 2339, 960), (672, 960));
        assert_eq!(input_size(100, 40, 960), (96, 32));
        assert_eq!(input_size(5, 5, 960), (32, 32));
    }

    #[test]
    fn a_blob_becomes_a_grown_box() {
        let (width, height) = (64, 32);
        let inside = |i: usize| (10..50).contains(&(i % width)) && (12..18).contains(&(i / width));
        let values = (0..width * height).map(|i| if inside(i) { 0.9 } else { 0.0 }).collect();
        let found = boxes(&TextMap { values, width, height });
        assert_eq!(found.len(), 1);
        let distance = 40.0 * 6.0 * UNCLIP / 92.0;
        assert!((found[0].width - 40.0 - 2.0 * distance).abs() < 1e-9);
        assert!((found[0].height - 6.0 - 2.0 * distance).abs() < 1e-9);
        assert_eq!(found[0].center, [30.0, 15.0]);
    }

    #[test]
    fn faint_and_tiny_blobs_are_noise() {
        let (width, height) = (64, 32);
        let mut values = vec![0.0; width * height];
        for x in 10..50 {
            for y in 12..18 {
                values[y * width + x] = 0.4;
            }
            values[2 * width + x] = 0.9;
        }
        assert!(boxes(&TextMap { values, width, height }).is_empty());
    }

    #[test]
    fn boxes_run_along_their_text() {
        let lying = TurnedRect { center: [0.0; 2], axis: [-1.0, 0.0], width: 9.0, height: 3.0 };
        assert_eq!(along_text(lying).axis, [1.0, 0.0]);
        let given_by_its_short_side = TurnedRect { axis: [0.0, 1.0], width: 3.0, height: 9.0, ..lying };
        assert_eq!(
            (along_text(given_by_its_short_side).axis[0], along_text(given_by_its_short_side).width),
            (1.0, 9.0)
        );
        let standing = TurnedRect { axis: [1.0, 0.0], width: 3.0, height: 9.0, ..lying };
        assert_eq!((along_text(standing).axis[1], along_text(standing).width), (1.0, 9.0));
    }
}

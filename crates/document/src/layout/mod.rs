//! Layout: from lines in any order to blocks in reading order. Pure functions on boxes.

use crate::{Block, Line};

/// Groups `lines` of a page of `width` × `height` pixels into blocks in reading order.
pub fn arrange(lines: Vec<Line>, width: f32, height: f32) -> Vec<Block> {
    let _ = (lines, width, height);
    Vec::new()
}

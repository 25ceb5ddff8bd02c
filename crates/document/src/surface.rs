//! The surface of a page: what stands on it besides text. Whoever reads a page (from pixels or from a PDF's paths)
//! fills it in, layout uses it. Refuses to say what a line means: the rule of a table and the line under a heading are
//! both rulings.

use crate::{Point, Rect};
use serde::{Deserialize, Serialize};

/// A straight line drawn on a page, in any direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Ruling {
    /// One end of its middle line, in pixels of the page image.
    pub from: Point,
    /// The other end.
    pub to: Point,
    /// Its thickness in pixels.
    pub thickness: f32,
}

impl Ruling {
    /// The ruling from one point to another.
    pub const fn new(from: Point, to: Point, thickness: f32) -> Self {
        Self { from, to, thickness }
    }

    /// Its length in pixels.
    pub fn length(&self) -> f32 {
        self.from.distance(self.to)
    }
}

/// A page without its text: its size and what is drawn on it, in pixels of the upright page image.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Surface {
    /// Width in pixels.
    pub width: f32,
    /// Height in pixels.
    pub height: f32,
    /// The straight lines drawn on it, in no order; empty where nobody looked for any.
    pub rulings: Vec<Ruling>,
    /// The boxes of its pictures.
    pub figures: Vec<Rect>,
}

impl Surface {
    /// A surface with nothing on it.
    pub fn blank(width: f32, height: f32) -> Self {
        Self { width, height, ..Self::default() }
    }
}

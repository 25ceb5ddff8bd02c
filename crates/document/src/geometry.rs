//! Points, rectangles and quadrilaterals in pixels of the upright page image: origin top left, y downwards.

use serde::{Deserialize, Serialize};

/// A point `[x, y]` in pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(type = "[number, number]"))]
#[serde(from = "[f32; 2]", into = "[f32; 2]")]
pub struct Point {
    /// Pixels from the left edge.
    pub x: f32,
    /// Pixels from the top edge.
    pub y: f32,
}

impl Point {
    /// The point `[x, y]`.
    pub const fn new(x: f32, y: f32) -> Self {
        Self { x, y }
    }

    /// The point a share `t` of the way to `other` (0 here, 1 there).
    pub fn lerp(self, other: Self, t: f32) -> Self {
        Self::new(self.x + (other.x - self.x) * t, self.y + (other.y - self.y) * t)
    }

    /// The distance to `other` in pixels.
    pub fn distance(self, other: Self) -> f32 {
        (other.x - self.x).hypot(other.y - self.y)
    }
}

impl From<[f32; 2]> for Point {
    fn from([x, y]: [f32; 2]) -> Self {
        Self { x, y }
    }
}

impl From<Point> for [f32; 2] {
    fn from(p: Point) -> Self {
        [p.x, p.y]
    }
}

/// An upright rectangle, `[x0, y0, x1, y1]` on the wire, `x0 <= x1` and `y0 <= y1`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(type = "[number, number, number, number]"))]
#[serde(from = "[f32; 4]", into = "[f32; 4]")]
pub struct Rect {
    /// Left edge.
    pub x0: f32,
    /// Top edge.
    pub y0: f32,
    /// Right edge.
    pub x1: f32,
    /// Bottom edge.
    pub y1: f32,
}

impl Rect {
    /// The rectangle over two opposite corners, in whatever order they come.
    pub fn new(x0: f32, y0: f32, x1: f32, y1: f32) -> Self {
        Self { x0: x0.min(x1), y0: y0.min(y1), x1: x0.max(x1), y1: y0.max(y1) }
    }

    /// The smallest rectangle over all of `rects`; `None` for none.
    pub fn around(rects: impl IntoIterator<Item = Self>) -> Option<Self> {
        rects.into_iter().reduce(Self::union)
    }

    /// Width in pixels.
    pub fn width(self) -> f32 {
        self.x1 - self.x0
    }

    /// Height in pixels.
    pub fn height(self) -> f32 {
        self.y1 - self.y0
    }

    /// Area in square pixels.
    pub fn area(self) -> f32 {
        self.width() * self.height()
    }

    /// The middle.
    pub fn center(self) -> Point {
        Point::new((self.x0 + self.x1) / 2.0, (self.y0 + self.y1) / 2.0)
    }

    /// The smallest rectangle over both.
    pub fn union(self, o: Self) -> Self {
        Self { x0: self.x0.min(o.x0), y0: self.y0.min(o.y0), x1: self.x1.max(o.x1), y1: self.y1.max(o.y1) }
    }

    /// The common part; `None` where they do not overlap.
    pub fn intersection(self, o: Self) -> Option<Self> {
        let r = Self { x0: self.x0.max(o.x0), y0: self.y0.max(o.y0), x1: self.x1.min(o.x1), y1: self.y1.min(o.y1) };
        (r.x0 < r.x1 && r.y0 < r.y1).then_some(r)
    }

    /// Intersection over union, 0 to 1.
    pub fn iou(self, o: Self) -> f32 {
        let common = self.intersection(o).map_or(0.0, Self::area);
        let all = self.area() + o.area() - common;
        if all > 0.0 { common / all } else { 0.0 }
    }

    /// How many pixels both share along x (negative: the gap between them).
    pub fn overlap_x(self, o: Self) -> f32 {
        self.x1.min(o.x1) - self.x0.max(o.x0)
    }

    /// How many pixels both share along y (negative: the gap between them).
    pub fn overlap_y(self, o: Self) -> f32 {
        self.y1.min(o.y1) - self.y0.max(o.y0)
    }

    /// The part inside a page of `width` × `height` pixels.
    pub fn clamp_to(self, width: f32, height: f32) -> Self {
        Self {
            x0: self.x0.clamp(0.0, width),
            y0: self.y0.clamp(0.0, height),
            x1: self.x1.clamp(0.0, width),
            y1: self.y1.clamp(0.0, height),
        }
    }
}

impl From<[f32; 4]> for Rect {
    fn from([x0, y0, x1, y1]: [f32; 4]) -> Self {
        Self::new(x0, y0, x1, y1)
    }
}

impl From<Rect> for [f32; 4] {
    fn from(r: Rect) -> Self {
        [r.x0, r.y0, r.x1, r.y1]
    }
}

/// Four corners in the text's own order: its top left, top right, bottom right, bottom left. So the first edge runs
/// along the writing direction even where the line is turned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Quad(pub [Point; 4]);

impl Quad {
    /// The upright rectangle over the four corners.
    pub fn bounds(&self) -> Rect {
        let [a, b, c, d] = self.0;
        Rect {
            x0: a.x.min(b.x).min(c.x).min(d.x),
            y0: a.y.min(b.y).min(c.y).min(d.y),
            x1: a.x.max(b.x).max(c.x).max(d.x),
            y1: a.y.max(b.y).max(c.y).max(d.y),
        }
    }

    /// Length along the text in pixels (the mean of the two long edges).
    pub fn length(&self) -> f32 {
        (self.0[0].distance(self.0[1]) + self.0[3].distance(self.0[2])) / 2.0
    }

    /// Height across the text in pixels (the mean of the two short edges).
    pub fn height(&self) -> f32 {
        (self.0[0].distance(self.0[3]) + self.0[1].distance(self.0[2])) / 2.0
    }

    /// The part of the quadrilateral between two shares of its length, `0 <= from <= to <= 1`.
    pub fn slice(&self, from: f32, to: f32) -> Self {
        let [a, b, c, d] = self.0;
        Self([a.lerp(b, from), a.lerp(b, to), d.lerp(c, to), d.lerp(c, from)])
    }
}

impl From<Rect> for Quad {
    fn from(r: Rect) -> Self {
        Self([Point::new(r.x0, r.y0), Point::new(r.x1, r.y0), Point::new(r.x1, r.y1), Point::new(r.x0, r.y1)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_travel_as_arrays() {
        let r = Rect::new(30.0, 4.0, 10.0, 2.0);
        assert_eq!(serde_json::to_string(&r).unwrap(), "[10.0,2.0,30.0,4.0]");
        assert_eq!(serde_json::from_str::<Rect>("[10,2,30,4]").unwrap(), r);
        assert_eq!(serde_json::to_string(&Point::new(1.0, 2.0)).unwrap(), "[1.0,2.0]");
    }

    #[test]
    fn iou_of_half_overlapping_boxes() {
        let (a, b) = (Rect::new(0.0, 0.0, 2.0, 1.0), Rect::new(1.0, 0.0, 3.0, 1.0));
        assert!((a.iou(b) - 1.0 / 3.0).abs() < 1e-6);
        assert_eq!(a.iou(Rect::new(5.0, 5.0, 6.0, 6.0)), 0.0);
        assert_eq!(a.overlap_x(Rect::new(5.0, 0.0, 6.0, 1.0)), -3.0);
    }

    #[test]
    fn a_slice_follows_a_turned_line() {
        // A line that runs downwards: its first edge goes from top to bottom.
        let q = Quad([Point::new(10.0, 0.0), Point::new(10.0, 100.0), Point::new(0.0, 100.0), Point::new(0.0, 0.0)]);
        assert_eq!(q.slice(0.25, 0.5).bounds(), Rect::new(0.0, 25.0, 10.0, 50.0));
        assert_eq!((q.length(), q.height()), (100.0, 10.0));
    }
}

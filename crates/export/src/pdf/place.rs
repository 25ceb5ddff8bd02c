//! From pixels of the upright page image to the user space of a PDF page.

use document::Point;

/// An affine map: `x' = a·x + c·y + e`, `y' = b·x + d·y + f`, as PDF writes its matrices.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Placement {
    pub(super) a: f64,
    pub(super) b: f64,
    pub(super) c: f64,
    pub(super) d: f64,
    pub(super) e: f64,
    pub(super) f: f64,
}

impl Placement {
    /// Where the pixels of an upright image of `width` × `height` lie on a page whose visible box is `[left, bottom,
    /// right, top]` in user space, where the page was turned clockwise by `rotation` degrees to stand upright.
    pub(super) fn new(visible: [f64; 4], rotation: u16, width: f64, height: f64) -> Self {
        let [left, bottom, right, top] = visible;
        let (w, h) = (right - left, top - bottom);
        match rotation % 360 {
            90 => Self { a: 0.0, b: h / width, c: w / height, d: 0.0, e: left, f: bottom },
            180 => Self { a: -w / width, b: 0.0, c: 0.0, d: h / height, e: right, f: bottom },
            270 => Self { a: 0.0, b: -h / width, c: -w / height, d: 0.0, e: right, f: top },
            _ => Self { a: w / width, b: 0.0, c: 0.0, d: -h / height, e: left, f: top },
        }
    }

    /// Where a point goes.
    pub(super) fn point(&self, p: Point) -> (f64, f64) {
        let (x, y) = self.vector(p.x.into(), p.y.into());
        (x + self.e, y + self.f)
    }

    /// Where a direction goes, with its length.
    pub(super) fn vector(&self, x: f64, y: f64) -> (f64, f64) {
        (self.a * x + self.c * y, self.b * x + self.d * y)
    }
}

/// The matrix that draws a stored picture (the unit square, its first row at the top) upright on a page of `width` ×
/// `height` points: `orientation` is EXIF's, 1 to 8, and `turned` the degrees clockwise that it is turned by after that.
pub(super) fn picture_matrix(orientation: u8, turned: u16, width: f64, height: f64) -> [f64; 6] {
    // Shares of the width (rightwards) and the height (downwards), from the stored picture to the upright one.
    let upright = |x: f64, y: f64| {
        let (x, y) = match orientation {
            2 => (1.0 - x, y),
            3 => (1.0 - x, 1.0 - y),
            4 => (x, 1.0 - y),
            5 => (y, x),
            6 => (1.0 - y, x),
            7 => (1.0 - y, 1.0 - x),
            8 => (y, 1.0 - x),
            _ => (x, y),
        };
        let (x, y) = match turned % 360 {
            90 => (1.0 - y, x),
            180 => (1.0 - x, 1.0 - y),
            270 => (y, 1.0 - x),
            _ => (x, y),
        };
        (x * width, (1.0 - y) * height)
    };
    let (origin, across, up) = (upright(0.0, 1.0), upright(1.0, 1.0), upright(0.0, 0.0));
    [across.0 - origin.0, across.1 - origin.1, up.0 - origin.0, up.1 - origin.1, origin.0, origin.1]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corners_go_where_a_turned_page_shows_them() {
        // The visible box is 200 wide and 100 high, with an offset.
        let visible = [10.0, 20.0, 210.0, 120.0];
        let corner = |rotation, width, height| Placement::new(visible, rotation, width, height).point(Point::default());
        assert_eq!(corner(0, 400.0, 200.0), (10.0, 120.0));
        assert_eq!(corner(90, 200.0, 400.0), (10.0, 20.0));
        assert_eq!(corner(180, 400.0, 200.0), (210.0, 20.0));
        assert_eq!(corner(270, 200.0, 400.0), (210.0, 120.0));
        // On a page turned by 90 degrees, rightwards is upwards in user space.
        assert_eq!(Placement::new(visible, 90, 200.0, 400.0).vector(200.0, 0.0), (0.0, 100.0));
    }

    #[test]
    fn a_picture_is_drawn_upright() {
        assert_eq!(picture_matrix(1, 0, 30.0, 20.0), [30.0, 0.0, 0.0, 20.0, 0.0, 0.0]);
        // Stored on its side: its rows run downwards, from the right.
        assert_eq!(picture_matrix(6, 0, 30.0, 20.0), [0.0, -20.0, 30.0, 0.0, 0.0, 20.0]);
        assert_eq!(picture_matrix(1, 90, 30.0, 20.0), picture_matrix(6, 0, 30.0, 20.0));
        assert_eq!(picture_matrix(8, 90, 30.0, 20.0), picture_matrix(1, 0, 30.0, 20.0));
    }
}

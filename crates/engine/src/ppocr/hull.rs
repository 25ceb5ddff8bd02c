//! Convex hulls and minimum-area rectangles in `f64`: what turns a blob of text pixels into a turned box.
//!
//! Owns the exactness: points are sorted and compared by cross products of coordinates, never by angles. A hull that
//! orders points by an angle rounded to `f32` drops corners of wide dense contours, and with them whole lines of text.

/// A point `[x, y]` in pixels of the map.
pub(super) type P = [f64; 2];

/// A rectangle at any angle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct TurnedRect {
    /// The middle.
    pub(super) center: P,
    /// Unit vector along the width.
    pub(super) axis: P,
    /// Extent along `axis` in pixels.
    pub(super) width: f64,
    /// Extent across `axis` in pixels.
    pub(super) height: f64,
}

impl TurnedRect {
    /// The corners from the top left (seen along `axis`, y downwards) clockwise.
    pub(super) fn corners(&self) -> [P; 4] {
        let [ux, uy] = self.axis.map(|v| v * self.width / 2.0);
        let [vx, vy] = [-self.axis[1] * self.height / 2.0, self.axis[0] * self.height / 2.0];
        let [cx, cy] = self.center;
        [
            [cx - ux - vx, cy - uy - vy],
            [cx + ux - vx, cy + uy - vy],
            [cx + ux + vx, cy + uy + vy],
            [cx - ux + vx, cy - uy + vy],
        ]
    }

    /// The same rectangle with the other edge taken as its width: the axis turned by 90° clockwise (y downwards).
    pub(super) fn quarter_turned(&self) -> Self {
        Self { axis: [-self.axis[1], self.axis[0]], width: self.height, height: self.width, ..*self }
    }
}

/// Twice the signed area of the triangle `o a b`.
fn cross(o: P, a: P, b: P) -> f64 {
    (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0])
}

/// The convex hull, without collinear points, in order around it (Andrew's monotone chain). Sorts `points`.
pub(super) fn convex_hull(points: &mut Vec<P>) -> Vec<P> {
    points.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
    points.dedup();
    if points.len() < 3 {
        return points.clone();
    }
    let mut hull: Vec<P> = Vec::with_capacity(64);
    let half = |hull: &mut Vec<P>, points: &mut dyn Iterator<Item = &P>| {
        let start = hull.len();
        for &p in points {
            while hull.len() >= start + 2 && cross(hull[hull.len() - 2], hull[hull.len() - 1], p) <= 0.0 {
                hull.pop();
            }
            hull.push(p);
        }
        hull.pop();
    };
    half(&mut hull, &mut points.iter());
    half(&mut hull, &mut points.iter().rev());
    hull
}

/// The rectangle of least area over a convex hull; `None` for a hull without area.
///
/// One side of it lies on an edge of the hull (Freeman and Shapira, 1975), so every edge is tried. The hull of lattice
/// points on a page-sized map has some dozens of corners, which makes the plain scan per edge as quick as calipers.
/// Among rectangles of nearly the same area the one nearest to upright wins: text is far more often straight than
/// turned by a fraction of a pixel.
pub(super) fn min_area_rect(hull: &[P]) -> Option<TurnedRect> {
    if hull.len() < 3 {
        return None;
    }
    let upright = rect_along(hull, [1.0, 0.0]);
    let best = (0..hull.len())
        .filter_map(|i| {
            let (a, b) = (hull[i], hull[(i + 1) % hull.len()]);
            let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
            let length = dx.hypot(dy);
            (length > 0.0).then(|| rect_along(hull, [dx / length, dy / length]))
        })
        .min_by(|a, b| (a.width * a.height).total_cmp(&(b.width * b.height)))?;
    let straight = upright.width * upright.height <= best.width * best.height * UPRIGHT_BONUS;
    Some(if straight { upright } else { best })
}

/// How much larger an upright rectangle may be and still be taken.
const UPRIGHT_BONUS: f64 = 1.02;

/// The rectangle over `hull` with its width along the unit vector `axis`.
fn rect_along(hull: &[P], axis: P) -> TurnedRect {
    let [ux, uy] = axis;
    let (mut lo, mut hi) = ([f64::MAX; 2], [f64::MIN; 2]);
    for &[x, y] in hull {
        for (i, v) in [x * ux + y * uy, y * ux - x * uy].into_iter().enumerate() {
            lo[i] = lo[i].min(v);
            hi[i] = hi[i].max(v);
        }
    }
    let (u, v) = ((lo[0] + hi[0]) / 2.0, (lo[1] + hi[1]) / 2.0);
    TurnedRect { center: [u * ux - v * uy, u * uy + v * ux], axis, width: hi[0] - lo[0], height: hi[1] - lo[1] }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How far `p` lies outside `r`, in pixels.
    fn outside(r: &TurnedRect, p: P) -> f64 {
        let (dx, dy) = (p[0] - r.center[0], p[1] - r.center[1]);
        let (u, v) = (dx * r.axis[0] + dy * r.axis[1], dy * r.axis[0] - dx * r.axis[1]);
        (u.abs() - r.width / 2.0).max(v.abs() - r.height / 2.0)
    }

    #[test]
    fn the_hull_drops_inner_and_collinear_points() {
        let mut points = vec![[0.0, 0.0], [2.0, 0.0], [1.0, 0.0], [1.0, 1.0], [2.0, 2.0], [0.0, 2.0], [0.0, 0.0]];
        let hull = convex_hull(&mut points);
        assert_eq!(hull.len(), 4);
        assert!(!hull.contains(&[1.0, 1.0]) && !hull.contains(&[1.0, 0.0]));
    }

    #[test]
    fn a_line_or_a_point_has_no_rectangle() {
        assert_eq!(min_area_rect(&convex_hull(&mut vec![[1.0, 1.0]])), None);
        assert_eq!(min_area_rect(&convex_hull(&mut vec![[1.0, 1.0], [2.0, 2.0], [3.0, 3.0]])), None);
    }

    /// A text line as wide as a page, every pixel of whose ragged outline is a point: thousands of points whose angles
    /// from any one of them differ by less than `f32` can tell.
    #[test]
    fn a_wide_dense_contour_keeps_its_rectangle() {
        for slope in [0.0_f64, 0.0004, 0.003, -0.02, 0.05, 0.35] {
            let (width, height) = (3000.0, 11.0);
            let (cos, sin) = (slope.atan().cos(), slope.atan().sin());
            let mut points = Vec::new();
            for step in 0..=30_000 {
                let x = width * f64::from(step) / 30_000.0;
                // Ascenders and descenders: the outline touches the full height at some places only.
                let (up, down) = (f64::from(step % 7) / 6.0, f64::from(step % 11) / 10.0);
                for y in [-height / 2.0 * up, height / 2.0 * down] {
                    points.push([(x * cos - y * sin).round(), (x * sin + y * cos).round()]);
                }
            }
            let all = points.clone();
            let rect = min_area_rect(&convex_hull(&mut points)).unwrap();
            let worst = all.iter().map(|&p| outside(&rect, p)).fold(f64::MIN, f64::max);
            assert!(worst < 1e-6, "slope {slope}: a point lies {worst} px outside");
            let (long, short) = (rect.width.max(rect.height), rect.width.min(rect.height));
            assert!((long - width).abs() < 3.0 && short < height + 3.0, "slope {slope}: {long} x {short}");
        }
    }

    #[test]
    fn corners_go_clockwise_from_the_top_left() {
        let rect = TurnedRect { center: [10.0, 5.0], axis: [1.0, 0.0], width: 8.0, height: 2.0 };
        assert_eq!(rect.corners(), [[6.0, 4.0], [14.0, 4.0], [14.0, 6.0], [6.0, 6.0]]);
        let turned = rect.quarter_turned();
        assert_eq!((turned.width, turned.height), (2.0, 8.0));
        assert_eq!(turned.corners()[0], [14.0, 4.0]);
    }
}

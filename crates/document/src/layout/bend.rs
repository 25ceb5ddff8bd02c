//! Bend: how the slope of the lines changes over a page that was photographed, folded or bound, so that rows can be
//! found as if it lay flat. Refuses to guess beyond a plain model with two numbers: lines fan out from top to bottom
//! (perspective), or sag from left to right (a curved sheet). A flat page comes out as it is.

/// The slope of a line of text at one place, in a frame whose common skew is taken out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slope {
    /// The middle of the line along the writing.
    pub u: f32,
    /// Its middle across the writing.
    pub v: f32,
    /// How much `v` grows with `u`.
    pub slope: f32,
    /// The line's length: what it weighs.
    pub length: f32,
}

/// Fewer lines than this do not show a bend.
const FEWEST: usize = 6;
/// Slopes at the page's edges beyond this are no bend of a page that can still be read (about 6 degrees).
const STEEPEST: f32 = 0.1;

/// Slope grows by `fan` a pixel down the page and by `sag` a pixel along the lines, from `(u, v)`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Bend {
    u: f32,
    v: f32,
    fan: f32,
    sag: f32,
}

impl Bend {
    /// Fits the slopes by least squares, twice: the second time without what lies far off.
    pub(super) fn fit(slopes: &[Slope]) -> Self {
        if slopes.len() < FEWEST {
            return Self::default();
        }
        let first = Self::solve(slopes);
        let mut off: Vec<f32> = slopes.iter().map(|s| (s.slope - first.slope(s.u, s.v)).abs()).collect();
        off.sort_by(f32::total_cmp);
        let far = (3.0 * off[off.len() / 2]).max(1e-4);
        let near: Vec<Slope> =
            slopes.iter().filter(|s| (s.slope - first.slope(s.u, s.v)).abs() <= far).copied().collect();
        let bend = Self::solve(&near);
        let at_edge = slopes.iter().map(|s| bend.slope(s.u, s.v).abs()).fold(0.0, f32::max);
        if at_edge <= STEEPEST { bend } else { Self::default() }
    }

    fn solve(slopes: &[Slope]) -> Self {
        // In f64: the sums are of squares of pixels. A line of twice the length says its slope four times as well.
        let weight = |s: &Slope| f64::from(s.length).powi(2);
        let sum = |f: &dyn Fn(&Slope) -> f64| slopes.iter().map(|s| weight(s) * f(s)).sum::<f64>();
        let all = sum(&|_| 1.0);
        if all <= 0.0 {
            return Self::default();
        }
        let (u, v) = (sum(&|s| s.u.into()) / all, sum(&|s| s.v.into()) / all);
        let mean = sum(&|s| s.slope.into()) / all;
        let du = |s: &Slope| f64::from(s.u) - u;
        let dv = |s: &Slope| f64::from(s.v) - v;
        let ds = |s: &Slope| f64::from(s.slope) - mean;
        let (suu, svv, suv) = (sum(&|s| du(s) * du(s)), sum(&|s| dv(s) * dv(s)), sum(&|s| du(s) * dv(s)));
        let (sus, svs) = (sum(&|s| du(s) * ds(s)), sum(&|s| dv(s) * ds(s)));
        // Where all lines stand under each other nothing is known about the sag, and it must not run away: a small
        // spread of its own is added to what the lines have.
        let spread = 0.02 * (suu + svv) + f64::EPSILON;
        let (a, b) = (suu + spread, svv + spread);
        let det = a * b - suv * suv;
        let (sag, fan) = ((sus * b - svs * suv) / det, (svs * a - sus * suv) / det);
        let bend = Self { u: u as f32, v: v as f32, fan: fan as f32, sag: sag as f32 };
        if bend.fan.is_finite() && bend.sag.is_finite() { bend } else { Self::default() }
    }

    /// The slope that the bend gives a line at `(u, v)`.
    pub(super) fn slope(&self, u: f32, v: f32) -> f32 {
        self.fan * (v - self.v) + self.sag * (u - self.u)
    }

    /// How far below its place on the flat page a line stands whose middle is at `(u, v)`.
    pub(super) fn drop(&self, u: f32, v: f32, length: f32) -> f32 {
        let du = u - self.u;
        // A box around a sagging line has its middle half way down the sag.
        self.fan * du * (v - self.v) + self.sag * (du * du / 2.0 + length * length / 16.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(slope: impl Fn(f32, f32) -> f32) -> Vec<Slope> {
        let places = (0..40).map(|i| (100.0 + 300.0 * (i % 3) as f32, 50.0 + 25.0 * i as f32));
        places.map(|(u, v)| Slope { u, v, slope: slope(u, v), length: 200.0 }).collect()
    }

    #[test]
    fn a_fan_and_a_sag_are_found() {
        let bend = Bend::fit(&page(|u, v| 4e-5 * (v - 500.0) - 6e-5 * (u - 400.0)));
        assert!((bend.fan - 4e-5).abs() < 5e-6 && (bend.sag + 6e-5).abs() < 5e-6, "{bend:?}");
        let (here, there) = (bend.drop(400.0, 900.0, 0.0), bend.drop(410.0, 900.0, 0.0));
        assert!(((there - here) / 10.0 - bend.slope(405.0, 900.0)).abs() < 1e-4);
    }

    #[test]
    fn one_line_astray_bends_nothing() {
        let mut slopes = page(|_, _| 0.0);
        slopes[39].slope = 0.3;
        assert_eq!(Bend::fit(&slopes).drop(900.0, 1000.0, 0.0), 0.0);
    }

    #[test]
    fn a_flat_page_a_short_page_and_a_wild_one_stay_as_they_are() {
        assert_eq!(Bend::fit(&page(|_, _| 0.0)).slope(900.0, 900.0), 0.0);
        assert_eq!(Bend::fit(&page(|_, v| v * 1e-4)[..5]), Bend::default());
        assert_eq!(Bend::fit(&page(|u, _| u * 1e-3)), Bend::default());
    }
}

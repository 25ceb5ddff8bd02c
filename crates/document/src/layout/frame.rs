//! The frame in which a page is arranged: `u` runs along the writing, `v` from line to line, the page's skew taken out.
//! Every other module works on `Piece`s in this frame alone, so that right-to-left pages, vertical writing and turned
//! text need no case of their own anywhere else. Refuses to change a line: it only measures.

use super::bend::{Bend, Slope};
use super::script;
use crate::{Line, Point, Quad};

/// Beyond this a common slope is not skew but writing that stands at an angle, and is left alone (radians).
const MAX_SKEW: f32 = 0.35;
/// An initial is at least this much taller than the text beside it.
const INITIAL: f32 = 1.8;
/// Boxes farther out than this are broken; they are pulled in so that no sum overflows (pixels).
const FAR: f32 = 1e6;

/// The directions that lines are written in, named by where the first edge of their quad points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Writing {
    /// To the right, lines downwards.
    Right,
    /// To the left, lines downwards: Arabic, Hebrew.
    Left,
    /// Downwards, lines to the left: vertical Chinese and Japanese, or a page's edge turned clockwise.
    Down,
    /// Upwards, lines to the right: turned counter-clockwise.
    Up,
    /// Upside down.
    Over,
}

/// A line's box in the frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Piece {
    /// Its place in the list that was given.
    pub line: usize,
    /// Where it begins along the writing.
    pub u0: f32,
    /// Where it ends along the writing.
    pub u1: f32,
    /// Its upper edge.
    pub v0: f32,
    /// Its lower edge.
    pub v1: f32,
    /// How much `v` grows with `u` along it, beyond the page's skew.
    pub slope: f32,
}

impl Piece {
    /// Height across the writing, at least one pixel.
    pub(super) fn h(&self) -> f32 {
        (self.v1 - self.v0).max(1.0)
    }

    /// Length along the writing.
    pub(super) fn len(&self) -> f32 {
        self.u1 - self.u0
    }

    /// Middle across the writing.
    pub(super) fn vc(&self) -> f32 {
        (self.v0 + self.v1) / 2.0
    }

    /// Middle along the writing.
    pub(super) fn uc(&self) -> f32 {
        (self.u0 + self.u1) / 2.0
    }
}

/// A writing direction with a skew.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    writing: Writing,
    /// Radians by which the lines fall (in the frame before the skew is taken out).
    skew: f32,
}

impl Frame {
    /// The frame of lines written in one direction, and their pieces in it; `members` are places in `lines`.
    pub(super) fn of(lines: &[Line], members: &[usize], writing: Writing) -> (Self, Vec<Piece>) {
        let upright = Self { writing, skew: 0.0 };
        let mut slopes: Vec<(f32, f32)> = members
            .iter()
            .filter_map(|&i| {
                let (len, h, angle) = upright.measure(&lines[i].quad);
                (len > 3.0 * h && angle.abs() < MAX_SKEW).then_some((angle, len))
            })
            .collect();
        let frame = Self { writing, skew: weighted_median(&mut slopes).unwrap_or(0.0) };
        let mut pieces: Vec<Piece> = members.iter().map(|&i| frame.piece(i, &lines[i].quad)).collect();
        let long = pieces.iter().filter(|p| p.len() > 3.0 * p.h());
        let slopes: Vec<Slope> =
            long.map(|p| Slope { u: p.uc(), v: p.vc(), slope: p.slope, length: p.len() }).collect();
        let bend = Bend::fit(&slopes);
        for piece in &mut pieces {
            let (u, v) = (piece.uc(), piece.vc());
            let drop = bend.drop(u, v, piece.len());
            // The slope of a short piece was never measured, and stays level.
            if piece.len() > 3.0 * piece.h() {
                piece.slope -= bend.slope(u, v);
            }
            (piece.v0, piece.v1) = (piece.v0 - drop, piece.v1 - drop);
        }
        (frame, pieces)
    }

    /// The quadrilateral over all of `quads` along the frame; for one it is that one.
    pub(super) fn span(&self, quads: &[Quad]) -> Quad {
        let [quad] = quads else {
            let (mut lo, mut hi) = (Point::new(f32::MAX, f32::MAX), Point::new(f32::MIN, f32::MIN));
            for p in quads.iter().flat_map(|q| q.0).map(|p| self.point(p)) {
                lo = Point::new(lo.x.min(p.x), lo.y.min(p.y));
                hi = Point::new(hi.x.max(p.x), hi.y.max(p.y));
            }
            let corners = [(lo.x, lo.y), (hi.x, lo.y), (hi.x, hi.y), (lo.x, hi.y)].map(|(u, v)| self.back(u, v));
            // Right-to-left text, too, has its left corner first.
            let [a, b, c, d] = corners;
            return Quad(if self.writing == Writing::Left { [b, a, d, c] } else { corners });
        };
        *quad
    }

    fn piece(&self, line: usize, quad: &Quad) -> Piece {
        let (len, h, angle) = self.measure(quad);
        let [a, b, c, d] = quad.0.map(|p| self.point(p));
        let (uc, vc) = ((a.x + b.x + c.x + d.x) / 4.0, (a.y + b.y + c.y + d.y) / 4.0);
        let slope = if len > 3.0 * h && angle.abs() < MAX_SKEW { angle.tan() } else { 0.0 };
        let (du, dv) = if angle.abs() < MAX_SKEW {
            (len / 2.0, h / 2.0)
        } else {
            let reach =
                |k: fn(&Point) -> f32, m: f32| [a, b, c, d].iter().map(|p| (k(p) - m).abs()).fold(0.0, f32::max);
            (reach(|p| p.x, uc), reach(|p| p.y, vc))
        };
        Piece { line, u0: uc - du, u1: uc + du, v0: vc - dv, v1: vc + dv, slope }
    }

    /// Length along, height across and angle of a quad in this frame; the longer pair of edges decides the angle.
    fn measure(&self, quad: &Quad) -> (f32, f32, f32) {
        let mut p = quad.0.map(|p| self.point(p));
        if self.writing == Writing::Left {
            p = [p[1], p[0], p[3], p[2]];
        }
        let along = Point::new(p[1].x - p[0].x + p[2].x - p[3].x, p[1].y - p[0].y + p[2].y - p[3].y);
        let across = Point::new(p[3].x - p[0].x + p[2].x - p[1].x, p[3].y - p[0].y + p[2].y - p[1].y);
        // Vertical writing may come with its corners in the page's order: then the second edge runs along it.
        let (along, across) = if along.x.abs() >= along.y.abs() { (along, across) } else { (across, along) };
        let sign = if along.x < 0.0 { -1.0 } else { 1.0 };
        let angle = if along.x == 0.0 { 0.0 } else { (sign * along.y).atan2(sign * along.x) };
        (along.x.hypot(along.y) / 2.0, across.x.hypot(across.y) / 2.0, angle)
    }

    fn point(&self, p: Point) -> Point {
        let (x, y) = (tame(p.x), tame(p.y));
        let (u, v) = match self.writing {
            Writing::Right => (x, y),
            Writing::Left => (-x, y),
            Writing::Down => (y, -x),
            Writing::Up => (-y, x),
            Writing::Over => (-x, -y),
        };
        let (sin, cos) = self.skew.sin_cos();
        Point::new(u * cos + v * sin, v * cos - u * sin)
    }

    fn back(&self, u: f32, v: f32) -> Point {
        let (sin, cos) = self.skew.sin_cos();
        let (u, v) = (u * cos - v * sin, v * cos + u * sin);
        match self.writing {
            Writing::Right => Point::new(u, v),
            Writing::Left => Point::new(-u, v),
            Writing::Down => Point::new(-v, u),
            Writing::Up => Point::new(v, -u),
            Writing::Over => Point::new(-u, -v),
        }
    }
}

/// Lets large initials stand with the first of the rows that they reach down beside. `lines` are those of the pieces.
pub(super) fn lift_initials(pieces: &mut [Piece], lines: &[Line]) {
    let Some(h) = median(pieces.iter().map(Piece::h)) else { return };
    let tall: Vec<usize> =
        (0..pieces.len()).filter(|&k| is_initial(&lines[pieces[k].line], pieces[k].h(), h)).collect();
    for k in tall {
        let cap = pieces[k];
        let beside = |p: &&Piece| {
            let near = p.u0 > cap.uc() && p.u0 - cap.u1 < INITIAL * h;
            near && p.h() < 1.5 * h && (cap.v0 - 0.5 * h..cap.v1).contains(&p.vc())
        };
        let rows: Vec<Piece> = pieces.iter().filter(beside).copied().collect();
        // One that stands on the first row and reaches above it is in its place already.
        if rows.len() >= 2
            && let Some(first) = rows.iter().min_by(|a, b| a.vc().total_cmp(&b.vc()))
        {
            (pieces[k].v0, pieces[k].v1) = (first.v0, first.v1);
        }
    }
}

/// Whether a line is a letter so much taller than `h` that it reaches down beside several rows.
pub(super) fn is_initial(line: &Line, height: f32, h: f32) -> bool {
    let mut letters = line.text.chars().filter(|c| !c.is_whitespace());
    let one = letters.next().is_some_and(char::is_uppercase) && letters.next().is_none_or(|c| !c.is_alphanumeric());
    one && height > INITIAL * h && line.text.trim().chars().count() <= 2
}

/// Parts the lines by the direction they are written in, the direction with most text first.
pub(super) fn by_writing(lines: &[Line]) -> Vec<(Writing, Vec<usize>)> {
    let (rtl, all) = lines
        .iter()
        .flat_map(|l| l.text.chars())
        .filter(|c| c.is_alphabetic())
        .fold((0_usize, 0_usize), |(rtl, all), c| (rtl + usize::from(script::is_rtl(c)), all + 1));
    let level = if 2 * rtl > all { Writing::Left } else { Writing::Right };
    let ways: Vec<Option<Writing>> = lines.iter().map(direction).collect();
    let weight = |i: usize| 1 + script::weight(&lines[i].text);
    // On a page of vertical lines a character or two that stand alone are the end of one.
    let down: usize = (0..lines.len()).filter(|&i| ways[i] == Some(Writing::Down)).map(weight).sum();
    let vertical = 2 * down > (0..lines.len()).map(weight).sum();
    let alone = |l: &Line| l.text.chars().count() <= 2 && l.text.chars().any(script::is_cjk);
    let mut groups: Vec<(Writing, Vec<usize>, usize)> = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        let usual = if vertical && alone(line) { Writing::Down } else { level };
        let writing = ways[i].unwrap_or(usual);
        match groups.iter_mut().find(|g| g.0 == writing) {
            Some(group) => {
                group.1.push(i);
                group.2 += weight(i);
            }
            None => groups.push((writing, vec![i], weight(i))),
        }
    }
    groups.sort_by_key(|g| std::cmp::Reverse(g.2));
    groups.into_iter().map(|(writing, members, _)| (writing, members)).collect()
}

/// The direction of a line that is not level; `None` for the page's usual one.
fn direction(line: &Line) -> Option<Writing> {
    let (length, height) = (line.quad.length(), line.quad.height());
    let (dx, dy) = (line.quad.0[1].x - line.quad.0[0].x, line.quad.0[1].y - line.quad.0[0].y);
    let chars = line.text.chars().filter(|c| !c.is_whitespace()).count();
    if !(length.is_finite() && height.is_finite()) || chars < 2 {
        return None;
    }
    // A box around few narrow characters, or letters with marks above and below, is taller than wide and still level.
    let cjk = script::mostly_cjk(&line.text);
    if !cjk && chars < 4 {
        return None;
    }
    let tall = if cjk { 1.5 } else { 2.0 };
    if length < height {
        // Corners in the page's order on a tall box: vertical writing, or a turned line whose way is not known.
        (height >= tall * length && dx.abs() >= dy.abs()).then_some(Writing::Down)
    } else if dy.abs() > dx.abs() {
        (length >= tall * height).then_some(if dy > 0.0 { Writing::Down } else { Writing::Up })
    } else {
        (dx < 0.0 && length >= 1.5 * height).then_some(Writing::Over)
    }
}

/// A finite coordinate within reach.
fn tame(x: f32) -> f32 {
    if x.is_finite() { x.clamp(-FAR, FAR) } else { 0.0 }
}

/// The value below which half of the weight lies; `None` for no value. Sorts its argument.
pub(super) fn weighted_median(values: &mut [(f32, f32)]) -> Option<f32> {
    values.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = values.iter().map(|v| v.1).sum::<f32>() / 2.0;
    let mut sum = 0.0;
    values
        .iter()
        .find(|v| {
            sum += v.1;
            sum >= half
        })
        .or(values.last())
        .map(|v| v.0)
}

/// The plain median; `None` for no value.
pub(super) fn median(values: impl IntoIterator<Item = f32>) -> Option<f32> {
    let mut values: Vec<(f32, f32)> = values.into_iter().map(|v| (v, 1.0)).collect();
    weighted_median(&mut values)
}

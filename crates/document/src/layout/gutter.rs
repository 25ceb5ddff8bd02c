//! Gutters: the white strips that run down a region between its pieces, each from one crossing piece to the next.
//! Refuses to say what stands beside them: a strip may part columns of text or the columns of a table, and `columns`
//! tells which.

use super::frame::{Piece, median};
use super::{print, script};
use crate::Line;

/// How wide a strip must be free of pieces, in heights. What comes into the wide strip but not into the narrow one may
/// be a heading that ends in the gutter, or may be of the column: both are tried.
const STRIPS: [f32; 2] = [0.4, 1.0];
/// So many pieces make two rows of two columns.
const FEWEST: usize = 4;
/// A row at a gutter's end that makes it narrower by this factor is a heading or a note that runs across it.
const PINCH: f32 = 1.6;
/// A heading is this much taller than the columns above it.
const HEADED: f32 = 1.2;
/// How many such rows are looked for at each end.
const PINCHED: usize = 3;

/// A white strip from one crossing piece to the next: pieces `from..to` by their middle, parted at `u`.
#[derive(Clone, Copy)]
pub(super) struct Gutter {
    /// Its first piece.
    pub from: usize,
    /// One past its last piece.
    pub to: usize,
    /// The middle of the strip along the writing.
    pub u: f32,
    /// How wide it is in pixels where it is narrowest.
    pub width: f32,
    /// Over how many pixels both sides have text; where one side alone has, it counts half.
    pub reach: f32,
}

/// Every white strip that has pieces on both sides, each once, the tallest first. `sorted` are pieces by their middle
/// across the writing, `h` is their usual height.
pub(super) fn gutters(sorted: &[Piece], h: f32) -> Vec<Gutter> {
    // By where they begin, so that what crosses a strip is found without looking at the whole page each time.
    let mut starts: Vec<(f32, usize)> = sorted.iter().enumerate().map(|(i, p)| (p.u0, i)).collect();
    starts.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let longest = sorted.iter().map(Piece::len).fold(0.0, f32::max);
    // The far edge of a gutter is where some piece begins, so these edges are all the places to look at.
    let mut edges: Vec<f32> = starts.iter().map(|s| s.0).collect();
    edges.dedup_by(|b, a| *b - *a < 0.2 * h);
    let mut found: Vec<Gutter> = Vec::new();
    for (edge, strip) in edges.iter().flat_map(|e| STRIPS.map(|s| (*e, s * h))) {
        let (a, b) = (edge - strip, edge - 0.05 * h);
        let reach = starts.partition_point(|s| s.0 < a - longest)..starts.partition_point(|s| s.0 < b);
        let mut ends: Vec<usize> = starts[reach].iter().map(|s| s.1).filter(|&i| sorted[i].u1 > a).collect();
        ends.push(sorted.len());
        ends.sort_unstable();
        let mut from = 0;
        for to in ends {
            // One row alone parts nothing, and between words there is white in every row.
            let tall = to >= from + FEWEST && sorted[to - 1].vc() - sorted[from].vc() > 0.6 * h;
            if tall
                && let Some(gutter) = gutter(sorted, from, to, (a + b) / 2.0)
                && !found.iter().any(|g| (g.from, g.to) == (gutter.from, gutter.to) && (g.u - gutter.u).abs() < 1.0)
            {
                found.push(gutter);
            }
            from = to + 1;
        }
    }
    found.sort_by(|a, b| b.reach.total_cmp(&a.reach).then(b.width.total_cmp(&a.width)).then(a.u.total_cmp(&b.u)));
    found
}

/// The gutter without the rows at its ends that are not of its columns: what runs across it, running heads and feet.
pub(super) fn trim(sorted: &[Piece], lines: &[Line], gutter: Gutter, h: f32) -> Gutter {
    headless(sorted, lines, unpinched(sorted, gutter), h)
}

/// Whether two pieces stand side by side.
fn beside(p: &Piece, q: &Piece) -> bool {
    q.v1.min(p.v1) - q.v0.max(p.v0) > 0.5 * p.h().min(q.h())
}

fn gutter(sorted: &[Piece], mut from: usize, mut to: usize, u: f32) -> Option<Gutter> {
    // What stands beside a crossing piece is of its row, not of the columns below or above it.
    while from > 0 && from < to && beside(&sorted[from], &sorted[from - 1]) {
        from += 1;
    }
    while to < sorted.len() && from < to && beside(&sorted[to - 1], &sorted[to]) {
        to -= 1;
    }
    measure(sorted, from, to, u)
}

fn measure(sorted: &[Piece], from: usize, to: usize, u: f32) -> Option<Gutter> {
    if to < from + FEWEST {
        return None;
    }
    let mut sides = [(f32::MAX, f32::MIN, f32::MAX, f32::MIN, 0); 2];
    for p in &sorted[from..to] {
        let s = &mut sides[usize::from(p.uc() >= u)];
        *s = (s.0.min(p.u0), s.1.max(p.u1), s.2.min(p.v0), s.3.max(p.v1), s.4 + 1);
    }
    let [left, right] = sides;
    let both = left.3.min(right.3) - left.2.max(right.2);
    let either = left.3.max(right.3) - left.2.min(right.2);
    (left.4 > 1 && right.4 > 1).then(|| Gutter {
        from,
        to,
        u: (left.1 + right.0) / 2.0,
        width: right.0 - left.1,
        reach: (both + either) / 2.0,
    })
}

/// The row at a gutter's upper or lower end: what stands beside its outermost piece.
fn end_row(run: &[Piece], upper: bool) -> &[Piece] {
    let (first, last) = (&run[0], &run[run.len() - 1]);
    if upper {
        &run[..run.iter().position(|p| !beside(first, p)).unwrap_or(run.len())]
    } else {
        &run[run.iter().rposition(|p| !beside(last, p)).map_or(0, |i| i + 1)..]
    }
}

/// The gutter without rows at its ends that run across it in two pieces, parted where the gutter happens to be.
fn unpinched(sorted: &[Piece], mut gutter: Gutter) -> Gutter {
    for upper in [true, false] {
        let (mut from, mut to) = (gutter.from, gutter.to);
        for _ in 0..PINCHED {
            let row = end_row(&sorted[from..to], upper);
            let left = row.iter().filter(|p| p.uc() < gutter.u).count();
            if left == 0 || left == row.len() {
                break;
            }
            (from, to) = if upper { (from + row.len(), to) } else { (from, to - row.len()) };
            let Some(rest) = measure(sorted, from, to, gutter.u) else { break };
            if rest.width >= PINCH * gutter.width {
                gutter = rest;
                break;
            }
        }
    }
    gutter
}

/// Whether the row below `columns` is a heading, by its size or weight: no column ends with one, so it is of what follows.
fn heads(row: &[Piece], columns: &[Piece], lines: &[Line]) -> bool {
    let line = |p: &Piece| &lines[p.line];
    let text = median(columns.iter().map(|p| print::size(line(p)))).unwrap_or(f32::MAX);
    let larger = row.iter().all(|p| print::size(line(p)) > HEADED * text);
    let bold = print::bold_share(row.iter().map(line)) >= 0.9 && print::bold_share(columns.iter().map(line)) < 0.5;
    larger || bold
}

/// The gutter without a running head or foot: one row with white around it that does not keep to the columns.
fn headless(sorted: &[Piece], lines: &[Line], mut gutter: Gutter, h: f32) -> Gutter {
    for upper in [true, false] {
        let row = end_row(&sorted[gutter.from..gutter.to], upper);
        let (from, to) =
            if upper { (gutter.from + row.len(), gutter.to) } else { (gutter.from, gutter.to - row.len()) };
        let Some(rest) = measure(sorted, from, to, gutter.u) else { continue };
        let white = if upper {
            let foot = row.iter().map(|p| p.v1).fold(f32::MIN, f32::max);
            sorted[from..to].iter().map(|p| p.v0).fold(f32::MAX, f32::min) - foot
        } else {
            let head = row.iter().map(|p| p.v0).fold(f32::MAX, f32::min);
            head - sorted[from..to].iter().map(|p| p.v1).fold(f32::MIN, f32::max)
        };
        let right: Vec<&Piece> = row.iter().filter(|p| p.uc() >= gutter.u).collect();
        let start = right.iter().map(|p| p.u0).fold(f32::MAX, f32::min);
        let loose = if !right.is_empty() && right.len() < row.len() {
            start > rest.u + rest.width / 2.0 + h
        } else {
            // A column may end in one short row below the other; what begins above both is of neither.
            let brief = || row.iter().map(|p| script::weight(&lines[p.line].text)).sum::<usize>() <= 4;
            upper || brief() || heads(row, &sorted[from..to], lines)
        };
        if white >= h && loose {
            gutter = rest;
        }
    }
    gutter
}

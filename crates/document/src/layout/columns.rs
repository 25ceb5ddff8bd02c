//! Columns: finds the gutter that parts running text into columns, and tells it from the white between the columns of
//! a table or a receipt, whose rows belong together. Refuses to cut where the evidence is thin: a row that is kept
//! whole can still be read, two columns read across cannot.

use super::frame::{Piece, median};
use super::rows::{self, Row};
use super::script;
use crate::Line;

/// How many gutters are looked at closely, the tallest first.
const TRIES: usize = 16;
/// How wide a strip must be free of pieces, in heights. What comes into the wide strip but not into the narrow one may
/// be a heading that ends in the gutter, or may be of the column: both are tried.
const STRIPS: [f32; 2] = [0.4, 1.0];
/// So many pieces make two rows of two columns.
const FEWEST: usize = 4;
/// A row at a gutter's end that makes it narrower by this factor is a heading or a note that runs across it.
const PINCH: f32 = 1.6;
/// How many such rows are looked for at each end.
const PINCHED: usize = 3;
/// Running text covers at least this share of its column's width in the middle row.
const FILL: f32 = 0.75;
/// How much each further sign of running text eases that.
const EASE: f32 = 0.1;
/// So many rows on either side do not stand beside each other by chance.
const MANY: usize = 8;
/// Running text is at least this wide, in heights of a line.
const WIDE: f32 = 8.0;
/// A column that is no wider than this beside running text can only be a note, in heights.
const NOTE: f32 = 3.0;
/// Rows of two columns stand on common baselines where this share of them does.
const ALIGNED: f32 = 0.5;

/// A region parted by one gutter. Indices are into the pieces by their middle across the writing.
#[derive(Debug)]
pub(super) struct Cut {
    /// What stands above the gutter's upper end.
    pub above: Vec<Piece>,
    /// The column that is read first.
    pub first: Vec<Piece>,
    /// The column that is read second.
    pub second: Vec<Piece>,
    /// What stands below the gutter's lower end.
    pub below: Vec<Piece>,
}

/// A white strip from one crossing piece to the next: pieces `from..to` by their middle, parted at `u`.
#[derive(Clone, Copy)]
struct Gutter {
    from: usize,
    to: usize,
    u: f32,
    width: f32,
    /// Over how many pixels both sides have text; where one side alone has, it counts half.
    reach: f32,
}

/// The gutter that parts `pieces` into columns; `None` where they are one column, or a table.
pub(super) fn find(pieces: &[Piece], lines: &[Line]) -> Option<Cut> {
    let mut sorted = pieces.to_vec();
    sorted.sort_by(|a, b| a.vc().total_cmp(&b.vc()).then(a.u0.total_cmp(&b.u0)).then(a.line.cmp(&b.line)));
    let h = median(sorted.iter().map(Piece::h))?;
    let mut gutters = gutters(&sorted, h);
    gutters.sort_by(|a, b| b.reach.total_cmp(&a.reach).then(b.width.total_cmp(&a.width)).then(a.u.total_cmp(&b.u)));
    gutters.into_iter().take(TRIES).find_map(|g| {
        let g = headless(&sorted, lines, unpinched(&sorted, g), h);
        let (left, right): (Vec<Piece>, Vec<Piece>) = sorted[g.from..g.to].iter().partition(|p| p.uc() < g.u);
        let joint = (0.75 * g.width).min(1.2 * h);
        let (a, b) = (Side::new(&left, lines, true, joint), Side::new(&right, lines, false, joint));
        let second_first = parts(&a, &b, g.width)?;
        let (first, second) = if second_first { (right, left) } else { (left, right) };
        Some(Cut { above: sorted[..g.from].to_vec(), first, second, below: sorted[g.to..].to_vec() })
    })
}

/// Every white strip that has pieces on both sides, each once.
fn gutters(sorted: &[Piece], h: f32) -> Vec<Gutter> {
    // The far edge of a gutter is where some piece begins, so these edges are all the places to look at.
    let mut edges: Vec<f32> = sorted.iter().map(|p| p.u0).collect();
    edges.sort_by(f32::total_cmp);
    edges.dedup_by(|b, a| *b - *a < 0.2 * h);
    let mut found: Vec<Gutter> = Vec::new();
    for (edge, strip) in edges.iter().flat_map(|e| STRIPS.map(|s| (*e, s * h))) {
        let (a, b) = (edge - strip, edge - 0.05 * h);
        let mut from = 0;
        for to in 0..=sorted.len() {
            if to < sorted.len() && !(sorted[to].u0 < b && sorted[to].u1 > a) {
                continue;
            }
            if to >= from + FEWEST
                && let Some(gutter) = gutter(sorted, from, to, (a + b) / 2.0)
                && !found.iter().any(|g| (g.from, g.to) == (gutter.from, gutter.to) && (g.u - gutter.u).abs() < 1.0)
            {
                found.push(gutter);
            }
            from = to + 1;
        }
    }
    found
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
            upper || row.iter().map(|p| script::weight(&lines[p.line].text)).sum::<usize>() <= 4
        };
        if white >= h && loose {
            gutter = rest;
        }
    }
    gutter
}

/// What stands nearest to a gutter on one of its sides: on each row the run of pieces that ends at it. A farther column
/// is on that side too, but says nothing about this gutter.
struct Side {
    rows: Vec<Row>,
    /// The median height of its rows.
    h: f32,
    /// The length that all but the longest tenth of its runs keep to.
    width: f32,
    /// The median run as a share of that length.
    fill: f32,
    /// The share of digits among its letters and digits.
    digits: f32,
    /// The share of its rows that go on with a sentence; `None` for a script with no small letters.
    flows: Option<f32>,
}

impl Side {
    /// Measures `pieces`; `left` says that the gutter is where they end, not where they begin. White of `joint` pixels
    /// and more ends a run.
    fn new(pieces: &[Piece], lines: &[Line], left: bool, joint: f32) -> Self {
        let rows = rows::group(pieces);
        let runs: Vec<&[Piece]> = rows.iter().map(|row| nearest(&row.pieces, left, joint)).collect();
        let text = |p: &Piece| lines[p.line].text.as_str();
        let mut lengths: Vec<f32> = runs.iter().map(|r| r[r.len() - 1].u1 - r[0].u0).collect();
        lengths.sort_by(f32::total_cmp);
        let at = |share: f32| lengths.get((lengths.len() as f32 * share) as usize).copied().unwrap_or(0.0);
        let begins = runs.iter().filter(|r| script::starts_small(text(&r[0]))).count();
        let cased = runs.iter().flat_map(|r| r.iter()).any(|p| text(p).contains(char::is_lowercase));
        let width = at(0.9).max(1.0);
        Self {
            h: median(rows.iter().map(|r| r.h)).unwrap_or(1.0),
            width,
            fill: at(0.5) / width,
            digits: script::digit_share(runs.iter().flat_map(|r| r.iter()).map(text)),
            flows: cased.then_some(begins as f32 / runs.len().max(1) as f32),
            rows,
        }
    }

    /// Whether this reads as lines of running text; `ease` is how much less full its lines may be.
    fn is_prose(&self, ease: f32) -> bool {
        let flows = self.flows.is_some_and(|f| f >= 0.3);
        let fill = FILL - ease - if flows { EASE } else { 0.0 };
        // Rows that all begin anew are a list or a table; many of them are read down the page all the same.
        let fewest = if self.flows.is_some_and(|f| f < 0.1) { MANY } else { 3 };
        let wide = if self.rows.len() < MANY { WIDE + 2.0 } else { WIDE };
        self.rows.len() >= fewest && self.width >= wide * self.h && self.fill >= fill && self.digits < 0.35
    }

    /// Share of its rows that stand on a baseline of `other`.
    fn aligned(&self, other: &Self) -> f32 {
        let on = |r: &&Row| {
            let i = other.rows.partition_point(|o| o.vc < r.vc);
            let near = other.rows[i.saturating_sub(1)..].iter().take(2).map(|o| (o.vc - r.vc).abs());
            near.fold(f32::MAX, f32::min) < 0.25 * r.h
        };
        self.rows.iter().filter(on).count() as f32 / self.rows.len().max(1) as f32
    }
}

/// The pieces of a row next to the gutter, as far as no white of `joint` pixels parts them; never empty.
fn nearest(row: &[Piece], left: bool, joint: f32) -> &[Piece] {
    let parted = |w: &[Piece]| w[1].u0 - w[0].u1 >= joint;
    if left {
        &row[row.windows(2).rposition(parted).map_or(0, |i| i + 1)..]
    } else {
        &row[..row.windows(2).position(parted).map_or(row.len(), |i| i + 1)]
    }
}

/// Whether a gutter of `width` parts columns: `None` for no, else whether the second is read first.
fn parts(a: &Side, b: &Side, width: f32) -> Option<bool> {
    let h = a.h.min(b.h);
    let rows = a.rows.len().min(b.rows.len());
    // White that happens to run through a few rows is narrow; through many rows it does not happen.
    let narrowest = if rows >= MANY { 0.4 * h } else { 0.8 * h };
    if width < narrowest {
        return None;
    }
    let (on_a, on_b) = (b.aligned(a), a.aligned(b));
    // Columns that stop and start on their own are not the columns of a table, whose rows begin together; nor has a
    // table so many rows, mostly.
    let mut ease = 0.0;
    if rows >= MANY && on_a.max(on_b) < 0.9 {
        ease += EASE;
    }
    if rows >= 2 * MANY {
        ease += EASE;
    }
    // A note beside the text stands off its baselines or is smaller, on several rows, and is read after it.
    let note = |text: &Side, note: &Side, aligned: f32| {
        let small = note.width < 0.45 * text.width && 4 * note.rows.len() < 3 * text.rows.len();
        let sound = note.width >= NOTE * note.h && note.fill >= 0.5 && note.digits < 0.5;
        let apart = aligned < ALIGNED || note.h < 0.85 * text.h;
        let loose = note.rows.len() >= 2 && (apart || (note.rows.len() >= 4 && note.flows.is_some_and(|f| f >= 0.3)));
        text.is_prose(ease) && text.rows.len() >= 5 && small && (note.is_prose(0.0) || (sound && loose))
    };
    if note(b, a, on_b) {
        return Some(true);
    }
    let columns = width < 0.8 * a.width.min(b.width) && a.is_prose(ease) && b.is_prose(ease);
    (columns || note(a, b, on_a)).then_some(false)
}

//! Columns: picks the gutter that parts running text into columns, and tells it from the white between the columns of
//! a table or a receipt, whose rows belong together. Refuses to cut where the evidence is thin: a row that is kept
//! whole can still be read, two columns read across cannot.

use super::frame::{Piece, median};
use super::rows::{self, Row};
use super::{captions, gutter, script};
use crate::Line;

/// How many gutters are looked at closely, the tallest first.
const TRIES: usize = 16;
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

/// White over both columns that is at least this high, in heights, parts what stands above from what stands below: a
/// picture lies there, or one pair of columns ends and another begins.
const BAND: f32 = 2.5;
/// So high it need only be where a heading begins on either side of the gutter.
const LOW_BAND: f32 = 0.8;
/// Such headings are this much taller than the text.
const HEADED: f32 = 1.2;

/// The parts of a region that a gutter parts into columns, in reading order: what stands above the gutter, its columns,
/// once or several times, what stands below it. Each piece is in one part; `None` where they are one column, or a table.
pub(super) fn find(pieces: &[Piece], lines: &[Line]) -> Option<Vec<Vec<Piece>>> {
    let mut sorted = pieces.to_vec();
    sorted.sort_by(|a, b| a.vc().total_cmp(&b.vc()).then(a.u0.total_cmp(&b.u0)).then(a.line.cmp(&b.line)));
    let h = median(sorted.iter().map(Piece::h))?;
    gutter::gutters(&sorted, h).into_iter().take(TRIES).find_map(|g| {
        let g = gutter::trim(&sorted, lines, g, h);
        let (left, right): (Vec<Piece>, Vec<Piece>) = sorted[g.from..g.to].iter().partition(|p| p.uc() < g.u);
        let joint = (0.75 * g.width).min(1.2 * h);
        let (a, b) = (Side::new(&left, lines, true, joint), Side::new(&right, lines, false, joint));
        let second_first = parts(&a, &b, g.width)?;
        let mut parts = vec![sorted[..g.from].to_vec()];
        for run in banded(&sorted[g.from..g.to], lines, g.u, h) {
            let (left, right): (Vec<Piece>, Vec<Piece>) = run.into_iter().partition(|p| p.uc() < g.u);
            parts.extend(if second_first { [right, left] } else { [left, right] });
        }
        parts.push(sorted[g.to..].to_vec());
        Some(parts)
    })
}

/// The pieces of two columns parted at `u`, from one band of white across both to the next.
fn banded(pieces: &[Piece], lines: &[Line], u: f32, h: f32) -> Vec<Vec<Piece>> {
    let mut sorted = pieces.to_vec();
    sorted.sort_by(|a, b| a.v0.total_cmp(&b.v0).then(a.u0.total_cmp(&b.u0)).then(a.line.cmp(&b.line)));
    let mut out = Vec::new();
    let mut from = 0;
    let mut foot = f32::MIN;
    for i in 0..sorted.len() {
        let white = sorted[i].v0 - foot;
        foot = foot.max(sorted[i].v1);
        if i == from || white < LOW_BAND * h {
            continue;
        }
        let first = |left: bool, run: &[Piece]| run.iter().find(|p| (p.uc() < u) == left).copied();
        let [Some(a), Some(b)] = [true, false].map(|left| first(left, &sorted[i..])) else { break };
        let both = [true, false].iter().all(|left| first(*left, &sorted[from..i]).is_some());
        let headed = (a.v0 - b.v0).abs() < 0.5 * h && a.h().min(b.h()) > HEADED * h;
        // Two pictures, one in each column, stand side by side by chance: each has its own words under it.
        let pictures = [a, b].iter().all(|p| captions::begins(&lines[p.line].text));
        if both && !pictures && (white >= BAND * h || headed) {
            out.push(sorted[from..i].to_vec());
            from = i;
        }
    }
    out.push(sorted.split_off(from));
    out
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
    let narrowest = match rows {
        MANY.. => 0.4,
        5.. => 0.6,
        _ => 0.8,
    };
    if width < narrowest * h {
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

//! Ruled tables: rules that meet part the page into a grid; where a rule is missing between two places they are one
//! cell. White parts what the rules leave together: columns under one rule, rows in one band. Refuses grids with little
//! text (drawings, charts), and single boxes.

use super::super::frame::{Frame, Piece};
use super::align::{Columns, PlacedRow, numeric, place, table_rows};
use super::atoms::{Atom, TextRow, is_number, text, text_rows};
use super::build::{Draft, Edges};
use super::judge;
use super::rules::{Rule, Rules, clusters, cover};
use crate::Line;

/// Edges closer than this are one, in heights.
const NEAR: f32 = 0.5;
/// A table's side may be open: text this far beyond the last rule is still inside, in heights.
const OPEN: f32 = 0.8;
/// A border is there where rules cover this share of it.
const COVERED: f32 = 0.5;
/// A table has at least this share of its places filled.
const FILLED: f32 = 0.3;
/// No table has more places; a drawing may.
const MOST_PLACES: usize = 6_000;

/// An edge between rows or columns.
#[derive(Clone, Copy, Debug)]
struct Edge {
    at: f32,
    /// Whether a rule stands there, not only white.
    ruled: bool,
}

/// Cells and edges of a table, and which of the pieces are in it.
pub(super) struct Grid {
    pub drafts: Vec<Draft>,
    pub edges: Edges,
    /// The pieces, by their lines.
    pub members: Vec<usize>,
}

/// The table that a net of rules makes of the pieces inside it, whose words `words` are. `h` is the usual height of a
/// line.
pub(super) fn find(
    net: &Rules,
    pieces: &[Piece],
    words: &[Atom],
    lines: &[Line],
    frame: &Frame,
    h: f32,
) -> Option<Grid> {
    if net.level.len() + net.upright.len() < 3 {
        return None;
    }
    let (us, mut vs) = outer(net, words, h)?;
    if let Some(foot) = last_row(&us, &vs, words, h) {
        vs.push(foot);
    }
    let (u0, u1) = (us[0], us[us.len() - 1]);
    let (v0, v1) = (vs[0], vs[vs.len() - 1]);
    let inside = |p: &Piece| p.uc() > u0 && p.uc() < u1 && p.vc() > v0 && p.vc() < v1;
    let chosen: Vec<Piece> = pieces.iter().filter(|p| inside(p)).copied().collect();
    if chosen.len() < 3 || (us.len() - 1) * (vs.len() - 1) > MOST_PLACES {
        return None;
    }
    let rows = text_rows(&chosen, lines, frame);
    let ruled = |at: &f32| Edge { at: *at, ruled: true };
    let (mut us, mut vs) = (us.iter().map(ruled).collect::<Vec<_>>(), vs.iter().map(ruled).collect::<Vec<_>>());
    part_columns(&mut us, &rows, lines, h);
    part_heads(&mut vs, net, &rows, h);
    part_rows(&mut vs, &us, &rows, lines);
    if us.len() < 3 || vs.len() < 3 {
        return None;
    }
    let places = Places::new(&rows, us, vs, lines);
    let drafts = places.cells(net, h);
    let filled: Vec<&Draft> = drafts.iter().filter(|d| !d.atoms.is_empty()).collect();
    let share = filled.iter().map(|d| d.row_span * d.col_span).sum::<usize>() as f32 / places.count() as f32;
    let rows_filled = filled.iter().map(|d| d.row).collect::<std::collections::BTreeSet<_>>().len();
    let cols_filled = filled.iter().map(|d| d.col).collect::<std::collections::BTreeSet<_>>().len();
    let sound = filled.len() >= 4 && share >= FILLED && rows_filled >= 2 && cols_filled >= 2;
    if !sound || judge::is_newspaper(&filled) {
        return None;
    }
    let edges =
        Edges { rows: places.vs.iter().map(|e| e.at).collect(), cols: places.us.iter().map(|e| e.at).collect() };
    Some(Grid { drafts, edges, members: chosen.iter().map(|p| p.line).collect() })
}

/// The edges that rules draw, with those of sides left open: text stands beyond the last rule across, and rules run out
/// to it.
fn outer(net: &Rules, words: &[Atom], h: f32) -> Option<(Vec<f32>, Vec<f32>)> {
    let level: Vec<Rule> = net.level.iter().filter(|r| r.len() >= h).copied().collect();
    let height = reach(&net.upright).map_or(0.0, |(from, to)| to - from);
    // A short stroke parts columns only where it runs from one rule to another.
    let meets = |v: f32| net.level.iter().any(|l| (l.at - v).abs() < NEAR * h);
    let drawn = |r: &Rule| {
        let in_line = net.upright.iter().filter(|o| (o.at - r.at).abs() < NEAR * h);
        in_line.map(Rule::len).sum::<f32>() >= 0.25 * height
    };
    let sound = |r: &&Rule| r.len() >= 0.8 * h && (drawn(r) || (meets(r.from) && meets(r.to)));
    let upright: Vec<Rule> = net.upright.iter().filter(sound).copied().collect();
    let mut us = clusters(upright.iter().map(|r| r.at).collect(), NEAR * h);
    let mut vs = clusters(level.iter().map(|r| r.at).collect(), NEAR * h);
    let ((left, right), (top, bottom)) = (reach(&level)?, reach(&upright)?);
    let (first, last) = (*us.first()?, *us.last()?);
    let (head, foot) = (*vs.first()?, *vs.last()?);
    let any =
        |u: (f32, f32), v: (f32, f32)| words.iter().any(|a| a.uc() > u.0 && a.uc() < u.1 && a.v > v.0 && a.v < v.1);
    let open = OPEN * h;
    let v = (top.min(head), bottom.max(foot));
    if left < first - open && any((left, first), v) {
        us.insert(0, left);
    }
    if right > last + open && any((last, right), v) {
        us.push(right);
    }
    let u = (left.min(first), right.max(last));
    if top < head - open && any(u, (top, head)) {
        vs.insert(0, top);
    }
    if bottom > foot + open && any(u, (foot, bottom)) {
        vs.push(bottom);
    }
    (us.len() >= 2 && vs.len() >= 2).then_some((us, vs))
}

/// The lower edge of one more row under the last rule: its words keep to the columns, fill most of them and follow
/// closely. A table whose rows are shaded by turns has no rule under its last.
fn last_row(us: &[f32], vs: &[f32], words: &[Atom], h: f32) -> Option<f32> {
    let (foot, bands) = (*vs.last()?, vs.len() as f32 - 1.0);
    let pitch = ((foot - vs[0]) / bands).min(2.5 * h);
    let (from, to) = (us[0], us[us.len() - 1]);
    let below = |a: &&Atom| a.v > foot && a.v < foot + pitch && a.uc() > from - h && a.uc() < to + h;
    let first = words.iter().filter(below).map(|a| a.v).fold(f32::MAX, f32::min);
    let row: Vec<&Atom> = words.iter().filter(below).filter(|a| a.v < first + 0.5 * h).collect();
    let inner = &us[1..us.len() - 1];
    let crosses = row.iter().any(|a| inner.iter().any(|u| a.u0 < u - 0.2 * h && a.u1 > u + 0.2 * h));
    let held = us.windows(2).filter(|s| row.iter().any(|a| a.uc() > s[0] && a.uc() < s[1])).count();
    // Words on both sides of an edge stand apart, or they are a line of text.
    let apart = inner.iter().all(|u| {
        let left = row.iter().filter(|a| a.uc() < *u).map(|a| a.u1).fold(f32::MIN, f32::max);
        let right = row.iter().filter(|a| a.uc() >= *u).map(|a| a.u0).fold(f32::MAX, f32::min);
        right - left > 0.8 * h
    });
    let alone = !words.iter().any(|a| a.v > first + 0.5 * h && a.v < first + 1.4 * h && a.uc() > from && a.uc() < to);
    (held > 1 && 3 * held >= 2 * (us.len() - 1) && !crosses && apart && alone).then_some(first + 0.8 * h)
}

/// Whether what stands between two nets of the same columns is a row of theirs: words in several columns, none over an
/// edge.
pub(super) fn goes_on(upper: &Rules, lower: &Rules, words: &[Atom], h: f32) -> bool {
    let columns = |net: &Rules| clusters(net.upright.iter().map(|r| r.at).collect(), NEAR * h);
    let (a, b) = (columns(upper), columns(lower));
    let (Some((_, foot)), Some((head, _))) = (span(&upper.upright), span(&lower.upright)) else { return false };
    let same = a.len() > 2 && a.len() == b.len() && a.iter().zip(&b).all(|(p, q)| (p - q).abs() < NEAR * h);
    if !same || head < foot - NEAR * h || head > foot + 8.0 * h {
        return false;
    }
    let between = || words.iter().filter(|w| w.v > foot && w.v < head && w.uc() > a[0] && w.uc() < a[a.len() - 1]);
    let crosses = |w: &Atom| a[1..a.len() - 1].iter().any(|u| w.u0 < u - 0.2 * h && w.u1 > u + 0.2 * h);
    let held = a.windows(2).filter(|s| between().any(|w| w.uc() > s[0] && w.uc() < s[1])).count();
    held > 1 && 2 * held >= a.len() - 1 && !between().any(crosses)
}

/// Where the first of some rules begins and the last ends.
fn span(rules: &[Rule]) -> Option<(f32, f32)> {
    let ends = |r: &Rule| (r.from, r.to);
    rules.iter().map(ends).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
}

/// How far the rules reach along themselves: where two of them end, or the only one does. One that runs on alone is no
/// side.
fn reach(rules: &[Rule]) -> Option<(f32, f32)> {
    let mut from: Vec<f32> = rules.iter().map(|r| r.from).collect();
    let mut to: Vec<f32> = rules.iter().map(|r| r.to).collect();
    from.sort_by(f32::total_cmp);
    to.sort_by(|a, b| b.total_cmp(a));
    let second = 1.min(rules.len().checked_sub(1)?);
    Some((from[second], to[second]))
}

/// Parts strips between two rules where white runs down through most of their rows.
fn part_columns(us: &mut Vec<Edge>, rows: &[TextRow], lines: &[Line], h: f32) {
    let mut found = Vec::new();
    for strip in us.windows(2) {
        let inside = |a: &&Atom| a.uc() >= strip[0].at && a.uc() < strip[1].at;
        let segments: Vec<_> = rows
            .iter()
            .map(|r| TextRow { atoms: r.atoms.iter().filter(inside).copied().collect(), ..*r }.segments(lines))
            .filter(|s| !s.is_empty())
            .collect();
        let several = segments.iter().filter(|s| s.len() > 1).count();
        let words: usize = segments.iter().flatten().map(|s| s.atoms.len()).sum();
        let cells = segments.iter().map(Vec::len).sum::<usize>();
        if several < 3 || 2 * several < segments.len() || words > 4 * cells {
            continue;
        }
        if let Some(columns) = Columns::of(&segments, lines, 0.6 * h) {
            found.extend((1..columns.len()).map(|i| Edge { at: columns.bound(i - 1), ruled: false }));
        }
    }
    us.extend(found);
    us.sort_by(|a, b| a.at.total_cmp(&b.at));
}

/// Parts bands where an upright rule begins or ends and words run across its line beyond: a head over the columns that
/// it parts.
fn part_heads(vs: &mut Vec<Edge>, net: &Rules, rows: &[TextRow], h: f32) {
    let mut found: Vec<Edge> = Vec::new();
    let tall = net.upright.iter().map(Rule::len).fold(0.0, f32::max);
    for rule in net.upright.iter().filter(|r| r.len() >= h.max(0.25 * tall)) {
        for end in [rule.from, rule.to] {
            let beyond = |a: &Atom| if end == rule.from { a.v < end } else { a.v > end };
            let near = vs.iter().chain(&found).any(|e| (e.at - end).abs() < 0.6 * h);
            let Some(band) = vs.windows(2).find(|b| b[0].at < end && end < b[1].at) else { continue };
            let in_band = |a: &&Atom| a.v > band[0].at && a.v < band[1].at;
            let atoms = || rows.iter().flat_map(|r| &r.atoms).filter(in_band);
            let over = |r: &TextRow| {
                let own = || r.atoms.iter().filter(in_band).filter(|a| beyond(a));
                let left = own().filter(|a| a.uc() < rule.at).map(|a| a.u1).fold(f32::MIN, f32::max);
                let right = own().filter(|a| a.uc() >= rule.at).map(|a| a.u0).fold(f32::MAX, f32::min);
                own().any(|a| a.u0 < rule.at && a.u1 > rule.at) || right - left < 0.8 * h
            };
            if !near && rows.iter().any(over) && atoms().any(|a| !beyond(a)) {
                found.push(Edge { at: end, ruled: false });
            }
        }
    }
    vs.extend(found);
    vs.sort_by(|a, b| a.at.total_cmp(&b.at));
}

/// Parts bands between two rules that hold several rows of the table: numbers stand on each.
fn part_rows(vs: &mut Vec<Edge>, us: &[Edge], rows: &[TextRow], lines: &[Line]) {
    let columns = Columns { extents: us.windows(2).map(|w| (w[0].at, w[1].at)).collect() };
    let bands = vs.len() - 1;
    let mut found = Vec::new();
    for band in vs.windows(2) {
        let inside = |a: &&Atom| a.v >= band[0].at && a.v < band[1].at;
        let own: Vec<TextRow> = rows
            .iter()
            .map(|r| TextRow { atoms: r.atoms.iter().filter(inside).copied().collect(), ..*r })
            .filter(|r| !r.atoms.is_empty())
            .collect();
        // Where every row is ruled, two lines in a band are one cell's.
        if own.len() < if bands <= 3 { 2 } else { 3 } {
            continue;
        }
        let placed: Vec<PlacedRow> = place(&own, &columns, lines);
        let numbers = numeric(&placed, columns.len(), lines);
        let several = placed.iter().filter(|r| r.cells.len() > 1).count();
        // Words alone part into rows where no rule could have parted them, and each row begins in most columns.
        let begins = |of: &[usize]| {
            (1..of.len()).filter(|&i| of[i] != of[i - 1]).all(|i| 5 * placed[i].cells.len() >= 3 * columns.len())
        };
        let words = !numbers.contains(&true);
        if several < 2 || (words && (bands > 3 || own.len() < 4)) {
            continue;
        }
        let of = table_rows(&placed, &numbers, &[], &columns, lines);
        if words && !begins(&of) {
            continue;
        }
        for i in 1..of.len() {
            if of[i] != of[i - 1] {
                found.push(Edge { at: (placed[i - 1].v + placed[i].v) / 2.0, ruled: false });
            }
        }
    }
    vs.extend(found);
    vs.sort_by(|a, b| a.at.total_cmp(&b.at));
}

/// The places of a grid with the words in each.
struct Places<'a> {
    us: Vec<Edge>,
    vs: Vec<Edge>,
    atoms: Vec<Vec<Atom>>,
    lines: &'a [Line],
}

impl<'a> Places<'a> {
    fn new(rows: &[TextRow], us: Vec<Edge>, vs: Vec<Edge>, lines: &'a [Line]) -> Self {
        let (n, m) = (vs.len() - 1, us.len() - 1);
        let place = |edges: &[Edge], at: f32| edges[1..edges.len() - 1].iter().take_while(|e| at >= e.at).count();
        let mut atoms = vec![Vec::new(); n * m];
        for a in rows.iter().flat_map(|r| &r.atoms) {
            atoms[place(&vs, a.v) * m + place(&us, a.uc())].push(*a);
        }
        Self { us, vs, atoms, lines }
    }

    fn cols(&self) -> usize {
        self.us.len() - 1
    }

    fn count(&self) -> usize {
        self.atoms.len()
    }

    fn at(&self, row: usize, col: usize) -> &[Atom] {
        &self.atoms[row * self.cols() + col]
    }

    /// The cells: places joined where no border parts them, squared where they would be crooked.
    fn cells(&self, net: &Rules, h: f32) -> Vec<Draft> {
        let (rows, cols) = (self.vs.len() - 1, self.cols());
        let near = NEAR * h;
        let mut areas: Vec<[usize; 4]> = Vec::with_capacity(self.count());
        let upright =
            |r: usize, c: usize| cover(&net.upright, self.us[c].at, self.vs[r].at, self.vs[r + 1].at, near) >= COVERED;
        let level =
            |r: usize, c: usize| cover(&net.level, self.vs[r].at, self.us[c].at, self.us[c + 1].at, near) >= COVERED;
        let usual: Vec<bool> =
            (0..=cols).map(|c| (0..rows).filter(|&r| upright(r, c)).count() * 5 >= 3 * rows).collect();
        for r in 0..rows {
            for (c, usual) in usual.iter().take(cols).enumerate() {
                // A cell that was squared may reach here already.
                if !areas.iter().any(|a| a[0] <= r && r < a[2] && a[1] <= c && c < a[3]) {
                    areas.push([r, c, r + 1, c + 1]);
                }
                if c > 0 && !(self.us[c].ruled && upright(r, c)) && self.crosses(r, c, *usual, h) {
                    join(&mut areas, [r, c - 1, r + 1, c + 1]);
                }
                if r > 0 && self.vs[r].ruled && !level(r, c) && self.flows(r, c, h) {
                    join(&mut areas, [r - 1, c, r + 1, c + 1]);
                }
            }
        }
        let draft = |a: &[usize; 4]| {
            let places = (a[0]..a[2]).flat_map(|r| (a[1]..a[3]).map(move |c| (r, c)));
            let atoms = places.flat_map(|(r, c)| self.at(r, c)).copied().collect();
            Draft { row: a[0], col: a[1], row_span: a[2] - a[0], col_span: a[3] - a[1], atoms }
        };
        areas.iter().map(draft).collect()
    }

    /// Whether the places left and right of column edge `c` in row `r`, which no rule parts, are one cell.
    fn crosses(&self, r: usize, c: usize, usual: bool, h: f32) -> bool {
        let (left, right) = (self.at(r, c - 1), self.at(r, c));
        let at = self.us[c].at;
        let over = |a: &Atom| a.u0 < at - 0.4 * h && a.u1 > at + 0.4 * h;
        if left.iter().chain(right).any(over) {
            return true;
        }
        // Words on one printed row with wide white between stand in two cells, whatever is drawn.
        let mut apart = false;
        for a in left {
            for b in right.iter().filter(|b| b.row == a.row) {
                if b.u0 - a.u1 < 0.8 * h {
                    return true;
                }
                apart = true;
            }
        }
        // One side is empty: a rule that most rows have is missing for a reason.
        !apart && usual && self.us[c].ruled
    }

    /// Whether the places above and below row edge `r` in column `c`, which no rule parts, are one cell.
    fn flows(&self, r: usize, c: usize, h: f32) -> bool {
        let (above, below) = (self.at(r - 1, c), self.at(r, c));
        if above.is_empty() || below.is_empty() {
            return true;
        }
        let foot = above.iter().map(|a| a.v).fold(f32::MIN, f32::max);
        let head = below.iter().map(|a| a.v).fold(f32::MAX, f32::min);
        let number = |atoms: &[Atom]| is_number(&text(atoms, self.lines));
        head - foot < 1.8 * h && !(number(above) && number(below))
    }
}

/// Joins all areas that touch `area` (first row, first column, and one past the last of each) into one.
fn join(areas: &mut Vec<[usize; 4]>, mut area: [usize; 4]) {
    while let Some(i) = areas.iter().position(|a| a[0] < area[2] && area[0] < a[2] && a[1] < area[3] && area[1] < a[3])
    {
        let a = areas.swap_remove(i);
        area = [a[0].min(area[0]), a[1].min(area[1]), a[2].max(area[2]), a[3].max(area[3])];
    }
    areas.push(area);
}

//! Alignment: columns found by the white that runs down between words, where no rule parts them, and which printed rows
//! are one row of the table. Refuses to say whether rows make a table: `judge` does.

use super::super::script;
use super::atoms::{Atom, Segment, TextRow, is_number, is_year, text};
use super::rules::{Rule, cover};
use crate::Line;

/// Rows with at least this share of the segments that the fullest rows have say where the columns are: the greater
/// share where it leaves enough of them.
const FULL: [f32; 2] = [0.75, 0.6];
/// Rows of one cell stand no farther apart than this, in heights.
const TIGHT: f32 = 2.0;

/// The columns of a region.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Columns {
    /// Where the words of each column begin and end, in order.
    pub extents: Vec<(f32, f32)>,
}

impl Columns {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.extents.len()
    }

    /// The middle of the white after column `i`.
    pub(super) fn bound(&self, i: usize) -> f32 {
        (self.extents[i].1 + self.extents[i + 1].0) / 2.0
    }

    /// The width of the white after column `i`.
    pub(super) fn white(&self, i: usize) -> f32 {
        self.extents[i + 1].0 - self.extents[i].1
    }

    /// The columns of `rows` (each a row's segments), which stand at least `narrowest` apart; one column where no white
    /// runs down.
    pub(super) fn of(rows: &[Vec<Segment>], lines: &[Line], narrowest: f32) -> Option<Self> {
        let mut counts: Vec<usize> = rows.iter().map(Vec::len).filter(|n| *n > 1).collect();
        counts.sort_unstable();
        let most = *counts.get((counts.len() * 9 / 10).min(counts.len().saturating_sub(1)))?;
        let fuller = |share: f32| {
            let fewest = ((share * most as f32).ceil() as usize).max(2);
            rows.iter().filter(|r| r.len() >= fewest).collect::<Vec<_>>()
        };
        let full =
            FULL.iter().map(|share| fuller(*share)).find(|full| full.len() >= 3).unwrap_or_else(|| fuller(FULL[1]));
        // Heads are set otherwise than the numbers under them, and reach over the white between.
        let numbers = |r: &&&Vec<Segment>| r.iter().filter(|s| is_number(&text(&s.atoms, lines))).count() > 1;
        let numbered: Vec<&Vec<Segment>> = full.iter().filter(numbers).copied().collect();
        let full = if numbered.len() >= 3 && 5 * numbered.len() >= 2 * full.len() { numbered } else { full };
        // One row in twenty may hold something that runs across.
        let allowed = full.len() / 20;
        let mut edges: Vec<(f32, i32)> = Vec::new();
        for s in full.iter().flat_map(|r| r.iter()) {
            edges.push((s.u0, 1));
            edges.push((s.u1, -1));
        }
        edges.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        let mut extents: Vec<(f32, f32)> = Vec::new();
        let (mut cover, mut start) = (0, None);
        for (u, step) in edges {
            let before = cover > allowed as i32;
            cover += step;
            match (before, cover > allowed as i32) {
                (false, true) => start = Some(u),
                (true, false) => extents.extend(start.take().map(|s| (s, u))),
                _ => {}
            }
        }
        let mut columns = Self { extents: Vec::new() };
        for (a, b) in extents {
            match columns.extents.last_mut() {
                Some(last) if a - last.1 < narrowest => last.1 = b,
                _ => columns.extents.push((a, b)),
            }
        }
        columns.without_signs(&full, lines);
        Some(columns)
    }

    /// Joins a column of nothing but `$`, `%`, `±` to the numbers it belongs to.
    fn without_signs(&mut self, rows: &[&Vec<Segment>], lines: &[Line]) {
        let mut i = 0;
        while i < self.len() && self.len() > 1 {
            let (a, b) = self.extents[i];
            let inside =
                rows.iter().flat_map(|r| r.iter()).filter(|s| (s.u0 + s.u1) / 2.0 >= a && (s.u0 + s.u1) / 2.0 <= b);
            let texts: Vec<String> = inside.map(|s| text(&s.atoms, lines)).collect();
            let all = |signs: &str| !texts.is_empty() && texts.iter().all(|t| t.chars().all(|c| signs.contains(c)));
            if all("$€£¥₹¢±(") && i + 1 < self.len() {
                self.extents[i + 1].0 = a;
                self.extents.remove(i);
            } else if all("%)") && i > 0 {
                self.extents[i - 1].1 = b;
                self.extents.remove(i);
            } else {
                i += 1;
            }
        }
    }

    /// The column that a place along the writing is in.
    pub(super) fn at(&self, u: f32) -> usize {
        (0..self.len() - 1).take_while(|&i| u > self.bound(i)).count()
    }

    /// A row's segments by the columns they cover; what was read as one but keeps the columns' white is parted.
    pub(super) fn place(&self, segments: &[Segment], h: f32) -> Vec<Placed> {
        let mut out: Vec<Placed> = Vec::new();
        for segment in segments {
            let by_column: Vec<&[Atom]> = segment.atoms.chunk_by(|a, b| self.at(a.uc()) == self.at(b.uc())).collect();
            // Words that stand as cells of their columns stand, each at its own column's edge or middle.
            if by_column.len() > 1 && by_column.iter().all(|part| self.fits(part, h)) {
                by_column.iter().for_each(|part| self.put(part, h, &mut out));
                continue;
            }
            let mut from = 0;
            for i in 1..=segment.atoms.len() {
                if i == segment.atoms.len() || self.parts(&segment.atoms[i - 1], &segment.atoms[i], h) {
                    self.put(&segment.atoms[from..i], h, &mut out);
                    from = i;
                }
            }
        }
        out
    }

    /// Whether two words of one row stand in two columns, as much white between them as the columns keep.
    fn parts(&self, a: &Atom, b: &Atom, h: f32) -> bool {
        let between = self.at(a.uc())..self.at(b.uc());
        let gap = b.u0 - a.u1;
        between.into_iter().any(|c| {
            let clear = a.u1 <= self.bound(c) + 0.3 * h && b.u0 >= self.bound(c) - 0.3 * h;
            clear && gap >= (0.7 * self.white(c)).max(0.25 * h)
        })
    }

    /// Whether words keep to the left edge, the right edge or the middle of the column they are in.
    fn fits(&self, atoms: &[Atom], h: f32) -> bool {
        let (u0, u1) = (atoms[0].u0, atoms.iter().map(|a| a.u1).fold(f32::MIN, f32::max));
        let (a, b) = self.extents[self.at((u0 + u1) / 2.0)];
        let near = |d: f32| d.abs() <= 0.5 * h;
        near(u0 - a) || near(u1 - b) || near((u0 + u1 - a - b) / 2.0)
    }

    fn put(&self, atoms: &[Atom], h: f32, out: &mut Vec<Placed>) {
        let u0 = atoms.iter().map(|a| a.u0).fold(f32::MAX, f32::min);
        let u1 = atoms.iter().map(|a| a.u1).fold(f32::MIN, f32::max);
        let middle = self.at((u0 + u1) / 2.0);
        // A little of a neighbour's width is an overhang, not a span.
        let covers = |i: &usize| {
            let (a, b) = self.extents[*i];
            let common = u1.min(b) - u0.max(a);
            *i == middle || common > (0.35 * (b - a)).max(0.6 * h).min(0.9 * (b - a)).max(1.0)
        };
        let first = (0..self.len()).find(covers).unwrap_or(middle);
        let last = (0..self.len()).rev().find(covers).unwrap_or(middle);
        // Two pieces of one row in one place are one cell.
        if let Some(before) = out.last_mut().filter(|p| first <= p.last) {
            before.last = before.last.max(last);
            before.atoms.extend_from_slice(atoms);
        } else {
            out.push(Placed { first, last, atoms: atoms.to_vec() });
        }
    }
}

/// Words of one printed row in the columns `first..=last`.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub first: usize,
    pub last: usize,
    pub atoms: Vec<Atom>,
}

/// A printed row with its words in columns.
#[derive(Clone, Debug)]
pub(super) struct PlacedRow {
    pub v: f32,
    pub base: f32,
    pub h: f32,
    pub cells: Vec<Placed>,
}

impl PlacedRow {
    fn has(&self, column: usize) -> bool {
        self.cells.iter().any(|c| c.first <= column && column <= c.last)
    }
}

/// Places the segments of each row.
pub(super) fn place(rows: &[TextRow], columns: &Columns, lines: &[Line]) -> Vec<PlacedRow> {
    rows.iter()
        .map(|r| PlacedRow { v: r.v, base: r.base, h: r.h, cells: columns.place(&r.segments(lines), r.h) })
        .collect()
}

/// Which columns hold numbers, mostly.
pub(super) fn numeric(rows: &[PlacedRow], columns: usize, lines: &[Line]) -> Vec<bool> {
    let share = |c: usize| {
        let cells: Vec<bool> = rows
            .iter()
            .flat_map(|r| &r.cells)
            .filter(|p| p.first == c && p.last == c)
            .map(|p| is_number(&text(&p.atoms, lines)))
            .collect();
        let numbers = cells.iter().filter(|n| **n).count();
        numbers >= 2 && 5 * numbers >= 3 * cells.len()
    };
    (0..columns).map(share).collect()
}

/// The first printed row that holds a number in a column of numbers: what stands above is the head.
pub(super) fn head(rows: &[PlacedRow], numeric: &[bool], lines: &[Line]) -> usize {
    let holds = |r: &PlacedRow| {
        let cells = || r.cells.iter().filter(|p| p.first == p.last && numeric[p.first]);
        let numbers: Vec<String> = cells().map(|p| text(&p.atoms, lines)).filter(|t| is_number(t)).collect();
        !numbers.is_empty() && (r.has(0) || !numbers.iter().all(|t| is_year(t)))
    };
    rows.iter().position(holds).unwrap_or(0)
}

/// Widens the cells of the head that stand over several columns: by the rule under them, or as they stand over the
/// white between two.
pub(super) fn span_heads(rows: &mut [PlacedRow], head: usize, rules: &[Rule], columns: &Columns) {
    for row in &mut rows[..head] {
        for i in 0..row.cells.len() {
            let cell = &row.cells[i];
            let u0 = cell.atoms.iter().map(|a| a.u0).fold(f32::MAX, f32::min);
            let u1 = cell.atoms.iter().map(|a| a.u1).fold(f32::MIN, f32::max);
            let under = rules.iter().find(|r| {
                let below = r.at > row.v && r.at < row.v + 1.6 * row.h;
                below && r.from <= u0 + 0.5 * row.h && r.to >= u1 - 0.5 * row.h
            });
            let over = |c: &usize| {
                let (a, b) = columns.extents[*c];
                match under {
                    Some(rule) => rule.to.min(b) - rule.from.max(a) > 0.5 * (b - a),
                    // The middle stands in the white next to the column.
                    None => {
                        let middle = (u0 + u1) / 2.0;
                        let near = |bound: usize| *c == bound || *c == bound + 1;
                        (0..columns.len() - 1).any(|w| {
                            let (left, right) = (columns.extents[w].1, columns.extents[w + 1].0);
                            near(w) && middle > left + 0.3 * row.h && middle < right - 0.3 * row.h && w > 0
                        })
                    }
                }
            };
            let (first, last) = (cell.first, cell.last);
            let from = (0..columns.len()).find(over).unwrap_or(first).min(first);
            let to = (0..columns.len()).rev().find(over).unwrap_or(last).max(last);
            let free = |c: usize| row.cells.iter().enumerate().all(|(k, o)| k == i || c < o.first || c > o.last);
            // A rule under the whole table is no head's.
            if (from, to) != (0, columns.len() - 1) && (from..=to).all(|c| (first..=last).contains(&c) || free(c)) {
                (row.cells[i].first, row.cells[i].last) = (from, to);
            }
        }
    }
}

/// For each printed row, the table's row it is of. `rules` are the level rules between them.
pub(super) fn table_rows(
    rows: &[PlacedRow],
    numeric: &[bool],
    rules: &[Rule],
    columns: &Columns,
    lines: &[Line],
) -> Vec<usize> {
    let head = head(rows, numeric, lines).max(above(rows, rules, columns));
    let gaps: Vec<f32> = rows.windows(2).map(|w| w[1].base - w[0].base).collect();
    let pitch = pitch(rows, &gaps, head);
    let leading = leading(&rows[head..], &gaps[head.min(gaps.len())..]);
    let mut out = vec![0; rows.len()];
    let mut start = 0;
    for i in 1..rows.len() {
        let (a, b, gap) = (&rows[i - 1], &rows[i], gaps[i - 1]);
        let h = a.h.max(b.h);
        let ruled = rules.iter().any(|r| {
            let covered = |p: &Placed| {
                let (u0, u1) = (columns.extents[p.first].0, columns.extents[p.last].1);
                cover(&[*r], r.at, u0, u1, 1.0) > 0.5
            };
            r.at > a.v && r.at < b.v && (a.cells.iter().any(covered) || b.cells.iter().any(covered))
        });
        let joins = !ruled && gap <= TIGHT * h && !conflict(a, b) && {
            if i < head {
                stacked(a, b)
            } else {
                i > head && continues(&rows[start..i], b, numeric, gap, pitch, lines)
                    || (!numeric.contains(&true) && i > 1 && wraps(a, b, gap, leading, lines))
            }
        };
        out[i] = out[i - 1] + usize::from(!joins);
        if !joins {
            start = i;
        }
    }
    out
}

/// How many rows stand above the first rule across, where that is a head: few rows over more.
fn above(rows: &[PlacedRow], rules: &[Rule], columns: &Columns) -> usize {
    let (u0, u1) = (columns.extents[0].0, columns.extents[columns.len() - 1].1);
    let inner = |r: &&Rule| r.at > rows[0].v && r.at < rows[rows.len() - 1].v && cover(&[**r], r.at, u0, u1, 1.0) > 0.8;
    let Some(first) = rules.iter().find(inner) else { return 0 };
    let count = rows.iter().take_while(|r| r.v < first.at).count();
    if count <= 5 && count < rows.len() - count { count } else { 0 }
}

/// The usual distance of rows of the body that begin in the first column.
fn pitch(rows: &[PlacedRow], gaps: &[f32], head: usize) -> f32 {
    let begins = |i: usize| rows[i].has(0) && rows[i].cells.len() > 1;
    let own = (head.max(1)..rows.len()).filter(|&i| begins(i) && begins(i - 1)).map(|i| gaps[i - 1]);
    super::super::frame::median(own).unwrap_or(0.0)
}

/// The greatest distance of lines within a cell, where it is plainly less than that of rows, and lines that follow so
/// closely fill fewer columns than others; `None` where all are alike.
fn leading(rows: &[PlacedRow], gaps: &[f32]) -> Option<f32> {
    let mut sorted = gaps.to_vec();
    sorted.sort_by(f32::total_cmp);
    let cut = (1..sorted.len()).max_by(|a, b| {
        let jump = |i: usize| sorted[i] / sorted[i - 1].max(1.0);
        // Far gaps part blocks of rows; how far says nothing.
        jump(*a).min(1.5).total_cmp(&jump(*b).min(1.5)).then(b.cmp(a))
    })?;
    let (close, wide) = sorted.split_at(cut);
    let mean = |part: &[f32]| part.iter().sum::<f32>() / part.len().max(1) as f32;
    let limit = (close[close.len() - 1] + wide[0]) / 2.0;
    let cells = |close: bool| {
        let chosen = gaps.iter().zip(&rows[1..]).filter(|(gap, _)| (**gap <= limit) == close);
        let counts: Vec<f32> = chosen.map(|(_, row)| row.cells.len() as f32).collect();
        mean(&counts)
    };
    (sorted.len() >= 3 && mean(wide) >= 1.15 * mean(close) && cells(true) < 0.95 * cells(false)).then_some(limit)
}

/// Whether row `b` goes on with the cells of row `a` in a table of words: it stands closer than rows do, or fills fewer
/// columns.
fn wraps(a: &PlacedRow, b: &PlacedRow, gap: f32, leading: Option<f32>, lines: &[Line]) -> bool {
    if b.cells.iter().filter(|p| is_number(&text(&p.atoms, lines))).count() > 1 {
        return false;
    }
    match leading {
        Some(limit) => gap <= limit,
        None => !b.has(0) && b.cells.iter().all(|p| a.has(p.first)),
    }
}

/// Whether cells of two rows stand over each other with different spans.
fn conflict(a: &PlacedRow, b: &PlacedRow) -> bool {
    a.cells.iter().any(|p| {
        b.cells.iter().any(|q| p.first <= q.last && q.first <= p.last && (p.first, p.last) != (q.first, q.last))
    })
}

/// Whether some column goes on from one row of the head to the next.
fn stacked(a: &PlacedRow, b: &PlacedRow) -> bool {
    a.cells.iter().any(|p| b.cells.iter().any(|q| (p.first, p.last) == (q.first, q.last)))
}

/// Whether row `b` of the body goes on with the cells of the printed rows `above`, which are one row of the table.
fn continues(above: &[PlacedRow], b: &PlacedRow, numeric: &[bool], gap: f32, pitch: f32, lines: &[Line]) -> bool {
    let number = |r: &PlacedRow| r.cells.iter().any(|p| numeric[p.first] && is_number(&text(&p.atoms, lines)));
    let label = |r: &PlacedRow| r.cells.iter().find(|p| p.first == 0).map(|p| text(&p.atoms, lines));
    let (first, last) = (&above[0], &above[above.len() - 1]);
    let numbered = above.iter().any(number);
    let under = b.cells.iter().all(|p| above.iter().any(|a| a.has(p.first)));
    let close = pitch > 0.0 && gap <= 0.82 * pitch;
    let goes_on =
        label(b).is_some_and(|t| script::starts_small(&t)) || label(last).is_some_and(|t| t.ends_with(['-', ',']));
    if !number(b) && under && (numbered || !numeric.contains(&true)) {
        // The rest of a wrapped cell: set closer than rows are, or in the middle of a sentence.
        let small = b.cells.first().is_some_and(|p| script::starts_small(&text(&p.atoms, lines)));
        return close || ((goes_on || small) && b.cells.len() < first.cells.len().max(2));
    }
    // A label on two lines with its numbers on the second.
    !numbered && number(b) && above.iter().all(|a| a.cells.len() == 1 && a.has(0)) && (goes_on || (close && b.has(0)))
}

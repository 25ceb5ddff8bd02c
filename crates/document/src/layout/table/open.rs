//! Tables with level rules alone, and tables with none: rows whose words keep to columns. Refuses what `judge` refuses.

use super::super::frame::{Frame, Piece};
use super::super::script;
use super::align::{Columns, Placed, head, numeric, place, span_heads, table_rows};
use super::atoms::{Segment, TextRow, text, text_rows};
use super::build::{Draft, Edges};
use super::grid::Grid;
use super::judge::{self, Evidence};
use super::rules::Rule;
use crate::Line;

/// Rules of one table begin and end within this, in heights.
const FLUSH: f32 = 1.0;
/// A table's rule is at least this long, in heights.
const LONG: f32 = 9.0;
/// Columns stand at least so far apart between rules, and with none, in heights.
const NARROW: f32 = 0.2;
const WIDE: f32 = 0.7;
/// Rows of a table with no rules stand no farther apart than this, in heights; so many in a row may hold one piece
/// alone, and it has no more rows.
const APART: f32 = 3.2;
const GAPS: usize = 4;
const MOST_ROWS: usize = 200;
const TRIES: usize = 6;
/// Rows of a head above the first rule stand no farther apart than this, in heights.
const CLOSE: f32 = 2.1;
/// So many rows of a head may stand above the first rule.
const HEAD: usize = 4;
/// So many bands between rules are tried as one table.
const MOST_BANDS: usize = 60;
/// A row of a table has no more lines than this.
const LONGEST: usize = 8;

/// Cells and edges of rows in columns; `None` where they are no table.
pub(super) fn table(
    rows: &[TextRow],
    rules: &[Rule],
    evidence: Evidence,
    lines: &[Line],
    h: f32,
) -> Option<(Vec<Draft>, Edges)> {
    let segments: Vec<Vec<Segment>> = rows.iter().map(|r| r.segments(lines)).collect();
    let narrowest = if matches!(evidence, Evidence::Ruled(_)) { NARROW } else { WIDE } * h;
    let columns = Columns::of(&segments, lines, narrowest)?;
    if columns.len() < 2 {
        return None;
    }
    let mut placed = place(rows, &columns, lines);
    if !judge::is_table(&placed, &columns, evidence, lines) {
        return None;
    }
    let numbers = numeric(&placed, columns.len(), lines);
    let heads = head(&placed, &numbers, lines);
    span_heads(&mut placed, heads, rules, &columns);
    let of = table_rows(&placed, &numbers, rules, &columns, lines);
    let worded = evidence == Evidence::Page && !numbers.contains(&true);
    if worded && !judge::keeps_rows(&placed, &of, &columns) {
        return None;
    }
    let count = of.last()? + 1;
    let mut drafts: Vec<Draft> = Vec::new();
    for (row, cells) in of.iter().zip(&placed) {
        for Placed { first, last, atoms } in &cells.cells {
            let mut draft =
                Draft { row: *row, col: *first, row_span: 1, col_span: last + 1 - first, atoms: atoms.clone() };
            let meets =
                |d: &Draft, e: &Draft| d.row == e.row && d.col < e.col + e.col_span && e.col < d.col + d.col_span;
            while let Some(i) = drafts.iter().position(|d| meets(d, &draft)) {
                let other = drafts.swap_remove(i);
                let (from, to) =
                    (draft.col.min(other.col), (draft.col + draft.col_span).max(other.col + other.col_span));
                draft.atoms.extend(other.atoms);
                (draft.col, draft.col_span) = (from, to - from);
            }
            drafts.push(draft);
        }
    }
    let mut cols = vec![columns.extents[0].0];
    cols.extend((1..columns.len()).map(|i| columns.bound(i - 1)));
    cols.push(columns.extents[columns.len() - 1].1);
    let mut edges = vec![placed[0].v - placed[0].h / 2.0];
    for i in 1..of.len() {
        if of[i] != of[i - 1] {
            edges.push((placed[i - 1].v + placed[i].v) / 2.0);
        }
    }
    let last = &placed[placed.len() - 1];
    edges.push(last.v + last.h / 2.0);
    debug_assert_eq!(edges.len(), count + 1);
    Some((drafts, Edges { rows: edges, cols }))
}

/// Tables between level rules that begin and end together.
pub(super) fn half_ruled(level: &[Rule], pieces: &[Piece], lines: &[Line], frame: &Frame, h: f32) -> Vec<Grid> {
    let mut sets: Vec<Vec<Rule>> = Vec::new();
    for rule in level.iter().filter(|r| r.len() >= LONG * h) {
        let flush =
            |s: &Vec<Rule>| (s[0].from - rule.from).abs() <= FLUSH * h && (s[0].to - rule.to).abs() <= FLUSH * h;
        match sets.iter_mut().find(|s| flush(s)) {
            Some(set) => set.push(*rule),
            None => sets.push(vec![*rule]),
        }
    }
    let mut found: Vec<Grid> = Vec::new();
    for set in sets.iter().filter(|s| s.len() > 1) {
        let mut bands = Vec::new();
        for pair in set.windows(2) {
            let inside = |p: &Piece| {
                p.vc() > pair[0].at && p.vc() < pair[1].at && p.uc() > pair[0].from - h && p.uc() < pair[0].to + h
            };
            let members: Vec<usize> = (0..pieces.len()).filter(|&i| inside(&pieces[i])).collect();
            let chosen: Vec<Piece> = members.iter().map(|&i| pieces[i]).collect();
            let rows: Vec<usize> = text_rows(&chosen, lines, frame).iter().map(|r| r.segments(lines).len()).collect();
            let single = rows.iter().filter(|n| **n == 1).count();
            let begins = rows.first().is_some_and(|n| *n > 1);
            bands.push(Band { members, rows: rows.len(), single, begins });
        }
        // What stands between two tables, or a table and the page's head, is one column.
        for run in bands.split(Band::is_text) {
            let mut from = 0;
            while from < run.len() {
                let last = run.len().min(from + MOST_BANDS);
                let longest = (from + 1..=last).rev().find_map(|to| {
                    let only_single = |b: &Band| b.single == b.rows;
                    let ends = only_single(&run[from]) || only_single(&run[to - 1]);
                    let grid = if ends { None } else { try_bands(&run[from..to], level, pieces, lines, frame, h) };
                    grid.map(|g| (to, g))
                });
                match longest {
                    Some((to, grid)) => {
                        if !found.iter().any(|f| f.members.iter().any(|m| grid.members.contains(m))) {
                            found.push(grid);
                        }
                        from = to;
                    }
                    None => from += 1,
                }
            }
        }
    }
    found
}

/// Tables with no rules that reading by columns would cut up, looked for on the whole page.
pub(super) fn whole_page(pieces: &[Piece], lines: &[Line], frame: &Frame, h: f32) -> Vec<Grid> {
    let rows = text_rows(pieces, lines, frame);
    let counts: Vec<usize> = rows.iter().map(|r| r.segments(lines).len()).collect();
    let mut found = Vec::new();
    // A run that was tried from its first few rows in vain is not tried from each.
    let (mut tries, mut run) = (0, 0);
    let (mut from, mut taken) = (0, 0);
    while from < rows.len() {
        let near = |i: usize| rows[i].v - rows[i - 1].v <= APART * rows[i].h.max(rows[i - 1].h);
        let mut to = from + 1;
        let mut end = to;
        while to < rows.len() && to - from < MOST_ROWS && near(to) && to - end < GAPS {
            to += 1;
            end = if counts[to - 1] > 1 { to } else { end };
        }
        // A row of one piece may end the last cell.
        while end < to && counts[end] == 1 && rows[end].v - rows[end - 1].v < 1.7 * rows[end].h {
            end += 1;
        }
        (tries, run) = if end == run { (tries + usize::from(counts[from] > 2), run) } else { (0, end) };
        let several = counts[from..end].iter().filter(|n| **n > 2).count();
        let grid = (counts[from] > 2 && several >= 3 && tries < TRIES)
            .then(|| with_head(&rows, (from, end - from), from - taken, &[], Evidence::Page, lines, h))
            .flatten();
        match grid {
            Some((_, drafts, edges)) => {
                let mut members: Vec<usize> = drafts.iter().flat_map(|d| &d.atoms).map(|a| a.line).collect();
                members.dedup();
                found.push(Grid { drafts, edges, members });
                (from, taken) = (end, end);
            }
            None => from += 1,
        }
    }
    found
}

/// A table of `rows[from..from + n]` with the rows of its head that stand above, of which no more than `most` are free:
/// where it begins, its cells and its edges.
pub(super) fn with_head(
    rows: &[TextRow],
    (from, n): (usize, usize),
    most: usize,
    rules: &[Rule],
    evidence: Evidence,
    lines: &[Line],
    h: f32,
) -> Option<(usize, Vec<Draft>, Edges)> {
    let (drafts, edges) = table(&rows[from..from + n], rules, evidence, lines, h)?;
    let segments: Vec<Vec<Segment>> = rows[from..from + n].iter().map(|r| r.segments(lines)).collect();
    let columns = Columns::of(&segments, lines, WIDE * h)?;
    let above: Vec<&TextRow> = rows[from - most..from].iter().rev().collect();
    let count = more(&columns, &rows[from], &above, lines);
    let whole = (count > 0).then(|| table(&rows[from - count..from + n], rules, evidence, lines, h)).flatten();
    Some(match whole {
        Some((drafts, edges)) => (from - count, drafts, edges),
        None => (from, drafts, edges),
    })
}

/// How many more rows, from the first of `near` outwards, are of a table with `columns`: those whose words keep to its
/// columns and follow closely on `edge`, the nearest row of the table.
pub(super) fn more(columns: &Columns, edge: &TextRow, near: &[&TextRow], lines: &[Line]) -> usize {
    let (mut last, mut count, mut good) = (edge, 0, 0);
    for row in near.iter().take(HEAD) {
        let h = row.h.max(last.h);
        let segments = row.segments(lines);
        if (row.base - last.base).abs() > CLOSE * h {
            break;
        }
        count += 1;
        let cells = columns.place(&segments, h);
        if cells.len() > 1 && cells.iter().all(|c| c.first == c.last) {
            good = count;
        }
        last = row;
    }
    good
}

/// How many rows after a table's last go on with its cells: they stand as close as lines do, each within one of the
/// columns that `cols` are the edges of.
pub(super) fn tail(cols: &[f32], rows: &[TextRow], after: &[&TextRow], lines: &[Line]) -> usize {
    let Some(mut last) = rows.last() else { return 0 };
    let mut count = 0;
    for row in after.iter().take(HEAD) {
        let segments = row.segments(lines);
        let inside = |s: &Segment| cols.windows(2).any(|c| s.u0 > c[0] - 0.5 * row.h && s.u1 < c[1] + 0.5 * row.h);
        let small = segments.first().is_some_and(|s| script::starts_small(&text(&s.atoms, lines)));
        if row.v - last.v > 1.6 * row.h.max(last.h) || !small || !segments.iter().all(inside) {
            break;
        }
        (last, count) = (row, count + 1);
    }
    count
}

/// What stands between two rules.
struct Band {
    members: Vec<usize>,
    rows: usize,
    /// How many of its rows have no wide white.
    single: usize,
    /// Whether its first row has some: a row of a table may go on in one column for long.
    begins: bool,
}

impl Band {
    /// Whether it holds text in one column, or nothing.
    fn is_text(&self) -> bool {
        let most = 10 * self.single > 6 * self.rows;
        self.rows == 0 || (self.single >= 3 && most && !(self.begins && self.rows <= LONGEST))
    }
}

fn try_bands(bands: &[Band], level: &[Rule], pieces: &[Piece], lines: &[Line], frame: &Frame, h: f32) -> Option<Grid> {
    let chosen: Vec<Piece> = bands.iter().flat_map(|b| b.members.iter().map(|&i| pieces[i])).collect();
    let rows = text_rows(&chosen, lines, frame);
    if rows.len() < 2 {
        return None;
    }
    if bands.len() > 1 && !bands.iter().all(|b| keeps(b, &rows, pieces, lines, frame, h)) {
        return None;
    }
    let evidence = Evidence::Ruled(bands.len() + 1);
    table(&rows, level, evidence, lines, h)?;
    // The head may stand above the first rule.
    let segments: Vec<Vec<Segment>> = rows.iter().map(|r| r.segments(lines)).collect();
    let columns = Columns::of(&segments, lines, NARROW * h)?;
    let (u0, u1) = (columns.extents[0].0 - h, columns.extents[columns.len() - 1].1 + h);
    let top = rows[0].v;
    let over = |p: &&Piece| p.vc() < top - 0.5 * h && p.vc() > top - 12.0 * h && p.uc() > u0 && p.uc() < u1;
    let above: Vec<Piece> = pieces.iter().filter(over).filter(|p| !chosen.contains(p)).copied().collect();
    let heads = text_rows(&above, lines, frame);
    let count = more(&columns, &rows[0], &heads.iter().rev().collect::<Vec<_>>(), lines);
    let mut all = chosen.clone();
    for row in &heads[heads.len() - count..] {
        all.extend(above.iter().filter(|p| row.atoms.iter().any(|a| a.line == p.line)));
    }
    let numeric_first = || {
        let placed = place(&rows, &columns, lines);
        numeric(&placed, columns.len(), lines)[0] && {
            let beside = |p: &&Piece| {
                let row = rows.iter().any(|r| (p.vc() - r.v).abs() < 0.4 * r.h);
                row && p.u1 < columns.extents[0].0 && p.u1 > columns.extents[0].0 - 40.0 * h
            };
            2 * pieces.iter().filter(beside).count() >= rows.len()
        }
    };
    // Sums between rules whose names stand beside them are a part of a table.
    if numeric_first() {
        return None;
    }
    let grid = |pieces: &[Piece]| {
        let (drafts, edges) = table(&text_rows(pieces, lines, frame), level, evidence, lines, h)?;
        Some(Grid { drafts, edges, members: pieces.iter().map(|p| p.line).collect() })
    };
    grid(&all).or_else(|| grid(&chosen))
}

/// Whether the rows of one band keep to the columns of them all: most of their cells stand in one column each.
fn keeps(band: &Band, rows: &[TextRow], pieces: &[Piece], lines: &[Line], frame: &Frame, h: f32) -> bool {
    let segments: Vec<Vec<Segment>> = rows.iter().map(|r| r.segments(lines)).collect();
    let Some(columns) = Columns::of(&segments, lines, NARROW * h).filter(|c| c.len() > 1) else { return false };
    let chosen: Vec<Piece> = band.members.iter().map(|&i| pieces[i]).collect();
    let own = place(&text_rows(&chosen, lines, frame), &columns, lines);
    let cells = || own.iter().filter(|r| r.cells.len() > 1).flat_map(|r| &r.cells);
    3 * cells().filter(|p| p.first == p.last).count() >= 2 * cells().count()
}

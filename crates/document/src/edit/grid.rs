//! A table's places: rows and columns that come and go, and where they lie on the page. What holds for rows holds for
//! columns, so each is written once, for an axis.

use super::CellPath;
use crate::{Cell, Rect, Table};

/// Rows or columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Axis {
    Rows,
    Cols,
}

impl Axis {
    pub(super) fn count(self, table: &Table) -> u32 {
        match self {
            Self::Rows => table.rows,
            Self::Cols => table.cols,
        }
    }

    pub(super) fn count_mut(self, table: &mut Table) -> &mut u32 {
        match self {
            Self::Rows => &mut table.rows,
            Self::Cols => &mut table.cols,
        }
    }

    fn other(self) -> Self {
        match self {
            Self::Rows => Self::Cols,
            Self::Cols => Self::Rows,
        }
    }

    /// A cell's first place and how many it spans.
    pub(super) fn of(self, cell: &Cell) -> (u32, u32) {
        match self {
            Self::Rows => (cell.row, cell.row_span.max(1)),
            Self::Cols => (cell.col, cell.col_span.max(1)),
        }
    }

    pub(super) fn set(self, cell: &mut Cell, start: u32, span: u32) {
        match self {
            Self::Rows => (cell.row, cell.row_span) = (start, span),
            Self::Cols => (cell.col, cell.col_span) = (start, span),
        }
    }

    fn low(self, bbox: Rect) -> f32 {
        if self == Self::Rows { bbox.y0 } else { bbox.x0 }
    }

    fn high(self, bbox: Rect) -> f32 {
        if self == Self::Rows { bbox.y1 } else { bbox.x1 }
    }

    fn path(self, here: u32, there: u32) -> CellPath {
        match self {
            Self::Rows => CellPath { row: here, col: there },
            Self::Cols => CellPath { row: there, col: here },
        }
    }
}

/// Where each row or column of a table begins, and where the last ends: one edge more than there are of them. From the
/// cells that begin and end there; what no cell tells lies evenly between.
pub(super) fn edges(table: &Table, axis: Axis, whole: Rect) -> Vec<f32> {
    let count = axis.count(table) as usize;
    let mut known: Vec<Vec<f32>> = vec![Vec::new(); count + 1];
    for cell in &table.cells {
        let (start, span) = axis.of(cell);
        let (first, last) = (start as usize, (start + span) as usize);
        if last <= count {
            known[first].push(axis.low(cell.bbox));
            known[last].push(axis.high(cell.bbox));
        }
    }
    let mut edges: Vec<Option<f32>> = known.into_iter().map(|all| middle(&all)).collect();
    edges[0] = Some(axis.low(whole));
    edges[count] = Some(axis.high(whole));
    let mut out: Vec<f32> = Vec::with_capacity(count + 1);
    let mut from = 0;
    for i in 1..=count {
        let Some(there) = edges[i] else { continue };
        let here = edges[from].unwrap_or(there);
        let there = there.max(here);
        out.extend((from..i).map(|k| here + (there - here) * (k - from) as f32 / (i - from) as f32));
        edges[i] = Some(there);
        from = i;
    }
    out.push(edges[count].unwrap_or_default());
    out
}

fn middle(all: &[f32]) -> Option<f32> {
    (!all.is_empty()).then(|| all.iter().sum::<f32>() / all.len() as f32)
}

/// Puts an empty row or column before `at`, thin, where nothing is on the page.
pub(super) fn insert(table: &mut Table, axis: Axis, at: u32, whole: Rect) {
    let across = axis.other();
    let (here, there) = (edges(table, axis, whole), edges(table, across, whole));
    let line = here[at as usize];
    let mut covered = vec![false; across.count(table) as usize];
    for cell in &mut table.cells {
        let (start, span) = axis.of(cell);
        if start >= at {
            axis.set(cell, start + 1, span);
        } else if start + span > at {
            axis.set(cell, start, span + 1);
            let (first, wide) = across.of(cell);
            covered.iter_mut().skip(first as usize).take(wide as usize).for_each(|c| *c = true);
        }
    }
    for (k, _) in covered.iter().enumerate().filter(|(_, covered)| !**covered) {
        let CellPath { row, col } = axis.path(at, k as u32);
        let (a, b) = (there[k], there[k + 1]);
        let bbox = match axis {
            Axis::Rows => Rect::new(a, line, b, line),
            Axis::Cols => Rect::new(line, a, line, b),
        };
        table.cells.push(Cell { row, col, row_span: 1, col_span: 1, bbox, ..Cell::default() });
    }
    *axis.count_mut(table) += 1;
    sort(table);
}

/// Takes rows or columns out. Cells that reach beyond them shrink, and keep their lines.
pub(super) fn delete(table: &mut Table, axis: Axis, at: u32, count: u32) {
    let end = at + count;
    table.cells.retain_mut(|cell| {
        let (start, span) = axis.of(cell);
        let last = start + span;
        let gone = last.min(end).saturating_sub(start.max(at));
        if gone == span {
            return false;
        }
        let before = start.min(end).saturating_sub(at.min(start));
        axis.set(cell, start - before, span - gone);
        true
    });
    *axis.count_mut(table) -= count;
    sort(table);
}

/// Brings the cells into their order.
pub(super) fn sort(table: &mut Table) {
    table.cells.sort_by_key(|c| (c.row, c.col));
}

/// The rectangle of places (rows from..to, columns from..to) that holds two places and no part of a cell.
pub(super) fn whole_cells(table: &Table, from: CellPath, to: CellPath) -> (u32, u32, u32, u32) {
    let (mut r0, mut r1) = (from.row.min(to.row), from.row.max(to.row) + 1);
    let (mut c0, mut c1) = (from.col.min(to.col), from.col.max(to.col) + 1);
    loop {
        let before = (r0, r1, c0, c1);
        for cell in &table.cells {
            let ((row, high), (col, wide)) = (Axis::Rows.of(cell), Axis::Cols.of(cell));
            if row < r1 && row + high > r0 && col < c1 && col + wide > c0 {
                (r0, r1) = (r0.min(row), r1.max(row + high));
                (c0, c1) = (c0.min(col), c1.max(col + wide));
            }
        }
        if before == (r0, r1, c0, c1) {
            return before;
        }
    }
}

/// The cell whose box holds a point, or the nearest one.
pub(super) fn nearest(table: &Table, x: f32, y: f32) -> Option<usize> {
    let far = |b: Rect| (b.x0 - x).max(x - b.x1).max(0.0) + (b.y0 - y).max(y - b.y1).max(0.0);
    (0..table.cells.len()).min_by(|&a, &b| far(table.cells[a].bbox).total_cmp(&far(table.cells[b].bbox)))
}

/// Whether every place is covered by one cell and no cell reaches out.
#[cfg(test)]
pub(super) fn is_whole(table: &Table) -> bool {
    let mut covered = vec![0; (table.rows * table.cols) as usize];
    for cell in &table.cells {
        let ((row, high), (col, wide)) = (Axis::Rows.of(cell), Axis::Cols.of(cell));
        if row + high > table.rows || col + wide > table.cols {
            return false;
        }
        for r in row..row + high {
            for c in col..col + wide {
                covered[(r * table.cols + c) as usize] += 1;
            }
        }
    }
    covered.iter().all(|n| *n == 1)
}

/// Gives every place that no cell covers an empty one, as tables from elsewhere may lack them, and cuts what reaches out.
pub(super) fn complete(table: &mut Table, whole: Rect) {
    let (rows, cols) = (table.rows, table.cols);
    let mut covered = vec![false; rows as usize * cols as usize];
    table.cells.retain_mut(|cell| {
        if cell.row >= rows || cell.col >= cols {
            return false;
        }
        let (row_span, col_span) = (cell.row_span.max(1), cell.col_span.max(1));
        (cell.row_span, cell.col_span) = (row_span.min(rows - cell.row), col_span.min(cols - cell.col));
        for r in cell.row..cell.row + cell.row_span {
            for c in cell.col..cell.col + cell.col_span {
                covered[r as usize * cols as usize + c as usize] = true;
            }
        }
        true
    });
    if covered.iter().all(|c| *c) {
        return;
    }
    let (ys, xs) = (edges(table, Axis::Rows, whole), edges(table, Axis::Cols, whole));
    for (i, _) in covered.iter().enumerate().filter(|(_, covered)| !**covered) {
        let (r, c) = (i / cols as usize, i % cols as usize);
        let bbox = Rect::new(xs[c], ys[r], xs[c + 1], ys[r + 1]);
        table.cells.push(Cell { row: r as u32, col: c as u32, row_span: 1, col_span: 1, bbox, ..Cell::default() });
    }
    sort(table);
}

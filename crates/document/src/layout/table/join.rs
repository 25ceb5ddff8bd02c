//! Tables that go on over a page break: the last table of one page and the first of the next become one, where nothing
//! but running heads and feet stands between them. Done on request, as boxes of the later rows then belong to a later
//! page. Refuses tables of different columns.

use crate::{Block, BlockKind, Page, Rect, Table};

/// Columns of two parts of a table lie within this share of the page's width of each other.
const OFF: f32 = 0.03;

/// Joins each table that goes on at the head of the next page to its first part; the part leaves its page, a repeated
/// head is left out. The boxes of the joined rows stay those of their own pages. Returns how many parts were joined.
pub fn join_tables(pages: &mut [Page]) -> usize {
    let mut joined = 0;
    // From the back, so that a table over many pages grows in one pass.
    for i in (1..pages.len()).rev() {
        let (before, after) = pages.split_at_mut(i);
        let (upper, lower) = (&mut before[i - 1], &mut after[0]);
        let last = upper.blocks.iter().rposition(|b| !is_margin(b));
        let first = lower.blocks.iter().position(|b| !is_margin(b));
        let (Some(last), Some(first)) = (last, first) else { continue };
        if !goes_on(&upper.blocks[last], &lower.blocks[first], upper.width as f32, lower.width as f32) {
            continue;
        }
        let part = lower.blocks.remove(first);
        if let (Some(table), Some(rest)) = (&mut upper.blocks[last].table, part.table) {
            append(table, rest);
            joined += 1;
        }
    }
    joined
}

fn is_margin(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Header | BlockKind::Footer | BlockKind::PageNumber)
}

fn goes_on(a: &Block, b: &Block, wide_a: f32, wide_b: f32) -> bool {
    let (Some(s), Some(t)) = (&a.table, &b.table) else { return false };
    if a.kind != BlockKind::Table || b.kind != BlockKind::Table || s.cols != t.cols {
        return false;
    }
    let (left, right) = (columns(s, wide_a), columns(t, wide_b));
    left.iter().zip(&right).all(|(p, q)| match (p, q) {
        (Some(p), Some(q)) => (p - q).abs() <= OFF,
        _ => true,
    })
}

/// Where each column begins, as a share of the page's width.
fn columns(table: &Table, width: f32) -> Vec<Option<f32>> {
    let boxes = |c: u32| table.cells.iter().filter(move |k| k.col == c && k.col_span == 1).map(|k| k.bbox);
    (0..table.cols).map(|c| Rect::around(boxes(c)).map(|b| b.x0 / width.max(1.0))).collect()
}

fn append(table: &mut Table, rest: Table) {
    let row = |t: &Table, r: u32| -> Vec<(u32, String)> {
        t.cells.iter().filter(|c| c.row == r).map(|c| (c.col, c.text.clone())).collect()
    };
    let heads = table.header_rows.min(rest.rows);
    let repeated = if (0..heads).all(|r| row(table, r) == row(&rest, r)) { heads } else { 0 };
    let shift = table.rows;
    for mut cell in rest.cells.into_iter().filter(|c| c.row >= repeated) {
        cell.row = cell.row - repeated + shift;
        table.cells.push(cell);
    }
    table.rows += rest.rows - repeated;
}

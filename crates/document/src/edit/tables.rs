//! Events on tables.

use super::grid::{self, Axis};
use super::lines::piece;
use super::place::{self, Boxes, Place, cell_at, settle_block, settle_cell};
use super::text::{Parts, tidy, typed_line};
use super::{CellPath, Changed, EditError, align};
use crate::{Block, BlockKind, Cell, Line, Page, Rect, Table};

/// Rows times columns that a person may ask for.
pub(super) const MOST_CELLS: u32 = 20_000;

fn table(page: &Page, id: u32) -> Result<(usize, &Table), EditError> {
    let at = place::index(page, id)?;
    let table = page.blocks[at].table.as_ref().ok_or(EditError::Missing("table"))?;
    if table.rows == 0 || table.cols == 0 {
        return Err(EditError::Refused("a table without rows or columns cannot be changed: delete it"));
    }
    if table.rows.checked_mul(table.cols).is_none_or(|n| n > 100 * MOST_CELLS) {
        return Err(EditError::Refused("this table is too large to be changed"));
    }
    Ok((at, table))
}

/// Changes a table, complete, and brings its block up to date.
fn change(page: &mut Page, at: usize, work: impl FnOnce(&mut Table, Rect)) {
    let block = &mut page.blocks[at];
    let whole = block.bbox;
    if let Some(table) = &mut block.table {
        grid::complete(table, whole);
        work(table, whole);
        table.header_rows = table.header_rows.min(table.rows);
        if block.kind == BlockKind::KeyValue && table.cols != 2 {
            block.kind = BlockKind::Table;
        }
    }
    settle_block(block, Boxes::Stay);
}

pub(super) fn set_cell(page: &mut Page, id: u32, at: CellPath, text: &str) -> Changed {
    let (_, found) = table(page, id)?;
    let cell = cell_at(found, at).ok_or(EditError::Missing("cell"))?;
    let texts: Vec<String> = text.lines().map(tidy).filter(|t| !t.is_empty()).collect();
    let cell = &found.cells[cell];
    if cell.lines.iter().map(|l| &l.text).eq(texts.iter()) {
        return Ok(false);
    }
    let old = &cell.lines;
    let n = texts.len().max(1) as f32;
    let row = |i: usize| {
        let y = |i: usize| cell.bbox.y0 + cell.bbox.height() * i as f32 / n;
        Rect::new(cell.bbox.x0, y(i), cell.bbox.x1, y(i + 1))
    };
    let lines: Vec<Line> = texts
        .iter()
        .enumerate()
        .map(|(i, text)| match old.get(i) {
            Some(line) => {
                let mut line = line.clone();
                if line.text != *text {
                    align::carry(&line, text).put(&mut line);
                }
                line
            }
            None => typed_line(text, row(i)),
        })
        .collect();
    let place = Place { block: id, cell: Some(at) };
    *place::lines_mut(page, place)? = lines;
    place::settle(page, place, Boxes::Stay);
    Ok(true)
}

pub(super) fn insert(page: &mut Page, id: u32, axis: Axis, before: u32) -> Changed {
    let (at, found) = table(page, id)?;
    if before > axis.count(found) {
        return Err(EditError::Missing("row or column"));
    }
    if found.rows * found.cols >= MOST_CELLS {
        return Err(EditError::Refused("the table would be too large"));
    }
    change(page, at, |table, whole| {
        grid::insert(table, axis, before, whole);
        // A row put into the head belongs to it.
        if axis == Axis::Rows && before < table.header_rows {
            table.header_rows += 1;
        }
    });
    Ok(false)
}

pub(super) fn delete(page: &mut Page, id: u32, axis: Axis, from: u32, count: u32) -> Changed {
    let (at, found) = table(page, id)?;
    let all = axis.count(found);
    if count == 0 || from.checked_add(count).is_none_or(|end| end > all) {
        return Err(EditError::Missing("row or column"));
    }
    if count == all {
        return Err(EditError::Refused("a table keeps a row and a column: delete the block instead"));
    }
    change(page, at, |table, _| {
        grid::delete(table, axis, from, count);
        if axis == Axis::Rows {
            table.header_rows -= table.header_rows.min(from + count).saturating_sub(from);
        }
    });
    Ok(true)
}

pub(super) fn merge(page: &mut Page, id: u32, from: CellPath, to: CellPath) -> Changed {
    let (at, found) = table(page, id)?;
    if from.row.max(to.row) >= found.rows || from.col.max(to.col) >= found.cols {
        return Err(EditError::Missing("cell"));
    }
    if cell_at(found, from).is_some_and(|a| Some(a) == cell_at(found, to)) {
        return Err(EditError::Refused("it takes two cells to join them"));
    }
    change(page, at, |table, _| {
        let (r0, r1, c0, c1) = grid::whole_cells(table, from, to);
        let inside = |c: &Cell| (r0..r1).contains(&c.row) && (c0..c1).contains(&c.col);
        let mut one = Cell { row: r0, col: c0, row_span: r1 - r0, col_span: c1 - c0, ..Cell::default() };
        one.bbox = Rect::around(table.cells.iter().filter(|c| inside(c)).map(|c| c.bbox)).unwrap_or_default();
        for cell in table.cells.iter_mut().filter(|c| inside(c)) {
            one.lines.append(&mut cell.lines);
        }
        settle_cell(&mut one);
        table.cells.retain(|c| !inside(c));
        table.cells.push(one);
        grid::sort(table);
    });
    Ok(false)
}

pub(super) fn split(page: &mut Page, id: u32, path: CellPath) -> Changed {
    let (at, found) = table(page, id)?;
    let i = cell_at(found, path).ok_or(EditError::Missing("cell"))?;
    if found.cells[i].row_span.max(1) == 1 && found.cells[i].col_span.max(1) == 1 {
        return Err(EditError::Refused("only a cell over several places can be parted"));
    }
    change(page, at, |table, whole| {
        let Some(i) = cell_at(table, path) else { return };
        let (ys, xs) = (grid::edges(table, Axis::Rows, whole), grid::edges(table, Axis::Cols, whole));
        let old = table.cells.remove(i);
        let first = table.cells.len();
        for r in old.row..old.row + old.row_span {
            for c in old.col..old.col + old.col_span {
                let (y, x) = (r as usize, c as usize);
                let bbox = Rect::new(xs[x], ys[y], xs[x + 1], ys[y + 1]);
                table.cells.push(Cell { row: r, col: c, row_span: 1, col_span: 1, bbox, ..Cell::default() });
            }
        }
        let new = &mut table.cells[first..];
        let place = |b: Rect, cells: &[Cell]| {
            let (x, y) = (b.center().x, b.center().y);
            let far = |c: &Cell| {
                let (at, wide, high) = (c.bbox.center(), c.bbox.width().max(1.0), c.bbox.height().max(1.0));
                (at.x - x).abs() / wide + (at.y - y).abs() / high
            };
            (0..cells.len()).min_by(|&a, &b| far(&cells[a]).total_cmp(&far(&cells[b]))).unwrap_or(0)
        };
        for line in old.lines {
            if line.words.is_empty() {
                let to = place(line.quad.bounds(), new);
                new[to].lines.push(line);
                continue;
            }
            let parts = Parts::of(&line);
            let homes: Vec<usize> = parts.words.iter().map(|w| place(w.bbox, new)).collect();
            let mut from = 0;
            for run in homes.chunk_by(|a, b| a == b) {
                new[run[0]].lines.push(piece(&line, parts.cut(from, from + run.len())));
                from += run.len();
            }
        }
        new.iter_mut().for_each(settle_cell);
        grid::sort(table);
    });
    Ok(false)
}

pub(super) fn set_header_rows(page: &mut Page, id: u32, rows: u32) -> Changed {
    let (at, found) = table(page, id)?;
    if rows > found.rows {
        return Err(EditError::Missing("row"));
    }
    change(page, at, |table, _| table.header_rows = rows);
    Ok(false)
}

/// The gap in the printed text that parts two columns, in heights of a line.
const COLUMN_GAP: f32 = 0.6;

pub(super) fn of_lines(page: &mut Page, id: u32) -> Changed {
    let at = place::index(page, id)?;
    let block = &page.blocks[at];
    if block.table.is_some() {
        return Err(EditError::Refused("it is a table"));
    }
    if block.lines.is_empty() {
        return Err(EditError::Refused("a block without lines gives no table: add an empty one"));
    }
    // Rows: lines beside each other are one.
    let mut rows: Vec<Vec<&Line>> = Vec::new();
    for line in &block.lines {
        let bounds = line.quad.bounds();
        let beside = |row: &Vec<&Line>| {
            let last = row[row.len() - 1].quad.bounds();
            let low = last.height().min(bounds.height());
            last.overlap_y(bounds) > low / 2.0 && last.overlap_x(bounds) <= 0.0
        };
        match rows.last_mut() {
            Some(row) if beside(row) => row.push(line),
            _ => rows.push(vec![line]),
        }
    }
    let cuts = columns(&block.lines);
    let column = |b: Rect| cuts.iter().filter(|cut| **cut < b.center().x).count();
    let whole = block.bbox;
    let cols = cuts.len() + 1;
    if rows.len() * cols > MOST_CELLS as usize {
        return Err(EditError::Refused("the table would be too large"));
    }
    let mut cells = Vec::with_capacity(rows.len() * cols);
    let mut y0 = whole.y0;
    for (r, row) in rows.iter().enumerate() {
        let around = |row: &[&Line]| Rect::around(row.iter().map(|l| l.quad.bounds())).unwrap_or_default();
        let y1 = rows.get(r + 1).map_or(whole.y1, |next| (around(row).y1 + around(next).y0) / 2.0).max(y0);
        for c in 0..cols {
            let x0 = if c == 0 { whole.x0 } else { cuts[c - 1] };
            let x1 = cuts.get(c).copied().unwrap_or(whole.x1);
            let bbox = Rect::new(x0, y0, x1, y1);
            cells.push(Cell { row: r as u32, col: c as u32, row_span: 1, col_span: 1, bbox, ..Cell::default() });
        }
        let of_row = cells.len() - cols;
        for line in row {
            if line.words.is_empty() {
                cells[of_row + column(line.quad.bounds())].lines.push((*line).clone());
                continue;
            }
            let parts = Parts::of(line);
            let mut from = 0;
            for run in parts.words.chunk_by(|a, b| column(a.bbox) == column(b.bbox)) {
                let to = from + run.len();
                cells[of_row + column(run[0].bbox)].lines.push(piece(line, parts.cut(from, to)));
                from = to;
            }
        }
        y0 = y1;
    }
    cells.iter_mut().for_each(settle_cell);
    let table = Table { rows: rows.len() as u32, cols: cols as u32, header_rows: 0, cells };
    let block = &mut page.blocks[at];
    block.lines.clear();
    (block.kind, block.level, block.table) = (BlockKind::Table, 0, Some(table));
    settle_block(block, Boxes::Stay);
    Ok(false)
}

/// Where white runs down through all lines: the middles of the gaps that part columns.
fn columns(lines: &[Line]) -> Vec<f32> {
    let mut heights: Vec<f32> = lines.iter().map(|l| l.quad.bounds().height()).collect();
    heights.sort_by(f32::total_cmp);
    let least = COLUMN_GAP * heights[heights.len() / 2];
    let boxes = |line: &Line| -> Vec<Rect> {
        if line.words.is_empty() { vec![line.quad.bounds()] } else { line.words.iter().map(|w| w.bbox).collect() }
    };
    let mut spans: Vec<Rect> = lines.iter().flat_map(boxes).collect();
    spans.sort_by(|a, b| a.x0.total_cmp(&b.x0));
    let mut cuts = Vec::new();
    let mut end = f32::MAX;
    for span in spans {
        if end < span.x0 && span.x0 - end >= least {
            cuts.push((end + span.x0) / 2.0);
        }
        end = if end == f32::MAX { span.x1 } else { end.max(span.x1) };
    }
    cuts
}

pub(super) fn to_lines(page: &mut Page, id: u32) -> Changed {
    let at = place::index(page, id)?;
    let block = &mut page.blocks[at];
    let Some(table) = &mut block.table else { return Err(EditError::Missing("table")) };
    if table.cells.iter().all(|c| c.lines.is_empty()) {
        return Err(EditError::Refused("an empty table gives no paragraph: delete it"));
    }
    let lines: Vec<Line> = table.cells.iter_mut().flat_map(|c| std::mem::take(&mut c.lines)).collect();
    (block.kind, block.level, block.table, block.lines) = (BlockKind::Paragraph, 0, None, lines);
    settle_block(block, Boxes::Stay);
    Ok(false)
}

pub(super) fn add(page: &mut Page, bbox: Rect, (rows, cols): (u32, u32), before: Option<u32>) -> Changed {
    if rows == 0 || cols == 0 || rows.checked_mul(cols).is_none_or(|n| n > MOST_CELLS) {
        return Err(EditError::Refused("a table has rows and columns, and at most 20,000 cells"));
    }
    let at = place::index_before(page, before)?;
    let bbox = bbox.clamp_to(page.width as f32, page.height as f32);
    let mut table = Table { rows, cols, ..Table::default() };
    grid::complete(&mut table, bbox);
    let id = place::new_id(page);
    let block = Block { id, kind: BlockKind::Table, bbox, confidence: 1.0, table: Some(table), ..Block::default() };
    page.blocks.insert(at, block);
    Ok(false)
}

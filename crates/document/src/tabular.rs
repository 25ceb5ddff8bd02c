//! Words to rows and columns, because a person says that they are a table: no evidence is asked for, unlike in
//! [`crate::layout`], which has to find tables by itself.
//!
//! Rows are words at one height. Columns are parted where most rows have white between their pieces. Of tables that are
//! known it cuts out what lies in a rectangle. Refuses to lose a word.

use crate::{Cell, Line, Rect, Table, area};

/// Words no farther apart than this, in heights, stand in one cell.
const GAP: f32 = 0.9;

/// Words that stand in one cell of one row.
struct Piece {
    text: String,
    bounds: Rect,
    words: Vec<crate::Word>,
}

/// The table that the words of `lines` make: one column where no white parts them. Cells that hold nothing are left out.
pub fn tabular(lines: &[Line]) -> Table {
    let mut rows = rows(lines);
    let height = height(lines);
    let rows: Vec<Vec<Piece>> = rows.iter_mut().map(|row| pieces(row, GAP * height)).collect();
    let columns = columns(&rows);
    let mut cells: Vec<Cell> = Vec::new();
    for (row, pieces) in (0u32..).zip(&rows) {
        for piece in pieces {
            let (first, last) = place(piece.bounds, &columns);
            let line = line(piece);
            match cells.last_mut().filter(|cell| cell.row == row && cell.col + cell.col_span > first) {
                Some(cell) => {
                    cell.text = format!("{} {}", cell.text, piece.text);
                    cell.bbox = cell.bbox.union(piece.bounds);
                    cell.lines.push(line);
                }
                None => cells.push(Cell {
                    row,
                    col: first,
                    row_span: 1,
                    col_span: last - first + 1,
                    text: piece.text.clone(),
                    bbox: piece.bounds,
                    lines: vec![line],
                }),
            }
        }
    }
    Table { rows: rows.len() as u32, cols: columns.len() as u32, header_rows: 0, cells }
}

/// What of a table lies in `area`, without the rows and columns that then hold nothing; `None` where no word does.
pub fn part(table: &Table, area: Rect) -> Option<Table> {
    let mut cells: Vec<Cell> = Vec::new();
    for cell in &table.cells {
        let lines = area::within(&cell.lines, area);
        if !lines.is_empty() {
            let text = lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join(" ");
            let bbox = cell.bbox.intersection(area).unwrap_or(cell.bbox);
            cells.push(Cell { text, bbox, lines, ..cell.clone() });
        }
    }
    let starts = |of: fn(&Cell) -> u32| {
        let mut all: Vec<u32> = cells.iter().map(of).collect();
        all.sort_unstable();
        all.dedup();
        all
    };
    let (rows, cols) = (starts(|cell| cell.row), starts(|cell| cell.col));
    let header_rows = rows.iter().filter(|row| **row < table.header_rows).count() as u32;
    for cell in &mut cells {
        let within = |all: &[u32], from: u32, span: u32| {
            let first = all.partition_point(|v| *v < from) as u32;
            let end = all.partition_point(|v| *v < from + span) as u32;
            (first, (end - first).max(1))
        };
        (cell.row, cell.row_span) = within(&rows, cell.row, cell.row_span);
        (cell.col, cell.col_span) = within(&cols, cell.col, cell.col_span);
    }
    (!cells.is_empty()).then_some(Table { rows: rows.len() as u32, cols: cols.len() as u32, header_rows, cells })
}

/// The middle height of the words.
fn height(lines: &[Line]) -> f32 {
    let mut all: Vec<f32> = lines.iter().flat_map(of_line).map(|(_, bounds)| bounds.height()).collect();
    all.sort_by(f32::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or(1.0).max(1.0)
}

/// A line's words with their boxes; a line that tells of none is one itself.
fn of_line(line: &Line) -> Vec<(crate::Word, Rect)> {
    if line.words.is_empty() {
        let word = crate::Word { text: line.text.clone(), bbox: line.quad.bounds(), ..crate::Word::default() };
        return vec![(word, line.quad.bounds())];
    }
    line.words.iter().map(|word| (word.clone(), word.bbox)).collect()
}

/// The words from the top, row by row.
fn rows(lines: &[Line]) -> Vec<Vec<(crate::Word, Rect)>> {
    let mut words: Vec<(crate::Word, Rect)> = lines.iter().flat_map(of_line).collect();
    words.sort_by(|a, b| a.1.center().y.total_cmp(&b.1.center().y));
    let mut rows: Vec<(f32, Vec<(crate::Word, Rect)>)> = Vec::new();
    for word in words {
        let middle = word.1.center().y;
        match rows.last_mut() {
            Some((at, row)) if middle - *at < 0.5 * word.1.height().max(row[0].1.height()) => {
                row.push(word);
                *at += (middle - *at) / row.len() as f32;
            }
            _ => rows.push((middle, vec![word])),
        }
    }
    rows.into_iter().map(|(_, row)| row).collect()
}

/// A row's words, those close together as one.
fn pieces(row: &mut [(crate::Word, Rect)], gap: f32) -> Vec<Piece> {
    row.sort_by(|a, b| a.1.x0.total_cmp(&b.1.x0));
    let mut pieces: Vec<Piece> = Vec::new();
    for (word, bounds) in row {
        match pieces.last_mut().filter(|piece| bounds.x0 - piece.bounds.x1 < gap) {
            Some(piece) => {
                piece.text = format!("{} {}", piece.text, word.text);
                piece.bounds = piece.bounds.union(*bounds);
                piece.words.push(word.clone());
            }
            None => pieces.push(Piece { text: word.text.clone(), bounds: *bounds, words: vec![word.clone()] }),
        }
    }
    pieces
}

/// Where the columns lie across: what the pieces of the rows with many of them cover together. A heading over several
/// columns is in a row with few.
fn columns(rows: &[Vec<Piece>]) -> Vec<(f32, f32)> {
    let most = rows.iter().map(Vec::len).max().unwrap_or(0);
    let telling = rows.iter().filter(|row| 2 * row.len() > most);
    let mut spans: Vec<(f32, f32)> = telling.flatten().map(|piece| (piece.bounds.x0, piece.bounds.x1)).collect();
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut columns: Vec<(f32, f32)> = Vec::new();
    for (from, to) in spans {
        match columns.last_mut().filter(|column| from < column.1) {
            Some(column) => column.1 = column.1.max(to),
            None => columns.push((from, to)),
        }
    }
    columns
}

/// The first and last column that a piece lies in; the nearest one where it lies in none.
fn place(bounds: Rect, columns: &[(f32, f32)]) -> (u32, u32) {
    let over = |column: &(f32, f32)| bounds.x1.min(column.1) - bounds.x0.max(column.0);
    let under: Vec<usize> = (0..columns.len()).filter(|&i| over(&columns[i]) > 0.0).collect();
    match (under.first(), under.last()) {
        (Some(first), Some(last)) => (*first as u32, *last as u32),
        _ => {
            let nearest = (0..columns.len()).max_by(|&a, &b| over(&columns[a]).total_cmp(&over(&columns[b])));
            let nearest = nearest.unwrap_or(0) as u32;
            (nearest, nearest)
        }
    }
}

fn line(piece: &Piece) -> Line {
    let confidence = crate::MeanConfidence::of(&piece.words).mean().unwrap_or(0.0);
    Line { text: piece.text.clone(), quad: piece.bounds.into(), confidence, words: piece.words.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Quad, Word};

    /// Lines of words, each at its x; a character is 10 pixels wide.
    fn lines(rows: &[&[(&str, f32)]]) -> Vec<Line> {
        let row = |(y, words): (usize, &&[(&str, f32)])| {
            let y = y as f32 * 40.0;
            let word = |(text, x): &(&str, f32)| Word {
                text: (*text).to_owned(),
                bbox: Rect::new(*x, y, x + 10.0 * text.chars().count() as f32, y + 20.0),
                ..Word::default()
            };
            let words: Vec<Word> = words.iter().map(word).collect();
            let text = words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ");
            let bounds = Rect::around(words.iter().map(|w| w.bbox)).unwrap();
            Line { text, quad: Quad::from(bounds), confidence: 0.9, words }
        };
        rows.iter().enumerate().map(row).collect()
    }

    #[test]
    fn white_parts_columns_and_a_heading_spans_them() {
        let table = tabular(&lines(&[
            &[("Prices", 40.0), ("2026", 110.0)],
            &[("Green", 0.0), ("tea", 60.0), ("3.50", 200.0), ("x", 300.0)],
            &[("Cake", 0.0), ("12.00", 190.0)],
            &[("Milk", 0.0), ("1.10", 200.0), ("y", 300.0)],
        ]));
        assert_eq!((table.rows, table.cols), (4, 3));
        assert_eq!(table.text(), "Prices 2026\nGreen tea\t3.50\tx\nCake\t12.00\nMilk\t1.10\ty");
    }

    #[test]
    fn running_text_is_one_column_and_nothing_is_nothing() {
        let text = tabular(&lines(&[&[("to", 0.0), ("be", 25.0)], &[("or", 0.0), ("not", 25.0)]]));
        assert_eq!((text.cols, text.text().as_str()), (1, "to be\nor not"));
        assert_eq!(tabular(&[]), Table::default());
    }

    #[test]
    fn a_part_of_a_table_keeps_its_rows_and_columns_in_step() {
        let table = tabular(&lines(&[
            &[("a", 0.0), ("b", 100.0), ("c", 200.0)],
            &[("d", 0.0), ("e", 100.0), ("f", 200.0)],
            &[("g", 0.0), ("h", 100.0), ("i", 200.0)],
        ]));
        let part = part(&table, Rect::new(90.0, 30.0, 300.0, 200.0)).unwrap();
        assert_eq!((part.rows, part.cols, part.text().as_str()), (2, 2, "e\tf\nh\ti"));
        assert_eq!(super::part(&table, Rect::new(500.0, 0.0, 600.0, 10.0)), None);
    }
}

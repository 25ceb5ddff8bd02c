//! A table's cells by place: what each row and column holds once spans are laid out.
//!
//! Takes any table, also one whose cells overlap, leave its bounds or claim spans that do not fit: spans give way, and no
//! cell's text is lost. Refuses to judge what a cell means.

use document::{Cell, Table};

use crate::language::runs_rtl;

/// What stands at one place.
#[derive(Debug, PartialEq)]
pub(crate) enum Place<'a> {
    /// Nothing.
    Empty,
    /// The first place of a cell; more than one cell only where the table claims the same place twice.
    Cell {
        /// The cells.
        cells: Vec<&'a Cell>,
        /// Rows that it takes, at least 1.
        rows: usize,
        /// Columns that it takes, at least 1.
        cols: usize,
    },
    /// Taken by the cell that begins at this row and column.
    Covered(usize, usize),
}

/// A table by rows and columns.
#[derive(Debug)]
pub(crate) struct Grid<'a> {
    /// Rows of places, all as long as there are columns.
    pub(crate) rows: Vec<Vec<Place<'a>>>,
    /// Number of columns, at least 1 where there is a row.
    pub(crate) cols: usize,
    /// How many of the first rows are the head.
    pub(crate) header_rows: usize,
}

impl<'a> Grid<'a> {
    /// Lays `table` out.
    pub(crate) fn of(table: &'a Table) -> Self {
        let least = |claimed: u32, far: Option<u32>| claimed.max(far.map_or(0, |far| far.saturating_add(1))) as usize;
        let height = least(table.rows, table.cells.iter().map(|c| c.row).max());
        let width = least(table.cols, table.cells.iter().map(|c| c.col).max());
        let mut rows: Vec<Vec<Place>> = (0..height).map(|_| (0..width).map(|_| Place::Empty).collect()).collect();
        for cell in &table.cells {
            match &mut rows[cell.row as usize][cell.col as usize] {
                Place::Cell { cells, .. } => cells.push(cell),
                place => *place = Place::Cell { cells: vec![cell], rows: 1, cols: 1 },
            }
        }
        // Every cell has its first place by now, so a span that is too great stops at its neighbour.
        for cell in &table.cells {
            span(&mut rows, cell);
        }
        Self { rows, cols: width, header_rows: (table.header_rows as usize).min(height) }
    }
}

impl Grid<'_> {
    /// How many columns the cell that begins at this place takes.
    pub(crate) fn cols_of(&self, row: usize, col: usize) -> usize {
        match &self.rows[row][col] {
            Place::Cell { cols, .. } => *cols,
            Place::Empty | Place::Covered(..) => 1,
        }
    }

    /// Whether its first column is the rightmost: by the boxes, by the text where there are none.
    pub(crate) fn is_rtl(&self) -> bool {
        let boxed = self.cells().filter(|(_, cell)| cell.bbox.width() > 0.0);
        let (mut first, mut rest) = ((0.0, 0), (0.0, 0));
        for (col, cell) in boxed {
            let sum = if col == 0 { &mut first } else { &mut rest };
            *sum = (sum.0 + cell.bbox.center().x, sum.1 + 1);
        }
        if first.1 > 0 && rest.1 > 0 {
            return first.0 / first.1 as f32 > rest.0 / rest.1 as f32;
        }
        runs_rtl(self.cells().map(|(_, cell)| cell.text.as_str()))
    }

    /// Each column's share of the table's width: as the boxes have it, alike where there are none. No share is so small
    /// that nothing can be read in it.
    pub(crate) fn shares(&self) -> Vec<f32> {
        let mut widths = vec![0.0_f32; self.cols];
        for (col, cell) in self.cells().filter(|(_, cell)| cell.col_span <= 1) {
            widths[col] = widths[col].max(cell.bbox.width());
        }
        let known: Vec<f32> = widths.iter().copied().filter(|w| *w > 0.0).collect();
        let mean = if known.is_empty() { 1.0 } else { known.iter().sum::<f32>() / known.len() as f32 };
        let least = mean * self.cols as f32 * 0.04;
        let widths: Vec<f32> = widths.iter().map(|w| if *w > 0.0 { w.max(least) } else { mean }).collect();
        let sum: f32 = widths.iter().sum();
        widths.iter().map(|w| w / sum).collect()
    }

    /// Which columns hold numbers: most of the cells under their heads.
    pub(crate) fn numeric_columns(&self) -> Vec<bool> {
        let mut counts = vec![(0, 0); self.cols];
        for row in self.rows.iter().skip(self.header_rows) {
            for (count, place) in counts.iter_mut().zip(row) {
                if let Place::Cell { cells, cols: 1, .. } = place {
                    let text = cells.iter().map(|cell| cell.text.trim()).collect::<String>();
                    count.0 += usize::from(is_numeric(&text));
                    count.1 += usize::from(!text.is_empty());
                }
            }
        }
        counts.iter().map(|(numbers, all)| *all > 0 && numbers * 2 > *all).collect()
    }

    /// Every cell with its column.
    fn cells(&self) -> impl Iterator<Item = (usize, &Cell)> {
        self.rows.iter().flat_map(|row| row.iter().enumerate()).flat_map(|(col, place)| {
            let cells = if let Place::Cell { cells, .. } = place { &cells[..] } else { &[] };
            cells.iter().map(move |cell| (col, *cell))
        })
    }
}

/// Whether a text is a quantity: digits, more than anything else, and no letters but a unit.
fn is_numeric(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    digits > 0 && letters <= 3 && letters <= digits
}

/// Gives `cell` the places that it spans and that are free: columns first, then whole rows of them.
fn span(rows: &mut [Vec<Place<'_>>], cell: &Cell) {
    let (row, col) = (cell.row as usize, cell.col as usize);
    let free = |place: &Place| matches!(place, Place::Empty);
    let wide = 1 + rows[row][col + 1..].iter().take(cell.col_span.max(1) as usize - 1).take_while(|p| free(p)).count();
    let below = rows[row + 1..].iter().take(cell.row_span.max(1) as usize - 1);
    let high = 1 + below.take_while(|row| row[col..col + wide].iter().all(free)).count();
    for places in &mut rows[row..row + high] {
        for place in &mut places[col..col + wide] {
            if free(place) {
                *place = Place::Covered(row, col);
            }
        }
    }
    if let Place::Cell { rows, cols, .. } = &mut rows[row][col] {
        (*rows, *cols) = (high.max(*rows), wide.max(*cols));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(row: u32, col: u32, row_span: u32, col_span: u32) -> Cell {
        Cell { row, col, row_span, col_span, text: format!("{row}{col}"), ..Cell::default() }
    }

    /// The grid in letters: `c` a cell, `.` nothing, `<` covered.
    fn drawn(table: &Table) -> String {
        let letter = |place: &Place| match place {
            Place::Empty => '.',
            Place::Cell { .. } => 'c',
            Place::Covered(..) => '<',
        };
        Grid::of(table).rows.iter().map(|row| row.iter().map(letter).collect::<String>()).collect::<Vec<_>>().join("/")
    }

    #[test]
    fn spans_cover_their_places() {
        let cells = vec![cell(0, 0, 1, 2), cell(0, 2, 2, 1), cell(1, 0, 1, 1)];
        assert_eq!(drawn(&Table { rows: 2, cols: 3, header_rows: 1, cells }), "c<c/c.<");
    }

    #[test]
    fn a_span_over_a_neighbour_gives_way_and_no_cell_is_lost() {
        let cells = vec![cell(0, 0, 9, 9), cell(1, 1, 1, 1), cell(3, 0, 1, 1), cell(3, 0, 1, 1)];
        let table = Table { rows: 2, cols: 2, header_rows: 7, cells };
        assert_eq!(drawn(&table), "c</.c/../c.");
        let grid = Grid::of(&table);
        assert_eq!(grid.header_rows, 4);
        assert!(matches!(&grid.rows[3][0], Place::Cell { cells, .. } if cells.len() == 2));
    }
}

//! Tables of a Word document: spans, head rows that come again on every page, columns as wide as on the page read.

use document::{Block, BlockKind};
use docx_rs::{
    AlignmentType, LineSpacing, Paragraph, Shading, Table, TableCell, TableLayoutType, TableRow, VMergeType, WidthType,
};

use super::marks::{self, Mark};
use super::run::{self, Context};
use crate::flow::Flow;
use crate::grid::{Grid, Place};
use crate::language::runs_rtl;

/// The table of `block`, `width` twentieths of a point wide. None where it has no place at all.
pub(super) fn build(block: &Block, width: u32, flow: &Flow, context: &Context) -> Option<Table> {
    let grid = Grid::of(block.table.as_ref()?);
    if grid.cols == 0 {
        return None;
    }
    let pairs = block.kind == BlockKind::KeyValue;
    let widths: Vec<usize> = grid.shares().iter().map(|share| (share * width as f32).round() as usize).collect();
    let numeric = grid.numeric_columns();
    let mut rows = Vec::with_capacity(grid.rows.len());
    for (r, row) in grid.rows.iter().enumerate() {
        let head = r < grid.header_rows;
        let mut cells = Vec::with_capacity(row.len());
        for (c, place) in row.iter().enumerate() {
            let (cols, merge) = match place {
                Place::Empty => (1, None),
                Place::Cell { rows, cols, .. } => (*cols, (*rows > 1).then_some(VMergeType::Restart)),
                // Only the first column of a span that comes from above stands in this row.
                Place::Covered(from, first) if *from < r && *first == c => {
                    (grid.cols_of(*from, *first), Some(VMergeType::Continue))
                }
                Place::Covered(..) => continue,
            };
            let cell = Cell { place, width: widths[c..c + cols].iter().sum(), cols, merge, head, number: numeric[c] };
            cells.push(cell.build(flow, &Context { bold: context.bold || head || pairs && c == 0, ..*context }));
        }
        rows.push(TableRow::new(cells).cant_split());
    }
    let mut marks = vec![Mark::HeadRows(grid.header_rows)];
    marks.extend(grid.is_rtl().then_some(Mark::Rtl));
    let table = Table::without_borders(rows)
        .style(marks::join(if pairs { "TableNormal" } else { "TableGrid" }, &marks))
        .width(widths.iter().sum(), WidthType::Dxa)
        .layout(TableLayoutType::Fixed)
        .set_grid(widths);
    Some(table)
}

/// One cell as its row has it.
struct Cell<'a> {
    place: &'a Place<'a>,
    width: usize,
    cols: usize,
    /// Begins a vertical span or goes on with one.
    merge: Option<VMergeType>,
    head: bool,
    /// In a column of numbers.
    number: bool,
}

impl Cell<'_> {
    fn build(self, flow: &Flow, context: &Context) -> TableCell {
        let mut built = TableCell::new().width(self.width, WidthType::Dxa);
        if self.cols > 1 {
            built = built.grid_span(self.cols);
        }
        if let Some(merge) = self.merge {
            built = built.vertical_merge(merge);
        }
        if self.head {
            built = built.shading(Shading::new().fill("DDE6F0"));
        }
        let cells = match self.place {
            Place::Cell { cells, .. } => &cells[..],
            Place::Empty | Place::Covered(..) => &[],
        };
        for spans in cells.iter().map(|cell| flow.cell(cell)).filter(|spans| !spans.is_empty()) {
            let rtl = runs_rtl(spans.iter().map(|span| span.text.as_str()));
            let mut paragraph = tight();
            paragraph.property.bidi = rtl.then_some(true);
            // A column of numbers stands with its last digits in line, and its head over it.
            if self.number && self.cols == 1 && !rtl {
                paragraph = paragraph.align(AlignmentType::Right);
            }
            built = built.add_paragraph(run::add(paragraph, &spans, &Context { rtl, ..*context }));
        }
        if built.children.is_empty() {
            // A cell ends with a paragraph, always.
            built = built.add_paragraph(tight());
        }
        built
    }
}

/// A paragraph without space after it.
pub(super) fn tight() -> Paragraph {
    Paragraph::new().line_spacing(LineSpacing::new().after(0))
}

//! Tables of a Word document: spans, head rows that come again on every page, columns as wide as on the page read.

use document::{Block, BlockKind};

use super::run::{self, Context};
use crate::flow::Flow;
use crate::grid::{Grid, Place};
use crate::language::runs_rtl;
use crate::xml::Xml;

/// Writes the table of `block`, `width` twentieths of a point wide. False where it has no place at all.
pub(super) fn write(xml: &mut Xml, block: &Block, width: u32, flow: &Flow, context: &Context) -> bool {
    let Some(table) = &block.table else { return false };
    let grid = Grid::of(table);
    if grid.cols == 0 {
        return false;
    }
    let pairs = block.kind == BlockKind::KeyValue;
    let widths: Vec<u32> = grid.shares().iter().map(|share| (share * width as f32).round() as u32).collect();
    let numeric = grid.numeric_columns();
    xml.open("w:tbl").open("w:tblPr");
    xml.empty("w:tblStyle", &[("w:val", if pairs { "TableNormal" } else { "TableGrid" })]);
    if grid.is_rtl() {
        xml.empty("w:bidiVisual", &[]);
    }
    xml.open("w:tblW").attr("w:w", widths.iter().sum::<u32>()).attr("w:type", "dxa").close();
    xml.empty("w:tblLayout", &[("w:type", "fixed")]);
    let first_row = if grid.header_rows > 0 { "1" } else { "0" };
    let look = [
        ("w:val", "0000"),
        ("w:firstRow", first_row),
        ("w:lastRow", "0"),
        ("w:firstColumn", "0"),
        ("w:lastColumn", "0"),
        ("w:noHBand", "1"),
        ("w:noVBand", "1"),
    ];
    xml.empty("w:tblLook", &look).close().open("w:tblGrid");
    for width in &widths {
        xml.open("w:gridCol").attr("w:w", width).close();
    }
    xml.close();
    for (r, row) in grid.rows.iter().enumerate() {
        let head = r < grid.header_rows;
        xml.open("w:tr").open("w:trPr").empty("w:cantSplit", &[]);
        if head {
            xml.empty("w:tblHeader", &[]);
        }
        xml.close();
        for (c, place) in row.iter().enumerate() {
            let (cols, merge) = match place {
                Place::Empty => (1, None),
                Place::Cell { rows, cols, .. } => (*cols, (*rows > 1).then_some(true)),
                // Only the first column of a span that comes from above stands in this row.
                Place::Covered(from, first) if *from < r && *first == c => (grid.cols_of(*from, *first), Some(false)),
                Place::Covered(..) => continue,
            };
            let cell = Cell { place, width: widths[c..c + cols].iter().sum(), cols, merge, head, number: numeric[c] };
            cell.write(xml, flow, &Context { bold: context.bold || head || pairs && c == 0, ..*context });
        }
        xml.close();
    }
    xml.close();
    true
}

/// One cell as its row writes it.
struct Cell<'a> {
    place: &'a Place<'a>,
    width: u32,
    cols: usize,
    /// Begins a vertical span (true) or goes on with one (false).
    merge: Option<bool>,
    head: bool,
    /// In a column of numbers.
    number: bool,
}

impl Cell<'_> {
    fn write(&self, xml: &mut Xml, flow: &Flow, context: &Context) {
        xml.open("w:tc").open("w:tcPr").open("w:tcW").attr("w:w", self.width).attr("w:type", "dxa").close();
        if self.cols > 1 {
            xml.open("w:gridSpan").attr("w:val", self.cols).close();
        }
        match self.merge {
            Some(true) => drop(xml.empty("w:vMerge", &[("w:val", "restart")])),
            Some(false) => drop(xml.empty("w:vMerge", &[])),
            None => {}
        }
        if self.head {
            xml.empty("w:shd", &[("w:val", "clear"), ("w:color", "auto"), ("w:fill", "DDE6F0")]);
        }
        xml.close();
        let cells = match self.place {
            Place::Cell { cells, .. } => &cells[..],
            Place::Empty | Place::Covered(..) => &[],
        };
        let paragraphs: Vec<_> = cells.iter().map(|cell| flow.cell(cell)).filter(|spans| !spans.is_empty()).collect();
        for spans in &paragraphs {
            let rtl = runs_rtl(spans.iter().map(|span| span.text.as_str()));
            xml.open("w:p").open("w:pPr");
            if rtl {
                xml.empty("w:bidi", &[]);
            }
            xml.empty("w:spacing", &[("w:after", "0")]);
            // A column of numbers stands with its last digits in line, and its head over it.
            if self.number && self.cols == 1 && !rtl {
                xml.empty("w:jc", &[("w:val", "right")]);
            }
            xml.close();
            run::write(xml, spans, &Context { rtl, ..*context });
            xml.close();
        }
        if paragraphs.is_empty() {
            // A cell ends with a paragraph, always.
            xml.open("w:p").open("w:pPr").empty("w:spacing", &[("w:after", "0")]).close().close();
        }
        xml.close();
    }
}

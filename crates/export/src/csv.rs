//! CSV (RFC 4180, UTF-8, lines by `\n`): the document's tables; where it has none, a row a block.
//!
//! A cell that spans has its text in its first place; the others are empty. Several tables in one file are parted by an
//! empty line. Refuses types: a number is the text that stands on the page.

use document::{Document, Table};

use crate::blocks;
use crate::flow::Flow;
use crate::grid::{Grid, Place};
use crate::{ExportError, Options, Part};

/// Every table, or the blocks, in one file.
///
/// # Errors
/// [`ExportError::Csv`] where a row cannot be written.
pub(crate) fn write(document: &Document, options: &Options) -> Result<Vec<u8>, ExportError> {
    let flow = Flow::of(document);
    let tables: Vec<Vec<u8>> = tables(document).map(|t| table(t, options, &flow)).collect::<Result<_, _>>()?;
    if tables.is_empty() {
        return block_rows(document, options);
    }
    Ok(tables.join(&b'\n'))
}

/// A file a table, numbered where there are several; the blocks where there is none.
///
/// # Errors
/// [`ExportError::Csv`] where a row cannot be written.
pub(crate) fn parts(document: &Document, options: &Options) -> Result<Vec<Part>, ExportError> {
    let count = tables(document).count();
    if count < 2 {
        return Ok(vec![Part { suffix: String::new(), bytes: write(document, options)? }]);
    }
    // As many digits as the last one has: a folder then lists them in order.
    let digits = count.to_string().len();
    let flow = Flow::of(document);
    let part = |(i, t)| Ok(Part { suffix: format!(".table-{:0digits$}", i + 1), bytes: table(t, options, &flow)? });
    tables(document).enumerate().map(part).collect()
}

fn tables(document: &Document) -> impl Iterator<Item = &Table> {
    let tables = document.pages.iter().flat_map(|page| &page.blocks).filter_map(|block| block.table.as_ref());
    tables.filter(|table| !table.cells.is_empty())
}

fn table(table: &Table, options: &Options, flow: &Flow) -> Result<Vec<u8>, ExportError> {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    for row in &Grid::of(table).rows {
        let cells = row.iter().map(|place| match place {
            Place::Cell { cells, .. } => guarded(flow.cells_text(cells), options),
            Place::Empty | Place::Covered(..) => String::new(),
        });
        writer.write_record(cells)?;
    }
    finish(writer)
}

fn block_rows(document: &Document, options: &Options) -> Result<Vec<u8>, ExportError> {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    writer.write_record(blocks::COLUMNS)?;
    for row in blocks::rows(document) {
        let numbers = row.numbers().map(|n| n.to_string());
        let texts = [row.page.to_string(), row.kind.clone(), guarded(row.text, options)];
        writer.write_record(texts.iter().chain(&numbers))?;
    }
    finish(writer)
}

fn finish(writer: ::csv::Writer<Vec<u8>>) -> Result<Vec<u8>, ExportError> {
    writer.into_inner().map_err(|e| ExportError::Csv(e.into_error().into()))
}

/// The text of a cell, so that no spreadsheet runs it where that was asked for: an apostrophe stands before what begins
/// like a formula and is no plain number.
fn guarded(text: String, options: &Options) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    let number = text
        .strip_prefix(['-', '+'])
        .is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b'%')));
    if options.csv_safe && formula && !number { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use document::{Block, Cell, Page};

    use super::*;
    use crate::sample;

    fn cell(row: u32, col: u32, col_span: u32, text: &str) -> Cell {
        Cell { row, col, row_span: 1, col_span, text: text.into(), ..Cell::default() }
    }

    fn with_tables(tables: Vec<Table>) -> Document {
        let blocks = tables.into_iter().map(|t| Block { table: Some(t), ..Block::default() }).collect();
        Document { pages: vec![Page { blocks, ..Page::default() }], ..Document::default() }
    }

    fn two() -> Document {
        let first =
            Table { rows: 2, cols: 2, header_rows: 1, cells: vec![cell(0, 0, 2, "a, \"b\""), cell(1, 1, 1, "c\nd")] };
        let second = Table { rows: 1, cols: 1, header_rows: 0, cells: vec![cell(0, 0, 1, "=1+1")] };
        with_tables(vec![first, second])
    }

    fn text(document: &Document, csv_safe: bool) -> String {
        String::from_utf8(write(document, &Options { csv_safe, ..Options::default() }).unwrap()).unwrap()
    }

    #[test]
    fn tables_stand_one_under_the_other_and_a_span_has_its_text_first() {
        assert_eq!(text(&two(), false), "\"a, \"\"b\"\"\",\n,c d\n\n=1+1\n");
    }

    #[test]
    fn a_file_a_table_where_a_folder_takes_them() {
        let parts = parts(&two(), &Options::default()).unwrap();
        let names: Vec<&str> = parts.iter().map(|p| p.suffix.as_str()).collect();
        assert_eq!((names, &parts[1].bytes[..]), (vec![".table-1", ".table-2"], &b"=1+1\n"[..]));
    }

    #[test]
    fn formulas_are_guarded_on_request_and_numbers_are_none() {
        assert!(text(&two(), true).ends_with("\n'=1+1\n"));
        let guard = |text: &str| guarded(text.to_owned(), &Options { csv_safe: true, ..Options::default() });
        assert_eq!(
            (guard("-12.5"), guard("+x"), guard("-"), guard("@a")),
            ("-12.5".into(), "'+x".into(), "'-".into(), "'@a".into())
        );
    }

    #[test]
    fn without_a_table_a_row_is_a_block() {
        let expected = "page,kind,text,confidence,x0,y0,x1,y1\n1,heading,First Light,0.9,0,0,100,20\n\
                        1,paragraph,\"one two\nthree\",0.9,0,30,100,80\n";
        assert_eq!(text(&sample::document(), false), expected);
    }
}

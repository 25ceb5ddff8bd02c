//! XLSX: a sheet a table; where the document has none, one sheet with a row a block.
//!
//! Spanning cells are merged, header rows stand out and stay in view and on every printed page, columns are as wide as
//! what they hold, and a number is one where it cannot be anything else (see `number`). Nothing that stands on a page
//! becomes a formula.

use document::{Document, Table};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use crate::flow::Flow;
use crate::grid::{Grid, Place};
use crate::language::Languages;
use crate::number::{self, Decimal};
use crate::{ExportError, blocks};

/// UTF-16 units that a cell takes.
const LONGEST_TEXT: usize = 32_767;
/// Bounds of a column's width in characters.
const WIDTHS: (f64, f64) = (6.0, 60.0);

/// The workbook.
///
/// # Errors
/// [`ExportError::Xlsx`] where a table is larger than a sheet can be.
pub(crate) fn write(document: &Document) -> Result<Vec<u8>, ExportError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(document)?);
    let tables = document.pages.iter().flat_map(|page| page.blocks.iter().map(move |block| (page.index, block)));
    let flow = Flow::of(document);
    let mut count = 0;
    for (page, table) in tables.filter_map(|(page, block)| Some((page, block.table.as_ref()?))) {
        if table.cells.is_empty() {
            continue;
        }
        count += 1;
        let sheet = workbook.add_worksheet();
        sheet.set_name(format!("Table {count} (page {})", page + 1))?;
        table_sheet(sheet, table, otherwise(document), &flow)?;
    }
    if count == 0 {
        block_sheet(workbook.add_worksheet(), document)?;
    }
    Ok(workbook.save_to_buffer()?)
}

/// The document's name; no time of the writing, so that the same result is the same file.
fn properties(document: &Document) -> Result<DocProperties, XlsxError> {
    let epoch = ExcelDateTime::from_ymd(1980, 1, 1)?;
    Ok(DocProperties::new().set_title(&document.source.name).set_creation_datetime(&epoch))
}

/// How the document's language divides a number, where its user named one.
fn otherwise(document: &Document) -> Option<Decimal> {
    document.language.as_ref()?;
    let languages = Languages::of(document);
    let base = languages.of_document(document)?.split('-').next()?;
    match base {
        "en" | "zh" | "ja" | "ko" | "he" | "th" => Some(Decimal::Point),
        "bg" | "cs" | "da" | "de" | "el" | "es" | "et" | "fi" | "fr" | "hr" | "hu" | "id" | "is" | "it" | "lt"
        | "lv" | "nb" | "nl" | "nn" | "no" | "pl" | "pt" | "ro" | "ru" | "sk" | "sl" | "sv" | "tr" | "uk" => {
            Some(Decimal::Comma)
        }
        _ => None,
    }
}

fn table_sheet(sheet: &mut Worksheet, table: &Table, otherwise: Option<Decimal>, flow: &Flow) -> Result<(), XlsxError> {
    let grid = Grid::of(table);
    let text = |place: &Place| match place {
        Place::Cell { cells, .. } => flow.cells_text(cells),
        Place::Empty | Place::Covered(..) => String::new(),
    };
    let texts: Vec<Vec<String>> = grid.rows.iter().map(|row| row.iter().map(text).collect()).collect();
    sheet.set_right_to_left(grid.is_rtl());
    let decimal = number::convention(texts.iter().flatten().map(String::as_str), otherwise);
    let body = Format::new().set_align(FormatAlign::Top).set_text_wrap().set_border(FormatBorder::Thin);
    let head = body.clone().set_bold().set_background_color(0x00DD_E6F0);
    let mut widths = vec![0.0_f64; grid.cols];
    for (r, row) in grid.rows.iter().enumerate() {
        for (c, place) in row.iter().enumerate() {
            let format = if r < grid.header_rows { &head } else { &body };
            let (at, text) = (at(r, c)?, fit(&texts[r][c]));
            match place {
                Place::Cell { rows, cols, .. } if *rows > 1 || *cols > 1 => {
                    let end = self::at(r + rows - 1, c + cols - 1)?;
                    sheet.merge_range(at.0, at.1, end.0, end.1, "", format)?;
                }
                Place::Covered(..) => continue,
                Place::Empty | Place::Cell { .. } => {}
            }
            if !matches!(place, Place::Cell { cols, .. } if *cols > 1) {
                widths[c] = widths[c].max(width(text));
            }
            match number::parse(text, decimal).filter(|_| r >= grid.header_rows) {
                Some(n) => {
                    sheet.write_number_with_format(at.0, at.1, n.value, &format.clone().set_num_format(n.format()))?
                }
                None if text.is_empty() => sheet.write_blank(at.0, at.1, format)?,
                None => sheet.write_string_with_format(at.0, at.1, text, format)?,
            };
        }
    }
    set_widths(sheet, &widths)?;
    keep_head(sheet, grid.header_rows)
}

fn block_sheet(sheet: &mut Worksheet, document: &Document) -> Result<(), XlsxError> {
    sheet.set_name("Blocks")?;
    let head = Format::new().set_bold().set_background_color(0x00DD_E6F0);
    let body = Format::new().set_align(FormatAlign::Top).set_text_wrap();
    for (c, name) in (0..).zip(blocks::COLUMNS) {
        sheet.write_string_with_format(0, c, name, &head)?;
    }
    let mut widths = blocks::COLUMNS.map(width);
    let mut r = 0;
    for row in blocks::rows(document) {
        // A text that is longer than a cell goes on in the next row.
        for part in parts(&row.text) {
            r += 1;
            let (at, _) = at(r, 0)?;
            sheet.write_number_with_format(at, 0, row.page, &body)?;
            sheet.write_string_with_format(at, 1, &row.kind, &body)?;
            sheet.write_string_with_format(at, 2, part, &body)?;
            for (c, number) in (3..).zip(row.numbers()) {
                sheet.write_number_with_format(at, c, number, &body)?;
            }
            widths[1] = widths[1].max(width(&row.kind));
            widths[2] = widths[2].max(width(part));
        }
    }
    set_widths(sheet, &widths)?;
    keep_head(sheet, 1)
}

/// A place of the sheet, where it has one.
fn at(row: usize, col: usize) -> Result<(u32, u16), XlsxError> {
    match (u32::try_from(row), u16::try_from(col)) {
        (Ok(row), Ok(col)) => Ok((row, col)),
        _ => Err(XlsxError::RowColumnLimitError),
    }
}

fn keep_head(sheet: &mut Worksheet, rows: usize) -> Result<(), XlsxError> {
    if rows > 0 {
        let (rows, _) = at(rows, 0)?;
        sheet.set_freeze_panes(rows, 0)?;
        sheet.set_repeat_rows(0, rows - 1)?;
    }
    Ok(())
}

fn set_widths(sheet: &mut Worksheet, widths: &[f64]) -> Result<(), XlsxError> {
    for (c, width) in widths.iter().enumerate() {
        sheet.set_column_width(at(0, c)?.1, (width + 2.0).clamp(WIDTHS.0, WIDTHS.1))?;
    }
    Ok(())
}

/// Width of the longest line of a text in characters; those of East Asia are two wide.
fn width(text: &str) -> f64 {
    let wide = |c: char| matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ff60}' | '\u{20000}'..='\u{3ffff}');
    let of_line = |line: &str| line.chars().map(|c| if wide(c) { 2.0 } else { 1.0 }).sum::<f64>();
    text.lines().map(of_line).fold(0.0, f64::max)
}

/// As much of a text as a cell takes.
fn fit(text: &str) -> &str {
    parts(text).next().unwrap_or_default()
}

/// A text in pieces that a cell takes; one, empty, for no text.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let mut units = 0;
        let end = text.char_indices().find(|(_, c)| {
            units += c.len_utf16();
            units > LONGEST_TEXT
        });
        let (part, after) = text.split_at(end.map_or(text.len(), |(i, _)| i));
        rest = Some(after).filter(|after| !after.is_empty());
        Some(part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_longer_than_a_cell_comes_in_parts() {
        let long = "語".repeat(LONGEST_TEXT) + "end";
        let lengths: Vec<usize> = parts(&long).map(|p| p.chars().count()).collect();
        assert_eq!(lengths, [LONGEST_TEXT, 3]);
        assert_eq!(parts("").collect::<Vec<_>>(), [""]);
    }

    #[test]
    fn east_asian_characters_are_two_wide() {
        assert!((width("漢字\nab") - 4.0).abs() < f64::EPSILON);
    }

    #[test]
    fn the_same_document_is_the_same_file() {
        let document = crate::sample::document();
        assert_eq!(write(&document).unwrap(), write(&document).unwrap());
    }
}

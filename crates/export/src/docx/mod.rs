//! DOCX: a WordprocessingML package that Word, LibreOffice and Pages open as a document somebody wrote: real headings,
//! numbered lists, tables with spans and repeated head rows, text from right to left, languages for the spelling check.
//!
//! `docx-rs` builds it: paragraphs, runs, styles, lists, tables, sections (`body`, `run`, `styles`, `numbering`, `table`).
//! It has no run from right to left, no language, no repeated head row, no table from right to left, no title, and an
//! order of properties of its own: that is left as marks (`marks`) and put right in the parts that it built (`finish`,
//! `order`). Refuses page fidelity: text flows, pictures are left out.

mod body;
mod finish;
mod marks;
mod numbering;
mod order;
mod package;
mod run;
mod styles;
mod table;

use document::Document;
use docx_rs::Docx;

use crate::language::Languages;
use crate::{ExportError, Options};

/// The whole package.
///
/// # Errors
/// [`ExportError::Docx`] where the package cannot be closed, [`ExportError::DocxPart`] where a part is no XML.
pub(crate) fn write(document: &Document, options: &Options) -> Result<Vec<u8>, ExportError> {
    let languages = Languages::of(document);
    let look = styles::Look::of(document, &languages);
    let (main, lists) = body::build(document, options, &languages);
    let mut docx = Docx::new().styles(styles::build(&look)).numberings(lists.numberings()).default_tab_stop(720);
    docx.document = main;
    // Word on the web refuses a numbering part that no paragraph names.
    docx.document_rels.has_numberings = !lists.is_empty();
    let mut parts = docx.build();
    let name = &document.source.name;
    let title = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
    let facts = finish::Facts {
        title: (!title.is_empty()).then(|| title.to_owned()),
        language: languages.of_document(document).map(run::regional),
        languages: look.languages(),
    };
    finish::parts(&mut parts, &facts)?;
    Ok(package::pack(parts)?)
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use quick_xml::Reader;
    use quick_xml::events::Event;

    use document::{Block, BlockKind, Cell, Table};

    use super::*;
    use crate::sample;

    /// The sample with what the finishing pass is for: a list, a table with a head, text from right to left.
    fn rich() -> Document {
        let mut document = sample::document();
        let cell = |(place, text): (u32, &str)| Cell {
            row: place / 2,
            col: place % 2,
            row_span: 1,
            col_span: 1,
            text: text.to_owned(),
            lines: vec![sample::line(text, 0.0)],
            ..Cell::default()
        };
        let cells = (0..).zip(["المحصول", "الكمية", "فول", "120"]).map(cell).collect();
        let table = Some(Table { rows: 2, cols: 2, header_rows: 1, cells });
        let item = sample::block(2, BlockKind::ListItem, vec![sample::line("1. Dig | rtl", 80.0)]);
        let blocks = &mut document.pages[0].blocks;
        blocks.push(Block { level: 1, marker: Some("1.".to_owned()), ..item });
        blocks.push(sample::block(3, BlockKind::Paragraph, vec![sample::line("هذا نص بالعربية", 90.0)]));
        blocks.push(Block { table, ..sample::block(4, BlockKind::Table, Vec::new()) });
        document
    }

    /// The parts of a package: name and content.
    fn parts(bytes: Vec<u8>) -> Vec<(String, String)> {
        let mut package = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let count = package.len();
        let part = |i| {
            let mut file = package.by_index(i).unwrap();
            let mut content = String::new();
            file.read_to_string(&mut content).unwrap();
            (file.name().to_owned(), content)
        };
        (0..count).map(part).collect()
    }

    /// The parents whose children are not in the order of the standard.
    fn out_of_order(part: &str) -> Vec<String> {
        let (mut reader, mut found) = (Reader::from_str(part), Vec::new());
        // Of each element that is open its name and the place of its last child.
        let mut open: Vec<(String, usize)> = Vec::new();
        loop {
            let event = reader.read_event().unwrap();
            let (Event::Start(start) | Event::Empty(start)) = &event else {
                match event {
                    Event::Eof => return found,
                    Event::End(_) => drop(open.pop()),
                    _ => {}
                }
                continue;
            };
            let name = String::from_utf8(start.name().as_ref().to_vec()).unwrap();
            if let Some((parent, last)) = open.last_mut()
                && let Some(order) = order::of(parent)
            {
                let place = order::place(order, &name);
                if place < *last || place == usize::MAX {
                    found.push(format!("{name} in {parent}"));
                }
                *last = place;
            }
            if matches!(event, Event::Start(_)) {
                open.push((name, 0));
            }
        }
    }

    #[test]
    fn properties_stand_in_the_order_of_the_standard_and_no_mark_is_left() {
        let bytes = write(&rich(), &Options::default()).unwrap();
        assert_eq!(bytes, write(&rich(), &Options::default()).unwrap(), "the same result is the same file");
        let parts = parts(bytes);
        let main = &parts.iter().find(|(name, _)| name == "word/document.xml").unwrap().1;
        for element in ["w:rtl", "w:lang", "w:tblHeader", "w:bidiVisual", "w:numPr"] {
            assert!(main.contains(&format!("<{element}")), "{element}: {main}");
        }
        for (name, content) in parts {
            assert_eq!(out_of_order(&content), Vec::<String>::new(), "{name}");
            for mark in ["|rtl", "|head=", "|w:"] {
                assert!(!content.contains(mark), "{name}: {mark}");
            }
        }
    }
}

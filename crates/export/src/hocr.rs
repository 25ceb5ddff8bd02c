//! hOCR 1.2: XHTML whose elements carry boxes, for the programs that lay text over page images.
//!
//! `ocr_page` > `ocr_carea` (a block) > `ocr_par` (its text, or one cell of a table) > `ocr_line` > `ocrx_word`. What a
//! block is stands as a second class of its area. Boxes are whole pixels of the upright page image.

use document::{Block, BlockKind, Document, Line, Page, Rect};

use crate::language::{self, Languages, runs_rtl};
use crate::words::{self, Lie};
use crate::xml::Xml;

/// What stands before the root: the document type that hOCR's readers expect.
const DOCTYPE: &str = "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\" \
                       \"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd\">\n";
const CAPABILITIES: &str = "ocr_page ocr_carea ocr_par ocr_line ocrx_word ocr_header ocr_footer ocr_pageno ocr_caption \
                            ocr_photo ocr_table ocrp_lang ocrp_dir ocrp_wconf";

/// The whole document.
pub(crate) fn write(document: &Document) -> String {
    let languages = Languages::of(document);
    let main = languages.of_document(document);
    let mut xml = Xml::new();
    xml.raw(DOCTYPE).open("html").attr("xmlns", "http://www.w3.org/1999/xhtml");
    if let Some(main) = main {
        xml.attr("xml:lang", main).attr("lang", main);
    }
    xml.raw("\n").open("head").raw("\n").leaf("title", &document.source.name).raw("\n");
    for (name, content) in [
        ("http-equiv", "Content-Type"),
        ("ocr-system", concat!("OCR.chat Desktop ", env!("CARGO_PKG_VERSION"))),
        ("ocr-capabilities", CAPABILITIES),
        ("ocr-number-of-pages", &document.pages.len().to_string()),
        ("ocr-langs", main.unwrap_or("unknown")),
    ] {
        match name {
            "http-equiv" => xml.empty("meta", &[(name, content), ("content", "text/html; charset=utf-8")]),
            _ => xml.empty("meta", &[("name", name), ("content", content)]),
        };
        xml.raw("\n");
    }
    xml.close().raw("\n").open("body").raw("\n");
    for page in &document.pages {
        Writer { xml: &mut xml, languages: &languages, page, japanese: language::is_japanese(page) }.page(document);
    }
    xml.close().raw("\n").close().raw("\n");
    xml.finish()
}

struct Writer<'a> {
    xml: &'a mut Xml,
    languages: &'a Languages,
    page: &'a Page,
    japanese: bool,
}

impl Writer<'_> {
    fn page(&mut self, document: &Document) {
        let page = self.page;
        let n = page.index + 1;
        // The title's own grammar has no way to write a quotation mark.
        let image = document.source.name.replace('"', "'");
        let mut title = format!("image \"{image}\"; bbox 0 0 {} {}; ppageno {}", page.width, page.height, page.index);
        if page.dpi > 0.0 {
            let dpi = page.dpi.round();
            title += &format!("; scan_res {dpi} {dpi}");
        }
        self.xml.open("div").attr("class", "ocr_page").attr("id", format!("page_{n}")).attr("title", title).raw("\n");
        for (b, block) in (1..).zip(&page.blocks) {
            self.block(b, block);
        }
        self.xml.close().raw("\n");
    }

    fn block(&mut self, b: usize, block: &Block) {
        let n = self.page.index + 1;
        let class = match block.kind {
            BlockKind::Header => "ocr_carea ocr_header",
            BlockKind::Footer => "ocr_carea ocr_footer",
            BlockKind::PageNumber => "ocr_carea ocr_pageno",
            BlockKind::Caption => "ocr_carea ocr_caption",
            BlockKind::Figure => "ocr_carea ocr_photo",
            BlockKind::Table | BlockKind::KeyValue => "ocr_carea ocr_table",
            BlockKind::Paragraph | BlockKind::Quote | BlockKind::Heading | BlockKind::ListItem => "ocr_carea",
        };
        self.xml.open("div").attr("class", class).attr("id", format!("block_{n}_{b}")).attr("title", bbox(block.bbox));
        // A closing tag of its own: the readers that take the file for HTML know no empty `div`.
        self.xml.raw("\n");
        let cells = block.table.iter().flat_map(|table| &table.cells).map(|cell| (cell.bbox, &cell.lines));
        let paragraphs = std::iter::once((block.bbox, &block.lines)).chain(cells);
        let mut line_number = 0;
        for (p, (area, lines)) in (1..).zip(paragraphs.filter(|(_, lines)| !lines.is_empty())) {
            let text = || lines.iter().map(|line| line.text.as_str());
            self.xml.open("p").attr("class", "ocr_par").attr("id", format!("par_{n}_{b}_{p}"));
            if let Some(tag) = self.languages.of_text(&text().collect::<Vec<_>>().join(" "), self.japanese) {
                self.xml.attr("xml:lang", tag).attr("lang", tag);
            }
            if runs_rtl(text()) {
                self.xml.attr("dir", "rtl");
            }
            self.xml.attr("title", bbox(area)).raw("\n");
            for line in lines {
                line_number += 1;
                self.line(&format!("{n}_{b}_{line_number}"), line);
            }
            self.xml.close().raw("\n");
        }
        self.xml.close().raw("\n");
    }

    fn line(&mut self, id: &str, line: &Line) {
        let area = line.quad.bounds();
        let title = format!("{}{}", bbox(area), lie(line, area));
        self.xml.open("span").attr("class", "ocr_line").attr("id", format!("line_{id}")).attr("title", title).raw("");
        for (w, placed) in (1..).zip(words::words(line)) {
            let word = &placed.word;
            if placed.spaced {
                self.xml.text(" ");
            }
            let title = format!("{}; x_wconf {}", bbox(word.bbox), (word.confidence * 100.0).round().clamp(0.0, 100.0));
            self.xml.open("span").attr("class", "ocrx_word").attr("id", format!("word_{id}_{w}")).attr("title", title);
            let styles: Vec<&str> = [(word.bold, "strong"), (word.italic, "em")]
                .into_iter()
                .filter_map(|(set, tag)| set.then_some(tag))
                .collect();
            for style in &styles {
                self.xml.open(style);
            }
            self.xml.text(&word.text);
            for _ in &styles {
                self.xml.close();
            }
            self.xml.close();
        }
        self.xml.close().raw("\n");
    }
}

fn bbox(r: Rect) -> String {
    format!(
        "bbox {} {} {} {}",
        r.x0.floor().max(0.0),
        r.y0.floor().max(0.0),
        r.x1.ceil().max(0.0),
        r.y1.ceil().max(0.0)
    )
}

/// The property that says how a line lies: its slope and its height over the box's lower left corner, or its angle
/// against the clock. Upright characters set downwards have no angle.
fn lie(line: &Line, area: Rect) -> String {
    match words::lie(&line.quad) {
        Lie::Across([(x0, y0), (x1, y1)]) => {
            let slope = if x1 > x0 { (y1 - y0) / (x1 - x0) } else { 0.0 };
            let offset = y0 - slope * (x0 - area.x0) - area.y1;
            format!("; baseline {} {}", (slope * 1000.0).round() / 1000.0, offset.round())
        }
        Lie::Along(_) if language::is_vertical(&line.text) => String::new(),
        Lie::Along(angle) => format!("; textangle {}", (360.0 - angle).round().rem_euclid(360.0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn every_word_has_its_box_and_confidence_and_every_line_its_baseline() {
        let hocr = write(&sample::document());
        let line = "<span class=\"ocr_line\" id=\"line_1_2_1\" title=\"bbox 0 30 100 50; baseline 0 -4\">";
        let word = "<span class=\"ocrx_word\" id=\"word_1_2_1_2\" title=\"bbox 50 30 90 50; x_wconf 90\">two</span>";
        assert!(hocr.contains(line) && hocr.contains(word), "{hocr}");
        assert!(hocr.contains("image &quot;a.pdf&quot;; bbox 0 0 200 100; ppageno 0; scan_res 150 150"), "{hocr}");
    }

    #[test]
    fn the_page_that_failed_keeps_its_place() {
        assert_eq!(write(&sample::document()).matches("ocr_page\"").count(), 2);
    }

    #[test]
    fn text_from_right_to_left_says_so() {
        let block = sample::block(0, BlockKind::Paragraph, vec![sample::line("שלום עולם", 0.0)]);
        let page = Page { blocks: vec![block], ..Page::default() };
        let hocr = write(&Document { pages: vec![page], ..Document::default() });
        assert!(hocr.contains("xml:lang=\"he\" lang=\"he\" dir=\"rtl\""), "{hocr}");
    }
}

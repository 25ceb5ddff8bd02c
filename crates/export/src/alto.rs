//! ALTO 4.3: the XML in which libraries and archives keep text with its places.
//!
//! Units are pixels of the upright page image. What a block is stands in a tag; a table is a composed block whose cells
//! are text blocks. Words are in logical order whatever the direction, which `BASEDIRECTION` names.

use std::collections::BTreeSet;

use document::{Block, BlockKind, Document, Line, MeanConfidence, Page, Rect};

use crate::language::{self, Languages, runs_rtl};
use crate::words::{self, Lie};
use crate::xml::Xml;

const NAMESPACE: &str = "http://www.loc.gov/standards/alto/ns-v4#";
const SCHEMA: &str = "http://www.loc.gov/standards/alto/ns-v4# http://www.loc.gov/standards/alto/v4/alto-4-3.xsd";

/// The whole document.
pub(crate) fn write(document: &Document) -> String {
    let languages = Languages::of(document);
    let mut xml = Xml::new();
    xml.open("alto").attr("xmlns", NAMESPACE).attr("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance");
    xml.attr("xsi:schemaLocation", SCHEMA).attr("SCHEMAVERSION", "4.3").raw("\n");
    description(&mut xml, document);
    tags(&mut xml, document);
    if document.pages.is_empty() {
        // A layout has at least one page.
        xml.open("Layout").raw("\n").empty("Page", &[("ID", "page_1"), ("PHYSICAL_IMG_NR", "1")]).close();
    } else {
        xml.open("Layout").raw("\n");
        for page in &document.pages {
            Writer { xml: &mut xml, languages: &languages, page, japanese: language::is_japanese(page) }.page();
        }
        xml.close();
    }
    xml.raw("\n").close().raw("\n");
    xml.finish()
}

fn description(xml: &mut Xml, document: &Document) {
    xml.open("Description").leaf("MeasurementUnit", "pixel");
    xml.open("sourceImageInformation").leaf("fileName", &document.source.name).close();
    xml.open("Processing").attr("ID", "processing_1").leaf("processingCategory", "contentGeneration");
    if !document.engine.is_empty() {
        xml.leaf("processingStepSettings", &format!("engine {}", document.engine));
    }
    xml.open("processingSoftware").leaf("softwareName", "OCR.chat Desktop");
    xml.leaf("softwareVersion", env!("CARGO_PKG_VERSION")).close().close().close().raw("\n");
}

/// One tag for each kind of block that there is.
fn tags(xml: &mut Xml, document: &Document) {
    let kinds: BTreeSet<&str> = document.pages.iter().flat_map(|page| &page.blocks).map(|b| kind(b.kind)).collect();
    if kinds.is_empty() {
        return;
    }
    xml.open("Tags");
    for kind in kinds {
        xml.open("StructureTag").attr("ID", format!("kind_{kind}")).attr("LABEL", kind).close();
    }
    xml.close().raw("\n");
}

/// The kind's name as JSON has it.
fn kind(kind: BlockKind) -> &'static str {
    match kind {
        BlockKind::Paragraph => "paragraph",
        BlockKind::Quote => "quote",
        BlockKind::Heading => "heading",
        BlockKind::ListItem => "list_item",
        BlockKind::Table => "table",
        BlockKind::KeyValue => "key_value",
        BlockKind::Figure => "figure",
        BlockKind::Caption => "caption",
        BlockKind::Header => "header",
        BlockKind::Footer => "footer",
        BlockKind::PageNumber => "page_number",
    }
}

struct Writer<'a> {
    xml: &'a mut Xml,
    languages: &'a Languages,
    page: &'a Page,
    japanese: bool,
}

impl Writer<'_> {
    fn page(&mut self) {
        let page = self.page;
        let n = page.index + 1;
        let area = Rect::new(0.0, 0.0, page.width as f32, page.height as f32);
        self.xml.open("Page").attr("ID", format!("page_{n}")).attr("PHYSICAL_IMG_NR", n);
        self.xml.attr("WIDTH", page.width).attr("HEIGHT", page.height).attr("PROCESSINGREFS", "processing_1");
        if let Some(mean) = MeanConfidence::of(page.words()).mean() {
            self.xml.attr("PC", share(mean));
        }
        self.xml.raw("\n").open("PrintSpace");
        self.place(area);
        self.xml.raw("\n");
        for (b, block) in (1..).zip(&page.blocks) {
            self.block(&format!("{n}_{b}"), block);
        }
        self.xml.close().raw("\n").close().raw("\n");
    }

    fn block(&mut self, id: &str, block: &Block) {
        let tag = format!("kind_{}", kind(block.kind));
        if let Some(table) = &block.table {
            self.xml.open("ComposedBlock").attr("ID", format!("block_{id}")).attr("TAGREFS", &tag);
            self.place(block.bbox);
            self.xml.attr("TYPE", "table").raw("\n");
            for (c, cell) in (1..).zip(&table.cells) {
                let lines = &cell.lines;
                if !lines.is_empty() {
                    self.text_block(&format!("{id}_{c}"), cell.bbox, lines, &tag);
                }
            }
            self.xml.close().raw("\n");
        } else if block.lines.is_empty() && block.kind == BlockKind::Figure {
            self.xml.open("Illustration").attr("ID", format!("block_{id}")).attr("TAGREFS", &tag);
            self.place(block.bbox);
            self.xml.close().raw("\n");
        } else {
            self.text_block(id, block.bbox, &block.lines, &tag);
        }
    }

    fn text_block(&mut self, id: &str, area: Rect, lines: &[Line], tag: &str) {
        self.xml.open("TextBlock").attr("ID", format!("block_{id}")).attr("TAGREFS", tag);
        self.place(area);
        let text = lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join(" ");
        if let Some(tag) = self.languages.of_text(&text, self.japanese) {
            self.xml.attr("LANG", tag);
        }
        self.xml.raw("\n");
        for (l, line) in (1..).zip(lines) {
            self.line(&format!("{id}_{l}"), line);
        }
        self.xml.close().raw("\n");
    }

    fn line(&mut self, id: &str, line: &Line) {
        let words = words::words(line);
        if words.is_empty() {
            return;
        }
        let lie = words::lie(&line.quad);
        self.xml.open("TextLine").attr("ID", format!("line_{id}"));
        self.place(line.quad.bounds());
        if let Lie::Across([(x0, y0), (x1, y1)]) = lie {
            self.xml.attr("BASELINE", format!("{},{} {},{}", x0.round(), y0.round(), x1.round(), y1.round()));
        }
        let direction = match lie {
            Lie::Along(angle) if angle > 0.0 => "ttb",
            Lie::Along(_) => "btt",
            Lie::Across(_) if runs_rtl([line.text.as_str()]) => "rtl",
            Lie::Across(_) => "ltr",
        };
        self.xml.attr("BASEDIRECTION", direction);
        if line.quad != line.quad.bounds().into() {
            let points = line.quad.0.map(|p| format!("{},{}", p.x.round(), p.y.round())).join(" ");
            self.xml.open("Shape").open("Polygon").attr("POINTS", points).close().close();
        }
        for (w, placed) in (1..).zip(&words) {
            if placed.spaced {
                self.xml.open("SP").close();
            }
            let word = &placed.word;
            self.xml.open("String").attr("ID", format!("word_{id}_{w}"));
            self.place(word.bbox);
            self.xml.attr("CONTENT", &word.text).attr("WC", share(word.confidence));
            match (word.bold, word.italic) {
                (true, true) => drop(self.xml.attr("STYLE", "bold italics")),
                (true, false) => drop(self.xml.attr("STYLE", "bold")),
                (false, true) => drop(self.xml.attr("STYLE", "italics")),
                (false, false) => {}
            }
            if word.original.is_some() {
                self.xml.attr("CS", true);
            }
            self.xml.close();
        }
        self.xml.close().raw("\n");
    }

    /// Gives the element that was just opened its place, to a tenth of a pixel.
    fn place(&mut self, r: Rect) {
        let tenth = |v: f32| (v * 10.0).round() / 10.0;
        self.xml.attr("HPOS", tenth(r.x0)).attr("VPOS", tenth(r.y0));
        self.xml.attr("WIDTH", tenth(r.width().max(0.0))).attr("HEIGHT", tenth(r.height().max(0.0)));
    }
}

/// A confidence to a thousandth, within the bounds that the schema sets.
fn share(confidence: f32) -> f32 {
    (confidence.clamp(0.0, 1.0) * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn words_carry_their_places_and_confidences() {
        let alto = write(&sample::document());
        let word = "<String ID=\"word_1_2_1_2\" HPOS=\"50\" VPOS=\"30\" WIDTH=\"40\" HEIGHT=\"20\" CONTENT=\"two\" WC=\"0.9\"/>";
        assert!(alto.contains(word), "{alto}");
        assert!(alto.contains("TAGREFS=\"kind_heading\"") && alto.contains("BASELINE=\"0,46 100,46\""), "{alto}");
    }
}

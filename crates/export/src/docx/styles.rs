//! The look of a Word document: its fonts, sizes and languages, and the styles that its paragraphs name.

use document::{BlockKind, Document, Page};

use super::MAIN;
use super::run::regional;
use crate::language::{self, Languages, Script};
use crate::xml::Xml;

/// What the whole document shares.
pub(super) struct Look {
    /// Half points.
    size: u32,
    /// The languages of Latin, East Asian and complex scripts, as Word names them.
    latin: Option<String>,
    east_asian: Option<String>,
    complex: Option<String>,
}

/// The size of text where the pages tell none, in half points.
const USUAL: u32 = 22;

impl Look {
    /// The look that suits `document`.
    pub(super) fn of(document: &Document, languages: &Languages) -> Self {
        let mut found = [false; 10];
        let mut japanese = false;
        for page in &document.pages {
            japanese |= language::is_japanese(page);
            for script in page.lines().flat_map(|line| line.text.chars()).filter_map(language::script) {
                found[script as usize] = true;
            }
        }
        let first = |scripts: &[Script]| {
            let tag = |script: &Script| found[*script as usize].then(|| languages.tag(*script, japanese)).flatten();
            scripts.iter().find_map(tag).map(regional)
        };
        Self {
            size: size(document),
            latin: first(&[Script::Latin, Script::Cyrillic, Script::Greek]),
            east_asian: first(&[Script::Kana, Script::Hangul, Script::Han]),
            complex: first(&[Script::Arabic, Script::Hebrew, Script::Thai, Script::Indic]),
        }
    }

    /// Writes the document's languages as the element `name`, where there is one to name.
    pub(super) fn languages(&self, xml: &mut Xml, name: &'static str) {
        let named = [("w:val", &self.latin), ("w:eastAsia", &self.east_asian), ("w:bidi", &self.complex)];
        let named: Vec<(&str, &str)> = named.iter().filter_map(|(slot, tag)| Some((*slot, tag.as_deref()?))).collect();
        if !named.is_empty() {
            xml.empty(name, &named);
        }
    }

    /// The fonts for each of Word's four kinds of character. They come with Word; other programs replace them by their own.
    fn fonts(&self) -> [(&'static str, &'static str); 4] {
        let east_asian = match self.east_asian.as_deref().unwrap_or_default() {
            tag if tag.starts_with("ja") => "Yu Mincho",
            tag if tag.starts_with("ko") => "Malgun Gothic",
            "zh-TW" | "zh-HK" => "PMingLiU",
            tag if tag.starts_with("zh") => "SimSun",
            _ => "MS Mincho",
        };
        let complex = match self.complex.as_deref().and_then(|tag| tag.split('-').next()).unwrap_or_default() {
            "th" | "lo" => "Leelawadee UI",
            "hi" | "mr" | "ne" | "sa" | "bn" | "as" | "gu" | "pa" | "ta" | "te" | "kn" | "ml" | "or" | "si" => {
                "Nirmala UI"
            }
            _ => "Arial",
        };
        [("w:ascii", "Calibri"), ("w:hAnsi", "Calibri"), ("w:eastAsia", east_asian), ("w:cs", complex)]
    }
}

/// The size of most of the running text in half points: from the height of its lines, which is about 1.3 times the size.
fn size(document: &Document) -> u32 {
    let heights = |page: &Page| -> Vec<f32> {
        let blocks = page.blocks.iter().filter(|b| matches!(b.kind, BlockKind::Paragraph | BlockKind::ListItem));
        blocks.flat_map(|b| &b.lines).map(|line| line.quad.height() / page.dpi * 72.0).collect()
    };
    let mut heights: Vec<f32> = document.pages.iter().filter(|page| page.dpi > 0.0).flat_map(heights).collect();
    heights.retain(|height| height.is_finite());
    if heights.is_empty() {
        return USUAL;
    }
    let middle = heights.len() / 2;
    let (_, median, _) = heights.select_nth_unstable_by(middle, f32::total_cmp);
    // Text that is read on a screen and printed again is neither tiny nor large, whatever the scan says of itself.
    (*median / 1.3 * 2.0).round().clamp(16.0, 24.0) as u32
}

/// A paragraph style: id, name, what it is based on, its paragraph's and its characters' properties.
struct Style {
    id: &'static str,
    name: &'static str,
    outline: Option<u8>,
    space: (u32, u32),
    indent: u32,
    keep_next: bool,
    bold: bool,
    italic: bool,
    /// Against the document's size, in percent.
    size: u32,
}

const fn style(id: &'static str, name: &'static str) -> Style {
    Style {
        id,
        name,
        outline: None,
        space: (0, 120),
        indent: 0,
        keep_next: false,
        bold: false,
        italic: false,
        size: 100,
    }
}

const fn heading(level: u8, id: &'static str, name: &'static str, size: u32) -> Style {
    Style { outline: Some(level - 1), space: (240, 80), keep_next: true, bold: true, size, ..style(id, name) }
}

const STYLES: [Style; 11] = [
    heading(1, "Heading1", "heading 1", 160),
    heading(2, "Heading2", "heading 2", 135),
    heading(3, "Heading3", "heading 3", 120),
    heading(4, "Heading4", "heading 4", 110),
    heading(5, "Heading5", "heading 5", 100),
    heading(6, "Heading6", "heading 6", 100),
    Style { space: (0, 40), ..style("ListParagraph", "List Paragraph") },
    Style { indent: 567, italic: true, space: (120, 120), ..style("Quote", "Quote") },
    Style { italic: true, size: 90, ..style("Caption", "caption") },
    Style { size: 85, ..style("Header", "header") },
    Style { size: 85, ..style("Footer", "footer") },
];

/// The styles' part.
pub(super) fn write(look: &Look) -> String {
    let mut xml = Xml::new();
    xml.open("w:styles").attr("xmlns:w", MAIN);
    xml.open("w:docDefaults").open("w:rPrDefault").open("w:rPr").empty("w:rFonts", &look.fonts());
    sizes(&mut xml, look.size);
    look.languages(&mut xml, "w:lang");
    xml.close().close().open("w:pPrDefault").open("w:pPr");
    xml.empty("w:spacing", &[("w:after", "120"), ("w:line", "259"), ("w:lineRule", "auto")]).close().close().close();
    xml.open("w:style").attr("w:type", "paragraph").attr("w:default", 1).attr("w:styleId", "Normal");
    xml.empty("w:name", &[("w:val", "Normal")]).empty("w:qFormat", &[]).close();
    for style in &STYLES {
        paragraph_style(&mut xml, style, look);
    }
    xml.open("w:style").attr("w:type", "table").attr("w:default", 1).attr("w:styleId", "TableNormal");
    xml.empty("w:name", &[("w:val", "Normal Table")]).open("w:tblPr");
    margins(&mut xml);
    xml.close().close();
    xml.open("w:style").attr("w:type", "table").attr("w:styleId", "TableGrid");
    xml.empty("w:name", &[("w:val", "Table Grid")]).empty("w:basedOn", &[("w:val", "TableNormal")]);
    xml.open("w:pPr").empty("w:spacing", &[("w:after", "0"), ("w:line", "240"), ("w:lineRule", "auto")]).close();
    xml.open("w:tblPr").open("w:tblBorders");
    for side in ["w:top", "w:left", "w:bottom", "w:right", "w:insideH", "w:insideV"] {
        xml.empty(side, &[("w:val", "single"), ("w:sz", "4"), ("w:space", "0"), ("w:color", "808080")]);
    }
    xml.close().close().close();
    xml.close();
    xml.finish()
}

fn paragraph_style(xml: &mut Xml, style: &Style, look: &Look) {
    xml.open("w:style").attr("w:type", "paragraph").attr("w:styleId", style.id);
    xml.empty("w:name", &[("w:val", style.name)]).empty("w:basedOn", &[("w:val", "Normal")]);
    if style.outline.is_some() {
        xml.empty("w:next", &[("w:val", "Normal")]);
    }
    xml.empty("w:qFormat", &[]).open("w:pPr");
    if style.keep_next {
        xml.empty("w:keepNext", &[]).empty("w:keepLines", &[]);
    }
    xml.open("w:spacing").attr("w:before", style.space.0).attr("w:after", style.space.1).close();
    if style.indent > 0 {
        xml.open("w:ind").attr("w:left", style.indent).attr("w:right", style.indent).close();
    }
    if let Some(level) = style.outline {
        xml.open("w:outlineLvl").attr("w:val", level).close();
    }
    xml.close().open("w:rPr");
    if style.bold {
        xml.empty("w:b", &[]).empty("w:bCs", &[]);
    }
    if style.italic {
        xml.empty("w:i", &[]).empty("w:iCs", &[]);
    }
    if style.size != 100 {
        sizes(xml, look.size * style.size / 100);
    }
    xml.close().close();
}

fn sizes(xml: &mut Xml, half_points: u32) {
    xml.open("w:sz").attr("w:val", half_points).close().open("w:szCs").attr("w:val", half_points).close();
}

fn margins(xml: &mut Xml) {
    xml.open("w:tblCellMar");
    for (side, width) in [("w:top", "20"), ("w:left", "80"), ("w:bottom", "20"), ("w:right", "80")] {
        xml.empty(side, &[("w:w", width), ("w:type", "dxa")]);
    }
    xml.close();
}

//! The look of a Word document: its fonts, sizes and languages, and the styles that its paragraphs name.

use document::{BlockKind, Document, Page};
use docx_rs::{
    DocDefaults, LineSpacing, LineSpacingType, RunFonts, Style, StyleType, Styles, TableBorder, TableBorderPosition,
    TableBorders, TableCellMargins, TableProperty,
};

use super::run::regional;
use crate::language::{self, Languages, Script};

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

    /// The document's languages: which of Word's three, and the tag.
    pub(super) fn languages(&self) -> Vec<(&'static str, String)> {
        let named = [("w:val", &self.latin), ("w:eastAsia", &self.east_asian), ("w:bidi", &self.complex)];
        named.into_iter().filter_map(|(slot, tag)| Some((slot, tag.clone()?))).collect()
    }

    /// The fonts for each of Word's four kinds of character. They come with Word; other programs replace them by their own.
    fn fonts(&self) -> RunFonts {
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
        RunFonts::new().ascii("Calibri").hi_ansi("Calibri").east_asia(east_asian).cs(complex)
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
struct Plan {
    id: &'static str,
    name: &'static str,
    outline: Option<usize>,
    space: (u32, u32),
    indent: i32,
    keep_next: bool,
    bold: bool,
    italic: bool,
    /// Against the document's size, in percent.
    size: u32,
}

const fn style(id: &'static str, name: &'static str) -> Plan {
    Plan {
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

const fn heading(level: usize, id: &'static str, name: &'static str, size: u32) -> Plan {
    Plan { outline: Some(level - 1), space: (240, 80), keep_next: true, bold: true, size, ..style(id, name) }
}

const STYLES: [Plan; 11] = [
    heading(1, "Heading1", "heading 1", 160),
    heading(2, "Heading2", "heading 2", 135),
    heading(3, "Heading3", "heading 3", 120),
    heading(4, "Heading4", "heading 4", 110),
    heading(5, "Heading5", "heading 5", 100),
    heading(6, "Heading6", "heading 6", 100),
    Plan { space: (0, 40), ..style("ListParagraph", "List Paragraph") },
    Plan { indent: 567, italic: true, space: (120, 120), ..style("Quote", "Quote") },
    Plan { italic: true, size: 90, ..style("Caption", "caption") },
    Plan { size: 85, ..style("Header", "header") },
    Plan { size: 85, ..style("Footer", "footer") },
];

/// The styles of the document.
pub(super) fn build(look: &Look) -> Styles {
    let lines = LineSpacing::new().after(120).line(259).line_rule(LineSpacingType::Auto);
    let mut styles = Styles::new();
    styles.doc_defaults = DocDefaults::new().size(look.size as usize).fonts(look.fonts()).line_spacing(lines);
    // `Normal` is there already: `docx-rs` writes it before all others.
    styles.styles = STYLES.iter().map(|plan| plan.build(look)).collect();
    let cells = TableProperty::without_borders().set_margins(TableCellMargins::new().margin(20, 80, 20, 80));
    let normal = Style::new("TableNormal", StyleType::Table).name("Normal Table").table_property(cells);
    let lines = LineSpacing::new().after(0).line(240).line_rule(LineSpacingType::Auto);
    let grid = Style::new("TableGrid", StyleType::Table).name("Table Grid").based_on("TableNormal").line_spacing(lines);
    styles.add_style(normal.q_format(false)).add_style(grid.set_borders(borders()).q_format(false))
}

impl Plan {
    fn build(&self, look: &Look) -> Style {
        let (before, after) = self.space;
        let mut style = Style::new(self.id, StyleType::Paragraph).name(self.name).based_on("Normal");
        style = style.line_spacing(LineSpacing::new().before(before).after(after));
        if let Some(level) = self.outline {
            style = style.next("Normal").outline_lvl(level);
        }
        if self.keep_next {
            style.paragraph_property = style.paragraph_property.keep_next(true).keep_lines(true);
        }
        if self.indent > 0 {
            style = style.indent(Some(self.indent), None, Some(self.indent), None);
        }
        if self.bold {
            style = style.bold();
        }
        if self.italic {
            style = style.italic();
        }
        if self.size != 100 {
            style = style.size((look.size * self.size / 100) as usize);
        }
        style
    }
}

fn borders() -> TableBorders {
    use TableBorderPosition::{Bottom, InsideH, InsideV, Left, Right, Top};
    let sides = [Top, Left, Bottom, Right, InsideH, InsideV].map(|side| TableBorder::new(side).size(4).color("808080"));
    sides.into_iter().fold(TableBorders::with_empty(), TableBorders::set)
}

//! The main part of a Word document: blocks to paragraphs and tables, pages to page breaks and sections.

use document::flow::Span;
use document::{Block, BlockKind, Document, Page};
use docx_rs::{
    DocumentChild, IndentLevel, LineSpacing, NumberingId, PageMargin, PageOrientationType, PageSize, Paragraph,
    SectionProperty,
};

use super::marks::{self, Mark};
use super::numbering::{self, Lists};
use super::run::{self, Context};
use super::table::{self, tight};
use crate::flow::Flow;
use crate::language::{self, Languages, runs_rtl};
use crate::list::{self, Marker};
use crate::{Options, text};

/// The main part, and the lists that it names.
pub(super) fn build(document: &Document, options: &Options, languages: &Languages) -> (docx_rs::Document, Lists) {
    let mut writer = Writer {
        children: Vec::new(),
        languages,
        flow: Flow::of(document),
        options,
        lists: Lists::default(),
        open: Vec::new(),
        ends_with_table: false,
    };
    let mut sheet = Sheet::of(document.pages.iter().find(|page| page.width > 0));
    for (i, page) in document.pages.iter().enumerate() {
        // A page that failed has no size of its own.
        let own = if page.width > 0 { Sheet::of(Some(page)) } else { sheet };
        let new_section = i > 0 && !own.is_like(&sheet);
        if new_section {
            writer.push(Paragraph::new().section_property(sheet.section(false)));
        }
        sheet = if i == 0 || new_section { own } else { sheet };
        writer.page(page, &sheet, i > 0 && !new_section);
    }
    if writer.ends_with_table {
        writer.push(Paragraph::new());
    }
    let rtl = runs_rtl(document.pages.iter().flat_map(Page::lines).map(|line| line.text.as_str()));
    let mut main = docx_rs::Document::new().default_section_property(sheet.section(rtl));
    main.children = writer.children;
    (main, writer.lists)
}

/// The paper of a section in twentieths of a point.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Sheet {
    width: u32,
    height: u32,
}

impl Sheet {
    /// The paper that a page was printed on; A4 where its size in inches is not known or not paper's.
    fn of(page: Option<&Page>) -> Self {
        let twentieths = |pixels: u32, dpi: f32| (pixels as f32 / dpi * 1440.0).round() as u32;
        let own = page.filter(|page| page.dpi > 0.0).map(|p| (twentieths(p.width, p.dpi), twentieths(p.height, p.dpi)));
        // Word's own bounds are 0.1 and 22 inches; text needs two inches to flow in.
        let paper = 2880..=31_680;
        match own.filter(|(w, h)| paper.contains(w) && paper.contains(h)) {
            Some((width, height)) => Self { width, height },
            None if page.is_some_and(|page| page.width > page.height) => Self { width: 16_838, height: 11_906 },
            None => Self { width: 11_906, height: 16_838 },
        }
    }

    /// Whether scans of the same paper may differ so much: by a quarter of an inch.
    fn is_like(&self, other: &Self) -> bool {
        self.width.abs_diff(other.width) < 360 && self.height.abs_diff(other.height) < 360
    }

    fn margin(&self) -> u32 {
        1134.min(self.width / 10)
    }

    fn text_width(&self) -> u32 {
        self.width - 2 * self.margin()
    }

    fn section(&self, rtl: bool) -> SectionProperty {
        let margin = self.margin() as i32;
        let mut size = PageSize::new().size(self.width, self.height);
        if self.width > self.height {
            size = size.orient(PageOrientationType::Landscape);
        }
        let sides = PageMargin::new().top(margin).right(margin).bottom(margin).left(margin);
        let section = SectionProperty::new().page_size(size).page_margin(sides.header(567).footer(567));
        if rtl { section.text_direction(marks::join("", &[Mark::Rtl])) } else { section }
    }
}

/// A list that is open at some depth.
#[derive(Clone, Copy)]
struct OpenList {
    last: Marker,
    number: usize,
}

struct Writer<'a> {
    children: Vec<DocumentChild>,
    languages: &'a Languages,
    flow: Flow,
    options: &'a Options,
    lists: Lists,
    /// The lists that are open, by depth; they go on across pages.
    open: Vec<Option<OpenList>>,
    /// Whether a table stands last: two of them would become one, and a section must not end with one.
    ends_with_table: bool,
}

impl Writer<'_> {
    fn page(&mut self, page: &Page, sheet: &Sheet, break_before: bool) {
        let japanese = language::is_japanese(page);
        let mut break_before = break_before;
        for block in page.blocks.iter().filter(|block| text::is_wanted(block, self.options)) {
            if block.kind != BlockKind::ListItem && !is_page_part(block) {
                self.open.clear();
            }
            let context = Context { languages: self.languages, japanese, rtl: false, bold: false };
            if block.table.is_some() {
                if break_before || self.ends_with_table {
                    self.empty(break_before);
                }
                if let Some(table) = table::build(block, sheet.text_width(), &self.flow, &context) {
                    self.children.push(DocumentChild::Table(Box::new(table)));
                    self.ends_with_table = true;
                }
            } else if let Some(paragraph) = self.paragraph(block, break_before, &context) {
                self.push(paragraph);
            } else {
                continue;
            }
            break_before = false;
        }
        if break_before {
            // A page without text is a page all the same.
            self.empty(true);
        }
    }

    fn push(&mut self, paragraph: Paragraph) {
        self.children.push(DocumentChild::Paragraph(Box::new(paragraph)));
        self.ends_with_table = false;
    }

    fn empty(&mut self, break_before: bool) {
        let mut paragraph = tight();
        paragraph.property.page_break_before = break_before.then_some(true);
        self.push(paragraph);
    }

    /// A paragraph; none where it has no text.
    fn paragraph(&mut self, block: &Block, break_before: bool, context: &Context) -> Option<Paragraph> {
        let all = self.flow.spans(block, 0);
        if all.is_empty() {
            return None;
        }
        let item = if block.kind == BlockKind::ListItem { self.item(block) } else { Item::None };
        let spans = match &item {
            Item::Numbered { skip, .. } => self.flow.spans(block, *skip),
            Item::Plain { marker, skip, .. } => {
                let mut spans = vec![Span { text: format!("{marker}\t"), ..Span::default() }];
                spans.extend(self.flow.spans(block, *skip));
                spans
            }
            Item::None => all,
        };
        let rtl = runs_rtl(spans.iter().map(|span| span.text.as_str()));
        let mut paragraph = Paragraph::new();
        paragraph.property.page_break_before = break_before.then_some(true);
        paragraph.property.bidi = rtl.then_some(true);
        if let Some(style) = style(block) {
            paragraph = paragraph.style(style);
        }
        // A table has no space after it of its own.
        if self.ends_with_table && block.kind != BlockKind::Heading {
            paragraph = paragraph.line_spacing(LineSpacing::new().before(120));
        }
        match item {
            Item::Numbered { number, level, .. } => {
                paragraph = paragraph.numbering(NumberingId::new(number), IndentLevel::new(level));
            }
            Item::Plain { level, .. } => {
                let (left, hanging) = numbering::indent(level);
                paragraph = paragraph.indent(left, hanging, None, None);
            }
            Item::None => {}
        }
        Some(run::add(paragraph, &spans, &Context { rtl, ..*context }))
    }

    /// What a list item begins with.
    fn item<'b>(&mut self, block: &'b Block) -> Item<'b> {
        let level = usize::from(block.level.max(1) - 1).min(numbering::DEEPEST - 1);
        self.open.resize(level + 1, None);
        let Some((marker, skip)) = list::marker(block) else { return Item::Plain { marker: "", skip: 0, level } };
        let open = self.open[level];
        let Some(read) = list::parse(marker, open.map(|list| list.last)) else {
            self.open[level] = None;
            return Item::Plain { marker, skip, level };
        };
        let number = match open.filter(|list| list::follows(list.last, read)) {
            Some(list) => list.number,
            None => self.lists.begin(read, level),
        };
        self.open[level] = Some(OpenList { last: read, number });
        Item::Numbered { number, level, skip }
    }
}

/// How a list item is set.
enum Item<'a> {
    /// It is none.
    None,
    /// By Word's own numbering; the marker's bytes are left out.
    Numbered { number: usize, level: usize, skip: usize },
    /// With its marker as text, hanging out: Word has no numbering that would show it.
    Plain { marker: &'a str, skip: usize, level: usize },
}

/// Whether a block belongs to the page rather than to the text.
fn is_page_part(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Header | BlockKind::Footer | BlockKind::PageNumber)
}

fn style(block: &Block) -> Option<&'static str> {
    const HEADINGS: [&str; 6] = ["Heading1", "Heading2", "Heading3", "Heading4", "Heading5", "Heading6"];
    match block.kind {
        BlockKind::Heading => Some(HEADINGS[usize::from(block.level.clamp(1, 6)) - 1]),
        BlockKind::ListItem => Some("ListParagraph"),
        BlockKind::Quote => Some("Quote"),
        BlockKind::Caption => Some("Caption"),
        BlockKind::Header => Some("Header"),
        BlockKind::Footer | BlockKind::PageNumber => Some("Footer"),
        BlockKind::Paragraph | BlockKind::Table | BlockKind::KeyValue | BlockKind::Figure => None,
    }
}

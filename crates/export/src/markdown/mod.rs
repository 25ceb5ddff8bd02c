//! Markdown (GFM): headings by level, nested lists, quotations, tables, pairs, captions, emphasis, formulas.
//!
//! Lines of a block are joined. What the text holds and Markdown would read as markup is escaped, see `escape`.

mod escape;

use document::flow::Span;
use document::{Block, BlockKind, Document, Table};

use crate::flow::Flow;
use crate::grid::{Grid, Place};
use crate::list::{self, Count, Marker};
use crate::{Options, text};

/// The whole document as Markdown, pages apart by an empty line.
pub(crate) fn write(document: &Document, options: &Options) -> String {
    let mut out = String::new();
    let flow = Flow::of(document);
    let mut lists = Lists::default();
    let mut before = None;
    for block in document.pages.iter().flat_map(|page| &page.blocks).filter(|b| text::is_wanted(b, options)) {
        let part = match block.kind {
            BlockKind::ListItem if block.table.is_none() => lists.item(block, &flow),
            _ => {
                lists.end();
                self::block(block, &flow)
            }
        };
        if part.is_empty() {
            continue;
        }
        match before {
            None => {}
            Some(BlockKind::ListItem) if block.kind == BlockKind::ListItem => out.push('\n'),
            Some(_) => out.push_str("\n\n"),
        }
        out.push_str(&part);
        before = Some(block.kind);
    }
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

fn block(block: &Block, flow: &Flow) -> String {
    if let Some(t) = &block.table {
        return if block.kind == BlockKind::KeyValue { pairs(t, flow) } else { table(t, flow) };
    }
    let spans = flow.spans(block, 0);
    if spans.is_empty() {
        return String::new();
    }
    match block.kind {
        BlockKind::Heading => {
            // A heading is bold by itself. One whose level nobody told stands below the document's title.
            let level = if block.level == 0 { 2 } else { block.level.min(6) };
            let text = inline(spans.into_iter().map(|span| Span { bold: false, ..span }));
            format!("{} {}", "#".repeat(level.into()), escape::heading(&text.replace('\n', " ")))
        }
        BlockKind::Quote => text_lines(spans).iter().map(|line| format!("> {line}")).collect::<Vec<_>>().join("\n"),
        BlockKind::Caption => text_lines(spans.into_iter().map(|span| Span { italic: true, ..span })).join("\n"),
        _ => text_lines(spans).join("\n"),
    }
}

/// Running text with its emphasis, in the lines that it keeps: each but the last ends with the two spaces that make a
/// break of it.
fn text_lines(spans: impl IntoIterator<Item = Span>) -> Vec<String> {
    let text = inline(spans);
    let mut lines: Vec<String> = text.lines().map(|line| escape::start(line) + "  ").collect();
    if let Some(last) = lines.last_mut() {
        last.truncate(last.trim_end().len());
    }
    lines
}

/// Spans with their emphasis.
fn inline(spans: impl IntoIterator<Item = Span>) -> String {
    let mut out = String::new();
    for span in spans {
        let mark = match (span.bold, span.italic) {
            (false, false) => "",
            (true, false) => "**",
            (false, true) => "*",
            (true, true) => "***",
        };
        // Emphasis does not open before white space nor close after it.
        let inner = span.text.trim();
        let start = span.text.len() - span.text.trim_start().len();
        out.push_str(&span.text[..start]);
        if !inner.is_empty() {
            out.push_str(mark);
            out.push_str(&escape::text(inner));
            out.push_str(mark);
            out.push_str(&span.text[start + inner.len()..]);
        }
    }
    out
}

/// The lists that are open, by depth.
#[derive(Default)]
struct Lists {
    /// For each depth its last marker and the column at which its items' text begins.
    open: Vec<(Option<Marker>, usize)>,
}

impl Lists {
    fn end(&mut self) {
        self.open.clear();
    }

    /// One item, indented as deep as its parents' text begins.
    fn item(&mut self, block: &Block, flow: &Flow) -> String {
        // A depth that skips one has no parent to stand under.
        let depth = usize::from(block.level.max(1) - 1).min(self.open.len());
        let marker = list::marker(block);
        let before = self.open.get(depth).and_then(|(marker, _)| *marker);
        let read = marker.and_then(|(text, _)| list::parse(text, before));
        let spans = flow.spans(block, marker.map_or(0, |(_, skip)| skip));
        let lines = text_lines(spans);
        let (sign, shown) = match read {
            Some(Marker { count: Count::Bullet(_), .. }) => ("-".to_owned(), String::new()),
            Some(Marker { count: Count::Decimal, value, before: "", after: after @ ("." | ")") })
                if value < 1_000_000_000 =>
            {
                (format!("{value}{after}"), String::new())
            }
            // Markdown counts in digits alone: any other marker is text.
            _ => {
                let shown =
                    marker.map_or(String::new(), |(marker, _)| format!("{} ", escape::start(&escape::text(marker))));
                ("-".to_owned(), shown)
            }
        };
        let indent = depth.checked_sub(1).map_or(0, |parent| self.open[parent].1);
        self.open.truncate(depth);
        self.open.push((read, indent + sign.len() + 1));
        let rest = format!("\n{}", " ".repeat(indent + sign.len() + 1));
        format!("{}{sign} {shown}{}", " ".repeat(indent), lines.join(&rest))
    }
}

fn table(table: &Table, flow: &Flow) -> String {
    let grid = Grid::of(table);
    if grid.cols == 0 {
        return String::new();
    }
    let cell = |place: &Place| match place {
        Place::Cell { cells, .. } => {
            let parts = cells.iter().map(|cell| inline(flow.cell(cell)).replace(['\n', '\r'], " ").replace('|', "\\|"));
            parts.collect::<Vec<_>>().join(" ")
        }
        Place::Empty | Place::Covered(..) => String::new(),
    };
    let row = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
    let mut lines: Vec<String> = grid.rows.iter().map(|places| row(places.iter().map(cell).collect())).collect();
    // GFM knows one head row, and no table without: the first row stands there.
    let rule = |numeric: bool| if numeric { "---:" } else { "---" }.to_owned();
    lines.insert(1, row(grid.numeric_columns().into_iter().map(rule).collect()));
    lines.join("\n")
}

/// Pairs of a name and a value, an item each.
fn pairs(table: &Table, flow: &Flow) -> String {
    let grid = Grid::of(table);
    let text = |place: Option<&Place>| match place {
        Some(Place::Cell { cells, .. }) => escape::text(&flow.cells_text(cells)),
        _ => String::new(),
    };
    let line = |row: &Vec<Place>| match (text(row.first()), text(row.get(1))) {
        (name, value) if name.is_empty() => value,
        (name, value) if name.ends_with([':', '：']) => format!("**{name}** {value}"),
        (name, value) => format!("**{name}:** {value}"),
    };
    let lines = grid.rows.iter().map(line).map(|line| line.trim().to_owned()).filter(|line| !line.is_empty());
    lines.map(|line| format!("- {line}")).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use document::{Cell, Line, Page, Word};

    use super::*;
    use crate::sample;

    fn written(blocks: Vec<Block>) -> String {
        let document = Document { pages: vec![Page { blocks, ..Page::default() }], ..Document::default() };
        write(&document, &Options::default())
    }

    fn block_of(kind: BlockKind, level: u8, text: &str) -> Block {
        let line = Line { text: text.to_owned(), ..Line::default() };
        Block { kind, level, lines: vec![line], ..Block::default() }
    }

    fn item(level: u8, marker: &str, text: &str) -> Block {
        Block { marker: Some(marker.to_owned()), ..block_of(BlockKind::ListItem, level, &format!("{marker} {text}")) }
    }

    #[test]
    fn headings_are_marked_and_lines_flow() {
        assert_eq!(write(&sample::document(), &Options::default()), "## First Light\n\none two three\n");
        let headings = vec![block_of(BlockKind::Heading, 1, "A"), block_of(BlockKind::Heading, 3, "B #")];
        assert_eq!(written(headings), "# A\n\n### B \\#\n");
    }

    #[test]
    fn lists_nest_under_the_text_of_their_parents_and_keep_their_numbers() {
        let items =
            vec![item(1, "9.", "a"), item(1, "10.", "b"), item(2, "•", "c"), item(3, "a)", "d"), item(1, "11.", "e")];
        let expected = "9. a\n10. b\n    - c\n      - a) d\n11. e\n";
        assert_eq!(written(items), expected);
    }

    #[test]
    fn a_list_after_a_paragraph_stands_apart() {
        let blocks = vec![
            block_of(BlockKind::Paragraph, 0, "p"),
            item(1, "•", "a"),
            item(1, "•", "b"),
            block_of(BlockKind::Quote, 0, "- q"),
        ];
        assert_eq!(written(blocks), "p\n\n- a\n- b\n\n> \\- q\n");
    }

    #[test]
    fn lines_that_ended_on_purpose_stay_lines() {
        let lines = |kind| {
            let lines =
                [("Bar Wang Rice and Company", 250.0), ("- 12 Mill Lane", 120.0), ("Bristol", 70.0), ("UK", 20.0)]
                    .iter()
                    .zip(0..);
            let line = |(&(text, width), i): (&(&str, f32), i32)| {
                let area = document::Rect::new(0.0, i as f32 * 30.0, width, i as f32 * 30.0 + 20.0);
                Line { text: text.to_owned(), quad: area.into(), ..Line::default() }
            };
            Block { kind, lines: lines.map(line).collect(), ..Block::default() }
        };
        let quote = "> Bar Wang Rice and Company  \n> \\- 12 Mill Lane  \n> Bristol  \n> UK\n";
        assert_eq!(written(vec![lines(BlockKind::Quote)]), quote);
        let item = "- Bar Wang Rice and Company  \n  \\- 12 Mill Lane  \n  Bristol  \n  UK\n";
        assert_eq!(written(vec![lines(BlockKind::ListItem)]), item);
    }

    #[test]
    fn words_known_to_be_bold_or_in_italics_are_emphasised() {
        let word = |text: &str, bold, italic| Word { text: text.to_owned(), bold, italic, ..Word::default() };
        let words = vec![
            word("so", false, false),
            word("very", true, false),
            word("big*", true, false),
            word("it", false, true),
        ];
        let line = Line { text: "so very big* it".to_owned(), words, ..Line::default() };
        let block = Block { lines: vec![line], ..Block::default() };
        assert_eq!(written(vec![block]), "so **very big\\*** *it*\n");
    }

    #[test]
    fn a_table_is_a_gfm_table() {
        let cell = |row, col, col_span, text: &str| Cell {
            row,
            col,
            row_span: 1,
            col_span,
            text: text.into(),
            ..Cell::default()
        };
        let cells = vec![cell(0, 0, 1, "a"), cell(0, 1, 1, "b|c"), cell(1, 1, 1, "d\ne"), cell(2, 0, 2, "wide")];
        let table = Table { rows: 3, cols: 2, header_rows: 1, cells };
        let block = Block { table: Some(table), kind: BlockKind::Table, ..Block::default() };
        assert_eq!(written(vec![block]), "| a | b\\|c |\n| --- | --- |\n|  | d e |\n| wide |  |\n");
    }

    #[test]
    fn pairs_are_items_with_their_names_in_bold() {
        let cell =
            |row, col, text: &str| Cell { row, col, row_span: 1, col_span: 1, text: text.into(), ..Cell::default() };
        let cells = vec![cell(0, 0, "Total"), cell(0, 1, "12.00"), cell(1, 0, "Date:"), cell(1, 1, "today")];
        let table = Table { rows: 2, cols: 2, header_rows: 0, cells };
        let block = Block { table: Some(table), kind: BlockKind::KeyValue, ..Block::default() };
        assert_eq!(written(vec![block]), "- **Total:** 12.00\n- **Date:** today\n");
    }
}

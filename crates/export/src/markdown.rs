//! Markdown (GFM): headings, list items, paragraphs whose lines are joined, tables.

use document::{Block, BlockKind, Document, Table};

/// The whole document as Markdown, pages apart by an empty line.
pub(crate) fn write(document: &Document) -> String {
    let blocks = document.pages.iter().flat_map(|page| &page.blocks);
    let parts: Vec<String> = blocks.map(block).filter(|part| !part.is_empty()).collect();
    let mut out = parts.join("\n\n");
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

fn block(block: &Block) -> String {
    if let Some(t) = &block.table {
        return table(t);
    }
    let text = flow(block.lines.iter().map(|line| line.text.as_str()));
    if text.is_empty() {
        return text;
    }
    match block.kind {
        BlockKind::Heading => format!("## {}", escape(&text)),
        BlockKind::ListItem => format!("- {}", escape(text.trim_start_matches(['•', '-', '*', '·', ' ']))),
        _ => escape(&text),
    }
}

/// Joins a paragraph's lines: with a space, but with nothing between two characters of a script that uses none.
fn flow<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    let mut out = String::new();
    for line in lines.map(str::trim).filter(|line| !line.is_empty()) {
        let joined = out.chars().next_back().is_some_and(spaceless) && line.chars().next().is_some_and(spaceless);
        if !out.is_empty() && !joined {
            out.push(' ');
        }
        out.push_str(line);
    }
    out
}

/// Whether the script of `c` sets no space between words: Han, kana, and their punctuation and full-width forms.
fn spaceless(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}

/// Escapes what Markdown would read as markup.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '*' | '_' | '`' | '<' | '[' | ']') {
            out.push('\\');
        }
        out.push(c);
    }
    let marker = text.trim_start_matches(|c: char| c.is_ascii_digit());
    if text.starts_with(['#', '>', '+', '-', '=', '~', '|']) {
        out.insert(0, '\\');
    } else if marker.len() < text.len() && marker.starts_with(['.', ')']) {
        out.insert(text.len() - marker.len(), '\\');
    }
    out
}

fn table(table: &Table) -> String {
    let mut grid = vec![vec![String::new(); table.cols as usize]; table.rows as usize];
    for cell in &table.cells {
        if let Some(place) = grid.get_mut(cell.row as usize).and_then(|row| row.get_mut(cell.col as usize)) {
            *place = escape(&cell.text.split_whitespace().collect::<Vec<_>>().join(" ")).replace('|', "\\|");
        }
    }
    let row = |cells: &Vec<String>| format!("| {} |", cells.join(" | "));
    let mut lines: Vec<String> = grid.iter().map(row).collect();
    if !lines.is_empty() {
        lines.insert(1, row(&vec!["---".to_owned(); table.cols as usize]));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use document::{Cell, Document, Page};

    use super::*;
    use crate::sample;

    #[test]
    fn headings_are_marked_and_lines_flow() {
        assert_eq!(write(&sample::document()), "## First Light\n\none two three\n");
    }

    #[test]
    fn lines_of_chinese_join_without_a_space() {
        assert_eq!(flow(["人人生而", "自由。In 1948", "again"].into_iter()), "人人生而自由。In 1948 again");
    }

    #[test]
    fn text_that_looks_like_markup_stays_text() {
        assert_eq!(escape("# 1 *not* <b>"), "\\# 1 \\*not\\* \\<b>");
        assert_eq!(escape("12. August"), "12\\. August");
        assert_eq!(escape("1948 was"), "1948 was");
    }

    #[test]
    fn a_table_is_a_gfm_table() {
        let cell =
            |row, col, text: &str| Cell { row, col, row_span: 1, col_span: 1, text: text.into(), ..Cell::default() };
        let table = Table {
            rows: 2,
            cols: 2,
            header_rows: 1,
            cells: vec![cell(0, 0, "a"), cell(0, 1, "b|c"), cell(1, 1, "d\ne")],
        };
        let block = Block { table: Some(table), ..Block::default() };
        let document = Document { pages: vec![Page { blocks: vec![block], ..Page::default() }], ..Document::default() };
        assert_eq!(write(&document), "| a | b\\|c |\n| --- | --- |\n|  | d e |\n");
    }
}

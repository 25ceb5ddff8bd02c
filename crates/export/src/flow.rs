//! Blocks to running text in spans of one style: what Markdown and Word write. How lines join is `document::flow`'s to
//! say; here stands what it knows of the whole document, and which line breaks stay (see `stanzas`).

use document::flow::{self, Compounds, Span};
use document::{Block, Cell, Document, Line, Page};

use crate::stanzas;

/// The running text of a document's blocks.
pub(crate) struct Flow {
    /// The words that the document itself writes with a hyphen: a line end between their halves divides no word.
    compounds: Compounds,
}

impl Flow {
    /// That of `document`.
    pub(crate) fn of(document: &Document) -> Self {
        Self { compounds: Compounds::of(document.pages.iter().flat_map(Page::lines)) }
    }

    /// The running text of `block`, its first `skip` bytes left out (a list item's marker). A `\n` in a span is a line
    /// break that the text keeps.
    pub(crate) fn spans(&self, block: &Block, mut skip: usize) -> Vec<Span> {
        let mut out: Vec<Span> = Vec::new();
        for lines in stanzas::of(block) {
            let mut stanza = flow::spans(lines, &self.compounds);
            drop_start(&mut stanza, &mut skip);
            if !out.is_empty() && !stanza.is_empty() {
                out.push(Span { text: "\n".to_owned(), ..Span::default() });
            }
            out.extend(stanza);
        }
        out
    }

    /// The lines of a block as they are printed, each word that a line end divides whole.
    pub(crate) fn printed(&self, lines: &[Line]) -> Vec<String> {
        flow::printed(lines, &self.compounds)
    }

    /// The running text of a cell: of its lines where it has them.
    pub(crate) fn cell(&self, cell: &Cell) -> Vec<Span> {
        if cell.lines.iter().any(|line| !line.text.trim().is_empty()) {
            return flow::spans(&cell.lines, &self.compounds);
        }
        let text = cell.text.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.is_empty() { Vec::new() } else { vec![Span { text, ..Span::default() }] }
    }

    /// The running text of several cells that stand at one place.
    pub(crate) fn cells_text(&self, cells: &[&Cell]) -> String {
        let texts = cells.iter().map(|cell| flow::plain_text(&self.cell(cell))).filter(|text| !text.is_empty());
        texts.collect::<Vec<_>>().join(" ")
    }
}

/// Takes the first `skip` bytes away, as many as there are, and the white space after them.
fn drop_start(spans: &mut Vec<Span>, skip: &mut usize) {
    if *skip == 0 {
        return;
    }
    for span in spans.iter_mut() {
        let n = (*skip).min(span.text.len());
        if span.text.is_char_boundary(n) {
            span.text.drain(..n);
        }
        *skip -= n;
    }
    spans.retain(|span| !span.text.is_empty());
    if let Some(first) = spans.first_mut() {
        first.text.drain(..first.text.len() - first.text.trim_start().len());
    }
    spans.retain(|span| !span.text.is_empty());
}

#[cfg(test)]
mod tests {
    use document::Word;

    use super::*;

    #[test]
    fn the_marker_is_left_out_whatever_its_style() {
        let word = |text: &str, bold| Word { text: text.to_owned(), bold, ..Word::default() };
        let words = vec![word("•", false), word("very", true), word("big", true)];
        let line = Line { text: "• very big".to_owned(), words, ..Line::default() };
        let block = Block { lines: vec![line], ..Block::default() };
        let spans = Flow::of(&Document::default()).spans(&block, "• ".len());
        assert_eq!(spans, [Span { text: "very big".to_owned(), bold: true, italic: false }]);
    }

    #[test]
    fn what_the_document_writes_with_a_hyphen_keeps_it() {
        let line = |text: &str| Line { text: text.to_owned(), ..Line::default() };
        let block = |texts: &[&str]| Block { lines: texts.iter().map(|t| line(t)).collect(), ..Block::default() };
        let blocks = vec![block(&["a long-term plan"]), block(&["the long-", "term exam-", "ple"])];
        let document = Document { pages: vec![Page { blocks, ..Page::default() }], ..Document::default() };
        let flow = Flow::of(&document);
        let text = flow::plain_text(&flow.spans(&document.pages[0].blocks[1], 0));
        assert_eq!(text, "the long-term example");
    }

    #[test]
    fn a_cell_without_lines_has_its_text() {
        let cell = Cell { text: " a\nb ".to_owned(), ..Cell::default() };
        assert_eq!(Flow::of(&Document::default()).cells_text(&[&cell]), "a b");
    }
}

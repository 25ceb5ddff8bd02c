//! `Document`, `Page`, `Block`, `Line`, `Word`, `Table`: the value that every stage passes on and every export reads.

use crate::{Code, Quad, Reading, Rect};
use serde::{Deserialize, Serialize};

/// Where a document came from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Source {
    /// The file's name without its folder.
    pub name: String,
    /// The content's kind, e.g. `pdf`, `tiff`: found by content, never by name.
    pub format: String,
}

/// Something the reader should know that did not stop the work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Warning {
    /// The page it concerns, 0-based; absent where it concerns the whole document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// One sentence in English.
    pub message: String,
}

/// A recognised document.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Document {
    /// Where it came from.
    pub source: Source,
    /// Every page that was asked for, in order; a page that failed stands here too, with its error.
    pub pages: Vec<Page>,
    /// The language that was asked for, as the user gave it; `None` is automatic.
    pub language: Option<String>,
    /// The engine that recognised it, e.g. `ppocr`.
    pub engine: String,
    /// What the reader should know.
    pub warnings: Vec<Warning>,
}

/// Who wrote a page's text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum TextSource {
    /// Recognised from the image.
    #[default]
    Ocr,
    /// Read from the PDF's own text layer.
    Pdf,
    /// Corrected by a person.
    Corrected,
}

/// Why a page has no text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct PageError {
    /// What went wrong.
    pub code: Code,
    /// One sentence in English that says what to do.
    pub message: String,
}

/// One page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Page {
    /// 0-based place in the source.
    pub index: u32,
    /// Width of the upright page image in pixels.
    pub width: u32,
    /// Height of the upright page image in pixels.
    pub height: u32,
    /// Pixels an inch; 0 where the source does not say.
    pub dpi: f32,
    /// Degrees clockwise that the source was turned by to stand upright: 0, 90, 180 or 270.
    pub rotation: u16,
    /// Blocks in reading order.
    pub blocks: Vec<Block>,
    /// Who wrote the text.
    pub text_source: TextSource,
    /// The engine that read it: `ppocr`, or `pdf` for a text layer.
    pub engine: String,
    /// What was chosen to read it by, and why; absent where nothing was read, and for a text layer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading: Option<Reading>,
    /// Why the page is empty, where it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<PageError>,
    /// Ids under this one may have been given to blocks that are gone; 0 before the first correction of blocks.
    #[serde(default, skip_serializing_if = "is_zero")]
    #[cfg_attr(feature = "ts", ts(optional, as = "Option<u32>"))]
    pub next_block: u32,
}

fn is_zero(n: &u32) -> bool {
    *n == 0
}

/// What a block is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum BlockKind {
    /// Running text.
    #[default]
    Paragraph,
    /// A passage that is set apart as somebody else's words.
    Quote,
    /// A heading.
    Heading,
    /// One item of a list.
    ListItem,
    /// A table: `Block::table` holds its cells.
    Table,
    /// Pairs of a name and a value, as forms and receipts have them: `Block::table` has two columns, names then values.
    KeyValue,
    /// A picture.
    Figure,
    /// The words under a picture or over a table.
    Caption,
    /// A running head.
    Header,
    /// A running foot.
    Footer,
    /// The page's number, standing alone at its head or foot.
    PageNumber,
}

/// A region of a page that is read as one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Block {
    /// Unique on its page and stable under correction.
    pub id: u32,
    /// What it is.
    pub kind: BlockKind,
    /// Its box.
    pub bbox: Rect,
    /// 0–1: the mean of its words, each weighted by its length.
    pub confidence: f32,
    /// A heading's level from 1 (the greatest) to 6, a list item's depth from 1; 0 for every other kind.
    #[serde(default)]
    pub level: u8,
    /// What a list item's first line begins with: `•`, `–`, `1.`, `a)`. Formats with lists of their own leave it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
    /// Its lines from top to bottom; empty where there is a `table`, whose cells hold them.
    pub lines: Vec<Line>,
    /// Its cells, for a table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<Table>,
}

/// One line of text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Line {
    /// The text in logical order.
    pub text: String,
    /// Its corners, along the text.
    pub quad: Quad,
    /// 0–1: the mean of its words, each weighted by its length.
    pub confidence: f32,
    /// Its words in logical order.
    pub words: Vec<Word>,
}

/// One word, or one run of a script that does not part words by spaces.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Word {
    /// The text without surrounding space.
    pub text: String,
    /// Its box.
    pub bbox: Rect,
    /// The chance that all of it is right, 0–1, by engine and script: of the words at 0.9, nine in ten are. In scripts
    /// that put no space between words it is the chance of one character.
    pub confidence: f32,
    /// What the engine read, where a person corrected it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original: Option<String>,
    /// Whether a person has looked at it: corrected it, or accepted it as it stands.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "ts", ts(optional, as = "Option<bool>"))]
    pub reviewed: bool,
    /// What the engine would have read next, the likeliest first; never `text` itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "ts", ts(optional, as = "Option<Vec<String>>"))]
    pub alternatives: Vec<String>,
    /// Set in bold, where that is known.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub bold: bool,
    /// Set in italics, where that is known.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub italic: bool,
}

/// A table's cells.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Table {
    /// Number of rows.
    pub rows: u32,
    /// Number of columns.
    pub cols: u32,
    /// How many of the first rows are its head.
    #[serde(default)]
    pub header_rows: u32,
    /// The cells, row by row; a place that a spanning cell covers has none of its own.
    pub cells: Vec<Cell>,
}

/// One cell of a table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Cell {
    /// Its first row, 0-based.
    pub row: u32,
    /// Its first column, 0-based.
    pub col: u32,
    /// How many rows it spans, at least 1.
    pub row_span: u32,
    /// How many columns it spans, at least 1.
    pub col_span: u32,
    /// Its text: that of its lines, parted by spaces.
    pub text: String,
    /// Its box.
    pub bbox: Rect,
    /// Its lines from top to bottom; empty for an empty cell.
    #[serde(default)]
    pub lines: Vec<Line>,
}

impl Page {
    /// A page that failed: no text, its error, its size where known.
    pub fn failed(index: u32, code: Code, message: impl Into<String>) -> Self {
        Self { index, error: Some(PageError { code, message: message.into() }), ..Self::default() }
    }

    /// The text in reading order: lines by `\n`, blocks by an empty line.
    pub fn text(&self) -> String {
        let blocks: Vec<String> = self.blocks.iter().map(Block::text).filter(|t| !t.is_empty()).collect();
        blocks.join("\n\n")
    }

    /// All lines of all blocks in reading order, those of tables cell by cell.
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        self.blocks.iter().flat_map(Block::all_lines)
    }

    /// All words of all blocks in reading order.
    pub fn words(&self) -> impl Iterator<Item = &Word> {
        self.lines().flat_map(|l| &l.words)
    }
}

impl Block {
    /// Its own lines, or those of its table's cells, row by row.
    pub fn all_lines(&self) -> impl Iterator<Item = &Line> + Clone {
        let cells = self.table.iter().flat_map(|table| &table.cells);
        self.lines.iter().chain(cells.flat_map(|cell| &cell.lines))
    }

    /// Takes `lines` for its own, and their box and confidence.
    pub fn set_lines(&mut self, lines: Vec<Line>) {
        let weighted = lines.iter().map(|l| (l.confidence, l.text.chars().count() as f32));
        let (sum, weight) = weighted.fold((0.0, 0.0), |(s, w), (c, n)| (s + c * n, w + n));
        let rest = if weight > 0.0 { sum / weight } else { 0.0 };
        self.bbox = Rect::around(lines.iter().map(|l| l.quad.bounds())).unwrap_or_default();
        self.confidence = MeanConfidence::of(lines.iter().flat_map(|l| &l.words)).mean().unwrap_or(rest);
        self.lines = lines;
    }

    /// The text: lines by `\n`, a table's cells by tabs.
    pub fn text(&self) -> String {
        if let Some(table) = &self.table {
            return table.text();
        }
        let lines: Vec<&str> = self.lines.iter().map(|l| l.text.as_str()).collect();
        lines.join("\n")
    }
}

impl Line {
    /// What stands after each word in the text: a space, or nothing where the script has none. Where the text does not
    /// follow the words, each is parted from the next by a space.
    pub fn gaps(&self) -> Vec<&'static str> {
        let mut gaps = Vec::with_capacity(self.words.len());
        let mut rest = self.text.trim_start();
        for word in &self.words {
            let Some(after) = rest.strip_prefix(word.text.as_str()) else { return vec![" "; self.words.len()] };
            rest = after.trim_start();
            gaps.push(if rest.len() < after.len() { " " } else { "" });
        }
        gaps
    }
}

impl Table {
    /// Rows by `\n`, cells by `\t`.
    pub fn text(&self) -> String {
        let row = |r| {
            let cells: Vec<&str> = self.cells.iter().filter(|c| c.row == r).map(|c| c.text.as_str()).collect();
            cells.join("\t")
        };
        (0..self.rows).map(row).collect::<Vec<_>>().join("\n")
    }
}

impl Document {
    /// The mean confidence over all words, each weighted by its length in characters; `None` with no word.
    pub fn mean_confidence(&self) -> Option<f32> {
        MeanConfidence::of(self.pages.iter().flat_map(Page::words)).mean()
    }
}

/// A mean of confidences, each word weighted by its length in characters, that can grow page by page.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct MeanConfidence {
    sum: f32,
    weight: f32,
}

impl MeanConfidence {
    /// The mean over `words`.
    pub fn of<'a>(words: impl IntoIterator<Item = &'a Word>) -> Self {
        let mut mean = Self::default();
        mean.add(words);
        mean
    }

    /// Adds words.
    pub fn add<'a>(&mut self, words: impl IntoIterator<Item = &'a Word>) {
        for word in words {
            let n = word.text.chars().count() as f32;
            self.sum += word.confidence * n;
            self.weight += n;
        }
    }

    /// The sum of the words' confidences, each times its length.
    pub fn sum(self) -> f32 {
        self.sum
    }

    /// The sum of the words' lengths in characters.
    pub fn weight(self) -> f32 {
        self.weight
    }

    /// The mean, 0–1; `None` with no word.
    pub fn mean(self) -> Option<f32> {
        (self.weight > 0.0).then(|| self.sum / self.weight)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn longer_words_weigh_more() {
        let word = |text: &str, confidence| Word { text: text.into(), confidence, ..Word::default() };
        let words = [word("abc", 1.0), word("d", 0.6)];
        let mut mean = MeanConfidence::default();
        assert_eq!(mean.mean(), None);
        mean.add(&words);
        assert!((mean.mean().unwrap() - 0.9).abs() < 1e-6);
    }

    #[test]
    fn a_page_reads_blocks_apart_by_an_empty_line() {
        let line = |t: &str| Line { text: t.into(), ..Line::default() };
        let block = |lines| Block { lines, ..Block::default() };
        let page = Page { blocks: vec![block(vec![line("a"), line("b")]), block(vec![line("c")])], ..Page::default() };
        assert_eq!(page.text(), "a\nb\n\nc");
    }
}

//! A document as questions see it: its words with their places, gathered into sentences, into rows as the eye sees them, and
//! into table cells with the heads of their row and column.
//!
//! Every word stands here as it was recognised, so that whatever is quoted can be shown on the page.

use std::collections::HashSet;

use document::{BlockKind, Cell, Document, Line, Page, Rect, Table};

use super::orders::orders;
use super::terms::{fold, terms};
use super::values::Kind;

/// A recognised word and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Spot {
    pub text: String,
    /// 0-based.
    pub page: u32,
    pub bbox: Rect,
    /// Whether a gap wider than one between words goes before it, or a new line.
    pub apart: bool,
}

/// What a stretch of words is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// One sentence of running text.
    Sentence,
    /// A heading.
    Heading,
    /// What stands side by side on a page.
    Row,
}

/// A stretch of words.
#[derive(Clone, Debug)]
pub(super) struct Passage {
    pub shape: Shape,
    pub page: u32,
    pub words: Vec<Spot>,
    /// Each of its words, folded.
    pub folded: Vec<String>,
    /// Its own terms.
    pub terms: Vec<String>,
    /// How many words stand before its first wide gap, and their terms: what a row of figures is about.
    pub lead: usize,
    pub lead_terms: Vec<String>,
    /// The terms of the heading that it stands under.
    pub under: Vec<String>,
}

/// A cell of a table, with what says which one it is.
#[derive(Clone, Debug)]
pub(super) struct CellSpot {
    pub row_head: Vec<Spot>,
    pub row_terms: Vec<String>,
    pub column_head: Vec<Spot>,
    pub column_terms: Vec<String>,
    pub value: Vec<Spot>,
    /// How many columns its table has.
    pub columns: u32,
    /// The other cells of its row, the head apart.
    pub others: Vec<Vec<Spot>>,
    /// The terms of the heading or caption that the table stands under.
    pub under: Vec<String>,
}

impl CellSpot {
    /// Whether no other cell of the row states something of `kind`.
    pub(super) fn only_of_kind(&self, kind: Kind) -> bool {
        !self.others.iter().any(|other| super::find::states(other, kind))
    }
}

/// All of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Text {
    pub passages: Vec<Passage>,
    pub cells: Vec<CellSpot>,
}

impl Text {
    pub(super) fn of(document: &Document) -> Self {
        let mut text = Self::default();
        let mut under = Vec::new();
        let mut running = HashSet::new();
        for page in &document.pages {
            text.rows(page);
            let mut cut_short = Vec::new();
            for block in &page.blocks {
                let words = spots(&block.lines, page.index);
                match (block.kind, &block.table) {
                    (BlockKind::PageNumber, _) => continue,
                    // A running head says something once, and may be the first line of a page that was taken for one.
                    (BlockKind::Header | BlockKind::Footer, _) if !running.insert(block.text()) => continue,
                    (BlockKind::Heading, _) => {
                        under = terms_of(&words);
                        text.push(Shape::Heading, page.index, words, &[]);
                    }
                    (_, Some(table)) => text.table(table, page.index, &under),
                    _ => {
                        // A sentence may go on in the next block.
                        let goes_on = words.first().is_some_and(|word| word.text.starts_with(char::is_lowercase));
                        let mut before = std::mem::take(&mut cut_short);
                        if !goes_on && !before.is_empty() {
                            text.push(Shape::Sentence, page.index, std::mem::take(&mut before), &under);
                        }
                        cut_short = text.sentences([before, words].concat(), page.index, &under);
                    }
                }
            }
            text.push(Shape::Sentence, page.index, cut_short, &under);
        }
        text
    }

    /// The page that comes first.
    pub(super) fn first_page(&self) -> u32 {
        self.passages.first().map_or(0, |passage| passage.page)
    }

    fn push(&mut self, shape: Shape, page: u32, words: Vec<Spot>, under: &[String]) {
        if !words.is_empty() && !orders(&words) {
            let folded = words.iter().map(|word| fold(&word.text)).collect();
            let terms = terms_of(&words);
            let lead = (1..words.len()).find(|&at| words[at].apart).unwrap_or(words.len());
            let lead_terms = terms_of(&words[..lead]);
            self.passages.push(Passage { shape, page, words, folded, terms, lead, lead_terms, under: under.to_vec() });
        }
    }

    /// Takes the sentences of `rest`. Gives what is left behind the last that ends.
    fn sentences(&mut self, mut rest: Vec<Spot>, page: u32, under: &[String]) -> Vec<Spot> {
        while let Some(end) = (0..rest.len()).find(|&at| ends_sentence(&rest, at)) {
            let tail = rest.split_off(end + 1);
            self.push(Shape::Sentence, page, std::mem::replace(&mut rest, tail), under);
        }
        rest
    }

    fn table(&mut self, table: &Table, page: u32, under: &[String]) {
        let heads = table.header_rows.max(u32::from(table.rows > 1 && table.cols > 1));
        let words = |cell: &Cell| spots(&cell.lines, page);
        let above =
            |cell: &&Cell, col: u32| cell.row < heads && cell.col <= col && col < cell.col + cell.col_span.max(1);
        let column: Vec<Vec<Spot>> =
            (0..table.cols).map(|col| table.cells.iter().filter(|c| above(c, col)).flat_map(words).collect()).collect();
        for cell in table.cells.iter().filter(|cell| cell.col > 0 && cell.row >= table.header_rows) {
            let value = words(cell);
            let in_row = |c: &&Cell| c.row <= cell.row && cell.row < c.row + c.row_span.max(1);
            let row_head = table.cells.iter().filter(in_row).find(|c| c.col == 0).map_or_else(Vec::new, words);
            // "Note to the model:" may stand as the name of what it is told.
            if value.is_empty() || orders(&value) || orders(&[row_head.as_slice(), value.as_slice()].concat()) {
                continue;
            }
            let others =
                table.cells.iter().filter(in_row).filter(|c| c.col > 0 && c.col != cell.col).map(words).collect();
            let column_head = if cell.row < heads { Vec::new() } else { column[cell.col as usize].clone() };
            self.cells.push(CellSpot {
                row_terms: terms_of(&row_head),
                row_head,
                column_terms: terms_of(&column_head),
                column_head,
                value,
                columns: table.cols,
                others,
                under: under.to_vec(),
            });
        }
    }

    /// Rows as the eye sees them: lines of different blocks that stand side by side belong together, as a receipt's words and
    /// figures do.
    fn rows(&mut self, page: &Page) {
        let mut lines: Vec<&Line> = page.lines().filter(|line| !line.words.is_empty()).collect();
        lines.sort_by(|a, b| middle(a).total_cmp(&middle(b)));
        let mut rows: Vec<Vec<&Line>> = Vec::new();
        for line in lines {
            let with = rows.last_mut().filter(|row| {
                let (a, b) = (row[0].quad.bounds(), line.quad.bounds());
                let shared = a.y1.min(b.y1) - a.y0.max(b.y0);
                // Lines one above the other are no row, however slanted.
                let beside = row.iter().all(|other| beside(&other.quad.bounds(), &b));
                beside && shared > 0.5 * (a.y1 - a.y0).min(b.y1 - b.y0)
            });
            match with {
                Some(row) => row.push(line),
                None => rows.push(vec![line]),
            }
        }
        for mut row in rows {
            row.sort_by(|a, b| a.quad.bounds().x0.total_cmp(&b.quad.bounds().x0));
            let words = row.iter().flat_map(|line| spots(std::slice::from_ref(*line), page.index)).collect();
            self.push(Shape::Row, page.index, words, &[]);
        }
    }
}

fn middle(line: &Line) -> f32 {
    let bounds = line.quad.bounds();
    (bounds.y0 + bounds.y1) / 2.0
}

fn beside(a: &Rect, b: &Rect) -> bool {
    a.x1.min(b.x1) - a.x0.max(b.x0) <= 0.1 * (a.x1 - a.x0).min(b.x1 - b.x0)
}

/// The words of `lines` in their order.
fn spots(lines: &[Line], page: u32) -> Vec<Spot> {
    let mut spots = Vec::new();
    for line in lines {
        let height = line.quad.bounds().y1 - line.quad.bounds().y0;
        let mut end: Option<Rect> = None;
        for word in &line.words {
            let gap = end.map_or(f32::INFINITY, |end| (word.bbox.x0 - end.x1).max(end.x0 - word.bbox.x1));
            spots.push(Spot { text: word.text.clone(), page, bbox: word.bbox, apart: gap > 1.2 * height });
            end = Some(word.bbox);
        }
    }
    spots
}

pub(super) fn terms_of(words: &[Spot]) -> Vec<String> {
    words.iter().flat_map(|spot| terms(&spot.text)).collect()
}

/// Whether the sentence ends with the word at `at`: a full stop after a word that is no abbreviation, with a new beginning next.
fn ends_sentence(words: &[Spot], at: usize) -> bool {
    let word = words[at].text.trim_end_matches(['"', '”', '»', ')', '’']);
    if word.ends_with(['。', '！', '？', '।', '۔', '؟', '!', '?']) {
        return true;
    }
    let Some(stem) = word.strip_suffix('.') else { return false };
    let short =
        stem.chars().count() <= 2 || stem.contains('.') || ABBREVIATIONS.contains(&stem.to_lowercase().as_str());
    let begins = words.get(at + 1).is_none_or(|next| !next.text.starts_with(char::is_lowercase));
    // `3.` before `March` is an ordinal, `Nr.` before a number no end.
    begins && !(short && (stem.chars().any(char::is_alphabetic) || words.get(at + 1).is_some()))
}

const ABBREVIATIONS: &[&str] =
    &["mrs", "prof", "etc", "inc", "ltd", "corp", "fig", "vol", "art", "nos", "tel", "bzw", "abs", "inkl", "max"];

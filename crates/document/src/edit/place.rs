//! Finds what an event names on a page, and brings up to date what depends on a change: a cell's text, a block's box and
//! confidence, a list item's marker.

use super::{CellPath, EditError, LinePath, WordPath};
use crate::{Block, BlockKind, Cell, Line, MeanConfidence, Page, Rect, Table, Word};

/// Whose lines: a block's, or those of a cell of its table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub block: u32,
    pub cell: Option<CellPath>,
}

impl From<LinePath> for Place {
    fn from(at: LinePath) -> Self {
        Self { block: at.block, cell: at.cell }
    }
}

impl From<WordPath> for Place {
    fn from(at: WordPath) -> Self {
        at.line().into()
    }
}

/// Where a block stands in the reading order.
pub(super) fn index(page: &Page, id: u32) -> Result<usize, EditError> {
    page.blocks.iter().position(|b| b.id == id).ok_or(EditError::Missing("block"))
}

/// Where a new block comes to stand: before another, or at the end.
pub(super) fn index_before(page: &Page, before: Option<u32>) -> Result<usize, EditError> {
    before.map_or(Ok(page.blocks.len()), |id| index(page, id))
}

/// An id that no block has or had.
pub(super) fn new_id(page: &mut Page) -> u32 {
    retire(page);
    let id = page.next_block;
    page.next_block = id.saturating_add(1);
    id
}

/// Remembers the ids that are there, before some go.
pub(super) fn retire(page: &mut Page) {
    let next = page.blocks.iter().map(|b| b.id.saturating_add(1)).max().unwrap_or(0);
    page.next_block = page.next_block.max(next);
}

/// The cell that covers a place.
pub(super) fn cell_at(table: &Table, at: CellPath) -> Option<usize> {
    let covers = |start: u32, span: u32, at: u32| at >= start && at - start < span.max(1);
    table.cells.iter().position(|c| covers(c.row, c.row_span, at.row) && covers(c.col, c.col_span, at.col))
}

/// The lines of a place.
pub(super) fn lines(page: &Page, place: Place) -> Result<&[Line], EditError> {
    let block = &page.blocks[index(page, place.block)?];
    lines_of(block, place.cell)
}

fn lines_of(block: &Block, cell: Option<CellPath>) -> Result<&[Line], EditError> {
    match (&block.table, cell) {
        (None, None) => Ok(&block.lines),
        (Some(table), Some(at)) => {
            let cell = cell_at(table, at).ok_or(EditError::Missing("cell"))?;
            Ok(&table.cells[cell].lines)
        }
        (Some(_), None) => Err(EditError::Missing("line")),
        (None, Some(_)) => Err(EditError::Missing("cell")),
    }
}

/// The lines of a place, to be changed; [`settle`] comes after.
pub(super) fn lines_mut(page: &mut Page, place: Place) -> Result<&mut Vec<Line>, EditError> {
    lines(page, place)?;
    let at = index(page, place.block)?;
    let block = &mut page.blocks[at];
    match (&mut block.table, place.cell) {
        (Some(table), Some(at)) => {
            let cell = cell_at(table, at).ok_or(EditError::Missing("cell"))?;
            Ok(&mut table.cells[cell].lines)
        }
        _ => Ok(&mut block.lines),
    }
}

/// One line.
pub(super) fn line(page: &Page, at: LinePath) -> Result<&Line, EditError> {
    lines(page, at.into())?.get(at.line as usize).ok_or(EditError::Missing("line"))
}

/// One line, to be changed; [`settle`] comes after.
pub(super) fn line_mut(page: &mut Page, at: LinePath) -> Result<&mut Line, EditError> {
    lines_mut(page, at.into())?.get_mut(at.line as usize).ok_or(EditError::Missing("line"))
}

/// One word.
pub(super) fn word(page: &Page, at: WordPath) -> Result<&Word, EditError> {
    line(page, at.line())?.words.get(at.word as usize).ok_or(EditError::Missing("word"))
}

/// A cell by its first place, however it was named: one cell, one name.
pub(super) fn canonical(page: &Page, block: u32, cell: Option<CellPath>) -> Result<Option<CellPath>, EditError> {
    let block = &page.blocks[index(page, block)?];
    match (cell, &block.table) {
        (Some(at), Some(table)) => {
            let cell = &table.cells[cell_at(table, at).ok_or(EditError::Missing("cell"))?];
            Ok(Some(CellPath { row: cell.row, col: cell.col }))
        }
        (Some(_), None) => Err(EditError::Missing("cell")),
        (None, _) => Ok(None),
    }
}

/// How a block's box follows what happened to its lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Boxes {
    /// It stays.
    Stay,
    /// It grows over them.
    Grow,
    /// It is theirs.
    Fit,
}

/// Brings up to date what depends on the lines of a place. A block that has lost its last line goes.
pub(super) fn settle(page: &mut Page, place: Place, boxes: Boxes) {
    let Ok(at) = index(page, place.block) else { return };
    let block = &mut page.blocks[at];
    if let (Some(table), Some(path)) = (&mut block.table, place.cell)
        && let Some(cell) = cell_at(table, path)
    {
        settle_cell(&mut table.cells[cell]);
    }
    settle_block(block, boxes);
    if block.lines.is_empty() && block.table.is_none() {
        retire(page);
        page.blocks.remove(at);
    }
}

pub(super) fn settle_cell(cell: &mut Cell) {
    cell.text = cell.lines.iter().map(|l| l.text.as_str()).filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" ");
}

pub(super) fn settle_block(block: &mut Block, boxes: Boxes) {
    let around = Rect::around(block.all_lines().map(|l| l.quad.bounds()));
    block.bbox = match (boxes, around, &block.table) {
        (Boxes::Fit, Some(around), None) => around,
        (Boxes::Fit | Boxes::Grow, Some(around), _) => block.bbox.union(around),
        _ => block.bbox,
    };
    if let Some(mean) = MeanConfidence::of(block.all_lines().flat_map(|l| &l.words)).mean() {
        block.confidence = mean;
    }
    let begins = block.lines.first().map_or("", |l| l.text.as_str());
    if block.kind != BlockKind::ListItem {
        block.marker = None;
    } else if !block.marker.as_deref().is_some_and(|marker| begins.starts_with(marker)) {
        block.marker = marker(begins);
    }
}

/// What a list item's text begins with, where it looks like a marker: `•`, `–`, `1.`, `a)`, `(iv)`.
fn marker(text: &str) -> Option<String> {
    let token = text.split_whitespace().next()?;
    let short = token.chars().count() <= 5;
    let ends = !token.ends_with(char::is_alphanumeric);
    (short && ends && token.len() < text.len()).then(|| token.to_owned())
}

/// The line at a path.
///
/// # Errors
/// [`EditError::Missing`].
pub fn line_at(page: &Page, at: LinePath) -> Result<&Line, EditError> {
    line(page, at)
}

/// The word at a path.
///
/// # Errors
/// [`EditError::Missing`].
pub fn word_at(page: &Page, at: WordPath) -> Result<&Word, EditError> {
    word(page, at)
}

/// Every line of a page with its path, in reading order, those of tables cell by cell.
pub fn lines_with_paths(page: &Page) -> impl Iterator<Item = (LinePath, &Line)> {
    page.blocks.iter().flat_map(|block| {
        let path = move |cell, line| LinePath { block: block.id, cell, line };
        let own = (0..).zip(&block.lines).map(move |(i, line)| (path(None, i), line));
        let cells = block.table.iter().flat_map(|table| &table.cells);
        let theirs = cells.flat_map(move |cell| {
            let at = CellPath { row: cell.row, col: cell.col };
            (0..).zip(&cell.lines).map(move |(i, line)| (path(Some(at), i), line))
        });
        // A table's block has no lines of its own that an event could name.
        own.filter(|_| block.table.is_none()).chain(theirs)
    })
}

/// Every word of a page with its path, in reading order.
pub fn words_with_paths(page: &Page) -> impl Iterator<Item = (WordPath, &Word)> {
    lines_with_paths(page).flat_map(|(at, line)| (0..).zip(&line.words).map(move |(i, word)| (at.word(i), word)))
}

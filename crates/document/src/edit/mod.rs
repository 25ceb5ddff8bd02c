//! Corrections: what a person changes on a page, as events. A page is its first reading and the events on it in their
//! order; each gives the same result whenever it is applied, so that undo is the first reading and fewer events.
//!
//! `text` is a line taken apart into words and gaps, `align` carries the boxes of words over to another text, `place`
//! finds what an event names; `words`, `lines`, `blocks`, `areas`, `tables` (`grid` beneath it) are the events by what
//! they change. Refuses to guess: an event that names what is not there, or asks for what cannot be, is an error and
//! changes nothing.

mod align;
mod areas;
mod blocks;
mod event;
mod grid;
mod lines;
mod path;
mod place;
mod tables;
#[cfg(test)]
mod tests;
mod text;
mod words;

pub use event::{Edit, EditError};
pub use path::{CellPath, LinePath, WordPath};
pub use place::{line_at, lines_with_paths, word_at, words_with_paths};

use crate::{Page, TextSource};

/// Whether an event changed the text, where it could be applied.
type Changed = Result<bool, EditError>;

/// Applies `edit` to `page`.
///
/// # Errors
/// [`EditError`] where it does not fit; the page is then as it was.
pub fn apply(page: &mut Page, edit: &Edit) -> Result<(), EditError> {
    if page.error.is_some() {
        return Err(EditError::Refused("this page could not be read, so there is nothing to correct"));
    }
    let changed = match edit {
        Edit::SetWord { at, text } => words::set(page, *at, text),
        Edit::AcceptWords { words } => words::accept(page, words),
        Edit::SplitWord { at, offset } => words::split(page, *at, *offset),
        Edit::MergeWords { at, count } => words::merge(page, *at, *count),
        Edit::DeleteWords { words } => words::delete(page, words),
        Edit::SetWordBox { at, bbox } => words::set_box(page, *at, *bbox),
        Edit::SetLine { at, text } => lines::set(page, *at, text),
        Edit::SplitLine { at } => lines::split(page, *at),
        Edit::MergeLines { at, count } => lines::merge(page, *at, *count),
        Edit::DeleteLines { lines } => lines::delete(page, lines),
        Edit::SetLineBox { at, bbox } => lines::set_box(page, *at, *bbox),
        Edit::AddLine { at, text, bbox } => lines::add(page, *at, text, *bbox),
        Edit::SplitBlock { at } => blocks::split(page, *at),
        Edit::MergeBlocks { blocks } => blocks::merge(page, blocks),
        Edit::SetBlock { block, kind, level } => blocks::set(page, *block, *kind, *level),
        Edit::MoveBlock { block, before } => blocks::shift(page, *block, *before),
        Edit::OrderBlocks { blocks } => blocks::order(page, blocks),
        Edit::DeleteBlocks { blocks } => blocks::delete(page, blocks),
        Edit::SetBlockBox { block, bbox } => blocks::set_box(page, *block, *bbox),
        Edit::AddBlock { kind, text, bbox, before } => blocks::add(page, *kind, text, *bbox, *before),
        Edit::RemoveArea { area } => areas::remove(page, *area),
        Edit::ReplaceArea { area, blocks } => areas::replace(page, *area, blocks),
        Edit::SetCell { block, cell, text } => tables::set_cell(page, *block, *cell, text),
        Edit::InsertRow { block, at } => tables::insert(page, *block, grid::Axis::Rows, *at),
        Edit::DeleteRows { block, at, count } => tables::delete(page, *block, grid::Axis::Rows, *at, *count),
        Edit::InsertColumn { block, at } => tables::insert(page, *block, grid::Axis::Cols, *at),
        Edit::DeleteColumns { block, at, count } => tables::delete(page, *block, grid::Axis::Cols, *at, *count),
        Edit::MergeCells { block, from, to } => tables::merge(page, *block, *from, *to),
        Edit::SplitCell { block, cell } => tables::split(page, *block, *cell),
        Edit::SetHeaderRows { block, rows } => tables::set_header_rows(page, *block, *rows),
        Edit::ToTable { block } => tables::of_lines(page, *block),
        Edit::FromTable { block } => tables::to_lines(page, *block),
        Edit::AddTable { bbox, rows, cols, before } => tables::add(page, *bbox, (*rows, *cols), *before),
    }?;
    if changed {
        page.text_source = TextSource::Corrected;
    }
    Ok(())
}

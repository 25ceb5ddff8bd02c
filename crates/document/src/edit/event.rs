//! The events themselves, as they are stored and travel.

use serde::{Deserialize, Serialize};

use super::{CellPath, LinePath, WordPath};
use crate::{Block, BlockKind, Rect};

/// One correction of a page. Text that a person gives is trimmed, and stretches of white in it count as one space.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Edit {
    /// Gives a word another text. No text deletes it; a text with spaces makes several words of it, which share its box
    /// by their letters.
    SetWord {
        /// Which.
        at: WordPath,
        /// Its new text.
        text: String,
    },
    /// Accepts words as they stand.
    AcceptWords {
        /// Which.
        words: Vec<WordPath>,
    },
    /// Gives a line another text. Words that stay keep their boxes; no text deletes the line.
    SetLine {
        /// Which.
        at: LinePath,
        /// Its new text.
        text: String,
    },
    /// Parts a word in two.
    SplitWord {
        /// Which.
        at: WordPath,
        /// How many characters (Unicode scalars) the first part has.
        offset: u32,
    },
    /// Joins a word and those after it, without spaces.
    MergeWords {
        /// The first.
        at: WordPath,
        /// How many, at least 2.
        count: u32,
    },
    /// Parts a line: a word begins a new one.
    SplitLine {
        /// The word; not its line's first.
        at: WordPath,
    },
    /// Joins a line and those after it.
    MergeLines {
        /// The first.
        at: LinePath,
        /// How many, at least 2.
        count: u32,
    },
    /// Parts a block: a line begins a new one of the same kind.
    SplitBlock {
        /// The line; not its block's first, and in no table.
        at: LinePath,
    },
    /// Joins blocks into the first that is named. Of tables, only the lines are kept.
    MergeBlocks {
        /// Their ids, in the order in which their lines shall stand.
        blocks: Vec<u32>,
    },
    /// Says what a block is. For `table` and `key_value` see [`Self::ToTable`]; a table keeps its cells only as these.
    SetBlock {
        /// Its id.
        block: u32,
        /// What it is.
        kind: BlockKind,
        /// A heading's level (1–6) or a list item's depth from 1; 1 where it is left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        level: Option<u8>,
    },
    /// Moves a block in the reading order.
    MoveBlock {
        /// Its id.
        block: u32,
        /// The block that it shall stand before; none for the end.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        before: Option<u32>,
    },
    /// Sets the whole reading order.
    OrderBlocks {
        /// Every block's id, each once.
        blocks: Vec<u32>,
    },
    /// Deletes words, and lines and blocks that have none left.
    DeleteWords {
        /// Which.
        words: Vec<WordPath>,
    },
    /// Deletes lines, and blocks that have none left.
    DeleteLines {
        /// Which.
        lines: Vec<LinePath>,
    },
    /// Deletes blocks.
    DeleteBlocks {
        /// Their ids.
        blocks: Vec<u32>,
    },
    /// Moves or resizes a word's box.
    SetWordBox {
        /// Which.
        at: WordPath,
        /// Its new box.
        bbox: Rect,
    },
    /// Moves or resizes a line's box; its words move along.
    SetLineBox {
        /// Which.
        at: LinePath,
        /// Its new box.
        bbox: Rect,
    },
    /// Moves or resizes a block's box; its lines and cells stay where they are.
    SetBlockBox {
        /// Its id.
        block: u32,
        /// Its new box.
        bbox: Rect,
    },
    /// Adds a line to a block or cell.
    AddLine {
        /// Where: the line that then stands after it, or one past the last.
        at: LinePath,
        /// Its text.
        text: String,
        /// Its box.
        bbox: Rect,
    },
    /// Adds a block with what a person typed; a figure may have no text.
    AddBlock {
        /// What it is; no table.
        kind: BlockKind,
        /// Its lines, parted by `\n`.
        text: String,
        /// Its box, which the lines share.
        bbox: Rect,
        /// The block that it shall stand before; none for the end.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        before: Option<u32>,
    },
    /// Removes all words whose middle lies in an area, with lines and blocks that have none left, and figures there.
    RemoveArea {
        /// The area.
        area: Rect,
    },
    /// Removes what lies in an area as [`Self::RemoveArea`] does, and puts blocks in its place: what a recogniser read
    /// there, already laid out. Their ids are given anew.
    ReplaceArea {
        /// The area.
        area: Rect,
        /// What stands there now, in reading order.
        blocks: Vec<Block>,
    },
    /// Gives a cell another text; each line of it becomes one of the cell's. Words that stay keep their boxes.
    SetCell {
        /// The table's id.
        block: u32,
        /// Which cell.
        cell: CellPath,
        /// Its new text, lines parted by `\n`.
        text: String,
    },
    /// Inserts an empty row; cells that span the place grow.
    InsertRow {
        /// The table's id.
        block: u32,
        /// The row that then stands after it, or the number of rows for the end.
        at: u32,
    },
    /// Deletes rows with what is in them; cells that span them shrink.
    DeleteRows {
        /// The table's id.
        block: u32,
        /// The first.
        at: u32,
        /// How many; some must stay.
        count: u32,
    },
    /// Inserts an empty column; cells that span the place grow.
    InsertColumn {
        /// The table's id.
        block: u32,
        /// The column that then stands after it, or the number of columns for the end.
        at: u32,
    },
    /// Deletes columns with what is in them; cells that span them shrink.
    DeleteColumns {
        /// The table's id.
        block: u32,
        /// The first.
        at: u32,
        /// How many; some must stay.
        count: u32,
    },
    /// Makes one cell of all that touch a rectangle of places; it grows to whole cells.
    MergeCells {
        /// The table's id.
        block: u32,
        /// One corner.
        from: CellPath,
        /// The opposite corner.
        to: CellPath,
    },
    /// Parts a cell that spans several places into one a place; each word goes where its middle lies.
    SplitCell {
        /// The table's id.
        block: u32,
        /// Which cell.
        cell: CellPath,
    },
    /// Says how many of the first rows are the head.
    SetHeaderRows {
        /// The table's id.
        block: u32,
        /// How many.
        rows: u32,
    },
    /// Makes a table of a block: each line a row, parted into columns where white runs through its lines.
    ToTable {
        /// The block's id; its lines are all that it has.
        block: u32,
    },
    /// Makes a paragraph of a table: each cell's lines, row by row.
    FromTable {
        /// The table's id.
        block: u32,
    },
    /// Adds an empty table.
    AddTable {
        /// Its box.
        bbox: Rect,
        /// How many rows, at least 1.
        rows: u32,
        /// How many columns, at least 1.
        cols: u32,
        /// The block that it shall stand before; none for the end.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        before: Option<u32>,
    },
}

/// Why a correction does not fit its page. The page is then as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EditError {
    /// It names what is not there: a block, cell, line or word.
    Missing(&'static str),
    /// It asks for what cannot be.
    Refused(&'static str),
}

impl std::fmt::Display for EditError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Missing(what) => write!(f, "there is no such {what} on this page any more"),
            Self::Refused(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for EditError {}

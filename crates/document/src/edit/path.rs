//! Where something stands on a page. Blocks are named by their ids, which stay; what is within a block is counted.

use serde::{Deserialize, Serialize};

/// A cell of a table, by any place that it covers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct CellPath {
    /// 0-based.
    pub row: u32,
    /// 0-based.
    pub col: u32,
}

/// A line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct LinePath {
    /// The block's id.
    pub block: u32,
    /// The cell that it stands in, in a table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub cell: Option<CellPath>,
    /// Its place among the lines of the block or cell, 0-based.
    pub line: u32,
}

/// A word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct WordPath {
    /// The block's id.
    pub block: u32,
    /// The cell that it stands in, in a table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub cell: Option<CellPath>,
    /// Its line's place among the lines of the block or cell, 0-based.
    pub line: u32,
    /// Its place in the line, 0-based.
    pub word: u32,
}

impl WordPath {
    /// Its line.
    pub fn line(self) -> LinePath {
        LinePath { block: self.block, cell: self.cell, line: self.line }
    }
}

impl LinePath {
    /// Its word at `word`.
    pub fn word(self, word: u32) -> WordPath {
        WordPath { block: self.block, cell: self.cell, line: self.line, word }
    }
}

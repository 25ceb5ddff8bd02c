//! The document as the product sees it: geometry, the page and block model, the one list of error codes, and layout
//! (reading order, paragraphs) as pure functions on words and boxes, and the running text of a block.
//!
//! Refuses: native libraries, async, the file system. Everything here can be tested with values alone.

pub mod align;
pub mod area;
mod code;
pub mod edit;
pub mod flow;
mod geometry;
pub mod layout;
mod model;
mod reading;
mod surface;
pub mod tabular;

pub use area::{Area, AreaPages};
pub use code::Code;
pub use geometry::{Point, Quad, Rect};
pub use model::{
    Block, BlockKind, Cell, Document, Line, MeanConfidence, Page, PageError, Source, Table, TextSource, Warning, Word,
};
pub use reading::{Reading, ReadingReason};
pub use surface::{Ruling, Surface};

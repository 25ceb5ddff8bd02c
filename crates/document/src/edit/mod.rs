//! Corrections: what a person changes on a page, as events. A page is its first reading and the events on it in their
//! order; each gives the same result whenever it is applied, so that undo is the first reading and fewer events.
//!
//! Refuses to guess: an event that names what is not there, or asks for what cannot be, is an error and changes nothing.

mod event;
mod path;

pub use event::{Edit, EditError};
pub use path::{CellPath, LinePath, WordPath};

//! Jobs: one file each, with the state of every page. Each job has one owner task that alone changes it; others send
//! it commands or read what the board holds.

mod board;
mod owner;
mod record;

pub(crate) use board::Board;
pub(crate) use owner::{Command, own};
pub(crate) use record::JobRecord;

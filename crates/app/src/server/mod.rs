//! The local server: the hosted service's API over this machine's jobs.

pub mod listen;
pub mod ui;

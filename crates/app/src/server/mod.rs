//! The local server.

pub mod ui;

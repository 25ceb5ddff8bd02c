//! The real `ocrchat serve`, called over its socket, and by the programs that its users have.
#![allow(clippy::unwrap_used)] // Helpers of tests are tests too.

mod api;
mod chat;
mod clients;
mod description;
mod errors;
mod hosted;
mod survival;

// They look at processes as Linux shows them.
#[cfg(target_os = "linux")]
mod bounds;
#[cfg(target_os = "linux")]
mod http;
#[cfg(target_os = "linux")]
mod network;

//! The real `ocrchat serve`, called over its socket.
#![allow(clippy::unwrap_used)] // Helpers of tests are tests too.

// They look at processes as Linux shows them.
#[cfg(target_os = "linux")]
mod bounds;
#[cfg(target_os = "linux")]
mod http;

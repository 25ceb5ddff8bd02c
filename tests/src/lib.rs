//! What the end-to-end tests share: documents drawn from known text, scores, and the real binaries.

#[cfg(target_os = "linux")]
pub mod browser;
pub mod cli;
#[cfg(target_os = "linux")]
pub mod clipboard;
#[cfg(target_os = "linux")]
pub mod desktop;
pub mod documents;
#[cfg(target_os = "linux")]
pub mod namespace;
#[cfg(target_os = "linux")]
mod patience;
pub mod python;
pub mod questions;
pub mod render;
pub mod score;
pub mod server;
#[cfg(target_os = "linux")]
pub mod xdnd;
#[cfg(target_os = "linux")]
pub mod xdnd_target;

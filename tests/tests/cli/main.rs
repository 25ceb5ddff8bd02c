//! The command line, end to end: the real binary in a fresh folder, its streams, its exit status, what it leaves behind.
#![allow(clippy::unwrap_used)] // Helpers of tests are tests too.

mod auto;
mod bad_inputs;
mod bad_places;
mod basics;
mod chat;
mod convert;
mod documents;
mod formats;
mod history;
mod hosted;
mod models;
#[cfg(target_os = "linux")]
mod namespaces;
mod parts;
mod retention;
mod searchable;
#[cfg(target_os = "linux")]
mod survival;
#[cfg(target_os = "linux")]
mod tesseract;
#[cfg(target_os = "linux")]
mod watch;
#[cfg(target_os = "linux")]
mod worker;

use tests::cli::Place;
use tests::documents::{LETTER_WORDS, born_digital, letter, page_word, save_letter, scanned};
use tests::render::pdf;

/// Writes a PDF of one page full of readable text, and gives the arguments with which it takes seconds on any machine:
/// 60 lines of some 150 characters, read by a single thread (64 readers share the cores, and one page wants one reader).
fn endless(place: &Place, name: &str) -> [&'static str; 5] {
    let line = |n: usize| format!("{n} {}", "Sphinx of black quartz, judge my vow twice a day. ".repeat(3));
    pdf::text(&place.path(name), 1, (1000.0, 1000.0), |_| (0..60).map(line).collect())
        .expect("the test's folder is writable");
    ["convert", "--mode", "force", "--jobs", "64"]
}

/// The positions of `words` in `text`.
#[track_caller]
fn positions(text: &str, words: &[&str]) -> Vec<usize> {
    words.iter().map(|word| text.find(word).unwrap_or_else(|| panic!("no {word:?} in: {text}"))).collect()
}

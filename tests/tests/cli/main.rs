//! The command line, end to end: the real binary in a fresh folder, its streams, its exit status, what it leaves behind.
#![allow(clippy::unwrap_used)] // Helpers of tests are tests too.

mod bad_inputs;
mod bad_places;
mod basics;
mod convert;
mod documents;
mod formats;
#[cfg(target_os = "linux")]
mod namespaces;
mod parts;
mod searchable;
#[cfg(target_os = "linux")]
mod worker;

use std::path::PathBuf;

use tests::cli::Place;
use tests::render::{Page, Rendered, Text, jpeg, pdf};

/// A page whose words are known, each of them once.
fn letter() -> Rendered {
    let page = Page::a5(vec![
        Text::heading("Winter harvest").size(24.0),
        Text::new("The orchard beyond the river gave seventeen baskets of apples before snow covered it."),
        Text::new("Margaret counted them twice and wrote her number into a ledger without speaking."),
    ]);
    page.draw().expect("the fonts are installed")
}

/// Words of [`letter`] that a reader must find, in their order.
const LETTER_WORDS: [&str; 8] =
    ["Winter", "harvest", "orchard", "seventeen", "baskets", "Margaret", "counted", "ledger"];

/// Writes [`letter`] as `name` (its ending says the format).
fn save_letter(place: &Place, name: &str) -> PathBuf {
    let path = place.path(name);
    letter().image.save(&path).expect("the test's folder is writable");
    path
}

/// A word that stands on page `index` (0-based) of [`scanned`] and [`born_digital`], and on no other page.
fn page_word(index: usize) -> &'static str {
    ["Amsterdam", "Birmingham", "Copenhagen", "Dortmund", "Edinburgh", "Florence"][index]
}

/// Writes a PDF of page images without text.
fn scanned(place: &Place, name: &str, pages: usize) -> PathBuf {
    let scans: Vec<pdf::Scan> = (0..pages)
        .map(|index| {
            let text = format!("The morning train to {} leaves from platform seven.", page_word(index));
            let page = Page::a5(vec![Text::heading(page_word(index)), Text::new(text)]).draw().expect("fonts");
            pdf::Scan { jpeg: jpeg(&page.image, 85).expect("a JPEG"), pixels: page.image.dimensions(), dpi: page.dpi }
        })
        .collect();
    let path = place.path(name);
    pdf::scan(&path, pages, &scans).expect("the test's folder is writable");
    path
}

/// Writes a PDF with a text layer.
fn born_digital(place: &Place, name: &str, pages: usize) -> PathBuf {
    let path = place.path(name);
    let lines = |index| {
        let mut lines = vec![format!("The evening train to {} is late.", page_word(index))];
        lines.extend((0..40).map(|n| format!("Carriage {n} carries the mail and a dozen sleeping passengers.")));
        lines
    };
    pdf::text(&path, pages, pdf::A4, lines).expect("the test's folder is writable");
    path
}

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

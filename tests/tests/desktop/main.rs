//! The desktop application, end to end: the real binary in a real window on a display without a screen, with real drops.
#![cfg(target_os = "linux")]

mod arrive;
mod closed;
mod crash;
mod drop;
mod leave;
mod manners;
mod paste;

use std::path::{Path, PathBuf};

use tests::render::{Page, Rendered, Text};

/// A page whose words are known, each of them once and none of them short.
fn letter() -> Rendered {
    let page = Page::a5(vec![
        Text::heading("Winter harvest"),
        Text::new("The orchard beyond the river gave seventeen baskets of apples before the first snow covered it."),
        Text::new("Margaret counted them twice and wrote the number into her father's ledger without speaking."),
    ]);
    page.draw().expect("the fonts are installed")
}

/// Words of [`letter`] that a reader must find: from the heading, from both paragraphs, from starts and ends of lines.
const LETTER_WORDS: [&str; 8] =
    ["Winter", "harvest", "orchard", "seventeen", "baskets", "Margaret", "counted", "ledger"];

/// Writes `page` as PNG and answers where.
fn save(page: &Rendered, folder: &Path, name: &str) -> PathBuf {
    let path = folder.join(name);
    page.image.save(&path).expect("the test's folder is writable");
    path
}

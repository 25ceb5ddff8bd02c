//! Documents whose words are known, as files in the folder of a test.

use std::path::PathBuf;

use crate::cli::Place;
use crate::render::{Page, Rendered, Text, jpeg, pdf};

/// A page whose words are known, each of them once.
///
/// # Panics
/// Where the fonts are not installed or the folder cannot be written.
pub fn letter() -> Rendered {
    let page = Page::a5(vec![
        Text::heading("Winter harvest").size(24.0),
        Text::new("The orchard beyond the river gave seventeen baskets of apples before snow covered it."),
        Text::new("Margaret counted them twice and wrote her number into a ledger without speaking."),
    ]);
    page.draw().expect("the fonts are installed")
}

/// Words of [`letter`] that a reader must find, in their order.
pub const LETTER_WORDS: [&str; 8] =
    ["Winter", "harvest", "orchard", "seventeen", "baskets", "Margaret", "counted", "ledger"];

/// Writes [`letter`] as `name` (its ending says the format).
///
/// # Panics
/// Where the fonts are not installed or the folder cannot be written.
pub fn save_letter(place: &Place, name: &str) -> PathBuf {
    let path = place.path(name);
    letter().image.save(&path).expect("the test's folder is writable");
    path
}

/// Words for pages, each of its own.
pub const CITIES: [&str; 20] = [
    "Amsterdam",
    "Birmingham",
    "Copenhagen",
    "Dortmund",
    "Edinburgh",
    "Florence",
    "Gibraltar",
    "Heidelberg",
    "Istanbul",
    "Jakarta",
    "Kathmandu",
    "Liverpool",
    "Marseille",
    "Nottingham",
    "Oxford",
    "Palermo",
    "Quebec",
    "Rotterdam",
    "Salzburg",
    "Toronto",
];

/// A word that stands on page `index` (0-based) of [`scanned`] and [`born_digital`], and on no other page.
///
/// # Panics
/// Past the last of [`CITIES`].
pub fn page_word(index: usize) -> &'static str {
    CITIES[index]
}

/// Writes a PDF of page images without text.
///
/// # Panics
/// Where the fonts are not installed or the folder cannot be written.
pub fn scanned(place: &Place, name: &str, pages: usize) -> PathBuf {
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
///
/// # Panics
/// Where the fonts are not installed or the folder cannot be written.
pub fn born_digital(place: &Place, name: &str, pages: usize) -> PathBuf {
    let path = place.path(name);
    let lines = |index| {
        let mut lines = vec![format!("The evening train to {} is late.", page_word(index))];
        lines.extend((0..40).map(|n| format!("Carriage {n} carries the mail and a dozen sleeping passengers.")));
        lines
    };
    pdf::text(&path, pages, pdf::A4, lines).expect("the test's folder is writable");
    path
}

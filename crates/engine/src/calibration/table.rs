//! The constants: for each engine and script the weights of the figures, in the order of `features::NAMES`.
//!
//! Fitted on 23 November 2026 on pages that this project drew and wore out itself (`crates/xtask/src/bench_pages.py`,
//! seed `a`: Latin 120 pages, Chinese 40, Japanese 36, others 10 to 24; for Tesseract 5.3 up to 36 of each): 16,000
//! words for PP-OCRv6 small, 17,000 for Tesseract with its fast models. No measured document was fitted on. Korean and
//! Greek have no row of their own: there were too few pages that say something. To renew the rows, after a change of
//! models or of what is told of a word: `cargo xtask bench confidence --fit` prints them, and `cargo xtask bench
//! confidence` measures them on other pages.

use unicode_script::Script;

use super::{COUNT, Engine, Features};

/// A script as ISO 15924 names it, and its weights. The first row of an engine serves the scripts without one.
type Row = (&'static str, [f32; COUNT]);

const PPOCR: [Row; 2] = [
    ("Latn", [-1.64, 0.50, 0.27, -0.50, 0.19, -0.48, -1.06, -0.88]),
    ("Hani", [0.06, 0.0, 0.76, 0.0, 0.07, 0.0, -0.76, -0.94]),
];

const TESSERACT: [Row; 11] = [
    ("all", [-0.48, 0.32, 0.32, 0.0, 0.29, 0.0, -2.40, -1.25]),
    ("Arab", [-1.52, 0.48, 0.48, 0.0, 0.37, -0.13, -2.20, -1.65]),
    ("Beng", [-0.94, 0.52, 0.52, 0.0, 0.46, -0.02, -2.40, -1.24]),
    ("Cyrl", [-0.44, 0.35, 0.35, 0.0, 0.10, -0.47, -2.53, -1.09]),
    ("Deva", [-0.46, 0.37, 0.37, 0.0, 0.45, -0.12, -2.23, -1.25]),
    ("Hani", [0.36, 0.39, 0.39, 0.0, 0.32, 0.0, -2.40, -0.94]),
    ("Hebr", [-1.30, 0.39, 0.39, 0.0, 0.50, -0.09, -2.52, -1.60]),
    ("Latn", [-0.86, 0.34, 0.34, 0.0, 0.35, -0.46, -2.51, -1.21]),
    ("Taml", [-1.10, 0.28, 0.28, 0.0, 0.37, -0.10, -2.47, -0.98]),
    ("Telu", [-0.22, 0.40, 0.40, 0.0, 0.32, -0.05, -2.46, -1.09]),
    ("Thai", [-1.31, 0.43, 0.43, 0.0, 0.30, -0.27, -2.40, -1.29]),
];

/// The chance that a word with these figures is right.
pub(super) fn chance(engine: Engine, script: Script, figures: &Features) -> f32 {
    let rows: &[Row] = match engine {
        Engine::Ppocr => &PPOCR,
        Engine::Tesseract => &TESSERACT,
    };
    let name = script.short_name();
    let (_, weights) = rows.iter().find(|row| row.0 == name).unwrap_or(&rows[0]);
    let sum: f32 = weights.iter().zip(figures).map(|(w, f)| w * f).sum();
    1.0 / (1.0 + (-sum).exp())
}

//! What the engine knows of every word that it reads on image files: `word_evidence FILE...` prints one JSON object a
//! word to stdout. Confidence is fitted on it (`cargo xtask bench confidence --fit`).

// A measuring program: it prints, and stops at the first failure.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use engine::ppocr::PpOcr;
use engine::{Assets, PageImage};
use serde_json::json;

fn main() {
    let home = std::env::var("HOME").unwrap_or_default();
    let assets = Assets::new(std::env::var("OCRCHAT_ASSETS").unwrap_or(format!("{home}/.local/share/ocrchat/assets")));
    let engine = PpOcr::load(&assets).unwrap();
    for file in std::env::args().skip(1) {
        let image = image::ImageReader::open(&file).unwrap().with_guessed_format().unwrap().decode().unwrap().to_rgb8();
        let (width, height) = image.dimensions();
        let page = PageImage { rgb: image.into_raw(), width, height, dpi: 0.0, rotation: 0 };
        let quads = engine.detect(&page).unwrap();
        for (number, read) in engine.evidence(&page, &quads).unwrap().into_iter().enumerate() {
            for (word, known) in read.line.words.iter().zip(&read.evidence) {
                let b = word.bbox;
                println!(
                    "{}",
                    json!({"file": file, "line": number, "text": word.text, "b": [b.x0, b.y0, b.x1, b.y1],
                        "h": read.line.quad.height(), "raw": word.confidence,
                        "e": [known.least, known.mean, known.missed, known.parted]})
                );
            }
        }
    }
}

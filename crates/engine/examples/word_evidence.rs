//! What an engine knows of every word that it reads on image files: `word_evidence [--tesseract] FILE...` prints one
//! JSON object a word to stdout: the file, the line's number, the text, its box, the script, the figures that calibration
//! goes by, the engine's own confidence and the calibrated one. Confidence is fitted on it and measured by it
//! (`cargo xtask bench confidence`). Tesseract's language is the `tesseract` or `lang` of the truth beside the file.

// A measuring program: it prints, and stops at the first failure.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::path::Path;

use document::Rect;
use engine::calibration::{Engine, Read, calibrated, features, told};
use engine::ppocr::PpOcr;
use engine::tesseract::{Psm, Tesseract};
use engine::{Assets, PageImage};
use serde_json::{Value, json};

enum Reader {
    Ppocr(Box<PpOcr>),
    Tesseract(Tesseract),
}

fn main() {
    let home = std::env::var("HOME").unwrap_or_default();
    let assets = std::env::var("OCRCHAT_ASSETS").unwrap_or(format!("{home}/.local/share/ocrchat/assets"));
    let files: Vec<String> = std::env::args().skip(1).filter(|a| a != "--tesseract").collect();
    let (reader, engine) = if std::env::args().any(|a| a == "--tesseract") {
        (Reader::Tesseract(Tesseract::find(None).unwrap()), Engine::Tesseract)
    } else {
        (Reader::Ppocr(Box::new(PpOcr::load(&Assets::new(assets)).unwrap())), Engine::Ppocr)
    };
    for file in files {
        let image = image::ImageReader::open(&file).unwrap().with_guessed_format().unwrap().decode().unwrap().to_rgb8();
        let (width, height) = image.dimensions();
        let page = PageImage { rgb: image.into_raw(), width, height, dpi: 0.0, rotation: 0 };
        let reads = reader.read(&page, Path::new(&file));
        let sure = calibrated(engine, reads.clone());
        for (number, ((read, line), known)) in reads.iter().zip(&sure).zip(features(engine, &reads)).enumerate() {
            for ((word, (script, figures)), sure) in read.line.words.iter().zip(known).zip(&line.words) {
                let b = word.bbox;
                let object = json!({"file": file, "line": number, "text": word.text, "box": [b.x0, b.y0, b.x1, b.y1],
                    "script": script, "figures": figures, "raw": word.confidence, "confidence": sure.confidence});
                println!("{object}");
            }
        }
    }
}

impl Reader {
    fn read(&self, page: &PageImage, file: &Path) -> Vec<Read> {
        match self {
            Self::Ppocr(engine) => engine.evidence(page, &engine.detect(page).unwrap()).unwrap(),
            Self::Tesseract(engine) => {
                let truth = std::fs::read(file.with_extension("gt.json")).unwrap();
                let truth: Value = serde_json::from_slice(&truth).unwrap();
                let language = truth["tesseract"].as_str().unwrap_or("eng").to_owned();
                let language = std::env::var("TESSERACT_LANGUAGE").unwrap_or(language);
                let whole = Rect::new(0.0, 0.0, page.width as f32, page.height as f32);
                let lines = engine.read_region_raw(page, whole, &[&language], Psm::Page).unwrap();
                lines.into_iter().map(told).collect()
            }
        }
    }
}

//! `ocrchat engines`: every engine, whether it is ready, and what it reads.

use std::process::ExitCode;

use app::settings::{Consent, Settings};
use app::store::Store;
use app::{Home, contract::WireError};
use engine::tesseract::Tesseract;
use engine::{Assets, CATALOGUE};

use super::report;

pub(crate) fn run() -> Result<ExitCode, WireError> {
    let home = Home::locate()?;
    // The history holds the settings; without one everything is where it usually is.
    let settings = Store::open(&home).and_then(|(store, _)| store.settings()).unwrap_or_default();
    let rows = [
        ("ppocr", ppocr(&home.assets), "PP-OCRv6 on rten: Chinese, Japanese, English, Latin scripts, and added models"),
        ("tesseract", tesseract(&settings), "the languages beyond: see `ocrchat languages`"),
        ("ocrs", ocrs(&home.assets), "the ocrs crate's own pipeline: English and its kin, by choice"),
        ("pdf", pdf(&home.assets), "the text that a PDF carries, read and not recognised"),
        ("hosted", hosted(&settings), "a service that speaks the OCR.chat API: files leave this machine"),
    ];
    report(&rows.map(|(name, state, about)| format!("{name:<10} {state}  {about}")))?;
    Ok(ExitCode::SUCCESS)
}

fn ppocr(assets: &Assets) -> String {
    let shipped = CATALOGUE.iter().filter(|m| m.engine == "ppocr" && m.is_shipped());
    let missing: Vec<&str> = shipped.filter(|m| !assets.has(m)).map(|m| m.name).collect();
    if missing.is_empty() {
        return "ready".to_owned();
    }
    format!("model missing: {} (run `ocrchat doctor`)", missing.join(", "))
}

fn tesseract(settings: &Settings) -> String {
    match Tesseract::find(settings.tesseract_path().as_deref()) {
        Ok(found) => {
            let models = found.models().iter().filter(|model| !matches!(model.as_str(), "osd" | "equ")).count();
            format!("ready: version {}, {models} languages and scripts", found.version())
        }
        Err(e) => format!("missing: {}", e.message),
    }
}

fn ocrs(assets: &Assets) -> String {
    let ready = CATALOGUE.iter().filter(|m| m.engine == "ocrs").all(|m| assets.has(m));
    if ready { "ready" } else { "models missing (run `ocrchat models add ocrs`)" }.to_owned()
}

fn pdf(assets: &Assets) -> String {
    if assets.pdfium().is_file() { "ready" } else { "PDFium missing (run `ocrchat doctor`)" }.to_owned()
}

fn hosted(settings: &Settings) -> String {
    let may = match settings.hosted.consent {
        Consent::Ask => "asks before each job",
        Consent::Allowed => "allowed",
        Consent::Forbidden => "forbidden",
    };
    format!("{may}: {}", settings.hosted.url)
}

//! `ocrchat engines`.

use std::process::ExitCode;

use app::Home;
use app::contract::WireError;
use engine::MODELS;

use super::report;

pub(crate) fn run() -> Result<ExitCode, WireError> {
    let home = Home::locate()?;
    let missing = |engine: &str| {
        let files = MODELS.iter().filter(|m| m.engine == engine && !home.assets.model(m).is_file());
        files.map(|m| m.name).collect::<Vec<_>>()
    };
    let ppocr = match missing("ppocr") {
        names if names.is_empty() => "ready".to_owned(),
        names => format!("model missing: {} (run `ocrchat doctor`)", names.join(", ")),
    };
    // The history says where the user has put Tesseract; without one it is where it usually is.
    let settings = app::store::Store::open(&home).and_then(|(store, _)| store.settings()).unwrap_or_default();
    let tesseract = match engine::tesseract::Tesseract::find(settings.tesseract_path().as_deref()) {
        Ok(found) => {
            let models = found.models().iter().filter(|model| !matches!(model.as_str(), "osd" | "equ")).count();
            format!(
                "ready  version {}, {models} languages and scripts installed (`ocrchat languages`)",
                found.version()
            )
        }
        Err(e) => format!("missing  {}", e.message),
    };
    let pdf = if home.assets.pdfium().is_file() { "ready" } else { "PDFium missing (run `ocrchat doctor`)" };
    report(&[
        format!("ppocr  {ppocr}  PP-OCRv6 small on rten: Chinese, Japanese, English, Latin scripts"),
        format!("tesseract  {tesseract}"),
        format!("pdf    {pdf}  the text that a PDF carries, read and not recognised"),
    ])?;
    Ok(ExitCode::SUCCESS)
}

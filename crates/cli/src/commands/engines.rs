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
    let pdf = if home.assets.pdfium().is_file() { "ready" } else { "PDFium missing (run `ocrchat doctor`)" };
    report(&[
        format!("ppocr  {ppocr}  PP-OCRv6 small on rten: Chinese, Japanese, English, Latin scripts"),
        format!("pdf    {pdf}  the text that a PDF carries, read and not recognised"),
    ])?;
    Ok(ExitCode::SUCCESS)
}

//! Checks every part of an installation and says how to mend what is broken.

use std::path::Path;

use document::Code;
use engine::tesseract::Tesseract;
use engine::{AssetState, MODELS};

use crate::contract::WireError;
use crate::store::{Store, recoverable};
use crate::worker::{Pool, Session};
use crate::{Home, HostOptions, Settings, atomic};

/// One part that was checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// What was checked, e.g. `model ppocr-v6-det-small`.
    pub part: String,
    /// Where it is or what it is.
    pub detail: String,
    /// What is wrong and how to mend it; `None` when all is well.
    pub problem: Option<WireError>,
}

/// How a missing model or library is got, in one sentence.
const MEND: &str = "run `cargo xtask setup` in the project's folder, or reinstall the app";

/// The checks that only look at files: quick, for the start of a window.
pub fn quick(home: &Home) -> Vec<WireError> {
    let missing_models = MODELS
        .iter()
        .filter(|model| !home.assets.model(model).is_file())
        .map(|model| WireError::new(Code::ModelMissing, format!("the model {} is not installed: {MEND}", model.name)));
    let pdfium = home.assets.pdfium();
    let missing_pdfium = (!pdfium.is_file())
        .then(|| WireError::new(Code::EngineMissing, format!("PDFs cannot be read, PDFium is not installed: {MEND}")));
    missing_models.chain(missing_pdfium).collect()
}

/// Every check: hashes, folders, the history, and a page read by a real worker.
pub async fn full(options: &HostOptions) -> Vec<Check> {
    let home = &options.home;
    let mut checks = Vec::new();
    for model in MODELS {
        let path = home.assets.model(model);
        let problem = match home.assets.verify(model) {
            AssetState::Ready => None,
            AssetState::Missing => Some(WireError::new(Code::ModelMissing, format!("not installed: {MEND}"))),
            AssetState::Broken => {
                Some(WireError::new(Code::ModelBroken, format!("damaged (its hash is wrong): delete it, then {MEND}")))
            }
        };
        checks.push(Check { part: format!("model {}", model.name), detail: path.display().to_string(), problem });
    }
    for (part, folder) in [("data folder", &home.data), ("cache folder", &home.cache)] {
        let problem = writable(folder).err();
        checks.push(Check { part: part.to_owned(), detail: folder.display().to_string(), problem });
    }
    let settings = history(home, &mut checks);
    let pool_options = settings.pool(options.program.clone(), home.assets.clone());
    let pool = Pool::new(pool_options.clone());
    checks.push(reads("PDFium", &home.assets.pdfium().display().to_string(), &pool, "pdf", &tiny_pdf()).await);
    checks.push(tesseract(&settings));
    checks.push(reads("reader process", &pool_options.program.display().to_string(), &pool, "bmp", &tiny_bmp()).await);
    checks
}

/// Checks the database and what was set aside of it; gives the settings that it holds.
fn history(home: &Home, checks: &mut Vec<Check>) -> Settings {
    let opened = Store::open(home).map_err(WireError::from);
    let checked = opened.and_then(|(store, report)| {
        store.check()?;
        Ok((store.settings()?, report))
    });
    let (settings, problem) = match checked {
        Ok((settings, report)) => (settings, report),
        Err(e) => (Settings::default(), Some(e)),
    };
    checks.push(Check { part: "history".to_owned(), detail: home.database().display().to_string(), problem });
    for aside in recoverable(home) {
        let (jobs, pages) = (aside.jobs, aside.pages);
        let message = format!(
            "it was damaged and set aside; {jobs} jobs and {pages} pages of it can be read: `ocrchat history recover` brings \
             them back, with --remove it deletes the file then"
        );
        let problem = Some(WireError::new(Code::StoreDamaged, message));
        checks.push(Check { part: "damaged history".to_owned(), detail: aside.path.display().to_string(), problem });
    }
    settings
}

/// Whether Tesseract is there and reads. That it is missing is no fault of the installation: it is told with what it
/// would bring.
fn tesseract(settings: &Settings) -> Check {
    let check = |detail: String, problem| Check { part: "Tesseract".to_owned(), detail, problem };
    let set = settings.tesseract_path();
    let found = match Tesseract::find(set.as_deref()) {
        Ok(found) => found,
        Err(e) if set.is_some() => return check(settings.tesseract_path.clone(), Some(e.into())),
        Err(_) => {
            let how = engine::tesseract::how_to_get();
            return check(format!("not installed; with it 100 more languages can be read: {how}"), None);
        }
    };
    let models = found.models().iter().filter(|model| !matches!(model.as_str(), "osd" | "equ"));
    let detail = format!("{} {}, {} languages and scripts", found.program().display(), found.version(), models.count());
    check(detail, found.probe().err().map(WireError::from))
}

fn writable(folder: &Path) -> Result<(), WireError> {
    let fault = |e: std::io::Error| atomic::write_error(folder, &e);
    std::fs::create_dir_all(folder).map_err(fault)?;
    tempfile::tempfile_in(folder).map(drop).map_err(fault)
}

/// Reads a tiny document through a real worker.
async fn reads(part: &str, detail: &str, pool: &Pool, extension: &str, bytes: &[u8]) -> Check {
    let check = |problem| Check { part: part.to_owned(), detail: detail.to_owned(), problem };
    let file = tempfile::Builder::new().suffix(&format!(".{extension}")).tempfile();
    let Ok(file) = file.and_then(|file| std::fs::write(file.path(), bytes).map(|()| file)) else {
        return check(Some(WireError::new(Code::OutputUnwritable, "the system's temporary folder cannot be written")));
    };
    let mut session = match Session::open(pool, file.path(), &Default::default()).await {
        Ok(session) => session,
        Err(e) => return check(Some(e)),
    };
    let result = session.page(0, &Default::default()).await;
    check(result.page.error.map(|e| WireError::new(e.code, e.message)))
}

/// A PDF of one empty page.
fn tiny_pdf() -> Vec<u8> {
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>",
    ];
    let mut out = String::from("%PDF-1.4\n");
    let mut offsets = Vec::new();
    for (i, object) in objects.iter().enumerate() {
        offsets.push(out.len());
        out.push_str(&format!("{} 0 obj{object}endobj\n", i + 1));
    }
    let start = out.len();
    out.push_str("xref\n0 4\n0000000000 65535 f \n");
    for offset in offsets {
        out.push_str(&format!("{offset:010} 00000 n \n"));
    }
    out.push_str(&format!("trailer<</Size 4/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n"));
    out.into_bytes()
}

/// A white bitmap of 64 × 64 pixels.
fn tiny_bmp() -> Vec<u8> {
    let (side, header) = (64u32, 54u32);
    let pixels = side * side * 3;
    let mut out = b"BM".to_vec();
    for value in [header + pixels, 0, header, 40, side, side] {
        out.extend_from_slice(&value.to_le_bytes());
    }
    out.extend_from_slice(&[1, 0, 24, 0]);
    for value in [0, pixels, 2835, 2835, 0, 0] {
        out.extend_from_slice(&value.to_le_bytes());
    }
    out.resize((header + pixels) as usize, 255);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_installation_names_every_missing_part() {
        let dir = tempfile::tempdir().unwrap();
        let place = dir.path().to_owned();
        let assets = engine::Assets::new(&place);
        let home = Home { config: place.clone(), data: place.clone(), cache: place, assets };
        let codes: Vec<Code> = quick(&home).iter().map(|p| p.code).collect();
        assert_eq!(codes, [Code::ModelMissing, Code::ModelMissing, Code::EngineMissing]);
    }

    #[test]
    fn the_probes_are_what_they_claim() {
        use engine::source::{Format, sniff};
        assert_eq!(sniff(&tiny_pdf()), Some(Format::Pdf));
        assert_eq!(sniff(&tiny_bmp()), Some(Format::Bmp));
    }
}

//! Checks every part of an installation and says how to mend what is broken.

mod offline;
mod sample;

use std::path::Path;

use document::Code;
use engine::catalogue::Part;
use engine::tesseract::Tesseract;
use engine::worker::{EngineChoice, Mode, PageTask};
use engine::{Asset, AssetState, CATALOGUE, MODELS};

use crate::contract::WireError;
use crate::store::{Store, recoverable};
use crate::worker::{Pool, Session};
use crate::{Home, HostOptions, Settings, atomic};

pub use offline::{has_no_network, needs_network, without_network};

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

/// Every check: hashes, folders, the history, and a page read by each engine that is there. Opens no connection.
pub async fn full(options: &HostOptions) -> Vec<Check> {
    let home = &options.home;
    let mut checks = Vec::new();
    let installed: Vec<&Asset> = CATALOGUE.iter().filter(|m| m.is_shipped() || home.assets.has(m)).collect();
    for model in &installed {
        let path = home.assets.model(model);
        let mend = if model.is_shipped() {
            MEND.to_owned()
        } else {
            format!("run `ocrchat models remove {0}` and `ocrchat models add {0}`", model.name)
        };
        let problem = match home.assets.verify(model) {
            AssetState::Ready => None,
            AssetState::Missing => Some(WireError::new(Code::ModelMissing, format!("not installed: {mend}"))),
            AssetState::Broken => {
                Some(WireError::new(Code::ModelBroken, format!("damaged (its hash is wrong): delete it, then {mend}")))
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
    let pdfium = home.assets.pdfium().display().to_string();
    checks.push(reads("PDFium", &pdfium, &pool, ("pdf", &tiny_pdf()), &PageTask::default(), None).await);
    let tesseract = tesseract(&settings);
    let has_tesseract = tesseract.problem.is_none() && Tesseract::find(settings.tesseract_path().as_deref()).is_ok();
    checks.push(tesseract);
    let program = pool_options.program.display().to_string();
    checks.push(probe("reader process", &program, &pool, EngineChoice::Ppocr, None, true).await);
    checks.extend(engines(&pool, has_tesseract, &installed).await);
    checks
}

/// A page read by each engine and with each model beyond those that come with the product.
async fn engines(pool: &Pool, has_tesseract: bool, installed: &[&Asset]) -> Vec<Check> {
    let mut checks = Vec::new();
    if has_tesseract {
        let detail = "reads a page in the worker";
        checks.push(probe("engine tesseract", detail, pool, EngineChoice::Tesseract, None, true).await);
    }
    if installed.iter().filter(|m| m.engine == "ocrs").count() == 2 {
        checks.push(probe("engine ocrs", "with its models", pool, EngineChoice::Ocrs, None, true).await);
    }
    for model in installed.iter().filter(|m| m.engine == "ppocr" && m.part == Part::Recogniser && !m.is_shipped()) {
        if let Some(&language) = model.languages.first() {
            let part = format!("reads {language}");
            checks.push(probe(&part, model.name, pool, EngineChoice::Ppocr, Some(language), false).await);
        }
    }
    checks
}

/// Has an engine read the sample page; `exactly` where it must give the very words (a model for another script need not).
async fn probe(
    part: &str,
    detail: &str,
    pool: &Pool,
    engine: EngineChoice,
    language: Option<&str>,
    exactly: bool,
) -> Check {
    let task = PageTask { mode: Mode::Force, engine, language: language.map(str::to_owned), ..PageTask::default() };
    reads(part, detail, pool, ("bmp", &sample::bmp()), &task, exactly.then_some(sample::is_read)).await
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

/// Reads a tiny document through a real worker, and judges the text that comes.
async fn reads(
    part: &str,
    detail: &str,
    pool: &Pool,
    (extension, bytes): (&str, &[u8]),
    task: &PageTask,
    judge: Option<fn(&str) -> bool>,
) -> Check {
    let check = |problem| Check { part: part.to_owned(), detail: detail.to_owned(), problem };
    let file = tempfile::Builder::new().suffix(&format!(".{extension}")).tempfile();
    let Ok(file) = file.and_then(|file| std::fs::write(file.path(), bytes).map(|()| file)) else {
        return check(Some(WireError::new(Code::OutputUnwritable, "the system's temporary folder cannot be written")));
    };
    let mut session = match Session::open(pool, file.path(), &Default::default()).await {
        Ok(session) => session,
        Err(e) => return check(Some(e)),
    };
    let page = session.page(0, task).await.page;
    let lines = page.blocks.iter().flat_map(|block| &block.lines).map(|line| line.text.as_str());
    let text = lines.collect::<Vec<_>>().join(" ");
    check(match (page.error, judge) {
        (Some(e), _) => Some(WireError::new(e.code, e.message)),
        (None, Some(judge)) if !judge(&text) => {
            let message = format!("it runs and reads nonsense: `{text}` instead of `{}`", sample::TEXT);
            Some(WireError::new(Code::ModelBroken, message))
        }
        _ => None,
    })
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
    }
}

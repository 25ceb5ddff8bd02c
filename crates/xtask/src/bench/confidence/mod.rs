//! `cargo xtask bench confidence [--fit] [FOLDER]`: whether a word told at 0.9 is right nine times in ten.
//!
//! Reads pictures with truth beside them (`<stem>.gt.json`: `text`, and for Tesseract `tesseract` or, from a
//! `manifest.jsonl`, `lang`), by each engine, and compares every word with the truth. Prints the expected calibration
//! error, the area under the curve of "this word is right", and a table of reliability, by engine and script. Without
//! FOLDER it draws pages of its own (`bench_pages.py`) that nothing was fitted on. `--fit` draws others, fits the
//! constants of `engine::calibration::table` on them and prints the rows; they are put there by hand, with the figures.

mod figures;
mod fit;
mod truth;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use self::truth::Judged;
use crate::project;
use crate::setup;
use crate::setup::python;
use crate::step::{Done, Failure, exists, step};

/// What drawing pages needs, pinned. Wordfreq's and hunspell's lists serve the drawing and go nowhere else.
/// Jieba is published as source alone.
const PACKAGES: [&str; 6] = [
    "wordfreq==3.1.1",
    "jieba==0.42.1",
    "--no-binary=jieba",
    "pillow==13.0.0",
    "numpy==2.4.6",
    "opencv-python-headless==5.0.0.93",
];
/// Scripts, and how many pages of each are drawn: more where more is read.
const SCRIPTS: [(&str, u32); 14] = [
    ("Latn", 120),
    ("Hans", 40),
    ("Jpan", 36),
    ("Cyrl", 24),
    ("Arab", 24),
    ("Kore", 16),
    ("Deva", 16),
    ("Grek", 14),
    ("Hebr", 14),
    ("Thai", 14),
    ("Viet", 12),
    ("Beng", 10),
    ("Taml", 10),
    ("Telu", 10),
];
/// Those that PP-OCRv6 reads.
const PPOCR: [&str; 3] = ["Latn", "Hans", "Jpan"];

/// Measures, or fits.
pub(super) fn run(arguments: &[OsString]) -> Done {
    let fit = arguments.iter().any(|a| a == "--fit");
    let folders: Vec<&OsString> = arguments.iter().filter(|a| *a != "--fit").collect();
    if folders.len() > 1 || fit && !folders.is_empty() {
        return Err(Failure::new("read the arguments", "wanted is one folder, or --fit"));
    }
    setup::command_line()?;
    let built = ["--example", "word_evidence"];
    step("build", project::cargo().args(["build", "--release", "--workspace"]).args(built))?;
    let work = project::target()?.join("bench").join("confidence");
    fs::create_dir_all(&work).map_err(|e| Failure::new("make the bench's folder", e.to_string()))?;
    // One seed for what is fitted, another for what is measured.
    let pages = match folders.first() {
        Some(folder) => pages(Path::new(folder))?,
        None => draw(&work, if fit { "fit" } else { "held" })?,
    };
    let mut engines = vec!["ppocr"];
    if exists("tesseract") {
        engines.push("tesseract");
    } else {
        eprintln!("bench: Tesseract is left out: it is not installed");
    }
    for engine in engines {
        let own = |page: &&Page| engine != "ppocr" || page.script.as_deref().is_none_or(|s| PPOCR.contains(&s));
        let judged = read(engine, pages.iter().filter(own), &work)?;
        if fit {
            fit::print(engine, &judged);
        }
        figures::print(engine, &judged);
    }
    Ok(())
}

/// A picture with truth.
struct Page {
    file: PathBuf,
    /// Tesseract's name of its language.
    language: String,
    /// The script, where the page was drawn by us.
    script: Option<String>,
}

/// The pictures below `folder` that have a truth with text.
fn pages(folder: &Path) -> Done<Vec<Page>> {
    let languages = manifest(folder);
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).map_err(|e| Failure::new("list the documents", e.to_string()))?;
        for path in entries.flatten().map(|e| e.path()) {
            let kind = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
            if path.is_dir() {
                folders.push(path);
            } else if matches!(kind, "png" | "jpg" | "jpeg") && path.with_extension("gt.json").is_file() {
                files.push(path);
            }
        }
    }
    files.sort();
    let page = |file: PathBuf| {
        let truth: Value = serde_json::from_slice(&fs::read(file.with_extension("gt.json")).ok()?).ok()?;
        let text = |key: &str| truth.get(key).and_then(Value::as_str).map(str::to_owned);
        let listed = file.strip_prefix(folder).ok().and_then(|f| languages.get(f)).cloned();
        let language = text("tesseract").or(listed).unwrap_or_else(|| "eng".into());
        text("text").map(|_| Page { language, script: text("script"), file })
    };
    Ok(files.into_iter().filter_map(page).collect())
}

/// Languages by file, of a `manifest.jsonl` where there is one.
fn manifest(folder: &Path) -> BTreeMap<PathBuf, String> {
    let text = fs::read_to_string(folder.join("manifest.jsonl")).unwrap_or_default();
    let row = |line: &str| {
        let row: Value = serde_json::from_str(line).ok()?;
        Some((PathBuf::from(row.get("path")?.as_str()?), row.get("lang")?.as_str()?.to_owned()))
    };
    text.lines().filter_map(row).collect()
}

/// Draws pages; those of a seed are drawn once.
fn draw(work: &Path, seed: &str) -> Done<Vec<Page>> {
    let folder = work.join(seed);
    if !folder.join("drawn.txt").is_file() {
        setup::confidence()?;
        let python = python::environment("confidence-venv", &PACKAGES)?;
        let script = project::root().join("crates/xtask/src/bench_pages.py");
        for (name, count) in SCRIPTS {
            // What is measured may be less than what is fitted on.
            let count = if seed == "fit" { count } else { count.div_ceil(2) };
            let mut command = Command::new(&python);
            command.arg(&script).arg(&folder).args([&count.to_string(), seed, name]);
            step(&format!("draw pages in {name}"), &mut command)?;
        }
        fs::write(folder.join("drawn.txt"), seed).map_err(|e| Failure::new("draw pages", e.to_string()))?;
    }
    pages(&folder)
}

/// Has an engine read the pages and judges every word.
fn read<'a>(engine: &str, pages: impl Iterator<Item = &'a Page>, work: &Path) -> Done<Vec<Judged>> {
    let example = project::built("release", "examples/word_evidence")?;
    let mut by_language: BTreeMap<&str, Vec<&Path>> = BTreeMap::new();
    for page in pages {
        let language = if engine == "tesseract" { page.language.as_str() } else { "" };
        by_language.entry(language).or_default().push(&page.file);
    }
    let mut judged = Vec::new();
    for (language, files) in by_language {
        let out = work.join(format!("{engine}.jsonl"));
        let failed = |e: std::io::Error| Failure::new("read the pages", e.to_string());
        let mut command = Command::new(&example);
        if engine == "tesseract" {
            command.arg("--tesseract").env("TESSERACT_LANGUAGE", language).env("OMP_THREAD_LIMIT", "1");
        }
        command.args(&files).stdout(File::create(&out).map_err(failed)?);
        if let Err(failure) = step(&format!("{engine} reads {} pages {language}", files.len()), &mut command) {
            eprintln!("bench: left out: {}", failure.why);
            continue;
        }
        judged.extend(truth::judge(&fs::read_to_string(&out).map_err(failed)?));
    }
    Ok(judged)
}

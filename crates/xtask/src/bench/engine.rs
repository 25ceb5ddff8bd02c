//! The programs that are compared, and how each is started.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::measure::{self, Usage};
use super::score;
use crate::project;
use crate::setup::python;
use crate::step::{Done, Failure, output, shown};

/// RapidOCR with all that it needs, pinned: PP-OCRv6 small on ONNX Runtime.
const RAPIDOCR: [&str; 4] = ["rapidocr==3.10.0", "onnxruntime==1.32.0", "numpy==2.4.6", "pillow==13.0.0"];

/// A program that reads a file and writes text to stdout.
#[derive(Debug)]
pub(super) struct Engine {
    /// As the table shows it.
    pub(super) name: &'static str,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Ours(PathBuf),
    /// The languages that are installed.
    Tesseract(Vec<String>),
    /// The Python that has RapidOCR.
    RapidOcr(PathBuf),
}

/// Those that this machine can run, ours first.
pub(super) fn available() -> Done<Vec<Engine>> {
    let mut engines = vec![Engine { name: "ours", kind: Kind::Ours(project::built("release", "ocrchat")?) }];
    match output(Command::new("tesseract").arg("--list-langs")) {
        Some(list) => {
            let languages = list.lines().skip(1).map(str::to_owned).collect();
            engines.push(Engine { name: "tesseract", kind: Kind::Tesseract(languages) });
        }
        None => eprintln!("bench: Tesseract is left out: it is not installed (apt-get install tesseract-ocr)"),
    }
    match rapidocr() {
        Ok(python) => engines.push(Engine { name: "rapidocr", kind: Kind::RapidOcr(python) }),
        Err(failure) => eprintln!("bench: RapidOCR is left out: {}: {}", failure.step, failure.why),
    }
    Ok(engines)
}

/// A virtual environment with RapidOCR; made once.
fn rapidocr() -> Done<PathBuf> {
    python::environment("bench-venv", &RAPIDOCR)
}

impl Engine {
    /// Whether it takes this kind of file at all: the competitors read no PDF.
    pub(super) fn reads(&self, file: &Path) -> bool {
        matches!(self.kind, Kind::Ours(_)) || file.extension().is_none_or(|e| !e.eq_ignore_ascii_case("pdf"))
    }

    fn command(&self, file: &Path) -> Command {
        match &self.kind {
            Kind::Ours(program) => {
                let mut command = Command::new(program);
                command.arg("convert").arg(file).args(["-f", "txt", "-o", "-", "-q"]);
                command
            }
            Kind::Tesseract(languages) => {
                let language = score::language(file).map_or("eng", |l| tesseract_language(&l));
                let language = if languages.iter().any(|l| l == language) { language } else { "eng" };
                let mut command = Command::new("tesseract");
                // One thread: four times cheaper in CPU and faster in wall time, the same text.
                command.env("OMP_THREAD_LIMIT", "1").arg(file).args(["-", "-l", language]);
                command
            }
            Kind::RapidOcr(python) => {
                let mut command = Command::new(python);
                command.args([&project::root().join("crates/xtask/src/bench_rapidocr.py"), file]);
                command
            }
        }
    }

    /// Runs it once on `file`; `folder` takes its output.
    pub(super) fn run(&self, file: &Path, folder: &Path) -> Done<(Usage, String)> {
        let mut command = self.command(file);
        let failed = |why: String| {
            Failure::new(format!("run {}", self.name), format!("`{}`: {why}", shown(&self.command(file))))
        };
        let (status, usage, text) = measure::run(&mut command, folder).map_err(|e| failed(e.to_string()))?;
        if !status.success() {
            let messages = fs::read_to_string(folder.join("stderr.txt")).unwrap_or_default();
            let last = messages.lines().last().unwrap_or_default().to_owned();
            return Err(failed(format!("{status}: {last}")));
        }
        Ok((usage, text))
    }
}

/// Tesseract's name of a language given as BCP 47; English where we do not install another.
fn tesseract_language(language: &str) -> &'static str {
    match language {
        "de" => "deu",
        "fr" => "fra",
        "pl" => "pol",
        "ja" => "jpn",
        "zh" | "zh-Hans" => "chi_sim",
        _ => "eng",
    }
}

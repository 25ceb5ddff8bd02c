//! Tesseract, as a program of its own: more than a hundred languages, the orientation of a page and its script.
//!
//! Stages, each in its own file: `place` (where the program lies) → `installed` (version and models) → `grey` (the
//! picture for its stdin) → `process` (one run) → `output` (its table and text) → `join` (words and lines). Refuses to
//! choose the language: that is `languages`' and the caller's. Reads every page with the network models alone (the
//! program's version 4 and newer). Its confidences are brought to chances
//! by `calibration`.

mod grey;
mod installed;
mod join;
mod osd;
mod output;
mod place;
mod process;

use std::path::{Path, PathBuf};
use std::time::Duration;

use document::{Code, Line, Point, Rect};

use self::grey::Grey;
use crate::{Error, Hints, PageImage, RecognizedPage, Recognizer, calibration};

pub use self::osd::Osd;
pub(crate) use self::process::end_all;

/// The longest that one run may take. The page's own limit, which the parent watches, is usually shorter.
const LIMIT: Duration = Duration::from_secs(600);
/// The longest that a question about the installation may take.
const QUESTION: Duration = Duration::from_secs(30);

/// How the program finds lines in a picture (`--psm`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Psm {
    /// Columns and blocks of any kind (3).
    Page,
    /// One column of text of varying size (4).
    Column,
    /// One block of standing lines (5).
    StandingBlock,
    /// One block (6).
    Block,
    /// One line (7).
    Line,
    /// One word (8).
    Word,
    /// As much text as can be found, in no order (11).
    Sparse,
    /// One line, without any search for its parts (13).
    RawLine,
}

impl Psm {
    fn number(self) -> u8 {
        match self {
            Self::Page => 3,
            Self::Column => 4,
            Self::StandingBlock => 5,
            Self::Block => 6,
            Self::Line => 7,
            Self::Word => 8,
            Self::Sparse => 11,
            Self::RawLine => 13,
        }
    }
}

/// The program that was found, and what it can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tesseract {
    program: PathBuf,
    version: String,
    models: Vec<String>,
}

impl Tesseract {
    /// Finds the program: by `setting` (its path, or its folder) where there is one, else on the path and in the
    /// platform's usual places; asks for its version and its models. `TESSDATA_PREFIX` counts, as everywhere.
    ///
    /// # Errors
    /// `engine_missing`.
    pub fn find(setting: Option<&Path>) -> Result<Self, Error> {
        let Some(program) = place::locate(setting) else {
            let message = match setting {
                Some(set) => format!("there is no Tesseract at {}: change the setting tesseract_path", set.display()),
                None => format!("Tesseract is not installed: {}", how_to_get()),
            };
            return Err(Error::new(Code::EngineMissing, message));
        };
        let ask = |question: &str| process::run(&program, &[question.to_owned()], &[], QUESTION);
        // Version 4.0 answers on stdout, some builds on stderr.
        let both =
            |answer: process::Output| String::from_utf8_lossy(&answer.stdout).into_owned() + "\n" + &answer.stderr;
        let version = installed::version(&both(ask("--version")?))?;
        let models = installed::models(&both(ask("--list-langs")?));
        Ok(Self { program, version, models })
    }

    /// One that was not sought, for tests of what is chosen among its models.
    #[cfg(test)]
    pub(crate) fn with_models(program: &str, models: &[&str]) -> Self {
        let models = models.iter().map(|model| (*model).to_owned()).collect();
        Self { program: program.into(), version: "5.3.0".to_owned(), models }
    }

    /// Where it lies.
    pub fn program(&self) -> &Path {
        &self.program
    }

    /// Its version, e.g. `5.3.0`.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The names of its models as `-l` takes them, sorted: languages (`deu`) and scripts (`script/Cyrillic` or, as
    /// Debian has them, `Cyrillic`).
    pub fn models(&self) -> &[String] {
        &self.models
    }

    /// The installed model called `name`: a language by its code, a script with or without its folder.
    pub fn model(&self, name: &str) -> Option<&str> {
        let bare = |model: &str| model.strip_prefix("script/").map(str::to_owned);
        let named = |model: &&String| *model == name || bare(model).as_deref() == Some(name);
        self.models.iter().find(named).map(String::as_str)
    }

    /// Reads an empty picture with the first model, to see that the program works.
    ///
    /// # Errors
    /// `model_missing` where it has no model; what keeps the program from running.
    pub fn probe(&self) -> Result<(), Error> {
        let models = crate::languages::tesseract_models(None, self)?;
        let page = PageImage { rgb: vec![255; 64 * 64 * 3], width: 64, height: 64, dpi: 150.0, rotation: 0 };
        let models: Vec<&str> = models.iter().map(String::as_str).collect();
        self.read_region(&page, Rect::new(0.0, 0.0, 64.0, 64.0), &models, Psm::Page).map(drop)
    }

    /// How the page stands, and its script; `None` where there is too little text to tell.
    ///
    /// # Errors
    /// `model_missing` without the model `osd`; what keeps the program from running.
    pub fn orientation(&self, page: &PageImage) -> Result<Option<Osd>, Error> {
        if self.model("osd").is_none() {
            return Err(missing_model("osd"));
        }
        let whole = Rect::new(0.0, 0.0, page.width as f32, page.height as f32);
        let arguments = self.arguments(page.dpi, &["--psm", "0", "-l", "osd"]);
        let output = process::run(&self.program, &arguments, &Grey::part(page, whole).pgm(), LIMIT)?;
        // It fails where it finds too few characters, and an empty page is no fault.
        Ok(osd::parse(&String::from_utf8_lossy(&output.stdout)))
    }

    /// Reads the part of a page in `area` with `models` (the first weighs most). Boxes are in the page's pixels.
    ///
    /// # Errors
    /// `model_missing` for a model that is not installed, `worker_timeout`, `internal` where the program fails.
    pub fn read_region(&self, page: &PageImage, area: Rect, models: &[&str], psm: Psm) -> Result<Vec<Line>, Error> {
        Ok(calibration::of_words(self.read_region_raw(page, area, models, psm)?))
    }

    /// The same with the program's own confidences, as calibration is fitted on them.
    ///
    /// # Errors
    /// Those of [`Tesseract::read_region`].
    pub fn read_region_raw(&self, page: &PageImage, area: Rect, models: &[&str], psm: Psm) -> Result<Vec<Line>, Error> {
        let picture = Grey::part(page, area);
        let (left, top, ..) = grey::bounds(area, page.width as usize, page.height as usize);
        let lines = self.read(&picture.pgm(), 1, page.dpi, models, psm)?;
        Ok(lines.into_iter().flatten().map(|line| moved(line, left as f32, top as f32)).collect())
    }

    /// Reads pictures that lie in `input`; the lines of each.
    fn read(
        &self,
        input: &[u8],
        pictures: usize,
        dpi: f32,
        models: &[&str],
        psm: Psm,
    ) -> Result<Vec<Vec<Line>>, Error> {
        let names = models.iter().map(|name| self.model(name).ok_or_else(|| missing_model(name)));
        let names = names.collect::<Result<Vec<_>, _>>()?;
        if names.is_empty() {
            return Err(Error::new(Code::Internal, "Tesseract was asked to read without a model"));
        }
        let standing = psm == Psm::StandingBlock || names[0].ends_with("_vert");
        let (psm, names) = (psm.number().to_string(), names.join("+"));
        // The settings themselves and not the files of that name: a folder of models of the user's has no such files.
        let how = ["--psm", &psm, "-l", &names, "-c", "tessedit_create_tsv=1", "-c", "tessedit_create_txt=1"];
        let output = process::run(&self.program, &self.arguments(dpi, &how), input, LIMIT)?;
        let text = String::from_utf8_lossy(&output.stdout);
        match output::parse(&text, pictures, standing).filter(|_| output.well) {
            Some(lines) => Ok(lines),
            None => Err(failure(&output.stderr)),
        }
    }

    /// From stdin to stdout, in one way.
    fn arguments(&self, dpi: f32, how: &[&str]) -> Vec<String> {
        let mut arguments = vec!["-".to_owned(), "-".to_owned()];
        arguments.extend(how.iter().map(|argument| (*argument).to_owned()));
        if dpi >= 70.0 {
            arguments.extend(["--dpi".to_owned(), format!("{dpi:.0}")]);
        }
        arguments
    }
}

impl Recognizer for Tesseract {
    fn name(&self) -> &'static str {
        "tesseract"
    }

    fn recognize(&self, page: &PageImage, hints: &Hints) -> Result<RecognizedPage, Error> {
        let models = crate::languages::tesseract_models(hints.language.as_deref(), self)?;
        let models: Vec<&str> = models.iter().map(String::as_str).collect();
        let whole = Rect::new(0.0, 0.0, page.width as f32, page.height as f32);
        let psm = if models.first().is_some_and(|m| m.ends_with("_vert")) { Psm::StandingBlock } else { Psm::Page };
        Ok(RecognizedPage { lines: self.read_region(page, whole, &models, psm)? })
    }
}

/// How Tesseract is got on this platform, in half a sentence.
pub fn how_to_get() -> &'static str {
    if cfg!(target_os = "macos") {
        "`brew install tesseract tesseract-lang` gets it"
    } else if cfg!(windows) {
        "`winget install UB-Mannheim.TesseractOCR` gets it"
    } else {
        "the package tesseract-ocr (`sudo apt-get install tesseract-ocr`) gets it"
    }
}

fn missing_model(name: &str) -> Error {
    Error::new(
        Code::ModelMissing,
        format!("Tesseract's model {name} is not installed; `ocrchat languages` says how to get it"),
    )
}

/// What the program's messages say of its failure.
fn failure(stderr: &str) -> Error {
    let last = stderr.lines().map(str::trim).rfind(|line| !line.is_empty()).unwrap_or("it gave no reason");
    let last: String = last.chars().take(200).collect();
    let load = stderr
        .lines()
        .any(|line| line.starts_with("Failed loading language") || line.starts_with("Error opening data file"));
    let code = if load { Code::ModelMissing } else { Code::Internal };
    Error::new(code, format!("Tesseract failed: {last}"))
}

fn moved(mut line: Line, x: f32, y: f32) -> Line {
    for corner in &mut line.quad.0 {
        *corner = Point::new(corner.x + x, corner.y + y);
    }
    for word in &mut line.words {
        let b = word.bbox;
        word.bbox = Rect { x0: b.x0 + x, y0: b.y0 + y, x1: b.x1 + x, y1: b.y1 + y };
    }
    line
}

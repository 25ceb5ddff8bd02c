//! What parent and worker say to each other. Both are the same binary, so the protocol carries no version.

use std::path::PathBuf;

use document::{Area, Code, Line, Page, Reading, Rect, Warning};
use serde::{Deserialize, Serialize};

use crate::source::{Format, OpenOptions};
use crate::{Assets, Error};

/// What the parent asks.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case")]
pub enum Request {
    /// First of all: where models, libraries and programs lie.
    Configure {
        /// The assets folder.
        assets: Assets,
        /// Where the user says that Tesseract lies; `None` searches for it.
        tesseract_path: Option<PathBuf>,
    },
    /// Opens a file and closes the one before.
    Open {
        /// Its path.
        path: PathBuf,
        /// Password, limits, dpi.
        options: OpenOptions,
    },
    /// Draws a page of the open file, without reading it.
    Pictures {
        /// 0-based.
        index: u32,
        /// Degrees clockwise that the page is turned by in all, as [`Page::rotation`] has it of a page that was read;
        /// `None` leaves it as the source has it.
        rotation: Option<u16>,
        /// Which.
        pictures: Pictures,
    },
    /// Cuts a part out of a page of the open file, as a PNG.
    PartPicture {
        /// 0-based.
        index: u32,
        /// In pixels of `page`.
        area: Rect,
        /// The upright page, as it was read.
        page: PageSize,
        /// Degrees clockwise that the page is turned by in all; `None` leaves it as the source has it.
        rotation: Option<u16>,
        /// Pixels of the picture to one of the page.
        scale: f32,
    },
    /// Reads a part of a page of the open file.
    Region {
        /// 0-based.
        index: u32,
        /// What and how.
        task: RegionTask,
    },
    /// Asks what a word on a page of the open file may be.
    Word {
        /// 0-based.
        index: u32,
        /// Where it stands, and in which language; all engines at hand are asked.
        task: RegionTask,
    },
    /// Reads a page of the open file.
    Page {
        /// 0-based.
        index: u32,
        /// How.
        task: PageTask,
    },
}

/// When a PDF page's own text is taken instead of recognition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// A good text layer is read; any other page is recognised.
    #[default]
    Auto,
    /// A page with any text is read, never recognised.
    Skip,
    /// Every page is recognised.
    Force,
    /// A page whose text is all invisible (an earlier recognition) is recognised again; other text is read.
    Redo,
}

/// Which engine recognises.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum EngineChoice {
    /// The best for the page.
    #[default]
    Auto,
    /// PP-OCRv6 on rten.
    Ppocr,
    /// Tesseract, as a program of its own.
    Tesseract,
    /// The ocrs crate's pipeline with its own models.
    Ocrs,
    /// A service that speaks the OCR.chat API. It reads whole files, so no worker is asked.
    Hosted,
}

/// Which pictures of the page come with the reply.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pictures {
    /// Longest side of the preview in pixels; `None` for none.
    pub preview: Option<u32>,
    /// Longest side of the thumbnail in pixels; `None` for none.
    pub thumbnail: Option<u32>,
}

/// How a page is read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PageTask {
    /// Text layer or recognition.
    pub mode: Mode,
    /// Which engine.
    pub engine: EngineChoice,
    /// The language as the user gave it.
    pub language: Option<String>,
    /// What of the page is left out.
    pub ignore: Vec<Area>,
    /// Which pictures to send along.
    pub pictures: Pictures,
}

/// How a part of a page is read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RegionTask {
    /// In pixels of `page`.
    pub area: Rect,
    /// The upright page, as it was read.
    pub page: PageSize,
    /// Degrees clockwise that the page is turned by in all; `None` leaves it as the source has it.
    pub rotation: Option<u16>,
    /// Which engine.
    pub engine: EngineChoice,
    /// The language as the user gave it.
    pub language: Option<String>,
}

/// How large a page is whose picture was drawn, as [`Page`] says it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PageSize {
    /// Width of the upright page image in pixels.
    pub width: u32,
    /// Height of the upright page image in pixels.
    pub height: u32,
    /// Pixels an inch; 0 where the source does not say.
    pub dpi: f32,
    /// Degrees clockwise that the source was turned by to stand upright.
    pub rotation: u16,
}

/// What the worker answers.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum Reply {
    /// To `Configure`.
    Ready,
    /// To `Open`.
    Opened(Opened),
    /// To `Pictures`. The frame's bytes are the preview, then the thumbnail (both JPEG).
    Pictures {
        /// Bytes of the preview in the frame; 0 for none.
        preview_bytes: usize,
        /// The page that was drawn.
        size: PageSize,
    },
    /// To `PartPicture`. The frame's bytes are the PNG.
    Part,
    /// To `Region`.
    Region(Box<RegionReply>),
    /// To `Word`: likeliest first.
    Word {
        /// What it may be.
        readings: Vec<WordReading>,
    },
    /// To `Page`. The frame's bytes are the preview, then the thumbnail (both JPEG).
    Page(Box<PageReply>),
    /// To anything that failed.
    Failed {
        /// What went wrong.
        code: Code,
        /// One sentence.
        message: String,
    },
}

/// An opened file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Opened {
    /// Its kind.
    pub format: Format,
    /// How many pages.
    pub pages: u32,
    /// What the reader should know.
    pub warnings: Vec<Warning>,
}

/// A page that was tried. Where it failed `page.error` says why, and the pictures may be there all the same.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PageReply {
    /// The page.
    pub page: Page,
    /// What the reader should know.
    pub warnings: Vec<Warning>,
    /// Bytes of the preview in the frame; 0 for none.
    pub preview_bytes: usize,
    /// Bytes of the thumbnail, after the preview; 0 for none.
    pub thumbnail_bytes: usize,
}

/// A part of a page that was read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RegionReply {
    /// Its lines in reading order, in pixels of the page.
    pub lines: Vec<Line>,
    /// 0–1 over its words; `None` with no word.
    pub confidence: Option<f32>,
    /// The engine that read it.
    pub engine: String,
    /// What was chosen, and why.
    pub reading: Option<Reading>,
    /// Pixels an inch of what was read; 0 where that is not known.
    pub dpi: f32,
}

/// What a word may be.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct WordReading {
    /// The text.
    pub text: String,
    /// Which engine says so; several are joined by `+`.
    pub engine: String,
    /// How likely, 0–1, among the readings told.
    pub confidence: f32,
}

impl From<Error> for Reply {
    fn from(e: Error) -> Self {
        Self::Failed { code: e.code, message: e.message }
    }
}

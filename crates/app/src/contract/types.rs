//! The types that cross the wire. Page content travels as [`document::Page`]; images never travel here but by `page://`.

use document::Code;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{EngineChoice, ExportProgress, ModelPack, Origin, Priority, RemoteProgress};

/// No arguments, or nothing to say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Empty {}

/// An error: the interface words it from `code`, and shows `message` (English, precise) beneath.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error)]
#[error("{message}")]
pub struct WireError {
    /// What went wrong.
    pub code: Code,
    /// One sentence that says what to do.
    pub message: String,
    /// What a developer wants to see, where there is more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub details: Option<String>,
}

impl WireError {
    /// An error of `code`.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), details: None }
    }

    /// The caller's mistake.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Code::Usage, message)
    }

    /// A fault of ours.
    pub fn internal(message: impl Into<String>) -> Self {
        Self::new(Code::Internal, message)
    }
}

impl From<engine::Error> for WireError {
    fn from(e: engine::Error) -> Self {
        Self::new(e.code, e.message)
    }
}

/// A job's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// Waits for a worker.
    Queued,
    /// Its pages are being read.
    Running,
    /// Stopped by the user until resumed.
    Paused,
    /// Every page was tried; `pages_failed` says how many failed.
    Done,
    /// It could not be opened, or every page failed.
    Failed,
    /// Stopped by the user for good.
    Cancelled,
}

/// What a list of jobs shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct JobSummary {
    /// 32 hex digits.
    pub id: String,
    /// The file's name.
    pub name: String,
    /// Content kind (`pdf`, `png` …); empty until the file was opened.
    pub format: String,
    /// Where the job stands.
    pub state: JobState,
    /// How many pages it has; 0 until the file was opened.
    pub pages: u32,
    /// How many pages were read.
    pub pages_done: u32,
    /// How many pages failed.
    pub pages_failed: u32,
    /// Which engine was asked for.
    pub engine: EngineChoice,
    /// The language that was asked for; `None` is automatic.
    pub language: Option<String>,
    /// How urgent it is.
    pub priority: Priority,
    /// Who made it.
    pub origin: Origin,
    /// The user's tags, sorted.
    pub tags: Vec<String>,
    /// When it was made, in milliseconds since 1970 (UTC).
    #[ts(type = "number")]
    pub created_ms: u64,
    /// How long it has run, in milliseconds.
    #[ts(type = "number")]
    pub elapsed_ms: u64,
    /// 0–1 over all words so far.
    pub mean_confidence: Option<f32>,
    /// Why it failed.
    pub error: Option<WireError>,
    /// How far it is at a service, while it runs there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub remote: Option<RemoteProgress>,
}

/// Where one page stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PageState {
    /// Not begun.
    #[default]
    Waiting,
    /// Being read.
    Running,
    /// Read.
    Done,
    /// Failed.
    Failed,
}

/// One page of a job's list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct PageStatus {
    /// 0-based.
    pub index: u32,
    /// Where it stands.
    pub state: PageState,
    /// Pixels; 0 until known.
    pub width: u32,
    /// Pixels; 0 until known.
    pub height: u32,
    /// Whether `page://` has its picture.
    pub has_image: bool,
    /// Why it failed.
    pub error: Option<WireError>,
}

/// A job with its pages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct JobDetail {
    /// As in the list.
    pub summary: JobSummary,
    /// Every page in order.
    pub pages: Vec<PageStatus>,
    /// The source file as a person reads it; absent where it is a copy of ours (pasted, uploaded) or was deleted.
    pub source: Option<String>,
    /// The source's size; absent where it is gone.
    #[ts(type = "number | null")]
    pub source_bytes: Option<u64>,
    /// What the reader should know.
    pub warnings: Vec<String>,
    /// What of each page was left out.
    #[serde(default)]
    pub ignore: Vec<document::Area>,
}

/// Which job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct JobRef {
    /// Its id.
    pub job: String,
}

/// Which page of which job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PageRef {
    /// The job's id.
    pub job: String,
    /// 0-based.
    pub page: u32,
}

/// Which jobs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct JobRefs {
    /// Their ids.
    pub jobs: Vec<String>,
}

/// Files or folders to read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OpenPaths {
    /// Absolute paths.
    pub paths: Vec<String>,
}

/// A result in a format.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ExportRequest {
    /// The job's id.
    pub job: String,
    /// Which format.
    pub format: ExportFormat,
    /// Only this page (0-based); absent for all.
    #[serde(default)]
    #[ts(optional)]
    pub page: Option<u32>,
}

/// The formats a result can be saved in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum ExportFormat {
    /// Plain text.
    Txt,
    /// Markdown.
    Md,
    /// Searchable PDF.
    Pdf,
    /// A Word document.
    Docx,
    /// Comma-separated values: the tables, or the blocks where there is no table.
    Csv,
    /// An Excel workbook, a sheet a table.
    Xlsx,
    /// The API's job with more fields.
    Json,
    /// XHTML with the box of every word.
    Hocr,
    /// The XML of libraries and archives.
    Alto,
}

/// An export as text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ExportedText {
    /// The whole file's content.
    pub text: String,
}

/// What this installation is and what it lacks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct About {
    /// The product's version.
    pub version: String,
    /// What keeps it from recognising; empty when all is well.
    pub problems: Vec<WireError>,
}

/// What the host tells the interface without being asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// A job is new or has changed.
    JobChanged {
        /// Its new state.
        job: JobSummary,
    },
    /// A job is gone.
    JobRemoved {
        /// Its id.
        job: String,
    },
    /// A page has changed: begun, read or failed.
    PageChanged {
        /// The job's id.
        job: String,
        /// Its new state.
        page: PageStatus,
    },
    /// The content of pages has changed by a correction, or by its undoing.
    PagesCorrected {
        /// The job's id.
        job: String,
        /// 0-based, ascending.
        pages: Vec<u32>,
    },
    /// Other jobs than those told of have changed (another program works on the same store): list again.
    ListChanged,
    /// A pack of models is further than before, or its download has ended.
    ModelChanged {
        /// Its new state.
        pack: ModelPack,
        /// Why its download ended without it.
        error: Option<WireError>,
    },
    /// The writing of several results is further than before, or has ended.
    ExportChanged {
        /// How far it is.
        progress: ExportProgress,
    },
    /// A part of an answer that was checked, while the question is answered.
    ChatProgress {
        /// The name that the question was asked with.
        request: String,
        /// The part; it goes after those before.
        text: String,
    },
    /// Something went wrong outside any job (a file that could not be saved, say).
    Problem {
        /// What.
        error: WireError,
    },
}

//! What goes over the API, for its description. The job itself is written by the JSON export; a test holds one against the
//! other.
#![expect(dead_code, reason = "it describes what the JSON export writes and the form parser reads")]

use serde::Serialize;
use utoipa::ToSchema;

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Status {
    /// It waits.
    Pending,
    /// Its pages are being read.
    Processing,
    /// Every page was tried.
    Done,
    /// It could not be opened, no page could be read, or it was cancelled: `error` says why.
    Failed,
}

impl Status {
    pub(super) fn named(name: &str) -> Self {
        match name {
            "pending" => Self::Pending,
            "processing" => Self::Processing,
            "done" => Self::Done,
            _ => Self::Failed,
        }
    }
}

/// Which quality of recognition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Tier {
    /// Fast: printed documents.
    Cpu,
    /// Premium. This server has no vision model yet: the local engine reads the pages, and a warning of the job says so.
    Vlm,
}

impl From<crate::contract::Tier> for Tier {
    fn from(tier: crate::contract::Tier) -> Self {
        match tier {
            crate::contract::Tier::Cpu => Self::Cpu,
            crate::contract::Tier::Vlm => Self::Vlm,
        }
    }
}

/// An upload. Fields may come in any order; others are passed over.
#[derive(ToSchema)]
pub(super) struct Form {
    /// The image or the PDF: PNG, JPEG, WebP, GIF, BMP, TIFF or PDF, told by its content.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// `cpu` (fast, printed documents) by default, or `vlm` (premium). As of every field, a blank one counts as none.
    #[schema(nullable = false, pattern = r"^\s*(cpu|vlm)?\s*$")]
    tier: Option<String>,
    /// `auto` by default, or codes joined by `+`: BCP 47, ISO 639, Tesseract's or OCR.chat's (`ch`).
    #[schema(nullable = false)]
    language: Option<String>,
    /// The name of a tool, e.g. `extract-tables`.
    #[schema(nullable = false)]
    tool: Option<String>,
    /// The language for the tool `translate`, which needs a model that this server does not have.
    #[schema(nullable = false)]
    translate_to: Option<String>,
}

/// Why a job or a page failed.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub(super) struct Failure {
    /// One word for programs, e.g. `password_required`.
    pub(super) code: String,
    /// One sentence in English.
    pub(super) message: String,
}

/// A job. Of one that has not ended `text`, `markdown` and `pages` are empty.
#[derive(ToSchema)]
pub(super) struct Job {
    /// 32 hex digits.
    uuid: String,
    status: Status,
    tier: Tier,
    /// As it was asked for; `auto` where nothing was.
    language: String,
    /// 0 where it is not known yet.
    page_count: u32,
    /// Over all words, from 0 to 1; null without words.
    #[schema(required)]
    mean_confidence: Option<f32>,
    /// Pages apart by a form feed.
    text: String,
    markdown: String,
    pages: Vec<Page>,
    source: Source,
    /// What read it, e.g. `ppocr`, `pdf` for a PDF's own text.
    engine: String,
    warnings: Vec<Warning>,
    /// The tool that it was asked for with.
    #[schema(nullable = false)]
    tool: Option<String>,
    /// Pages that were read, of a job that has not ended.
    #[schema(nullable = false)]
    pages_done: Option<u32>,
    /// Pages that could not be read, of a job that has not ended.
    #[schema(nullable = false)]
    pages_failed: Option<u32>,
    /// Why it failed.
    #[schema(nullable = false)]
    error: Option<Failure>,
}

/// The file that was sent.
#[derive(ToSchema)]
struct Source {
    name: String,
    /// Its kind, by content.
    format: String,
}

/// What the reader should know.
#[derive(ToSchema)]
struct Warning {
    /// 0-based; absent where it concerns the whole document.
    #[schema(nullable = false)]
    page: Option<u32>,
    message: String,
}

/// A page.
#[derive(ToSchema)]
struct Page {
    /// 0-based.
    index: u32,
    text: String,
    /// In reading order.
    blocks: Vec<Block>,
    /// Pixels of the upright page image.
    width: u32,
    /// Pixels of the upright page image.
    height: u32,
    /// Pixels an inch; 0 where the source does not say.
    dpi: f32,
    /// Degrees clockwise that the source was turned by.
    rotation: u16,
    /// `ocr`, `pdf` or `corrected`.
    text_source: String,
    engine: String,
    /// Why the page has no text.
    #[schema(nullable = false)]
    error: Option<Failure>,
}

/// A block of a page.
#[derive(ToSchema)]
struct Block {
    /// Unique on its page.
    id: u32,
    /// `paragraph`, `heading`, `list_item`, `table`, `key_value`, `figure`, `caption`, `header`, `footer`, …
    kind: String,
    text: String,
    /// x0, y0, x1, y1 in pixels of the upright page image, origin top left.
    #[schema(min_items = 4, max_items = 4)]
    bbox: Vec<f32>,
    /// From 0 to 1.
    confidence: f32,
    /// Of a heading from 1 to 6, of a list item its depth.
    #[schema(nullable = false)]
    level: Option<u8>,
    /// What a list item begins with.
    #[schema(nullable = false)]
    marker: Option<String>,
    lines: Vec<Line>,
    /// Rows, columns and cells, of a table.
    #[schema(nullable = false, value_type = Option<Object>)]
    table: Option<serde_json::Value>,
}

/// A line of text.
#[derive(ToSchema)]
struct Line {
    text: String,
    #[schema(min_items = 4, max_items = 4)]
    bbox: Vec<f32>,
    /// Corners along the text, from its top left clockwise.
    #[schema(min_items = 4, max_items = 4)]
    quad: Vec<Vec<f32>>,
    confidence: f32,
    words: Vec<Word>,
}

/// A word.
#[derive(ToSchema)]
struct Word {
    text: String,
    #[schema(min_items = 4, max_items = 4)]
    bbox: Vec<f32>,
    confidence: f32,
}

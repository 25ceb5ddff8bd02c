//! The types of regions: parts of a page that a person draws or points at. Boxes are in pixels of the page as `get_page`
//! gives it. Pictures of regions travel as pages' pictures do, never here.

use document::{Area, Line, Reading, Rect};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::EngineChoice;

/// A part of a page to read again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct RecogniseRegion {
    /// The job's id.
    pub job: String,
    /// 0-based.
    pub page: u32,
    /// Which part; it is cut at the page's edge.
    pub bbox: Rect,
    /// With which engine; not the hosted one, which reads whole files.
    #[serde(default)]
    #[ts(optional, as = "Option<_>")]
    pub engine: EngineChoice,
    /// In which language; absent for the job's, or the page's own.
    #[serde(default)]
    #[ts(optional)]
    pub language: Option<String>,
    /// The password of an encrypted PDF.
    #[serde(default)]
    #[ts(optional)]
    pub password: Option<String>,
    /// A name of the caller's for this request, by which it can be given up.
    #[serde(default)]
    #[ts(optional)]
    pub ticket: Option<String>,
}

/// What a region was read from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RegionSource {
    /// The file.
    #[default]
    File,
    /// The stored picture of the page: the file is not there any more, is another one, or is encrypted.
    Preview,
}

/// A region that was read again. Nothing of it is stored.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct RegionReading {
    /// Its lines in reading order, with boxes in pixels of the page.
    pub lines: Vec<Line>,
    /// Their text, lines by `\n`.
    pub text: String,
    /// The text of the words that stand there now.
    pub before: String,
    /// 0–1 over its words; null with no word.
    pub confidence: Option<f32>,
    /// The engine that read it.
    pub engine: String,
    /// What was chosen to read it by, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub reading: Option<Reading>,
    /// What it was read from.
    pub source: RegionSource,
    /// Pixels an inch of what was read; 0 where that is not known.
    pub dpi: f32,
}

/// A word whose other readings are wanted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct WordAlternatives {
    /// The job's id.
    pub job: String,
    /// 0-based.
    pub page: u32,
    /// The word's box.
    pub bbox: Rect,
    /// In which language; absent for the job's, or the page's own.
    #[serde(default)]
    #[ts(optional)]
    pub language: Option<String>,
    /// The password of an encrypted PDF.
    #[serde(default)]
    #[ts(optional)]
    pub password: Option<String>,
    /// A name of the caller's for this request, by which it can be given up.
    #[serde(default)]
    #[ts(optional)]
    pub ticket: Option<String>,
}

/// What a word may be.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct Alternative {
    /// The text.
    pub text: String,
    /// Which engine says so; several are joined by `+`.
    pub engine: String,
    /// How likely, 0–1, among the readings told; 0 for one that was stored with the page and that nobody reads now.
    pub confidence: f32,
}

/// What a word may be, likeliest first, each once.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct Alternatives {
    /// The readings; what stands there now may be one of them.
    pub readings: Vec<Alternative>,
    /// What they were read from.
    pub source: RegionSource,
}

/// A request by its caller's name for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Ticket {
    /// As it was given.
    pub ticket: String,
}

/// As what the text of a region is wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum RegionFormat {
    /// Running text.
    #[default]
    Txt,
    /// Markdown.
    Md,
    /// A table, columns by tabs.
    Tsv,
    /// A table, columns by commas.
    Csv,
}

/// A region whose text is wanted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct RegionTextRequest {
    /// The job's id.
    pub job: String,
    /// 0-based.
    pub page: u32,
    /// Which part.
    pub bbox: Rect,
    /// As what.
    pub format: RegionFormat,
}

/// The text of a region.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RegionText {
    /// In the format that was asked for; empty where no word stands there.
    pub text: String,
}

/// On which pages an area is wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AreaScope {
    /// On the page it was drawn on.
    #[default]
    This,
    /// On every page.
    All,
    /// On the first, the third and so on.
    Odd,
    /// On the second, the fourth and so on.
    Even,
}

/// An area that was drawn on one page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct AreaRequest {
    /// The job's id.
    pub job: String,
    /// The page it was drawn on, 0-based.
    pub page: u32,
    /// Where, in that page's pixels.
    pub bbox: Rect,
    /// On which pages it is wanted.
    pub pages: AreaScope,
}

/// An area on one page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct PageArea {
    /// 0-based.
    pub page: u32,
    /// In that page's pixels.
    pub bbox: Rect,
    /// How many words stand there.
    pub words: u32,
}

/// An area on the pages of a document that were read, whatever their sizes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct AreaOnPages {
    /// Its shares of the page, as a job takes them to leave it out.
    pub area: Area,
    /// Where it lies, page by page.
    pub pages: Vec<PageArea>,
}

/// The pages in view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ShowPages {
    /// The job's id.
    pub job: String,
    /// 0-based, the most wanted first.
    pub pages: Vec<u32>,
}

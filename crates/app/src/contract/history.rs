//! What the wire says of the queue and the history: windows of the list, search, and what is done with jobs.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{JobState, JobSummary};

/// Which engine recognises, as the wire spells it.
pub use engine::worker::EngineChoice;
/// When a PDF's own text is taken, as the wire spells it.
pub use engine::worker::Mode;

/// How urgent a job is: an urgent one begins before all others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// After all others.
    Low,
    /// In its turn.
    #[default]
    Normal,
    /// Before all others.
    High,
}

/// Who made a job.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The window.
    #[default]
    App,
    /// The command line.
    CommandLine,
    /// A watched folder.
    Watch,
    /// The local server.
    Server,
}

/// Which jobs are shown: those that fit every field. An empty list fits all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct JobFilter {
    /// The name or a tag holds this, whatever the case and the accents.
    pub name: String,
    /// Its state is one of these.
    pub states: Vec<JobState>,
    /// A page of it was read by one of these engines (`ppocr`, `pdf`).
    pub engines: Vec<String>,
    /// The language that was asked for is one of these; `auto` for none.
    pub languages: Vec<String>,
    /// It has all of these tags.
    pub tags: Vec<String>,
    /// Its content's kind is one of these (`pdf`, `png`).
    pub formats: Vec<String>,
    /// Made at this moment or later, in milliseconds since 1970 (UTC).
    #[ts(type = "number | null")]
    pub from_ms: Option<u64>,
    /// Made before this moment.
    #[ts(type = "number | null")]
    pub until_ms: Option<u64>,
}

/// What the list is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum JobSort {
    /// When it was made.
    #[default]
    Created,
    /// Its name, as a person sorts names.
    Name,
    /// How many pages it has.
    Pages,
    /// Its mean confidence.
    Confidence,
    /// Jobs at work first, then waiting ones in the order in which they will begin, then the rest, newest first.
    Queue,
}

/// A window of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct ListJobs {
    /// Which jobs.
    pub filter: JobFilter,
    /// In which order.
    pub sort: JobSort,
    /// The other way round. By default names begin at A, everything else with the newest or the greatest.
    pub reverse: bool,
    /// How many to pass over.
    pub offset: u32,
    /// How many at most; 0 for the default of 100, never more than 1,000.
    pub limit: u32,
}

/// A window of the list, and how long the whole list is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct JobList {
    /// The jobs of the window.
    pub jobs: Vec<JobSummary>,
    /// How many jobs the filter lets through.
    pub total: u32,
}

/// What is sought.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Search {
    /// Words, all of which a page must hold; the last may be the beginning of one. Words in double quotes stand together.
    pub text: String,
    /// In which jobs.
    pub filter: JobFilter,
    /// How many hits to pass over.
    pub offset: u32,
    /// How many hits at most; 0 for the default of 50, never more than 500.
    pub limit: u32,
}

/// Pages that were found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct SearchHits {
    /// The hits of the window, best first.
    pub hits: Vec<SearchHit>,
    /// How many pages there are in all.
    pub total: u32,
}

/// A page that was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SearchHit {
    /// Its job.
    pub job: JobSummary,
    /// 0-based.
    pub page: u32,
    /// The place in its text, on one line.
    pub snippet: Vec<SnippetPart>,
}

/// A part of a snippet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SnippetPart {
    /// The text.
    pub text: String,
    /// Whether it is what was sought.
    pub hit: bool,
}

/// What the filters can choose from, each sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Facets {
    /// Engines that have read a page.
    pub engines: Vec<String>,
    /// Languages that were asked for; `auto` for none.
    pub languages: Vec<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// Content kinds.
    pub formats: Vec<String>,
}

/// A job to read again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct RerunJob {
    /// Its id.
    pub job: String,
    /// With which engine.
    #[serde(default)]
    pub engine: EngineChoice,
    /// In which language; `None` is automatic.
    #[serde(default)]
    pub language: Option<String>,
    /// Text layer or recognition.
    #[serde(default)]
    pub mode: Mode,
    /// What of each page is left out; absent for what the job left out.
    #[serde(default)]
    #[ts(optional)]
    pub ignore: Option<Vec<document::Area>>,
}

/// A waiting job to move.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MoveJob {
    /// Its id.
    pub job: String,
    /// The waiting job before which it goes; `None` for the end.
    pub before: Option<String>,
}

/// How urgent a job is to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SetPriority {
    /// Its id.
    pub job: String,
    /// How urgent.
    pub priority: Priority,
}

/// A new name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RenameJob {
    /// The job's id.
    pub job: String,
    /// Its name from now on; not empty.
    pub name: String,
}

/// New tags.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TagJob {
    /// The job's id.
    pub job: String,
    /// All its tags from now on.
    pub tags: Vec<String>,
}

/// How much is kept, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Storage {
    /// Jobs in the history.
    pub jobs: u32,
    /// Pages in the history.
    pub pages: u32,
    /// The database with its index.
    #[ts(type = "number")]
    pub database_bytes: u64,
    /// Previews and thumbnails.
    #[ts(type = "number")]
    pub preview_bytes: u64,
    /// Copies of sources that are ours: pasted, uploaded, watched.
    #[ts(type = "number")]
    pub source_bytes: u64,
}

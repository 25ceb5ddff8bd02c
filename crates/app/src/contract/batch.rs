//! What the wire says of many documents at once: reading them with settings of their own, and writing all their results.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{EngineChoice, ExportFormat, Mode, WireError};

/// How one of several documents is to be read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct JobSettings {
    /// Its id.
    pub job: String,
    /// With which engine; `hosted` is not for several at once.
    pub engine: EngineChoice,
    /// In which language; `None` is automatic.
    pub language: Option<String>,
    /// Text layer or recognition.
    pub mode: Mode,
    /// Which pages, as a person types them (`1,3-5,8-end`); empty for all.
    pub pages: String,
}

/// Documents that begin anew with other settings, in this order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RestartJobs {
    /// Each with its settings.
    pub jobs: Vec<JobSettings>,
}

/// Which results are wanted, and what their files are called.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ExportPlan {
    /// The jobs, in the order in which `{n}` counts them.
    pub jobs: Vec<String>,
    /// A file for each of these.
    pub formats: Vec<ExportFormat>,
    /// The file's name without its ending: text with `{name}`, `{date}`, `{n}` and `{lang}`.
    pub pattern: String,
}

/// Results to write.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ExportJobs {
    /// Which.
    pub plan: ExportPlan,
    /// Into which folder: an absolute path, out of a native dialog.
    pub folder: String,
}

/// The names that a plan gives, before anybody looks what the folder holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ExportNames {
    /// A name for each job and format, job after job.
    pub names: Vec<String>,
}

/// A result that was not written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FailedExport {
    /// Its job.
    pub job: String,
    /// The job's name.
    pub name: String,
    /// In which format.
    pub format: ExportFormat,
    /// Why.
    pub error: WireError,
}

/// How far the writing of several results is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ExportProgress {
    /// How many files were tried.
    pub done: u32,
    /// How many there are to be.
    pub total: u32,
    /// Those that could not be written; the others go on.
    pub failed: Vec<FailedExport>,
    /// Where they go.
    pub folder: String,
    /// Whether it has ended: all were tried, or it was stopped.
    pub ended: bool,
}

//! How results are written where nothing else is said.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::contract::ExportFormat;

/// What the export of several documents begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct ExportSettings {
    /// In which formats.
    pub formats: Vec<ExportFormat>,
    /// Into which folder; empty asks.
    pub folder: String,
    /// What the files are called: text with `{name}`, `{date}`, `{n}` and `{lang}`.
    pub pattern: String,
}

impl Default for ExportSettings {
    fn default() -> Self {
        Self { formats: vec![ExportFormat::Txt], folder: String::new(), pattern: "{name}".to_owned() }
    }
}

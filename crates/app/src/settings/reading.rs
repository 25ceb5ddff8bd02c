//! How new documents are read where nothing else is said.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::contract::{EngineChoice, Mode};

/// What a new document begins with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct ReadingSettings {
    /// With which engine. Never `hosted`: a file leaves the machine only where that is said for it.
    pub engine: EngineChoice,
    /// In which language; empty is automatic.
    pub language: String,
    /// When a PDF's own text is taken.
    pub mode: Mode,
}

impl ReadingSettings {
    /// The options that a new job has.
    pub(crate) fn options(&self) -> crate::store::JobOptions {
        let engine = if self.engine == EngineChoice::Hosted { EngineChoice::Auto } else { self.engine };
        let language = Some(self.language.trim()).filter(|language| !language.is_empty()).map(str::to_owned);
        crate::store::JobOptions { engine, language, mode: self.mode, ..Default::default() }
    }
}

//! How a page came to be read by the engine that read it.

use serde::{Deserialize, Serialize};

/// What was found out about a page's text, and why it was read as it was.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Reading {
    /// The language of the text, by its code in ISO 639-3; absent where it is not certain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Its script, by its code in ISO 15924; absent for a page without letters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub script: Option<String>,
    /// Why the page's engine was taken.
    pub reason: ReadingReason,
}

/// Why a page was read by its engine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ReadingReason {
    /// The engine or the language was asked for.
    #[default]
    Asked,
    /// The usual engine reads lines of the page as text.
    Legible,
    /// The usual engine reads next to nothing of it, and another engine reads it in its script.
    Script,
    /// The language has letters that the usual engine does not know.
    Language,
    /// Part of the page is in a script that another engine reads.
    Mixed,
    /// There is too little text to tell, or nothing speaks for another engine.
    Undecided,
}

//! What the wire says of languages: which can be read here, by what, and how the others are got.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A language, or a script for all its languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LanguageStatus {
    /// What a job's `language` takes: ISO 639-3, or Tesseract's code where that says more.
    pub code: String,
    /// BCP 47, for `Intl` to name; empty where there is none of its own.
    pub tag: String,
    /// Its name in English.
    pub name: String,
    /// Its name in itself, where that is known.
    pub autonym: Option<String>,
    /// ISO 15924.
    pub script: String,
    /// Whether it is written from right to left.
    pub rtl: bool,
    /// The engine that reads it, or would: `ppocr`, `tesseract`.
    pub engine: String,
    /// Whether it can be read now.
    pub ready: bool,
    /// The command that makes it ready; `None` where it is, and where none is known.
    pub install: Option<String>,
    /// Whether `install_language` can do that: the system then asks for an administrator's password itself.
    pub installable: bool,
}

/// One language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LanguageRef {
    /// Its code, or another of its names.
    pub language: String,
}

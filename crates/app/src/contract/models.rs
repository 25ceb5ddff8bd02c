//! Models on the wire: what the catalogue has and how far each of it is.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How far a model is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ModelState {
    /// Not there.
    Missing,
    /// Some of it is there; adding it goes on with the rest.
    Partial {
        /// Bytes that are there.
        #[ts(type = "number")]
        done: u64,
    },
    /// It is being added.
    Downloading {
        /// Bytes that are there.
        #[ts(type = "number")]
        done: u64,
        /// Bytes of all; `None` where nobody said.
        #[ts(type = "number | null")]
        total: Option<u64>,
    },
    /// There.
    Installed,
    /// There, and not what it should be.
    Broken,
}

/// Models that are added together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ModelPack {
    /// Its name: what `add_model` takes.
    pub name: String,
    /// The engine that uses it.
    pub engine: String,
    /// The licence of the weights.
    pub licence: String,
    /// Bytes of all its files; `None` where that is not known before they are there.
    #[ts(type = "number | null")]
    pub bytes: Option<u64>,
    /// Whether it comes with the product.
    pub shipped: bool,
    /// Whether the user added it, so that it can be removed.
    pub removable: bool,
    /// How far it is: installed when all its files are.
    pub state: ModelState,
    /// Its files.
    pub files: Vec<ModelFile>,
}

/// One file of a pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ModelFile {
    /// Its short name, e.g. `ppocr-v5-rec-korean`.
    pub name: String,
    /// What it does, in one line of English.
    pub about: String,
    /// Where it lies, or would.
    pub file: String,
    /// SHA-256 in lower-case hex.
    pub sha256: String,
    /// Exact size in bytes, where it is known.
    #[ts(type = "number | null")]
    pub bytes: Option<u64>,
    /// The languages that it was made for; empty for one that reads what the product reads by itself.
    pub languages: Vec<String>,
    /// Whether the user added it.
    pub added: bool,
    /// How far it is.
    pub state: ModelState,
}

/// Which pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ModelRef {
    /// Its name.
    pub pack: String,
}

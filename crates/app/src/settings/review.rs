//! What a review asks a person to look at.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The review of doubtful words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct ReviewSettings {
    /// Words under this confidence are doubtful, in percent.
    pub threshold: u8,
}

impl Default for ReviewSettings {
    /// Where the interface begins to mark words.
    fn default() -> Self {
        Self { threshold: 90 }
    }
}

impl ReviewSettings {
    /// The threshold as a confidence, 0–1.
    pub fn confidence(&self) -> f32 {
        f32::from(self.threshold.min(100)) / 100.0
    }
}

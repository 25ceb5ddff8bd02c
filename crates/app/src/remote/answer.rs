//! The shapes that come back from a service. Fields that are not known are passed over, and those that a service may
//! leave out have a default: what the contract documents, and what `ocrchat serve` adds to it.

use std::time::Duration;

use document::BlockKind;
use serde::{Deserialize, Deserializer};

/// Where a job stands at the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RemoteStatus {
    /// It waits.
    #[serde(alias = "queued")]
    Pending,
    /// Its pages are read.
    #[serde(alias = "running")]
    Processing,
    /// Its pages were read.
    Done,
    /// It failed.
    #[serde(alias = "cancelled")]
    Failed,
}

impl RemoteStatus {
    /// Whether nothing more will happen.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Failed)
    }
}

/// A job as the service answers it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct RemoteJob {
    /// The service's name for it; letters, figures, `-` and `_`.
    pub uuid: String,
    /// Where it stands.
    pub status: RemoteStatus,
    /// How many pages the service counts.
    #[serde(default)]
    pub page_count: Option<u32>,
    /// 0–1 over the whole document.
    #[serde(default)]
    pub mean_confidence: Option<f32>,
    /// The text of all pages.
    #[serde(default, deserialize_with = "or_default")]
    pub text: String,
    /// The pages, in any order.
    #[serde(default, deserialize_with = "or_default")]
    pub pages: Vec<RemotePage>,
    /// Why it failed.
    #[serde(default)]
    pub error: Option<RemoteError>,
    /// Pages or credits used, where the service says.
    #[serde(default)]
    pub used: Option<f64>,
    /// Pages or credits that may be used, where the service says.
    #[serde(default)]
    pub cap: Option<f64>,
    /// When the service wants to be asked again.
    #[serde(skip)]
    pub retry_after: Option<Duration>,
}

/// A page of an answer. Boxes are pixels of a picture of `width` × `height`, where the service says how large that is.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct RemotePage {
    /// 0-based.
    pub index: u32,
    /// Its text.
    #[serde(deserialize_with = "or_default")]
    pub text: String,
    /// Width of the service's picture in pixels; 0 where it does not say.
    #[serde(deserialize_with = "or_default")]
    pub width: f32,
    /// Height of the service's picture in pixels; 0 where it does not say.
    #[serde(deserialize_with = "or_default")]
    pub height: f32,
    /// Its blocks in reading order.
    #[serde(deserialize_with = "or_default")]
    pub blocks: Vec<RemoteBlock>,
    /// Why it has no text.
    pub error: Option<RemoteError>,
}

/// A block of an answer.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct RemoteBlock {
    /// Its text.
    #[serde(deserialize_with = "or_default")]
    pub text: String,
    /// `x0, y0, x1, y1`.
    pub bbox: Option<[f32; 4]>,
    /// 0–1.
    pub confidence: Option<f32>,
    /// What it is, where the service says so in our words.
    #[serde(deserialize_with = "if_known")]
    pub kind: Option<BlockKind>,
    /// A heading's or a list item's level.
    pub level: Option<u8>,
    /// What a list item begins with.
    pub marker: Option<String>,
    /// Its lines.
    #[serde(deserialize_with = "or_default")]
    pub lines: Vec<RemoteLine>,
    /// Its words, where it has no lines.
    #[serde(deserialize_with = "or_default")]
    pub words: Vec<RemoteWord>,
    /// Its cells, where it is a table.
    pub table: Option<RemoteTable>,
}

/// A line of an answer.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct RemoteLine {
    /// Its text.
    #[serde(deserialize_with = "or_default")]
    pub text: String,
    /// `x0, y0, x1, y1`.
    pub bbox: Option<[f32; 4]>,
    /// Its corners along the text.
    pub quad: Option<[[f32; 2]; 4]>,
    /// 0–1.
    pub confidence: Option<f32>,
    /// Its words.
    #[serde(deserialize_with = "or_default")]
    pub words: Vec<RemoteWord>,
}

/// A word of an answer.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct RemoteWord {
    /// Its text.
    #[serde(deserialize_with = "or_default")]
    pub text: String,
    /// `x0, y0, x1, y1`.
    pub bbox: Option<[f32; 4]>,
    /// 0–1.
    pub confidence: Option<f32>,
    /// Set in bold.
    pub bold: bool,
    /// Set in italics.
    pub italic: bool,
}

/// A table of an answer.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct RemoteTable {
    /// Number of rows.
    pub rows: u32,
    /// Number of columns.
    pub cols: u32,
    /// How many of the first rows are its head.
    pub header_rows: u32,
    /// Its cells.
    #[serde(deserialize_with = "or_default")]
    pub cells: Vec<RemoteCell>,
}

/// A cell of an answer.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct RemoteCell {
    /// 0-based.
    pub row: u32,
    /// 0-based.
    pub col: u32,
    /// At least 1.
    pub row_span: u32,
    /// At least 1.
    pub col_span: u32,
    /// Its text.
    #[serde(deserialize_with = "or_default")]
    pub text: String,
    /// `x0, y0, x1, y1`.
    pub bbox: Option<[f32; 4]>,
    /// Its lines.
    #[serde(deserialize_with = "or_default")]
    pub lines: Vec<RemoteLine>,
}

/// Why something failed: words, or an object that holds some.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum RemoteError {
    /// Words alone.
    Words(String),
    /// A code of the service's own, and words.
    Coded {
        /// The code.
        #[serde(default)]
        code: Option<String>,
        /// The words.
        #[serde(default)]
        message: Option<String>,
    },
    /// Something else, which nobody can be told.
    Other(serde::de::IgnoredAny),
}

impl RemoteError {
    /// What it says, if anything.
    pub fn words(&self) -> Option<&str> {
        let words = match self {
            Self::Words(words) => Some(words),
            Self::Coded { code, message } => message.as_ref().or(code.as_ref()),
            Self::Other(_) => None,
        };
        words.map(|words| words.trim()).filter(|words| !words.is_empty())
    }
}

/// `null` is as good as nothing.
fn or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(from: D) -> Result<T, D::Error> {
    Option::<T>::deserialize(from).map(Option::unwrap_or_default)
}

/// A word that we do not know is as good as none.
fn if_known<'de, D: Deserializer<'de>>(from: D) -> Result<Option<BlockKind>, D::Error> {
    let said = Option::<serde_json::Value>::deserialize(from)?;
    Ok(said.and_then(|kind| serde_json::from_value(kind).ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_job_is_read_and_what_is_not_known_passed_over() {
        let text = r#"{"uuid": "9f2c1b7e4a", "status": "done", "tier": "vlm", "language": "auto", "page_count": 1,
            "mean_confidence": 0.98, "text": "a", "markdown": "a", "new": [1, {"x": null}],
            "pages": [{"index": 0, "text": "a", "blocks": [{"text": "a", "bbox": [1, 2, 3, 4], "confidence": 0.98,
                "kind": "formula"}]}]}"#;
        let job: RemoteJob = serde_json::from_str(text).unwrap();
        assert_eq!((job.status, job.page_count), (RemoteStatus::Done, Some(1)));
        assert_eq!(job.pages[0].blocks[0].bbox, Some([1.0, 2.0, 3.0, 4.0]));
        assert_eq!(job.pages[0].blocks[0].kind, None);
    }

    #[test]
    fn absent_fields_and_null_are_as_good_as_nothing() {
        let text = r#"{"uuid": "a", "status": "pending", "text": null, "pages": null, "mean_confidence": null}"#;
        let job: RemoteJob = serde_json::from_str(text).unwrap();
        assert_eq!((job.status, job.text.as_str(), job.pages.len()), (RemoteStatus::Pending, "", 0));
        assert!(!job.status.is_over());
        assert!(serde_json::from_str::<RemoteJob>(r#"{"uuid": "a"}"#).is_err());
    }

    #[test]
    fn a_reason_is_found_in_either_shape() {
        let words = |text: &str| serde_json::from_str::<RemoteError>(text).unwrap().words().map(str::to_owned);
        assert_eq!(words(r#""why""#).as_deref(), Some("why"));
        assert_eq!(words(r#"{"code": "x", "message": "why"}"#).as_deref(), Some("why"));
        assert_eq!(words(r#"{"code": "x"}"#).as_deref(), Some("x"));
        assert_eq!(words("7"), None);
    }
}

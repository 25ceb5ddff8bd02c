//! Corrections on the wire: edits with undo and redo, the review of doubtful words, find and replace, the replacement list
//! and the personal dictionary.

use document::edit::{Edit, LinePath, WordPath};
use document::{Page, Rect, Word};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Edits of one page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct EditPage {
    /// The job's id.
    pub job: String,
    /// 0-based.
    pub page: u32,
    /// What to do, in order: each finds the page as those before it left it. All or none; one undo takes all back.
    pub edits: Vec<Edit>,
}

/// A page's part of a step over several pages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct PageEdits {
    /// 0-based.
    pub page: u32,
    /// What to do, in order.
    pub edits: Vec<Edit>,
}

/// Edits of several pages as one step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct EditPages {
    /// The job's id.
    pub job: String,
    /// What to do on which page.
    pub pages: Vec<PageEdits>,
}

/// What can be taken back and done again in a job.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EditState {
    /// How many steps hold: so often can be undone.
    pub undo: u32,
    /// How many steps were undone and can be done again.
    pub redo: u32,
}

/// A page after an edit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct EditReply {
    /// The page as it is now.
    pub page: Page,
    /// What can be undone.
    pub history: EditState,
}

/// What a step has changed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct ChangeReply {
    /// The pages that have changed, 0-based, ascending; empty where nothing was to be done.
    pub pages: Vec<u32>,
    /// The page to show: the last that the step touched.
    pub page: Option<u32>,
    /// How many edits it was, or for replacements how many places.
    pub changes: u32,
    /// What can be undone.
    pub history: EditState,
}

/// How a job's review stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ReviewRequest {
    /// The job's id.
    pub job: String,
    /// Words under this confidence (0–1) are doubtful; the setting's where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub threshold: Option<f32>,
}

/// The review of one page. Words that a person has corrected or accepted, and those of the dictionary, are not doubtful.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PageReview {
    /// 0-based.
    pub page: u32,
    /// How many words of it were doubtful before anybody reviewed it.
    pub total: u32,
    /// How many are.
    pub left: u32,
}

/// The review of a job.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct ReviewState {
    /// The threshold that was taken.
    pub threshold: f32,
    /// Over all pages.
    pub total: u32,
    /// Over all pages.
    pub left: u32,
    /// Each page that was read, in order.
    pub pages: Vec<PageReview>,
}

/// Looks for the next doubtful word, over the end of pages, and over the document's end once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct NextDoubtful {
    /// The job's id.
    pub job: String,
    /// The page to begin at, 0-based.
    pub page: u32,
    /// The word there to go on from, which is not found itself; its place is enough, it may be gone. Absent: from the
    /// page's beginning, or backwards from its end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub after: Option<WordPath>,
    /// Whether to look towards the document's beginning.
    #[serde(default)]
    pub back: bool,
    /// As in `review_state`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub threshold: Option<f32>,
}

/// A doubtful word.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Doubt {
    /// 0-based.
    pub page: u32,
    /// Where.
    pub at: WordPath,
    /// The word.
    pub word: Word,
    /// Its line's text.
    pub line: String,
    /// Its line's box.
    pub line_box: Rect,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct DoubtReply {
    /// The word; none where none is left.
    pub doubt: Option<Doubt>,
    /// Whether the search went on at the document's other end.
    pub wrapped: bool,
}

/// What is sought in a document's lines.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FindPattern {
    /// The text, or a regular expression. It is sought within lines, never over their end.
    pub text: String,
    /// Whether small and capital letters are told apart.
    #[serde(default)]
    pub case: bool,
    /// Whether it must not be a part of a longer word.
    #[serde(default)]
    pub whole_word: bool,
    /// Whether `text` is a regular expression (the syntax of the Rust crate regex).
    #[serde(default)]
    pub regex: bool,
}

/// Where to look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FindText {
    /// The job's id.
    pub job: String,
    /// Only this page (0-based); absent for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub page: Option<u32>,
    /// What.
    pub pattern: FindPattern,
    /// How many places to give at most; 1,000 where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub limit: Option<u32>,
}

/// A place that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TextMatch {
    /// 0-based.
    pub page: u32,
    /// The line.
    pub at: LinePath,
    /// The first character (Unicode scalar) of the line's text.
    pub start: u32,
    /// The character after the last.
    pub end: u32,
    /// The first word that it touches; none where the line's words are not known.
    pub first_word: Option<u32>,
    /// The last word that it touches.
    pub last_word: Option<u32>,
    /// The line's whole text.
    pub text: String,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FindReply {
    /// The places, in reading order.
    pub matches: Vec<TextMatch>,
    /// How many there are in all.
    pub total: u32,
}

/// One place that was found before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MatchRef {
    /// 0-based.
    pub page: u32,
    /// The line.
    pub at: LinePath,
    /// Its first character.
    pub start: u32,
}

/// Replaces what is found, as one step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReplaceText {
    /// The job's id.
    pub job: String,
    /// Only this page (0-based); absent for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub page: Option<u32>,
    /// What.
    pub pattern: FindPattern,
    /// By what; of a regular expression `$1` is its first group, `$$` a dollar sign.
    pub replacement: String,
    /// Only these places; absent for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub only: Option<Vec<MatchRef>>,
}

/// One pair of the replacement list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Replacement {
    /// What is sought.
    pub pattern: FindPattern,
    /// By what it is replaced, as in `replace_text`.
    pub replacement: String,
}

/// The replacement list, applied from its first pair to its last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Replacements {
    /// The pairs.
    pub list: Vec<Replacement>,
}

/// Applies the replacement list, as one step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ApplyReplacements {
    /// The job's id.
    pub job: String,
    /// Only this page (0-based); absent for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub page: Option<u32>,
}

/// Words of the personal dictionary: they are never doubtful. Punctuation around a word does not count; a word in small
/// letters stands for all ways to write it, one with capitals for itself alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Words {
    /// Sorted in replies.
    pub words: Vec<String>,
}

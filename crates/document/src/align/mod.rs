//! Alignment of a text that was made elsewhere (a vision model's transcript) with the words that the local engine found
//! on the page: where each of its words stands, and whether it stands there at all.
//!
//! Owns the places and the judgement; refuses to know where the text came from. Both sides are compared letter by letter,
//! without the spaces between words, so that a word that one side parts in two, and a script without spaces, are no case of
//! their own. Blocks may come in another order than the page's: each is placed by the stretches of letters that stand once
//! in it and once on the page (the anchors of Cohen's patience diff, with a longest increasing subsequence), then what lies
//! between two anchors is aligned by Needleman and Wunsch (1970).

mod anchors;
mod judge;
mod letters;
mod pairs;

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::{Rect, Word};
use letters::Letters;

/// How a word of a text that was made elsewhere stands to what the local engine read on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Trust {
    /// Both read it, or the page's own word was too unsure to speak against it.
    Agreed,
    /// Something else is read where it should stand.
    Disputed,
    /// It stands nowhere on the page.
    Unseen,
}

/// A word of the text with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    /// Where it stands; `None` where it stands nowhere.
    pub bbox: Option<Rect>,
    /// Whether the page bears it out.
    pub trust: Trust,
    /// The chance that it is right, 0–1, from what the local engine says of the words under it.
    pub confidence: f32,
}

/// What an alignment found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Alignment {
    /// For each block of the text, each of its words.
    pub blocks: Vec<Vec<Placed>>,
    /// Indices of the page's words that the text leaves out, ascending.
    pub missed: Vec<usize>,
}

/// Aligns `blocks` of words with the words of a page in reading order.
pub fn align(blocks: &[Vec<&str>], page: &[&Word]) -> Alignment {
    let local = Letters::of(page.iter().map(|word| word.text.as_str()));
    let text: Vec<Letters> = blocks.iter().map(|block| Letters::of(block.iter().copied())).collect();
    let pairs = pairs::pairs(&text, &local);
    let places = judge::places(&local, page);
    let placed = |(text, pairs): (&Letters, &Vec<Option<usize>>)| judge::judge(text, pairs, &local, page, &places);
    Alignment {
        blocks: text.iter().zip(&pairs).map(placed).collect(),
        missed: judge::missed(&text, &pairs, &local, page),
    }
}

/// A stretch of the text and the stretch of the page that it is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stretch {
    text: Range<usize>,
    page: Range<usize>,
}

#[cfg(test)]
mod tests;

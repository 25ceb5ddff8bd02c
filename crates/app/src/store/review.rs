//! What a review needs of each page without looking into it: its words that nobody has reviewed, with their confidence.
//! It stands beside the page as lines of text, `per mille`, a tab, the word; once as the page was first read, and once
//! as it is now. The threshold and the dictionary are the asker's.

use std::collections::HashSet;

use document::{Page, Word};
use rusqlite::params;

use super::{Store, StoreError, pages};

/// Words that are as sure are never doubtful; in per mille.
const SURE: u32 = 995;

/// The words of one page that were and are open to doubt.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Doubts {
    /// 0-based.
    pub page: u32,
    first: String,
    now: Option<String>,
}

impl Doubts {
    /// How many words were doubtful when the page was read, and how many are. What came later counts as both.
    pub fn counts(&self, threshold: f32, dictionary: &HashSet<String>) -> (u32, u32) {
        let first = count(&self.first, threshold, dictionary);
        let left = self.now.as_ref().map_or(first, |now| count(now, threshold, dictionary));
        (first.max(left), left)
    }
}

/// Whether a review asks about a word.
pub fn doubtful(word: &Word, threshold: f32, dictionary: &HashSet<String>) -> bool {
    !word.reviewed && under(per_mille(word.confidence), threshold) && !known(&word.text, dictionary)
}

fn per_mille(confidence: f32) -> u32 {
    // What is not a number is as doubtful as can be.
    (confidence.clamp(0.0, 1.0) * 1000.0) as u32
}

fn under(per_mille: u32, threshold: f32) -> bool {
    per_mille < SURE && (per_mille as f32) < threshold * 1000.0
}

/// A word in small letters stands for all ways to write it, one with capitals for itself alone.
fn known(text: &str, dictionary: &HashSet<String>) -> bool {
    if dictionary.is_empty() {
        return false;
    }
    let word = bare(text);
    dictionary.contains(word) || dictionary.contains(&word.to_lowercase())
}

/// A word without the punctuation around it.
pub(super) fn bare(text: &str) -> &str {
    let inner = text.trim_matches(|c: char| !c.is_alphanumeric());
    if inner.is_empty() { text.trim() } else { inner }
}

fn count(doubts: &str, threshold: f32, dictionary: &HashSet<String>) -> u32 {
    let counts = |line: &&str| {
        let (sure, word) = line.split_once('\t').unwrap_or(("0", line));
        under(sure.parse().unwrap_or(0), threshold) && !known(word, dictionary)
    };
    u32::try_from(doubts.lines().filter(counts).count()).unwrap_or(u32::MAX)
}

/// What is kept of a page.
pub(super) fn doubts(page: &Page) -> String {
    let mut out = String::new();
    for word in page.words().filter(|w| !w.reviewed && per_mille(w.confidence) < SURE) {
        out.push_str(&per_mille(word.confidence).to_string());
        out.push('\t');
        out.extend(word.text.chars().map(|c| if c.is_control() { ' ' } else { c }));
        out.push('\n');
    }
    out
}

impl Store {
    /// The words of each page of a job that were and are open to doubt, in order.
    ///
    /// # Errors
    /// [`StoreError::Unknown`]; what SQLite says.
    pub fn doubts(&self, job: &str) -> Result<Vec<Doubts>, StoreError> {
        self.job(job)?;
        self.note_doubts(job)?;
        let reader = self.reader();
        let sql = "SELECT number, coalesce(first_doubts, ''), doubts FROM pages WHERE job = ?1 AND NOT failed ORDER BY number";
        let mut statement = reader.prepare_cached(sql)?;
        let rows =
            statement.query_map([job], |row| Ok(Doubts { page: row.get(0)?, first: row.get(1)?, now: row.get(2)? }))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Looks into pages that an earlier version of this program has stored.
    fn note_doubts(&self, job: &str) -> Result<(), StoreError> {
        let sql = "SELECT number FROM pages WHERE job = ?1 AND first_doubts IS NULL";
        let missing: Vec<u32> = {
            let reader = self.reader();
            let mut statement = reader.prepare_cached(sql)?;
            statement.query_map([job], |row| row.get(0))?.collect::<Result<_, _>>()?
        };
        if missing.is_empty() {
            return Ok(());
        }
        self.write(|db| {
            for number in missing {
                if let Some(page) = pages::original(db, job, number)? {
                    db.prepare_cached("UPDATE pages SET first_doubts = ?3 WHERE job = ?1 AND number = ?2")?
                        .execute(params![job, number, doubts(&page)])?;
                }
            }
            Ok(())
        })
    }
}

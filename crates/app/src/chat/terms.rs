//! Words made comparable: folded to small letters without accents, freed of punctuation, cut down to a stem, and runs of a
//! script without spaces taken apart into pairs of characters.
//!
//! Refuses dictionaries: the stem is a matter of a few endings, which is enough to find `invoices` with `invoice`.

use std::collections::{HashMap, HashSet};

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::vocabulary::SENSES;

/// Small letters without accents, and nothing but letters, digits and what stands inside a number.
pub(super) fn fold(word: &str) -> String {
    let plain = word.nfkd().filter(|&c| !is_combining_mark(c)).flat_map(char::to_lowercase);
    let plain: String = plain.map(|c| if c == 'ß' { 's' } else { c }).collect();
    plain.trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
}

/// The terms of a word: its stem, each part of a compound, or the pairs of characters of a script without spaces.
pub(super) fn terms(word: &str) -> Vec<String> {
    let folded = fold(word);
    if folded.chars().any(is_unspaced) {
        let letters: Vec<char> = folded.chars().filter(|c| c.is_alphanumeric()).collect();
        if letters.len() < 2 {
            return letters.iter().map(ToString::to_string).collect();
        }
        return letters.windows(2).map(|pair| pair.iter().collect()).collect();
    }
    // Numbers keep what parts their digits: 1,200.50 is one term.
    if folded.contains(|c: char| c.is_ascii_digit()) {
        return vec![folded];
    }
    let parts = folded.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    parts.map(stem).collect()
}

/// Scripts that are written without spaces.
fn is_unspaced(c: char) -> bool {
    matches!(u32::from(c), 0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x2E80..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
}

/// The word without the commonest endings of European languages.
fn stem(word: &str) -> String {
    let long = |rest: &str| rest.chars().count() >= 4;
    if let Some(rest) = word.strip_suffix("ies").filter(|rest| rest.chars().count() >= 3) {
        return format!("{rest}y");
    }
    for ending in ["ing", "ed", "es", "en", "s", "e"] {
        // `address` and `gross` have no plural ending.
        if ending == "s" && word.ends_with("ss") {
            break;
        }
        if let Some(rest) = word.strip_suffix(ending).filter(|rest| long(rest)) {
            return same_sense(rest);
        }
    }
    same_sense(word)
}

/// The word that stands for all that mean the same.
fn same_sense(word: &str) -> String {
    let group = SENSES.iter().find(|group| group.contains(&word));
    group.map_or(word, |group| group[0]).to_owned()
}

/// Whether two terms are the same but for one slip of the reader in a long word.
pub(super) fn alike(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let (la, lb) = (a.chars().count(), b.chars().count());
    let digits = |s: &str| s.contains(|c: char| c.is_ascii_digit());
    la.min(lb) >= 7
        && la.abs_diff(lb) <= 1
        && a.chars().next() == b.chars().next()
        && !digits(a)
        && !digits(b)
        && strsim::levenshtein(a, b) <= 1
}

/// How telling each term is in a document: rare ones tell more, and one that is nowhere tells most.
#[derive(Debug, Default)]
pub(super) struct Weights {
    passages: usize,
    holding: HashMap<String, usize>,
}

impl Weights {
    /// Counts in how many of `passages` each term stands.
    pub(super) fn of<'a>(passages: impl IntoIterator<Item = &'a [String]>) -> Self {
        let mut weights = Self::default();
        for passage in passages {
            weights.passages += 1;
            let distinct: HashSet<&String> = passage.iter().collect();
            for term in distinct {
                *weights.holding.entry(term.clone()).or_default() += 1;
            }
        }
        weights
    }

    /// The inverse document frequency of BM25 (Robertson and Zaragoza, 2009), never negative.
    pub(super) fn weight(&self, term: &str) -> f32 {
        let held = self.holding.get(term).copied().unwrap_or(0) as f32;
        let all = self.passages as f32;
        ((all - held + 0.5) / (held + 0.5) + 1.0).ln()
    }
}

//! Whether a quotation stands in a document, and where: nobody's word is taken for it.
//!
//! Compared are folded words, so that case, accents and punctuation do not matter; every word must be there, in its order and
//! with nothing between. What is found is given back as the document has it.

use super::source::Spot;
use super::terms::fold;

/// The stretch of `words` that a quotation repeats.
pub(super) fn quoted<'a>(words: &'a [Spot], quotation: &str) -> Option<&'a [Spot]> {
    let wanted: Vec<String> = quotation.split_whitespace().map(fold).filter(|word| !word.is_empty()).collect();
    if wanted.is_empty() {
        return None;
    }
    let folded: Vec<String> = words.iter().map(|word| fold(&word.text)).collect();
    'from: for from in 0..words.len() {
        let (mut at, mut next) = (from, 0);
        while next < wanted.len() {
            match folded.get(at) {
                Some(word) if *word == wanted[next] => next += 1,
                // Signs that stand alone are no words: a dash, a bullet.
                Some(word) if word.is_empty() && next > 0 => {}
                _ => continue 'from,
            }
            at += 1;
        }
        return Some(&words[from..at]);
    }
    None
}

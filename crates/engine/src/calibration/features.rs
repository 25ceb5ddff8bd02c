//! The figures that tell right words from wrong ones: what the engine knows, and what a word looks like.
//!
//! Chosen by what they add on pages whose kind was not fitted on. Left out, because they moved with the kind of page and
//! not with the errors: the height of the line, the word's length, how sure the spaces beside it are.

use document::Word;
use unicode_script::Script;

use super::{Engine, Evidence, Read, script};

/// How many figures there are for a word; the first is 1, for the constant.
pub const COUNT: usize = 8;

/// The figures of one word.
pub type Features = [f32; COUNT];

/// What each figure is.
pub const NAMES: [&str; COUNT] = ["constant", "least", "mean", "missed", "around", "odd", "bare", "figures"];

/// What the words around are taken to have where there are few: log-odds, and how many words of a line and of a page
/// they count for.
const PRIOR: f32 = 4.0;
const LINE: f32 = 3.0;
const PAGE: f32 = 10.0;

/// The figures of each word of each line of a page, and its script.
pub(super) fn of(engine: Engine, reads: &[Read]) -> Vec<Vec<(Script, Features)>> {
    let odds = |read: &Read| read.evidence.iter().map(|e| log_odds(e.mean)).collect::<Vec<f32>>();
    let odds: Vec<Vec<f32>> = reads.iter().map(odds).collect();
    let page = Others::of(odds.iter().flatten(), PAGE);
    let line = |(read, odds): (&Read, Vec<f32>)| {
        let line = Others::of(odds.iter(), LINE);
        let of_line = script(&read.line.text).unwrap_or(Script::Latin);
        let words = read.line.words.iter().zip(&read.evidence).zip(odds);
        let word = |((word, known), own): ((&Word, &Evidence), f32)| {
            let around = match engine {
                // Read line by line, and the page adds nothing.
                Engine::Ppocr => line.without(own),
                Engine::Tesseract => (line.without(own) + page.without(own)) / 2.0,
            };
            (script(&word.text).unwrap_or(of_line), one(&word.text, known, around))
        };
        words.map(word).collect()
    };
    reads.iter().zip(odds).map(line).collect()
}

/// The mean log-odds of words, for each of them without itself.
struct Others {
    sum: f32,
    count: f32,
}

impl Others {
    fn of<'a>(odds: impl Iterator<Item = &'a f32>, prior: f32) -> Self {
        let start = Self { sum: prior * PRIOR, count: prior };
        odds.fold(start, |all, o| Self { sum: all.sum + o, count: all.count + 1.0 })
    }

    fn without(&self, own: f32) -> f32 {
        (self.sum - own) / (self.count - 1.0)
    }
}

fn one(text: &str, known: &Evidence, around: f32) -> Features {
    let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
    let figures = text.chars().filter(|c| c.is_numeric()).count();
    [
        1.0,
        log_odds(known.least),
        log_odds(known.mean),
        missed(known.missed),
        around,
        f32::from(u8::from(is_odd(text))),
        f32::from(u8::from(letters == 0)),
        figures as f32 / text.chars().count().max(1) as f32,
    ]
}

/// The logarithm of the odds; beyond one in a thousand and one in ten thousand networks know nothing.
fn log_odds(p: f32) -> f32 {
    let p = p.clamp(1e-3, 1.0 - 1e-4);
    (p / (1.0 - p)).ln()
}

/// The same of a letter that may be missing, from 0: where nothing else came up.
fn missed(p: f32) -> f32 {
    const LEAST: f32 = 0.005;
    let p = p.clamp(LEAST, 0.5);
    (p / (1.0 - p)).ln() - (LEAST / (1.0 - LEAST)).ln()
}

/// Whether a word looks as words rarely do: letters and figures mixed, a capital after a small letter, signs within.
fn is_odd(text: &str) -> bool {
    let core = text.trim_matches(|c: char| !c.is_alphanumeric());
    let mixed = core.chars().any(char::is_alphabetic) && core.chars().any(char::is_numeric);
    let mut before = ' ';
    let leap = core.chars().any(|c| std::mem::replace(&mut before, c).is_lowercase() && c.is_uppercase());
    // Marks belong to their letters, and these signs stand within words, numbers, dates and addresses.
    let sign = |c: char| c.is_ascii_punctuation() && !"-'.,:/@&".contains(c);
    mixed || leap || core.chars().any(sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_words_are_told_from_common_ones() {
        for word in [
            "house",
            "House",
            "it's",
            "e.g.",
            "12.50",
            "01/02/2026",
            "a@b.org",
            "हिन्दी",
            "שלום",
            "漢字",
            "(so)",
            "«да»",
        ] {
            assert!(!is_odd(word), "{word}");
        }
        for word in ["h0use", "hoUse", "a|b", "x_y", "5l", "fo)o"] {
            assert!(is_odd(word), "{word}");
        }
    }

    #[test]
    fn nothing_is_out_of_bounds() {
        for p in [0.0, 1.0, f32::MIN_POSITIVE] {
            assert!(log_odds(p).abs() < 10.0);
            assert!((0.0..6.0).contains(&missed(p)));
        }
        assert_eq!(missed(0.0), 0.0);
    }
}

//! What the pairs of letters say of each word: where it stands, and whether the page bears it out.

use std::ops::Range;

use super::letters::Letters;
use super::{Placed, Trust};
use crate::{Rect, Word};

/// Below this share of letters that are the same, two words are not one word read twice.
const SAME_WORD: f32 = 0.5;
/// A word of the page that the local engine is less sure of speaks against no other reading.
const SPEAKS: f32 = 0.8;
/// How much of the doubt is left where two readers who do not know of each other read the same.
const DOUBT_LEFT: f32 = 0.25;
/// The chance of a word that stands nowhere.
const UNSEEN: f32 = 0.05;
/// A word of the page that the local engine believes in less is taken for a speck when the text leaves it out.
const SPECK: f32 = 0.5;

/// The box of each letter of the page: its word's, parted evenly.
pub(super) fn places(page: &Letters, words: &[&Word]) -> Vec<Rect> {
    let mut places = Vec::with_capacity(page.len());
    for (word, range) in words.iter().zip(&page.words) {
        let (Rect { x0, y0, x1, y1 }, n) = (word.bbox, range.len() as f32);
        let rtl = word.text.chars().next().is_some_and(is_rtl);
        let at = |k: usize| if rtl { x1 - (x1 - x0) * k as f32 / n } else { x0 + (x1 - x0) * k as f32 / n };
        // A word that is set upright is taller than it is wide, and parted from top to bottom.
        let upright = n > 1.5 && (y1 - y0) > 1.5 * (x1 - x0);
        places.extend((0..range.len()).map(|k| {
            if upright {
                let y = |k: usize| y0 + (y1 - y0) * k as f32 / n;
                Rect::new(x0, y(k), x1, y(k + 1))
            } else {
                Rect::new(at(k).min(at(k + 1)), y0, at(k).max(at(k + 1)), y1)
            }
        }));
    }
    places
}

fn is_rtl(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}')
}

/// Each word of a block with its place.
pub(super) fn judge(
    text: &Letters,
    pairs: &[Option<usize>],
    page: &Letters,
    words: &[&Word],
    places: &[Rect],
) -> Vec<Placed> {
    text.words.iter().map(|range| one(range, text, pairs, page, words, places)).collect()
}

fn one(
    range: &Range<usize>,
    text: &Letters,
    pairs: &[Option<usize>],
    page: &Letters,
    words: &[&Word],
    places: &[Rect],
) -> Placed {
    let paired: Vec<(char, usize)> = range.clone().filter_map(|at| Some((text.chars[at], pairs[at]?))).collect();
    if range.is_empty() || paired.is_empty() {
        return Placed { bbox: None, trust: Trust::Unseen, confidence: UNSEEN };
    }
    let speaks = |c: char| c.is_alphanumeric();
    let plain = !range.clone().any(|at| speaks(text.chars[at]));
    let counts = |c: char| plain || speaks(c);
    let letters = range.clone().filter(|&at| counts(text.chars[at])).count();
    let equal = paired.iter().filter(|&&(c, at)| counts(c) && page.chars[at] == c).count();
    let places_of = paired.iter().map(|&(_, at)| at);
    let (first, last) = (places_of.clone().min().unwrap_or(0), places_of.clone().max().unwrap_or(0));
    // What lies between its letters on the page, and what is left of the words at its ends, is read there and not written.
    let (from, to) = (page.words[page.owner[first]].start, page.words[page.owner[last]].end);
    let taken = |at: &usize| (first..=last).contains(at);
    let torn = (from..to).filter(|at| taken(at) && counts(page.chars[*at])).count();
    let alike = equal as f32 / letters.max(torn).max(1) as f32;
    let confidence =
        places_of.clone().map(|at| words[page.owner[at]].confidence).fold(1.0f32, f32::min).clamp(0.0, 1.0);
    let bbox = Rect::around(places_of.map(|at| places[at]));
    if alike >= 1.0 {
        return Placed { bbox, trust: Trust::Agreed, confidence: 1.0 - (1.0 - confidence) * DOUBT_LEFT };
    }
    if alike < SAME_WORD {
        // One letter here and one there is chance; a word that lies under it as a whole is another reading.
        let covered = paired.len() as f32 / range.len() as f32;
        let trust = if covered >= SAME_WORD && torn <= 2 * letters { Trust::Disputed } else { Trust::Unseen };
        let bbox = bbox.filter(|_| trust == Trust::Disputed);
        return Placed { bbox, trust, confidence: UNSEEN };
    }
    // Of a figure one digit is all; the letters of a word bear each other out.
    let figure = range.clone().any(|at| text.chars[at].is_numeric());
    let outspoken = confidence >= if figure { SAME_WORD } else { SPEAKS };
    let trust = if outspoken { Trust::Disputed } else { Trust::Agreed };
    Placed { bbox, trust, confidence: (1.0 - confidence) * alike }
}

/// The page's words of which the text has no letter.
pub(super) fn missed(text: &[Letters], pairs: &[Vec<Option<usize>>], page: &Letters, words: &[&Word]) -> Vec<usize> {
    let mut seen = vec![0usize; page.words.len()];
    for (block, pairs) in text.iter().zip(pairs) {
        for (at, pair) in pairs.iter().enumerate() {
            if let Some(to) = *pair
                && block.chars[at] == page.chars[to]
            {
                seen[page.owner[to]] += 1;
            }
        }
    }
    let says = |n: usize| page.words[n].clone().any(|at| page.chars[at].is_alphanumeric());
    (0..page.words.len())
        .filter(|&n| says(n) && words[n].confidence >= SPECK && seen[n] * 3 < page.words[n].len())
        .collect()
}

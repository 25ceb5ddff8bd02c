//! A text as letters without spaces, each with the word that it belongs to, folded so that what a reader would call the same
//! is the same.

use std::ops::Range;

/// The letters of a row of words.
#[derive(Clone, Debug, Default)]
pub(super) struct Letters {
    /// Folded.
    pub chars: Vec<char>,
    /// The word of each letter.
    pub owner: Vec<usize>,
    /// The letters of each word.
    pub words: Vec<Range<usize>>,
}

impl Letters {
    pub(super) fn of<'a>(words: impl IntoIterator<Item = &'a str>) -> Self {
        let mut letters = Self::default();
        for (n, word) in words.into_iter().enumerate() {
            let begin = letters.chars.len();
            for c in word.chars() {
                fold(c, |folded| {
                    letters.chars.push(folded);
                    letters.owner.push(n);
                });
            }
            letters.words.push(begin..letters.chars.len());
        }
        letters
    }

    pub(super) fn len(&self) -> usize {
        self.chars.len()
    }

    /// Whether the letters in `range` are for the most part of a script that writes a word in one or two of them.
    pub(super) fn is_dense(&self, range: Range<usize>) -> bool {
        let n = range.len();
        let dense = self.chars[range].iter().filter(|&&c| ('\u{2e80}'..='\u{d7ff}').contains(&c)).count();
        2 * dense > n
    }
}

/// Lower case; one quotation mark, one dash; full-width forms as plain ones; no space and nothing invisible.
fn fold(c: char, mut put: impl FnMut(char)) {
    match c {
        c if c.is_whitespace() || c.is_control() => {}
        '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{ad}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
        '\u{2018}'..='\u{201b}' | '\u{b4}' | '`' => put('\''),
        '\u{201c}'..='\u{201f}' | '\u{ab}' | '\u{bb}' => put('"'),
        '\u{2010}'..='\u{2015}' | '\u{2212}' => put('-'),
        '\u{2026}' => (0..3).for_each(|_| put('.')),
        '\u{ff01}'..='\u{ff5e}' => fold(char::from_u32(c as u32 - 0xfee0).unwrap_or(c), put),
        c => c.to_lowercase().for_each(put),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_reads_the_same_is_the_same() {
        let folded = |word: &str| Letters::of([word]).chars.into_iter().collect::<String>();
        assert_eq!(folded("“Ｔｏｔａｌ”—1\u{a0}000…"), "\"total\"-1000...");
        let letters = Letters::of(["ab", "", "c"]);
        assert_eq!((letters.owner, letters.words), (vec![0, 0, 2], vec![0..2, 2..2, 2..3]));
    }
}

//! Lines of scripts that run from right to left, brought from the order of sight into the order of reading.
//!
//! The recognisers give what stands from left to right on the page. So the words of a line are turned round, and the
//! characters of each; a run of Latin letters and digits stays as it stands, over several words as well.
//! What decides is the same as in PaddleOCR's own decoding of its Arabic models.

use document::{Line, Word};

/// Turns a line that was read in the order of sight.
pub(super) fn turn(line: &mut Line) {
    let runs = line.words.chunk_by(|a, b| runs_on(a) && runs_on(b));
    let turned: Vec<Word> = runs.rev().flat_map(<[Word]>::to_vec).collect();
    line.words = turned;
    for word in &mut line.words {
        word.text = turn_text(&word.text);
        word.alternatives.iter_mut().for_each(|reading| *reading = turn_text(reading));
    }
    line.text = line.words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ");
}

/// Whether a word is read from left to right also in such a line.
fn runs_on(word: &Word) -> bool {
    word.text.chars().all(rightwards)
}

/// A character that keeps its direction: Latin letters, digits, and what stands in numbers and addresses.
fn rightwards(c: char) -> bool {
    c.is_ascii_alphanumeric() || ":*./%+-".contains(c)
}

/// Turns running text that was read in the order of sight.
pub(super) fn turn_words(text: &str) -> String {
    let words = text.split_whitespace().map(|text| Word { text: text.to_owned(), ..Word::default() }).collect();
    let mut line = Line { words, ..Line::default() };
    turn(&mut line);
    line.text
}

fn turn_text(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    chars.chunk_by(|&a, &b| rightwards(a) && rightwards(b)).rev().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_turned_and_numbers_are_not() {
        // In the order of sight: the number stands at the left, the first word at the right.
        let seen = ["12:30", "ةعاسلا", "PDF", "file.txt", "فلملا"];
        let words: Vec<Word> = seen.iter().map(|t| Word { text: (*t).to_owned(), ..Word::default() }).collect();
        let mut line = Line { words, ..Line::default() };
        turn(&mut line);
        assert_eq!(turn_words(&seen.join(" ")), line.text);
        assert_eq!(line.text, "الملف PDF file.txt الساعة 12:30");
    }

    #[test]
    fn a_word_with_both_directions_keeps_its_number_whole() {
        assert_eq!(turn_text("50%ب"), "ب50%");
    }
}

//! The one form of text that every engine's and every PDF's lines are brought to before layout sees them.
//!
//! Owns: logical order of right-to-left writing ([`Order`]), Unicode's composed form (NFC), letters in place of the shapes
//! that fonts have for them (Arabic presentation forms, ligatures), and the invisible characters: those that spell
//! (ZWNJ in Persian, ZWJ in Indic scripts) stay, the rest goes. A line's words stay in step with its text: the same
//! letters in the same order, the boxes with their words.
//!
//! Refuses to change what is printed: full- and half-width characters, digits of any script, quotation marks and
//! dashes stay as they are; spelling is nobody's business here.

mod fold;
mod order;

use document::{Line, Word};

pub use fold::fold;
pub use order::Order;
pub(crate) use order::{has_rtl, is_mark, to_logical};

/// Brings lines to the one form; a line of which nothing is left is dropped, and so is such a word.
pub fn settle(lines: Vec<Line>, order: Order) -> Vec<Line> {
    lines.into_iter().filter_map(|line| settled(line, order)).collect()
}

fn settled(mut line: Line, order: Order) -> Option<Line> {
    if order == Order::Visual {
        to_logical(&mut line);
    }
    for word in line.words.iter_mut().filter(|word| !word.alternatives.is_empty()) {
        settle_alternatives(word);
    }
    if is_plain(&line.text) && line.words.iter().all(|w| is_plain(&w.text)) {
        return Some(line);
    }
    if line.words.is_empty() {
        line.text = fold(&line.text);
    } else {
        let gaps = line.gaps();
        let words = std::mem::take(&mut line.words);
        let (mut text, mut gap) = (String::with_capacity(line.text.len()), "");
        for (mut word, after) in words.into_iter().zip(gaps) {
            word.text = fold(&word.text);
            if !word.text.is_empty() {
                if !text.is_empty() {
                    text.push_str(gap);
                }
                text.push_str(&word.text);
                line.words.push(word);
                gap = "";
            }
            // Around a word that is dropped, one gap stays.
            gap = if gap.is_empty() { after } else { gap };
        }
        line.text = text;
    }
    (!line.text.trim().is_empty()).then_some(line)
}

/// Readings that come to the same in the one form are one.
fn settle_alternatives(word: &mut Word) {
    let mut seen = vec![fold(&word.text)];
    for reading in std::mem::take(&mut word.alternatives) {
        let reading = fold(&reading);
        if !reading.is_empty() && !seen.contains(&reading) {
            seen.push(reading);
        }
    }
    word.alternatives = seen.split_off(1);
}

/// Text below U+0300 without controls and soft hyphens is in every form already: most of what is read is this.
fn is_plain(text: &str) -> bool {
    text.chars().all(|c| matches!(c, ' '..='~' | '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{2ff}'))
}

#[cfg(test)]
mod tests {
    use document::Rect;

    use super::*;

    /// A line of words that stand one after the other from the left, parted as `text` parts them.
    fn line(text: &str, words: &[&str]) -> Line {
        let place = |i: usize| Rect::new(i as f32 * 100.0, 0.0, i as f32 * 100.0 + 90.0, 20.0);
        let word = |(i, t): (usize, &&str)| Word { text: (*t).into(), bbox: place(i), ..Word::default() };
        Line { text: text.into(), words: words.iter().enumerate().map(word).collect(), ..Line::default() }
    }

    fn words(line: &Line) -> Vec<&str> {
        line.words.iter().map(|w| w.text.as_str()).collect()
    }

    fn one(line: Line) -> Line {
        settle(vec![line], Order::Logical).remove(0)
    }

    #[test]
    fn words_and_text_change_together() {
        // German and Vietnamese written with combining marks, as some PDFs and engines have them.
        let settled = one(line("Gru\u{308}ße tie\u{302}\u{301}ng", &["Gru\u{308}ße", "tie\u{302}\u{301}ng"]));
        assert_eq!((settled.text.as_str(), words(&settled)), ("Grüße tiếng", vec!["Grüße", "tiếng"]));
    }

    #[test]
    fn scripts_without_spaces_get_none() {
        let text = "\u{feff}使用Rust語言 ｶﾞﾗｽ";
        let settled = one(line(text, &["\u{feff}使用", "Rust", "語言", "ｶﾞﾗｽ"]));
        assert_eq!((settled.text.as_str(), words(&settled)), ("使用Rust語言 ｶﾞﾗｽ", vec!["使用", "Rust", "語言", "ｶﾞﾗｽ"]));
    }

    #[test]
    fn a_word_of_junk_goes_with_one_of_its_gaps() {
        let settled = one(line("a \u{200b} b", &["a", "\u{200b}", "b"]));
        assert_eq!((settled.text.as_str(), words(&settled)), ("a b", vec!["a", "b"]));
        assert_eq!(settled.words[1].bbox.x0, 200.0);
        assert!(settle(vec![line("\u{200e}", &["\u{200e}"])], Order::Logical).is_empty());
    }

    #[test]
    fn text_that_does_not_follow_its_words_is_written_anew_from_them() {
        assert_eq!(one(line("completely else\u{200b}", &["one\u{ad}", "two"])).text, "one- two");
    }

    #[test]
    fn a_line_without_words_is_folded_too() {
        assert_eq!(one(line("\u{fefb} \u{fee0}", &[])).text, "لا ل");
    }

    #[test]
    fn boxes_go_with_their_words_when_the_order_turns() {
        // The eye sees, from the left: MALAS 2026 (the year to the right of the word), both read from the right.
        let settled = settle(vec![line("םולש 2026", &["םולש", "2026"])], Order::Visual).remove(0);
        assert_eq!((settled.text.as_str(), words(&settled)), ("2026 שלום", vec!["2026", "שלום"]));
        assert_eq!((settled.words[0].bbox.x0, settled.words[1].bbox.x0), (100.0, 0.0));
    }
}

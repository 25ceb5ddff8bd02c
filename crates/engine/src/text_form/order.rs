//! From the order in which an eye passes over a line, left to right, to the order in which it is read.
//!
//! Unicode's bidirectional algorithm (UAX #9) leads from logical to visual order; run over visual text with the same
//! base direction it leads back, but for runs that touch in ways only a writer could tell apart. The base direction is
//! guessed: a line has no first letter before its order is known.

use document::Line;
use unicode_bidi::{BidiClass, BidiInfo, Level, bidi_class};

/// The order in which an engine gives characters and words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// As they are read: what the model's types promise.
    #[default]
    Logical,
    /// As they stand, from left to right: PaddleOCR's models of Arabic are taught this.
    Visual,
}

/// Turns a line from visual to logical order, characters and words.
pub(crate) fn to_logical(line: &mut Line) {
    if !has_rtl(&line.text) {
        return;
    }
    let Some(order) = logical(&line.text) else { return };
    let chars: Vec<char> = line.text.chars().collect();
    // Which word each character belongs to; spaces to none.
    let mut owner = vec![None; chars.len()];
    let mut at = 0;
    for (index, word) in line.words.iter().enumerate() {
        for wanted in word.text.chars() {
            while chars.get(at).is_some_and(|c| c.is_whitespace() && *c != wanted) {
                at += 1;
            }
            if chars.get(at) != Some(&wanted) {
                // The words are not the text's: each is turned by itself, and their order with the line's direction.
                return turn_apart(line);
            }
            owner[at] = Some(index);
            at += 1;
        }
    }
    let mut texts = vec![String::new(); line.words.len()];
    let mut rank = Vec::with_capacity(line.words.len());
    for &(from, c) in &order {
        if let Some(index) = owner[from] {
            if texts[index].is_empty() {
                rank.push(index);
            }
            texts[index].push(c);
        }
    }
    line.text = order.into_iter().map(|(_, c)| c).collect();
    let mut words: Vec<_> = std::mem::take(&mut line.words).into_iter().map(Some).collect();
    for index in rank {
        if let Some(mut word) = words[index].take() {
            word.text = std::mem::take(&mut texts[index]);
            line.words.push(word);
        }
    }
}

fn turn_apart(line: &mut Line) {
    let turned = |text: &str| logical(text).map(|order| order.into_iter().map(|(_, c)| c).collect::<String>());
    if base(&line.text).is_rtl() {
        line.words.reverse();
    }
    for word in &mut line.words {
        word.text = turned(&word.text).unwrap_or_else(|| std::mem::take(&mut word.text));
    }
    line.text = turned(&line.text).unwrap_or_else(|| std::mem::take(&mut line.text));
}

/// Whether any letter is written from right to left.
pub(crate) fn has_rtl(text: &str) -> bool {
    text.chars().any(|c| c >= '\u{590}' && is_rtl(c))
}

fn is_rtl(c: char) -> bool {
    matches!(bidi_class(c), BidiClass::R | BidiClass::AL)
}

/// The direction of a line as it stands: from the right where its right end or most of it is written so.
fn base(visual: &str) -> Level {
    let (mut right, mut left, mut last) = (0, 0, false);
    for c in visual.chars() {
        match bidi_class(c) {
            BidiClass::R | BidiClass::AL => (right, last) = (right + 1, true),
            BidiClass::L => (left, last) = (left + 1, false),
            _ => {}
        }
    }
    if last || right > left { Level::rtl() } else { Level::ltr() }
}

/// The characters of visual text in logical order, each with its place there; brackets in right-to-left runs face the
/// other way, as Unicode wants them written. Marks follow their letters. `None` for text of several paragraphs.
fn logical(visual: &str) -> Option<Vec<(usize, char)>> {
    let info = BidiInfo::new(visual, Some(base(visual)));
    let [paragraph] = info.paragraphs.as_slice() else { return None };
    let levels = info.reordered_levels_per_char(paragraph, paragraph.range.clone());
    let chars: Vec<char> = visual.chars().collect();
    let mut order: Vec<(usize, char)> = BidiInfo::reorder_visual(&levels)
        .into_iter()
        .map(|i| (i, if levels[i].is_rtl() { mirrored(chars[i]) } else { chars[i] }))
        .collect();
    // Turned round, a mark stands before its letter where it stood after it.
    let mut start = 0;
    while start < order.len() {
        let marks = order[start..].iter().take_while(|(i, c)| levels[*i].is_rtl() && is_mark(*c)).count();
        if marks > 0 && start + marks < order.len() && is_rtl(order[start + marks].1) {
            order[start..=start + marks].reverse();
        }
        start += marks + 1;
    }
    Some(order)
}

/// Whether a character is set over, under or within the one before.
pub(crate) fn is_mark(c: char) -> bool {
    bidi_class(c) == BidiClass::NSM
}

/// The other of a pair of brackets.
fn mirrored(c: char) -> char {
    const PAIRS: [(char, char); 8] =
        [('(', ')'), ('[', ']'), ('{', '}'), ('<', '>'), ('«', '»'), ('‹', '›'), ('≤', '≥'), ('⟨', '⟩')];
    let other = |&(a, b): &(char, char)| (c == a).then_some(b).or((c == b).then_some(a));
    PAIRS.iter().find_map(other).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use document::Word;

    use super::*;

    fn turned(visual: &str) -> String {
        let words = visual.split(' ').map(|t| Word { text: t.into(), ..Word::default() }).collect();
        let mut line = Line { text: visual.into(), words, ..Line::default() };
        to_logical(&mut line);
        let joined: Vec<&str> = line.words.iter().map(|w| w.text.as_str()).collect();
        assert_eq!(joined.join(" "), line.text, "words and text part");
        line.text
    }

    #[test]
    fn right_to_left_lines_are_turned() {
        assert_eq!(turned("םלוע םולש"), "שלום עולם");
        assert_eq!(turned("ملاعلاب ًابحرم"), "مرحباً بالعالم");
    }

    #[test]
    fn numbers_and_latin_words_keep_their_own_order() {
        // As it stands: 2026 ראשון בנובמבר 23, read from the right.
        assert_eq!(turned("2026 רבמבונב 23"), "23 בנובמבר 2026");
        assert_eq!(turned("Open Source תנכות"), "תוכנת Open Source");
        assert_eq!(turned("12,500.75 :غلبملا"), "المبلغ: 12,500.75");
    }

    #[test]
    fn a_hebrew_name_in_an_english_line_is_turned_alone() {
        assert_eq!(turned("the word םולש means peace"), "the word שלום means peace");
    }

    #[test]
    fn brackets_face_the_other_way() {
        // The eye sees (םולש) and the first bracket to be read is the right one.
        assert_eq!(turned("(םולש) רמא"), "אמר (שלום)");
    }

    #[test]
    fn text_from_left_to_right_is_left_alone() {
        assert_eq!(turned("no change (at all) 12"), "no change (at all) 12");
    }

    #[test]
    fn words_that_are_not_the_texts_are_turned_one_by_one() {
        let words = ["אב", "דג"].map(|t| Word { text: t.into(), ..Word::default() }).to_vec();
        let mut line = Line { text: "זו חט".into(), words, ..Line::default() };
        to_logical(&mut line);
        assert_eq!(line.words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>(), ["גד", "בא"]);
        assert_eq!(line.text, "טח וז");
    }
}

//! The words of a line as the formats with a box for every word write them.

use std::borrow::Cow;

use document::{Line, Quad, Word};

/// A word, and whether white space stands before it on its line.
pub(crate) struct Placed<'a> {
    /// The word.
    pub(crate) word: Cow<'a, Word>,
    /// Whether the line's text parts it from the word before.
    pub(crate) spaced: bool,
}

/// The words of `line` in logical order, those without ink left out. A line that has text and no words is one.
pub(crate) fn words(line: &Line) -> Vec<Placed<'_>> {
    let mut at = 0;
    let mut out: Vec<Placed> = Vec::with_capacity(line.words.len());
    for word in line.words.iter().filter(|word| !word.text.trim().is_empty()) {
        // A word that the line's text lacks was changed on one side only; parting it is the safer reading.
        let found = line.text[at..].find(&word.text).map(|i| at + i);
        let spaced = found.is_none_or(|found| line.text[at..found].contains(char::is_whitespace));
        at = found.map_or(at, |found| found + word.text.len());
        out.push(Placed { word: Cow::Borrowed(word), spaced: spaced && !out.is_empty() });
    }
    if out.is_empty() && !line.text.trim().is_empty() {
        let text = line.text.trim().to_owned();
        let word = Word { text, bbox: line.quad.bounds(), confidence: line.confidence, ..Word::default() };
        out.push(Placed { word: Cow::Owned(word), spaced: false });
    }
    out
}

/// Share of a line's height that lies below the line on which its letters stand.
const DESCENT: f32 = 0.2;

/// How a line lies on its page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Lie {
    /// Across: its letters stand on the straight line between these two points.
    Across([(f32, f32); 2]),
    /// More down or up than across, by so many degrees clockwise.
    Along(f32),
}

/// How the line of these corners lies.
pub(crate) fn lie(quad: &Quad) -> Lie {
    let [a, b, c, d] = quad.0;
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    let angle = dy.atan2(dx).to_degrees();
    if angle.abs() > 45.0 {
        return Lie::Along(angle);
    }
    let raised = |low: document::Point, high: document::Point| {
        (low.x + (high.x - low.x) * DESCENT, low.y + (high.y - low.y) * DESCENT)
    };
    Lie::Across([raised(d, a), raised(c, b)])
}

#[cfg(test)]
mod tests {
    use document::{Point, Rect};

    use super::*;

    #[test]
    fn spaces_are_those_of_the_line() {
        let word = |text: &str| Word { text: text.to_owned(), ..Word::default() };
        let line = Line {
            text: "漢字かな PDF".to_owned(),
            words: vec![word("漢字"), word("かな"), word("PDF")],
            ..Line::default()
        };
        let spaced: Vec<bool> = words(&line).iter().map(|w| w.spaced).collect();
        assert_eq!(spaced, [false, false, true]);
    }

    #[test]
    fn a_line_without_words_is_one_word() {
        let line = Line { text: " as read ".to_owned(), quad: Rect::new(1.0, 2.0, 3.0, 4.0).into(), ..Line::default() };
        let words = words(&line);
        assert_eq!((words.len(), words[0].word.text.as_str(), words[0].word.bbox.x1), (1, "as read", 3.0));
    }

    #[test]
    fn the_baseline_lies_above_the_lower_edge() {
        assert_eq!(lie(&Rect::new(0.0, 0.0, 100.0, 20.0).into()), Lie::Across([(0.0, 16.0), (100.0, 16.0)]));
        let down = [(20.0, 0.0), (20.0, 90.0), (0.0, 90.0), (0.0, 0.0)].map(|(x, y)| Point::new(x, y));
        assert_eq!(lie(&Quad(down)), Lie::Along(90.0));
    }
}

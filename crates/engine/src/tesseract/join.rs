//! From the program's pieces to a line of words, as the script wants them joined.

use document::{Line, Point, Quad, Rect, Word};

/// A word of the program's: in scripts without spaces a character or a few.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) bounds: Rect,
    /// 0–1.
    pub(super) confidence: f32,
    /// Whether the program's own text has a space before it; `None` where that is not known.
    pub(super) spaced: Option<bool>,
}

/// A gap this wide, in heights of the characters beside it, is a space between ideographs whatever the text says.
const WIDE_GAP: f32 = 1.0;
/// And this wide where the text says nothing, between letters of other scripts that are set without spaces.
const GAP: f32 = 0.35;

/// Builds a line; there is at least one piece. `standing` is text whose lines run downwards.
pub(super) fn line(pieces: Vec<Piece>, standing: bool) -> Line {
    let mut words: Vec<Word> = Vec::with_capacity(pieces.len());
    let mut text = String::new();
    // Characters in the word at hand: a joined word has the mean of its pieces, each weighted by its length.
    let mut last: Option<Rect> = None;
    let mut all = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let before = text.chars().next_back().zip(piece.text.chars().next());
        let spaced = match (before, last) {
            (Some((a, b)), Some(rect)) => is_spaced(a, b, gap(rect, piece.bounds, standing), piece.spaced),
            _ => false,
        };
        if spaced {
            text.push(' ');
        }
        let goes_on = before.is_some_and(|(a, b)| !spaced && one_word(a, b));
        match words.last_mut().filter(|_| goes_on) {
            Some(word) => {
                let (n, m) = (word.text.chars().count() as f32, piece.text.chars().count() as f32);
                word.confidence = (word.confidence * n + piece.confidence * m) / (n + m);
                word.text.push_str(&piece.text);
                word.bbox = word.bbox.union(piece.bounds);
            }
            None => words.push(Word {
                text: piece.text.clone(),
                bbox: piece.bounds,
                confidence: piece.confidence,
                ..Word::default()
            }),
        }
        text.push_str(&piece.text);
        last = Some(piece.bounds);
        all.push(piece.bounds);
    }
    let bounds = Rect::around(all).unwrap_or_default();
    let weight = |word: &Word| word.text.chars().count() as f32;
    let total: f32 = words.iter().map(weight).sum();
    let confidence = words.iter().map(|word| word.confidence * weight(word)).sum::<f32>() / total.max(1.0);
    Line { text, quad: corners(bounds, standing), confidence, words }
}

/// The corners along the text: a standing line begins at its top right and runs downwards.
fn corners(r: Rect, standing: bool) -> Quad {
    if !standing || r.height() <= r.width() {
        return r.into();
    }
    Quad([Point::new(r.x1, r.y0), Point::new(r.x1, r.y1), Point::new(r.x0, r.y1), Point::new(r.x0, r.y0)])
}

/// The empty space between two boxes along the line, in heights of the lower one.
fn gap(a: Rect, b: Rect, standing: bool) -> f32 {
    let (gap, size) = if standing {
        (-a.overlap_y(b), a.width().max(b.width()))
    } else {
        (-a.overlap_x(b), a.height().max(b.height()))
    };
    gap / size.max(1.0)
}

fn is_spaced(before: char, after: char, gap: f32, told: Option<bool>) -> bool {
    if is_cjk(before) && is_cjk(after) {
        // With several languages the text has a space between any two pieces, in Chinese as well.
        return told != Some(false) && gap > WIDE_GAP;
    }
    told.unwrap_or_else(|| !(is_unspaced(before) && is_unspaced(after)) || gap > GAP)
}

/// Whether two characters without a space between them belong to one word: writing that changes between ideographs and
/// letters parts words, as everywhere in this program.
fn one_word(before: char, after: char) -> bool {
    !(before.is_alphanumeric() && after.is_alphanumeric()) || is_cjk(before) == is_cjk(after)
}

/// Han, kana and the punctuation that goes with them; Hangul parts words by spaces.
fn is_cjk(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{312f}' | '\u{31a0}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ff9f}' | '\u{20000}'..='\u{3ffff}')
}

/// A script that sets no space between words: those, Thai, Lao, Tibetan, Burmese, Khmer.
fn is_unspaced(c: char) -> bool {
    is_cjk(c) || matches!(c, '\u{e00}'..='\u{fff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(parts: &[(&str, f32, Option<bool>)]) -> Vec<Piece> {
        let piece = |&(text, left, spaced): &(&str, f32, Option<bool>)| Piece {
            text: text.to_owned(),
            bounds: Rect::new(left, 0.0, left + 10.0 * text.chars().count() as f32, 10.0),
            confidence: 0.5,
            spaced,
        };
        parts.iter().map(piece).collect()
    }

    fn words(line: &Line) -> Vec<&str> {
        line.words.iter().map(|word| word.text.as_str()).collect()
    }

    #[test]
    fn there_are_no_spaces_inside_chinese() {
        let line = line(
            pieces(&[
                ("使用", 0.0, None),
                ("Rust", 22.0, Some(false)),
                ("语", 64.0, Some(true)),
                ("言。", 76.0, Some(true)),
            ]),
            false,
        );
        assert_eq!(line.text, "使用Rust 语言。");
        assert_eq!(words(&line), ["使用", "Rust", "语言。"]);
        assert_eq!(line.words[2].bbox, Rect::new(64.0, 0.0, 96.0, 10.0));
    }

    #[test]
    fn a_wide_gap_parts_ideographs() {
        assert_eq!(line(pieces(&[("東京", 0.0, None), ("大阪", 60.0, Some(true))]), false).text, "東京 大阪");
    }

    #[test]
    fn without_the_text_gaps_tell() {
        let line = line(pieces(&[("ក", 0.0, None), ("ខ", 11.0, None), ("គ", 30.0, None), ("ab", 41.0, None)]), false);
        assert_eq!(line.text, "កខ គ ab");
    }

    #[test]
    fn a_standing_line_runs_downwards() {
        let piece = |text: &str, top: f32| Piece {
            text: text.into(),
            bounds: Rect::new(50.0, top, 60.0, top + 20.0),
            confidence: 1.0,
            spaced: Some(true),
        };
        let line = line(vec![piece("漢字", 0.0), piece("かな", 21.0)], true);
        assert_eq!(line.text, "漢字かな");
        assert_eq!(line.quad.0[0], Point::new(60.0, 0.0));
        assert_eq!(line.quad.0[1], Point::new(60.0, 41.0));
    }
}

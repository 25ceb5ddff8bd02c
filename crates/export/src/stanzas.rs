//! Which line breaks of a block mean something: those of an address, a poem, a receipt. Running text is set anew by
//! Markdown and Word; a break that somebody put there on purpose stays.
//!
//! A line ended on purpose where the first word of the next would have fitted on it, with room to spare. The rows of a
//! receipt are told by the gaps in them. Refuses language: only boxes are looked at.

use document::{Block, BlockKind, Line, Rect};

use crate::language::runs_rtl;
use crate::words::{self, Lie};

/// A line that leaves this share of its block's width free has room to spare.
const SHORT: f32 = 0.12;
/// Words farther apart than this many heights stand in two cells of a row.
const CELL_GAP: f32 = 3.0;

/// The lines of `block` in groups; within a group they run on.
pub(crate) fn of(block: &Block) -> Vec<&[Line]> {
    let lines = &block.lines;
    // A heading is one whatever its lines; columns of upright characters have no breaks to tell.
    let runs_on =
        block.kind == BlockKind::Heading || lines.iter().any(|line| matches!(words::lie(&line.quad), Lie::Along(_)));
    if runs_on || lines.len() < 2 {
        return Some(&lines[..]).filter(|lines| !lines.is_empty()).into_iter().collect();
    }
    let area = Rect::around(lines.iter().map(|line| line.quad.bounds())).unwrap_or_default();
    let short: Vec<bool> = lines.windows(2).map(|pair| ends_early(&pair[0], &pair[1], area)).collect();
    // Lines most of which end early are no running text: then the longest, too, ended on purpose.
    let listed = short.iter().filter(|short| **short).count() * 2 > short.len() || is_centred(lines, area);
    let breaks = |i: usize| listed || short[i] || is_row(&lines[i]) || is_row(&lines[i + 1]);
    let mut out = Vec::new();
    let mut start = 0;
    for i in (0..short.len()).filter(|&i| breaks(i)) {
        out.push(&lines[start..=i]);
        start = i + 1;
    }
    out.push(&lines[start..]);
    out
}

/// Whether `line` ended although the first word of `next` would have fitted on it.
fn ends_early(line: &Line, next: &Line, area: Rect) -> bool {
    let r = line.quad.bounds();
    let free = if runs_rtl([line.text.as_str()]) { r.x0 - area.x0 } else { area.x1 - r.x1 };
    let first = next.words.first().map_or_else(|| estimate(next), |word| word.bbox.width());
    // A space is about a third of a line's height.
    free > area.width() * SHORT && free > first + line.quad.height() / 3.0
}

/// Whether lines of different widths all stand in the middle: such lines end where somebody wanted them to.
fn is_centred(lines: &[Line], area: Rect) -> bool {
    let sides = |line: &Line| (line.quad.bounds().x0 - area.x0, area.x1 - line.quad.bounds().x1);
    let middle = lines.iter().map(sides).all(|(left, right)| (left - right).abs() < area.width() * SHORT / 2.0);
    middle && lines.iter().map(sides).any(|(left, right)| left + right > area.width() * SHORT)
}

/// How wide the first word of a line without words is: its share of the letters.
fn estimate(line: &Line) -> f32 {
    let all = line.text.trim().chars().count().max(1);
    let first = line.text.split_whitespace().next().map_or(0, |word| word.chars().count());
    line.quad.bounds().width() * first as f32 / all as f32
}

/// Whether a line is a row of cells, an item and its price: a gap in it is wider than any space between words.
fn is_row(line: &Line) -> bool {
    let gap = |pair: &[document::Word]| {
        let (a, b) = (pair[0].bbox, pair[1].bbox);
        (b.x0 - a.x1).max(a.x0 - b.x1) > a.height() * CELL_GAP
    };
    line.words.windows(2).any(gap)
}

#[cfg(test)]
mod tests {
    use document::Word;

    use super::*;

    /// A block of lines of these letters, 10 pixels each; `_` is an empty place of that width.
    fn block(texts: &[&str]) -> Block {
        let lines = texts.iter().enumerate().map(|(i, text)| {
            let (y, mut x) = (i as f32 * 30.0, 0.0);
            let words: Vec<Word> = text
                .split([' ', '_'])
                .map(|word| {
                    let bbox = Rect::new(x, y, x + word.chars().count() as f32 * 10.0, y + 20.0);
                    x = bbox.x1 + 10.0;
                    Word { text: word.to_owned(), bbox, ..Word::default() }
                })
                .filter(|word| !word.text.is_empty())
                .collect();
            let quad = Rect::around(words.iter().map(|word| word.bbox)).unwrap_or_default().into();
            Line { text: text.replace('_', " "), quad, words, ..Line::default() }
        });
        Block { lines: lines.collect(), ..Block::default() }
    }

    fn sizes(texts: &[&str]) -> Vec<usize> {
        of(&block(texts)).iter().map(|lines| lines.len()).collect()
    }

    #[test]
    fn running_text_runs_on_also_where_a_long_word_left_a_gap() {
        assert_eq!(
            sizes(&["the quick brown fox jumps", "over the lazy dog and", "extraordinarily far away", "today."]),
            [4]
        );
    }

    #[test]
    fn an_address_and_a_poem_keep_their_lines() {
        assert_eq!(sizes(&["Bar Wang Rice and Company", "12 Mill Lane", "Bristol", "England"]), [1, 1, 1, 1]);
    }

    #[test]
    fn lines_in_the_middle_of_the_page_stay_lines() {
        let mut block = block(&["CORNER GROCERY", "12 Mill Lane, Bristol", "No. 48213"]);
        for (line, shift) in block.lines.iter_mut().zip([35.0, 0.0, 60.0]) {
            let r = line.quad.bounds();
            line.quad = Rect::new(r.x0 + shift, r.y0, r.x1 + shift, r.y1).into();
        }
        assert_eq!(of(&block).len(), 3);
    }

    #[test]
    fn rows_of_a_receipt_stay_rows() {
        assert_eq!(
            sizes(&["2 x Oat milk__________4.60", "1 x Rye bread_________3.25", "thank you for your visits"]),
            [1, 1, 1]
        );
    }

    #[test]
    fn a_heading_is_one() {
        let heading = Block { kind: BlockKind::Heading, ..block(&["A very long heading", "of two"]) };
        assert_eq!(of(&heading).len(), 1);
    }
}

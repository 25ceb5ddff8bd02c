//! Kinds: which blocks are headings, running heads and running feet. Refuses to guess: a block is a paragraph unless it
//! is clearly something else, because a wrong heading shows in every export.

use super::frame::weighted_median;
use super::script;
use crate::{Block, BlockKind, Line};

/// A heading is this much taller than the page's running text.
const TALLER: f32 = 1.4;
/// What is read with less confidence may be a stain or a signature, whose size says nothing.
const SURE: f32 = 0.6;
/// Headings are no longer than this, in characters.
const LONGEST: usize = 120;
/// A page says how tall its running text is from this many letters on.
const BODY: usize = 120;
/// Running heads and feet stand within this share of the page's height from its edge.
const MARGIN: f32 = 0.09;

/// Sets the kind of each block of a page of `height` pixels; blocks stand in reading order.
pub(super) fn name(blocks: &mut [Block], height: f32) {
    let mut heights: Vec<(f32, f32)> = lines(blocks).map(|l| (size(l), script::weight(&l.text) as f32)).collect();
    let letters = heights.iter().map(|h| h.1).sum::<f32>();
    let Some(body) = weighted_median(&mut heights) else { return };
    let tops: Vec<(f32, f32)> = blocks.iter().map(|b| (b.bbox.y0, b.bbox.y1)).collect();
    for i in 0..blocks.len() {
        if blocks[i].table.is_some() {
            continue;
        }
        let text = blocks[i].text();
        if letters >= BODY as f32 && is_heading(&blocks[i], &text, body) {
            blocks[i].kind = BlockKind::Heading;
        } else if blocks[i].lines.len() == 1 && is_page_number(&text) {
            let (y0, y1) = tops[i];
            let others = || tops.iter().enumerate().filter(|(k, _)| *k != i).map(|(_, t)| t);
            if y1 < MARGIN * height && others().all(|t| t.0 > y1) {
                blocks[i].kind = BlockKind::Header;
            } else if y0 > (1.0 - MARGIN) * height && others().all(|t| t.1 < y0) {
                blocks[i].kind = BlockKind::Footer;
            }
        }
    }
}

fn lines(blocks: &[Block]) -> impl Iterator<Item = &Line> {
    blocks.iter().flat_map(Block::all_lines)
}

/// The size of a line's letters: its quad's shorter side.
fn size(line: &Line) -> f32 {
    let (a, b) = (line.quad.height(), line.quad.length());
    let size = a.min(b);
    if size.is_finite() { size } else { 0.0 }
}

fn is_heading(block: &Block, text: &str, body: f32) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let ends = text.trim_end().chars().next_back();
    block.confidence >= SURE
        && block.lines.len() <= 3
        && letters >= 2
        && !script::starts_small(text)
        && 2 * letters > text.chars().filter(|c| !c.is_whitespace()).count()
        && text.chars().count() <= LONGEST
        && !ends.is_some_and(|c| matches!(c, '.' | ',' | ';' | '。' | '、' | '，'))
        && block.lines.iter().all(|l| size(l) >= TALLER * body)
}

/// A page's number on its own, with what is usually set around one: `12`, `– 12 –`, `xiv`, `Page 3 of 10`, `3 / 10`.
fn is_page_number(text: &str) -> bool {
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let number = |w: &str| {
        w.chars().count() <= 4
            && (w.chars().all(char::is_numeric) || w.chars().all(|c| "ivxlc".contains(c.to_ascii_lowercase())))
    };
    let count = words.iter().filter(|w| number(w)).count();
    let named = words.len() <= 4 && words.iter().any(|w| w.chars().all(char::is_numeric)) && {
        let first = words[0].to_lowercase();
        ["page", "p", "seite", "página", "pagina", "стр", "страница", "第"].contains(&first.as_str())
    };
    (count > 0 && words.len() == count && count <= 2) || named
}

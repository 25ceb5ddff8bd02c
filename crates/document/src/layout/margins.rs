//! Margins: page numbers and running heads and feet, as far as one page tells: by their place, the white around them
//! and what they say. Refuses what only other pages could tell; `across` knows those.

use crate::{Block, Line, Rect};

/// Page numbers stand within this share of the page's height from its edge.
const EDGE: f32 = 0.09;
/// A running head is this far off the text, in heights of its line.
const WHITE: f32 = 0.7;
/// The two ends of a running head stand apart by this much, in heights of its line.
const APART: f32 = 2.5;

/// Where on the page a block stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Margin {
    /// Above everything else, near the upper edge.
    Head,
    /// Below everything else, near the lower edge.
    Foot,
}

/// The margin that box `i` of a page of `height` pixels stands in, alone or beside others of it.
pub(super) fn margin(boxes: &[Rect], i: usize, height: f32) -> Option<Margin> {
    let b = boxes[i];
    let beside = |o: &Rect| o.overlap_y(b) > 0.5 * o.height().min(b.height()) && o.height() < 2.0 * b.height();
    let others = || boxes.iter().enumerate().filter(|(k, o)| *k != i && !beside(o)).map(|(_, o)| o);
    if b.y1 < EDGE * height && others().all(|o| o.y0 > b.y1) {
        Some(Margin::Head)
    } else if b.y0 > (1.0 - EDGE) * height && others().all(|o| o.y1 < b.y0) {
        Some(Margin::Foot)
    } else {
        None
    }
}

/// Whether block `i`, which stands in a margin, is a running head or foot: one line with white beside the text, in two
/// or three parts, one of which is a number.
pub(super) fn is_running(blocks: &[Block], boxes: &[Rect], i: usize) -> bool {
    let [line] = &blocks[i].lines[..] else { return false };
    let b = boxes[i];
    let white =
        boxes.iter().enumerate().filter(|(k, o)| *k != i && o.overlap_y(b) <= 0.0).map(|(_, o)| -o.overlap_y(b));
    let parts = parts(line);
    let numbered = parts.first().is_some_and(|p| is_number(p)) || parts.last().is_some_and(|p| is_number(p));
    parts.len() > 1 && numbered && white.fold(f32::MAX, f32::min) > WHITE * b.height()
}

/// The parts of a line that stand apart.
pub(super) fn parts(line: &Line) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut last: Option<Rect> = None;
    let height = line.quad.height().min(line.quad.length());
    for word in &line.words {
        let apart = last.is_none_or(|l| -l.overlap_x(word.bbox) > APART * height);
        match out.last_mut() {
            Some(part) if !apart => {
                part.push(' ');
                part.push_str(&word.text);
            }
            _ => out.push(word.text.clone()),
        }
        last = Some(word.bbox);
    }
    out
}

fn is_number(text: &str) -> bool {
    let core = text.trim_matches(|c: char| !c.is_alphanumeric());
    !core.is_empty() && core.chars().count() <= 4 && core.chars().all(char::is_numeric)
}

/// A page's number on its own, with what is usually set around one: `12`, `– 12 –`, `xiv`, `Page 3 of 10`, `3 / 10`.
pub(super) fn is_page_number(text: &str) -> bool {
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let number = |w: &str| {
        w.chars().count() <= 4
            && (w.chars().all(char::is_numeric) || w.chars().all(|c| "ivxlc".contains(c.to_ascii_lowercase())))
    };
    let count = words.iter().filter(|w| number(w)).count();
    let named = words.len() <= 4 && words.iter().any(|w| w.chars().all(char::is_numeric)) && {
        let first = words[0].to_lowercase();
        ["page", "p", "pg", "seite", "s", "página", "pagina", "стр", "страница", "第", "sida", "side", "strona"]
            .contains(&first.as_str())
    };
    // 第3页, 共10页: nothing parts the number from the words.
    let glued = text.trim_start_matches(['第', '共', '-', '–', ' ']).trim_end_matches(['页', '頁', '-', '–', ' ']);
    let glued = !glued.is_empty() && glued.len() < text.trim().len() && glued.chars().all(char::is_numeric);
    (count > 0 && words.len() == count && count <= 2) || named || glued
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_numbers_stand_alone() {
        for text in ["12", "– 12 –", "xiv", "Page 3 of 10", "3 / 10", "第 3 页", "第3頁", "Seite 4"] {
            assert!(is_page_number(text), "{text}");
        }
        for text in ["12 March 2024", "1.2.3.4", "mix of all", "Page by page", "", "–"] {
            assert!(!is_page_number(text), "{text}");
        }
    }
}

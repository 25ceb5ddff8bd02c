//! Print: how a line or a row is set, as far as its box and its words tell: the size of its letters, whether they are
//! bold. Refuses to believe a box by itself: letters without stems or tails make a lower box at the same size.

use super::frame::weighted_median;
use super::rows::Row;
use super::script;
use crate::Line;

/// How high the box of letters with no stems, no tails, or neither is, as a share of one with both. Between the ink's
/// own proportions and 1, because an engine draws its boxes with a margin.
const NO_TAIL: f32 = 0.84;
const NO_STEM: f32 = 0.82;
const NEITHER: f32 = 0.64;
/// Lines with so many letters say how much the sizes of one type differ.
const TELLING: usize = 12;

/// The size of a line's letters in pixels: the height that a box around letters with stems and tails would have.
pub(super) fn size(line: &Line) -> f32 {
    let (a, b) = (line.quad.height(), line.quad.length());
    let size = a.min(b);
    if size.is_finite() { size / extent(&line.text) } else { 0.0 }
}

/// The size of a row's letters likewise.
pub(super) fn row_size(row: &Row, lines: &[Line]) -> f32 {
    let mut sizes: Vec<(f32, f32)> = row
        .pieces
        .iter()
        .map(|p| (p.h() / extent(&lines[p.line].text), script::weight(&lines[p.line].text) as f32))
        .collect();
    weighted_median(&mut sizes).unwrap_or(row.h)
}

/// Which share of the letters of `lines` is bold.
pub(super) fn bold_share<'a>(lines: impl IntoIterator<Item = &'a Line>) -> f32 {
    let (mut bold, mut all) = (0, 0);
    for word in lines.into_iter().flat_map(|l| &l.words) {
        let letters = script::weight(&word.text);
        bold += if word.bold { letters } else { 0 };
        all += letters;
    }
    if all == 0 { 0.0 } else { bold as f32 / all as f32 }
}

/// The type that most of a page is set in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Body {
    /// The size of its letters.
    pub size: f32,
    /// How much larger than the body a line must be to be of another size: little where boxes are exact.
    pub grown: f32,
    /// How many letters the page has.
    pub letters: usize,
    /// Which share of them is bold.
    pub bold: f32,
}

impl Body {
    /// The body of a page's lines; `None` for a page without letters.
    pub(super) fn of<'a>(lines: impl Iterator<Item = &'a Line> + Clone) -> Option<Self> {
        let mut sizes: Vec<(f32, f32)> = lines.clone().map(|l| (size(l), script::weight(&l.text) as f32)).collect();
        let letters = sizes.iter().map(|s| s.1).sum::<f32>() as usize;
        let body = weighted_median(&mut sizes).filter(|s| *s > 0.0)?;
        // The spread of the lines of about this size.
        let mut off: Vec<(f32, f32)> = sizes
            .iter()
            .filter(|s| s.1 >= TELLING as f32 && (0.75..1.33).contains(&(s.0 / body)))
            .map(|s| ((s.0 / body - 1.0).abs(), 1.0))
            .collect();
        let spread = weighted_median(&mut off).unwrap_or(0.1);
        Some(Self { size: body, grown: (1.08 + 6.0 * spread).clamp(1.12, 1.4), letters, bold: bold_share(lines) })
    }
}

/// How high a box around `text` is, as a share of one around letters with stems and tails.
fn extent(text: &str) -> f32 {
    let (mut stem, mut tail) = (false, false);
    for c in text.chars() {
        match c {
            'g' | 'p' | 'q' | 'y' | 'р' | 'у' | 'ц' | 'щ' | 'д' | 'ç' | 'ş' => tail = true,
            'j' | 'ф' | '(' | ')' | '[' | ']' | '{' | '}' | '|' | 'Q' | 'ß' => (stem, tail) = (true, true),
            'a' | 'c' | 'e' | 'm' | 'n' | 'o' | 'r' | 's' | 'u' | 'v' | 'w' | 'x' | 'z' => {}
            'а' | 'в' | 'г' | 'е' | 'ж' | 'з' | 'и' | 'к'..='п' | 'с' | 'т' | 'х' | 'ч' | 'ш' | 'ъ'..='я' =>
                {}
            _ if c.is_alphanumeric() => stem = true,
            _ => {}
        }
        // Scripts without small letters fill their line.
        if c.is_alphabetic() && !c.is_lowercase() && !c.is_uppercase() {
            return 1.0;
        }
    }
    match (stem, tail) {
        (true, true) => 1.0,
        (true, false) => NO_TAIL,
        (false, true) => NO_STEM,
        (false, false) if script::weight(text) > 0 => NEITHER,
        (false, false) => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Rect, Word};

    #[test]
    fn letters_without_stems_and_tails_are_of_the_same_size() {
        let line = |text: &str, h: f32| Line {
            text: text.into(),
            quad: Rect::new(0.0, 0.0, 200.0, h).into(),
            ..Line::default()
        };
        assert_eq!(size(&line("gables", 20.0)), 20.0);
        assert!((size(&line("scores", 12.8)) - 20.0).abs() < 0.1 && (size(&line("SCORES", 16.8)) - 20.0).abs() < 0.1);
        assert_eq!(size(&line("漢字", 20.0)), 20.0);
    }

    #[test]
    fn sizes_that_differ_little_show_small_differences() {
        let line = |h: f32| Line {
            text: "running text of gables".into(),
            quad: Rect::new(0.0, 0.0, 200.0, h).into(),
            words: vec![Word { text: "running".into(), bold: h > 25.0, ..Word::default() }],
            ..Line::default()
        };
        let exact = Body::of([line(20.0), line(20.1), line(19.9), line(26.0)].iter()).unwrap();
        let rough = Body::of([line(20.0), line(22.5), line(18.0), line(26.0)].iter()).unwrap();
        assert!(exact.grown < 1.15 && rough.grown > 1.25, "{exact:?} {rough:?}");
        assert_eq!(exact.bold, 0.25);
    }
}

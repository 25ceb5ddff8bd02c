//! Atoms: the words of a region in the frame, each with the printed row it stands on. An engine's line may run over two
//! cells, so cells are filled word by word; a line whose words are not known stays whole. Refuses to move anything.

use super::super::frame::{Frame, Piece, median};
use super::super::rows;
use crate::{Line, Quad, Word};

/// A word in the frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in super::super) struct Atom {
    /// Its line's place in the list of lines.
    pub line: usize,
    /// Its place among the line's words; `None` for a line whose words are not known.
    pub word: Option<usize>,
    /// Where it begins along the writing.
    pub u0: f32,
    /// Where it ends.
    pub u1: f32,
    /// Its middle across the writing.
    pub v: f32,
    /// The row that it stands on, from the top of the region.
    pub row: usize,
}

impl Atom {
    /// Its middle along the writing.
    pub(super) fn uc(&self) -> f32 {
        (self.u0 + self.u1) / 2.0
    }
}

/// Words of one row with no wide white between them.
#[derive(Clone, Debug)]
pub(in super::super) struct Segment {
    pub u0: f32,
    pub u1: f32,
    pub atoms: Vec<Atom>,
}

/// A printed row of a region.
#[derive(Clone, Debug)]
pub(in super::super) struct TextRow {
    /// Its middle across the writing.
    pub v: f32,
    /// Where its letters stand: how rows follow one another is told by this, as boxes reach down to what hangs below.
    pub base: f32,
    /// The height of its letters.
    pub h: f32,
    /// Its words along the writing.
    pub atoms: Vec<Atom>,
}

/// Words farther apart than this stand in two cells, in heights.
const WIDE: f32 = 0.9;
/// Two numbers farther apart than this, in heights, stand in two cells.
const NUMBERS: f32 = 0.45;
/// ...and so do numbers that are plainly complete, at this distance.
const EXACT: f32 = 0.28;
/// Two numbers in boxes of their own stand in two cells even where the boxes all but touch, as they are drawn too wide.
const TOUCHING: f32 = -0.1;
/// ...and than so many times the usual gap between the words of their row.
const LOOSE: f32 = 2.2;

/// The rows of `pieces`, from top to bottom, with their words.
pub(super) fn text_rows(pieces: &[Piece], lines: &[Line], frame: &Frame) -> Vec<TextRow> {
    let rows = rows::group(pieces);
    let make = |(row, r): (usize, &rows::Row)| {
        let mut atoms: Vec<Atom> = r.pieces.iter().flat_map(|p| words(p, &lines[p.line], row, frame)).collect();
        atoms.sort_by(|a, b| a.u0.total_cmp(&b.u0).then((a.line, a.word).cmp(&(b.line, b.word))));
        let length: f32 = r.pieces.iter().map(|p| p.len().max(1.0)).sum();
        let base = r.pieces.iter().map(|p| baseline(p, &lines[p.line].text) * p.len().max(1.0)).sum::<f32>() / length;
        TextRow { v: r.vc, base, h: r.h, atoms }
    };
    rows.iter().enumerate().map(make).collect()
}

/// Where the letters of a piece stand, by what of them hangs below the line. In an em of Latin print small letters are
/// about 0.53 high, tall ones 0.73, and hanging ones reach 0.21 below.
fn baseline(piece: &Piece, text: &str) -> f32 {
    let hangs = ['g', 'j', 'p', 'q', 'y', 'Q', '(', ')', '[', ']', '{', '}', '|', '/', 'р', 'у', 'ф', 'ц', 'щ'];
    let depth = match () {
        () if text.contains(hangs) => 0.21,
        () if text.contains([',', ';']) => 0.12,
        () => return piece.v1,
    };
    let small = |c: char| c.is_lowercase() && !"bdfhijklt".contains(c);
    let high = if text.chars().any(|c| c.is_alphanumeric() && !small(c)) { 0.73 } else { 0.53 };
    piece.v1 - piece.h() * depth / (high + depth)
}

/// The words of a piece that stands on `row`.
pub(super) fn words(piece: &Piece, line: &Line, row: usize, frame: &Frame) -> Vec<Atom> {
    let whole = Atom { line: piece.line, word: None, u0: piece.u0, u1: piece.u1, v: piece.vc(), row };
    // What stands upright in a table of level text is one word, whatever its length.
    if line.words.len() < 2 || piece.h() > 1.5 * piece.len() {
        return vec![whole];
    }
    let tilt = frame.skew().abs().sin();
    let place = |(i, word): (usize, &Word)| {
        let corners = Quad::from(word.bbox).0.map(|p| frame.flat(p).x);
        let (from, to) = corners.iter().fold((f32::MAX, f32::MIN), |(a, b), u| (a.min(*u), b.max(*u)));
        // The upright box of a word that stands askew is wider than the word.
        let over = (tilt * piece.h() / 2.0).min((to - from) / 2.0 - 1.0).max(0.0);
        let (u0, u1) = ((from + over).max(piece.u0 - piece.h()), (to - over).min(piece.u1 + piece.h()));
        Atom { line: piece.line, word: Some(i), u0: u0.min(u1), u1, v: piece.vc(), row }
    };
    line.words.iter().enumerate().map(place).collect()
}

impl TextRow {
    /// Its words parted at wide white, and numbers parted from numbers.
    pub(in super::super) fn segments(&self, lines: &[Line]) -> Vec<Segment> {
        let number = |a: &Atom| is_number(&text(&[*a], lines));
        let gaps = self.atoms.windows(2).map(|w| w[1].u0 - w[0].u1).filter(|g| *g > 0.0 && *g < WIDE * self.h);
        let usual = median(gaps).unwrap_or(0.3 * self.h);
        let wide = (LOOSE * usual).clamp(WIDE * self.h, 1.6 * self.h);
        let mut out: Vec<Segment> = Vec::new();
        for atom in &self.atoms {
            let apart = |s: &Segment| {
                let gap = atom.u0 - s.u1;
                let last = s.atoms.last();
                let exact = |a: &Atom| text(&[*a], lines).contains(['.', ',', '%', '(', ')']);
                let numbers = || number(atom) && last.is_some_and(number) && !goes_on(&text(&[*atom], lines));
                // What an engine saw as two lines stood apart, a little more than its boxes do.
                let seen_apart = || last.is_some_and(|l| l.line != atom.line);
                gap >= wide
                    || (gap >= NUMBERS * self.h && (numbers() || seen_apart()))
                    || (gap >= EXACT * self.h && numbers() && exact(atom) && last.is_some_and(exact))
                    || (gap >= TOUCHING * self.h && seen_apart() && numbers())
            };
            match out.last_mut() {
                Some(s) if !apart(s) => {
                    s.u1 = s.u1.max(atom.u1);
                    s.atoms.push(*atom);
                }
                _ => out.push(Segment { u0: atom.u0, u1: atom.u1, atoms: vec![*atom] }),
            }
        }
        out
    }
}

/// Whether a number may be the next three digits of the one before: thousands are parted by a thin space.
fn goes_on(text: &str) -> bool {
    let head: Vec<char> = text.chars().take_while(char::is_ascii_digit).collect();
    head.len() == 3
}

/// The text of a few atoms of one row.
pub(in super::super) fn text(atoms: &[Atom], lines: &[Line]) -> String {
    let one = |a: &Atom| match a.word {
        Some(w) => lines[a.line].words[w].text.as_str(),
        None => lines[a.line].text.trim(),
    };
    atoms.iter().map(one).collect::<Vec<_>>().join(" ")
}

/// Whether a text is a number as tables have them: digits with signs, separators, units of money or a note's mark, or
/// a sign that stands for none.
pub(in super::super) fn is_number(text: &str) -> bool {
    let text = text.trim();
    let (mut digits, mut letters) = (0, 0);
    for c in text.chars() {
        if c.is_numeric() {
            digits += 1;
        } else if c.is_alphabetic() {
            letters += 1;
        }
    }
    if digits == 0 {
        let none = ["-", "–", "—", "…", "...", "†", "‡", ":", "n/a", "n.a.", "na", "nil", "*", "/"];
        return none.contains(&text.to_lowercase().as_str());
    }
    letters <= 3 && letters <= digits
}

/// Whether a number is a year, which stands in heads as well as in cells.
pub(super) fn is_year(text: &str) -> bool {
    let digits: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
    let named = |y: &str| y.len() == 4 && (y.starts_with("19") || y.starts_with("20"));
    digits.is_ascii()
        && (named(&digits) || (digits.len() == 8 && named(&digits[..4]) || digits.len() == 6 && named(&digits[..4])))
}

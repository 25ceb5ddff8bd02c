//! The invisible text of one page, as printpdf's operations.
//!
//! Every word is placed by itself: its baseline by its line's corners, its width by `Tz`. The size is the height of the
//! line, so that a line is one line to whoever reads the text back. On a line that is only a little askew each word lies
//! straight, in steps along the slant: readers that look for level text (poppler) cut a slanted word in pieces. Words
//! stand in the stream in logical order; the
//! letters of a right-to-left word are shown from its left to its right, as every font of such a script is used in PDF,
//! and readers turn them round again. A space between two words is a character of its own that fills the gap.

use document::{Line, Page, Point, Rect, Word};
use printpdf::{DictItem, FontId, Op, PdfFontHandle, Pt, TextMatrix, TextRenderingMode};
use unicode_bidi::{BidiInfo, Level};

use super::font::Codes;
use super::glyphless;
use super::place::Placement;

/// How much of a line's height lies under its baseline.
const DESCENT: f64 = -(glyphless::DESCENT as f64) / 1000.0;
/// A glyph's width in ems.
const GLYPH: f64 = glyphless::WIDTH as f64 / 1000.0;
/// How far a word's middle may be from its line's, in heights of the line, and how high the word may be, before it is
/// placed by its own box: a cell of a row, say, that was taken for a part of the line. Small words (a dash, a full stop)
/// stay on the line, or readers would take them out of it.
const SAME_MIDDLE: f64 = 0.55;
const SAME_HEIGHT: f64 = 1.8;
/// The sine of the slant up to which words lie straight: 10 degrees.
const ASKEW: f64 = 0.174;
/// How much a straight piece of a slanted line may rise, in heights of the line: longer words lie in several pieces.
const RISE: f64 = 0.5;
/// The gap between two words, in heights of the line, that readers that go by gaps take for a space, and the share of a
/// word that may be given up for it.
const GAP: f64 = 0.2;
const GIVEN_UP: f64 = 0.2;

/// The operations that write `page`'s words where `placement` puts them, in the font of resource `font`; empty for a
/// page without words.
pub(super) fn operations(page: &Page, placement: &Placement, font: &str, codes: &mut Codes) -> Vec<Op> {
    let mut pen = Pen { placement, font, codes, ops: Vec::new(), size: f64::NAN };
    for line in page.lines() {
        pen.line(line);
    }
    if pen.ops.is_empty() {
        return Vec::new();
    }
    let mut ops = vec![
        Op::SaveGraphicsState,
        Op::StartTextSection,
        Op::SetTextRenderingMode { mode: TextRenderingMode::Invisible },
    ];
    ops.append(&mut pen.ops);
    ops.extend([Op::EndTextSection, Op::RestoreGraphicsState]);
    ops
}

struct Pen<'a> {
    placement: &'a Placement,
    font: &'a str,
    codes: &'a mut Codes,
    ops: Vec<Op>,
    /// The size that is set, in user space.
    size: f64,
}

/// A place for text on a line, in pixels: where its middle is along the line and across it (upwards), how long and how
/// high it is.
#[derive(Clone, Copy, Debug)]
struct Slot {
    at: f64,
    off: f64,
    length: f64,
    height: f64,
}

impl Slot {
    /// The part between two shares of its length.
    fn part(&self, from: f64, to: f64) -> Self {
        let at = self.at + ((from + to) / 2.0 - 0.5) * self.length;
        Self { at, length: self.length * (to - from), ..*self }
    }
}

/// A line's own axes in pixels: its middle, the direction of its text, and its height.
#[derive(Clone, Copy, Debug)]
struct Frame {
    middle: (f64, f64),
    along: (f64, f64),
    height: f64,
}

impl Frame {
    fn of(line: &Line) -> Self {
        let [a, b, c, d] = line.quad.0.map(|p| (f64::from(p.x), f64::from(p.y)));
        let (x, y) = (b.0 - a.0 + c.0 - d.0, b.1 - a.1 + c.1 - d.1);
        let length = x.hypot(y);
        let along = if length > 0.0 { (x / length, y / length) } else { (1.0, 0.0) };
        let middle = ((a.0 + b.0 + c.0 + d.0) / 4.0, (a.1 + b.1 + c.1 + d.1) / 4.0);
        Self { middle, along, height: f64::from(line.quad.height()) }
    }

    /// Across the line, towards the tops of its letters.
    fn up(&self) -> (f64, f64) {
        (self.along.1, -self.along.0)
    }

    /// Where a word of box `b` stands on the line. A box is upright whatever the line's slant, so the word's length is
    /// what is left of the box's larger side when the slanted height is taken off.
    fn slot(&self, b: Rect) -> Slot {
        let (c, s) = (self.along.0.abs(), self.along.1.abs());
        let (width, height) = (f64::from(b.width()), f64::from(b.height()));
        let away = (f64::from(b.center().x) - self.middle.0, f64::from(b.center().y) - self.middle.1);
        let (at, off) = (dot(away, self.along), dot(away, self.up()));
        let straight = s < 0.02 || c < 0.02;
        let across = if c >= s { height } else { width };
        let own = straight && (across > SAME_HEIGHT * self.height || off.abs() > SAME_MIDDLE * self.height);
        let (line, off) = if own { (across, off) } else { (self.height, 0.0) };
        let length = if c >= s { (width - line * s) / c } else { (height - line * c) / s };
        let length = length.max(across.min(width.max(height)) * 0.1).max(0.01);
        Slot { at, off, length, height: line }
    }

    /// How much the line rises or falls over one pixel of it, where it is a little askew; else 0.
    fn rise(&self) -> f64 {
        let (c, s) = (self.along.0.abs(), self.along.1.abs());
        if c.min(s) < ASKEW { c.min(s) } else { 0.0 }
    }

    /// The direction in which words are written: that of the line, or level where it is a little askew.
    fn writing(&self) -> (f64, f64) {
        let (x, y) = self.along;
        match (x.abs() < ASKEW, y.abs() < ASKEW) {
            (true, _) => (0.0, y.signum()),
            (_, true) => (x.signum(), 0.0),
            _ => self.along,
        }
    }

    /// Where the baseline of `slot` begins.
    fn start(&self, slot: Slot) -> Point {
        let (up, writing) = (self.up(), self.writing());
        let over = (writing.1, -writing.0);
        let down = slot.height * (DESCENT - 0.5);
        let x =
            self.middle.0 + self.along.0 * slot.at + up.0 * slot.off - writing.0 * slot.length / 2.0 + over.0 * down;
        let y =
            self.middle.1 + self.along.1 * slot.at + up.1 * slot.off - writing.1 * slot.length / 2.0 + over.1 * down;
        Point::new(x as f32, y as f32)
    }
}

fn dot(a: (f64, f64), b: (f64, f64)) -> f64 {
    a.0 * b.0 + a.1 * b.1
}

impl Pen<'_> {
    fn line(&mut self, line: &Line) {
        let whole;
        let words = if line.words.is_empty() {
            whole = [Word { text: line.text.clone(), bbox: line.quad.bounds(), ..Word::default() }];
            &whole[..]
        } else {
            &line.words[..]
        };
        let frame = Frame::of(line);
        let spaces = spaces(&line.text, words);
        let mut slots: Vec<Slot> = words.iter().map(|word| frame.slot(word.bbox)).collect();
        let mut gaps = Vec::with_capacity(slots.len());
        for i in 0..slots.len() {
            gaps.push(spaces[i].then(|| make_room(&mut slots[i - 1..=i])));
        }
        for ((word, slot), gap) in words.iter().zip(slots).zip(gaps) {
            if let Some(gap) = gap {
                self.show(&frame, gap, &[' ']);
            }
            let text: Vec<char> = visual(&word.text).chars().filter(|c| !c.is_control()).collect();
            let pieces =
                (slot.length * frame.rise() / (slot.height * RISE)).ceil().clamp(1.0, text.len().max(1) as f64);
            let size = text.len().div_ceil(pieces as usize).max(1);
            let share = |letters: usize| letters as f64 / text.len() as f64;
            for (i, piece) in text.chunks(size).enumerate() {
                let from = i * size;
                self.show(&frame, slot.part(share(from), share(from + piece.len())), piece);
            }
        }
    }

    fn show(&mut self, frame: &Frame, slot: Slot, text: &[char]) {
        let writing = frame.writing();
        let up = (writing.1, -writing.0);
        let (ax, ay) = self.placement.vector(writing.0, writing.1);
        let (ux, uy) = self.placement.vector(up.0, up.1);
        let (along, up) = (ax.hypot(ay), ux.hypot(uy));
        let (size, length) = (slot.height * up, slot.length * along);
        if text.is_empty() || !(size > 0.0 && length > 0.0 && size.is_finite() && length.is_finite()) {
            return;
        }
        if (size - self.size).abs().is_nan() || (size - self.size).abs() > 0.005 {
            let font = PdfFontHandle::External(FontId(self.font.to_owned()));
            self.ops.push(Op::SetFont { font, size: Pt(rounded(size, 2).max(0.01)) });
            self.size = size;
        }
        let (x, y) = self.placement.point(frame.start(slot));
        let matrix = [
            rounded(ax / along, 5),
            rounded(ay / along, 5),
            rounded(ux / up, 5),
            rounded(uy / up, 5),
            rounded(x, 3),
            rounded(y, 3),
        ];
        let natural = text.len() as f64 * GLYPH * self.size;
        let data = text.iter().flat_map(|c| self.codes.code(*c)).collect();
        self.ops.extend([
            Op::SetTextMatrix { matrix: TextMatrix::Raw(matrix) },
            Op::SetHorizontalScaling { percent: rounded(length / natural * 100.0, 2).max(0.01) },
            // printpdf's own operations know codes only through a font that it parsed, and would cut that font down to
            // glyphs in use; this font has one glyph for all.
            Op::Unknown { key: "Tj".to_owned(), value: vec![DictItem::String { data, literal: false }] },
        ]);
    }
}

fn rounded(value: f64, places: i32) -> f32 {
    let unit = 10f64.powi(places);
    ((value * unit).round() / unit) as f32
}

/// Parts two neighbours, the second after the first in the text but on either side of it, so far that the gap can be
/// seen, and gives the place of the space between them.
fn make_room(pair: &mut [Slot]) -> Slot {
    let (left, right) = if pair[0].at <= pair[1].at { (0, 1) } else { (1, 0) };
    let ends = |pair: &[Slot]| (pair[left].at + pair[left].length / 2.0, pair[right].at - pair[right].length / 2.0);
    let (end, start) = ends(pair);
    let wanted = (GAP * pair[0].height.min(pair[1].height) - (start - end)) / 2.0;
    for (side, towards) in [(left, -0.5), (right, 0.5)] {
        let given = wanted.clamp(0.0, pair[side].length * GIVEN_UP);
        pair[side].length -= given;
        pair[side].at += given * towards;
    }
    let (end, start) = ends(pair);
    // Where they lie over one another all the same, a sliver.
    let length = (start - end).max(pair[left].height * 0.05);
    Slot { at: end + length / 2.0, length, ..pair[left] }
}

/// For each word, whether a space parts it from the one before it in `text`. Words that cannot be found there (they were
/// corrected) are taken as parted.
fn spaces(text: &str, words: &[Word]) -> Vec<bool> {
    let mut rest = text;
    let spaced = words.iter().map(|word| match rest.find(word.text.as_str()) {
        Some(at) => {
            let between = &rest[..at];
            rest = &rest[at + word.text.len()..];
            between.contains(char::is_whitespace)
        }
        None => true,
    });
    let mut spaced: Vec<bool> = spaced.collect();
    if let Some(first) = spaced.first_mut() {
        *first = false;
    }
    spaced
}

/// The characters of a word from left to right.
fn visual(text: &str) -> String {
    let bidi = BidiInfo::new(text, None);
    if !bidi.has_rtl() {
        return text.to_owned();
    }
    let Some(paragraph) = bidi.paragraphs.first() else { return text.to_owned() };
    let (levels, runs) = bidi.visual_runs(paragraph, paragraph.range.clone());
    let part = |run: std::ops::Range<usize>| {
        let right_to_left = levels.get(run.start).is_some_and(Level::is_rtl);
        let part = &text[run];
        if right_to_left { part.chars().rev().collect() } else { part.to_owned() }
    };
    runs.into_iter().map(part).collect()
}

#[cfg(test)]
mod tests {
    use document::{Block, Quad};

    use super::*;

    fn word(text: &str, x0: f32, x1: f32) -> Word {
        Word { text: text.into(), bbox: Rect::new(x0, 100.0, x1, 140.0), ..Word::default() }
    }

    fn shown(lines: Vec<Line>) -> Vec<(Vec<u8>, [f32; 6], f32)> {
        let page = Page { blocks: vec![Block { lines, ..Block::default() }], ..Page::default() };
        let placement = Placement::new([0.0, 0.0, 500.0, 500.0], 0, 1000.0, 1000.0);
        let ops = operations(&page, &placement, "F", &mut Codes::default());
        let (mut matrix, mut percent, mut shown) = ([0.0; 6], 0.0, Vec::new());
        for op in ops {
            match op {
                Op::SetTextMatrix { matrix: TextMatrix::Raw(m) } => matrix = m,
                Op::SetHorizontalScaling { percent: p } => percent = p,
                Op::Unknown { value, .. } => {
                    let [DictItem::String { data, .. }] = &value[..] else { panic!("{value:?}") };
                    shown.push((data.clone(), matrix, percent));
                }
                _ => {}
            }
        }
        shown
    }

    #[test]
    fn words_and_the_space_between_them_fill_their_places() {
        let quad = Quad::from(Rect::new(100.0, 100.0, 400.0, 140.0));
        let words = vec![word("ab", 100.0, 200.0), word("c", 220.0, 400.0)];
        let shown = shown(vec![Line { text: "ab c".into(), quad, words, confidence: 1.0 }]);
        // 40 pixels high are 20 points; the baseline lies 24 % of that over the box's foot, which is at 430.
        let at = |x| [1.0, 0.0, 0.0, 1.0, x, 434.8];
        assert_eq!(shown[0], (vec![0, b'a', 0, b'b'], at(50.0), 250.0));
        assert_eq!(shown[1], (vec![0, b' '], at(100.0), 100.0));
        assert_eq!(shown[2], (vec![0, b'c'], at(110.0), 900.0));
    }

    #[test]
    fn words_that_touch_make_room_for_the_space() {
        let slot = |at| Slot { at, off: 0.0, length: 100.0, height: 40.0 };
        // In the order of reading: from the left, and from the right.
        for mut pair in [[slot(0.0), slot(100.0)], [slot(100.0), slot(0.0)]] {
            let space = make_room(&mut pair);
            assert_eq!((space.at, space.length), (50.0, 8.0));
            assert_eq!(pair.map(|s| s.length), [96.0, 96.0]);
        }
    }

    #[test]
    fn a_line_a_little_askew_is_written_level_in_steps() {
        let (sin, cos) = 4f64.to_radians().sin_cos();
        let corner = |along: f64, down: f64| {
            Point::new((200.0 + along * cos - down * sin) as f32, (200.0 + along * sin + down * cos) as f32)
        };
        let quad = Quad([corner(0.0, 0.0), corner(600.0, 0.0), corner(600.0, 30.0), corner(0.0, 30.0)]);
        let text = "漢字漢字漢字漢字漢字";
        let words = vec![Word { text: text.into(), bbox: quad.bounds(), ..Word::default() }];
        let shown = shown(vec![Line { text: text.into(), quad, words, confidence: 1.0 }]);
        // 42 pixels of fall are three pieces, the last one lower by two thirds of that, in points.
        assert_eq!(shown.len(), 3);
        assert!(shown.iter().all(|(_, m, _)| m[..4] == [1.0, 0.0, 0.0, 1.0]), "{shown:?}");
        let fall = shown[0].1[5] - shown[2].1[5];
        assert!((13.0..17.0).contains(&fall), "{fall}");
    }

    #[test]
    fn scripts_without_spaces_get_none() {
        let words = [word("漢字", 0.0, 40.0), word("かな", 40.0, 80.0), word("x", 90.0, 99.0)];
        assert_eq!(spaces("漢字かな x", &words), [false, false, true]);
        assert_eq!(spaces("something else", &words[..2]), [false, true]);
    }

    #[test]
    fn right_to_left_words_are_shown_from_the_left_and_their_numbers_stay() {
        assert_eq!(visual("שלום"), "םולש");
        assert_eq!(visual("ב-2024"), "2024-ב");
        assert_eq!(visual("plain"), "plain");
    }

    #[test]
    fn a_slanted_line_is_written_along_its_slant() {
        let (sin, cos) = 20f64.to_radians().sin_cos();
        let corner = |along: f64, down: f64| {
            Point::new((200.0 + along * cos - down * sin) as f32, (200.0 + along * sin + down * cos) as f32)
        };
        let quad = Quad([corner(0.0, 0.0), corner(300.0, 0.0), corner(300.0, 40.0), corner(0.0, 40.0)]);
        let bbox = quad.slice(0.5, 1.0).bounds();
        let words = vec![Word { text: "abcd".into(), bbox, ..Word::default() }];
        let (_, m, percent) = shown(vec![Line { text: "abcd".into(), quad, words, confidence: 1.0 }]).remove(0);
        // Downwards in pixels is clockwise on the page.
        assert!((f64::from(m[0]) - cos).abs() < 1e-4 && (f64::from(m[1]) + sin).abs() < 1e-4, "{m:?}");
        // 150 pixels are 75 points; four glyphs of half an em at 20 points are 40.
        assert!((percent - 187.5).abs() < 0.1, "{percent}");
        let foot = corner(150.0, 40.0 * (1.0 - 0.24));
        assert!((m[4] - foot.x / 2.0).abs() < 0.1 && (m[5] - (500.0 - foot.y / 2.0)).abs() < 0.1, "{m:?} {foot:?}");
    }
}

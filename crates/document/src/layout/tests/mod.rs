//! Layout on pages as people print them: each test sets a page by its words and asks for the order of the text. Boxes
//! are drawn as an engine draws them, a little too large and not quite even.

mod boxes;
mod kinds;
mod mixed;
mod pages;

use super::arrange;
use crate::{Block, Line, Point, Quad, Rect, Word};

/// A deterministic source of numbers (xorshift), so that a failure can be seen again.
pub(super) struct Dice(u32);

impl Dice {
    pub(super) fn new(seed: u32) -> Self {
        Self(seed.wrapping_mul(2_654_435_761) | 1)
    }

    /// A number in `0.0..1.0`.
    pub(super) fn roll(&mut self) -> f32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        (self.0 >> 8) as f32 / (1 << 24) as f32
    }

    /// A number in `0..n`.
    pub(super) fn below(&mut self, n: usize) -> usize {
        ((self.roll() * n as f32) as usize).min(n - 1)
    }
}

/// A page under the compositor's hands: lines are put where they belong and handed out shuffled.
pub(super) struct Sheet {
    pub(super) width: f32,
    pub(super) height: f32,
    lines: Vec<Line>,
    /// The texts in the order they should be read.
    expected: Vec<String>,
    dice: Dice,
}

/// The size of running text on a [`Sheet`]; a character is half as wide.
pub(super) const SIZE: f32 = 20.0;

impl Sheet {
    pub(super) fn new(width: f32, height: f32) -> Self {
        Self { width, height, lines: Vec::new(), expected: Vec::new(), dice: Dice::new(7) }
    }

    /// Puts one piece of text of `size` with its left edge at `x` and its upper edge at `y`.
    pub(super) fn put(&mut self, x: f32, y: f32, size: f32, text: &str) {
        let width = text.chars().count() as f32 * size / 2.0;
        let (dy, dh) = ((self.dice.roll() - 0.5) * 0.1 * size, self.dice.roll() * 0.1 * size);
        let bbox = Rect::new(x - 1.0, y + dy, x + width + 1.0, y + dy + 1.1 * size + dh);
        self.lines.push(line(text, bbox));
    }

    /// Says that `text` is read next.
    pub(super) fn expect(&mut self, text: &str) {
        self.expected.push(text.into());
    }

    /// One row: pieces at their own places that should come out as one line.
    pub(super) fn row(&mut self, y: f32, pieces: &[(f32, &str)]) {
        for (x, text) in pieces {
            self.put(*x, y, SIZE, text);
        }
        self.expected.push(pieces.iter().map(|p| p.1).collect::<Vec<_>>().join(" "));
    }

    /// `count` rows of running text from `y` down in a column of `width` at `x`, the last one shorter. Returns the
    /// place of the next row.
    pub(super) fn column(&mut self, x: f32, y: f32, width: f32, count: usize, size: f32) -> f32 {
        for i in 0..count {
            let room = (width / (size / 2.0)) as usize;
            let room = if i + 1 == count { room / 2 } else { room - self.dice.below(room / 8 + 1) };
            let text = self.prose(room);
            self.put(x, y + i as f32 * 1.3 * size, size, &text);
            self.expected.push(text);
        }
        y + count as f32 * 1.3 * size
    }

    /// Words of small letters, at most `room` characters; no two alike on a page.
    fn prose(&mut self, room: usize) -> String {
        let mut text = String::new();
        loop {
            let mut word = String::new();
            for _ in 0..3 + self.dice.below(5) {
                word.push(char::from(b'a' + self.dice.below(26) as u8));
            }
            if text.len() + word.len() >= room {
                return text;
            }
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(&word);
        }
    }

    /// Turns the page by `degrees` clockwise about its middle.
    pub(super) fn turn(&mut self, degrees: f32) {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let (cx, cy) = (self.width / 2.0, self.height / 2.0);
        for p in self.lines.iter_mut().flat_map(|l| &mut l.quad.0) {
            let (x, y) = (p.x - cx, p.y - cy);
            *p = Point::new(cx + x * cos - y * sin, cy + x * sin + y * cos);
        }
    }

    /// The lines in an order that says nothing.
    pub(super) fn shuffled(&mut self) -> Vec<Line> {
        let mut lines = self.lines.clone();
        for i in (1..lines.len()).rev() {
            lines.swap(i, self.dice.below(i + 1));
        }
        lines
    }

    /// Arranges the page and checks that it reads as it was put down.
    #[track_caller]
    pub(super) fn reads_in_order(&mut self) -> Vec<Block> {
        let blocks = arrange(self.shuffled(), self.width, self.height);
        let read: Vec<&str> = blocks.iter().flat_map(|b| &b.lines).map(|l| l.text.as_str()).collect();
        assert_eq!(read, self.expected);
        blocks
    }
}

/// A line with one word a blank-separated part, each of its share of the box.
pub(super) fn line(text: &str, bbox: Rect) -> Line {
    let quad = Quad::from(bbox);
    let all = text.chars().count().max(1) as f32;
    let mut words = Vec::new();
    let mut at = 0;
    for part in text.split(' ') {
        let n = part.chars().count();
        let share = quad.slice(at as f32 / all, (at + n) as f32 / all);
        if n > 0 {
            words.push(Word { text: part.into(), bbox: share.bounds(), confidence: 0.9, ..Word::default() });
        }
        at += n + 1;
    }
    Line { text: text.into(), quad, confidence: 0.9, words }
}

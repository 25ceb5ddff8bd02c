//! A line as words and the gaps between them, and the boxes of words that a person typed.
//!
//! What stands between two words of a line is kept as it is; between words that come to stand beside each other is a space,
//! or nothing where the script parts no words.

use crate::layout::script::{is_rtl, spaceless};
use crate::{Line, MeanConfidence, Quad, Rect, Word};

/// The words of a line, with the gap before each and one after the last: `gaps.len() == words.len() + 1`.
#[derive(Clone, Debug, Default)]
pub(super) struct Parts {
    pub words: Vec<Word>,
    pub gaps: Vec<String>,
}

/// The way a line's text runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Along {
    Right,
    Left,
    Down,
}

impl Along {
    /// Of a line: downwards where its quad says so, else by its letters.
    pub(super) fn of(line: &Line) -> Self {
        let [a, b, ..] = line.quad.0;
        if (b.y - a.y).abs() > (b.x - a.x).abs() { Self::Down } else { Self::of_text(&line.text) }
    }

    /// Of a text in a level line.
    pub(super) fn of_text(text: &str) -> Self {
        let (left, letters) = text
            .chars()
            .filter(|c| c.is_alphabetic())
            .fold((0usize, 0usize), |(left, all), c| (left + usize::from(is_rtl(c)), all + 1));
        if 2 * left > letters { Self::Left } else { Self::Right }
    }

    /// The part of `bbox` between two shares of its length along the text.
    pub(super) fn part(self, bbox: Rect, from: f32, to: f32) -> Rect {
        let x = |t: f32| bbox.x0 + bbox.width() * t;
        let y = |t: f32| bbox.y0 + bbox.height() * t;
        match self {
            Self::Right => Rect::new(x(from), bbox.y0, x(to), bbox.y1),
            Self::Left => Rect::new(x(1.0 - to), bbox.y0, x(1.0 - from), bbox.y1),
            Self::Down => Rect::new(bbox.x0, y(from), bbox.x1, y(to)),
        }
    }

    /// The box between the end of `before` and the beginning of `after`, within `line`; of no length where they touch.
    pub(super) fn between(self, before: Option<Rect>, after: Option<Rect>, line: Rect) -> Rect {
        let span = |from: f32, to: f32| if from <= to { (from, to) } else { (from, from) };
        match self {
            Self::Right => {
                let (x0, x1) = span(before.map_or(line.x0, |b| b.x1), after.map_or(line.x1, |b| b.x0));
                Rect::new(x0, line.y0, x1, line.y1)
            }
            Self::Left => {
                let (x0, x1) = span(after.map_or(line.x0, |b| b.x1), before.map_or(line.x1, |b| b.x0));
                Rect::new(x0, line.y0, x1, line.y1)
            }
            Self::Down => {
                let (y0, y1) = span(before.map_or(line.y0, |b| b.y1), after.map_or(line.y1, |b| b.y0));
                Rect::new(line.x0, y0, line.x1, y1)
            }
        }
    }
}

/// Text as it is kept: trimmed, each stretch of white one space.
pub(super) fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What stands between two words that come to stand beside each other.
pub(super) fn gap(left: &str, right: &str) -> &'static str {
    let close = left.chars().next_back().is_some_and(spaceless) && right.chars().next().is_some_and(spaceless);
    if close || left.is_empty() || right.is_empty() { "" } else { " " }
}

impl Parts {
    /// A line taken apart. Where its words are not those of its text the gaps are made anew; where it has none, they
    /// are made of its text.
    pub(super) fn of(line: &Line) -> Self {
        if line.words.is_empty() && !line.text.trim().is_empty() {
            let typed = words_over(&line.text, line.quad.bounds(), Along::of(line));
            let words = typed.into_iter().map(|word| Word { confidence: line.confidence, ..word }).collect();
            return Self::joined(words);
        }
        let mut gaps = Vec::with_capacity(line.words.len() + 1);
        let mut rest = line.text.as_str();
        for word in &line.words {
            match rest.find(word.text.as_str()) {
                Some(at) if !word.text.is_empty() => {
                    gaps.push(rest[..at].to_owned());
                    rest = &rest[at + word.text.len()..];
                }
                _ => return Self::joined(line.words.clone()),
            }
        }
        gaps.push(rest.to_owned());
        Self { words: line.words.clone(), gaps }
    }

    /// Words with the gaps that they have by themselves.
    pub(super) fn joined(words: Vec<Word>) -> Self {
        let mut gaps = vec![String::new(); words.len() + 1];
        for i in 1..words.len() {
            gaps[i] = gap(&words[i - 1].text, &words[i].text).to_owned();
        }
        Self { words, gaps }
    }

    /// The text that they make.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        for (word, gap) in self.words.iter().zip(&self.gaps) {
            text.push_str(gap);
            text.push_str(&word.text);
        }
        text.push_str(self.gaps.last().map_or("", String::as_str));
        text.trim().to_owned()
    }

    /// Puts `with` in the place of the words `from..to`; a space between each.
    pub(super) fn splice(&mut self, from: usize, to: usize, with: Vec<Word>) {
        let n = with.len();
        if n > 0 {
            let inner = std::iter::repeat_n(" ".to_owned(), n - 1);
            self.gaps.splice(from + 1..to, inner);
        } else {
            let outer = from > 0 && to < self.words.len();
            let apart = self.gaps[from].contains(char::is_whitespace) || self.gaps[to].contains(char::is_whitespace);
            let new = if !outer {
                String::new()
            } else if apart {
                " ".to_owned()
            } else {
                gap(&self.words[from - 1].text, &self.words[to].text).to_owned()
            };
            self.gaps.splice(from..=to, [new]);
        }
        self.words.splice(from..to, with);
    }

    /// The words `from..to` as a line of their own.
    pub(super) fn cut(&self, from: usize, to: usize) -> Self {
        let mut gaps = self.gaps[from..=to].to_vec();
        if let Some(first) = gaps.first_mut() {
            first.clear();
        }
        if let Some(last) = gaps.last_mut() {
            last.clear();
        }
        Self { words: self.words[from..to].to_vec(), gaps }
    }

    /// Becomes `line`'s text, words and confidence; its place stays.
    pub(super) fn put(self, line: &mut Line) {
        line.text = self.text();
        line.words = self.words;
        line.confidence = MeanConfidence::of(&line.words).mean().unwrap_or(line.confidence);
    }
}

/// `word` with another text, as a person says: what was read is kept, once.
pub(super) fn corrected(word: &Word, text: &str) -> Word {
    let original = word.original.clone().unwrap_or_else(|| word.text.clone());
    let mut new = Word { text: text.to_owned(), ..word.clone() };
    new.original = Some(original).filter(|original| original != text);
    accept(&mut new);
    new
}

/// Marks a word as looked at.
pub(super) fn accept(word: &mut Word) {
    (word.reviewed, word.confidence) = (true, 1.0);
}

/// The words of `text`, parted by white, over `bbox`, which they share by their letters. Reviewed, since somebody typed them.
pub(super) fn words_over(text: &str, bbox: Rect, along: Along) -> Vec<Word> {
    let tokens: Vec<&str> = text.split_whitespace().collect();
    let lengths: Vec<usize> = tokens.iter().map(|t| t.chars().count()).collect();
    let all = (lengths.iter().sum::<usize>() + tokens.len().saturating_sub(1)).max(1) as f32;
    let mut at = 0;
    let mut words = Vec::with_capacity(tokens.len());
    for (token, n) in tokens.iter().zip(lengths) {
        let bbox = along.part(bbox, at as f32 / all, (at + n) as f32 / all);
        words.push(Word { text: (*token).to_owned(), bbox, confidence: 1.0, reviewed: true, ..Word::default() });
        at += n + 1;
    }
    words
}

/// The line that a person typed over `bbox`.
pub(super) fn typed_line(text: &str, bbox: Rect) -> Line {
    let text = tidy(text);
    let words = words_over(&text, bbox, Along::of_text(&text));
    Line { text, quad: Quad::from(bbox), confidence: 1.0, words }
}

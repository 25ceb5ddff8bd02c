//! Carries the words of a line over to another text: what stays keeps its box and its confidence, what was changed keeps its
//! box, what was typed anew lies between its neighbours.
//!
//! The characters of both texts are aligned by the fewest changes (Wagner–Fischer), where white is only aligned with white.

use super::text::{Along, Parts, corrected, tidy, words_over};
use crate::{Line, Rect, Word};

/// Cells of the table of changes, beyond which what differs counts as changed wholly.
const MOST: usize = 4_000_000;

/// The words and gaps of `line` when its text is `text`, which is tidy and not empty.
pub(super) fn carry(line: &Line, text: &str) -> Parts {
    let along = Along::of(line);
    let old = Parts::of(line);
    let (letters, word_of) = letters(&old);
    let new: Vec<char> = text.chars().collect();
    let aligned = aligned(&letters, &new);
    let owner: Vec<Option<usize>> = aligned.iter().map(|i| i.and_then(|i| word_of[i])).collect();
    let pieces = pieces(&new, &owner, &old);
    build(&old, pieces, line.quad.bounds(), along)
}

/// The characters of a line, and the word that each belongs to.
fn letters(parts: &Parts) -> (Vec<char>, Vec<Option<usize>>) {
    let (mut letters, mut word_of) = (Vec::new(), Vec::new());
    let mut push = |text: &str, owner| {
        letters.extend(text.chars());
        word_of.resize(letters.len(), owner);
    };
    for (i, word) in parts.words.iter().enumerate() {
        push(&parts.gaps[i], None);
        push(&word.text, Some(i));
    }
    (letters, word_of)
}

/// For each new character the old one that it stands for.
fn aligned(old: &[char], new: &[char]) -> Vec<Option<usize>> {
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let most = old.len().min(new.len()) - head;
    let tail = old.iter().rev().zip(new.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
    let (a, b) = (&old[head..old.len() - tail], &new[head..new.len() - tail]);
    let mut out: Vec<Option<usize>> = (0..head).map(Some).collect();
    out.extend(middle(a, b).into_iter().map(|i| i.map(|i| i + head)));
    out.extend((old.len() - tail..old.len()).map(Some));
    out
}

fn middle(a: &[char], b: &[char]) -> Vec<Option<usize>> {
    let mut out = vec![None; b.len()];
    if a.is_empty() || b.is_empty() {
        return out;
    }
    if a.len() * b.len() > MOST {
        // Nothing is known but that one stands where the other stood.
        out.iter_mut().enumerate().for_each(|(j, at)| *at = Some(j * a.len() / b.len()));
        return out;
    }
    let wide = b.len() + 1;
    let mut costs = vec![0u32; (a.len() + 1) * wide];
    (0..wide).for_each(|j| costs[j] = j as u32);
    for i in 1..=a.len() {
        costs[i * wide] = i as u32;
        for j in 1..wide {
            let change = costs[(i - 1) * wide + j - 1] + change(a[i - 1], b[j - 1]);
            let without = costs[(i - 1) * wide + j].min(costs[i * wide + j - 1]) + 1;
            costs[i * wide + j] = change.min(without);
        }
    }
    let (mut i, mut j) = (a.len(), b.len());
    while i > 0 && j > 0 {
        let cost = costs[i * wide + j];
        if cost == costs[(i - 1) * wide + j - 1] + change(a[i - 1], b[j - 1]) {
            (i, j) = (i - 1, j - 1);
            out[j] = Some(i);
        } else if cost == costs[(i - 1) * wide + j] + 1 {
            i -= 1;
        } else {
            j -= 1;
        }
    }
    out
}

fn change(a: char, b: char) -> u32 {
    match () {
        () if a == b => 0,
        // Dearer than leaving one out and putting the other in.
        () if a.is_whitespace() != b.is_whitespace() => 3,
        () => 1,
    }
}

/// A word of the new text, and the old words that it stands for: first and last.
struct Piece {
    text: String,
    /// The gap before it.
    apart: bool,
    from: Option<(usize, usize)>,
}

/// The new text's words: parted by white, and where two old words met without it.
fn pieces(new: &[char], owner: &[Option<usize>], old: &Parts) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut apart = true;
    for (&c, &owner) in new.iter().zip(owner) {
        if c.is_whitespace() {
            apart = true;
            continue;
        }
        let met = |last: &Piece| match (last.from, owner) {
            (Some((_, last)), Some(word)) => word > last && (last + 1..=word).all(|i| old.gaps[i].is_empty()),
            _ => false,
        };
        match pieces.last_mut() {
            Some(last) if !apart && !met(last) => {
                last.text.push(c);
                last.from = match (last.from, owner) {
                    (Some((first, _)), Some(word)) => Some((first, word)),
                    (from, word) => from.or(word.map(|w| (w, w))),
                };
            }
            _ => pieces.push(Piece { text: c.into(), apart, from: owner.map(|w| (w, w)) }),
        }
        apart = false;
    }
    pieces
}

fn build(old: &Parts, pieces: Vec<Piece>, line: Rect, along: Along) -> Parts {
    let mut out = Parts::default();
    let mut rest = pieces.into_iter().peekable();
    while let Some(piece) = rest.next() {
        let mut group = vec![piece];
        // All that share an old word belong together, and so do new words in a row.
        let mut span = group[0].from;
        while let Some(next) = rest.peek() {
            let joins = match (span, next.from) {
                (Some((_, last)), Some((first, _))) => first <= last,
                (None, None) => true,
                _ => false,
            };
            if !joins {
                break;
            }
            let next = rest.next().expect("it was looked at");
            span = span.zip(next.from).map(|((first, _), (_, last))| (first, last));
            group.push(next);
        }
        let words = match span {
            Some((first, last)) => changed(&old.words[first..=last], &old.gaps[first + 1..=last], &group, along),
            None => {
                let before = out.words.last().map(|w| w.bbox);
                let after = rest.peek().and_then(|p| p.from).map(|(first, _)| old.words[first].bbox);
                words_over(&spaced(&group), along.between(before, after, line), along)
            }
        };
        for (word, piece) in words.into_iter().zip(&group) {
            let gap = if piece.apart && !out.words.is_empty() { " " } else { "" };
            out.gaps.push(gap.to_owned());
            out.words.push(word);
        }
    }
    out.gaps.push(String::new());
    out
}

/// The texts of a group, with a space between each, as [`words_over`] parts them.
fn spaced(group: &[Piece]) -> String {
    group.iter().map(|p| p.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// What becomes of some old words that stand for the group's.
fn changed(old: &[Word], gaps: &[String], group: &[Piece], along: Along) -> Vec<Word> {
    if let ([word], [piece]) = (old, group) {
        return vec![if word.text == piece.text { word.clone() } else { corrected(word, &piece.text) }];
    }
    let whole = united(old, gaps);
    parted(&whole, &spaced(group), along)
}

/// One word of several: their box, their text with the gaps between them.
pub(super) fn united(words: &[Word], gaps: &[String]) -> Word {
    let together = |text: fn(&Word) -> &str| {
        let mut out = String::new();
        for (i, word) in words.iter().enumerate() {
            out.push_str(if i > 0 { gaps[i - 1].as_str() } else { "" });
            out.push_str(text(word));
        }
        tidy(&out)
    };
    Word {
        text: together(|w| &w.text),
        bbox: Rect::around(words.iter().map(|w| w.bbox)).unwrap_or_default(),
        original: Some(together(|w| w.original.as_deref().unwrap_or(&w.text))),
        bold: words.iter().all(|w| w.bold),
        italic: words.iter().all(|w| w.italic),
        ..Word::default()
    }
}

/// The words of `text` in the place of `word`, sharing its box. The first keeps what was read.
pub(super) fn parted(word: &Word, text: &str, along: Along) -> Vec<Word> {
    let mut words = words_over(text, word.bbox, along);
    if let [one] = words.as_mut_slice() {
        return vec![Word { bbox: one.bbox, ..corrected(word, &one.text) }];
    }
    for (i, new) in words.iter_mut().enumerate() {
        (new.bold, new.italic) = (word.bold, word.italic);
        new.original = (i == 0).then(|| word.original.clone().unwrap_or_else(|| word.text.clone()));
    }
    words
}

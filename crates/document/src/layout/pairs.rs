//! Pairs of a name and a value, as receipts, invoices and forms have them: `Total: 12.30`, `Invoice No. ..... 123`, a
//! name and an amount at the far end of its row. Several rows of them together are a block; a row stays a row, in the
//! order it is printed. Refuses running text with a colon in it, lists of contents, and single rows.

use super::frame::Frame;
use super::table::{Atom, Draft, Edges, TextRow, block, is_number, text};
use crate::{Block, BlockKind, Line};

/// Pairs stand together in at least so many rows.
const FEWEST: usize = 2;
/// Rows of one block stand no farther apart than this, in heights.
const APART: f32 = 2.6;
/// A name has at most this many characters, and this many words.
const LONGEST: usize = 40;
const MOST_WORDS: usize = 6;
/// A value has at most this many characters.
const LONGEST_VALUE: usize = 60;

/// A name and a value in the words of one row.
struct Pair {
    name: Vec<Atom>,
    value: Vec<Atom>,
}

/// Rows of pairs.
pub(super) struct Found {
    /// How many printed rows they take.
    pub rows: usize,
    pairs: Vec<Pair>,
    /// The middle and the height of each pair's row.
    places: Vec<(f32, f32)>,
}

/// Rows of pairs at the beginning of `rows`.
pub(super) fn find(rows: &[TextRow], lines: &[Line]) -> Option<Found> {
    let mut found = Found { rows: 0, pairs: Vec::new(), places: Vec::new() };
    for (i, row) in rows.iter().enumerate() {
        if i > 0 && row.v - rows[i - 1].v > APART * row.h.max(rows[i - 1].h) {
            break;
        }
        let Some(pairs) = pairs(row, lines) else { break };
        found.places.extend(pairs.iter().map(|_| (row.v, row.h)));
        found.pairs.extend(pairs);
        found.rows = i + 1;
    }
    (found.rows >= FEWEST && !is_contents(&found.pairs, lines)).then_some(found)
}

impl Found {
    /// The block: two columns, names then values.
    pub(super) fn block(self, lines: &mut [Line], frame: &Frame) -> Block {
        let low = |atoms: &[Atom]| atoms.iter().map(|a| a.u0).fold(f32::MAX, f32::min);
        let high = |atoms: &[Atom]| atoms.iter().map(|a| a.u1).fold(f32::MIN, f32::max);
        let from = self.pairs.iter().map(|p| low(&p.name)).fold(f32::MAX, f32::min);
        let to = self.pairs.iter().map(|p| high(&p.value)).fold(f32::MIN, f32::max);
        // Where names end and values begin differs from row to row: the middle of it is the edge.
        let edge =
            self.pairs.iter().map(|p| (high(&p.name) + low(&p.value)) / 2.0).sum::<f32>() / self.pairs.len() as f32;
        let (v, h) = self.places[0];
        let mut rows = vec![v - h / 2.0];
        for pair in self.places.windows(2) {
            rows.push((pair[0].0 + pair[1].0) / 2.0);
        }
        rows.push(self.places[self.places.len() - 1].0 + h / 2.0);
        let draft = |row, col, atoms| Draft { row, col, row_span: 1, col_span: 1, atoms };
        let drafts = self.pairs.into_iter().enumerate();
        let drafts = drafts.flat_map(|(r, p)| [draft(r, 0, p.name), draft(r, 1, p.value)]).collect();
        let edges = Edges { rows, cols: vec![from, edge.clamp(from, to), to] };
        Block { kind: BlockKind::KeyValue, ..block(drafts, &edges, lines, frame) }
    }
}

/// The pairs of one row; `None` where some of its words are in none.
fn pairs(row: &TextRow, lines: &[Line]) -> Option<Vec<Pair>> {
    let segments = row.segments(lines);
    let parts: Vec<&[Atom]> = segments.iter().map(|s| s.atoms.as_slice()).collect();
    let mut out = Vec::new();
    let mut i = 0;
    while i < parts.len() {
        if let Some(pair) = inside(parts[i], lines) {
            // A value may be set apart from its currency or unit.
            out.push(pair);
            i += 1;
        } else if i + 1 < parts.len() && is_name(parts[i], parts[i + 1], lines) {
            out.push(Pair { name: parts[i].to_vec(), value: parts[i + 1].to_vec() });
            i += 2;
        } else {
            return None;
        }
    }
    (!out.is_empty() && out.len() <= 3).then_some(out)
}

/// A name with a colon and its value in words that stand together.
fn inside(atoms: &[Atom], lines: &[Line]) -> Option<Pair> {
    let at = (1..atoms.len())
        .find(|&i| ends_name(&text(&atoms[i - 1..i], lines)) || is_colon(&text(&atoms[i..=i], lines)))?;
    let at = if is_colon(&text(&atoms[at..=at], lines)) { at + 1 } else { at };
    let (name, value) = atoms.split_at(at);
    (!value.is_empty() && sound_name(&text(name, lines)) && sound_value(&text(value, lines)))
        .then(|| Pair { name: name.to_vec(), value: value.to_vec() })
}

fn is_colon(text: &str) -> bool {
    matches!(text, ":" | "：")
}

fn ends_name(text: &str) -> bool {
    text.ends_with([':', '：']) && text.chars().count() > 1
}

/// Whether the first of two parts of a row names the second: it ends with a colon or in leaders, or the second is an
/// amount.
fn is_name(first: &[Atom], second: &[Atom], lines: &[Line]) -> bool {
    let (name, value) = (text(first, lines), text(second, lines));
    let led = name.ends_with("..") || value.starts_with("..") || name.ends_with('…') || value.starts_with(':');
    let marked = name.trim_end().ends_with([':', '：']) || led;
    sound_name(&name) && sound_value(&value) && (marked || is_amount(&value))
}

fn sound_name(name: &str) -> bool {
    let name = name.trim_end_matches([':', '：', '.', '…', ' ']);
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let first = name.chars().find(|c| c.is_alphanumeric());
    letters >= 2
        && name.chars().count() <= LONGEST
        && name.split_whitespace().count() <= MOST_WORDS
        && first.is_some_and(|c| !c.is_lowercase())
        && !name.contains([':', '：', ';'])
}

fn sound_value(value: &str) -> bool {
    let ends = value.trim_end().chars().next_back();
    value.chars().any(char::is_alphanumeric)
        && value.chars().count() <= LONGEST_VALUE
        && !(value.split_whitespace().count() > 5 && ends.is_some_and(|c| matches!(c, '.' | ',' | ';')))
}

/// A number with cents, or with a sign or a name of money.
fn is_amount(value: &str) -> bool {
    let value = value.trim();
    let digits = value.chars().filter(char::is_ascii_digit).count();
    let cents = |sep: char| {
        value.rsplit_once(sep).is_some_and(|(whole, rest)| {
            let rest: String = rest.chars().take_while(char::is_ascii_digit).collect();
            rest.len() == 2 && whole.chars().any(|c| c.is_ascii_digit())
        })
    };
    let money = value.chars().any(|c| matches!(c, '$' | '€' | '£' | '¥' | '₹' | '%' | '元' | '円'));
    digits > 0 && is_number(value) && (cents('.') || cents(',') || money)
}

/// A list of contents: numbers of pages, each no smaller than the one before.
fn is_contents(pairs: &[Pair], lines: &[Line]) -> bool {
    let values: Option<Vec<u32>> =
        pairs.iter().map(|p| text(&p.value, lines).trim_start_matches(['.', '…', ' ']).parse().ok()).collect();
    values.is_some_and(|v| v.len() > 2 && v.windows(2).all(|w| w[0] <= w[1]))
}

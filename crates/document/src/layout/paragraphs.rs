//! Paragraphs: parts the rows of one column where the spacing, the indent or the size says that something new begins,
//! and makes lines and blocks of them. Refuses to move a row.

use super::frame::{self, Frame, Piece};
use super::lists::{self, Marker};
use super::rows::Row;
use super::{captions, headings, print, script};
use crate::{Block, BlockKind, Line, Quad};

/// Rows farther apart than this many times the lesser of the gaps next to theirs are of two paragraphs.
const LOOSE: f32 = 1.4;
/// Rows whose heights differ by this factor are of two paragraphs.
const GROWN: f32 = 1.45;
/// Short rows whose sizes differ by this factor are.
const GROWN_SHORT: f32 = 1.2;
/// A first line is indented by at least this many heights.
const INDENT: f32 = 0.8;
/// Characters that fill half of their square.
const HALF: [char; 20] = [
    '、', '。', '，', '．', '：', '；', '！', '？', '「', '」', '『', '』', '（', '）', '《', '》', '〈', '〉', '【',
    '】',
];
/// A quotation is set in by at least this many heights.
const SET_IN: f32 = 1.2;

/// What a paragraph's rows are, as far as their column tells.
#[derive(Clone, Debug)]
pub(super) struct Paragraph {
    /// Its rows from top to bottom; never empty.
    pub rows: Vec<Row>,
    /// What it begins with where it is an item of a list.
    pub marker: Option<Marker>,
    /// An item's depth; 0 for anything else.
    pub level: u8,
    /// Whether it is set apart between full lines of the column, as a quotation is.
    pub set_apart: bool,
}

/// What the next row is compared with.
struct Look {
    text: String,
    size: f32,
    bold: f32,
    /// How far down a large initial at its begin reaches.
    reach: f32,
}

/// A column: the rows of one region and where its lines begin and end.
struct Column<'a> {
    rows: &'a [Row],
    looks: Vec<Look>,
    gaps: Vec<f32>,
    u0: f32,
    u1: f32,
    /// How much larger a row of another size is.
    grown: f32,
}

/// Parts `rows` (one column, top to bottom) into runs of rows that are one paragraph each. `markers` say which rows
/// begin an item of a list; rows whose sizes differ by more than `grown` are of two paragraphs.
pub(super) fn split(rows: Vec<Row>, markers: Vec<Option<Marker>>, lines: &[Line], grown: f32) -> Vec<Paragraph> {
    let column = Column::new(&rows, lines, grown);
    let mut first = 0;
    let mut starts = vec![true; rows.len()];
    for i in 1..rows.len() {
        starts[i] = markers[i].is_some() || column.breaks(i, first, markers[first].is_some());
        if starts[i] {
            first = i;
        }
    }
    let edges = (column.u0, column.u1);
    let mut out: Vec<Paragraph> = Vec::new();
    for ((row, marker), starts) in rows.into_iter().zip(markers).zip(starts) {
        match out.last_mut() {
            Some(paragraph) if !starts => paragraph.rows.push(row),
            _ => out.push(Paragraph { rows: vec![row], marker, level: 0, set_apart: false }),
        }
    }
    lists::nest(&mut out);
    for i in 0..out.len() {
        out[i].set_apart = set_apart(&out, i, edges);
    }
    out
}

impl<'a> Column<'a> {
    fn new(rows: &'a [Row], lines: &[Line], grown: f32) -> Self {
        let (u0, u1) = edges(rows);
        let looks = rows.iter().map(|row| Look {
            text: text(row, lines),
            size: print::row_size(row, lines),
            bold: print::bold_share(row.pieces.iter().map(|p| &lines[p.line])),
            reach: if begins_large(row, lines) {
                row.pieces[0].v0 + lines[row.pieces[0].line].quad.height()
            } else {
                f32::MIN
            },
        });
        Self { looks: looks.collect(), gaps: rows.windows(2).map(|w| w[1].vc - w[0].vc).collect(), rows, u0, u1, grown }
    }

    /// Whether row `i` begins a paragraph, where the one before began at row `first`, as an item of a list or not.
    fn breaks(&self, i: usize, first: usize, item: bool) -> bool {
        let (last, row, next) = (&self.rows[i - 1], &self.rows[i], self.rows.get(i + 1));
        let (before, look) = (&self.looks[i - 1], &self.looks[i]);
        let h = last.h.max(row.h);
        // The gaps next to this one say what is usual here: a table below may be set wider than the text above it.
        let beside = [i.checked_sub(2), Some(i)].into_iter().flatten().filter_map(|k| self.gaps.get(k));
        let usual = beside.copied().fold(f32::INFINITY, f32::min).clamp(0.8 * h, 2.5 * h);
        let spaced = self.gaps[i - 1] > LOOSE * usual;
        let after_gap = next.is_some() && self.gaps[i] > LOOSE * usual;
        let resized = self.resized(i);
        // A line of a table of contents ends with its page.
        let listed = script::has_leader(&before.text) && !script::starts_small(&look.text);
        if spaced || resized || listed || self.restyled(i) || self.named(i - 1) || self.named(i) {
            return true;
        }
        let short = |r: &Row, share: f32| self.u1 - r.u1 > share * (self.u1 - self.u0);
        let ended = short(last, 0.25) && script::ends_sentence(&before.text);
        if captions::begins(&look.text) && (short(last, 0.15) || ended) {
            return true;
        }
        if item {
            // Under its marker an item goes on only where the line before was full.
            let hangs = row.u0 > self.rows[first].u0 + 0.5 * h;
            return !hangs && short(last, 0.2);
        }
        let at_edge = |r: &Row| r.u0 - self.u0 < 0.5 * INDENT * h;
        // Rows beside a large initial begin where it ends.
        let beside_initial = self.looks[first..i].iter().any(|l| l.reach > row.vc);
        let deep = |r: &Row| r.u0 - self.u0 > INDENT * h && !beside_initial;
        let indented =
            deep(row) && row.u0 - self.u0 < 8.0 * h && at_edge(last) && (next.is_none_or(at_edge) || after_gap);
        // A passage set in from the margin: it begins under full lines and ends where they go on. Its lines begin under
        // each other; those of centred text do not.
        let level = |a: &Row, b: &Row| (a.u0 - b.u0).abs() < 0.5 * h;
        let opens = deep(row)
            && next.is_some_and(|n| level(row, n))
            && at_edge(last)
            && i >= 2
            && (first < i - 1 && at_edge(&self.rows[i - 2]) || script::ends_sentence(&before.text));
        let inset = self.rows[first..i].iter().all(|r| deep(r) && self.u1 - r.u1 > 0.5 * SET_IN * h);
        let closes = at_edge(row)
            && deep(last)
            && i - 1 > first
            && level(last, &self.rows[i - 2])
            && (inset || !self.runs_on(i));
        // What somebody says begins with a dash, each time on a line of its own.
        let says = deep(row) && look.text.starts_with(['—', '–', '―']) && script::ends_sentence(&before.text);
        indented || says || opens || closes || (ended && at_edge(row) && at_edge(last))
    }

    /// Whether row `i` is of another size than the one above it. A few letters say nothing about their size.
    fn resized(&self, i: usize) -> bool {
        let (h, l) = (self.rows[i].h.max(self.rows[i - 1].h), self.rows[i].h.min(self.rows[i - 1].h));
        let (a, b) = (&self.looks[i - 1], &self.looks[i]);
        let telling = script::weight(&a.text).min(script::weight(&b.text)) >= 4;
        // Two short rows are two headings, or a heading and its kin: there the sizes need not differ as much.
        let short = |r: &Row| r.u1 - r.u0 < 0.6 * (self.u1 - self.u0);
        let both = short(&self.rows[i - 1]) && short(&self.rows[i]);
        let grown = if both { self.grown.min(GROWN_SHORT) } else { self.grown };
        let differs = telling && a.size.max(b.size) > grown * a.size.min(b.size) && h > 1.05 * l;
        let full = self.full(&self.rows[i - 1]);
        let goes_on = self.runs_on(i) || (full && !script::ends_sentence(&a.text));
        h > GROWN * l || (differs && !goes_on)
    }

    /// Whether a row fills its column, from its begin or an indent to its end.
    fn full(&self, row: &Row) -> bool {
        let width = self.u1 - self.u0;
        self.u1 - row.u1 < 0.1 * width && row.u0 - self.u0 < 0.3 * width
    }

    /// Whether the words of row `i` go on with those of the row above it.
    fn runs_on(&self, i: usize) -> bool {
        script::starts_small(&self.looks[i].text) || self.looks[i - 1].text.ends_with(['-', '\u{ad}', '¬', ','])
    }

    /// Whether bold rows begin or end with row `i`: a heading over its text. Bold words at a paragraph's begin that
    /// fill its first row are none.
    fn restyled(&self, i: usize) -> bool {
        let (a, b) = (&self.looks[i - 1], &self.looks[i]);
        let full = self.full(&self.rows[i - 1]);
        let bold = |l: &Look| l.bold >= 0.9;
        let plain = |l: &Look| l.bold <= 0.5;
        let runs_on = full && script::starts_small(&b.text);
        (bold(a) && plain(b) && !runs_on) || (plain(a) && bold(b) && !full)
    }

    /// Whether row `i` is a heading by its words alone: `Article 5` on a short line.
    fn named(&self, i: usize) -> bool {
        let row = &self.rows[i];
        // A sentence may end with the name of an article.
        let ends = i > 0 && self.full(&self.rows[i - 1]) && !script::ends_sentence(&self.looks[i - 1].text);
        !ends && row.u1 - row.u0 < 0.6 * (self.u1 - self.u0) && headings::is_named(&self.looks[i].text)
    }
}

/// Where the lines of a column begin and end: the outermost places that several rows keep to, so that a running head
/// or a title that reaches farther out moves nothing.
fn edges(rows: &[Row]) -> (f32, f32) {
    let fewest = if rows.len() < 4 { 1 } else { 2.max(rows.len() / 12) };
    let edge = |of: fn(&Row) -> f32, near: f32| {
        let mut places: Vec<(f32, f32)> = rows.iter().map(|r| (of(r), near * r.h)).collect();
        places.sort_by(|a, b| a.0.total_cmp(&b.0));
        let kept = places.windows(fewest).find(|w| w[fewest - 1].0 - w[0].0 <= w[0].1);
        kept.or(places.windows(1).next()).map_or(0.0, |w| w[0].0)
    };
    (edge(|r| r.u0, 0.5), -edge(|r| -r.u1, 1.5))
}

/// Whether paragraph `i` is set in on both sides between full lines of the column from `u0` to `u1`.
fn set_apart(paragraphs: &[Paragraph], i: usize, (u0, u1): (f32, f32)) -> bool {
    let Paragraph { rows, marker: None, .. } = &paragraphs[i] else { return false };
    let h = rows[0].h;
    let left = rows.iter().map(|r| r.u0).fold(f32::MAX, f32::min);
    let right = rows.iter().map(|r| r.u1).fold(f32::MIN, f32::max);
    let (body, width) = (&rows[..rows.len() - 1], right - left);
    let filled = body.iter().all(|r| r.u1 - r.u0 > 0.8 * width);
    let level = rows[1..].iter().all(|r| r.u0 - left < 0.5 * h);
    let full = |p: &Paragraph| {
        let lines = p.rows.iter().filter(|r| r.u0 - u0 < 0.5 * h && u1 - r.u1 < 0.1 * (u1 - u0)).count();
        p.marker.is_none() && p.rows.len() >= 2 && lines >= 1
    };
    let last = i.checked_sub(1).map(|k| &paragraphs[k]);
    let beside = [last, paragraphs.get(i + 1)].into_iter().flatten().any(full);
    rows.len() >= 2
        && width > 12.0 * h
        && (left - u0 > SET_IN * h && left - u0 < 10.0 * h)
        && u1 - right > 0.5 * SET_IN * h
        && filled
        && level
        && beside
        && last.is_none_or(|p| p.marker.is_none())
}

/// The text of a row: its pieces parted by spaces, CJK pieces that stand close by nothing.
pub(super) fn text(row: &Row, lines: &[Line]) -> String {
    let mut out = String::new();
    for (i, piece) in row.pieces.iter().enumerate() {
        let next = lines[piece.line].text.trim();
        if next.is_empty() {
            continue;
        }
        // A stop or a bracket fills half of its square, and a box around its ink leaves the rest white.
        let white = if out.ends_with(HALF) || next.starts_with(HALF) { 1.2 } else { 0.6 };
        let close = i > 0 && piece.u0 - row.pieces[i - 1].u1 < white * row.h;
        let runs_on = close && out.chars().next_back().is_some_and(script::is_cjk) && next.starts_with(script::is_cjk);
        // An initial is the first letter of the word beside it, where it is no word itself.
        let initial = i == 1
            && next.starts_with(char::is_lowercase)
            && !["A", "I", "O", "À", "Y", "E", "É", "В", "И", "К", "О", "С", "У", "Я", "А"].contains(&out.as_str())
            && begins_large(row, lines);
        if !out.is_empty() && !runs_on && !initial {
            out.push(' ');
        }
        out.push_str(next);
    }
    out
}

/// The block of one paragraph; takes its lines out of `lines`, where empty ones stay behind.
pub(super) fn block(paragraph: &Paragraph, lines: &mut [Line], frame: &Frame) -> Block {
    let lines: Vec<Line> = paragraph.rows.iter().map(|row| join(row, lines, frame)).collect();
    let kind = match paragraph {
        Paragraph { marker: Some(_), .. } => BlockKind::ListItem,
        Paragraph { set_apart: true, .. } => BlockKind::Quote,
        _ => BlockKind::Paragraph,
    };
    let marker = paragraph.marker.as_ref().map(|m| m.text.clone());
    let mut block = Block { kind, level: paragraph.level, marker, ..Block::default() };
    block.set_lines(lines);
    block
}

/// Whether a row begins with a large initial.
fn begins_large(row: &Row, lines: &[Line]) -> bool {
    let [first, second, ..] = &row.pieces[..] else { return false };
    let line = &lines[first.line];
    frame::is_initial(line, line.quad.height(), second.h())
}

fn join(row: &Row, lines: &mut [Line], frame: &Frame) -> Line {
    if let [Piece { line, .. }] = row.pieces[..] {
        return std::mem::take(&mut lines[line]);
    }
    let text = text(row, lines);
    let quads: Vec<Quad> = row.pieces.iter().map(|p| lines[p.line].quad).collect();
    let (mut sum, mut weight, mut words) = (0.0, 0.0, Vec::new());
    for piece in &row.pieces {
        let line = std::mem::take(&mut lines[piece.line]);
        let n = line.text.chars().count() as f32;
        sum += line.confidence * n;
        weight += n;
        words.extend(line.words);
    }
    let confidence = if weight > 0.0 { sum / weight } else { 0.0 };
    Line { text, quad: frame.span(&quads), confidence, words }
}

//! Paragraphs: parts the rows of one column where the spacing, the indent or the size says that something new begins,
//! and makes lines and blocks of them. Refuses to move a row.

use super::frame::{Frame, Piece};
use super::rows::Row;
use super::script;
use crate::{Block, Line, MeanConfidence, Quad, Rect};

/// Rows farther apart than this many times the lesser of the gaps next to theirs are of two paragraphs.
const LOOSE: f32 = 1.4;
/// Rows whose heights differ by this factor are of two paragraphs.
const GROWN: f32 = 1.45;
/// A first line is indented by at least this many heights.
const INDENT: f32 = 0.8;

/// Parts `rows` (one column, top to bottom) into runs of rows that are one paragraph each.
pub(super) fn split(rows: Vec<Row>, lines: &[Line]) -> Vec<Vec<Row>> {
    let (u0, u1) = rows.iter().fold((f32::MAX, f32::MIN), |(a, b), r| (a.min(r.u0), b.max(r.u1)));
    let gaps: Vec<f32> = rows.windows(2).map(|w| w[1].vc - w[0].vc).collect();
    let mut starts = vec![false; rows.len()];
    for i in 1..rows.len() {
        let (last, row, next) = (&rows[i - 1], &rows[i], rows.get(i + 1));
        let h = last.h.max(row.h);
        // The gaps next to this one say what is usual here: a table below may be set wider than the text above it.
        let beside = [i.checked_sub(2), Some(i)].into_iter().flatten().filter_map(|k| gaps.get(k));
        let usual = beside.copied().fold(f32::INFINITY, f32::min).clamp(0.8 * h, 2.5 * h);
        let spaced = gaps[i - 1] > LOOSE * usual;
        let resized = h > GROWN * last.h.min(row.h);
        let at_edge = |r: &Row| r.u0 - u0 < 0.5 * INDENT * h;
        let indented = row.u0 - u0 > INDENT * h
            && row.u0 - u0 < 8.0 * h
            && at_edge(last)
            && next.is_none_or(|n| at_edge(n) || gaps[i] > LOOSE * usual);
        let short = u1 - last.u1 > 0.25 * (u1 - u0) && script::ends_sentence(&text(last, lines));
        starts[i] = spaced || resized || indented || (short && at_edge(row) && at_edge(last));
    }
    let mut out: Vec<Vec<Row>> = Vec::new();
    for (row, starts) in rows.into_iter().zip(starts) {
        match out.last_mut() {
            Some(paragraph) if !starts => paragraph.push(row),
            _ => out.push(vec![row]),
        }
    }
    out
}

/// The text of a row: its pieces parted by spaces, CJK pieces that stand close by nothing.
pub(super) fn text(row: &Row, lines: &[Line]) -> String {
    let mut out = String::new();
    for (i, piece) in row.pieces.iter().enumerate() {
        let next = lines[piece.line].text.trim();
        if next.is_empty() {
            continue;
        }
        let close = i > 0 && piece.u0 - row.pieces[i - 1].u1 < 0.5 * row.h;
        let runs_on = close && out.chars().next_back().is_some_and(script::is_cjk) && next.starts_with(script::is_cjk);
        if !out.is_empty() && !runs_on {
            out.push(' ');
        }
        out.push_str(next);
    }
    out
}

/// The block of one paragraph; takes its lines out of `lines`, where empty ones stay behind.
pub(super) fn block(rows: &[Row], lines: &mut [Line], frame: &Frame) -> Block {
    let lines: Vec<Line> = rows.iter().map(|row| join(row, lines, frame)).collect();
    let weighted = lines.iter().map(|l| (l.confidence, l.text.chars().count() as f32));
    let (sum, weight) = weighted.fold((0.0, 0.0), |(s, w), (c, n)| (s + c * n, w + n));
    let rest = if weight > 0.0 { sum / weight } else { 0.0 };
    Block {
        bbox: Rect::around(lines.iter().map(|l| l.quad.bounds())).unwrap_or_default(),
        confidence: MeanConfidence::of(lines.iter().flat_map(|l| &l.words)).mean().unwrap_or(rest),
        lines,
        ..Block::default()
    }
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

//! Reading order: cuts a page at its gutters, again and again, into regions that are one column each, in the order
//! they are read (a recursive cut in the way of Nagy and Seth's X-Y trees, led by gutters: what crosses a gutter
//! ends it, so a heading over two columns is read before both and a note under them after both).
//! Refuses to look into a region: its rows are `rows`' matter, its paragraphs `paragraphs`'.

use super::columns;
use super::frame::Piece;
use crate::Line;

/// No page nests columns deeper; it bounds the work on boxes that make no sense.
const DEEPEST: usize = 12;

/// The regions of `pieces` in reading order; each piece is in one region, no region is empty.
pub(super) fn regions(pieces: Vec<Piece>, lines: &[Line]) -> Vec<Vec<Piece>> {
    let mut out = Vec::new();
    cut(pieces, lines, 0, &mut out);
    out
}

fn cut(pieces: Vec<Piece>, lines: &[Line], depth: usize, out: &mut Vec<Vec<Piece>>) {
    if pieces.is_empty() {
        return;
    }
    let found = if depth < DEEPEST { columns::find(&pieces, lines) } else { None };
    let Some(found) = found else {
        out.push(pieces);
        return;
    };
    for part in found {
        cut(part, lines, depth + 1, out);
    }
}

//! Tables: found before columns are read, as their rows belong together. `rules` gathers the page's rulings in the
//! frame, `grid` makes tables of rules that meet, `open` of level rules and of white alone by the columns that `align`
//! finds, `judge` weighs the evidence, `build` fills the cells with words, `join` puts a table together that goes on
//! over pages.
//!
//! While the rest of the page is put in order, a table stands in it as one large piece. Refuses to lose a word: what is
//! in no cell stays with the text.

mod align;
mod atoms;
mod build;
mod grid;
mod join;
mod judge;
mod open;
mod rules;
#[cfg(test)]
mod tests;

use super::frame::{Frame, Piece, median};
use super::pairs;
use super::rows::{self, Row};
use crate::{Block, Line, Quad, Surface};
use grid::Grid;
use judge::Evidence;
use rules::{Rule, Rules};

pub(super) use atoms::{Atom, TextRow, is_number, text};
pub(super) use build::{Draft, Edges, block};
pub use join::join_tables;

/// Rows of a table with no rules stand no farther apart than this, in heights.
const APART: f32 = 3.2;
/// So many rows in a row of such a table may have no wide white.
const GAPS: usize = 2;
/// A table with no rules has at least this many rows.
const FEWEST: usize = 3;
/// ...and at most this many.
const MOST_ROWS: usize = 400;
/// From so many rows of a run a table is looked for.
const TRIES: usize = 4;

/// So many nets of rules are looked at for parts of one table: a drawing may have more.
const MOST_NETS: usize = 60;

/// The tables of a page on their way through the reading order.
#[derive(Default)]
pub(super) struct Tables {
    blocks: Vec<Option<Block>>,
    /// The place in the list of lines of the first table's stand-in.
    first: usize,
    level: Vec<Rule>,
}

/// A part of a region in reading order.
pub(super) enum Part {
    /// A table or pairs, complete.
    Block(Box<Block>),
    /// Rows of text.
    Rows(Vec<Row>),
}

impl Part {
    /// Its rows of text, which go; none for a block.
    pub(super) fn take_rows(&mut self) -> Vec<Row> {
        match self {
            Self::Block(_) => Vec::new(),
            Self::Rows(rows) => std::mem::take(rows),
        }
    }
}

impl Tables {
    /// Takes the ruled tables out of `pieces`, and out of `others` (places in `lines` of what is written in another
    /// direction, as heads of narrow columns are). A piece stands in for each, its line an empty one at the end of
    /// `lines`.
    pub(super) fn find(
        frame: &Frame,
        pieces: &mut Vec<Piece>,
        others: &mut [Vec<usize>],
        lines: &mut Vec<Line>,
        surface: &Surface,
    ) -> Self {
        let mut tables = Self { first: lines.len(), ..Self::default() };
        let Some(h) = median(pieces.iter().map(Piece::h)) else { return tables };
        tables.ruled(frame, pieces, others, lines, surface, h);
        for found in open::whole_page(pieces, lines, frame, h) {
            tables.take(found, pieces, lines, frame, None);
        }
        tables
    }

    fn ruled(
        &mut self,
        frame: &Frame,
        pieces: &mut Vec<Piece>,
        others: &mut [Vec<usize>],
        lines: &mut Vec<Line>,
        surface: &Surface,
        h: f32,
    ) {
        if surface.rulings.is_empty() {
            return;
        }
        let mut rules = Rules::of(&surface.rulings, frame, 0.25 * h);
        rules.without_letters(pieces, h);
        let mut nets = rules.nets(0.5 * h);
        let words: Vec<Atom> = pieces.iter().flat_map(|p| atoms::words(p, &lines[p.line], 0, frame)).collect();
        while let Some((i, k)) =
            pairs_of(nets.len().min(MOST_NETS)).find(|&(i, k)| grid::goes_on(&nets[i], &nets[k], &words, h))
        {
            let lower = std::mem::take(&mut nets[k]);
            nets[i].level.extend(lower.level);
            nets[i].upright.extend(lower.upright);
            nets.swap_remove(k);
        }
        // The largest first: a frame around a table is one box, and leaves its inside alone.
        nets.sort_by(|a, b| size(b).total_cmp(&size(a)));
        let turned: Vec<(usize, usize)> =
            others.iter().enumerate().flat_map(|(g, o)| o.iter().map(move |i| (g, *i))).collect();
        let mut used: Vec<Rule> = Vec::new();
        for net in nets.iter().filter(|n| n.level.len() + n.upright.len() > 2) {
            let mut all = pieces.clone();
            let left = turned.iter().filter(|(g, i)| others[*g].contains(i));
            all.extend(left.map(|(_, i)| frame.piece_of(*i, &lines[*i].quad)));
            let words: Vec<Atom> = all.iter().flat_map(|p| atoms::words(p, &lines[p.line], 0, frame)).collect();
            let Some(found) = grid::find(net, &all, &words, lines, frame, h) else { continue };
            others.iter_mut().for_each(|o| o.retain(|i| !found.members.contains(i)));
            used.extend(&net.level);
            self.take(found, pieces, lines, frame, None);
        }
        self.level = rules.level.iter().filter(|r| !used.contains(r)).copied().collect();
        for found in open::half_ruled(&self.level.clone(), pieces, lines, frame, h) {
            let head = self.head(&found);
            self.take(found, pieces, lines, frame, head);
        }
    }

    /// How many rows stand above the first rule across inside a table.
    fn head(&self, found: &Grid) -> Option<u32> {
        let (rows, cols) = (&found.edges.rows, &found.edges.cols);
        let wide = 0.8 * (cols[cols.len() - 1] - cols[0]);
        let inside = |r: &&Rule| r.len() >= wide && r.at > rows[0] && r.at < rows[rows.len() - 1] && r.from < cols[1];
        let first = self.level.iter().find(inside)?;
        Some(rows[1..].iter().filter(|v| **v <= first.at + 1.0).count().max(1) as u32)
    }

    /// Makes a block of what was found, and puts a piece in its place.
    fn take(&mut self, found: Grid, pieces: &mut Vec<Piece>, lines: &mut Vec<Line>, frame: &Frame, above: Option<u32>) {
        let (rows, cols) = (&found.edges.rows, &found.edges.cols);
        let (u, v) = ((cols[0], cols[cols.len() - 1]), (rows[0], rows[rows.len() - 1]));
        let block = finish(block(found.drafts, &found.edges, lines, frame), above);
        pieces.retain(|p| !found.members.contains(&p.line));
        pieces.push(Piece { line: lines.len(), u0: u.0, u1: u.1, v0: v.0, v1: v.1, slope: 0.0 });
        lines.push(Line { quad: Quad::from(block.bbox), ..Line::default() });
        self.blocks.push(Some(block));
    }

    /// The parts of one region: tables where they stand, and the rows between them.
    pub(super) fn parts(&mut self, region: Vec<Piece>, lines: &mut [Line], frame: &Frame) -> Vec<Part> {
        let first = self.first;
        let stands_in = |p: &Piece| (first..first + self.blocks.len()).contains(&p.line);
        let (mut tables, text): (Vec<Piece>, Vec<Piece>) = region.into_iter().partition(stands_in);
        tables.sort_by(|a, b| a.v0.total_cmp(&b.v0).then(a.u0.total_cmp(&b.u0)));
        let mut rest = text;
        let mut out = Vec::new();
        for table in tables {
            let (above, below): (Vec<Piece>, Vec<Piece>) = rest.into_iter().partition(|p| p.vc() < table.vc());
            self.open(&above, lines, frame, &mut out);
            rest = below;
            out.extend(self.blocks[table.line - first].take().map(|b| Part::Block(Box::new(b))));
        }
        self.open(&rest, lines, frame, &mut out);
        out
    }

    /// Finds tables without rules, and pairs, among the rows of a region.
    fn open(&self, pieces: &[Piece], lines: &mut [Line], frame: &Frame, out: &mut Vec<Part>) {
        if pieces.is_empty() {
            return;
        }
        let rows = rows::group(pieces);
        let texts = atoms::text_rows(pieces, lines, frame);
        let wide: Vec<bool> = texts.iter().map(|r| r.segments(lines).len() > 1).collect();
        let mut left: Vec<Row> = Vec::new();
        // A run of rows that was tried from its first few rows in vain is no table from a later one.
        let (mut tries, mut run) = (0, 0);
        let mut i = 0;
        while i < rows.len() {
            let end = i + reach(&texts[i..], &wide[i..]);
            (tries, run) = if end == run { (tries + 1, run) } else { (0, end) };
            let found = if tries < TRIES { self.white(&texts, (i, end - i), left.len(), lines, frame) } else { None };
            let (end, block) = match found {
                Some((from, n, block)) => {
                    left.truncate(left.len() - (i - from));
                    (i + n, Some(block))
                }
                None => match pairs::find(&texts[i..], lines) {
                    Some(found) => (i + found.rows, Some(found.block(lines, frame))),
                    None => (i + 1, None),
                },
            };
            match block {
                Some(block) => {
                    if !left.is_empty() {
                        out.push(Part::Rows(std::mem::take(&mut left)));
                    }
                    out.push(Part::Block(Box::new(block)));
                }
                None => left.extend(rows[i..end].iter().cloned()),
            }
            i = end;
        }
        if !left.is_empty() {
            out.push(Part::Rows(left));
        }
    }

    /// A table with no rules of the `n` rows from `from`, which may go on a little, with its head among the `free` rows
    /// above: where it begins, how many rows it takes from `from` on, and its block.
    fn white(
        &self,
        rows: &[TextRow],
        (from, n): (usize, usize),
        free: usize,
        lines: &mut [Line],
        frame: &Frame,
    ) -> Option<(usize, usize, Block)> {
        if n < FEWEST {
            return None;
        }
        let h = median(rows[from..from + n].iter().map(|r| r.h))?;
        let table = |n: usize| open::with_head(rows, (from, n), free, &self.level, Evidence::White, lines, h);
        // The last row may go on below in one of its columns.
        let (_, _, edges) = table(n)?;
        let after: Vec<&TextRow> = rows[from + n..].iter().collect();
        let more = open::tail(&edges.cols, &rows[from..from + n], &after, lines);
        let (n, (begins, drafts, edges)) = match table(n + more) {
            Some(found) if more > 0 => (n + more, found),
            _ => (n, table(n)?),
        };
        Some((begins, n, finish(block(drafts, &edges, lines, frame), None)))
    }
}

/// How many of the first rows may be one table with no rules: none where the first has no wide white; the last has
/// some.
fn reach(rows: &[TextRow], wide: &[bool]) -> usize {
    if !wide[0] {
        return 0;
    }
    let (mut n, mut end, mut gaps) = (1, 1, 0);
    let near = |i: usize| rows[i].v - rows[i - 1].v <= APART * rows[i].h.max(rows[i - 1].h);
    while end < wide.len().min(MOST_ROWS) && near(end) {
        gaps = if wide[end] { 0 } else { gaps + 1 };
        if gaps > GAPS {
            break;
        }
        end += 1;
        if wide[end - 1] {
            n = end;
        }
    }
    n
}

/// All pairs of two different places below `n`.
fn pairs_of(n: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..n).flat_map(move |i| (0..n).filter(move |k| *k != i).map(move |k| (i, k)))
}

fn finish(mut block: Block, above: Option<u32>) -> Block {
    if let Some(table) = &mut block.table {
        table.header_rows = judge::header_rows(table, above);
    }
    block
}

/// The area that a net covers.
fn size(net: &Rules) -> f32 {
    let level = net.level.iter().map(Rule::len).fold(0.0, f32::max);
    let upright = net.upright.iter().map(Rule::len).fold(0.0, f32::max);
    level * upright
}

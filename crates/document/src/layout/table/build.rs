//! A table's block from cells of words: the lines of each cell, whole where the engine's line lies within it and cut
//! where it runs over several. Refuses to lose or repeat a word.

use super::super::frame::Frame;
use super::super::script;
use super::atoms::Atom;
use crate::{Block, BlockKind, Cell, Line, MeanConfidence, Quad, Rect, Table, Word};

/// A cell in the making.
#[derive(Clone, Debug)]
pub(in super::super) struct Draft {
    pub row: usize,
    pub col: usize,
    pub row_span: usize,
    pub col_span: usize,
    pub atoms: Vec<Atom>,
}

/// The edges of a table's rows and columns in the frame: one more than there are of each.
#[derive(Clone, Debug)]
pub(in super::super) struct Edges {
    pub rows: Vec<f32>,
    pub cols: Vec<f32>,
}

/// The block of a table; takes the words out of `lines`, where empty ones stay behind. Places that no draft covers
/// become empty cells.
pub(in super::super) fn block(mut drafts: Vec<Draft>, edges: &Edges, lines: &mut [Line], frame: &Frame) -> Block {
    let (rows, cols) = (edges.rows.len() - 1, edges.cols.len() - 1);
    let mut covered = vec![false; rows * cols];
    for d in &drafts {
        for r in d.row..d.row + d.row_span {
            covered[r * cols + d.col..r * cols + d.col + d.col_span].fill(true);
        }
    }
    let empty = (0..rows * cols).filter(|&i| !covered[i]);
    drafts.extend(empty.map(|i| Draft { row: i / cols, col: i % cols, row_span: 1, col_span: 1, atoms: Vec::new() }));
    drafts.sort_by_key(|d| (d.row, d.col));
    let mut cut = Cut::new(&drafts, lines);
    let cells: Vec<Cell> = drafts
        .iter()
        .map(|d| {
            let lines = cut.lines_of(d, lines, frame);
            let text = lines.iter().map(|l| l.text.as_str()).collect::<Vec<_>>().join(" ");
            let (u, v) = (
                (edges.cols[d.col], edges.cols[d.col + d.col_span]),
                (edges.rows[d.row], edges.rows[d.row + d.row_span]),
            );
            let place = frame.span_of(u, v).bounds();
            let bbox = Rect::around(lines.iter().map(|l| l.quad.bounds())).map_or(place, |b| b.union(place));
            let [row, col, row_span, col_span] = [d.row, d.col, d.row_span, d.col_span].map(|n| n as u32);
            Cell { row, col, row_span, col_span, text, bbox, lines }
        })
        .collect();
    let bbox = Rect::around(cells.iter().map(|c| c.bbox)).unwrap_or_default();
    let words = || cells.iter().flat_map(|c| &c.lines).flat_map(|l| &l.words);
    let confidence = MeanConfidence::of(words()).mean().unwrap_or_else(|| {
        let all: Vec<f32> = cells.iter().flat_map(|c| &c.lines).map(|l| l.confidence).collect();
        all.iter().sum::<f32>() / all.len().max(1) as f32
    });
    let table = Table { rows: rows as u32, cols: cols as u32, header_rows: 0, cells };
    Block { kind: BlockKind::Table, bbox, confidence, table: Some(table), ..Block::default() }
}

/// The lines' words on their way to cells.
struct Cut {
    /// For each line that some cell needs a part of, how many words it has.
    whole: Vec<usize>,
}

impl Cut {
    fn new(drafts: &[Draft], lines: &[Line]) -> Self {
        let mut whole = vec![0; lines.len()];
        for a in drafts.iter().flat_map(|d| &d.atoms) {
            whole[a.line] += 1;
        }
        Self { whole }
    }

    /// The lines of one cell from top to bottom.
    fn lines_of(&mut self, draft: &Draft, lines: &mut [Line], frame: &Frame) -> Vec<Line> {
        let mut atoms = draft.atoms.clone();
        atoms.sort_by(|a, b| {
            a.row.cmp(&b.row).then(a.u0.total_cmp(&b.u0)).then((a.line, a.word).cmp(&(b.line, b.word)))
        });
        let mut out = Vec::new();
        for row in atoms.chunk_by(|a, b| a.row == b.row) {
            // The parts of the row by their lines, in the order they begin; words of one line keep their own order.
            let mut parts: Vec<(usize, Vec<Option<usize>>)> = Vec::new();
            for a in row {
                match parts.iter_mut().find(|p| p.0 == a.line) {
                    Some(p) => p.1.push(a.word),
                    None => parts.push((a.line, vec![a.word])),
                }
            }
            let pieces = parts.into_iter().map(|(line, mut words)| {
                words.sort_unstable();
                if words.len() == self.whole[line] {
                    return std::mem::take(&mut lines[line]);
                }
                let words: Vec<usize> = words.into_iter().flatten().collect();
                part(&lines[line], &words)
            });
            out.extend(join(pieces.collect(), frame));
        }
        out
    }
}

/// The line of some of a line's words.
fn part(line: &Line, words: &[usize]) -> Line {
    let words: Vec<Word> = words.iter().map(|&w| line.words[w].clone()).collect();
    let mut text = String::new();
    for word in &words {
        let runs_on = text.chars().next_back().is_some_and(script::is_cjk) && word.text.starts_with(script::is_cjk);
        if !text.is_empty() && !runs_on {
            text.push(' ');
        }
        text.push_str(&word.text);
    }
    let bounds = Rect::around(words.iter().map(|w| w.bbox)).unwrap_or_default();
    let whole = line.quad.bounds();
    let level = line.quad.0[1].x > line.quad.0[0].x && whole.width() > whole.height();
    let share = |x: f32| ((x - whole.x0) / whole.width().max(1.0)).clamp(0.0, 1.0);
    let quad = if level { line.quad.slice(share(bounds.x0), share(bounds.x1)) } else { Quad::from(bounds) };
    let confidence = MeanConfidence::of(&words).mean().unwrap_or(line.confidence);
    Line { text, quad, confidence, words }
}

/// One line of the pieces of one row in one cell.
fn join(pieces: Vec<Line>, frame: &Frame) -> Option<Line> {
    let quads: Vec<Quad> = pieces.iter().map(|p| p.quad).collect();
    let weights: Vec<f32> = pieces.iter().map(|p| p.text.chars().count().max(1) as f32).collect();
    let confidence =
        pieces.iter().zip(&weights).map(|(p, w)| p.confidence * w).sum::<f32>() / weights.iter().sum::<f32>().max(1.0);
    let count = pieces.len();
    pieces
        .into_iter()
        .reduce(|mut a, b| {
            if !a.text.is_empty() && !b.text.is_empty() {
                a.text.push(' ');
            }
            a.text.push_str(b.text.trim());
            a.words.extend(b.words);
            a
        })
        .map(|line| if count == 1 { line } else { Line { quad: frame.span(&quads), confidence, ..line } })
}

//! Rows: pieces of one column that stand on one baseline. An engine splits a printed line at wide gaps, so a receipt's
//! item and its price come as two pieces; here they become one row again. Refuses to look at columns: what it is given
//! is one column already, or a table whose rows belong together.

use super::frame::{Piece, weighted_median};

/// Pieces whose middles lie farther apart than this share of the smaller height stand on different rows.
const OFF_BASELINE: f32 = 0.5;
/// Two pieces of one row may cover each other by this share of the shorter one: boxes are drawn a little too wide.
const OVERLAP: f32 = 0.35;
/// A small piece is of a row if it reaches no farther than this from the middle of the row, in heights.
const INSIDE: f32 = 0.7;
/// A row's own slope is believed from this length on, in heights.
const LONG: f32 = 24.0;

/// Pieces on one baseline, in the order of the writing.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// Its pieces by where they begin.
    pub pieces: Vec<Piece>,
    /// Where it begins.
    pub u0: f32,
    /// Where it ends.
    pub u1: f32,
    /// The mean of its pieces' middles across the writing, each weighted by its length.
    pub vc: f32,
    /// The middle along the writing that `vc` belongs to.
    uc: f32,
    /// The median height of its pieces, each weighted by its length: a comma's says little.
    pub h: f32,
    slope: f32,
}

impl Row {
    fn new(piece: Piece) -> Self {
        let mut row = Self { pieces: vec![piece], u0: 0.0, u1: 0.0, vc: 0.0, uc: 0.0, h: 0.0, slope: 0.0 };
        row.fit();
        row
    }

    /// Where its middle lies at `u`.
    fn at(&self, u: f32) -> f32 {
        self.vc + self.slope * (u - self.uc)
    }

    /// How far off its baseline `piece` stands, in heights; `None` where it has no place in this row.
    fn distance(&self, piece: &Piece) -> Option<f32> {
        let h = self.h.min(piece.h());
        let off = (self.at(piece.uc()) - piece.vc()).abs();
        // A dash or a comma in a box of its own stands inside its row, if not at its middle.
        let inside = off + piece.h() / 2.0 <= INSIDE * self.h;
        let near = off <= OFF_BASELINE * h || inside;
        let free = |q: &Piece| {
            let common = q.u1.min(piece.u1) - q.u0.max(piece.u0);
            common <= (OVERLAP * q.len().min(piece.len())).min(0.8 * h)
        };
        (near && self.pieces.iter().all(free)).then_some(off / h)
    }

    fn push(&mut self, piece: Piece) {
        let at = self.pieces.partition_point(|q| (q.u0, q.u1, q.line) < (piece.u0, piece.u1, piece.line));
        self.pieces.insert(at, piece);
        self.fit();
    }

    fn fit(&mut self) {
        let weight = |p: &Piece| p.len().max(1.0);
        let sum: f32 = self.pieces.iter().map(weight).sum();
        self.u0 = self.pieces.iter().map(|p| p.u0).fold(f32::MAX, f32::min);
        self.u1 = self.pieces.iter().map(|p| p.u1).fold(f32::MIN, f32::max);
        let mut heights: Vec<(f32, f32)> = self.pieces.iter().map(|p| (p.h(), weight(p))).collect();
        self.h = weighted_median(&mut heights).unwrap_or(1.0);
        self.vc = self.pieces.iter().map(|p| p.vc() * weight(p)).sum::<f32>() / sum;
        self.uc = self.pieces.iter().map(|p| p.uc() * weight(p)).sum::<f32>() / sum;
        // Slope from the middles and from the pieces' own slopes at once: each piece is a segment of its own length.
        let (mut suu, mut suv) = (0.0, 0.0);
        for p in &self.pieces {
            let (du, dv, own) = (p.uc() - self.uc, p.vc() - self.vc, p.len() * p.len() / 12.0);
            suu += weight(p) * (du * du + own);
            suv += weight(p) * (du * dv + own * p.slope);
        }
        // A prior of a level row of LONG heights keeps short rows from pointing anywhere.
        let prior = sum * (LONG * self.h).powi(2) / 12.0;
        self.slope = suv / (suu + prior);
    }
}

/// Groups `pieces` into rows from top to bottom; every piece is in one row.
pub(super) fn group(pieces: &[Piece]) -> Vec<Row> {
    let mut order: Vec<&Piece> = pieces.iter().collect();
    // Long pieces say best where a row runs, so they lay the rows out and the short ones join.
    order.sort_by(|a, b| b.len().total_cmp(&a.len()).then(a.v0.total_cmp(&b.v0)).then(a.line.cmp(&b.line)));
    let mut rows: Vec<Row> = Vec::new();
    for piece in order {
        let best = rows
            .iter()
            .enumerate()
            .filter_map(|(i, row)| row.distance(piece).map(|d| (d, i)))
            .min_by(|a, b| a.0.total_cmp(&b.0));
        match best {
            Some((_, i)) => rows[i].push(*piece),
            None => rows.push(Row::new(*piece)),
        }
    }
    rows.sort_by(|a, b| {
        a.vc.total_cmp(&b.vc).then(a.u0.total_cmp(&b.u0)).then(a.pieces[0].line.cmp(&b.pieces[0].line))
    });
    rows
}

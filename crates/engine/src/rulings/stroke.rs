//! From runs to lines: runs that touch are a stroke, strokes that go on in one direction are a line. Works along one
//! axis: `from` and `to` run along the line, `at` across it. Refuses what is crooked, stubby, or a row of letters'
//! strokes.

use super::mask::Run;

/// A straight line: from `from` to `to`, at `a` across at its beginning and at `b` at its end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stroke {
    pub from: f32,
    pub to: f32,
    pub a: f32,
    pub b: f32,
    pub thickness: f32,
    /// How much of its length is drawn.
    drawn: f32,
    /// Of how many strokes it was joined, and the longest of them.
    parts: usize,
    longest: f32,
}

impl Stroke {
    fn length(&self) -> f32 {
        self.to - self.from
    }

    fn slope(&self) -> f32 {
        (self.b - self.a) / self.length().max(1.0)
    }
}

/// A stroke whose points stray farther than this from a straight line is bent, and is cut in two (pixels).
const STRAY: f32 = 1.2;
/// A line is no steeper than this (about 6 degrees).
const STEEPEST: f32 = 0.1;
/// Long strokes whose slopes differ by more than this are two lines.
const BEND: f32 = 0.02;
/// Sizes at the usual resolution, in pixels: the shortest line, the gap that short strokes leave, the gap that long
/// ones do.
const SHORTEST: f32 = 36.0;
const DASH_GAP: f32 = 10.0;
const WIDE_GAP: f32 = 26.0;
/// A dashed line is at least this long and has this many dashes.
const DASHED: f32 = 200.0;
const DASHES: usize = 8;

/// The lines that `runs` (ordered by `at`, then `from`) make; `unit` is the scale of the page to the usual one.
pub(super) fn lines(runs: &[Run], unit: f32) -> Vec<Stroke> {
    let mut strokes = Vec::new();
    for component in components(runs) {
        straight(&component, unit, &mut strokes);
    }
    let whole = |s: &Stroke| {
        let share = s.drawn / s.length().max(1.0);
        let dashed = s.parts >= DASHES && s.length() >= DASHED * unit && s.longest <= 4.0 * s.drawn / s.parts as f32;
        let slender = s.length() >= 10.0 * s.thickness;
        s.length() >= SHORTEST * unit
            && slender
            && s.slope().abs() <= STEEPEST
            && (share >= 0.8 || (share >= 0.45 && dashed))
    };
    join(strokes, unit).into_iter().filter(whole).collect()
}

/// Parts the runs into those that touch each other.
fn components(runs: &[Run]) -> Vec<Vec<Run>> {
    let mut parent: Vec<usize> = (0..runs.len()).collect();
    fn root(parent: &mut [usize], mut i: usize) -> usize {
        while parent[i] != i {
            parent[i] = parent[parent[i]];
            i = parent[i];
        }
        i
    }
    // `above` walks over the row before, as both rows are ordered.
    let mut above = 0;
    for i in 0..runs.len() {
        while above < i
            && (runs[above].at + 1 < runs[i].at || (runs[above].at + 1 == runs[i].at && runs[above].to < runs[i].from))
        {
            above += 1;
        }
        let mut k = above;
        while k < i && runs[k].at + 1 == runs[i].at && runs[k].from <= runs[i].to {
            let (a, b) = (root(&mut parent, k), root(&mut parent, i));
            parent[a.max(b)] = a.min(b);
            k += 1;
        }
    }
    let mut place = vec![usize::MAX; runs.len()];
    let mut out: Vec<Vec<Run>> = Vec::new();
    for (i, run) in runs.iter().enumerate() {
        let r = root(&mut parent, i);
        if place[r] == usize::MAX {
            place[r] = out.len();
            out.push(Vec::new());
        }
        out[place[r]].push(*run);
    }
    out
}

/// Fits a line to a component; a bent one is cut in the middle until its parts are straight.
fn straight(runs: &[Run], unit: f32, out: &mut Vec<Stroke>) {
    let Some(from) = runs.iter().map(|r| r.from).min() else { return };
    let to = runs.iter().map(|r| r.to).max().unwrap_or(from);
    let length = (to - from) as f64;
    let (mut n, mut su, mut sv) = (0.0, 0.0, 0.0);
    for r in runs {
        let w = f64::from(r.to - r.from);
        n += w;
        su += w * f64::from(r.from + r.to) / 2.0;
        sv += w * f64::from(r.at);
    }
    let (mu, mv) = (su / n, sv / n);
    let (mut suu, mut suv) = (0.0, 0.0);
    for r in runs {
        let w = f64::from(r.to - r.from);
        let u = f64::from(r.from + r.to) / 2.0 - mu;
        // A run is a segment of its own: it says that the line is level over its length.
        suu += w * (u * u + w * w / 12.0);
        suv += w * u * (f64::from(r.at) - mv);
    }
    let slope = if suu > 0.0 { suv / suu } else { 0.0 };
    let thickness = n / length.max(1.0);
    let off = |r: &Run| {
        let u = f64::from(r.from + r.to) / 2.0 - mu;
        f64::from(r.to - r.from) * (f64::from(r.at) - mv - slope * u).powi(2)
    };
    let stray = (runs.iter().map(off).sum::<f64>() / n).sqrt();
    if stray > f64::from(STRAY) + thickness / 3.0 {
        if length < f64::from(2.0 * SHORTEST * unit) {
            return;
        }
        let cut = (from + to) / 2;
        let side = |lo: u32, hi: u32| -> Vec<Run> {
            let part = runs.iter().map(|r| Run { at: r.at, from: r.from.clamp(lo, hi), to: r.to.clamp(lo, hi) });
            part.filter(|r| r.from < r.to).collect()
        };
        straight(&side(from, cut), unit, out);
        straight(&side(cut, to), unit, out);
        return;
    }
    let at = |u: f64| (mv + slope * (u - mu)) as f32;
    let drawn = covered(runs, from, to);
    out.push(Stroke {
        from: from as f32,
        to: to as f32,
        a: at(from.into()),
        b: at(to.into()),
        thickness: thickness as f32,
        drawn,
        parts: 1,
        longest: drawn,
    });
}

/// How many places along the line some run covers.
fn covered(runs: &[Run], from: u32, to: u32) -> f32 {
    if let [run] = runs {
        return (run.to - run.from) as f32;
    }
    let mut seen = vec![false; (to - from) as usize];
    for r in runs {
        seen[(r.from - from) as usize..(r.to - from) as usize].fill(true);
    }
    seen.iter().filter(|s| **s).count() as f32
}

/// Joins strokes that go on from one another.
fn join(mut strokes: Vec<Stroke>, unit: f32) -> Vec<Stroke> {
    strokes.sort_by(|a, b| a.from.total_cmp(&b.from).then(a.a.total_cmp(&b.a)));
    // Lines by where they end across, in bands: what a stroke goes on from ends in its band or a neighbour.
    const BAND: f32 = 8.0;
    let mut bands: std::collections::HashMap<i32, Vec<usize>> = std::collections::HashMap::new();
    let mut lines: Vec<Stroke> = Vec::new();
    for stroke in strokes {
        let band = (stroke.a / BAND).floor() as i32;
        let mut best: Option<(f32, usize)> = None;
        for near in band - 1..=band + 1 {
            let Some(members) = bands.get_mut(&near) else { continue };
            // What ended long before will not go on.
            members.retain(|&i| stroke.from - lines[i].to <= WIDE_GAP * unit);
            for &i in members.iter() {
                let line = &lines[i];
                let gap = stroke.from - line.to;
                let short = line.length().min(stroke.length());
                let most = (0.25 * short).clamp(DASH_GAP * unit, WIDE_GAP * unit);
                // A short stroke's own slope says little.
                let slope = if line.length() > 40.0 * unit { line.slope() } else { 0.0 };
                let off = (stroke.a - line.b - slope * gap.max(0.0)).abs();
                let room = 1.5 + 0.03 * gap.max(0.0) + (line.thickness + stroke.thickness) / 8.0;
                // The parts of a bent line stay apart: each is straight, the whole is not.
                let bent = short > 40.0 * unit && (line.slope() - stroke.slope()).abs() > BEND;
                if !bent
                    && gap >= -4.0
                    && gap <= most
                    && off <= room
                    && best.is_none_or(|b| gap.max(0.0) + 4.0 * off < b.0)
                {
                    best = Some((gap.max(0.0) + 4.0 * off, i));
                }
            }
        }
        let i = match best {
            Some((_, i)) => {
                lines[i] = joined(&lines[i], &stroke);
                i
            }
            None => {
                lines.push(stroke);
                lines.len() - 1
            }
        };
        let members = bands.entry((lines[i].b / BAND).floor() as i32).or_default();
        if !members.contains(&i) {
            members.push(i);
        }
    }
    lines
}

fn joined(a: &Stroke, b: &Stroke) -> Stroke {
    let (la, lb) = (a.length(), b.length());
    Stroke {
        from: a.from,
        to: b.to.max(a.to),
        a: a.a,
        b: if b.to >= a.to { b.b } else { a.b },
        thickness: (a.thickness * la + b.thickness * lb) / (la + lb).max(1.0),
        drawn: a.drawn + b.drawn,
        parts: a.parts + b.parts,
        longest: a.longest.max(b.longest),
    }
}

//! The page's rulings in the frame of its text: level and upright ones, whatever was drawn in pieces made whole again,
//! and which of them belong together. Refuses what runs at a slant.

use super::super::frame::{Frame, Piece};
use crate::Ruling;

/// A ruling counts as level or upright up to this slope.
const SLANT: f32 = 0.05;

/// Upright rules in one line, no farther apart than so many times what counts as near, are of one table.
const ACROSS: f32 = 4.0;

/// No page of tables has more rules; of a drawing's the longest are looked at.
const MOST: usize = 3_000;

/// A straight line along one axis: at `at` across it, from `from` to `to` along it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rule {
    pub at: f32,
    pub from: f32,
    pub to: f32,
}

impl Rule {
    /// Its length.
    pub(super) fn len(&self) -> f32 {
        self.to - self.from
    }
}

/// Level and upright rules.
#[derive(Clone, Debug, Default)]
pub(super) struct Rules {
    /// Along the writing, ordered from top to bottom.
    pub level: Vec<Rule>,
    /// Across the writing, ordered along it.
    pub upright: Vec<Rule>,
}

impl Rules {
    /// The rulings in the frame; those within `near` of each other are one.
    pub(super) fn of(rulings: &[Ruling], frame: &Frame, near: f32) -> Self {
        let mut rules = Self::default();
        let mut rulings: Vec<&Ruling> = rulings.iter().collect();
        if rulings.len() > MOST {
            rulings.sort_by(|a, b| b.length().total_cmp(&a.length()));
            rulings.truncate(MOST);
        }
        for ruling in rulings {
            let (a, b) = (frame.flat(ruling.from), frame.flat(ruling.to));
            let (du, dv) = ((b.x - a.x).abs(), (b.y - a.y).abs());
            if dv <= SLANT * du {
                rules.level.push(Rule { at: (a.y + b.y) / 2.0, from: a.x.min(b.x), to: a.x.max(b.x) });
            } else if du <= SLANT * dv {
                rules.upright.push(Rule { at: (a.x + b.x) / 2.0, from: a.y.min(b.y), to: a.y.max(b.y) });
            }
        }
        whole(&mut rules.level, near);
        whole(&mut rules.upright, near);
        rules
    }

    /// Drops what is no longer than letters are tall (`h` is their usual height), and the strokes of larger letters.
    pub(super) fn without_letters(&mut self, pieces: &[Piece], h: f32) {
        self.level.retain(|r| {
            let in_letters = |p: &Piece| {
                let edge = 0.2 * p.h();
                r.at > p.v0 + edge && r.at < p.v1 - edge && r.to.min(p.u1) - r.from.max(p.u0) > 0.6 * r.len()
            };
            r.len() >= 1.2 * h && !(r.len() < 8.0 * h && pieces.iter().any(in_letters))
        });
        self.upright.retain(|r| {
            let in_letters = |p: &Piece| {
                let inside = r.at > p.u0 - 0.1 * h && r.at < p.u1 + 0.1 * h;
                inside && r.len() <= 1.15 * p.h() && r.to.min(p.v1) - r.from.max(p.v0) > 0.6 * r.len()
            };
            r.len() >= 0.8 * h && !pieces.iter().any(in_letters)
        });
    }

    /// The sets of rules that touch each other, each with level and upright ones; `near` is how far apart is touching.
    pub(super) fn nets(&self, near: f32) -> Vec<Self> {
        let (n, m) = (self.level.len(), self.upright.len());
        let mut parent: Vec<usize> = (0..n + m).collect();
        fn root(parent: &mut [usize], mut i: usize) -> usize {
            while parent[i] != i {
                parent[i] = parent[parent[i]];
                i = parent[i];
            }
            i
        }
        for (i, h) in self.level.iter().enumerate() {
            for (k, v) in self.upright.iter().enumerate() {
                let meet = v.at >= h.from - near && v.at <= h.to + near && h.at >= v.from - near && h.at <= v.to + near;
                if meet {
                    let (a, b) = (root(&mut parent, i), root(&mut parent, n + k));
                    parent[a.max(b)] = a.min(b);
                }
            }
        }
        // A row of one cell that runs across interrupts the rules between columns.
        for (i, a) in self.upright.iter().enumerate() {
            for (k, b) in self.upright.iter().enumerate().skip(i + 1) {
                let apart = (b.from - a.to).max(a.from - b.to);
                if (a.at - b.at).abs() <= near && apart <= ACROSS * near {
                    let (a, b) = (root(&mut parent, n + i), root(&mut parent, n + k));
                    parent[a.max(b)] = a.min(b);
                }
            }
        }
        let mut nets: Vec<(usize, Self)> = Vec::new();
        for i in 0..n + m {
            let r = root(&mut parent, i);
            let place = nets.iter().position(|net| net.0 == r).unwrap_or_else(|| {
                nets.push((r, Self::default()));
                nets.len() - 1
            });
            if i < n {
                nets[place].1.level.push(self.level[i]);
            } else {
                nets[place].1.upright.push(self.upright[i - n]);
            }
        }
        nets.into_iter().map(|net| net.1).filter(|net| !net.level.is_empty() && !net.upright.is_empty()).collect()
    }
}

/// Joins what lies on one line with no more than `near` between; double rules become one.
fn whole(rules: &mut Vec<Rule>, near: f32) {
    rules.sort_by(|a, b| a.at.total_cmp(&b.at).then(a.from.total_cmp(&b.from)));
    let mut out: Vec<Rule> = Vec::new();
    for rule in rules.iter() {
        let joins = |o: &Rule| rule.from <= o.to + 2.0 * near && rule.to >= o.from - 2.0 * near;
        let last = out.iter().rposition(|o| rule.at - o.at > near).map_or(0, |i| i + 1);
        match out[last..].iter_mut().find(|o| joins(o)) {
            Some(o) => {
                // The longer one says where the line is.
                o.at = if rule.len() > o.len() { rule.at } else { o.at };
                (o.from, o.to) = (o.from.min(rule.from), o.to.max(rule.to));
            }
            None => out.push(*rule),
        }
        out.sort_by(|a, b| a.at.total_cmp(&b.at));
    }
    // Pieces that were joined may reach each other now.
    let joined = out.len() < rules.len();
    *rules = out;
    if joined {
        whole(rules, near);
    }
}

/// The middles of values that lie within `near` of each other, in order.
pub(super) fn clusters(mut values: Vec<f32>, near: f32) -> Vec<f32> {
    values.sort_by(f32::total_cmp);
    let mut out: Vec<(f32, f32)> = Vec::new();
    for v in values {
        match out.last_mut() {
            Some((sum, n)) if v - *sum / *n <= near => (*sum, *n) = (*sum + v, *n + 1.0),
            _ => out.push((v, 1.0)),
        }
    }
    out.into_iter().map(|(sum, n)| sum / n).collect()
}

/// The share of `from..to` that the rules within `near` of `at` cover.
pub(super) fn cover(rules: &[Rule], at: f32, from: f32, to: f32, near: f32) -> f32 {
    let mut parts: Vec<(f32, f32)> = rules
        .iter()
        .filter(|r| (r.at - at).abs() <= near)
        .map(|r| (r.from.max(from), r.to.min(to)))
        .filter(|p| p.0 < p.1)
        .collect();
    parts.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut sum, mut end) = (0.0, from);
    for (a, b) in parts {
        sum += (b - a.max(end)).max(0.0);
        end = end.max(b);
    }
    sum / (to - from).max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_of_one_line_are_one_rule() {
        let rule = |at, from, to| Rule { at, from, to };
        let mut rules =
            vec![rule(10.0, 0.0, 50.0), rule(50.0, 0.0, 9.0), rule(11.0, 52.0, 90.0), rule(12.0, 300.0, 400.0)];
        whole(&mut rules, 4.0);
        assert_eq!(rules, [rule(10.0, 0.0, 90.0), rule(12.0, 300.0, 400.0), rule(50.0, 0.0, 9.0)]);
        assert_eq!(cover(&rules, 11.0, 0.0, 180.0, 3.0), 0.5);
    }

    #[test]
    fn nets_are_rules_that_touch() {
        let rule = |at, from, to| Rule { at, from, to };
        let rules = Rules {
            level: vec![rule(0.0, 0.0, 100.0), rule(50.0, 0.0, 100.0), rule(400.0, 0.0, 100.0)],
            upright: vec![rule(0.0, 0.0, 50.0), rule(100.0, 2.0, 48.0)],
        };
        let nets = rules.nets(4.0);
        assert_eq!(nets.len(), 1);
        assert_eq!((nets[0].level.len(), nets[0].upright.len()), (2, 2));
    }

    #[test]
    fn near_values_are_one() {
        assert_eq!(clusters(vec![5.0, 1.0, 2.0, 30.0, 4.0], 3.0), [3.0, 30.0]);
    }
}

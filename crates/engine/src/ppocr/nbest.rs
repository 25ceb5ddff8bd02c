//! The next-best readings: what else the network might have meant where it was not sure.
//!
//! Owns the lattice (the few classes at each time step that are likely at all) and the search over a part of it: a prefix
//! beam over connectionist temporal classification (Graves and Jaitly, 2014; Hannun et al., 2014). Nearly all steps are
//! sure, so the lattice is small and a word costs microseconds; the network's output itself is not kept.

use super::ctc::Dictionary;

/// Of a step, so many classes are kept.
const CLASSES: usize = 5;
/// A class this far below the best of its step (in logarithms: 1 in 400) is not.
const FAR: f32 = 6.0;
/// A step at which the best class has this probability has no others.
const SURE: f32 = 0.995;
/// So many prefixes go on from one step to the next.
const BEAM: usize = 12;
/// A reading this much less likely than the best one is none.
const LEAST: f64 = 1e-4;

/// What may stand at each time step of a line.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Lattice {
    /// The likeliest class of each step.
    best: Vec<u32>,
    /// The steps at which others are likely too, in order, with their classes and probabilities.
    unsure: Vec<(usize, Vec<(u32, f32)>)>,
}

/// A reading and its probability.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Candidate {
    pub(super) text: String,
    pub(super) probability: f32,
}

/// The two ways in which a prefix may end.
#[derive(Clone, Copy, Default)]
struct Ends {
    blank: f64,
    sign: f64,
}

impl Lattice {
    /// Adds the next step: its best class and, where that has not nearly all of the probability, the others of `row`.
    /// `top` is the best one's logarithm and `probability` its probability.
    pub(super) fn push(&mut self, class: usize, row: &[f32], (top, probability): (f32, f32)) {
        let step = self.best.len();
        self.best.push(class as u32);
        if probability >= SURE {
            return;
        }
        let floor = top - FAR;
        let mut near: Vec<(u32, f32)> = Vec::new();
        for (chunk, values) in row.chunks(64).enumerate() {
            // Hardly any chunk has one, and this the compiler makes vectors of.
            if values.iter().fold(f32::MIN, |m, &v| if v > m { v } else { m }) > floor {
                let first = chunk * 64;
                let places = values.iter().enumerate().filter(|(_, v)| **v > floor);
                near.extend(places.map(|(i, &v)| ((first + i) as u32, probability * (v - top).exp())));
            }
        }
        near.sort_by(|a, b| b.1.total_cmp(&a.1));
        near.truncate(CLASSES);
        if near.len() > 1 {
            self.unsure.push((step, near));
        }
    }

    /// How many steps it has.
    pub(super) fn steps(&self) -> usize {
        self.best.len()
    }

    /// The readings of the steps `from..to`, likeliest first, with their probabilities; spaces at the ends do not count.
    pub(super) fn readings(&self, (from, to): (usize, usize), dictionary: &Dictionary) -> Vec<Candidate> {
        let to = to.min(self.best.len());
        let mut unsure = self.unsure.iter().skip_while(|(step, _)| *step < from).peekable();
        let mut beam: Vec<(Vec<u32>, Ends)> = vec![(Vec::new(), Ends { blank: 1.0, sign: 0.0 })];
        for (step, &best) in self.best.iter().enumerate().take(to).skip(from.min(to)) {
            let sure = [(best, 1.0)];
            let classes = match unsure.next_if(|(at, _)| *at == step) {
                Some((_, classes)) => classes.as_slice(),
                None => sure.as_slice(),
            };
            beam = next(&beam, classes);
        }
        let mut found: Vec<Candidate> = Vec::new();
        for (prefix, ends) in beam {
            let text: String = prefix.iter().filter_map(|class| dictionary.char(*class as usize)).collect();
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let probability = (ends.blank + ends.sign) as f32;
            match found.iter_mut().find(|candidate| candidate.text == text) {
                Some(candidate) => candidate.probability += probability,
                None => found.push(Candidate { text, probability }),
            }
        }
        found.retain(|candidate| !candidate.text.is_empty());
        found.sort_by(|a, b| b.probability.total_cmp(&a.probability));
        found
    }
}

/// The beam after one more step.
fn next(beam: &[(Vec<u32>, Ends)], classes: &[(u32, f32)]) -> Vec<(Vec<u32>, Ends)> {
    let mut grown: Vec<(Vec<u32>, Ends)> = Vec::with_capacity(beam.len() * classes.len());
    for (prefix, ends) in beam {
        for &(class, p) in classes {
            let (p, all) = (f64::from(p), ends.blank + ends.sign);
            if class == 0 {
                add(&mut grown, prefix, None, Ends { blank: all * p, sign: 0.0 });
            } else if prefix.last() == Some(&class) {
                // The same sign goes on, or after a blank begins anew.
                add(&mut grown, prefix, None, Ends { blank: 0.0, sign: ends.sign * p });
                add(&mut grown, prefix, Some(class), Ends { blank: 0.0, sign: ends.blank * p });
            } else {
                add(&mut grown, prefix, Some(class), Ends { blank: 0.0, sign: all * p });
            }
        }
    }
    let weight = |ends: &Ends| ends.blank + ends.sign;
    grown.sort_by(|a, b| weight(&b.1).total_cmp(&weight(&a.1)));
    let least = grown.first().map_or(0.0, |(_, ends)| weight(ends) * LEAST);
    grown.retain(|(_, ends)| weight(ends) > least);
    grown.truncate(BEAM);
    grown
}

fn add(grown: &mut Vec<(Vec<u32>, Ends)>, prefix: &[u32], class: Option<u32>, ends: Ends) {
    if ends.blank + ends.sign <= 0.0 {
        return;
    }
    let same = |other: &[u32]| match class {
        None => other == prefix,
        Some(class) => other.split_last().is_some_and(|(last, rest)| *last == class && rest == prefix),
    };
    match grown.iter_mut().find(|(other, _)| same(other)) {
        Some((_, sum)) => {
            sum.blank += ends.blank;
            sum.sign += ends.sign;
        }
        None => grown.push((prefix.iter().copied().chain(class).collect(), ends)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Classes: 1 is `a`, 2 `b`, 3 `c`, 4 the space.
    fn dictionary() -> Dictionary {
        Dictionary::parse("a\nb\nc\n")
    }

    fn lattice(steps: &[&[(usize, f32)]]) -> Lattice {
        let mut lattice = Lattice::default();
        for step in steps {
            let mut row = vec![-30.0; dictionary().classes()];
            step.iter().for_each(|&(class, p)| row[class] = p.ln());
            let (class, p) = step[0];
            lattice.push(class, &row, (p.ln(), p));
        }
        lattice
    }

    fn texts(found: &[Candidate]) -> Vec<&str> {
        found.iter().map(|c| c.text.as_str()).collect()
    }

    #[test]
    fn what_came_second_is_the_next_reading() {
        let lattice = lattice(&[&[(1, 1.0)], &[(0, 1.0)], &[(2, 0.6), (3, 0.35)], &[(0, 1.0)]]);
        let found = lattice.readings((0, 4), &dictionary());
        assert_eq!(texts(&found), ["ab", "ac"]);
        assert!((found[0].probability - 0.6).abs() < 1e-6 && (found[1].probability - 0.35).abs() < 1e-6, "{found:?}");
        assert_eq!(texts(&lattice.readings((2, 3), &dictionary())), ["b", "c"], "a part of the line");
    }

    #[test]
    fn a_character_may_have_been_lost_or_doubled() {
        // A blank that was nearly a second `a`, and a `b` that was nearly none.
        let lattice = lattice(&[&[(1, 1.0)], &[(0, 1.0)], &[(0, 0.7), (1, 0.3)], &[(0, 1.0)], &[(2, 0.8), (0, 0.2)]]);
        let found = lattice.readings((0, 5), &dictionary());
        assert_eq!(texts(&found), ["ab", "aab", "a", "aa"]);
        assert!((found.iter().map(|c| c.probability).sum::<f32>() - 1.0).abs() < 1e-5);
    }

    #[test]
    fn ways_to_one_reading_add_up() {
        let lattice = lattice(&[&[(1, 0.5), (2, 0.5)], &[(1, 0.5), (2, 0.5)]]);
        let found = lattice.readings((0, 2), &dictionary());
        // `a` and `b` each by one path, `ab` and `ba` likewise.
        assert_eq!(found.len(), 4);
        assert!(found.iter().all(|c| (c.probability - 0.25).abs() < 1e-6), "{found:?}");
    }

    #[test]
    fn a_sure_line_has_one_reading_and_spaces_do_not_count() {
        let lattice = lattice(&[&[(4, 1.0)], &[(1, 0.999)], &[(4, 0.8), (0, 0.2)]]);
        assert_eq!(texts(&lattice.readings((0, 3), &dictionary())), ["a"]);
        assert!(lattice.readings((2, 2), &dictionary()).is_empty());
        assert!(lattice.readings((9, 12), &dictionary()).is_empty());
    }
}

//! From the recogniser's probabilities at each time step to characters: greedy connectionist temporal classification
//! (Graves et al., 2006) over the model's own dictionary.

use super::nbest::Lattice;

/// The classes: 0 is blank, then the dictionary, then the space.
pub(super) struct Dictionary {
    keys: Vec<char>,
}

/// One character that was read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Glyph {
    /// What it is.
    pub(super) char: char,
    /// The highest probability among its time steps, 0–1.
    pub(super) probability: f32,
    /// The highest probability of yet another character between this one and the next, 0–0.5: one that may be missing.
    pub(super) missed: f32,
    /// Its first and last time step.
    pub(super) steps: (usize, usize),
}

impl Dictionary {
    /// The dictionary of a model's `character` entry: one character a line.
    pub(super) fn parse(characters: &str) -> Self {
        Self { keys: characters.lines().map(|l| l.chars().next().unwrap_or(' ')).collect() }
    }

    /// How many classes the model must give.
    pub(super) fn classes(&self) -> usize {
        self.keys.len() + 2
    }

    /// The character of a class; `None` for blank.
    pub(super) fn char(&self, class: usize) -> Option<char> {
        class.checked_sub(1).map(|i| self.keys.get(i).copied().unwrap_or(' '))
    }

    /// Reads the best path, and keeps what else may stand at each step: `scores` holds a row for each time step, of logarithms of probabilities up to a
    /// constant: what the network's softmax would take.
    pub(super) fn decode(&self, scores: &[f32]) -> (Vec<Glyph>, Lattice) {
        let mut glyphs: Vec<Glyph> = Vec::new();
        let mut lattice = Lattice::default();
        let mut before = 0;
        // What came second at the blanks since the last character.
        let mut rivals: Vec<(usize, f32)> = Vec::new();
        let mut classes = (0, 0);
        for (step, row) in scores.chunks_exact(self.classes()).enumerate() {
            let (class, top) = best(row);
            let Some(char) = self.char(class) else {
                // Most steps are blank, and hardly any has a rival: one pass over the classes, and no powers of them all.
                let second = greatest(&row[1..]);
                let mut sure = 1.0;
                if top - second < FAR {
                    let rival = 1.0 / (1.0 + (top - second).exp());
                    rivals.push((1 + place(&row[1..], second), rival));
                    sure -= rival;
                }
                lattice.push(class, row, (top, sure));
                before = class;
                continue;
            };
            let probability = probability(row, top);
            lattice.push(class, row, (top, probability));
            match glyphs.last_mut() {
                Some(last) if class == before => {
                    last.steps.1 = step;
                    last.probability = last.probability.max(probability);
                }
                last => {
                    classes = (classes.1, class);
                    if let Some(last) = last {
                        last.missed = missed(&rivals, classes);
                    }
                    rivals.clear();
                    glyphs.push(Glyph { char, probability, missed: 0.0, steps: (step, step) });
                }
            }
            before = class;
        }
        if let Some(last) = glyphs.last_mut() {
            last.missed = missed(&rivals, (classes.1, classes.1));
        }
        (glyphs, lattice)
    }
}

/// A character this far below a blank (in logarithms: 1 in 150) is no rival of it.
const FAR: f32 = 5.0;

/// The highest probability among `rivals` that is not the flank of one of the two characters which they stand between.
fn missed(rivals: &[(usize, f32)], between: (usize, usize)) -> f32 {
    let others = rivals.iter().filter(|r| r.0 != between.0 && r.0 != between.1);
    others.fold(0.0, |most, r| most.max(r.1))
}

/// The place and value of the greatest of `row`.
fn best(row: &[f32]) -> (usize, f32) {
    let top = greatest(row);
    (place(row, top), top)
}

/// The place of a value that is in `row`.
fn place(row: &[f32], value: f32) -> usize {
    row.iter().position(|&v| v == value).unwrap_or(0)
}

/// The greatest of `row`. Eight lanes at a time, so that the compiler can use vectors: there are some twenty thousand
/// classes at every step.
fn greatest(row: &[f32]) -> f32 {
    let top = row.chunks_exact(8).fold([f32::MIN; 8], |mut lanes, chunk| {
        for (lane, &v) in lanes.iter_mut().zip(chunk) {
            *lane = if v > *lane { v } else { *lane };
        }
        lanes
    });
    top.into_iter().chain(row.chunks_exact(8).remainder().iter().copied()).fold(f32::MIN, f32::max)
}

/// The softmax of `row` at its greatest value: 1 over the sum of all powers. What lies this far below it adds nothing.
fn probability(row: &[f32], top: f32) -> f32 {
    const NOTHING: f32 = 16.0;
    let floor = top - NOTHING;
    let sum: f32 = row
        .chunks(64)
        .map(|chunk| {
            let near = chunk.iter().fold(f32::MIN, |m, &v| if v > m { v } else { m }) > floor;
            if near { chunk.iter().filter(|&&v| v > floor).map(|v| (v - top).exp()).sum() } else { 0.0 }
        })
        .sum();
    1.0 / sum.max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(dictionary: &Dictionary, path: &[(usize, f32)]) -> Vec<f32> {
        path.iter()
            .flat_map(|&(class, p)| {
                // Logarithms that come out as `p` for the class and share the rest among the others.
                let mut row = vec![((1.0 - p) / (dictionary.classes() - 1) as f32).ln(); dictionary.classes()];
                row[class] = p.ln();
                row
            })
            .collect()
    }

    #[test]
    fn repeats_join_and_blanks_part() {
        let dictionary = Dictionary::parse("a\nb\nc\n");
        assert_eq!(dictionary.classes(), 5);
        let path = [(1, 0.6), (1, 0.9), (0, 1.0), (1, 0.8), (4, 0.7), (2, 0.5), (0, 1.0)];
        let (glyphs, lattice) = dictionary.decode(&rows(&dictionary, &path));
        assert_eq!(lattice.steps(), path.len());
        let text: String = glyphs.iter().map(|g| g.char).collect();
        assert_eq!(text, "aa b");
        assert_eq!((glyphs[0].char, glyphs[0].steps), ('a', (0, 1)));
        assert!((glyphs[0].probability - 0.9).abs() < 1e-5, "{:?}", glyphs[0]);
        assert_eq!(glyphs[1].steps, (3, 3));
    }

    #[test]
    fn the_best_class_is_found_anywhere() {
        for n in [1, 7, 8, 9, 20] {
            for at in 0..n {
                let mut row = vec![0.1; n];
                row[at] = 0.7;
                assert_eq!(best(&row), (at, 0.7));
            }
        }
    }

    #[test]
    fn a_character_that_nearly_came_is_told_and_the_flank_of_a_neighbour_is_not() {
        let dictionary = Dictionary::parse("a\nb\nc\n");
        let row = |blank: f32, class: usize, p: f32| {
            let mut row = vec![-20.0; dictionary.classes()];
            (row[0], row[class]) = (blank.ln(), p.ln());
            row
        };
        let scores =
            [row(0.1, 1, 0.9), row(0.6, 1, 0.4), row(0.7, 3, 0.3), row(0.55, 2, 0.45), row(0.1, 2, 0.9)].concat();
        let (glyphs, _) = dictionary.decode(&scores);
        assert_eq!(glyphs.iter().map(|g| g.char).collect::<String>(), "ab");
        assert!((glyphs[0].missed - 0.3).abs() < 1e-5, "{glyphs:?}");
        assert_eq!(glyphs[1].missed, 0.0);
    }

    #[test]
    fn only_blanks_are_nothing() {
        let dictionary = Dictionary::parse("a\n");
        assert!(dictionary.decode(&rows(&dictionary, &[(0, 1.0), (0, 0.9)])).0.is_empty());
    }
}

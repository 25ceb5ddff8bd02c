//! Fits the constants: logistic regression by gradient steps, each weight kept to the side on which it makes sense.
//!
//! A weight's sign is what makes the map monotone: surer characters may not make a word less likely. A little shrinking
//! keeps a script of few pages near the row of all scripts.

use std::collections::BTreeMap;

use super::truth::Judged;

/// On which side each weight lies: 1 not below zero, -1 not above, 0 free. In the order of `engine::calibration::NAMES`.
const SIDES: [i8; 8] = [0, 1, 1, -1, 1, -1, -1, 0];
/// How strongly a script's weights are drawn to those of all scripts, in words.
const SHRINK: f64 = 15.0;
/// A script with fewer wrong words than this has no row of its own.
const LEAST: f64 = 60.0;
/// Steps: far more than it takes.
const STEPS: usize = 4000;

/// Prints the rows of one engine: all scripts, then each.
pub(super) fn print(engine: &str, words: &[Judged]) {
    let mut scripts: BTreeMap<&str, Vec<&Judged>> = BTreeMap::new();
    for word in words.iter().filter(|w| w.figures.len() == SIDES.len()) {
        scripts.entry(&word.script).or_default().push(word);
    }
    // Each script weighs alike in the row of all, however many pages it has.
    let all: Vec<(&Judged, f64)> = scripts
        .values()
        .flat_map(|words| {
            let total: f64 = words.iter().map(|w| w.count).sum();
            words.iter().map(move |w| (*w, 2000.0 / total))
        })
        .collect();
    let common = weights(&all, &[0.0; 8], 1.0);
    println!("\n{engine}: rows for engine::calibration::table\n{}", row("", &common));
    for (script, words) in scripts {
        let wrong: f64 = words.iter().map(|w| w.count - w.right).sum();
        if wrong >= LEAST {
            let words: Vec<_> = words.into_iter().map(|w| (w, 1.0)).collect();
            println!("{}", row(script, &weights(&words, &common, SHRINK)));
        }
    }
}

fn row(script: &str, weights: &[f64; 8]) -> String {
    let numbers: Vec<String> = weights.iter().map(|w| format!("{w:.2}")).collect();
    format!("    (\"{script}\", [{}]),", numbers.join(", "))
}

/// The weights that make the judged words likeliest, drawn to `centre`: gradient descent with a step for each weight
/// from its own gradients (Adam, Kingma and Ba, 2015), projected to each weight's side.
fn weights(words: &[(&Judged, f64)], centre: &[f64; 8], shrink: f64) -> [f64; 8] {
    let (mut at, mut mean, mut square) = (*centre, [0.0; 8], [0.0; 8]);
    let total: f64 = words.iter().map(|(w, weight)| w.count * weight).sum();
    for step in 1..=STEPS {
        let mut slope = [0.0; 8];
        for (word, weight) in words {
            let sum: f64 = at.iter().zip(&word.figures).map(|(w, f)| w * f).sum();
            let off = weight * (word.count / (1.0 + (-sum).exp()) - word.right);
            slope.iter_mut().zip(&word.figures).for_each(|(s, f)| *s += off * f);
        }
        // Smaller steps towards the end.
        let rate = 0.03 * (1.0 - step as f64 / STEPS as f64);
        for i in 0..8 {
            let drawn = if i == 0 { 0.0 } else { shrink * (at[i] - centre[i]) };
            let slope = (slope[i] + drawn) / total;
            mean[i] = 0.9 * mean[i] + 0.1 * slope;
            square[i] = 0.99 * square[i] + 0.01 * slope * slope;
            at[i] -= rate * mean[i] / (square[i].sqrt() + 1e-9);
            at[i] = match SIDES[i] {
                1 => at[i].max(0.0),
                -1 => at[i].min(0.0),
                _ => at[i],
            };
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_map_is_found_again_and_no_weight_leaves_its_side() {
        // The log-odds are half of `least` less one; more of the last figure but two would help, and it may only harm.
        let words: Vec<Judged> = (-40..=80)
            .map(|i| {
                let least = f64::from(i) / 10.0;
                let chance = 1.0 / (1.0 + (1.0 - least / 2.0).exp());
                let figures = vec![1.0, least, 0.0, 0.0, 0.0, chance, 0.0, 0.0];
                Judged { figures, right: chance * 50.0, count: 50.0, ..Judged::default() }
            })
            .collect();
        let words: Vec<_> = words.iter().map(|w| (w, 1.0)).collect();
        let found = weights(&words, &[0.0; 8], 0.01);
        assert!((found[0] + 1.0).abs() < 0.1 && (found[1] - 0.5).abs() < 0.05, "{found:?}");
        assert!(found[5] <= 0.0, "{found:?}");
    }
}

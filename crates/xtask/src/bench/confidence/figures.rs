//! How well confidences tell right words from wrong ones, and how well they keep their promise.

use std::collections::BTreeSet;

use super::truth::Judged;

/// Bins of equal weight.
const BINS: usize = 15;

/// Prints the figures of one engine: over all, by script, by kind of document; then the reliability over all.
pub(super) fn print(engine: &str, words: &[Judged]) {
    println!(
        "\n{engine}\n{:<24} {:>7} {:>7} {:>15} {:>15}",
        "", "words", "right", "ECE raw → ours", "AUROC raw → ours"
    );
    let scripts: BTreeSet<&str> = words.iter().map(|w| w.script.as_str()).collect();
    let kinds: BTreeSet<&str> = words.iter().map(|w| w.kind.as_str()).collect();
    row("all", words.iter());
    for script in scripts {
        row(script, words.iter().filter(|w| w.script == script));
    }
    if kinds.len() > 1 {
        for kind in kinds {
            row(kind, words.iter().filter(|w| w.kind == kind));
        }
    }
    println!("\n{:>10} {:>10} {:>8}", "told", "right", "words");
    for bin in bins(&words.iter().map(|w| (w.confidence, w)).collect::<Vec<_>>()) {
        println!("{:>10.3} {:>10.3} {:>8.0}", bin.told, bin.right, bin.weight);
    }
}

fn row<'a>(name: &str, words: impl Iterator<Item = &'a Judged>) {
    let words: Vec<&Judged> = words.collect();
    if words.len() < 20 {
        return;
    }
    let (right, all) = words.iter().fold((0.0, 0.0), |(r, a), w| (r + w.right, a + w.count));
    let raw: Vec<_> = words.iter().map(|w| (w.raw, *w)).collect();
    let ours: Vec<_> = words.iter().map(|w| (w.confidence, *w)).collect();
    let area = |values: &[(f64, &Judged)]| auroc(values).map_or("  –  ".into(), |a| format!("{a:.3}"));
    println!(
        "{name:<24} {:>7} {:>7.3} {:>7.3} → {:.3} {:>7} → {}",
        words.len(),
        right / all,
        calibration_error(&raw),
        calibration_error(&ours),
        area(&raw),
        area(&ours)
    );
}

/// What stands in one bin: the mean of what was told, the share that was right, how much it weighs.
struct Bin {
    told: f64,
    right: f64,
    weight: f64,
}

fn bins(values: &[(f64, &Judged)]) -> Vec<Bin> {
    let mut sorted = values.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let total: f64 = sorted.iter().map(|v| v.1.count).sum();
    let mut sums = vec![(0.0, 0.0, 0.0); BINS];
    let mut before = 0.0;
    for (told, word) in sorted {
        let at = (((before + word.count / 2.0) / total * BINS as f64) as usize).min(BINS - 1);
        before += word.count;
        let sum = &mut sums[at];
        *sum = (sum.0 + told * word.count, sum.1 + word.right, sum.2 + word.count);
    }
    let bin = |(told, right, weight): (f64, f64, f64)| Bin { told: told / weight, right: right / weight, weight };
    sums.into_iter().filter(|s| s.2 > 0.0).map(bin).collect()
}

/// The expected calibration error (Naeini, Cooper and Hauskrecht, 2015) over bins of equal weight.
fn calibration_error(values: &[(f64, &Judged)]) -> f64 {
    let bins = bins(values);
    let total: f64 = bins.iter().map(|b| b.weight).sum();
    bins.iter().map(|b| b.weight / total * (b.told - b.right).abs()).sum()
}

/// The chance that a right word is told with more than a wrong one; `None` where there is hardly one of either.
fn auroc(values: &[(f64, &Judged)]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut wins, mut wrong, mut right) = (0.0, 0.0, 0.0);
    for tied in sorted.chunk_by(|a, b| a.0 == b.0) {
        let good: f64 = tied.iter().map(|v| v.1.right).sum();
        let bad: f64 = tied.iter().map(|v| v.1.count - v.1.right).sum();
        wins += good * (wrong + bad / 2.0);
        (wrong, right) = (wrong + bad, right + good);
    }
    (wrong >= 5.0 && right >= 5.0).then(|| wins / (wrong * right))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(told: &[(f64, f64)]) -> Vec<Judged> {
        told.iter().map(|&(confidence, right)| Judged { confidence, right, count: 1.0, ..Judged::default() }).collect()
    }

    fn values(words: &[Judged]) -> Vec<(f64, &Judged)> {
        words.iter().map(|w| (w.confidence, w)).collect()
    }

    #[test]
    fn kept_promises_have_no_error_and_broken_ones_all_of_it() {
        let kept = words(&[(0.0, 0.0), (1.0, 1.0)].repeat(15));
        assert!(calibration_error(&values(&kept)) < 1e-9);
        let broken = words(&[(1.0, 0.0); 30]);
        assert!(calibration_error(&values(&broken)) > 1.0 - 1e-9);
    }

    #[test]
    fn ranks_count_and_ties_count_half() {
        let ranked = words(&[(0.2, 0.0), (0.9, 1.0)].repeat(5));
        assert_eq!(auroc(&values(&ranked)), Some(1.0));
        let tied = words(&[(0.5, 0.0), (0.5, 1.0)].repeat(5));
        assert_eq!(auroc(&values(&tied)), Some(0.5));
        assert_eq!(auroc(&values(&words(&[(0.5, 1.0); 30]))), None);
    }
}

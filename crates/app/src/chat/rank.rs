//! Which passages a question is about: BM25 over the passages of a document.
//!
//! Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009). In memory and not in the store's
//! index, which knows pages alone: a document's passages are a few thousand at most.

use super::terms::{Weights, alike};

/// How soon more of the same term stops counting, and how much long passages are held back.
const K1: f32 = 1.2;
const B: f32 = 0.75;

/// The passages that hold any of `asked`, best first, with their scores.
pub(super) fn ranked<'a>(
    asked: &[String],
    passages: impl Iterator<Item = &'a [String]> + Clone,
    weights: &Weights,
) -> Vec<(f32, usize)> {
    let (count, length) = passages.clone().fold((0usize, 0usize), |(n, sum), terms| (n + 1, sum + terms.len()));
    let mean = length as f32 / count.max(1) as f32;
    let mut scored = Vec::new();
    for (at, terms) in passages.enumerate() {
        let mut score = 0.0;
        for term in asked {
            let times = terms.iter().filter(|own| alike(own, term)).count() as f32;
            let held = K1 * (1.0 - B + B * terms.len() as f32 / mean.max(1.0));
            score += weights.weight(term) * times * (K1 + 1.0) / (times + held);
        }
        if score > 0.0 {
            scored.push((score, at));
        }
    }
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    scored
}

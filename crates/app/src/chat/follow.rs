//! Questions that lean on what was asked before: "and the tax?", "and in March?".
//!
//! Gives such a question the words that it leaves out. Refuses to guess where the question stands by itself.

use super::question::{Wanted, wanted};
use super::terms::fold;

/// Words by which a question takes up the one before.
const TAKES_UP: &[&str] = &[
    "and",
    "also",
    "what about",
    "how about",
    "und",
    "auch",
    "wie steht es mit",
    "et",
    "aussi",
    "qu en est il de",
    "y",
    "tambien",
    "que hay de",
    "e",
    "anche",
];
/// Words that stand for something named before.
const STANDS_FOR: &[&str] = &[
    "it", "its", "that", "this", "there", "then", "he", "she", "they", "them", "his", "her", "their", "dies", "dessen",
    "deren", "dort", "il", "elle", "ello", "esso",
];
/// A question of no more terms than this can lean on another.
const FEW: usize = 3;

/// What `question` asks for, after the questions `before`.
pub(super) fn understood(question: &str, before: &[String]) -> Vec<Wanted> {
    let mut own = wanted(question);
    // What a part of the question leaves out, the part before it says: "When was it built and who designed it?"
    for at in 1..own.len() {
        if own[at].field.is_none() && stands_for(&own[at].name) {
            let base = own[at - 1].ways[0].clone();
            lean(&mut own[at], &base);
        }
    }
    if !leans(question, &own) {
        return own;
    }
    let named = |earlier: &&String| !leans(earlier, &wanted(earlier));
    let Some(base) = before.iter().rev().find(named).and_then(|earlier| wanted(earlier).pop()) else { return own };
    for part in own.iter_mut().filter(|part| part.field.is_none()) {
        if part.kind.is_open() {
            part.kind = base.kind;
        }
        lean(part, &base.ways[0]);
        // "And for the second quarter?" asks for the same field once more.
        part.field = base.field;
    }
    own
}

/// Adds what was said before: all of it, then with one of its words replaced by what is said now.
fn lean(part: &mut Wanted, base: &[String]) {
    let own = part.ways[0].clone();
    let with = |kept: Vec<&String>| own.iter().chain(kept).cloned().collect::<Vec<String>>();
    let mut ways = vec![with(base.iter().collect())];
    if !own.is_empty() {
        for dropped in 0..base.len() {
            ways.push(with(base.iter().enumerate().filter(|(at, _)| *at != dropped).map(|(_, term)| term).collect()));
        }
        ways.push(own);
    }
    part.ways = ways;
}

fn folded(text: &str) -> Vec<String> {
    text.split_whitespace().map(fold).filter(|word| !word.is_empty()).collect()
}

fn stands_for(text: &str) -> bool {
    folded(text).iter().any(|word| STANDS_FOR.contains(&word.as_str()))
}

/// Whether a question takes up another.
fn leans(question: &str, own: &[Wanted]) -> bool {
    let words = folded(question);
    let text = format!("{} ", words.join(" "));
    let taken_up = TAKES_UP.iter().any(|beginning| text.starts_with(&format!("{beginning} ")));
    let few = own.iter().map(|wanted| wanted.ways[0].len()).sum::<usize>() <= FEW;
    few && (taken_up || own.len() == 1 && stands_for(question) && words.len() <= 7)
}

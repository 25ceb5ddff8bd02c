//! The extractive answerer: it finds what a question asks for in the document's own words, or says that it is not there.
//!
//! Four ways, the surest first: a labelled field, a cell of a table by its row and column, a definition, the sentence that
//! meets the question's terms. Each weighs the terms by how telling they are (BM25's inverse document frequency), and none
//! answers unless the telling ones are met: a question about something that the document does not hold is refused.
//!
//! Refuses to put anything into its own words but the few that join them; what a text tells its reader to do is text.

use document::Rect;

use super::question::{Wanted, wanted};
use super::source::{CellSpot, Passage, Shape, Spot, Text, terms_of};
use super::terms::{Weights, alike, fold, terms};
use super::values::{self, Kind};

/// Of the weight of a question's terms, how much must be met.
const ENOUGH: f32 = 0.72;
/// What the heading above says of a passage counts so much of what the passage itself says.
const UNDER: f32 = 0.8;
/// How many passages come with a question that was not answered.
const NEAREST: usize = 3;

/// A place of the document that an answer rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct Citation {
    /// 1-based.
    pub page: u32,
    /// The words, as they stand on the page.
    pub snippet: String,
    /// The box of each word.
    pub boxes: Vec<Rect>,
}

/// What became of one thing that was asked for.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// What the person called it.
    pub name: String,
    /// The words that answer; empty where nothing does.
    pub value: Vec<Spot>,
    /// The words that show it: the label and the value, or the sentence.
    pub evidence: Vec<Spot>,
    /// Whether `value` is a whole sentence.
    pub sentence: bool,
}

/// A document that was taken apart, ready for questions.
#[derive(Debug)]
pub(super) struct Index {
    text: Text,
    weights: Weights,
}

struct Candidate<'a> {
    score: f32,
    value: &'a [Spot],
    evidence: Vec<Spot>,
    sentence: bool,
}

impl Index {
    pub(super) fn new(text: Text) -> Self {
        let weights = Weights::of(text.passages.iter().map(|p| p.terms.as_slice()));
        Self { text, weights }
    }

    /// Answers each thing that `question` asks for.
    pub(super) fn answer(&self, question: &str) -> Vec<Found> {
        wanted(question).iter().map(|wanted| self.one(wanted)).collect()
    }

    /// The passages nearest to a question.
    pub(super) fn nearest(&self, question: &str) -> Vec<Citation> {
        let asked: Vec<String> = wanted(question).into_iter().flat_map(|w| w.terms).collect();
        let mut scored: Vec<(f32, &Passage)> = self
            .text
            .passages
            .iter()
            .filter(|p| p.shape == Shape::Sentence)
            .map(|p| (self.met(&asked, &p.terms, &p.under), p))
            .filter(|(met, _)| *met > 0.2)
            .collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0));
        scored.iter().take(NEAREST).map(|(_, p)| cite(&p.words)).collect()
    }

    fn one(&self, wanted: &Wanted) -> Found {
        let mut candidates = Vec::new();
        if wanted.field.is_some() {
            self.fields(wanted, &mut candidates);
        }
        self.cells(wanted, &mut candidates);
        self.labels(wanted, &mut candidates);
        self.sentences(wanted, &mut candidates);
        let mut best: Option<Candidate<'_>> = None;
        for candidate in candidates {
            if best.as_ref().is_none_or(|best| candidate.score > best.score) {
                best = Some(candidate);
            }
        }
        match best {
            Some(best) => Found {
                name: wanted.name.clone(),
                value: best.value.to_vec(),
                evidence: best.evidence,
                sentence: best.sentence,
            },
            None => Found { name: wanted.name.clone(), value: Vec::new(), evidence: Vec::new(), sentence: false },
        }
    }

    /// The share of the weight of `asked` that stands in `terms`, or above in `under`.
    fn met(&self, asked: &[String], terms: &[String], under: &[String]) -> f32 {
        let (mut all, mut met) = (0.0, 0.0);
        for term in asked {
            let weight = self.weights.weight(term);
            all += weight;
            if terms.iter().any(|t| alike(t, term)) {
                met += weight;
            } else if under.iter().any(|t| alike(t, term)) {
                met += UNDER * weight;
            }
        }
        if all > 0.0 { met / all } else { 0.0 }
    }

    /// A known field: a label that names it, and behind it a value of its kind.
    fn fields<'a>(&'a self, wanted: &Wanted, candidates: &mut Vec<Candidate<'a>>) {
        let Some(field) = wanted.field else { return };
        let asked = fold_words(&wanted.name);
        for (order, passage) in self.text.passages.iter().enumerate() {
            let folded: Vec<String> = passage.words.iter().map(|w| fold(&w.text)).collect();
            for (rank, name) in field.names.iter().enumerate() {
                let parts: Vec<&str> = name.split(' ').collect();
                for at in 0..folded.len().saturating_sub(parts.len() - 1) {
                    let named = parts.iter().zip(&folded[at..]).all(|(a, b)| same_word(a, b));
                    if !named || is_other(&folded, at, parts.len(), field.not) {
                        continue;
                    }
                    let Some(value) = value_after(&passage.words, at + parts.len(), wanted.kind) else { continue };
                    // Named as the person named it is best; then the more telling names; then the place.
                    let exact = *name == asked;
                    let place = order as f32 / self.text.passages.len() as f32;
                    let place = if field.last { place } else { 1.0 - place };
                    let begins = at == 0 || passage.words[at].apart;
                    let near = if value.start == at + parts.len() { 0.4 } else { 0.0 };
                    let score = 2.0 + f32::from(exact) + near + f32::from(begins) * 0.5
                        + 0.6 * (1.0 - rank as f32 / field.names.len() as f32)
                        + 0.3 * place;
                    let evidence = passage.words[at..value.end].to_vec();
                    candidates.push(Candidate { score, value: &passage.words[value], evidence, sentence: false });
                }
            }
        }
    }

    /// A cell whose row and column are named.
    fn cells<'a>(&'a self, wanted: &Wanted, candidates: &mut Vec<Candidate<'a>>) {
        for cell in &self.text.cells {
            let (row, column) = (terms_of(&cell.row_head), terms_of(&cell.column_head));
            let heads: Vec<String> = row.iter().chain(&column).cloned().collect();
            let met = self.met(&wanted.terms, &heads, &cell.under);
            let row_met = self.met(&row, &wanted.terms, &[]);
            let column_met = self.met(&column, &wanted.terms, &[]);
            // Two columns are pairs of a name and a value: then the row alone says which.
            let named = row_met > 0.6 && (column.is_empty() || column_met > 0.4);
            if met < ENOUGH || !named || !states(&cell.value, wanted.kind) {
                continue;
            }
            let score = 2.2 * met + 0.5 * row_met + 0.5 * column_met;
            candidates.push(Candidate { score, value: &cell.value, evidence: cell_evidence(cell), sentence: false });
        }
    }

    /// A label that is met, with what stands behind it: `Delivery note: 4711`.
    fn labels<'a>(&'a self, wanted: &Wanted, candidates: &mut Vec<Candidate<'a>>) {
        for passage in self.text.passages.iter().filter(|p| p.shape == Shape::Row) {
            for (label, value) in labelled(&passage.words) {
                let label_terms = terms_of(&passage.words[label.clone()]);
                let met = self.met(&wanted.terms, &label_terms, &[]);
                let exact = self.met(&label_terms, &wanted.terms, &[]);
                if met < ENOUGH || exact < 0.6 || !states(&passage.words[value.clone()], wanted.kind) {
                    continue;
                }
                let score = 1.8 * met + 0.6 * exact;
                let evidence = passage.words[label.start..value.end].to_vec();
                candidates.push(Candidate { score, value: &passage.words[value], evidence, sentence: false });
            }
        }
    }

    /// The sentence that meets the terms and states what is asked for.
    fn sentences<'a>(&'a self, wanted: &Wanted, candidates: &mut Vec<Candidate<'a>>) {
        if wanted.terms.is_empty() {
            return;
        }
        for passage in self.text.passages.iter().filter(|p| p.shape == Shape::Sentence) {
            let own = self.met(&wanted.terms, &passage.terms, &[]);
            let met = self.met(&wanted.terms, &passage.terms, &passage.under);
            if met < ENOUGH || own < 0.5 || !states(&passage.words, wanted.kind) || asks(&passage.words) {
                continue;
            }
            // Of sentences that meet the same the shorter tells it plainer.
            let length = passage.terms.len() as f32;
            let mut score = 1.5 * met + 0.3 * own + 0.3 / (1.0 + length / 12.0);
            if wanted.definition && defines(passage, &wanted.terms) {
                score += 0.8;
            }
            candidates.push(Candidate { score, value: &passage.words, evidence: passage.words.clone(), sentence: true });
        }
    }
}

fn fold_words(text: &str) -> String {
    text.split_whitespace().map(fold).collect::<Vec<_>>().join(" ")
}

fn same_word(name: &str, word: &str) -> bool {
    name == word || terms(word).iter().any(|t| *t == name) && !word.contains(|c: char| c.is_ascii_digit())
}

/// Whether the words right before or after a name make it another field's.
fn is_other(folded: &[String], at: usize, length: usize, not: &[&str]) -> bool {
    let before = at.checked_sub(1).and_then(|at| folded.get(at));
    let after = folded.iter().skip(at + length).take(2);
    before.into_iter().chain(after).any(|word| not.contains(&word.as_str()))
}

/// The first stretch behind a label that states something of `kind`, before another label begins.
fn value_after(words: &[Spot], from: usize, kind: Kind) -> Option<std::ops::Range<usize>> {
    // A label's value stands near it.
    let to = words.len().min(from + 14);
    let rest: Vec<&str> = words.get(from..to)?.iter().map(|w| w.text.as_str()).collect();
    if kind == Kind::Text {
        let end = (1..rest.len()).find(|&at| words[from + at].apart).unwrap_or(rest.len());
        return (end > 0 && rest[..end].iter().any(|w| w.contains(char::is_alphanumeric))).then(|| from..from + end);
    }
    let found = values::find(&rest, kind).into_iter().next()?;
    Some(from + found.start..from + found.end)
}

/// The labels of a row and their values: what stands before a colon, or words before a figure.
fn labelled(words: &[Spot]) -> Vec<(std::ops::Range<usize>, std::ops::Range<usize>)> {
    let mut found = Vec::new();
    let colons: Vec<usize> = (0..words.len()).filter(|&at| words[at].text.ends_with([':', '：'])).collect();
    for (n, &colon) in colons.iter().enumerate() {
        let begin = (0..=colon).rev().find(|&at| at == 0 || words[at].apart || colon - at >= 5 || colons.contains(&(at - 1)));
        let limit = colons.get(n + 1).map_or(words.len(), |&next| {
            (colon + 1..=next).rev().find(|&at| words[at].apart).unwrap_or(next)
        });
        if let Some(begin) = begin.filter(|_| limit > colon + 1) {
            found.push((begin..colon + 1, colon + 1..limit));
        }
    }
    if found.is_empty() {
        let digits = |spot: &Spot| spot.text.contains(|c: char| c.is_ascii_digit());
        if let Some(first) = (1..words.len()).find(|&at| words[at].apart && at <= 8 || digits(&words[at])) {
            found.push((0..first, first..words.len()));
        }
    }
    found
}

fn states(words: &[Spot], kind: Kind) -> bool {
    let texts: Vec<&str> = words.iter().map(|w| w.text.as_str()).collect();
    !values::find(&texts, kind).is_empty()
}

/// A question in the document is no answer to one.
fn asks(words: &[Spot]) -> bool {
    words.last().is_some_and(|w| w.text.ends_with(['?', '？', '؟']))
}

/// Whether a sentence says what the terms mean: they stand at its beginning, before "is", "means" and the like.
fn defines(passage: &Passage, asked: &[String]) -> bool {
    let verbs = ["is", "are", "means", "mean", "denotes", "refers", "bedeutet", "ist", "bezeichnet", "designe", "est", "significa", "es"];
    let Some(verb) = passage.words.iter().position(|w| verbs.contains(&fold(&w.text).as_str())) else { return false };
    let before = terms_of(&passage.words[..verb]);
    verb <= 8 && asked.iter().any(|term| before.iter().any(|b| alike(b, term)))
}

fn cell_evidence(cell: &CellSpot) -> Vec<Spot> {
    [&cell.column_head[..], &cell.row_head[..], &cell.value[..]].concat()
}

/// A citation of these words, which stand on one page.
pub(super) fn cite(words: &[Spot]) -> Citation {
    let page = words.first().map_or(0, |w| w.page) + 1;
    let snippet = words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ");
    Citation { page, snippet, boxes: words.iter().map(|w| w.bbox).collect() }
}

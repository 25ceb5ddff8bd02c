//! Where a document answers: the search for what a question wants among its words.
//!
//! Four ways, the surest first: a labelled field, a cell of a table by its row and column, a label that nobody listed, the
//! sentence that meets the question's terms. Each weighs the terms by how telling they are (BM25's inverse document
//! frequency), and none answers unless the telling ones are met: what the document does not hold is refused.

use std::collections::HashSet;
use std::ops::Range;

use super::question::Wanted;
use super::rank;
use super::source::{CellSpot, Passage, Shape, Spot, Text, terms_of};
use super::terms::{Weights, alike, fold, terms};
use super::values::{self, Kind};
use super::vocabulary::{Field, WEAK};

/// Of the weight of a question's terms, how much must be met.
const ENOUGH: f32 = 0.7;
/// As much of a cell whose row and column are both named.
const ENOUGH_OF_CELL: f32 = 0.5;
/// What the heading above says of a passage counts so much of what the passage itself says.
const UNDER: f32 = 0.8;
/// What the sentence before says counts so much: "The mill was built in 1820. It burned down in 1904."
const BEFORE: f32 = 0.75;
/// A column's head stands so many rows above at most.
const TALL: usize = 40;
/// A label's value stands within so many words.
const REACH: usize = 14;

/// What was found.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// The words that answer.
    pub value: Vec<Spot>,
    /// The words that show it: the label and the value, or the sentence.
    pub evidence: Vec<Spot>,
    /// Whether `value` is a whole sentence.
    pub sentence: bool,
    /// How well it fits, to be compared with another document's.
    pub score: f32,
}

/// A document that was taken apart, ready for questions.
#[derive(Debug)]
pub(super) struct Index {
    text: Text,
    weights: Weights,
    held: HashSet<String>,
}

impl Index {
    pub(super) fn new(text: Text) -> Self {
        let weights = Weights::of(text.passages.iter().map(|p| p.terms.as_slice()));
        let held = text.passages.iter().flat_map(|p| p.terms.iter().cloned()).collect();
        Self { text, weights, held }
    }

    /// The sentences and headings, in reading order: what an answerer may be shown.
    pub(super) fn sentences(&self) -> impl Iterator<Item = &Passage> + Clone {
        self.text.passages.iter().filter(|p| p.shape != Shape::Heading)
    }

    /// The passages nearest to a question, best first, with their scores.
    pub(super) fn nearest(&self, question: &str, most: usize) -> Vec<(f32, &[Spot])> {
        let asked: Vec<String> =
            super::question::wanted(question).into_iter().flat_map(|w| w.ways[0].clone()).collect();
        let mut found: Vec<(f32, &[Spot])> = Vec::new();
        for (score, passage) in self.ranked(&asked) {
            // A row and the sentence in it are one passage to a reader.
            let known =
                found.iter().any(|(_, words)| words[0].page == passage.page && words[0].bbox == passage.words[0].bbox);
            if !known {
                found.push((score, &passage.words));
            }
            if found.len() == most {
                break;
            }
        }
        found
    }

    /// The passages that hold any of `asked`, best first.
    pub(super) fn ranked(&self, asked: &[String]) -> impl Iterator<Item = (f32, &Passage)> {
        let passages: Vec<&Passage> = self.sentences().collect();
        let scored = rank::ranked(asked, passages.iter().map(|p| p.terms.as_slice()), &self.weights);
        scored.into_iter().map(move |(score, at)| (score, passages[at]))
    }

    /// What the document says to one thing that is asked for.
    pub(super) fn find(&self, wanted: &Wanted) -> Option<Found> {
        wanted.ways.iter().find_map(|asked| {
            let mut candidates = Vec::new();
            if !wanted.reason {
                self.cells(wanted, asked, &mut candidates);
            }
            if candidates.is_empty() && !wanted.reason {
                self.crossings(wanted, asked, &mut candidates);
            }
            // Somebody's amount is told by the row that names him, not by the first amount of all.
            let by_row = !candidates.is_empty() && !wanted.is_plain();
            if let Some(field) = wanted.field.filter(|_| !by_row) {
                self.fields(field, wanted, &mut candidates);
                if candidates.is_empty() && wanted.is_plain() {
                    self.alone(field, &mut candidates);
                }
            }
            if !wanted.reason {
                self.labels(wanted, asked, &mut candidates);
            }
            if wanted.field.is_none() || candidates.is_empty() {
                self.sentence(wanted, asked, &mut candidates);
            }
            candidates.into_iter().reduce(|best, next| if next.score > best.score { next } else { best })
        })
    }

    /// The share of the weight of `asked` that stands in `terms`, or in one of `beside` for its part.
    fn met(&self, asked: &[String], terms: &[String], beside: &[(&[String], f32)]) -> f32 {
        let (mut all, mut met) = (0.0, 0.0);
        for term in asked {
            let weight = self.weights.weight(term);
            all += weight;
            if holds(terms, term) {
                met += weight;
            } else if let Some((_, part)) = beside.iter().find(|(terms, _)| holds(terms, term)) {
                met += part * weight;
            }
        }
        if all > 0.0 { met / all } else { 0.0 }
    }

    /// Whether what is said beside a field's name stands in the document at all: nobody's total is not everybody's.
    fn is_about(&self, beside: &[String]) -> bool {
        beside
            .iter()
            .filter(|term| !WEAK.contains(&term.as_str()))
            .all(|term| self.held.contains(term) || self.held.iter().any(|held| alike(held, term)))
    }

    /// A known field: a label that names it, and behind or beneath it a value of its kind.
    fn fields(&self, field: &Field, wanted: &Wanted, candidates: &mut Vec<Found>) {
        if !self.is_about(&wanted.beside) {
            return;
        }
        let asked: Vec<String> = wanted.name.split_whitespace().map(fold).collect();
        let asked = asked.join(" ");
        let all = self.text.passages.len() as f32;
        for (order, passage) in self.text.passages.iter().enumerate().filter(|(_, p)| p.shape != Shape::Heading) {
            for (rank, name) in field.names.iter().enumerate() {
                for at in label_places(&passage.folded, name) {
                    let end = at + name.split(' ').count();
                    if is_other(&passage.folded, at..end, field.not) {
                        continue;
                    }
                    let Some((value, near)) = self.value_of(passage, at..end, wanted.kind) else { continue };
                    // Named as the person named it is best; then the more telling names; then the place.
                    let place = order as f32 / all;
                    let place = if field.last { place } else { 1.0 - place };
                    let begins = at == 0 || passage.words[at].apart;
                    let row = if passage.shape == Shape::Row { 0.3 } else { 0.0 };
                    let about = self.met(&wanted.beside, &passage.terms, &[(&passage.under, UNDER)]);
                    let score = 2.6
                        + 0.6 * f32::from(u8::from(*name == asked))
                        + 0.4 * f32::from(u8::from(near))
                        + 0.5 * f32::from(u8::from(begins))
                        + 0.8 * (1.0 - rank as f32 / field.names.len() as f32)
                        + 0.4 * place
                        + row
                        + about;
                    let evidence = [&passage.words[at..end], &value[..]].concat();
                    candidates.push(Found { value, evidence, sentence: false, score });
                }
            }
        }
    }

    /// What stands behind a label in its row, else beneath it, and whether it stands right there.
    fn value_of(&self, passage: &Passage, label: Range<usize>, kind: Kind) -> Option<(Vec<Spot>, bool)> {
        if let Some(value) = value_after(&passage.words, label.end, kind) {
            let near = value.start <= label.end + 1;
            return Some((passage.words[value].to_vec(), near));
        }
        // A word in the middle of a sentence is no heading of what happens to stand under it.
        if passage.shape != Shape::Row || label.end < passage.words.len() && !passage.words[label.end].apart {
            return None;
        }
        let (first, last) = (&passage.words[label.start], &passage.words[label.end - 1]);
        let height = first.bbox.y1 - first.bbox.y0;
        let beneath = |spot: &&Spot| {
            let within = spot.bbox.x0 < last.bbox.x1 + 4.0 * height && spot.bbox.x1 > first.bbox.x0 - height;
            within && spot.bbox.y0 > first.bbox.y0 + 0.5 * height && spot.bbox.y0 < first.bbox.y1 + 1.8 * height
        };
        let rows = self.text.passages.iter().filter(|p| p.shape == Shape::Row && p.page == passage.page);
        for row in rows {
            let words: Vec<Spot> = row.words.iter().filter(beneath).cloned().collect();
            if let Some(value) = value_after(&words, 0, kind) {
                return Some((words[value].to_vec(), false));
            }
        }
        None
    }

    /// A field that some documents state without naming it: a letter's date, an address of electronic mail.
    fn alone(&self, field: &Field, candidates: &mut Vec<Found>) {
        if !field.alone {
            return;
        }
        for passage in self.text.passages.iter().filter(|p| p.shape == Shape::Row && p.page == self.text.first_page()) {
            let value = match field.kind {
                Kind::Text => first_name(passage),
                kind => {
                    value_after(&passage.words, 0, kind).filter(|value| is_plain(&passage.words[value.clone()], kind))
                }
            };
            if let Some(value) = value {
                let value = passage.words[value].to_vec();
                candidates.push(Found { evidence: value.clone(), value, sentence: false, score: 1.5 });
                return;
            }
        }
    }

    /// A cell whose row and column are named.
    fn cells(&self, wanted: &Wanted, asked: &[String], candidates: &mut Vec<Found>) {
        for cell in &self.text.cells {
            let row_met = self.met(&cell.row_terms, asked, &[]);
            if row_met < 0.6 {
                continue;
            }
            let column_met = self.met(&cell.column_terms, asked, &[]);
            // Two columns are pairs of a name and a value: then the row alone says which.
            let pair = cell.column_terms.is_empty() || cell.columns == 2;
            let kind_says = !wanted.kind.is_open() && states(&cell.value, wanted.kind);
            if !pair && column_met < 0.45 && !(kind_says && cell.only_of_kind(wanted.kind))
                || !states(&cell.value, wanted.kind)
            {
                continue;
            }
            let heads: Vec<String> = cell.row_terms.iter().chain(&cell.column_terms).cloned().collect();
            let met = self.met(asked, &heads, &[(&cell.under, UNDER)]);
            let enough = if column_met >= 0.45 && row_met > 0.9 { ENOUGH_OF_CELL } else { ENOUGH };
            if met < enough {
                continue;
            }
            let score = 2.2 * met + 0.5 * row_met + 0.8 * column_met;
            candidates.push(Found { value: cell.value.clone(), evidence: evidence(cell), sentence: false, score });
        }
    }

    /// Where a row that is named crosses a column that is named, in what the layout did not take for a table: by geometry alone.
    fn crossings(&self, wanted: &Wanted, asked: &[String], candidates: &mut Vec<Found>) {
        let rows: Vec<&Passage> = self.text.passages.iter().filter(|p| p.shape == Shape::Row).collect();
        for (at, row) in rows.iter().enumerate() {
            let (end, name) = (row.lead, &row.lead_terms);
            if end == row.words.len() || name.is_empty() || self.met(name, asked, &[]) < 0.6 {
                continue;
            }
            let head = rows[..at].iter().rev().take(TALL).take_while(|p| p.page == row.page).find_map(|head| {
                let words = head
                    .words
                    .iter()
                    .filter(|word| terms_of(std::slice::from_ref(word)).iter().any(|term| holds(asked, term)));
                let words: Vec<Spot> =
                    words.filter(|word| word.bbox.x0 > row.words[end - 1].bbox.x1).cloned().collect();
                (!words.is_empty() && head.words.iter().filter(|word| word.apart).count() > 1).then_some((*head, words))
            });
            let Some((head, named)) = head else { continue };
            let over = |word: &&Spot| named.iter().any(|h| word.bbox.x0 < h.bbox.x1 && h.bbox.x0 < word.bbox.x1);
            let value: Vec<Spot> = row.words[end..].iter().filter(over).cloned().collect();
            let heads = [&name[..], &terms_of(&named)[..]].concat();
            let met = self.met(asked, &heads, &[(&row.under, UNDER), (&head.under, UNDER)]);
            if value.is_empty() || !states(&value, wanted.kind) || met < ENOUGH_OF_CELL {
                continue;
            }
            let evidence = [&named[..], &row.words[..end], &value[..]].concat();
            candidates.push(Found { value, evidence, sentence: false, score: 2.0 * met + 0.8 });
        }
    }

    /// A label that is met, with what stands behind it: `Delivery note: 4711`.
    fn labels(&self, wanted: &Wanted, asked: &[String], candidates: &mut Vec<Found>) {
        for passage in self.text.passages.iter().filter(|p| p.shape == Shape::Row) {
            if self.met(asked, &passage.terms, &[(&passage.under, UNDER)]) < ENOUGH {
                continue;
            }
            for (label, value) in labelled(&passage.words) {
                let label_terms = terms_of(&passage.words[label.clone()]);
                let met = self.met(asked, &label_terms, &[(&passage.under, UNDER)]);
                let exact = self.met(&label_terms, asked, &[]);
                let words = &passage.words[value.clone()];
                if met < ENOUGH || exact < 0.6 || !states(words, wanted.kind) || value.len() > REACH {
                    continue;
                }
                let score = 1.8 * met + 0.6 * exact;
                let evidence = passage.words[label.start..value.end].to_vec();
                candidates.push(Found { value: words.to_vec(), evidence, sentence: false, score });
            }
        }
    }

    /// The sentence that meets the terms and states what is asked for.
    fn sentence(&self, wanted: &Wanted, asked: &[String], candidates: &mut Vec<Found>) {
        if asked.is_empty() {
            return;
        }
        let none: &[String] = &[];
        let mut before = (u32::MAX, none);
        for passage in self.text.passages.iter().filter(|p| p.shape == Shape::Sentence) {
            let earlier = if before.0 == passage.page { before.1 } else { none };
            before = (passage.page, &passage.terms);
            let own = self.met(asked, &passage.terms, &[]);
            // A figure or a name that is stated where it should be needs fewer of the question's words around it.
            if own < if wanted.kind.is_open() { 0.25 } else { 0.12 } {
                continue;
            }
            let met = self.met(asked, &passage.terms, &[(&passage.under, UNDER), (earlier, BEFORE)]);
            if met < ENOUGH || !says_more(passage, asked, wanted.kind) {
                continue;
            }
            // Of sentences that meet the same the shorter tells it plainer.
            let length = passage.terms.len() as f32;
            let mut score = 1.5 * met + 0.5 * own + 0.3 / (1.0 + length / 12.0);
            if wanted.definition && defines(passage, asked) {
                score += 0.8;
            }
            let words = passage.words.clone();
            candidates.push(Found { value: words.clone(), evidence: words, sentence: true, score });
        }
    }
}

fn holds(terms: &[String], term: &str) -> bool {
    terms.iter().any(|own| alike(own, term))
}

/// Where a name stands among folded words.
fn label_places<'a>(folded: &'a [String], name: &'a str) -> impl Iterator<Item = usize> + 'a {
    let count = name.split(' ').count();
    (0..(folded.len() + 1).saturating_sub(count))
        .filter(move |&at| name.split(' ').zip(&folded[at..]).all(|(part, word)| same_word(part, word)))
}

fn same_word(name: &str, word: &str) -> bool {
    if name == word {
        return true;
    }
    // `TOTAL(RM)`, `Date/Time`, `totals`, `lnvoice` for `invoice`.
    let within = || word.split(|c: char| !c.is_alphanumeric()).next().is_some_and(|part| part == name);
    let slip = || name.len() >= 5 && alike(name, word);
    word.starts_with(name) && (within() || word.len() == name.len() + 1 && word.ends_with('s')) || slip()
}

/// Whether the words right before or after a name make it another field's.
fn is_other(folded: &[String], label: Range<usize>, not: &[&str]) -> bool {
    let before = label.start.checked_sub(1).and_then(|at| folded.get(at));
    let after = folded.iter().skip(label.end).take(2);
    before
        .into_iter()
        .chain(after)
        .any(|word| word.split(|c: char| !c.is_alphanumeric()).any(|part| not.contains(&part)))
}

/// The first stretch behind a label that states something of `kind`, before another label begins.
fn value_after(words: &[Spot], from: usize, kind: Kind) -> Option<Range<usize>> {
    let to = words.len().min(from + REACH);
    let rest: Vec<&str> = words.get(from..to)?.iter().map(|w| w.text.as_str()).collect();
    if kind.is_open() {
        let signs = rest.iter().take_while(|word| !word.contains(|c: char| c.is_alphanumeric())).count();
        let end = (signs + 1..rest.len()).find(|&at| words[from + at].apart).unwrap_or(rest.len());
        return (signs < rest.len()).then(|| from + signs..from + end);
    }
    let found = values::find(&rest, kind);
    // Of a row of figures a total's is the last: `Total 3 items 12.30`.
    let found = found.into_iter().next()?;
    Some(from + found.start..from + found.end)
}

/// A date or an address that stands by itself tells more than one within a sentence.
fn is_plain(words: &[Spot], kind: Kind) -> bool {
    match kind {
        // A year alone is no letter's date.
        Kind::Date => words.iter().map(|w| w.text.chars().filter(char::is_ascii_digit).count()).sum::<usize>() > 4,
        _ => true,
    }
}

/// The words that name who wrote a document: the first row of letters that is no title.
fn first_name(passage: &Passage) -> Option<Range<usize>> {
    const TITLES: &[&str] = &[
        "invoice", "receipt", "tax", "rechnung", "quittung", "facture", "factura", "fattura", "recu", "ricevuta",
        "bill", "copy", "original", "page",
    ];
    let end = (1..passage.words.len()).find(|&at| passage.words[at].apart).unwrap_or(passage.words.len());
    let letters: usize =
        passage.words[..end].iter().map(|w| w.text.chars().filter(|c| c.is_alphabetic()).count()).sum();
    let title = passage.folded[..end].iter().all(|word| word.is_empty() || TITLES.contains(&word.as_str()));
    (letters >= 4 && !title).then_some(0..end)
}

/// The labels of a row and their values: what stands before a colon, or words before a figure.
fn labelled(words: &[Spot]) -> Vec<(Range<usize>, Range<usize>)> {
    let mut found = Vec::new();
    let colons: Vec<usize> = (0..words.len()).filter(|&at| words[at].text.ends_with([':', '：'])).collect();
    for (n, &colon) in colons.iter().enumerate() {
        let begin =
            (0..=colon).rev().find(|&at| at == 0 || words[at].apart || colon - at >= 5 || colons.contains(&(at - 1)));
        let limit = colons
            .get(n + 1)
            .map_or(words.len(), |&next| (colon + 1..=next).rev().find(|&at| words[at].apart).unwrap_or(next));
        let limit = (colon + 2..limit).find(|&at| words[at].apart).unwrap_or(limit);
        if let Some(begin) = begin.filter(|_| limit > colon + 1) {
            found.push((begin..colon + 1, colon + 1..limit));
        }
    }
    if found.is_empty() {
        let digits = |spot: &Spot| spot.text.contains(|c: char| c.is_ascii_digit());
        let first = (1..words.len()).find(|&at| words[at].apart && at <= 8 || digits(&words[at]));
        // Figures within a sentence have no label.
        if let Some(first) = first.filter(|&first| words[first].apart || first <= 4 && words.len() <= first + 4) {
            let end = (first + 1..words.len()).find(|&at| words[at].apart).unwrap_or(words.len());
            found.push((0..first, first..end));
        }
    }
    found
}

pub(super) fn states(words: &[Spot], kind: Kind) -> bool {
    let texts: Vec<&str> = words.iter().map(|w| w.text.as_str()).collect();
    !values::find(&texts, kind).is_empty()
}

/// Whether a sentence says something of `kind` beyond the question's own words, and is no question itself.
fn says_more(passage: &Passage, asked: &[String], kind: Kind) -> bool {
    if passage.words.last().is_some_and(|w| w.text.ends_with(['?', '？', '؟'])) {
        return false;
    }
    let texts: Vec<&str> = passage.words.iter().map(|w| w.text.as_str()).collect();
    values::find(&texts, kind).into_iter().any(|range| {
        let own: Vec<String> = texts[range].iter().flat_map(|word| terms(word)).collect();
        own.iter().any(|term| !holds(asked, term))
    })
}

/// Whether a sentence says what the terms mean: they stand at its beginning, before "is", "means" and the like.
fn defines(passage: &Passage, asked: &[String]) -> bool {
    const VERBS: &[&str] = &[
        "is",
        "are",
        "means",
        "mean",
        "denotes",
        "refers",
        "describes",
        "stands",
        "bedeutet",
        "ist",
        "bezeichnet",
        "sind",
        "designe",
        "est",
        "signifie",
        "significa",
        "es",
        "indica",
    ];
    let Some(verb) = passage.folded.iter().position(|word| VERBS.contains(&word.as_str())) else { return false };
    let before = terms_of(&passage.words[..verb]);
    verb <= 8 && asked.iter().all(|term| holds(&before, term))
}

fn evidence(cell: &CellSpot) -> Vec<Spot> {
    [&cell.column_head[..], &cell.row_head[..], &cell.value[..]].concat()
}

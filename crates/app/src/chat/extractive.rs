//! The extractive answerer: always there, offline, with no model. It gives back the document's own words in a short sentence
//! with their page, and refuses where they do not answer.

use std::sync::Arc;

use super::find::Found;
use super::follow::understood;
use super::question::Wanted;
use super::{Answer, Answerer, Citation, Question, Reading, not_found, place};
use crate::contract::{ChatStanding, WireError};

/// Of several documents that state the same field, so many are named.
const MOST_NAMED: usize = 12;
/// How many passages come with a question that was not answered.
const NEAREST: usize = 3;
/// What another document finds must be so much of the best, to be named beside it.
const BESIDE: f32 = 0.9;

/// Answers in the documents' own words.
#[derive(Clone, Copy, Debug, Default)]
pub struct Extractive;

impl Answerer for Extractive {
    async fn answer(&self, question: &Question, tell: &mut (dyn FnMut(&str) + Send)) -> Result<Answer, WireError> {
        let answer = respond(question);
        tell(&answer.text);
        Ok(answer)
    }
}

/// The answer to a question.
pub(super) fn respond(question: &Question) -> Answer {
    let wanted = understood(&question.text, &question.before);
    let parts: Vec<Part<'_>> = wanted.into_iter().map(|wanted| part(question, wanted)).collect();
    if parts.iter().all(|part| part.found.is_empty()) {
        let citations = nearest(question);
        return Answer { text: not_found(&question.documents), citations, standing: ChatStanding::NotFound };
    }
    let mut sentences = Vec::new();
    let mut citations = Vec::new();
    for part in &parts {
        sentences.push(sentence(question, part));
        citations.extend(part.found.iter().map(|(reading, found)| reading.cite(&found.evidence)));
    }
    Answer { text: sentences.join(" "), citations, standing: ChatStanding::Supported }
}

/// One thing that was asked for, with what was found of it.
struct Part<'a> {
    wanted: Wanted,
    found: Vec<(&'a Arc<Reading>, Found)>,
}

fn part(question: &Question, wanted: Wanted) -> Part<'_> {
    let documents = question.documents.iter();
    let mut found: Vec<(&Arc<Reading>, Found)> =
        documents.filter_map(|reading| Some((reading, reading.index.find(&wanted)?))).collect();
    found.sort_by(|a, b| b.1.score.total_cmp(&a.1.score));
    if let Some(best) = found.first().map(|(_, found)| found.score) {
        // Each document has a total of its own; a sentence is told by the one that tells it best.
        let each = wanted.field.is_some();
        found.retain(|(_, found)| if each { found.score >= BESIDE * best } else { found.score >= best });
        found.truncate(if each { MOST_NAMED } else { 1 });
    }
    Part { wanted, found }
}

fn sentence(question: &Question, part: &Part<'_>) -> String {
    let name = &part.wanted.name;
    if part.found.is_empty() {
        let rest = not_found(&question.documents);
        return format!("The {name}: {}{}", rest[..1].to_lowercase(), &rest[1..]);
    }
    let values: Vec<String> = part.found.iter().map(|(reading, found)| value(question, reading, found)).collect();
    let joined = values.join("; ");
    if part.wanted.field.is_some() && !part.found[0].1.sentence {
        let is = if name.ends_with('s') && !name.ends_with("ss") { "are" } else { "is" };
        return format!("The {name} {is} {joined}.");
    }
    if joined.ends_with(')') && part.found[0].1.sentence { joined } else { format!("{joined}.") }
}

fn value(question: &Question, reading: &Reading, found: &Found) -> String {
    let words: Vec<&str> = found.value.iter().map(|spot| spot.text.as_str()).collect();
    let value = words.join(" ");
    let page = found.value.first().map_or(0, |spot| spot.page);
    let value = if found.sentence { value.as_str() } else { value.trim_end_matches(['.', ',', ';']) };
    format!("{value} {}", place(question, reading, page))
}

/// The passages of all documents nearest to the question.
pub(super) fn nearest(question: &Question) -> Vec<Citation> {
    let mut scored: Vec<(f32, Citation)> = Vec::new();
    for reading in &question.documents {
        for (score, words) in reading.index.nearest(&question.text, NEAREST) {
            scored.push((score, reading.cite(words)));
        }
    }
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    scored.into_iter().take(NEAREST).map(|(_, citation)| citation).collect()
}

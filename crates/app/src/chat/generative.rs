//! The generative answerer: an endpoint's model words the answer, and nothing of it is shown before it was checked.
//!
//! The model sees the passages that are nearest to the question and must cite one, word for word, for each statement. A
//! statement stays if every quotation stands where it says, if the figures in it stand in what it cites, and if it says little
//! that neither the cited passage nor the question says. Everything else is withheld. Passages that give orders to whoever
//! answers are not sent at all, and the rest is fenced by a mark that no document can know; but what keeps an injected
//! sentence from the reader is the check, not the model's good will.

use std::collections::HashSet;
use std::sync::Arc;

use uuid::Uuid;

use super::check::quoted;
use super::claims::{Claim, Claims};
use super::extractive::nearest;
use super::question::wanted;
use super::source::{Spot, terms_of};
use super::terms::{alike, fold, terms};
use super::vocabulary::STOP;
use super::{Answer, Answerer, Citation, Question, Reading, not_found, place};
use crate::contract::{ChatStanding, WireError};
use crate::endpoint::{CompleteOptions, Endpoint, Message, Role};

/// The task, with its version in the first line.
const PROMPT: &str = include_str!("../../prompts/chat.txt");
/// Passages and characters of them that are sent.
const MOST_PASSAGES: usize = 24;
const MOST_LETTERS: usize = 9000;
/// Of a statement's own terms, how many must stand in what it cites or in the question.
const BORNE_OUT: f32 = 0.5;
/// What the model says where the passages do not answer.
const NOT_THERE: &str = "NOT IN DOCUMENT";

/// Answers by a model.
#[derive(Clone, Debug)]
pub struct Generative {
    endpoint: Endpoint,
}

/// A passage that was sent.
struct Sent<'a> {
    reading: &'a Arc<Reading>,
    words: &'a [Spot],
}

impl Generative {
    /// By this endpoint's.
    pub fn new(endpoint: Endpoint) -> Self {
        Self { endpoint }
    }
}

impl Answerer for Generative {
    async fn answer(&self, question: &Question, tell: &mut (dyn FnMut(&str) + Send)) -> Result<Answer, WireError> {
        let sent = passages(question);
        if sent.is_empty() {
            return Ok(refusal(question, ChatStanding::NotFound));
        }
        let mut completion = self.endpoint.complete(&messages(question, &sent), &CompleteOptions::default()).await?;
        let mut checked = Checked::new(question, &sent);
        let (mut claims, mut said) = (Claims::default(), String::new());
        while let Some(piece) = completion.next().await? {
            said.push_str(&piece);
            for claim in claims.push(&piece) {
                checked.take(&claim, tell);
            }
        }
        let (last, rest) = claims.finish();
        for claim in &last {
            checked.take(claim, tell);
        }
        Ok(checked.finish(&said, &rest))
    }
}

/// An answer as far as it was checked.
struct Checked<'a> {
    question: &'a Question,
    sent: &'a [Sent<'a>],
    text: String,
    citations: Vec<Citation>,
    withheld: usize,
}

impl<'a> Checked<'a> {
    fn new(question: &'a Question, sent: &'a [Sent<'a>]) -> Self {
        Self { question, sent, text: String::new(), citations: Vec::new(), withheld: 0 }
    }

    fn take(&mut self, claim: &Claim, tell: &mut (dyn FnMut(&str) + Send)) {
        let Some(places) = borne_out(claim, self.question, self.sent) else {
            self.withheld += 1;
            return;
        };
        let (first, _) = places[0];
        let page = first.words.first().map_or(0, |word| word.page);
        let end = claim.text.trim_end_matches(['.', ':', ',', ';', ' ']);
        let gap = if self.text.is_empty() { "" } else { " " };
        let part = format!("{gap}{end} {}.", place(self.question, first.reading, page));
        tell(&part);
        self.text.push_str(&part);
        self.citations.extend(places.iter().map(|(sent, words)| sent.reading.cite(words)));
    }

    fn finish(self, said: &str, rest: &str) -> Answer {
        if !self.citations.is_empty() {
            return Answer { text: self.text, citations: self.citations, standing: ChatStanding::Supported };
        }
        let refused = said.to_uppercase().contains(NOT_THERE) || said.trim().is_empty();
        let standing = if refused && self.withheld == 0 { ChatStanding::NotFound } else { ChatStanding::Unsupported };
        debug_assert!(refused || self.withheld > 0 || !rest.is_empty(), "something was said");
        refusal(self.question, standing)
    }
}

fn refusal(question: &Question, standing: ChatStanding) -> Answer {
    let text = match standing {
        ChatStanding::Unsupported => {
            "The model's answer is withheld: what it says could not be found in the recognised text.".to_owned()
        }
        _ => not_found(&question.documents),
    };
    Answer { text, citations: nearest(question), standing }
}

/// The places that a statement cites, where they bear it out.
fn borne_out<'a>(claim: &Claim, question: &Question, sent: &'a [Sent<'a>]) -> Option<Vec<(&'a Sent<'a>, &'a [Spot])>> {
    let mut places = Vec::new();
    for (number, words) in &claim.cites {
        let passage = sent.get(number.checked_sub(1)?)?;
        places.push((passage, quoted(passage.words, words)?));
    }
    let shown: Vec<String> = places.iter().flat_map(|(sent, _)| terms_of(sent.words)).collect();
    let asked: Vec<String> = question.text.split_whitespace().flat_map(terms).collect();
    let own: HashSet<String> = claim
        .text
        .split_whitespace()
        .filter(|word| !STOP.contains(&fold(word).as_str()))
        .flat_map(terms)
        .filter(|term| !term.is_empty())
        .collect();
    let stands = |term: &String, among: &[String]| among.iter().any(|other| alike(other, term));
    let figure = |term: &String| term.contains(|c: char| c.is_ascii_digit());
    // A figure of the question may be repeated: "in 2019".
    if own.iter().any(|term| figure(term) && !stands(term, &shown) && !stands(term, &asked)) {
        return None;
    }
    let borne = own.iter().filter(|term| stands(term, &shown) || stands(term, &asked)).count();
    // Something must come from the passage: an echo of the question says nothing.
    let says = own.iter().any(|term| stands(term, &shown));
    (!places.is_empty() && says && borne as f32 >= BORNE_OUT * own.len() as f32).then_some(places)
}

/// The passages that are nearest to the question and the ones that it leans on, in reading order.
fn passages(question: &Question) -> Vec<Sent<'_>> {
    let mut asked: Vec<String> = wanted(&question.text).into_iter().flat_map(|part| part.ways[0].clone()).collect();
    if let Some(earlier) = question.before.last() {
        asked.extend(wanted(earlier).into_iter().flat_map(|part| part.ways[0].clone()));
    }
    let mut found: Vec<(f32, usize, &Arc<Reading>, &[Spot])> = Vec::new();
    for (at, reading) in question.documents.iter().enumerate() {
        let ranked = reading.index.ranked(&asked).take(MOST_PASSAGES);
        let first = found.len();
        found.extend(ranked.map(|(score, passage)| (score, at, reading, passage.words.as_slice())));
        if found.len() == first {
            // A question in other words than the document's: its beginning says what it is.
            let beginning = reading.index.sentences().take(MOST_PASSAGES / 2);
            found.extend(beginning.map(|passage| (0.0, at, reading, passage.words.as_slice())));
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut letters = 0;
    let mut kept: Vec<_> = found
        .into_iter()
        .take(MOST_PASSAGES)
        .take_while(|(_, _, _, words)| {
            letters += words.iter().map(|word| word.text.chars().count() + 1).sum::<usize>();
            letters <= MOST_LETTERS
        })
        .collect();
    kept.sort_by_key(|(_, at, _, words)| (*at, words.first().map_or(0, |word| word.page)));
    kept.into_iter().map(|(_, _, reading, words)| Sent { reading, words }).collect()
}

fn messages(question: &Question, sent: &[Sent<'_>]) -> Vec<Message> {
    // New for each question, so that no document can end its own fence.
    let mark = Uuid::new_v4().simple().to_string();
    let task = PROMPT.split_once('\n').map_or(PROMPT, |(_, task)| task).replace("{mark}", &mark);
    let mut text = format!("Passages:\n{mark}\n");
    for (n, Sent { reading, words }) in sent.iter().enumerate() {
        let page = u64::from(words.first().map_or(0, |word| word.page)) + 1;
        let words: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
        text.push_str(&format!("[{}] ({}, p. {page}) {}\n", n + 1, reading.name, words.join(" ")));
    }
    text.push_str(&format!("{mark}\n"));
    if !question.before.is_empty() {
        text.push_str(&format!("Asked before: {}\n", question.before.join(" | ")));
    }
    text.push_str(&format!("Question: {}", question.text));
    vec![Message::text(Role::System, task), Message::text(Role::User, text)]
}

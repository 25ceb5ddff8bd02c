//! Questions about documents, answered from their recognised words alone.
//!
//! Owns the taking apart of documents ([`Reading`]) and questions, the answerers behind one trait, the check of everything
//! that is cited against the words on the page, and the history of a chat ([`Chats`]). Refuses whatever the documents do not
//! say: such a question is answered by "not in this document" and the nearest passages. Text of a document is data: what
//! it tells its reader to do changes nothing (`orders`).

mod chats;
mod check;
mod claims;
mod extractive;
mod find;
mod follow;
mod generative;
mod orders;
mod question;
mod rank;
mod source;
mod terms;
#[cfg(test)]
mod tests;
mod values;
mod vocabulary;

use std::sync::Arc;

use document::{Document, Rect};

use crate::contract::{ChatStanding, WireError};

pub use chats::{Asked, Chats, MOST_DOCUMENTS, answer_message};
pub use extractive::Extractive;
pub use generative::Generative;

use find::Index;
use source::{Spot, Text};

/// A place of a document that an answer rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct Citation {
    /// Which document: the id that its [`Reading`] was made with.
    pub document: String,
    /// 0-based.
    pub page: u32,
    /// The words, as they stand on the page, parted by single spaces.
    pub snippet: String,
    /// The box of each word of the snippet, in its order, in pixels of the page.
    pub boxes: Vec<Rect>,
}

/// What an answerer says to a question.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// Short sentences, each with its page.
    pub text: String,
    /// The places that it rests on; the nearest passages where the documents do not answer.
    pub citations: Vec<Citation>,
    /// Whether the documents bear it out.
    pub standing: ChatStanding,
}

/// A document that questions are asked of. Making one costs about a millisecond a page; asking costs less.
#[derive(Debug)]
pub struct Reading {
    id: String,
    name: String,
    index: Index,
}

impl Reading {
    /// Takes a document apart. `id` comes back in citations.
    pub fn new(id: &str, document: &Document) -> Self {
        let index = Index::new(Text::of(document));
        Self { id: id.to_owned(), name: document.source.name.clone(), index }
    }

    fn cite(&self, words: &[Spot]) -> Citation {
        let snippet = words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
        Citation {
            document: self.id.clone(),
            page: words.first().map_or(0, |word| word.page),
            snippet,
            boxes: words.iter().map(|word| word.bbox).collect(),
        }
    }
}

/// What is asked, of what, and what was said before.
#[derive(Clone, Debug)]
pub struct Question {
    /// In the person's words.
    pub text: String,
    /// The questions that were asked before, the oldest first.
    pub before: Vec<String>,
    /// The documents that may answer.
    pub documents: Vec<Arc<Reading>>,
}

/// Who answers. What it says must stand in the documents, and it says where.
pub trait Answerer: Send + Sync {
    /// Answers. `tell` hears each part of the answer once it was checked, before the whole is there.
    ///
    /// # Errors
    /// What keeps it from answering at all. That the documents do not say it is an answer.
    fn answer(
        &self,
        question: &Question,
        tell: &mut (dyn FnMut(&str) + Send),
    ) -> impl Future<Output = Result<Answer, WireError>> + Send;
}

/// What is said where no document answers.
fn not_found(documents: &[Arc<Reading>]) -> String {
    let which = if documents.len() == 1 { "this document" } else { "these documents" };
    format!("This is not in {which}.")
}

/// The place of something in a sentence: the page, with the document's name where there are several.
fn place(question: &Question, reading: &Reading, page: u32) -> String {
    let page = u64::from(page) + 1;
    if question.documents.len() == 1 { format!("(p. {page})") } else { format!("({}, p. {page})", reading.name) }
}

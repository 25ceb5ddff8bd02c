//! A chat over the jobs of a store: what is asked is answered and kept, per document or per selection of documents.
//!
//! Owns the documents that were taken apart lately, the history, and the consent to send text to an endpoint that is not
//! near. Refuses jobs that have no text yet. Every answer is of the document as results show it, corrections and all.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use document::Code;
use tokio_util::sync::CancellationToken;

use super::{Answer, Answerer, Citation, Extractive, Generative, Question, Reading};
use crate::contract::{
    AnswererChoice, ChatCitation, ChatHit, ChatMessage, ChatRole, ChatStanding, SearchChats, WireError,
};
use crate::endpoint::{self, Endpoint};
use crate::job::Runner;
use crate::results::ResultOptions;
use crate::store::{Chat, NewChat};

/// How many documents one question may be asked of.
pub const MOST_DOCUMENTS: usize = 100;
/// Characters of a question.
const MOST_LETTERS: usize = 4000;
/// How many documents stay taken apart.
const KEPT: usize = 24;
/// How many earlier questions a new one may lean on.
const LEANS_ON: usize = 12;

/// What is asked.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Of which jobs.
    pub jobs: Vec<String>,
    /// The question.
    pub question: String,
    /// Who shall answer.
    pub answerer: AnswererChoice,
    /// The user's word that this very question and its passages may go to an endpoint elsewhere.
    pub allow_upload: bool,
}

/// Documents that were taken apart lately, by their stamps; the latest first.
type Readings = VecDeque<(String, Arc<Reading>)>;

/// The chats of a store. Clones share everything.
#[derive(Clone)]
pub struct Chats {
    runner: Runner,
    readings: Arc<Mutex<Readings>>,
}

impl Chats {
    /// The chats of the jobs of `runner`.
    pub fn new(runner: Runner) -> Self {
        Self { runner, readings: Arc::default() }
    }

    /// Answers a question and keeps both. `tell` hears the answer's parts as they are checked. Cancelled, nothing is kept.
    ///
    /// # Errors
    /// `usage` for a question that is none; `not_found`, `not_finished` of a job; `cancelled`; with the generative answerer
    /// `remote_forbidden`, `remote_unreachable`, `remote_refused`, `token_invalid`.
    pub async fn ask(
        &self,
        asked: &Asked,
        cancel: &CancellationToken,
        tell: &mut (dyn FnMut(&str) + Send),
    ) -> Result<(ChatMessage, ChatMessage), WireError> {
        let text = asked.question.trim().to_owned();
        if !text.chars().any(char::is_alphanumeric) || text.chars().count() > MOST_LETTERS {
            return Err(WireError::usage(format!("a question has letters, and {MOST_LETTERS} characters at most")));
        }
        let jobs = scope(&asked.jobs)?;
        let this = self.clone();
        let (of, said) = (jobs.clone(), text.clone());
        let question = blocking(move || this.question(&of, said, None)).await?;
        let answer = tokio::select! {
            biased;
            () = cancel.cancelled() => return Err(WireError::new(Code::Cancelled, "the question was taken back")),
            answer = self.answer(&question, asked, tell) => answer?,
        };
        let (this, answerer) = (self.clone(), asked.answerer);
        blocking(move || {
            let question = NewChat::question(&jobs, &text);
            let answer = NewChat::answer(&jobs, &answer.text, wire(answer.citations), answer.standing, answerer);
            let (question, answer) = this.runner.store().add_chats(&question, &answer)?;
            Ok((message(question), message(answer)))
        })
        .await
    }

    /// Asks again what an answer of the history answered, and puts the new answer in its place.
    ///
    /// # Errors
    /// As [`Self::ask`]; `not_found` where there is no such answer.
    pub async fn retry(
        &self,
        id: i64,
        answerer: AnswererChoice,
        allow_upload: bool,
        cancel: &CancellationToken,
        tell: &mut (dyn FnMut(&str) + Send),
    ) -> Result<ChatMessage, WireError> {
        let this = self.clone();
        let (jobs, question) = blocking(move || {
            let (jobs, asked) = this.runner.store().chat_question(id)?;
            let question = this.question(&jobs, asked.text, Some(asked.id))?;
            Ok((jobs, question))
        })
        .await?;
        let asked = Asked { jobs: jobs.clone(), question: question.text.clone(), answerer, allow_upload };
        let answer = tokio::select! {
            biased;
            () = cancel.cancelled() => return Err(WireError::new(Code::Cancelled, "the question was taken back")),
            answer = self.answer(&question, &asked, tell) => answer?,
        };
        let this = self.clone();
        blocking(move || {
            let answer = NewChat::answer(&jobs, &answer.text, wire(answer.citations), answer.standing, answerer);
            Ok(message(this.runner.store().replace_chat(id, &answer)?))
        })
        .await
    }

    /// The chat over these jobs, from its beginning.
    ///
    /// # Errors
    /// `usage` with no job; what keeps the store from being read.
    pub fn history(&self, jobs: &[String]) -> Result<Vec<ChatMessage>, WireError> {
        Ok(self.runner.store().chats(&scope(jobs)?)?.into_iter().map(message).collect())
    }

    /// Deletes the chat over these jobs.
    ///
    /// # Errors
    /// As [`Self::history`].
    pub fn delete(&self, jobs: &[String]) -> Result<(), WireError> {
        Ok(self.runner.store().delete_chats(&scope(jobs)?)?)
    }

    /// What was said that holds the words, the newest first.
    ///
    /// # Errors
    /// What keeps the store from being read.
    pub fn search(&self, search: &SearchChats) -> Result<Vec<ChatHit>, WireError> {
        let store = self.runner.store();
        let found = store.search_chats(&search.text, search.job.as_deref(), search.limit)?;
        let hit = |chat: Chat| {
            let jobs = chat.jobs.iter().map(|id| Ok(self.runner.summary(&store.job(id)?)));
            Ok(ChatHit { jobs: jobs.collect::<Result<_, WireError>>()?, message: message(chat) })
        };
        found.into_iter().map(hit).collect()
    }

    async fn answer(
        &self,
        question: &Question,
        asked: &Asked,
        tell: &mut (dyn FnMut(&str) + Send),
    ) -> Result<Answer, WireError> {
        match asked.answerer {
            AnswererChoice::Extractive => Extractive.answer(question, tell).await,
            AnswererChoice::Generative => {
                let (settings, home) = (self.runner.settings().endpoint, self.runner.home().clone());
                endpoint::may_send(&settings, asked.allow_upload)?;
                let endpoint = blocking(move || Endpoint::open(&home, &settings)).await?;
                Generative::new(endpoint).answer(question, tell).await
            }
        }
    }

    /// The question with its documents, and what was asked before it (`until` is its own place where it is asked again).
    fn question(&self, jobs: &[String], text: String, until: Option<i64>) -> Result<Question, WireError> {
        let documents = jobs.iter().map(|job| self.reading(job)).collect::<Result<_, _>>()?;
        let chats = self.runner.store().chats(jobs)?;
        let before =
            chats.into_iter().filter(|chat| chat.role == ChatRole::User && until.is_none_or(|id| chat.id < id));
        let mut before: Vec<String> = before.map(|chat| chat.text).collect();
        let from = before.len().saturating_sub(LEANS_ON);
        Ok(Question { text, before: before.split_off(from), documents })
    }

    /// A job's document, taken apart.
    fn reading(&self, id: &str) -> Result<Arc<Reading>, WireError> {
        let store = self.runner.store();
        let stamp = format!("{id} {}", store.text_stamp(id)?);
        let lock = || self.readings.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, reading)) = lock().iter().find(|(known, _)| *known == stamp) {
            return Ok(reading.clone());
        }
        let job = store.job(id)?;
        let document = self.runner.results().document(&job, &ResultOptions::default())?;
        if document.pages.is_empty() {
            let message = format!("{} has no text yet; ask when it has been read", job.name);
            return Err(WireError::new(Code::NotFinished, message));
        }
        let reading = Arc::new(Reading::new(id, &document));
        let mut readings = lock();
        readings.retain(|(known, _)| !known.starts_with(id));
        readings.push_front((stamp, reading.clone()));
        readings.truncate(KEPT);
        Ok(reading)
    }
}

/// The jobs that a chat is over: each once, in one order, so that the same selection is the same chat.
fn scope(jobs: &[String]) -> Result<Vec<String>, WireError> {
    let mut jobs = jobs.to_vec();
    jobs.sort_unstable();
    jobs.dedup();
    match jobs.len() {
        0 => Err(WireError::usage("name a document to ask")),
        n if n > MOST_DOCUMENTS => {
            Err(WireError::usage(format!("one question can be asked of {MOST_DOCUMENTS} documents at most")))
        }
        _ => Ok(jobs),
    }
}

fn wire(citations: Vec<Citation>) -> Vec<ChatCitation> {
    let wire = |c: Citation| ChatCitation { job: c.document, page: c.page, snippet: c.snippet, boxes: c.boxes };
    citations.into_iter().map(wire).collect()
}

/// A row of the history as the wire has it.
fn message(chat: Chat) -> ChatMessage {
    ChatMessage {
        id: chat.id,
        jobs: chat.jobs,
        role: chat.role,
        text: chat.text,
        citations: chat.citations,
        standing: chat.standing,
        answerer: chat.answerer,
        created_ms: chat.created_ms,
    }
}

/// An answer of a document that no store keeps, as the wire has it.
pub fn answer_message(answer: Answer, answerer: AnswererChoice) -> ChatMessage {
    ChatMessage {
        id: 0,
        jobs: Vec::new(),
        role: ChatRole::Assistant,
        text: answer.text,
        citations: wire(answer.citations),
        standing: Some(answer.standing),
        answerer: Some(answerer),
        created_ms: crate::store::now_ms(),
    }
}

/// Runs what reads the store or takes a document apart where it holds nobody up.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, WireError> + Send + 'static,
) -> Result<T, WireError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|e| Err(WireError::internal(format!("it ended early: {e}"))))
}

impl ChatStanding {
    /// Whether the documents bear the answer out.
    pub fn is_supported(self) -> bool {
        self == Self::Supported
    }
}

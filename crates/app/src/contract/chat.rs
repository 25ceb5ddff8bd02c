//! What the wire says of chats: questions to documents, answers with the places that they rest on, and their history.
//!
//! A chat is over one job or over a selection of jobs; the same selection is the same chat. While a question is answered,
//! `chat_progress` events carry the parts of the answer that were checked so far; the reply is the whole.

use document::Rect;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Consent, JobSummary, SecretPlace, WireError};

/// Who says something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ChatRole {
    /// The person.
    User,
    /// The answerer.
    Assistant,
}

/// Who answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AnswererChoice {
    /// The documents' own words, on this machine, with no model.
    #[default]
    Extractive,
    /// The model of the endpoint that the settings name.
    Generative,
}

/// Whether the documents bear an answer out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ChatStanding {
    /// Every part of it cites words that stand where it says.
    Supported,
    /// The documents do not answer; the citations are the nearest passages.
    NotFound,
    /// An answerer said something that its citations do not bear out; it is withheld, the citations are the nearest passages.
    Unsupported,
}

/// A place that an answer rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ChatCitation {
    /// The job whose page it is.
    pub job: String,
    /// 0-based.
    pub page: u32,
    /// The words, as they stand on the page.
    pub snippet: String,
    /// The box of each of its words, in pixels of the page.
    pub boxes: Vec<Rect>,
}

/// One thing that was said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ChatMessage {
    /// Its place in the order of all chats.
    #[ts(type = "number")]
    pub id: i64,
    /// The jobs that the chat is over.
    pub jobs: Vec<String>,
    /// Who says it.
    pub role: ChatRole,
    /// What is said. Plain text.
    pub text: String,
    /// The places that an answer rests on.
    pub citations: Vec<ChatCitation>,
    /// Of an answer: whether the documents bear it out.
    pub standing: Option<ChatStanding>,
    /// Of an answer: who answered.
    pub answerer: Option<AnswererChoice>,
    /// When, in milliseconds since 1970 (UTC).
    #[ts(type = "number")]
    pub created_ms: u64,
}

/// A question.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AskChat {
    /// The jobs that are asked, 1 to 100.
    pub jobs: Vec<String>,
    /// The question.
    pub question: String,
    /// Who shall answer.
    #[serde(default)]
    pub answerer: AnswererChoice,
    /// A name of the caller's choice, for the events and to take the question back.
    #[serde(default)]
    pub request: String,
    /// The user's consent for this very question, where the endpoint is not on this machine or its network.
    #[serde(default)]
    pub allow_upload: bool,
}

/// A question with its answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ChatReply {
    /// The question as it is kept.
    pub question: ChatMessage,
    /// The answer as it is kept.
    pub answer: ChatMessage,
}

/// An answer that shall be given anew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RetryChat {
    /// The answer's (or its question's) id.
    #[ts(type = "number")]
    pub message: i64,
    /// Who shall answer.
    #[serde(default)]
    pub answerer: AnswererChoice,
    /// As in [`AskChat`].
    #[serde(default)]
    pub request: String,
    /// As in [`AskChat`].
    #[serde(default)]
    pub allow_upload: bool,
}

/// A question that is being answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChatRequestRef {
    /// The name that it was asked with.
    pub request: String,
}

/// A message of the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChatMessageRef {
    /// Its id.
    #[ts(type = "number")]
    pub message: i64,
}

/// Words that are sought in chats.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct SearchChats {
    /// All of these words, whatever the case and the accents; empty for the latest chats.
    pub text: String,
    /// In the chats of this job alone.
    pub job: Option<String>,
    /// How many at most; 0 for the default of 50, never more than 500.
    pub limit: u32,
}

/// A message that was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ChatHit {
    /// The message.
    pub message: ChatMessage,
    /// The jobs that its chat is over.
    pub jobs: Vec<JobSummary>,
}

/// The endpoint that generates answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EndpointStatus {
    /// Its address, as settings have it; empty where there is none.
    pub url: String,
    /// The model that is asked for.
    pub model: String,
    /// Why it cannot be used.
    pub problem: Option<WireError>,
    /// Whether it is on this machine or its own network: then nothing leaves that.
    pub is_near: bool,
    /// Whether there is a key for it.
    pub has_key: bool,
    /// Where that key is kept.
    pub key_place: Option<SecretPlace>,
    /// Whether text may be sent where it is not near: with `ask`, ask before each question.
    pub consent: Consent,
}

/// A key to keep for the endpoint of the settings.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SetEndpointKey {
    /// The key; space around it is cut off. Empty forgets the one there is.
    pub key: String,
}

impl std::fmt::Debug for SetEndpointKey {
    /// Never the key.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SetEndpointKey").finish_non_exhaustive()
    }
}

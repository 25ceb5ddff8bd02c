//! `/api/v1/chat/…`: questions to a job's text, and the conversation so far.

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, header};
use document::Code;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::answer::has_ended;
use super::upload::refuse_body;
use crate::chat::Asked;
use crate::contract::{AnswererChoice, ChatMessage, ChatRole, WireError};
use crate::server::auth::Authenticated;
use crate::server::errors::{ApiError, ErrorBody};
use crate::server::state::ServerState;

/// Bytes of a question's body.
const MOST: usize = 64 << 10;

/// A question.
#[derive(Deserialize, ToSchema)]
pub(super) struct Question {
    /// What is asked of the job's text: letters or figures, 4000 characters at most.
    message: String,
    /// Ours: `extractive` (the document's own words, the default) or `generative` (the model that this server's owner has set).
    #[serde(default)]
    #[schema(nullable = false)]
    answerer: Option<Answerer>,
}

/// Who answers.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Answerer {
    Extractive,
    Generative,
}

/// An answer that rests on the job's text.
#[derive(Serialize, ToSchema)]
pub(super) struct Reply {
    /// Which conversation: a job has one.
    conversation: String,
    message: Message,
}

/// All that was said.
#[derive(Serialize, ToSchema)]
pub(super) struct Conversation {
    /// Which conversation.
    conversation: String,
    /// The oldest first.
    messages: Vec<Message>,
}

/// What was said.
#[derive(Serialize, ToSchema)]
struct Message {
    /// `user` or `assistant`.
    role: String,
    /// Plain text; an answer names its pages.
    content: String,
    /// Where in the document it stands; where the document does not answer, the nearest passages.
    citations: Vec<Citation>,
    /// Ours, of an answer: `supported`, `not_found`, or `unsupported` for one that was withheld.
    #[serde(skip_serializing_if = "Option::is_none")]
    standing: Option<String>,
}

/// Where in the document it stands.
#[derive(Serialize, ToSchema)]
struct Citation {
    /// 1-based.
    page: u32,
    /// The words as they stand there.
    snippet: String,
    /// Ours: the box of each word, `[x0, y0, x1, y1]` in pixels of the page as the job's JSON has them.
    boxes: Vec<[f32; 4]>,
}

impl From<ChatMessage> for Message {
    fn from(message: ChatMessage) -> Self {
        let role = match message.role {
            ChatRole::User => "user",
            ChatRole::Assistant => "assistant",
        };
        let citation = |c: crate::contract::ChatCitation| Citation {
            page: c.page + 1,
            snippet: c.snippet,
            boxes: c.boxes.iter().map(|b| [b.x0, b.y0, b.x1, b.y1]).collect(),
        };
        let standing = message.standing.and_then(|standing| serde_json::to_value(standing).ok());
        Self {
            role: role.to_owned(),
            content: message.text,
            citations: message.citations.into_iter().map(citation).collect(),
            standing: standing.and_then(|word| word.as_str().map(str::to_owned)),
        }
    }
}

/// Asks a question of a finished job's text. The answer rests on that alone, and says where. What is asked may lean on what was
/// asked before: "and the tax?".
#[utoipa::path(
    post,
    path = "/api/v1/chat/{uuid}/",
    tag = "chat",
    params(("uuid" = String, Path, description = "The job's uuid")),
    request_body = Question,
    responses(
        (status = 200, description = "The answer, citing its pages", body = Reply),
        (status = 401, description = "Missing or invalid API token; or the model's endpoint does not take this server's key", body = ErrorBody),
        (status = 404, description = "No such job of this token's", body = ErrorBody),
        (status = 409, description = "The job has not ended yet", body = ErrorBody),
        (status = 413, description = "The body is too long for a question", body = ErrorBody),
        (status = 415, description = "The body is not JSON", body = ErrorBody),
        (status = 502, description = "The model's endpoint cannot be reached or refuses", body = ErrorBody),
    )
)]
pub(super) async fn ask(
    State(state): State<ServerState>,
    Authenticated(caller): Authenticated,
    path: Result<Path<String>, PathRejection>,
    request: Request,
) -> Result<Json<Reply>, ApiError> {
    let job = match path {
        Ok(Path(uuid)) => state.job(&caller, &uuid).await,
        Err(e) => Err(e.into()),
    };
    let job = match job {
        Ok(job) if has_ended(job.state) => job,
        refused => {
            refuse_body(request).await;
            refused?;
            return Err(WireError::new(Code::NotFinished, "the job has not ended yet; ask when it has").into());
        }
    };
    let question = read(request).await?;
    let answerer = match question.answerer {
        Some(Answerer::Generative) => AnswererChoice::Generative,
        _ => AnswererChoice::Extractive,
    };
    let asked = Asked { jobs: vec![job.id.clone()], question: question.message, answerer, allow_upload: false };
    let (_, answer) = state.host().chats().ask(&asked, state.stopping(), &mut |_| {}).await?;
    Ok(Json(Reply { conversation: job.id, message: answer.into() }))
}

async fn read(request: Request) -> Result<Question, ApiError> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json") {
        refuse_body(request).await;
        let error = WireError::usage("the body must be application/json: {\"message\": \"…\"}");
        return Err(ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, error));
    }
    let length =
        request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if length.is_some_and(|length| length > MOST) {
        refuse_body(request).await;
        return Err(too_long());
    }
    let body = axum::body::to_bytes(request.into_body(), MOST).await.map_err(|_| too_long())?;
    let wrong = |e: serde_json::Error| ApiError::usage(format!("the body must be {{\"message\": \"…\"}}: {e}"));
    // A list of the fields' values would pass for a question as well.
    let fields: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(&body).map_err(wrong)?;
    serde_json::from_value(fields.into()).map_err(wrong)
}

fn too_long() -> ApiError {
    let error = WireError::usage(format!("a question has {MOST} bytes at most"));
    ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, error)
}

/// The conversation so far.
#[utoipa::path(
    get,
    path = "/api/v1/chat/{uuid}/history/",
    tag = "chat",
    params(("uuid" = String, Path, description = "The job's uuid")),
    responses(
        (status = 200, description = "The conversation", body = Conversation),
        (status = 401, description = "Missing or invalid API token", body = ErrorBody),
        (status = 404, description = "No such job of this token's", body = ErrorBody),
    )
)]
pub(super) async fn history(
    State(state): State<ServerState>,
    Authenticated(caller): Authenticated,
    path: Result<Path<String>, PathRejection>,
) -> Result<Json<Conversation>, ApiError> {
    let job = state.job(&caller, &path?.0).await?.id;
    let jobs = vec![job.clone()];
    let messages = state.ask(move |state| state.host().chats().history(&jobs)).await?;
    Ok(Json(Conversation { conversation: job, messages: messages.into_iter().map(Into::into).collect() }))
}

//! `/api/v1/chat/…`: declared as the contract has them, answered with 501 until this server can chat.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::upload::refuse_body;
use crate::server::auth::Authenticated;
use crate::server::errors::{ApiError, ErrorBody};
use crate::server::state::ServerState;

/// A question.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "it describes what will be read")]
pub(super) struct Question {
    /// What is asked of the job's text.
    message: String,
}

/// An answer that rests on the job's text.
#[derive(Serialize, ToSchema)]
pub(super) struct Reply {
    /// Which conversation.
    conversation: String,
    message: Message,
}

/// What was said.
#[derive(Serialize, ToSchema)]
struct Message {
    /// `user` or `assistant`.
    role: String,
    content: String,
    citations: Vec<Citation>,
}

/// Where in the document it stands.
#[derive(Serialize, ToSchema)]
struct Citation {
    /// 1-based.
    page: u32,
    snippet: String,
}

/// Asks a question of a finished job's text. Not served yet.
#[utoipa::path(
    post,
    path = "/api/v1/chat/{uuid}/",
    tag = "chat",
    params(("uuid" = String, Path, description = "The job's uuid")),
    request_body = Question,
    responses(
        (status = 200, description = "The answer, citing its pages", body = Reply),
        (status = 401, description = "Missing or invalid API token", body = ErrorBody),
        (status = 404, description = "No such job of this token's", body = ErrorBody),
        (status = 501, description = "This server cannot chat yet", body = ErrorBody),
    )
)]
pub(super) async fn ask(
    State(state): State<ServerState>,
    Authenticated(caller): Authenticated,
    path: Result<Path<String>, PathRejection>,
    request: Request,
) -> Result<(), ApiError> {
    refuse_body(request).await;
    refuse(&state, &caller, path).await
}

/// The conversation so far. Not served yet.
#[utoipa::path(
    get,
    path = "/api/v1/chat/{uuid}/history/",
    tag = "chat",
    params(("uuid" = String, Path, description = "The job's uuid")),
    responses(
        (status = 200, description = "The conversation", body = Vec<Reply>),
        (status = 401, description = "Missing or invalid API token", body = ErrorBody),
        (status = 404, description = "No such job of this token's", body = ErrorBody),
        (status = 501, description = "This server cannot chat yet", body = ErrorBody),
    )
)]
pub(super) async fn history(
    State(state): State<ServerState>,
    Authenticated(caller): Authenticated,
    path: Result<Path<String>, PathRejection>,
) -> Result<(), ApiError> {
    refuse(&state, &caller, path).await
}

async fn refuse(
    state: &ServerState,
    caller: &crate::access::Caller,
    path: Result<Path<String>, PathRejection>,
) -> Result<(), ApiError> {
    state.job(caller, &path?.0).await?;
    Err(ApiError::not_implemented("this server cannot answer questions yet"))
}

//! `GET` and `DELETE /api/v1/ocr/<uuid>/`: how a job stands, and its end before its time.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use super::answer::{answer, has_ended, status};
use super::schema;
use crate::server::auth::Authenticated;
use crate::server::errors::{ApiError, ErrorBody};
use crate::server::state::ServerState;

/// How a job stands; its text once it has ended. Poll until `done` or `failed`.
#[utoipa::path(
    get,
    path = "/api/v1/ocr/{uuid}/",
    tag = "ocr",
    params(("uuid" = String, Path, description = "The job's uuid")),
    responses(
        (status = 200, description = "The job", body = schema::Job),
        (status = 401, description = "Missing or invalid API token", body = ErrorBody),
        (status = 404, description = "No such job of this token's", body = ErrorBody),
    )
)]
pub(super) async fn get_job(
    State(state): State<ServerState>,
    Authenticated(caller): Authenticated,
    path: Result<Path<String>, axum::extract::rejection::PathRejection>,
) -> Result<Response, ApiError> {
    let Path(uuid) = path?;
    let job = state.job(&caller, &uuid).await?;
    answer(&state, &job.id).await
}

/// What deleting a job did.
#[derive(Serialize, ToSchema)]
pub(super) struct Deleted {
    /// The job that is gone.
    uuid: String,
    /// Always true: the job, its text, its pictures and the copy of its file are gone.
    deleted: bool,
    /// Whether it had not ended and was stopped for that.
    cancelled: bool,
    /// Where it stood: `pending`, `processing`, `done` or `failed`.
    status: String,
}

/// Deletes a job with its text, its pictures and the copy of its file; one that has not ended is stopped first. Pages that
/// were not read are not charged.
#[utoipa::path(
    delete,
    path = "/api/v1/ocr/{uuid}/",
    tag = "ocr",
    params(("uuid" = String, Path, description = "The job's uuid")),
    responses(
        (status = 200, description = "What was done", body = Deleted),
        (status = 401, description = "Missing or invalid API token", body = ErrorBody),
        (status = 404, description = "No such job of this token's", body = ErrorBody),
    )
)]
pub(super) async fn delete_job(
    State(state): State<ServerState>,
    Authenticated(caller): Authenticated,
    path: Result<Path<String>, axum::extract::rejection::PathRejection>,
) -> Result<Json<Deleted>, ApiError> {
    let Path(uuid) = path?;
    let job = state.job(&caller, &uuid).await?;
    let id = job.id.clone();
    state.ask(move |state| state.runner().delete(&id)).await?;
    let (cancelled, status) = (!has_ended(job.state), status(job.state).to_owned());
    Ok(Json(Deleted { uuid: job.id, deleted: true, cancelled, status }))
}

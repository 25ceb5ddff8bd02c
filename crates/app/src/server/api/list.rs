//! `GET /api/v1/ocr/`: the caller's jobs, newest first.

#![allow(unused_qualifications)] // By utoipa's macros, of types that are parameters.

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use document::Code;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::answer::{failure, status};
use super::schema;
use crate::server::auth::Authenticated;
use crate::server::errors::{ApiError, ErrorBody};
use crate::server::state::ServerState;
use crate::store::{Job, Place};

const USUAL: u32 = 50;
const MOST: u32 = 200;

/// Which window of the list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Window {
    /// How many jobs at most.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<u32>,
    /// `next` of the window before.
    cursor: Option<String>,
}

/// A window of the list.
#[derive(Serialize, ToSchema)]
pub(super) struct JobList {
    /// The jobs, newest first.
    jobs: Vec<Listed>,
    /// Where the next window begins; null where there is none.
    #[schema(required)]
    next: Option<String>,
}

/// A job in the list: all but its text.
#[derive(Serialize, ToSchema)]
struct Listed {
    uuid: String,
    status: schema::Status,
    tier: schema::Tier,
    /// As it was asked for.
    language: String,
    /// The tool that it was asked for with.
    #[serde(skip_serializing_if = "Option::is_none")]
    tool: Option<String>,
    /// The file's name.
    name: String,
    /// 0 until the file was opened.
    page_count: u32,
    pages_done: u32,
    pages_failed: u32,
    /// Over the words so far, from 0 to 1.
    #[schema(required)]
    mean_confidence: Option<f32>,
    /// When it was made, in milliseconds since 1970 (UTC).
    created_ms: u64,
    /// When it ended.
    #[schema(required)]
    ended_ms: Option<u64>,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<schema::Failure>,
}

impl From<Job> for Listed {
    fn from(job: Job) -> Self {
        Self {
            status: schema::Status::named(status(job.state)),
            tier: job.options.tier.into(),
            error: failure(&job).map(Into::into),
            uuid: job.id,
            language: job.options.language.unwrap_or_else(|| "auto".to_owned()),
            tool: job.options.tool,
            name: job.name,
            page_count: job.pages,
            pages_done: job.pages_done,
            pages_failed: job.pages_failed,
            mean_confidence: job.mean_confidence,
            created_ms: job.created_ms,
            ended_ms: job.ended_ms,
        }
    }
}

/// The jobs of this token, newest first; with the owner's token every job, those of the window among them.
#[utoipa::path(
    get,
    path = "/api/v1/ocr/",
    tag = "ocr",
    params(Window),
    responses(
        (status = 200, description = "A window of the list", body = JobList),
        (status = 400, description = "A limit out of bounds, or a cursor that was not given here", body = ErrorBody),
        (status = 401, description = "Missing or invalid API token", body = ErrorBody),
    )
)]
pub(super) async fn list(
    State(state): State<ServerState>,
    caller: Authenticated,
    window: Result<Query<Window>, QueryRejection>,
) -> Result<Json<JobList>, ApiError> {
    let Query(window) = window?;
    let limit = window.limit.unwrap_or(USUAL);
    if !(1..=MOST).contains(&limit) {
        return Err(ApiError::usage(format!("limit is a number from 1 to {MOST}")));
    }
    let after = match window.cursor.as_deref() {
        None => None,
        Some(cursor) => Some(place(cursor).ok_or_else(|| ApiError::usage("a cursor is what `next` of a list held"))?),
    };
    let token = caller.jobs_of().map(str::to_owned);
    // One more says whether the list goes on.
    let found = state.ask(move |state| state.runner().store().served_jobs(token.as_deref(), after, limit + 1));
    let mut found = found.await?;
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let next = found.last().filter(|_| more).map(|last| cursor(last.place));
    Ok(Json(JobList { jobs: found.into_iter().map(|served| served.job.into()).collect(), next }))
}

fn cursor(place: Place) -> String {
    format!("{:x}-{:x}", place.created_ms, place.row)
}

fn place(cursor: &str) -> Option<Place> {
    let (moment, row) = cursor.split_once('-')?;
    let moment = u64::from_str_radix(moment, 16).ok().filter(|moment| i64::try_from(*moment).is_ok())?;
    Some(Place { created_ms: moment, row: i64::from_str_radix(row, 16).ok()? })
}

impl From<crate::contract::WireError> for schema::Failure {
    fn from(error: crate::contract::WireError) -> Self {
        let code: Code = error.code;
        Self { code: code.to_string(), message: error.message }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_was_written_and_nothing_else_is() {
        let here = Place { created_ms: 1_795_000_000_000, row: 42 };
        assert_eq!(place(&cursor(here)), Some(here));
        for nonsense in ["", "-", "12", "x-1", "1-x", "ffffffffffffffff-1", "1-ffffffffffffffffff"] {
            assert_eq!(place(nonsense), None, "{nonsense}");
        }
    }
}

//! A job as every route answers it: the JSON export, so that the answer to a POST, to a poll and a download are the same.

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use document::{Code, Document, PageError, Source};
use export::{Format, JobHead};

use crate::contract::{JobState, WireError};
use crate::job::Runner;
use crate::results::ResultOptions;
use crate::server::errors::ApiError;
use crate::server::state::ServerState;
use crate::store::Job;
use crate::tools;

/// Whether nothing more will come of a job by itself.
pub(super) fn has_ended(state: JobState) -> bool {
    matches!(state, JobState::Done | JobState::Failed | JobState::Cancelled)
}

/// The API's word for where a job stands. One that was cancelled has failed; one that is paused waits.
pub(super) fn status(state: JobState) -> &'static str {
    match state {
        JobState::Queued | JobState::Paused => "pending",
        JobState::Running => "processing",
        JobState::Done => "done",
        JobState::Failed | JobState::Cancelled => "failed",
    }
}

/// Why a job has failed, where it has.
pub(super) fn failure(job: &Job) -> Option<WireError> {
    match job.state {
        JobState::Cancelled => Some(WireError::new(Code::Cancelled, "the job was cancelled")),
        JobState::Failed => {
            let unknown = || WireError::internal("the job failed and did not say why");
            Some(job.error.clone().unwrap_or_else(unknown))
        }
        _ => None,
    }
}

/// How a job's results are made.
pub(super) fn result_options(job: &Job) -> ResultOptions {
    let state = match failure(job) {
        Some(error) => Some(export::JobState::Failed(PageError { code: error.code, message: error.message })),
        None if has_ended(job.state) => None,
        None => Some(export::JobState::Unfinished {
            begun: job.state == JobState::Running,
            pages: job.pages,
            done: job.pages_done,
            failed: job.pages_failed,
            mean_confidence: job.mean_confidence,
        }),
    };
    let head = JobHead { tier: job.options.tier.name().to_owned(), tool: job.options.tool.clone(), state };
    let export = export::Options { uuid: job.id.clone(), job: head, ..export::Options::default() };
    ResultOptions { export, ..ResultOptions::default() }
}

/// The document of a job. Of one that has not ended it has no pages: they come all at once.
pub(super) fn document(runner: &Runner, job: &Job) -> Result<Document, WireError> {
    let options = result_options(job);
    if has_ended(job.state) {
        return runner.results().document(job, &options);
    }
    let mut warnings = tools::warnings(&job.options, &[]);
    warnings.extend(job.warnings.iter().cloned());
    let source = Source { name: job.name.clone(), format: job.format.clone() };
    Ok(Document { source, language: job.options.language.clone(), warnings, ..Document::default() })
}

/// The answer that is a job.
pub(super) async fn answer(state: &ServerState, id: &str) -> Result<Response, ApiError> {
    let _turn = state.export_turn().await;
    let id = id.to_owned();
    let json = state
        .ask(move |state| {
            let runner = state.runner();
            let job = runner.store().job(&id)?;
            let document = document(runner, &job)?;
            runner.results().bytes(&document, Format::Json, &result_options(&job))
        })
        .await?;
    let mut response = Body::from(json).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok(response)
}

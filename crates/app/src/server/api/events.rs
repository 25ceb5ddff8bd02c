//! `GET /api/v1/ocr/<uuid>/events/`: how a job goes on, as server-sent events.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use axum::response::sse::{Event as Sent, KeepAlive, Sse};
use serde::Serialize;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use utoipa::ToSchema;

use super::answer::{failure, has_ended, status};
use super::schema;
use crate::contract::{Event, PageState, PageStatus};
use crate::server::auth::Authenticated;
use crate::server::errors::{ApiError, ErrorBody};
use crate::server::state::ServerState;
use crate::store::Job;

/// How often the store is asked: another program that works on the job tells us nothing.
const LOOK: Duration = Duration::from_secs(1);
/// Events that a slow reader may be behind before the sender waits for it.
const BEHIND: usize = 64;

/// An event as it stands in the stream.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it describes what the stream holds")]
struct StreamEvent {
    /// `job`, `page` or `deleted`.
    event: String,
    /// A JSON object.
    data: String,
}

/// The event `job`: how the job stands.
#[derive(Clone, PartialEq, Serialize, ToSchema)]
struct JobEvent {
    uuid: String,
    status: schema::Status,
    page_count: u32,
    pages_done: u32,
    pages_failed: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<schema::Failure>,
}

/// The event `page`: how a page stands.
#[derive(Serialize, ToSchema)]
struct PageEvent {
    /// 0-based.
    index: u32,
    /// `processing`, `done` or `failed`.
    status: schema::Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<schema::Failure>,
}

impl From<&Job> for JobEvent {
    fn from(job: &Job) -> Self {
        Self {
            uuid: job.id.clone(),
            status: schema::Status::named(status(job.state)),
            page_count: job.pages,
            pages_done: job.pages_done,
            pages_failed: job.pages_failed,
            error: failure(job).map(Into::into),
        }
    }
}

impl From<PageStatus> for PageEvent {
    fn from(page: PageStatus) -> Self {
        let status = match page.state {
            PageState::Waiting => schema::Status::Pending,
            PageState::Running => schema::Status::Processing,
            PageState::Done => schema::Status::Done,
            PageState::Failed => schema::Status::Failed,
        };
        Self { index: page.index, status, error: page.error.map(Into::into) }
    }
}

/// A job's progress as server-sent events, from how it stands now to its end.
///
/// `event: job` carries `uuid`, `status`, `page_count`, `pages_done`, `pages_failed` and a failed one's `error`; `event:
/// page` a page's 0-based `index`, its `status` and `error`; `event: deleted` the `uuid` of a job that is gone. After the job
/// has ended (or is deleted, or the server stops) the stream ends. Comments come between as a sign of life.
#[utoipa::path(
    get,
    path = "/api/v1/ocr/{uuid}/events/",
    tag = "ocr",
    params(("uuid" = String, Path, description = "The job's uuid")),
    responses(
        (status = 200, description = "The events", content_type = "text/event-stream", body = StreamEvent),
        (status = 401, description = "Missing or invalid API token", body = ErrorBody),
        (status = 404, description = "No such job of this token's", body = ErrorBody),
    )
)]
pub(super) async fn events(
    State(state): State<ServerState>,
    Authenticated(caller): Authenticated,
    path: Result<Path<String>, PathRejection>,
) -> Result<impl IntoResponse, ApiError> {
    let Path(uuid) = path?;
    let job = state.job(&caller, &uuid).await?;
    let (sender, receiver) = mpsc::channel(BEHIND);
    let heartbeat = KeepAlive::new().interval(state.options().heartbeat);
    tokio::spawn(follow(state, job.id, sender));
    Ok(Sse::new(ReceiverStream::new(receiver)).keep_alive(heartbeat))
}

type Sender = mpsc::Sender<Result<Sent, Infallible>>;

/// Sends what happens to a job until it ends or nobody listens.
async fn follow(state: ServerState, id: String, sender: Sender) {
    let mut events = state.host().subscribe();
    let mut last: Option<JobEvent> = None;
    loop {
        let asked = id.clone();
        // Errors of the store pass; the stream stays.
        let job = state.ask(move |state| match state.runner().store().job(&asked) {
            Ok(job) => Ok(Some(job)),
            Err(e) if e.is_unknown() => Ok(None),
            Err(e) => Err(e),
        });
        match job.await {
            Ok(Some(job)) => {
                let now = JobEvent::from(&job);
                if last.as_ref() != Some(&now) && !send(&sender, "job", &now).await {
                    return;
                }
                last = Some(now);
                if has_ended(job.state) {
                    return;
                }
            }
            Ok(None) => {
                send(&sender, "deleted", &serde_json::json!({ "uuid": id })).await;
                return;
            }
            Err(_) => {}
        }
        let look = tokio::time::sleep(LOOK);
        tokio::pin!(look);
        loop {
            tokio::select! {
                () = state.stopping().cancelled() => return,
                () = sender.closed() => return,
                () = &mut look => break,
                event = events.recv() => match event {
                    Ok(Event::JobChanged { job }) if job.id == id => break,
                    Ok(Event::JobRemoved { job }) if job == id => break,
                    Ok(Event::PageChanged { job, page }) if job == id => {
                        if !send(&sender, "page", &PageEvent::from(page)).await {
                            return;
                        }
                    }
                    Err(RecvError::Lagged(_)) => break,
                    Err(RecvError::Closed) => return,
                    Ok(_) => {}
                },
            }
        }
    }
}

async fn send(sender: &Sender, name: &str, data: &impl Serialize) -> bool {
    let Ok(event) = Sent::default().event(name).json_data(data) else { return true };
    sender.send(Ok(event)).await.is_ok()
}

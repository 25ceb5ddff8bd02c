//! `POST /api/v1/ocr/`: a file becomes a job.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use document::Code;
use engine::source::Format;

use super::answer::answer;
use super::schema;
use super::upload::{self, Upload};
use super::wait::until_ended;
use crate::access::Caller;
use crate::contract::{Origin, Tier, WireError};
use crate::server::auth::Authenticated;
use crate::server::errors::{ApiError, ErrorBody};
use crate::server::state::ServerState;
use crate::store::{Job, NewJob, Once, Submitted};

const KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// Characters of a key.
const KEY_LENGTH: usize = 255;

/// Sends a file to be read.
///
/// Of a file of 5 pages or fewer the answer is the job with its text, `done` or `failed`; of a longer one it comes at once,
/// `pending` or `processing`: poll the job until it has ended. A damaged or encrypted file of a known kind is a job that
/// failed. A caller that goes away does not stop its job.
///
/// With an `Idempotency-Key`, the same file with the same fields gives the same job again, marked by the header
/// `Idempotency-Replayed: true`, and is charged once; anything else under the key is refused with 422. A key is kept for a
/// day, or until its job is deleted.
#[utoipa::path(
    post,
    path = "/api/v1/ocr/",
    tag = "ocr",
    operation_id = "submit",
    params(("Idempotency-Key" = Option<String>, Header, max_length = 255, min_length = 1, pattern = "^[!-~]+$",
            description = "What the caller calls this submission: one job, however often it is sent.")),
    request_body(content = schema::Form, content_type = "multipart/form-data"),
    responses(
        (status = 200, description = "The job", body = schema::Job),
        (status = 400, description = "No file, unsupported type, file too large, or a field that says nothing known", body = ErrorBody),
        (status = 401, description = "Missing or invalid API token", body = ErrorBody),
        (status = 402, description = "Out of pages; `used` and `cap` say how many", body = ErrorBody),
        (status = 413, description = "A field beside the file is too long", body = ErrorBody),
        (status = 415, description = "The body is no multipart form", body = ErrorBody),
        (status = 422, description = "The idempotency key stands for another submission", body = ErrorBody),
        (status = 429, description = "Too many requests, or too many waiting jobs", body = ErrorBody),
        (status = 501, description = "A tool whose model this server does not have", body = ErrorBody),
    )
)]
pub(super) async fn submit(
    State(state): State<ServerState>,
    caller: Result<Authenticated, ApiError>,
    request: Request,
) -> Result<Response, ApiError> {
    // Whoever is refused is told before the file has come, but not with a connection that breaks under it.
    let (caller, key) = match welcome(&state, caller, request.headers()).await {
        Ok(welcome) => welcome,
        Err(error) => {
            upload::refuse_body(request).await;
            return Err(error);
        }
    };
    let asked = caller.clone();
    let most = state.ask(move |state| Ok::<_, WireError>(state.access().file_limit(&asked))).await?;
    let folder = state.runner().home().sources();
    let upload = upload::receive(request, &folder, most).await?;
    // On a task of its own: once the file is here, a caller who goes away does not undo it.
    let accepting = tokio::spawn(accept(state.clone(), caller, upload, key));
    let accepted = accepting.await.map_err(|e| WireError::internal(format!("it ended early: {e}")))??;
    if accepted.pages <= state.options().inline_pages {
        until_ended(&state, &accepted.job).await?;
    }
    let mut response = answer(&state, &accepted.job).await?;
    if accepted.again {
        response
            .headers_mut()
            .insert(HeaderName::from_static("idempotency-replayed"), HeaderValue::from_static("true"));
    }
    Ok(response)
}

/// Whether a file of this caller's would be taken at all.
async fn welcome(
    state: &ServerState,
    caller: Result<Authenticated, ApiError>,
    headers: &HeaderMap,
) -> Result<(Caller, Option<String>), ApiError> {
    let Authenticated(caller) = caller?;
    let key = key(headers)?;
    // What was sent before costs nothing, so with a key nobody is sent away yet.
    if key.is_none() {
        let asked = caller.clone();
        state.ask(move |state| state.access().welcome(&asked, Tier::Cpu)).await?;
    }
    Ok((caller, key))
}

fn key(headers: &HeaderMap) -> Result<Option<String>, ApiError> {
    let Some(value) = headers.get(KEY) else { return Ok(None) };
    match value.to_str() {
        Ok(key) if (1..=KEY_LENGTH).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic()) => {
            Ok(Some(key.to_owned()))
        }
        _ => Err(ApiError::usage(format!("an Idempotency-Key has 1 to {KEY_LENGTH} letters, digits and signs"))),
    }
}

/// What an upload has become.
struct Accepted {
    job: String,
    pages: u32,
    again: bool,
}

/// What was found out of a file before it became a job.
struct Seen {
    format: String,
    pages: u32,
    warnings: Vec<document::Warning>,
}

async fn accept(state: ServerState, caller: Caller, upload: Upload, key: Option<String>) -> Result<Accepted, ApiError> {
    if let Some(key) = &key {
        let (token, key, digest) = (caller.token.clone(), key.clone(), upload.digest.clone());
        let known =
            state.ask(move |state| state.runner().store().submitted(&token, &Once { key: &key, digest: &digest }));
        match known.await? {
            Some(Submitted::Again(job) | Submitted::New(job)) => return Ok(again(&job)),
            Some(Submitted::Taken) => return Err(taken()),
            None => {}
        }
    }
    let seen = look(&state, &upload).await?;
    state.ask(move |state| store(state, &caller, upload, seen, key.as_deref())).await
}

/// How many pages the file has. One that cannot be opened is a job all the same: its failure is the job's.
async fn look(state: &ServerState, upload: &Upload) -> Result<Option<Seen>, ApiError> {
    let one = |format: &str| Some(Seen { format: format.to_owned(), pages: 1, warnings: Vec::new() });
    match upload.format {
        // These hold one picture, whatever else they hold.
        Format::Png => Ok(one("png")),
        Format::Jpeg => Ok(one("jpeg")),
        Format::WebP => Ok(one("webp")),
        Format::Bmp => Ok(one("bmp")),
        Format::Gif | Format::Tiff | Format::Pdf => match state.open(upload.file.path()).await {
            Ok(opened) => Ok(Some(Seen {
                format: crate::pipeline::format_name(&opened),
                pages: opened.pages,
                warnings: opened.warnings,
            })),
            // More than may be read is too large a file, and no job.
            Err(e) if matches!(e.code, Code::LimitPages | Code::LimitFileBytes) => Err(e.into()),
            Err(e) if matches!(e.code, Code::EngineMissing) => Err(e.into()),
            Err(_) => Ok(None),
        },
    }
}

/// Keeps the file and makes its job, or neither.
fn store(
    state: &ServerState,
    caller: &Caller,
    upload: Upload,
    seen: Option<Seen>,
    key: Option<&str>,
) -> Result<Accepted, ApiError> {
    let runner = state.runner();
    let Upload { file, name, options, digest, .. } = upload;
    let source = runner.home().sources().join(uuid::Uuid::new_v4().simple().to_string());
    let kept = file.into_temp_path();
    kept.persist_noclobber(&source).map_err(|e| crate::atomic::write_error(&source, &e.error))?;
    let new = NewJob {
        name,
        source: source.clone(),
        source_is_ours: true,
        origin: Origin::Server,
        options,
        token: Some(caller.token.clone()),
    };
    let pages = seen.as_ref().map_or(0, |seen| seen.pages);
    let access = state.access();
    let submitted = match key {
        None => access.submit(caller, &new, pages).map(|job| Submitted::New(Box::new(job))),
        Some(key) => access.submit_once(caller, &new, pages, &Once { key, digest: &digest }),
    };
    let job = match submitted {
        Ok(Submitted::New(job)) => job,
        other => {
            let _ = std::fs::remove_file(&source);
            return match other {
                Ok(Submitted::Again(job)) => Ok(again(&job)),
                Ok(_) => Err(taken()),
                Err(refusal) => Err(refusal.into()),
            };
        }
    };
    if let Some(seen) = seen {
        // So that whoever asks before it is opened again hears how many pages there are; not worth failing for.
        let _ = runner.store().set_opened(&job.id, &seen.format, (seen.pages, seen.pages), &seen.warnings);
    }
    runner.tell_job(&job.id);
    Ok(Accepted { job: job.id, pages, again: false })
}

fn again(job: &Job) -> Accepted {
    Accepted { job: job.id.clone(), pages: job.pages, again: true }
}

fn taken() -> ApiError {
    let error = WireError::usage("this Idempotency-Key was used for another file or other fields");
    ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, error)
}

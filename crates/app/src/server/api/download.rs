//! `GET /api/v1/ocr/<uuid>/download/?format=F`: a result as a file.

#![allow(unused_qualifications)] // By utoipa's macros, of types that are parameters.

use std::path::Path as FilePath;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Body;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use document::{Code, Document};
use export::Format;
use futures_util::Stream;
use serde::Deserialize;
use tokio_util::io::ReaderStream;
use utoipa::{IntoParams, ToSchema};

use super::answer::{document, failure, has_ended, result_options};
use super::image::gone;
use crate::atomic::{Overwrite, write_error};
use crate::contract::{ExportFormat, WireError};
use crate::server::auth::Authenticated;
use crate::server::errors::{ApiError, ErrorBody};
use crate::server::state::ServerState;
use crate::store::Job;

/// Which result.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// In which format.
    #[param(inline, value_type = Wording)]
    format: ExportFormat,
}

/// The formats, for the description.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "it describes the names of the formats")]
enum Wording {
    Txt,
    Md,
    Docx,
    Pdf,
    Csv,
    Json,
    Xlsx,
    Hocr,
    Alto,
}

/// A result as a file, named after the file that was sent. `hocr`, `alto` and `xlsx` are more than the hosted service has.
#[utoipa::path(
    get,
    path = "/api/v1/ocr/{uuid}/download/",
    tag = "ocr",
    params(("uuid" = String, Path, description = "The job's uuid"), Wanted),
    responses(
        (status = 200, description = "The file", content(
            (String = "text/plain"),
            (String = "text/markdown"),
            (String = "text/csv"),
            (super::schema::Job = "application/json"),
            (String = "application/xhtml+xml"),
            (String = "application/xml"),
            (Vec<u8> = "application/pdf"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        )),
        (status = 400, description = "No format, or none that is known", body = ErrorBody),
        (status = 401, description = "Missing or invalid API token", body = ErrorBody),
        (status = 404, description = "No such job of this token's", body = ErrorBody),
        (status = 409, description = "The job has not ended, or it failed and has no result", body = ErrorBody),
        (status = 410, description = "A PDF is written over the file that was sent, which is kept no more", body = ErrorBody),
    )
)]
pub(super) async fn download(
    State(state): State<ServerState>,
    Authenticated(caller): Authenticated,
    path: Result<Path<String>, PathRejection>,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Result<Response, ApiError> {
    let Path(uuid) = path?;
    let job = state.job(&caller, &uuid).await?;
    let Query(Wanted { format }) = wanted?;
    let format = Format::from(format);
    if !has_ended(job.state) {
        let message = "the job has not ended yet; poll it until it is done or failed";
        return Err(WireError::new(Code::NotFinished, message).into());
    }
    // Of a job that ended early there is what was read before; of one that read nothing, its JSON alone says something.
    if let Some(error) = failure(&job)
        && job.pages_done == 0
        && format != Format::Json
    {
        return Err(ApiError::new(StatusCode::CONFLICT, error));
    }
    let _turn = state.export_turn().await;
    let body = if format == Format::Pdf { pdf(&state, &job).await? } else { text(&state, &job, format).await? };
    let name = file_name(&job.name, format);
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type(format))),
        (header::CONTENT_DISPOSITION, disposition(&name)),
    ];
    Ok((headers, body).into_response())
}

async fn text(state: &ServerState, job: &Job, format: Format) -> Result<Body, ApiError> {
    let job = job.clone();
    let bytes = state.ask(move |state| {
        let runner = state.runner();
        runner.results().bytes(&document(runner, &job)?, format, &result_options(&job))
    });
    Ok(Body::from(bytes.await?))
}

/// A PDF may be large: it is written to a folder of its own and sent from there.
async fn pdf(state: &ServerState, job: &Job) -> Result<Body, ApiError> {
    if !job.source.exists() {
        let message = "a PDF is written over the file that was sent, and that is not kept any more";
        return Err(gone(WireError::new(Code::InputMissing, message)));
    }
    let asked = job.clone();
    let document: Document = state.ask(move |state| document(state.runner(), &asked)).await?;
    let folder = tempfile::Builder::new().prefix("ocrchat-download-").tempdir();
    let folder = folder.map_err(|e| write_error(&std::env::temp_dir(), &e))?;
    let path = folder.path().join("result.pdf");
    let target = (path.as_path(), Overwrite::Yes);
    let results = state.runner().results();
    results.save(job, &document, Format::Pdf, &result_options(job), target).await.map_err(gone)?;
    let file = tokio::fs::File::open(&path).await.map_err(|e| write_error(&path, &e))?;
    Ok(Body::from_stream(Sent { file: ReaderStream::with_capacity(file, 1 << 16), _folder: folder }))
}

/// A file on its way, in a folder that goes when it has been sent.
struct Sent {
    file: ReaderStream<tokio::fs::File>,
    _folder: tempfile::TempDir,
}

impl Stream for Sent {
    type Item = std::io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Pin::new(&mut self.file).poll_next(context)
    }
}

fn media_type(format: Format) -> &'static str {
    match format {
        Format::Txt => "text/plain; charset=utf-8",
        Format::Md => "text/markdown; charset=utf-8",
        Format::Csv => "text/csv; charset=utf-8",
        Format::Json => "application/json",
        Format::Hocr => "application/xhtml+xml; charset=utf-8",
        Format::Alto => "application/xml; charset=utf-8",
        Format::Pdf => "application/pdf",
        Format::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
}

fn file_name(source: &str, format: Format) -> String {
    let stem =
        FilePath::new(source).file_stem().map_or_else(|| source.to_owned(), |s| s.to_string_lossy().into_owned());
    format!("{stem}.{}", format.extension())
}

/// The header that names a file: in ASCII for old clients, and as it is (RFC 5987, RFC 6266).
fn disposition(name: &str) -> HeaderValue {
    let plain = |c: char| c == ' ' || (c.is_ascii_graphic() && !matches!(c, '"' | '\\' | '%' | ';'));
    let ascii: String = name.chars().map(|c| if plain(c) { c } else { '_' }).collect();
    let mut value = format!("attachment; filename=\"{ascii}\"");
    if ascii != name {
        value.push_str("; filename*=UTF-8''");
        for byte in name.bytes() {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => value.push(char::from(byte)),
                _ => value.push_str(&format!("%{byte:02X}")),
            }
        }
    }
    HeaderValue::from_str(&value).expect("ASCII without control characters")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_written_for_old_and_for_new_clients() {
        let named = |name: &str| disposition(name).to_str().unwrap().to_owned();
        assert_eq!(named("scan 1.txt"), "attachment; filename=\"scan 1.txt\"");
        assert_eq!(
            named("Größe €.md"),
            "attachment; filename=\"Gr__e _.md\"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%E2%82%AC.md"
        );
        assert_eq!(
            named("a\"; x=\"b.txt"),
            "attachment; filename=\"a__ x=_b.txt\"; filename*=UTF-8''a%22%3B%20x%3D%22b.txt"
        );
    }

    #[test]
    fn a_result_is_named_after_its_source() {
        assert_eq!(file_name("invoice.v2.pdf", Format::Docx), "invoice.v2.docx");
        assert_eq!(file_name("scan", Format::Alto), "scan.alto.xml");
    }
}

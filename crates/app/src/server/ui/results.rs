//! Results as downloads: one file, or several in a zip. They are made in a folder that ends with the answer.

use std::fs::File;
use std::path::{Path as FilePath, PathBuf};

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use tempfile::TempDir;
use tokio_util::io::ReaderStream;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::UiState;
use super::reply::Refusal;
use crate::atomic;
use crate::contract::{ExportFormat, ExportPlan, WireError};
use crate::host::wanted;

/// More are no longer chosen by hand.
const MOST_JOBS: usize = 2000;
/// What a header may hold of a name as it is.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_');

/// In which format.
#[derive(Deserialize)]
pub(super) struct Wanted {
    format: ExportFormat,
}

/// The result of one job.
pub(super) async fn one(
    State(state): State<UiState>,
    Path(job): Path<String>,
    Query(Wanted { format }): Query<Wanted>,
) -> Result<Response, Refusal> {
    let name = state.host.suggested_name(&job, format)?;
    let folder = folder()?;
    // Its own name in the header may hold what a file system does not take.
    let path = folder.path().join("result");
    state.host.save(&job, format, &path).await?;
    Ok(download(&path, &name, mime(format), folder).await?)
}

/// The results of several jobs, in one zip.
pub(super) async fn several(State(state): State<UiState>, Json(plan): Json<ExportPlan>) -> Result<Response, Refusal> {
    if plan.jobs.is_empty() || plan.jobs.len() > MOST_JOBS || plan.formats.is_empty() {
        return Err(WireError::usage(format!("1 to {MOST_JOBS} jobs and a format are wanted")).into());
    }
    let names = state.host.export_names_of(&plan)?;
    let folder = folder()?;
    let results = folder.path().join("results");
    std::fs::create_dir(&results).map_err(|e| atomic::write_error(&results, &e))?;
    let mut files = Vec::with_capacity(names.len());
    for ((job, format), name) in wanted(&plan).into_iter().zip(&names) {
        files.push(state.host.save_as_in(&job, format, (&results, name)).await?);
    }
    let path = folder.path().join("results.zip");
    let target = path.clone();
    let packed = tokio::task::spawn_blocking(move || pack(&files, &target)).await;
    packed.map_err(|e| WireError::internal(format!("the packing ended early: {e}")))??;
    Ok(download(&path, "OCR.chat.zip", "application/zip", folder).await?)
}

fn folder() -> Result<TempDir, WireError> {
    TempDir::new().map_err(|e| atomic::write_error(&std::env::temp_dir(), &e))
}

/// Puts `files` into a zip at `target`, each as it is packed already or deflated.
fn pack(files: &[PathBuf], target: &FilePath) -> Result<(), WireError> {
    let fault = |e: std::io::Error| atomic::write_error(target, &e);
    let mut zip = ZipWriter::new(File::create(target).map_err(fault)?);
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let packed = file.extension().is_some_and(|e| ["pdf", "docx", "xlsx"].iter().any(|known| e == *known));
        let method = if packed { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        let options = SimpleFileOptions::default().compression_method(method).large_file(true);
        zip.start_file(name, options).map_err(|e| fault(e.into()))?;
        std::io::copy(&mut File::open(file).map_err(fault)?, &mut zip).map_err(fault)?;
    }
    zip.finish().map_err(|e| fault(e.into())).map(drop)
}

/// The file at `path` as an answer; `folder` goes when it was sent, or when nobody takes it any more.
async fn download(path: &FilePath, name: &str, mime: &'static str, folder: TempDir) -> Result<Response, WireError> {
    let opened = tokio::fs::File::open(path).await;
    let file = opened.map_err(|e| WireError::internal(format!("the result is gone: {e}")))?;
    let length = file.metadata().await.map(|m| m.len()).unwrap_or_default();
    let pieces = ReaderStream::new(file).map(move |piece| {
        let _alive = &folder;
        piece
    });
    let disposition = format!("attachment; filename*=UTF-8''{}", utf8_percent_encode(name, PLAIN));
    let headers: [(HeaderName, HeaderValue); 4] = [
        (header::CONTENT_TYPE, HeaderValue::from_static(mime)),
        (header::CONTENT_LENGTH, HeaderValue::from(length)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_str(&disposition).map_err(|e| WireError::internal(e.to_string()))?,
        ),
    ];
    Ok((headers, Body::from_stream(pieces)).into_response())
}

fn mime(format: ExportFormat) -> &'static str {
    match format {
        ExportFormat::Txt => "text/plain; charset=utf-8",
        ExportFormat::Md => "text/markdown; charset=utf-8",
        ExportFormat::Pdf => "application/pdf",
        ExportFormat::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ExportFormat::Csv => "text/csv; charset=utf-8",
        ExportFormat::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ExportFormat::Json => "application/json",
        ExportFormat::Hocr => "application/xhtml+xml",
        ExportFormat::Alto => "application/xml",
    }
}

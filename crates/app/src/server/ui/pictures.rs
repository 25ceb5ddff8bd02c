//! Pictures of pages.

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::UiState;
use super::reply::Refusal;
use crate::ImageKind;
use crate::contract::WireError;

/// A page's picture never changes under its address; another reading is another job.
const KEEP: HeaderValue = HeaderValue::from_static("private, max-age=31536000, immutable");

/// The picture of a page (0-based) of a job.
pub(super) async fn picture(
    State(state): State<UiState>,
    Path((job, page, kind)): Path<(String, u32, String)>,
) -> Result<Response, Refusal> {
    let kind = match kind.as_str() {
        "preview" => ImageKind::Preview,
        "thumbnail" => ImageKind::Thumbnail,
        _ => return Err(WireError::usage("a page has a preview and a thumbnail").into()),
    };
    let image = state.host.page_image(&job, page, kind).await?;
    let headers = [(header::CACHE_CONTROL, KEEP), (header::CONTENT_TYPE, HeaderValue::from_static(image.mime))];
    Ok((headers, image.bytes).into_response())
}

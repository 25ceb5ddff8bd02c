//! Pictures of pages.

use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::UiState;
use super::reply::Refusal;
use crate::contract::WireError;
use crate::{Crop, ImageKind};

/// The picture of a page that was read never changes under its address; another reading is another job.
const KEEP: HeaderValue = HeaderValue::from_static("private, max-age=31536000, immutable");
/// One of a page that was not read yet may still be turned.
const DO_NOT_KEEP: HeaderValue = HeaderValue::from_static("no-store");

/// The picture of a page (0-based) of a job; a part of it is `region?crop=x0,y0,x1,y1&scale=2`.
pub(super) async fn picture(
    State(state): State<UiState>,
    Path((job, page, kind)): Path<(String, u32, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let image = match kind.as_str() {
        "preview" => state.host.page_image(&job, page, ImageKind::Preview).await?,
        "thumbnail" => state.host.page_image(&job, page, ImageKind::Thumbnail).await?,
        "region" => {
            let crop = Crop::of_query(query.as_deref().unwrap_or_default());
            let crop = crop.ok_or_else(|| WireError::usage("a region has crop=x0,y0,x1,y1 and maybe scale=2"))?;
            state.host.region_image(&job, page, crop).await?
        }
        _ => return Err(WireError::usage("a page has a preview, a thumbnail and regions").into()),
    };
    let keep = if image.is_final { KEEP } else { DO_NOT_KEEP };
    let headers = [(header::CACHE_CONTROL, keep), (header::CONTENT_TYPE, HeaderValue::from_static(image.mime))];
    Ok((headers, image.bytes).into_response())
}

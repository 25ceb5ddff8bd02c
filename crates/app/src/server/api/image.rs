//! `GET /api/v1/ocr/<uuid>/pages/<n>/image/`: a page as a picture, to lay its boxes over.

#![allow(unused_qualifications)] // By utoipa's macros, of types that are parameters.

use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use document::Code;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::ImageKind;
use crate::contract::WireError;
use crate::server::auth::Authenticated;
use crate::server::errors::{ApiError, ErrorBody};
use crate::server::state::ServerState;

/// How large a picture.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Size {
    /// 2,400 pixels at most.
    #[default]
    Preview,
    /// 240 pixels at most.
    Thumbnail,
}

/// Which picture.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Which {
    /// How large: `preview` (2,400 pixels at most) or `thumbnail` (240).
    #[param(inline)]
    size: Option<Size>,
}

/// A page as a JPEG, upright. Boxes of the job are in pixels of a picture of the page's `width` and `height`: scale them by
/// this picture's own. Pages of a job that has not ended have one too, as soon as its file was opened.
#[utoipa::path(
    get,
    path = "/api/v1/ocr/{uuid}/pages/{page}/image/",
    tag = "ocr",
    params(
        ("uuid" = String, Path, description = "The job's uuid"),
        ("page" = u32, Path, minimum = 1, description = "1-based, unlike `pages[].index`"),
        Which
    ),
    responses(
        (status = 200, description = "The picture", content_type = "image/jpeg", body = Vec<u8>),
        (status = 400, description = "No number, or another size", body = ErrorBody),
        (status = 401, description = "Missing or invalid API token", body = ErrorBody),
        (status = 404, description = "No such job of this token's, or no such page", body = ErrorBody),
        (status = 410, description = "Neither the picture nor the file is kept any more", body = ErrorBody),
    )
)]
pub(super) async fn image(
    State(state): State<ServerState>,
    Authenticated(caller): Authenticated,
    path: Result<Path<(String, u32)>, PathRejection>,
    which: Result<Query<Which>, QueryRejection>,
) -> Result<Response, ApiError> {
    let Path((uuid, page)) = path?;
    let Query(which) = which?;
    let job = state.job(&caller, &uuid).await?;
    if page == 0 || page > job.document_pages {
        let message = format!("there is no page {page}; the document has {}", job.document_pages);
        return Err(WireError::new(Code::NotFound, message).into());
    }
    let kind = match which.size.unwrap_or_default() {
        Size::Preview => ImageKind::Preview,
        Size::Thumbnail => ImageKind::Thumbnail,
    };
    let image = state.host().page_image(&job.id, page - 1, kind).await.map_err(gone)?;
    let kind = [(header::CONTENT_TYPE, HeaderValue::from_static(image.mime))];
    Ok((kind, image.bytes).into_response())
}

/// What was there and is kept no more is gone: no request brings it back.
pub(super) fn gone(error: WireError) -> ApiError {
    match error.code {
        Code::InputMissing => ApiError::new(StatusCode::GONE, error),
        // The file was the job's, and what is wrong with it is no mistake of this request.
        code if code.http_status() == 400 => ApiError::new(StatusCode::CONFLICT, error),
        _ => error.into(),
    }
}

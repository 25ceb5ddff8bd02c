//! Errors on their way to the page: the wire's own shape, under the status of their code.

use axum::Json;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::contract::WireError;

/// What a handler answers when it fails.
pub(super) struct Refusal {
    error: WireError,
    /// Seconds after which to try again.
    retry: Option<u64>,
}

impl Refusal {
    /// One that passes in so many seconds.
    pub(super) fn for_now(error: WireError, seconds: u64) -> Self {
        Self { error, retry: Some(seconds) }
    }
}

impl<E: Into<WireError>> From<E> for Refusal {
    fn from(error: E) -> Self {
        Self { error: error.into(), retry: None }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.error.code.http_status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, NO_STORE, Json(self.error)).into_response();
        if let Some(seconds) = self.retry {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// Nothing of what is said to a page is kept by anybody on the way.
pub(super) const NO_STORE: [(HeaderName, HeaderValue); 1] =
    [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];

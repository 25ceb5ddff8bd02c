//! Errors as the API answers them: one shape of JSON for every status, whoever finds the fault.
//!
//! `{"error": {"code", "message", "details"?}, "detail": message}`; a 402 carries `used` and `cap` beside them. `detail`
//! stands there because that is where clients of the hosted service look for a sentence.

use std::any::Any;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use document::Code;
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::Refusal;
use crate::contract::WireError;
use crate::store::StoreError;

/// Seconds to wait where nothing says how many.
const RETRY_SECONDS: u64 = 1;

/// An error on its way to the caller.
#[derive(Clone, Debug)]
pub struct ApiError {
    status: StatusCode,
    error: WireError,
    used: Option<u64>,
    cap: Option<u64>,
    retry_after: Option<u64>,
}

/// The body of every answer that is an error.
#[derive(Serialize, ToSchema)]
#[schema(as = Error)]
pub(super) struct ErrorBody {
    error: ErrorDetail,
    /// The message once more.
    detail: String,
    /// Of a 402: pages used.
    #[serde(skip_serializing_if = "Option::is_none")]
    used: Option<u64>,
    /// Of a 402: pages that may be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    cap: Option<u64>,
}

/// What went wrong.
#[derive(Serialize, ToSchema)]
pub(super) struct ErrorDetail {
    /// One word for programs, e.g. `token_invalid`.
    code: String,
    /// One sentence in English.
    message: String,
    /// What a developer wants to see, where there is more.
    #[serde(skip_serializing_if = "Option::is_none")]
    details: Option<String>,
}

impl ApiError {
    /// An error whose status is not that of its code.
    pub(super) fn new(status: StatusCode, error: WireError) -> Self {
        Self { status, error, used: None, cap: None, retry_after: None }
    }

    /// A request that contradicts the interface: 400.
    pub(super) fn usage(message: impl Into<String>) -> Self {
        WireError::usage(message).into()
    }

    /// There is no such job, or it is another token's: 404.
    pub(super) fn no_job(uuid: &str) -> Self {
        WireError::new(Code::NotFound, format!("there is no job {uuid}")).into()
    }

    /// Its status.
    pub fn status(&self) -> StatusCode {
        self.status
    }
}

impl From<WireError> for ApiError {
    fn from(error: WireError) -> Self {
        let status = StatusCode::from_u16(error.code.http_status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self::new(status, error)
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        WireError::from(error).into()
    }
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        let Refusal { error, used, cap, retry_after } = refusal;
        Self { used, cap, retry_after, ..error.into() }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let Self { status, error, used, cap, retry_after } = self;
        // What a developer sees of our own faults is for the owner's log, not for whoever has a token.
        let details = error.details.filter(|_| !status.is_server_error());
        let detail = ErrorDetail { code: error.code.to_string(), message: error.message.clone(), details };
        let body = ErrorBody { error: detail, detail: error.message, used, cap };
        let mut response = (status, Json(body)).into_response();
        let headers = response.headers_mut();
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"ocrchat\""));
        }
        if status == StatusCode::TOO_MANY_REQUESTS || status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(retry_after.unwrap_or(RETRY_SECONDS)));
        }
        response
    }
}

/// The answer to a path that is none.
pub(super) async fn no_route() -> ApiError {
    nothing_here().into()
}

pub(super) fn nothing_here() -> WireError {
    WireError::new(Code::NotFound, "there is nothing at this address; /openapi.json says what there is")
}

/// The answer to a method that a path does not have. The router adds `Allow`.
pub(super) async fn no_method() -> ApiError {
    let error = WireError::usage("this address does not take that method; the Allow header names those that it takes");
    ApiError::new(StatusCode::METHOD_NOT_ALLOWED, error)
}

/// The answer where our own code broke off.
pub(super) fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    ApiError::from(WireError::internal("the server broke off while it answered")).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn body(error: ApiError) -> (StatusCode, serde_json::Value) {
        let response = error.into_response();
        let status = response.status();
        let bytes = axum::body::to_bytes(response.into_body(), 1 << 16).await.unwrap();
        (status, serde_json::from_slice(&bytes).unwrap())
    }

    #[tokio::test]
    async fn a_402_says_how_much_was_used() {
        let error = WireError::new(Code::QuotaExceeded, "no pages are left");
        let refusal = Refusal { error, used: Some(10), cap: Some(10), retry_after: None };
        let (status, body) = body(refusal.into()).await;
        assert_eq!(status, StatusCode::PAYMENT_REQUIRED);
        assert_eq!(
            (&body["used"], &body["cap"], &body["error"]["code"]),
            (&10.into(), &10.into(), &"quota_exceeded".into())
        );
        assert_eq!(body["detail"], body["error"]["message"]);
    }

    #[tokio::test]
    async fn what_a_developer_sees_of_our_faults_stays_here() {
        let error = WireError { details: Some("a stack".to_owned()), ..WireError::internal("it broke") };
        let (status, body) = body(error.into()).await;
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(body["error"].get("details").is_none() && body.get("used").is_none());
    }
}

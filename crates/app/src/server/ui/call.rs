//! The contract's commands.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::UiState;
use super::policy;
use super::reply::{NO_STORE, Refusal};
use crate::contract::{self, WireError};

/// Runs the command in the path with the body as its arguments.
pub(super) async fn call(
    State(state): State<UiState>,
    Path(command): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    // A form of a foreign page cannot send this type without asking first.
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !kind.to_ascii_lowercase().starts_with("application/json") {
        return Err(WireError::usage("the arguments are to be JSON").into());
    }
    let args: Value =
        serde_json::from_slice(&body).map_err(|e| WireError::usage(format!("arguments of {command}: {e}")))?;
    policy::check(&state.host, &command, &args)?;
    let reply = contract::dispatch(&state.host, &command, args).await?;
    Ok((NO_STORE, Json(reply)).into_response())
}

//! In and out: a token for a session.

use std::time::Instant;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use document::Code;
use serde::{Deserialize, Serialize};

use super::UiState;
use super::gate;
use super::reply::{NO_STORE, Refusal};
use super::sessions::LONGEST;
use crate::contract::WireError;

/// What a page sends to log in. It has no `Debug`: a token is not to be printed.
#[derive(Deserialize)]
pub(super) struct Login {
    token: String,
}

/// Opens a session for the holder of an owner's token.
///
/// Only the owner's: the interface shows the whole history and changes the settings, and an API token may do neither.
pub(super) async fn login(
    State(state): State<UiState>,
    headers: HeaderMap,
    body: Json<Login>,
) -> Result<Response, Refusal> {
    let now = Instant::now();
    state.sessions.attempt(now).map_err(|wait| {
        let error = WireError::new(Code::TooManyRequests, "too many attempts to log in; wait a minute");
        Refusal::for_now(error, wait.as_secs().max(1))
    })?;
    let (owners, secret) = (state.owners.clone(), body.0.token);
    let admitted = tokio::task::spawn_blocking(move || owners.admit(secret.trim())).await;
    let token = admitted.map_err(|e| WireError::internal(format!("the look at the token ended early: {e}")))??;
    state.sessions.succeeded();
    // A browser that logs in anew needs its former session no more.
    if let Some(before) = gate::session_of(&headers) {
        state.sessions.close(before);
    }
    let number = state.sessions.open(token, now).map_err(|e| WireError::internal(e.to_string()))?;
    Ok((StatusCode::NO_CONTENT, NO_STORE, [(header::SET_COOKIE, cookie(&headers, &number, LONGEST.as_secs())?)])
        .into_response())
}

/// Ends the session of this browser, and lets go of the pictures that it has kept.
pub(super) async fn logout(State(state): State<UiState>, headers: HeaderMap) -> Result<Response, Refusal> {
    if let Some(number) = gate::session_of(&headers) {
        state.sessions.close(number);
    }
    let forget = [
        (header::SET_COOKIE, cookie(&headers, "", 0)?),
        (header::HeaderName::from_static("clear-site-data"), HeaderValue::from_static("\"cache\"")),
    ];
    Ok((StatusCode::NO_CONTENT, NO_STORE, forget).into_response())
}

/// What a page asks first: that it is this server's, and whether somebody is logged in.
#[derive(Serialize)]
pub(super) struct SessionState {
    /// Tells this answer from whatever else a server may say at this address.
    server: &'static str,
    /// Whether this browser's session is open.
    open: bool,
}

/// Whether this browser is logged in.
pub(super) async fn session(State(state): State<UiState>, headers: HeaderMap) -> Result<Response, Refusal> {
    let open = gate::admitted(&state, &headers).await?;
    Ok((NO_STORE, Json(SessionState { server: "ocrchat", open })).into_response())
}

/// Out of reach of scripts, sent by pages of this site only, and only to where it is wanted.
fn cookie(headers: &HeaderMap, number: &str, seconds: u64) -> Result<HeaderValue, WireError> {
    // Behind a proxy the page itself tells that it came encrypted.
    let origin = headers.get(header::ORIGIN).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let secure = if origin.starts_with("https://") { "; Secure" } else { "" };
    let name = gate::cookie_name(headers);
    let cookie = format!("{name}={number}; Path=/ui; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}");
    HeaderValue::from_str(&cookie).map_err(|e| WireError::internal(format!("a cookie that is none: {e}")))
}

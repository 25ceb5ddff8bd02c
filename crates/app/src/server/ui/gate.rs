//! Who gets past the door: pages of ours, and only with a session.
//!
//! A cookie alone proves little: the browser sends it along with whatever another page of this machine asks, since ports
//! do not part cookies, and two ports of `localhost` are one site.

use std::time::Instant;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use document::Code;

use super::UiState;
use super::reply::Refusal;
use crate::contract::WireError;

/// The cookie's name; the port follows, so that two servers on one machine do not log each other out.
const COOKIE: &str = "ocrchat_session";

/// Refuses what does not come from a page of ours.
pub(super) async fn demand_own_page(request: Request, next: Next) -> Response {
    if is_own(request.method(), request.headers()) {
        return next.run(request).await;
    }
    Refusal::from(WireError::new(Code::HostRefused, "only the interface itself may ask for this")).into_response()
}

/// Browsers say whence a request comes in one of two headers: `Sec-Fetch-Site` over https and on this machine, `Origin`
/// wherever something is to be changed. What changes something must have one of them.
fn is_own(method: &Method, headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        // `none` is an address that the person typed.
        return site == "same-origin" || (site == "none" && method.is_safe());
    }
    match (text("origin"), text("host")) {
        (Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(_, ours)| ours.eq_ignore_ascii_case(host)),
        (Some(_), None) => false,
        (None, _) => method.is_safe(),
    }
}

/// Lets a request on whose session is open and whose token still stands.
pub(super) async fn demand_session(State(state): State<UiState>, request: Request, next: Next) -> Response {
    match admitted(&state, request.headers()).await {
        Ok(true) => next.run(request).await,
        Ok(false) => Refusal::from(WireError::new(Code::TokenInvalid, "log in first")).into_response(),
        Err(error) => Refusal::from(error).into_response(),
    }
}

/// Whether the session of these headers is open and its token still stands.
pub(super) async fn admitted(state: &UiState, headers: &HeaderMap) -> Result<bool, WireError> {
    let Some(number) = session_of(headers) else { return Ok(false) };
    let Some(token) = state.sessions.token(number, Instant::now()) else { return Ok(false) };
    let owners = state.owners.clone();
    let stands = tokio::task::spawn_blocking(move || owners.stands(&token)).await;
    let stands = stands.map_err(|e| WireError::internal(format!("the look at the token ended early: {e}")))??;
    if !stands {
        state.sessions.close(number);
    }
    Ok(stands)
}

/// The session's number among the cookies.
pub(super) fn session_of(headers: &HeaderMap) -> Option<&str> {
    let name = cookie_name(headers);
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies
        .flat_map(|line| line.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

/// The cookie's name for the port by which the browser reached us.
pub(super) fn cookie_name(headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or_default();
    match host.rsplit_once(':') {
        Some((_, port)) if !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()) => format!("{COOKIE}_{port}"),
        _ => COOKIE.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| ((*name).parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn only_our_own_pages_may_change_anything() {
        let post = |pairs: &[(&'static str, &str)]| is_own(&Method::POST, &headers(pairs));
        assert!(post(&[("sec-fetch-site", "same-origin")]));
        assert!(post(&[("host", "box:8117"), ("origin", "http://box:8117")]));
        assert!(!post(&[("host", "box:8117")]), "no browser leaves both away");
        assert!(!post(&[("host", "box:8117"), ("origin", "http://box:3000")]));
        assert!(!post(&[("host", "box:8117"), ("origin", "null")]));
        for site in ["same-site", "cross-site", "none"] {
            assert!(!post(&[("sec-fetch-site", site), ("host", "a"), ("origin", "http://a")]), "{site}");
        }
    }

    #[test]
    fn another_page_of_this_machine_may_not_even_look() {
        let get = |pairs: &[(&'static str, &str)]| is_own(&Method::GET, &headers(pairs));
        assert!(get(&[]) && get(&[("sec-fetch-site", "none")]) && get(&[("sec-fetch-site", "same-origin")]));
        assert!(!get(&[("sec-fetch-site", "same-site")]));
    }

    #[test]
    fn each_port_has_its_own_cookie() {
        let both = headers(&[("host", "[::1]:8118"), ("cookie", "ocrchat_session_8117=a; ocrchat_session_8118=b")]);
        assert_eq!(session_of(&both), Some("b"));
        assert_eq!(session_of(&headers(&[("host", "ocr.example"), ("cookie", "x=1; ocrchat_session=c")])), Some("c"));
        assert_eq!(session_of(&headers(&[("host", "ocr.example"), ("cookie", "xocrchat_session=c")])), None);
    }
}

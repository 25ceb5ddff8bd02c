//! The built interface's files. A release carries them inside; a debug build reads them from `ui/dist` of the project that
//! it was built in, so that a new build of the interface needs no new build of the program. A build without an interface
//! says so, to a person and to a program.

use axum::extract::{Path, Request};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use document::Code;
use rust_embed::{EmbeddedFile, RustEmbed};

use super::headers;
use super::reply::Refusal;
use crate::contract::WireError;

#[derive(RustEmbed)]
#[folder = "../../ui/dist"]
#[allow_missing = true]
struct Dist;

/// The build puts a digest into the name of every file but the page itself.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// Kept, but asked for each time: a new version of the program must not meet the old page.
const ASK: HeaderValue = HeaderValue::from_static("no-cache");

/// The interface's page: at the root, and wherever a person comes from a link or a bookmark.
pub async fn page(request: Request) -> Response {
    let mut response = match Dist::get("index.html") {
        Some(file) => serve(file, "text/html; charset=utf-8", ASK, request.headers()),
        None => {
            let page = Html(include_str!("without.html"));
            (StatusCode::NOT_IMPLEMENTED, [(header::CACHE_CONTROL, ASK)], page).into_response()
        }
    };
    headers::add(&mut response);
    response
}

/// Whether this is a person who wants to see something, rather than a program that mistook an address.
pub fn is_page(request: &Request) -> bool {
    let path = request.uri().path();
    let below = |top: &str| path.strip_prefix(top).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let accepts = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    request.method().is_safe() && !["/api", "/ui", "/assets"].into_iter().any(below) && accepts.contains("text/html")
}

/// A script, a style or a picture of the interface.
pub(super) async fn asset(Path(path): Path<String>, headers: HeaderMap) -> Result<Response, Refusal> {
    let path = format!("assets/{path}");
    let file = Dist::get(&path).ok_or_else(|| WireError::new(Code::NotFound, format!("there is no {path}")))?;
    Ok(serve(file, mime(&path), FOR_EVER, &headers))
}

fn serve(file: EmbeddedFile, mime: &'static str, keep: HeaderValue, headers: &HeaderMap) -> Response {
    let digest: String = file.metadata.sha256_hash().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let tag = format!("\"{digest}\"");
    let has = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let about: [(HeaderName, HeaderValue); 3] = [
        (header::CACHE_CONTROL, keep),
        (header::CONTENT_TYPE, HeaderValue::from_static(mime)),
        (header::ETAG, HeaderValue::from_str(&tag).expect("hex digits in quotes make a header")),
    ];
    if has.is_some_and(|tags| tags.split(',').any(|one| one.trim().trim_start_matches("W/") == tag)) {
        return (StatusCode::NOT_MODIFIED, about).into_response();
    }
    (about, file.data.into_owned()).into_response()
}

/// Of the kinds that the build makes.
fn mime(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "woff2" => "font/woff2",
        "json" | "map" => "application/json",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_gets_the_page_and_a_program_does_not() {
        let ask = |method: &str, path: &str, accept: &str| {
            let request = Request::builder().method(method).uri(path).header(header::ACCEPT, accept);
            is_page(&request.body(axum::body::Body::empty()).unwrap())
        };
        let browser = "text/html,*/*;q=0.8";
        assert!(ask("GET", "/jobs/1", browser) && ask("HEAD", "/apiary", browser));
        assert!(!ask("GET", "/jobs/1", "*/*") && !ask("POST", "/jobs/1", browser));
        for path in ["/api/v1/ocr", "/api", "/ui/call/about", "/assets/gone.js"] {
            assert!(!ask("GET", path, browser), "{path}");
        }
    }
}

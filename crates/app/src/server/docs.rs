//! The description of the interface at `/openapi.json`, and a page to try it at `/docs/`. The page's assets are inside the
//! program; nothing is fetched from a network, and the page's policy would not let it.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Json, Router};
use utoipa::openapi::OpenApi;
use utoipa_swagger_ui::Config;

use super::errors::{self, ApiError};
use super::state::ServerState;
use crate::contract::WireError;

/// The page draws its arrows with styles and pictures within its own text.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; \
                      font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The routes of the description.
pub(super) fn routes(description: OpenApi) -> Router<ServerState> {
    let description = Arc::new(description);
    // `none`: the page would otherwise ask a service on the internet whether the description is valid.
    let config = Arc::new(Config::from("/openapi.json").validator_url("none").persist_authorization(false));
    let index = config.clone();
    let page =
        Router::new()
            .route("/docs/", get(move || async move { asset("", index) }))
            .route(
                "/docs/{*rest}",
                get(|Path(rest): Path<String>, State(config): State<Arc<Config<'static>>>| async move {
                    asset(&rest, config)
                }),
            )
            .with_state(config);
    Router::new()
        .route("/openapi.json", get(move || async move { Json(description.as_ref().clone()) }))
        .route("/docs", get(|| async { Redirect::permanent("/docs/") }))
        .merge(page)
}

fn asset(path: &str, config: Arc<Config<'static>>) -> Response {
    match utoipa_swagger_ui::serve(path, config) {
        Ok(Some(file)) => {
            let mut response = file.bytes.into_owned().into_response();
            let headers = response.headers_mut();
            if let Ok(kind) = HeaderValue::from_str(&file.content_type) {
                headers.insert(header::CONTENT_TYPE, kind);
            }
            if file.gzpipped {
                headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            }
            headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
            response
        }
        Ok(None) => ApiError::from(errors::nothing_here()).into_response(),
        Err(e) => ApiError::from(WireError::internal(format!("the page cannot be made: {e}"))).into_response(),
    }
}

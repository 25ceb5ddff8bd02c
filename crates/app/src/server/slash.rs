//! Trailing slashes: the contract's addresses end with one, and clients leave it out. Both reach the same route, without a
//! redirect: that would turn a client's POST into a GET.

use axum::Router;
use axum::extract::Request;
use axum::http::Uri;
use tower::Layer;
use tower::util::MapRequestLayer;

/// The addresses under which every route ends with a slash.
const PREFIX: &str = "/api/";

/// `routes`, whose addresses end with a slash, without it as well.
pub(super) fn with_or_without(routes: Router) -> Router {
    // Around the router, because within it the route is chosen already.
    let mapped = MapRequestLayer::new(add).layer(routes);
    Router::new().fallback_service(mapped)
}

fn add(mut request: Request) -> Request {
    if let Some(uri) = with_slash(request.uri()) {
        *request.uri_mut() = uri;
    }
    request
}

fn with_slash(uri: &Uri) -> Option<Uri> {
    let path = uri.path();
    if !path.starts_with(PREFIX) || path.ends_with('/') {
        return None;
    }
    let address = match uri.query() {
        Some(query) => format!("{path}/?{query}"),
        None => format!("{path}/"),
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(address.parse().ok()?);
    Uri::from_parts(parts).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_the_api_get_their_slash() {
        let mapped = |uri: &str| with_slash(&uri.parse().unwrap()).map(|uri| uri.to_string());
        assert_eq!(mapped("/api/v1/ocr?limit=3").as_deref(), Some("/api/v1/ocr/?limit=3"));
        assert_eq!(mapped("http://h/api/v1/ocr/a").as_deref(), Some("http://h/api/v1/ocr/a/"));
        assert_eq!((mapped("/api/v1/ocr/"), mapped("/healthz"), mapped("/docs")), (None, None, None));
    }
}

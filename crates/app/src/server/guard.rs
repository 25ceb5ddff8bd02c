//! Who may talk to the server at all, before any token is looked at.
//!
//! A page of a foreign site can make its own name resolve to 127.0.0.1 (DNS rebinding) and then speak to us as if we were
//! that site; its requests still name the site in `Host`. So only names that are ours are taken: loopback names and
//! addresses, the address that we are bound to, and what the owner allows. A request that a browser makes for another
//! origin is refused too. Programs send no `Origin` and are not touched by that. There is no CORS.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use document::Code;

use super::errors::ApiError;
use super::state::ServerState;
use crate::contract::WireError;

/// The names under which the server answers.
#[derive(Clone, Debug)]
pub struct Guard {
    bound: SocketAddr,
    allowed: Vec<String>,
}

impl Guard {
    /// A server bound to `bound` that also answers to the names (or addresses) in `allowed`: without a port for any port, or
    /// `name:port`.
    pub fn new(bound: SocketAddr, allowed: &[String]) -> Self {
        let allowed = allowed.iter().map(|name| name.trim().trim_end_matches('.').to_ascii_lowercase()).collect();
        Self { bound, allowed }
    }

    /// Refuses a request that names another host or that a browser makes for another site.
    ///
    /// # Errors
    /// `host_refused`, which is 403.
    pub fn check(&self, headers: &HeaderMap, uri_host: Option<&Authority>) -> Result<(), WireError> {
        let mut hosts = headers.get_all(header::HOST).iter();
        let host = match (hosts.next(), hosts.next()) {
            (Some(host), None) => host.to_str().ok().and_then(|host| host.parse::<Authority>().ok()),
            _ => None,
        };
        let Some(host) = host else { return Err(refused("the request does not name one host")) };
        if uri_host.is_some_and(|named| !named.as_str().eq_ignore_ascii_case(host.as_str())) {
            return Err(refused("the request names two hosts"));
        }
        if !self.is_ours(&host) {
            let message = format!(
                "this server does not answer to the name {}; its owner can allow it (--allow-host)",
                host.host()
            );
            return Err(refused(message));
        }
        let mut origins = headers.get_all(header::ORIGIN).iter();
        if let Some(origin) = origins.next() {
            let same = origin.to_str().is_ok_and(|origin| is_same(origin, &host)) && origins.next().is_none();
            if !same {
                return Err(refused("a page of another site may not use this server"));
            }
        }
        let says = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let foreign = matches!(says("sec-fetch-site"), Some("cross-site" | "same-site"));
        // A link that somebody follows shows a page and gives the site that it stood on nothing.
        if foreign && says("sec-fetch-mode") != Some("navigate") {
            return Err(refused("a page of another site may not use this server"));
        }
        Ok(())
    }

    fn is_ours(&self, host: &Authority) -> bool {
        if host.as_str().contains('@') {
            return false;
        }
        let name = host.host().trim_end_matches('.').to_ascii_lowercase();
        let with_port = host.port_u16().map(|port| format!("{name}:{port}"));
        if self.allowed.iter().any(|allowed| *allowed == name || Some(allowed) == with_port.as_ref()) {
            return true;
        }
        if name == "localhost" {
            return true;
        }
        let Ok(address) = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>() else { return false };
        // An address is no name that anybody could point elsewhere: bound to all of them, all of ours are fine.
        address.is_loopback() || address == self.bound.ip() || self.bound.ip().is_unspecified()
    }
}

/// Whether an `Origin` is the site that the request is for. Behind a proxy that speaks TLS the scheme is its own.
fn is_same(origin: &str, host: &Authority) -> bool {
    let Some((scheme, rest)) = origin.split_once("://") else { return false };
    let default = match scheme {
        "http" => 80,
        "https" => 443,
        _ => return false,
    };
    let Ok(origin) = rest.parse::<Authority>() else { return false };
    let port = |of: &Authority| of.port_u16().unwrap_or(default);
    origin.host().eq_ignore_ascii_case(host.host()) && port(&origin) == port(host)
}

fn refused(message: impl Into<String>) -> WireError {
    WireError::new(Code::HostRefused, message)
}

/// The layer around every route.
pub(super) async fn check(State(state): State<ServerState>, request: Request, next: Next) -> Response {
    match state.guard().check(request.headers(), request.uri().authority()) {
        Ok(()) => next.run(request).await,
        Err(error) => ApiError::from(error).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn said(bound: &str, headers: &[(&'static str, &str)]) -> bool {
        let guard = Guard::new(bound.parse().unwrap(), &["scan.example".to_owned(), "proxy.example:8443".to_owned()]);
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, HeaderValue::from_str(value).unwrap());
        }
        guard.check(&map, None).is_ok()
    }

    #[test]
    fn names_that_are_ours_are_taken_and_no_others() {
        let host = |host: &str| said("127.0.0.1:8117", &[("host", host)]);
        for ours in [
            "127.0.0.1:8117",
            "localhost:8117",
            "LOCALHOST",
            "localhost.:8117",
            "[::1]:8117",
            "scan.example",
            "scan.example:99",
        ] {
            assert!(host(ours), "{ours}");
        }
        for foreign in [
            "evil.example:8117",
            "127.0.0.1.evil.example",
            "localhost.evil.example",
            "192.168.1.4:8117",
            "",
            "a b",
            "proxy.example:1",
            "user@localhost",
        ] {
            assert!(!host(foreign), "{foreign}");
        }
        assert!(host("proxy.example:8443"));
        assert!(said("192.168.1.4:8117", &[("host", "192.168.1.4:8117")]));
        assert!(said("0.0.0.0:8117", &[("host", "192.168.1.4:8117")]));
        assert!(!said("0.0.0.0:8117", &[("host", "evil.example:8117")]));
        assert!(!said("127.0.0.1:8117", &[]), "a host must be named");
        assert!(!said("127.0.0.1:8117", &[("host", "localhost"), ("host", "evil.example")]));
    }

    #[test]
    fn pages_of_other_sites_are_refused() {
        let host = ("host", "localhost:8117");
        let origin = |origin: &str| said("127.0.0.1:8117", &[host, ("origin", origin)]);
        assert!(origin("http://localhost:8117"));
        for foreign in ["http://localhost:3000", "http://evil.example", "null", "https://localhost", "file://", ""] {
            assert!(!origin(foreign), "{foreign}");
        }
        let behind_a_proxy = [("host", "scan.example"), ("origin", "https://scan.example")];
        assert!(said("127.0.0.1:8117", &behind_a_proxy));
        let picture = [host, ("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "no-cors")];
        let link = [host, ("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate")];
        assert!(!said("127.0.0.1:8117", &picture) && said("127.0.0.1:8117", &link));
    }

    #[test]
    fn a_request_line_that_names_another_host_is_refused() {
        let guard = Guard::new("127.0.0.1:8117".parse().unwrap(), &[]);
        let headers = HeaderMap::from_iter([(header::HOST, HeaderValue::from_static("localhost:8117"))]);
        let named = |host: &'static str| guard.check(&headers, Some(&Authority::from_static(host))).is_ok();
        assert!(named("localhost:8117") && !named("evil.example"));
    }
}

//! Who calls: a token as `Authorization: Bearer`, or as `?api_token=` in the address.
//!
//! The header goes before the address. A token in an address ends up in logs and histories; it is taken because the hosted
//! service takes it.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use document::Code;

use super::errors::ApiError;
use super::state::ServerState;
use crate::access::Caller;
use crate::contract::{Scope, WireError};

/// A caller whose token is known.
#[derive(Clone, Debug)]
pub struct Authenticated(pub Caller);

impl Authenticated {
    /// The token whose jobs this caller sees; `None` for the owner, who sees all.
    pub fn jobs_of(&self) -> Option<&str> {
        match self.0.scope {
            Scope::Owner => None,
            Scope::Api => Some(&self.0.token),
        }
    }
}

impl FromRequestParts<ServerState> for Authenticated {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &ServerState) -> Result<Self, ApiError> {
        let token = token(&parts.headers, parts.uri.query());
        let Some(token) = token else {
            let message = "no API token: send it as `Authorization: Bearer TOKEN` or as `?api_token=TOKEN`";
            return Err(WireError::new(Code::TokenInvalid, message).into());
        };
        let caller = state.ask(move |state| state.access().check(&token)).await?;
        state.access().permit(&caller)?;
        Ok(Self(caller))
    }
}

fn token(headers: &HeaderMap, query: Option<&str>) -> Option<String> {
    if let Some(value) = headers.get(header::AUTHORIZATION) {
        let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
        return scheme
            .eq_ignore_ascii_case("bearer")
            .then(|| token.trim().to_owned())
            .filter(|token| !token.is_empty());
    }
    let pairs = url::form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    let token = pairs.into_iter().find(|(name, _)| name == "api_token")?.1.into_owned();
    Some(token).filter(|token| !token.is_empty())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn said(authorization: Option<&'static str>, query: Option<&str>) -> Option<String> {
        let headers = authorization.map(|value| (header::AUTHORIZATION, HeaderValue::from_static(value)));
        token(&HeaderMap::from_iter(headers), query)
    }

    #[test]
    fn the_header_goes_before_the_address() {
        assert_eq!(said(Some("Bearer abc"), Some("api_token=def")).as_deref(), Some("abc"));
        assert_eq!(said(Some("bearer  abc "), None).as_deref(), Some("abc"));
        assert_eq!(said(None, Some("x=1&api_token=d%2Bef")).as_deref(), Some("d+ef"));
        for nothing in
            [said(None, None), said(None, Some("api_token=")), said(Some("Bearer"), None), said(Some("Bearer "), None)]
        {
            assert_eq!(nothing, None);
        }
        assert_eq!(said(Some("Basic abc"), Some("api_token=def")), None, "another scheme is not passed over");
    }
}

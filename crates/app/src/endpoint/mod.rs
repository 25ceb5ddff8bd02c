//! The client of an OpenAI-compatible endpoint: messages in, a stream of text out.
//!
//! Owns the address, the key, the consent to send anything beyond this machine's network, the streaming of chat completions,
//! and the limits of silence and length. Dropping the stream ends the request. Refuses: knowing what it is used for,
//! redirects (the key would travel along), and any other door to the network than [`crate::net`].

mod message;
mod stream;
#[cfg(test)]
mod tests;

use std::time::Duration;

use document::Code;
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use serde_json::Value;
use url::Url;

use crate::Home;
use crate::contract::{EndpointStatus, WireError};
use crate::net::{self, NetOptions};
use crate::remote::{Address, Secret, Secrets};
use crate::settings::{Consent, EndpointSettings};

pub use message::{CompleteOptions, Message, Part, Role};
pub use stream::Completion;

/// How messages name it.
const WHOM: &str = "the model's endpoint";
/// Bytes of an error's body that are read.
const MOST_OF_ERROR: usize = 8 << 10;

/// An endpoint that can be asked.
#[derive(Clone, Debug)]
pub struct Endpoint {
    completions: Url,
    model: String,
    key: Option<Secret>,
    most_tokens: u32,
    client: reqwest::Client,
}

impl Endpoint {
    /// The endpoint of the settings with the key that is kept for it. May wait for the keychain: not for an async thread.
    ///
    /// # Errors
    /// `usage` where the settings name no endpoint or no model; `output_unwritable` where the secrets cannot be read.
    pub fn open(home: &Home, settings: &EndpointSettings) -> Result<Self, WireError> {
        let address = address(settings)?;
        if settings.model.trim().is_empty() {
            return Err(WireError::usage("no model is named; set endpoint.model to one that the endpoint has"));
        }
        let key = Secrets::of(home).get(&secret_name(&address))?.map(|(key, _)| key);
        Self::new(settings, key)
    }

    /// An endpoint with this key.
    ///
    /// # Errors
    /// `usage` for an address that is none.
    pub fn new(settings: &EndpointSettings, key: Option<Secret>) -> Result<Self, WireError> {
        address(settings)?;
        let mut completions = Url::parse(settings.url.trim()).map_err(|e| WireError::usage(e.to_string()))?;
        let path = completions.path().trim_end_matches('/');
        let path = path.strip_suffix("/chat/completions").unwrap_or(path);
        let path = format!("{path}/chat/completions");
        completions.set_path(&path);
        let silence = Duration::from_secs(settings.timeout_seconds.max(1));
        let client =
            net::client(&NetOptions { silence: Some(silence), proxy: !is_near(settings), ..NetOptions::default() })?;
        Ok(Self {
            completions,
            model: settings.model.trim().to_owned(),
            key,
            most_tokens: settings.most_tokens,
            client,
        })
    }

    /// Asks the model to go on after `messages`.
    ///
    /// # Errors
    /// `remote_unreachable`, `token_invalid` for a key that it does not take, `too_many_requests`, `remote_refused`.
    pub async fn complete(&self, messages: &[Message], options: &CompleteOptions) -> Result<Completion, WireError> {
        let most = options.most_tokens.unwrap_or(self.most_tokens);
        let body = message::body(&self.model, messages, most, options.temperature);
        let mut request = self.client.post(self.completions.clone()).json(&body).header(ACCEPT, "text/event-stream");
        if let Some(key) = &self.key {
            request = request.bearer_auth(key.expose());
        }
        let response = request.send().await.map_err(|e| net::unreachable(WHOM, e))?;
        if !response.status().is_success() {
            return Err(refused(response).await);
        }
        let kind = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let streams = kind.starts_with("text/event-stream");
        Ok(Completion::new(response, streams, most))
    }
}

/// What an answer that is none says.
async fn refused(mut response: reqwest::Response) -> WireError {
    let status = response.status();
    let mut body = Vec::new();
    while let Ok(Some(piece)) = response.chunk().await {
        body.extend_from_slice(&piece);
        if body.len() > MOST_OF_ERROR {
            break;
        }
    }
    let code = match status.as_u16() {
        401 | 403 => Code::TokenInvalid,
        429 => Code::TooManyRequests,
        _ => Code::RemoteRefused,
    };
    let said = said(&serde_json::from_slice(&body).unwrap_or(Value::Null));
    let message = match code {
        Code::TokenInvalid => format!("{WHOM} does not take the key"),
        Code::TooManyRequests => format!("{WHOM} has too much to do; try again later"),
        _ => format!("{WHOM} refused with status {status}"),
    };
    WireError { details: said, ..WireError::new(code, message) }
}

/// The sentence in an error of the protocol: `{"error": {"message"}}` or `{"error": "…"}`.
fn said(body: &Value) -> Option<String> {
    let error = &body["error"];
    error["message"].as_str().or_else(|| error.as_str()).map(|said| said.chars().take(500).collect())
}

/// The address that the settings name.
///
/// # Errors
/// `usage`.
fn address(settings: &EndpointSettings) -> Result<Address, WireError> {
    if settings.url.trim().is_empty() {
        return Err(WireError::usage("no endpoint is named; set endpoint.url to one, e.g. http://127.0.0.1:11434/v1"));
    }
    // Plain http beyond the own network is never right here: documents and a key would travel in the open.
    Address::parse(&settings.url, false)
}

fn is_near(settings: &EndpointSettings) -> bool {
    address(settings).is_ok_and(|address| address.is_near())
}

/// Whether text may be sent to the endpoint: always where it is near, else as the user has said. `allowed` is the user's word
/// for this very question.
///
/// # Errors
/// `remote_forbidden`.
pub fn may_send(settings: &EndpointSettings, allowed: bool) -> Result<(), WireError> {
    if is_near(settings) || settings.consent == Consent::Allowed || settings.consent == Consent::Ask && allowed {
        return Ok(());
    }
    let message = match settings.consent {
        Consent::Forbidden => "nothing was sent: the settings forbid it (endpoint.consent)".to_owned(),
        _ => format!("nothing was sent: sending text to {} was not allowed yet", settings.url),
    };
    Err(WireError::new(Code::RemoteForbidden, message))
}

/// A key belongs to an origin: it never goes to another that is set later.
fn secret_name(address: &Address) -> String {
    format!("endpoint {}", address.origin())
}

/// Keeps a key for the endpoint of the settings; an empty one forgets it.
///
/// # Errors
/// `usage` for no key or no address; `output_unwritable`, `disk_full`.
pub fn keep_key(home: &Home, settings: &EndpointSettings, key: &str) -> Result<(), WireError> {
    let (secrets, name) = (Secrets::of(home), secret_name(&address(settings)?));
    if key.trim().is_empty() { secrets.clear(&name) } else { secrets.set(&name, &Secret::new(key)?).map(drop) }
}

/// The endpoint of the settings, as the wire has it.
///
/// # Errors
/// `output_unwritable` where the secrets cannot be read.
pub fn status(home: &Home, settings: &EndpointSettings) -> Result<EndpointStatus, WireError> {
    let address = address(settings);
    let kept = match &address {
        Ok(address) => Secrets::of(home).get(&secret_name(address))?,
        Err(_) => None,
    };
    let model = settings.model.trim();
    let problem =
        address.err().or_else(|| model.is_empty().then(|| WireError::usage("no model is named: endpoint.model")));
    Ok(EndpointStatus {
        url: settings.url.clone(),
        model: model.to_owned(),
        problem,
        is_near: is_near(settings),
        has_key: kept.is_some(),
        key_place: kept.map(|(_, place)| place),
        consent: settings.consent,
    })
}

//! What the user says of the endpoint whose model generates answers. Its key is no setting: it is a secret.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Consent;

/// An OpenAI-compatible endpoint: Ollama's, llama.cpp's, LM Studio's, vLLM's, or a service elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct EndpointSettings {
    /// Its address, beneath which `chat/completions` lies; empty for none.
    pub url: String,
    /// The model that is asked for; empty for none.
    pub model: String,
    /// Whether text may be sent to it where it is not on this machine or its own network.
    pub consent: Consent,
    /// Seconds that it may say nothing.
    #[ts(type = "number")]
    pub timeout_seconds: u64,
    /// Tokens that one answer may have.
    pub most_tokens: u32,
}

impl Default for EndpointSettings {
    fn default() -> Self {
        Self {
            url: "http://127.0.0.1:11434/v1".to_owned(),
            model: String::new(),
            consent: Consent::Ask,
            timeout_seconds: 120,
            most_tokens: 1024,
        }
    }
}

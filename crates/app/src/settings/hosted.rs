//! What the user says of the hosted service. The token is no setting: it is a secret (see [`crate::remote`]).

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::contract::Tier;

/// Where the service is that the product is named after.
pub const HOSTED_URL: &str = "https://ocr.chat";

/// Whether files may be sent to a service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Consent {
    /// Asked before each job that would be sent.
    #[default]
    Ask,
    /// Without asking, where a job is set to the hosted engine.
    Allowed,
    /// Never, whatever a job is set to.
    Forbidden,
}

/// The hosted service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct HostedSettings {
    /// Its address: the hosted service's, or another machine's `ocrchat serve`.
    pub url: String,
    /// Whether files may be sent there.
    pub consent: Consent,
    /// Which of its engines reads where nothing else is said.
    pub tier: Tier,
    /// Whether a token may travel unencrypted beyond this machine and its own network.
    pub allow_plain_http: bool,
}

impl Default for HostedSettings {
    fn default() -> Self {
        Self { url: HOSTED_URL.to_owned(), consent: Consent::Ask, tier: Tier::Cpu, allow_plain_http: false }
    }
}

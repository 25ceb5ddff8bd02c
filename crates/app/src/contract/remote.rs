//! What the wire says of the hosted service: where files would go, whether they may, and jobs that are sent.
//!
//! Nothing is sent before the user has said yes: for one call (`allow_upload`), or for good (`set_hosted_consent`). A
//! command that would send without that answers `remote_forbidden`. The token goes in and never comes out again.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use crate::settings::Consent;

use super::{Tier, WireError};

/// Where a secret is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SecretPlace {
    /// A variable of the environment (`OCRCHAT_TOKEN`), which goes before what is kept.
    Environment,
    /// The system's own keychain.
    Keychain,
    /// A file that only this user can read, because there is no keychain.
    File,
}

/// Where hosted jobs would go, and whether they may.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HostedStatus {
    /// The address that files would be sent to, as settings have it.
    pub url: String,
    /// Why nothing can be sent there (an address that cannot be read, or plain http to another network).
    pub problem: Option<WireError>,
    /// Whether there is a token for this address.
    pub has_token: bool,
    /// Where that token is kept.
    pub token_place: Option<SecretPlace>,
    /// Whether files may be sent: with `ask`, ask before each job that is sent.
    pub consent: Consent,
    /// What the service last said of the account.
    pub balance: Option<Balance>,
}

/// What the service said of the account's pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Balance {
    /// Pages (or credits) used; absent where the service does not say.
    #[ts(type = "number | null")]
    pub used: Option<u64>,
    /// Pages (or credits) that may be used; absent where the service does not say.
    #[ts(type = "number | null")]
    pub cap: Option<u64>,
    /// When it said so, in milliseconds since 1970 (UTC).
    #[ts(type = "number")]
    pub at_ms: u64,
}

/// What trying the address and the token gave, without sending a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HostedCheck {
    /// Whether the service is there and takes the token.
    pub ok: bool,
    /// Why not: `remote_unreachable`, `token_invalid`, `remote_refused`, `usage` for the address.
    pub error: Option<WireError>,
    /// How long the answer took, in milliseconds.
    #[ts(type = "number")]
    pub elapsed_ms: u64,
}

/// A token to keep for the address of the settings.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SetHostedToken {
    /// The token; space around it is cut off.
    pub token: String,
}

impl std::fmt::Debug for SetHostedToken {
    /// Never the token.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SetHostedToken").finish_non_exhaustive()
    }
}

/// Whether files may be sent from now on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SetHostedConsent {
    /// Asked before each job, always, or never.
    pub consent: Consent,
}

/// What a sent job does at the service's end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RemotePhase {
    /// The file is on its way.
    Sending,
    /// The service has it, and has not begun.
    Waiting,
    /// The service reads it.
    Reading,
    /// The result is taken over, page after page.
    Fetching,
}

/// How far a job is that was sent, while it runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RemoteProgress {
    /// What is being done.
    pub phase: RemotePhase,
    /// Bytes of the file that are on their way.
    #[ts(type = "number")]
    pub sent_bytes: u64,
    /// Bytes of the file; 0 before it is opened.
    #[ts(type = "number")]
    pub total_bytes: u64,
}

/// How a file is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct HostedOptions {
    /// Which of the service's engines.
    pub tier: Tier,
    /// The language as the user gave it; `None` lets the service choose.
    pub language: Option<String>,
    /// The slug of one of the service's tools, whose preset applies.
    pub tool: Option<String>,
    /// The language that the tool `translate` is to translate into.
    pub translate_to: Option<String>,
    /// The user's consent for this very call; needed unless it was given for good.
    pub allow_upload: bool,
}

/// Files or folders to send.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OpenHosted {
    /// Absolute paths.
    pub paths: Vec<String>,
    /// How they are sent.
    #[serde(default)]
    pub options: HostedOptions,
}

/// A job to read again by the service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RerunHosted {
    /// Its id.
    pub job: String,
    /// How its file is sent.
    #[serde(default)]
    pub options: HostedOptions,
}

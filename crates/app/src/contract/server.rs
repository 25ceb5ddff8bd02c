//! What the wire says of the local server: whether it runs, and the tokens that may call it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::WireError;

/// Which quality of recognition a job asks for, as the hosted service names it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// Fast: printed documents, on this machine.
    #[default]
    Cpu,
    /// Premium: handwriting, mathematics, complex layout, by a vision model.
    Vlm,
}

impl Tier {
    /// Every tier.
    pub const ALL: [Self; 2] = [Self::Cpu, Self::Vlm];

    /// How the wire, and the database, spell it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cpu => "cpu",
            Self::Vlm => "vlm",
        }
    }

    /// What one page costs of a token's quotas. The one table of prices: a page that a vision model reads takes some
    /// five times as long as one of the fast tier on the same machine, and is what a quota has to protect.
    pub fn pages_charged(self) -> u64 {
        match self {
            Self::Cpu => 1,
            Self::Vlm => 5,
        }
    }
}

/// What a token may do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Send jobs, and see its own.
    #[default]
    Api,
    /// Everything that the window may: every job, the settings, the tokens.
    Owner,
}

/// What a token may use. What is absent is not limited by the token; the limits of the settings hold as well.
///
/// Days and months are those of the calendar in UTC. Quotas are counted in pages of the fast tier: a page of another
/// tier counts as [`Tier::pages_charged`] of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct TokenLimits {
    /// Pages a day.
    #[ts(type = "number | null")]
    pub pages_a_day: Option<u64>,
    /// Pages a month.
    #[ts(type = "number | null")]
    pub pages_a_month: Option<u64>,
    /// Pages in all, from the moment at which this was set.
    #[ts(type = "number | null")]
    pub balance: Option<u64>,
    /// Pages of one file.
    #[ts(type = "number | null")]
    pub pages_a_file: Option<u64>,
    /// Bytes of one file.
    #[ts(type = "number | null")]
    pub bytes_a_file: Option<u64>,
}

/// What a token has used, counted as its quotas are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TokenUsage {
    /// Since the day began (UTC).
    #[ts(type = "number")]
    pub today: u64,
    /// Since the month began (UTC).
    #[ts(type = "number")]
    pub this_month: u64,
    /// Of its balance, since that was set.
    #[ts(type = "number")]
    pub of_balance: u64,
    /// Pages of the fast tier that were ever read for it.
    #[ts(type = "number")]
    pub pages_cpu: u64,
    /// Pages of the premium tier that were ever read for it.
    #[ts(type = "number")]
    pub pages_vlm: u64,
}

/// A token as it is listed. Its secret is not among what is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TokenInfo {
    /// 32 hex digits; not a secret.
    pub id: String,
    /// Its name, one of its kind among tokens that were not revoked.
    pub name: String,
    /// What it may do.
    pub scope: Scope,
    /// What it may use.
    pub limits: TokenLimits,
    /// What it has used.
    pub usage: TokenUsage,
    /// When it was made, in milliseconds since 1970 (UTC).
    #[ts(type = "number")]
    pub created_ms: u64,
    /// When it was last used, to the minute.
    #[ts(type = "number | null")]
    pub used_ms: Option<u64>,
}

/// The tokens that were not revoked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TokenList {
    /// In the order of their names.
    pub tokens: Vec<TokenInfo>,
}

/// A token to be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AddToken {
    /// Its name: 1–64 characters, none of them a control character.
    pub name: String,
    /// What it may do.
    #[serde(default)]
    pub scope: Scope,
    /// What it may use.
    #[serde(default)]
    pub limits: TokenLimits,
}

/// A token that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AddedToken {
    /// The token.
    pub token: TokenInfo,
    /// What its holder sends. Shown this once: only its digest is kept.
    pub secret: String,
}

/// Which token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TokenRef {
    /// Its id or its name.
    pub token: String,
}

/// Changes what a token may use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SetToken {
    /// Its id or its name.
    pub token: String,
    /// What it may use from now on. Another balance than before begins anew with nothing used of it.
    pub limits: TokenLimits,
}

/// How the local server stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ServerStatus {
    /// Whether it answers.
    pub running: bool,
    /// Where, as `http://127.0.0.1:8117`; absent where it does not run.
    pub address: Option<String>,
    /// Whether other machines can reach it.
    pub exposed: bool,
    /// Whether it serves the interface as well.
    pub ui: bool,
    /// The file that holds the owner's token, as a person reads its path.
    pub token_file: String,
    /// What keeps it from running though it should.
    pub problem: Option<WireError>,
}

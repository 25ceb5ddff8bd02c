//! The settings of the local server.

use std::net::{Ipv4Addr, SocketAddr};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The port of the local server where nobody chose another.
pub(super) const PORT: u16 = 8117;

/// Whether and how the local server runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct ServerSettings {
    /// Whether the window runs it. `ocrchat serve` runs whatever this says.
    pub enabled: bool,
    /// Where it listens: a numeric address with its port. Every other than 127.0.0.1 and `[::1]` lets other machines in.
    pub bind: String,
    /// Whether it serves the interface as well.
    pub ui: bool,
    /// Names by which it may be called beside those of its address: what a reverse proxy passes on as Host.
    pub allow_hosts: Vec<String>,
    /// How many requests a minute one token may send.
    pub requests_a_minute: u32,
    /// How many unfinished jobs one token may have.
    pub waiting_jobs: u32,
}

impl Default for ServerSettings {
    fn default() -> Self {
        Self {
            enabled: false,
            bind: SocketAddr::from((Ipv4Addr::LOCALHOST, PORT)).to_string(),
            ui: false,
            allow_hosts: Vec::new(),
            requests_a_minute: 6000,
            waiting_jobs: 500,
        }
    }
}

impl ServerSettings {
    /// Where it listens; the usual place where what is set cannot be read.
    pub fn address(&self) -> SocketAddr {
        self.bind.parse().unwrap_or_else(|_| SocketAddr::from((Ipv4Addr::LOCALHOST, PORT)))
    }
}

//! A server from what its owner asked for: the address, the owner's token, the routes. `ocrchat serve` and the switch in the
//! app start it here.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::path::PathBuf;

use tokio::net::TcpListener;

use super::{Server, ServerOptions};
use crate::Host;
use crate::access::{Access, OwnerToken, ensure_owner};
use crate::contract::{ServerStatus, WireError};

/// What the owner asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServeOptions {
    /// Where it listens; port 0 lets the system choose one.
    pub bind: SocketAddr,
    /// The file that holds the owner's token; `None` for that of the product's folders.
    pub token_file: Option<PathBuf>,
    /// Whether the interface is served as well.
    pub ui: bool,
    /// Names by which it may be called beside those of its address.
    pub allow_hosts: Vec<String>,
}

impl ServeOptions {
    /// As the settings have it.
    pub fn of_settings(host: &Host) -> Self {
        let settings = host.runner().settings().server;
        let bind = settings.address();
        Self { bind, token_file: None, ui: settings.ui, allow_hosts: settings.allow_hosts }
    }
}

/// A server that listens, with its owner's token. Nobody has called it yet who does not know that.
pub struct Started {
    server: Server,
    host: Host,
    /// The owner's token, and where it lies.
    pub owner: OwnerToken,
    /// Whether other machines can reach it.
    pub exposed: bool,
}

impl Started {
    /// Binds the address, sees to the owner's token, and answers from then on. The host says so to whoever asks.
    ///
    /// # Errors
    /// `usage` where the address cannot be had; what keeps the token from being made.
    pub async fn begin(host: &Host, how: &ServeOptions) -> Result<Self, WireError> {
        // Before the token: whoever cannot listen leaves no token behind.
        let listener = TcpListener::bind(how.bind).await.map_err(|e| bind_error(how.bind, &e))?;
        let asking = host.clone();
        let file = how.token_file.clone();
        let owner = tokio::task::spawn_blocking(move || {
            let runner = asking.runner();
            match file {
                Some(file) => ensure_owner(runner.store(), &file, false),
                None => ensure_owner(runner.store(), &runner.home().token_file(), true),
            }
        });
        let owner = owner.await.map_err(|e| WireError::internal(format!("it ended early: {e}")))??;
        let access = Access::new(host.runner().store().clone());
        let options = ServerOptions { allowed_hosts: how.allow_hosts.clone(), ui: how.ui, ..ServerOptions::default() };
        let server = Server::start(listener, host.clone(), access, options)
            .map_err(|e| WireError::internal(format!("the listener does not know where it listens: {e}")))?;
        let started = Self { exposed: !how.bind.ip().is_loopback(), server, host: host.clone(), owner };
        let status = ServerStatus {
            running: true,
            address: Some(started.address()),
            exposed: started.exposed,
            ui: how.ui,
            ..ServerStatus::default()
        };
        host.server().set_running(status, started.owner.file.clone());
        Ok(started)
    }

    /// Where it is called, as `http://127.0.0.1:8117`.
    pub fn address(&self) -> String {
        format!("http://{}", self.server.address())
    }

    /// Takes no more requests, and finishes those that are under way, within a bound.
    pub async fn end(self) {
        self.server.stop().await;
        self.host.server().set_stopped(None);
    }
}

fn bind_error(address: SocketAddr, e: &std::io::Error) -> WireError {
    let why = match e.kind() {
        ErrorKind::AddrInUse => {
            "another program listens there already (another `ocrchat serve`, or the app)".to_owned()
        }
        ErrorKind::AddrNotAvailable => "this machine does not have that address".to_owned(),
        ErrorKind::PermissionDenied => "this user may not listen on that port; those above 1023 are free".to_owned(),
        _ => e.to_string(),
    };
    WireError::usage(format!("cannot listen on {address}: {why}"))
}

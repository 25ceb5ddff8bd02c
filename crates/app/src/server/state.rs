//! What every route shares: the host whose jobs these are, who may call, and how the server is set up.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use engine::source::OpenOptions;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio_util::sync::CancellationToken;

use super::errors::ApiError;
use super::guard::Guard;
use super::listen::Bounds;
use super::metrics::Metrics;
use crate::Host;
use crate::access::Access;
use crate::contract::WireError;
use crate::job::Runner;
use crate::worker::{Pool, PoolOptions, Session};

/// Processes that open uploads to count their pages, apart from those that read, so that nobody waits for a long page.
const COUNTERS: usize = 2;
/// Results that are made at once: each may take a core, and a process for a PDF.
const EXPORTS: usize = 4;

/// How the server is set up.
#[derive(Clone, Debug)]
pub struct ServerOptions {
    /// Names beside the loopback ones under which it answers: those of a reverse proxy, or of this machine in its network.
    pub allowed_hosts: Vec<String>,
    /// Whether the interface is served as well.
    pub ui: bool,
    /// A job of so many pages is answered when it has ended; a longer one at once.
    pub inline_pages: u32,
    /// How long an answer waits for a short job before it says how the job stands.
    pub inline_wait: Duration,
    /// How often a stream of events says that it lives when nothing else is to be said.
    pub heartbeat: Duration,
    /// What callers may take of connections and time.
    pub bounds: Bounds,
}

impl Default for ServerOptions {
    fn default() -> Self {
        Self {
            allowed_hosts: Vec::new(),
            ui: false,
            inline_pages: 5,
            inline_wait: Duration::from_secs(600),
            heartbeat: Duration::from_secs(15),
            bounds: Bounds::default(),
        }
    }
}

/// What every route shares. Clones share it.
#[derive(Clone)]
pub struct ServerState {
    shared: Arc<Shared>,
}

struct Shared {
    host: Host,
    access: Access,
    options: ServerOptions,
    guard: Guard,
    metrics: Metrics,
    counters: Pool,
    exports: Semaphore,
    stopping: CancellationToken,
}

impl ServerState {
    /// The state of a server that answers as `guard` says.
    pub fn new(host: Host, access: Access, options: ServerOptions, guard: Guard) -> Self {
        let pool = PoolOptions { workers: COUNTERS, threads: Some(1), ..host.runner().pool().options() };
        let shared = Shared {
            host,
            access,
            options,
            guard,
            metrics: Metrics::new(),
            counters: Pool::new(pool),
            exports: Semaphore::new(EXPORTS),
            stopping: CancellationToken::new(),
        };
        Self { shared: Arc::new(shared) }
    }

    /// The host whose jobs these are.
    pub fn host(&self) -> &Host {
        &self.shared.host
    }

    /// Who may call, and how much.
    pub fn access(&self) -> &Access {
        &self.shared.access
    }

    /// How the server is set up.
    pub fn options(&self) -> &ServerOptions {
        &self.shared.options
    }

    /// Which names it answers to.
    pub fn guard(&self) -> &Guard {
        &self.shared.guard
    }

    /// What the server counts.
    pub fn metrics(&self) -> &Metrics {
        &self.shared.metrics
    }

    /// Cancelled when the server stops: whoever waits for something then answers with what there is.
    pub fn stopping(&self) -> &CancellationToken {
        &self.shared.stopping
    }

    pub(super) fn runner(&self) -> &Runner {
        self.host().runner()
    }

    /// Asks the store on a thread where that holds nobody up.
    pub(super) async fn ask<T: Send + 'static, E: Into<ApiError> + Send + 'static>(
        &self,
        question: impl FnOnce(&Self) -> Result<T, E> + Send + 'static,
    ) -> Result<T, ApiError> {
        let state = self.clone();
        match tokio::task::spawn_blocking(move || question(&state)).await {
            Ok(answer) => answer.map_err(Into::into),
            Err(e) => Err(WireError::internal(format!("it ended early: {e}")).into()),
        }
    }

    /// How many pages a file has, and its kind: a process of its own opens it.
    ///
    /// # Errors
    /// What the source says of the file.
    pub(super) async fn open(&self, path: &Path) -> Result<engine::worker::Opened, WireError> {
        let settings = self.runner().settings();
        let options = OpenOptions { limits: settings.limits, ..OpenOptions::default() };
        Ok(Session::open(&self.shared.counters, path, &options).await?.opened().clone())
    }

    /// Waits for its turn to make a result.
    pub(super) async fn export_turn(&self) -> SemaphorePermit<'_> {
        self.shared.exports.acquire().await.expect("the semaphore is never closed")
    }

    /// Ends the processes that count pages.
    pub(super) async fn dismiss(&self) {
        self.shared.counters.dismiss().await;
    }
}

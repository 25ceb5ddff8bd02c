//! The local server within a host: whether it runs, where, and the switch of the settings that starts and stops it.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::Host;
use crate::Home;
use crate::contract::{Event, ServerStatus, WireError};
use crate::server::{ServeOptions, Started};
use crate::settings::ServerSettings;

/// How long before a server that could not begin is tried again: its port may be free by then.
const AGAIN: Duration = Duration::from_secs(10);

/// How the server of this program stands. Clones share it.
#[derive(Clone, Default)]
pub(crate) struct Hosted {
    shared: Arc<Mutex<Shared>>,
}

#[derive(Default)]
struct Shared {
    status: ServerStatus,
    token_file: Option<PathBuf>,
}

impl Hosted {
    /// As the wire has it.
    pub(super) fn status(&self, home: &Home) -> ServerStatus {
        let shared = self.lock();
        let token_file = shared.token_file.clone().unwrap_or_else(|| home.token_file());
        ServerStatus { token_file: token_file.display().to_string(), ..shared.status.clone() }
    }

    /// It answers, there.
    pub(crate) fn set_running(&self, status: ServerStatus, token_file: PathBuf) {
        *self.lock() = Shared { status, token_file: Some(token_file) };
    }

    /// It does not answer, because of that or because nobody wants it to.
    pub(crate) fn set_stopped(&self, problem: Option<WireError>) {
        *self.lock() = Shared { status: ServerStatus { problem, ..ServerStatus::default() }, token_file: None };
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        // Nothing panics while it is held, and it is replaced as a whole.
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Host {
    /// How the server of this program stands.
    pub(crate) fn server(&self) -> &Hosted {
        &self.server
    }

    /// Runs the local server for as long as the settings say so, and as they say. For the window: `ocrchat serve` runs it
    /// whatever they say. Ends with [`Host::shutdown`].
    pub async fn obey_server_switch(self) {
        let mut changes = self.runner.settings_changes();
        let mut told: Option<WireError> = None;
        loop {
            let wanted = self.runner.settings().server;
            if !wanted.enabled {
                self.server.set_stopped(None);
                told = None;
                tokio::select! {
                    () = other(&self, &wanted, &mut changes) => continue,
                    () = self.leaving.cancelled() => return,
                }
            }
            match Started::begin(&self, &ServeOptions::of_settings(&self)).await {
                Ok(started) => {
                    told = None;
                    tokio::select! {
                        () = other(&self, &wanted, &mut changes) => started.end().await,
                        () = self.leaving.cancelled() => return started.end().await,
                    }
                }
                Err(error) => {
                    self.server.set_stopped(Some(error.clone()));
                    // Said once, not every ten seconds.
                    if told.as_ref() != Some(&error) {
                        self.runner.tell(Event::Problem { error: error.clone() });
                        told = Some(error);
                    }
                    tokio::select! {
                        () = other(&self, &wanted, &mut changes) => {}
                        () = self.leaving.cancelled() => return,
                        () = tokio::time::sleep(AGAIN) => {}
                    }
                }
            }
        }
    }
}

/// Waits until the settings want another server than `wanted`.
async fn other(host: &Host, wanted: &ServerSettings, changes: &mut tokio::sync::watch::Receiver<()>) {
    while host.runner.settings().server == *wanted {
        if changes.changed().await.is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::time::Instant;

    use tokio::net::{TcpListener, TcpStream};

    use super::*;
    use crate::HostOptions;
    use crate::contract::{Commands, Empty};

    fn host(dir: &Path) -> Host {
        let home = Home { config: dir.into(), data: dir.into(), cache: dir.into(), assets: engine::Assets::new(dir) };
        Host::start(HostOptions { home, program: dir.join("no-such-program") }).unwrap()
    }

    async fn set(host: &Host, change: impl FnOnce(&mut ServerSettings)) {
        let mut settings = host.get_settings(Empty {}).await.unwrap();
        change(&mut settings.server);
        host.set_settings(settings).await.unwrap();
    }

    async fn eventually(host: &Host, what: &str, is_so: impl Fn(&ServerStatus) -> bool) -> ServerStatus {
        let end = Instant::now() + Duration::from_secs(60);
        loop {
            let status = host.server_status(Empty {}).await.unwrap();
            if is_so(&status) {
                return status;
            }
            assert!(Instant::now() < end, "{what}: {status:?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_server_begins_and_ends_with_the_settings() {
        let dir = tempfile::tempdir().unwrap();
        let host = host(dir.path());
        let switch = tokio::spawn(host.clone().obey_server_switch());
        let status = host.server_status(Empty {}).await.unwrap();
        assert!(!status.running && !Path::new(&status.token_file).exists(), "nothing is made for who wants none");
        set(&host, |server| (server.enabled, server.bind) = (true, "127.0.0.1:0".into())).await;
        let status = eventually(&host, "it runs", |status| status.running).await;
        assert!(!status.exposed && Path::new(&status.token_file).exists());
        let address = status.address.unwrap();
        let place = address.strip_prefix("http://").unwrap().to_owned();
        TcpStream::connect(&place).await.unwrap();
        // A setting that has nothing to do with it leaves it alone; one of its own starts it anew.
        let mut settings = host.get_settings(Empty {}).await.unwrap();
        settings.notify = false;
        host.set_settings(settings).await.unwrap();
        assert_eq!(host.server_status(Empty {}).await.unwrap().address, Some(address.clone()));
        set(&host, |server| server.waiting_jobs = 3).await;
        eventually(&host, "it runs anew", |status| status.running && status.address.as_ref() != Some(&address)).await;
        set(&host, |server| server.enabled = false).await;
        eventually(&host, "it ends", |status| !status.running).await;
        assert!(TcpStream::connect(&place).await.is_err());
        set(&host, |server| server.enabled = true).await;
        eventually(&host, "it runs again", |status| status.running).await;
        host.shutdown().await;
        tokio::time::timeout(Duration::from_secs(20), switch).await.unwrap().unwrap();
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_port_that_is_taken_is_a_problem_that_is_told_once() {
        let dir = tempfile::tempdir().unwrap();
        let host = host(dir.path());
        let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = taken.local_addr().unwrap();
        let mut events = host.subscribe();
        tokio::spawn(host.clone().obey_server_switch());
        set(&host, |server| (server.enabled, server.bind) = (true, address.to_string())).await;
        let status = eventually(&host, "the problem shows", |status| status.problem.is_some()).await;
        assert!(status.problem.unwrap().message.contains(&address.to_string()));
        let problem = async { while !matches!(events.recv().await.unwrap(), Event::Problem { .. }) {} };
        tokio::time::timeout(Duration::from_secs(5), problem).await.unwrap();
        assert!(!host.runner().home().token_file().exists(), "what does not listen makes no token");
        host.shutdown().await;
    }
}

//! One module a verb.

pub(crate) mod account;
pub(crate) mod chat;
mod consent;
pub(crate) mod convert;
pub(crate) mod doctor;
pub(crate) mod engines;
pub(crate) mod history;
pub(crate) mod languages;
pub(crate) mod models;
pub(crate) mod serve;
pub(crate) mod settings;
pub(crate) mod token;
pub(crate) mod watch;

use std::io::Write;
use std::process::ExitCode;

use app::HostOptions;
use app::contract::WireError;
use app::job::Runner;
use app::store::{Lease, Store};
use app::worker::Pool;
use document::Code;
use serde::Serialize;

use crate::messages;

/// A runner over the history itself: unlike that of a conversion it is nothing without one.
fn kept_runner(options: HostOptions) -> Result<Runner, WireError> {
    let HostOptions { home, program } = options;
    let (store, report) = Store::open(&home)?;
    if let Some(e) = report {
        messages::say(&format!("warning: {}", e.message));
    }
    let lease = Lease::take(&home)?;
    let settings = store.settings()?;
    let pool = Pool::new(settings.pool(program, home.assets.clone()));
    Ok(Runner::new(home, store, lease, pool, settings, false))
}

/// Runs what may wait for the keychain, or for somebody at the keyboard, where it holds nobody up.
async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, WireError> + Send + 'static,
) -> Result<T, WireError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|e| Err(WireError::internal(format!("it ended early: {e}"))))
}

/// Prints a value as JSON on stdout.
fn json(value: &impl Serialize) -> Result<(), WireError> {
    let text = serde_json::to_string_pretty(value).map_err(|e| WireError::internal(e.to_string()))?;
    report(&[text])
}

/// Prints a report on stdout; its lines are results.
fn report(lines: &[String]) -> Result<(), WireError> {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all((lines.join("\n") + "\n").as_bytes()) {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(WireError::new(Code::OutputUnwritable, format!("cannot write to stdout: {e}")))
        }
        _ => Ok(()),
    }
}

/// 0 where all is well, otherwise that something is missing.
fn status(well: bool) -> ExitCode {
    if well { ExitCode::SUCCESS } else { ExitCode::from(Code::ModelMissing.exit_status()) }
}

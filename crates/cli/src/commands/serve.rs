//! `ocrchat serve`: the local server, until it is asked to end.

use std::process::ExitCode;

use app::contract::WireError;
use app::server::{ServeOptions, Started};
use app::{Host, HostOptions};

use crate::arguments::ServeArguments;
use crate::messages;

/// Serves until `stop` is over, which is its usual end.
pub(crate) async fn run(
    arguments: ServeArguments,
    stop: impl Future<Output = ()> + Send,
) -> Result<ExitCode, WireError> {
    let host = Host::start(HostOptions::from_environment()?)?;
    let how = options(&host, arguments);
    let started = match Started::begin(&host, &how).await {
        Ok(started) => started,
        Err(e) => {
            host.shutdown().await;
            return Err(e);
        }
    };
    if started.exposed {
        expose(&how);
    }
    if let Some(warning) = &started.owner.warning {
        messages::say(&format!("warning: {warning}; `chmod 600` keeps them out"));
    }
    messages::say(&format!("the owner's token is in {}", started.owner.file.display()));
    messages::say(&format!("listening on {}; Ctrl+C ends it", started.address()));
    stop.await;
    messages::say("finishing what is under way; jobs go on with the next start");
    started.end().await;
    host.shutdown().await;
    Ok(ExitCode::SUCCESS)
}

/// What was typed goes before what is set.
fn options(host: &Host, arguments: ServeArguments) -> ServeOptions {
    let mut how = ServeOptions::of_settings(host);
    how.bind = arguments.bind.unwrap_or(how.bind);
    how.token_file = arguments.token_file;
    how.ui |= arguments.ui;
    how.allow_hosts.extend(arguments.allow_host);
    how
}

/// Nobody opens this door without hearing it.
fn expose(how: &ServeOptions) {
    let stars = "*".repeat(78);
    messages::say(&stars);
    messages::say(&format!("WARNING: {} can be reached from OTHER MACHINES.", how.bind));
    messages::say("Whoever has a token can send files and read results; tokens and files travel UNENCRYPTED.");
    messages::say("Put a reverse proxy with TLS in front of it, or use --bind 127.0.0.1:8117.");
    messages::say(&stars);
}

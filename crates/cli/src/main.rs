//! `ocrchat`: the command line. Results go to stdout or files, messages and the progress bar to stderr; the exit
//! status is a stable promise ([`document::Code::exit_status`]).

mod arguments;
mod commands;
mod input;
mod messages;
mod output;
mod progress;

use std::process::ExitCode;
use std::time::Duration;

use app::contract::WireError;
use clap::Parser;
use clap::error::ErrorKind;
use document::Code;

use arguments::{Arguments, Verb};

/// How long what is under way may take to end after an interruption.
const LEAVE_TIME: Duration = Duration::from_millis(500);

fn main() -> ExitCode {
    // The same binary is its own worker; nothing else may run before this.
    if let Some(code) = app::run_worker_if_asked() {
        return code;
    }
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(e) => {
            let asked = matches!(e.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
            // Help that was asked for is a result; a closed pipe beneath it is nobody's loss.
            let _ = e.print();
            return if asked { ExitCode::SUCCESS } else { ExitCode::from(Code::Usage.exit_status()) };
        }
    };
    match run(arguments) {
        Ok(code) => code,
        Err(e) => {
            messages::error(None, &e);
            ExitCode::from(e.code.exit_status())
        }
    }
}

fn run(arguments: Arguments) -> Result<ExitCode, WireError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|e| WireError::internal(format!("the runtime could not start: {e}")))?;
    let result = runtime.block_on(async {
        // An interruption is how a watch and a server end, and they see to that themselves.
        let ends_itself = matches!(arguments.verb, Verb::Watch(_) | Verb::Serve(_));
        tokio::select! {
            // In this order, so that Ctrl+C is heard before anything is done that it should undo.
            biased;
            () = interrupted(), if !ends_itself => Err(WireError::new(Code::Cancelled, "interrupted")),
            result = verb(arguments) => result,
        }
    });
    // A thread that waits for stdin would hold the runtime's end up for ever.
    runtime.shutdown_timeout(LEAVE_TIME);
    result
}

/// Waits for Ctrl+C, and where there are signals for the ones that ask a program to end.
async fn interrupted() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let (Ok(mut terminate), Ok(mut hangup)) = (signal(SignalKind::terminate()), signal(SignalKind::hangup())) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
                _ = hangup.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

async fn verb(arguments: Arguments) -> Result<ExitCode, WireError> {
    match arguments.verb {
        Verb::Convert(arguments) => commands::convert::run(arguments).await,
        Verb::Watch(arguments) => commands::watch::run(arguments, interrupted()).await,
        Verb::History { verb } => commands::history::run(*verb).await,
        Verb::Chat(arguments) => commands::chat::run(arguments).await,
        Verb::Serve(arguments) => commands::serve::run(arguments, interrupted()).await,
        Verb::Token { verb } => commands::token::run(*verb),
        Verb::Settings { verb } => commands::settings::run(verb),
        Verb::Engines => commands::engines::run(),
        Verb::Languages { json } => commands::languages::run(json),
        Verb::Models { verb } => commands::models::run(verb).await,
        Verb::Account { verb } => commands::account::run(verb).await,
        Verb::Doctor { offline } => commands::doctor::run(offline).await,
    }
}

//! `ocrchat history`: one module for what is looked at, written, changed, run.

mod change;
mod days;
mod delete;
mod export;
mod list;
mod recover;
mod remote;
mod run;
mod search;
mod select;
mod show;

use std::process::ExitCode;

use app::HostOptions;
use app::contract::WireError;
use app::store::Store;

use crate::arguments::HistoryVerb;
use crate::messages;

pub(crate) use select::one;

pub(crate) async fn run(verb: HistoryVerb) -> Result<ExitCode, WireError> {
    let options = HostOptions::from_environment()?;
    // Looking takes no lease and starts no worker.
    let store = || open(&options);
    match verb {
        HistoryVerb::List(arguments) => list::run(&store()?, &arguments),
        HistoryVerb::Show(arguments) => show::run(options, &arguments),
        HistoryVerb::Search(arguments) => search::run(&store()?, &arguments),
        HistoryVerb::Export(arguments) => export::run(options, &arguments).await,
        HistoryVerb::Delete(arguments) => delete::run(options, &arguments),
        HistoryVerb::Rename { job, name } => change::rename(&store()?, &job, &name),
        HistoryVerb::Tag(arguments) => change::tag(&store()?, &arguments),
        HistoryVerb::Pause(arguments) => change::pause(options, &arguments).await,
        HistoryVerb::Cancel(arguments) => change::cancel(options, &arguments).await,
        HistoryVerb::Resume(arguments) => run::resume(options, &arguments).await,
        HistoryVerb::Retry(arguments) => run::retry(options, &arguments).await,
        HistoryVerb::Recover { remove } => recover::run(&options, remove),
    }
}

pub(super) fn open(options: &HostOptions) -> Result<Store, WireError> {
    let (store, report) = Store::open(&options.home)?;
    if let Some(e) = report {
        messages::say(&format!("warning: {}", e.message));
    }
    Ok(store)
}

//! What changes a job without running it: its name, its tags, a word to whoever works on it.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use app::HostOptions;
use app::contract::{JobState, WireError};
use app::job::Runner;
use app::store::Store;

use super::list::state_name;
use super::select;
use crate::arguments::{JobArguments, TagArguments};
use crate::commands::kept_runner;
use crate::messages;

/// How long the program that works on a job may take to hear of a wish; a page that is read is finished before a pause.
const HEARS: Duration = Duration::from_secs(5);

pub(super) fn rename(store: &Store, job: &str, name: &str) -> Result<ExitCode, WireError> {
    let name = name.trim();
    if name.is_empty() {
        return Err(WireError::usage("a job's name cannot be empty"));
    }
    store.rename_job(&select::one(store, job)?.id, name)?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn tag(store: &Store, arguments: &TagArguments) -> Result<ExitCode, WireError> {
    if arguments.tags.is_empty() && arguments.remove.is_empty() && !arguments.clear {
        return Err(WireError::usage("name the tags to add, or say --remove or --clear"));
    }
    let job = select::one(store, &arguments.job)?;
    let mut tags = if arguments.clear { Vec::new() } else { job.tags };
    tags.retain(|tag| !arguments.remove.contains(tag));
    tags.extend(arguments.tags.iter().cloned());
    store.tag_job(&job.id, &tags)?;
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn pause(options: HostOptions, arguments: &JobArguments) -> Result<ExitCode, WireError> {
    let runner = kept_runner(options)?;
    wish(&runner, &arguments.job, JobState::Paused).await
}

pub(super) async fn cancel(options: HostOptions, arguments: &JobArguments) -> Result<ExitCode, WireError> {
    let runner = kept_runner(options)?;
    wish(&runner, &arguments.job, JobState::Cancelled).await
}

/// Asks for a state, and waits a moment for whoever works on the job to take it.
async fn wish(runner: &Runner, typed: &str, state: JobState) -> Result<ExitCode, WireError> {
    let store = runner.store();
    let job = select::one(store, typed)?;
    if has_ended(job.state) {
        return Err(WireError::usage(format!("{} is {} already", job.name, state_name(job.state))));
    }
    // A program that is gone hears nothing; its jobs are nobody's.
    store.free_orphans(runner.lease(), runner.home())?;
    if state == JobState::Paused {
        runner.pause(&job.id)?
    } else {
        runner.cancel(&job.id)?
    }
    let asked = Instant::now();
    loop {
        let now = store.job(&job.id)?.state;
        if now == state {
            return Ok(ExitCode::SUCCESS);
        }
        if has_ended(now) {
            messages::say(&format!("{} is {} by now", job.name, state_name(now)));
            return Ok(ExitCode::SUCCESS);
        }
        if asked.elapsed() > HEARS {
            messages::say(&format!("{} will be {} once the pages at hand are finished", job.name, state_name(state)));
            return Ok(ExitCode::SUCCESS);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn has_ended(state: JobState) -> bool {
    matches!(state, JobState::Done | JobState::Failed | JobState::Cancelled)
}

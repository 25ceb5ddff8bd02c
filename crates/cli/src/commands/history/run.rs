//! `ocrchat history resume|retry`: the job goes on in this very process. Files are written by `export`, not here.

use std::process::ExitCode;

use app::HostOptions;
use app::contract::{JobState, WireError};
use app::job::{Progress, RunOptions, Runner};
use app::store::Job;
use document::Code;

use super::list::{ID, state_name};
use super::select;
use crate::arguments::RunArguments;
use crate::commands::kept_runner;
use crate::messages;
use crate::progress::PageBar;

pub(super) async fn resume(options: HostOptions, arguments: &RunArguments) -> Result<ExitCode, WireError> {
    let runner = kept_runner(options)?;
    let job = select::one(runner.store(), &arguments.job)?;
    match job.state {
        JobState::Done | JobState::Failed => {
            let state = state_name(job.state);
            Err(WireError::usage(format!("{} is {state}; `ocrchat history retry` reads failed pages again", job.name)))
        }
        _ => go_on(&runner, &job, arguments).await,
    }
}

pub(super) async fn retry(options: HostOptions, arguments: &RunArguments) -> Result<ExitCode, WireError> {
    let runner = kept_runner(options)?;
    let job = select::one(runner.store(), &arguments.job)?;
    if job.state == JobState::Done && job.pages_failed == 0 {
        return Err(WireError::usage(format!("no page of {} has failed", job.name)));
    }
    go_on(&runner, &job, arguments).await
}

async fn go_on(runner: &Runner, job: &Job, arguments: &RunArguments) -> Result<ExitCode, WireError> {
    let bar = PageBar::new(&job.name, arguments.quiet);
    let report = |progress: Progress<'_>| match progress {
        Progress::Opened { pages, done, .. } => bar.opened(pages, done),
        Progress::Page(_) => bar.page(),
        Progress::Remote(remote) => bar.remote(remote),
    };
    let options = RunOptions {
        password: arguments.password.read()?,
        limits: runner.settings().limits,
        pictures: false,
        patient: false,
    };
    // Failed pages are tried again with either: whoever lets a job go on wants it whole.
    let is_free = !runner.store().is_at_work(&job.id, runner.lease(), runner.home())?;
    if is_free {
        runner.store().forget_failed_pages(&job.id)?;
    }
    let state = runner.run(&job.id, &options, report).await;
    drop(bar);
    runner.pool().dismiss().await;
    let state = state?;
    let error = runner.store().job(&job.id)?.error;
    match (state, error) {
        (_, Some(e)) => Err(e),
        (JobState::Done, None) => {
            if !arguments.quiet {
                let id = &job.id[..ID];
                messages::say(&format!("{} is read; `ocrchat history export {id}` writes the result", job.name));
            }
            Ok(ExitCode::SUCCESS)
        }
        (state, None) => Err(WireError::new(Code::Cancelled, format!("{} by another program", state_name(state)))),
    }
}

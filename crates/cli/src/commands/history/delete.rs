//! `ocrchat history delete`: asks a person, and wants a script to say that it means it.

use std::io::{BufRead, IsTerminal, Write};
use std::process::ExitCode;

use app::HostOptions;
use app::contract::{JobFilter, JobState, ListJobs, WireError};
use app::store::{Job, Store};

use super::{days, select};
use crate::arguments::DeleteArguments;
use crate::commands::kept_runner;
use crate::messages;

pub(super) fn run(options: HostOptions, arguments: &DeleteArguments) -> Result<ExitCode, WireError> {
    let runner = kept_runner(options)?;
    let store = runner.store();
    if arguments.all {
        let (jobs, _) = store.counts()?;
        if sure(&format!("all {} and everything that is kept beside", count(jobs as usize)), arguments.yes)? {
            runner.delete_everything()?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    let jobs = chosen(store, arguments)?;
    if jobs.is_empty() {
        messages::say("there is no such job");
        return Ok(ExitCode::SUCCESS);
    }
    let what = match jobs.as_slice() {
        [job] => job.name.clone(),
        jobs => count(jobs.len()),
    };
    if sure(&what, arguments.yes)? {
        let ids: Vec<String> = jobs.into_iter().map(|job| job.id).collect();
        runner.delete_jobs(&ids)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn count(jobs: usize) -> String {
    if jobs == 1 { "1 job".to_owned() } else { format!("{jobs} jobs") }
}

fn chosen(store: &Store, arguments: &DeleteArguments) -> Result<Vec<Job>, WireError> {
    if !arguments.jobs.is_empty() {
        // All of them are found before any of them goes.
        return arguments.jobs.iter().map(|typed| select::one(store, typed)).collect();
    }
    if let Some(days) = &arguments.older_than {
        let mut jobs = store.ended_before(days::ago(days)?)?;
        jobs.retain(|job| !arguments.failed || job.state == JobState::Failed);
        return Ok(jobs);
    }
    let filter = JobFilter { states: vec![JobState::Failed], ..JobFilter::default() };
    let mut jobs: Vec<Job> = Vec::new();
    loop {
        let list = ListJobs { filter: filter.clone(), offset: jobs.len() as u32, limit: 1000, ..ListJobs::default() };
        let (window, _) = store.list_jobs(&list)?;
        if window.is_empty() {
            return Ok(jobs);
        }
        jobs.extend(window);
    }
}

fn sure(what: &str, yes: bool) -> Result<bool, WireError> {
    if yes {
        return Ok(true);
    }
    if !std::io::stdin().is_terminal() {
        return Err(WireError::usage(format!("{what} would be deleted for good; say --yes where nobody can be asked")));
    }
    let mut stderr = std::io::stderr();
    // A question that cannot be shown is not answered with yes.
    if write!(stderr, "Delete {what} for good? [y/N] ").and_then(|()| stderr.flush()).is_err() {
        return Ok(false);
    }
    let mut answer = String::new();
    let read = std::io::stdin().lock().read_line(&mut answer);
    Ok(read.is_ok() && matches!(answer.trim(), "y" | "Y" | "yes"))
}

//! `ocrchat history list`.

use std::process::ExitCode;

use app::contract::{JobList, JobState, ListJobs, WireError};
use app::store::{Job, Store};

use super::{days, select};
use crate::arguments::ListArguments;
use crate::commands::{json, report};
use crate::messages;

/// The store gives no more at once.
const WINDOW: u32 = 1000;
/// Characters of an id that are shown: enough to tell thousands of jobs apart.
pub(super) const ID: usize = 8;

pub(super) fn run(store: &Store, arguments: &ListArguments) -> Result<ExitCode, WireError> {
    let filter = select::filter(&arguments.filter)?;
    let wanted = if arguments.limit == 0 { usize::MAX } else { arguments.limit as usize };
    let (mut jobs, mut total) = (Vec::new(), 0);
    while jobs.len() < wanted {
        let list = ListJobs {
            filter: filter.clone(),
            sort: arguments.sort.into(),
            reverse: arguments.reverse,
            offset: jobs.len() as u32,
            limit: WINDOW.min(u32::try_from(wanted - jobs.len()).unwrap_or(WINDOW)),
        };
        let (window, all) = store.list_jobs(&list)?;
        total = all;
        let is_last = window.is_empty();
        jobs.extend(window);
        if is_last {
            break;
        }
    }
    if arguments.json {
        json(&JobList { jobs: jobs.iter().map(Job::summary).collect(), total })?;
        return Ok(ExitCode::SUCCESS);
    }
    if jobs.is_empty() {
        messages::say("there is no such job");
        return Ok(ExitCode::SUCCESS);
    }
    report(&jobs.iter().map(line).collect::<Vec<_>>())?;
    if (jobs.len() as u64) < u64::from(total) {
        messages::say(&format!("{} of {total} jobs; --limit 0 shows all", jobs.len()));
    }
    Ok(ExitCode::SUCCESS)
}

fn line(job: &Job) -> String {
    let pages = match (job.pages_failed, job.pages) {
        (_, 0) => "-".to_owned(),
        (0, pages) if job.pages_done == pages => pages.to_string(),
        (0, pages) => format!("{}/{pages}", job.pages_done),
        (failed, pages) => format!("{}/{pages} ({failed} failed)", job.pages_done),
    };
    let tags: String = job.tags.iter().map(|tag| format!("  #{tag}")).collect();
    let when = days::show(job.created_ms);
    format!("{}  {when}  {:<9}  {pages:>5}  {}{tags}", &job.id[..ID], state_name(job.state), job.name)
}

/// A state in a word.
pub(super) fn state_name(state: JobState) -> &'static str {
    match state {
        JobState::Queued => "queued",
        JobState::Running => "running",
        JobState::Paused => "paused",
        JobState::Done => "done",
        JobState::Failed => "failed",
        JobState::Cancelled => "cancelled",
    }
}

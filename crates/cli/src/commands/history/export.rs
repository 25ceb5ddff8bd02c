//! `ocrchat history export`: results from what is stored; nothing is read again.

use std::process::ExitCode;

use app::HostOptions;
use app::atomic::Overwrite;
use app::contract::{JobState, WireError};
use app::results::ResultOptions;

use super::list::state_name;
use super::select;
use crate::arguments::ExportArguments;
use crate::commands::kept_runner;
use crate::input::Input;
use crate::messages;
use crate::output::{Made, Target};

pub(super) async fn run(options: HostOptions, arguments: &ExportArguments) -> Result<ExitCode, WireError> {
    let runner = kept_runner(options)?;
    let job = select::one(runner.store(), &arguments.job)?;
    if arguments.remote {
        return super::remote::export(&runner, &job, arguments).await;
    }
    if job.pages_done == 0 && job.pages_failed == 0 {
        let state = state_name(job.state);
        return Err(WireError::usage(format!("no page of {} was read yet: it is {state}", job.name)));
    }
    let mut formats: Vec<export::Format> = Vec::new();
    for format in arguments.format.iter().map(|f| export::Format::from(*f)) {
        if !formats.contains(&format) {
            formats.push(format);
        }
    }
    let text = formats.iter().all(|format| format.is_text());
    let target = Target::decide(arguments.output.as_deref(), formats.len(), text)?;
    target.prepare()?;
    let input = Input::named(&job.name);
    let overwrite = if arguments.no_overwrite { Overwrite::No } else { Overwrite::Yes };
    let results = runner.results();
    let how = ResultOptions { original: arguments.original, ..arguments.results.options(None) };
    let document = results.document(&job, &how)?;
    let parts = arguments.output.is_some() && target.takes_parts();
    for format in formats {
        let made = Made { job: &job, document: &document, format, options: &how, parts };
        for warning in target.write(&results, &input, &made, overwrite).await? {
            messages::say(&format!("warning: {}: {}", job.name, warning.message));
        }
    }
    if !matches!(job.state, JobState::Done | JobState::Failed) {
        let (state, done, pages) = (state_name(job.state), job.pages_done, job.pages);
        messages::say(&format!("warning: {} is {state}: {done} of {pages} pages were read so far", job.name));
    }
    Ok(ExitCode::SUCCESS)
}

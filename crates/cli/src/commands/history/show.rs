//! `ocrchat history show`.

use std::process::ExitCode;

use app::HostOptions;
use app::contract::{JobDetail, PageState, PageStatus, WireError};
use app::results::ResultOptions;

use super::list::state_name;
use super::{days, select};
use crate::arguments::ShowArguments;
use crate::commands::{json, kept_runner, report};
use crate::output;

pub(super) fn run(options: HostOptions, arguments: &ShowArguments) -> Result<ExitCode, WireError> {
    let runner = kept_runner(options)?;
    let job = select::one(runner.store(), &arguments.job)?;
    if arguments.text {
        let (results, how) = (runner.results(), ResultOptions::default());
        let document = results.document(&job, &how)?;
        output::to_stdout(&results.bytes(&document, export::Format::Txt, &how)?)?;
        return Ok(ExitCode::SUCCESS);
    }
    let detail = runner.detail(&job.id)?;
    if arguments.json {
        json(&detail)?;
    } else {
        report(&lines(&detail))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn lines(detail: &JobDetail) -> Vec<String> {
    let job = &detail.summary;
    let mut lines = vec![format!("{:<12}{}", "id", job.id), format!("{:<12}{}", "name", job.name)];
    let mut row = |name: &str, value: String| {
        if !value.is_empty() {
            lines.push(format!("{name:<12}{value}"));
        }
    };
    row("source", detail.source.clone().unwrap_or_default());
    row("state", state_name(job.state).to_owned());
    row("error", job.error.as_ref().map_or_else(String::new, |e| format!("{}: {}", e.code, e.message)));
    row("kind", job.format.clone());
    row("language", job.language.clone().unwrap_or_else(|| "auto".to_owned()));
    row("made", days::show(job.created_ms));
    row("took", format!("{:.1} s", job.elapsed_ms as f64 / 1000.0));
    row("confidence", job.mean_confidence.map_or_else(String::new, |c| format!("{:.1} %", c * 100.0)));
    row("tags", job.tags.join(", "));
    for warning in &detail.warnings {
        row("warning", warning.clone());
    }
    lines.extend(detail.pages.iter().map(page));
    lines
}

fn page(page: &PageStatus) -> String {
    let state = match page.state {
        PageState::Waiting => "waiting",
        PageState::Running => "running",
        PageState::Done => "done",
        PageState::Failed => "failed",
    };
    let why = page.error.as_ref().map_or_else(String::new, |e| format!("  {}: {}", e.code, e.message));
    format!("{:<12}{state}{why}", format!("page {}", page.index + 1))
}

//! `ocrchat chat`: questions to documents of the history, or to files that are read first. Answers go to stdout.

use std::io::{BufRead, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::UNIX_EPOCH;

use app::HostOptions;
use app::chat::{Asked, Chats};
use app::contract::{ChatMessage, ChatRole, ChatStanding, JobFilter, JobState, ListJobs, Origin, WireError};
use app::job::{Progress, RunOptions, Runner};
use app::store::{Job, JobOptions, NewJob};
use document::Code;
use tokio_util::sync::CancellationToken;

use super::history::one;
use super::{apart, kept_runner, report};
use crate::arguments::ChatArguments;
use crate::messages;
use crate::progress::PageBar;

pub(crate) async fn run(arguments: ChatArguments) -> Result<ExitCode, WireError> {
    if let Some(language) = &arguments.language {
        engine::languages::check(language)?;
    }
    let runner = kept_runner(HostOptions::from_environment()?)?;
    let mut jobs = Vec::new();
    for typed in std::iter::once(&arguments.document).chain(&arguments.also) {
        jobs.push(document(&runner, typed, &arguments).await?);
    }
    runner.pool().dismiss().await;
    let (chats, ids) = (Chats::new(runner), jobs.iter().map(|job| job.id.clone()).collect::<Vec<_>>());
    if arguments.history {
        let said = chats.history(&ids)?;
        return report(
            &said.iter().map(|message| told(message, &jobs, arguments.json)).collect::<Result<Vec<_>, _>>()?,
        )
        .map(|()| ExitCode::SUCCESS);
    }
    if let Some(question) = &arguments.question {
        ask(&chats, &ids, &jobs, question, &arguments).await?;
        return Ok(ExitCode::SUCCESS);
    }
    loop {
        let prompt = std::io::stdin().is_terminal();
        let Some(question) = apart(move || line(prompt)).await? else { return Ok(ExitCode::SUCCESS) };
        if question.is_empty() {
            continue;
        }
        // One question that cannot be answered does not end a conversation.
        if let Err(e) = ask(&chats, &ids, &jobs, &question, &arguments).await {
            messages::error(None, &e);
        }
    }
}

/// The next question; `None` at the end.
fn line(prompt: bool) -> Result<Option<String>, WireError> {
    if prompt {
        let mut stderr = std::io::stderr().lock();
        // A closed stderr is nobody's loss.
        let _ = stderr.write_all(b"? ").and_then(|()| stderr.flush());
    }
    let mut line = String::new();
    let read = std::io::stdin().lock().read_line(&mut line);
    let read = read.map_err(|e| WireError::new(Code::InputUnreadable, format!("cannot read stdin: {e}")))?;
    Ok((read > 0).then(|| line.trim().to_owned()))
}

async fn ask(
    chats: &Chats,
    ids: &[String],
    jobs: &[Job],
    question: &str,
    arguments: &ChatArguments,
) -> Result<(), WireError> {
    let asked = Asked {
        jobs: ids.to_vec(),
        question: question.to_owned(),
        answerer: arguments.answerer.into(),
        allow_upload: arguments.allow_upload,
    };
    let asking = chats.ask(&asked, &CancellationToken::new(), &mut |_| {}).await;
    let (_, answer) = asking.map_err(|e| match e.code {
        Code::RemoteForbidden => WireError {
            message: format!("{}; add --allow-upload, or `ocrchat settings set endpoint.consent allowed`", e.message),
            ..e
        },
        _ => e,
    })?;
    report(&[told(&answer, jobs, arguments.json)?])
}

/// A message for people, or as one line of JSON.
fn told(message: &ChatMessage, jobs: &[Job], json: bool) -> Result<String, WireError> {
    if json {
        return serde_json::to_string(message).map_err(|e| WireError::internal(e.to_string()));
    }
    let plain = |text: &str| text.chars().filter(|c| !c.is_control()).collect::<String>();
    if message.role == ChatRole::User {
        return Ok(format!("? {}", plain(&message.text)));
    }
    let mut lines = vec![plain(&message.text)];
    let near = message.standing != Some(ChatStanding::Supported);
    if near && !message.citations.is_empty() {
        lines.push("Nearest:".to_owned());
    }
    for citation in &message.citations {
        let name =
            jobs.iter().find(|job| job.id == citation.job && jobs.len() > 1).map(|job| format!("{}, ", job.name));
        let name = name.unwrap_or_default();
        lines.push(format!("  {name}page {}: {}", citation.page + 1, plain(&citation.snippet)));
    }
    Ok(lines.join("\n"))
}

/// The job that was typed, read to its end.
async fn document(runner: &Runner, typed: &str, arguments: &ChatArguments) -> Result<Job, WireError> {
    let path = Path::new(typed);
    if !path.is_file() {
        let looks_like_a_file = path.extension().is_some() || path.components().count() > 1;
        if looks_like_a_file {
            return Err(WireError::new(Code::InputMissing, format!("there is no file {typed}")));
        }
        return one(runner.store(), typed);
    }
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    if let Some(known) = known(runner, &path, arguments.language.as_deref())? {
        return Ok(known);
    }
    runner.check_language(arguments.language.as_deref(), engine::worker::EngineChoice::Auto)?;
    let name = path.file_name().map_or_else(|| typed.to_owned(), |name| name.to_string_lossy().into_owned());
    let new = NewJob {
        name,
        source: path,
        source_is_ours: false,
        origin: Origin::CommandLine,
        options: JobOptions { language: arguments.language.clone(), ..JobOptions::default() },
        token: None,
    };
    let job = runner.store().add_job(&new)?;
    let bar = PageBar::new(&job.name, arguments.quiet);
    let report = |progress: Progress<'_>| match progress {
        Progress::Opened { pages, done, .. } => bar.opened(pages, done),
        Progress::Page(_) => bar.page(),
        Progress::Remote(remote) => bar.remote(remote),
    };
    let options = RunOptions { password: None, limits: runner.settings().limits, pictures: false, patient: false };
    let state = runner.run(&job.id, &options, report).await?;
    let job = runner.store().job(&job.id)?;
    match (state, &job.error) {
        (JobState::Done, _) => Ok(job),
        (_, Some(e)) => {
            // What could not even be opened is a slip of the hand, not a job that somebody looks for later.
            if job.pages == 0 {
                runner.delete(&job.id)?;
            }
            Err(e.clone())
        }
        _ => Err(WireError::new(Code::Cancelled, "stopped by another program")),
    }
}

/// The newest job that read this file as it is now.
fn known(runner: &Runner, path: &Path, language: Option<&str>) -> Result<Option<Job>, WireError> {
    let changed = std::fs::metadata(path).and_then(|meta| meta.modified()).ok();
    let changed_ms = changed.and_then(|at| at.duration_since(UNIX_EPOCH).ok()).map_or(u128::MAX, |at| at.as_millis());
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let filter = JobFilter { name, states: vec![JobState::Done], ..JobFilter::default() };
    let (jobs, _) = runner.store().list_jobs(&ListJobs { filter, ..ListJobs::default() })?;
    let fits = |job: &Job| {
        let whole = job.options.pages.is_empty()
            && language.is_none_or(|language| job.options.language.as_deref() == Some(language));
        job.source == path && u128::from(job.created_ms) > changed_ms && whole
    };
    Ok(jobs.into_iter().find(fits))
}

//! `ocrchat convert`: inputs to results, one document after the other. Each is a job of the history; one that was cut
//! short is found again and goes on at its first missing page.

use std::path::Path;
use std::process::ExitCode;

use app::atomic::Overwrite;
use app::contract::{JobState, Origin, WireError};
use app::job::{Progress, RunOptions, Runner};
use app::pipeline;
use app::remote::account;
use app::store::{Job, JobOptions, NewJob};
use app::{HostOptions, Settings};
use document::{Code, Document, Warning};
use engine::worker::EngineChoice;

use super::consent;
use crate::arguments::{ConvertArguments, EngineArgument, ModeArgument, read_password};
use crate::input::Input;
use crate::messages;
use crate::output::{Made, Target};
use crate::progress::PageBar;

pub(crate) async fn run(arguments: Box<ConvertArguments>) -> Result<ExitCode, WireError> {
    let job = Conversion::new(&arguments)?;
    if job.is_hosted() {
        consent::ask(&job.runner, &arguments.inputs, arguments.hosted.allow_upload).await?;
        job.warn_of_pages();
    }
    let mut errors = Vec::new();
    for typed in &arguments.inputs {
        if let Err(e) = job.convert(typed).await {
            messages::error(Some(typed), &e);
            errors.push(e.code);
        }
    }
    job.runner.pool().dismiss().await;
    Ok(exit_code(&errors, arguments.inputs.len()))
}

/// One code for the run: the inputs' own where they agree or there is one, otherwise that some failed.
pub(crate) fn exit_code(errors: &[Code], inputs: usize) -> ExitCode {
    let Some(first) = errors.first() else { return ExitCode::SUCCESS };
    let alike = errors.len() == inputs && errors.iter().all(|e| e.exit_status() == first.exit_status());
    ExitCode::from(if alike { first.exit_status() } else { Code::PagesFailed.exit_status() })
}

/// A run's arguments, validated.
struct Conversion<'a> {
    arguments: &'a ConvertArguments,
    formats: Vec<export::Format>,
    target: Target,
    overwrite: Overwrite,
    how: JobOptions,
    options: RunOptions,
    runner: Runner,
}

impl<'a> Conversion<'a> {
    fn new(arguments: &'a ConvertArguments) -> Result<Self, WireError> {
        let is_hosted = matches!(arguments.engine, EngineArgument::Hosted);
        if !is_hosted {
            arguments.hosted.refuse()?;
        } else if !matches!(arguments.mode, ModeArgument::Auto) {
            return Err(WireError::usage("a service finds out by itself which text a PDF has; leave --mode out"));
        }
        let mut formats: Vec<export::Format> = Vec::new();
        for format in arguments.format.iter().map(|f| export::Format::from(*f)) {
            if !formats.contains(&format) {
                formats.push(format);
            }
        }
        if let Some(language) = arguments.language.as_ref().filter(|_| !is_hosted) {
            // A name that nobody knows is told before anything is opened.
            engine::languages::check(language)?;
        }
        let text = formats.iter().all(|format| format.is_text());
        let target = Target::decide(arguments.output.as_deref(), arguments.inputs.len() * formats.len(), text)?;
        let password = read_password(arguments.password.as_deref(), arguments.password_file.as_deref())?;
        let overwrite = if arguments.no_overwrite { Overwrite::No } else { Overwrite::Yes };
        target.prepare()?;
        let options = HostOptions::from_environment()?;
        let change = |settings: &mut Settings| apply(arguments, settings);
        let (runner, trouble) = Runner::for_command(options, !arguments.no_history, change)?;
        if let Some(e) = trouble.as_ref().filter(|_| is_hosted) {
            // Whether anything may be sent stands in what cannot be read.
            return Err(e.clone());
        }
        if let Some(e) = trouble.filter(|_| !arguments.quiet) {
            messages::say(&format!("warning: this run is not kept in the history: {}", e.message));
        }
        if !is_hosted {
            runner.check_language(arguments.language.as_deref(), arguments.engine.into())?;
        }
        let how = JobOptions {
            pages: arguments.pages.clone().unwrap_or_default(),
            dpi: arguments.dpi,
            ignore: arguments.ignore.clone(),
            ..if is_hosted {
                let tier = runner.settings().hosted.tier;
                arguments.hosted.options(arguments.language.as_deref(), tier).order()?
            } else {
                JobOptions {
                    mode: arguments.mode.into(),
                    engine: arguments.engine.into(),
                    language: arguments.language.clone(),
                    ..JobOptions::default()
                }
            }
        };
        let limits = runner.settings().limits;
        let options = RunOptions { password, limits, pictures: false, patient: false };
        Ok(Self { arguments, formats, target, overwrite, how, options, runner })
    }

    async fn convert(&self, typed: &Path) -> Result<(), WireError> {
        let input = Input::resolve(typed, &self.options.limits, &self.runner).await?;
        self.refuse_existing(&input)?;
        let result = self.results(&input).await;
        if input.is_ours {
            // Whoever piped it has it; the copy was for the results, and for the case that this run is cut short.
            let _ = std::fs::remove_file(&input.path);
        }
        result
    }

    /// Reads an input and writes its results.
    async fn results(&self, input: &Input) -> Result<(), WireError> {
        let job = self.job(input)?;
        let (document, failure) = self.read(input, &job).await?;
        let all_failed = document.pages.iter().all(|page| page.error.is_some());
        if let Some(e) = failure.as_ref().filter(|_| self.arguments.strict || all_failed) {
            return Err(e.clone());
        }
        self.warn(input, &document.warnings);
        let (results, how) = (self.runner.results(), self.arguments.results.options(self.options.password.clone()));
        let parts = self.arguments.output.is_some() && self.target.takes_parts();
        for &format in &self.formats {
            let made = Made { job: &job, document: &document, format, options: &how, parts };
            let warnings = self.target.write(&results, input, &made, self.overwrite).await?;
            self.warn(input, &warnings);
        }
        failure.map_or(Ok(()), Err)
    }

    /// The job of an input: the one that was cut short, or a new one.
    fn job(&self, input: &Input) -> Result<Job, WireError> {
        let (store, lease, home) = (self.runner.store(), self.runner.lease(), self.runner.home());
        if !input.is_ours
            && let Some(job) = store.find_cut_short(&input.path, &self.how, lease, home)?
        {
            store.forget_failed_pages(&job.id)?;
            if self.is_hosted() {
                store.plan_remote(&job.id, &self.service()?, true)?;
            }
            if !self.arguments.quiet {
                messages::say(&format!("{}: going on where an earlier run was cut short", input.name));
            }
            return Ok(job);
        }
        let new = NewJob {
            name: input.name.clone(),
            source: input.path.clone(),
            source_is_ours: input.is_ours,
            origin: Origin::CommandLine,
            options: self.how.clone(),
            token: None,
        };
        // Nobody comes here who has not agreed.
        Ok(if self.is_hosted() { store.add_hosted_job(&new, &self.service()?, true)? } else { store.add_job(&new)? })
    }

    fn is_hosted(&self) -> bool {
        self.how.engine == EngineChoice::Hosted
    }

    /// The address that files are sent to.
    fn service(&self) -> Result<String, WireError> {
        Ok(account::address(&self.runner.settings().hosted)?.text().to_owned())
    }

    /// A service reads whole files, and counts all their pages.
    fn warn_of_pages(&self) {
        if !self.how.pages.is_empty() && !self.arguments.quiet {
            messages::say("warning: the service reads, and counts, every page; the others are left out here");
        }
    }

    fn warn(&self, input: &Input, warnings: &[Warning]) {
        if self.arguments.quiet {
            return;
        }
        for warning in warnings {
            let page = warning.page.map_or(String::new(), |page| format!(" page {}:", page + 1));
            messages::say(&format!("warning: {}:{page} {}", input.name, warning.message));
        }
    }

    /// Finds a result that may not be replaced before the work is done for nothing.
    fn refuse_existing(&self, input: &Input) -> Result<(), WireError> {
        let paths = self.formats.iter().filter_map(|&format| self.target.path(input, format));
        match paths.into_iter().find(|path| self.overwrite == Overwrite::No && path.exists()) {
            Some(path) => Err(WireError::new(
                Code::OutputExists,
                format!("{} exists already and was left as it is", path.display()),
            )),
            None => Ok(()),
        }
    }

    /// Runs the job; its document, and what failed of it.
    async fn read(&self, input: &Input, job: &Job) -> Result<(Document, Option<WireError>), WireError> {
        let bar = PageBar::new(&input.name, self.arguments.quiet);
        let verbose = self.arguments.verbose;
        let report = |progress: Progress<'_>| match progress {
            Progress::Opened { opened, pages, done } => {
                bar.opened(pages, done);
                if verbose {
                    let format = pipeline::format_name(opened);
                    let noun = if pages == 1 { "page" } else { "pages" };
                    bar.above(|| messages::say(&format!("{}: {format}, {pages} {noun}", input.name)));
                }
            }
            Progress::Remote(remote) => bar.remote(remote),
            Progress::Page(result) => {
                bar.page();
                if verbose {
                    let page = &result.page;
                    let what = match &page.error {
                        Some(e) => e.message.clone(),
                        None => messages::page(page),
                    };
                    bar.above(|| messages::say(&format!("{}: page {}: {what}", input.name, page.index + 1)));
                }
            }
        };
        let state = self.runner.run(&job.id, &self.options, report).await?;
        let now = self.runner.store().job(&job.id)?;
        let failure = now.error.clone();
        match state {
            // With every page failed, each page says why.
            JobState::Done => {}
            JobState::Failed if now.pages > 0 => {}
            // What could not even be opened is a slip of the hand, not a job that somebody looks for later.
            JobState::Failed => {
                self.runner.delete(&job.id)?;
                return Err(failure.unwrap_or_else(|| WireError::internal("the file could not be opened")));
            }
            JobState::Cancelled => return Err(WireError::new(Code::Cancelled, "stopped by another program")),
            JobState::Paused => return Err(WireError::new(Code::Cancelled, "paused by another program")),
            _ => return Err(failure.unwrap_or_else(|| WireError::internal("the job did not end"))),
        }
        let how = self.arguments.results.options(self.options.password.clone());
        Ok((self.runner.results().document(&now, &how)?, failure))
    }
}

/// What was typed goes before what is set.
fn apply(arguments: &ConvertArguments, settings: &mut Settings) {
    arguments.limits.apply(settings);
    if let Some(url) = &arguments.hosted.url {
        settings.hosted.url.clone_from(url);
    }
    settings.workers = arguments.jobs.map_or(settings.workers, |jobs| jobs as usize);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_run_fails_as_its_inputs_did() {
        let same = |a: ExitCode, b: u8| format!("{a:?}") == format!("{:?}", ExitCode::from(b));
        assert!(same(exit_code(&[], 2), 0));
        assert!(same(exit_code(&[Code::InputBroken], 1), 3));
        assert!(same(exit_code(&[Code::InputBroken, Code::InputMissing], 2), 3));
        assert!(same(exit_code(&[Code::InputBroken], 2), 7));
        assert!(same(exit_code(&[Code::InputBroken, Code::LimitPixels], 2), 7));
    }
}

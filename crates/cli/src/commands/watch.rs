//! `ocrchat watch`: every file that comes to lie in a folder becomes a result in another.

use std::path::Path;
use std::process::ExitCode;

use app::contract::WireError;
use app::job::Runner;
use app::store::JobOptions;
use app::watch::{Notice, Runs, WatchOptions, watch};
use app::{HostOptions, Settings};

use super::convert::exit_code;
use crate::arguments::WatchArguments;
use crate::messages;

/// Watches until `stop` is over, which is its usual end.
pub(crate) async fn run(
    arguments: Box<WatchArguments>,
    stop: impl Future<Output = ()> + Send,
) -> Result<ExitCode, WireError> {
    let options = options(&arguments).checked()?;
    options.find()?;
    options.prepare()?;
    let change = |settings: &mut Settings| {
        arguments.limits.apply(settings);
        settings.workers = arguments.jobs.map_or(settings.workers, |jobs| jobs as usize);
    };
    let (runner, trouble) = Runner::for_command(HostOptions::from_environment()?, true, change)?;
    if let Some(e) = trouble {
        messages::say(&format!("warning: this run is not kept in the history: {}", e.message));
    }
    runner.check_language(options.how.language.as_deref(), options.how.engine)?;
    // What is let go later is let go by whoever starts next.
    let _ = runner.sweep();
    if !arguments.quiet && !arguments.once {
        messages::say(&format!("watching {}; Ctrl+C ends it", options.input.display()));
    }
    let mut tally = Tally::default();
    let mut hear = |notice: Notice| {
        tally.count(&notice);
        tell(&options.input, &notice, arguments.quiet);
    };
    let runs = Runs::Here(runner.settings().workers());
    let watched = watch(&runner, &options, runs, arguments.once, stop, &mut hear).await;
    runner.pool().dismiss().await;
    watched?;
    Ok(if arguments.once { exit_code(&tally.errors, tally.files) } else { ExitCode::SUCCESS })
}

fn options(arguments: &WatchArguments) -> WatchOptions {
    WatchOptions {
        input: arguments.input.clone(),
        output: arguments.output.clone(),
        formats: arguments.format.iter().map(|format| (*format).into()).collect(),
        done: arguments.done.clone(),
        failed: arguments.failed.clone(),
        recursive: arguments.recursive,
        settle: arguments.settle,
        how: JobOptions {
            engine: arguments.engine.into(),
            language: arguments.language.clone(),
            mode: arguments.mode.into(),
            pages: String::new(),
            dpi: arguments.dpi,
            ignore: arguments.ignore.clone(),
            ..JobOptions::default()
        },
    }
}

/// What came of the files.
#[derive(Default)]
struct Tally {
    files: usize,
    errors: Vec<document::Code>,
}

impl Tally {
    fn count(&mut self, notice: &Notice) {
        match notice {
            Notice::Done { error, .. } => {
                self.files += 1;
                self.errors.extend(error.as_ref().map(|e| e.code));
            }
            Notice::Failed { error, .. } => {
                self.files += 1;
                self.errors.push(error.code);
            }
            Notice::Trouble { error, .. } => self.errors.push(error.code),
            Notice::Started { .. } | Notice::Dropped { .. } | Notice::Gone | Notice::Back => {}
        }
    }
}

fn tell(input: &Path, notice: &Notice, quiet: bool) {
    let name = |path: &Path| path.strip_prefix(input).unwrap_or(path).display().to_string();
    let say = |message: String| {
        if !quiet {
            messages::say(&message);
        }
    };
    match notice {
        Notice::Started { path } => say(format!("{}: reading", name(path))),
        Notice::Done { path, results, error } => {
            let places: Vec<String> = results.iter().map(|path| path.display().to_string()).collect();
            say(format!("{}: written to {}", name(path), places.join(", ")));
            if let Some(e) = error {
                messages::error(Some(name(path).as_ref()), e);
            }
        }
        Notice::Failed { path, error } | Notice::Trouble { path, error } => {
            messages::error(Some(name(path).as_ref()), error);
        }
        Notice::Dropped { path } => say(format!("{}: cancelled; it is not read again until it changes", name(path))),
        Notice::Gone => messages::say(&format!("warning: {} is not there any more; it is waited for", input.display())),
        Notice::Back => messages::say(&format!("{} is there again", input.display())),
    }
}

//! `ocrchat history export --remote`: the results that the service itself makes of a job that it has read.

use std::path::PathBuf;
use std::process::ExitCode;

use app::atomic::Overwrite;
use app::contract::WireError;
use app::job::Runner;
use app::remote::account;
use app::store::Job;
use document::Code;

use crate::arguments::ExportArguments;
use crate::commands::apart;
use crate::input::Input;
use crate::messages;

/// The formats that the service makes.
const MADE: [&str; 6] = ["txt", "md", "docx", "pdf", "csv", "json"];

pub(super) async fn export(runner: &Runner, job: &Job, arguments: &ExportArguments) -> Result<ExitCode, WireError> {
    let row = runner.store().remote(&job.id)?;
    let Some((row, uuid)) = row.and_then(|row| Some((row.clone(), row.uuid?))) else {
        return Err(WireError::usage(format!("{} was not read by a service", job.name)));
    };
    let settings = runner.settings().hosted;
    // Nothing is sent but the job's name, and not even that where nothing may be.
    account::may_send(&settings, true)?;
    let formats: Vec<export::Format> = arguments.format.iter().map(|format| (*format).into()).collect();
    if let Some(format) = formats.iter().find(|format| !MADE.contains(&format.extension())) {
        return Err(WireError::usage(format!(
            "a service makes {}; leave --remote out for {format:?}",
            MADE.join(", ")
        )));
    }
    let input = Input::named(&job.name);
    let paths = formats.iter().map(|format| (format.extension(), place(&input, *format, arguments, formats.len())));
    let paths: Vec<(&str, PathBuf)> =
        paths.map(|(name, path)| path.map(|path| (name, path))).collect::<Result<_, _>>()?;
    let (home, url) = (runner.home().clone(), row.url.clone());
    let client = apart(move || account::client(&home, &settings, &url)).await?;
    let overwrite = if arguments.no_overwrite { Overwrite::No } else { Overwrite::Yes };
    for (format, path) in paths {
        let bytes = client.download(&uuid, format, path.clone(), overwrite).await.map_err(|e| gone(e, &row.url))?;
        messages::say(&format!("{} ({bytes} bytes) from {}", path.display(), client.address().text()));
    }
    Ok(ExitCode::SUCCESS)
}

/// Where one result goes: the file or folder that was named, or the current folder.
fn place(
    input: &Input,
    format: export::Format,
    arguments: &ExportArguments,
    count: usize,
) -> Result<PathBuf, WireError> {
    let name = input.result_name(format, "");
    match &arguments.output {
        None => Ok(name),
        Some(path) if path.as_os_str() == "-" => Err(WireError::usage("--remote writes files; name one with -o")),
        Some(path) if path.is_dir() => Ok(path.join(name)),
        Some(path) if count == 1 => Ok(path.clone()),
        Some(path) => Err(WireError::usage(format!("{} is no folder, and there are several results", path.display()))),
    }
}

/// A job that is not there any more is nothing that the user has mistyped.
fn gone(e: WireError, url: &str) -> WireError {
    match e.code {
        Code::NotFound => WireError::new(Code::RemoteRefused, format!("{url} does not have the job any more")),
        _ => e,
    }
}

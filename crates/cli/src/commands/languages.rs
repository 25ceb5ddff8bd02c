//! `ocrchat languages`.

use std::process::ExitCode;

use app::HostOptions;
use app::contract::{LanguageStatus, WireError};

use super::{json, kept_runner, report};

pub(crate) fn run(as_json: bool) -> Result<ExitCode, WireError> {
    let languages = kept_runner(HostOptions::from_environment()?)?.languages();
    if as_json {
        json(&languages)?;
    } else {
        report(&languages.iter().map(line).collect::<Vec<_>>())?;
    }
    Ok(ExitCode::SUCCESS)
}

fn line(language: &LanguageStatus) -> String {
    let state = match (&language.install, language.ready) {
        (_, true) => "ready".to_owned(),
        (Some(command), false) => command.clone(),
        (None, false) if language.engine == "ppocr" => "its model is missing (run `ocrchat doctor`)".to_owned(),
        (None, false) => "not installed".to_owned(),
    };
    format!("{:<26} {:<42} {:<4} {:<9} {state}", language.code, language.name, language.script, language.engine)
}

//! `ocrchat settings list|get|set|reset`.

use std::process::ExitCode;

use app::HostOptions;
use app::contract::WireError;
use app::job::Runner;

use super::{json, kept_runner, report};
use crate::arguments::SettingsVerb;

pub(crate) fn run(verb: SettingsVerb) -> Result<ExitCode, WireError> {
    let runner = kept_runner(HostOptions::from_environment()?)?;
    let settings = runner.settings();
    match verb {
        SettingsVerb::List { json: true } => json(&settings)?,
        SettingsVerb::List { json: false } => {
            let entries = settings.entries();
            let line = |e: &app::settings::Entry| {
                let changed = if e.is_default { ' ' } else { '*' };
                format!("{:<26} {changed} {:<14} {}", e.name, e.value, e.about)
            };
            report(&entries.iter().map(line).collect::<Vec<_>>())?;
        }
        SettingsVerb::Get { name } => report(&[settings.entry(&name)?.value])?,
        SettingsVerb::Set { name, value } => change(&runner, |settings| settings.set(&name, &value))?,
        SettingsVerb::Reset { names } => {
            change(&runner, |settings| names.iter().try_for_each(|name| settings.reset(name)))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn change(runner: &Runner, change: impl FnOnce(&mut app::Settings) -> Result<(), WireError>) -> Result<(), WireError> {
    let mut settings = runner.settings();
    change(&mut settings)?;
    runner.set_settings(settings)?;
    // What is no longer kept goes now, not some day.
    runner.sweep()
}

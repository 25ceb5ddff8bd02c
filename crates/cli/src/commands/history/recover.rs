//! `ocrchat history recover`.

use std::process::ExitCode;

use app::HostOptions;
use app::contract::WireError;
use app::store::{recoverable, remove_set_aside};

use crate::commands::report;
use crate::messages;

pub(super) fn run(options: &HostOptions, remove: bool) -> Result<ExitCode, WireError> {
    let store = super::open(options)?;
    let aside = recoverable(&options.home);
    if aside.is_empty() {
        messages::say("no damaged history was set aside");
        return Ok(ExitCode::SUCCESS);
    }
    let mut lines = Vec::new();
    for damaged in aside {
        let back = store.recover(&damaged.path)?;
        let place = damaged.path.display();
        lines.push(format!(
            "{place}: {} jobs and {} pages are back, {} jobs were there already",
            back.jobs, back.pages, back.known
        ));
        if remove {
            remove_set_aside(&damaged.path)?;
        }
    }
    report(&lines)?;
    Ok(ExitCode::SUCCESS)
}

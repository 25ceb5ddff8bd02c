//! `ocrchat doctor`: checks every part and says how to mend it.

use std::process::ExitCode;

use app::contract::WireError;
use app::{HostOptions, doctor};

use super::{report, status};

pub(crate) async fn run() -> Result<ExitCode, WireError> {
    let checks = doctor::full(&HostOptions::from_environment()?).await;
    let lines: Vec<String> = checks
        .iter()
        .map(|check| match &check.problem {
            None => format!("ok       {:<26} {}", check.part, check.detail),
            Some(e) => format!("PROBLEM  {:<26} {}\n         {}", check.part, check.detail, e.message),
        })
        .collect();
    report(&lines)?;
    Ok(status(checks.iter().all(|check| check.problem.is_none())))
}

//! `ocrchat doctor`: checks every part and says how to mend it.

use std::process::ExitCode;

use app::contract::WireError;
use app::{Home, HostOptions, Settings, doctor};

use super::{report, status};

pub(crate) async fn run() -> Result<ExitCode, WireError> {
    let home = Home::locate()?;
    let settings = Settings::load(&home);
    let program = std::env::current_exe()
        .map_err(|e| WireError::internal(format!("this program's own file cannot be found: {e}")))?;
    let options = HostOptions { home: home.clone(), settings: settings.clone().unwrap_or_default(), program };
    let checks = doctor::full(&home, &settings, &options.pool()).await;
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

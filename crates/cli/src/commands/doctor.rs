//! `ocrchat doctor`: checks every part and says how to mend it.

use std::process::ExitCode;

use app::contract::WireError;
use app::{HostOptions, doctor};

use super::{report, status};

/// With `offline` the checks run where there is no network, as far as the system allows that, and what would need one is
/// listed.
pub(crate) async fn run(offline: bool) -> Result<ExitCode, WireError> {
    if offline && let Some(code) = doctor::without_network() {
        return Ok(ExitCode::from(code));
    }
    let options = HostOptions::from_environment()?;
    let checks = doctor::full(&options).await;
    let mut lines: Vec<String> = checks
        .iter()
        .map(|check| match &check.problem {
            None => format!("ok       {:<26} {}", check.part, check.detail),
            Some(e) => format!("PROBLEM  {:<26} {}\n         {}", check.part, check.detail, e.message),
        })
        .collect();
    if offline {
        let network = if doctor::has_no_network() {
            "none: all of this ran in a network namespace of its own, which has no way out"
        } else {
            "not cut off: this system gives no namespace without a network; nothing of this opens a connection"
        };
        lines.push(format!("note     {:<26} {network}", "network"));
        let needs = doctor::needs_network(&options.home);
        lines.extend(needs.iter().map(|what| format!("note     {:<26} {what}", "needs a network")));
    }
    report(&lines)?;
    Ok(status(checks.iter().all(|check| check.problem.is_none())))
}

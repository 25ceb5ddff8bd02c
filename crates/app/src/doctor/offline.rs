//! Checking without a network: on Linux in a namespace that has none, and what does need one.
//!
//! The program starts itself again through `unshare` in a network namespace of its own, which has no device but a loopback
//! that is down: whatever tried to reach the network would fail there. Where the system gives no namespace, the checks
//! run as they are, and the report says so.

use std::process::{Command, Stdio};

use engine::CATALOGUE;

use crate::Home;
use crate::contract::ModelState;
use crate::models::Models;

/// Set in the program that runs inside, so that it does not start another.
const INSIDE: &str = "OCRCHAT_WITHOUT_NETWORK";

/// Runs this program again, with its own arguments, where there is no network, and gives its exit status. `None` where
/// that is done already, or cannot be.
pub fn without_network() -> Option<u8> {
    if !cfg!(target_os = "linux") || std::env::var_os(INSIDE).is_some() || has_no_network() {
        return None;
    }
    let unshare = |flags: &str| {
        let mut command = Command::new("unshare");
        command.arg(flags);
        command
    };
    // With -r an ordinary user becomes the administrator of the new namespace alone.
    let works = |flags: &&str| {
        let probe =
            unshare(flags).arg("true").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
        probe.is_ok_and(|status| status.success())
    };
    let flags = ["-n", "-rn"].into_iter().find(works)?;
    let status = unshare(flags)
        .arg(std::env::current_exe().ok()?)
        .args(std::env::args_os().skip(1))
        .env(INSIDE, "1")
        .status()
        .ok()?;
    status.code().and_then(|code| u8::try_from(code).ok())
}

/// Whether this program has no network device but the loopback.
pub fn has_no_network() -> bool {
    let Ok(devices) = std::fs::read_to_string("/proc/self/net/dev") else { return false };
    devices.lines().skip(2).all(|line| line.split(':').next().is_some_and(|name| name.trim() == "lo"))
}

/// What would need a network, in words.
pub fn needs_network(home: &Home) -> Vec<String> {
    let models = Models::new(home);
    let mut missing: Vec<&str> = Vec::new();
    for asset in CATALOGUE {
        if models.file(asset).state != ModelState::Installed && !missing.contains(&asset.pack) {
            missing.push(asset.pack);
        }
    }
    let mut needs = Vec::new();
    if !missing.is_empty() {
        let packs = missing.join(", ");
        needs.push(format!(
            "adding models that are not here ({packs}); from files it needs none: `ocrchat models add FILE`"
        ));
    }
    needs.push("the hosted engine, where a job is set to it".to_owned());
    needs
}

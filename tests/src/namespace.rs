//! Corners of the system of a test's own: Linux gives them to the administrator, and mostly to everybody else.

use std::process::{Command, Stdio};

/// `unshare` with `flags` as this user may call it; `None` where the system refuses (a container without the right).
/// `probe` is what must work inside.
pub fn unshare(flags: &str, probe: &str) -> Option<Command> {
    let command = |flags: &str| {
        let mut command = Command::new("unshare");
        command.args([flags, "sh", "-c"]);
        command
    };
    // With -r an ordinary user becomes the administrator of the new namespace alone.
    let flags = [flags.to_owned(), format!("{flags}r")].into_iter().find(|flags| {
        let status = command(flags).arg(probe).stderr(Stdio::null()).status();
        status.is_ok_and(|status| status.success())
    })?;
    Some(command(&flags))
}

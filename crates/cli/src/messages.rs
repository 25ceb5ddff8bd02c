//! Lines for people, on stderr: one each, never a result.

use std::io::Write;

/// `ocrchat: error: …`. A closed stderr is nobody's loss.
pub(crate) fn error(message: &str) {
    let _ = writeln!(std::io::stderr(), "ocrchat: error: {}", one_line(message));
}

/// `ocrchat: …`.
pub(crate) fn say(message: &str) {
    let _ = writeln!(std::io::stderr(), "ocrchat: {}", one_line(message));
}

fn one_line(message: &str) -> String {
    message.split_whitespace().collect::<Vec<_>>().join(" ")
}

//! Lines for people, on stderr: one each, never a result.

use std::io::Write;
use std::path::Path;

use app::contract::WireError;
use document::Code;

/// `ocrchat: error: INPUT: …; what to do`. A closed stderr is nobody's loss.
pub(crate) fn error(input: Option<&Path>, error: &WireError) {
    let input = input.map_or(String::new(), |input| format!("{}: ", input.display()));
    let advice = advice(error.code).map_or(String::new(), |advice| format!("; {advice}"));
    let line = one_line(&format!("{input}{}{advice}", error.message));
    let _ = writeln!(std::io::stderr(), "ocrchat: error: {line}");
}

/// As [`error`], of something that is no document: the message says by itself what to do.
pub(crate) fn plain_error(what: &str, error: &WireError) {
    let _ = writeln!(std::io::stderr(), "ocrchat: error: {what}: {}", one_line(&error.message));
}

/// What to do, in the words of this host; `None` where the message itself says it, or nothing can be done.
fn advice(code: Code) -> Option<&'static str> {
    match code {
        Code::InputMissing => Some("check the path"),
        Code::InputDirectory => Some("name the files in it"),
        Code::InputEmpty => Some("copy or download it again"),
        Code::InputBroken => Some("copy, download or scan it again"),
        Code::InputUnsupported => Some("save it as PNG, JPEG or PDF"),
        Code::InputUnreadable => Some("check its permissions"),
        Code::PasswordRequired => Some("give it with --password-file or --password"),
        Code::PasswordWrong => Some("check --password-file or --password"),
        Code::OutputUnwritable => Some("choose another place with -o"),
        Code::OutputExists => Some("leave --no-overwrite out to replace it"),
        Code::DiskFull => Some("free some space, or choose another place with -o"),
        _ => None,
    }
}

/// `ocrchat: …`.
pub(crate) fn say(message: &str) {
    let _ = writeln!(std::io::stderr(), "ocrchat: {}", one_line(message));
}

fn one_line(message: &str) -> String {
    message.split_whitespace().collect::<Vec<_>>().join(" ")
}

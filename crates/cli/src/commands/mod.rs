//! One module a verb.

pub(crate) mod convert;
pub(crate) mod doctor;
pub(crate) mod engines;
pub(crate) mod models;

use std::io::Write;
use std::process::ExitCode;

use app::contract::WireError;
use document::Code;

/// Prints a report on stdout; its lines are results.
fn report(lines: &[String]) -> Result<(), WireError> {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all((lines.join("\n") + "\n").as_bytes()) {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(WireError::new(Code::OutputUnwritable, format!("cannot write to stdout: {e}")))
        }
        _ => Ok(()),
    }
}

/// 0 where all is well, otherwise that something is missing.
fn status(well: bool) -> ExitCode {
    if well { ExitCode::SUCCESS } else { ExitCode::from(Code::ModelMissing.exit_status()) }
}

//! `cargo xtask bench window [RUNS]`: the window beside an empty one of the same Tauri and the same web view, in turns: from
//! the program's start to a usable window, and the memory of the whole family with a document of 500 pages open. What starts
//! and measures is a program of the tests, which know how to drive a window; it needs no screen.

use std::ffi::OsString;
use std::process::Command;

use crate::project;
use crate::setup::{self, Need};
use crate::step::{Done, step};

/// Measures with `arguments`: seven runs where they say nothing.
pub(super) fn run(arguments: &[OsString]) -> Done {
    setup::all(Need::Test)?;
    setup::build_interface()?;
    let built =
        ["--bin", "ocrchat", "--bin", "ocrchat-desktop", "--bin", "measure_window", "--example", "empty_window"];
    step("build", project::cargo().args(["build", "--release", "--workspace"]).args(built))?;
    let mut measure = Command::new(project::built("release", "measure_window")?);
    measure.arg(project::built("release", "examples/empty_window")?).args(arguments);
    measure.env("OCRCHAT_DESKTOP_BIN", project::built("release", "ocrchat-desktop")?);
    measure.env("OCRCHAT_BIN", project::built("release", "ocrchat")?);
    step("measure", measure.env("OCRCHAT_ASSETS", project::assets()?))
}

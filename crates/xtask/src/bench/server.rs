//! `cargo xtask bench server [CLIENTS [JOBS]]`: many callers of `ocrchat serve` at once, beside the plain command line on the
//! same pages. What calls and counts is a program of the tests, which know how to draw pages and to start a server.

use std::ffi::OsString;
use std::process::Command;

use crate::project;
use crate::setup;
use crate::step::{Done, step};

/// Measures with `arguments`: 50 clients with 20 jobs each where they say nothing.
pub(super) fn run(arguments: &[OsString]) -> Done {
    setup::command_line()?;
    let built = ["--bin", "ocrchat", "--bin", "load_server"];
    step("build", project::cargo().args(["build", "--release", "--workspace"]).args(built))?;
    let mut load = Command::new(project::built("release", "load_server")?);
    load.args(arguments).env("OCRCHAT_BIN", project::built("release", "ocrchat")?);
    step("measure", load.env("OCRCHAT_ASSETS", project::assets()?))
}

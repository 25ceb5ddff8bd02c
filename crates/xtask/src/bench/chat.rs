//! `cargo xtask bench chat [-v]`: the questions of the tests, asked of documents that are drawn and recognised by the product itself.
//! The recognition is kept beside the build, so that the next run measures the answers alone.

use std::ffi::OsString;
use std::fs;
use std::process::Command;

use crate::project;
use crate::setup;
use crate::step::{Done, Failure, step};

/// Measures with `arguments`: `-v` prints each wrong answer.
pub(super) fn run(arguments: &[OsString]) -> Done {
    setup::command_line()?;
    let built = ["--bin", "ocrchat", "--bin", "chat_questions"];
    step("build", project::cargo().args(["build", "--release", "--workspace"]).args(built))?;
    let folder = project::target()?.join("bench").join("chat");
    fs::create_dir_all(&folder).map_err(|e| Failure::new("make the bench's folder", e.to_string()))?;
    let mut ask = Command::new(project::built("release", "chat_questions")?);
    ask.arg(project::built("release", "ocrchat")?).arg(&folder).args(arguments);
    step("measure", ask.env("OCRCHAT_ASSETS", project::assets()?))
}

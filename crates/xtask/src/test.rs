//! `cargo xtask test`: every test there is, after the set-up that it needs. What the continuous integration runs.

use std::process::Command;
use std::time::Instant;

use crate::setup::{self, Need};
use crate::step::{Done, output, step};
use crate::{bindings, project};

/// Runs everything; stops at the first step that fails.
pub(crate) fn run() -> Done {
    let start = Instant::now();
    setup::all(Need::Test)?;
    setup::build_interface()?;
    step("check the interface's types", project::npm().args(["run", "check"]))?;
    step("lint the interface", project::npm().args(["run", "lint"]))?;
    step("test the interface", project::npm().arg("test"))?;
    // Everything at once, with one set of features: the tests below find the programs that they start.
    step("build", project::cargo().args(["build", "--workspace", "--all-targets"]))?;
    bindings::verify()?;
    let nextest = output(Command::new("cargo").args(["nextest", "--version"])).is_some();
    let runner: &[&str] = if nextest { &["nextest", "run", "--workspace"] } else { &["test", "--workspace"] };
    step("test", project::cargo().args(runner))?;
    eprintln!("\npassed: every test, in {:.0} s", start.elapsed().as_secs_f32());
    Ok(())
}

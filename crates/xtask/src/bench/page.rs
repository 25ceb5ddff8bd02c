//! `cargo xtask bench page [SECONDS]`: frame times of the interface in headless Chromium, with a page of 3,000 words dragged,
//! zoomed and pointed at, and the memory of the page's process. What drives and measures is a program of the tests, which
//! know the browser. Nothing of ours but the interface is measured, so a plain build of the server does.

use std::ffi::OsString;
use std::process::Command;

use crate::project;
use crate::setup::{self, Need};
use crate::step::{Done, step};

/// Measures with `arguments`: four seconds a story where they say nothing.
pub(super) fn run(arguments: &[OsString]) -> Done {
    setup::all(Need::Test)?;
    setup::build_interface()?;
    let built = ["build", "--workspace", "--bin", "ocrchat", "--bin", "measure_page"];
    step("build", project::cargo().args(built))?;
    let mut measure = Command::new(project::built("debug", "measure_page")?);
    measure.args(arguments).env("OCRCHAT_BIN", project::built("debug", "ocrchat")?);
    step("measure", measure.env("OCRCHAT_ASSETS", project::assets()?))
}

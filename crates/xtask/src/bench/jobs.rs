//! `cargo xtask bench jobs`: the store with 10 and with 10,000 jobs, a search over 30,000 pages, and how soon a cancelled job
//! is over. The figures are measured by an example of the `app` crate in one process, in turns.

use std::fs;
use std::process::Command;

use super::own_documents;
use crate::project;
use crate::setup;
use crate::step::{Done, Failure, step};

/// Measures.
pub(super) fn run() -> Done {
    setup::command_line()?;
    let built = ["--bin", "ocrchat", "--bin", "render_sample", "--example", "measure_jobs"];
    step("build", project::cargo().args(["build", "--release", "--workspace"]).args(built))?;
    let folder = project::target()?.join("bench").join("jobs");
    // A store of another version would be measured as it is.
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).map_err(|e| Failure::new("make the bench's folder", e.to_string()))?;
    let page = own_documents(&folder)?.into_iter().next();
    let page = page.ok_or_else(|| Failure::new("draw documents", "none was drawn".to_owned()))?;
    let example = project::built("release", "examples/measure_jobs")?;
    let program = project::built("release", "ocrchat")?;
    step("measure", Command::new(example).arg(program).arg(page).arg(&folder))
}

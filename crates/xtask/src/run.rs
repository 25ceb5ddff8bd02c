//! `cargo xtask run`: from a fresh clone to the window, or to files where there is no window to show.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::project;
use crate::setup::{self, Need};
use crate::step::{Done, Failure, step};

/// Builds the app and opens `files` with it, or the sample page where there are none.
pub(crate) fn run(files: &[OsString]) -> Done {
    let files = files.iter().map(|file| absolute(Path::new(file))).collect::<Done<Vec<PathBuf>>>()?;
    setup::all(Need::Run)?;
    setup::build_interface()?;
    let mut build = project::cargo();
    build.args(["build", "--release", "--workspace", "--bin", "ocrchat-desktop", "--bin", "ocrchat"]);
    if files.is_empty() {
        build.args(["--bin", "render_sample"]);
    }
    step("build the app", &mut build)?;
    let files = if files.is_empty() { vec![sample()?] } else { files };
    if display() {
        step("start the app", Command::new(project::built("release", "ocrchat-desktop")?).args(files))
    } else {
        convert(&files)
    }
}

/// A file that the user named. The app starts elsewhere, so its path must not depend on the folder.
fn absolute(file: &Path) -> Done<PathBuf> {
    let found = file.exists().then(|| std::path::absolute(file).ok()).flatten();
    found.ok_or_else(|| Failure::new("open the files", format!("there is no {}", file.display())))
}

/// Draws the sample page.
fn sample() -> Done<PathBuf> {
    let page = project::target()?.join("sample").join("welcome.png");
    let folder = page.parent().expect("the sample lies in a folder");
    fs::create_dir_all(folder).map_err(|e| Failure::new("draw the sample page", e.to_string()))?;
    step("draw the sample page", Command::new(project::built("release", "render_sample")?).arg(&page))?;
    Ok(page)
}

/// Whether a window can be shown.
fn display() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|v| !v.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

/// Converts the files where there is no display, and says where the results are.
fn convert(files: &[PathBuf]) -> Done {
    let results = project::target()?.join("results");
    fs::create_dir_all(&results).map_err(|e| Failure::new("make the results' folder", e.to_string()))?;
    let mut command = Command::new(project::built("release", "ocrchat")?);
    command.arg("convert").args(files).args(["-f", "txt,md,json", "-o"]).arg(&results);
    let done = step("convert (there is no display, so no window is opened)", &mut command);
    eprintln!("\nThe results are in {}", results.display());
    done
}

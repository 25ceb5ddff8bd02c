//! `cargo xtask package test`: a made `.deb` as a person gets it, on a machine without a network.
//!
//! The programs run from the package's own files, either unpacked into a folder of the test's or really installed and removed
//! again, in a network namespace in which only the loopback is up, with an empty home. The test itself is
//! `tests/tests/package.rs`, which drives the window and the command line.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::packages;
use crate::project;
use crate::setup::{self, Need};
use crate::step::{Done, Failure, output, step};

/// The package's name as Debian knows it.
const NAME: &str = "ocr-chat";

/// Tries the package `[FILE]`, or the one made last; with `--install` as an installed one.
pub(super) fn run(words: &[&str]) -> Done {
    let install = words.contains(&"--install");
    let named = words.iter().find(|word| !word.starts_with('-'));
    let deb = match named {
        Some(file) => PathBuf::from(file),
        None => made()?,
    };
    let deb = deb.canonicalize().map_err(|e| Failure::new("find the package", format!("{}: {e}", deb.display())))?;
    setup::all(Need::Test)?;
    let build = ["build", "--workspace", "--test", "package"];
    step("build the test", project::cargo().args(build))?;
    if !install {
        let root = project::target()?.join("package-unpacked");
        let _ = fs::remove_dir_all(&root);
        step("unpack the package", Command::new("dpkg-deb").arg("-x").arg(&deb).arg(&root))?;
        return offline(&root);
    }
    if output(Command::new("dpkg-query").args(["-W", "-f=${db:Status-Status}", NAME])).is_some_and(|s| s == "installed")
    {
        return Err(Failure::new(
            "install the package",
            format!("{NAME} is installed already; this test would remove it"),
        ));
    }
    // Its dependencies are those of the window's tests, so apt has nothing to fetch and needs no network either.
    let apt = ["apt-get", "install", "-q", "-y", "--no-install-recommends"];
    step("install the package without a network", cut_off(&apt).arg(&deb))?;
    let tried = offline(Path::new("/"));
    let removed = step("remove the package", Command::new("apt-get").args(["remove", "-q", "-y", NAME]));
    tried.and(removed)
}

/// The `.deb` that was made last.
fn made() -> Done<PathBuf> {
    let found = packages(&project::target()?.join("release/bundle"));
    let deb = found.into_iter().find(|file| file.extension().is_some_and(|e| e == "deb"));
    deb.ok_or_else(|| Failure::new("find the package", "none is made; run `cargo xtask package`"))
}

/// Runs the test over the package's files under `root`, without a network.
fn offline(root: &Path) -> Done {
    let mut test = cut_off(&["cargo", "test", "--offline", "--workspace", "--test", "package", "--", "--ignored"]);
    test.current_dir(project::root()).env("OCRCHAT_PACKAGE_ROOT", root);
    step("try the package without a network", &mut test)
}

/// A command in a network namespace of its own. An ordinary user becomes the administrator of that namespace alone.
fn cut_off(words: &[&str]) -> Command {
    let mut command = Command::new("unshare");
    let root = output(Command::new("id").arg("-u")).is_some_and(|id| id.trim() == "0");
    command.arg(if root { "-n" } else { "-rn" });
    // The driver of the web view is spoken to over the loopback.
    command.args(["sh", "-c", "ip link set lo up && exec \"$@\"", "sh"]).args(words);
    command
}

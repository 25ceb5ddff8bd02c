//! Where things lie: the project's folders, what Cargo builds, and the product's assets.

use std::path::{Path, PathBuf};
use std::process::Command;

use directories::ProjectDirs;

use crate::step::{Done, Failure};

/// The project's root.
pub(crate) fn root() -> &'static Path {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("this crate lies in crates/");
    crates.parent().expect("crates/ lies in the project")
}

/// The interface's folder.
pub(crate) fn ui() -> PathBuf {
    root().join("ui")
}

/// Cargo's target folder: this program was built there.
pub(crate) fn target() -> Done<PathBuf> {
    let program = std::env::current_exe().map_err(|e| Failure::new("find the target folder", e.to_string()))?;
    let target = program.ancestors().nth(2).ok_or_else(|| Failure::new("find the target folder", "it has no name"))?;
    Ok(target.to_owned())
}

/// A program that Cargo built, in `debug` or `release`.
pub(crate) fn built(profile: &str, name: &str) -> Done<PathBuf> {
    Ok(target()?.join(profile).join(format!("{name}{}", std::env::consts::EXE_SUFFIX)))
}

/// Cargo itself, in the project's root.
pub(crate) fn cargo() -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // As a person types it: the full path of the toolchain's binary says nothing.
    if cargo.get_program().to_string_lossy().contains(".rustup") {
        cargo = Command::new("cargo");
    }
    cargo.current_dir(root());
    cargo
}

/// npm, in the interface's folder.
pub(crate) fn npm() -> Command {
    let mut npm = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    npm.current_dir(ui());
    npm
}

/// Where the product looks for PDFium and the models: by the same rule as the product (`app::Home`).
pub(crate) fn assets() -> Done<PathBuf> {
    let variable = |name| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    if let Some(assets) = variable("OCRCHAT_ASSETS") {
        return Ok(assets);
    }
    if let Some(home) = variable("OCRCHAT_HOME") {
        return Ok(home.join("assets"));
    }
    let dirs = ProjectDirs::from("chat", "ocr", "ocrchat");
    let none = || Failure::new("find the assets' folder", "this account has no home folder; set OCRCHAT_ASSETS");
    dirs.map(|d| d.data_dir().join("assets")).ok_or_else(none)
}

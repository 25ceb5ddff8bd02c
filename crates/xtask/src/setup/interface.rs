//! The interface's packages and its build, each redone only when what it is made from has changed.

use std::fs;
use std::path::PathBuf;

use crate::hash;
use crate::project;
use crate::step::{Done, Failure, exists, step};

/// Runs `npm ci` when the lock file is not the one that was installed last.
pub(super) fn install() -> Done {
    let name = "install the interface's packages";
    let lock = hash::sources(&[project::ui().join("package-lock.json")])
        .map_err(|e| Failure::new(name, format!("ui/package-lock.json: {e}")))?;
    let stamp = project::ui().join("node_modules/.installed-lock");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    if !exists(if cfg!(windows) { "npm.cmd" } else { "npm" }) {
        return Err(Failure::new(name, "npm is not there: install Node 20 or newer"));
    }
    step(name, project::npm().args(["ci", "--no-audit", "--no-fund"]))?;
    fs::write(&stamp, lock).map_err(|e| Failure::new(name, format!("{}: {e}", stamp.display())))
}

/// Builds the interface when a source of it has changed since the last build.
pub(crate) fn build() -> Done {
    let name = "build the interface";
    let mut sources: Vec<PathBuf> =
        ["src", "public", "index.html", "package-lock.json", "vite.config.ts", "svelte.config.js", "tsconfig.json"]
            .map(|part| project::ui().join(part))
            .into();
    // The page's own icon is the app's.
    sources.push(project::root().join("icons/icon.svg"));
    let hash = hash::sources(&sources).map_err(|e| Failure::new(name, e.to_string()))?;
    // Not in `dist`: whatever lies there becomes part of the app.
    let stamp = project::target()?.join("interface.sha256");
    let built = project::ui().join("dist/index.html").is_file();
    if built && fs::read_to_string(&stamp).is_ok_and(|last| last == hash) {
        return Ok(());
    }
    step(name, project::npm().args(["run", "build"]))?;
    fs::write(&stamp, hash).map_err(|e| Failure::new(name, format!("{}: {e}", stamp.display())))
}

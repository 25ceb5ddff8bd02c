//! The interface's types, generated from `app::contract`.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::project;
use crate::step::{Done, Failure, step};

fn file() -> PathBuf {
    project::ui().join("src/platform/bindings.ts")
}

/// What the contract's types are in TypeScript now.
fn generated() -> Done<String> {
    step("build the bindings' generator", project::cargo().args(["build", "--workspace", "--example", "bindings"]))?;
    let mut generator = Command::new(project::built("debug", "examples/bindings")?);
    let name = "generate the bindings";
    let output = generator.output().map_err(|e| Failure::new(name, e.to_string()))?;
    if !output.status.success() {
        return Err(Failure::new(name, String::from_utf8_lossy(&output.stderr)));
    }
    String::from_utf8(output.stdout).map_err(|e| Failure::new(name, e.to_string()))
}

/// Writes them where the interface imports them.
pub(crate) fn write() -> Done {
    fs::write(file(), generated()?).map_err(|e| Failure::new("write the bindings", e.to_string()))?;
    eprintln!("wrote {}", file().display());
    Ok(())
}

/// Fails where the committed bindings are not those of the contract.
pub(crate) fn verify() -> Done {
    let committed = fs::read_to_string(file()).unwrap_or_default().replace("\r\n", "\n");
    if committed != generated()? {
        return Err(Failure::new(
            "compare the bindings",
            "ui/src/platform/bindings.ts is stale: run `cargo xtask bindings`",
        ));
    }
    eprintln!("bindings: up to date");
    Ok(())
}

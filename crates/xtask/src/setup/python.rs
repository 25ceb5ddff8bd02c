//! Python and pip: the way to the models, to PDFium and to the readers of the tests.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::project;
use crate::step::{Done, Failure, output, step};

/// A command that starts Python 3.
pub(crate) fn python() -> Done<Command> {
    for words in [&["python3"][..], &["python"], &["py", "-3"]] {
        let command = || {
            let mut command = Command::new(words[0]);
            command.args(&words[1..]);
            command
        };
        let version = output(command().args(["-c", "import sys; print(sys.version_info[0])"]));
        if version.is_some_and(|v| v.trim() == "3") {
            return Ok(command());
        }
    }
    Err(Failure::new("find Python", "Python 3 is needed and none of python3, python, py starts it; install it first"))
}

/// Whether this Python can make virtual environments with a pip in them: Debian's own leaves that to another package.
pub(crate) fn makes_environments() -> bool {
    python().is_ok_and(|mut python| output(python.args(["-c", "import ensurepip, venv"])).is_some())
}

/// A command that starts Python 3's pip.
pub(crate) fn pip() -> Done<Command> {
    if output(python()?.args(["-m", "pip", "--version"])).is_none() {
        let why = "this Python has no pip: install it (on Debian: apt-get install python3-pip; elsewhere: python3 -m ensurepip)";
        return Err(Failure::new("find pip", why));
    }
    let mut pip = python()?;
    pip.args(["-m", "pip"]);
    Ok(pip)
}

/// The Python of a virtual environment called `name` below the target folder, with these packages; made once.
pub(crate) fn environment(name: &str, packages: &[&str]) -> Done<PathBuf> {
    let venv = project::target()?.join(name);
    let program = venv.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let stamp = venv.join("installed.txt");
    let wanted = packages.join("\n");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(program);
    }
    step("make a Python environment", python()?.args(["-m", "venv", "--clear"]).arg(&venv))?;
    let mut pip = Command::new(&program);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary=:all:"]).args(packages);
    let named = format!("install {}", packages.first().unwrap_or(&"nothing"));
    step(&named, &mut pip)?;
    fs::write(&stamp, wanted).map_err(|e| Failure::new(named, e.to_string()))?;
    Ok(program)
}

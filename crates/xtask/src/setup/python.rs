//! Python and pip: the way to the models, to PDFium and to the readers of the tests.

use std::process::Command;

use crate::step::{Done, Failure, output};

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

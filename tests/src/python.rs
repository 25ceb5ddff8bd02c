//! The Python of the tests, with the libraries that set-up has put into it.

use std::path::PathBuf;

/// The interpreter.
///
/// # Panics
/// Where it is not set up, saying how.
pub fn python() -> PathBuf {
    // <target>/<profile>/deps/<this test>
    let test = std::env::current_exe().expect("a running test has a path");
    let target = test.ancestors().nth(3).expect("tests lie in <target>/<profile>/deps");
    let python = target.join("test-venv").join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    assert!(python.exists(), "{} is missing: `cargo xtask test` makes it", python.display());
    python
}

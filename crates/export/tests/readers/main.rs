//! Every export read back by a program that is not ours: python-docx, openpyxl, lxml, LibreOffice, and the schemas of ALTO
//! and of our own JSON. `cargo xtask test` installs them; without them these tests fail.

#![allow(clippy::unwrap_used)] // Helpers of tests are tests too.
mod office;
mod packages;
mod sample;
mod structure;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use document::Document;
use export::{Format, Options};
use serde_json::Value;

/// A folder of its own for each test; its files stay there to be looked at.
fn folder(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("readers").join(test);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Writes `document` and answers the file.
fn written(test: &str, format: Format, document: &Document) -> PathBuf {
    let path = folder(test).join(format!("sample.{}", format.extension()));
    fs::write(&path, export::export(format, document, &Options::default()).unwrap()).unwrap();
    path
}

/// What `read.py` finds in `file` under the name `what`.
fn found(what: &str, file: &Path) -> Value {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let python = target.join("test-venv").join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    assert!(python.exists(), "{} is missing: `cargo xtask test` makes it", python.display());
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/readers/read.py");
    let output = Command::new(python).arg(here).arg(what).arg(file).output().unwrap();
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{what}: {stderr}");
    serde_json::from_str(&stdout).unwrap_or_else(|e| panic!("{what}: {e}: {stdout}"))
}

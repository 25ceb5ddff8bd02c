//! System packages: installed on Debian and Ubuntu, named elsewhere.

use std::borrow::Cow;
use std::path::Path;
use std::process::Command;

use super::{Need, python};
use crate::step::{Done, Failure, exists, output, step};

/// The command line and the sample documents.
pub(super) const COMMAND_LINE: [&str; 3] = ["build-essential", "fonts-dejavu-core", "fonts-droid-fallback"];
/// Tesseract, with languages of the scripts that the default engine does not read, and the model that tells scripts apart.
const TESSERACT: [&str; 11] = [
    "tesseract-ocr",
    "tesseract-ocr-osd",
    "tesseract-ocr-ara",
    "tesseract-ocr-ell",
    "tesseract-ocr-heb",
    "tesseract-ocr-hin",
    "tesseract-ocr-kor",
    "tesseract-ocr-rus",
    "tesseract-ocr-tha",
    "tesseract-ocr-ukr",
    "tesseract-ocr-vie",
];
/// The window: Tauri's web view.
const WINDOW: [&str; 2] = ["pkg-config", "libwebkit2gtk-4.1-dev"];
/// Tests: a display, a browser with its driver, the driver of the web view, real drops and keys, screenshots, clients and the
/// network of the server, what makes and reads PDFs, and the office programs that open our documents.
const TEST: [&str; 15] = [
    "xvfb",
    "xauth",
    "chromium",
    "chromium-driver",
    "webkit2gtk-driver",
    "dbus",
    "xdotool",
    "openbox",
    "imagemagick",
    "poppler-utils",
    "qpdf",
    "curl",
    "iproute2",
    "libreoffice-writer-nogui",
    "libreoffice-calc-nogui",
];
/// What the bench compares with, in the languages of its own documents.
pub(super) const BENCH: [&str; 7] = [
    "python3-venv",
    "tesseract-ocr",
    "tesseract-ocr-deu",
    "tesseract-ocr-fra",
    "tesseract-ocr-pol",
    "tesseract-ocr-chi-sim",
    "tesseract-ocr-jpn",
];

/// Fonts and lists of words with which the bench of confidence draws its pages.
pub(super) const CONFIDENCE: [&str; 14] = [
    "python3-venv",
    "fontconfig",
    "fonts-noto-core",
    "fonts-noto-cjk",
    "fonts-liberation",
    "fonts-courier-prime",
    "fonts-linuxlibertine",
    "fonts-hosny-amiri",
    "fonts-kacst",
    "culmus",
    "fonts-thai-tlwg",
    "fonts-unfonts-core",
    "hunspell-th",
    "hunspell-te",
];

/// The packages for `need`; with pip where something is to be fetched and this Python has none.
pub(super) fn packages(need: Need, fetching: bool) -> Vec<&'static str> {
    let mut packages = [&COMMAND_LINE[..], &TESSERACT[..], &WINDOW[..]].concat();
    if need == Need::Test {
        packages.extend(TEST);
        if !python::makes_environments() {
            packages.push("python3-venv");
        }
    }
    if fetching && python::pip().is_err() {
        packages.push("python3-pip");
    }
    packages
}

/// Installs those that are missing, as root or through sudo.
pub(super) fn install<'a>(packages: impl Into<Cow<'a, [&'a str]>>) -> Done {
    let packages = packages.into();
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    if !Path::new("/etc/debian_version").exists() || !exists("dpkg-query") {
        eprintln!(
            "set-up: this is not Debian or Ubuntu, so no system package is installed. Needed are the equivalents of: {}",
            packages.join(" ")
        );
        return Ok(());
    }
    let missing = missing(&packages);
    if missing.is_empty() {
        return Ok(());
    }
    let name = "install system packages";
    let by_hand = format!("apt-get install --no-install-recommends {}", missing.join(" "));
    let root = output(Command::new("id").arg("-u")).is_some_and(|id| id.trim() == "0");
    if !root && !exists("sudo") {
        let why = format!("missing are {}. There is no sudo; as root, run: {by_hand}", missing.join(", "));
        return Err(Failure::new(name, why));
    }
    let apt = |arguments: &[&str]| {
        let mut command = Command::new(if root { "env" } else { "sudo" });
        command.args([if root { "-" } else { "env" }].iter().filter(|a| **a != "-"));
        command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y"]).args(arguments);
        command
    };
    // An update that fails in part may still know the packages: the installation decides.
    if let Err(failure) = step("refresh the list of system packages", &mut apt(&["update"])) {
        eprintln!("set-up: {}; going on with the list there is", failure.why);
    }
    let install = [&["install", "--no-install-recommends"], &missing[..]].concat();
    step(name, &mut apt(&install)).map_err(|failure| {
        let why = format!("{}. Out of reach: {}. By hand, as root: {by_hand}", failure.why, missing.join(", "));
        Failure::new(name, why)
    })
}

/// Those of `packages` that dpkg does not know as installed.
fn missing<'a>(packages: &[&'a str]) -> Vec<&'a str> {
    // dpkg-query fails when one of them is unknown, and lists the others all the same.
    let query = Command::new("dpkg-query").args(["-W", "-f=${Package} ${db:Status-Status}\n"]).args(packages).output();
    let listed = query.map(|o| String::from_utf8_lossy(&o.stdout).into_owned()).unwrap_or_default();
    let installed: Vec<&str> = listed.lines().filter_map(|line| line.strip_suffix(" installed")).collect();
    packages.iter().copied().filter(|package| !installed.contains(package)).collect()
}

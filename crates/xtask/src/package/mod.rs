//! `cargo xtask package`: the installers for the system that it runs on.
//!
//! Owns what goes into a package and where: the window, the command line, models and PDFium, the licences of everybody whose
//! work is inside, what a desktop wants to know of an application. Refuses a package in which one of these is missing or whose
//! licences are not all known. The bundler is Tauri's, told by a configuration that is made here, because a plain build must
//! not need what only a package has. `.deb` and `.rpm` are made and tried on Debian 12; the other kinds are configured only.

mod config;
mod notices;
mod parts;
mod proof;

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::project;
use crate::setup::{self, Need};
use crate::step::{Done, Failure, step};

/// What is made where nothing is named.
fn usual_kinds() -> &'static [&'static str] {
    match std::env::consts::OS {
        "macos" => &["app", "dmg"],
        "windows" => &["nsis", "msi"],
        // Not the AppImage: its bundler fetches a program from the network.
        _ => &["deb", "rpm"],
    }
}

/// Makes packages (`[--built] [KIND…]`), or tries one (`test [--install] [FILE]`).
pub(crate) fn run(arguments: &[OsString]) -> Done {
    let mut words: Vec<&str> = Vec::new();
    for argument in arguments {
        words.push(argument.to_str().ok_or_else(|| Failure::new("read the arguments", "they are not Unicode"))?);
    }
    if words.first() == Some(&"test") {
        return proof::run(&words[1..]);
    }
    let built = words.first() == Some(&"--built");
    let kinds = if built { &words[1..] } else { &words[..] };
    if let Some(unknown) = kinds.iter().find(|kind| kind.starts_with('-')) {
        return Err(Failure::new("read the arguments", format!("{unknown} is not known")));
    }
    let kinds = if kinds.is_empty() { usual_kinds() } else { kinds };
    setup::all(Need::Run)?;
    if !built {
        setup::build_interface()?;
        let build = ["build", "--release", "--workspace", "--bin", "ocrchat-desktop", "--bin", "ocrchat"];
        step("build the app", project::cargo().args(build))?;
    }
    let folder = project::target()?.join("package");
    let parts = parts::gather(&folder)?;
    let config = config::write(&parts, &folder)?;
    let bundles = project::target()?.join("release/bundle");
    // A package of an earlier version would be taken for this one's.
    let _ = fs::remove_dir_all(&bundles);
    bundle(kinds, &config)?;
    look_over(&bundles)
}

/// Runs Tauri's bundler over the built programs.
fn bundle(kinds: &[&str], config: &Path) -> Done {
    let tauri = project::ui().join("node_modules/.bin").join(if cfg!(windows) { "tauri.cmd" } else { "tauri" });
    let mut command = Command::new(tauri);
    // The bundler asks Cargo where the programs are: the same folder as ours.
    command.current_dir(project::root()).env("CARGO_TARGET_DIR", project::target()?);
    command.args(["bundle", "--bundles", &kinds.join(","), "--config"]).arg(config);
    step("bundle", &mut command)
}

/// Names what was made, and has a Linux desktop's own programs judge what they would read of it.
fn look_over(bundles: &Path) -> Done {
    let made = packages(bundles);
    if made.is_empty() {
        return Err(Failure::new("bundle", format!("there is no package in {}", bundles.display())));
    }
    if let Some(deb) = made.iter().find(|file| file.extension().is_some_and(|e| e == "deb")) {
        let files = bundles.join("checked");
        let _ = fs::remove_dir_all(&files);
        step("unpack the package", Command::new("dpkg-deb").arg("-x").arg(deb).arg(&files))?;
        if Path::new("/usr/bin/appstreamcli").is_file() {
            let metainfo = files.join("usr/share/metainfo").join(parts::METAINFO);
            step(
                "judge the AppStream metadata",
                Command::new("appstreamcli").args(["validate", "--no-net"]).arg(metainfo),
            )?;
        }
        if Path::new("/usr/bin/desktop-file-validate").is_file() {
            let entry = files.join("usr/share/applications").join(parts::DESKTOP_ENTRY);
            step("judge the desktop entry", Command::new("desktop-file-validate").arg(entry))?;
        }
        let _ = fs::remove_dir_all(&files);
    }
    eprintln!();
    for file in made {
        let megabytes = fs::metadata(&file).map_or(0.0, |m| m.len() as f64 / 1e6);
        eprintln!("made: {} ({megabytes:.1} MB)", file.display());
    }
    Ok(())
}

/// The packages that the bundler made.
fn packages(bundles: &Path) -> Vec<PathBuf> {
    const KINDS: [&str; 6] = ["deb", "rpm", "AppImage", "dmg", "msi", "exe"];
    let folders = fs::read_dir(bundles).into_iter().flatten().flatten().map(|entry| entry.path());
    let files = folders.filter_map(|folder| fs::read_dir(folder).ok()).flatten().flatten().map(|entry| entry.path());
    let mut found: Vec<PathBuf> =
        files.filter(|file| file.extension().is_some_and(|e| KINDS.iter().any(|kind| e == *kind))).collect();
    found.sort();
    found
}

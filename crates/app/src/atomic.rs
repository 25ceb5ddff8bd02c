//! Writes files whole or not at all: a temporary file beside the target, then a rename.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use document::Code;
use tempfile::NamedTempFile;

use crate::contract::WireError;

/// Whether an existing file may be replaced.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Overwrite {
    /// It is replaced.
    #[default]
    Yes,
    /// It stays, and the write is refused.
    No,
}

/// Writes `bytes` to `path`. Nothing is left behind when it fails.
///
/// # Errors
/// `output_unwritable`, `disk_full`, `output_exists`.
pub fn write(path: &Path, bytes: &[u8], overwrite: Overwrite) -> Result<(), WireError> {
    let mut file = Pending::create(path, overwrite)?;
    file.write_all(bytes).map_err(|e| write_error(path, &e))?;
    file.commit()
}

/// A file that is not there until it is [committed](Self::commit). Dropping it before leaves nothing behind.
pub struct Pending {
    file: NamedTempFile,
    path: PathBuf,
    overwrite: Overwrite,
}

impl Pending {
    /// Begins a file that will be `path`.
    ///
    /// # Errors
    /// `output_unwritable`, `disk_full`, `output_exists`.
    pub fn create(path: &Path, overwrite: Overwrite) -> Result<Self, WireError> {
        if overwrite == Overwrite::No && path.exists() {
            return Err(exists(path));
        }
        let folder = match path.parent() {
            Some(folder) if folder != Path::new("") => folder,
            _ => Path::new("."),
        };
        let file = tempfile::Builder::new().prefix(".ocrchat-").suffix(".part").tempfile_in(folder);
        let file = file.map_err(|e| write_error(path, &e))?;
        Ok(Self { file, path: path.to_owned(), overwrite })
    }

    /// Puts the file in its place, whole.
    ///
    /// # Errors
    /// As [`Self::create`].
    pub fn commit(self) -> Result<(), WireError> {
        let Self { file, path, overwrite } = self;
        let fault = |e: &io::Error| write_error(&path, e);
        file.as_file().sync_all().map_err(|e| fault(&e))?;
        widen_mode(file.as_file());
        match overwrite {
            Overwrite::Yes => file.persist(&path).map(drop).map_err(|e| fault(&e.error)),
            Overwrite::No => file.persist_noclobber(&path).map(drop).map_err(|e| match e.error.kind() {
                io::ErrorKind::AlreadyExists => exists(&path),
                _ => fault(&e.error),
            }),
        }
    }
}

impl Write for Pending {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// What a failed write means, with the path and what to do.
pub fn write_error(path: &Path, e: &io::Error) -> WireError {
    let place = path.display();
    let why = innermost(e);
    match e.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            WireError::new(Code::DiskFull, format!("cannot write {place}: no space is left on the disk"))
        }
        _ => WireError::new(Code::OutputUnwritable, format!("cannot write {place}: {why}")),
    }
}

/// The system's own words: `tempfile` adds the path of a file that nobody has heard of, and keeps the error beneath to
/// itself.
fn innermost(e: &io::Error) -> String {
    let words = e.to_string();
    match words.split_once(" at path ") {
        Some((own, _)) if e.get_ref().is_some() => own.to_owned(),
        _ => words,
    }
}

fn exists(path: &Path) -> WireError {
    WireError::new(Code::OutputExists, format!("{} exists already and was left as it is", path.display()))
}

/// Temporary files are private; a result gets the mode that any new file of the user has.
#[cfg(unix)]
fn widen_mode(file: &std::fs::File) {
    use std::os::unix::fs::PermissionsExt;
    // The mask cannot be read without changing it for a moment, which is not safe with threads; 0644 is what it gives
    // nearly everywhere, and never more than that.
    let _ = file.set_permissions(std::fs::Permissions::from_mode(0o644));
}

#[cfg(not(unix))]
fn widen_mode(_: &std::fs::File) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_write_leaves_the_old_file_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.txt");
        write(&path, b"one", Overwrite::No).unwrap();
        assert_eq!(write(&path, b"two", Overwrite::No).unwrap_err().code, Code::OutputExists);
        assert_eq!(std::fs::read(&path).unwrap(), b"one");
        write(&path, b"two", Overwrite::Yes).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"two");
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let error = write(&dir.path().join("no/a.txt"), b"x", Overwrite::Yes).unwrap_err();
        assert_eq!(error.code, Code::OutputUnwritable);
        assert!(error.message.contains("no/a.txt") || error.message.contains("no\\a.txt"), "{error}");
        assert!(!error.message.contains(".ocrchat-"), "{error}");
    }
}

//! Writes files whole or not at all: a temporary file beside the target, then a rename. What is no file (a device, a pipe) is
//! written to as it is: a rename would put a file in its place.
//!
//! A program that is killed in between leaves its temporary file. Whoever writes holds a lock on it, so the next write into
//! the same folder knows what nobody holds any more, and removes it.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use document::Code;
use tempfile::NamedTempFile;

use crate::contract::WireError;

const PREFIX: &str = ".ocrchat-";
const SUFFIX: &str = ".part";

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
    file: Target,
    path: PathBuf,
    overwrite: Overwrite,
}

enum Target {
    Whole(NamedTempFile),
    Straight(File),
}

impl Pending {
    /// Begins a file that will be `path`.
    ///
    /// # Errors
    /// `output_unwritable`, `disk_full`, `output_exists`.
    pub fn create(path: &Path, overwrite: Overwrite) -> Result<Self, WireError> {
        if std::fs::metadata(path).is_ok_and(|about| !about.is_file() && !about.is_dir()) {
            let file = File::options().write(true).open(path).map_err(|e| write_error(path, &e))?;
            return Ok(Self { file: Target::Straight(file), path: path.to_owned(), overwrite });
        }
        if overwrite == Overwrite::No && path.exists() {
            return Err(exists(path));
        }
        let folder = match path.parent() {
            Some(folder) if folder != Path::new("") => folder,
            _ => Path::new("."),
        };
        sweep(folder);
        let file = tempfile::Builder::new().prefix(PREFIX).suffix(SUFFIX).tempfile_in(folder);
        let file = file.map_err(|e| write_error(path, &e))?;
        // Where the file system has no locks, what a killed program leaves lies there until somebody removes it.
        let _ = file.as_file().lock();
        Ok(Self { file: Target::Whole(file), path: path.to_owned(), overwrite })
    }

    /// Puts the file in its place, whole.
    ///
    /// # Errors
    /// As [`Self::create`].
    pub fn commit(self) -> Result<(), WireError> {
        let Self { file, path, overwrite } = self;
        let fault = |e: &io::Error| write_error(&path, e);
        let file = match file {
            Target::Whole(file) => file,
            Target::Straight(mut file) => return file.flush().map_err(|e| fault(&e)),
        };
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
        match &mut self.file {
            Target::Whole(file) => file.write(bytes),
            Target::Straight(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.file {
            Target::Whole(file) => file.flush(),
            Target::Straight(file) => file.flush(),
        }
    }
}

/// Removes the temporary files in `folder` that no living program writes.
pub(crate) fn sweep(folder: &Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if !name.starts_with(PREFIX) || !name.ends_with(SUFFIX) {
            continue;
        }
        // One that was made a moment ago may not have its lock yet.
        let age = entry.metadata().and_then(|m| m.modified()).ok().and_then(|t| t.elapsed().ok());
        let is_dead = |file: File| file.try_lock().is_ok();
        if age.is_some_and(|age| age.as_millis() >= 200) && File::open(entry.path()).is_ok_and(is_dead) {
            let _ = std::fs::remove_file(entry.path());
        }
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
fn widen_mode(file: &File) {
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
    fn what_a_killed_program_left_is_removed_and_what_another_writes_is_not() {
        let dir = tempfile::tempdir().unwrap();
        let long_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(60);
        let part = |name: &str| {
            let file = File::create(dir.path().join(name)).unwrap();
            file.set_modified(long_ago).unwrap();
            file
        };
        drop(part(".ocrchat-dead.part"));
        let alive = part(".ocrchat-alive.part");
        alive.lock().unwrap();
        drop(part("somebody-elses.part"));
        write(&dir.path().join("a.txt"), b"one", Overwrite::Yes).unwrap();
        let entries = std::fs::read_dir(dir.path()).unwrap().flatten();
        let mut names: Vec<String> = entries.map(|e| e.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        assert_eq!(names, [".ocrchat-alive.part", "a.txt", "somebody-elses.part"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_is_written_to_and_stays_a_pipe() {
        use std::io::Read;
        use std::os::unix::fs::FileTypeExt;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
        let reading = path.clone();
        let reader = std::thread::spawn(move || {
            let mut text = String::new();
            File::open(reading).unwrap().read_to_string(&mut text).unwrap();
            text
        });
        write(&path, b"one", Overwrite::No).unwrap();
        assert_eq!(reader.join().unwrap(), "one");
        assert!(std::fs::metadata(&path).unwrap().file_type().is_fifo());
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

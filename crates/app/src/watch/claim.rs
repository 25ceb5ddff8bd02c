//! One watcher a folder: two would read every file twice. A lock says so, which the system lets go when its holder ends.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use document::Code;

use super::{bytes, digest};
use crate::contract::WireError;
use crate::{Home, atomic};

/// The right to watch a folder, for as long as it is held.
#[derive(Debug)]
pub(super) struct Claim {
    path: PathBuf,
    _lock: Option<File>,
}

impl Claim {
    /// Claims `folder`.
    ///
    /// # Errors
    /// `store_busy` where another watcher has it; what keeps the lock from being made.
    pub(super) fn take(home: &Home, folder: &Path) -> Result<Self, WireError> {
        let locks = home.data.join("watching");
        std::fs::create_dir_all(&locks).map_err(|e| atomic::write_error(&locks, &e))?;
        let real = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        let path = locks.join(digest([bytes(&real)]));
        loop {
            let file = File::create(&path).map_err(|e| atomic::write_error(&path, &e))?;
            match file.try_lock() {
                // Whoever had it may have removed the file between the two steps: then this locks nobody out.
                Ok(()) if is_at(&file, &path) => return Ok(Self { path, _lock: Some(file) }),
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    let message = format!("{} is watched already by another window or command", folder.display());
                    return Err(WireError::new(Code::StoreBusy, message));
                }
                // Where the file system has no locks, the user must see to it.
                Err(TryLockError::Error(_)) => return Ok(Self { path, _lock: None }),
            }
        }
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        // While it is locked, so that nobody else's goes.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Whether the file that is open is the one that lies at `path`.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let (Ok(open), Ok(there)) = (file.metadata(), std::fs::metadata(path)) else { return false };
    (open.dev(), open.ino()) == (there.dev(), there.ino())
}

#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> bool {
    path.exists()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_has_one_watcher() {
        let dir = tempfile::tempdir().unwrap();
        let place = dir.path().to_owned();
        let assets = engine::Assets::new(&place);
        let home = Home { config: place.clone(), data: place.clone(), cache: place, assets };
        let held = Claim::take(&home, dir.path()).unwrap();
        assert_eq!(Claim::take(&home, &dir.path().join(".")).unwrap_err().code, Code::StoreBusy);
        assert!(Claim::take(&home, &dir.path().join("other")).is_ok());
        drop(held);
        assert_eq!(std::fs::read_dir(dir.path().join("watching")).unwrap().count(), 0);
        assert!(Claim::take(&home, dir.path()).is_ok());
    }
}

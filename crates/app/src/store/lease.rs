//! Who is alive. Each program that works on jobs holds a lock on a file of its own; the system lets it go when the program
//! ends, however it ends. A job whose owner's lock can be taken is nobody's, and a folder of such an owner is rubbish.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::contract::WireError;
use crate::{Home, atomic};

const LOCK: &str = "lock";
/// Before the name of a lease that has no lock yet.
const YOUNG: &str = ".";

/// The proof that this program is alive, and a folder for what shall not outlive it. Clones share it.
#[derive(Clone, Debug)]
pub struct Lease {
    shared: Arc<Held>,
}

#[derive(Debug)]
struct Held {
    id: String,
    folder: PathBuf,
    _lock: Option<File>,
}

impl Lease {
    /// Takes a lease, and removes what programs left behind that are gone.
    ///
    /// # Errors
    /// `output_unwritable` or `disk_full` where its folder cannot be made.
    pub fn take(home: &Home) -> Result<Self, WireError> {
        let leases = home.leases();
        sweep(&leases);
        let id = uuid::Uuid::new_v4().simple().to_string();
        let folder = leases.join(&id);
        // Locked before anybody else can see it, so that it never looks dead. Windows moves no folder with an open file.
        let young = if cfg!(unix) { leases.join(format!("{YOUNG}{id}")) } else { folder.clone() };
        std::fs::create_dir_all(&young).map_err(|e| atomic::write_error(&young, &e))?;
        let path = young.join(LOCK);
        let lock = File::create(&path).map_err(|e| atomic::write_error(&path, &e))?;
        // Where the file system has no locks, leases look dead to others; the rows still say who works on what.
        let lock = lock.lock().is_ok().then_some(lock);
        if young != folder {
            std::fs::rename(&young, &folder).map_err(|e| atomic::write_error(&folder, &e))?;
        }
        Ok(Self { shared: Arc::new(Held { id, folder, _lock: lock }) })
    }

    /// A lease that nobody can see, for a store in memory.
    pub fn unlisted() -> Self {
        let id = uuid::Uuid::new_v4().simple().to_string();
        Self { shared: Arc::new(Held { id, folder: PathBuf::new(), _lock: None }) }
    }

    /// Its name: what a job's row holds as its owner.
    pub fn id(&self) -> &str {
        &self.shared.id
    }

    /// A folder that goes with this program; empty for an unlisted lease.
    pub fn folder(&self) -> &Path {
        &self.shared.folder
    }

    /// Whether the program that holds `id` is alive.
    pub(super) fn is_alive(&self, leases: &Path, id: &str) -> bool {
        id == self.shared.id || is_locked(&leases.join(id))
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if !self.folder.as_os_str().is_empty() {
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }
}

fn is_locked(folder: &Path) -> bool {
    let Ok(file) = File::options().read(true).write(true).open(folder.join(LOCK)) else { return false };
    matches!(file.try_lock(), Err(TryLockError::WouldBlock))
}

fn sweep(leases: &Path) {
    for entry in std::fs::read_dir(leases).into_iter().flatten().flatten() {
        let folder = entry.path();
        let is_young = entry.file_name().to_string_lossy().starts_with(YOUNG);
        let age = entry.metadata().and_then(|m| m.modified()).ok().and_then(|t| t.elapsed().ok());
        let is_old = age.is_some_and(|age| age.as_secs() >= 60);
        if ((cfg!(unix) && !is_young) || is_old) && !is_locked(&folder) {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn home(dir: &Path) -> Home {
        Home { config: dir.into(), data: dir.into(), cache: dir.into(), assets: engine::Assets::new(dir) }
    }

    #[test]
    fn a_lease_lives_as_long_as_it_is_held() {
        let dir = tempfile::tempdir().unwrap();
        let home = home(dir.path());
        let (one, two) = (Lease::take(&home).unwrap(), Lease::take(&home).unwrap());
        let id = two.id().to_owned();
        assert!(one.is_alive(&home.leases(), &id) && one.is_alive(&home.leases(), one.id()));
        std::fs::write(two.folder().join("scratch"), "x").unwrap();
        drop(two);
        assert!(!one.is_alive(&home.leases(), &id));
        assert_eq!(std::fs::read_dir(home.leases()).unwrap().count(), 1);
    }

    #[test]
    fn what_a_dead_program_left_is_swept() {
        let dir = tempfile::tempdir().unwrap();
        let home = home(dir.path());
        let dead = home.leases().join("dead");
        std::fs::create_dir_all(&dead).unwrap();
        std::fs::write(dead.join(LOCK), "").unwrap();
        let begun = home.leases().join(".begun");
        std::fs::create_dir_all(&begun).unwrap();
        let lease = Lease::take(&home).unwrap();
        assert!(!dead.exists() && begun.exists() && lease.folder().exists());
        let long_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(90);
        File::open(&begun).unwrap().set_modified(long_ago).unwrap();
        let other = Lease::take(&home).unwrap();
        assert!(!begun.exists() && lease.folder().exists() && other.folder().exists());
    }
}

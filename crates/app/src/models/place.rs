//! Where one added model lies: the file itself, the part of it that has arrived, and the lock that whoever writes holds.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use document::Code;
use engine::Asset;

use crate::Home;
use crate::atomic::write_error;
use crate::contract::WireError;

/// The places of one model in the folder of the added ones.
#[derive(Clone, Debug)]
pub(super) struct Place {
    folder: PathBuf,
    /// The model.
    pub(super) file: PathBuf,
    /// What has arrived of it.
    pub(super) part: PathBuf,
    /// The server's mark of the version that the part is of.
    pub(super) mark: PathBuf,
}

/// The proof that nobody else writes this model.
pub(super) struct Lock(Option<File>);

impl Place {
    /// The places of `asset` in `home`.
    pub(super) fn of(home: &Home, asset: &Asset) -> Self {
        let folder = super::folder(&home.data);
        let beside = |end: &str| folder.join(format!("{}.{end}", asset.file));
        Self { file: folder.join(asset.file), part: beside("part"), mark: beside("mark"), folder }
    }

    /// Makes the folder and takes the model's lock. The lock's file stays: were it removed, two could hold one each.
    pub(super) fn lock(&self) -> Result<Lock, WireError> {
        std::fs::create_dir_all(&self.folder).map_err(|e| write_error(&self.folder, &e))?;
        let path = self.file.with_extension("lock");
        let file = File::create(&path).map_err(|e| write_error(&path, &e))?;
        match file.try_lock() {
            Ok(()) => Ok(Lock(Some(file))),
            Err(TryLockError::WouldBlock) => {
                let message = "this model is being added or removed by another program; try again when it has ended";
                Err(WireError::new(Code::OutputUnwritable, message))
            }
            // Where the file system has no locks, a hash that is wrong still shows what two writers made.
            Err(TryLockError::Error(_)) => Ok(Lock(None)),
        }
    }

    /// As [`Self::lock`], with a moment's patience: a download that was stopped lets go a little later.
    pub(super) fn lock_soon(&self) -> Result<Lock, WireError> {
        let mut left = 20;
        loop {
            match self.lock() {
                Err(_) if left > 0 => left -= 1,
                result => return result,
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// How much has arrived.
    pub(super) fn arrived(&self) -> u64 {
        self.part.metadata().map_or(0, |m| m.len())
    }

    /// Copies a file to where a download would have put it.
    pub(super) fn copy(&self, from: &Path) -> Result<(), WireError> {
        let copied = std::fs::copy(from, &self.part);
        copied.map(drop).map_err(|e| {
            self.forget();
            write_error(&self.file, &e)
        })
    }

    /// Checks what has arrived and puts it in its place. What is not the model is removed.
    pub(super) fn install(&self, asset: &Asset) -> Result<(), WireError> {
        let fault = |e: io::Error| write_error(&self.file, &e);
        let found = engine::sha256_file(&self.part).map_err(fault)?;
        if found != asset.sha256 {
            self.forget();
            let message = format!(
                "what arrived is not {}: its SHA-256 is {found}, it should be {}; it was removed, try again later or from \
                 another place",
                asset.name, asset.sha256
            );
            return Err(WireError::new(Code::ModelBroken, message));
        }
        File::open(&self.part).and_then(|file| file.sync_all()).map_err(fault)?;
        std::fs::rename(&self.part, &self.file).map_err(fault)?;
        self.forget();
        Ok(())
    }

    /// Removes what has arrived.
    pub(super) fn forget(&self) {
        // What cannot be removed is overwritten by the next download.
        let _ = std::fs::remove_file(&self.part);
        let _ = std::fs::remove_file(&self.mark);
    }

    /// Whether there is the model, or some of it.
    pub(super) fn holds_anything(&self) -> bool {
        self.file.is_file() || self.part.is_file()
    }

    /// Removes the model and what has arrived of it.
    pub(super) fn clear(&self) -> Result<(), WireError> {
        self.forget();
        match std::fs::remove_file(&self.file) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => Err(write_error(&self.file, &e)),
            _ => Ok(()),
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        if let Some(file) = self.0.take() {
            // The system does the same when the file is closed.
            let _ = file.unlock();
        }
    }
}

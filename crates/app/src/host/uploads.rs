//! Files that arrive piece by piece. They are written to disk as they come, within the limit of the settings.

use std::io::Write;
use std::path::PathBuf;

use super::{Host, blocking};
use crate::Settings;
use crate::atomic::{self, Overwrite, Pending};
use crate::contract::{JobSummary, WireError};

/// A file on its way. Dropped before it is [finished](Self::finish), it leaves nothing behind.
pub struct Upload {
    host: Host,
    name: String,
    path: PathBuf,
    file: Pending,
    bytes: u64,
}

impl Host {
    /// The settings as they stand.
    pub fn settings(&self) -> Settings {
        self.runner.settings()
    }

    /// Begins a file called `name` that is said to have `announced` bytes; 0 where nobody knows.
    ///
    /// # Errors
    /// `limit_file_bytes`, `output_unwritable`, `disk_full`.
    pub fn receive(&self, name: &str, announced: u64) -> Result<Upload, WireError> {
        self.settings().limits.check_file(announced)?;
        let folder = self.runner.home().sources();
        std::fs::create_dir_all(&folder).map_err(|e| atomic::write_error(&folder, &e))?;
        let path = folder.join(uuid::Uuid::new_v4().simple().to_string());
        let file = Pending::create(&path, Overwrite::No)?;
        Ok(Upload { host: self.clone(), name: name.to_owned(), path, file, bytes: 0 })
    }
}

impl Upload {
    /// Writes the next piece.
    ///
    /// # Errors
    /// `limit_file_bytes` as soon as there are too many, `output_unwritable`, `disk_full`.
    pub async fn write(mut self, piece: impl AsRef<[u8]> + Send + 'static) -> Result<Self, WireError> {
        self.bytes += piece.as_ref().len() as u64;
        self.host.settings().limits.check_file(self.bytes)?;
        blocking(move || {
            self.file.write_all(piece.as_ref()).map_err(|e| atomic::write_error(&self.path, &e))?;
            Ok(self)
        })
        .await
    }

    /// Starts a job for the whole file. One that cannot be opened becomes a failed job, as in the window.
    ///
    /// # Errors
    /// `output_unwritable`, `disk_full`; what keeps a job from being stored.
    pub async fn finish(self) -> Result<JobSummary, WireError> {
        blocking(move || {
            self.file.commit()?;
            self.host.add(self.name, self.path, true)
        })
        .await
    }
}

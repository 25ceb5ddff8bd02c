//! What the user can change. Kept in the store's table of settings; absent fields have defaults.

mod endpoint;
mod exports;
mod hosted;
mod keys;
mod reading;
mod review;
mod server;

use std::path::PathBuf;
use std::time::Duration;

use engine::{Assets, Limits};
use serde::{Deserialize, Serialize};
use sysinfo::{MemoryRefreshKind, RefreshKind, System};
use ts_rs::TS;

use crate::contract::ExportFormat;
use crate::worker::PoolOptions;

pub use endpoint::EndpointSettings;
pub use exports::ExportSettings;
pub use hosted::{Consent, HOSTED_URL, HostedSettings};
pub use keys::Entry;
pub use reading::ReadingSettings;
pub use review::ReviewSettings;
pub use server::ServerSettings;

/// How long something is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Keep {
    /// Until the job is deleted.
    #[default]
    Always,
    /// So many days after the job has ended.
    Days(u32),
    /// Until the job has ended.
    Never,
}

/// A folder whose new files are converted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct WatchFolder {
    /// Whether it is watched.
    pub enabled: bool,
    /// The folder that is watched.
    pub input: String,
    /// Where results go.
    pub output: String,
    /// In which formats.
    pub formats: Vec<ExportFormat>,
    /// Whether folders beneath are watched as well.
    pub recursive: bool,
    /// The language of its files; `None` is automatic.
    pub language: Option<String>,
    /// Where files go that were converted; `None` leaves them.
    pub done: Option<String>,
    /// Where files go that could not be converted; `None` leaves them.
    pub failed: Option<String>,
}

/// The user's settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Settings {
    /// What is refused before it is decoded.
    pub limits: Limits,
    /// How many worker processes run at once; 0 chooses by the machine.
    pub workers: usize,
    /// Seconds that one page may take before its worker is stopped.
    #[ts(type = "number")]
    pub page_seconds: u64,
    /// MiB of resident memory at which a worker is stopped; 0 chooses by the machine.
    #[ts(type = "number")]
    pub worker_memory_mb: u64,
    /// Minutes that a worker waits for work before it leaves.
    #[ts(type = "number")]
    pub idle_minutes: u64,
    /// How long copies of sources are kept (what was pasted or uploaded; a user's own files are never deleted).
    pub keep_sources: Keep,
    /// How long previews are kept.
    pub keep_previews: Keep,
    /// MiB that previews may take together; those that were not looked at for longest go first. 0 is no limit.
    #[ts(type = "number")]
    pub preview_cache_mb: u64,
    /// Whether the end of a long job is announced while the window is not in front.
    pub notify: bool,
    /// Watched folders.
    pub watch: Vec<WatchFolder>,
    /// Where Tesseract lies (the program, or its folder); empty searches for it.
    pub tesseract_path: String,
    /// How new documents are read.
    pub reading: ReadingSettings,
    /// How results are written.
    pub exports: ExportSettings,
    /// The local server.
    pub server: ServerSettings,
    /// The hosted service.
    pub hosted: HostedSettings,
    /// The review of doubtful words.
    pub review: ReviewSettings,
    /// The model that generates answers.
    pub endpoint: EndpointSettings,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            limits: Limits::default(),
            workers: 0,
            page_seconds: 300,
            worker_memory_mb: 0,
            idle_minutes: 5,
            keep_sources: Keep::Always,
            keep_previews: Keep::Always,
            preview_cache_mb: 2048,
            notify: true,
            watch: Vec::new(),
            tesseract_path: String::new(),
            reading: ReadingSettings::default(),
            exports: ExportSettings::default(),
            server: ServerSettings::default(),
            hosted: HostedSettings::default(),
            review: ReviewSettings::default(),
            endpoint: EndpointSettings::default(),
        }
    }
}

impl Settings {
    /// How many worker processes run at once: as set, or one for every four cores within what memory allows, 1–8.
    pub fn workers(&self) -> usize {
        if self.workers > 0 {
            return self.workers;
        }
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let by_memory = usize::try_from(total_memory() / (2 << 30)).unwrap_or(1);
        (cores / 4).min(by_memory).clamp(1, 8)
    }

    /// What the pool of this machine is made with.
    pub fn pool(&self, program: PathBuf, assets: Assets) -> PoolOptions {
        let workers = self.workers();
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        PoolOptions {
            program,
            assets,
            tesseract_path: self.tesseract_path(),
            workers,
            threads: (workers > 1).then(|| (cores / workers).max(1)),
            page_seconds: self.page_time(),
            memory_bytes: self.worker_memory(),
            idle: Duration::from_secs(self.idle_minutes.max(1) * 60),
        }
    }

    /// Where the user says that Tesseract lies; `None` searches for it.
    pub fn tesseract_path(&self) -> Option<PathBuf> {
        Some(self.tesseract_path.trim()).filter(|path| !path.is_empty()).map(PathBuf::from)
    }

    /// The time limit for a page.
    pub fn page_time(&self) -> Duration {
        Duration::from_secs(self.page_seconds.max(1))
    }

    /// The memory ceiling of a worker in bytes: as set, or half of the machine's memory within 1–4 GiB.
    pub fn worker_memory(&self) -> u64 {
        if self.worker_memory_mb > 0 {
            return self.worker_memory_mb << 20;
        }
        (total_memory() / 2).clamp(1 << 30, 4 << 30)
    }
}

/// The machine's memory in bytes; 0 where it cannot be asked.
fn total_memory() -> u64 {
    let refresh = RefreshKind::nothing().with_memory(MemoryRefreshKind::nothing().with_ram());
    System::new_with_specifics(refresh).map_or(0, |system| system.total_memory())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_memory_ceiling_follows_the_machine_unless_it_is_set() {
        assert!((1 << 30..=4 << 30).contains(&Settings::default().worker_memory()));
        assert!((1..=8).contains(&Settings::default().workers()));
        assert_eq!(Settings { workers: 3, ..Settings::default() }.workers(), 3);
        assert_eq!(Settings { worker_memory_mb: 300, ..Settings::default() }.worker_memory(), 300 << 20);
    }
}

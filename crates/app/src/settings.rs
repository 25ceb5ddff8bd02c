//! What the user can change. Kept in the store's table of settings; absent fields have defaults.

use std::io;
use std::time::Duration;

use document::Code;
use engine::Limits;
use serde::{Deserialize, Serialize};
use sysinfo::{MemoryRefreshKind, RefreshKind, System};
use ts_rs::TS;

use crate::contract::{ExportFormat, WireError};
use crate::{Home, atomic};

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
        }
    }
}

impl Settings {
    /// Reads the settings; the defaults where there are none.
    ///
    /// # Errors
    /// `usage` for a file that is not JSON of this shape: it is never silently replaced.
    pub fn load(home: &Home) -> Result<Self, WireError> {
        let path = home.config.join("settings.json");
        match std::fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|e| {
                WireError::new(Code::Usage, format!("{} is not valid: {e}; correct it or delete it", path.display()))
            }),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(e) => Err(WireError::new(Code::InputUnreadable, format!("cannot read {}: {e}", path.display()))),
        }
    }

    /// Writes the settings.
    ///
    /// # Errors
    /// `output_unwritable`, `disk_full`.
    pub fn save(&self, home: &Home) -> Result<(), WireError> {
        std::fs::create_dir_all(&home.config).map_err(|e| atomic::write_error(&home.config, &e))?;
        let bytes = serde_json::to_vec_pretty(self).map_err(|e| WireError::internal(e.to_string()))?;
        atomic::write(&home.config.join("settings.json"), &bytes, atomic::Overwrite::Yes)
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
        let refresh = RefreshKind::nothing().with_memory(MemoryRefreshKind::nothing().with_ram());
        let total = System::new_with_specifics(refresh).map_or(0, |system| system.total_memory());
        (total / 2).clamp(1 << 30, 4 << 30)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn home(dir: &std::path::Path) -> Home {
        Home { config: dir.to_owned(), data: dir.to_owned(), cache: dir.to_owned(), assets: engine::Assets::new(dir) }
    }

    #[test]
    fn settings_survive_and_damage_is_reported() {
        let dir = tempfile::tempdir().unwrap();
        let home = home(dir.path());
        assert_eq!(Settings::load(&home).unwrap(), Settings::default());
        let changed = Settings { page_seconds: 7, ..Settings::default() };
        changed.save(&home).unwrap();
        assert_eq!(Settings::load(&home).unwrap(), changed);
        std::fs::write(dir.path().join("settings.json"), r#"{"limits":{"pages":3}}"#).unwrap();
        assert_eq!(Settings::load(&home).unwrap().limits.pages, 3);
        std::fs::write(dir.path().join("settings.json"), "{").unwrap();
        assert_eq!(Settings::load(&home).unwrap_err().code, Code::Usage);
    }

    #[test]
    fn the_memory_ceiling_follows_the_machine_unless_it_is_set() {
        assert!((1 << 30..=4 << 30).contains(&Settings::default().worker_memory()));
        assert_eq!(Settings { worker_memory_mb: 300, ..Settings::default() }.worker_memory(), 300 << 20);
    }
}

//! What the user can change, as `settings.json` in the configuration folder. Absent fields have defaults.

use std::io;
use std::time::Duration;

use document::Code;
use engine::Limits;
use serde::{Deserialize, Serialize};
use sysinfo::{MemoryRefreshKind, RefreshKind, System};

use crate::contract::WireError;
use crate::{Home, atomic};

/// The user's settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// What is refused before it is decoded.
    pub limits: Limits,
    /// How many worker processes run at once.
    pub workers: usize,
    /// Seconds that one page may take before its worker is stopped.
    pub page_seconds: u64,
    /// MiB of resident memory at which a worker is stopped; 0 chooses by the machine.
    pub worker_memory_mb: u64,
    /// Minutes that a worker waits for work before it leaves.
    pub idle_minutes: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { limits: Limits::default(), workers: 1, page_seconds: 300, worker_memory_mb: 0, idle_minutes: 5 }
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

//! What is kept and for how long: copies of sources, previews, jobs. Deletion is real: files, rows, index, caches.
//! A user's own source file is never touched.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use document::Code;

use crate::atomic;
use crate::contract::{Event, Storage, WireError};
use crate::job::Runner;
use crate::settings::Keep;
use crate::store::{Job, now_ms};
use crate::Home;

const DAY_MS: u64 = 86_400_000;

/// Deletes jobs with all that belongs to them.
pub(crate) fn delete(runner: &Runner, ids: &[String]) -> Result<(), WireError> {
    for job in runner.store().delete_jobs(ids)? {
        let _ = std::fs::remove_dir_all(runner.home().previews().join(&job.id));
        delete_source(&job);
    }
    Ok(())
}

/// Deletes every job, every picture and every copy of a source. Settings stay.
pub(crate) fn delete_everything(runner: &Runner) -> Result<(), WireError> {
    runner.cancel_all();
    runner.store().delete_everything()?;
    for folder in [runner.home().previews(), runner.home().sources()] {
        remove(&folder)?;
    }
    for aside in crate::store::recoverable(runner.home()) {
        remove(&aside.path)?;
    }
    runner.tell(Event::ListChanged);
    Ok(())
}

/// Deletes every preview.
pub(crate) fn clear_previews(home: &Home) {
    let _ = std::fs::remove_dir_all(home.previews());
}

/// How much there is of what is kept.
pub(crate) fn storage(runner: &Runner) -> Result<Storage, WireError> {
    let (jobs, pages) = runner.store().counts()?;
    let bytes = |folder: PathBuf| files(&folder).iter().map(|file| file.bytes).sum();
    Ok(Storage {
        jobs,
        pages,
        database_bytes: runner.store().bytes(),
        preview_bytes: bytes(runner.home().previews()),
        source_bytes: bytes(runner.home().sources()),
    })
}

/// Another copy of a copy of ours.
pub(crate) fn copy_source(home: &Home, source: &Path) -> Result<PathBuf, WireError> {
    let path = home.sources().join(uuid::Uuid::new_v4().simple().to_string());
    std::fs::copy(source, &path).map_err(|e| match e.kind() {
        std::io::ErrorKind::NotFound => {
            WireError::new(Code::InputMissing, "the image is not kept any more, so it cannot be read again")
        }
        _ => atomic::write_error(&path, &e),
    })?;
    Ok(path)
}

/// Lets go what the settings no longer keep, and what belongs to no job.
pub(crate) fn sweep(runner: &Runner) -> Result<(), WireError> {
    let settings = runner.settings();
    let home = runner.home();
    if settings.keep_previews != Keep::Always {
        for job in runner.store().ended_before(before(settings.keep_previews))? {
            let _ = std::fs::remove_dir_all(home.previews().join(&job.id));
        }
    }
    if settings.keep_sources != Keep::Always {
        for job in runner.store().ended_before(before(settings.keep_sources))? {
            delete_source(&job);
        }
    }
    for entry in std::fs::read_dir(home.previews()).into_iter().flatten().flatten() {
        if runner.store().job(&entry.file_name().to_string_lossy()).is_err_and(|e| e.is_unknown()) {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
    if settings.preview_cache_mb > 0 {
        shrink(&home.previews(), settings.preview_cache_mb << 20);
    }
    Ok(())
}

/// The moment before which a job must have ended for its things to go.
fn before(keep: Keep) -> u64 {
    match keep {
        Keep::Always => 0,
        Keep::Days(days) => now_ms().saturating_sub(u64::from(days) * DAY_MS),
        Keep::Never => u64::MAX >> 1,
    }
}

fn delete_source(job: &Job) {
    if job.source_is_ours {
        let _ = std::fs::remove_file(&job.source);
    }
}

/// Removes the files that were not looked at for longest until no more than `limit` bytes are left.
fn shrink(folder: &Path, limit: u64) {
    let mut files = files(folder);
    let mut total: u64 = files.iter().map(|file| file.bytes).sum();
    files.sort_by_key(|file| file.used);
    for file in files {
        if total <= limit {
            return;
        }
        if std::fs::remove_file(&file.path).is_ok() {
            total -= file.bytes;
        }
    }
}

struct Kept {
    path: PathBuf,
    bytes: u64,
    used: SystemTime,
}

/// The files under a folder.
fn files(folder: &Path) -> Vec<Kept> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let Ok(meta) = entry.metadata() else { continue };
            if meta.is_dir() {
                folders.push(entry.path());
            } else {
                let used = meta.modified().unwrap_or(SystemTime::UNIX_EPOCH);
                found.push(Kept { path: entry.path(), bytes: meta.len(), used });
            }
        }
    }
    found
}

fn remove(path: &Path) -> Result<(), WireError> {
    let removed = if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) };
    match removed {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(atomic::write_error(path, &e)),
        _ => Ok(()),
    }
}

/// How often what is kept is looked through.
pub(crate) const SWEEP: Duration = Duration::from_secs(600);

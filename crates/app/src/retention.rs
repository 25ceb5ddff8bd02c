//! What is kept and for how long: copies of sources, previews, jobs. Deletion is real: files, rows, index, caches.
//! A user's own source file is never touched.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use document::Code;

use crate::Home;
use crate::atomic;
use crate::contract::{Event, Storage, WireError};
use crate::job::Runner;
use crate::settings::Keep;
use crate::store::{Job, now_ms};

const DAY_MS: u64 = 86_400_000;

impl Runner {
    /// Deletes jobs with all that belongs to them, stopping them first. Ids that are not there are passed over.
    ///
    /// # Errors
    /// What keeps them from being deleted.
    pub fn delete_jobs(&self, ids: &[String]) -> Result<(), WireError> {
        for id in ids {
            // One that is not there is nothing to stop.
            let _ = self.cancel(id);
        }
        for job in self.store().delete_jobs(ids)? {
            let _ = std::fs::remove_dir_all(self.home().previews().join(&job.id));
            delete_source(self.home(), &job.source, job.source_is_ours);
        }
        ids.iter().for_each(|id| self.tell_job(id));
        Ok(())
    }

    /// Deletes every job, every picture, every copy of a source and what was set aside. Settings stay.
    ///
    /// # Errors
    /// What keeps something from being deleted.
    pub fn delete_everything(&self) -> Result<(), WireError> {
        self.cancel_all();
        self.store().delete_everything()?;
        for folder in [self.home().previews(), self.home().sources()] {
            remove(&folder)?;
        }
        for aside in crate::store::set_aside_files(self.home()) {
            remove(&aside)?;
        }
        self.tell(Event::ListChanged);
        Ok(())
    }

    /// Lets go what the settings no longer keep, and what belongs to no job.
    ///
    /// # Errors
    /// What keeps the store from being asked.
    pub fn sweep(&self) -> Result<(), WireError> {
        let settings = self.settings();
        sweep_previews(self, settings.keep_previews)?;
        sweep_sources(self, settings.keep_sources, HOMELESS)?;
        if settings.preview_cache_mb > 0 {
            shrink(&self.home().previews(), settings.preview_cache_mb << 20);
        }
        Ok(())
    }

    /// Lets go at once what is kept only until a job has ended.
    pub(crate) fn let_go(&self, job: &Job) {
        let settings = self.settings();
        if settings.keep_previews == Keep::Never {
            let _ = std::fs::remove_dir_all(self.home().previews().join(&job.id));
        }
        if settings.keep_sources == Keep::Never {
            delete_source(self.home(), &job.source, job.source_is_ours);
        }
    }
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

/// Goes by what lies there, not by what the history holds: most jobs of a long history have nothing left to let go.
fn sweep_previews(runner: &Runner, keep: Keep) -> Result<(), WireError> {
    let before = before(keep);
    for entry in std::fs::read_dir(runner.home().previews()).into_iter().flatten().flatten() {
        let goes = match runner.store().job(&entry.file_name().to_string_lossy()) {
            Ok(job) => job.ended_ms.is_some_and(|ended| ended < before),
            Err(e) if e.is_unknown() => true,
            Err(e) => return Err(e.into()),
        };
        if goes {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
    Ok(())
}

fn sweep_sources(runner: &Runner, keep: Keep, homeless: Duration) -> Result<(), WireError> {
    // What lies there is listed before the jobs are: a file that comes meanwhile is not among them.
    let files = files(&runner.home().sources());
    if files.is_empty() {
        return Ok(());
    }
    let before = before(keep);
    let jobs = runner.store().own_sources()?;
    for file in files {
        let goes = match jobs.get(&file.path) {
            Some(ended) => ended.is_some_and(|ended| ended < before),
            None => file.made.elapsed().is_ok_and(|age| age > homeless),
        };
        if goes {
            let _ = std::fs::remove_file(&file.path);
        }
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

/// Deletes a copy of ours. What the history says is ours and lies elsewhere is somebody's file all the same.
fn delete_source(home: &Home, source: &Path, is_ours: bool) {
    if is_ours && source.parent() == Some(&home.sources()) {
        let _ = std::fs::remove_file(source);
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
    made: SystemTime,
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
                // A copy may have the time of its original; when it was made is known on most file systems.
                let made = meta.created().map_or(used, |created| created.max(used));
                found.push(Kept { path: entry.path(), bytes: meta.len(), used, made });
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

/// How long a copy of a source may wait for its job: it is written before the job is.
const HOMELESS: Duration = Duration::from_secs(3600);
/// How often what is kept is looked through.
pub(crate) const SWEEP: Duration = Duration::from_secs(600);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Settings;
    use crate::contract::{JobState, Origin};
    use crate::store::{JobOptions, Lease, NewJob, Store};
    use crate::worker::Pool;

    /// A runner over a store in memory and folders of its own.
    struct Place {
        dir: tempfile::TempDir,
        runner: Runner,
    }

    impl Place {
        fn new() -> Self {
            let dir = tempfile::tempdir().unwrap();
            let place = dir.path().to_owned();
            let assets = engine::Assets::new(&place);
            let home = Home { config: place.clone(), data: place.clone(), cache: place.join("cache"), assets };
            let settings = Settings::default();
            let pool = Pool::new(settings.pool("no-such-program".into(), home.assets.clone()));
            let runner = Runner::new(home, Store::in_memory().unwrap(), Lease::unlisted(), pool, settings, false);
            Self { dir, runner }
        }

        fn file(&self, path: &Path, bytes: usize) -> PathBuf {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, vec![b'x'; bytes]).unwrap();
            path.to_owned()
        }

        /// A job whose source is ours, with a preview; ended so many days ago, or not at all.
        fn job(&self, name: &str, days: Option<u64>) -> (String, PathBuf, PathBuf) {
            let source = self.file(&self.runner.home().sources().join(name), 10);
            let (id, preview) = self.job_of(&source, true, days);
            (id, source, preview)
        }

        fn job_of(&self, source: &Path, is_ours: bool, days: Option<u64>) -> (String, PathBuf) {
            let options = JobOptions::default();
            let name = source.file_name().unwrap().to_string_lossy().into_owned();
            let new = NewJob {
                name,
                source: source.into(),
                source_is_ours: is_ours,
                origin: Origin::App,
                options,
                token: None,
            };
            let id = self.runner.store().add_job(&new).unwrap().id;
            if let Some(days) = days {
                self.runner.store().set_state(&id, JobState::Done, None, 1).unwrap();
                self.runner.store().set_ended(&id, now_ms() - days * DAY_MS - 1000);
            }
            let preview = self.file(&self.runner.home().previews().join(&id).join("0-preview.jpg"), 10);
            (id, preview)
        }

        fn keep(&self, sources: Keep, previews: Keep) {
            let settings = Settings { keep_sources: sources, keep_previews: previews, ..self.runner.settings() };
            self.runner.set_settings(settings).unwrap();
        }
    }

    #[test]
    fn days_count_from_the_end_of_a_job() {
        let place = Place::new();
        let (_, old_source, old_preview) = place.job("old", Some(8));
        let (_, new_source, new_preview) = place.job("new", Some(6));
        let (_, open_source, open_preview) = place.job("open", None);
        place.runner.sweep().unwrap();
        assert!(old_source.exists() && old_preview.exists(), "always is always");
        place.keep(Keep::Days(7), Keep::Days(5));
        place.runner.sweep().unwrap();
        assert_eq!((old_source.exists(), old_preview.exists()), (false, false));
        assert_eq!((new_source.exists(), new_preview.exists()), (true, false));
        place.keep(Keep::Never, Keep::Never);
        place.runner.sweep().unwrap();
        assert_eq!((new_source.exists(), open_source.exists(), open_preview.exists()), (false, true, true));
        assert_eq!(place.runner.store().counts().unwrap().0, 3, "the jobs stay");
    }

    #[test]
    fn never_is_until_the_job_has_ended() {
        let place = Place::new();
        let (id, source, preview) = place.job("a", Some(0));
        let job = place.runner.store().job(&id).unwrap();
        place.runner.let_go(&job);
        assert!(source.exists() && preview.exists());
        place.keep(Keep::Never, Keep::Never);
        place.runner.let_go(&job);
        assert!(!source.exists() && !preview.exists());
    }

    #[test]
    fn what_belongs_to_no_job_goes_but_not_what_just_came() {
        let place = Place::new();
        let home = place.runner.home();
        let (_, source, preview) = place.job("a", Some(0));
        let stray = place.file(&home.sources().join("stray"), 10);
        let picture = place.file(&home.previews().join("0123").join("0-preview.jpg"), 10);
        sweep_sources(&place.runner, Keep::Always, Duration::from_secs(3600)).unwrap();
        assert!(stray.exists(), "its job may be on the way");
        std::thread::sleep(Duration::from_millis(10));
        sweep_sources(&place.runner, Keep::Always, Duration::from_millis(1)).unwrap();
        sweep_previews(&place.runner, Keep::Always).unwrap();
        assert!(!stray.exists() && !picture.exists() && source.exists() && preview.exists());
    }

    #[test]
    fn over_the_cap_the_pictures_that_were_not_looked_at_for_longest_go() {
        let place = Place::new();
        let settings = Settings { preview_cache_mb: 1, ..place.runner.settings() };
        place.runner.set_settings(settings).unwrap();
        let (_, _, _) = place.job("a", None);
        let folder = place.runner.home().previews();
        let id = std::fs::read_dir(&folder).unwrap().flatten().next().unwrap().file_name();
        let pictures: Vec<PathBuf> = (0..4u64)
            .map(|n| {
                let path = place.file(&folder.join(&id).join(format!("{n}-thumbnail.jpg")), 400_000);
                let looked_at = SystemTime::now() - Duration::from_secs(1000 - (n ^ 1) * 100);
                std::fs::File::options().append(true).open(&path).unwrap().set_modified(looked_at).unwrap();
                path
            })
            .collect();
        place.runner.sweep().unwrap();
        let there: Vec<bool> = pictures.iter().map(|path| path.exists()).collect();
        assert_eq!(there, [false, false, true, true]);
    }

    #[test]
    fn a_file_of_the_users_is_never_touched() {
        let place = Place::new();
        place.keep(Keep::Never, Keep::Never);
        let own = place.file(&place.dir.path().join("Documents/own.pdf"), 10);
        let (plain, _) = place.job_of(&own, false, Some(400));
        // A row that says so of a file elsewhere is wrong, wherever it came from.
        let (wrong, _) = place.job_of(&own, true, Some(400));
        place.runner.let_go(&place.runner.store().job(&wrong).unwrap());
        place.runner.sweep().unwrap();
        place.runner.delete_jobs(&[plain, wrong]).unwrap();
        place.runner.delete_everything().unwrap();
        assert!(own.exists());
    }

    #[test]
    fn deleting_everything_leaves_nothing() {
        let place = Place::new();
        let (id, source, preview) = place.job("a", Some(0));
        place.job("b", None);
        for suffix in ["", "-wal", "-shm"] {
            place.file(&place.dir.path().join(format!("ocrchat-damaged-1.db{suffix}")), 10);
        }
        place.runner.delete_jobs(&[id]).unwrap();
        assert!(!source.exists() && !preview.exists());
        place.runner.delete_everything().unwrap();
        assert_eq!(place.runner.store().counts().unwrap(), (0, 0));
        assert!(
            files(place.dir.path()).is_empty(),
            "{:?}",
            files(place.dir.path()).iter().map(|f| &f.path).collect::<Vec<_>>()
        );
    }
}

//! The tables of watched folders: which results are still to be written, and which files were dealt with.
//!
//! What is still to be written goes with its job. That a file was dealt with is kept as a digest alone, so that a history
//! that was deleted tells nothing of it, and the file is still not read again.

use std::path::{Path, PathBuf};

use rusqlite::{OptionalExtension, params};

use super::jobs::{self, path_bytes, path_from};
use super::{Job, NewJob, Store, StoreError, now_ms};
use crate::contract::JobState;

pub(super) const CREATE: &str = "
CREATE TABLE watch_results (
    job      TEXT PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
    watch    TEXT NOT NULL,
    file     TEXT NOT NULL,
    stem     BLOB NOT NULL,
    moved_to BLOB,
    written  INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX watch_results_open ON watch_results (watch, written);
CREATE TABLE watch_marks (
    watch     TEXT NOT NULL,
    mark      TEXT NOT NULL,
    marked_ms INTEGER NOT NULL,
    PRIMARY KEY (watch, mark)
) WITHOUT ROWID;";

/// Results of a watched folder that are still to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenResult {
    /// Their job.
    pub job: Job,
    /// The digest of the file that it reads.
    pub file: String,
    /// Where they go, without the extension.
    pub stem: PathBuf,
    /// Where the file was about to be moved.
    pub moved_to: Option<PathBuf>,
}

impl Store {
    /// Adds a job of a watched folder together with where its results go, so that neither is ever without the other.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn add_watched(&self, new: &NewJob, watch: &str, file: &str, stem: &Path) -> Result<Job, StoreError> {
        self.write(|db| {
            let job = jobs::add(db, new)?;
            db.prepare_cached("INSERT INTO watch_results (job, watch, file, stem) VALUES (?1, ?2, ?3, ?4)")?
                .execute(params![job.id, watch, file, path_bytes(stem)])?;
            Ok(job)
        })
    }

    /// What a watched folder still has to write, oldest first.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn open_results(&self, watch: &str) -> Result<Vec<OpenResult>, StoreError> {
        let reader = self.reader();
        let columns = jobs::COLUMNS;
        let sql = format!(
            "SELECT {columns}, r.file, r.stem, r.moved_to FROM watch_results r JOIN jobs j ON j.id = r.job
             WHERE r.watch = ?1 AND NOT r.written ORDER BY j.created_ms, j.rowid"
        );
        let mut statement = reader.prepare_cached(&sql)?;
        let rows = statement.query_map([watch], |row| {
            let moved_to = row.get_ref(24)?.as_blob_or_null()?.map(path_from);
            let stem = path_from(row.get_ref(23)?.as_blob()?);
            Ok(OpenResult { job: Job::from_row(row)?, file: row.get(22)?, stem, moved_to })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Where the results of this very file were written the last time, without the extension.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn last_stem(&self, watch: &str, source: &Path) -> Result<Option<PathBuf>, StoreError> {
        let sql = "SELECT r.stem FROM watch_results r JOIN jobs j ON j.id = r.job
                   WHERE r.watch = ?1 AND j.source = ?2 ORDER BY j.created_ms DESC, j.rowid DESC LIMIT 1";
        let reader = self.reader();
        let mut statement = reader.prepare_cached(sql)?;
        Ok(statement
            .query_row(params![watch, path_bytes(source)], |row| Ok(path_from(row.get_ref(0)?.as_blob()?)))
            .optional()?)
    }

    /// Writes down where a file is about to be moved, before it is.
    ///
    /// # Errors
    /// [`StoreError::Unknown`].
    pub fn set_moving(&self, job: &str, to: &Path) -> Result<(), StoreError> {
        let sql = "UPDATE watch_results SET moved_to = ?2 WHERE job = ?1";
        jobs::known(job, self.writer().execute(sql, params![job, path_bytes(to)])?)
    }

    /// A watched file was dealt with. `source` is where it lies from now on, `mark` what to remember it by where it stays.
    ///
    /// # Errors
    /// What SQLite says. A job that was deleted meanwhile is none.
    pub fn close_result(
        &self,
        watch: &str,
        job: &str,
        source: Option<&Path>,
        mark: Option<&str>,
    ) -> Result<(), StoreError> {
        self.write(|db| {
            db.execute("UPDATE watch_results SET written = 1, moved_to = NULL WHERE job = ?1", [job])?;
            if let Some(source) = source {
                db.execute("UPDATE jobs SET source = ?2 WHERE id = ?1", params![job, path_bytes(source)])?;
            }
            if let Some(mark) = mark {
                put_mark(db, watch, mark)?;
            }
            Ok(())
        })
    }

    /// Remembers something of a watched folder.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn mark(&self, watch: &str, mark: &str) -> Result<(), StoreError> {
        self.write(|db| put_mark(db, watch, mark))
    }

    /// What is remembered of a watched folder, and since when (milliseconds since 1970).
    ///
    /// # Errors
    /// What SQLite says.
    pub fn marks(&self, watch: &str) -> Result<Vec<(String, u64)>, StoreError> {
        let reader = self.reader();
        let mut statement = reader.prepare_cached("SELECT mark, marked_ms FROM watch_marks WHERE watch = ?1")?;
        let rows = statement.query_map([watch], |row| Ok((row.get(0)?, row.get::<_, i64>(1)? as u64)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Forgets something of a watched folder.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn forget_marks<'a>(&self, watch: &str, marks: impl IntoIterator<Item = &'a str>) -> Result<(), StoreError> {
        self.write(|db| {
            let mut statement = db.prepare_cached("DELETE FROM watch_marks WHERE watch = ?1 AND mark = ?2")?;
            marks.into_iter().try_for_each(|mark| statement.execute([watch, mark]).map(drop))?;
            Ok(())
        })
    }
}

fn put_mark(db: &rusqlite::Connection, watch: &str, mark: &str) -> Result<(), StoreError> {
    let sql = "INSERT INTO watch_marks (watch, mark, marked_ms) VALUES (?1, ?2, ?3)
               ON CONFLICT (watch, mark) DO UPDATE SET marked_ms = excluded.marked_ms";
    db.prepare_cached(sql)?.execute(params![watch, mark, now_ms() as i64])?;
    Ok(())
}

impl OpenResult {
    /// Whether the job has ended, in whatever way.
    pub fn has_ended(&self) -> bool {
        matches!(self.job.state, JobState::Done | JobState::Failed | JobState::Cancelled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Origin;
    use crate::store::JobOptions;

    fn new(source: &str) -> NewJob {
        let options = JobOptions::default();
        NewJob {
            name: "a.png".into(),
            source: source.into(),
            source_is_ours: false,
            origin: Origin::Watch,
            options,
            token: None,
        }
    }

    #[test]
    fn results_stay_open_until_they_are_closed() {
        let store = Store::in_memory().unwrap();
        let job = store.add_watched(&new("/in/a.png"), "w", "digest", Path::new("/out/a")).unwrap();
        assert!(store.open_results("another").unwrap().is_empty());
        let open = store.open_results("w").unwrap();
        assert_eq!(
            (open.len(), open[0].job.id.as_str(), open[0].stem.as_path()),
            (1, job.id.as_str(), Path::new("/out/a"))
        );
        assert!(!open[0].has_ended() && open[0].moved_to.is_none());
        store.set_moving(&job.id, Path::new("/done/a.png")).unwrap();
        assert_eq!(store.open_results("w").unwrap()[0].moved_to.as_deref(), Some(Path::new("/done/a.png")));
        assert_eq!(store.last_stem("w", Path::new("/in/a.png")).unwrap().as_deref(), Some(Path::new("/out/a")));
        store.close_result("w", &job.id, Some(Path::new("/done/a.png")), Some("digest")).unwrap();
        assert!(store.open_results("w").unwrap().is_empty());
        assert_eq!(store.job(&job.id).unwrap().source, Path::new("/done/a.png"));
        assert_eq!(store.last_stem("w", Path::new("/in/a.png")).unwrap(), None);
        assert_eq!(store.marks("w").unwrap().len(), 1);
    }

    #[test]
    fn a_deleted_job_leaves_a_digest_and_nothing_else() {
        let store = Store::in_memory().unwrap();
        let job = store.add_watched(&new("/in/a.png"), "w", "digest", Path::new("/out/a")).unwrap();
        store.mark("w", "digest").unwrap();
        store.delete_jobs(std::slice::from_ref(&job.id)).unwrap();
        assert!(store.open_results("w").unwrap().is_empty());
        store.close_result("w", &job.id, None, None).unwrap();
        assert_eq!(store.marks("w").unwrap()[0].0, "digest");
        store.forget_marks("w", ["digest"]).unwrap();
        assert!(store.marks("w").unwrap().is_empty());
    }
}

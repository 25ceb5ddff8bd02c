//! Who works on which job, and in which order jobs begin. Every change of a job's state is here; the states themselves and
//! when they change are the owner's business.

use rusqlite::{Connection, OptionalExtension, params};

use document::Warning;

use super::jobs::{COLUMNS, error_text, known, path_bytes, source_stamp, spelled};
use super::{Job, JobOptions, Lease, Store, StoreError, jobs, now_ms};
use crate::Home;
use crate::contract::{JobState, Origin, Priority, WireError};

/// Jobs that a host works on. Those of the command line are its own until it takes them up again, or a user resumes them.
const SHARED: &str = "state = 'queued' AND owner IS NULL";

/// Whether a service reads a job, and not this program's workers.
const HOSTED: &str = "coalesce(json_extract(options, '$.engine'), '') = 'hosted'";

/// For which jobs there is room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// For one that this program's workers read.
    pub local: bool,
    /// For one that a service reads.
    pub hosted: bool,
}

/// What somebody wishes of a job that another works on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Stop for good.
    Cancel,
    /// Stop until resumed.
    Pause,
}

impl Store {
    /// Makes the next waiting job `lease`'s for which there is room, and sets it running; `None` where none waits.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn claim_next(&self, lease: &Lease, room: Room) -> Result<Option<Job>, StoreError> {
        if !room.local && !room.hosted {
            return Ok(None);
        }
        self.write(|db| {
            let sql = format!(
                "SELECT id FROM jobs WHERE {SHARED} AND iif({HOSTED}, ?2, ?1) ORDER BY priority DESC, position LIMIT 1"
            );
            let mut statement = db.prepare_cached(&sql)?;
            let next: Option<String> =
                statement.query_row(params![room.local, room.hosted], |row| row.get(0)).optional()?;
            let Some(id) = next else { return Ok(None) };
            take(db, &id, lease)?;
            jobs::read(db, &id).map(Some)
        })
    }

    /// Makes this very job `lease`'s and sets it running, unless another living program works on it.
    ///
    /// # Errors
    /// [`StoreError::Unknown`].
    pub fn claim(&self, id: &str, lease: &Lease, home: &Home) -> Result<Option<Job>, StoreError> {
        self.write(|db| {
            jobs::read(db, id)?;
            let owner: Option<String> = db.query_row("SELECT owner FROM jobs WHERE id = ?1", [id], |row| row.get(0))?;
            if owner.is_some_and(|owner| owner != lease.id() && lease.is_alive(&home.leases(), &owner)) {
                return Ok(None);
            }
            take(db, id, lease)?;
            jobs::read(db, id).map(Some)
        })
    }

    /// Whether a living program other than `lease`'s works on a job.
    ///
    /// # Errors
    /// [`StoreError::Unknown`].
    pub fn is_at_work(&self, id: &str, lease: &Lease, home: &Home) -> Result<bool, StoreError> {
        let sql = "SELECT owner FROM jobs WHERE id = ?1";
        let owner: Option<Option<String>> = self.reader().query_row(sql, [id], |row| row.get(0)).optional()?;
        let owner = owner.ok_or_else(|| StoreError::Unknown(id.to_owned()))?;
        Ok(owner.is_some_and(|owner| owner != lease.id() && lease.is_alive(&home.leases(), &owner)))
    }

    /// Whether a job waits for workers that is more urgent than `priority`.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn is_urgent_waiting(&self, priority: Priority) -> Result<bool, StoreError> {
        let sql = format!("SELECT EXISTS (SELECT 1 FROM jobs WHERE {SHARED} AND NOT {HOSTED} AND priority > ?1)");
        Ok(self.reader().prepare_cached(&sql)?.query_row([priority as i64], |row| row.get(0))?)
    }

    /// Gives jobs free whose owner is gone: those of hosts wait again, those of the command line are paused until
    /// somebody takes them up. Gives their ids.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn free_orphans(&self, lease: &Lease, home: &Home) -> Result<Vec<String>, StoreError> {
        let mut freed = Vec::new();
        let owned: Vec<(String, String)> = self
            .reader()
            .prepare_cached("SELECT id, owner FROM jobs WHERE owner IS NOT NULL")?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        for (id, owner) in owned {
            if lease.is_alive(&home.leases(), &owner) {
                continue;
            }
            let sql = "UPDATE jobs SET owner = NULL, state = CASE
                           WHEN state <> 'running' THEN state WHEN origin = 'command_line' THEN 'paused' ELSE 'queued' END
                       WHERE id = ?1 AND owner = ?2";
            if self.writer().prepare_cached(sql)?.execute([&id, &owner])? > 0 {
                freed.push(id);
            }
        }
        Ok(freed)
    }

    /// The file is open: what it is, how many pages it has, and how many of them were asked for.
    ///
    /// # Errors
    /// [`StoreError::Unknown`].
    pub fn set_opened(
        &self,
        id: &str,
        format: &str,
        (document_pages, pages): (u32, u32),
        warnings: &[Warning],
    ) -> Result<(), StoreError> {
        let warnings = serde_json::to_string(warnings).map_err(|e| StoreError::Content(e.to_string()))?;
        let changed = self.writer().execute(
            "UPDATE jobs SET format = ?2, pages = ?3, document_pages = ?5, warnings = CASE WHEN warnings = '[]' THEN ?4 ELSE warnings END
             WHERE id = ?1",
            params![id, format, pages, warnings, document_pages],
        )?;
        known(id, changed)
    }

    /// Sets a job's state. A job that waits, is paused or has ended is nobody's.
    ///
    /// # Errors
    /// [`StoreError::Unknown`].
    pub fn set_state(
        &self,
        id: &str,
        state: JobState,
        error: Option<&WireError>,
        elapsed_ms: u64,
    ) -> Result<(), StoreError> {
        let ended = matches!(state, JobState::Done | JobState::Failed | JobState::Cancelled).then(|| now_ms() as i64);
        let changed = self.writer().execute(
            "UPDATE jobs SET state = ?2, error = ?3, elapsed_ms = ?4, ended_ms = ?5,
                 owner = CASE ?2 WHEN 'running' THEN owner ELSE NULL END WHERE id = ?1",
            params![id, spelled(&state), error_text(error), elapsed_ms as i64, ended],
        )?;
        known(id, changed)
    }

    /// Asks whoever works on a job to stop or pause it. Where nobody does, it is stopped or paused at once.
    ///
    /// # Errors
    /// [`StoreError::Unknown`].
    pub fn wish(&self, id: &str, wish: Wish) -> Result<(), StoreError> {
        let (name, state) = match wish {
            Wish::Cancel => ("cancel", JobState::Cancelled),
            Wish::Pause => ("pause", JobState::Paused),
        };
        let ended = (wish == Wish::Cancel).then(|| now_ms() as i64);
        let sql = "UPDATE jobs SET wish = iif(owner IS NULL, NULL, ?2), state = iif(owner IS NULL, ?3, state),
                       ended_ms = iif(owner IS NULL, ?4, ended_ms)
                   WHERE id = ?1 AND state IN ('queued', 'running', 'paused')";
        self.write(|db| {
            jobs::read(db, id)?;
            db.prepare_cached(sql)?.execute(params![id, name, spelled(&state), ended])?;
            Ok(())
        })
    }

    /// What others wish of the jobs that `lease` works on. Each is told once.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn take_wishes(&self, lease: &Lease) -> Result<Vec<(String, Wish)>, StoreError> {
        let sql = "SELECT id, wish FROM jobs WHERE owner = ?1 AND wish IS NOT NULL";
        let wishes: Vec<(String, String)> = self
            .reader()
            .prepare_cached(sql)?
            .query_map([lease.id()], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        for (id, _) in &wishes {
            self.writer().prepare_cached("UPDATE jobs SET wish = NULL WHERE id = ?1")?.execute([id])?;
        }
        let wish = |name: &str| if name == "pause" { Wish::Pause } else { Wish::Cancel };
        Ok(wishes.into_iter().map(|(id, name)| (id, wish(&name))).collect())
    }

    /// Lets a paused, cancelled or failed job wait for its turn again.
    ///
    /// # Errors
    /// [`StoreError::Unknown`].
    pub fn requeue(&self, id: &str) -> Result<(), StoreError> {
        self.write(|db| {
            jobs::read(db, id)?;
            db.execute(
                "UPDATE jobs SET state = 'queued', error = NULL, ended_ms = NULL, wish = NULL WHERE id = ?1 AND owner IS NULL",
                [id],
            )?;
            Ok(())
        })
    }

    /// Moves a waiting job before `before`, or to the end.
    ///
    /// # Errors
    /// [`StoreError::Unknown`].
    pub fn move_job(&self, id: &str, before: Option<&str>) -> Result<(), StoreError> {
        self.write(|db| {
            let place = |id: &str| -> Result<f64, StoreError> {
                let found =
                    db.query_row("SELECT position FROM jobs WHERE id = ?1", [id], |row| row.get(0)).optional()?;
                found.ok_or_else(|| StoreError::Unknown(id.to_owned()))
            };
            let waiting = "FROM jobs WHERE state IN ('queued', 'running', 'paused')";
            let position = match before {
                Some(before) => {
                    let after = place(before)?;
                    let sql = format!("SELECT max(position) {waiting} AND position < ?1 AND id <> ?2");
                    let last: Option<f64> = db.query_row(&sql, params![after, id], |row| row.get(0))?;
                    last.map_or(after - 1.0, |last| f64::midpoint(last, after))
                }
                None => {
                    db.query_row(&format!("SELECT coalesce(max(position), 0) + 1 {waiting}"), [], |row| row.get(0))?
                }
            };
            let changed = db.execute("UPDATE jobs SET position = ?2 WHERE id = ?1", params![id, position])?;
            known(id, changed)
        })
    }

    /// Changes how urgent a job is.
    ///
    /// # Errors
    /// [`StoreError::Unknown`].
    pub fn set_priority(&self, id: &str, priority: Priority) -> Result<(), StoreError> {
        let sql = "UPDATE jobs SET priority = ?2 WHERE id = ?1";
        known(id, self.writer().execute(sql, params![id, priority as i64])?)
    }

    /// A job of the command line on the same file with the same options that was cut short, newest first.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn find_cut_short(
        &self,
        source: &std::path::Path,
        options: &JobOptions,
        lease: &Lease,
        home: &Home,
    ) -> Result<Option<Job>, StoreError> {
        let (size, modified) = source_stamp(source);
        let options = serde_json::to_string(options).map_err(|e| StoreError::Content(e.to_string()))?;
        let reader = self.reader();
        let sql = format!(
            "SELECT {COLUMNS}, owner FROM jobs j WHERE state IN ('queued', 'running', 'paused', 'cancelled') AND origin = ?1
                 AND source = ?2 AND source_size IS ?3 AND source_ms IS ?4 AND options = ?5 ORDER BY created_ms DESC"
        );
        let mut statement = reader.prepare_cached(&sql)?;
        let arguments = params![spelled(&Origin::CommandLine), path_bytes(source), size, modified, options];
        let rows =
            statement.query_map(arguments, |row| Ok((Job::from_row(row)?, row.get::<_, Option<String>>(22)?)))?;
        for row in rows {
            let (job, owner) = row?;
            if owner.is_none_or(|owner| !lease.is_alive(&home.leases(), &owner)) {
                return Ok(Some(job));
            }
        }
        Ok(None)
    }
}

fn take(db: &Connection, id: &str, lease: &Lease) -> Result<(), StoreError> {
    let sql = "UPDATE jobs SET state = 'running', owner = ?2, wish = NULL, error = NULL, ended_ms = NULL WHERE id = ?1";
    known(id, db.prepare_cached(sql)?.execute([id, lease.id()])?)
}

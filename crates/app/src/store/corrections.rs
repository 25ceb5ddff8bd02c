//! The table of corrections: what a person changed in a document, as events in the order of their making. The pages keep
//! what was recognised; undone events stay, so that they can be done again after a restart.

use rusqlite::{OptionalExtension, params};
use serde_json::Value;

use super::{Store, StoreError, now_ms};

pub(super) const CREATE: &str = "
CREATE TABLE corrections (
    id         INTEGER PRIMARY KEY,
    job        TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    page       INTEGER NOT NULL,
    event      TEXT NOT NULL,
    undone     INTEGER NOT NULL DEFAULT 0,
    created_ms INTEGER NOT NULL
);
CREATE INDEX corrections_by_job ON corrections (job, id);";

/// One correction.
#[derive(Clone, Debug, PartialEq)]
pub struct Correction {
    /// Its place in the order.
    pub id: i64,
    /// 0-based.
    pub page: u32,
    /// What was done, as its own JSON.
    pub event: Value,
    /// When, in milliseconds since 1970 (UTC).
    pub created_ms: u64,
}

impl Store {
    /// Adds a correction. What was undone before it can no longer be done again.
    ///
    /// # Errors
    /// What SQLite says; a job that is not there.
    pub fn add_correction(&self, job: &str, page: u32, event: &Value) -> Result<i64, StoreError> {
        self.write(|db| {
            db.execute("DELETE FROM corrections WHERE job = ?1 AND undone", [job])?;
            db.execute(
                "INSERT INTO corrections (job, page, event, created_ms) VALUES (?1, ?2, ?3, ?4)",
                params![job, page, event.to_string(), now_ms() as i64],
            )?;
            Ok(db.last_insert_rowid())
        })
    }

    /// The corrections of a job that hold, in order.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn corrections(&self, job: &str) -> Result<Vec<Correction>, StoreError> {
        let reader = self.reader();
        let sql = "SELECT id, page, event, created_ms FROM corrections WHERE job = ?1 AND NOT undone ORDER BY id";
        let mut statement = reader.prepare_cached(sql)?;
        let rows = statement.query_map([job], |row| {
            let event: String = row.get(2)?;
            let created_ms = row.get::<_, i64>(3)? as u64;
            Ok((Correction { id: row.get(0)?, page: row.get(1)?, event: Value::Null, created_ms }, event))
        })?;
        rows.map(|row| {
            let (correction, event) = row?;
            let event = serde_json::from_str(&event).map_err(|e| StoreError::Content(e.to_string()))?;
            Ok(Correction { event, ..correction })
        })
        .collect()
    }

    /// Takes the last correction back; its id, or `None` where none holds.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn undo_correction(&self, job: &str) -> Result<Option<i64>, StoreError> {
        let sql = "UPDATE corrections SET undone = 1
                   WHERE id = (SELECT max(id) FROM corrections WHERE job = ?1 AND NOT undone) RETURNING id";
        Ok(self.writer().query_row(sql, [job], |row| row.get(0)).optional()?)
    }

    /// Does the first undone correction again; its id, or `None` where there is none.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn redo_correction(&self, job: &str) -> Result<Option<i64>, StoreError> {
        let sql = "UPDATE corrections SET undone = 0
                   WHERE id = (SELECT min(id) FROM corrections WHERE job = ?1 AND undone) RETURNING id";
        Ok(self.writer().query_row(sql, [job], |row| row.get(0)).optional()?)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::store::tests::job;

    #[test]
    fn corrections_are_undone_and_done_again_in_order() {
        let store = Store::in_memory().unwrap();
        let id = job(&store, "a.pdf");
        for n in 0..3 {
            store.add_correction(&id, n, &json!({ "n": n })).unwrap();
        }
        let held = |store: &Store| store.corrections(&id).unwrap().iter().map(|c| c.page).collect::<Vec<_>>();
        store.undo_correction(&id).unwrap();
        store.undo_correction(&id).unwrap();
        assert_eq!(held(&store), [0]);
        store.redo_correction(&id).unwrap();
        assert_eq!(held(&store), [0, 1]);
        store.add_correction(&id, 9, &json!({})).unwrap();
        assert_eq!(store.redo_correction(&id).unwrap(), None);
        assert_eq!(held(&store), [0, 1, 9]);
        assert!(store.add_correction("nobody", 0, &json!({})).is_err());
    }
}

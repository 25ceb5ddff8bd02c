//! What can be read of a database that was set aside, brought into the present one. Jobs and pages that are there already
//! stay as they are, so that recovering twice changes nothing.

use std::collections::HashMap;
use std::path::Path;

use document::Page;
use rusqlite::{Connection, Row, ToSql, params};

use super::damaged::{open, walk};
use super::{PageRecord, Store, StoreError, jobs, now_ms, pages};

/// What was brought back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Recovered {
    /// Jobs that were not there.
    pub jobs: u32,
    /// Pages that were not there.
    pub pages: u32,
    /// Jobs that were there already.
    pub known: u32,
}

/// What is taken over of a job as it stands; its counts follow from its pages.
const TAKEN: &str =
    "id, name, name_key, name_fold, source, source_is_ours, source_size, source_ms, origin, priority, position,
    format, language, options, document_pages, pages, warnings, error, created_ms, elapsed_ms";

impl Store {
    /// Brings in what can be read of the database at `path`. Jobs that had not ended are paused. Pages whose job cannot be
    /// read any more get one.
    ///
    /// # Errors
    /// What keeps this store from being written; a file that cannot be read at all gives nothing.
    pub fn recover(&self, path: &Path) -> Result<Recovered, StoreError> {
        let mut recovered = Recovered::default();
        let Ok(db) = open(path) else { return Ok(recovered) };
        let mut failed = Ok(());
        walk(&db, "jobs", &format!("{TAKEN}, state, ended_ms"), |row| {
            if failed.is_ok() {
                match self.recover_job(row) {
                    Ok(true) => recovered.jobs += 1,
                    Ok(false) => recovered.known += 1,
                    // One row that is not what it should be costs itself alone.
                    Err(StoreError::Sql(e)) if is_row_fault(&e) => {}
                    Err(e) => failed = Err(e),
                }
            }
        });
        failed?;
        let mut failed = Ok(());
        walk(&db, "pages", "content, job", |row| {
            if let (true, Ok(content), Ok(job)) = (failed.is_ok(), row.get::<_, Vec<u8>>(1), row.get::<_, String>(2))
                && let Ok(page) = pages::unpack(&content)
            {
                match self.recover_page(&job, &page, &mut recovered) {
                    Ok(()) => {}
                    Err(e) => failed = Err(e),
                }
            }
        });
        failed?;
        self.recover_rest(&db)?;
        self.rebuild_corrected()?;
        Ok(recovered)
    }

    /// Brings in a job; whether it was not there.
    fn recover_job(&self, row: &Row<'_>) -> Result<bool, StoreError> {
        let columns = TAKEN.split(',').count();
        let mut values: Vec<rusqlite::types::Value> = Vec::with_capacity(columns + 2);
        for column in 1..=columns + 2 {
            values.push(row.get(column)?);
        }
        let id: String = row.get(1)?;
        let marks: Vec<String> = (1..=columns).map(|n| format!("?{n}")).collect();
        let (state, ended) = (columns + 1, columns + 2);
        let sql = format!(
            "INSERT OR IGNORE INTO jobs ({TAKEN}, state, ended_ms) VALUES ({},
                 iif(?{state} IN ('done', 'failed', 'cancelled'), ?{state}, 'paused'), ?{ended})",
            marks.join(", ")
        );
        self.write(|db| {
            let arguments: Vec<&dyn ToSql> = values.iter().map(|value| value as &dyn ToSql).collect();
            let added = db.prepare_cached(&sql)?.execute(arguments.as_slice())? > 0;
            // One that this program cannot read is not let in.
            jobs::read(db, &id)?;
            Ok(added)
        })
    }

    fn recover_page(&self, job: &str, page: &Page, recovered: &mut Recovered) -> Result<(), StoreError> {
        if self.job(job).is_err_and(|e| e.is_unknown()) {
            self.add_stand_in(job)?;
            recovered.jobs += 1;
        }
        if self.page(job, page.index)?.is_some() {
            return Ok(());
        }
        let elapsed_ms = self.job(job)?.elapsed_ms;
        self.put_page(job, &PageRecord { page, warnings: &[], elapsed_ms })?;
        recovered.pages += 1;
        Ok(())
    }

    /// A job for pages whose own cannot be read: paused for ever would be a lie, so it has ended.
    fn add_stand_in(&self, id: &str) -> Result<(), StoreError> {
        let name = format!("recovered {}", id.get(..8).unwrap_or(id));
        let options =
            serde_json::to_string(&super::JobOptions::default()).map_err(|e| StoreError::Content(e.to_string()))?;
        self.write(|db| {
            db.execute(
                "INSERT INTO jobs (id, name, name_key, name_fold, source, source_is_ours, origin, priority, position, state,
                     options, created_ms, ended_ms) VALUES (?1, ?2, ?2, ?2, x'', 0, 'app', 1, 0, 'done', ?3, ?4, ?4)",
                params![id, name, options, now_ms() as i64],
            )?;
            Ok(())
        })
    }

    /// Tags, corrections and chats of jobs that are there and have none.
    fn recover_rest(&self, from: &Connection) -> Result<(), StoreError> {
        for (table, columns) in [
            ("tags", "job, tag, folded"),
            ("corrections", "job, page, event, undone, created_ms, step"),
            ("chats", "job, role, text, citations, created_ms"),
        ] {
            let count = columns.split(',').count();
            let mut rows: Vec<Vec<rusqlite::types::Value>> = Vec::new();
            let read = |row: &Row<'_>, first: usize| (first..first + count).map(|column| row.get(column)).collect();
            if table == "tags" {
                // A table without row numbers is read as far as it goes.
                let sql = format!("SELECT {columns} FROM {table}");
                if let Ok(mut statement) = from.prepare(&sql)
                    && let Ok(found) = statement.query_map([], |row| read(row, 0))
                {
                    rows.extend(found.map_while(Result::ok));
                }
            } else {
                walk(from, table, columns, |row| rows.extend(read(row, 1).ok()));
            }
            self.write(|db| {
                let marks = vec!["?"; count].join(", ");
                let there = format!(
                    "SELECT EXISTS (SELECT 1 FROM {table} WHERE job = ?1), EXISTS (SELECT 1 FROM jobs WHERE id = ?1)"
                );
                // Asked once for each job, before its first row comes in.
                let mut wanting: HashMap<String, bool> = HashMap::new();
                for row in &rows {
                    let rusqlite::types::Value::Text(job) = &row[0] else { continue };
                    if !wanting.contains_key(job) {
                        let (has, known): (bool, bool) =
                            db.query_row(&there, [job], |row| Ok((row.get(0)?, row.get(1)?)))?;
                        wanting.insert(job.clone(), known && !has);
                    }
                    if wanting[job] {
                        let sql = format!("INSERT OR IGNORE INTO {table} ({columns}) VALUES ({marks})");
                        db.prepare_cached(&sql)?.execute(rusqlite::params_from_iter(row))?;
                    }
                }
                Ok(())
            })?;
        }
        Ok(())
    }
}

/// Whether the row is at fault, and not the store that it shall go to.
fn is_row_fault(e: &rusqlite::Error) -> bool {
    use rusqlite::{Error, ErrorCode};
    let constraint = e.sqlite_error_code() == Some(ErrorCode::ConstraintViolation);
    let shape = matches!(
        e,
        Error::FromSqlConversionFailure(..)
            | Error::InvalidColumnType(..)
            | Error::IntegralValueOutOfRange(..)
            | Error::Utf8Error(..)
    );
    constraint || shape
}

#[cfg(test)]
mod tests {
    use document::{Block, Line};

    use super::*;
    use crate::contract::JobState;
    use crate::store::tests::job;

    fn page(index: u32, text: &str) -> Page {
        let blocks = vec![Block { lines: vec![Line { text: text.into(), ..Line::default() }], ..Block::default() }];
        Page { index, width: 10, height: 10, blocks, engine: "ppocr".into(), ..Page::default() }
    }

    fn home(dir: &Path) -> crate::Home {
        crate::Home { config: dir.into(), data: dir.into(), cache: dir.into(), assets: engine::Assets::new(dir) }
    }

    fn text(store: &Store, id: &str) -> String {
        store.pages(id).unwrap().iter().map(Page::text).collect()
    }

    #[test]
    fn what_can_be_read_comes_back_once() {
        let dir = tempfile::tempdir().unwrap();
        let (old, _) = Store::open(&home(dir.path())).unwrap();
        let ids: Vec<String> = (0..100).map(|n| job(&old, &format!("{n}.png"))).collect();
        for (n, id) in ids.iter().enumerate() {
            // No two alike, so that a page of the database holds the text of a few of them only.
            let text: String = (0..200).map(|k| format!("{} ", (n * 7919 + k * 104_729) % 99_991)).collect();
            old.put_page(id, &PageRecord { page: &page(0, &text), warnings: &[], elapsed_ms: 5 }).unwrap();
        }
        old.set_state(&ids[0], JobState::Done, None, 5).unwrap();
        old.tag_job(&ids[1], &["tax".into()]).unwrap();
        let edit = document::edit::Edit::DeleteBlocks { blocks: vec![0] };
        old.correct(&ids[2], &[0], |_| Ok(vec![edit.clone()])).unwrap();
        let texts: Vec<String> = ids.iter().map(|id| text(&old, id)).collect();
        drop(old);
        let path = home(dir.path()).database();
        // One page in the middle of the file is garbage.
        let mut bytes = std::fs::read(&path).unwrap();
        let middle = bytes.len() / 2 / 4096 * 4096;
        bytes[middle..middle + 4096].fill(0xee);
        std::fs::write(&path, &bytes).unwrap();

        let store = Store::in_memory().unwrap();
        let first = store.recover(&path).unwrap();
        assert!(first.pages >= 80 && first.jobs >= 80, "{first:?}");
        assert_eq!(store.counts().unwrap(), (first.jobs, first.pages));
        for (id, text_before) in ids.iter().zip(&texts) {
            let text = text(&store, id);
            assert!(text.is_empty() || text == *text_before, "{id}");
        }
        assert_eq!(store.job(&ids[0]).unwrap().state, JobState::Done);
        let other = store.job(&ids[1]).unwrap();
        assert_eq!((other.state, other.pages_done, other.tags), (JobState::Paused, 1, vec!["tax".to_owned()]));
        assert_eq!(store.corrections(&ids[2]).unwrap().len(), 1);
        let again = store.recover(&path).unwrap();
        assert_eq!((again.jobs, again.pages), (0, 0));
        assert_eq!(store.corrections(&ids[2]).unwrap().len(), 1);
        assert_eq!(store.counts().unwrap(), (first.jobs, first.pages));
    }

    #[test]
    fn pages_without_a_job_get_one_and_rubbish_gives_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let (old, _) = Store::open(&home(dir.path())).unwrap();
        let id = job(&old, "a.png");
        old.put_page(&id, &PageRecord { page: &page(0, "alone"), warnings: &[], elapsed_ms: 5 }).unwrap();
        drop(old);
        let path = home(dir.path()).database();
        let db = Connection::open(&path).unwrap();
        db.execute_batch("PRAGMA foreign_keys = OFF; DELETE FROM jobs").unwrap();
        drop(db);
        let store = Store::in_memory().unwrap();
        let found = store.recover(&path).unwrap();
        assert_eq!((found.jobs, found.pages), (1, 1));
        let stand_in = store.job(&id).unwrap();
        assert_eq!((stand_in.state, stand_in.name), (JobState::Done, format!("recovered {}", &id[..8])));
        assert_eq!(text(&store, &id), "alone");
        std::fs::write(&path, "this is no database").unwrap();
        assert_eq!(store.recover(&path).unwrap(), Recovered::default());
    }
}

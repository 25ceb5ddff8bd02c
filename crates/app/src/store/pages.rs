//! The table of pages that were tried. A page's content is its JSON, deflated; beside it stands what a list of pages needs.

use std::io::{Read, Write};

use document::{MeanConfidence, Page, Warning};
use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use rusqlite::{Connection, OptionalExtension, params};

use super::{Store, StoreError, corrections, jobs, review, search};
use crate::contract::{PageState, PageStatus, WireError};

pub(super) const CREATE: &str = "
CREATE TABLE pages (
    id        INTEGER PRIMARY KEY,
    job       TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    number    INTEGER NOT NULL,
    failed    INTEGER NOT NULL,
    width     INTEGER NOT NULL,
    height    INTEGER NOT NULL,
    engine    TEXT NOT NULL,
    sureness  REAL NOT NULL,
    letters   REAL NOT NULL,
    error     TEXT,
    content   BLOB NOT NULL,
    UNIQUE (job, number)
);
CREATE INDEX pages_by_engine ON pages (engine, job);";

/// A page as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub struct PageRecord<'a> {
    /// The page, read or failed.
    pub page: &'a Page,
    /// What the reader should know of it.
    pub warnings: &'a [Warning],
    /// How long the job has run by now, in milliseconds.
    pub elapsed_ms: u64,
}

/// What a list of pages says of one that was tried.
#[derive(Clone, Debug, PartialEq)]
pub struct PageRow {
    /// 0-based.
    pub number: u32,
    /// Why it failed.
    pub error: Option<WireError>,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
}

impl PageRow {
    /// As the wire has it.
    pub fn status(&self) -> PageStatus {
        PageStatus {
            index: self.number,
            state: if self.error.is_some() { PageState::Failed } else { PageState::Done },
            width: self.width,
            height: self.height,
            has_image: true,
            error: self.error.clone(),
        }
    }
}

impl Store {
    /// Stores a page that was tried, in place of an earlier try, with its text in the index and its job's counts, all
    /// at once. Corrections are not lost: where the new reading is that of before, but for what its blocks are, they
    /// hold on it as well; a page that reads otherwise does not replace one that a person has corrected.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] where the job is gone; what SQLite says.
    pub fn put_page(&self, job: &str, record: &PageRecord<'_>) -> Result<(), StoreError> {
        let page = record.page;
        let content = pack(page)?;
        let confidence = MeanConfidence::of(page.words());
        let (sureness, letters) = (f64::from(confidence.sum()), f64::from(confidence.weight()));
        let error = page.error.as_ref().map(|e| WireError::new(e.code, e.message.clone()));
        self.write(|db| {
            let mut known = jobs::read(db, job)?;
            let corrected = corrections::is_corrected(db, job, page.index)?;
            if corrected && !corrections::may_replace(db, job, page)? {
                return Ok(());
            }
            let old = forget(db, job, page.index)?;
            db.prepare_cached(
                "INSERT INTO pages (job, number, failed, width, height, engine, sureness, letters, error, content,
                     first_doubts)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            )?
            .execute(params![
                job,
                page.index,
                error.is_some(),
                page.width,
                page.height,
                page.engine,
                sureness,
                letters,
                jobs::error_text(error.as_ref()),
                content,
                review::doubts(page),
            ])?;
            search::index(db, db.last_insert_rowid(), &page.text())?;
            known
                .warnings
                .extend(record.warnings.iter().filter(|w| !known.warnings.contains(w)).cloned().collect::<Vec<_>>());
            let warnings = serde_json::to_string(&known.warnings).map_err(|e| StoreError::Content(e.to_string()))?;
            let (done, failed) = if error.is_some() { (0, 1) } else { (1, 0) };
            db.prepare_cached(
                "UPDATE jobs SET pages_done = pages_done + ?2, pages_failed = pages_failed + ?3,
                     sureness = max(sureness + ?4, 0), letters = max(letters + ?5, 0), warnings = ?6, elapsed_ms = ?7
                 WHERE id = ?1",
            )?
            .execute(params![
                job,
                done - old.done,
                failed - old.failed,
                sureness - old.sureness,
                letters - old.letters,
                warnings,
                record.elapsed_ms as i64,
            ])?;
            if corrected {
                corrections::rebuild(db, job, page.index)?;
            } else {
                corrections::forget_undone(db, job, page.index)?;
            }
            Ok(())
        })
    }

    /// A page that was tried, as it was corrected; `None` where it was not yet.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn page(&self, job: &str, number: u32) -> Result<Option<Page>, StoreError> {
        let reader = self.reader();
        let sql = "SELECT coalesce(corrected, content) FROM pages WHERE job = ?1 AND number = ?2";
        let mut statement = reader.prepare_cached(sql)?;
        let content = statement.query_row(params![job, number], |row| row.get::<_, Vec<u8>>(0)).optional()?;
        content.map(|content| unpack(&content)).transpose()
    }

    /// A page as it was first read, before any correction; `None` where it was not yet.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn original_page(&self, job: &str, number: u32) -> Result<Option<Page>, StoreError> {
        original(&self.reader(), job, number)
    }

    /// Every page of a job that was tried, as it was corrected, in order.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn pages(&self, job: &str) -> Result<Vec<Page>, StoreError> {
        self.every_page(job, "coalesce(corrected, content)")
    }

    /// Every page of a job as it was first read, in order.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn original_pages(&self, job: &str) -> Result<Vec<Page>, StoreError> {
        self.every_page(job, "content")
    }

    fn every_page(&self, job: &str, column: &str) -> Result<Vec<Page>, StoreError> {
        let reader = self.reader();
        let sql = format!("SELECT {column} FROM pages WHERE job = ?1 ORDER BY number");
        let mut statement = reader.prepare_cached(&sql)?;
        let rows = statement.query_map([job], |row| row.get::<_, Vec<u8>>(0))?;
        rows.map(|row| unpack(&row?)).collect()
    }

    /// What the list of a job's pages says of those that were tried, in order.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn page_rows(&self, job: &str) -> Result<Vec<PageRow>, StoreError> {
        let reader = self.reader();
        let sql = "SELECT number, error, width, height FROM pages WHERE job = ?1 ORDER BY number";
        let mut statement = reader.prepare_cached(sql)?;
        let rows = statement.query_map([job], |row| {
            let error: Option<String> = row.get(1)?;
            Ok(PageRow {
                number: row.get(0)?,
                error: error.map(|text| jobs::error_from(&text)),
                width: row.get(2)?,
                height: row.get(3)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Forgets the failed pages of a job, so that they are read again. Gives their numbers.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn forget_failed_pages(&self, job: &str) -> Result<Vec<u32>, StoreError> {
        self.write(|db| {
            let numbers: Vec<u32> = db
                .prepare_cached("SELECT number FROM pages WHERE job = ?1 AND failed ORDER BY number")?
                .query_map([job], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            for &number in &numbers {
                forget(db, job, number)?;
            }
            db.execute("UPDATE jobs SET pages_failed = 0 WHERE id = ?1", [job])?;
            Ok(numbers)
        })
    }
}

/// What a page that goes takes from its job's counts.
#[derive(Default)]
struct Share {
    done: i64,
    failed: i64,
    sureness: f64,
    letters: f64,
}

fn forget(db: &Connection, job: &str, number: u32) -> Result<Share, StoreError> {
    let sql = "SELECT id, failed, sureness, letters FROM pages WHERE job = ?1 AND number = ?2";
    let row = db
        .prepare_cached(sql)?
        .query_row(params![job, number], |row| {
            let failed: i64 = row.get(1)?;
            let share = Share { done: 1 - failed, failed, sureness: row.get(2)?, letters: row.get(3)? };
            Ok((row.get::<_, i64>(0)?, share))
        })
        .optional()?;
    let Some((id, share)) = row else { return Ok(Share::default()) };
    search::forget_page(db, id)?;
    db.prepare_cached("DELETE FROM pages WHERE id = ?1")?.execute([id])?;
    Ok(share)
}

/// The page as it was first read.
pub(super) fn original(db: &Connection, job: &str, number: u32) -> Result<Option<Page>, StoreError> {
    let mut statement = db.prepare_cached("SELECT content FROM pages WHERE job = ?1 AND number = ?2")?;
    let content = statement.query_row(params![job, number], |row| row.get::<_, Vec<u8>>(0)).optional()?;
    content.map(|content| unpack(&content)).transpose()
}

pub(super) fn pack(page: &Page) -> Result<Vec<u8>, StoreError> {
    let json = serde_json::to_vec(page).map_err(|e| StoreError::Content(e.to_string()))?;
    let mut encoder = ZlibEncoder::new(Vec::with_capacity(json.len() / 6), Compression::fast());
    let packed = encoder.write_all(&json).and_then(|()| encoder.finish());
    packed.map_err(|e| StoreError::Content(e.to_string()))
}

pub(super) fn unpack(content: &[u8]) -> Result<Page, StoreError> {
    let mut json = Vec::with_capacity(content.len() * 6);
    ZlibDecoder::new(content).read_to_end(&mut json).map_err(|e| StoreError::Content(e.to_string()))?;
    serde_json::from_slice(&json).map_err(|e| StoreError::Content(e.to_string()))
}

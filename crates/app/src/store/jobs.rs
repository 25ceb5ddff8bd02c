//! The table of jobs, and their tags. A job's counts and sums are kept beside its pages, so that a list needs no page.

use std::path::{Path, PathBuf};

use document::{Area, Code, Warning};
use engine::worker::{EngineChoice, Mode};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::fold::{fold, sort_key};
use super::{Store, StoreError, now_ms};
use crate::contract::{JobState, JobSummary, Origin, Priority, Tier, WireError};
use crate::pages::PageRange;

pub(super) const CREATE: &str = "
CREATE TABLE jobs (
    id             TEXT NOT NULL UNIQUE,
    name           TEXT NOT NULL,
    name_key       TEXT NOT NULL,
    name_fold      TEXT NOT NULL,
    source         BLOB NOT NULL,
    source_is_ours INTEGER NOT NULL,
    source_size    INTEGER,
    source_ms      INTEGER,
    origin         TEXT NOT NULL,
    priority       INTEGER NOT NULL,
    position       REAL NOT NULL,
    state          TEXT NOT NULL,
    format         TEXT NOT NULL DEFAULT '',
    language       TEXT,
    options        TEXT NOT NULL,
    owner          TEXT,
    wish           TEXT,
    document_pages INTEGER NOT NULL DEFAULT 0,
    pages          INTEGER NOT NULL DEFAULT 0,
    pages_done     INTEGER NOT NULL DEFAULT 0,
    pages_failed   INTEGER NOT NULL DEFAULT 0,
    sureness       REAL NOT NULL DEFAULT 0,
    letters        REAL NOT NULL DEFAULT 0,
    warnings       TEXT NOT NULL DEFAULT '[]',
    error          TEXT,
    created_ms     INTEGER NOT NULL,
    elapsed_ms     INTEGER NOT NULL DEFAULT 0,
    ended_ms       INTEGER
);
CREATE INDEX jobs_by_age ON jobs (created_ms);
CREATE INDEX jobs_owned ON jobs (owner) WHERE owner IS NOT NULL;
CREATE INDEX jobs_by_end ON jobs (ended_ms);
CREATE INDEX jobs_by_name ON jobs (name_key);
CREATE INDEX jobs_unfinished ON jobs (state, priority, position) WHERE state IN ('queued', 'running', 'paused');";

pub(super) const CREATE_TAGS: &str = "
CREATE TABLE tags (
    job TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    tag TEXT NOT NULL,
    folded TEXT NOT NULL,
    PRIMARY KEY (job, tag)
) WITHOUT ROWID;
CREATE INDEX tags_by_tag ON tags (tag);";

/// How a job's pages are read. What is absent in an older row has its default. A password is never stored.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct JobOptions {
    /// Which engine.
    pub engine: EngineChoice,
    /// The language as the user gave it; `None` is automatic.
    pub language: Option<String>,
    /// Text layer or recognition.
    pub mode: Mode,
    /// Which pages, as a person types them; empty for all.
    pub pages: String,
    /// Resolution at which PDF pages are rendered, in pixels an inch; `None` for the default.
    pub dpi: Option<u32>,
    /// Which quality of recognition.
    pub tier: Tier,
    /// The preset of the API that it was sent with.
    pub tool: Option<String>,
    /// The language that its text is wanted in.
    pub translate_to: Option<String>,
    /// What of each page is left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ignore: Vec<Area>,
}

impl JobOptions {
    /// Refuses areas that are none.
    ///
    /// # Errors
    /// `usage`.
    pub fn check(&self) -> Result<(), WireError> {
        if self.ignore.iter().all(Area::is_sound) {
            return Ok(());
        }
        Err(WireError::usage("an area to leave out is four shares of the page from 0 to 1: left, top, right, bottom"))
    }
}

/// A job to be.
#[derive(Clone, Debug)]
pub struct NewJob {
    /// Its name in the list.
    pub name: String,
    /// The file to read, absolute.
    pub source: PathBuf,
    /// Whether the file is a copy of ours, which retention may delete.
    pub source_is_ours: bool,
    /// Who makes it.
    pub origin: Origin,
    /// How its pages are read.
    pub options: JobOptions,
    /// The id of the token that it is made with; `None` for the owner's own.
    pub token: Option<String>,
}

/// A job's row.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// 32 hex digits.
    pub id: String,
    /// Its name in the list.
    pub name: String,
    /// The file to read.
    pub source: PathBuf,
    /// Whether the file is a copy of ours.
    pub source_is_ours: bool,
    /// Who made it.
    pub origin: Origin,
    /// How urgent it is.
    pub priority: Priority,
    /// Where it stands.
    pub state: JobState,
    /// Content kind; empty until the file was opened.
    pub format: String,
    /// How its pages are read.
    pub options: JobOptions,
    /// How many pages the document has; 0 until the file was opened.
    pub document_pages: u32,
    /// How many pages were asked for; 0 until the file was opened.
    pub pages: u32,
    /// How many were read.
    pub pages_done: u32,
    /// How many failed.
    pub pages_failed: u32,
    /// 0–1 over all words; `None` with no word.
    pub mean_confidence: Option<f32>,
    /// What the reader should know.
    pub warnings: Vec<Warning>,
    /// Why it failed.
    pub error: Option<WireError>,
    /// When it was made, in milliseconds since 1970 (UTC).
    pub created_ms: u64,
    /// How long it has run, in milliseconds.
    pub elapsed_ms: u64,
    /// When it ended.
    pub ended_ms: Option<u64>,
    /// The user's tags, sorted.
    pub tags: Vec<String>,
    /// The id of the token that it was made with.
    pub token: Option<String>,
}

/// The columns of [`Job`], in its order. The table is called `j`.
pub(super) const COLUMNS: &str = "j.id, j.name, j.source, j.source_is_ours, j.origin, j.priority, j.state, j.format,
    j.options, j.pages, j.pages_done, j.pages_failed, j.sureness, j.letters, j.warnings, j.error, j.created_ms,
    j.elapsed_ms, j.ended_ms, (SELECT json_group_array(tag ORDER BY tag) FROM tags WHERE tags.job = j.id),
    j.document_pages, j.token";

impl Job {
    pub(super) fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        let (sureness, letters): (f64, f64) = (row.get(12)?, row.get(13)?);
        Ok(Self {
            id: row.get(0)?,
            name: row.get(1)?,
            source: path_from(row.get_ref(2)?.as_blob()?),
            source_is_ours: row.get(3)?,
            origin: word(row, 4)?,
            priority: match row.get::<_, i64>(5)? {
                ..=0 => Priority::Low,
                1 => Priority::Normal,
                2.. => Priority::High,
            },
            state: word(row, 6)?,
            format: row.get(7)?,
            options: json(row, 8)?,
            pages: row.get(9)?,
            pages_done: row.get(10)?,
            pages_failed: row.get(11)?,
            mean_confidence: (letters > 0.0).then(|| (sureness / letters) as f32),
            warnings: json(row, 14)?,
            error: row.get::<_, Option<String>>(15)?.map(|text| error_from(&text)),
            created_ms: row.get::<_, i64>(16)? as u64,
            elapsed_ms: row.get::<_, i64>(17)? as u64,
            ended_ms: row.get::<_, Option<i64>>(18)?.map(|ms| ms as u64),
            tags: json(row, 19)?,
            document_pages: row.get(20)?,
            token: row.get(21)?,
        })
    }

    /// The pages that were asked for, 0-based; none until the file was opened.
    ///
    /// # Errors
    /// `usage` where a page was named that the document does not have.
    pub fn asked(&self) -> Result<Vec<u32>, WireError> {
        let range = if self.options.pages.is_empty() { Ok(PageRange::default()) } else { self.options.pages.parse() };
        range.map_err(WireError::usage)?.resolve(self.document_pages)
    }

    /// The row of the list.
    pub fn summary(&self) -> JobSummary {
        JobSummary {
            id: self.id.clone(),
            name: self.name.clone(),
            format: self.format.clone(),
            state: self.state,
            pages: self.pages,
            pages_done: self.pages_done,
            pages_failed: self.pages_failed,
            engine: self.options.engine,
            language: self.options.language.clone(),
            priority: self.priority,
            origin: self.origin,
            tags: self.tags.clone(),
            created_ms: self.created_ms,
            elapsed_ms: self.elapsed_ms,
            mean_confidence: self.mean_confidence,
            error: self.error.clone(),
            remote: None,
        }
    }
}

impl Store {
    /// Adds a job that waits for its turn, at the end of the queue.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn add_job(&self, new: &NewJob) -> Result<Job, StoreError> {
        self.write(|db| add(db, new))
    }

    /// One job.
    ///
    /// # Errors
    /// [`StoreError::Unknown`].
    pub fn job(&self, id: &str) -> Result<Job, StoreError> {
        read(&self.reader(), id)
    }

    /// Gives a job another name.
    ///
    /// # Errors
    /// [`StoreError::Unknown`].
    pub fn rename_job(&self, id: &str, name: &str) -> Result<(), StoreError> {
        let changed = self.writer().execute(
            "UPDATE jobs SET name = ?2, name_key = ?3, name_fold = ?4 WHERE id = ?1",
            params![id, name, sort_key(name), fold(name)],
        )?;
        known(id, changed)
    }

    /// Replaces a job's tags. Blank ones are left out.
    ///
    /// # Errors
    /// [`StoreError::Unknown`].
    pub fn tag_job(&self, id: &str, tags: &[String]) -> Result<(), StoreError> {
        self.write(|db| {
            read(db, id)?;
            db.execute("DELETE FROM tags WHERE job = ?1", [id])?;
            for tag in tags.iter().map(|tag| tag.trim()).filter(|tag| !tag.is_empty()) {
                db.execute("INSERT OR IGNORE INTO tags (job, tag, folded) VALUES (?1, ?2, ?3)", [id, tag, &fold(tag)])?;
            }
            Ok(())
        })
    }

    /// Deletes jobs with their pages, their place in the index, corrections, chats and tags. What was deleted is
    /// overwritten in the file. Gives the jobs as they were; ids that are not there are passed over.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn delete_jobs(&self, ids: &[String]) -> Result<Vec<Job>, StoreError> {
        let deleted = self.write(|db| {
            db.pragma_update(None, "secure_delete", true)?;
            let mut deleted = Vec::new();
            for id in ids {
                let Some(job) = find(db, id)? else { continue };
                super::search::forget(db, id)?;
                db.execute("DELETE FROM jobs WHERE id = ?1", [id])?;
                deleted.push(job);
            }
            Ok(deleted)
        })?;
        self.truncate_journal();
        Ok(deleted)
    }

    /// Deletes every job and gives the room back to the disk. Settings stay.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn delete_everything(&self) -> Result<(), StoreError> {
        self.write(|db| {
            db.pragma_update(None, "secure_delete", true)?;
            super::search::forget_all(db)?;
            db.execute("DELETE FROM jobs", [])?;
            Ok(())
        })?;
        self.writer().execute_batch("VACUUM")?;
        self.truncate_journal();
        Ok(())
    }

    /// Empties the journal, in which deleted text would lie on. Another program that reads keeps it until it is done.
    fn truncate_journal(&self) {
        let _ = self.writer().query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    }
}

pub(super) fn add(db: &Connection, new: &NewJob) -> Result<Job, StoreError> {
    let id = uuid::Uuid::new_v4().simple().to_string();
    let (size, modified) = source_stamp(&new.source);
    let options = serde_json::to_string(&new.options).map_err(|e| StoreError::Content(e.to_string()))?;
    db.prepare_cached(
        "INSERT INTO jobs (id, name, name_key, name_fold, source, source_is_ours, source_size, source_ms, origin, priority,
             position, state, language, options, created_ms, token)
         VALUES (?1, ?2, ?3, ?12, ?4, ?5, ?6, ?7, ?8, 1,
             (SELECT coalesce(max(position), 0) + 1 FROM jobs WHERE state IN ('queued', 'running', 'paused')),
             'queued', ?9, ?10, ?11, ?13)",
    )?
    .execute(params![
        id,
        new.name,
        sort_key(&new.name),
        path_bytes(&new.source),
        new.source_is_ours,
        size,
        modified,
        spelled(&new.origin),
        new.options.language,
        options,
        now_ms() as i64,
        fold(&new.name),
        new.token,
    ])?;
    read(db, &id)
}

pub(super) fn read(db: &Connection, id: &str) -> Result<Job, StoreError> {
    find(db, id)?.ok_or_else(|| StoreError::Unknown(id.to_owned()))
}

fn find(db: &Connection, id: &str) -> Result<Option<Job>, StoreError> {
    let mut statement = db.prepare_cached(&format!("SELECT {COLUMNS} FROM jobs j WHERE j.id = ?1"))?;
    Ok(statement.query_row([id], Job::from_row).optional()?)
}

pub(super) fn known(id: &str, changed: usize) -> Result<(), StoreError> {
    if changed == 0 { Err(StoreError::Unknown(id.to_owned())) } else { Ok(()) }
}

/// Size in bytes and time of change in milliseconds, by which a file is known again; nothing where it cannot be asked.
pub(super) fn source_stamp(path: &Path) -> (Option<i64>, Option<i64>) {
    let Ok(meta) = std::fs::metadata(path) else { return (None, None) };
    let modified = meta.modified().ok().and_then(|t| t.duration_since(std::time::UNIX_EPOCH).ok());
    (i64::try_from(meta.len()).ok(), modified.and_then(|d| i64::try_from(d.as_millis()).ok()))
}

/// A name of the wire: how an enum is spelled there, and in the database.
pub(super) fn spelled<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => name,
        other => unreachable!("an enum of the wire is a word: {other:?}"),
    }
}

fn word<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    let text = row.get_ref(column)?.as_str()?;
    serde_json::from_value(text.into()).map_err(|e| content_error(column, e))
}

fn json<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    serde_json::from_str(row.get_ref(column)?.as_str()?).map_err(|e| content_error(column, e))
}

fn content_error(column: usize, e: serde_json::Error) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(e))
}

pub(super) fn error_text(error: Option<&WireError>) -> Option<String> {
    error.and_then(|e| serde_json::to_string(e).ok())
}

pub(super) fn error_from(text: &str) -> WireError {
    // An error of a newer program whose code this one does not know still says what it says.
    serde_json::from_str(text).unwrap_or_else(|_| WireError::new(Code::Internal, text))
}

#[cfg(unix)]
pub(super) fn path_bytes(path: &Path) -> Vec<u8> {
    use std::os::unix::ffi::OsStrExt;
    path.as_os_str().as_bytes().to_vec()
}

#[cfg(unix)]
pub(super) fn path_from(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    std::ffi::OsStr::from_bytes(bytes).into()
}

#[cfg(not(unix))]
pub(super) fn path_bytes(path: &Path) -> Vec<u8> {
    path.to_string_lossy().into_owned().into_bytes()
}

#[cfg(not(unix))]
pub(super) fn path_from(bytes: &[u8]) -> PathBuf {
    String::from_utf8_lossy(bytes).into_owned().into()
}

/// `text` as the filter of names compares it.
pub(super) fn name_pattern(text: &str) -> String {
    let mut pattern = String::from("%");
    for c in fold(text.trim()).chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

//! The store: jobs, pages, the full-text index, settings, corrections and chats in one SQLite file.
//!
//! Owns every statement of SQL. One file a table, with its migrations, its row and its queries together. Several
//! programs may have the same store open: writing is serialised by SQLite, and who works on a job by a [`Lease`].
//! Refuses a database of a newer program, and sets a damaged one aside rather than touch it.

mod chats;
mod corrections;
mod damaged;
mod dictionary;
mod fold;
mod idempotency;
mod jobs;
mod lease;
mod list;
mod migrations;
mod pages;
mod queue;
mod recover;
mod remote;
mod review;
mod search;
mod served;
mod settings;
#[cfg(test)]
mod tests;
mod tokens;
mod usage;
mod watch;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use document::Code;
use rusqlite::{Connection, ErrorCode, OpenFlags};

pub use chats::{Chat, ChatRole, NewChat};
pub use corrections::{Correction, Step, Steps};
pub(crate) use damaged::set_aside_files;
pub use damaged::{Recoverable, recoverable, remove_set_aside};
pub use idempotency::{Once, Submitted};
pub use jobs::{Job, JobOptions, NewJob};
pub use lease::Lease;
pub use pages::{PageRecord, PageRow};
pub use queue::{Room, Wish};
pub use recover::Recovered;
pub use remote::RemoteRow;
pub use review::{Doubts, doubtful};
pub use search::Hit;
pub use served::{Place, Served};
pub use tokens::{NewToken, Token};
pub use usage::{MeteredDay, Overdrawn, Submission};
pub use watch::OpenResult;

use crate::Home;
use crate::contract::WireError;

/// Marks a file as ours: `OCRc`.
const APPLICATION_ID: i32 = 0x4f43_5263;
/// How long a program waits for another that is writing.
const BUSY: Duration = Duration::from_secs(10);

/// What goes wrong with the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database belongs to a newer program.
    #[error(
        "{} was written by a newer version of this program (schema {found}, this one knows {known}); update this program, or set OCRCHAT_HOME to another folder",
        path.display()
    )]
    Newer {
        /// The database.
        path: PathBuf,
        /// Its schema.
        found: i64,
        /// The newest schema that this program knows.
        known: i64,
    },
    /// It is not there, or not any more.
    #[error("there is no job {0}")]
    Unknown(String),
    /// There is no such message, or not any more.
    #[error("there is no message {0} in any chat")]
    NoChat(i64),
    /// SQLite says so.
    #[error("the database cannot be used: {0}")]
    Sql(#[from] rusqlite::Error),
    /// A correction does not fit its page.
    #[error(transparent)]
    Edit(#[from] document::edit::EditError),
    /// The page was not read yet.
    #[error("page {} was not read yet", u64::from(*.0) + 1)]
    NoPage(u32),
    /// What is stored is not what this program writes.
    #[error("the database holds what cannot be read: {0}")]
    Content(String),
    /// The file system says so.
    #[error(transparent)]
    Place(#[from] WireError),
}

impl StoreError {
    /// Whether the job that was asked for is not there.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown(_) | Self::NoChat(_))
    }
}

impl From<StoreError> for WireError {
    fn from(e: StoreError) -> Self {
        let code = match &e {
            StoreError::Edit(_) | StoreError::NoPage(_) => Code::Usage,
            StoreError::Unknown(_) | StoreError::NoChat(_) => Code::NotFound,
            StoreError::Place(e) => return e.clone(),
            StoreError::Newer { .. } => Code::StoreNewer,
            StoreError::Content(_) => Code::StoreDamaged,
            StoreError::Sql(sql) => match sql.sqlite_error_code() {
                Some(ErrorCode::DiskFull) => {
                    let message = "no space is left where the history is kept; make room, and it goes on";
                    return Self::new(Code::DiskFull, message);
                }
                Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::SystemIoFailure) => {
                    let message = format!("cannot write where the history is kept: {sql}");
                    return Self::new(Code::OutputUnwritable, message);
                }
                Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Code::StoreDamaged,
                Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Code::StoreBusy,
                _ => Code::Internal,
            },
        };
        Self::new(code, e.to_string())
    }
}

/// The store. Clones share it. Its calls block for as long as the disk does: milliseconds.
#[derive(Clone)]
pub struct Store {
    shared: Arc<Shared>,
}

struct Shared {
    /// `None` for a store in memory.
    path: Option<PathBuf>,
    /// A connection of its own, so that a long list does not keep a page from being written. Before the writer, because
    /// fields close in their order: the last connection takes the journal away, which a reader may not.
    reader: Option<Mutex<Connection>>,
    writer: Mutex<Connection>,
}

impl Store {
    /// Opens the store of `home`, made where there is none. A damaged one is set aside, and the second value says so.
    ///
    /// # Errors
    /// [`StoreError::Newer`], or a folder that cannot be written.
    pub fn open(home: &Home) -> Result<(Self, Option<WireError>), StoreError> {
        let path = home.database();
        std::fs::create_dir_all(&home.data).map_err(|e| crate::atomic::write_error(&home.data, &e))?;
        match Self::at(&path) {
            Err(e) if damaged::is_damage(&e) => {
                let report = damaged::set_aside(&path)?;
                Ok((Self::at(&path)?, Some(report)))
            }
            opened => Ok((opened?, None)),
        }
    }

    /// A store that nobody sees and that goes with the process.
    ///
    /// # Errors
    /// None in practice: memory is all it takes.
    pub fn in_memory() -> Result<Self, StoreError> {
        let mut writer = Connection::open_in_memory()?;
        prepare(&writer)?;
        migrations::run(&mut writer, Path::new(":memory:"))?;
        Ok(Self { shared: Arc::new(Shared { path: None, writer: Mutex::new(writer), reader: None }) })
    }

    fn at(path: &Path) -> Result<Self, StoreError> {
        let mut writer = Connection::open(path)?;
        writer.busy_timeout(BUSY)?;
        // Looked at before anything is written: a newer database is never touched.
        migrations::refuse_newer(&writer, path)?;
        writer.pragma_update(None, "journal_mode", "wal")?;
        // With WAL, a power cut may cost the last page or two, which are read again; never the file.
        writer.pragma_update(None, "synchronous", "normal")?;
        prepare(&writer)?;
        migrations::run(&mut writer, path)?;
        let reader =
            Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        reader.busy_timeout(BUSY)?;
        prepare(&reader)?;
        let shared =
            Shared { path: Some(path.to_owned()), writer: Mutex::new(writer), reader: Some(Mutex::new(reader)) };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// Bytes of the database with its journal; 0 in memory.
    pub fn bytes(&self) -> u64 {
        let Some(path) = &self.shared.path else { return 0 };
        let with = |suffix: &str| {
            let mut name = path.clone().into_os_string();
            name.push(suffix);
            std::fs::metadata(name).map_or(0, |m| m.len())
        };
        with("") + with("-wal")
    }

    /// A number that changes when another program, or another store of this one, has written.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn version(&self) -> Result<i64, StoreError> {
        // Of the writer: it does not count what it wrote itself.
        Ok(self.writer().query_row("PRAGMA data_version", [], |row| row.get(0))?)
    }

    /// Lets the database take no more room than it has, as a full disk does, or as much as it wants again.
    #[cfg(test)]
    pub(crate) fn stop_growing(&self, stop: bool) {
        let writer = self.writer();
        let pages: i64 = writer.query_row("PRAGMA page_count", [], |row| row.get(0)).expect("it can be asked");
        let most = if stop { pages } else { 1 << 30 };
        let _: i64 =
            writer.query_row(&format!("PRAGMA max_page_count = {most}"), [], |row| row.get(0)).expect("it is set");
    }

    fn writer(&self) -> MutexGuard<'_, Connection> {
        // A transaction that a panic cut short was rolled back when it was dropped.
        self.shared.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn reader(&self) -> MutexGuard<'_, Connection> {
        match &self.shared.reader {
            Some(reader) => reader.lock().unwrap_or_else(PoisonError::into_inner),
            None => self.writer(),
        }
    }

    /// Runs `work` in one transaction, which holds wholly or not at all.
    fn write<T>(&self, work: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut writer = self.writer();
        let transaction = writer.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let value = work(&transaction)?;
        transaction.commit()?;
        Ok(value)
    }
}

/// What holds for a connection and not for the file.
fn prepare(connection: &Connection) -> Result<(), StoreError> {
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "temp_store", "memory")?;
    connection.pragma_update(None, "cache_size", -16_000)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}

/// Milliseconds since 1970 (UTC).
pub(crate) fn now_ms() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |d| u64::try_from(d.as_millis()).unwrap_or(u64::MAX))
}

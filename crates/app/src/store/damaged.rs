//! A database that is damaged: set aside, never repaired in place, and looked into for what can still be read.

use std::path::{Path, PathBuf};

use document::Code;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::{Store, StoreError, pages};
use crate::Home;
use crate::atomic::write_error;
use crate::contract::WireError;

/// What can be read of a database that was set aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recoverable {
    /// Where it lies.
    pub path: PathBuf,
    /// Jobs whose rows can be read.
    pub jobs: u32,
    /// Pages whose text can be read.
    pub pages: u32,
}

/// Whether `e` says that the file itself is damaged.
pub(super) fn is_damage(e: &StoreError) -> bool {
    let StoreError::Sql(sql) = e else { return false };
    matches!(sql.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
}

/// Renames a database and its journal; says so.
pub(super) fn set_aside(path: &Path) -> Result<WireError, StoreError> {
    let stamp = super::now_ms() / 1000;
    let aside = path.with_file_name(format!("ocrchat-damaged-{stamp}.db"));
    for suffix in ["-wal", "-shm", ""] {
        let with = |path: &Path| {
            let mut name = path.as_os_str().to_owned();
            name.push(suffix);
            PathBuf::from(name)
        };
        match std::fs::rename(with(path), with(&aside)) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(write_error(path, &e))?,
            _ => {}
        }
    }
    let place = aside.display();
    let message = format!(
        "the history was damaged and was set aside as {place}; a new one was begun. `ocrchat doctor` says what can be recovered"
    );
    Ok(WireError::new(Code::StoreDamaged, message))
}

/// The databases that were set aside, with what can be read of them.
pub fn recoverable(home: &Home) -> Vec<Recoverable> {
    let entries = std::fs::read_dir(&home.data).into_iter().flatten().flatten();
    let is_aside = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("ocrchat-damaged-") && name.ends_with(".db")
    };
    let mut found: Vec<Recoverable> = entries.map(|e| e.path()).filter(is_aside).map(|path| look(&path)).collect();
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn look(path: &Path) -> Recoverable {
    let open = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY);
    let (jobs, pages) = open.map_or((0, 0), |db| (readable_jobs(&db), readable_pages(&db)));
    Recoverable { path: path.to_owned(), jobs, pages }
}

fn readable_jobs(db: &Connection) -> u32 {
    count(db, "SELECT id FROM jobs NOT INDEXED", |row| row.get::<_, String>(0).is_ok())
}

fn readable_pages(db: &Connection) -> u32 {
    let is_readable = |row: &rusqlite::Row<'_>| row.get::<_, Vec<u8>>(0).is_ok_and(|content| pages::unpack(&content).is_ok());
    count(db, "SELECT content FROM pages NOT INDEXED", is_readable)
}

/// Rows that `is_readable` lets through, as far as the file can be walked.
fn count(db: &Connection, sql: &str, is_readable: impl Fn(&rusqlite::Row<'_>) -> bool) -> u32 {
    let Ok(mut statement) = db.prepare(sql) else { return 0 };
    let Ok(mut rows) = statement.query([]) else { return 0 };
    let mut count = 0;
    while let Ok(Some(row)) = rows.next() {
        count += u32::from(is_readable(row));
    }
    count
}

impl Store {
    /// Whether every page of the file is sound. Reads the whole file: seconds for a large one.
    ///
    /// # Errors
    /// `store_damaged` with what SQLite found first.
    pub fn check(&self) -> Result<(), StoreError> {
        let found: String = self.reader().query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        if found == "ok" { Ok(()) } else { Err(StoreError::Content(found)) }
    }
}

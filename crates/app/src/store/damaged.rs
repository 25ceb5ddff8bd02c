//! A database that is damaged: set aside, never repaired in place, and looked into for what can still be read.

use std::path::{Path, PathBuf};

use document::Code;
use rusqlite::{Connection, ErrorCode, OpenFlags, Row};

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
        "the history was damaged and was set aside as {place}; a new one was begun. `ocrchat history recover` brings back what can be read of it"
    );
    Ok(WireError::new(Code::StoreDamaged, message))
}

/// The files of databases that were set aside: each with what belongs to it.
pub(crate) fn set_aside_files(home: &Home) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(&home.data).into_iter().flatten().flatten().map(|entry| entry.path());
    let is_aside = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        name.starts_with("ocrchat-damaged-") && [".db", ".db-wal", ".db-shm"].iter().any(|end| name.ends_with(end))
    };
    let mut files: Vec<PathBuf> = entries.filter(is_aside).collect();
    files.sort();
    files
}

/// Deletes a database that was set aside, with what belongs to it.
///
/// # Errors
/// `output_unwritable`.
pub fn remove_set_aside(path: &Path) -> Result<(), WireError> {
    for suffix in ["-wal", "-shm", ""] {
        let mut file = path.as_os_str().to_owned();
        file.push(suffix);
        match std::fs::remove_file(&file) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(write_error(path, &e)),
            _ => {}
        }
    }
    Ok(())
}

/// The databases that were set aside, with what can be read of them.
pub fn recoverable(home: &Home) -> Vec<Recoverable> {
    set_aside_files(home).into_iter().filter(|path| path.extension().is_some_and(|e| e == "db")).map(look).collect()
}

fn look(path: PathBuf) -> Recoverable {
    let (mut jobs, mut pages) = (0, 0);
    if let Ok(db) = open(&path) {
        walk(&db, "jobs", "id", |row| jobs += u32::from(row.get::<_, String>(1).is_ok()));
        let is_readable = |row: &Row<'_>| row.get::<_, Vec<u8>>(1).is_ok_and(|content| pages::unpack(&content).is_ok());
        walk(&db, "pages", "content", |row| pages += u32::from(is_readable(row)));
    }
    Recoverable { path, jobs, pages }
}

pub(super) fn open(path: &Path) -> rusqlite::Result<Connection> {
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
}

/// Hands on every row of a table that can be read, from its first to its last. Where rows cannot be read the next ones are
/// sought, farther and farther on. The number of the row comes first, then `columns`.
pub(super) fn walk(db: &Connection, table: &str, columns: &str, mut each: impl FnMut(&Row<'_>)) {
    /// Steps of a search, each twice as far as the one before: beyond that there is nothing.
    const STEPS: u32 = 24;
    // Not by an index, which may be damaged where the table is sound.
    let sql = format!("SELECT rowid, {columns} FROM {table} NOT INDEXED WHERE rowid > ?1 ORDER BY rowid");
    let Ok(mut statement) = db.prepare(&sql) else { return };
    let mut after = 0i64;
    let mut steps = 0;
    loop {
        let Ok(mut rows) = statement.query([after]) else { return };
        loop {
            match rows.next() {
                Ok(Some(row)) => {
                    let Ok(number) = row.get::<_, i64>(0) else { break };
                    (after, steps) = (number, 0);
                    each(row);
                }
                Ok(None) => return,
                Err(_) => break,
            }
        }
        if steps == STEPS {
            return;
        }
        after = after.saturating_add(1 << steps);
        steps += 1;
    }
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

//! The table of jobs that are sent to a service: where to, under which name the service has them, and whether the user
//! said yes. Also what each service last said of the account.

use rusqlite::{Connection, OptionalExtension, params};

use super::jobs::known;
use super::{Job, NewJob, Store, StoreError, jobs, now_ms};
use crate::contract::Balance;

pub(super) const CREATE: &str = "
CREATE TABLE remote_jobs (
    job        TEXT PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
    url        TEXT NOT NULL,
    allowed    INTEGER NOT NULL,
    upload_key TEXT NOT NULL,
    uuid       TEXT,
    is_over    INTEGER NOT NULL DEFAULT 0,
    sent_ms    INTEGER
) WITHOUT ROWID;
CREATE TABLE remote_balances (
    url   TEXT PRIMARY KEY,
    used  INTEGER,
    cap   INTEGER,
    at_ms INTEGER NOT NULL
) WITHOUT ROWID;";

/// How a job stands at a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteRow {
    /// The service's address.
    pub url: String,
    /// Whether the user allowed this very job to be sent.
    pub allowed: bool,
    /// By which the service knows a repeated upload.
    pub upload_key: String,
    /// The service's name for the job; `None` until it has the file.
    pub uuid: Option<String>,
    /// Whether the service has said its last word of it.
    pub is_over: bool,
    /// When the service had the file, in milliseconds since 1970 (UTC).
    pub sent_ms: Option<u64>,
}

impl Store {
    /// Adds a job that will be sent to the service at `url`; `allowed` says that the user agreed to this very one.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn add_hosted_job(&self, new: &NewJob, url: &str, allowed: bool) -> Result<Job, StoreError> {
        // At once: whoever claims the job finds where it goes.
        self.write(|db| {
            let job = jobs::add(db, new)?;
            plan(db, &job.id, url, allowed)?;
            Ok(job)
        })
    }

    /// Says where a job is to be sent. One that another service has is sent anew.
    ///
    /// # Errors
    /// [`StoreError::Unknown`].
    pub fn plan_remote(&self, job: &str, url: &str, allowed: bool) -> Result<(), StoreError> {
        self.write(|db| {
            jobs::read(db, job)?;
            plan(db, job, url, allowed)
        })
    }

    /// How a job stands at its service; `None` for one that goes nowhere.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn remote(&self, job: &str) -> Result<Option<RemoteRow>, StoreError> {
        let sql = "SELECT url, allowed, upload_key, uuid, is_over, sent_ms FROM remote_jobs WHERE job = ?1";
        let row = self.reader().prepare_cached(sql)?.query_row([job], |row| {
            Ok(RemoteRow {
                url: row.get(0)?,
                allowed: row.get(1)?,
                upload_key: row.get(2)?,
                uuid: row.get(3)?,
                is_over: row.get(4)?,
                sent_ms: row.get::<_, Option<i64>>(5)?.map(|ms| ms as u64),
            })
        });
        Ok(row.optional()?)
    }

    /// The service has the file, under this name.
    ///
    /// # Errors
    /// [`StoreError::Unknown`].
    pub fn set_remote_uuid(&self, job: &str, uuid: &str) -> Result<(), StoreError> {
        let sql = "UPDATE remote_jobs SET uuid = ?2, sent_ms = ?3 WHERE job = ?1";
        known(job, self.writer().execute(sql, params![job, uuid, now_ms() as i64])?)
    }

    /// The service has said its last word: with the next try, the file is sent anew.
    ///
    /// # Errors
    /// [`StoreError::Unknown`].
    pub fn set_remote_over(&self, job: &str) -> Result<(), StoreError> {
        known(job, self.writer().execute("UPDATE remote_jobs SET is_over = 1 WHERE job = ?1", [job])?)
    }

    /// Lets a job be sent anew if its service has said its last word.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn renew_remote(&self, job: &str) -> Result<(), StoreError> {
        let sql = "UPDATE remote_jobs SET uuid = NULL, is_over = 0, sent_ms = NULL, upload_key = ?2
                   WHERE job = ?1 AND is_over";
        self.writer().execute(sql, [job, &key()])?;
        Ok(())
    }

    /// Remembers what a service said of the account. `url` is its origin.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn set_balance(&self, url: &str, balance: &Balance) -> Result<(), StoreError> {
        let sql = "INSERT INTO remote_balances (url, used, cap, at_ms) VALUES (?1, ?2, ?3, ?4)
                   ON CONFLICT (url) DO UPDATE SET used = ?2, cap = ?3, at_ms = ?4";
        let whole = |n: Option<u64>| n.map(|n| i64::try_from(n).unwrap_or(i64::MAX));
        self.writer().execute(sql, params![url, whole(balance.used), whole(balance.cap), balance.at_ms as i64])?;
        Ok(())
    }

    /// What a service last said of the account.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn balance(&self, url: &str) -> Result<Option<Balance>, StoreError> {
        let row =
            self.reader().query_row("SELECT used, cap, at_ms FROM remote_balances WHERE url = ?1", [url], |row| {
                let count = |n: Option<i64>| n.map(|n| n as u64);
                Ok(Balance { used: count(row.get(0)?), cap: count(row.get(1)?), at_ms: row.get::<_, i64>(2)? as u64 })
            });
        Ok(row.optional()?)
    }
}

fn plan(db: &Connection, job: &str, url: &str, allowed: bool) -> Result<(), StoreError> {
    let sql = "INSERT INTO remote_jobs (job, url, allowed, upload_key) VALUES (?1, ?2, ?3, ?4)
               ON CONFLICT (job) DO UPDATE SET
                   allowed = iif(url = ?2, allowed OR ?3, ?3), url = ?2,
                   uuid = iif(url = ?2, uuid, NULL), is_over = iif(url = ?2, is_over, 0),
                   sent_ms = iif(url = ?2, sent_ms, NULL), upload_key = iif(url = ?2, upload_key, ?4)";
    db.execute(sql, params![job, url, allowed, key()])?;
    Ok(())
}

fn key() -> String {
    uuid::Uuid::new_v4().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Origin;
    use crate::store::JobOptions;

    fn new() -> NewJob {
        NewJob {
            name: "a.png".into(),
            source: "/a.png".into(),
            source_is_ours: false,
            origin: Origin::App,
            options: JobOptions::default(),
            token: None,
        }
    }

    #[test]
    fn a_sent_job_is_found_again_and_sent_anew_only_after_the_last_word() {
        let store = Store::in_memory().unwrap();
        let job = store.add_hosted_job(&new(), "https://ocr.chat", true).unwrap().id;
        let planned = store.remote(&job).unwrap().unwrap();
        assert_eq!((planned.uuid.as_deref(), planned.allowed), (None, true));
        store.set_remote_uuid(&job, "9f2c").unwrap();
        store.renew_remote(&job).unwrap();
        let sent = store.remote(&job).unwrap().unwrap();
        assert_eq!((sent.uuid.as_deref(), &sent.upload_key), (Some("9f2c"), &planned.upload_key));
        store.set_remote_over(&job).unwrap();
        store.renew_remote(&job).unwrap();
        let anew = store.remote(&job).unwrap().unwrap();
        assert_eq!(anew.uuid, None);
        assert_ne!(anew.upload_key, planned.upload_key);
        store.delete_jobs(std::slice::from_ref(&job)).unwrap();
        assert_eq!(store.remote(&job).unwrap(), None);
    }

    #[test]
    fn another_service_knows_nothing_of_the_job_and_was_not_agreed_to() {
        let store = Store::in_memory().unwrap();
        let job = store.add_hosted_job(&new(), "https://one", true).unwrap().id;
        store.set_remote_uuid(&job, "9f2c").unwrap();
        store.plan_remote(&job, "https://one", false).unwrap();
        let same = store.remote(&job).unwrap().unwrap();
        assert_eq!((same.uuid.as_deref(), same.allowed), (Some("9f2c"), true));
        store.plan_remote(&job, "https://two", false).unwrap();
        let other = store.remote(&job).unwrap().unwrap();
        assert_eq!((other.url.as_str(), other.uuid, other.allowed), ("https://two", None, false));
        assert_ne!(other.upload_key, same.upload_key);
    }

    #[test]
    fn the_balance_is_the_last_that_was_said() {
        let store = Store::in_memory().unwrap();
        assert_eq!(store.balance("https://ocr.chat").unwrap(), None);
        let said = |used| Balance { used: Some(used), cap: None, at_ms: 7 };
        store.set_balance("https://ocr.chat", &said(1)).unwrap();
        store.set_balance("https://ocr.chat", &said(2)).unwrap();
        assert_eq!(store.balance("https://ocr.chat").unwrap(), Some(said(2)));
    }
}

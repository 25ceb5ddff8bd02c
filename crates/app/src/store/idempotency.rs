//! The table of keys under which a job was asked for once: a client that does not know whether its request arrived sends it
//! again under the same key and gets the same job.
//!
//! A key is its token's own, is kept with the job in one transaction, goes with it, and expires.

use rusqlite::{OptionalExtension, params};

use super::usage::{self, Overdrawn, Submission};
use super::{Job, Store, StoreError, jobs, now_ms};

pub(super) const CREATE: &str = "
CREATE TABLE idempotency (
    token      TEXT NOT NULL,
    key        TEXT NOT NULL,
    digest     BLOB NOT NULL,
    job        TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    created_ms INTEGER NOT NULL,
    PRIMARY KEY (token, key)
) WITHOUT ROWID;
CREATE INDEX idempotency_by_job ON idempotency (job);
CREATE INDEX idempotency_by_age ON idempotency (created_ms);";

/// How long a key is kept.
const KEPT_MS: u64 = 24 * 3_600_000;

/// A submission that shall make one job, however often it is sent.
#[derive(Clone, Copy, Debug)]
pub struct Once<'a> {
    /// What the client calls it.
    pub key: &'a str,
    /// Of all that was sent: two submissions with the same one are the same.
    pub digest: &'a [u8],
}

/// What became of a submission under a key.
#[derive(Clone, Debug, PartialEq)]
pub enum Submitted {
    /// A new job.
    New(Box<Job>),
    /// The job that the same submission made before.
    Again(Box<Job>),
    /// The key stands for another submission.
    Taken,
}

impl Store {
    /// What a key of this token stands for: `None` for nothing, or nothing any more.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn submitted(&self, token: &str, once: &Once<'_>) -> Result<Option<Submitted>, StoreError> {
        find(&self.reader(), token, once, now_ms())
    }

    /// Adds and charges a job unless its key stands for one already.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn submit_once(
        &self,
        submission: &Submission<'_>,
        once: &Once<'_>,
    ) -> Result<Result<Submitted, Overdrawn>, StoreError> {
        self.submit_once_at(submission, once, now_ms())
    }

    fn submit_once_at(
        &self,
        submission: &Submission<'_>,
        once: &Once<'_>,
        now: u64,
    ) -> Result<Result<Submitted, Overdrawn>, StoreError> {
        self.write(|db| {
            if let Some(known) = find(db, submission.token, once, now)? {
                return Ok(Ok(known));
            }
            let job = match usage::submit(db, submission, now)? {
                Ok(job) => job,
                Err(why) => return Ok(Err(why)),
            };
            db.prepare_cached("DELETE FROM idempotency WHERE created_ms < ?1")?
                .execute([now.saturating_sub(KEPT_MS) as i64])?;
            db.prepare_cached(
                "INSERT INTO idempotency (token, key, digest, job, created_ms) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![submission.token, once.key, once.digest, job.id, now as i64])?;
            Ok(Ok(Submitted::New(Box::new(job))))
        })
    }
}

fn find(db: &rusqlite::Connection, token: &str, once: &Once<'_>, now: u64) -> Result<Option<Submitted>, StoreError> {
    let sql = "SELECT digest, job FROM idempotency WHERE token = ?1 AND key = ?2 AND created_ms >= ?3";
    let since = now.saturating_sub(KEPT_MS) as i64;
    let row: Option<(Vec<u8>, String)> = db
        .prepare_cached(sql)?
        .query_row(params![token, once.key, since], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((digest, job)) = row else { return Ok(None) };
    if digest != once.digest {
        return Ok(Some(Submitted::Taken));
    }
    jobs::read(db, &job).map(|job| Some(Submitted::Again(Box::new(job))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{Origin, Scope};
    use crate::store::{JobOptions, NewJob, NewToken};

    #[test]
    fn a_key_makes_one_job_until_it_expires_or_its_job_goes() {
        let store = Store::in_memory().unwrap();
        let token = |name: &str, hash: u8| {
            let new = NewToken { name: name.into(), scope: Scope::Api, hash: [hash; 32], ..NewToken::default() };
            store.add_token(&new).unwrap().unwrap().id
        };
        let (mine, other) = (token("a", 1), token("b", 2));
        let job = NewJob {
            name: "a.png".into(),
            source: "a.png".into(),
            source_is_ours: false,
            origin: Origin::Server,
            options: JobOptions::default(),
            token: None,
        };
        let send = |token: &str, digest: &[u8], now: u64| {
            let submission = Submission { token, job: &job, pages: 1, waiting: 100 };
            store.submit_once_at(&submission, &Once { key: "k", digest }, now).unwrap().unwrap()
        };
        let now = now_ms();
        let Submitted::New(first) = send(&mine, b"1", now) else { panic!("the key is free") };
        assert!(matches!(send(&mine, b"1", now + 5), Submitted::Again(job) if job.id == first.id));
        assert_eq!(send(&mine, b"2", now), Submitted::Taken);
        assert!(matches!(send(&other, b"2", now), Submitted::New(_)), "keys are the token's own");
        assert_eq!(store.token_usage(&mine).unwrap().pages_cpu, 1, "it is charged once");
        assert!(matches!(send(&mine, b"2", now + KEPT_MS + 1), Submitted::New(_)), "it expires");
        store.delete_jobs(&[first.id]).unwrap();
        let Submitted::New(third) = send(&other, b"2", now + KEPT_MS + 1) else { panic!("it expired") };
        store.delete_jobs(&[third.id]).unwrap();
        assert!(matches!(send(&other, b"2", now + KEPT_MS + 2), Submitted::New(_)), "it goes with its job");
    }
}

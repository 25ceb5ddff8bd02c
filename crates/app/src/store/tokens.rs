//! The table of API tokens. A token's secret is never stored, only its SHA-256: it has 256 random bits, so that no salt and
//! no slow digest are needed. Revoked tokens stay, because what they used does.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::jobs::spelled;
use super::{Store, StoreError, now_ms};
use crate::contract::{Scope, TokenInfo, TokenLimits, TokenUsage};

/// The tables of tokens, of what they used (see `usage`), and what a job has to do with them. When a job ends, however it
/// does, or is deleted, the pages that were not read are given back: by a trigger, because jobs end in many places and in
/// several programs.
pub(super) const CREATE: &str = "
CREATE TABLE tokens (
    id            TEXT PRIMARY KEY,
    name          TEXT NOT NULL,
    hash          BLOB NOT NULL UNIQUE,
    scope         TEXT NOT NULL,
    pages_a_day   INTEGER,
    pages_a_month INTEGER,
    balance       INTEGER,
    spent         INTEGER NOT NULL DEFAULT 0,
    pages_a_file  INTEGER,
    bytes_a_file  INTEGER,
    created_ms    INTEGER NOT NULL,
    used_ms       INTEGER,
    revoked_ms    INTEGER
) WITHOUT ROWID;
CREATE UNIQUE INDEX tokens_by_name ON tokens (name) WHERE revoked_ms IS NULL;
CREATE TABLE usage (
    token   TEXT NOT NULL REFERENCES tokens (id),
    day     TEXT NOT NULL,
    tier    TEXT NOT NULL,
    pages   INTEGER NOT NULL,
    charged INTEGER NOT NULL,
    PRIMARY KEY (token, day, tier)
) WITHOUT ROWID;
CREATE TABLE charges (
    job   TEXT PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
    token TEXT NOT NULL,
    day   TEXT NOT NULL,
    tier  TEXT NOT NULL,
    pages INTEGER NOT NULL,
    price INTEGER NOT NULL
) WITHOUT ROWID;
ALTER TABLE jobs ADD COLUMN token TEXT;
CREATE INDEX jobs_by_token ON jobs (token, created_ms) WHERE token IS NOT NULL;
CREATE VIEW unread AS
    SELECT c.job, c.token, c.day, c.tier, c.price, max(c.pages - j.pages_done, 0) AS pages
    FROM charges c JOIN jobs j ON j.id = c.job;
CREATE TRIGGER jobs_end AFTER UPDATE OF state ON jobs
    WHEN NEW.token IS NOT NULL AND NEW.state IN ('done', 'failed', 'cancelled')
BEGIN
    UPDATE usage SET pages = usage.pages - u.pages, charged = charged - u.pages * u.price
        FROM unread u WHERE u.job = NEW.id AND usage.token = u.token AND usage.day = u.day AND usage.tier = u.tier;
    UPDATE tokens SET spent = max(spent - u.pages * u.price, 0) FROM unread u WHERE u.job = NEW.id AND tokens.id = u.token;
    DELETE FROM charges WHERE job = NEW.id;
END;
CREATE TRIGGER jobs_go BEFORE DELETE ON jobs WHEN OLD.token IS NOT NULL
BEGIN
    UPDATE usage SET pages = usage.pages - u.pages, charged = charged - u.pages * u.price
        FROM unread u WHERE u.job = OLD.id AND usage.token = u.token AND usage.day = u.day AND usage.tier = u.tier;
    UPDATE tokens SET spent = max(spent - u.pages * u.price, 0) FROM unread u WHERE u.job = OLD.id AND tokens.id = u.token;
    DELETE FROM charges WHERE job = OLD.id;
END;";

/// A token to be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewToken {
    /// Its name.
    pub name: String,
    /// What it may do.
    pub scope: Scope,
    /// What it may use.
    pub limits: TokenLimits,
    /// The SHA-256 of its secret.
    pub hash: [u8; 32],
}

/// A token's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// 32 hex digits.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it may do.
    pub scope: Scope,
    /// What it may use.
    pub limits: TokenLimits,
    /// What it used of its balance.
    pub spent: u64,
    /// When it was made, in milliseconds since 1970 (UTC).
    pub created_ms: u64,
    /// When it was last used, to the minute.
    pub used_ms: Option<u64>,
    /// When it was revoked.
    pub revoked_ms: Option<u64>,
}

const COLUMNS: &str = "id, name, scope, pages_a_day, pages_a_month, balance, pages_a_file, bytes_a_file, spent, created_ms, \
                       used_ms, revoked_ms";

impl Token {
    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        let count = |column: usize| row.get::<_, Option<i64>>(column).map(|n| n.map(|n| n.max(0) as u64));
        Ok(Self {
            id: row.get(0)?,
            name: row.get(1)?,
            // Of a scope that a newer program knows, nothing follows but the least.
            scope: if row.get_ref(2)?.as_str()? == spelled(&Scope::Owner) { Scope::Owner } else { Scope::Api },
            limits: TokenLimits {
                pages_a_day: count(3)?,
                pages_a_month: count(4)?,
                balance: count(5)?,
                pages_a_file: count(6)?,
                bytes_a_file: count(7)?,
            },
            spent: count(8)?.unwrap_or(0),
            created_ms: count(9)?.unwrap_or(0),
            used_ms: count(10)?,
            revoked_ms: count(11)?,
        })
    }

    /// As it is listed.
    pub fn info(self, usage: TokenUsage) -> TokenInfo {
        let Self { id, name, scope, limits, spent, created_ms, used_ms, .. } = self;
        TokenInfo { id, name, scope, limits, usage: TokenUsage { of_balance: spent, ..usage }, created_ms, used_ms }
    }
}

impl Store {
    /// Adds a token. `None` where one that was not revoked has its name.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn add_token(&self, new: &NewToken) -> Result<Option<Token>, StoreError> {
        let id = uuid::Uuid::new_v4().simple().to_string();
        self.write(|db| {
            let taken = "SELECT 1 FROM tokens WHERE name = ?1 AND revoked_ms IS NULL";
            if db.query_row(taken, [&new.name], |_| Ok(())).optional()?.is_some() {
                return Ok(None);
            }
            db.execute(
                "INSERT INTO tokens (id, name, hash, scope, created_ms) VALUES (?1, ?2, ?3, ?4, ?5)",
                params![id, new.name, new.hash, spelled(&new.scope), now_ms() as i64],
            )?;
            put_limits(db, &id, &new.limits)?;
            find(db, "id = ?1", &id)
        })
    }

    /// The token whose secret has this SHA-256, revoked or not.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn token_of_hash(&self, hash: &[u8; 32]) -> Result<Option<Token>, StoreError> {
        let reader = self.reader();
        let mut statement = reader.prepare_cached(&format!("SELECT {COLUMNS} FROM tokens WHERE hash = ?1"))?;
        Ok(statement.query_row([hash], Token::from_row).optional()?)
    }

    /// A token that was not revoked, by its id or its name.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn token(&self, id_or_name: &str) -> Result<Option<Token>, StoreError> {
        find(&self.reader(), "revoked_ms IS NULL AND (id = ?1 OR name = ?1)", id_or_name)
    }

    /// The tokens that were not revoked, in the order of their names.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn tokens(&self) -> Result<Vec<Token>, StoreError> {
        let reader = self.reader();
        let sql = format!("SELECT {COLUMNS} FROM tokens WHERE revoked_ms IS NULL ORDER BY name");
        let mut statement = reader.prepare_cached(&sql)?;
        let rows = statement.query_map([], Token::from_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Takes a token's rights away, by its id. Whether it had any.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn revoke_token(&self, id: &str) -> Result<bool, StoreError> {
        let sql = "UPDATE tokens SET revoked_ms = ?2 WHERE id = ?1 AND revoked_ms IS NULL";
        Ok(self.writer().execute(sql, params![id, now_ms() as i64])? > 0)
    }

    /// Changes what a token may use, by its id. A balance that is another than before begins with nothing used of it.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn set_token_limits(&self, id: &str, limits: &TokenLimits) -> Result<(), StoreError> {
        self.write(|db| put_limits(db, id, limits))
    }

    /// Writes down that a token was used.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn touch_token(&self, id: &str, now_ms: u64) -> Result<(), StoreError> {
        let sql = "UPDATE tokens SET used_ms = ?2 WHERE id = ?1";
        self.writer().prepare_cached(sql)?.execute(params![id, now_ms as i64])?;
        Ok(())
    }
}

fn find(db: &Connection, condition: &str, value: &str) -> Result<Option<Token>, StoreError> {
    let mut statement = db.prepare_cached(&format!("SELECT {COLUMNS} FROM tokens WHERE {condition}"))?;
    Ok(statement.query_row([value], Token::from_row).optional()?)
}

fn put_limits(db: &Connection, id: &str, limits: &TokenLimits) -> Result<(), StoreError> {
    // What does not fit into the column is no limit in practice.
    let number = |limit: Option<u64>| limit.map(|n| i64::try_from(n).unwrap_or(i64::MAX));
    db.execute(
        "UPDATE tokens SET pages_a_day = ?2, pages_a_month = ?3, spent = iif(balance IS ?4, spent, 0), balance = ?4,
             pages_a_file = ?5, bytes_a_file = ?6 WHERE id = ?1",
        params![
            id,
            number(limits.pages_a_day),
            number(limits.pages_a_month),
            number(limits.balance),
            number(limits.pages_a_file),
            number(limits.bytes_a_file),
        ],
    )?;
    Ok(())
}

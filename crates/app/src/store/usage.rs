//! The tables of what tokens used: pages by day (UTC) and tier, and what unfinished jobs were charged.
//!
//! A job is charged for all of its pages when it is made, in the transaction that makes it, so that no number of requests at
//! once passes a cap. What was not read of it when it ends is given back (a trigger, see `tokens`). Usage outlives its jobs.

use rusqlite::{Connection, OptionalExtension, params};

use super::jobs::{self, add};
use super::{Job, NewJob, Store, StoreError, now_ms};
use crate::contract::{Tier, TokenUsage};

/// A job that a token asks for.
#[derive(Clone, Copy, Debug)]
pub struct Submission<'a> {
    /// The token's id.
    pub token: &'a str,
    /// The job. Its own `token` is passed over.
    pub job: &'a NewJob,
    /// How many pages it has.
    pub pages: u32,
    /// How many unfinished jobs the token may have, with this one.
    pub waiting: u32,
}

/// Why a submission is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overdrawn {
    /// The token was revoked.
    Revoked,
    /// It has too many unfinished jobs.
    Waiting,
    /// Its pages of today would be more than its cap.
    Day {
        /// What was used before.
        used: u64,
        /// What may be used.
        cap: u64,
    },
    /// Its pages of this month would be.
    Month {
        /// What was used before.
        used: u64,
        /// What may be used.
        cap: u64,
    },
    /// Its balance does not reach.
    Balance {
        /// What was used before.
        used: u64,
        /// What may be used.
        cap: u64,
    },
}

/// What a token used on one day (UTC) of one tier.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct MeteredDay {
    /// The token's id.
    pub token: String,
    /// The token's name.
    pub name: String,
    /// Whether it was revoked.
    pub revoked: bool,
    /// As `2026-11-23`.
    pub day: String,
    /// The tier's name.
    pub tier: String,
    /// Pages that were read, and pages of unfinished jobs.
    pub pages: u64,
    /// What they cost of its quotas.
    pub charged: u64,
}

/// A moment's day in UTC, as SQLite spells it.
const DAY: &str = "strftime('%Y-%m-%d', ?2 / 1000, 'unixepoch')";

impl Store {
    /// Adds a job for a token and charges it, or does neither.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn submit(&self, submission: &Submission<'_>) -> Result<Result<Job, Overdrawn>, StoreError> {
        self.submit_at(submission, now_ms())
    }

    fn submit_at(&self, submission: &Submission<'_>, now: u64) -> Result<Result<Job, Overdrawn>, StoreError> {
        self.write(|db| submit(db, submission, now))
    }

    /// Whether a submission that costs so much would be refused now.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn would_overdraw(&self, token: &str, charged: u64, waiting: u32) -> Result<Option<Overdrawn>, StoreError> {
        overdrawn(&self.reader(), token, charged, waiting, now_ms())
    }

    /// What a token has used; of its balance it says nothing.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn token_usage(&self, token: &str) -> Result<TokenUsage, StoreError> {
        let reader = self.reader();
        let (today, this_month) = used(&reader, token, now_ms())?;
        let pages = |tier: Tier| -> Result<u64, StoreError> {
            let sql = "SELECT coalesce(sum(pages), 0) FROM usage WHERE token = ?1 AND tier = ?2";
            let pages: i64 = reader.prepare_cached(sql)?.query_row([token, tier.name()], |row| row.get(0))?;
            Ok(pages.max(0) as u64)
        };
        let (pages_cpu, pages_vlm) = (pages(Tier::Cpu)?, pages(Tier::Vlm)?);
        Ok(TokenUsage { today, this_month, of_balance: 0, pages_cpu, pages_vlm })
    }

    /// What every token used, day by day, newest first; with `token` (an id) that one alone. Revoked ones are among them.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn metered(&self, token: Option<&str>) -> Result<Vec<MeteredDay>, StoreError> {
        let reader = self.reader();
        let sql = "SELECT u.token, t.name, t.revoked_ms IS NOT NULL, u.day, u.tier, u.pages, u.charged
                   FROM usage u JOIN tokens t ON t.id = u.token
                   WHERE (?1 IS NULL OR u.token = ?1) AND u.pages > 0 ORDER BY u.day DESC, t.name, u.token, u.tier";
        let mut statement = reader.prepare_cached(sql)?;
        let rows = statement.query_map([token], |row| {
            Ok(MeteredDay {
                token: row.get(0)?,
                name: row.get(1)?,
                revoked: row.get(2)?,
                day: row.get(3)?,
                tier: row.get(4)?,
                pages: row.get::<_, i64>(5)?.max(0) as u64,
                charged: row.get::<_, i64>(6)?.max(0) as u64,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// Adds and charges a job within a transaction.
pub(super) fn submit(
    db: &Connection,
    submission: &Submission<'_>,
    now: u64,
) -> Result<Result<Job, Overdrawn>, StoreError> {
    let &Submission { token, job, pages, waiting } = submission;
    let tier = job.options.tier;
    let price = tier.pages_charged();
    if let Some(why) = overdrawn(db, token, u64::from(pages) * price, waiting, now)? {
        return Ok(Err(why));
    }
    let made = add(db, &NewJob { token: Some(token.to_owned()), ..job.clone() })?;
    let charged = (u64::from(pages) * price) as i64;
    let sql = format!(
        "INSERT INTO usage (token, day, tier, pages, charged) VALUES (?1, {DAY}, ?3, ?4, ?5)
         ON CONFLICT (token, day, tier) DO UPDATE SET pages = pages + ?4, charged = charged + ?5"
    );
    db.prepare_cached(&sql)?.execute(params![token, now as i64, tier.name(), pages, charged])?;
    db.prepare_cached("UPDATE tokens SET spent = spent + ?2 WHERE id = ?1 AND balance IS NOT NULL")?
        .execute(params![token, charged])?;
    let sql = format!("INSERT INTO charges (job, token, day, tier, pages, price) VALUES (?6, ?1, {DAY}, ?3, ?4, ?5)");
    db.prepare_cached(&sql)?.execute(params![token, now as i64, tier.name(), pages, price as i64, made.id])?;
    Ok(Ok(jobs::read(db, &made.id)?))
}

/// What was charged on the day of `now` and in its month.
fn used(db: &Connection, token: &str, now: u64) -> Result<(u64, u64), StoreError> {
    // Days compare as they follow each other, and a month's come after its name.
    let sql = format!(
        "SELECT coalesce(sum(iif(day = {DAY}, charged, 0)), 0), coalesce(sum(charged), 0) FROM usage
         WHERE token = ?1 AND day >= strftime('%Y-%m', ?2 / 1000, 'unixepoch') AND day <= {DAY}"
    );
    let (day, month): (i64, i64) =
        db.prepare_cached(&sql)?.query_row(params![token, now as i64], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok((day.max(0) as u64, month.max(0) as u64))
}

fn overdrawn(
    db: &Connection,
    token: &str,
    charged: u64,
    waiting: u32,
    now: u64,
) -> Result<Option<Overdrawn>, StoreError> {
    let sql = "SELECT pages_a_day, pages_a_month, balance, spent FROM tokens WHERE id = ?1 AND revoked_ms IS NULL";
    let caps = db.prepare_cached(sql)?.query_row([token], |row| {
        let cap = |column: usize| row.get::<_, Option<i64>>(column).map(|n| n.map(|n| n.max(0) as u64));
        Ok((cap(0)?, cap(1)?, cap(2)?, cap(3)?.unwrap_or(0)))
    });
    let Some((day, month, balance, spent)) = caps.optional()? else { return Ok(Some(Overdrawn::Revoked)) };
    let (today, this_month) = if day.or(month).is_some() { used(db, token, now)? } else { (0, 0) };
    let over =
        |used: u64, cap: Option<u64>| cap.filter(|cap| used.saturating_add(charged) > *cap).map(|cap| (used, cap));
    if let Some((used, cap)) = over(today, day) {
        return Ok(Some(Overdrawn::Day { used, cap }));
    }
    if let Some((used, cap)) = over(this_month, month) {
        return Ok(Some(Overdrawn::Month { used, cap }));
    }
    if let Some((used, cap)) = over(spent, balance) {
        return Ok(Some(Overdrawn::Balance { used, cap }));
    }
    // The jobs at work are few, whatever the history holds.
    let sql = "SELECT count(*) FROM jobs INDEXED BY jobs_unfinished
               WHERE state IN ('queued', 'running', 'paused') AND token = ?1";
    let unfinished: u32 = db.prepare_cached(sql)?.query_row([token], |row| row.get(0))?;
    Ok((unfinished >= waiting).then_some(Overdrawn::Waiting))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{Origin, TokenLimits};
    use crate::store::{JobOptions, NewToken};

    /// 2026-01-31, one second before midnight UTC.
    const LAST: u64 = 1_769_903_999_000;

    #[test]
    fn days_and_months_end_at_midnight_utc() {
        let store = Store::in_memory().unwrap();
        let limits = TokenLimits { pages_a_day: Some(10), pages_a_month: Some(15), ..TokenLimits::default() };
        let token = store.add_token(&NewToken { name: "a".into(), limits, ..NewToken::default() }).unwrap().unwrap();
        let job = NewJob {
            name: "a".into(),
            source: "/a".into(),
            source_is_ours: false,
            origin: Origin::Server,
            options: JobOptions::default(),
            token: None,
        };
        let submit = |pages: u32, at: u64| {
            let submission = Submission { token: &token.id, job: &job, pages, waiting: 100 };
            store.submit_at(&submission, at).unwrap().map(drop)
        };
        let day = 86_400_000;
        assert_eq!(submit(9, LAST - day), Ok(()));
        assert_eq!(submit(2, LAST - day), Err(Overdrawn::Day { used: 9, cap: 10 }));
        // The next day the month's cap is the nearer one.
        assert_eq!(submit(7, LAST), Err(Overdrawn::Month { used: 9, cap: 15 }));
        assert_eq!(submit(6, LAST), Ok(()));
        assert_eq!(submit(10, LAST + 1000), Ok(()));
        assert_eq!(submit(1, LAST + 1000), Err(Overdrawn::Day { used: 10, cap: 10 }));
        let days: Vec<_> = store.metered(Some(&token.id)).unwrap().into_iter().map(|d| (d.day, d.pages)).collect();
        let on = |day: &str, pages: u64| (day.to_owned(), pages);
        assert_eq!(days, [on("2026-02-01", 10), on("2026-01-31", 6), on("2026-01-30", 9)]);
    }
}

//! Windows of the list of jobs: the filters and orders of the wire as SQL.

use std::collections::HashMap;
use std::path::PathBuf;

use rusqlite::types::Value;
use rusqlite::{Connection, params, params_from_iter};

use super::jobs::{COLUMNS, name_pattern, path_from, spelled};
use super::{Job, Store, StoreError};
use crate::contract::{Facets, JobFilter, JobSort, ListJobs};

const WINDOW: u32 = 100;
const LARGEST_WINDOW: u32 = 1000;

/// A filter as a condition on the table `j`, with its arguments in order.
pub(super) struct Condition {
    pub(super) sql: String,
    pub(super) arguments: Vec<Value>,
}

impl Condition {
    pub(super) fn of(filter: &JobFilter) -> Self {
        let mut condition = Self { sql: String::from("1"), arguments: Vec::new() };
        if !filter.name.trim().is_empty() {
            let pattern = name_pattern(&filter.name);
            let like = "LIKE ? ESCAPE '\\'";
            let tagged = format!("EXISTS (SELECT 1 FROM tags t WHERE t.job = j.id AND t.folded {like})");
            condition.and(&format!("(j.name_fold {like} OR {tagged})"), [pattern.clone().into(), pattern.into()]);
        }
        condition.one_of("j.state", filter.states.iter().map(spelled));
        condition.one_of("coalesce(j.language, 'auto')", filter.languages.iter().cloned());
        condition.one_of("j.format", filter.formats.iter().cloned());
        if !filter.engines.is_empty() {
            let marks = marks(filter.engines.len());
            let sql = format!("EXISTS (SELECT 1 FROM pages p WHERE p.job = j.id AND p.engine IN ({marks}))");
            condition.and(&sql, filter.engines.iter().cloned().map(Value::from));
        }
        for tag in &filter.tags {
            let sql = "EXISTS (SELECT 1 FROM tags t WHERE t.job = j.id AND t.tag = ?)";
            condition.and(sql, [tag.clone().into()]);
        }
        if let Some(from) = filter.from_ms {
            condition.and("j.created_ms >= ?", [(from as i64).into()]);
        }
        if let Some(until) = filter.until_ms {
            condition.and("j.created_ms < ?", [(until as i64).into()]);
        }
        condition
    }

    fn and(&mut self, sql: &str, arguments: impl IntoIterator<Item = Value>) {
        self.sql.push_str(" AND ");
        self.sql.push_str(sql);
        self.arguments.extend(arguments);
    }

    fn one_of(&mut self, column: &str, values: impl ExactSizeIterator<Item = String>) {
        if values.len() > 0 {
            let marks = marks(values.len());
            self.and(&format!("{column} IN ({marks})"), values.map(Value::from));
        }
    }
}

fn marks(count: usize) -> String {
    vec!["?"; count].join(", ")
}

fn order(sort: JobSort, reverse: bool) -> String {
    let (forth, back) = if reverse { ("DESC", "ASC") } else { ("ASC", "DESC") };
    // Each order ends with the row's own number, so that windows never overlap.
    match sort {
        JobSort::Created => format!("j.created_ms {back}, j.rowid {back}"),
        JobSort::Name => format!("j.name_key {forth}, j.rowid {forth}"),
        JobSort::Pages => format!("j.pages {back}, j.rowid {back}"),
        JobSort::Confidence => format!("j.sureness / max(j.letters, 1) {back}, j.rowid {back}"),
        JobSort::Queue => {
            let place = "CASE j.state WHEN 'running' THEN 0 WHEN 'queued' THEN 1 WHEN 'paused' THEN 2 ELSE 3 END";
            let unfinished = "j.state IN ('queued', 'running', 'paused')";
            format!(
                "{place} {forth}, iif({unfinished}, -j.priority, 0) {forth}, iif({unfinished}, j.position, 0) {forth},
                 j.created_ms {back}, j.rowid {back}"
            )
        }
    }
}

/// The window's size that was asked for, within bounds.
pub(super) fn window(limit: u32, usual: u32, largest: u32) -> u32 {
    if limit == 0 { usual } else { limit.min(largest) }
}

impl Store {
    /// A window of the jobs that the filter lets through, and how many those are.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn list_jobs(&self, list: &ListJobs) -> Result<(Vec<Job>, u32), StoreError> {
        let condition = Condition::of(&list.filter);
        let reader = self.reader();
        let total = count(&reader, &condition)?;
        let sql = format!(
            "SELECT {COLUMNS} FROM jobs j WHERE {} ORDER BY {} LIMIT {} OFFSET {}",
            condition.sql,
            order(list.sort, list.reverse),
            window(list.limit, WINDOW, LARGEST_WINDOW),
            list.offset,
        );
        let mut statement = reader.prepare_cached(&sql)?;
        let rows = statement.query_map(params_from_iter(condition.arguments), Job::from_row)?;
        Ok((rows.collect::<Result<_, _>>()?, total))
    }

    /// Jobs that ended before a moment (milliseconds since 1970), oldest first.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn ended_before(&self, moment: u64) -> Result<Vec<Job>, StoreError> {
        let reader = self.reader();
        let sql = format!("SELECT {COLUMNS} FROM jobs j WHERE j.ended_ms < ?1 ORDER BY j.ended_ms");
        let mut statement = reader.prepare_cached(&sql)?;
        let rows = statement.query_map([moment as i64], Job::from_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The copies of sources that are ours, each with the moment (milliseconds since 1970) at which its job ended.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn own_sources(&self) -> Result<HashMap<PathBuf, Option<u64>>, StoreError> {
        let reader = self.reader();
        let mut statement = reader.prepare_cached("SELECT source, ended_ms FROM jobs WHERE source_is_ours")?;
        let rows = statement.query_map([], |row| {
            let ended = row.get::<_, Option<i64>>(1)?.map(|ms| ms as u64);
            Ok((path_from(row.get_ref(0)?.as_blob()?), ended))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Ids that begin with `prefix`, newest first, `limit` at most; with an empty prefix the newest jobs' ids.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn ids_beginning(&self, prefix: &str, limit: u32) -> Result<Vec<String>, StoreError> {
        let reader = self.reader();
        let sql =
            "SELECT id FROM jobs WHERE substr(id, 1, length(?1)) = ?1 ORDER BY created_ms DESC, rowid DESC LIMIT ?2";
        let mut statement = reader.prepare_cached(sql)?;
        let rows = statement.query_map(params![prefix, limit], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How many jobs and pages there are.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn counts(&self) -> Result<(u32, u32), StoreError> {
        let sql = "SELECT (SELECT count(*) FROM jobs), (SELECT count(*) FROM pages)";
        Ok(self.reader().query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?)
    }

    /// How many jobs are in each state that any is in.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn jobs_by_state(&self) -> Result<Vec<(String, u32)>, StoreError> {
        let reader = self.reader();
        let mut statement = reader.prepare_cached("SELECT state, count(*) FROM jobs GROUP BY state ORDER BY state")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What the filters can choose from.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn facets(&self) -> Result<Facets, StoreError> {
        let reader = self.reader();
        let all = |sql: &str| -> Result<Vec<String>, StoreError> {
            let mut statement = reader.prepare_cached(sql)?;
            let rows = statement.query_map([], |row| row.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        };
        Ok(Facets {
            engines: all("SELECT DISTINCT engine FROM pages WHERE engine <> '' ORDER BY 1")?,
            languages: all("SELECT DISTINCT coalesce(language, 'auto') FROM jobs ORDER BY 1")?,
            tags: all("SELECT DISTINCT tag FROM tags ORDER BY 1")?,
            formats: all("SELECT DISTINCT format FROM jobs WHERE format <> '' ORDER BY 1")?,
        })
    }
}

fn count(db: &Connection, condition: &Condition) -> Result<u32, StoreError> {
    let sql = format!("SELECT count(*) FROM jobs j WHERE {}", condition.sql);
    let mut statement = db.prepare_cached(&sql)?;
    Ok(statement.query_row(params_from_iter(&condition.arguments), |row| row.get(0))?)
}

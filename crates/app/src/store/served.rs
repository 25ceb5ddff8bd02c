//! The list of jobs as the API gives it: newest first, a token's own or all, from a place in it that does not move when jobs
//! come and go.

use rusqlite::params;

use super::jobs::COLUMNS;
use super::{Job, Store, StoreError};

/// A place in the list: the job after which it goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// When that job was made, in milliseconds since 1970 (UTC).
    pub created_ms: u64,
    /// Its row.
    pub row: i64,
}

/// A job with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Served {
    /// The job.
    pub job: Job,
    /// Where it stands.
    pub place: Place,
}

impl Store {
    /// Jobs made with `token` (or all), newest first, after a place.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn served_jobs(
        &self,
        token: Option<&str>,
        after: Option<Place>,
        limit: u32,
    ) -> Result<Vec<Served>, StoreError> {
        let reader = self.reader();
        let sql = format!(
            "SELECT {COLUMNS}, j.rowid FROM jobs j
             WHERE (?1 IS NULL OR j.token = ?1) AND (?2 IS NULL OR (j.created_ms, j.rowid) < (?2, ?3))
             ORDER BY j.created_ms DESC, j.rowid DESC LIMIT ?4"
        );
        let mut statement = reader.prepare_cached(&sql)?;
        let (moment, row) = (after.map(|place| place.created_ms as i64), after.map(|place| place.row));
        let rows = statement.query_map(params![token, moment, row, limit], |row| {
            let job = Job::from_row(row)?;
            let place = Place { created_ms: job.created_ms, row: row.get("rowid")? };
            Ok(Served { job, place })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{Origin, Scope};
    use crate::store::{JobOptions, NewJob, NewToken};

    #[test]
    fn a_walk_through_the_list_meets_each_job_once() {
        let store = Store::in_memory().unwrap();
        let new = NewToken { name: "a".into(), scope: Scope::Api, hash: [1; 32], ..NewToken::default() };
        let token = store.add_token(&new).unwrap().unwrap().id;
        let add = |n: usize| {
            let of = n.is_multiple_of(3).then(|| token.clone());
            let (source, options) = (format!("{n}").into(), JobOptions::default());
            let job = NewJob {
                name: n.to_string(),
                source,
                source_is_ours: false,
                origin: Origin::Server,
                options,
                token: of,
            };
            store.add_job(&job).unwrap();
        };
        (0..10).for_each(add);
        let walk = |token: Option<&str>| {
            let (mut names, mut after) = (Vec::new(), None);
            loop {
                let window = store.served_jobs(token, after, 3).unwrap();
                let Some(last) = window.last() else { return names };
                after = Some(last.place);
                names.extend(window.iter().map(|served| served.job.name.clone()));
                // What comes meanwhile stands before the place.
                add(100);
            }
        };
        assert_eq!(walk(Some(&token)), ["9", "6", "3", "0"]);
        let all: Vec<String> = walk(None).into_iter().filter(|name| name != "100").collect();
        assert_eq!(all, (0..10).rev().map(|n| n.to_string()).collect::<Vec<_>>());
    }
}

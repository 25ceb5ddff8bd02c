//! The schema's history. Append-only: a migration that was released is never changed, and each is tested from every
//! schema before it. The number of the last one is the schema's, kept in `PRAGMA user_version`.

use std::path::Path;

use rusqlite::Connection;

use super::{
    APPLICATION_ID, StoreError, chats, corrections, idempotency, jobs, pages, remote, search, settings, tokens, watch,
};

/// Every migration in its order; each stands with the table that it makes or changes.
pub(super) const MIGRATIONS: &[&str] = &[
    jobs::CREATE,
    jobs::CREATE_TAGS,
    pages::CREATE,
    search::CREATE,
    settings::CREATE,
    corrections::CREATE,
    chats::CREATE,
    watch::CREATE,
    tokens::CREATE,
    idempotency::CREATE,
    remote::CREATE,
    corrections::CREATE_STEPS,
    chats::CREATE_SCOPE,
];

/// Refuses a database that a newer program wrote, before anything of it is changed.
pub(super) fn refuse_newer(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let (found, known) = (version(connection)?, MIGRATIONS.len() as i64);
    if found > known {
        return Err(StoreError::Newer { path: path.to_owned(), found, known });
    }
    Ok(())
}

/// Brings the schema up to date. Two programs that start at once wait for each other.
pub(super) fn run(connection: &mut Connection, path: &Path) -> Result<(), StoreError> {
    if version(connection)? == MIGRATIONS.len() as i64 {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    refuse_newer(&transaction, path)?;
    let from = usize::try_from(version(&transaction)?).unwrap_or(0);
    for (at, migration) in MIGRATIONS.iter().enumerate().skip(from) {
        transaction.execute_batch(migration)?;
        transaction.pragma_update(None, "user_version", at as i64 + 1)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.commit()?;
    Ok(())
}

fn version(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema(connection: &Connection) -> Vec<(String, String)> {
        let sql = "SELECT name, coalesce(sql, '') FROM sqlite_schema ORDER BY name";
        let mut statement = connection.prepare(sql).unwrap();
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect()
    }

    #[test]
    fn every_earlier_schema_becomes_the_newest() {
        let mut newest = Connection::open_in_memory().unwrap();
        run(&mut newest, Path::new("new")).unwrap();
        for from in 0..=MIGRATIONS.len() {
            let mut old = Connection::open_in_memory().unwrap();
            for migration in &MIGRATIONS[..from] {
                old.execute_batch(migration).unwrap();
            }
            old.pragma_update(None, "user_version", from as i64).unwrap();
            if from > 0 {
                let job = "INSERT INTO jobs (id, name, name_key, name_fold, source, source_is_ours, origin, priority, position, state, \
                           options, created_ms) VALUES ('a', 'a', 'a', 'a', x'61', 0, 'app', 1, 1.0, 'done', '{}', 1)";
                old.execute(job, []).unwrap();
            }
            run(&mut old, Path::new("old")).unwrap();
            assert_eq!(schema(&old), schema(&newest), "from {from}");
            let jobs: i64 = old.query_row("SELECT count(*) FROM jobs", [], |row| row.get(0)).unwrap();
            assert_eq!(jobs, i64::from(from > 0), "from {from}");
        }
    }
}

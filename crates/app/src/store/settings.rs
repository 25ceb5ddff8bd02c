//! The table of settings: one row a setting, its value as JSON, so that a program that knows fewer of them loses none.

use std::collections::BTreeMap;

use rusqlite::params;
use serde_json::Value;

use super::{Store, StoreError};
use crate::Settings;

pub(super) const CREATE: &str = "
CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;";

impl Store {
    /// The settings; defaults where nothing was set. A value that this program cannot read counts as not set.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn settings(&self) -> Result<Settings, StoreError> {
        let reader = self.reader();
        let mut statement = reader.prepare_cached("SELECT name, value FROM settings")?;
        let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
        let mut fields = object(&Settings::default())?;
        for row in rows {
            let (name, value) = row?;
            let Ok(value) = serde_json::from_str::<Value>(&value) else { continue };
            let mut tried = fields.clone();
            tried.insert(name, value);
            // One at a time, so that one bad value costs itself alone.
            if from_object(&tried).is_ok() {
                fields = tried;
            }
        }
        from_object(&fields)
    }

    /// Replaces the settings.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn set_settings(&self, settings: &Settings) -> Result<(), StoreError> {
        let fields = object(settings)?;
        self.write(|db| {
            let sql = "INSERT INTO settings (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2";
            for (name, value) in &fields {
                db.prepare_cached(sql)?.execute(params![name, value.to_string()])?;
            }
            Ok(())
        })
    }
}

fn object(settings: &Settings) -> Result<BTreeMap<String, Value>, StoreError> {
    serde_json::to_value(settings).and_then(serde_json::from_value).map_err(|e| StoreError::Content(e.to_string()))
}

fn from_object(fields: &BTreeMap<String, Value>) -> Result<Settings, StoreError> {
    let value = serde_json::to_value(fields).map_err(|e| StoreError::Content(e.to_string()))?;
    serde_json::from_value(value).map_err(|e| StoreError::Content(e.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_survive_and_a_bad_value_costs_itself_alone() {
        let store = Store::in_memory().unwrap();
        assert_eq!(store.settings().unwrap(), Settings::default());
        let changed = Settings { page_seconds: 7, idle_minutes: 9, ..Settings::default() };
        store.set_settings(&changed).unwrap();
        assert_eq!(store.settings().unwrap(), changed);
        store.writer().execute("UPDATE settings SET value = '\"soon\"' WHERE name = 'page_seconds'", []).unwrap();
        store.writer().execute("INSERT INTO settings VALUES ('of_a_newer_program', '1')", []).unwrap();
        let read = store.settings().unwrap();
        assert_eq!((read.page_seconds, read.idle_minutes), (Settings::default().page_seconds, 9));
    }
}

//! The tables of the personal dictionary and of the replacement list. Both are the user's and belong to no job, so that
//! deleting the history leaves them.

use std::collections::HashSet;

use rusqlite::params;

use super::review::bare;
use super::{Store, StoreError};
use crate::contract::Replacement;

impl Store {
    /// The words of the dictionary.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn dictionary(&self) -> Result<HashSet<String>, StoreError> {
        let reader = self.reader();
        let mut statement = reader.prepare_cached("SELECT word FROM dictionary")?;
        let words = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(words)
    }

    /// Adds words to the dictionary, without the punctuation around them; blank ones are left out.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn add_words(&self, words: &[String]) -> Result<(), StoreError> {
        self.write(|db| {
            for word in words.iter().map(|w| bare(w)).filter(|w| !w.is_empty()) {
                db.prepare_cached("INSERT OR IGNORE INTO dictionary (word) VALUES (?1)")?.execute([word])?;
            }
            Ok(())
        })
    }

    /// Takes words out of the dictionary.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn remove_words(&self, words: &[String]) -> Result<(), StoreError> {
        self.write(|db| {
            for word in words {
                db.prepare_cached("DELETE FROM dictionary WHERE word = ?1")?.execute([bare(word)])?;
            }
            Ok(())
        })
    }

    /// The replacement list. A pair that cannot be read is left out.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn replacements(&self) -> Result<Vec<Replacement>, StoreError> {
        let reader = self.reader();
        let mut statement = reader.prepare_cached("SELECT pair FROM replacements ORDER BY id")?;
        let rows = statement.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
        Ok(rows.iter().filter_map(|pair| serde_json::from_str(pair).ok()).collect())
    }

    /// Replaces the replacement list.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn set_replacements(&self, list: &[Replacement]) -> Result<(), StoreError> {
        self.write(|db| {
            db.execute("DELETE FROM replacements", [])?;
            for pair in list {
                let pair = serde_json::to_string(pair).map_err(|e| StoreError::Content(e.to_string()))?;
                db.execute("INSERT INTO replacements (pair) VALUES (?1)", params![pair])?;
            }
            Ok(())
        })
    }
}

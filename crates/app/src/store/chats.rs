//! The table of chats: questions about a document and their answers, with what they cite.

use rusqlite::params;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Store, StoreError, now_ms};

pub(super) const CREATE: &str = "
CREATE TABLE chats (
    id         INTEGER PRIMARY KEY,
    job        TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    role       TEXT NOT NULL,
    text       TEXT NOT NULL,
    citations  TEXT NOT NULL,
    created_ms INTEGER NOT NULL
);
CREATE INDEX chats_by_job ON chats (job, id);";

/// Who says something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChatRole {
    /// The person.
    User,
    /// The answerer.
    Assistant,
}

/// One thing that was said.
#[derive(Clone, Debug, PartialEq)]
pub struct Chat {
    /// Its place in the order.
    pub id: i64,
    /// Who said it.
    pub role: ChatRole,
    /// What was said.
    pub text: String,
    /// What it cites, as its own JSON.
    pub citations: Value,
    /// When, in milliseconds since 1970 (UTC).
    pub created_ms: u64,
}

impl Store {
    /// Adds to a job's chat.
    ///
    /// # Errors
    /// What SQLite says; a job that is not there.
    pub fn add_chat(&self, job: &str, role: ChatRole, text: &str, citations: &Value) -> Result<i64, StoreError> {
        let role = match role {
            ChatRole::User => "user",
            ChatRole::Assistant => "assistant",
        };
        self.write(|db| {
            db.execute(
                "INSERT INTO chats (job, role, text, citations, created_ms) VALUES (?1, ?2, ?3, ?4, ?5)",
                params![job, role, text, citations.to_string(), now_ms() as i64],
            )?;
            Ok(db.last_insert_rowid())
        })
    }

    /// A job's chat from its beginning.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn chats(&self, job: &str) -> Result<Vec<Chat>, StoreError> {
        let reader = self.reader();
        let sql = "SELECT id, role, text, citations, created_ms FROM chats WHERE job = ?1 ORDER BY id";
        let mut statement = reader.prepare_cached(sql)?;
        let rows = statement.query_map([job], |row| {
            let role = if row.get_ref(1)?.as_str()? == "user" { ChatRole::User } else { ChatRole::Assistant };
            let citations: String = row.get(3)?;
            let created_ms = row.get::<_, i64>(4)? as u64;
            // What cannot be read any more is not worth losing the words for.
            let citations = serde_json::from_str(&citations).unwrap_or(Value::Null);
            Ok(Chat { id: row.get(0)?, role, text: row.get(2)?, citations, created_ms })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::store::tests::job;

    #[test]
    fn a_chat_keeps_its_order_and_goes_with_its_job() {
        let store = Store::in_memory().unwrap();
        let id = job(&store, "a.pdf");
        store.add_chat(&id, ChatRole::User, "How much?", &json!([])).unwrap();
        store.add_chat(&id, ChatRole::Assistant, "12.30", &json!([{ "page": 0 }])).unwrap();
        let chat = store.chats(&id).unwrap();
        assert_eq!(
            chat.iter().map(|c| (c.role, c.text.as_str())).collect::<Vec<_>>(),
            [(ChatRole::User, "How much?"), (ChatRole::Assistant, "12.30")]
        );
        assert_eq!(chat[1].citations, json!([{ "page": 0 }]));
        store.delete_jobs(std::slice::from_ref(&id)).unwrap();
        assert!(store.chats(&id).unwrap().is_empty());
    }
}

//! The table of chats: questions about documents and their answers, with what they cite.
//!
//! A chat over several documents stands with the first of them and names all in `scope`; it goes when any of them goes,
//! because it may hold that one's words.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::fold::fold;
use super::{Store, StoreError, now_ms};
use crate::contract::{AnswererChoice, ChatCitation, ChatStanding};

pub use crate::contract::ChatRole;

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

/// `scope` is empty for a chat over its job alone, else the ids of all, parted by commas.
pub(super) const CREATE_SCOPE: &str = "
ALTER TABLE chats ADD COLUMN scope TEXT NOT NULL DEFAULT '';
ALTER TABLE chats ADD COLUMN standing TEXT;
ALTER TABLE chats ADD COLUMN answerer TEXT;
CREATE TRIGGER chats_of_several AFTER DELETE ON jobs BEGIN
    DELETE FROM chats WHERE scope <> '' AND instr(scope, old.id) > 0;
END;";

const COLUMNS: &str = "id, job, scope, role, text, citations, standing, answerer, created_ms";
const HITS: u32 = 50;
const MOST_HITS: u32 = 500;

/// One thing that was said.
#[derive(Clone, Debug, PartialEq)]
pub struct Chat {
    /// Its place in the order.
    pub id: i64,
    /// The jobs that its chat is over.
    pub jobs: Vec<String>,
    /// Who said it.
    pub role: ChatRole,
    /// What was said.
    pub text: String,
    /// What it cites.
    pub citations: Vec<ChatCitation>,
    /// Of an answer: whether the documents bear it out.
    pub standing: Option<ChatStanding>,
    /// Of an answer: who gave it.
    pub answerer: Option<AnswererChoice>,
    /// When, in milliseconds since 1970 (UTC).
    pub created_ms: u64,
}

/// Something to be kept.
#[derive(Clone, Debug)]
pub struct NewChat<'a> {
    jobs: &'a [String],
    role: ChatRole,
    text: &'a str,
    citations: Vec<ChatCitation>,
    standing: Option<ChatStanding>,
    answerer: Option<AnswererChoice>,
}

impl<'a> NewChat<'a> {
    /// A question. `jobs` are sorted.
    pub fn question(jobs: &'a [String], text: &'a str) -> Self {
        Self { jobs, role: ChatRole::User, text, citations: Vec::new(), standing: None, answerer: None }
    }

    /// An answer.
    pub fn answer(
        jobs: &'a [String],
        text: &'a str,
        citations: Vec<ChatCitation>,
        standing: ChatStanding,
        answerer: AnswererChoice,
    ) -> Self {
        let (standing, answerer) = (Some(standing), Some(answerer));
        Self { jobs, role: ChatRole::Assistant, text, citations, standing, answerer }
    }
}

impl Store {
    /// Keeps a question and its answer, both or none.
    ///
    /// # Errors
    /// What SQLite says; a job that is not there.
    pub fn add_chats(&self, question: &NewChat<'_>, answer: &NewChat<'_>) -> Result<(Chat, Chat), StoreError> {
        self.write(|db| Ok((add(db, question)?, add(db, answer)?)))
    }

    /// The chat over these jobs from its beginning.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn chats(&self, jobs: &[String]) -> Result<Vec<Chat>, StoreError> {
        let Some(first) = jobs.first() else { return Ok(Vec::new()) };
        let reader = self.reader();
        let sql = format!("SELECT {COLUMNS} FROM chats WHERE job = ?1 AND scope = ?2 ORDER BY id");
        let mut statement = reader.prepare_cached(&sql)?;
        let rows = statement.query_map(params![first, scope(jobs)], from_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The question that a message answers, or is, with the jobs that it was asked of.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] where there is none.
    pub fn chat_question(&self, id: i64) -> Result<(Vec<String>, Chat), StoreError> {
        let reader = self.reader();
        let message = get(&reader, id)?;
        let sql = format!(
            "SELECT {COLUMNS} FROM chats WHERE job = ?1 AND scope = ?2 AND role = 'user' AND id <= ?3 ORDER BY id DESC LIMIT 1"
        );
        let first = message.jobs.first().cloned().unwrap_or_default();
        let question = reader.prepare_cached(&sql)?.query_row(params![first, scope(&message.jobs), id], from_row);
        let question = question.optional()?.ok_or_else(|| unknown(id))?;
        Ok((message.jobs, question))
    }

    /// Puts another answer in the place of one, or of the one that follows a question.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] where there is none; what SQLite says.
    pub fn replace_chat(&self, id: i64, answer: &NewChat<'_>) -> Result<Chat, StoreError> {
        self.write(|db| {
            let message = get(db, id)?;
            let first = message.jobs.first().cloned().unwrap_or_default();
            let sql = "SELECT id FROM chats WHERE job = ?1 AND scope = ?2 AND role = 'assistant' AND id >= ?3 ORDER BY id LIMIT 1";
            let at: Option<i64> =
                db.query_row(sql, params![first, scope(&message.jobs), id], |row| row.get(0)).optional()?;
            let at = at.ok_or_else(|| unknown(id))?;
            db.execute(
                "UPDATE chats SET text = ?2, citations = ?3, standing = ?4, answerer = ?5, created_ms = ?6 WHERE id = ?1",
                params![at, answer.text, json(&answer.citations)?, name(answer.standing)?, name(answer.answerer)?, now_ms() as i64],
            )?;
            get(db, at)
        })
    }

    /// Takes a message away; with a question goes the answer that follows it.
    ///
    /// # Errors
    /// What SQLite says. One that is not there is no error.
    pub fn delete_chat(&self, id: i64) -> Result<(), StoreError> {
        self.write(|db| {
            let Some(message) = find(db, id)? else { return Ok(()) };
            if message.role == ChatRole::User {
                let first = message.jobs.first().cloned().unwrap_or_default();
                db.execute(
                    "DELETE FROM chats WHERE role = 'assistant' AND id = \
                     (SELECT min(id) FROM chats WHERE job = ?1 AND scope = ?2 AND id > ?3)",
                    params![first, scope(&message.jobs), id],
                )?;
            }
            db.execute("DELETE FROM chats WHERE id = ?1", [id])?;
            Ok(())
        })
    }

    /// Takes the chat over these jobs away.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn delete_chats(&self, jobs: &[String]) -> Result<(), StoreError> {
        let Some(first) = jobs.first() else { return Ok(()) };
        self.write(|db| {
            db.execute("DELETE FROM chats WHERE job = ?1 AND scope = ?2", params![first, scope(jobs)])?;
            Ok(())
        })
    }

    /// What was said that holds all these words, whatever the case and the accents, the newest first. Every chat is looked at:
    /// people ask thousands of questions in a life, not millions.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn search_chats(&self, text: &str, job: Option<&str>, limit: u32) -> Result<Vec<Chat>, StoreError> {
        let limit = if limit == 0 { HITS } else { limit.min(MOST_HITS) };
        let words: Vec<String> = text.split_whitespace().map(fold).collect();
        let reader = self.reader();
        let sql = format!("SELECT {COLUMNS} FROM chats ORDER BY id DESC");
        let mut statement = reader.prepare_cached(&sql)?;
        let mut rows = statement.query([])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let chat = from_row(row)?;
            let folded = fold(&chat.text);
            let of_job = job.is_none_or(|job| chat.jobs.iter().any(|own| own == job));
            if of_job && words.iter().all(|word| folded.contains(word.as_str())) {
                found.push(chat);
                if found.len() as u32 == limit {
                    break;
                }
            }
        }
        Ok(found)
    }

    /// What changes whenever a job's text does: a page was read or a correction made, undone or done again.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn text_stamp(&self, job: &str) -> Result<String, StoreError> {
        let sql = "SELECT (SELECT count(*) || ':' || coalesce(max(id), 0) FROM pages WHERE job = ?1) || '/' ||
                          (SELECT count(*) || ':' || coalesce(max(id), 0) || ':' || coalesce(sum(undone), 0)
                           FROM corrections WHERE job = ?1)";
        Ok(self.reader().prepare_cached(sql)?.query_row([job], |row| row.get(0))?)
    }
}

/// How the jobs of a chat are written down: one alone stands in `job`.
fn scope(jobs: &[String]) -> String {
    if jobs.len() < 2 { String::new() } else { jobs.join(",") }
}

fn add(db: &Connection, new: &NewChat<'_>) -> Result<Chat, StoreError> {
    let first = new.jobs.first().ok_or_else(|| StoreError::Unknown(String::new()))?;
    // A scope names jobs that no foreign key watches over.
    for job in new.jobs {
        let there: bool = db.query_row("SELECT EXISTS (SELECT 1 FROM jobs WHERE id = ?1)", [job], |row| row.get(0))?;
        if !there {
            return Err(StoreError::Unknown(job.clone()));
        }
    }
    let role = if new.role == ChatRole::User { "user" } else { "assistant" };
    db.execute(
        "INSERT INTO chats (job, scope, role, text, citations, standing, answerer, created_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            first,
            scope(new.jobs),
            role,
            new.text,
            json(&new.citations)?,
            name(new.standing)?,
            name(new.answerer)?,
            now_ms() as i64
        ],
    )?;
    get(db, db.last_insert_rowid())
}

fn find(db: &Connection, id: i64) -> Result<Option<Chat>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM chats WHERE id = ?1");
    Ok(db.prepare_cached(&sql)?.query_row([id], from_row).optional()?)
}

fn get(db: &Connection, id: i64) -> Result<Chat, StoreError> {
    find(db, id)?.ok_or_else(|| unknown(id))
}

fn unknown(id: i64) -> StoreError {
    StoreError::NoChat(id)
}

fn json(citations: &[ChatCitation]) -> Result<String, StoreError> {
    serde_json::to_string(citations).map_err(|e| StoreError::Content(e.to_string()))
}

/// The wire's word for a value, which is kept.
fn name(value: Option<impl serde::Serialize>) -> Result<Option<String>, StoreError> {
    let word = value.map(serde_json::to_value).transpose().map_err(|e| StoreError::Content(e.to_string()))?;
    Ok(word.and_then(|word| word.as_str().map(str::to_owned)))
}

fn named<T: serde::de::DeserializeOwned>(word: Option<String>) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(word?)).ok()
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Chat> {
    let scope: String = row.get(2)?;
    let jobs = if scope.is_empty() { vec![row.get(1)?] } else { scope.split(',').map(str::to_owned).collect() };
    let role = if row.get_ref(3)?.as_str()? == "user" { ChatRole::User } else { ChatRole::Assistant };
    let citations: String = row.get(5)?;
    Ok(Chat {
        id: row.get(0)?,
        jobs,
        role,
        text: row.get(4)?,
        // What cannot be read any more is not worth losing the words for.
        citations: serde_json::from_str(&citations).unwrap_or_default(),
        standing: named(row.get(6)?),
        answerer: named(row.get(7)?),
        created_ms: row.get::<_, i64>(8)? as u64,
    })
}

#[cfg(test)]
mod tests {
    use document::Rect;

    use super::*;
    use crate::store::tests::job;

    fn say(store: &Store, jobs: &[String], question: &str, answer: &str) -> (Chat, Chat) {
        let citation =
            ChatCitation { job: jobs[0].clone(), page: 1, snippet: answer.into(), boxes: vec![Rect::default()] };
        let answer = NewChat::answer(jobs, answer, vec![citation], ChatStanding::Supported, AnswererChoice::Extractive);
        store.add_chats(&NewChat::question(jobs, question), &answer).unwrap()
    }

    #[test]
    fn a_chat_keeps_its_order_and_goes_with_its_job() {
        let store = Store::in_memory().unwrap();
        let (a, b) = (job(&store, "a.pdf"), job(&store, "b.pdf"));
        let mut both = vec![a.clone(), b.clone()];
        both.sort();
        let (_, answer) = say(&store, std::slice::from_ref(&a), "How much?", "12.30");
        say(&store, &both, "When?", "In May");
        assert_eq!(
            store.chats(std::slice::from_ref(&a)).unwrap().iter().map(|c| c.text.as_str()).collect::<Vec<_>>(),
            ["How much?", "12.30"]
        );
        assert_eq!(store.chats(&both).unwrap().len(), 2);
        assert_eq!((answer.citations[0].page, answer.standing), (1, Some(ChatStanding::Supported)));
        // The chat over both holds words of either, so it goes with either.
        let other = both.iter().find(|id| **id != both[0]).unwrap().clone();
        store.delete_jobs(&[other]).unwrap();
        assert!(store.chats(&both).unwrap().is_empty());
        store.delete_jobs(std::slice::from_ref(&a)).unwrap();
        assert!(store.search_chats("", None, 0).unwrap().is_empty());
    }

    #[test]
    fn chats_are_searched_answered_anew_and_taken_away() {
        let store = Store::in_memory().unwrap();
        let a = vec![job(&store, "a.pdf")];
        let (first, _) = say(&store, &a, "Wo liegt Köln?", "Am Rhein");
        let (second, answer) = say(&store, &a, "How much?", "12.30");
        assert_eq!(store.search_chats("KOLN wo", None, 0).unwrap()[0].id, first.id);
        assert!(store.search_chats("köln", Some("x"), 0).unwrap().is_empty());
        assert_eq!(store.chat_question(answer.id).unwrap().1.id, second.id);
        let anew = NewChat::answer(&a, "13.30", Vec::new(), ChatStanding::NotFound, AnswererChoice::Generative);
        let replaced = store.replace_chat(second.id, &anew).unwrap();
        assert_eq!(
            (replaced.id, replaced.text.as_str(), replaced.standing),
            (answer.id, "13.30", Some(ChatStanding::NotFound))
        );
        store.delete_chat(second.id).unwrap();
        assert_eq!(store.chats(&a).unwrap().len(), 2, "the first question and its answer stay");
        store.delete_chats(&a).unwrap();
        assert!(store.chats(&a).unwrap().is_empty());
        assert!(store.chat_question(first.id).unwrap_err().is_unknown());
    }
}

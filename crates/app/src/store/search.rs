//! The full-text index over the pages of all jobs.
//!
//! FTS5's own tokenizers cannot find a word of a script that is written without spaces, and its trigrams miss words of one
//! or two characters, which most Chinese words are. So each character of such a script is a token of its own here, and
//! a word is sought as the phrase of its characters: any length is found, in one index. The index holds no text; the text
//! stands beside it once, for the snippets.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params, params_from_iter};

use super::fold::fold;
use super::jobs::COLUMNS;
use super::list::{Condition, window};
use super::{Job, Store, StoreError};
use crate::contract::{Search, SnippetPart};

/// `secure-delete`: what is deleted leaves the index at once, not when its pages are merged some day.
pub(super) const CREATE: &str = "
CREATE TABLE page_text (
    page INTEGER PRIMARY KEY REFERENCES pages (id) ON DELETE CASCADE,
    text TEXT NOT NULL
);
CREATE VIRTUAL TABLE page_index USING fts5 (text, content = '', tokenize = \"unicode61 remove_diacritics 0 categories 'L* M* N* Co'\");
INSERT INTO page_index (page_index, rank) VALUES ('secure-delete', 1);";

const HITS: u32 = 50;
const MOST_HITS: u32 = 500;
/// Up to so many pages are put in order by how well they fit.
const MOST_WEIGHED: u32 = 2000;
/// Characters of a snippet before its first hit, and in all.
const BEFORE: usize = 40;
const SNIPPET: usize = 180;

/// A page that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// Its job.
    pub job: Job,
    /// 0-based.
    pub page: u32,
    /// The place in its text.
    pub snippet: Vec<SnippetPart>,
}

/// Adds a page's text.
pub(super) fn index(db: &Connection, page: i64, text: &str) -> Result<(), StoreError> {
    db.prepare_cached("INSERT INTO page_text (page, text) VALUES (?1, ?2)")?.execute(params![page, text])?;
    db.prepare_cached("INSERT INTO page_index (rowid, text) VALUES (?1, ?2)")?.execute(params![page, tokens(text)])?;
    Ok(())
}

/// Puts another text in the place of a page's; nothing happens where it is the same.
pub(super) fn replace(db: &Connection, page: i64, text: &str) -> Result<(), StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM page_text WHERE page = ?1 AND text = ?2)";
    if db.prepare_cached(sql)?.query_row(params![page, text], |row| row.get(0))? {
        return Ok(());
    }
    forget_page(db, page)?;
    index(db, page, text)
}

/// Takes a page's text away.
pub(super) fn forget_page(db: &Connection, page: i64) -> Result<(), StoreError> {
    let text: Option<String> = db
        .prepare_cached("SELECT text FROM page_text WHERE page = ?1")?
        .query_row([page], |row| row.get(0))
        .optional()?;
    let Some(text) = text else { return Ok(()) };
    db.prepare_cached("INSERT INTO page_index (page_index, rowid, text) VALUES ('delete', ?1, ?2)")?
        .execute(params![page, tokens(&text)])?;
    db.prepare_cached("DELETE FROM page_text WHERE page = ?1")?.execute([page])?;
    Ok(())
}

/// Takes away the text of all pages of a job.
pub(super) fn forget(db: &Connection, job: &str) -> Result<(), StoreError> {
    let pages: Vec<i64> = db
        .prepare_cached("SELECT id FROM pages WHERE job = ?1")?
        .query_map([job], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    pages.into_iter().try_for_each(|page| forget_page(db, page))
}

/// Takes everything away.
pub(super) fn forget_all(db: &Connection) -> Result<(), StoreError> {
    db.execute("INSERT INTO page_index (page_index) VALUES ('delete-all')", [])?;
    db.execute("DELETE FROM page_text", [])?;
    Ok(())
}

impl Store {
    /// Pages that hold all that is sought, best first (newest first where they are very many), and how many there are. Nothing is found where nothing is sought.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn search(&self, search: &Search) -> Result<(Vec<Hit>, u32), StoreError> {
        let sought = Sought::parse(&search.text);
        let Some(query) = sought.query() else { return Ok((Vec::new(), 0)) };
        let condition = Condition::of(&search.filter);
        let mut arguments: Vec<Value> = vec![query.into()];
        arguments.extend(condition.arguments);
        let from = if condition.sql == "1" {
            "page_index i".to_owned()
        } else {
            "page_index i JOIN pages p ON p.id = i.rowid JOIN jobs j ON j.id = p.job".to_owned()
        };
        let found = format!("FROM {from} WHERE page_index MATCH ? AND {}", condition.sql);
        let reader = self.reader();
        let total: u32 = reader
            .prepare_cached(&format!("SELECT count(*) {found}"))?
            .query_row(params_from_iter(&arguments), |row| row.get(0))?;
        // What is in very many pages tells none of them apart, and weighing them all takes long: the newest come first then.
        let rank = if total > MOST_WEIGHED { "-i.rowid" } else { "i.rank" };
        let order = if total > MOST_WEIGHED { "i.rowid DESC" } else { "i.rank, i.rowid" };
        // The best pages first, then what is shown of them: most of what is found is never looked at.
        let sql = format!(
            "WITH best AS MATERIALIZED
                 (SELECT i.rowid AS id, {rank} AS rank {found} ORDER BY {order} LIMIT {} OFFSET {})
             SELECT {COLUMNS}, p.number, t.text FROM best
             JOIN pages p ON p.id = best.id JOIN jobs j ON j.id = p.job JOIN page_text t ON t.page = p.id
             ORDER BY best.rank, p.id",
            window(search.limit, HITS, MOST_HITS),
            search.offset,
        );
        let mut statement = reader.prepare_cached(&sql)?;
        let rows = statement.query_map(params_from_iter(&arguments), |row| {
            let text = row.get_ref(23)?.as_str()?;
            Ok(Hit { job: Job::from_row(row)?, page: row.get(22)?, snippet: sought.snippet(text) })
        })?;
        Ok((rows.collect::<Result<_, _>>()?, total))
    }
}

/// Whether `c` is of a script whose words are not parted by spaces.
fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9d}'
        | '\u{20000}'..='\u{3ffff}')
}

/// The text as it is indexed: folded, each character of an unspaced script on its own.
fn tokens(text: &str) -> String {
    let folded = fold(text);
    let mut out = String::with_capacity(folded.len() + folded.len() / 8);
    for c in folded.chars() {
        if is_unspaced(c) {
            out.push(' ');
            out.push(c);
            out.push(' ');
        } else {
            out.push(c);
        }
    }
    out
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c)
}

/// What is sought: phrases of tokens, all of which a page must hold.
struct Sought {
    phrases: Vec<Vec<String>>,
    /// Whether the last token may be the beginning of a word: the person is still typing.
    open: bool,
}

impl Sought {
    fn parse(text: &str) -> Self {
        let mut phrases = Vec::new();
        let mut open = false;
        for (i, part) in text.split('"').enumerate() {
            let quoted = i % 2 == 1;
            let words: Vec<&str> = if quoted { vec![part] } else { part.split_whitespace().collect() };
            for word in words {
                let phrase = words_of(&tokens(word));
                if !phrase.is_empty() {
                    phrases.push(phrase);
                    open = !quoted;
                }
            }
        }
        Self { phrases, open: open && text.ends_with(is_part) }
    }

    /// As FTS5 asks for it.
    fn query(&self) -> Option<String> {
        let quoted: Vec<String> = self.phrases.iter().map(|p| format!("\"{}\"", p.join(" "))).collect();
        (!quoted.is_empty()).then(|| quoted.join(" AND ") + if self.open { " *" } else { "" })
    }

    /// The place of the first hit in `text`, on one line, with every hit marked.
    fn snippet(&self, text: &str) -> Vec<SnippetPart> {
        let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let places = places(&line);
        let mut hits: Vec<(usize, usize)> = Vec::new();
        for (k, phrase) in self.phrases.iter().enumerate() {
            let open = self.open && k + 1 == self.phrases.len();
            for window in places.windows(phrase.len()) {
                let fits = phrase.iter().zip(window).enumerate().all(|(n, (sought, (_, _, found)))| {
                    if open && n + 1 == phrase.len() { found.starts_with(sought.as_str()) } else { found == sought }
                });
                if fits {
                    hits.push((window[0].0, window[phrase.len() - 1].1));
                }
            }
        }
        hits.sort_unstable();
        let first = hits.first().map_or(0, |hit| hit.0);
        let from = back(&line, first, BEFORE);
        let until = line[from..].char_indices().nth(SNIPPET).map_or(line.len(), |(at, _)| from + at);
        let mut parts = Vec::new();
        let mut push = |text: &str, hit: bool| {
            if !text.is_empty() {
                parts.push(SnippetPart { text: text.to_owned(), hit });
            }
        };
        let mut at = from;
        if from > 0 {
            push("…", false);
        }
        for (start, end) in hits.into_iter().filter(|hit| hit.1 <= until) {
            // Hits of two words may cover each other.
            if start >= at {
                push(&line[at..start], false);
                push(&line[start..end], true);
                at = end;
            }
        }
        push(&line[at..until], false);
        if until < line.len() {
            push("…", false);
        }
        parts
    }
}

/// The tokens of a text that was prepared by [`tokens`].
fn words_of(prepared: &str) -> Vec<String> {
    prepared.split(|c| !is_part(c)).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The tokens of a text where they stand: first and last byte, folded form.
fn places(line: &str) -> Vec<(usize, usize, String)> {
    let mut places = Vec::new();
    let mut start = None;
    for (at, c) in line.char_indices().chain(std::iter::once((line.len(), ' '))) {
        let ends = !is_part(c) || is_unspaced(c);
        if let Some(from) = start.filter(|_| ends) {
            places.push((from, at, fold(&line[from..at])));
            start = None;
        }
        if is_unspaced(c) && is_part(c) {
            let end = at + c.len_utf8();
            places.push((at, end, fold(&line[at..end])));
        } else if is_part(c) && start.is_none() {
            start = Some(at);
        }
    }
    places
}

/// The byte `count` characters before `at`, moved on to the beginning of a word where one is near.
fn back(line: &str, at: usize, count: usize) -> usize {
    let from = line[..at].char_indices().rev().take(count).last().map_or(at, |(i, _)| i);
    if from == 0 {
        return 0;
    }
    line[from..at].find(' ').filter(|gap| *gap < count / 2).map_or(from, |gap| from + gap + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(search: &str, text: &str) -> String {
        let parts = Sought::parse(search).snippet(text);
        parts.iter().map(|p| if p.hit { format!("[{}]", p.text) } else { p.text.clone() }).collect()
    }

    #[test]
    fn what_is_typed_becomes_phrases() {
        let query = |text: &str| Sought::parse(text).query();
        assert_eq!(query("École  PAR").as_deref(), Some("\"ecole\" AND \"par\" *"));
        assert_eq!(query("par ").as_deref(), Some("\"par\""));
        assert_eq!(query("\"due date\" x").as_deref(), Some("\"due date\" AND \"x\" *"));
        assert_eq!(query("東京都").as_deref(), Some("\"東 京 都\" *"));
        assert_eq!(query("a\"b OR (NEAR").as_deref(), Some("\"a\" AND \"b or near\""));
        assert_eq!(query(" -- \" "), None);
    }

    #[test]
    fn a_snippet_marks_what_was_sought() {
        assert_eq!(marked("totäl", "The Total\nis 12.30, totally"), "The [Total] is 12.30, [totally]");
        assert_eq!(marked("total ", "The Total is 12.30, totally"), "The [Total] is 12.30, totally");
        assert_eq!(marked("京都", "東京都の京都"), "東[京都]の[京都]");
        assert_eq!(marked("12.30", "is 12.30 now"), "is [12.30] now");
        let long = "word ".repeat(60) + "needle" + &" word".repeat(60);
        let snippet = marked("needle", &long);
        assert!(snippet.starts_with("…word") && snippet.contains("[needle]") && snippet.ends_with('…'), "{snippet}");
    }
}

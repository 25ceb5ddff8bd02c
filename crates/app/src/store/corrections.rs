//! The table of corrections: what a person changed in a document, as events in the order of their making, several to a
//! step. A page's first reading stays; beside it stands the page with the events that hold, which everybody reads, and
//! its text in the index. Undone events stay until something else is done, so that they can be done again after a restart.

use document::edit::{self, Edit};
use document::{MeanConfidence, Page};
use rusqlite::{Connection, OptionalExtension, params};

use super::{Store, StoreError, jobs, now_ms, pages, review, search};

pub(super) const CREATE: &str = "
CREATE TABLE corrections (
    id         INTEGER PRIMARY KEY,
    job        TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    page       INTEGER NOT NULL,
    event      TEXT NOT NULL,
    undone     INTEGER NOT NULL DEFAULT 0,
    created_ms INTEGER NOT NULL
);
CREATE INDEX corrections_by_job ON corrections (job, id);";

/// Steps, and what follows from them: the corrected page, and its doubtful words before and after (see [`review`]).
pub(super) const CREATE_STEPS: &str = "
ALTER TABLE corrections ADD COLUMN step INTEGER NOT NULL DEFAULT 0;
UPDATE corrections SET step = id;
CREATE INDEX corrections_by_step ON corrections (job, undone, step);
CREATE INDEX corrections_by_page ON corrections (job, page, id);
ALTER TABLE pages ADD COLUMN corrected BLOB;
ALTER TABLE pages ADD COLUMN first_doubts TEXT;
ALTER TABLE pages ADD COLUMN doubts TEXT;
CREATE TABLE dictionary (word TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE replacements (id INTEGER PRIMARY KEY, pair TEXT NOT NULL);";

/// One correction.
#[derive(Clone, Debug, PartialEq)]
pub struct Correction {
    /// Its place in the order.
    pub id: i64,
    /// The step that it belongs to.
    pub step: i64,
    /// 0-based.
    pub page: u32,
    /// What was done.
    pub edit: Edit,
    /// When, in milliseconds since 1970 (UTC).
    pub created_ms: u64,
}

/// How many steps hold, and how many were undone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Steps {
    /// So often can be undone.
    pub undo: u32,
    /// So often can be done again.
    pub redo: u32,
}

/// What a step has changed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Step {
    /// The pages as they are now, ascending; none where nothing was to be done.
    pub pages: Vec<Page>,
    /// The page of its last edit.
    pub last: Option<u32>,
    /// How many edits it has.
    pub edits: u32,
    /// What can be undone now.
    pub steps: Steps,
}

impl Store {
    /// Does one step: on each of `numbers`, in their order, the edits that `work` makes of the page as it stands. All
    /// hold or none; where there is no edit nothing happens. What was undone before can no longer be done again.
    ///
    /// # Errors
    /// [`StoreError::Unknown`], [`StoreError::NoPage`], [`StoreError::Edit`]; what `work` and SQLite say.
    pub fn correct(
        &self,
        job: &str,
        numbers: &[u32],
        mut work: impl FnMut(&Page) -> Result<Vec<Edit>, StoreError>,
    ) -> Result<Step, StoreError> {
        self.write(|db| {
            jobs::read(db, job)?;
            let mut step = Step::default();
            let mut number = None;
            for &at in numbers {
                let mut page = current(db, job, at)?.ok_or(StoreError::NoPage(at))?;
                let edits = work(&page)?;
                if edits.is_empty() {
                    continue;
                }
                let number = match number {
                    Some(number) => number,
                    None => *number.insert(begin(db, job)?),
                };
                for edit in &edits {
                    edit::apply(&mut page, edit)?;
                    let event = serde_json::to_string(edit).map_err(|e| StoreError::Content(e.to_string()))?;
                    db.prepare_cached(
                        "INSERT INTO corrections (job, page, event, created_ms, step) VALUES (?1, ?2, ?3, ?4, ?5)",
                    )?
                    .execute(params![job, at, event, now_ms() as i64, number])?;
                }
                put(db, job, at, Some(&page))?;
                step.edits += u32::try_from(edits.len()).unwrap_or(u32::MAX);
                step.last = Some(at);
                // A page that is named twice is the same page.
                step.pages.retain(|p| p.index != page.index);
                step.pages.push(page);
            }
            step.pages.sort_by_key(|p| p.index);
            step.steps = count(db, job)?;
            Ok(step)
        })
    }

    /// Takes the last step back.
    ///
    /// # Errors
    /// [`StoreError::Unknown`]; what SQLite says.
    pub fn undo(&self, job: &str) -> Result<Step, StoreError> {
        self.write(|db| {
            jobs::read(db, job)?;
            let step = turn(db, job, true)?;
            let mut out = Step { edits: step.len() as u32, last: step.last().map(|c| c.page), ..Step::default() };
            let mut numbers: Vec<u32> = step.iter().map(|c| c.page).collect();
            numbers.sort_unstable();
            numbers.dedup();
            for number in numbers {
                out.pages.extend(rebuild(db, job, number)?);
            }
            out.steps = count(db, job)?;
            Ok(out)
        })
    }

    /// Does the step again that was undone last.
    ///
    /// # Errors
    /// [`StoreError::Unknown`]; what SQLite says.
    pub fn redo(&self, job: &str) -> Result<Step, StoreError> {
        self.write(|db| {
            jobs::read(db, job)?;
            let step = turn(db, job, false)?;
            let mut out = Step { edits: step.len() as u32, last: step.last().map(|c| c.page), ..Step::default() };
            let mut numbers: Vec<u32> = step.iter().map(|c| c.page).collect();
            numbers.sort_unstable();
            numbers.dedup();
            for number in numbers {
                let mut page = current(db, job, number)?.ok_or(StoreError::NoPage(number))?;
                for correction in step.iter().filter(|c| c.page == number) {
                    edit::apply(&mut page, &correction.edit)?;
                }
                put(db, job, number, Some(&page))?;
                out.pages.push(page);
            }
            out.steps = count(db, job)?;
            Ok(out)
        })
    }

    /// What can be undone in a job.
    ///
    /// # Errors
    /// [`StoreError::Unknown`]; what SQLite says.
    pub fn steps(&self, job: &str) -> Result<Steps, StoreError> {
        let reader = self.reader();
        jobs::read(&reader, job)?;
        count(&reader, job)
    }

    /// The corrections of a job that hold, in order.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn corrections(&self, job: &str) -> Result<Vec<Correction>, StoreError> {
        read(&self.reader(), "job = ?1 AND NOT undone", [job])
    }

    /// Makes every corrected page anew from what was first read and the corrections that hold: after a recovery.
    pub(super) fn rebuild_corrected(&self) -> Result<(), StoreError> {
        self.write(|db| {
            let sql = "SELECT DISTINCT c.job, c.page FROM corrections c
                       JOIN pages p ON p.job = c.job AND p.number = c.page WHERE NOT c.undone AND p.corrected IS NULL";
            let all: Vec<(String, u32)> =
                db.prepare(sql)?.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
            for (job, number) in all {
                match rebuild(db, &job, number) {
                    // What no longer fits the page that came back is left out; the page is as it was first read.
                    Ok(_) | Err(StoreError::Edit(_) | StoreError::Content(_)) => {}
                    Err(e) => return Err(e),
                }
            }
            Ok(())
        })
    }
}

/// Whether a person has corrected a page.
pub(super) fn is_corrected(db: &Connection, job: &str, number: u32) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM pages WHERE job = ?1 AND number = ?2 AND corrected IS NOT NULL)";
    Ok(db.prepare_cached(sql)?.query_row(params![job, number], |row| row.get(0))?)
}

/// Whether a corrected page's corrections hold on another reading of it: every line reads the same.
pub(super) fn may_replace(db: &Connection, job: &str, new: &Page) -> Result<bool, StoreError> {
    let Some(old) = pages::original(db, job, new.index)? else { return Ok(true) };
    let shape = |page: &Page| -> Vec<(edit::LinePath, String, usize)> {
        edit::lines_with_paths(page).map(|(at, line)| (at, line.text.clone(), line.words.len())).collect()
    };
    let mut page = new.clone();
    let held = read(db, "job = ?1 AND page = ?2 AND NOT undone", params![job, new.index])?;
    Ok(shape(&old) == shape(new) && held.iter().all(|c| edit::apply(&mut page, &c.edit).is_ok()))
}

/// Forgets what was undone, where it names a page that was read anew.
pub(super) fn forget_undone(db: &Connection, job: &str, number: u32) -> Result<(), StoreError> {
    let sql = "DELETE FROM corrections WHERE job = ?1 AND undone
               AND EXISTS (SELECT 1 FROM corrections WHERE job = ?1 AND page = ?2 AND undone)";
    db.prepare_cached(sql)?.execute(params![job, number])?;
    Ok(())
}

/// Makes a corrected page anew from what was first read and the corrections that hold. Gives it.
pub(super) fn rebuild(db: &Connection, job: &str, number: u32) -> Result<Option<Page>, StoreError> {
    let Some(mut page) = pages::original(db, job, number)? else { return Ok(None) };
    let held = read(db, "job = ?1 AND page = ?2 AND NOT undone", params![job, number])?;
    for correction in &held {
        edit::apply(&mut page, &correction.edit)?;
    }
    put(db, job, number, Some(&page).filter(|_| !held.is_empty()))?;
    Ok(Some(page))
}

fn current(db: &Connection, job: &str, number: u32) -> Result<Option<Page>, StoreError> {
    let sql = "SELECT coalesce(corrected, content) FROM pages WHERE job = ?1 AND number = ?2";
    let content = db.prepare_cached(sql)?.query_row(params![job, number], |row| row.get::<_, Vec<u8>>(0)).optional()?;
    content.map(|content| pages::unpack(&content)).transpose()
}

/// Puts the corrected page beside what was first read, or takes it away, with its text in the index and its words in
/// the counts.
fn put(db: &Connection, job: &str, number: u32, corrected: Option<&Page>) -> Result<(), StoreError> {
    let sql = "SELECT id, sureness, letters FROM pages WHERE job = ?1 AND number = ?2";
    let (id, old_sureness, old_letters): (i64, f64, f64) = db
        .prepare_cached(sql)?
        .query_row(params![job, number], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?
        .ok_or(StoreError::NoPage(number))?;
    let first = match corrected {
        Some(_) => None,
        None => pages::original(db, job, number)?,
    };
    let Some(page) = corrected.or(first.as_ref()) else { return Ok(()) };
    let confidence = MeanConfidence::of(page.words());
    let (sureness, letters) = (f64::from(confidence.sum()), f64::from(confidence.weight()));
    db.prepare_cached("UPDATE pages SET corrected = ?2, doubts = ?3, sureness = ?4, letters = ?5 WHERE id = ?1")?
        .execute(params![
            id,
            corrected.map(pages::pack).transpose()?,
            corrected.map(review::doubts),
            sureness,
            letters
        ])?;
    db.prepare_cached(
        "UPDATE jobs SET sureness = max(sureness + ?2, 0), letters = max(letters + ?3, 0) WHERE id = ?1",
    )?
    .execute(params![job, sureness - old_sureness, letters - old_letters])?;
    search::replace(db, id, &page.text())
}

/// Begins a step: its number. What was undone is gone.
fn begin(db: &Connection, job: &str) -> Result<i64, StoreError> {
    db.prepare_cached("DELETE FROM corrections WHERE job = ?1 AND undone")?.execute([job])?;
    let sql = "SELECT coalesce(max(step), 0) + 1 FROM corrections WHERE job = ?1 AND NOT undone";
    Ok(db.prepare_cached(sql)?.query_row([job], |row| row.get(0))?)
}

/// Undoes the last step that holds, or does the first undone one again. Gives its corrections.
fn turn(db: &Connection, job: &str, undo: bool) -> Result<Vec<Correction>, StoreError> {
    let sql = match undo {
        true => "SELECT max(step) FROM corrections WHERE job = ?1 AND NOT undone",
        false => "SELECT min(step) FROM corrections WHERE job = ?1 AND undone",
    };
    let step: Option<i64> = db.prepare_cached(sql)?.query_row([job], |row| row.get(0))?;
    let Some(step) = step else { return Ok(Vec::new()) };
    let sql = "UPDATE corrections SET undone = ?3 WHERE job = ?1 AND step = ?2";
    db.prepare_cached(sql)?.execute(params![job, step, undo])?;
    read(db, "job = ?1 AND step = ?2", params![job, step])
}

fn count(db: &Connection, job: &str) -> Result<Steps, StoreError> {
    let sql = "SELECT count(DISTINCT step) FROM corrections WHERE job = ?1 AND undone = ?2";
    let mut statement = db.prepare_cached(sql)?;
    let mut of = |undone: bool| statement.query_row(params![job, undone], |row| row.get(0));
    Ok(Steps { undo: of(false)?, redo: of(true)? })
}

fn read(db: &Connection, which: &str, arguments: impl rusqlite::Params) -> Result<Vec<Correction>, StoreError> {
    let sql = format!("SELECT id, step, page, event, created_ms FROM corrections WHERE {which} ORDER BY id");
    let mut statement = db.prepare_cached(&sql)?;
    let rows = statement.query_map(arguments, |row| {
        let event: String = row.get(3)?;
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, event, row.get::<_, i64>(4)? as u64))
    })?;
    rows.map(|row| {
        let (id, step, page, event, created_ms) = row?;
        let edit = serde_json::from_str(&event).map_err(|e| StoreError::Content(e.to_string()))?;
        Ok(Correction { id, step, page, edit, created_ms })
    })
    .collect()
}

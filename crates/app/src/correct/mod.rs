//! Correcting a document: edits with undo and redo, the review of doubtful words, find and replace. Every host does it
//! through this; the store keeps what was done (see [`crate::store::Store::correct`]).
//!
//! A page that is read again (`rerun`) becomes a new job, and the corrected one stays. `retry` reads only pages that
//! failed, which cannot be corrected. Where a reading comes for a page that was corrected, the corrections hold on it
//! where it reads the same, and it is dropped where it does not.

mod find;
mod review;

pub use find::{check, find, replace, replace_by_list};
pub use review::{next_doubtful, review};

use document::Page;

use crate::contract::{ChangeReply, EditState, PageEdits, WireError};
use crate::store::{Step, Steps, Store};

impl From<Steps> for EditState {
    fn from(steps: Steps) -> Self {
        Self { undo: steps.undo, redo: steps.redo }
    }
}

impl From<Step> for ChangeReply {
    fn from(step: Step) -> Self {
        Self {
            pages: step.pages.iter().map(|p| p.index).collect(),
            page: step.last,
            changes: step.edits,
            history: step.steps.into(),
        }
    }
}

/// Corrects pages as one step.
///
/// # Errors
/// `usage` where an edit does not fit its page or the page was not read yet, `not_found` for an unknown job.
pub fn edit(store: &Store, job: &str, pages: &[PageEdits]) -> Result<Step, WireError> {
    let numbers: Vec<u32> = pages.iter().map(|p| p.page).collect();
    let mut rest = pages.iter();
    Ok(store.correct(job, &numbers, |_| Ok(rest.next().map(|p| p.edits.clone()).unwrap_or_default()))?)
}

/// The pages of a job that were read, or the one that is asked for.
fn numbers(store: &Store, job: &str, only: Option<u32>) -> Result<Vec<u32>, WireError> {
    store.job(job)?;
    let rows = store.page_rows(job)?;
    let read = rows.iter().filter(|row| row.error.is_none()).map(|row| row.number);
    Ok(read.filter(|n| only.is_none_or(|only| only == *n)).collect())
}

/// A page as it stands, which was read.
fn page(store: &Store, job: &str, number: u32) -> Result<Page, WireError> {
    let missing = || WireError::usage(format!("page {} was not read yet", u64::from(number) + 1));
    store.page(job, number)?.ok_or_else(missing)
}

#[cfg(test)]
mod tests;

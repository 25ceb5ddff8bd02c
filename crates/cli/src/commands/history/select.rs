//! From what was typed to jobs: one by its id, or many by a filter.

use app::contract::{JobFilter, WireError};
use app::store::{Job, Store};

use super::days;
use crate::arguments::FilterArguments;

/// The fewest characters that name a job: fewer are too easily another's.
const FEWEST: usize = 4;
/// How many jobs are named where several fit.
const NAMED: usize = 5;

/// The job that was typed: an id, the beginning of one, or `last`.
pub(crate) fn one(store: &Store, typed: &str) -> Result<Job, WireError> {
    let typed = typed.trim().to_ascii_lowercase();
    if typed == "last" {
        let newest = store.ids_beginning("", 1)?;
        let id = newest.first().ok_or_else(|| WireError::usage("the history is empty"))?;
        return Ok(store.job(id)?);
    }
    if typed.len() < FEWEST || !typed.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(WireError::usage(format!(
            "`{typed}` is no job: name one by its id, {FEWEST} characters of it or more, or `last`; `ocrchat history list` shows them"
        )));
    }
    let found = store.ids_beginning(&typed, NAMED as u32 + 1)?;
    match found.as_slice() {
        [] => Err(WireError::usage(format!("there is no job {typed}; `ocrchat history list` shows them"))),
        [id] => Ok(store.job(id)?),
        several => {
            let mut named = Vec::new();
            for id in several.iter().take(NAMED) {
                named.push(format!("{} ({})", &id[..12], store.job(id)?.name));
            }
            let more = if several.len() > NAMED { " and more" } else { "" };
            Err(WireError::usage(format!("{typed} may be {}{more}; type more of it", named.join(", "))))
        }
    }
}

/// The filter that was typed.
pub(super) fn filter(typed: &FilterArguments) -> Result<JobFilter, WireError> {
    Ok(JobFilter {
        name: typed.name.clone().unwrap_or_default(),
        states: typed.state.iter().map(|state| (*state).into()).collect(),
        engines: typed.engine.clone(),
        languages: typed.language.clone(),
        tags: typed.tag.clone(),
        formats: typed.kind.clone(),
        from_ms: typed.since.as_deref().map(days::begin).transpose()?,
        until_ms: typed.until.as_deref().map(days::end).transpose()?,
    })
}

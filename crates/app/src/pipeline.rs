//! From a job's stored pages to its document and its exports.

use document::{Code, Document, Page, Source};
use engine::worker::Opened;

use crate::contract::WireError;
use crate::store::{Store, StoreError};
use crate::tools;

/// The document of a job: every page that was tried so far, as it was corrected, in order.
///
/// # Errors
/// `usage` where there is no such job; what keeps its pages from being read.
pub fn document(store: &Store, id: &str) -> Result<Document, StoreError> {
    of_pages(store, id, store.pages(id)?)
}

/// The document of a job as it was first read, before any correction.
///
/// # Errors
/// As [`fn@document`].
pub fn original(store: &Store, id: &str) -> Result<Document, StoreError> {
    of_pages(store, id, store.original_pages(id)?)
}

fn of_pages(store: &Store, id: &str, pages: Vec<Page>) -> Result<Document, StoreError> {
    let job = store.job(id)?;
    let mut engines: Vec<&str> = pages.iter().map(|page| page.engine.as_str()).filter(|e| !e.is_empty()).collect();
    engines.sort_unstable();
    engines.dedup();
    let mut warnings = tools::warnings(&job.options, &engines);
    warnings.extend(job.warnings);
    Ok(Document {
        source: Source { name: job.name, format: job.format },
        engine: engines.join("+"),
        pages,
        language: job.options.language,
        warnings,
    })
}

/// The name of a content kind on the wire, e.g. `pdf`.
pub fn format_name(opened: &Opened) -> String {
    serde_json::to_value(opened.format).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The error of a whole document: none where every page was read, the page's own where all failed alike, otherwise
/// `pages_failed`. `pages` are numbers (0-based) and errors of all.
pub fn outcome(pages: &[(u32, Option<&WireError>)]) -> Option<WireError> {
    let errors: Vec<(u32, &WireError)> = pages.iter().filter_map(|(index, error)| Some((*index, (*error)?))).collect();
    let (_, first) = errors.first()?;
    if errors.len() == pages.len() && errors.iter().all(|(_, e)| e.code == first.code) {
        return Some(WireError::new(first.code, first.message.clone()));
    }
    let numbers: Vec<String> = errors.iter().take(10).map(|(index, _)| (index + 1).to_string()).collect();
    let more = if errors.len() > 10 { " and more" } else { "" };
    let (failed, all) = (errors.len(), pages.len());
    let list = numbers.join(", ");
    let message = format!("{failed} of {all} pages failed ({list}{more}): {}", first.message);
    Some(WireError::new(Code::PagesFailed, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_fails_as_its_pages_do() {
        let bad = |code| WireError::new(code, "why");
        let (crashed, broken, large) = (bad(Code::WorkerCrashed), bad(Code::InputBroken), bad(Code::LimitPixels));
        let code = |errors: &[Option<&WireError>]| {
            outcome(&(0..).zip(errors.iter().copied()).collect::<Vec<_>>()).map(|e| e.code)
        };
        assert_eq!(code(&[None, None]), None);
        assert_eq!(code(&[Some(&large)]), Some(Code::LimitPixels));
        assert_eq!(code(&[None, Some(&crashed)]), Some(Code::PagesFailed));
        assert_eq!(code(&[Some(&broken), Some(&crashed)]), Some(Code::PagesFailed));
    }
}

//! From a job's stored pages to its document and its exports.

use document::{Code, Document, Source};
use engine::worker::Opened;

use crate::contract::WireError;
use crate::store::{Store, StoreError};

/// The document of a job: every page that was tried so far, in order.
///
/// # Errors
/// `usage` where there is no such job; what keeps its pages from being read.
pub fn document(store: &Store, id: &str) -> Result<Document, StoreError> {
    let job = store.job(id)?;
    let pages = store.pages(id)?;
    let mut engines: Vec<&str> = pages.iter().map(|page| page.engine.as_str()).filter(|e| !e.is_empty()).collect();
    engines.sort_unstable();
    engines.dedup();
    Ok(Document {
        source: Source { name: job.name, format: job.format },
        engine: engines.join("+"),
        pages,
        language: job.options.language,
        warnings: job.warnings,
    })
}

/// A job's result in a format; with `page` (0-based) that page's alone.
///
/// # Errors
/// `usage` where there is no such job; `internal` where the document holds what the format cannot; what keeps its pages
/// from being read.
pub fn export(store: &Store, id: &str, format: export::Format, page: Option<u32>) -> Result<Vec<u8>, WireError> {
    let mut document = document(store, id)?;
    if let Some(page) = page {
        document.pages.retain(|p| p.index == page);
    }
    let options = export::Options { uuid: id.to_owned(), ..export::Options::default() };
    export::export(format, &document, &options).map_err(|e| match e {
        export::ExportError::NeedsSource => WireError::usage("a searchable PDF is not to be had here; use `convert`"),
        e => WireError::internal(e.to_string()),
    })
}

/// A job's result in as many files as the format is best read in.
///
/// # Errors
/// As [`export`].
pub fn export_parts(store: &Store, id: &str, format: export::Format) -> Result<Vec<export::Part>, WireError> {
    let options = export::Options { uuid: id.to_owned(), ..export::Options::default() };
    let document = document(store, id)?;
    export::export_parts(format, &document, &options).map_err(|e| WireError::internal(e.to_string()))
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

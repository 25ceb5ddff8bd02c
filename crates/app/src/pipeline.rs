//! One file to one document: opens it in a worker (or several), reads its pages, gathers them in order. The parent
//! alone merges and reports.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use document::{Code, Document, Page, Source, Warning};
use engine::source::OpenOptions;
use engine::worker::{Opened, PageTask};
use tokio::sync::mpsc;

use crate::contract::WireError;
use crate::pages::PageRange;
use crate::worker::{PageResult, Pool, Session};

/// What to read and how.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// Password, limits, dpi.
    pub open: OpenOptions,
    /// Which pages.
    pub pages: PageRange,
    /// How each page is read.
    pub task: PageTask,
}

/// What happens while a document is read.
#[derive(Clone, Copy, Debug)]
pub enum Progress<'a> {
    /// The file is open; so many pages will be read.
    Opened {
        /// What the file is.
        opened: &'a Opened,
        /// How many pages were asked for.
        pages: usize,
    },
    /// A page was tried.
    Page(&'a PageResult),
}

/// Reads `path` with up to as many workers as the pool has.
///
/// # Errors
/// What keeps the file from being opened, or a page that does not exist. Pages that fail stand in the document with
/// their errors.
pub async fn read_document(
    pool: &Pool,
    path: &Path,
    name: &str,
    options: &ReadOptions,
    mut report: impl FnMut(Progress<'_>),
) -> Result<Document, WireError> {
    let first = Session::open(pool, path, &options.open).await?;
    let opened = first.opened().clone();
    let indices: Arc<[u32]> = options.pages.resolve(opened.pages)?.into();
    report(Progress::Opened { opened: &opened, pages: indices.len() });

    let mut warnings = opened.warnings.clone();
    let mut slots: Vec<Option<Page>> = vec![None; indices.len()];
    let mut results = start_readers(pool, path, options, first, &indices);
    while let Some((place, result)) = results.recv().await {
        report(Progress::Page(&result));
        warnings.extend(result.warnings);
        slots[place] = Some(result.page);
    }
    let lost = |index: u32| Page::failed(index, Code::Internal, "the page was not read; try again");
    let mut pages: Vec<Page> =
        indices.iter().zip(slots).map(|(&index, page)| page.unwrap_or_else(|| lost(index))).collect();
    document::layout::across(&mut pages);
    Ok(Document {
        source: Source { name: name.to_owned(), format: format_name(&opened) },
        pages,
        language: options.task.language.clone(),
        engine: "ppocr".to_owned(),
        warnings: without_repeats(warnings),
    })
}

/// Readers that take the next page in turn, one a worker. They end when the receiver is dropped.
fn start_readers(
    pool: &Pool,
    path: &Path,
    options: &ReadOptions,
    first: Session,
    indices: &Arc<[u32]>,
) -> mpsc::Receiver<(usize, PageResult)> {
    let readers = pool.options().workers.min(indices.len()).max(1);
    let (sender, results) = mpsc::channel(readers);
    let next = Arc::new(AtomicUsize::new(0));
    let mut first = Some(first);
    for _ in 0..readers {
        let (pool, path, options, indices) = (pool.clone(), path.to_owned(), options.clone(), Arc::clone(indices));
        let (sender, next, session) = (sender.clone(), Arc::clone(&next), first.take());
        tokio::spawn(async move {
            let session = match session {
                Some(session) => Ok(session),
                None => Session::open(&pool, &path, &options.open).await,
            };
            // The file was opened once already, so a failure here is this worker's; the others do its pages.
            let Ok(mut session) = session else { return };
            loop {
                let place = next.fetch_add(1, Ordering::Relaxed);
                let Some(&index) = indices.get(place) else { return };
                let result = tokio::select! {
                    result = session.page(index, &options.task) => result,
                    () = sender.closed() => return,
                };
                if sender.send((place, result)).await.is_err() {
                    return;
                }
            }
        });
    }
    results
}

/// The name of a content kind on the wire, e.g. `pdf`.
pub fn format_name(opened: &Opened) -> String {
    serde_json::to_value(opened.format).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

fn without_repeats(warnings: Vec<Warning>) -> Vec<Warning> {
    let mut kept: Vec<Warning> = Vec::new();
    for warning in warnings {
        if !kept.contains(&warning) {
            kept.push(warning);
        }
    }
    kept
}

/// The error of a whole document: none where every page was read, the page's own where all failed alike, otherwise
/// `pages_failed`.
pub fn outcome(document: &Document) -> Option<WireError> {
    let errors: Vec<_> = document.pages.iter().filter_map(|p| p.error.as_ref().map(|e| (p.index, e))).collect();
    let (_, first) = errors.first()?;
    if errors.len() == document.pages.len() && errors.iter().all(|(_, e)| e.code == first.code) {
        return Some(WireError::new(first.code, first.message.clone()));
    }
    let numbers: Vec<String> = errors.iter().take(10).map(|(index, _)| (index + 1).to_string()).collect();
    let more = if errors.len() > 10 { " and more" } else { "" };
    let (failed, all) = (errors.len(), document.pages.len());
    let list = numbers.join(", ");
    let message = format!("{failed} of {all} pages failed ({list}{more}): {}", first.message);
    Some(WireError::new(Code::PagesFailed, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_fails_as_its_pages_do() {
        let fine = |index| Page { index, ..Page::default() };
        let bad = |index, code| Page::failed(index, code, "why");
        let code = |pages| outcome(&Document { pages, ..Document::default() }).map(|e| e.code);
        assert_eq!(code(vec![fine(0), fine(1)]), None);
        assert_eq!(code(vec![bad(0, Code::LimitPixels)]), Some(Code::LimitPixels));
        assert_eq!(code(vec![fine(0), bad(1, Code::WorkerCrashed)]), Some(Code::PagesFailed));
        assert_eq!(code(vec![bad(0, Code::InputBroken), bad(1, Code::WorkerCrashed)]), Some(Code::PagesFailed));
    }
}

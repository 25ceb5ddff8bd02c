//! What is known of one job.

use std::path::PathBuf;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use document::{Document, MeanConfidence, Page, Source, Warning};
use engine::worker::Opened;

use crate::contract::{JobDetail, JobState, JobSummary, PageState, PageStatus, WireError};
use crate::pipeline::{format_name, outcome};
use crate::worker::PageResult;

/// One job and all its pages.
#[derive(Clone, Debug)]
pub(crate) struct JobRecord {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) path: PathBuf,
    pub(crate) state: JobState,
    format: String,
    statuses: Vec<PageStatus>,
    pages: Vec<Option<Page>>,
    confidence: MeanConfidence,
    warnings: Vec<Warning>,
    error: Option<WireError>,
    created_ms: u64,
    started: Option<Instant>,
    elapsed_ms: u64,
}

impl JobRecord {
    /// A job that waits for its turn.
    pub(crate) fn queued(name: String, path: PathBuf) -> Self {
        let created_ms = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_millis() as u64);
        Self {
            id: uuid::Uuid::new_v4().simple().to_string(),
            name,
            path,
            state: JobState::Queued,
            format: String::new(),
            statuses: Vec::new(),
            pages: Vec::new(),
            confidence: MeanConfidence::default(),
            warnings: Vec::new(),
            error: None,
            created_ms,
            started: None,
            elapsed_ms: 0,
        }
    }

    /// The file is open.
    pub(crate) fn opened(&mut self, opened: &Opened) {
        self.state = JobState::Running;
        self.started = Some(Instant::now());
        self.format = format_name(opened);
        self.warnings.clone_from(&opened.warnings);
        self.statuses = (0..opened.pages).map(|index| PageStatus { index, ..PageStatus::default() }).collect();
        self.pages = vec![None; opened.pages as usize];
    }

    /// A page is being read.
    pub(crate) fn page_started(&mut self, index: u32) -> Option<PageStatus> {
        let status = self.statuses.get_mut(index as usize)?;
        status.state = PageState::Running;
        Some(status.clone())
    }

    /// A page was tried.
    pub(crate) fn page_tried(&mut self, result: PageResult, has_image: bool) -> Option<PageStatus> {
        let index = result.page.index as usize;
        let status = self.statuses.get_mut(index)?;
        status.error = result.page.error.as_ref().map(|e| WireError::new(e.code, e.message.clone()));
        status.state = if status.error.is_some() { PageState::Failed } else { PageState::Done };
        (status.width, status.height, status.has_image) = (result.page.width, result.page.height, has_image);
        let status = status.clone();
        self.warnings.extend(result.warnings);
        self.confidence.add(result.page.words());
        self.pages[index] = Some(result.page);
        self.elapsed_ms = self.elapsed();
        Some(status)
    }

    /// The job ends: with `error`, cancelled, or as its pages did.
    pub(crate) fn finish(&mut self, end: Result<(), WireError>) {
        self.elapsed_ms = self.elapsed();
        self.started = None;
        self.state = match &end {
            Err(e) if e.code == document::Code::Cancelled => JobState::Cancelled,
            Err(_) => JobState::Failed,
            Ok(()) => JobState::Done,
        };
        if self.state == JobState::Cancelled {
            for status in &mut self.statuses {
                if status.state == PageState::Running {
                    status.state = PageState::Waiting;
                }
            }
            return;
        }
        self.error = end.err();
        if self.error.is_none() {
            self.error = outcome(&self.document());
            if self.error.is_some() && self.statuses.iter().all(|s| s.state == PageState::Failed) {
                self.state = JobState::Failed;
            }
        }
    }

    fn elapsed(&self) -> u64 {
        self.started.map_or(self.elapsed_ms, |t| t.elapsed().as_millis() as u64)
    }

    /// The row of the list.
    pub(crate) fn summary(&self) -> JobSummary {
        let count = |state| self.statuses.iter().filter(|s| s.state == state).count() as u32;
        JobSummary {
            id: self.id.clone(),
            name: self.name.clone(),
            format: self.format.clone(),
            state: self.state,
            pages: self.statuses.len() as u32,
            pages_done: count(PageState::Done),
            pages_failed: count(PageState::Failed),
            created_ms: self.created_ms,
            elapsed_ms: self.elapsed(),
            mean_confidence: self.confidence.mean(),
            error: self.error.clone(),
        }
    }

    /// The job with its pages.
    pub(crate) fn detail(&self) -> JobDetail {
        let warning = |w: &Warning| match w.page {
            Some(page) => format!("{}: {}", page + 1, w.message),
            None => w.message.clone(),
        };
        JobDetail {
            summary: self.summary(),
            pages: self.statuses.clone(),
            warnings: self.warnings.iter().map(warning).collect(),
        }
    }

    /// A page that was tried.
    pub(crate) fn page(&self, index: u32) -> Option<&Page> {
        self.pages.get(index as usize)?.as_ref()
    }

    /// The document of the pages that were tried so far.
    pub(crate) fn document(&self) -> Document {
        Document {
            source: Source { name: self.name.clone(), format: self.format.clone() },
            pages: self.pages.iter().flatten().cloned().collect(),
            language: None,
            engine: "ppocr".to_owned(),
            warnings: self.warnings.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use document::Code;
    use engine::source::Format;

    use super::*;

    fn job(pages: u32) -> JobRecord {
        let mut job = JobRecord::queued("a.pdf".to_owned(), PathBuf::from("a.pdf"));
        job.opened(&Opened { format: Format::Pdf, pages, warnings: Vec::new() });
        job
    }

    fn read(index: u32) -> PageResult {
        PageResult { page: Page { index, width: 10, ..Page::default() }, ..PageResult::default() }
    }

    fn failed(index: u32) -> PageResult {
        PageResult { page: Page::failed(index, Code::WorkerCrashed, "it crashed"), ..PageResult::default() }
    }

    #[test]
    fn one_failed_page_leaves_the_job_done() {
        let mut job = job(2);
        job.page_tried(read(0), true);
        job.page_tried(failed(1), false);
        job.finish(Ok(()));
        let summary = job.summary();
        assert_eq!((summary.state, summary.pages_done, summary.pages_failed), (JobState::Done, 1, 1));
        assert_eq!(summary.error.unwrap().code, Code::PagesFailed);
        assert_eq!(summary.format, "pdf");
    }

    #[test]
    fn a_job_whose_pages_all_fail_has_failed() {
        let mut job = job(1);
        job.page_tried(failed(0), false);
        job.finish(Ok(()));
        assert_eq!(job.summary().state, JobState::Failed);
    }

    #[test]
    fn a_cancelled_job_keeps_what_it_read() {
        let mut job = job(3);
        job.page_tried(read(0), true);
        job.page_started(1);
        job.finish(Err(WireError::new(Code::Cancelled, "stopped")));
        assert_eq!(job.summary().state, JobState::Cancelled);
        assert_eq!(job.detail().pages[1].state, PageState::Waiting);
        assert!(job.page(0).is_some() && job.page(1).is_none());
    }
}

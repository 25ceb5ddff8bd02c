//! One file open in a worker, page after page, with the worker replaced under it when it dies.

use std::path::{Path, PathBuf};

use document::{Code, Page, Warning};
use engine::source::OpenOptions;
use engine::worker::{Opened, PageSize, PageTask, Pictures, Reply, Request};

use super::pool::{Pool, Slot};
use super::process::Died;
use crate::contract::WireError;

/// A file that is open in a worker.
pub struct Session {
    slot: Slot,
    path: PathBuf,
    options: OpenOptions,
    opened: Opened,
    ready: bool,
}

/// A page that was tried: failed or not, nothing is lost.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PageResult {
    /// The page; `page.error` says why it failed.
    pub page: Page,
    /// What the reader should know.
    pub warnings: Vec<Warning>,
    /// The preview as JPEG; empty for none.
    pub preview: Vec<u8>,
    /// The thumbnail as JPEG; empty for none.
    pub thumbnail: Vec<u8>,
}

/// A page that was drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drawn {
    /// The preview as JPEG; empty for none.
    pub preview: Vec<u8>,
    /// The thumbnail as JPEG; empty for none.
    pub thumbnail: Vec<u8>,
    /// How large the page is.
    pub size: PageSize,
}

impl Session {
    /// Waits for a worker and opens `path` in it.
    ///
    /// # Errors
    /// What the source says of the file, or `worker_*` where it kills the worker that opens it.
    pub async fn open(pool: &Pool, path: &Path, options: &OpenOptions) -> Result<Self, WireError> {
        let mut slot = pool.slot().await;
        let opened = open_in(&mut slot, path, options).await?;
        Ok(Self { slot, path: path.to_owned(), options: options.clone(), opened, ready: true })
    }

    /// What the file is.
    pub fn opened(&self) -> &Opened {
        &self.opened
    }

    /// Draws page `index` without reading it.
    ///
    /// # Errors
    /// What the source says of the page, or `worker_*`.
    pub async fn pictures(
        &mut self,
        index: u32,
        rotation: Option<u16>,
        pictures: Pictures,
    ) -> Result<Drawn, WireError> {
        match self.request(&Request::Pictures { index, rotation, pictures }).await? {
            (Reply::Pictures { preview_bytes, size }, mut blob) => {
                let thumbnail = blob.split_off(preview_bytes.min(blob.len()));
                Ok(Drawn { preview: blob, thumbnail, size })
            }
            _ => Err(another_answer()),
        }
    }

    /// Asks the worker that has the file open. Dropping the future in the middle kills the worker when the session is dropped
    /// or used again.
    ///
    /// # Errors
    /// What the worker says, or `worker_*`.
    pub(crate) async fn request(&mut self, request: &Request) -> Result<(Reply, Vec<u8>), WireError> {
        if !std::mem::replace(&mut self.ready, false) {
            self.slot.discard();
            open_in(&mut self.slot, &self.path, &self.options).await?;
        }
        let (worker, _) = self.slot.worker().await.map_err(|died| wire(&died))?;
        let answer = worker.ask(request).await;
        self.ready = answer.is_ok();
        match answer {
            Ok((Reply::Failed { code, message }, _)) => Err(WireError::new(code, message)),
            Ok(answer) => Ok(answer),
            Err(died) => {
                self.slot.discard();
                let message = format!("the page could not be read: {died}");
                Err(WireError { message, ..wire(&died) })
            }
        }
    }

    /// Reads page `index`. Never fails as a whole: what goes wrong is the page's own error. A worker that ends in the middle
    /// of it costs a second try: who ends it may have been the system, short of memory, and not the page.
    /// Dropping the future in the middle kills the worker when the session is dropped or used again.
    pub async fn page(&mut self, index: u32, task: &PageTask) -> PageResult {
        let first = self.try_page(index, task).await;
        let crashed = first.page.error.as_ref().is_some_and(|e| e.code == Code::WorkerCrashed);
        if crashed { self.try_page(index, task).await } else { first }
    }

    async fn try_page(&mut self, index: u32, task: &PageTask) -> PageResult {
        if !std::mem::replace(&mut self.ready, false) {
            self.slot.discard();
            if let Err(e) = open_in(&mut self.slot, &self.path, &self.options).await {
                return failed(index, e.code, format!("page {}: {}", index + 1, e.message));
            }
        }
        let answer = match self.slot.worker().await {
            Ok((worker, _)) => worker.ask(&Request::Page { index, task: task.clone() }).await,
            Err(died) => Err(died),
        };
        match answer {
            Ok((Reply::Page(reply), mut blob)) => {
                self.ready = true;
                let thumbnail = blob.split_off(reply.preview_bytes.min(blob.len()));
                PageResult { page: reply.page, warnings: reply.warnings, preview: blob, thumbnail }
            }
            Ok((Reply::Failed { code, message }, _)) => {
                self.ready = true;
                failed(index, code, message)
            }
            Ok(_) => failed(index, Code::Internal, "the reader process gave another answer than was asked for"),
            Err(died) => {
                self.slot.discard();
                failed(index, died.code(), format!("page {}: {died}", index + 1))
            }
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // A page that was given up in the middle leaves a busy worker: it must not serve anybody else.
        if !self.ready {
            self.slot.discard();
        }
    }
}

async fn open_in(slot: &mut Slot, path: &Path, options: &OpenOptions) -> Result<Opened, WireError> {
    let request = Request::Open { path: path.to_owned(), options: options.clone() };
    let mut answer = ask(slot, &request).await;
    // A worker that was warm may have died while it waited; that says nothing about this file.
    if let Err((Died::Crashed { .. }, false)) = &answer {
        answer = ask(slot, &request).await;
    }
    match answer {
        Ok(Reply::Opened(opened)) => Ok(opened),
        Ok(Reply::Failed { code, message }) => Err(WireError::new(code, message)),
        Ok(_) => Err(WireError::internal("the reader process gave another answer than was asked for")),
        Err((died, _)) => Err(wire(&died)),
    }
}

/// Asks the slot's worker; an error says whether that worker was fresh, and leaves the slot empty. So does dropping the
/// future: the answer to a question that nobody waits for any more would be taken for that to the next one.
async fn ask(slot: &mut Slot, request: &Request) -> Result<Reply, (Died, bool)> {
    let mut asked = Asked { slot, answered: false };
    let (worker, fresh) = asked.slot.worker().await.map_err(|died| (died, true))?;
    let answer = worker.ask(request).await;
    asked.answered = answer.is_ok();
    answer.map(|(reply, _)| reply).map_err(|died| (died, fresh))
}

/// A slot whose worker owes an answer.
struct Asked<'a> {
    slot: &'a mut Slot,
    answered: bool,
}

impl Drop for Asked<'_> {
    fn drop(&mut self) {
        if !self.answered {
            self.slot.discard();
        }
    }
}

fn another_answer() -> WireError {
    WireError::internal("the reader process gave another answer than was asked for")
}

fn failed(index: u32, code: Code, message: impl Into<String>) -> PageResult {
    PageResult { page: Page::failed(index, code, message), ..PageResult::default() }
}

fn wire(died: &Died) -> WireError {
    let mut error = WireError::new(died.code(), format!("the file could not be opened: {died}"));
    if let Died::Crashed { stderr, .. } = died
        && !stderr.is_empty()
    {
        error.details = Some(stderr.clone());
    }
    error
}

//! A job's owner: from the claim to the end, in one place.

use document::{Code, Page};
use engine::Limits;
use engine::source::OpenOptions;
use engine::worker::{EngineChoice, Opened, PageTask, Pictures};
use tokio::sync::mpsc;

use super::active::Command;
use super::hosted;
use super::keeper::{self, Lost};
use super::reader::{Read, Readers};
use super::runner::Runner;
use crate::contract::{Event, JobState, PageState, PageStatus, RemoteProgress, WireError};
use crate::pipeline::{format_name, outcome};
use crate::store::{Job, PageRecord, PageRow, Store, StoreError};
use crate::worker::{PageResult, Session};

/// The longer side of a preview in pixels: sharp at 200 % on a common screen, small enough to load at once.
pub(crate) const PREVIEW_SIDE: u32 = 2400;
/// The longer side of a thumbnail in pixels.
pub(crate) const THUMBNAIL_SIDE: u32 = 240;

/// How a job is run.
#[derive(Clone, Debug, Default)]
pub struct RunOptions {
    /// Of an encrypted PDF.
    pub password: Option<String>,
    /// What is refused before it is decoded.
    pub limits: Limits,
    /// Whether pictures of the pages are made for a person to look at.
    pub pictures: bool,
    /// Whether a store that cannot be written is waited for.
    pub patient: bool,
}

impl RunOptions {
    /// Which pictures are made of each page.
    pub(super) fn wanted_pictures(&self) -> Pictures {
        if self.pictures {
            Pictures { preview: Some(PREVIEW_SIDE), thumbnail: Some(THUMBNAIL_SIDE) }
        } else {
            Pictures::default()
        }
    }
}

/// What happens while a job runs.
#[derive(Clone, Copy, Debug)]
pub enum Progress<'a> {
    /// The file is open.
    Opened {
        /// What it is.
        opened: &'a Opened,
        /// How many pages were asked for.
        pages: usize,
        /// How many of them an earlier run has read.
        done: usize,
    },
    /// A page was tried and stored.
    Page(&'a PageResult),
    /// It is further at the service that reads it.
    Remote(&'a RemoteProgress),
}

/// Why a run ends.
pub(super) enum End {
    /// Every page was tried.
    Tried,
    /// Somebody said so.
    Command(Command),
    /// A more urgent job waits.
    GaveWay,
    /// The job is not there any more.
    Deleted,
    /// The file cannot be opened.
    Failed(WireError),
    /// The store cannot be written: what is missing can be read once it can.
    Held(WireError),
}

/// Runs a job that was claimed and is among the active ones, until it ends, pauses or gives way. Its state is in the store when this returns.
pub(super) async fn own(
    runner: &Runner,
    job: Job,
    mut commands: mpsc::UnboundedReceiver<Command>,
    options: &RunOptions,
    report: &mut (dyn FnMut(Progress<'_>) + Send),
) -> Result<JobState, WireError> {
    runner.tell_job(&job.id);
    let end = match job.options.engine {
        EngineChoice::Hosted => hosted::send(runner, &job, options, &mut commands, report).await,
        _ => read_pages(runner, &job, options, &mut commands, report).await,
    };
    let end = end.unwrap_or_else(|end| end);
    let elapsed = runner.active().elapsed_ms(&job.id).unwrap_or(job.elapsed_ms);
    let held = if let End::Held(e) = &end { Some(e.clone()) } else { None };
    let ended = settle(runner, &job.id, end, elapsed);
    if ended.as_ref().is_ok_and(|state| matches!(state, JobState::Done | JobState::Failed | JobState::Cancelled)) {
        runner.let_go(&job);
    }
    runner.active().end(&job.id);
    runner.tell_job(&job.id);
    // Where not even that can be written down, the first reason is the one to hear.
    held.map_or(ended, Err)
}

/// Writes down how it ended.
fn settle(runner: &Runner, id: &str, end: End, elapsed: u64) -> Result<JobState, WireError> {
    let store = runner.store();
    let (state, error) = match end {
        End::Command(Command::Cancel) => (JobState::Cancelled, None),
        End::Command(Command::Pause) => (JobState::Paused, None),
        End::Command(Command::Leave) | End::GaveWay => (JobState::Queued, None),
        End::Failed(e) => (JobState::Failed, Some(e)),
        End::Held(e) => (JobState::Paused, Some(e)),
        End::Deleted => {
            let _ = std::fs::remove_dir_all(runner.home().previews().join(id));
            return Ok(JobState::Cancelled);
        }
        End::Tried => {
            settle_pages(store, id)?;
            let job = store.job(id)?;
            let failed = store.page_rows(id)?;
            let error = outcome(&failed.iter().map(|row| (row.number, row.error.as_ref())).collect::<Vec<_>>());
            (if job.pages_failed > 0 && job.pages_done == 0 { JobState::Failed } else { JobState::Done }, error)
        }
    };
    match store.set_state(id, state, error.as_ref(), elapsed) {
        // Deleted in the last moment.
        Err(StoreError::Unknown(_)) => {
            let _ = std::fs::remove_dir_all(runner.home().previews().join(id));
            Ok(JobState::Cancelled)
        }
        set => Ok(set.map(|()| state)?),
    }
}

/// What only all pages together say: what stands on every page is a running head. Stored where it changes a page.
fn settle_pages(store: &Store, id: &str) -> Result<(), StoreError> {
    let before = store.original_pages(id)?;
    if before.len() < 2 {
        return Ok(());
    }
    let mut pages = before.clone();
    document::layout::across(&mut pages);
    let elapsed_ms = store.job(id)?.elapsed_ms;
    for (page, _) in pages.iter().zip(&before).filter(|(page, before)| page != before) {
        store.put_page(id, &PageRecord { page, warnings: &[], elapsed_ms })?;
    }
    Ok(())
}

async fn read_pages(
    runner: &Runner,
    job: &Job,
    options: &RunOptions,
    commands: &mut mpsc::UnboundedReceiver<Command>,
    report: &mut (dyn FnMut(Progress<'_>) + Send),
) -> Result<End, End> {
    let open = OpenOptions {
        password: options.password.clone(),
        limits: options.limits,
        dpi: job.options.dpi.map(|dpi| dpi as f32),
    };
    let session = tokio::select! {
        session = Session::open(runner.pool(), &job.source, &open) => session.map_err(End::Failed)?,
        command = commands.recv() => return Ok(End::Command(command.unwrap_or(Command::Leave))),
    };
    let missing = opened(runner, job, session.opened(), report)?;
    let pictures = options.wanted_pictures();
    let task = PageTask {
        mode: job.options.mode,
        engine: job.options.engine,
        language: job.options.language.clone(),
        ignore: job.options.ignore.clone(),
        pictures,
    };
    if missing.is_empty() {
        return Ok(End::Tried);
    }
    let mut left = missing.clone();
    let mut readers = Readers::start(runner.pool(), &job.source, (&open, &task), session, missing);
    let mut end = End::Tried;
    loop {
        let read = tokio::select! {
            biased;
            command = commands.recv() => match command.unwrap_or(Command::Leave) {
                Command::Pause => {
                    readers.enough();
                    end = End::Command(Command::Pause);
                    runner.tell_job(&job.id);
                    continue;
                }
                // Dropping the readers kills the workers in the middle of their pages.
                at_once => return Ok(End::Command(at_once)),
            },
            read = readers.next() => read,
        };
        match read {
            None => break,
            Some(Read::Began(page)) => began(runner, &job.id, page),
            Some(Read::Tried(mut result)) => {
                left.retain(|page| *page != result.page.index);
                keep(runner, &job.id, &mut result, options.patient, commands).await?;
                report(Progress::Page(&result));
                if matches!(end, End::Tried) && !left.is_empty() && runner.gives_way(job.priority) {
                    readers.enough();
                    end = End::GaveWay;
                }
            }
        }
    }
    if matches!(end, End::Tried) {
        // No worker could be had for them.
        for page in left {
            let page = Page::failed(page, Code::Internal, "the page was not read; try again");
            let mut result = PageResult { page, ..PageResult::default() };
            keep(runner, &job.id, &mut result, options.patient, commands).await?;
            report(Progress::Page(&result));
        }
    }
    Ok(end)
}

/// The file is open: writes down what it is, and says which pages are missing.
pub(super) fn opened(
    runner: &Runner,
    job: &Job,
    opened: &Opened,
    report: &mut (dyn FnMut(Progress<'_>) + Send),
) -> Result<Vec<u32>, End> {
    let failed = |e: StoreError| End::Held(e.into());
    let asked = Job { document_pages: opened.pages, ..job.clone() }.asked().map_err(End::Failed)?;
    let count = u32::try_from(asked.len()).unwrap_or(u32::MAX);
    match runner.store().set_opened(&job.id, &format_name(opened), (opened.pages, count), &opened.warnings) {
        Err(StoreError::Unknown(_)) => return Err(End::Deleted),
        set => set.map_err(failed)?,
    }
    let tried: Vec<u32> = runner.store().page_rows(&job.id).map_err(failed)?.iter().map(|row| row.number).collect();
    report(Progress::Opened { opened, pages: asked.len(), done: tried.len() });
    runner.tell_job(&job.id);
    Ok(asked.into_iter().filter(|page| tried.binary_search(page).is_err()).collect())
}

pub(super) fn began(runner: &Runner, job: &str, page: u32) {
    runner.active().set_running(job, page, true);
    let page = PageStatus { index: page, state: PageState::Running, ..PageStatus::default() };
    runner.tell(Event::PageChanged { job: job.to_owned(), page });
}

pub(super) async fn keep(
    runner: &Runner,
    job: &str,
    result: &mut PageResult,
    patient: bool,
    commands: &mut mpsc::UnboundedReceiver<Command>,
) -> Result<(), End> {
    keeper::keep(runner, job, result, patient, commands).await.map_err(|lost| match lost {
        Lost::Deleted => End::Deleted,
        Lost::Command(command) => End::Command(command),
        Lost::Failed(e) => End::Held(e),
    })?;
    let page = &result.page;
    runner.active().set_running(job, page.index, false);
    let error = page.error.as_ref().map(|e| WireError::new(e.code, e.message.clone()));
    let row = PageRow { number: page.index, error, width: page.width, height: page.height };
    runner.tell(Event::PageChanged { job: job.to_owned(), page: row.status() });
    runner.tell_job(job);
    Ok(())
}

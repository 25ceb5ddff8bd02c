//! Readers: one a worker, each of which opens the job's file and takes the next page that is missing until none is left.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use engine::source::OpenOptions;
use engine::worker::PageTask;
use tokio::sync::mpsc;

use crate::worker::{PageResult, Pool, Session};

/// What a reader says.
pub(super) enum Read {
    /// A page is being read.
    Began(u32),
    /// A page was tried.
    Tried(Box<PageResult>),
}

/// The pages of one job on their way. Dropping it kills what is in the middle of a page.
pub(super) struct Readers {
    reads: mpsc::Receiver<Read>,
    enough: Arc<AtomicBool>,
}

impl Readers {
    /// Starts up to `count` readers over `pages` of the file that `first` has open.
    pub(super) fn start(
        pool: &Pool,
        path: &Path,
        (open, task): (&OpenOptions, &PageTask),
        first: Session,
        pages: Vec<u32>,
    ) -> Self {
        let count = pool.options().workers.min(pages.len()).max(1);
        let (sender, reads) = mpsc::channel(2 * count);
        let enough = Arc::new(AtomicBool::new(false));
        let share = Share {
            pages: pages.into(),
            next: Arc::default(),
            enough: Arc::clone(&enough),
            sender,
            task: Arc::new(task.clone()),
        };
        for _ in 1..count {
            tokio::spawn(share.clone().join(pool.clone(), path.to_owned(), open.clone()));
        }
        tokio::spawn(share.read(first));
        Self { reads, enough }
    }

    /// What happens next; `None` once no page is under way and none will be.
    pub(super) async fn next(&mut self) -> Option<Read> {
        self.reads.recv().await
    }

    /// No further page is begun; those under way are finished.
    pub(super) fn enough(&self) {
        self.enough.store(true, Ordering::Relaxed);
    }
}

#[derive(Clone)]
struct Share {
    pages: Arc<[u32]>,
    next: Arc<AtomicUsize>,
    enough: Arc<AtomicBool>,
    sender: mpsc::Sender<Read>,
    task: Arc<PageTask>,
}

impl Share {
    /// A further reader: begins when a worker is free.
    async fn join(self, pool: Pool, path: PathBuf, open: OpenOptions) {
        let session = tokio::select! {
            session = Session::open(&pool, &path, &open) => session,
            () = self.sender.closed() => return,
            () = self.none_left() => return,
        };
        // The file was opened once already, so a failure here is this worker's; the others do its pages.
        if let Ok(session) = session {
            self.read(session).await;
        }
    }

    /// Waits until no page is left to begin, so that nobody waits for a worker in vain.
    async fn none_left(&self) {
        while self.next.load(Ordering::Relaxed) < self.pages.len() && !self.enough.load(Ordering::Relaxed) {
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
    }

    async fn read(self, mut session: Session) {
        while !self.enough.load(Ordering::Relaxed) {
            let place = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(&index) = self.pages.get(place) else { return };
            if self.sender.send(Read::Began(index)).await.is_err() {
                return;
            }
            let result = tokio::select! {
                result = session.page(index, &self.task) => result,
                () = self.sender.closed() => return,
            };
            if self.sender.send(Read::Tried(Box::new(result))).await.is_err() {
                return;
            }
        }
    }
}

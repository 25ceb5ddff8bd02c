//! A few workers, kept warm between jobs (their models stay loaded) and let go when idle.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use engine::Assets;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::process::{Died, Worker};

/// How workers are started and what they may use.
#[derive(Clone, Debug)]
pub struct PoolOptions {
    /// The binary that becomes a worker when it is started with the hidden argument: usually this very program.
    pub program: PathBuf,
    /// Where models and libraries lie.
    pub assets: Assets,
    /// Where the user says that Tesseract lies; `None` searches for it.
    pub tesseract_path: Option<PathBuf>,
    /// How many workers may run at once.
    pub workers: usize,
    /// Threads of each; `None` for one a core.
    pub threads: Option<usize>,
    /// The longest that one page may take.
    pub page_seconds: Duration,
    /// Resident memory at which a worker is killed, in bytes.
    pub memory_bytes: u64,
    /// How long a worker may wait for work before it leaves.
    pub idle: Duration,
}

/// The pool. Clones share it.
#[derive(Clone)]
pub struct Pool {
    shared: Arc<Shared>,
}

struct Shared {
    options: Mutex<PoolOptions>,
    slots: Arc<Semaphore>,
    idle: Mutex<Vec<(Instant, Worker)>>,
}

/// The right to one worker, and the worker once it was started.
pub(super) struct Slot {
    worker: Option<Worker>,
    pool: Pool,
    _permit: OwnedSemaphorePermit,
}

impl Pool {
    /// A pool that starts workers when they are wanted.
    pub fn new(options: PoolOptions) -> Self {
        let slots = Arc::new(Semaphore::new(options.workers.max(1)));
        Self { shared: Arc::new(Shared { options: Mutex::new(options), slots, idle: Mutex::default() }) }
    }

    /// The options by which it starts workers now.
    pub fn options(&self) -> PoolOptions {
        self.shared.options.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Changes what each worker may use, from its next start.
    pub(crate) fn set_limits(&self, page_seconds: Duration, memory_bytes: u64) {
        let mut options = self.shared.options.lock().unwrap_or_else(PoisonError::into_inner);
        (options.page_seconds, options.memory_bytes) = (page_seconds, memory_bytes);
    }

    /// Whether a worker can be had without waiting.
    pub(crate) fn is_free(&self) -> bool {
        self.shared.slots.available_permits() > 0
    }

    /// Ends every idle worker and waits until they are gone. A busy one ends when its session is dropped.
    pub async fn dismiss(&self) {
        let idle = std::mem::take(&mut *self.idle());
        for (_, worker) in idle {
            worker.end().await;
        }
    }

    /// Waits for a free slot.
    pub(super) async fn slot(&self) -> Slot {
        let permit = Arc::clone(&self.shared.slots).acquire_owned().await.expect("the semaphore is never closed");
        let worker = self.idle().pop().map(|(_, worker)| worker);
        Slot { worker, pool: self.clone(), _permit: permit }
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<(Instant, Worker)>> {
        // Nothing panics while it is held; were it poisoned, the list would still be whole.
        self.shared.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self, worker: Worker) {
        let idle = self.options().idle;
        self.idle().push((Instant::now(), worker));
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        let weak = Arc::downgrade(&self.shared);
        runtime.spawn(async move {
            tokio::time::sleep(idle).await;
            if let Some(shared) = weak.upgrade() {
                Pool { shared }.idle().retain(|(since, _)| since.elapsed() < idle);
            }
        });
    }
}

impl Slot {
    /// The worker, started if there is none; the flag says that it is fresh and has no file open.
    pub(super) async fn worker(&mut self) -> Result<(&mut Worker, bool), Died> {
        let fresh = self.worker.is_none();
        if fresh {
            self.worker = Some(Worker::start(&self.pool.options()).await?);
        }
        Ok((self.worker.as_mut().expect("it was just started"), fresh))
    }

    /// Forgets a worker that died or must not be used again.
    pub(super) fn discard(&mut self) {
        self.worker = None;
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        if let Some(worker) = self.worker.take() {
            self.pool.keep(worker);
        }
    }
}

//! What every owner of this program shares: the store, the workers, the lease, and the line to whoever watches.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Notify, broadcast, watch};

use super::active::{Active, Command};
use super::owner::{Progress, RunOptions, own};
use crate::atomic::write_error;
use crate::contract::{Event, JobDetail, JobState, JobSummary, PageState, PageStatus, Priority, WireError};
use crate::results::Results;
use crate::store::{Job, Lease, Store, StoreError, Wish};
use crate::worker::Pool;
use crate::{Home, HostOptions, Settings};

/// How many events a slow listener may fall behind before it must list the jobs again.
const EVENT_BACKLOG: usize = 1024;

/// Runs jobs. Clones share everything.
#[derive(Clone)]
pub struct Runner {
    shared: Arc<Shared>,
}

struct Shared {
    home: Home,
    store: Store,
    lease: Lease,
    pool: Pool,
    settings: Mutex<Settings>,
    active: Active,
    events: broadcast::Sender<Event>,
    changed: Notify,
    settings_changed: watch::Sender<()>,
    shared_queue: bool,
    leaving: AtomicBool,
}

impl Runner {
    /// A runner over a store that is open. With `shared_queue` it works for a queue, and its jobs give way to urgent ones.
    pub fn new(home: Home, store: Store, lease: Lease, pool: Pool, settings: Settings, shared_queue: bool) -> Self {
        let shared = Shared {
            home,
            store,
            lease,
            pool,
            settings: Mutex::new(settings),
            active: Active::default(),
            events: broadcast::channel(EVENT_BACKLOG).0,
            changed: Notify::new(),
            settings_changed: watch::Sender::new(()),
            shared_queue,
            leaving: AtomicBool::new(false),
        };
        Self { shared: Arc::new(shared) }
    }

    /// A runner for one command, over the store of `home`. Where that cannot be used (or with `keep` false) nothing is kept
    /// beyond the command; the second value says why. `change` changes the settings for this command alone.
    ///
    /// # Errors
    /// None in practice: a store in memory takes nothing but memory.
    pub fn for_command(
        options: HostOptions,
        keep: bool,
        change: impl FnOnce(&mut Settings),
    ) -> Result<(Self, Option<WireError>), WireError> {
        let HostOptions { home, program } = options;
        let open = || -> Result<_, WireError> {
            let (store, report) = Store::open(&home)?;
            Ok((store, Lease::take(&home)?, report))
        };
        let (store, lease, report) = match keep.then(open) {
            Some(Ok(opened)) => opened,
            Some(Err(e)) => (Store::in_memory()?, Lease::unlisted(), Some(e)),
            None => (Store::in_memory()?, Lease::unlisted(), None),
        };
        // What the user has set holds for what is not kept as well: whether anything may be sent, above all.
        let (mut settings, report) = match kept_settings(&home, &store, keep) {
            Ok(settings) => (settings, report),
            Err(e) => (store.settings()?, Some(e)),
        };
        change(&mut settings);
        let pool = Pool::new(settings.pool(program, home.assets.clone()));
        Ok((Self::new(home, store, lease, pool, settings, false), report))
    }

    /// Runs a job to its end, unless another program works on it. Gives the state that it ended in.
    ///
    /// # Errors
    /// `usage` where there is none or another has it; what keeps its end from being written down.
    pub async fn run(
        &self,
        id: &str,
        options: &RunOptions,
        mut report: impl FnMut(Progress<'_>) + Send,
    ) -> Result<JobState, WireError> {
        let Some(job) = self.store().claim(id, self.lease(), self.home())? else {
            return Err(WireError::usage("another program works on this job"));
        };
        let commands = self.active().begin(&job);
        tokio::select! {
            ended = own(self, job, commands, options, &mut report) => ended,
            never = self.keep_hearing() => match never {},
        }
    }

    /// Deletes a job with all that belongs to it.
    ///
    /// # Errors
    /// What keeps it from being deleted.
    pub fn delete(&self, id: &str) -> Result<(), WireError> {
        self.delete_jobs(std::slice::from_ref(&id.to_owned()))
    }

    /// Makes a file of this program's own a kept source. Gives where it is now.
    ///
    /// # Errors
    /// `output_unwritable`, `disk_full`.
    pub fn keep_source(&self, file: &Path) -> Result<PathBuf, WireError> {
        let folder = self.home().sources();
        std::fs::create_dir_all(&folder).map_err(|e| write_error(&folder, &e))?;
        let path = folder.join(uuid::Uuid::new_v4().simple().to_string());
        std::fs::rename(file, &path).map_err(|e| write_error(&path, &e))?;
        Ok(path)
    }

    /// Stops a job for good, whoever works on it.
    ///
    /// # Errors
    /// `usage` where there is none.
    pub fn cancel(&self, id: &str) -> Result<(), WireError> {
        self.wish(id, Command::Cancel, Wish::Cancel)
    }

    /// Stops every job of this program for good.
    pub(crate) fn cancel_all(&self) {
        self.active().command_all(Command::Cancel);
    }

    /// Stops a job until it is resumed, whoever works on it.
    ///
    /// # Errors
    /// `usage` where there is none.
    pub fn pause(&self, id: &str) -> Result<(), WireError> {
        self.wish(id, Command::Pause, Wish::Pause)
    }

    fn wish(&self, id: &str, command: Command, wish: Wish) -> Result<(), WireError> {
        if !self.active().command(id, command) {
            self.store().wish(id, wish)?;
            self.tell_job(id);
        }
        Ok(())
    }

    /// Stops every job of this program at once. They go on with its next start.
    pub(super) fn leave(&self) {
        self.shared.leaving.store(true, Ordering::Relaxed);
        self.active().command_all(Command::Leave);
    }

    /// Whether no further job shall begin.
    pub(super) fn is_leaving(&self) -> bool {
        self.shared.leaving.load(Ordering::Relaxed)
    }

    /// What changes from now on. A receiver that lags must list the jobs again.
    pub fn subscribe(&self) -> broadcast::Receiver<Event> {
        self.shared.events.subscribe()
    }

    /// Tells every listener; with none there is nobody to tell.
    pub(crate) fn tell(&self, event: Event) {
        let _ = self.shared.events.send(event);
    }

    /// Tells how a job stands now, or that it is gone.
    pub(crate) fn tell_job(&self, id: &str) {
        let event = match self.store().job(id) {
            Ok(job) => Event::JobChanged { job: self.active().summary(&job) },
            Err(StoreError::Unknown(_)) => Event::JobRemoved { job: id.to_owned() },
            Err(e) => Event::Problem { error: e.into() },
        };
        self.tell(event);
        self.shared.changed.notify_one();
    }

    /// Waits until something has changed in the queue.
    pub(super) async fn changed(&self) {
        self.shared.changed.notified().await;
    }

    /// The row of the list, with what only its owner knows.
    pub fn summary(&self, job: &Job) -> JobSummary {
        self.active().summary(job)
    }

    /// A job with the state of every page.
    ///
    /// # Errors
    /// `usage` where there is none.
    pub fn detail(&self, id: &str) -> Result<JobDetail, WireError> {
        let job = self.store().job(id)?;
        let rows = self.store().page_rows(id)?;
        let running = self.active().running(id);
        let mut rows = rows.into_iter().peekable();
        let mut pages = Vec::new();
        // A picture that is not there can be drawn from the source, and from nothing else.
        let drawable = job.source.exists();
        let previews = self.home().previews().join(&job.id);
        let has_image = |index: u32| drawable || previews.join(format!("{index}-preview.jpg")).exists();
        for index in job.asked().unwrap_or_default() {
            let status = match rows.next_if(|row| row.number == index) {
                Some(row) => PageStatus { has_image: has_image(index), ..row.status() },
                None if running.contains(&index) => {
                    PageStatus { index, state: PageState::Running, has_image: drawable, ..PageStatus::default() }
                }
                // It can be looked at before it is read.
                None => PageStatus { index, has_image: drawable, ..PageStatus::default() },
            };
            pages.push(status);
        }
        let warnings = job.warnings.iter().map(|w| match w.page {
            Some(page) => format!("{}: {}", page + 1, w.message),
            None => w.message.clone(),
        });
        let source = (!job.source_is_ours).then(|| job.source.display().to_string());
        let source_bytes = job.source.metadata().ok().map(|file| file.len());
        let (warnings, ignore) = (warnings.collect(), job.options.ignore.clone());
        Ok(JobDetail { summary: self.summary(&job), pages, warnings, source, source_bytes, ignore })
    }

    /// Whether a job of this urgency shall let another begin.
    pub(super) fn gives_way(&self, priority: Priority) -> bool {
        // Where the store cannot be asked, the job goes on.
        self.shared.shared_queue && self.store().is_urgent_waiting(priority).unwrap_or(false)
    }

    /// What makes results of its jobs.
    pub fn results(&self) -> Results {
        Results::new(self.store().clone(), self.pool().options(), self.settings().limits)
    }

    /// The store.
    pub fn store(&self) -> &Store {
        &self.shared.store
    }

    /// The product's folders.
    pub fn home(&self) -> &Home {
        &self.shared.home
    }

    /// The lease under which it works.
    pub fn lease(&self) -> &Lease {
        &self.shared.lease
    }

    /// The workers.
    pub fn pool(&self) -> &Pool {
        &self.shared.pool
    }

    /// The settings.
    pub fn settings(&self) -> Settings {
        self.shared.settings.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Replaces the settings, in the store as well. The pool's take effect with its next worker.
    ///
    /// # Errors
    /// `usage` where a value is out of bounds; what keeps them from being stored.
    pub fn set_settings(&self, settings: Settings) -> Result<(), WireError> {
        settings.check()?;
        self.store().set_settings(&settings)?;
        self.use_settings(settings);
        Ok(())
    }

    /// Takes up what another program has set.
    pub(super) fn reload_settings(&self) {
        // Settings that cannot be read now stay as they were.
        if let Ok(settings) = self.store().settings()
            && settings != self.settings()
        {
            self.use_settings(settings);
        }
    }

    fn use_settings(&self, settings: Settings) {
        self.pool().set_limits(settings.page_time(), settings.worker_memory());
        *self.shared.settings.lock().unwrap_or_else(PoisonError::into_inner) = settings;
        self.shared.settings_changed.send_replace(());
    }

    /// Tells of each change of the settings from now on.
    pub(crate) fn settings_changes(&self) -> watch::Receiver<()> {
        self.shared.settings_changed.subscribe()
    }

    pub(super) fn active(&self) -> &Active {
        &self.shared.active
    }
}

/// The user's settings; those of the store in the home where this command has one of its own.
fn kept_settings(home: &Home, store: &Store, keep: bool) -> Result<Settings, WireError> {
    if keep || !home.database().exists() {
        return Ok(store.settings()?);
    }
    let (kept, report) = Store::open(home)?;
    report.map_or_else(|| Ok(kept.settings()?), Err)
}

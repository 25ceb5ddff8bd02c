//! The jobs that this program works on now: what is known of them beyond their rows, and the line to their owners.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use tokio::sync::mpsc;

use crate::contract::{EngineChoice, JobState, JobSummary, RemoteProgress, WireError};
use crate::store::Job;

/// What an owner is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Command {
    /// Stop for good, at once.
    Cancel,
    /// Finish the pages at hand, then stop until resumed.
    Pause,
    /// Stop at once, and go on with the next start of the program.
    Leave,
}

/// The jobs at work.
#[derive(Default)]
pub(super) struct Active {
    jobs: Mutex<HashMap<String, Entry>>,
}

struct Entry {
    commands: mpsc::UnboundedSender<Command>,
    running: BTreeSet<u32>,
    since: Instant,
    earlier_ms: u64,
    trouble: Option<WireError>,
    is_hosted: bool,
    remote: Option<RemoteProgress>,
}

impl Active {
    /// A job begins; the line on which its owner hears commands.
    pub(super) fn begin(&self, job: &Job) -> mpsc::UnboundedReceiver<Command> {
        let (commands, receiver) = mpsc::unbounded_channel();
        let entry = Entry {
            commands,
            running: BTreeSet::new(),
            since: Instant::now(),
            earlier_ms: job.elapsed_ms,
            trouble: None,
            is_hosted: job.options.engine == EngineChoice::Hosted,
            remote: None,
        };
        self.jobs().insert(job.id.clone(), entry);
        receiver
    }

    /// A job is over, or works no more here.
    pub(super) fn end(&self, id: &str) {
        self.jobs().remove(id);
    }

    /// How many jobs this program works on.
    pub(super) fn len(&self) -> usize {
        self.jobs().len()
    }

    /// How many jobs this program works on: those that its workers read, and those that a service reads.
    pub(super) fn counts(&self) -> (usize, usize) {
        let jobs = self.jobs();
        let hosted = jobs.values().filter(|entry| entry.is_hosted).count();
        (jobs.len() - hosted, hosted)
    }

    /// How far a job is at the service that reads it.
    pub(super) fn set_remote(&self, id: &str, remote: RemoteProgress) {
        if let Some(entry) = self.jobs().get_mut(id) {
            entry.remote = Some(remote);
        }
    }

    /// Tells a job's owner; whether there is one here.
    pub(super) fn command(&self, id: &str, command: Command) -> bool {
        self.jobs().get(id).is_some_and(|entry| entry.commands.send(command).is_ok())
    }

    /// Tells every owner.
    pub(super) fn command_all(&self, command: Command) {
        for entry in self.jobs().values() {
            let _ = entry.commands.send(command);
        }
    }

    /// A page is being read, or is no more.
    pub(super) fn set_running(&self, id: &str, page: u32, running: bool) {
        if let Some(entry) = self.jobs().get_mut(id) {
            if running {
                entry.running.insert(page)
            } else {
                entry.running.remove(&page)
            };
        }
    }

    /// The pages that are being read, 0-based.
    pub(super) fn running(&self, id: &str) -> Vec<u32> {
        self.jobs().get(id).map_or_else(Vec::new, |entry| entry.running.iter().copied().collect())
    }

    /// What keeps a job from being stored, until it is over.
    pub(super) fn set_trouble(&self, id: &str, trouble: Option<WireError>) {
        if let Some(entry) = self.jobs().get_mut(id) {
            entry.trouble = trouble;
        }
    }

    /// How long a job has run, in milliseconds, with its earlier runs; `None` where it does not run here.
    pub(super) fn elapsed_ms(&self, id: &str) -> Option<u64> {
        self.jobs().get(id).map(Entry::elapsed_ms)
    }

    /// The row of the list, with what only its owner knows.
    pub(super) fn summary(&self, job: &Job) -> JobSummary {
        let mut summary = job.summary();
        if let Some(entry) = self.jobs().get(&job.id) {
            summary.elapsed_ms = entry.elapsed_ms();
            summary.remote = entry.remote.clone();
            if let Some(trouble) = &entry.trouble {
                (summary.state, summary.error) = (JobState::Paused, Some(trouble.clone()));
            }
        }
        summary
    }

    fn jobs(&self) -> MutexGuard<'_, HashMap<String, Entry>> {
        // Nothing panics while it is held; were it poisoned, each entry would still be whole.
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entry {
    fn elapsed_ms(&self) -> u64 {
        self.earlier_ms + u64::try_from(self.since.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

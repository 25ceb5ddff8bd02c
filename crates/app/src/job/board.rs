//! Every job of this host, and the one place that tells the interface of changes.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use document::Code;
use tokio::sync::{broadcast, mpsc};

use super::{Command, JobRecord};
use crate::contract::{Event, WireError};

/// How many events a slow listener may fall behind before it must list the jobs again.
const EVENT_BACKLOG: usize = 1024;

/// The jobs and the line to their owners.
pub(crate) struct Board {
    jobs: Mutex<HashMap<String, Entry>>,
    events: broadcast::Sender<Event>,
}

struct Entry {
    record: JobRecord,
    commands: mpsc::UnboundedSender<Command>,
    order: u64,
}

impl Board {
    pub(crate) fn new() -> Self {
        Self { jobs: Mutex::default(), events: broadcast::channel(EVENT_BACKLOG).0 }
    }

    pub(crate) fn subscribe(&self) -> broadcast::Receiver<Event> {
        self.events.subscribe()
    }

    /// Tells every listener; with none there is nobody to tell.
    pub(crate) fn tell(&self, event: Event) {
        let _ = self.events.send(event);
    }

    /// Adds a job and gives the line on which its owner hears commands.
    pub(crate) fn add(&self, record: JobRecord) -> mpsc::UnboundedReceiver<Command> {
        let (commands, receiver) = mpsc::unbounded_channel();
        let summary = record.summary();
        let mut jobs = self.jobs();
        let order = jobs.values().map(|e| e.order + 1).max().unwrap_or(0);
        jobs.insert(record.id.clone(), Entry { record, commands, order });
        drop(jobs);
        self.tell(Event::JobChanged { job: summary });
        receiver
    }

    /// Changes a job and tells of it. `None` where it is gone.
    pub(crate) fn change<T>(&self, id: &str, change: impl FnOnce(&mut JobRecord) -> T) -> Option<T> {
        let mut jobs = self.jobs();
        let entry = jobs.get_mut(id)?;
        let result = change(&mut entry.record);
        let summary = entry.record.summary();
        drop(jobs);
        self.tell(Event::JobChanged { job: summary });
        Some(result)
    }

    /// Reads a job.
    ///
    /// # Errors
    /// `usage` where there is none of that id.
    pub(crate) fn read<T>(&self, id: &str, read: impl FnOnce(&JobRecord) -> T) -> Result<T, WireError> {
        self.jobs().get(id).map(|e| read(&e.record)).ok_or_else(|| unknown(id))
    }

    /// Reads every job, newest first.
    pub(crate) fn read_all<T>(&self, read: impl Fn(&JobRecord) -> T) -> Vec<T> {
        let jobs = self.jobs();
        let mut entries: Vec<&Entry> = jobs.values().collect();
        entries.sort_by_key(|e| std::cmp::Reverse(e.order));
        entries.iter().map(|e| read(&e.record)).collect()
    }

    /// Sends the owner a command; an owner that has finished no longer listens, and that is fine.
    ///
    /// # Errors
    /// `usage` where there is no such job.
    pub(crate) fn command(&self, id: &str, command: Command) -> Result<(), WireError> {
        let jobs = self.jobs();
        let entry = jobs.get(id).ok_or_else(|| unknown(id))?;
        let _ = entry.commands.send(command);
        Ok(())
    }

    /// Takes a job away and tells of it.
    ///
    /// # Errors
    /// `usage` where there is no such job.
    pub(crate) fn remove(&self, id: &str) -> Result<JobRecord, WireError> {
        let entry = self.jobs().remove(id).ok_or_else(|| unknown(id))?;
        let _ = entry.commands.send(Command::Cancel);
        self.tell(Event::JobRemoved { job: id.to_owned() });
        Ok(entry.record)
    }

    fn jobs(&self) -> MutexGuard<'_, HashMap<String, Entry>> {
        // A panic while it was held would leave one record half changed, which the next change mends.
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn unknown(id: &str) -> WireError {
    WireError::new(Code::Usage, format!("there is no job {id}"))
}

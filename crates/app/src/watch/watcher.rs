//! A watcher: looks at its folder whenever the system tells of it, a job ends, or some time has passed, and runs its jobs
//! where nobody else does.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode};
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use tokio::sync::{Notify, broadcast};
use tokio::task::{JoinError, JoinSet};

use super::claim::Claim;
use super::state::{Looked, State};
use super::{Notice, WatchOptions};
use crate::contract::{Event, JobState, WireError};
use crate::job::{RunOptions, Runner};

/// How often a folder is looked at though nobody told of it: network drives tell of nothing.
const RESCAN: Duration = Duration::from_secs(5);
/// How often it is looked at while jobs are open that another program may work on.
const POLL: Duration = Duration::from_secs(1);
/// What comes together is looked at together.
const GATHER: Duration = Duration::from_millis(50);
/// How long before a job that could not be run is tried again.
const AGAIN: Duration = Duration::from_secs(5);

/// Who runs the jobs of a watcher.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Runs {
    /// A queue that works beside it.
    Queue,
    /// The watcher itself, so many at once.
    Here(usize),
}

/// Watches a folder until `stop` is over; with `once`, until every file that is there was dealt with.
///
/// # Errors
/// `store_busy` where the folder has a watcher already.
pub async fn watch(
    runner: &Runner,
    options: &WatchOptions,
    runs: Runs,
    once: bool,
    stop: impl Future<Output = ()> + Send,
    report: &mut (dyn FnMut(Notice) + Send),
) -> Result<(), WireError> {
    let _claim = Claim::take(runner.home(), &options.input)?;
    let mut watcher = Watcher::new(runner, options, runs);
    let mut stop = std::pin::pin!(stop);
    loop {
        let looked = watcher.look(report).await?;
        if once && looked.open == looked.paused && !looked.is_settling && watcher.jobs.is_empty() {
            return Ok(());
        }
        tokio::select! {
            () = &mut stop => break,
            () = watcher.next(&looked, report) => {}
        }
    }
    if let Runs::Here(_) = runs {
        runner.stop().await;
    }
    Ok(())
}

struct Watcher<'a> {
    runner: &'a Runner,
    options: &'a WatchOptions,
    runs: Runs,
    /// `None` while a look is under way.
    state: Option<State>,
    jobs: JoinSet<(String, Result<JobState, WireError>)>,
    /// Jobs that this watcher runs or has tried to run, and until when they are left alone.
    tried: HashMap<String, Option<Instant>>,
    events: broadcast::Receiver<Event>,
    trouble: Option<WireError>,
    alarm: Arc<Notify>,
    bell: Option<RecommendedWatcher>,
}

impl<'a> Watcher<'a> {
    fn new(runner: &'a Runner, options: &'a WatchOptions, runs: Runs) -> Self {
        let alarm = Arc::new(Notify::new());
        Self {
            runner,
            options,
            runs,
            state: Some(State::new(runner.store().clone(), runner.results(), options.clone())),
            jobs: JoinSet::new(),
            tried: HashMap::new(),
            events: runner.subscribe(),
            trouble: None,
            bell: bell(options, &alarm),
            alarm,
        }
    }

    /// Looks at the folder on a thread where that holds nobody up, and begins the jobs that wait.
    async fn look(&mut self, report: &mut (dyn FnMut(Notice) + Send)) -> Result<Looked, WireError> {
        let room = if let Runs::Here(at_once) = self.runs { at_once } else { usize::MAX };
        let mut state = self.state.take().expect("a look gives the state back");
        let look = tokio::task::spawn_blocking(move || {
            let looked = state.look(Instant::now(), room);
            (state, looked)
        });
        let (state, mut looked) = look.await.map_err(|e| WireError::internal(format!("a look ended early: {e}")))?;
        self.state = Some(state);
        looked.notices.drain(..).for_each(&mut *report);
        if looked.is_back {
            self.bell = bell(self.options, &self.alarm);
        }
        match self.runs {
            Runs::Here(at_once) => self.run(&looked, at_once),
            Runs::Queue => looked.waiting.iter().for_each(|job| self.announce(job)),
        }
        Ok(looked)
    }

    /// Tells the queue and its users of a job that is new.
    fn announce(&mut self, job: &str) {
        if self.tried.insert(job.to_owned(), None).is_none() {
            self.runner.tell_job(job);
        }
    }

    fn run(&mut self, looked: &Looked, at_once: usize) {
        let now = Instant::now();
        for job in &looked.waiting {
            let is_left_alone = self.tried.get(job).is_some_and(|until| until.is_none_or(|until| now < until));
            if is_left_alone || self.jobs.len() >= at_once {
                continue;
            }
            self.tried.insert(job.clone(), None);
            let (runner, job) = (self.runner.clone(), job.clone());
            let options =
                RunOptions { password: None, limits: runner.settings().limits, pictures: false, patient: true };
            self.jobs.spawn(async move {
                let ended = runner.run(&job, &options, |_| {}).await;
                (job, ended)
            });
        }
    }

    /// Waits until it is time for the next look.
    async fn next(&mut self, looked: &Looked, report: &mut (dyn FnMut(Notice) + Send)) {
        let wait = if looked.is_settling {
            (self.options.settle / 2).clamp(GATHER, POLL)
        } else if looked.open > 0 {
            POLL
        } else {
            RESCAN
        };
        let deadline = tokio::time::Instant::now() + wait;
        loop {
            tokio::select! {
                () = tokio::time::sleep_until(deadline) => return,
                () = self.alarm.notified() => return tokio::time::sleep(GATHER).await,
                Some(ended) = self.jobs.join_next() => return self.ended(ended),
                event = self.events.recv() => {
                    if self.hear(event, report) {
                        return tokio::time::sleep(GATHER).await;
                    }
                }
            }
        }
    }

    fn ended(&mut self, ended: Result<(String, Result<JobState, WireError>), JoinError>) {
        if let Ok((job, ended)) = ended {
            // Another program may have it, or the store cannot be written: it is seen with a later look.
            let later = if ended.is_ok() { Instant::now() } else { Instant::now() + AGAIN };
            self.tried.insert(job, Some(later));
        }
    }

    /// Hears what happened; whether it is worth a look.
    fn hear(
        &mut self,
        event: Result<Event, broadcast::error::RecvError>,
        report: &mut (dyn FnMut(Notice) + Send),
    ) -> bool {
        let Ok(event) = event else { return true };
        let Event::JobChanged { job } = event else { return false };
        let is_ours = self.tried.contains_key(&job.id);
        // A job that waits for room on the disk shows as paused, with the reason.
        let trouble = job.error.filter(|_| job.state == JobState::Paused && is_ours);
        if let Some(error) = trouble.filter(|e| self.trouble.as_ref() != Some(e) && self.runs != Runs::Queue) {
            self.trouble = Some(error.clone());
            report(Notice::Trouble { path: self.options.input.join(&job.name), error });
        }
        is_ours && matches!(job.state, JobState::Done | JobState::Failed | JobState::Cancelled)
    }
}

/// Asks the system to tell of the folder. Where it cannot, looking again and again must do.
fn bell(options: &WatchOptions, alarm: &Arc<Notify>) -> Option<RecommendedWatcher> {
    let alarm = Arc::clone(alarm);
    let mut bell = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        // Reading is told of as well: a look would call for the next.
        let is_reading = |kind: EventKind| match kind {
            EventKind::Access(AccessKind::Close(AccessMode::Write)) => false,
            EventKind::Access(_) => true,
            _ => false,
        };
        if event.is_ok_and(|event| !is_reading(event.kind)) {
            alarm.notify_one();
        }
    })
    .ok()?;
    let mode = if options.recursive { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
    bell.watch(&options.input, mode).ok()?;
    Some(bell)
}

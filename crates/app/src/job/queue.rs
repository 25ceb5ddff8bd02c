//! The queue of a host: claims the next job whenever a worker is free, passes on what other programs wish, and takes up
//! what programs left behind that are gone.

use std::convert::Infallible;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use super::owner::{RunOptions, own};
use super::runner::Runner;
use crate::Settings;
use crate::contract::{Event, Origin, WireError};
use crate::retention;
use crate::settings::Keep;
use crate::store::{Job, Room, Wish};

/// How often the store is asked what other programs did.
const LOOK: Duration = Duration::from_millis(250);
/// How many jobs are at services at once: they wait more than they work.
const HOSTED_AT_ONCE: usize = 4;
/// How often the jobs of programs that are gone are looked for.
const ORPHANS: Duration = Duration::from_secs(15);

/// Whether pictures of a job's pages are made while they are read. A program that sends files looks at none of them, and what
/// is missing is drawn when somebody does, for as long as the source is there.
fn wants_pictures(job: &Job, settings: &Settings) -> bool {
    job.origin != Origin::Server || settings.keep_sources != Keep::Always
}

impl Runner {
    /// Works on the queue for as long as the runtime lasts; after [`Runner::stop`] it begins nothing more.
    pub(crate) async fn work(self) {
        let mut jobs = JoinSet::new();
        let mut orphans: Option<Instant> = None;
        let mut seen = self.store().version().unwrap_or(0);
        let mut trouble: Option<WireError> = None;
        let mut swept: Option<Instant> = None;
        loop {
            if orphans.is_none_or(|since| since.elapsed() >= ORPHANS) {
                orphans = Some(Instant::now());
                for id in self.store().free_orphans(self.lease(), self.home()).unwrap_or_default() {
                    self.tell_job(&id);
                }
            }
            while !self.is_leaving() {
                let (local, hosted) = self.active().counts();
                let room = Room {
                    local: local < self.pool().options().workers && self.pool().is_free(),
                    hosted: hosted < HOSTED_AT_ONCE,
                };
                match self.store().claim_next(self.lease(), room) {
                    Ok(Some(job)) => {
                        let runner = self.clone();
                        let options = RunOptions {
                            password: None,
                            limits: self.settings().limits,
                            pictures: wants_pictures(&job, &self.settings()),
                            patient: true,
                        };
                        // Among the active ones before the loop counts them again.
                        let commands = self.active().begin(&job);
                        jobs.spawn(async move {
                            if let Err(error) = own(&runner, job, commands, &options, &mut |_| {}).await {
                                runner.tell(Event::Problem { error });
                            }
                        });
                        trouble = None;
                    }
                    Ok(None) => break,
                    Err(e) => {
                        let error = WireError::from(e);
                        // Said once, not four times a second.
                        if trouble.as_ref() != Some(&error) {
                            self.tell(Event::Problem { error: error.clone() });
                            trouble = Some(error);
                        }
                        break;
                    }
                }
            }
            if swept.is_none_or(|since| since.elapsed() >= retention::SWEEP) {
                swept = Some(Instant::now());
                let runner = self.clone();
                // What cannot be let go now is tried again the next time.
                tokio::task::spawn_blocking(move || runner.sweep());
            }
            tokio::select! {
                () = self.changed() => {}
                () = tokio::time::sleep(LOOK) => {}
                Some(_) = jobs.join_next() => {}
            }
            self.hear_wishes();
            let now = self.store().version().unwrap_or(seen);
            if std::mem::replace(&mut seen, now) != now {
                self.reload_settings();
                self.tell(Event::ListChanged);
            }
        }
    }

    /// Passes on what other programs wish of this one's jobs.
    fn hear_wishes(&self) {
        for (id, wish) in self.store().take_wishes(self.lease()).unwrap_or_default() {
            let _ = match wish {
                Wish::Cancel => self.cancel(&id),
                Wish::Pause => self.pause(&id),
            };
        }
    }

    /// Hears what other programs wish for as long as it is waited for: what a queue does beside its work.
    pub(super) async fn keep_hearing(&self) -> Infallible {
        loop {
            tokio::time::sleep(LOOK).await;
            self.hear_wishes();
        }
    }

    /// Stops every job of this program and waits until each has written down that it waits.
    pub(crate) async fn stop(&self) {
        self.leave();
        while self.active().len() > 0 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        self.pool().dismiss().await;
    }
}

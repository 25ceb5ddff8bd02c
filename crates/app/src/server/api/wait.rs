//! Waiting for a short job's end, so that its result is the answer to its upload.

use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Duration, Instant};

use super::answer::has_ended;
use crate::contract::{Event, JobState};
use crate::server::errors::ApiError;
use crate::server::state::ServerState;

/// How often the store is asked: another program that works on the job tells us nothing.
const LOOK: Duration = Duration::from_secs(1);

/// Waits until a job has ended, for as long as the server allows. A job that somebody pauses is not waited for, and nobody
/// waits for a server that stops.
pub(super) async fn until_ended(state: &ServerState, id: &str) -> Result<(), ApiError> {
    let mut events = state.host().subscribe();
    let until = Instant::now() + state.options().inline_wait;
    // The receiver is there before the store is asked: nothing falls between the two.
    loop {
        let job = id.to_owned();
        let now = state.ask(move |state| state.runner().store().job(&job)).await?.state;
        if has_ended(now) || now == JobState::Paused {
            return Ok(());
        }
        let look = (Instant::now() + LOOK).min(until);
        loop {
            tokio::select! {
                () = state.stopping().cancelled() => return Ok(()),
                () = tokio::time::sleep_until(look) => break,
                event = events.recv() => match event {
                    Ok(Event::JobChanged { job }) if job.id == id => break,
                    Ok(Event::JobRemoved { job }) if job == id => break,
                    Err(RecvError::Lagged(_)) => break,
                    Err(RecvError::Closed) => return Ok(()),
                    Ok(_) => {}
                },
            }
        }
        if Instant::now() >= until {
            return Ok(());
        }
    }
}

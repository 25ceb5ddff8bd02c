//! The host's events to a page, as server-sent events. Each is an [`Event`] as JSON.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::IntoResponse;
use axum::response::sse::{self, Sse};
use futures_util::stream;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

use super::UiState;
use super::gate;
use crate::contract::Event;

/// So often a quiet connection says that it is there, and the session is looked at again.
const BEAT: Duration = Duration::from_secs(15);

/// What changes from now on. A page that was too slow, or away, is told to list again.
pub(super) async fn events(State(state): State<UiState>, headers: HeaderMap) -> impl IntoResponse {
    let mut beat = interval_at(Instant::now() + BEAT, BEAT);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let listener = Listener { events: state.host.subscribe(), beat, state, headers, greeted: false };
    let events = stream::unfold(listener, |mut listener| async {
        let event = listener.next().await?;
        Some((Ok::<_, Infallible>(event), listener))
    });
    // A proxy that gathers answers would hold the events back.
    let at_once = [(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"))];
    (at_once, Sse::new(events))
}

struct Listener {
    events: Receiver<Event>,
    beat: Interval,
    state: UiState,
    headers: HeaderMap,
    greeted: bool,
}

impl Listener {
    /// The next message; `None` when the session or the host has ended.
    async fn next(&mut self) -> Option<sse::Event> {
        if !self.greeted {
            // Sent at once: the page knows then that nothing from here on is missed.
            self.greeted = true;
            return Some(sse::Event::default().comment("listening"));
        }
        tokio::select! {
            event = self.events.recv() => match event {
                Ok(event) => message(&event),
                Err(RecvError::Lagged(_)) => message(&Event::ListChanged),
                Err(RecvError::Closed) => None,
            },
            () = self.state.stopping.cancelled() => None,
            _ = self.beat.tick() => {
                let admitted = gate::admitted(&self.state, &self.headers).await.unwrap_or(true);
                admitted.then(|| sse::Event::default().comment("here"))
            }
        }
    }
}

fn message(event: &Event) -> Option<sse::Event> {
    sse::Event::default().json_data(event).ok()
}

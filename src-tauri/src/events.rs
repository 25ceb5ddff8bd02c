//! The host's events to the interface, on one topic.

use app::Host;
use app::contract::Event;
use tauri::{AppHandle, Emitter};
use tokio::sync::broadcast::error::RecvError;

/// The one topic; the payload is [`Event`].
pub(crate) const TOPIC: &str = "event";

/// Passes on every event until the host ends.
pub(crate) fn forward(app: AppHandle, host: &Host) {
    // Subscribed here and not in the task: nothing that happens from now on is missed.
    let mut events = host.subscribe();
    tauri::async_runtime::spawn(async move {
        loop {
            match events.recv().await {
                Ok(event) => emit(&app, &event),
                // The interface was slower than the pages: it asks for the list again.
                Err(RecvError::Lagged(_)) => {
                    emit(&app, &Event::ListChanged);
                }
                Err(RecvError::Closed) => break,
            }
        }
    });
}

/// Emits `event` to the window. It fails only while the window closes, when nobody listens.
pub(crate) fn emit(app: &AppHandle, event: &Event) {
    let _ = app.emit(TOPIC, event);
}

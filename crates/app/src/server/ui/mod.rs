//! The app's own interface for a browser, on the server's port: the second host that `ui/src/platform` knows.
//!
//! Owns the built interface's files, the login, and the routes below `/ui` by which a page calls the contract's commands,
//! hears its events, shows pages, uploads files and downloads results. Refuses to be a second API: a page of ours is the
//! only caller, every answer demands its session, and nothing here may change without the page.
//!
//! What a browser may not do is told in `policy`: the person at the browser may be elsewhere, so no command may name a
//! file or a folder of this machine. Files come in as uploads and go out as downloads.

mod assets;
mod call;
mod events;
mod files;
mod gate;
mod headers;
mod login;
mod owners;
mod pictures;
mod policy;
mod reply;
mod results;
mod sessions;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use tokio_util::sync::CancellationToken;

use super::state::ServerState;
use crate::Host;

pub use assets::{is_page, page};
pub use owners::Owners;
use sessions::Sessions;

/// What the routes share.
#[derive(Clone)]
pub struct UiState {
    host: Host,
    owners: Arc<dyn Owners>,
    sessions: Arc<Sessions>,
    stopping: CancellationToken,
}

impl UiState {
    /// The interface of `host`, for whom `owners` admits. When `stopping` is cancelled, nobody waits for events any more.
    pub fn new(host: Host, owners: Arc<dyn Owners>, stopping: CancellationToken) -> Self {
        Self { host, owners, sessions: Arc::new(Sessions::default()), stopping }
    }

    /// The interface of a server's host, for whoever holds an owner's token of it.
    pub(super) fn of(server: &ServerState) -> Self {
        Self::new(server.host().clone(), Arc::new(server.access().clone()), server.stopping().clone())
    }
}

/// The routes of the interface. The address's other paths are [`page`]'s, which is to be the fallback of the whole server.
pub fn router(state: UiState) -> Router {
    let inside = Router::new()
        .route("/ui/call/{command}", post(call::call))
        .route("/ui/events", get(events::events))
        .route("/ui/pages/{job}/{page}/{kind}", get(pictures::picture))
        .route("/ui/files", post(files::receive))
        .route("/ui/jobs/{job}/result", get(results::one))
        .route("/ui/results", post(results::several))
        .route_layer(from_fn_with_state(state.clone(), gate::demand_session));
    let door = Router::new()
        .route("/ui/login", post(login::login))
        .route("/ui/logout", post(login::logout))
        .route("/ui/session", get(login::session));
    inside
        .merge(door)
        .route_layer(from_fn(gate::demand_own_page))
        .route("/", get(page))
        .route("/index.html", get(page))
        .route("/assets/{*path}", get(assets::asset))
        .layer(from_fn(headers::secure))
        .with_state(state)
}

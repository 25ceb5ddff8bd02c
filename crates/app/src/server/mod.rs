//! The local server: the OCR.chat API over this program's own jobs and store, for scripts written for the hosted service.
//!
//! Owns the routes, the form of every answer, and who is refused before a route is reached. Jobs are ordinary jobs of the
//! [`Host`]: they stand in the window's list and survive the process. Refuses to fetch any address, to open an upload in
//! this process, and to answer without a token (but for `/healthz` and the description of the interface).

pub mod api;
mod auth;
mod docs;
mod errors;
mod guard;
pub mod listen;
pub mod metrics;
mod slash;
mod start;
mod state;
pub mod ui;

use std::net::SocketAddr;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::set_header::SetResponseHeaderLayer;

pub use auth::Authenticated;
pub use errors::ApiError;
pub use guard::Guard;
pub use start::{ServeOptions, Started};
pub use state::{ServerOptions, ServerState};

use crate::Host;
use crate::access::Access;

/// A server that runs.
pub struct Server {
    address: SocketAddr,
    state: ServerState,
    task: JoinHandle<()>,
}

impl Server {
    /// Serves on a listener that is bound. Needs a tokio runtime around it.
    ///
    /// # Errors
    /// A listener that does not know its own address.
    pub fn start(listener: TcpListener, host: Host, access: Access, options: ServerOptions) -> std::io::Result<Self> {
        let address = listener.local_addr()?;
        let guard = Guard::new(address, &options.allowed_hosts);
        let state = ServerState::new(host, access, options, guard);
        let (bounds, metrics) = (state.options().bounds, state.metrics().clone());
        tokio::spawn(metrics.clone().hear(state.host().subscribe()));
        let serving = listen::serve(listener, router(state.clone()), bounds, metrics, state.stopping().clone());
        Ok(Self { address, state, task: tokio::spawn(serving) })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What its routes share.
    pub fn state(&self) -> &ServerState {
        &self.state
    }

    /// Takes no more requests and waits for the answers that are under way. Who waits for a job is told how it stands; the
    /// jobs go on, or wait for the next start, as the [`Host`] says.
    pub async fn stop(self) {
        self.state.stopping().cancel();
        // A listener that broke was over anyway.
        let _ = self.task.await;
        self.state.dismiss().await;
    }
}

/// The answer to a path that is none. A person at a browser who follows a link gets the interface, where there is one.
async fn no_route(State(state): State<ServerState>, request: Request) -> Response {
    if state.options().ui && ui::is_page(&request) {
        return ui::page(request).await;
    }
    errors::no_route().await.into_response()
}

/// Every route, with what stands around them.
pub fn router(state: ServerState) -> Router {
    let (api, description) = api::routes();
    let interface = if state.options().ui { ui::router(ui::UiState::of(&state)) } else { Router::new() };
    let routes = Router::new()
        .merge(api)
        .merge(docs::routes(description))
        .fallback(no_route)
        .method_not_allowed_fallback(errors::no_method)
        .with_state(state.clone())
        .merge(interface)
        .layer(from_fn_with_state(state.metrics().clone(), metrics::observe));
    let set = |name: HeaderName, value: &'static str| {
        SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
    };
    let around = ServiceBuilder::new()
        .layer(set(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(set(header::REFERRER_POLICY, "no-referrer"))
        .layer(set(header::CACHE_CONTROL, "no-store"))
        .layer(CatchPanicLayer::custom(errors::panicked))
        .layer(from_fn_with_state(state, guard::check));
    slash::with_or_without(routes.layer(around))
}

//! What the server counts of itself, in the text format of OpenMetrics, which Prometheus reads.
//!
//! Labels come from closed sets alone (routes, statuses, states), so that no caller makes the figures grow. They tell how much
//! this machine reads and for how many, so they are for the owner's token.

use std::fmt::Write;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};
use tokio::sync::broadcast::{Receiver, error::RecvError};

use crate::contract::{Event, PageState, WireError};
use crate::store::Store;

/// The media type of the figures.
pub const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Upper bounds of the classes of latency, in seconds: from a look at a job to a document of many pages.
const LATENCY: [f64; 14] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 120.0, 600.0];

/// What is counted. Clones share it.
#[derive(Clone)]
pub struct Metrics {
    shared: Arc<Shared>,
}

struct Shared {
    registry: Registry,
    requests: Family<Answered, Counter>,
    latency: Family<Route, Histogram>,
    pages: Family<Outcome, Counter>,
    jobs: Family<JobsIn, Gauge>,
    queue: Gauge,
    received: Counter,
    connections: Counter,
    turned_away: Counter,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Answered {
    method: &'static str,
    route: String,
    status: u16,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Route {
    route: String,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Outcome {
    outcome: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct JobsIn {
    state: String,
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

impl Metrics {
    /// Nothing counted yet.
    pub fn new() -> Self {
        let mut registry = Registry::with_prefix("ocrchat");
        let requests = Family::default();
        registry.register("requests", "Requests that were answered", requests.clone());
        let latency = Family::<Route, Histogram>::new_with_constructor(|| Histogram::new(LATENCY));
        let about = "Time from a request's head to its answer's";
        registry.register_with_unit("request_duration", about, Unit::Seconds, latency.clone());
        let pages = Family::default();
        registry.register("pages", "Pages that this program has tried since it began", pages.clone());
        let jobs = Family::default();
        registry.register("jobs", "Jobs in the history", jobs.clone());
        let queue = Gauge::default();
        registry.register("queue_length", "Jobs that wait for their turn", queue.clone());
        let received = Counter::default();
        registry.register_with_unit("received", "Bytes of requests' bodies", Unit::Bytes, received.clone());
        let connections = Counter::default();
        registry.register("connections", "Connections that were taken", connections.clone());
        let turned_away = Counter::default();
        let about = "Connections that found every seat taken by requests under way";
        registry.register("connections_turned_away", about, turned_away.clone());
        let shared = Shared { registry, requests, latency, pages, jobs, queue, received, connections, turned_away };
        Self { shared: Arc::new(shared) }
    }

    /// The figures as they stand, with those that the store knows.
    ///
    /// # Errors
    /// What keeps the store from being asked.
    pub fn text(&self, store: &Store) -> Result<String, WireError> {
        let states = store.jobs_by_state()?;
        // States that no job is in any more are none, not what they were.
        self.shared.jobs.clear();
        for (state, count) in &states {
            self.shared.jobs.get_or_create(&JobsIn { state: state.clone() }).set(i64::from(*count));
        }
        let queued = states.iter().find(|(state, _)| state == "queued").map_or(0, |(_, count)| *count);
        self.shared.queue.set(i64::from(queued));
        let mut text = String::new();
        encode(&mut text, &self.shared.registry).map_err(|e| WireError::internal(e.to_string()))?;
        Ok(text)
    }

    /// Counts the pages of which `events` tell, until nobody tells any more.
    pub async fn hear(self, mut events: Receiver<Event>) {
        loop {
            match events.recv().await {
                Ok(Event::PageChanged { page, .. }) => match page.state {
                    PageState::Done => self.page("done"),
                    PageState::Failed => self.page("failed"),
                    PageState::Waiting | PageState::Running => {}
                },
                Ok(_) | Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            }
        }
    }

    fn page(&self, outcome: &'static str) {
        self.shared.pages.get_or_create(&Outcome { outcome }).inc();
    }

    /// A connection was taken.
    pub(super) fn connected(&self) {
        self.shared.connections.inc();
    }

    /// A connection found no seat.
    pub(super) fn turned_away(&self) {
        self.shared.turned_away.inc();
    }

    /// So many bytes of a body have arrived.
    pub(super) fn received(&self, bytes: u64) {
        self.shared.received.inc_by(bytes);
    }

    fn answered(&self, method: &Method, route: Option<&MatchedPath>, status: u16, took: Duration) {
        // What is no route is one for all, or whoever looks for holes would make a figure of each of them.
        let route = route.map_or("none", MatchedPath::as_str).to_owned();
        self.shared.latency.get_or_create(&Route { route: route.clone() }).observe(took.as_secs_f64());
        self.shared.requests.get_or_create(&Answered { method: name(method), route, status }).inc();
    }
}

/// The layer that counts requests. It belongs around the routes, within whatever rewrites their addresses.
pub async fn observe(State(metrics): State<Metrics>, request: Request, next: Next) -> Response {
    let (method, route) = (request.method().clone(), request.extensions().get::<MatchedPath>().cloned());
    let begun = Instant::now();
    let response = next.run(request).await;
    metrics.answered(&method, route.as_ref(), response.status().as_u16(), begun.elapsed());
    response
}

/// A method's name; a caller may invent others.
fn name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

impl std::fmt::Debug for Metrics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Metrics")?;
        f.write_char('…')
    }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::middleware::from_fn_with_state;
    use axum::routing::get;
    use tower::ServiceExt;

    use super::*;

    #[tokio::test]
    async fn requests_are_counted_by_route_and_not_by_address() {
        let metrics = Metrics::new();
        let routes = Router::new()
            .route("/jobs/{id}", get(|| async { "a" }))
            .layer(from_fn_with_state(metrics.clone(), observe))
            .fallback(|| async { axum::http::StatusCode::NOT_FOUND })
            .layer(from_fn_with_state(metrics.clone(), |state, request: Request, next: Next| async {
                let is_route = request.extensions().get::<MatchedPath>().is_some();
                if is_route { next.run(request).await } else { observe(state, request, next).await }
            }));
        for address in ["/jobs/1", "/jobs/2", "/nothing/1", "/nothing/2"] {
            let request = Request::builder().uri(address).body(Body::empty()).unwrap();
            routes.clone().oneshot(request).await.unwrap();
        }
        metrics.received(7);
        metrics.page("done");
        let text = metrics.text(&Store::in_memory().unwrap()).unwrap();
        for line in [
            r#"ocrchat_requests_total{method="GET",route="/jobs/{id}",status="200"} 2"#,
            r#"ocrchat_requests_total{method="GET",route="none",status="404"} 2"#,
            r#"ocrchat_request_duration_seconds_count{route="/jobs/{id}"} 2"#,
            "ocrchat_received_bytes_total 7",
            r#"ocrchat_pages_total{outcome="done"} 1"#,
            "ocrchat_queue_length 0",
            "# EOF",
        ] {
            assert!(text.lines().any(|l| l == line), "{line} is not in:\n{text}");
        }
        assert!(!text.contains("/jobs/1") && !text.contains("/nothing"));
    }
}

//! The listener: connections in, requests to the routes, and the bounds that keep one caller from another's way.
//!
//! Owns what HTTP cannot see from within a route: how long a request's head may take, how long a body or an answer may
//! stand still, how many connections there are. Refuses to know what is asked for. The bounds, and why:
//!
//! - A connection that waits for its caller (no whole request yet, or none any more) is idle. Where a peer, or all of them
//!   together, have as many as there may be, the one that was idle for longest gives its seat to the new one. So connections
//!   that are held open and say nothing cost their owner, never a caller who has something to say.
//! - A head that is not there in time, an upload that stops or trickles, and an answer that nobody takes end the connection.

mod body;
mod seats;
mod stall;

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use super::metrics::Metrics;
use body::{Arriving, Leaving};
use seats::{Guest, Seats};
use stall::Stall;

/// What callers may take of a server's connections and time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// How many connections there may be. Each takes a file handle, of which many systems give a program 1,024.
    pub connections: usize,
    /// How many of one peer's address.
    pub peer_connections: usize,
    /// How long the head of a request may take, and how long a connection may wait for the next one.
    pub head: Duration,
    /// How long an upload may stand still.
    pub idle_body: Duration,
    /// Bytes a second that an upload must come to on average, once it has kept us waiting for longer than `patience` in all.
    pub body_rate: u64,
    /// How long an upload may keep us waiting in all before its rate counts.
    pub patience: Duration,
    /// How long an answer may stand still because nobody takes it.
    pub idle_answer: Duration,
    /// How long answers that are under way may take when the server stops.
    pub farewell: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            connections: 512,
            peer_connections: 256,
            head: Duration::from_secs(30),
            idle_body: Duration::from_secs(30),
            body_rate: 1024,
            patience: Duration::from_secs(60),
            idle_answer: Duration::from_secs(60),
            farewell: Duration::from_secs(10),
        }
    }
}

/// The largest head of a request in bytes, and what is read or written ahead on one connection.
const BUFFER: usize = 64 << 10;
/// How long the listener rests when the system gives it no connection (no file handles are left, say).
const REST: Duration = Duration::from_millis(200);
/// How many are told at once that there is no room.
const POLITE: usize = 32;
/// How long who is turned away is listened to, so that it hears the answer.
const TURNED_AWAY: Duration = Duration::from_secs(1);

/// Serves `routes` until `stopping` is cancelled; then takes no more requests, and waits for the answers that are under way
/// for as long as the bounds say.
pub async fn serve(
    listener: TcpListener,
    routes: Router,
    bounds: Bounds,
    metrics: Metrics,
    stopping: CancellationToken,
) {
    let seats = Seats::new(bounds.connections, bounds.peer_connections);
    let graceful = GracefulShutdown::new();
    let politeness = Arc::new(Semaphore::new(POLITE));
    loop {
        let accepted = tokio::select! {
            biased;
            () = stopping.cancelled() => break,
            accepted = listener.accept() => accepted,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(e) => {
                // One that was gone before it was taken is nothing; a want of handles passes when others end.
                if !is_of_the_connection(&e) {
                    tokio::time::sleep(REST).await;
                }
                continue;
            }
        };
        metrics.connected();
        let Some(guest) = seats.take(peer.ip()) else {
            metrics.turned_away();
            // Beyond a few at a time they are hung up on: being polite must not cost file handles without end.
            if let Ok(turn) = Arc::clone(&politeness).try_acquire_owned() {
                tokio::spawn(async move {
                    turn_away(stream).await;
                    drop(turn);
                });
            }
            continue;
        };
        let connection = connection(stream, peer, routes.clone(), guest.clone(), bounds, metrics.clone());
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            tokio::select! {
                // How it ended is the caller's affair: a fault on the line has nobody to be told.
                _ = connection => {}
                () = guest.evicted() => {}
            }
        });
    }
    drop(listener);
    // What is cut off here is an answer; jobs are in the store.
    let _ = tokio::time::timeout(bounds.farewell, graceful.shutdown()).await;
    seats.clear();
}

type Line = TokioIo<Stall<TcpStream>>;

/// One connection, from its first request to its last.
fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    routes: Router,
    guest: Guest,
    bounds: Bounds,
    metrics: Metrics,
) -> http1::Connection<
    Line,
    impl hyper::service::HttpService<Incoming, ResBody = Leaving<Body>, Error = std::convert::Infallible, Future: Send>,
> {
    // Answers are written whole, events at once: waiting for more to send would only hold them up.
    let _ = stream.set_nodelay(true);
    let service = hyper::service::service_fn(move |request: hyper::Request<Incoming>| {
        let (routes, metrics) = (routes.clone(), metrics.clone());
        let busy = guest.busy();
        async move {
            let mut request = request.map(|body| Arriving::new(body, bounds, metrics));
            request.extensions_mut().insert(ConnectInfo(peer));
            let answer = routes.oneshot(request).await;
            // Busy until the last of the answer was taken over by the connection.
            answer.map(|answer| answer.map(|body| Leaving::new(body, busy)))
        }
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(bounds.head).max_buf_size(BUFFER).keep_alive(true);
    http.serve_connection(TokioIo::new(Stall::new(stream, bounds.idle_answer)), service)
}

/// Says that there is no room, and hangs up.
async fn turn_away(mut stream: TcpStream) {
    const BODY: &str = r#"{"error":{"code":"too_many_requests","message":"too many connections; try again soon"},"detail":"too many connections; try again soon"}"#;
    let answer = format!(
        "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\nContent-Length: {}\r\nRetry-After: 1\r\n\
         Connection: close\r\n\r\n{BODY}",
        BODY.len()
    );
    let told = async {
        stream.write_all(answer.as_bytes()).await?;
        stream.shutdown().await?;
        // Hanging up on what was sent and not read would take the answer back.
        tokio::io::copy(&mut stream, &mut tokio::io::sink()).await
    };
    let told = pin!(told);
    let _ = tokio::time::timeout(TURNED_AWAY, told).await;
}

fn is_of_the_connection(e: &std::io::Error) -> bool {
    use std::io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(e.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

#[cfg(test)]
mod tests;

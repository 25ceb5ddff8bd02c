//! A request's body on its way to the parser of its parts, with bounds on what lies in memory.
//!
//! The parser reads on for as long as bytes are at hand, and keeps what it has not passed on. Without bounds a fast sender,
//! or a part whose head never ends, would fill the memory: so the stream pauses after each piece, and breaks where more
//! than [`UNREAD`] bytes came that nobody took.

use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use bytes::Bytes;
use futures_util::{Stream, StreamExt};

/// Bytes that may have come and not been taken: heads of parts, boundaries, and what is in the parser's hands.
const UNREAD: u64 = 4 << 20;
/// What nobody wants of a body is still read within these bounds: a connection that is closed before takes the answer with it.
const REST_BYTES: u64 = 64 << 20;
const REST_TIME: Duration = Duration::from_secs(5);

/// The body as a stream.
pub(super) struct Inflow {
    line: Line,
    came: u64,
    pause: bool,
}

/// The other end of an [`Inflow`], in the hands of who reads its parts.
#[derive(Clone)]
pub(super) struct Line {
    body: Arc<Mutex<BodyDataStream>>,
    taken: Arc<AtomicU64>,
}

impl Inflow {
    /// The stream and its other end.
    pub(super) fn new(body: Body) -> (Self, Line) {
        let line = Line { body: Arc::new(Mutex::new(body.into_data_stream())), taken: Arc::default() };
        (Self { line: line.clone(), came: 0, pause: false }, line)
    }
}

impl Line {
    /// So many bytes were taken from the parser.
    pub(super) fn took(&self, bytes: usize) {
        self.taken.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// Reads what is left, within bounds. The stream must not be read any more.
    pub(super) async fn rest(self) {
        let rest = futures_util::stream::poll_fn(|context| self.poll(context));
        drain(rest).await;
    }

    fn poll(&self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, axum::Error>>> {
        // One end is read after the other, and neither panics over it.
        let mut body = self.body.lock().unwrap_or_else(PoisonError::into_inner);
        Pin::new(&mut *body).poll_next(context)
    }
}

/// Reads a body that nobody wants, within bounds.
pub(super) async fn drain(mut body: impl Stream<Item = Result<Bytes, axum::Error>> + Unpin) {
    let rest = async {
        let mut read = 0;
        while let Some(Ok(piece)) = body.next().await {
            read += piece.len() as u64;
            if read > REST_BYTES {
                break;
            }
        }
    };
    let _ = tokio::time::timeout(REST_TIME, rest).await;
}

impl Stream for Inflow {
    type Item = Result<Bytes, axum::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if std::mem::replace(&mut self.pause, false) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let next = self.line.poll(context);
        if let Poll::Ready(Some(Ok(bytes))) = &next {
            self.came += bytes.len() as u64;
            self.pause = true;
            if self.came.saturating_sub(self.line.taken.load(Ordering::Relaxed)) > UNREAD {
                return Poll::Ready(Some(Err(axum::Error::new("its parts have heads of megabytes"))));
            }
        }
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read(count: bool) -> (usize, bool) {
        let pieces = futures_util::stream::iter((0..12).map(|_| Ok::<_, axum::Error>(Bytes::from(vec![0; 1 << 20]))));
        let (mut inflow, line) = Inflow::new(Body::from_stream(pieces));
        let mut whole = 0;
        while let Some(piece) = inflow.next().await {
            let Ok(piece) = piece else { return (whole, false) };
            whole += piece.len();
            if count {
                line.took(piece.len());
            }
        }
        (whole, true)
    }

    #[tokio::test]
    async fn what_nobody_takes_is_bounded_and_what_is_taken_is_not() {
        assert_eq!(read(true).await, (12 << 20, true));
        assert_eq!(read(false).await, (4 << 20, false));
    }
}

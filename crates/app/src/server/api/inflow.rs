//! A request's body on its way to the parser of its parts, with bounds on what lies in memory.
//!
//! The parser reads on for as long as bytes are at hand, and keeps what it has not passed on. Without bounds a fast sender,
//! or a part whose head never ends, would fill the memory: so the stream pauses after each piece, and breaks where more
//! than [`UNREAD`] bytes came that nobody took.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};

use axum::body::{Body, BodyDataStream};
use bytes::Bytes;
use futures_util::Stream;

/// Bytes that may have come and not been taken: heads of parts, boundaries, and what is in the parser's hands.
const UNREAD: u64 = 4 << 20;

/// The body as a stream.
pub(super) struct Inflow {
    body: BodyDataStream,
    taken: Arc<AtomicU64>,
    came: u64,
    pause: bool,
}

impl Inflow {
    /// The stream, and where its reader counts the bytes that it took.
    pub(super) fn new(body: Body) -> (Self, Arc<AtomicU64>) {
        let taken = Arc::new(AtomicU64::new(0));
        (Self { body: body.into_data_stream(), taken: taken.clone(), came: 0, pause: false }, taken)
    }
}

impl Stream for Inflow {
    type Item = Result<Bytes, axum::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if std::mem::replace(&mut self.pause, false) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let next = Pin::new(&mut self.body).poll_next(context);
        if let Poll::Ready(Some(Ok(bytes))) = &next {
            self.came += bytes.len() as u64;
            self.pause = true;
            if self.came.saturating_sub(self.taken.load(Ordering::Relaxed)) > UNREAD {
                return Poll::Ready(Some(Err(axum::Error::new("its parts have heads of megabytes"))));
            }
        }
        next
    }
}

#[cfg(test)]
mod tests {
    use futures_util::StreamExt;

    use super::*;

    async fn read(count: bool) -> (usize, bool) {
        let pieces = futures_util::stream::iter((0..12).map(|_| Ok::<_, axum::Error>(Bytes::from(vec![0; 1 << 20]))));
        let (mut inflow, taken) = Inflow::new(Body::from_stream(pieces));
        let mut whole = 0;
        while let Some(piece) = inflow.next().await {
            let Ok(piece) = piece else { return (whole, false) };
            whole += piece.len();
            if count {
                taken.fetch_add(piece.len() as u64, Ordering::Relaxed);
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

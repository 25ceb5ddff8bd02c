//! Bodies on their way in and out: uploads that must not stand still, and answers that keep their connection busy.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use tokio::time::{Instant, Sleep};

use super::Bounds;
use super::seats::Busy;
use crate::server::metrics::Metrics;

/// Why an upload was given up.
#[derive(Debug, thiserror::Error)]
pub(super) enum BodyError {
    /// Nothing came for too long.
    #[error("the upload stands still")]
    Idle,
    /// It came too slowly.
    #[error("the upload is too slow")]
    Slow,
    /// The line broke, or what came is not HTTP.
    #[error(transparent)]
    Line(#[from] hyper::Error),
}

/// An upload. It ends with an error when it stands still for too long, or when it makes us wait for longer than the bounds say
/// in all and has come too slowly by then. Only time spent waiting for the caller counts, not that spent with what came.
pub(super) struct Arriving<B = Incoming> {
    body: B,
    bounds: Bounds,
    metrics: Metrics,
    /// Runs while we wait for the caller.
    timer: Option<Pin<Box<Sleep>>>,
    since: Option<Instant>,
    waited: Duration,
    bytes: u64,
}

impl<B> Arriving<B> {
    pub(super) fn new(body: B, bounds: Bounds, metrics: Metrics) -> Self {
        Self { body, bounds, metrics, timer: None, since: None, waited: Duration::ZERO, bytes: 0 }
    }

    fn is_slow(&self) -> bool {
        let wanted = u128::from(self.bounds.body_rate) * self.waited.as_millis() / 1000;
        self.waited > self.bounds.patience && u128::from(self.bytes) < wanted
    }
}

impl<B: Body<Data = Bytes, Error: Into<BodyError>> + Unpin> Body for Arriving<B> {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        let this = self.get_mut();
        let Poll::Ready(frame) = Pin::new(&mut this.body).poll_frame(cx) else {
            let idle = this.bounds.idle_body;
            this.since.get_or_insert_with(Instant::now);
            let timer = this.timer.get_or_insert_with(|| Box::pin(tokio::time::sleep(idle)));
            ready!(timer.as_mut().poll(cx));
            return Poll::Ready(Some(Err(BodyError::Idle)));
        };
        this.timer = None;
        if let Some(since) = this.since.take() {
            this.waited += since.elapsed();
        }
        let Some(frame) = frame else { return Poll::Ready(None) };
        let frame = frame.map_err(Into::into)?;
        let count = frame.data_ref().map_or(0, |data| data.len() as u64);
        this.bytes += count;
        this.metrics.received(count);
        Poll::Ready(Some(if this.is_slow() { Err(BodyError::Slow) } else { Ok(frame) }))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// An answer, which keeps its connection busy until it was written.
pub(super) struct Leaving<B> {
    body: B,
    _busy: Busy,
}

impl<B> Leaving<B> {
    pub(super) fn new(body: B, busy: Busy) -> Self {
        Self { body, _busy: busy }
    }
}

impl<B: Body + Unpin> Body for Leaving<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        Pin::new(&mut self.get_mut().body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use http_body_util::{BodyExt, StreamBody};
    use tokio::sync::mpsc;

    use super::*;

    impl From<Infallible> for BodyError {
        fn from(never: Infallible) -> Self {
            match never {}
        }
    }

    /// Sends `chunks`, each after so many milliseconds, and tells how many bytes came, or why no more.
    async fn upload(bounds: Bounds, chunks: &'static [(u64, usize)]) -> Result<usize, BodyError> {
        let (send, mut receive) = mpsc::channel::<usize>(1);
        tokio::spawn(async move {
            for (wait, bytes) in chunks {
                tokio::time::sleep(Duration::from_millis(*wait)).await;
                if send.send(*bytes).await.is_err() {
                    return;
                }
            }
        });
        let stream = futures_util::stream::poll_fn(move |cx| {
            receive.poll_recv(cx).map(|n| n.map(|n| Ok::<_, Infallible>(Frame::data(Bytes::from(vec![0; n])))))
        });
        let arriving = Arriving::new(StreamBody::new(stream), bounds, Metrics::new());
        Ok(arriving.collect().await?.to_bytes().len())
    }

    #[tokio::test]
    async fn an_upload_may_pause_and_may_not_stop() {
        let bounds = Bounds { idle_body: Duration::from_secs(2), ..Bounds::default() };
        assert_eq!(upload(bounds, &[(0, 100), (200, 100), (300, 100)]).await.unwrap(), 300);
        let bounds = Bounds { idle_body: Duration::from_millis(200), ..Bounds::default() };
        assert!(matches!(upload(bounds, &[(0, 100), (20_000, 100)]).await, Err(BodyError::Idle)));
    }

    #[tokio::test]
    async fn a_trickle_is_given_up_and_a_slow_line_is_not() {
        let bounds = Bounds { patience: Duration::from_millis(150), ..Bounds::default() };
        let trickle = &[(100, 1), (100, 1), (100, 1), (100, 1)];
        assert!(matches!(upload(bounds, trickle).await, Err(BodyError::Slow)));
        let slow = &[(100, 40_000), (100, 40_000), (100, 40_000), (100, 40_000)];
        assert_eq!(upload(bounds, slow).await.unwrap(), 160_000);
    }
}

//! Bytes on their way: an upload that can be watched, and an answer that is read within bounds.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use document::Code;
use futures_util::{Stream, StreamExt};
use tokio::io::AsyncReadExt;

use crate::contract::WireError;
use crate::net;

/// How much of a file is read at once.
const PIECE: usize = 64 << 10;

/// How far an upload is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    /// Bytes that are on their way.
    pub bytes: u64,
    /// Bytes in all.
    pub total: u64,
}

/// A file on its way. Clones count the same bytes.
#[derive(Clone, Debug)]
pub(super) struct Meter {
    sent: Arc<AtomicU64>,
    total: u64,
}

impl Meter {
    pub(super) fn new(total: u64) -> Self {
        Self { sent: Arc::default(), total }
    }

    pub(super) fn sent(&self) -> Sent {
        Sent { bytes: self.sent.load(Ordering::Relaxed).min(self.total), total: self.total }
    }

    /// Waits until nothing has moved for `stalled` before all bytes were sent, or for `answer` after that. Reports each
    /// change.
    pub(super) async fn stall(&self, (stalled, answer): (Duration, Duration), report: &mut (dyn FnMut(Sent) + Send)) {
        let tick = (stalled.min(answer) / 8).clamp(Duration::from_millis(5), Duration::from_millis(200));
        let (mut last, mut since) = (self.sent(), Instant::now());
        report(last);
        loop {
            tokio::time::sleep(tick).await;
            let now = self.sent();
            if now != last {
                (last, since) = (now, Instant::now());
                report(now);
            } else if since.elapsed() >= if now.bytes < now.total { stalled } else { answer } {
                return;
            }
        }
    }

    /// The file piece by piece, counted as it goes. What was measured before is what is sent: a file that grew is cut
    /// there, and one that shrank breaks the upload off.
    pub(super) fn pieces(
        &self,
        file: tokio::fs::File,
    ) -> impl Stream<Item = Result<Bytes, std::io::Error>> + Send + 'static + use<> {
        let sent = Arc::clone(&self.sent);
        futures_util::stream::try_unfold((file.take(self.total), self.total), move |(mut file, left)| {
            let sent = Arc::clone(&sent);
            async move {
                if left == 0 {
                    return Ok(None);
                }
                let mut piece = Vec::with_capacity(PIECE);
                let n = (&mut file).take(PIECE as u64).read_to_end(&mut piece).await?;
                if n == 0 {
                    return Err(std::io::Error::other("the file became shorter while it was sent"));
                }
                sent.fetch_add(n as u64, Ordering::Relaxed);
                Ok(Some((Bytes::from(piece), (file, left - n as u64))))
            }
        })
    }
}

/// Opens a file to send, and says how large it is.
pub(super) async fn open(path: &Path) -> Result<(tokio::fs::File, u64), WireError> {
    let fault = |e: std::io::Error| {
        let code = if e.kind() == std::io::ErrorKind::NotFound { Code::InputMissing } else { Code::InputUnreadable };
        WireError::new(code, format!("cannot read {}: {e}", path.display()))
    };
    let file = tokio::fs::File::open(path).await.map_err(fault)?;
    let size = file.metadata().await.map_err(fault)?.len();
    Ok((file, size))
}

/// The bounds of an answer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    /// Bytes at most.
    pub(super) bytes: u64,
    /// How long it may stand still.
    pub(super) silence: Duration,
    /// How long it may take in all: a service that drips keeps nobody for ever.
    pub(super) whole: Duration,
}

/// An answer that did not come whole.
#[derive(Debug)]
pub(super) struct Cut {
    /// Why.
    pub(super) error: WireError,
    /// What came, where it was collected.
    pub(super) came: Vec<u8>,
}

/// Reads the body of an answer.
pub(super) async fn collect(answer: reqwest::Response, host: &str, bounds: Bounds) -> Result<Vec<u8>, Cut> {
    let mut came = Vec::new();
    let collect = |piece: &[u8]| {
        came.extend_from_slice(piece);
        Ok(())
    };
    match pour(answer, host, bounds, collect).await {
        Ok(_) => Ok(came),
        Err(error) => Err(Cut { error, came }),
    }
}

/// Writes the body of an answer to a file, which is there only if it came whole. Gives its length.
pub(super) async fn save(
    answer: reqwest::Response,
    host: &str,
    bounds: Bounds,
    path: PathBuf,
    overwrite: crate::atomic::Overwrite,
) -> Result<u64, WireError> {
    use std::io::Write;
    let mut file = crate::atomic::Pending::create(&path, overwrite)?;
    let write = |piece: &[u8]| file.write_all(piece).map_err(|e| crate::atomic::write_error(&path, &e));
    let length = pour(answer, host, bounds, write).await?;
    file.commit()?;
    Ok(length)
}

async fn pour(
    answer: reqwest::Response,
    host: &str,
    bounds: Bounds,
    mut into: impl FnMut(&[u8]) -> Result<(), WireError>,
) -> Result<u64, WireError> {
    let too_large = || {
        let message = format!("the answer of {host} is larger than {} MiB", bounds.bytes >> 20);
        WireError::new(Code::RemoteRefused, message)
    };
    let late = || {
        let message = format!("the answer of {host} does not arrive; try again");
        WireError::new(Code::RemoteUnreachable, message)
    };
    if answer.content_length().is_some_and(|length| length > bounds.bytes) {
        return Err(too_large());
    }
    let (end, mut length) = (tokio::time::Instant::now() + bounds.whole, 0u64);
    let mut pieces = answer.bytes_stream();
    loop {
        let until = end.min(tokio::time::Instant::now() + bounds.silence);
        let piece = match tokio::time::timeout_at(until, pieces.next()).await {
            Ok(Some(piece)) => piece.map_err(|e| net::unreachable(host, e))?,
            Ok(None) => return Ok(length),
            Err(_) => return Err(late()),
        };
        length += piece.len() as u64;
        if length > bounds.bytes {
            return Err(too_large());
        }
        into(&piece)?;
    }
}

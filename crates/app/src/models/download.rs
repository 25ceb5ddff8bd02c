//! One file over HTTP into a part beside its place: resumed where it was cut short, given up when nothing more comes.
//!
//! Owns what a server may answer. A part is gone on with by `Range`, on the condition (`If-Range`) that the server still has
//! the version it began with; a server that knows no ranges sends all, and the part begins anew. Refuses to judge content:
//! that is the hash's, afterwards.

use std::fs::OpenOptions;
use std::io::Write;
use std::time::Duration;

use document::Code;
use engine::Asset;
use reqwest::header::{CONTENT_RANGE, ETAG, HeaderMap, HeaderValue, IF_RANGE, LAST_MODIFIED, RANGE};
use reqwest::{Client, Response, StatusCode, Url};

use super::place::Place;
use super::{Progress, is_safe};
use crate::atomic::write_error;
use crate::contract::WireError;
use crate::net::unreachable;

/// How long is waited, and how often is tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// A server that says nothing for so long has stalled.
    pub silence: Duration,
    /// How often a transfer that brought nothing new is tried again.
    pub tries: u32,
    /// How long is waited before that; twice as long each time.
    pub pause: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { silence: Duration::from_secs(30), tries: 3, pause: Duration::from_secs(1) }
    }
}

/// A file of unknown size may have no more bytes than this: what is longer is no model.
const MOST: u64 = 1 << 30;

/// Why a try ended.
enum Ended {
    /// It may go better the next time.
    Cut(WireError),
    /// It will not.
    Failed(WireError),
}

/// Downloads `url` until all of it is in the part.
pub(super) async fn fetch(
    client: &Client,
    url: &Url,
    asset: &Asset,
    place: &Place,
    patience: &Patience,
    progress: Progress<'_>,
) -> Result<(), WireError> {
    let (mut tries, mut pause) = (patience.tries, patience.pause);
    loop {
        let before = place.arrived();
        let error = match attempt(client, url, asset, place, progress).await {
            Ok(()) => return Ok(()),
            Err(Ended::Failed(error)) => return Err(error),
            Err(Ended::Cut(error)) => error,
        };
        if place.arrived() > before {
            (tries, pause) = (patience.tries, patience.pause);
        } else if tries == 0 {
            return Err(error);
        } else {
            tries -= 1;
        }
        tokio::time::sleep(pause).await;
        pause *= 2;
    }
}

async fn attempt(
    client: &Client,
    url: &Url,
    asset: &Asset,
    place: &Place,
    progress: Progress<'_>,
) -> Result<(), Ended> {
    let have = place.arrived();
    if have > 0 && asset.bytes == Some(have) {
        return Ok(());
    }
    let whom = url.host_str().unwrap_or("the server").to_owned();
    let cut = |e: reqwest::Error| Ended::Cut(unreachable(&whom, e));
    let mut request = client.get(url.clone());
    if have > 0 {
        request = request.header(RANGE, format!("bytes={have}-"));
        if let Some(mark) = std::fs::read(&place.mark).ok().and_then(|m| HeaderValue::from_bytes(&m).ok()) {
            request = request.header(IF_RANGE, mark);
        }
    }
    let mut response = request.send().await.map_err(|e| match e.is_redirect() {
        true => Ended::Failed(unreachable(&whom, e)),
        false => cut(e),
    })?;
    if !is_safe(response.url()) {
        let message = format!("{whom} sends to an address without https, which is not followed");
        return Err(Ended::Failed(WireError::new(Code::RemoteRefused, message)));
    }
    let (start, total) = span(&response, have, &whom, place)?;
    check_size(total, asset, place)?;
    let fault = |e: &std::io::Error| {
        // What is left would only fill the disk further.
        place.forget();
        Ended::Failed(write_error(&place.file, e))
    };
    if start == 0 {
        begin(place, response.headers()).map_err(|e| fault(&e))?;
    }
    let mut file = OpenOptions::new().create(true).append(true).open(&place.part).map_err(|e| fault(&e))?;
    let mut arrived = start;
    progress(arrived, total);
    loop {
        let piece = response.chunk().await;
        if let Ok(Some(piece)) = &piece {
            // Not handed to another thread: a write that outlives a dropped download would end up in the next one's part.
            file.write_all(piece).map_err(|e| fault(&e))?;
            arrived += piece.len() as u64;
            if arrived > asset.bytes.or(total).unwrap_or(MOST) {
                place.forget();
                return Err(Ended::Failed(wrong_size(arrived, asset)));
            }
            progress(arrived, total);
            continue;
        }
        return match piece {
            Err(e) => Err(cut(e)),
            Ok(_) if asset.bytes.or(total).is_some_and(|all| arrived < all) => {
                let message = format!("{whom} ended before the file did; try again");
                Err(Ended::Cut(WireError::new(Code::RemoteUnreachable, message)))
            }
            Ok(_) => Ok(()),
        };
    }
}

/// Where the answer's bytes begin in the file, and how many the whole has.
fn span(response: &Response, have: u64, whom: &str, place: &Place) -> Result<(u64, Option<u64>), Ended> {
    let status = response.status();
    match status {
        StatusCode::OK => Ok((0, response.content_length())),
        StatusCode::PARTIAL_CONTENT => match content_range(response.headers()) {
            Some((start, total)) if start == have => Ok((start, total)),
            _ => {
                place.forget();
                let message = format!("{whom} sent another piece than was asked for; try again");
                Err(Ended::Cut(WireError::new(Code::RemoteUnreachable, message)))
            }
        },
        StatusCode::RANGE_NOT_SATISFIABLE if have > 0 => {
            // The part is longer than the file is now.
            place.forget();
            let message = format!("{whom} has another file now; try again");
            Err(Ended::Cut(WireError::new(Code::RemoteUnreachable, message)))
        }
        _ if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS => {
            let message = format!("{whom} cannot serve the file now ({status}); try again later");
            Err(Ended::Cut(WireError::new(Code::RemoteUnreachable, message)))
        }
        _ => {
            let message = format!("{whom} does not give the file ({status}); add it from a file instead");
            Err(Ended::Failed(WireError::new(Code::RemoteRefused, message)))
        }
    }
}

/// Start and total of a `Content-Range: bytes 10-99/100`.
fn content_range(headers: &HeaderMap) -> Option<(u64, Option<u64>)> {
    let (range, total) = headers.get(CONTENT_RANGE)?.to_str().ok()?.strip_prefix("bytes ")?.split_once('/')?;
    Some((range.split_once('-')?.0.parse().ok()?, total.parse().ok()))
}

/// Refuses a file of another size before it comes.
fn check_size(total: Option<u64>, asset: &Asset, place: &Place) -> Result<(), Ended> {
    let Some(total) = total else { return Ok(()) };
    if asset.bytes.map_or(total <= MOST, |wanted| total == wanted) {
        return Ok(());
    }
    place.forget();
    Err(Ended::Failed(wrong_size(total, asset)))
}

fn wrong_size(bytes: u64, asset: &Asset) -> WireError {
    let wanted = asset.bytes.map_or("far fewer".to_owned(), |n| n.to_string());
    let message = format!("what is there is not {}: it has {bytes} bytes and should have {wanted}", asset.name);
    WireError::new(Code::ModelBroken, message)
}

/// Begins the part anew and notes of which version it is. A weak mark promises no equal bytes, so it is none.
fn begin(place: &Place, headers: &HeaderMap) -> std::io::Result<()> {
    std::fs::write(&place.part, [])?;
    let strong = headers.get(ETAG).filter(|mark| !mark.as_bytes().starts_with(b"W/"));
    match strong.or_else(|| headers.get(LAST_MODIFIED)) {
        Some(mark) => std::fs::write(&place.mark, mark.as_bytes()),
        None => {
            let _ = std::fs::remove_file(&place.mark);
            Ok(())
        }
    }
}

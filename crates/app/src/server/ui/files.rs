//! Files from a browser: dropped, chosen or pasted. Each comes in a request of its own, its bytes the body and its name in
//! a header, so that one that is refused does not take the others with it, and nothing has to be taken apart.

use std::time::Duration;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use document::Code;
use futures_util::StreamExt;
use percent_encoding::percent_decode_str;

use super::UiState;
use super::reply::{NO_STORE, Refusal};
use crate::contract::WireError;

/// The file's name, percent-encoded UTF-8.
const NAME: &str = "x-name";
/// A browser that sends nothing for so long has gone.
const STALL: Duration = Duration::from_secs(60);
/// Longer names are cut off: file systems take no longer ones.
const LONGEST_NAME: usize = 255;

/// Starts a job for the file in the body. It is written to disk as it comes, and refused as soon as it is too large.
pub(super) async fn receive(State(state): State<UiState>, headers: HeaderMap, body: Body) -> Result<Response, Refusal> {
    let name = name(&headers)?;
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    let mut upload = state.host.receive(&name, announced.unwrap_or(0))?;
    let mut bytes = body.into_data_stream();
    loop {
        match tokio::time::timeout(STALL, bytes.next()).await {
            Ok(Some(Ok(piece))) => upload = upload.write(piece).await?,
            Ok(None) => break,
            Ok(Some(Err(e))) => return Err(broken_off(&e.to_string())),
            Err(_) => return Err(broken_off("nothing came for a minute")),
        }
    }
    let job = upload.finish().await?;
    Ok((NO_STORE, Json(job)).into_response())
}

fn broken_off(why: &str) -> Refusal {
    WireError::new(Code::InputBroken, format!("the upload broke off: {why}")).into()
}

/// The name without folders, whatever the browser's system writes between them.
fn name(headers: &HeaderMap) -> Result<String, WireError> {
    let wrong = || WireError::usage(format!("{NAME} is to be the file's name, percent-encoded"));
    let name = headers.get(NAME).and_then(|value| value.to_str().ok()).ok_or_else(wrong)?;
    let name = percent_decode_str(name).decode_utf8().map_err(|_| wrong())?;
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect();
    match clean.trim() {
        "" | "." | ".." => Err(wrong()),
        name => Ok(name.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_name_and_no_path() {
        let named = |value: &str| name(&HeaderMap::from_iter([(NAME.parse().unwrap(), value.parse().unwrap())])).ok();
        assert_eq!(named("%E6%89%AB%E6%8F%8F%201.png").as_deref(), Some("扫描 1.png"));
        assert_eq!(named("..%2F..%2Fetc%2Fpasswd").as_deref(), Some("passwd"));
        assert_eq!(named("C%3A%5Cscans%5Ca.pdf").as_deref(), Some("a.pdf"));
        assert_eq!(named("a%0Ab.png").as_deref(), Some("ab.png"));
        for nothing in ["", "%2F", "..", "%20", "%FF"] {
            assert_eq!(named(nothing), None, "{nothing}");
        }
    }
}

//! An answer of an endpoint as it arrives: server-sent events, or one JSON from a server that does not stream.
//!
//! A server's word is not taken for its length: what goes on beyond the tokens that were asked for, or repeats itself without
//! end, is cut.

use document::Code;
use serde_json::Value;

use super::{WHOM, said};
use crate::contract::WireError;
use crate::net;

/// Bytes of one event, and of an answer that does not stream.
const MOST_OF_EVENT: usize = 1 << 20;
/// Characters that one token may have, generously.
const LETTERS_A_TOKEN: usize = 8;
/// So many characters that stand there three times in a row at the end are a loop.
const LOOP: std::ops::RangeInclusive<usize> = 12..=240;

/// An answer under way.
#[derive(Debug)]
pub struct Completion {
    response: reqwest::Response,
    streams: bool,
    buffer: Vec<u8>,
    said: String,
    most: usize,
    ended: bool,
}

impl Completion {
    pub(super) fn new(response: reqwest::Response, streams: bool, most_tokens: u32) -> Self {
        let most = most_tokens as usize * LETTERS_A_TOKEN;
        Self { response, streams, buffer: Vec::new(), said: String::new(), most, ended: false }
    }

    /// The next piece of the answer's text; `None` at its end.
    ///
    /// # Errors
    /// `remote_unreachable` where it breaks off, `remote_refused` where it is not of the protocol.
    pub async fn next(&mut self) -> Result<Option<String>, WireError> {
        while !self.ended {
            if self.streams {
                while let Some(event) = self.event() {
                    if let Some(piece) = self.take(&event)? {
                        return Ok(Some(piece));
                    }
                    if self.ended {
                        return Ok(None);
                    }
                }
            }
            let piece = self.response.chunk().await.map_err(|e| net::unreachable(WHOM, e))?;
            match piece {
                Some(piece) if self.buffer.len() + piece.len() > MOST_OF_EVENT => {
                    return Err(malformed("sends more at once than any answer has"));
                }
                Some(piece) => self.buffer.extend_from_slice(&piece),
                None => {
                    self.ended = true;
                    let rest = std::mem::take(&mut self.buffer);
                    if !self.streams {
                        return whole(&rest).map(|text| Some(text).filter(|text| !text.is_empty()));
                    }
                    // Without `[DONE]` or a reason the server went away in the middle.
                    if self.said.is_empty() {
                        return Err(malformed("ended without an answer"));
                    }
                }
            }
        }
        Ok(None)
    }

    /// The data of the next whole event.
    fn event(&mut self) -> Option<String> {
        let end = self.buffer.iter().position(|&b| b == b'\n')?;
        let line: Vec<u8> = self.buffer.drain(..=end).collect();
        let line = String::from_utf8_lossy(&line);
        // Each chunk of the protocol is one line; names of events, comments and empty lines say nothing.
        Some(line.trim().strip_prefix("data:").unwrap_or_default().trim().to_owned())
    }

    fn take(&mut self, data: &str) -> Result<Option<String>, WireError> {
        if data.is_empty() {
            return Ok(None);
        }
        if data == "[DONE]" {
            self.ended = true;
            return Ok(None);
        }
        let event: Value = serde_json::from_str(data).map_err(|_| malformed("sends what is no JSON"))?;
        if !event["error"].is_null() {
            let error = WireError::new(Code::RemoteRefused, format!("{WHOM} broke off"));
            return Err(WireError { details: said(&event), ..error });
        }
        let choice = &event["choices"][0];
        if !choice["finish_reason"].is_null() {
            self.ended = true;
        }
        let piece = choice["delta"]["content"].as_str().unwrap_or_default().to_owned();
        self.said.push_str(&piece);
        if self.said.len() > self.most || loops(&self.said) {
            self.ended = true;
        }
        Ok(Some(piece).filter(|piece| !piece.is_empty()))
    }
}

fn malformed(what: &str) -> WireError {
    WireError::new(Code::RemoteRefused, format!("{WHOM} {what}; is it one that speaks OpenAI's protocol?"))
}

/// The text of an answer in one piece.
fn whole(body: &[u8]) -> Result<String, WireError> {
    let body: Value = serde_json::from_slice(body).map_err(|_| malformed("sends what is no JSON"))?;
    let text = body["choices"][0]["message"]["content"].as_str();
    text.map(str::to_owned).ok_or_else(|| malformed("answers without a message"))
}

/// Whether the text ends in the same stretch three times over.
pub(super) fn loops(text: &str) -> bool {
    let end = text.as_bytes();
    LOOP.into_iter().any(|length| {
        end.len() >= 3 * length && {
            let tail = &end[end.len() - 3 * length..];
            let (a, rest) = tail.split_at(length);
            let (b, c) = rest.split_at(length);
            // A rule of a table or a row of dots is no loop.
            a == b && b == c && a.iter().filter(|b| b.is_ascii_alphanumeric()).count() > length / 3
        }
    })
}

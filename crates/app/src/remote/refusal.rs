//! What an answer means that says no. What the service says itself is repeated to the user, shortened, and never with
//! the token in it, should the service be so careless as to repeat that.

use std::time::Duration;

use document::Code;
use reqwest::StatusCode;
use serde::Deserialize;

use super::Secret;
use super::answer::RemoteError;
use crate::contract::WireError;

/// How much of a service's words is repeated, in characters.
const WORDS: usize = 300;

/// An answer that says no.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Refusal {
    /// What the service says, ready to be repeated.
    pub(super) words: Option<String>,
    /// Pages or credits used.
    pub(super) used: Option<f64>,
    /// Pages or credits that may be used.
    pub(super) cap: Option<f64>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Body {
    message: Option<RemoteError>,
    error: Option<RemoteError>,
    detail: Option<RemoteError>,
    used: Option<f64>,
    cap: Option<f64>,
    details: Option<Counts>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Counts {
    used: Option<f64>,
    cap: Option<f64>,
}

impl Refusal {
    /// Reads the body of an answer: JSON in any of the usual shapes, or plain words. A web page says nothing to anybody.
    pub(super) fn read(body: &[u8], token: Option<&Secret>) -> Self {
        if let Ok(body) = serde_json::from_slice::<Body>(body) {
            let said = [&body.message, &body.error, &body.detail].into_iter().flatten().find_map(RemoteError::words);
            let words = said.and_then(|words| repeatable(words, token));
            let counts = body.details.unwrap_or_default();
            return Self { words, used: body.used.or(counts.used), cap: body.cap.or(counts.cap) };
        }
        let text = String::from_utf8_lossy(body);
        let is_words = !text.trim_start().starts_with(['<', '{', '[']);
        Self { words: is_words.then(|| repeatable(&text, token)).flatten(), ..Self::default() }
    }

    /// The error of the wire for an answer of this status.
    pub(super) fn error(&self, status: StatusCode, host: &str, wait: Option<Duration>) -> WireError {
        let (code, message) = match status.as_u16() {
            401 => (Code::TokenInvalid, format!("{host} does not take the token; check it, or make a new one")),
            402 => (Code::QuotaExceeded, self.balance(host)),
            404 => (Code::NotFound, format!("{host} does not have that job, or is no service of this kind")),
            409 => (Code::NotFinished, format!("{host} has not finished the job yet")),
            413 => (Code::RemoteRefused, format!("{host} refuses the file: it is too large")),
            415 => (Code::RemoteRefused, format!("{host} refuses the file: it does not read this kind")),
            400 | 422 => (Code::RemoteRefused, format!("{host} refuses the file")),
            403 => (Code::RemoteRefused, format!("{host} does not allow it with this token")),
            429 => {
                let when = wait.map_or_else(|| "later".to_owned(), in_words);
                (Code::TooManyRequests, format!("{host} has too much to do for this token; try again {when}"))
            }
            501 => (Code::RemoteRefused, format!("{host} cannot do that")),
            500..=599 => (Code::RemoteUnreachable, format!("{host} is out of order ({})", status.as_u16())),
            _ => (Code::RemoteRefused, format!("{host} answers what this program does not know ({})", status.as_u16())),
        };
        let message = match &self.words {
            // The balance in words holds what the service would say of it.
            Some(words) if code != Code::QuotaExceeded => format!("{message}: {words}"),
            _ => message,
        };
        let details = self.words.as_ref().map(|words| format!("HTTP {}: {words}", status.as_u16()));
        WireError { details, ..WireError::new(code, message) }
    }

    /// What is used up, in words.
    fn balance(&self, host: &str) -> String {
        match (self.used.map(count), self.cap.map(count)) {
            (Some(used), Some(cap)) => {
                format!("the pages at {host} are used up: {used} of {cap}; wait for the next period or buy more")
            }
            (Some(used), None) => format!("the pages at {host} are used up: {used} so far"),
            (None, Some(cap)) => format!("the pages at {host} are used up: there are {cap}"),
            (None, None) => match &self.words {
                Some(words) => format!("the pages at {host} are used up: {words}"),
                None => format!("the pages at {host} are used up"),
            },
        }
    }
}

/// A count as people write it: credits may come in parts.
fn count(n: f64) -> String {
    if n.fract() == 0.0 { format!("{n:.0}") } else { format!("{n:.1}") }
}

fn in_words(wait: Duration) -> String {
    match wait.as_secs() {
        0..=1 => "in a second".to_owned(),
        s @ 2..=119 => format!("in {s} seconds"),
        s @ 120..=7199 => format!("in {} minutes", s.div_ceil(60)),
        s => format!("in {} hours", s.div_ceil(3600)),
    }
}

/// Words of the service on one line, short, and without the token.
pub(super) fn repeatable(words: &str, token: Option<&Secret>) -> Option<String> {
    let words = words.replace(|c: char| c.is_control(), " ");
    let words = match token {
        Some(token) => words.replace(token.expose(), "…"),
        None => words,
    };
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut short: String = words.chars().take(WORDS).collect();
    if short.len() < words.len() {
        short.push('…');
    }
    Some(short.trim_end_matches('.').to_owned()).filter(|words| !words.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(status: u16, body: &str) -> WireError {
        let token = Secret::new("tok-1").unwrap();
        Refusal::read(body.as_bytes(), Some(&token)).error(StatusCode::from_u16(status).unwrap(), "ocr.chat", None)
    }

    #[test]
    fn every_documented_status_has_its_code() {
        let codes = [401, 402, 404, 409, 413, 415, 400, 429, 500, 503, 418].map(|status| error(status, "").code);
        assert_eq!(
            codes,
            [
                Code::TokenInvalid,
                Code::QuotaExceeded,
                Code::NotFound,
                Code::NotFinished,
                Code::RemoteRefused,
                Code::RemoteRefused,
                Code::RemoteRefused,
                Code::TooManyRequests,
                Code::RemoteUnreachable,
                Code::RemoteUnreachable,
                Code::RemoteRefused,
            ]
        );
    }

    #[test]
    fn a_used_up_balance_is_said_in_words() {
        let said = error(402, r#"{"error": "limit", "used": 50, "cap": 50}"#).message;
        assert!(said.contains("50 of 50"), "{said}");
        assert!(error(402, r#"{"error": "no credits left"}"#).message.contains("no credits left"));
        assert!(error(402, r#"{"used": 2.5, "cap": 10}"#).message.contains("2.5 of 10"));
    }

    #[test]
    fn the_service_is_heard_and_its_web_pages_and_our_token_are_not_repeated() {
        for body in [r#"{"message": "no such type"}"#, r#"{"error": {"message": "no such type."}}"#, "no such\ntype"] {
            let said = error(400, body).message;
            assert!(said.ends_with("refuses the file: no such type"), "{said}");
        }
        let said = error(400, "<html><body>Bad Gateway</body></html>");
        assert_eq!((said.message.as_str(), said.details), ("ocr.chat refuses the file", None));
        let said = error(401, r#"{"detail": "token tok-1 is unknown"}"#);
        assert!(!format!("{said:?}").contains("tok-1"), "{said:?}");
        assert!(error(400, &"x".repeat(5000)).message.chars().count() < 400);
    }

    #[test]
    fn when_to_come_back_is_said() {
        let busy = StatusCode::TOO_MANY_REQUESTS;
        let said = Refusal::default().error(busy, "ocr.chat", Some(Duration::from_secs(3000)));
        assert!(said.message.ends_with("try again in 50 minutes"), "{said}");
    }
}

//! What makes a client of HTTP, in one place, for the few parts that may use the network: the hosted engine and the
//! download of models.
//!
//! Nothing here is built before such a part is asked for, so a program that only reads files never opens a socket.
//! TLS is rustls with ring; certificates are judged by the platform's own store. Refuses: keeping cookies, telling
//! anybody where a link was found, and leaving https for http on a redirect.

use std::error::Error;
use std::time::Duration;

use document::Code;
use reqwest::redirect;

use crate::contract::WireError;

/// As whom the product introduces itself.
pub const USER_AGENT: &str = concat!("ocrchat/", env!("CARGO_PKG_VERSION"));

/// What is done with an answer that names another address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Redirects {
    /// The answer is given as it is.
    Never,
    /// So many are followed, to other hosts as well, but none from https to http: only where no secret is sent along.
    UpTo(usize),
}

/// How a client behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NetOptions {
    /// How long a connection may take to be made.
    pub connect: Duration,
    /// How long a server may say nothing, counted from the sending of the request and then from each piece of the
    /// answer. `None` for a caller that watches by itself: an upload that takes longer would count as silence.
    pub silence: Option<Duration>,
    /// What is done with redirects.
    pub redirects: Redirects,
    /// Whether the proxy that the system names is used.
    pub proxy: bool,
}

impl Default for NetOptions {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(15),
            silence: Some(Duration::from_secs(60)),
            redirects: Redirects::Never,
            proxy: true,
        }
    }
}

/// A client of HTTP/1.1. Costs milliseconds (the platform's certificates are loaded), so keep it for a job.
///
/// # Errors
/// `internal` where the platform's certificates cannot be used.
pub fn client(options: &NetOptions) -> Result<reqwest::Client, WireError> {
    // Fails only where one is installed already, which then serves.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let redirects = match options.redirects {
        Redirects::Never => redirect::Policy::none(),
        Redirects::UpTo(most) => redirect::Policy::custom(move |attempt| {
            let left_tls = attempt.url().scheme() != "https"
                && attempt.previous().last().is_some_and(|from| from.scheme() == "https");
            if left_tls {
                attempt.error("it leads from https to http")
            } else if attempt.previous().len() > most {
                attempt.error("too many redirects")
            } else {
                attempt.follow()
            }
        }),
    };
    let mut builder = reqwest::Client::builder()
        .user_agent(USER_AGENT)
        .referer(false)
        .redirect(redirects)
        // Who may be asked twice, and when, is the caller's to know.
        .retry(reqwest::retry::never())
        .connect_timeout(options.connect);
    if let Some(silence) = options.silence {
        builder = builder.read_timeout(silence);
    }
    if !options.proxy {
        builder = builder.no_proxy();
    }
    builder.build().map_err(|e| WireError {
        details: Some(causes(&e)),
        ..WireError::internal("no connection can be made safe: the system's certificates cannot be used")
    })
}

/// What went wrong with a request that had no answer, as an error of the wire. Names no address.
pub fn unreachable(whom: &str, error: reqwest::Error) -> WireError {
    let message = if error.is_timeout() {
        format!("{whom} did not answer in time; try again")
    } else if error.is_connect() {
        format!("{whom} cannot be reached; check the address and the network")
    } else if error.is_redirect() {
        format!("{whom} sends elsewhere, where it is not followed")
    } else {
        format!("the connection to {whom} broke; try again")
    };
    let error = error.without_url();
    WireError { details: Some(causes(&error)), ..WireError::new(Code::RemoteUnreachable, message) }
}

/// An error with what lies beneath it, on one line.
fn causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut beneath = error.source();
    while let Some(cause) = beneath {
        let said = cause.to_string();
        if !text.ends_with(&said) {
            text.push_str(": ");
            text.push_str(&said);
        }
        beneath = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn nobody_there_is_said_without_the_address() {
        let client = client(&NetOptions { proxy: false, ..NetOptions::default() }).unwrap();
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let error = client.get(format!("http://127.0.0.1:{free}/secret-path")).send().await.unwrap_err();
        let error = unreachable("the service", error);
        assert_eq!(error.code, Code::RemoteUnreachable);
        assert!(error.message.contains("cannot be reached"), "{error}");
        assert!(!error.details.unwrap().contains("secret-path"));
    }
}

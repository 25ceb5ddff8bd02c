//! Where a service is, and whether a token may travel there.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

use crate::contract::WireError;

/// What the API's addresses begin with, beneath the base.
const API: &str = "api/v1/";

/// The address of a service: its base, beneath which the API lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    base: Url,
}

impl Address {
    /// Reads an address. What was copied from the documentation with the API's path at its end is taken as well. Plain
    /// http is let through to this machine and to addresses of private networks; beyond them only with `allow_plain`,
    /// because a token would travel in the open.
    ///
    /// # Errors
    /// `usage`.
    pub fn parse(text: &str, allow_plain: bool) -> Result<Self, WireError> {
        let wrong = |why: &str| WireError::usage(format!("the service's address `{}` {why}", shown(text)));
        let mut base = Url::parse(text.trim()).map_err(|_| wrong("is none; write it as https://ocr.chat"))?;
        if !matches!(base.scheme(), "https" | "http") || !base.has_host() {
            return Err(wrong("is not one of https"));
        }
        if !base.username().is_empty() || base.password().is_some() {
            return Err(wrong("holds a name or a password; give a token instead"));
        }
        if base.query().is_some() || base.fragment().is_some() {
            return Err(wrong("must end before any `?` or `#`"));
        }
        let path = base.path().trim_end_matches('/');
        let path = path.strip_suffix("/ocr").filter(|path| path.ends_with("/api/v1")).unwrap_or(path);
        let path = path.strip_suffix("/api/v1").unwrap_or(path);
        let path = format!("{path}/");
        base.set_path(&path);
        let address = Self { base };
        if address.is_plain() && !address.is_near() && !allow_plain {
            return Err(wrong(
                "is unencrypted and not on this machine or its own network: the token could be read on its way; use \
                 https, or set hosted.allow_plain_http if you know better",
            ));
        }
        Ok(address)
    }

    /// Scheme, host and port: what a token belongs to.
    pub fn origin(&self) -> String {
        self.base.origin().ascii_serialization()
    }

    /// The address as a person reads it.
    pub fn text(&self) -> &str {
        self.base.as_str().trim_end_matches('/')
    }

    /// Host and port, for messages.
    pub fn host(&self) -> String {
        let host = self.base.host_str().unwrap_or_default();
        self.base.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    /// Whether what is sent can be read on its way.
    pub fn is_plain(&self) -> bool {
        self.base.scheme() == "http"
    }

    /// Whether it is this machine, or an address of a private network. A name other than `localhost` counts as far: who
    /// answers to it is not ours to say.
    pub fn is_near(&self) -> bool {
        match self.base.host() {
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(Host::Ipv4(ip)) => is_near_v4(ip),
            Some(Host::Ipv6(ip)) => is_near_v6(ip),
            None => false,
        }
    }

    /// The address of something beneath the API, e.g. `ocr/`.
    pub(super) fn api(&self, path: &str) -> Url {
        self.base.join(&format!("{API}{path}")).expect("the API's paths are of plain letters")
    }

    /// Whether another address is of the same origin.
    pub(super) fn is_origin_of(&self, other: &Url) -> bool {
        self.base.origin() == other.origin()
    }
}

/// An address as far as it may be repeated: without what could be a secret in it.
fn shown(text: &str) -> String {
    let text = text.trim();
    let text = text.split(['?', '#']).next().unwrap_or_default();
    match text.rsplit_once('@') {
        Some((_, host)) => format!("…@{host}"),
        None => text.to_owned(),
    }
}

fn is_near_v4(ip: Ipv4Addr) -> bool {
    ip.is_loopback() || ip.is_private() || ip.is_link_local()
}

fn is_near_v6(ip: Ipv6Addr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(ip) => is_near_v4(ip),
        IpAddr::V6(ip) => ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Address, WireError> {
        Address::parse(text, false)
    }

    #[test]
    fn the_api_is_found_however_the_base_was_typed() {
        for typed in
            ["https://ocr.chat", " https://ocr.chat/ ", "https://ocr.chat/api/v1/ocr/", "https://ocr.chat/api/v1"]
        {
            let address = read(typed).unwrap();
            assert_eq!(address.api("ocr/").as_str(), "https://ocr.chat/api/v1/ocr/", "{typed}");
            assert_eq!((address.text(), address.origin().as_str()), ("https://ocr.chat", "https://ocr.chat"));
        }
        let beneath = read("http://10.0.0.2:8117/scans").unwrap();
        assert_eq!(beneath.api("ocr/x/").as_str(), "http://10.0.0.2:8117/scans/api/v1/ocr/x/");
        assert_eq!(beneath.host(), "10.0.0.2:8117");
    }

    #[test]
    fn a_token_travels_in_the_open_only_where_it_stays_near() {
        for near in
            ["http://127.0.0.1:8117", "http://localhost", "http://192.168.1.9", "http://[::1]:1", "http://[fd00::2]"]
        {
            assert!(read(near).unwrap().is_near(), "{near}");
        }
        for far in [
            "http://ocr.chat",
            "http://8.8.8.8",
            "http://172.32.0.1",
            "http://[2001:db8::1]",
            "http://localhost.example.com",
        ] {
            let error = read(far).unwrap_err();
            assert!(error.message.contains("unencrypted"), "{far}: {error}");
            assert!(Address::parse(far, true).is_ok(), "{far}");
        }
    }

    #[test]
    fn what_could_be_a_secret_is_refused_and_not_repeated() {
        for typed in
            ["https://me:secret@ocr.chat", "https://ocr.chat/?api_token=secret", "secret@ocr.chat", "ftp://secret@x"]
        {
            assert!(!read(typed).unwrap_err().message.contains("secret"), "{typed}");
        }
    }
}

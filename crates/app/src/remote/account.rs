//! The user's account at a service: the token that belongs to its address, and whether anything may be sent there.

use document::Code;

use super::{Address, Client, ClientOptions, Secret, Secrets};
use crate::Home;
use crate::contract::{SecretPlace, WireError};
use crate::settings::{Consent, HostedSettings};

/// The variable whose token goes before the one that is kept: for scripts.
pub const TOKEN_VARIABLE: &str = "OCRCHAT_TOKEN";

/// A token belongs to an origin, so that one that was made for a service never goes to another that is set later.
fn secret_name(address: &Address) -> String {
    format!("hosted {}", address.origin())
}

/// The address that settings name.
///
/// # Errors
/// `usage` where nothing may be sent to it.
pub fn address(settings: &HostedSettings) -> Result<Address, WireError> {
    Address::parse(&settings.url, settings.allow_plain_http)
}

/// The token for an address, and where it is kept. The variable's token is for the address of the settings alone.
///
/// # Errors
/// `usage` for a variable that holds no token; `output_unwritable` where the file of secrets cannot be read.
pub fn token(
    secrets: &Secrets,
    settings: &HostedSettings,
    address: &Address,
) -> Result<Option<(Secret, SecretPlace)>, WireError> {
    let is_set = Address::parse(&settings.url, true).is_ok_and(|set| set.origin() == address.origin());
    let variable = std::env::var(TOKEN_VARIABLE).ok().filter(|token| is_set && !token.trim().is_empty());
    match variable {
        Some(token) => {
            let token = Secret::new(&token).map_err(|e| WireError::usage(format!("{TOKEN_VARIABLE}: {e}")))?;
            Ok(Some((token, SecretPlace::Environment)))
        }
        None => secrets.get(&secret_name(address)),
    }
}

/// Keeps a token for an address. Gives where.
///
/// # Errors
/// `output_unwritable`, `disk_full`.
pub fn keep_token(secrets: &Secrets, address: &Address, token: &Secret) -> Result<SecretPlace, WireError> {
    secrets.set(&secret_name(address), token)
}

/// Forgets the token for an address.
///
/// # Errors
/// `output_unwritable` where it is still there afterwards.
pub fn forget_token(secrets: &Secrets, address: &Address) -> Result<(), WireError> {
    secrets.clear(&secret_name(address))
}

/// Whether a file may be sent. `allowed` is the user's word for this very one.
///
/// # Errors
/// `remote_forbidden`.
pub fn may_send(settings: &HostedSettings, allowed: bool) -> Result<(), WireError> {
    match settings.consent {
        Consent::Allowed => Ok(()),
        Consent::Ask if allowed => Ok(()),
        Consent::Ask => {
            let message = format!("nothing was sent: sending files to {} was not allowed yet", settings.url);
            Err(WireError::new(Code::RemoteForbidden, message))
        }
        Consent::Forbidden => {
            let message = "nothing was sent: the settings forbid it (hosted.consent)";
            Err(WireError::new(Code::RemoteForbidden, message))
        }
    }
}

/// A client of the service at `url` with the token that belongs there.
///
/// # Errors
/// `token_invalid` where there is none; `usage` for an address to which nothing may be sent.
pub fn client(home: &Home, settings: &HostedSettings, url: &str) -> Result<Client, WireError> {
    let address = Address::parse(url, settings.allow_plain_http)?;
    let Some((token, _)) = token(&Secrets::of(home), settings, &address)? else {
        let message = format!("there is no token for {}; log in first", address.text());
        return Err(WireError::new(Code::TokenInvalid, message));
    };
    let options = ClientOptions::new(url, Some(token));
    Client::new(ClientOptions { allow_plain_http: settings.allow_plain_http, ..options })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_sent_without_a_yes_and_never_against_a_no() {
        let with = |consent| HostedSettings { consent, ..HostedSettings::default() };
        let code = |consent, allowed| may_send(&with(consent), allowed).err().map(|e| e.code);
        assert_eq!(code(Consent::Ask, false), Some(Code::RemoteForbidden));
        assert_eq!(code(Consent::Ask, true), None);
        assert_eq!(code(Consent::Allowed, false), None);
        assert_eq!(code(Consent::Forbidden, true), Some(Code::RemoteForbidden));
    }

    #[test]
    fn a_token_is_kept_for_its_origin_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path();
        let home =
            Home { config: path.into(), data: path.into(), cache: path.into(), assets: engine::Assets::new(path) };
        let secrets = Secrets::in_file(&home);
        let address = |url| Address::parse(url, false).unwrap();
        keep_token(&secrets, &address("https://ocr.chat"), &Secret::new("tok-1").unwrap()).unwrap();
        let settings = HostedSettings { url: "https://other.example".into(), ..HostedSettings::default() };
        assert_eq!(token(&secrets, &settings, &address("https://other.example")).unwrap(), None);
        assert_eq!(token(&secrets, &settings, &address("https://ocr.chat:444")).unwrap(), None);
        let kept = token(&secrets, &settings, &address("https://ocr.chat/api/v1")).unwrap().unwrap();
        assert_eq!((kept.0.expose(), kept.1), ("tok-1", SecretPlace::File));
    }
}

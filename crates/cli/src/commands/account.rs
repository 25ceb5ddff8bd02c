//! `ocrchat account login|logout|status`.

use std::io::{IsTerminal, Read};
use std::process::ExitCode;

use app::HostOptions;
use app::contract::{SecretPlace, WireError};
use app::job::Runner;
use app::remote::{Address, Client, ClientOptions, Secret, Secrets, account};
use app::settings::{Consent, HostedSettings};
use document::Code;

use super::{apart, kept_runner, report};
use crate::arguments::AccountVerb;
use crate::messages;

/// The most that is read of stdin for a token.
const TOKEN_BYTES: u64 = 4096;

pub(crate) async fn run(verb: AccountVerb) -> Result<ExitCode, WireError> {
    let runner = kept_runner(HostOptions::from_environment()?)?;
    let mut settings = runner.settings().hosted;
    let (AccountVerb::Login { url } | AccountVerb::Logout { url } | AccountVerb::Status { url, .. }) = &verb;
    if let Some(url) = url {
        settings.url.clone_from(url);
    }
    let secrets = Secrets::of(runner.home());
    match verb {
        AccountVerb::Login { .. } => login(secrets, &settings).await,
        AccountVerb::Logout { .. } => {
            let address = Address::parse(&settings.url, true)?;
            let place = address.text().to_owned();
            apart(move || account::forget_token(&secrets, &address)).await?;
            messages::say(&format!("the token for {place} is forgotten"));
            Ok(ExitCode::SUCCESS)
        }
        AccountVerb::Status { check, .. } => status(&runner, secrets, &settings, check).await,
    }
}

async fn login(secrets: Secrets, settings: &HostedSettings) -> Result<ExitCode, WireError> {
    let address = account::address(settings)?;
    let place = address.text().to_owned();
    let token = apart(move || ask_token(&place)).await?;
    let tried = match settings.consent {
        Consent::Forbidden => Err(WireError::new(Code::RemoteForbidden, "the settings forbid it (hosted.consent)")),
        _ => client(settings, &token)?.check().await,
    };
    match tried {
        // One that is wrong is not kept in the place of one that may be right.
        Err(e) if e.code == Code::TokenInvalid => return Err(e),
        Err(e) => messages::say(&format!("warning: the token was kept, and could not be tried: {}", e.message)),
        Ok(()) => {}
    }
    let place = address.text().to_owned();
    let kept = match apart(move || account::keep_token(&secrets, &address, &token)).await? {
        SecretPlace::Keychain => "the system's keychain",
        _ => "a file that only you can read, because there is no keychain",
    };
    messages::say(&format!("the token for {place} is kept in {kept}"));
    Ok(ExitCode::SUCCESS)
}

async fn status(
    runner: &Runner,
    secrets: Secrets,
    settings: &HostedSettings,
    check: bool,
) -> Result<ExitCode, WireError> {
    let address = account::address(settings)?;
    let (set, there) = (settings.clone(), address.clone());
    let token = apart(move || account::token(&secrets, &set, &there)).await?;
    let kept = match token.as_ref().map(|(_, place)| *place) {
        None => "none; `ocrchat account login` keeps one",
        Some(SecretPlace::Environment) => "in OCRCHAT_TOKEN",
        Some(SecretPlace::Keychain) => "in the system's keychain",
        Some(SecretPlace::File) => "in a file that only you can read",
    };
    let consent = match settings.consent {
        Consent::Ask => "asked for each time",
        Consent::Allowed => "allowed",
        Consent::Forbidden => "forbidden",
    };
    let mut lines =
        vec![format!("service   {}", address.text()), format!("token     {kept}"), format!("sending   {consent}")];
    if let Some(balance) = runner.store().balance(&address.origin())? {
        let count = |n: Option<u64>| n.map_or_else(|| "?".to_owned(), |n| n.to_string());
        lines.push(format!("pages     {} of {} used, as last said", count(balance.used), count(balance.cap)));
    }
    let tried = match token {
        _ if !check => Ok(()),
        None => Err(WireError::new(Code::TokenInvalid, format!("there is no token for {}", address.text()))),
        Some((token, _)) => {
            account::may_send(settings, true)?;
            client(settings, &token)?.check().await
        }
    };
    if check && tried.is_ok() {
        lines.push("answers   yes, and takes the token".to_owned());
    }
    report(&lines)?;
    tried.map(|()| ExitCode::SUCCESS)
}

fn client(settings: &HostedSettings, token: &Secret) -> Result<Client, WireError> {
    let options = ClientOptions::new(&settings.url, Some(token.clone()));
    Client::new(ClientOptions { allow_plain_http: settings.allow_plain_http, attempts: 2, ..options })
}

/// The token from stdin, or as somebody types it without seeing it.
fn ask_token(place: &str) -> Result<Secret, WireError> {
    let unread = |e: std::io::Error| WireError::new(Code::InputUnreadable, format!("cannot read the token: {e}"));
    if std::io::stdin().is_terminal() {
        let terminal = console::Term::stderr();
        terminal.write_str(&format!("Token for {place}: ")).map_err(unread)?;
        return Secret::new(&terminal.read_secure_line().map_err(unread)?);
    }
    let mut text = String::new();
    std::io::stdin().lock().take(TOKEN_BYTES).read_to_string(&mut text).map_err(unread)?;
    Secret::new(&text)
}

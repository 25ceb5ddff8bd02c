//! `ocrchat token add|list|revoke|set|usage`: who may call the local server.

use std::process::ExitCode;

use app::HostOptions;
use app::access;
use app::contract::{AddToken, Scope, SetToken, TokenInfo, TokenLimits, TokenRef, WireError};
use app::store::{MeteredDay, Store};
use document::Code;

use super::{history, json, report};
use crate::arguments::{AddTokenArguments, SetTokenArguments, TokenVerb};
use crate::messages;

pub(crate) fn run(verb: TokenVerb) -> Result<ExitCode, WireError> {
    let store = history::open(&HostOptions::from_environment()?)?;
    match verb {
        TokenVerb::Add(arguments) => add(&store, arguments)?,
        TokenVerb::List { json: as_json } => list(&store, as_json)?,
        TokenVerb::Revoke { token } => {
            access::revoke_token(&store, &TokenRef { token: token.clone() })?;
            messages::say(&format!("{token} is revoked; its jobs and what it used stay"));
        }
        TokenVerb::Set(arguments) => set(&store, &arguments)?,
        TokenVerb::Usage { token, json: as_json } => usage(&store, token.as_deref(), as_json)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn add(store: &Store, arguments: AddTokenArguments) -> Result<(), WireError> {
    let limits = arguments.limits.apply(TokenLimits::default());
    let added = access::add_token(store, &AddToken { name: arguments.name, scope: arguments.scope.into(), limits })?;
    if arguments.json {
        return json(&added);
    }
    messages::say("this is the token; it is shown this once, and only a digest of it is kept");
    report(&[added.secret])
}

fn set(store: &Store, arguments: &SetTokenArguments) -> Result<(), WireError> {
    if arguments.limits.is_empty() {
        return Err(WireError::usage("nothing to change: name a limit, such as --pages-a-day 100"));
    }
    let missing = || WireError::new(Code::NotFound, format!("there is no token {}", arguments.token));
    let before = store.token(&arguments.token)?.ok_or_else(missing)?;
    let change = SetToken { token: before.id, limits: arguments.limits.apply(before.limits) };
    let now = access::set_token(store, &change)?;
    messages::say(&line(&now));
    Ok(())
}

fn list(store: &Store, as_json: bool) -> Result<(), WireError> {
    let list = access::list_tokens(store)?;
    if as_json {
        return json(&list);
    }
    if list.tokens.is_empty() {
        messages::say("there is no token yet; `ocrchat serve` makes the owner's, `ocrchat token add` others");
        return Ok(());
    }
    report(&list.tokens.iter().map(line).collect::<Vec<_>>())
}

/// One token: its name, what it may do, and what it has used of what it may use.
fn line(token: &TokenInfo) -> String {
    let TokenInfo { name, scope, limits, usage, .. } = token;
    let scope = match scope {
        Scope::Api => "api",
        Scope::Owner => "owner",
    };
    let of = |used: u64, cap: Option<u64>| cap.map_or_else(|| used.to_string(), |cap| format!("{used}/{cap}"));
    let mut line = format!(
        "{}  {name:<16}  {scope:<5}  today {:<8}  month {:<10}",
        &token.id[..8],
        of(usage.today, limits.pages_a_day),
        of(usage.this_month, limits.pages_a_month),
    );
    if limits.balance.is_some() {
        line.push_str(&format!("  balance {}", of(usage.of_balance, limits.balance)));
    }
    for (limit, unit) in [(limits.pages_a_file, "pages"), (limits.bytes_a_file, "bytes")] {
        if let Some(limit) = limit {
            line.push_str(&format!("  {limit} {unit} a file"));
        }
    }
    line
}

fn usage(store: &Store, token: Option<&str>, as_json: bool) -> Result<(), WireError> {
    let days = store.metered(None)?;
    let known = |which: &str| store.token(which).map(|token| token.map(|token| token.id));
    let days = match token {
        None => days,
        // One that was revoked has no other way to be named any more.
        Some(which) => {
            let id = known(which)?;
            let is_it = |day: &MeteredDay| match &id {
                Some(id) => day.token == *id,
                None => day.token == which || day.name == which,
            };
            let days: Vec<MeteredDay> = days.into_iter().filter(is_it).collect();
            if days.is_empty() && id.is_none() {
                return Err(WireError::new(Code::NotFound, format!("there is no token {which}")));
            }
            days
        }
    };
    if as_json {
        return json(&days);
    }
    if days.is_empty() {
        messages::say("nothing was used yet");
        return Ok(());
    }
    let line = |day: &MeteredDay| {
        let revoked = if day.revoked { " (revoked)" } else { "" };
        let counted = if day.charged == day.pages { String::new() } else { format!(", counted as {}", day.charged) };
        format!("{}  {:<3}  {:>6} pages{counted}  {}{revoked}", day.day, day.tier, day.pages, day.name)
    };
    report(&days.iter().map(line).collect::<Vec<_>>())
}

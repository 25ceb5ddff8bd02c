//! Making, listing, changing and revoking tokens, and the owner's own, which a server makes at its first start.

use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use document::Code;

use super::Secret;
use crate::atomic::write_error;
use crate::contract::{AddToken, AddedToken, Scope, SetToken, TokenInfo, TokenList, TokenRef, WireError};
use crate::store::{NewToken, Store, Token};

/// The longest name of a token, in characters.
const NAME_LENGTH: usize = 64;
/// The name of the token that a server makes for itself.
const OWNER: &str = "owner";

/// The owner's token, and the file that holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnerToken {
    /// The token's id.
    pub id: String,
    /// What its holder sends.
    pub secret: Secret,
    /// The file that holds it.
    pub file: PathBuf,
    /// Whether it was made just now.
    pub is_new: bool,
    /// What is wrong with the file: others on this machine can read it.
    pub warning: Option<String>,
}

/// Makes a token. Its secret is in what this gives, and nowhere else.
///
/// # Errors
/// `usage` for a name that is none or is taken; what keeps it from being stored.
pub fn add_token(store: &Store, new: &AddToken) -> Result<AddedToken, WireError> {
    let name = name(&new.name)?;
    let secret = Secret::generate()?;
    let row = NewToken { name, scope: new.scope, limits: new.limits, hash: secret.digest() };
    let token = store.add_token(&row)?.ok_or_else(|| taken(&row.name))?;
    Ok(AddedToken { token: info(store, token)?, secret: secret.reveal().to_owned() })
}

/// The tokens that were not revoked.
///
/// # Errors
/// What keeps the store from being asked.
pub fn list_tokens(store: &Store) -> Result<TokenList, WireError> {
    let tokens = store.tokens()?.into_iter().map(|token| info(store, token));
    Ok(TokenList { tokens: tokens.collect::<Result<_, _>>()? })
}

/// Takes a token's rights away.
///
/// # Errors
/// `not_found`; what keeps it from being stored.
pub fn revoke_token(store: &Store, which: &TokenRef) -> Result<(), WireError> {
    let token = find(store, &which.token)?;
    if store.revoke_token(&token.id)? { Ok(()) } else { Err(unknown(&which.token)) }
}

/// Changes what a token may use.
///
/// # Errors
/// `not_found`; what keeps it from being stored.
pub fn set_token(store: &Store, change: &SetToken) -> Result<TokenInfo, WireError> {
    let token = find(store, &change.token)?;
    store.set_token_limits(&token.id, &change.limits)?;
    info(store, find(store, &token.id)?)
}

/// Sees to it that there is an owner's token and that `file` holds it. A file that is there is read: its token becomes one of
/// the store's where it is not. With `replace`, one that was revoked is replaced by a new one.
///
/// # Errors
/// `token_invalid` where the file's token was revoked; `usage` where the file holds none; `output_unwritable`.
pub fn ensure_owner(store: &Store, file: &Path, replace: bool) -> Result<OwnerToken, WireError> {
    let (mut secret, mut is_new) = read_or_make(file)?;
    let mut row = store.token_of_hash(&secret.digest())?;
    if row.as_ref().is_some_and(|row| row.revoked_ms.is_some()) {
        if !replace {
            let message =
                format!("the token in {} was revoked; remove the file, and a new one is made", file.display());
            return Err(WireError::new(Code::TokenInvalid, message));
        }
        std::fs::remove_file(file).map_err(|e| write_error(file, &e))?;
        (secret, is_new) = read_or_make(file)?;
        row = store.token_of_hash(&secret.digest())?;
    }
    let token = match row {
        Some(row) if row.scope == Scope::Owner => row,
        Some(row) => {
            let message = format!("the token in {} ({}) is not an owner's", file.display(), row.name);
            return Err(WireError::new(Code::TokenInvalid, message));
        }
        None => register(store, &secret)?,
    };
    let warning = is_open_to_others(file).then(|| format!("other users of this machine can read {}", file.display()));
    Ok(OwnerToken { id: token.id, secret, file: file.to_owned(), is_new, warning })
}

/// Adds the owner's token under the first name that is free.
fn register(store: &Store, secret: &Secret) -> Result<Token, WireError> {
    for number in 1..=1000 {
        let name = if number == 1 { OWNER.to_owned() } else { format!("{OWNER}-{number}") };
        let new = NewToken { name, scope: Scope::Owner, hash: secret.digest(), ..NewToken::default() };
        match store.add_token(&new) {
            Ok(Some(token)) => return Ok(token),
            Ok(None) => {}
            // Another program that has just started read the same file.
            Err(e) => return store.token_of_hash(&secret.digest())?.ok_or_else(|| e.into()),
        }
    }
    Err(WireError::usage("there are too many owner's tokens; revoke some with `ocrchat token revoke`"))
}

/// The secret that a file holds, or a new one that it holds from now on; and whether it is new.
fn read_or_make(file: &Path) -> Result<(Secret, bool), WireError> {
    if let Some(secret) = read(file)? {
        return Ok((secret, false));
    }
    let secret = Secret::generate()?;
    let folder = file.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(|e| write_error(folder, &e))?;
    // A temporary file may be read by its owner alone, and keeps that when it is moved.
    let mut made = tempfile::NamedTempFile::new_in(folder).map_err(|e| write_error(file, &e))?;
    writeln!(made, "{}", secret.reveal()).map_err(|e| write_error(file, &e))?;
    made.as_file().sync_all().map_err(|e| write_error(file, &e))?;
    match made.persist_noclobber(file) {
        Ok(_) => Ok((secret, true)),
        // Another program was faster.
        Err(e) if e.error.kind() == ErrorKind::AlreadyExists => read(file)?
            .map(|secret| (secret, false))
            .ok_or_else(|| WireError::usage(format!("{} comes and goes", file.display()))),
        Err(e) => Err(write_error(file, &e.error)),
    }
}

fn read(file: &Path) -> Result<Option<Secret>, WireError> {
    match std::fs::read_to_string(file) {
        Ok(text) => Secret::chosen(&text)
            .map(Some)
            .map_err(|e| WireError::usage(format!("{} holds no token: {}", file.display(), e.message))),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
        Err(e) => Err(WireError::usage(format!("cannot read the token file {}: {e}", file.display()))),
    }
}

#[cfg(unix)]
fn is_open_to_others(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(file).is_ok_and(|meta| meta.permissions().mode() & 0o077 != 0)
}

/// What a file of a user's own folder may be read by is the folder's there.
#[cfg(not(unix))]
fn is_open_to_others(_: &Path) -> bool {
    false
}

fn find(store: &Store, id_or_name: &str) -> Result<Token, WireError> {
    store.token(id_or_name)?.ok_or_else(|| unknown(id_or_name))
}

fn info(store: &Store, token: Token) -> Result<TokenInfo, WireError> {
    let usage = store.token_usage(&token.id)?;
    Ok(token.info(usage))
}

fn name(typed: &str) -> Result<String, WireError> {
    let name = typed.trim();
    if name.is_empty() || name.chars().count() > NAME_LENGTH || name.chars().any(char::is_control) {
        return Err(WireError::usage(format!("a token's name has 1 to {NAME_LENGTH} characters on one line")));
    }
    Ok(name.to_owned())
}

fn taken(name: &str) -> WireError {
    WireError::usage(format!("there is a token {name} already"))
}

fn unknown(which: &str) -> WireError {
    WireError::new(Code::NotFound, format!("there is no token {which}"))
}

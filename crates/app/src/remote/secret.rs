//! Secrets by name: in the system's keychain, or where there is none in a file that only this user can read.
//!
//! Nothing here knows what a secret is for. A secret never reaches settings, the store, a log or a message: its type
//! has no way to print itself.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use document::Code;

use crate::Home;
use crate::atomic::write_error;
use crate::contract::{SecretPlace, WireError};

/// As whom the product asks the keychain.
const SERVICE: &str = "chat.ocr.ocrchat";
/// Longer than any token, short enough for every keychain (Windows keeps 2,560 bytes).
const MOST: usize = 1024;

/// A secret. Prints as nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// A secret as it was typed, without the space around it.
    ///
    /// # Errors
    /// `usage` for one that cannot be sent in a header: empty, too long, or not of visible ASCII.
    pub fn new(text: &str) -> Result<Self, WireError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(WireError::usage("the token is empty"));
        }
        if text.len() > MOST || !text.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(WireError::usage("that is no token: one is a single word of plain letters, figures and signs"));
        }
        Ok(Self(text.to_owned()))
    }

    /// The secret itself: for the one header that it is meant for.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// The secrets of this user. Its calls may wait for the keychain, which may ask the user: not for an async thread.
#[derive(Clone, Debug)]
pub struct Secrets {
    file: PathBuf,
    /// What is put after a name in the keychain, so that a home of its own has secrets of its own; `None` for no keychain.
    keychain: Option<String>,
}

impl Secrets {
    /// The secrets that belong to `home`. `OCRCHAT_NO_KEYCHAIN` keeps them in the file, for machines where the keychain
    /// would ask somebody who is not there.
    pub fn of(home: &Home) -> Self {
        let set = |name| std::env::var_os(name).filter(|value| !value.is_empty());
        let suffix = set("OCRCHAT_HOME").map_or_else(String::new, |home| format!(" in {}", Path::new(&home).display()));
        Self { keychain: set("OCRCHAT_NO_KEYCHAIN").is_none().then_some(suffix), ..Self::in_file(home) }
    }

    /// The secrets that a file in `home` keeps, and no keychain.
    pub fn in_file(home: &Home) -> Self {
        Self { file: home.config.join("secrets.json"), keychain: None }
    }

    /// A secret by its name, and where it is kept; `None` where there is none.
    ///
    /// # Errors
    /// `output_unwritable` where the file cannot be read. A keychain that does not answer counts as empty.
    pub fn get(&self, name: &str) -> Result<Option<(Secret, SecretPlace)>, WireError> {
        // The file first: something is in it only if the keychain would not take it.
        if let Some(kept) = self.read()?.remove(name) {
            return Ok(Some((Secret(kept), SecretPlace::File)));
        }
        let kept = self.entry(name).and_then(|entry| entry.get_password().ok());
        Ok(kept.map(|kept| (Secret(kept), SecretPlace::Keychain)))
    }

    /// Keeps a secret. Gives where.
    ///
    /// # Errors
    /// `output_unwritable`, `disk_full`.
    pub fn set(&self, name: &str, secret: &Secret) -> Result<SecretPlace, WireError> {
        if let Some(entry) = self.entry(name)
            && entry.set_password(secret.expose()).is_ok()
            // Some keychains say yes and keep nothing.
            && entry.get_password().is_ok_and(|kept| kept == secret.expose())
        {
            self.change(|kept| kept.remove(name).is_some())?;
            return Ok(SecretPlace::Keychain);
        }
        self.change(|kept| kept.insert(name.to_owned(), secret.expose().to_owned()).is_none_or(|old| old != secret.0))?;
        Ok(SecretPlace::File)
    }

    /// Forgets a secret, wherever it is. One that is not there is no error.
    ///
    /// # Errors
    /// `output_unwritable` where it is still there afterwards.
    pub fn clear(&self, name: &str) -> Result<(), WireError> {
        self.change(|kept| kept.remove(name).is_some())?;
        if let Some(entry) = self.entry(name)
            && entry.delete_credential().is_err()
            && entry.get_password().is_ok()
        {
            let message = "the keychain does not let the token go; delete it there (chat.ocr.ocrchat)";
            return Err(WireError::new(Code::OutputUnwritable, message));
        }
        Ok(())
    }

    fn entry(&self, name: &str) -> Option<keyring::Entry> {
        let suffix = self.keychain.as_ref()?;
        keyring::Entry::new(SERVICE, &format!("{name}{suffix}")).ok()
    }

    fn read(&self) -> Result<BTreeMap<String, String>, WireError> {
        let text = match std::fs::read(&self.file) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
            Err(e) => {
                let message = format!("cannot read {}: {e}", self.file.display());
                return Err(WireError::new(Code::OutputUnwritable, message));
            }
        };
        // What serde says of it could hold a piece of a secret.
        serde_json::from_slice(&text).map_err(|_| {
            let message = format!("{} is damaged; delete it and log in again", self.file.display());
            WireError::new(Code::OutputUnwritable, message)
        })
    }

    /// Changes the file, whole or not at all, where `change` says that it changed something.
    fn change(&self, change: impl FnOnce(&mut BTreeMap<String, String>) -> bool) -> Result<(), WireError> {
        let folder = self.file.parent().expect("the file lies in a folder");
        let fault = |e: std::io::Error| write_error(&self.file, &e);
        std::fs::create_dir_all(folder).map_err(fault)?;
        // Two programs that change it at once do so one after the other.
        let lock = open_private(&self.file.with_extension("lock")).map_err(fault)?;
        lock.lock().map_err(fault)?;
        let mut kept = self.read()?;
        if !change(&mut kept) {
            return Ok(());
        }
        if kept.is_empty() {
            return std::fs::remove_file(&self.file).map_err(fault);
        }
        let text = serde_json::to_vec_pretty(&kept).map_err(|e| WireError::internal(e.to_string()))?;
        // Made with 0600 from the start: there is no moment at which another user could read it.
        let mut file =
            tempfile::Builder::new().prefix(".ocrchat-").suffix(".part").tempfile_in(folder).map_err(fault)?;
        file.write_all(&text).map_err(fault)?;
        file.as_file().sync_all().map_err(fault)?;
        file.persist(&self.file).map_err(|e| fault(e.error))?;
        Ok(())
    }
}

fn open_private(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secrets(dir: &Path) -> Secrets {
        Secrets { file: dir.join("home/secrets.json"), keychain: None }
    }

    #[test]
    fn a_secret_is_kept_by_name_and_forgotten() {
        let dir = tempfile::tempdir().unwrap();
        let secrets = secrets(dir.path());
        let (one, two) = (Secret::new(" tok-1 ").unwrap(), Secret::new("tok-2").unwrap());
        assert_eq!(secrets.get("a").unwrap(), None);
        assert_eq!(secrets.set("a", &one).unwrap(), SecretPlace::File);
        secrets.set("b", &two).unwrap();
        assert_eq!(secrets.get("a").unwrap().unwrap().0.expose(), "tok-1");
        secrets.clear("a").unwrap();
        secrets.clear("a").unwrap();
        assert_eq!(secrets.get("a").unwrap(), None);
        assert_eq!(secrets.get("b").unwrap().unwrap().0, two);
        secrets.clear("b").unwrap();
        assert!(!secrets.file.exists());
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_can_read_the_file() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let secrets = secrets(dir.path());
        secrets.set("a", &Secret::new("tok").unwrap()).unwrap();
        assert_eq!(std::fs::metadata(&secrets.file).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_secret_does_not_print_itself_and_a_damaged_file_does_not_either() {
        let dir = tempfile::tempdir().unwrap();
        let secrets = secrets(dir.path());
        let secret = Secret::new("tok-1").unwrap();
        assert!(!format!("{secret:?}").contains("tok"));
        secrets.set("a", &secret).unwrap();
        std::fs::write(&secrets.file, b"{\"a\": \"tok-1\", \"b\": tok-1}").unwrap();
        let error = secrets.get("a").unwrap_err();
        assert!(!format!("{error:?}").contains("tok-1"), "{error:?}");
        assert!(Secret::new("two words").is_err() && Secret::new(" ").is_err() && Secret::new("a\nb").is_err());
    }
}

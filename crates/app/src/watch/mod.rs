//! Watched folders: every file that comes to lie in one becomes a job, and its results go to another folder.
//!
//! `candidates` says which files are meant, `settle` when one is complete, `held` what only the system can tell of it,
//! `places` where things go, `finish` what follows the end of a job; `state` puts one look together, `watcher` looks again
//! and again, `hosted` keeps the watchers of the settings. Which job reads which file, and what is still to be written, is
//! in the store: a watcher that was killed goes on where it was. Refuses to replace or delete a user's file, ever.

mod candidates;
mod claim;
mod finish;
mod held;
mod hosted;
mod places;
mod settle;
mod state;
#[cfg(test)]
mod tests;
mod watcher;

use std::path::{Path, PathBuf};
use std::time::Duration;

use document::Code;
use sha2::{Digest, Sha256};

use crate::atomic;
use crate::contract::WireError;
use crate::store::JobOptions;

pub(crate) use hosted::host_watchers;
pub use watcher::{Runs, watch};

/// How long a file must not have changed to count as complete, where nothing else was said.
pub const SETTLE: Duration = Duration::from_secs(2);

/// A folder to watch, and what is done with its files.
#[derive(Clone, Debug, PartialEq)]
pub struct WatchOptions {
    /// The folder that is watched.
    pub input: PathBuf,
    /// Where results go.
    pub output: PathBuf,
    /// In which formats; at least one.
    pub formats: Vec<export::Format>,
    /// Where files go that were read wholly; `None` leaves them.
    pub done: Option<PathBuf>,
    /// Where files go that could not be read, or not wholly; `None` leaves them.
    pub failed: Option<PathBuf>,
    /// Whether folders beneath are watched as well, and kept beneath the other folders.
    pub recursive: bool,
    /// How long a file must not have changed to count as complete.
    pub settle: Duration,
    /// How its files are read.
    pub how: JobOptions,
}

/// What happens in a watched folder.
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    /// A file is being read.
    Started {
        /// Which.
        path: PathBuf,
    },
    /// A file was read and its results are written.
    Done {
        /// Which.
        path: PathBuf,
        /// What was written.
        results: Vec<PathBuf>,
        /// Which pages failed, if any.
        error: Option<WireError>,
    },
    /// A file could not be read.
    Failed {
        /// Which.
        path: PathBuf,
        /// Why.
        error: WireError,
    },
    /// A file's job was cancelled or deleted; it is not read again.
    Dropped {
        /// Which.
        path: PathBuf,
    },
    /// Something keeps the watcher from going on; it tries again.
    Trouble {
        /// With which file or folder.
        path: PathBuf,
        /// What.
        error: WireError,
    },
    /// The watched folder is not there any more; it is waited for.
    Gone,
    /// It is there again.
    Back,
}

impl WatchOptions {
    /// The options with absolute paths and each format once.
    ///
    /// # Errors
    /// `usage` where they make no sense, `input_missing` where the folder is not there, the language's own.
    pub fn checked(mut self) -> Result<Self, WireError> {
        for path in [Some(&mut self.input), Some(&mut self.output), self.done.as_mut(), self.failed.as_mut()] {
            let Some(path) = path else { continue };
            if path.as_os_str().is_empty() {
                return Err(WireError::usage("a watched folder needs a folder for its results"));
            }
            *path = std::path::absolute(&path).unwrap_or_else(|_| path.clone());
        }
        let mut formats = Vec::new();
        for format in self.formats {
            if !formats.contains(&format) {
                formats.push(format);
            }
        }
        self.formats = formats;
        if self.formats.is_empty() {
            return Err(WireError::usage("a watched folder needs a format for its results"));
        }
        for folder in [&self.done, &self.failed].into_iter().flatten() {
            if is_same(folder, &self.input) {
                let place = folder.display();
                return Err(WireError::usage(format!("files in {place} would be moved to where they are")));
            }
        }
        if let Some(language) = &self.how.language {
            engine::languages::check(language)?;
        }
        Ok(self)
    }

    /// Whether the watched folder is there.
    ///
    /// # Errors
    /// `input_missing`; `usage` where it is a file.
    pub fn find(&self) -> Result<(), WireError> {
        let place = self.input.display();
        match std::fs::metadata(&self.input) {
            Ok(meta) if meta.is_dir() => Ok(()),
            Ok(_) => Err(WireError::usage(format!("{place} is a file; name the folder to watch"))),
            Err(e) => Err(WireError::new(Code::InputMissing, format!("the folder {place} cannot be watched: {e}"))),
        }
    }

    /// Makes the folders that results and files go to, and proves that they can be written.
    ///
    /// # Errors
    /// `output_unwritable`, `disk_full`.
    pub fn prepare(&self) -> Result<(), WireError> {
        for folder in [Some(&self.output), self.done.as_ref(), self.failed.as_ref()].into_iter().flatten() {
            let fault = |e: std::io::Error| atomic::write_error(folder, &e);
            std::fs::create_dir_all(folder).map_err(fault)?;
            tempfile::Builder::new().prefix(".ocrchat-").tempfile_in(folder).map_err(fault)?;
        }
        Ok(())
    }

    /// Tells this watched folder from others, and from itself with other options: a file is read once for each.
    fn id(&self) -> String {
        let formats: Vec<&str> = self.formats.iter().map(|format| format.extension()).collect();
        let how = serde_json::to_string(&self.how).unwrap_or_default();
        digest([bytes(&self.input), bytes(&self.output), formats.join(",").as_bytes(), how.as_bytes()])
    }

    /// The folders beneath the watched one that are not looked into.
    fn apart(&self) -> Vec<PathBuf> {
        let Ok(input) = self.input.canonicalize() else { return Vec::new() };
        let beneath = |folder: &PathBuf| {
            let real = folder.canonicalize().ok()?;
            let relative = real.strip_prefix(&input).ok()?;
            (relative != Path::new("")).then(|| self.input.join(relative))
        };
        [Some(&self.output), self.done.as_ref(), self.failed.as_ref()]
            .into_iter()
            .flatten()
            .filter_map(beneath)
            .collect()
    }
}

fn is_same(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => one == other,
    }
}

/// A digest by which something is known again and which tells nothing of it: 32 hex digits.
fn digest<const N: usize>(parts: [&[u8]; N]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

fn bytes(path: &Path) -> &[u8] {
    path.as_os_str().as_encoded_bytes()
}

#[cfg(test)]
mod option_tests {
    use super::*;

    fn options(input: &Path) -> WatchOptions {
        WatchOptions {
            input: input.into(),
            output: input.join("out"),
            formats: vec![export::Format::Txt, export::Format::Md, export::Format::Txt],
            done: None,
            failed: None,
            recursive: false,
            settle: SETTLE,
            how: JobOptions::default(),
        }
    }

    #[test]
    fn options_that_make_no_sense_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        let good = options(dir.path()).checked().unwrap();
        assert_eq!(good.formats.len(), 2);
        good.find().unwrap();
        good.prepare().unwrap();
        assert_eq!(good.apart(), [dir.path().join("out")]);
        let code = |change: fn(&mut WatchOptions)| {
            let mut options = options(dir.path());
            change(&mut options);
            options.checked().unwrap_err().code
        };
        assert_eq!(code(|o| o.done = Some(o.input.join("out/.."))), Code::Usage);
        assert_eq!(code(|o| o.output = PathBuf::new()), Code::Usage);
        assert_eq!(code(|o| o.formats.clear()), Code::Usage);
        assert_eq!(code(|o| o.how.language = Some("nonsense".into())), Code::Usage);
        let gone = WatchOptions { input: dir.path().join("gone"), ..options(dir.path()) };
        assert_eq!(gone.find().unwrap_err().code, Code::InputMissing);
    }

    #[test]
    fn a_watch_is_known_by_all_that_its_results_depend_on() {
        let one = options(Path::new("/in"));
        let french = JobOptions { language: Some("fra".into()), ..JobOptions::default() };
        let others = [
            WatchOptions { output: "/elsewhere".into(), ..one.clone() },
            WatchOptions { formats: vec![export::Format::Json], ..one.clone() },
            WatchOptions { how: french, ..one.clone() },
        ];
        assert!(others.iter().all(|other| other.id() != one.id()));
        assert_eq!(WatchOptions { settle: Duration::ZERO, done: Some("/done".into()), ..one.clone() }.id(), one.id());
        assert_ne!(digest([b"ab", b"c"]), digest([b"a", b"bc"]));
    }
}

//! One look at a watched folder: what has ended is finished, what is new and complete becomes a job. All of it blocks for
//! as long as the disk does.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::candidates::{self, Candidate};
use super::settle::{Settling, Verdict};
use super::{Notice, WatchOptions, bytes, digest, finish, held, places};
use crate::contract::{JobState, Origin, WireError};
use crate::results::Results;
use crate::store::{NewJob, OpenResult, Store, now_ms};

/// How long a file is remembered that was dealt with and is not there.
const REMEMBERED_MS: u64 = 30 * 86_400_000;

/// What a watcher knows from one look to the next.
pub(super) struct State {
    store: Store,
    results: Results,
    options: WatchOptions,
    id: String,
    settling: Settling,
    /// Jobs that were open when last looked at, with the mark of their files and where those were.
    open: HashMap<String, (String, PathBuf)>,
    /// Troubles that were told of, by what they are about.
    told: HashMap<PathBuf, WireError>,
    is_gone: bool,
    is_first: bool,
}

/// What a look gave.
#[derive(Debug, Default)]
pub(super) struct Looked {
    /// What is to be told.
    pub(super) notices: Vec<Notice>,
    /// Jobs that are not at work and have not ended: they wait for somebody to run them.
    pub(super) waiting: Vec<String>,
    /// How many jobs have not ended, or wait for their results to be written.
    pub(super) open: usize,
    /// How many of those are paused.
    pub(super) paused: usize,
    /// Whether a file is waited for.
    pub(super) is_settling: bool,
    /// Whether the folder is there again, so that the system must be asked anew to tell of it.
    pub(super) is_back: bool,
}

/// By what a file is known again: its place, its size, its last change.
pub(super) fn file_mark(file: &Candidate) -> String {
    let stamp = file.stamp;
    digest([b"file", bytes(&file.path), &stamp.size.to_le_bytes(), &stamp.modified_ns.to_le_bytes()])
}

/// By what a result of ours is known.
pub(super) fn result_mark(path: &Path) -> String {
    digest([b"result", bytes(path)])
}

impl State {
    pub(super) fn new(store: Store, results: Results, options: WatchOptions) -> Self {
        Self {
            store,
            results,
            id: options.id(),
            settling: Settling::new(options.settle),
            options,
            open: HashMap::new(),
            told: HashMap::new(),
            is_gone: false,
            is_first: true,
        }
    }

    /// Looks once. No more than `room` jobs are open at once.
    pub(super) fn look(&mut self, now: Instant, room: usize) -> Looked {
        let mut looked = Looked::default();
        let input = self.options.input.clone();
        match self.look_at(now, room, &mut looked) {
            Ok(()) => drop(self.told.remove(&input)),
            Err(error) => self.trouble(&mut looked, input, error),
        }
        looked.is_settling = self.settling.is_waiting();
        looked
    }

    fn look_at(&mut self, now: Instant, room: usize, looked: &mut Looked) -> Result<(), WireError> {
        let mut open = self.store.open_results(&self.id)?;
        self.drop_deleted(&open, looked)?;
        open.retain(|result| !(result.has_ended() && self.finish(result, looked)));
        let marks: HashMap<String, u64> = self.store.marks(&self.id)?.into_iter().collect();
        if let Some(files) = self.files(&marks, looked)? {
            self.begin(files, room, now, &mut open, looked)?;
        }
        self.open = open.iter().map(|r| (r.job.id.clone(), (r.file.clone(), r.job.source.clone()))).collect();
        looked.open = open.len();
        looked.paused = open.iter().filter(|r| r.job.state == JobState::Paused).count();
        let waits = |r: &&OpenResult| matches!(r.job.state, JobState::Queued | JobState::Running);
        looked.waiting = open.iter().filter(waits).map(|r| r.job.id.clone()).collect();
        Ok(())
    }

    /// Jobs that were open and are not there any more: somebody deleted them, and does not want them again.
    fn drop_deleted(&self, open: &[OpenResult], looked: &mut Looked) -> Result<(), WireError> {
        let there: HashSet<&str> = open.iter().map(|result| result.job.id.as_str()).collect();
        for (job, (mark, path)) in &self.open {
            if !there.contains(job.as_str()) && self.store.job(job).is_err_and(|e| e.is_unknown()) {
                self.store.mark(&self.id, mark)?;
                looked.notices.push(Notice::Dropped { path: path.clone() });
            }
        }
        Ok(())
    }

    /// Finishes a job that has ended; whether that is done.
    fn finish(&mut self, result: &OpenResult, looked: &mut Looked) -> bool {
        match finish::finish(&self.store, &self.results, &self.options, &self.id, result) {
            Ok(notices) => {
                self.told.remove(&result.job.source);
                looked.notices.extend(notices);
                true
            }
            Err(error) => {
                self.trouble(looked, result.job.source.clone(), error);
                false
            }
        }
    }

    /// The files of the folder that nobody has dealt with; nothing where the folder is gone.
    fn files(
        &mut self,
        marks: &HashMap<String, u64>,
        looked: &mut Looked,
    ) -> Result<Option<Vec<Candidate>>, WireError> {
        let options = &self.options;
        let look = match candidates::look(&options.input, options.recursive, &options.apart()) {
            Ok(look) => look,
            Err(_) if !options.input.is_dir() => {
                if !std::mem::replace(&mut self.is_gone, true) {
                    looked.notices.push(Notice::Gone);
                }
                self.settling.keep(|_| false);
                return Ok(None);
            }
            Err(e) => {
                let message = format!("cannot list {}: {e}", options.input.display());
                return Err(WireError::new(document::Code::InputUnreadable, message));
            }
        };
        if std::mem::take(&mut self.is_gone) {
            looked.notices.push(Notice::Back);
            looked.is_back = true;
        }
        let mut seen = HashSet::new();
        let mut files = Vec::new();
        for file in look.files {
            let (file_mark, result_mark) = (file_mark(&file), result_mark(&file.path));
            if !marks.contains_key(&file_mark) && !marks.contains_key(&result_mark) {
                files.push(file);
            }
            seen.extend([file_mark, result_mark]);
        }
        if std::mem::take(&mut self.is_first) && !look.incomplete {
            self.forget_old(marks, &seen)?;
        }
        Ok(Some(files))
    }

    /// Forgets what is long gone. A folder of which nothing is there may only be a disk that is not plugged in.
    fn forget_old(&self, marks: &HashMap<String, u64>, seen: &HashSet<String>) -> Result<(), WireError> {
        if !marks.keys().any(|mark| seen.contains(mark)) {
            return Ok(());
        }
        let before = now_ms().saturating_sub(REMEMBERED_MS);
        let old = marks.iter().filter(|(mark, since)| **since < before && !seen.contains(*mark));
        Ok(self.store.forget_marks(&self.id, old.map(|(mark, _)| mark.as_str()))?)
    }

    /// Makes a job of each file that is complete.
    fn begin(
        &mut self,
        files: Vec<Candidate>,
        room: usize,
        now: Instant,
        open: &mut Vec<OpenResult>,
        looked: &mut Looked,
    ) -> Result<(), WireError> {
        let at_work: HashSet<&str> = open.iter().map(|result| result.file.as_str()).collect();
        let mut ready = Vec::new();
        let mut waits = HashSet::new();
        for file in files {
            let mark = file_mark(&file);
            if at_work.contains(mark.as_str()) {
                continue;
            }
            waits.insert(file.path.clone());
            let is_complete = match self.settling.see(&file.path, file.stamp, now) {
                Verdict::Wait => false,
                Verdict::Settled => !held::is_cut_off(&file.path),
                Verdict::Overdue => true,
            };
            if is_complete && open.len() + ready.len() < room {
                ready.push((file, mark));
            }
        }
        self.settling.keep(|path| waits.contains(path));
        let paths: Vec<PathBuf> = ready.iter().map(|(file, _)| file.path.clone()).collect();
        let held = held::open_to_write(&paths);
        for (file, mark) in ready {
            if held.contains(&file.path) {
                self.settling.again(&file.path, now);
                continue;
            }
            let stem = self.stem(&file.path, open)?;
            let new = NewJob {
                name: file.path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
                source: file.path.clone(),
                source_is_ours: false,
                origin: Origin::Watch,
                options: self.options.how.clone(),
                token: None,
            };
            let job = self.store.add_watched(&new, &self.id, &mark, &stem)?;
            self.settling.forget(&file.path);
            looked.notices.push(Notice::Started { path: file.path });
            open.push(OpenResult { job, file: mark, stem, moved_to: None });
        }
        Ok(())
    }

    /// Where the results of a file go: where they went before, so that a new version replaces the old; otherwise where
    /// nothing is. Files that are moved away are documents of their own, even under the same name.
    fn stem(&self, path: &Path, open: &[OpenResult]) -> Result<PathBuf, WireError> {
        if self.options.done.is_none()
            && let Some(stem) = self.store.last_stem(&self.id, path)?
        {
            return Ok(stem);
        }
        let wanted = places::below(path, &self.options.input, &self.options.output).with_extension("");
        let is_taken = |stem: &Path| {
            let exists = |format: &export::Format| {
                std::fs::symlink_metadata(places::with_extension(stem, format.extension())).is_ok()
            };
            open.iter().any(|result| result.stem == stem) || self.options.formats.iter().any(exists)
        };
        Ok(places::free(&wanted, false, is_taken))
    }

    /// Tells of a trouble once, until it is another.
    fn trouble(&mut self, looked: &mut Looked, path: PathBuf, error: WireError) {
        if self.told.get(&path) != Some(&error) {
            self.told.insert(path.clone(), error.clone());
            looked.notices.push(Notice::Trouble { path, error });
        }
    }
}

//! What follows the end of a watched file's job: results are written, the file is moved where it was told, and the store
//! hears that all is done. Each part can be done again after a crash and gives the same.

use std::path::{Path, PathBuf};

use document::Code;

use super::candidates::Candidate;
use super::settle::Stamp;
use super::{Notice, WatchOptions, places, state};
use crate::atomic::{self, Overwrite};
use crate::contract::{JobState, WireError};
use crate::results::{ResultOptions, Results};
use crate::store::{OpenResult, Store};

/// Finishes a job that has ended.
///
/// # Errors
/// What keeps a result from being written, or the store from hearing of it: it is tried again.
pub(super) fn finish(
    store: &Store,
    makes: &Results,
    options: &WatchOptions,
    id: &str,
    open: &OpenResult,
) -> Result<Vec<Notice>, WireError> {
    let job = &open.job;
    let path = job.source.clone();
    let mut error = job.error.clone();
    let mut results = Vec::new();
    if job.state == JobState::Cancelled {
        store.close_result(id, &job.id, None, Some(&open.file))?;
        return Ok(vec![Notice::Dropped { path }]);
    }
    if job.state == JobState::Failed && error.is_none() {
        error = Some(WireError::internal("the job failed without a word"));
    }
    if job.state == JobState::Done {
        match write(store, makes, options, id, open) {
            Ok(written) => results = written,
            // Written in no place, however often it is tried.
            Err(e) if e.code == Code::Internal => error = Some(e),
            Err(e) => return Err(e),
        }
    }
    let folder = if error.is_none() { &options.done } else { &options.failed };
    let (source, trouble) = match folder {
        Some(folder) => match put_away(store, options, open, folder) {
            Ok(moved) => (moved, None),
            Err(e) => (None, Some(e)),
        },
        None => (None, None),
    };
    // One that stays where it is must be known again.
    let mark = source.is_none().then_some(open.file.as_str());
    store.close_result(id, &job.id, source.as_deref(), mark)?;
    let done = match error {
        Some(error) if results.is_empty() => Notice::Failed { path: path.clone(), error },
        error => Notice::Done { path: path.clone(), results, error },
    };
    Ok(std::iter::once(done).chain(trouble.map(|error| Notice::Trouble { path, error })).collect())
}

fn write(
    store: &Store,
    makes: &Results,
    options: &WatchOptions,
    id: &str,
    open: &OpenResult,
) -> Result<Vec<PathBuf>, WireError> {
    let folder = open.stem.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(|e| atomic::write_error(folder, &e))?;
    let export = export::Options { uuid: open.job.id.clone(), ..export::Options::default() };
    let how = ResultOptions { export, ..ResultOptions::default() };
    let document = makes.document(&open.job, &how)?;
    let mut written = Vec::new();
    for &format in &options.formats {
        let path = places::with_extension(&open.stem, format.extension());
        if path.starts_with(&options.input) {
            // Before it is there, so that it is never taken for a new file.
            store.mark(id, &state::result_mark(&path))?;
        }
        let saving = makes.save(&open.job, &document, format, &how, (&path, Overwrite::Yes));
        // A look is a blocking task of its own, so this holds nobody up.
        tokio::runtime::Handle::current().block_on(saving)?;
        written.push(path);
    }
    Ok(written)
}

/// Moves the file of a job to `folder`; where it is now, or nothing where it is not there any more or is another by now.
fn put_away(
    store: &Store,
    options: &WatchOptions,
    open: &OpenResult,
    folder: &Path,
) -> Result<Option<PathBuf>, WireError> {
    let source = &open.job.source;
    let Ok(meta) = std::fs::symlink_metadata(source) else {
        // Moved already, when the program was stopped before it could say so.
        return Ok(open.moved_to.clone().filter(|to| to.exists()));
    };
    let found = Candidate { path: source.clone(), stamp: Stamp::of(&meta) };
    if state::file_mark(&found) != open.file {
        return Ok(None);
    }
    let to = match &open.moved_to {
        Some(to) if places::is_open(to) => to.clone(),
        _ => {
            let wanted = places::below(source, &options.input, folder);
            places::free(&wanted, true, |path| std::fs::symlink_metadata(path).is_ok())
        }
    };
    store.set_moving(&open.job.id, &to)?;
    places::move_file(source, &to).map_err(|e| {
        let (from, to) = (source.display(), to.display());
        WireError::new(Code::OutputUnwritable, format!("cannot move {from} to {to}, so it stays: {e}"))
    })?;
    Ok(Some(to))
}

//! What becomes of a page that was tried: its pictures go to the cache, its content to the store, before anybody hears of
//! it. A store that cannot be written (a full disk) holds the job up, for as long as it takes; the page waits in memory.

use std::time::Duration;

use document::Code;
use tokio::sync::mpsc;

use super::active::Command;
use super::runner::Runner;
use crate::atomic::{self, Overwrite};
use crate::contract::{Event, WireError};
use crate::store::{PageRecord, StoreError};
use crate::worker::PageResult;

/// How often a store that could not be written is tried again.
const AGAIN: Duration = Duration::from_secs(2);

/// Why a page was not kept.
pub(super) enum Lost {
    /// The job was deleted.
    Deleted,
    /// A command came first.
    Command(Command),
    /// The store cannot be written, and nobody wants to wait.
    Failed(WireError),
}

/// Keeps a page. With `patient`, a store that cannot be written is waited for until a command comes.
pub(super) async fn keep(
    runner: &Runner,
    job: &str,
    result: &mut PageResult,
    patient: bool,
    commands: &mut mpsc::UnboundedReceiver<Command>,
) -> Result<(), Lost> {
    keep_pictures(runner, job, result);
    let mut troubled = false;
    loop {
        let elapsed_ms = runner.active().elapsed_ms(job).unwrap_or(0);
        let record = PageRecord { page: &result.page, warnings: &result.warnings, elapsed_ms };
        let error = match runner.store().put_page(job, &record) {
            Ok(()) => {
                if troubled {
                    runner.active().set_trouble(job, None);
                }
                return Ok(());
            }
            Err(StoreError::Unknown(_)) => return Err(Lost::Deleted),
            Err(e) => WireError::from(e),
        };
        if !patient || !is_passing(error.code) {
            return Err(Lost::Failed(error));
        }
        if !std::mem::replace(&mut troubled, true) {
            runner.active().set_trouble(job, Some(error));
            runner.tell_job(job);
        }
        tokio::select! {
            () = tokio::time::sleep(AGAIN) => {}
            command = commands.recv() => return Err(Lost::Command(command.unwrap_or(Command::Leave))),
        }
    }
}

/// What a person, or time, can mend.
fn is_passing(code: Code) -> bool {
    matches!(code, Code::DiskFull | Code::OutputUnwritable | Code::StoreBusy)
}

/// Writes the pictures to the cache. A full disk costs the picture, which is made again when it is wanted, never the text.
fn keep_pictures(runner: &Runner, job: &str, result: &mut PageResult) {
    let (preview, thumbnail) = (std::mem::take(&mut result.preview), std::mem::take(&mut result.thumbnail));
    if preview.is_empty() || thumbnail.is_empty() {
        return;
    }
    if let Err(error) = write_pictures(runner, job, result.page.index, &preview, &thumbnail) {
        runner.tell(Event::Problem { error });
    }
}

/// Writes a page's pictures (JPEG) to the cache.
pub(crate) fn write_pictures(
    runner: &Runner,
    job: &str,
    page: u32,
    preview: &[u8],
    thumbnail: &[u8],
) -> Result<(), WireError> {
    let folder = runner.home().previews().join(job);
    std::fs::create_dir_all(&folder).map_err(|e| atomic::write_error(&folder, &e))?;
    for (kind, bytes) in [("preview", preview), ("thumbnail", thumbnail)] {
        atomic::write(&folder.join(format!("{page}-{kind}.jpg")), bytes, Overwrite::Yes)?;
    }
    Ok(())
}

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
fn write_pictures(runner: &Runner, job: &str, page: u32, preview: &[u8], thumbnail: &[u8]) -> Result<(), WireError> {
    let folder = runner.home().previews().join(job);
    for (kind, bytes) in [("preview", preview), ("thumbnail", thumbnail)] {
        write_picture(&folder.join(format!("{page}-{kind}.jpg")), bytes)?;
        // One that was drawn before the page was read.
        let _ = std::fs::remove_file(folder.join(format!("{page}-unread-{kind}.jpg")));
    }
    Ok(())
}

/// Writes a picture to its place in the cache.
pub(crate) fn write_picture(path: &std::path::Path, bytes: &[u8]) -> Result<(), WireError> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|e| atomic::write_error(folder, &e))?;
    }
    atomic::write(path, bytes, Overwrite::Yes)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::time::Instant;

    use document::{Block, Line, Page, Word};

    use super::*;
    use crate::contract::{JobState, Origin};
    use crate::store::{JobOptions, Lease, NewJob, Store};
    use crate::worker::Pool;
    use crate::{Home, Settings};

    fn runner(dir: &Path) -> Runner {
        let home = Home { config: dir.into(), data: dir.into(), cache: dir.into(), assets: engine::Assets::new(dir) };
        let pool = Pool::new(Settings::default().pool("nobody".into(), home.assets.clone()));
        let (store, _) = Store::open(&home).unwrap();
        Runner::new(home, store, Lease::unlisted(), pool, Settings::default(), true)
    }

    fn large_page() -> PageResult {
        // Of letters that no packing makes small.
        let word = |n: u64| format!("{:x}", n.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let words: Vec<Word> = (0..20_000).map(|n| Word { text: word(n), ..Word::default() }).collect();
        let text = words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ");
        let lines = vec![Line { text, words, ..Line::default() }];
        let blocks = vec![Block { lines, ..Block::default() }];
        PageResult { page: Page { blocks, ..Page::default() }, ..PageResult::default() }
    }

    fn job(runner: &Runner) -> crate::store::Job {
        let new = NewJob {
            name: "a.png".into(),
            source: "/a.png".into(),
            source_is_ours: false,
            origin: Origin::App,
            options: JobOptions::default(),
            token: None,
        };
        runner.store().add_job(&new).unwrap()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_full_disk_holds_the_job_up_until_there_is_room() {
        let dir = tempfile::tempdir().unwrap();
        let runner = runner(dir.path());
        let job = job(&runner);
        let mut commands = runner.active().begin(&job);
        runner.store().stop_growing(true);
        let (waiting, id) = (runner.clone(), job.id.clone());
        let kept =
            tokio::spawn(async move { keep(&waiting, &id, &mut large_page(), true, &mut commands).await.is_ok() });
        let end = Instant::now() + Duration::from_secs(30);
        let shown = || runner.summary(&runner.store().job(&job.id).unwrap());
        while shown().error.is_none() {
            assert!(Instant::now() < end, "nobody hears of the full disk");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!((shown().state, shown().error.unwrap().code), (JobState::Paused, Code::DiskFull));
        assert!(!kept.is_finished());
        runner.store().stop_growing(false);
        assert!(kept.await.unwrap());
        assert_eq!(shown().error, None);
        assert_eq!(runner.store().job(&job.id).unwrap().pages_done, 1);
    }

    #[tokio::test]
    async fn the_command_line_does_not_wait_for_room() {
        let dir = tempfile::tempdir().unwrap();
        let runner = runner(dir.path());
        let job = job(&runner);
        let mut commands = runner.active().begin(&job);
        runner.store().stop_growing(true);
        let lost = keep(&runner, &job.id, &mut large_page(), false, &mut commands).await;
        assert!(matches!(lost, Err(Lost::Failed(e)) if e.code == Code::DiskFull));
    }
}

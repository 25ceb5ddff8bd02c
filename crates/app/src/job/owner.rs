//! A job's owner: the task that opens its file, reads its pages in order, and alone changes its record.

use std::path::PathBuf;
use std::sync::Arc;

use document::Code;
use engine::source::OpenOptions;
use engine::worker::{PageTask, Pictures};
use tokio::sync::mpsc;

use super::Board;
use crate::atomic::{self, Overwrite};
use crate::contract::{Event, WireError};
use crate::worker::{PageResult, Pool, Session};

/// The longer side of a preview in pixels: sharp at 200 % on a common screen, small enough to load at once.
const PREVIEW_SIDE: u32 = 2400;
/// The longer side of a thumbnail in pixels.
const THUMBNAIL_SIDE: u32 = 240;

/// What an owner is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Command {
    /// Stop for good, at once.
    Cancel,
}

/// Runs a job to its end.
pub(crate) async fn own(
    board: Arc<Board>,
    pool: Pool,
    id: String,
    previews: PathBuf,
    options: OpenOptions,
    mut commands: mpsc::UnboundedReceiver<Command>,
) {
    let end = tokio::select! {
        end = read_pages(&board, &pool, &id, &previews, &options) => end,
        // The only command so far. Dropping the reading kills the worker in the middle of its page.
        _ = commands.recv() => Err(WireError::new(Code::Cancelled, "stopped by the user")),
    };
    if board.change(&id, |job| job.finish(end)).is_none() {
        // The job was removed while it ran: what it wrote since goes with it.
        let _ = tokio::fs::remove_dir_all(&previews).await;
    }
}

async fn read_pages(
    board: &Board,
    pool: &Pool,
    id: &str,
    previews: &std::path::Path,
    options: &OpenOptions,
) -> Result<(), WireError> {
    let path = board.read(id, |job| job.path.clone())?;
    let mut session = Session::open(pool, &path, options).await?;
    let opened = session.opened().clone();
    board.change(id, |job| job.opened(&opened));
    let pictures = Pictures { preview: Some(PREVIEW_SIDE), thumbnail: Some(THUMBNAIL_SIDE) };
    let task = PageTask { pictures, ..PageTask::default() };
    for index in 0..opened.pages {
        if let Some(Some(page)) = board.change(id, |job| job.page_started(index)) {
            board.tell(Event::PageChanged { job: id.to_owned(), page });
        }
        let mut result = session.page(index, &task).await;
        let has_image = keep_pictures(previews, &mut result, board);
        if let Some(Some(page)) = board.change(id, |job| job.page_tried(result, has_image)) {
            board.tell(Event::PageChanged { job: id.to_owned(), page });
        }
    }
    Ok(())
}

/// Writes the pictures to the cache; says whether they are there. A full disk costs the picture, never the text.
fn keep_pictures(previews: &std::path::Path, result: &mut PageResult, board: &Board) -> bool {
    let (preview, thumbnail) = (std::mem::take(&mut result.preview), std::mem::take(&mut result.thumbnail));
    if preview.is_empty() || thumbnail.is_empty() {
        return false;
    }
    let index = result.page.index;
    let write = |kind: &str, bytes: &[u8]| {
        std::fs::create_dir_all(previews).map_err(|e| atomic::write_error(previews, &e))?;
        atomic::write(&previews.join(format!("{index}-{kind}.jpg")), bytes, Overwrite::Yes)
    };
    match write("preview", &preview).and_then(|()| write("thumbnail", &thumbnail)) {
        Ok(()) => true,
        Err(error) => {
            board.tell(Event::Problem { error });
            false
        }
    }
}

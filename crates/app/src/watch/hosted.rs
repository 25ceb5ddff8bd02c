//! The watchers of the settings, in a host: each enabled folder has one for as long as the settings say so. The host's
//! queue runs their jobs.

use std::time::Duration;

use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::{Notice, Runs, SETTLE, WatchOptions, watch};
use crate::contract::{Event, WireError};
use crate::job::Runner;
use crate::settings::WatchFolder;
use crate::store::JobOptions;

/// How long before a watcher that could not begin, or that ended, is tried again.
const AGAIN: Duration = Duration::from_secs(10);

/// Keeps the watchers of the settings for as long as the runtime lasts.
pub(crate) async fn host_watchers(runner: Runner) {
    let mut watchers: Vec<Hosted> = Vec::new();
    loop {
        let wanted: Vec<WatchFolder> = runner.settings().watch.into_iter().filter(|folder| folder.enabled).collect();
        let (keep, end) = watchers.into_iter().partition(|hosted: &Hosted| wanted.contains(&hosted.folder));
        watchers = keep;
        for hosted in end {
            hosted.end().await;
        }
        for folder in wanted {
            if !watchers.iter().any(|hosted| hosted.folder == folder) {
                watchers.push(Hosted::begin(runner.clone(), folder));
            }
        }
        runner.settings_changed().await;
    }
}

struct Hosted {
    folder: WatchFolder,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Hosted {
    fn begin(runner: Runner, folder: WatchFolder) -> Self {
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(keep_watching(runner, folder.clone(), stopped));
        Self { folder, stop, task }
    }

    async fn end(self) {
        drop(self.stop);
        // It ends with the look that is under way.
        let _ = self.task.await;
    }
}

async fn keep_watching(runner: Runner, folder: WatchFolder, mut stopped: oneshot::Receiver<()>) {
    let mut told: Option<WireError> = None;
    loop {
        let watched = async {
            let options = options(&folder)?;
            let stop = async { drop((&mut stopped).await) };
            watch(&runner, &options, Runs::Queue, false, stop, &mut |notice| tell(&runner, &options, notice)).await
        };
        let Err(error) = watched.await else { return };
        if told.as_ref() != Some(&error) {
            runner.tell(Event::Problem { error: error.clone() });
            told = Some(error);
        }
        tokio::select! {
            _ = &mut stopped => return,
            () = tokio::time::sleep(AGAIN) => {}
        }
    }
}

fn options(folder: &WatchFolder) -> Result<WatchOptions, WireError> {
    let options = WatchOptions {
        input: (&folder.input).into(),
        output: (&folder.output).into(),
        formats: folder.formats.iter().map(|format| (*format).into()).collect(),
        done: folder.done.as_ref().map(Into::into),
        failed: folder.failed.as_ref().map(Into::into),
        recursive: folder.recursive,
        settle: SETTLE,
        how: JobOptions { language: folder.language.clone(), ..JobOptions::default() },
    };
    options.checked()
}

/// What the user should hear of beside the list of jobs, which shows the rest.
fn tell(runner: &Runner, options: &WatchOptions, notice: Notice) {
    let error = match notice {
        Notice::Trouble { error, .. } => error,
        Notice::Gone => {
            let place = options.input.display();
            let message = format!("the watched folder {place} is not there any more; it is waited for");
            WireError::new(document::Code::InputMissing, message)
        }
        Notice::Started { .. }
        | Notice::Done { .. }
        | Notice::Failed { .. }
        | Notice::Dropped { .. }
        | Notice::Back => return,
    };
    runner.tell(Event::Problem { error });
}

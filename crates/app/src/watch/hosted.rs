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
    let mut changes = runner.settings_changes();
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
        if changes.changed().await.is_err() {
            return;
        }
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

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::time::Instant;

    use super::*;
    use crate::contract::{Commands, ExportFormat};
    use crate::{Home, Host, HostOptions};

    async fn eventually(what: &str, is_so: impl Fn() -> bool) {
        let end = Instant::now() + Duration::from_secs(60);
        while !is_so() {
            assert!(Instant::now() < end, "{what}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    fn home(dir: &Path) -> Home {
        Home { config: dir.into(), data: dir.into(), cache: dir.into(), assets: engine::Assets::new(dir) }
    }

    /// There is no worker, so every file fails: that it was taken up is all that is asked here.
    #[tokio::test(flavor = "multi_thread")]
    async fn watchers_begin_and_end_with_the_settings() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        std::fs::create_dir(at("in")).unwrap();
        let host = Host::start(HostOptions { home: home(&at("home")), program: at("no-such-program") }).unwrap();
        let mut folder = WatchFolder {
            enabled: true,
            input: at("in").display().to_string(),
            output: at("out").display().to_string(),
            formats: vec![ExportFormat::Txt],
            failed: Some(at("failed").display().to_string()),
            ..WatchFolder::default()
        };
        let set = async |folder: &WatchFolder| {
            let mut settings = host.get_settings(crate::contract::Empty {}).await.unwrap();
            settings.watch = vec![folder.clone()];
            host.set_settings(settings).await.unwrap();
        };
        let claims = || std::fs::read_dir(at("home/watching")).map_or(0, Iterator::count);
        set(&folder).await;
        std::fs::write(at("in/a.bmp"), "a").unwrap();
        eventually("the file is taken up", || at("failed/a.bmp").exists()).await;
        assert!(!at("in/a.bmp").exists());
        assert_eq!(claims(), 1);
        folder.enabled = false;
        set(&folder).await;
        eventually("the watcher ends", || claims() == 0).await;
        std::fs::write(at("in/b.bmp"), "b").unwrap();
        folder.enabled = true;
        folder.failed = Some(at("elsewhere").display().to_string());
        set(&folder).await;
        eventually("the next watcher takes it up", || at("elsewhere/b.bmp").exists()).await;
        host.shutdown().await;
    }
}

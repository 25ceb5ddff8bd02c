//! Files that arrive from outside the interface: dropped on the window, given at the start, or handed over by a second
//! start. All of them become the host's jobs.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use app::Host;
use app::contract::Event;
use tauri::{AppHandle, DragDropEvent, Manager, Url};

use crate::recent;

/// Files that came before the host was there: a second start's, or those with which macOS starts the app.
#[derive(Debug, Default)]
pub(crate) struct Waiting(Mutex<Vec<PathBuf>>);

/// The files of this start, and those that have come meanwhile.
pub(crate) fn started(app: &AppHandle) {
    let mut paths = paths_in(std::env::args_os().skip(1), &std::env::current_dir().unwrap_or_default());
    paths.append(&mut app.state::<Waiting>().0.lock().expect("nothing panics while it holds the list"));
    open(app, paths);
}

/// The files of a second start, which ends itself; `arguments[0]` is its program.
pub(crate) fn second_start(app: &AppHandle, arguments: Vec<String>, folder: &Path) {
    if let Some(window) = app.get_webview_window("main") {
        let _ = window.unminimize();
        let _ = window.set_focus();
    }
    open(app, paths_in(arguments.into_iter().skip(1).map(OsString::from), folder));
}

/// Files that macOS names in an event.
#[cfg(target_os = "macos")]
pub(crate) fn asked_to_open(app: &AppHandle, urls: &[Url]) {
    open(app, urls.iter().filter_map(|url| url.to_file_path().ok()).collect());
}

/// Files dropped on the window. The interface hears of the drag by itself and only shows it.
pub(crate) fn dropped(app: &AppHandle, event: &DragDropEvent) {
    if let DragDropEvent::Drop { paths, .. } = event {
        open(app, paths.clone());
    }
}

/// Starts jobs for `paths`.
fn open(app: &AppHandle, paths: Vec<PathBuf>) {
    if paths.is_empty() {
        return;
    }
    let Some(host) = app.try_state::<Host>() else {
        app.state::<Waiting>().0.lock().expect("nothing panics while it holds the list").extend(paths);
        return;
    };
    recent::remember(app, paths.clone());
    let host = host.inner().clone();
    // Off the window's thread: folders are searched. What comes of it is told by events.
    tauri::async_runtime::spawn_blocking(move || {
        // A job that cannot be stored is told of like any other problem.
        if let Err(error) = host.open(paths) {
            host.tell(Event::Problem { error });
        }
    });
}

/// The files among `arguments`: paths (relative to `folder`) and `file:` addresses; what starts with `-` is no file,
/// unless it follows a `--`.
fn paths_in(arguments: impl Iterator<Item = OsString>, folder: &Path) -> Vec<PathBuf> {
    let mut files_only = false;
    let mut paths = Vec::new();
    for argument in arguments {
        let text = argument.to_str().unwrap_or_default();
        if !files_only && text.starts_with('-') {
            files_only = text == "--";
        } else if let Some(path) = file_address(text) {
            paths.push(path);
        } else {
            paths.push(folder.join(argument));
        }
    }
    paths
}

/// The path of a `file:` address; desktop environments start applications with either.
fn file_address(argument: &str) -> Option<PathBuf> {
    argument.starts_with("file:").then(|| Url::parse(argument).ok()?.to_file_path().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(arguments: &[&str]) -> Vec<PathBuf> {
        paths_in(arguments.iter().map(OsString::from), Path::new("/scans"))
    }

    #[test]
    fn a_relative_path_is_of_the_folder_it_was_typed_in() {
        assert_eq!(paths(&["a.png", "/tmp/b.pdf"]), [PathBuf::from("/scans/a.png"), PathBuf::from("/tmp/b.pdf")]);
    }

    #[test]
    fn options_are_no_files_but_what_follows_two_dashes_is() {
        assert_eq!(
            paths(&["--automation", "a.png", "--", "-b.png"]),
            [PathBuf::from("/scans/a.png"), PathBuf::from("/scans/-b.png")]
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_file_address_is_decoded() {
        assert_eq!(paths(&["file:///tmp/%E6%89%AB%E6%8F%8F%201.png"]), [PathBuf::from("/tmp/扫描 1.png")]);
    }
}

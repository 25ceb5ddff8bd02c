//! Dragging a result out of the window, as a file that any program takes.
//!
//! Owns the folder in which such files lie: another program may read one long after the drop, so it lives as long as the
//! window and is gone with it. Refuses to name the file's place to the web view, which says a job and a format only.

#[cfg(target_os = "linux")]
mod gtk;
#[cfg(not(target_os = "linux"))]
mod native;

#[cfg(target_os = "linux")]
use self::gtk as platform;
#[cfg(not(target_os = "linux"))]
use native as platform;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use app::contract::{ExportFormat, WireError};
use app::{Home, Host};
use tauri::{AppHandle, Manager, State};
use tokio::sync::oneshot;

/// Counts the drags of this window, so that two results of one name do not meet.
static DRAGS: AtomicU64 = AtomicU64::new(0);

/// Writes a job's result and lets the pointer carry it. To be asked for while the mouse button is down; answers whether the
/// drag began, which it does not where the button has been let go meanwhile.
#[tauri::command]
pub(crate) async fn drag_out(
    app: AppHandle,
    host: State<'_, Host>,
    job: String,
    format: ExportFormat,
) -> Result<bool, WireError> {
    let folder = folder(&Home::locate()?).join(DRAGS.fetch_add(1, Ordering::Relaxed).to_string());
    std::fs::create_dir_all(&folder).map_err(|e| failed(&folder, &e.to_string()))?;
    let file = host.save_into(&job, format, &folder).await?;
    let (answer, began) = oneshot::channel();
    let window = app.get_webview_window("main").ok_or_else(|| WireError::internal("there is no window"))?;
    // Windows belong to one thread.
    let begun = app.run_on_main_thread(move || drop(answer.send(platform::begin(&window, &file))));
    begun.map_err(|e| failed(&folder, &e.to_string()))?;
    let began = began.await.map_err(|_| WireError::internal("the window ended before the drag began"))?;
    began.map_err(|why| failed(&folder, &why))
}

/// Removes what earlier drags left.
pub(crate) fn clear() {
    if let Ok(home) = Home::locate() {
        // Another program that still reads a file there keeps it on some systems: the next start removes it.
        let _ = std::fs::remove_dir_all(folder(&home));
    }
}

fn folder(home: &Home) -> PathBuf {
    home.cache.join("dragged")
}

fn failed(folder: &Path, why: &str) -> WireError {
    WireError::internal(format!("no file could be dragged from {}: {why}", folder.display()))
}

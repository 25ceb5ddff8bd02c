//! The native file dialogs, as futures.
//!
//! They are opened from here and never from the web view, which therefore needs no permission to name a path. Labels are
//! lists of extensions: words would need the interface's translations.

use std::path::{Path, PathBuf};

use tauri::{AppHandle, Manager};
use tauri_plugin_dialog::{DialogExt, FileDialogBuilder};
use tokio::sync::oneshot;

/// What the dialog offers first. Content decides in the end: every file can be chosen through the second filter.
const EXTENSIONS: [&str; 10] = ["pdf", "png", "jpg", "jpeg", "jfif", "webp", "tif", "tiff", "gif", "bmp"];

/// Files to read; empty when the user changed their mind.
pub(crate) async fn pick_files(app: &AppHandle) -> Vec<PathBuf> {
    let upper: Vec<String> = EXTENSIONS.iter().map(|e| e.to_ascii_uppercase()).collect();
    // Both cases: GTK compares extensions exactly.
    let both: Vec<&str> = EXTENSIONS.into_iter().chain(upper.iter().map(String::as_str)).collect();
    let (answer, chosen) = oneshot::channel();
    over_window(app)
        .add_filter(upper.join(", "), &both)
        .add_filter("*.*", &["*"])
        .pick_files(move |files| drop(answer.send(files)));
    chosen.await.ok().flatten().unwrap_or_default().into_iter().filter_map(|file| file.into_path().ok()).collect()
}

/// A folder to read, as a list of one; empty when the user changed their mind.
pub(crate) async fn pick_folder(app: &AppHandle) -> Vec<PathBuf> {
    let (answer, chosen) = oneshot::channel();
    over_window(app).pick_folder(move |folder| drop(answer.send(folder)));
    chosen.await.ok().flatten().and_then(|folder| folder.into_path().ok()).into_iter().collect()
}

/// Where to write a result that would be called `name`. The dialog itself asks before a file is replaced.
pub(crate) async fn pick_target(app: &AppHandle, name: &str) -> Option<PathBuf> {
    let (answer, chosen) = oneshot::channel();
    let mut dialog = over_window(app).set_file_name(name);
    if let Some(extension) = Path::new(name).extension().and_then(|e| e.to_str()) {
        dialog = dialog.add_filter(extension.to_ascii_uppercase(), &[extension]);
    }
    dialog.save_file(move |path| drop(answer.send(path)));
    chosen.await.ok().flatten()?.into_path().ok()
}

/// A dialog that belongs to the window, where there is one.
fn over_window(app: &AppHandle) -> FileDialogBuilder<tauri::Wry> {
    let dialog = app.dialog().file();
    match app.get_webview_window("main") {
        Some(window) => dialog.set_parent(&window),
        None => dialog,
    }
}

//! The system's list of recently used files, from which the desktop and other programs offer a file again.
//!
//! Owns nothing: the history of the product is its store. Only files that a person opened by name enter the list, not what
//! was found in a folder, and none where a list is kept by the system itself (Windows notes what its dialogs open) or cannot
//! be tested here (macOS).

use std::path::PathBuf;

use tauri::AppHandle;

/// Enters those of `paths` that are files.
#[cfg(target_os = "linux")]
pub(crate) fn remember(app: &AppHandle, paths: Vec<PathBuf>) {
    use gtk::prelude::RecentManagerExt;
    use tauri::Url;

    // GTK belongs to the window's thread. It fails only while the program ends, when the list is of no use.
    let _ = app.run_on_main_thread(move || {
        let Some(list) = gtk::RecentManager::default() else { return };
        for address in paths.iter().filter(|path| path.is_file()).filter_map(|path| Url::from_file_path(path).ok()) {
            list.add_item(address.as_str());
        }
    });
}

/// Does nothing on this system.
#[cfg(not(target_os = "linux"))]
pub(crate) fn remember(_: &AppHandle, _: Vec<PathBuf>) {}

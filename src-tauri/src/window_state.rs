//! The window's size, place and whether it fills the screen, kept from one start to the next.
//!
//! The plugin writes them when the window closes. It leaves the place to the desktop where the kept one lies on no screen that
//! is there now; the file lies with the settings, so that `OCRCHAT_HOME` moves it too.

use app::Home;
use tauri::Wry;
use tauri::plugin::TauriPlugin;
use tauri_plugin_window_state::{Builder, StateFlags};

/// The file's name among the settings.
const FILE: &str = "window.json";

/// Keeps the state of every window of the app.
pub(crate) fn plugin() -> TauriPlugin<Wry> {
    let builder = Builder::new().with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED);
    // An account without a home folder is told so when the host starts.
    let Ok(home) = Home::locate() else { return builder.build() };
    // The plugin makes Tauri's own folder for settings, not ours; where ours cannot be made nothing is kept.
    let _ = std::fs::create_dir_all(&home.config);
    // Joined to Tauri's own folder, an absolute name stays itself.
    builder.with_filename(home.config.join(FILE).to_string_lossy()).build()
}

//! The desktop shell: one window over [`app::Host`].
//!
//! Owns what only a desktop has: the window, the native dialogs, dropped and passed files, the `page://` scheme.
//! Refuses logic: every command goes to the host as it came, so that the command line and the local server behave the
//! same. The web view gets no file system, no shell and no dialogs of its own (see `capabilities/main.json`).
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod commands;
mod dialogs;
mod drag_out;
mod events;
mod incoming;
mod page_scheme;
mod recent;
mod window_state;

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use app::contract::WireError;
use app::{Home, Host, HostOptions};
use tauri::{AppHandle, Manager, RunEvent, WebviewWindowBuilder, WindowEvent};
use tauri_plugin_dialog::{DialogExt, MessageDialogKind};

/// How long the window's end waits for the workers' end.
const SHUTDOWN_LIMIT: Duration = Duration::from_secs(3);

fn main() -> ExitCode {
    // First of all: a worker is this binary again, and must not pay for (or depend on) a display.
    if let Some(code) = app::run_worker_if_asked() {
        return code;
    }
    let built = tauri::Builder::default()
        .manage(incoming::Waiting::default())
        // First of the plugins: a second start hands over its files and ends before it opens the store.
        .plugin(tauri_plugin_single_instance::init(|app, arguments, folder| {
            incoming::second_start(app, arguments, Path::new(&folder));
        }))
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_notification::init())
        .plugin(window_state::plugin())
        .register_asynchronous_uri_scheme_protocol(page_scheme::NAME, |context, request, responder| {
            page_scheme::answer(context.app_handle(), request, responder);
        })
        .invoke_handler(tauri::generate_handler![
            commands::call,
            commands::add_image,
            commands::open_files,
            commands::open_folder,
            commands::save_as,
            commands::save_all,
            commands::reveal_source,
            commands::open_server,
            commands::pick_folder,
            commands::notify,
            drag_out::drag_out,
        ])
        .on_window_event(|window, event| {
            if let WindowEvent::DragDrop(event) = event {
                incoming::dropped(window.app_handle(), event);
            }
        })
        .setup(|app| {
            // Within the runtime: the host starts its tasks there.
            match tauri::async_runtime::block_on(async { Host::start(HostOptions::from_environment()?) }) {
                Ok(host) => {
                    tauri::async_runtime::spawn(host.clone().obey_server_switch());
                    open_window(app.handle(), host)?;
                }
                Err(error) => refuse_to_start(app.handle(), &error),
            }
            Ok(())
        })
        .build(tauri::generate_context!());
    match built {
        Ok(app) => ExitCode::from(u8::try_from(app.run_return(|app, event| on_run_event(app, &event))).unwrap_or(1)),
        Err(error) => {
            eprintln!("ocrchat-desktop: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The host is managed before the window exists, so that the interface's first command finds it.
fn open_window(app: &AppHandle, host: Host) -> tauri::Result<()> {
    events::forward(app.clone(), &host);
    app.manage(host);
    drag_out::clear();
    for config in &app.config().app.windows {
        let mut window = WebviewWindowBuilder::from_config(app, config)?.on_navigation(page_scheme::is_own_page);
        // What the web view keeps (the interface's own choices) lies with everything else that the product keeps.
        if let Ok(home) = Home::locate() {
            window = window.data_directory(home.data.join("webview"));
        }
        window.build()?;
    }
    incoming::started(app);
    Ok(())
}

/// The host cannot start (its folder is not writable, say): says so in a dialog, then ends.
fn refuse_to_start(app: &AppHandle, error: &WireError) {
    eprintln!("ocrchat-desktop: {error}");
    let ending = app.clone();
    app.dialog()
        .message(&error.message)
        .title(app.package_info().name.clone())
        .kind(MessageDialogKind::Error)
        .show(move |_| ending.exit(1));
}

fn on_run_event(app: &AppHandle, event: &RunEvent) {
    // "Open with" on macOS is no argument but an event, also while the app runs.
    #[cfg(target_os = "macos")]
    if let RunEvent::Opened { urls } = event {
        incoming::asked_to_open(app, urls);
    }
    if matches!(event, RunEvent::Exit)
        && let Some(host) = app.try_state::<Host>()
    {
        // Past the limit the process ends all the same: a worker ends when its input closes.
        let _ = tauri::async_runtime::block_on(async { tokio::time::timeout(SHUTDOWN_LIMIT, host.shutdown()).await });
        drag_out::clear();
    }
}

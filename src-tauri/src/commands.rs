//! What the interface can ask of the window: the contract's commands, and the five things that need a desktop or bytes.
//!
//! Owns nothing but the change of shape from Tauri's calls to the host's; refuses logic and refuses paths: where a file
//! is read from or written to is chosen in a native dialog, never by the web view.

use std::path::PathBuf;

use app::Host;
use app::contract::{self, Commands, Empty, ExportFormat, JobSummary, WireError};
use percent_encoding::percent_decode_str;
use serde_json::Value;
use tauri::ipc::{InvokeBody, Request};
use tauri::{AppHandle, Manager, State};
use tauri_plugin_notification::NotificationExt;

use crate::{dialogs, recent};

/// Header of [`add_image`]: the image's name, percent-encoded UTF-8.
const NAME_HEADER: &str = "x-name";

/// Runs the contract's command `name`.
#[tauri::command]
pub(crate) async fn call(host: State<'_, Host>, name: String, args: Value) -> Result<Value, WireError> {
    contract::dispatch(host.inner(), &name, args).await
}

/// Starts a job for an image that is not a file (pasted from the clipboard). The body is the encoded image itself.
#[tauri::command]
pub(crate) async fn add_image(host: State<'_, Host>, request: Request<'_>) -> Result<JobSummary, WireError> {
    let InvokeBody::Raw(bytes) = request.body() else {
        return Err(WireError::usage("add_image wants the image's bytes as its body"));
    };
    let name = request.headers().get(NAME_HEADER).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let name = percent_decode_str(name)
        .decode_utf8()
        .map_err(|_| WireError::usage(format!("{NAME_HEADER} is not percent-encoded UTF-8")))?;
    host.add_image(&name, bytes.clone()).await
}

/// Asks for files and starts a job for each; an empty list when the user changed their mind.
#[tauri::command]
pub(crate) async fn open_files(app: AppHandle, host: State<'_, Host>) -> Result<Vec<JobSummary>, WireError> {
    let files = dialogs::pick_files(&app).await;
    recent::remember(&app, files.clone());
    open(&host, files).await
}

/// Asks for a folder and starts a job for each readable file in it; an empty list when the user changed their mind.
#[tauri::command]
pub(crate) async fn open_folder(app: AppHandle, host: State<'_, Host>) -> Result<Vec<JobSummary>, WireError> {
    open(&host, dialogs::pick_folder(&app).await).await
}

/// Asks where a job's result goes and writes it there. Answers the file's name, or `None`
/// when the user changed their mind.
#[tauri::command]
pub(crate) async fn save_as(
    app: AppHandle,
    host: State<'_, Host>,
    job: String,
    format: ExportFormat,
) -> Result<Option<String>, WireError> {
    let Some(path) = dialogs::pick_target(&app, &host.suggested_name(&job, format)?).await else {
        return Ok(None);
    };
    host.save(&job, format, &path).await?;
    Ok(path.file_name().map(|name| name.to_string_lossy().into_owned()))
}

/// Asks for a folder and writes a result of each job there, each under a name that is free. Answers how many, or `None`
/// when the user changed their mind.
#[tauri::command]
pub(crate) async fn save_all(
    app: AppHandle,
    host: State<'_, Host>,
    jobs: Vec<String>,
    format: ExportFormat,
) -> Result<Option<usize>, WireError> {
    let Some(folder) = dialogs::pick_folder(&app).await.pop() else { return Ok(None) };
    for job in &jobs {
        host.save_into(job, format, &folder).await?;
    }
    Ok(Some(jobs.len()))
}

/// Shows a job's source file in the system's file manager.
#[tauri::command]
pub(crate) async fn reveal_source(host: State<'_, Host>, job: String) -> Result<(), WireError> {
    let source = host.source(&job)?;
    tauri_plugin_opener::reveal_item_in_dir(&source).map_err(|e| {
        WireError::new(document::Code::EngineMissing, format!("no file manager could show {}: {e}", source.display()))
    })
}

/// Shows the local server's own page in the system's browser.
#[tauri::command]
pub(crate) async fn open_server(host: State<'_, Host>) -> Result<(), WireError> {
    let status = host.server_status(Empty {}).await?;
    let address = status.address.ok_or_else(|| WireError::usage("the local server does not run"))?;
    tauri_plugin_opener::open_url(&address, None::<&str>)
        .map_err(|e| WireError::new(document::Code::EngineMissing, format!("no browser could open {address}: {e}")))
}

/// Asks for a folder without reading it; its absolute path, or `None` when the user changed their mind.
#[tauri::command]
pub(crate) async fn pick_folder(app: AppHandle) -> Result<Option<String>, WireError> {
    let folder = dialogs::pick_folder(&app).await.pop();
    let wrong = |path: PathBuf| WireError::usage(format!("the name of {} is not Unicode", path.display()));
    folder.map(|path| path.into_os_string().into_string().map_err(|path| wrong(path.into()))).transpose()
}

/// Announces something through the system, unless the window is in front and the person sees it there.
#[tauri::command]
pub(crate) async fn notify(app: AppHandle, title: String, body: String) -> Result<(), WireError> {
    let in_front = app.get_webview_window("main").is_some_and(|window| window.is_focused().unwrap_or(false));
    if !in_front {
        let shown = app.notification().builder().title(title).body(body).show();
        shown.map_err(|e| WireError::internal(format!("the system shows no notification: {e}")))?;
    }
    Ok(())
}

/// On a thread of its own: folders are searched.
async fn open(host: &Host, paths: Vec<PathBuf>) -> Result<Vec<JobSummary>, WireError> {
    let host = host.clone();
    let opened = tauri::async_runtime::spawn_blocking(move || host.open(paths)).await;
    opened.map_err(|e| WireError::internal(format!("the search for files ended early: {e}")))?
}

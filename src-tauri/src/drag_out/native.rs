//! The drag on macOS and Windows, by the `drag` crate. Never run here: the tests' machines have neither system.

use std::path::Path;

use drag::{DragItem, Image, Options};
use tauri::WebviewWindow;

/// What the pointer shows.
const ICON: &[u8] = include_bytes!("../../../icons/32x32.png");

/// Begins to drag `file` (absolute).
pub(super) fn begin(window: &WebviewWindow, file: &Path) -> Result<bool, String> {
    let item = DragItem::Files(vec![file.to_owned()]);
    drag::start_drag(window, item, Image::Raw(ICON.to_vec()), |_, _| {}, Options::default())
        .map_err(|e| e.to_string())?;
    Ok(true)
}

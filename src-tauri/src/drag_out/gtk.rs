//! The drag on Linux: the window is a GTK drag source for as long as one drag lasts.

use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;

use gtk::gdk::{DragAction, ModifierType};
use gtk::glib::SignalHandlerId;
use gtk::prelude::*;
use tauri::{Url, WebviewWindow};

/// The first mouse button.
const BUTTON: i32 = 1;

/// Begins to drag `file` (absolute). `false` where the mouse button is not down any more.
pub(super) fn begin(window: &WebviewWindow, file: &Path) -> Result<bool, String> {
    let address = Url::from_file_path(file).map_err(|()| "the file's place is not absolute")?;
    let window = window.gtk_window().map_err(|e| e.to_string())?;
    if !is_pressed(&window) {
        return Ok(false);
    }
    let targets = gtk::TargetList::new(&[]);
    targets.add_uri_targets(0);
    let drag = window.drag_begin_with_coordinates(&targets, DragAction::COPY, BUTTON, None, -1, -1);
    let drag = drag.ok_or("the desktop began no drag")?;
    drag.drag_set_icon_name("text-x-generic", 0, 0);

    let handlers: Rc<RefCell<Vec<SignalHandlerId>>> = Rc::default();
    let give = window.connect_drag_data_get(move |_, _, data, _, _| {
        data.set_uris(&[address.as_str()]);
    });
    let ended = handlers.clone();
    // The data is asked for after the drop, so the window answers until the end.
    let end = window.connect_drag_end(move |window, _| {
        for handler in ended.take() {
            window.disconnect(handler);
        }
    });
    handlers.borrow_mut().extend([give, end]);
    Ok(true)
}

/// Whether the button that drags is down now. A pointer that cannot be asked counts as pressed: the drag then ends by itself.
fn is_pressed(window: &gtk::ApplicationWindow) -> bool {
    let pointer = window.display().default_seat().and_then(|seat| seat.pointer());
    let (Some(pointer), Some(surface)) = (pointer, window.window()) else { return true };
    surface.device_position(&pointer).3.contains(ModifierType::BUTTON1_MASK)
}

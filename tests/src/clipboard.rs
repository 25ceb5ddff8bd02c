//! An image on the clipboard, as a screenshot tool puts it there: the owner of the X selection CLIPBOARD.
//!
//! Serves `image/png` from a thread of its own until it is dropped, or until another program takes the clipboard.

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use x11rb::connection::Connection;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{
    AtomEnum, ConnectionExt as _, CreateWindowAux, PropMode, SelectionRequestEvent, WindowClass,
};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;
use x11rb::{COPY_DEPTH_FROM_PARENT, COPY_FROM_PARENT, CURRENT_TIME, NONE};

use crate::xdnd::notify;

x11rb::atom_manager! {
    /// The names of the selection and its kinds.
    Names: NamesCookie {
        CLIPBOARD, TARGETS,
        PNG: b"image/png",
    }
}

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// A PNG on the clipboard of one display.
pub struct Clipboard {
    done: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Clipboard {
    /// Puts `png` on the clipboard of `display` (`:N`).
    ///
    /// # Errors
    /// When the display cannot be reached or another program keeps the clipboard.
    pub fn of_png(display: &str, png: Vec<u8>) -> Result<Self> {
        let (connection, screen) = x11rb::connect(Some(display))?;
        let names = Names::new(&connection)?.reply()?;
        let window = connection.generate_id()?;
        connection.create_window(
            COPY_DEPTH_FROM_PARENT,
            window,
            connection.setup().roots[screen].root,
            0,
            0,
            1,
            1,
            0,
            WindowClass::INPUT_OUTPUT,
            COPY_FROM_PARENT,
            &CreateWindowAux::new(),
        )?;
        connection.set_selection_owner(window, names.CLIPBOARD, CURRENT_TIME)?;
        if connection.get_selection_owner(names.CLIPBOARD)?.reply()?.owner != window {
            return Err("another program keeps the clipboard".into());
        }
        let done = Arc::new(AtomicBool::new(false));
        let thread = std::thread::spawn({
            let done = Arc::clone(&done);
            move || {
                while !done.load(Ordering::Relaxed) {
                    match connection.poll_for_event() {
                        Ok(Some(Event::SelectionRequest(request)))
                            if serve(&connection, names, &request, &png).is_ok() => {}
                        Ok(Some(Event::SelectionClear(_)) | None) => std::thread::sleep(Duration::from_millis(5)),
                        Ok(Some(_)) => {}
                        Err(_) => break,
                    }
                }
            }
        });
        Ok(Self { done, thread: Some(thread) })
    }
}

impl Drop for Clipboard {
    fn drop(&mut self) {
        self.done.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn serve(connection: &RustConnection, names: Names, request: &SelectionRequestEvent, png: &[u8]) -> Result<()> {
    let (to, property) = (request.requestor, request.property);
    let served = if request.target == names.PNG {
        connection.change_property8(PropMode::REPLACE, to, property, names.PNG, png)?;
        property
    } else if request.target == names.TARGETS {
        connection.change_property32(PropMode::REPLACE, to, property, AtomEnum::ATOM, &[names.TARGETS, names.PNG])?;
        property
    } else {
        NONE
    };
    notify(connection, request, served)
}

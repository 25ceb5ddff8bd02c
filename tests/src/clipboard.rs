//! The clipboard as other programs see it: an image that a screenshot tool puts there, and the text that the application
//! puts there. Both are the X selection CLIPBOARD, by the ICCCM's rules.
//!
//! Refuses what is larger than one property (some megabytes): the tests' pages and texts are far smaller.

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use x11rb::connection::Connection;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{AtomEnum, ConnectionExt as _, PropMode, SelectionRequestEvent, Window};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;
use x11rb::{CURRENT_TIME, NONE};

use crate::xdnd::{hidden_window, notify};

x11rb::atom_manager! {
    /// The names of the selection and its kinds.
    Names: NamesCookie {
        CLIPBOARD, TARGETS, UTF8_STRING,
        PNG: b"image/png",
    }
}

/// How long the clipboard's owner may take to answer.
const LIMIT: Duration = Duration::from_secs(5);

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// A PNG on the clipboard of one display, until it is dropped.
pub struct Clipboard {
    done: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Clipboard {
    /// Puts `png` on the clipboard of `display` (`:N`) and serves it from a thread of its own.
    ///
    /// # Errors
    /// When the display cannot be reached or another program keeps the clipboard.
    pub fn of_png(display: &str, png: Vec<u8>) -> Result<Self> {
        let (connection, names, window) = connect(display)?;
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
                        // A requestor that went away meanwhile is no reason to stop serving others.
                        Ok(Some(Event::SelectionRequest(request))) => {
                            let _ = serve(&connection, names, &request, &png);
                        }
                        Ok(_) => std::thread::sleep(Duration::from_millis(5)),
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

/// The text on the clipboard of `display`; `None` while it holds none.
///
/// # Errors
/// When the display cannot be reached, or the clipboard's owner does not answer.
pub fn text(display: &str) -> Result<Option<String>> {
    let (connection, names, window) = connect(display)?;
    connection.convert_selection(window, names.CLIPBOARD, names.UTF8_STRING, names.UTF8_STRING, CURRENT_TIME)?;
    connection.flush()?;
    let end = Instant::now() + LIMIT;
    while Instant::now() < end {
        match connection.poll_for_event()? {
            Some(Event::SelectionNotify(answer)) if answer.property == NONE => return Ok(None),
            Some(Event::SelectionNotify(answer)) => {
                let value = connection.get_property(true, window, answer.property, AtomEnum::ANY, 0, u32::MAX / 4)?;
                return Ok(Some(String::from_utf8(value.reply()?.value)?));
            }
            Some(_) => {}
            None => std::thread::sleep(Duration::from_millis(5)),
        }
    }
    Err("the clipboard's owner does not answer".into())
}

fn connect(display: &str) -> Result<(RustConnection, Names, Window)> {
    let (connection, screen) = x11rb::connect(Some(display))?;
    let names = Names::new(&connection)?.reply()?;
    let root = connection.setup().roots[screen].root;
    let window = hidden_window(&connection, root)?;
    Ok((connection, names, window))
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

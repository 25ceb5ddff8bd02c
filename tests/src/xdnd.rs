//! A file drop as a file manager makes it: the source side of the X drag-and-drop protocol (XDND 5), without a mouse and
//! without a window manager. After the specification at freedesktop.org, "Drag-and-Drop Protocol for the X Window System".
//!
//! Owns the XdndSelection of its display while a drop lasts. Refuses anything but copying a `text/uri-list`.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use x11rb::connection::Connection;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{
    Atom, AtomEnum, ClientMessageEvent, ConnectionExt as _, CreateWindowAux, EventMask, PropMode, SelectionNotifyEvent,
    SelectionRequestEvent, Window, WindowClass,
};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;
use x11rb::{COPY_DEPTH_FROM_PARENT, COPY_FROM_PARENT, CURRENT_TIME, NONE};

x11rb::atom_manager! {
    /// The protocol's names.
    Names: NamesCookie {
        XdndAware, XdndSelection, XdndEnter, XdndPosition, XdndStatus, XdndDrop, XdndFinished, XdndActionCopy,
        TARGETS,
        URI_LIST: b"text/uri-list",
    }
}

/// The protocol's version that is spoken.
const VERSION: u32 = 5;
/// How long the whole drop may take.
const LIMIT: Duration = Duration::from_secs(20);
/// How long between two motions over the target.
const STEP: Duration = Duration::from_millis(60);

pub(crate) type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// Drops `files` on the middle of the application's window on `display` (`:N`), and returns once the application has
/// said that it took them.
///
/// # Errors
/// When no window of the display takes drops, or the drop is refused or not answered within twenty seconds.
pub fn drop_files(display: &str, files: &[PathBuf]) -> Result<()> {
    let (connection, screen) = x11rb::connect(Some(display))?;
    let root = connection.setup().roots[screen].root;
    let names = Names::new(&connection)?.reply()?;
    let window = hidden_window(&connection, root)?;
    connection.set_selection_owner(window, names.XdndSelection, CURRENT_TIME)?;
    let target = largest_aware(&connection, root, names.XdndAware)?.ok_or("no window of this display takes drops")?;
    let (x, y) = middle(&connection, target, root)?;
    Source { connection, names, window, target, uris: uri_list(files) }.drag_to(x, y)
}

/// One drag.
struct Source {
    connection: RustConnection,
    names: Names,
    /// Ours; owns the selection.
    window: Window,
    /// Theirs.
    target: Window,
    uris: String,
}

/// What the target has said.
enum Answer {
    Status { accepted: bool },
    Finished { taken: bool },
}

impl Source {
    fn drag_to(&self, x: i16, y: i16) -> Result<()> {
        let position = (u32::from(x.cast_unsigned()) << 16) | u32::from(y.cast_unsigned());
        let end = Instant::now() + LIMIT;
        self.tell(self.names.XdndEnter, [VERSION << 24, self.names.URI_LIST, NONE, NONE])?;
        // The first motions make the target fetch the list; it accepts when it has seen that these are files.
        let mut motions = 0;
        loop {
            self.tell(self.names.XdndPosition, [0, position, CURRENT_TIME, self.names.XdndActionCopy])?;
            motions += 1;
            let answer = self.answer_before(Instant::now() + STEP)?;
            if motions >= 5 && matches!(answer, Some(Answer::Status { accepted: true })) {
                break;
            }
            if Instant::now() > end {
                return Err("the window does not accept the drag".into());
            }
        }
        self.tell(self.names.XdndDrop, [0, CURRENT_TIME, 0, 0])?;
        while Instant::now() < end {
            match self.answer_before(end)? {
                Some(Answer::Finished { taken: true }) => return Ok(()),
                Some(Answer::Finished { taken: false }) => return Err("the window refused the drop".into()),
                _ => {}
            }
        }
        Err("the drop was never finished".into())
    }

    /// Sends a message of the protocol; its first word is always our window.
    fn tell(&self, message: Atom, [a, b, c, d]: [u32; 4]) -> Result<()> {
        let event = ClientMessageEvent::new(32, self.target, message, [self.window, a, b, c, d]);
        self.connection.send_event(false, self.target, EventMask::NO_EVENT, event)?;
        self.connection.flush()?;
        Ok(())
    }

    /// The target's next answer, serving the list meanwhile; `None` when `end` comes first.
    fn answer_before(&self, end: Instant) -> Result<Option<Answer>> {
        loop {
            match self.connection.poll_for_event()? {
                Some(Event::SelectionRequest(request)) => self.serve(&request)?,
                Some(Event::ClientMessage(message)) => {
                    let flags = message.data.as_data32()[1] & 1;
                    if message.type_ == self.names.XdndStatus {
                        return Ok(Some(Answer::Status { accepted: flags == 1 }));
                    }
                    if message.type_ == self.names.XdndFinished {
                        return Ok(Some(Answer::Finished { taken: flags == 1 }));
                    }
                }
                Some(_) => {}
                None if Instant::now() >= end => return Ok(None),
                None => std::thread::sleep(Duration::from_millis(5)),
            }
        }
    }

    fn serve(&self, request: &SelectionRequestEvent) -> Result<()> {
        let Names { TARGETS, URI_LIST, .. } = self.names;
        let (to, property) = (request.requestor, request.property);
        let served = if request.target == URI_LIST {
            self.connection.change_property8(PropMode::REPLACE, to, property, URI_LIST, self.uris.as_bytes())?;
            property
        } else if request.target == TARGETS {
            self.connection.change_property32(PropMode::REPLACE, to, property, AtomEnum::ATOM, &[TARGETS, URI_LIST])?;
            property
        } else {
            NONE
        };
        notify(&self.connection, request, served)
    }
}

/// Tells a requestor that its selection stands in `property` (`NONE`: that there is none of that kind).
pub(crate) fn notify(connection: &RustConnection, request: &SelectionRequestEvent, property: Atom) -> Result<()> {
    let event = SelectionNotifyEvent {
        response_type: x11rb::protocol::xproto::SELECTION_NOTIFY_EVENT,
        sequence: 0,
        time: request.time,
        requestor: request.requestor,
        selection: request.selection,
        target: request.target,
        property,
    };
    connection.send_event(false, request.requestor, EventMask::NO_EVENT, event)?;
    connection.flush()?;
    Ok(())
}

/// The largest window at or under `window` that takes drops: a window manager, where there is one, wraps it in others.
fn largest_aware(connection: &RustConnection, window: Window, aware: Atom) -> Result<Option<Window>> {
    let mut best = None;
    let mut open = vec![window];
    while let Some(window) = open.pop() {
        if connection.get_property(false, window, aware, AtomEnum::ATOM, 0, 1)?.reply()?.value_len > 0 {
            let size = connection.get_geometry(window)?.reply()?;
            let area = u32::from(size.width) * u32::from(size.height);
            if best.is_none_or(|(largest, _)| area > largest) {
                best = Some((area, window));
            }
        }
        open.extend(connection.query_tree(window)?.reply()?.children);
    }
    Ok(best.map(|(_, window)| window))
}

fn middle(connection: &RustConnection, window: Window, root: Window) -> Result<(i16, i16)> {
    let size = connection.get_geometry(window)?.reply()?;
    let corner = connection.translate_coordinates(window, root, 0, 0)?.reply()?;
    let half = |length: u16| i16::try_from(length / 2);
    Ok((corner.dst_x + half(size.width)?, corner.dst_y + half(size.height)?))
}

/// `text/uri-list` of RFC 2483: one address a line, each line ended by CR LF.
fn uri_list(files: &[PathBuf]) -> String {
    files.iter().map(|file| format!("file://{}\r\n", percent_encoded(file))).collect()
}

fn percent_encoded(path: &Path) -> String {
    let mut out = String::new();
    for &byte in path.as_os_str().as_encoded_bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// A window of one pixel that is never shown: selections belong to windows.
pub(crate) fn hidden_window(connection: &RustConnection, root: Window) -> Result<Window> {
    let window = connection.generate_id()?;
    connection.create_window(
        COPY_DEPTH_FROM_PARENT,
        window,
        root,
        0,
        0,
        1,
        1,
        0,
        WindowClass::INPUT_OUTPUT,
        COPY_FROM_PARENT,
        &CreateWindowAux::new(),
    )?;
    Ok(window)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_beyond_ascii_are_percent_encoded() {
        assert_eq!(uri_list(&["/tmp/扫 1.png".into()]), "file:///tmp/%E6%89%AB%201.png\r\n");
    }
}

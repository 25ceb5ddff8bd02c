//! A window that takes files dragged to it: the target side of the X drag-and-drop protocol (XDND 5), after the same
//! specification as its source side in `xdnd`.
//!
//! Owns a small window in the screen's corner, above all others. Refuses anything but a `text/uri-list` to copy.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use x11rb::connection::Connection;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{
    Atom, AtomEnum, ClientMessageEvent, ConnectionExt as _, CreateWindowAux, EventMask, PropMode, Window, WindowClass,
};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;
use x11rb::{COPY_DEPTH_FROM_PARENT, COPY_FROM_PARENT};

use crate::xdnd::Result;

x11rb::atom_manager! {
    /// The protocol's names.
    Names: NamesCookie {
        XdndAware, XdndSelection, XdndPosition, XdndStatus, XdndDrop, XdndFinished, XdndActionCopy,
        URI_LIST: b"text/uri-list",
        PLACE: b"TESTS_DROPPED",
    }
}

/// The protocol's version that is spoken.
const VERSION: u32 = 5;
/// How long the whole drag may take.
const LIMIT: Duration = Duration::from_secs(30);
/// The window's width and height.
const SIDE: u16 = 120;

/// The window.
#[derive(Debug)]
pub struct Target {
    connection: RustConnection,
    names: Names,
    window: Window,
}

impl Target {
    /// Shows it on `display` (`:N`).
    ///
    /// # Errors
    /// When there is no such display.
    pub fn show(display: &str) -> Result<Self> {
        let (connection, screen) = x11rb::connect(Some(display))?;
        let root = connection.setup().roots[screen].root;
        let names = Names::new(&connection)?.reply()?;
        let window = connection.generate_id()?;
        connection.create_window(
            COPY_DEPTH_FROM_PARENT,
            window,
            root,
            0,
            0,
            SIDE,
            SIDE,
            0,
            WindowClass::INPUT_OUTPUT,
            COPY_FROM_PARENT,
            // No window manager moves it.
            &CreateWindowAux::new().override_redirect(1).event_mask(EventMask::PROPERTY_CHANGE),
        )?;
        connection.change_property32(PropMode::REPLACE, window, names.XdndAware, AtomEnum::ATOM, &[VERSION])?;
        connection.map_window(window)?.check()?;
        Ok(Self { connection, names, window })
    }

    /// Its middle on the screen.
    pub fn middle(&self) -> (i32, i32) {
        (i32::from(SIDE / 2), i32::from(SIDE / 2))
    }

    /// Waits for a drop and answers the files.
    ///
    /// # Errors
    /// When nothing is dropped within half a minute, or what is dropped are no files.
    pub fn take(&self) -> Result<Vec<PathBuf>> {
        let end = Instant::now() + LIMIT;
        let mut source = None;
        while Instant::now() < end {
            match self.connection.poll_for_event()? {
                Some(Event::ClientMessage(message)) if message.type_ == self.names.XdndPosition => {
                    self.tell(
                        message.data.as_data32()[0],
                        self.names.XdndStatus,
                        [1, 0, 0, self.names.XdndActionCopy],
                    )?;
                }
                Some(Event::ClientMessage(message)) if message.type_ == self.names.XdndDrop => {
                    let [from, _, time, ..] = message.data.as_data32();
                    source = Some(from);
                    let Names { XdndSelection, URI_LIST, PLACE, .. } = self.names;
                    self.connection.convert_selection(self.window, XdndSelection, URI_LIST, PLACE, time)?;
                    self.connection.flush()?;
                }
                Some(Event::SelectionNotify(_)) => {
                    let place = self.names.PLACE;
                    let list =
                        self.connection.get_property(true, self.window, place, AtomEnum::ANY, 0, u32::MAX / 4)?;
                    let list = String::from_utf8(list.reply()?.value)?;
                    let from = source.ok_or("data came before the drop")?;
                    self.tell(from, self.names.XdndFinished, [1, self.names.XdndActionCopy, 0, 0])?;
                    return list.lines().map(file).collect();
                }
                Some(_) => {}
                None => std::thread::sleep(Duration::from_millis(5)),
            }
        }
        Err("nothing was dropped".into())
    }

    /// Sends the source a message of the protocol; its first word is always our window.
    fn tell(&self, source: Window, message: Atom, [a, b, c, d]: [u32; 4]) -> Result<()> {
        let event = ClientMessageEvent::new(32, source, message, [self.window, a, b, c, d]);
        self.connection.send_event(false, source, EventMask::NO_EVENT, event)?;
        self.connection.flush()?;
        Ok(())
    }
}

/// The path of a `file:` address of this machine.
fn file(address: &str) -> Result<PathBuf> {
    let path = address.strip_prefix("file://").ok_or_else(|| format!("{address} is no file"))?;
    let mut bytes = Vec::new();
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digits = [rest.next().ok_or("it ends early")?, rest.next().ok_or("it ends early")?];
        bytes.push(u8::from_str_radix(std::str::from_utf8(&digits)?, 16)?);
    }
    Ok(PathBuf::from(String::from_utf8(bytes)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_decoded() {
        assert_eq!(file("file:///tmp/%E6%89%AB%201.png").unwrap(), PathBuf::from("/tmp/扫 1.png"));
        assert!(file("https://example.org/a.png").is_err());
    }
}

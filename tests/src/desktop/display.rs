//! A screen and a session bus of a test's own, so that tests neither see each other's windows nor each other's instance of
//! the application.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use super::process::Owned;

/// An X server without a screen, with a session bus and, where asked for, a window manager.
#[derive(Debug)]
pub struct Display {
    /// Its name, `:N`.
    pub name: String,
    /// The session bus's address.
    pub bus: String,
    // Ended in this order.
    _window_manager: Option<Owned>,
    _bus: Owned,
    _server: Owned,
}

impl Display {
    /// Starts a display of 1280×900. A window manager is only needed where a second window must take the keyboard.
    ///
    /// # Panics
    /// When `Xvfb`, `dbus-daemon` or `openbox` is missing or does not start.
    pub fn start(folder: &Path, window_manager: bool) -> Self {
        // The server picks a free number by itself and says which.
        let mut server = Owned::start(
            Command::new("Xvfb")
                .args(["-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp", "-noreset"])
                .stdout(Stdio::piped())
                .stderr(Stdio::null()),
        );
        let name = format!(":{}", first_line(&mut server, "Xvfb"));
        let mut bus = Owned::start(
            Command::new("dbus-daemon")
                .args(["--session", "--nofork", "--nopidfile", "--print-address=1"])
                .arg(format!("--address=unix:dir={}", folder.display()))
                .stdout(Stdio::piped())
                .stderr(Stdio::null()),
        );
        let address = first_line(&mut bus, "dbus-daemon");
        let window_manager = window_manager.then(|| {
            Owned::start(
                Command::new("openbox")
                    .env("DISPLAY", &name)
                    .env("HOME", folder)
                    .env("XDG_CONFIG_HOME", folder)
                    .stdout(Stdio::null())
                    .stderr(Stdio::null()),
            )
        });
        Self { name, bus: address, _window_manager: window_manager, _bus: bus, _server: server }
    }

    /// Runs `xdotool` with `arguments`: keys and windows as the X server sees them.
    ///
    /// # Panics
    /// When it is missing, fails, or finds nothing within half a minute.
    pub fn xdotool(&self, arguments: &[&str]) {
        // A search that waits for its window would wait for ever.
        let mut command = Command::new("timeout");
        command.args(["30", "xdotool"]).args(arguments).env("DISPLAY", &self.name).stdout(Stdio::null());
        let status = command.status().expect("there is `timeout`");
        assert!(status.success(), "xdotool {arguments:?}: {status}");
    }
}

fn first_line(process: &mut Owned, what: &str) -> String {
    let output = process.take_stdout().expect("the command asked for a pipe");
    let mut line = String::new();
    BufReader::new(output).read_line(&mut line).unwrap_or_else(|e| panic!("{what}: {e}"));
    assert!(!line.is_empty(), "{what} ended at once");
    line.trim().to_owned()
}

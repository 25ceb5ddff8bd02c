//! The real `ocrchat serve` on a free port of loopback, with a token of its own.
//!
//! Owns the process, where it listens, and its token. Refuses everything else: requests are the test's.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::sync::mpsc;
use std::time::Duration;

use crate::cli::{Place, Running, start};

/// How long a server may take until it listens.
const START: Duration = Duration::from_secs(60);

/// A running server. It is killed when the test lets go of it.
#[derive(Debug)]
pub struct Server {
    running: Running,
    address: String,
    token: String,
}

impl Server {
    /// Starts a server over the home of `place` with further `arguments`.
    ///
    /// # Panics
    /// Where it does not listen within a minute; with what it said.
    pub fn start(place: &Place, arguments: &[&str]) -> Self {
        Self::start_at(place, "127.0.0.1:0", arguments)
    }

    /// Starts a server at `address`, as after a restart, when clients know where it was.
    ///
    /// # Panics
    /// As [`Self::start`].
    pub fn start_at(place: &Place, address: &str, arguments: &[&str]) -> Self {
        let file = token_file(place);
        let named = file.to_str().expect("the test's folder is named in UTF-8");
        let mut command = place.command(["serve", "--bind", address, "--token-file", named]);
        let mut running = start(command.args(arguments));
        let stderr = running.take_stderr();
        let (sender, said) = mpsc::channel();
        // Read to the end, so that a server that says more never waits for a full pipe.
        std::thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                let _ = sender.send(line);
            }
        });
        let mut heard = Vec::new();
        loop {
            let Ok(line) = said.recv_timeout(START) else { panic!("the server does not listen: {heard:#?}") };
            if let Some(address) = address_in(&line) {
                let token = std::fs::read_to_string(&file).expect("a server that listens has written its token");
                return Self { running, address, token: token.trim().to_owned() };
            }
            heard.push(line);
        }
    }

    /// Its base address, `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Where it listens, `127.0.0.1:PORT`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The owner's token.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.running.id()
    }

    /// Ends it at once (SIGKILL).
    pub fn kill(mut self) {
        self.running.kill();
    }
}

/// Where a server of this place keeps the owner's token.
fn token_file(place: &Place) -> PathBuf {
    place.path("owner.token")
}

/// The address in a line that says where the server listens.
fn address_in(line: &str) -> Option<String> {
    let rest = line.split_once("http://")?.1;
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || ".:[]".contains(c))).unwrap_or(rest.len());
    let address = &rest[..end];
    let port = address.rsplit_once(':')?.1;
    port.parse::<u16>().is_ok_and(|port| port > 0).then(|| address.to_owned())
}

#[cfg(test)]
mod tests {
    use super::address_in;

    #[test]
    fn the_address_is_found_in_what_a_person_reads() {
        assert_eq!(address_in("ocrchat: listening on http://127.0.0.1:8117/").as_deref(), Some("127.0.0.1:8117"));
        assert_eq!(address_in("ocrchat: http://127.0.0.1:8117").as_deref(), Some("127.0.0.1:8117"));
        assert_eq!(address_in("see http://127.0.0.1 for more"), None);
    }
}

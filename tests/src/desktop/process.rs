//! Processes that a test starts, and how to look at their children. Each is ended by its own id.

use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};

/// A process that ends, with everything it has started, when this value does.
#[derive(Debug)]
pub struct Owned(Child);

impl Owned {
    /// Starts `command` without input.
    ///
    /// # Panics
    /// When the program cannot be started: the machine lacks it.
    pub fn start(command: &mut Command) -> Self {
        command.stdin(Stdio::null());
        Self(command.spawn().unwrap_or_else(|e| panic!("{}: {e}", command.get_program().display())))
    }

    /// The process's id.
    pub fn id(&self) -> u32 {
        self.0.id()
    }

    /// How it ended; `None` while it runs.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.0.try_wait().ok().flatten()
    }

    /// Its output, where the command asked for a pipe and nobody has taken it yet.
    pub fn take_stdout(&mut self) -> Option<std::process::ChildStdout> {
        self.0.stdout.take()
    }
}

impl Drop for Owned {
    fn drop(&mut self) {
        // Listed before the first one ends: an orphan could not be told from anybody else's process.
        let descendants = descendants(self.id());
        let _ = self.0.kill();
        let _ = self.0.wait();
        for process in descendants {
            // It may have ended with its parent, and its id may belong to another by now.
            if Process::read(process.id).is_some_and(|now| now.started == process.started) {
                kill(process.id);
            }
        }
    }
}

/// A running process as `/proc` shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Process {
    /// Its id.
    pub id: u32,
    /// Its parent's id.
    pub parent: u32,
    /// Clock ticks after the machine's start; with the id it names the process for good.
    pub started: u64,
}

impl Process {
    /// The process `id`; `None` when there is none, or it has ended and only waits to be reaped.
    pub fn read(id: u32) -> Option<Self> {
        let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
        // The name stands in parentheses and may hold any character: the fields begin after the last of them.
        let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
        let running = *fields.first()? != "Z";
        running.then_some(Self { id, parent: fields.get(1)?.parse().ok()?, started: fields.get(19)?.parse().ok()? })
    }

    /// Its arguments, the program's name first.
    pub fn arguments(&self) -> Vec<String> {
        let line = std::fs::read(format!("/proc/{}/cmdline", self.id)).unwrap_or_default();
        line.split(|&b| b == 0).map(|a| String::from_utf8_lossy(a).into_owned()).collect()
    }

    /// The file it runs.
    pub fn program(&self) -> Option<PathBuf> {
        std::fs::read_link(format!("/proc/{}/exe", self.id)).ok()
    }
}

/// Everything that `id` has started, children before grandchildren.
pub fn descendants(id: u32) -> Vec<Process> {
    let all: Vec<Process> = std::fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Process::read(entry.file_name().to_str()?.parse().ok()?))
        .collect();
    let mut found: Vec<Process> = Vec::new();
    let mut parents = vec![id];
    while let Some(parent) = parents.pop() {
        let children = all.iter().filter(|process| process.parent == parent);
        parents.extend(children.clone().map(|child| child.id));
        found.extend(children.cloned());
    }
    found
}

/// Ends the process `id` at once (SIGKILL).
///
/// # Panics
/// When there is no `kill` program.
pub fn kill(id: u32) {
    Command::new("kill").args(["-KILL", &id.to_string()]).stderr(Stdio::null()).status().expect("there is `kill`");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_process_started_ends_with_it() {
        let shell = Owned::start(Command::new("sh").args(["-c", "sleep 300 & wait"]));
        let child = loop {
            if let Some(child) = descendants(shell.id()).into_iter().find(|p| p.arguments()[0] == "sleep") {
                break child;
            }
        };
        drop(shell);
        let end = std::time::Instant::now() + std::time::Duration::from_secs(5);
        while Process::read(child.id).is_some_and(|p| p.started == child.started) {
            assert!(std::time::Instant::now() < end, "the child lives on");
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
    }
}

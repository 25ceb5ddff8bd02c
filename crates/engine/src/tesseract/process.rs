//! One run of the program: bytes in, bytes out, within a time limit, and no process left behind.
//!
//! Every child stands in a list from its start to its end, so that a worker that must leave (its parent died) can end
//! them first. A worker that is killed cannot; whoever kills it ends its whole process group (`app::worker`).

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};
use std::time::{Duration, Instant};

use document::Code;

use crate::Error;

/// What a run may write before it is taken for broken.
const MOST_OUTPUT: u64 = 256 << 20;
/// How often a child that has closed its output is asked whether it has ended.
const POLL: Duration = Duration::from_millis(2);

/// What a run has left.
#[derive(Debug, Default)]
pub(super) struct Output {
    /// Its result.
    pub(super) stdout: Vec<u8>,
    /// Its messages.
    pub(super) stderr: String,
    /// Whether it ended well.
    pub(super) well: bool,
}

struct Running {
    children: Vec<Arc<Mutex<Child>>>,
    closed: bool,
}

static RUNNING: Mutex<Running> = Mutex::new(Running { children: Vec::new(), closed: false });

/// Ends every child and lets no other start: the last thing before this process ends.
pub(crate) fn end_all() {
    let mut running = lock(&RUNNING);
    running.closed = true;
    for child in running.children.drain(..) {
        let mut child = lock(&child);
        let _ = child.kill();
        let _ = child.wait();
    }
}

/// Runs `program` with `arguments` and `input` on its stdin.
///
/// # Errors
/// `engine_missing` where it cannot be started, `worker_timeout` where it takes longer than `limit`.
pub(super) fn run(program: &Path, arguments: &[String], input: &[u8], limit: Duration) -> Result<Output, Error> {
    let deadline = Instant::now() + limit;
    let mut guard = start(program, arguments)?;
    let (stdin, stdout, stderr) = {
        let mut child = lock(&guard.0);
        (child.stdin.take(), child.stdout.take(), child.stderr.take())
    };
    std::thread::scope(|scope| {
        // A child that ends early closes the pipe; what it says of the reason is on its stderr.
        scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(input)));
        let messages = scope.spawn(move || read(stderr));
        let (sender, result) = mpsc::channel();
        scope.spawn(move || sender.send(read(stdout)));
        let output = result.recv_timeout(limit).ok();
        let ended = output.is_some().then(|| guard.wait_until(deadline)).flatten();
        // Whatever is left of it ends now: otherwise the threads above would wait for its pipes.
        guard.end();
        let (Some(stdout), Some(status)) = (output, ended) else {
            let seconds = limit.as_secs();
            return Err(Error::new(
                Code::WorkerTimeout,
                format!("Tesseract took longer than {seconds} s for this page"),
            ));
        };
        let stderr = String::from_utf8_lossy(&messages.join().unwrap_or_default()).into_owned();
        Ok(Output { stdout, stderr, well: status.success() })
    })
}

/// A child in the list; it leaves the list, dead, when this is dropped.
struct Guard(Arc<Mutex<Child>>);

impl Guard {
    /// How it ended; `None` where it has not by `deadline`.
    fn wait_until(&mut self, deadline: Instant) -> Option<std::process::ExitStatus> {
        loop {
            match lock(&self.0).try_wait() {
                Ok(Some(status)) => return Some(status),
                Ok(None) if Instant::now() < deadline => {}
                _ => return None,
            }
            std::thread::sleep(POLL);
        }
    }

    fn end(&mut self) {
        let mut child = lock(&self.0);
        let _ = child.kill();
        let _ = child.wait();
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.end();
        lock(&RUNNING).children.retain(|child| !Arc::ptr_eq(child, &self.0));
    }
}

fn start(program: &Path, arguments: &[String]) -> Result<Guard, Error> {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    // One thread: its own four cost four times the processor for less speed. Regions are read side by side instead.
    command.env("OMP_THREAD_LIMIT", "1").env("LC_ALL", "C");
    #[cfg(windows)]
    {
        use std::os::windows::process::CommandExt;
        /// No console window flashes up.
        const CREATE_NO_WINDOW: u32 = 0x0800_0000;
        command.creation_flags(CREATE_NO_WINDOW);
    }
    let mut running = lock(&RUNNING);
    if running.closed {
        return Err(Error::new(Code::Cancelled, "the reader process is leaving"));
    }
    let child = command.spawn().map_err(|e| {
        Error::new(Code::EngineMissing, format!("Tesseract ({}) cannot be started: {e}", program.display()))
    })?;
    let child = Arc::new(Mutex::new(child));
    running.children.push(Arc::clone(&child));
    Ok(Guard(child))
}

fn read(stream: Option<impl Read>) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Some(stream) = stream {
        // An error ends the stream; the exit status tells whether what came is whole.
        let _ = stream.take(MOST_OUTPUT).read_to_end(&mut bytes);
    }
    bytes
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing panics while it is held; were it poisoned, what it guards would still be whole.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str, input: &[u8], limit: Duration) -> Result<Output, Error> {
        run(Path::new("/bin/sh"), &["-c".to_owned(), script.to_owned()], input, limit)
    }

    #[test]
    fn bytes_go_in_and_come_out() {
        let input = vec![b'a'; 1 << 20];
        let output = shell("cat; echo trouble >&2; exit 3", &input, Duration::from_secs(20)).unwrap();
        assert_eq!((output.stdout.len(), output.stderr.trim(), output.well), (1 << 20, "trouble", false));
        let early = shell("exec 0<&-; echo done", &input, Duration::from_secs(20)).unwrap();
        assert_eq!((early.stdout, early.well), (b"done\n".to_vec(), true));
    }

    #[test]
    fn what_takes_too_long_is_ended() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("pid");
        let script = format!("echo $$ > '{}'; exec sleep 60", file.display());
        let since = Instant::now();
        let error = shell(&script, b"", Duration::from_millis(300)).unwrap_err();
        assert_eq!(error.code, Code::WorkerTimeout);
        assert!(since.elapsed() < Duration::from_secs(20));
        let pid = std::fs::read_to_string(file).unwrap();
        assert!(!Path::new("/proc").join(pid.trim()).exists(), "the process {pid} is still there");
    }

    #[test]
    fn a_program_that_is_not_there_is_missing() {
        let error = run(Path::new("/nowhere/tesseract"), &[], b"", Duration::from_secs(1)).unwrap_err();
        assert_eq!(error.code, Code::EngineMissing);
    }
}

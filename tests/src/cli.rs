//! The real `ocrchat` binary, each time in a fresh folder with a home and a temporary folder of its own.
//!
//! Owns the folders, the environment, and what a finished run left behind. Refuses to build the product: it says what
//! builds it. Refuses to run without the models: a command line that cannot recognise is not what is tested.

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, ChildStdin, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// The argument by which `ocrchat` starts itself as its worker.
pub const WORKER_ARGUMENT: &str = "__ocrchat-worker";
/// A run that takes longer hangs: it is ended, and the test fails.
const HANG: Duration = Duration::from_secs(180);

/// A fresh place to run in: `work` is the current folder; `home` and `temp` are the product's and must stay clean.
#[derive(Debug)]
pub struct Place {
    root: TempDir,
}

/// What a run came to.
#[derive(Clone, Debug)]
pub struct Run {
    /// The exit status; `None` where a signal ended it.
    pub code: Option<i32>,
    /// All of stdout.
    pub stdout: Vec<u8>,
    /// All of stderr.
    pub stderr: String,
    /// How long it took.
    pub took: Duration,
}

impl Place {
    /// New, empty folders.
    ///
    /// # Panics
    /// Where the system's temporary folder cannot be written.
    pub fn new() -> Self {
        let root = tempfile::Builder::new().prefix("cli-test-").tempdir().expect("the temporary folder is writable");
        let place = Self { root };
        for folder in [place.work(), place.home(), place.temp()] {
            std::fs::create_dir(folder).expect("a new folder is writable");
        }
        place
    }

    /// The current folder of a run.
    pub fn work(&self) -> PathBuf {
        self.root.path().join("work")
    }

    /// `OCRCHAT_HOME`.
    pub fn home(&self) -> PathBuf {
        self.root.path().join("home")
    }

    /// `TMPDIR`.
    pub fn temp(&self) -> PathBuf {
        self.root.path().join("temp")
    }

    /// `name` in the current folder of a run.
    pub fn path(&self, name: &str) -> PathBuf {
        self.work().join(name)
    }

    /// Writes a file into the current folder of a run.
    ///
    /// # Panics
    /// Where it cannot be written.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, bytes).expect("the test's folder is writable");
        path
    }

    /// A result in the current folder as text.
    ///
    /// # Panics
    /// Where it is not there.
    pub fn read(&self, name: &str) -> String {
        let path = self.path(name);
        std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
    }

    /// What lies in the current folder, sorted, without `.` and `..`; hidden files too.
    pub fn names(&self) -> Vec<String> {
        names(&self.work())
    }

    /// Asserts that a run left nothing but its history: no journal, no lease, no copy of a source, no temporary file.
    ///
    /// # Panics
    /// Where something lies there.
    #[track_caller]
    pub fn assert_clean(&self) {
        let home = self.home();
        let left: Vec<String> = files_under(&home).into_iter().filter(|name| name != "ocrchat.db").collect();
        assert_eq!(left, [""; 0], "left in the home");
        assert_eq!(names(&self.temp()), [""; 0], "left in the temporary folder");
    }

    /// The command, ready to be started; the caller may change it.
    pub fn command<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Command {
        let mut command = Command::new(binary());
        command.args(arguments);
        self.prepare(&mut command);
        command
    }

    /// Gives any command this place's current folder and environment.
    pub fn prepare(&self, command: &mut Command) {
        command
            .current_dir(self.work())
            .env("OCRCHAT_HOME", self.home())
            .env("OCRCHAT_ASSETS", assets())
            .env("TMPDIR", self.temp())
            .env_remove("RUST_LOG")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
    }

    /// Runs `ocrchat` to its end.
    #[track_caller]
    pub fn run<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Run {
        finish(start(&mut self.command(arguments)))
    }

    /// Runs `ocrchat` to its end with `input` as its stdin.
    #[track_caller]
    pub fn run_with_stdin<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>, input: &[u8]) -> Run {
        let mut running = start(self.command(arguments).stdin(Stdio::piped()));
        let mut stdin = running.0.stdin.take().expect("stdin is a pipe");
        let input = input.to_vec();
        // Beside the reading of its output: a full pipe on either side must not stop the other.
        let writer = thread::spawn(move || stdin.write_all(&input));
        let run = finish(running);
        // A program that does not want all of its input has closed the pipe.
        let _ = writer.join();
        run
    }
}

impl Default for Place {
    fn default() -> Self {
        Self::new()
    }
}

impl Run {
    /// Stdout as text.
    ///
    /// # Panics
    /// Where it is not UTF-8.
    #[track_caller]
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.stdout).expect("stdout is UTF-8")
    }

    /// Asserts success without a word on stderr, and gives stdout.
    ///
    /// # Panics
    /// Where it is otherwise.
    #[track_caller]
    pub fn silent_success(&self) -> &str {
        assert_eq!((self.code, self.stderr.as_str()), (Some(0), ""), "{self:?}");
        self.text()
    }

    /// Asserts this exit status and exactly one line on stderr, an error that holds every one of `parts`.
    ///
    /// # Panics
    /// Where it is otherwise.
    #[track_caller]
    pub fn one_error(&self, code: i32, parts: &[&str]) {
        assert_eq!(self.code, Some(code), "{self:?}");
        let lines: Vec<&str> = self.stderr.lines().collect();
        assert_eq!(lines.len(), 1, "{self:?}");
        assert!(lines[0].starts_with("ocrchat: error: "), "{self:?}");
        for part in parts {
            assert!(lines[0].contains(part), "{part:?} is not in: {}", lines[0]);
        }
    }
}

/// A running command that is killed and reaped when the test lets go of it.
#[derive(Debug)]
pub struct Running(Child);

impl Running {
    /// Its process id.
    pub fn id(&self) -> u32 {
        self.0.id()
    }

    /// Its stderr, for a caller that reads it line by line.
    ///
    /// # Panics
    /// Where it was taken before.
    pub fn take_stderr(&mut self) -> ChildStderr {
        self.0.stderr.take().expect("stderr is a pipe that nobody has taken")
    }

    /// Its stdin, for a caller that writes to it.
    ///
    /// # Panics
    /// Where it is no pipe, or was taken before.
    pub fn take_stdin(&mut self) -> ChildStdin {
        self.0.stdin.take().expect("stdin is a pipe that nobody has taken")
    }

    /// Ends it at once (SIGKILL) and reaps it.
    pub fn kill(&mut self) -> Option<ExitStatus> {
        let _ = self.0.kill();
        self.0.wait().ok()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.kill();
    }
}

/// Starts a command.
///
/// # Panics
/// Where the program cannot be started.
#[track_caller]
pub fn start(command: &mut Command) -> Running {
    Running(command.spawn().unwrap_or_else(|e| panic!("{}: {e}", command.get_program().display())))
}

/// Waits for the end of a command, its output read meanwhile.
///
/// # Panics
/// Where it takes longer than anything here may take.
#[track_caller]
pub fn finish(mut running: Running) -> Run {
    let started = Instant::now();
    let read = |stream: Option<Box<dyn std::io::Read + Send>>| {
        thread::spawn(move || {
            let mut bytes = Vec::new();
            stream.map(|mut stream| stream.read_to_end(&mut bytes));
            bytes
        })
    };
    let stdout = read(running.0.stdout.take().map(|s| Box::new(s) as _));
    let stderr = read(running.0.stderr.take().map(|s| Box::new(s) as _));
    let status = loop {
        if let Some(status) = running.0.try_wait().expect("a child can be waited for") {
            break status;
        }
        assert!(started.elapsed() < HANG, "it hangs");
        thread::sleep(Duration::from_millis(5));
    };
    let took = started.elapsed();
    let collect = |thread: thread::JoinHandle<Vec<u8>>| thread.join().expect("reading a pipe does not panic");
    let (stdout, stderr) = (collect(stdout), collect(stderr));
    Run { code: status.code(), stdout, stderr: String::from_utf8_lossy(&stderr).into_owned(), took }
}

/// The names in a folder, sorted; hidden ones too.
///
/// # Panics
/// Where it cannot be listed.
pub fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut names: Vec<String> = entries.flatten().map(|e| e.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// The files anywhere under a folder, relative to it, sorted. Empty folders do not count.
///
/// # Panics
/// Where it cannot be listed.
pub fn files_under(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        let entries = std::fs::read_dir(&next).unwrap_or_else(|e| panic!("{}: {e}", next.display()));
        for path in entries.flatten().map(|entry| entry.path()) {
            if path.is_dir() && !path.is_symlink() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("it lies under the folder");
                found.push(name.to_string_lossy().into_owned());
            }
        }
    }
    found.sort();
    found
}

/// The command line to test: `OCRCHAT_BIN`, else where Cargo builds it.
///
/// # Panics
/// When it is not built, saying how.
pub fn binary() -> PathBuf {
    let built = std::env::var_os("OCRCHAT_BIN").map_or_else(
        || {
            // <target>/<profile>/deps/<this test>
            let test = std::env::current_exe().expect("a running test has a path");
            let profile = test.parent().and_then(Path::parent).expect("tests lie in <target>/<profile>/deps");
            profile.join("ocrchat").with_extension(std::env::consts::EXE_EXTENSION)
        },
        PathBuf::from,
    );
    built.canonicalize().unwrap_or_else(|_| panic!("{} is not built; run: cargo build -p cli", built.display()))
}

/// Where the models and PDFium lie: `OCRCHAT_ASSETS`, else the platform's own folder.
///
/// # Panics
/// When they are not installed, saying how.
pub fn assets() -> PathBuf {
    let folder = std::env::var_os("OCRCHAT_ASSETS").map_or_else(
        || {
            let dirs = directories::ProjectDirs::from("chat", "ocr", "ocrchat").expect("the account has a home");
            dirs.data_dir().join("assets")
        },
        PathBuf::from,
    );
    assert!(folder.join("models").is_dir(), "no models in {}; run: cargo xtask setup", folder.display());
    folder
}

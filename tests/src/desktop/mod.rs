//! The real window on a machine without a screen, driven through WebKitWebDriver.
//!
//! Owns everything a window needs for itself: a display, a session bus, a home, the driver. All of it ends with the value,
//! each process by its own id. Refuses to build the product: it says what builds it.

pub mod display;
pub mod page;
pub mod process;

use std::ffi::OsString;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use tempfile::TempDir;

use display::Display;
use process::{Owned, Process};

/// How long the window may take to appear. An application that ends at once leaves the driver waiting for ever.
const START_LIMIT: Duration = Duration::from_secs(40);
/// The argument by which the application starts itself as a worker.
pub const WORKER_ARGUMENT: &str = "__ocrchat-worker";

/// How to start.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The application's arguments.
    pub arguments: Vec<String>,
    /// Whether a window manager runs: a second window needs one to take the keyboard.
    pub window_manager: bool,
    /// An installed application in place of the one that Cargo built. It is told nothing of where its assets lie.
    pub installed: Option<PathBuf>,
}

/// The application's window with everything around it.
pub struct Desktop {
    /// The session with its web view.
    pub client: Client,
    /// Its screen.
    pub display: Display,
    program: PathBuf,
    driver: Owned,
    home: TempDir,
}

impl Desktop {
    /// Starts the application with an empty home and no arguments.
    pub async fn start() -> Self {
        Self::start_with(Options::default()).await
    }

    /// Starts the application with an empty home.
    ///
    /// # Panics
    /// When the application is not built, the models are not installed, or the window does not appear.
    pub async fn start_with(options: Options) -> Self {
        Self::start_in(TempDir::new().expect("the temporary folder is writable"), options).await
    }

    /// Ends the application as a power cut would (SIGKILL), and starts it again with the same home and no arguments.
    ///
    /// # Panics
    /// As [`Self::start_with`].
    pub async fn kill_and_start_again(self) -> Self {
        process::kill(self.application().id);
        self.start_again(Options::default()).await
    }

    /// Starts the application, which has ended, again with the same home.
    ///
    /// # Panics
    /// As [`Self::start_with`].
    pub async fn start_again(self, options: Options) -> Self {
        let Self { client, display, driver, home, .. } = self;
        drop((client, driver, display));
        Self::start_in(home, options).await
    }

    /// Closes the window as its frame's button does, and waits until the application has ended. Needs a window manager.
    ///
    /// # Panics
    /// When the application goes on.
    pub async fn close(&self) {
        let application = self.application();
        self.focus();
        self.xdotool(&["key", "--clearmodifiers", "alt+F4"]);
        self.wait("the end of the application", START_LIMIT, || async {
            Process::read(application.id).is_none_or(|now| now.started != application.started).then_some(())
        })
        .await;
    }

    /// Starts the application with `home`, in which it may find what it kept before.
    ///
    /// # Panics
    /// As [`Self::start_with`].
    pub async fn start_in(home: TempDir, options: Options) -> Self {
        let is_installed = options.installed.is_some();
        let program = options.installed.unwrap_or_else(application);
        let display = Display::start(home.path(), options.window_manager);
        let mut environment = environment(&display, home.path());
        if is_installed {
            environment.retain(|(name, _)| !name.starts_with("OCRCHAT_"));
        }
        let port = free_port();
        let driver = Owned::start(
            Command::new("WebKitWebDriver")
                .arg(format!("--port={port}"))
                .env("TAURI_WEBVIEW_AUTOMATION", "true")
                .envs(environment)
                .stdout(Stdio::null()),
        );
        let capabilities = json!({
            "browserName": "wry",
            "webkitgtk:browserOptions": { "binary": program, "args": options.arguments },
        });
        let capabilities = capabilities.as_object().expect("it is written as an object").clone();
        let client = tokio::time::timeout(START_LIMIT, connect(port, capabilities))
            .await
            .unwrap_or_else(|_| panic!("no window within {START_LIMIT:?}"));
        Self { client, display, program, driver, home }
    }

    /// A folder for the test's own files; it ends with the window.
    pub fn folder(&self) -> &Path {
        self.home.path()
    }

    /// The environment of everything on this display: what a program started beside the application needs.
    pub fn environment(&self) -> Vec<(&'static str, OsString)> {
        environment(&self.display, self.home.path())
    }

    /// The application's process.
    ///
    /// # Panics
    /// When the application has ended.
    pub fn application(&self) -> Process {
        let is_window = |p: &Process| p.program().as_ref() == Some(&self.program) && !is_worker(p);
        let mut found = process::descendants(self.driver.id()).into_iter().filter(is_window);
        found.next().expect("the application runs")
    }

    /// The application's workers.
    pub fn workers(&self) -> Vec<Process> {
        process::descendants(self.application().id).into_iter().filter(is_worker).collect()
    }

    /// Drops `files` on the window, as a file manager would.
    ///
    /// # Panics
    /// When the window does not take them.
    pub async fn drop_files(&self, files: &[PathBuf]) {
        let (display, files) = (self.display.name.clone(), files.to_vec());
        let dropped = tokio::task::spawn_blocking(move || crate::xdnd::drop_files(&display, &files)).await;
        dropped.expect("the drop does not panic").unwrap_or_else(|e| panic!("the drop: {e}"));
    }

    /// As [`Display::xdotool`].
    pub fn xdotool(&self, arguments: &[&str]) {
        self.display.xdotool(arguments);
    }

    /// Gives the window the keyboard.
    ///
    /// # Panics
    /// When there is no window.
    pub fn focus(&self) {
        self.xdotool(&["search", "--sync", "--onlyvisible", "--name", "^OCR.chat$", "windowfocus", "--sync"]);
    }

    /// Writes what the screen shows to `file` as PNG.
    ///
    /// # Panics
    /// When ImageMagick's `import` is missing or fails.
    pub fn screenshot(&self, file: &Path) {
        let status = Command::new("import")
            .args(["-display", &self.display.name, "-window", "root"])
            .arg(file)
            .status()
            .expect("ImageMagick's `import` is installed");
        assert!(status.success(), "import: {status}");
    }
}

/// The environment of a program on `display` whose every file lies under `home`.
pub fn environment(display: &Display, home: &Path) -> Vec<(&'static str, OsString)> {
    vec![
        ("DISPLAY", display.name.clone().into()),
        ("DBUS_SESSION_BUS_ADDRESS", display.bus.clone().into()),
        ("GDK_BACKEND", "x11".into()),
        // No accessibility bus: it would be one more process that nobody here started.
        ("NO_AT_BRIDGE", "1".into()),
        ("HOME", home.into()),
        ("XDG_RUNTIME_DIR", home.into()),
        ("XDG_DATA_HOME", home.join("data").into()),
        ("XDG_CACHE_HOME", home.join("cache").into()),
        ("XDG_CONFIG_HOME", home.join("config").into()),
        ("OCRCHAT_HOME", home.join("ocrchat").into()),
        ("OCRCHAT_ASSETS", assets().into()),
    ]
}

fn is_worker(process: &Process) -> bool {
    process.arguments().get(1).is_some_and(|argument| argument == WORKER_ARGUMENT)
}

/// Tries until the driver listens; the caller bounds it.
async fn connect(port: u16, capabilities: fantoccini::wd::Capabilities) -> Client {
    while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err() {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let mut builder = ClientBuilder::new(HttpConnector::new());
    let connected = builder.capabilities(capabilities).connect(&format!("http://127.0.0.1:{port}")).await;
    connected.unwrap_or_else(|e| panic!("the window's session: {e}"))
}

/// A port that nobody listens on just now.
pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("loopback has a free port");
    listener.local_addr().expect("it is bound").port()
}

/// The application to test: `OCRCHAT_DESKTOP_BIN`, else where Cargo builds it.
///
/// # Panics
/// When it is not built, saying how.
pub fn application() -> PathBuf {
    let built = std::env::var_os("OCRCHAT_DESKTOP_BIN").map_or_else(
        || {
            // <target>/<profile>/deps/<this test>
            let test = std::env::current_exe().expect("a running test has a path");
            let profile = test.parent().and_then(Path::parent).expect("tests lie in <target>/<profile>/deps");
            profile.join("ocrchat-desktop")
        },
        PathBuf::from,
    );
    built.canonicalize().unwrap_or_else(|_| {
        panic!(
            "{} is not built; run: npm --prefix ui ci && npm --prefix ui run build && cargo build -p ocrchat-desktop",
            built.display()
        )
    })
}

/// Where the models and PDFium lie: `OCRCHAT_ASSETS`, else the platform's own folder.
fn assets() -> PathBuf {
    std::env::var_os("OCRCHAT_ASSETS").map_or_else(
        || {
            let data = std::env::var_os("XDG_DATA_HOME").map(PathBuf::from);
            let home = || PathBuf::from(std::env::var_os("HOME").expect("HOME is set"));
            data.unwrap_or_else(|| home().join(".local/share")).join("ocrchat/assets")
        },
        PathBuf::from,
    )
}

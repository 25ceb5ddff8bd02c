//! A real browser (Chromium) at the page of a running server, on a display of its own, driven through ChromeDriver.
//!
//! Owns the browser, its driver, its display and its downloads; all of it ends with the value. Refuses to know the server:
//! it is given an address. Files are dropped on the window as a file manager drops them.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use fantoccini::key::Key;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::desktop::display::Display;
use crate::desktop::process::{Owned, Process, descendants};
use crate::desktop::{environment, free_port};
use crate::patience;

/// How long the browser may take to appear.
const START: Duration = Duration::from_secs(40);
/// How long what needs no reading may take on a slow machine.
pub const SOON: Duration = Duration::from_secs(20);

/// A browser with everything around it.
pub struct Browser {
    /// The session with its page.
    pub client: Client,
    display: Display,
    driver: Owned,
    home: TempDir,
}

impl Browser {
    /// Opens a new browser at `url`. It remembers nothing of another.
    ///
    /// # Panics
    /// When Chromium or ChromeDriver is missing or does not start.
    pub async fn open(url: &str) -> Self {
        Self::open_with(url, &[]).await
    }

    /// As [`Self::open`], with further `switches` for Chromium.
    ///
    /// # Panics
    /// As [`Self::open`].
    pub async fn open_with(url: &str, switches: &[&str]) -> Self {
        let home = TempDir::new().expect("the temporary folder is writable");
        let display = Display::start(home.path(), false);
        let downloads = home.path().join("downloads");
        std::fs::create_dir(&downloads).expect("the browser's home is writable");
        let port = free_port();
        let driver = Owned::start(
            Command::new("chromedriver")
                .arg(format!("--port={port}"))
                .envs(environment(&display, home.path()))
                .stdout(Stdio::null())
                .stderr(Stdio::null()),
        );
        let profile = format!("--user-data-dir={}", home.path().join("profile").display());
        // Root may not have a sandbox, and a machine of continuous integration is often root's. The page is our own.
        let arguments =
            ["--no-sandbox", "--disable-gpu", "--no-first-run", "--window-position=0,0", "--lang=en", &profile];
        let capabilities = json!({
            "browserName": "chrome",
            "goog:chromeOptions": {
                "args": arguments.iter().chain(&["--window-size=1280,900"]).chain(switches).collect::<Vec<_>>(),
                "prefs": { "download.default_directory": downloads, "download.prompt_for_download": false },
            },
        });
        let capabilities = capabilities.as_object().expect("it is written as an object").clone();
        let client = tokio::time::timeout(START, connect(port, capabilities))
            .await
            .unwrap_or_else(|_| panic!("no browser within {START:?}"));
        client.goto(url).await.unwrap_or_else(|e| panic!("{url}: {e}"));
        Self { client, display, driver, home }
    }

    /// A folder for the test's own files; it ends with the browser.
    pub fn folder(&self) -> &Path {
        self.home.path()
    }

    /// The process that holds the page: of the browser's renderers the one with the most memory of its own. Its
    /// proportional set size in bytes.
    ///
    /// # Panics
    /// When there is none.
    pub fn page_memory(&self) -> u64 {
        // A renderer is forked, not started, and writes its arguments anew, with spaces between them.
        let is_renderer = |p: &Process| p.arguments().join(" ").contains("--type=renderer");
        let renderers = descendants(self.driver.id()).into_iter().filter(is_renderer);
        renderers.filter_map(|p| memory_of(p.id)).max().expect("a browser with a page has a renderer")
    }

    /// Waits for a finished download and reads it.
    ///
    /// # Panics
    /// When none comes.
    pub async fn download(&self, name: &str) -> Vec<u8> {
        let path = self.home.path().join("downloads").join(name);
        self.wait(&format!("the download {name}"), SOON, || async {
            std::fs::read(&path).ok().filter(|b| !b.is_empty())
        })
        .await
    }

    /// Drops `files` on the page.
    ///
    /// # Panics
    /// When the browser does not take them.
    pub async fn drop_files(&self, files: &[PathBuf]) {
        let (display, files) = (self.display.name.clone(), files.to_vec());
        let dropped = tokio::task::spawn_blocking(move || crate::xdnd::drop_files(&display, &files)).await;
        dropped.expect("the drop does not panic").unwrap_or_else(|e| panic!("the drop: {e}"));
    }

    /// Logs in with `token` and waits for nothing.
    pub async fn login(&self, token: &str) {
        self.fill("login-token", token).await;
        self.click("login-enter").await;
    }

    /// Runs `script` in the page.
    ///
    /// # Panics
    /// When the page throws.
    pub async fn evaluate(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.client.execute(script, arguments).await.unwrap_or_else(|e| panic!("{script}: {e}"))
    }

    /// The status that the server gives the page for a request of its API with this bearer's token.
    pub async fn api_status(&self, token: &str) -> u64 {
        const ASK: &str = "const [token, done] = arguments;
            fetch('/api/v1/ocr/', { headers: { authorization: 'Bearer ' + token } }).then((r) => done(r.status), () => done(0));";
        let status = self.client.execute_async(ASK, vec![json!(token)]).await.expect("the page can ask");
        status.as_u64().expect("a status is a number")
    }

    /// What the elements with this test id say, one after the other.
    pub async fn texts(&self, id: &str) -> Vec<String> {
        const TEXTS: &str =
            "return [...document.querySelectorAll(`[data-testid='${arguments[0]}']`)].map((e) => e.innerText);";
        serde_json::from_value(self.evaluate(TEXTS, vec![json!(id)]).await).expect("texts are strings")
    }

    /// Waits until an element with this test id says something that `holds` is content with.
    pub async fn wait_for(&self, id: &str, limit: Duration, holds: impl Fn(&str) -> bool) -> String {
        let what = format!("an element {id} as expected");
        self.wait(&what, limit, || async { self.texts(id).await.into_iter().find(|text| holds(text)) }).await
    }

    /// Asks `question` until it has an answer.
    ///
    /// # Panics
    /// When `limit` passes first, with `what` and what the page says.
    pub async fn wait<T, F: Future<Output = Option<T>>>(
        &self,
        what: &str,
        limit: Duration,
        question: impl FnMut() -> F,
    ) -> T {
        patience::until(&self.client, what, limit, question).await
    }

    /// Clicks the element with this test id, as soon as it is there and can be clicked.
    ///
    /// # Panics
    /// When that does not happen.
    pub async fn click(&self, id: &str) {
        let selector = format!("[data-testid='{id}']");
        self.wait(&format!("a click on {id}"), SOON, || async {
            self.client.find(Locator::Css(&selector)).await.ok()?.click().await.ok()
        })
        .await;
    }

    /// Types `text` into the field with this test id, in place of what is there.
    ///
    /// # Panics
    /// When there is none.
    pub async fn fill(&self, id: &str, text: &str) {
        let selector = format!("[data-testid='{id}']");
        self.wait(&format!("the field {id}"), SOON, || async {
            let field = self.client.find(Locator::Css(&selector)).await.ok()?;
            // Clearing would be a change of its own, to nothing; a person writes over what is there.
            field.send_keys(&(Key::Control + "a")).await.ok()?;
            field.send_keys(text).await.ok()
        })
        .await;
    }

    /// Picks an option of the list with this test id by its value.
    ///
    /// # Panics
    /// When there is none.
    pub async fn pick(&self, id: &str, value: &str) {
        let selector = format!("[data-testid='{id}']");
        self.wait(&format!("the choice {value} of {id}"), SOON, || async {
            self.client.find(Locator::Css(&selector)).await.ok()?.select_by_value(value).await.ok()
        })
        .await;
    }
}

/// The proportional set size of process `id` in bytes: what it shares with others counts in equal parts.
fn memory_of(id: u32) -> Option<u64> {
    let rollup = std::fs::read_to_string(format!("/proc/{id}/smaps_rollup")).ok()?;
    let kilobytes = rollup.lines().find_map(|line| line.strip_prefix("Pss:")?.trim().strip_suffix(" kB"))?;
    Some(kilobytes.trim().parse::<u64>().ok()? * 1024)
}

/// Tries until the driver listens; the caller bounds it.
async fn connect(port: u16, capabilities: fantoccini::wd::Capabilities) -> Client {
    while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err() {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let mut builder = ClientBuilder::new(HttpConnector::new());
    let connected = builder.capabilities(capabilities).connect(&format!("http://127.0.0.1:{port}")).await;
    connected.unwrap_or_else(|e| panic!("the browser's session: {e}"))
}

//! A server of its own for each test, with tokens, and documents whose text is known.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use app::access::{Access, add_token, ensure_owner};
use app::contract::{AddToken, Commands, Empty, Scope, TokenLimits};
use app::server::{Server, ServerOptions};
use app::store::Store;
use app::{Home, Host, HostOptions};
use reqwest::multipart::{Form, Part};
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::Value;
use tempfile::TempDir;
use tokio::net::TcpListener;

/// How long anything may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

pub(crate) struct Place {
    pub(crate) host: Host,
    pub(crate) home: Home,
    server: Server,
    client: Client,
    token: String,
    owner: String,
    _dir: TempDir,
}

impl Place {
    pub(crate) async fn new() -> Self {
        Self::with(ServerOptions::default()).await
    }

    pub(crate) async fn with(options: ServerOptions) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let (server, host, home) = start(dir.path(), options).await;
        let store = store(&home);
        let owner = ensure_owner(&store, &dir.path().join("token"), false).unwrap().secret.reveal().to_owned();
        let token = token(&store, "script", TokenLimits::default());
        Self { host, home, server, client: client(), token, owner, _dir: dir }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.server.address()
    }

    pub(crate) fn owner(&self) -> &str {
        &self.owner
    }

    pub(crate) fn token(&self) -> &str {
        &self.token
    }

    /// Another token.
    pub(crate) fn another(&self, name: &str, limits: TokenLimits) -> String {
        token(&store(&self.home), name, limits)
    }

    /// A request without a token.
    pub(crate) fn bare(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("http://{}{path}", self.address()))
    }

    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        self.bare(Method::GET, path).bearer_auth(&self.token)
    }

    pub(crate) fn post(&self, form: Form) -> RequestBuilder {
        self.bare(Method::POST, "/api/v1/ocr/").bearer_auth(&self.token).multipart(form)
    }

    /// Sends a file and gives the job.
    pub(crate) async fn send(&self, name: &str, bytes: Vec<u8>) -> Value {
        let answer = self.post(Form::new().part("file", file(name, bytes))).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
        answer.json().await.unwrap()
    }

    /// Polls a job as a client does.
    pub(crate) async fn poll(&self, uuid: &Value) -> Value {
        let until = std::time::Instant::now() + PATIENCE;
        loop {
            let job = json(self.get(&format!("/api/v1/ocr/{}/", text(uuid)))).await;
            if job["status"] != "pending" && job["status"] != "processing" {
                return job;
            }
            assert!(std::time::Instant::now() < until, "it does not end: {job}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Files that lie among the copies of sources.
    pub(crate) fn sources(&self) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(self.home.data.join("sources")).into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).collect()
    }

    /// Jobs in the history, as the window sees them.
    pub(crate) async fn jobs(&self) -> u32 {
        self.host.storage(Empty {}).await.unwrap().jobs
    }

    /// Stops the server and its host, and starts both again over the same folders.
    pub(crate) async fn restart(self) -> Self {
        let Self { host, home, server, client, token, owner, _dir } = self;
        server.stop().await;
        host.shutdown().await;
        drop((host, home));
        let (server, host, home) = start(_dir.path(), ServerOptions::default()).await;
        Self { host, home, server, client, token, owner, _dir }
    }
}

async fn start(dir: &Path, options: ServerOptions) -> (Server, Host, Home) {
    let home = Home {
        config: dir.join("home"),
        data: dir.join("home"),
        cache: dir.join("home/cache"),
        assets: Home::locate().unwrap().assets,
    };
    let host = Host::start(HostOptions { home: home.clone(), program: reader() }).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let server = Server::start(listener, host.clone(), Access::new(store(&home)), options).unwrap();
    (server, host, home)
}

fn store(home: &Home) -> Store {
    Store::open(home).unwrap().0
}

fn token(store: &Store, name: &str, limits: TokenLimits) -> String {
    add_token(store, &AddToken { name: name.to_owned(), scope: Scope::Api, limits }).unwrap().secret
}

/// The example beside the tests that is a worker: cargo builds it before them.
pub(crate) fn reader() -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    let reader =
        tests.parent().unwrap().with_file_name("examples").join(format!("reader{}", std::env::consts::EXE_SUFFIX));
    assert!(reader.exists(), "{} is not there: cargo test -p app builds it", reader.display());
    reader
}

fn client() -> Client {
    // Another test was first.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().timeout(PATIENCE).no_proxy().build().unwrap()
}

pub(crate) fn file(name: &str, bytes: Vec<u8>) -> Part {
    Part::bytes(bytes).file_name(name.to_owned())
}

pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text"))
}

/// The body of a request's answer, which must be JSON.
pub(crate) async fn json(request: RequestBuilder) -> Value {
    request.send().await.unwrap().json().await.unwrap()
}

/// Status and code of an answer that must be an error in its one shape.
pub(crate) async fn error(answer: Response) -> (u16, String) {
    let status = answer.status().as_u16();
    assert_eq!(answer.headers()["content-type"], "application/json", "{status}");
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body["detail"], body["error"]["message"], "{body}");
    assert!(!text(&body["detail"]).is_empty());
    (status, text(&body["error"]["code"]).to_owned())
}

/// A picture of one black line on white: read by the models, though there is no text.
pub(crate) fn picture() -> Vec<u8> {
    let (width, height) = (200_u32, 120_u32);
    let (offset, bytes) = (54, width * height * 3);
    let mut bmp = b"BM".to_vec();
    bmp.extend((offset + bytes).to_le_bytes());
    bmp.extend([0; 4]);
    bmp.extend(offset.to_le_bytes());
    bmp.extend(40_u32.to_le_bytes());
    bmp.extend(width.to_le_bytes());
    bmp.extend(height.to_le_bytes());
    bmp.extend([1, 0, 24, 0]);
    bmp.extend([0; 4]);
    bmp.extend(bytes.to_le_bytes());
    bmp.extend([0; 16]);
    bmp.extend((0..bytes).map(|at| if at / (width * 3) == 60 { 0 } else { 255 }));
    bmp
}

/// A PDF whose page `n` (from 1) has the words of [`line`] as its own text.
pub(crate) fn pdf(pages: usize) -> Vec<u8> {
    let mut objects = vec!["<</Type/Catalog/Pages 2 0 R>>".to_owned()];
    let kids: String = (0..pages).map(|page| format!("{} 0 R ", 4 + page * 2)).collect();
    objects.push(format!("<</Type/Pages/Count {pages}/Kids[{kids}]>>"));
    objects.push("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned());
    for page in 1..=pages {
        let content = format!("BT /F1 14 Tf 72 700 Td ({}) Tj ET", line(page));
        objects.push(format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 3 0 R>>>>/Contents {} 0 R>>",
            objects.len() + 2
        ));
        objects.push(format!("<</Length {}>>stream\n{content}\nendstream", content.len()));
    }
    let mut pdf = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(pdf.len());
        pdf.extend(format!("{} 0 obj\n{object}\nendobj\n", at + 1).bytes());
    }
    let table = pdf.len();
    pdf.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    places.iter().for_each(|place| pdf.extend(format!("{place:010} 00000 n \n").bytes()));
    pdf.extend(format!("trailer<</Size {}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1).bytes());
    pdf
}

/// What stands on page `n` (from 1) of [`pdf`].
pub(crate) fn line(page: usize) -> String {
    format!("The evening train number {page} leaves from platform seven at noon")
}

//! The routes as a browser uses them, over a host of their own.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, Response, StatusCode, header};
use document::Code;
use engine::Assets;
use futures_util::StreamExt;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use super::{Owners, UiState, router};
use crate::access::{Access, add_token, revoke_token};
use crate::contract::{AddToken, Event, Scope, TokenRef, WireError};
use crate::server::{self, Guard, ServerOptions, ServerState};
use crate::{Home, Host, HostOptions};

const SECRET: &str = "the owner's secret";

/// One token, which can be taken away.
#[derive(Default)]
struct OneToken {
    revoked: AtomicBool,
}

impl Owners for OneToken {
    fn admit(&self, secret: &str) -> Result<String, WireError> {
        let right = secret == SECRET && !self.revoked.load(Ordering::Relaxed);
        if right { Ok("1".into()) } else { Err(WireError::new(Code::TokenInvalid, "no owner's token")) }
    }

    fn stands(&self, _: &str) -> Result<bool, WireError> {
        Ok(!self.revoked.load(Ordering::Relaxed))
    }
}

/// A browser at the server's page.
struct Browser {
    app: Router,
    host: Host,
    tokens: Arc<OneToken>,
    cookie: Option<String>,
    _home: TempDir,
}

impl Browser {
    fn open() -> Self {
        let folder = TempDir::new().unwrap();
        let at = |name: &str| folder.path().join(name);
        let home =
            Home { config: at("config"), data: at("data"), cache: at("cache"), assets: Assets::new(at("assets")) };
        let host = Host::start(HostOptions { home, program: "/nonexistent".into() }).unwrap();
        let tokens = Arc::new(OneToken::default());
        let app = router(UiState::new(host.clone(), tokens.clone(), CancellationToken::new()));
        Self { app, host, tokens, cookie: None, _home: folder }
    }

    async fn logged_in() -> Self {
        let mut browser = Self::open();
        assert_eq!(browser.login(SECRET).await.status(), StatusCode::NO_CONTENT);
        browser
    }

    fn request(&self, method: &str, path: &str) -> axum::http::request::Builder {
        let request = Request::builder().method(method).uri(path);
        let request = request.header("host", "127.0.0.1:8117").header("sec-fetch-site", "same-origin");
        match &self.cookie {
            Some(cookie) => request.header(header::COOKIE, cookie),
            None => request,
        }
    }

    async fn send(&self, request: Request<Body>) -> Response<Body> {
        self.app.clone().oneshot(request).await.unwrap()
    }

    async fn login(&mut self, token: &str) -> Response<Body> {
        let body = json!({ "token": token }).to_string();
        let request = self.request("POST", "/ui/login").header(header::CONTENT_TYPE, "application/json");
        let response = self.send(request.body(body.into()).unwrap()).await;
        if let Some(cookie) = response.headers().get(header::SET_COOKIE) {
            self.cookie = Some(cookie.to_str().unwrap().split(';').next().unwrap().to_owned());
        }
        response
    }

    async fn get(&self, path: &str) -> Response<Body> {
        self.send(self.request("GET", path).body(Body::empty()).unwrap()).await
    }

    async fn call(&self, command: &str, args: Value) -> (StatusCode, Value) {
        let request =
            self.request("POST", &format!("/ui/call/{command}")).header(header::CONTENT_TYPE, "application/json");
        read(self.send(request.body(args.to_string().into()).unwrap()).await).await
    }

    async fn upload(&self, name: &str, bytes: Vec<u8>) -> (StatusCode, Value) {
        let request = self.request("POST", "/ui/files").header("x-name", name);
        read(self.send(request.body(bytes.into()).unwrap()).await).await
    }
}

async fn read(response: Response<Body>) -> (StatusCode, Value) {
    let status = response.status();
    let bytes = to_bytes(response.into_body(), 1 << 20).await.unwrap();
    (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
}

#[tokio::test]
async fn nothing_is_given_without_a_session() {
    let browser = Browser::open();
    for path in ["/ui/events", "/ui/pages/ab/0/preview", "/ui/jobs/ab/result?format=md"] {
        let (status, body) = read(browser.get(path).await).await;
        assert_eq!((status, &body["code"]), (StatusCode::UNAUTHORIZED, &json!("token_invalid")), "{path}");
    }
    assert_eq!(browser.call("list_jobs", json!({})).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(browser.upload("a.png", vec![1]).await.0, StatusCode::UNAUTHORIZED);
    let (status, body) = read(browser.get("/ui/session").await).await;
    assert_eq!((status, body), (StatusCode::OK, json!({ "server": "ocrchat", "open": false })));
}

#[tokio::test]
async fn the_owners_token_opens_a_session_and_the_logout_ends_it() {
    let mut browser = Browser::open();
    assert_eq!(browser.login("wrong").await.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(browser.cookie, None);
    let entered = browser.login(&format!(" {SECRET}\n")).await;
    let cookie = entered.headers()[header::SET_COOKIE].to_str().unwrap();
    for part in ["ocrchat_session_8117=", "; HttpOnly", "; SameSite=Strict", "; Path=/ui", "; Max-Age="] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Secure"), "this machine has no certificate: {cookie}");
    assert_eq!(browser.call("list_jobs", json!({})).await.0, StatusCode::OK);

    let left = browser.send(browser.request("POST", "/ui/logout").body(Body::empty()).unwrap()).await;
    assert_eq!(left.status(), StatusCode::NO_CONTENT);
    assert_eq!(browser.call("list_jobs", json!({})).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_revoked_token_ends_its_sessions() {
    let browser = Browser::logged_in().await;
    browser.tokens.revoked.store(true, Ordering::Relaxed);
    assert_eq!(browser.call("list_jobs", json!({})).await.0, StatusCode::UNAUTHORIZED);
    browser.tokens.revoked.store(false, Ordering::Relaxed);
    assert_eq!(browser.call("list_jobs", json!({})).await.0, StatusCode::UNAUTHORIZED, "it came back");
}

#[tokio::test]
async fn wrong_tokens_are_soon_refused_unseen() {
    let mut browser = Browser::open();
    for _ in 0..10 {
        assert_eq!(browser.login("wrong").await.status(), StatusCode::UNAUTHORIZED);
    }
    let refused = browser.login(SECRET).await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    let wait: u64 = refused.headers()[header::RETRY_AFTER].to_str().unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
}

#[tokio::test]
async fn a_cookie_does_not_serve_other_pages() {
    let browser = Browser::logged_in().await;
    let ask = |change: fn(axum::http::request::Builder) -> axum::http::request::Builder| {
        let request = Request::builder().method("POST").uri("/ui/call/list_jobs").header("host", "127.0.0.1:8117");
        let request = request.header(header::COOKIE, browser.cookie.as_deref().unwrap());
        change(request).header(header::CONTENT_TYPE, "application/json").body(Body::from("{}")).unwrap()
    };
    let own = browser.send(ask(|r| r.header("origin", "http://127.0.0.1:8117"))).await;
    assert_eq!(own.status(), StatusCode::OK);
    for (request, what) in [
        (ask(|r| r), "neither header"),
        (ask(|r| r.header("origin", "http://127.0.0.1:3000")), "another port"),
        (ask(|r| r.header("sec-fetch-site", "same-site")), "another port, as new browsers say it"),
        (ask(|r| r.header("sec-fetch-site", "cross-site")), "another site"),
    ] {
        assert_eq!(browser.send(request).await.status(), StatusCode::FORBIDDEN, "{what}");
    }
    let form = browser.request("POST", "/ui/call/list_jobs").header(header::CONTENT_TYPE, "text/plain");
    assert_eq!(browser.send(form.body(Body::from("{}")).unwrap()).await.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_browser_opens_no_paths_and_names_no_folders() {
    let browser = Browser::logged_in().await;
    let (status, error) = browser.call("open_paths", json!({ "paths": ["/etc/passwd"] })).await;
    assert_eq!((status, &error["code"]), (StatusCode::BAD_REQUEST, &json!("usage")));
    let (_, mut settings) = browser.call("get_settings", json!({})).await;
    settings["workers"] = json!(3);
    assert_eq!(browser.call("set_settings", settings.clone()).await.0, StatusCode::OK);
    settings["watch"] = json!([{ "enabled": true, "input": "/etc", "output": "/tmp", "formats": ["txt"] }]);
    assert_eq!(browser.call("set_settings", settings).await.0, StatusCode::BAD_REQUEST);
    let settings = browser.host.settings();
    assert_eq!((settings.workers, settings.watch.len()), (3, 0));
    assert_eq!(browser.call("no_such", json!({})).await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn an_upload_becomes_a_job_under_its_name() {
    let browser = Browser::logged_in().await;
    let (status, job) = browser.upload("..%2Fscan%20%C3%A4.png", b"not really a picture".to_vec()).await;
    assert_eq!((status, &job["name"]), (StatusCode::OK, &json!("scan ä.png")));
    let (_, detail) = browser.call("get_job", json!({ "job": job["id"] })).await;
    assert_eq!(detail["source"], Value::Null, "it is no file of the user's");
    let (_, storage) = browser.call("storage", json!({})).await;
    assert_eq!(storage["source_bytes"], 20);
}

#[tokio::test]
async fn an_upload_over_the_limit_leaves_nothing() {
    let browser = Browser::logged_in().await;
    let (_, mut settings) = browser.call("get_settings", json!({})).await;
    settings["limits"]["file_bytes"] = json!(1000);
    assert_eq!(browser.call("set_settings", settings).await.0, StatusCode::OK);
    // In pieces and without a length: what counts is what arrives.
    let pieces = futures_util::stream::iter((0..20).map(|_| Ok::<_, std::io::Error>(vec![0; 100])));
    let request = browser.request("POST", "/ui/files").header("x-name", "big.png").body(Body::from_stream(pieces));
    let (status, error) = read(browser.send(request.unwrap()).await).await;
    assert_eq!((status, &error["code"]), (StatusCode::BAD_REQUEST, &json!("limit_file_bytes")));
    let (_, storage) = browser.call("storage", json!({})).await;
    assert_eq!((&storage["source_bytes"], &storage["jobs"]), (&json!(0), &json!(0)));
}

#[tokio::test]
async fn events_arrive_as_they_happen() {
    let browser = Browser::logged_in().await;
    let mut events = browser.get("/ui/events").await.into_body().into_data_stream();
    assert_eq!(events.next().await.unwrap().unwrap(), ": listening\n\n");
    browser.host.tell(Event::ListChanged);
    assert_eq!(events.next().await.unwrap().unwrap(), "data: {\"type\":\"list_changed\"}\n\n");
}

#[tokio::test]
async fn a_page_that_was_too_slow_lists_again() {
    let browser = Browser::logged_in().await;
    let mut events = browser.get("/ui/events").await.into_body().into_data_stream();
    events.next().await.unwrap().unwrap();
    for n in 0..100_000 {
        browser.host.tell(Event::JobRemoved { job: n.to_string() });
    }
    assert_eq!(events.next().await.unwrap().unwrap(), "data: {\"type\":\"list_changed\"}\n\n");
}

#[tokio::test]
async fn every_answer_is_guarded() {
    let browser = Browser::open();
    for path in ["/", "/ui/session", "/ui/events", "/assets/none.js"] {
        let response = browser.get(path).await;
        let headers = response.headers();
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self'"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(headers["x-content-type-options"], "nosniff", "{path}");
        assert_eq!(headers["x-frame-options"], "DENY", "{path}");
    }
}

#[tokio::test]
async fn unknown_jobs_and_formats_are_refused_in_words() {
    let browser = Browser::logged_in().await;
    let (status, error) = read(browser.get("/ui/jobs/00/result?format=md").await).await;
    assert!(status.is_client_error() && error["message"].is_string(), "{status} {error}");
    let request = browser.request("POST", "/ui/results").header(header::CONTENT_TYPE, "application/json");
    let body = json!({ "jobs": [], "formats": ["md"], "pattern": "{name}" }).to_string();
    assert_eq!(browser.send(request.body(body.into()).unwrap()).await.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn the_whole_server_has_both_doors_and_each_has_its_key() {
    let Browser { host, _home: home, .. } = Browser::open();
    let store = host.runner().store().clone();
    let add =
        |name: &str, scope| add_token(&store, &AddToken { name: name.into(), scope, ..AddToken::default() }).unwrap();
    let (owner, program) = (add("me", Scope::Owner), add("script", Scope::Api));
    let guard = Guard::new("127.0.0.1:8117".parse().unwrap(), &[]);
    let options = ServerOptions { ui: true, ..ServerOptions::default() };
    let state = ServerState::new(host.clone(), Access::new(store.clone()), options, guard);
    let tokens = Arc::new(OneToken::default());
    let mut browser = Browser { app: server::router(state), host, tokens, cookie: None, _home: home };

    // A build without an interface says so, instead of not being there.
    let page = browser
        .send(browser.request("GET", "/jobs/1").header("accept", "text/html").body(Body::empty()).unwrap())
        .await;
    assert!([StatusCode::OK, StatusCode::NOT_IMPLEMENTED].contains(&page.status()), "{}", page.status());
    assert_eq!(page.headers()[header::CACHE_CONTROL], "no-cache");
    assert_eq!(browser.get("/jobs/1").await.status(), StatusCode::NOT_FOUND, "a program asked");
    assert_eq!(browser.get("/api/v1/ocr/").await.status(), StatusCode::UNAUTHORIZED);

    assert_eq!(browser.login(&program.secret).await.status(), StatusCode::UNAUTHORIZED, "a program's token");
    assert_eq!(browser.login(&owner.secret).await.status(), StatusCode::NO_CONTENT);
    assert_eq!(browser.call("list_jobs", json!({})).await.0, StatusCode::OK);
    assert_eq!(browser.get("/api/v1/ocr/").await.status(), StatusCode::UNAUTHORIZED, "a session is no API token");

    revoke_token(&store, &TokenRef { token: owner.token.id }).unwrap();
    assert_eq!(browser.call("list_jobs", json!({})).await.0, StatusCode::UNAUTHORIZED);
}

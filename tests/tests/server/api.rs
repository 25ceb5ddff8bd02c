//! Requests to a server under test.

use std::path::Path;
use std::time::Duration;

use reqwest::multipart::{Form, Part};
use serde_json::Value;
use tests::server::Server;

/// A client that goes to the server and nowhere else, and waits long enough for a page.
pub(crate) fn client() -> reqwest::Client {
    // A second call finds the provider that the first has set.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(120));
    client.redirect(reqwest::redirect::Policy::none()).build().expect("a client without proxies can be made")
}

/// Sends a file with further fields; the status and the JSON of the answer.
pub(crate) async fn submit(server: &Server, file: &Path, fields: &[(&'static str, &str)]) -> (u16, Value) {
    let name = file.file_name().unwrap().to_string_lossy().into_owned();
    let mut form = Form::new().part("file", Part::bytes(std::fs::read(file).unwrap()).file_name(name));
    for (field, value) in fields {
        form = form.text(*field, (*value).to_owned());
    }
    let request = client().post(format!("{}/api/v1/ocr/", server.url())).bearer_auth(server.token());
    answer(request.multipart(form)).await
}

/// Gets `path` as the owner.
pub(crate) async fn get(server: &Server, path: &str) -> (u16, Value) {
    answer(client().get(format!("{}{path}", server.url())).bearer_auth(server.token())).await
}

/// Sends a request whose answer must be JSON.
pub(crate) async fn answer(request: reqwest::RequestBuilder) -> (u16, Value) {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or_else(|e| panic!("{status}, {e}: {text}")))
}

//! What the web view may not do: the page's own scripts reach their host and nothing else.

use std::net::TcpListener;
use std::time::Duration;

use serde_json::json;
use tests::desktop::Desktop;

/// Calls `arguments[0]` with `arguments[1]` past the interface; answers `null`, or the refusal.
const INVOKE: &str = r#"
const [command, args, done] = arguments;
window.__TAURI_INTERNALS__.invoke(command, args).then(() => done(null), (error) => done(String(error)));"#;

#[tokio::test]
async fn the_page_has_no_files_no_dialogs_and_no_shell() {
    let desktop = Desktop::start().await;
    for (command, args) in [
        ("plugin:dialog|open", json!({ "options": {} })),
        ("plugin:dialog|save", json!({ "options": {} })),
        ("plugin:fs|read_file", json!({ "path": "/etc/hostname" })),
        ("plugin:shell|execute", json!({ "program": "true", "args": [] })),
        ("plugin:event|emit", json!({ "event": "event", "payload": {} })),
        ("plugin:webview|create_webview_window", json!({ "options": { "label": "second", "url": "index.html" } })),
    ] {
        let answer = desktop.client.execute_async(INVOKE, vec![json!(command), args]).await.unwrap();
        let refusal = answer.as_str().unwrap_or_else(|| panic!("{command} is allowed"));
        assert!(refusal.contains("not allowed") || refusal.contains("not found"), "{command}: {refusal}");
    }
}

#[tokio::test]
async fn the_page_reaches_no_network() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = format!("http://{}/", listener.local_addr().unwrap());
    let desktop = Desktop::start().await;

    const REACH: &str = r#"
const [address, done] = arguments;
const image = new Image();
image.src = address + 'image.png';
navigator.sendBeacon?.(address + 'beacon');
fetch(address).then(() => done(null), (error) => done(String(error)));"#;
    let answer = desktop.client.execute_async(REACH, vec![json!(address)]).await.unwrap();
    assert!(answer.is_string(), "the page fetched {address}");
    let _ = desktop.client.execute("window.location.assign(arguments[0])", vec![json!(address)]).await;
    tokio::time::sleep(Duration::from_secs(1)).await;

    assert!(listener.accept().is_err(), "something in the page reached {address}");
    assert!(desktop.rect_of("[data-testid=start]").await.is_some(), "the window shows another page");
}

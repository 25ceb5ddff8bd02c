//! Who gets in, and what happens when the server goes away.

use serde_json::json;
use tests::browser::{Browser, SOON};
use tests::cli::Place;
use tests::server::Server;

use crate::{logged_in, read_letter};

#[tokio::test]
async fn only_the_owners_token_opens_the_page() {
    let place = Place::new();
    let server = Server::start(&place, &["--ui"]);
    let browser = Browser::open(&server.url()).await;
    let violations = "window.__violations = []; document.addEventListener('securitypolicyviolation', (e) => \
        window.__violations.push(`${e.violatedDirective} ${e.blockedURI}`));";
    browser.evaluate(violations, Vec::new()).await;

    browser.login("not the token").await;
    browser.wait_for("login-error", SOON, |text| text.contains("This token is not accepted")).await;
    browser.login(server.token()).await;
    browser.wait_for("start", SOON, |text| text.contains("Drop scans")).await;

    let cookies = browser.evaluate("return document.cookie", Vec::new()).await;
    assert_eq!(cookies, json!(""), "a script sees the session");
    browser.click("open-settings").await;
    browser.click("settings-server").await;
    browser.wait_for("server-address", SOON, |text| text == server.url()).await;
    let violations = browser.evaluate("return window.__violations", Vec::new()).await;
    assert_eq!(violations, json!([]), "our own page breaks its policy");
}

#[tokio::test]
async fn a_server_that_comes_back_asks_for_the_token_again_and_has_kept_everything() {
    let (place, server, browser) = logged_in().await;
    read_letter(&browser, "kept.png").await;
    let address = server.address().to_owned();

    server.kill();
    browser.wait_for("lost", SOON, |text| text.contains("not reachable")).await;
    let server = Server::start_at(&place, &address, &["--ui"]);
    browser.wait_for("login", SOON, |text| text.contains("session has ended")).await;

    assert!(browser.texts("job-row").await.is_empty(), "what was read is seen without a login");
    browser.login(server.token()).await;
    browser.wait_for("job-row", SOON, |text| text.contains("kept.png")).await;
}

#[tokio::test]
async fn the_logout_closes_the_door() {
    let (_place, _server, browser) = logged_in().await;
    browser.click("logout").await;
    browser.wait_for("login", SOON, |_| true).await;
    browser.client.refresh().await.expect("the page loads again");
    browser.wait_for("login", SOON, |_| true).await;
}

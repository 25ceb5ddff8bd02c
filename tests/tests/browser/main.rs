//! The interface in a browser, end to end: the real server, a real Chromium, real drops and downloads.
#![cfg(target_os = "linux")]

mod documents;
mod login;
mod manners;
mod services;
mod stories;

use std::path::PathBuf;

use tests::browser::{Browser, SOON};
use tests::cli::Place;
use tests::desktop::page::READ_LIMIT;
use tests::render::{Page, Text};
use tests::server::Server;

/// A server with the interface, and a browser that has logged in.
async fn logged_in() -> (Place, Server, Browser) {
    let place = Place::new();
    let server = Server::start(&place, &["--ui"]);
    let browser = Browser::open(&server.url()).await;
    browser.login(server.token()).await;
    browser.wait_for("start", SOON, |text| text.contains("Drop scans")).await;
    (place, server, browser)
}

/// Draws a letter whose words are known.
fn letter(browser: &Browser, name: &str) -> PathBuf {
    let page = Page::a5(vec![
        Text::heading("Winter harvest"),
        Text::new("The orchard beyond the river gave seventeen baskets of apples before the first snow covered it."),
    ]);
    let path = browser.folder().join(name);
    page.draw().expect("the fonts are installed").image.save(&path).expect("the test's folder is writable");
    path
}

/// Drops a letter and waits until it was read.
async fn read_letter(browser: &Browser, name: &str) {
    browser.drop_files(&[letter(browser, name)]).await;
    browser.wait_for("job-row", READ_LIMIT, |text| text.contains(name) && text.contains("Done")).await;
}

//! Files that come without a drop: at the start, from a second start, and what a start refuses.

use std::process::Command;
use std::time::{Duration, Instant};

use tests::desktop::display::Display;
use tests::desktop::page::READ_LIMIT;
use tests::desktop::process::Owned;
use tests::desktop::{Desktop, Options, application, environment};

use crate::{LETTER_WORDS, letter, save};

#[tokio::test]
async fn files_given_at_the_start_are_read() {
    let page = letter();
    let folder = tempfile::TempDir::new().unwrap();
    let first = save(&page, folder.path(), "eins.png");
    let second = save(&page, folder.path(), "zwei.png");
    let arguments = [first, second].map(|file| file.to_string_lossy().into_owned()).to_vec();

    let desktop = Desktop::start_with(Options { arguments, ..Options::default() }).await;

    let rows = desktop.wait_for_jobs(2, READ_LIMIT).await;
    assert!(rows.iter().all(|row| row.state == "done"), "{rows:?}");
    desktop.wait_for_words(&LETTER_WORDS, READ_LIMIT).await;
}

#[tokio::test]
async fn a_second_start_hands_its_files_to_the_window_and_ends() {
    let page = letter();
    let desktop = Desktop::start().await;
    save(&page, desktop.folder(), "späteres Blatt.png");

    let mut command = Command::new(application());
    // Relative to where it was typed, not to where the window was started.
    command.arg("späteres Blatt.png").current_dir(desktop.folder()).envs(desktop.environment());
    let ended = tokio::task::spawn_blocking(move || command.status()).await.unwrap().unwrap();

    assert!(ended.success(), "{ended}");
    let rows = desktop.wait_for_jobs(1, READ_LIMIT).await;
    assert_eq!(rows[0].state, "done", "{rows:?}");
    assert!(rows[0].text.contains("späteres Blatt.png"), "{rows:?}");
}

#[test]
fn a_start_that_cannot_go_on_says_why_and_ends() {
    let folder = tempfile::TempDir::new().unwrap();
    let display = Display::start(folder.path(), true);
    let blocked = folder.path().join("blocked");
    std::fs::write(&blocked, "a file where the product's folder should be").unwrap();

    let mut command = Command::new(application());
    command.envs(environment(&display, folder.path())).env("OCRCHAT_HOME", &blocked);
    let mut application = Owned::start(&mut command);
    display.xdotool(&["search", "--sync", "--onlyvisible", "--class", "ocrchat", "windowfocus", "--sync"]);
    assert_eq!(application.ended(), None, "it ended before anybody could read why");

    let end = Instant::now() + Duration::from_secs(20);
    let status = loop {
        if let Some(status) = application.ended() {
            break status;
        }
        assert!(Instant::now() < end, "the message was read, and the application runs on");
        // A key pressed before the dialog listens is lost.
        display.xdotool(&["key", "Return"]);
        std::thread::sleep(Duration::from_millis(500));
    };
    assert_eq!(status.code(), Some(1));
}

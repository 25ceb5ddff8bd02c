//! Files that come without a drop: at the start, from a second start, and what a start refuses.

use std::process::Command;

use tests::desktop::page::READ_LIMIT;
use tests::desktop::{Desktop, Options, application};

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

//! What leaves the window: text for the clipboard, and a result saved through the desktop's real dialog.

use std::time::Duration;

use tests::desktop::page::READ_LIMIT;
use tests::desktop::{Desktop, Options};

use crate::{LETTER_WORDS, letter, save, save_as};

#[tokio::test]
async fn a_copied_text_is_on_the_clipboard() {
    let page = letter();
    let desktop = Desktop::start().await;
    let file = save(&page, desktop.folder(), "blatt.png");
    desktop.drop_files(&[file]).await;
    desktop.wait_for_words(&LETTER_WORDS, READ_LIMIT).await;
    desktop.wait_for_jobs(1, READ_LIMIT).await;

    desktop.click("[data-testid=copy]").await;

    let copied = desktop.wait("text on the clipboard", Duration::from_secs(10), || async {
        tests::clipboard::text(&desktop.display.name).unwrap()
    });
    assert_has_words(&copied.await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_result_is_saved_where_the_dialog_says() {
    let page = letter();
    // The dialog is a window of its own: only a window manager gives it the keyboard.
    let desktop = Desktop::start_with(Options { window_manager: true, ..Options::default() }).await;
    let file = save(&page, desktop.folder(), "blatt.png");
    desktop.drop_files(&[file]).await;
    desktop.wait_for_jobs(1, READ_LIMIT).await;
    desktop.wait_for_words(&LETTER_WORDS, READ_LIMIT).await;
    let target = desktop.folder().join("Ergebnis.md");

    save_as(&desktop, "md", &target).await;

    let saved = desktop.wait("the saved file", READ_LIMIT, || async { std::fs::read_to_string(&target).ok() }).await;
    assert_has_words(&saved);
    let told = desktop.wait("a word of success", READ_LIMIT, || desktop.toast()).await;
    assert!(told.contains("Ergebnis.md"), "{told}");
}

fn assert_has_words(text: &str) {
    for word in LETTER_WORDS {
        assert!(text.contains(word), "{word} is missing in:\n{text}");
    }
}

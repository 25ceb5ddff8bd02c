//! An image on the clipboard, pasted into the window.

use tests::clipboard::Clipboard;
use tests::desktop::page::READ_LIMIT;
use tests::desktop::{Desktop, Options};

use crate::{LETTER_WORDS, letter, save};

#[tokio::test]
async fn a_pasted_image_is_read() {
    let page = letter();
    let desktop = Desktop::start_with(Options { window_manager: true, ..Options::default() }).await;
    let png = std::fs::read(save(&page, desktop.folder(), "clipboard.png")).unwrap();
    let _clipboard = Clipboard::of_png(&desktop.display.name, png).unwrap();

    desktop.wait("the start screen", READ_LIMIT, || desktop.rect_of("[data-testid=start]")).await;
    desktop.painted().await;
    desktop.focus();
    desktop.xdotool(&["key", "ctrl+v"]);

    let rows = desktop.wait_for_jobs(1, READ_LIMIT).await;
    assert_eq!(rows[0].state, "done", "{rows:?}");
    desktop.wait_for_words(&LETTER_WORDS, READ_LIMIT).await;
}

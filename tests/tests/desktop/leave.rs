//! What leaves the window: a result saved through the real dialog of the desktop.

use serde_json::json;
use tests::desktop::page::READ_LIMIT;
use tests::desktop::{Desktop, Options};

use crate::{LETTER_WORDS, letter, save};

#[tokio::test(flavor = "multi_thread")]
async fn a_result_is_saved_where_the_dialog_says() {
    let page = letter();
    // The dialog is a window of its own: only a window manager gives it the keyboard.
    let desktop = Desktop::start_with(Options { window_manager: true, ..Options::default() }).await;
    let file = save(&page, desktop.folder(), "blatt.png");
    desktop.drop_files(&[file]).await;
    let rows = desktop.wait_for_jobs(1, READ_LIMIT).await;
    let target = desktop.folder().join("Ergebnis.md");

    desktop.begin("save_as", json!({ "job": rows[0].job, "format": "md" })).await;
    let typed = target.to_string_lossy().into_owned();
    tokio::task::block_in_place(|| {
        // The dialog offers a name of its own, selected: it is replaced by the whole path.
        desktop.xdotool(&["search", "--sync", "--onlyvisible", "--name", "^(Save|Save File|Save As)$", "windowfocus"]);
        std::thread::sleep(std::time::Duration::from_millis(1200));
        desktop.xdotool(&["key", "ctrl+a"]);
        desktop.xdotool(&["type", "--delay", "40", &typed]);
        desktop.xdotool(&["key", "Return"]);
    });

    let answer = desktop.wait("the answer of save_as", READ_LIMIT, || desktop.answer()).await;
    assert_eq!(answer["ok"], json!(typed), "{answer}");
    let text = std::fs::read_to_string(&target).unwrap();
    for word in LETTER_WORDS {
        assert!(text.contains(word), "{word} is missing in:\n{text}");
    }
}

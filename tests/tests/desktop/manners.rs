//! Manners of a desktop application: the window comes back as it was left, opened files are among the recent ones, and a
//! result can be dragged to another program.

use std::time::Duration;

use serde_json::json;
use tests::desktop::page::READ_LIMIT;
use tests::desktop::{Desktop, Options};

use crate::{LETTER_WORDS, letter, save};

/// How long the desktop may take to move a window.
const SOON: Duration = Duration::from_secs(20);

fn managed() -> Options {
    Options { window_manager: true, ..Options::default() }
}

/// The inside of the window in pixels of the screen.
async fn size(desktop: &Desktop) -> (u32, u32) {
    desktop.evaluate("return [window.innerWidth, window.innerHeight]", Vec::new()).await
}

async fn wait_for_size(desktop: &Desktop, wanted: (u32, u32)) {
    let what = format!("a window of {wanted:?}");
    desktop.wait(&what, SOON, || async { (size(desktop).await == wanted).then_some(()) }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_window_comes_back_in_its_size() {
    let desktop = Desktop::start_with(managed()).await;
    let before = size(&desktop).await;
    desktop.xdotool(&["search", "--onlyvisible", "--name", "^OCR.chat$", "windowsize", "--sync", "1024", "700"]);
    wait_for_size(&desktop, (1024, 700)).await;
    assert_ne!(before, (1024, 700), "the test changes nothing");

    desktop.close().await;
    let desktop = desktop.start_again(managed()).await;

    wait_for_size(&desktop, (1024, 700)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_kept_beyond_every_screen_comes_back_on_one() {
    let desktop = Desktop::start_with(managed()).await;
    desktop.close().await;
    let file = desktop.folder().join("ocrchat/window.json");
    let mut kept: serde_json::Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    // As a second screen that has been taken away leaves it.
    kept["main"]["x"] = json!(5000);
    kept["main"]["y"] = json!(3000);
    std::fs::write(&file, kept.to_string()).unwrap();

    let desktop = desktop.start_again(managed()).await;

    let place = "return [window.screenX, window.screenY]";
    let (x, y): (i32, i32) = desktop.evaluate(place, Vec::new()).await;
    assert!((0..1280).contains(&x) && (0..900).contains(&y), "the window is at {x}, {y}");
}

#[tokio::test]
async fn an_opened_file_is_among_the_recent_ones() {
    let folder = tempfile::TempDir::new().unwrap();
    let file = save(&letter(), folder.path(), "Blatt.png");
    let arguments = vec![file.to_string_lossy().into_owned()];
    let desktop = Desktop::start_with(Options { arguments, ..Options::default() }).await;

    let list = desktop.folder().join("data/recently-used.xbel");
    let named = format!("file://{}", file.display());
    let what = format!("{named} in {}", list.display());
    desktop
        .wait(&what, SOON, || async {
            std::fs::read_to_string(&list).is_ok_and(|text| text.contains(&named)).then_some(())
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_result_is_dragged_to_another_program() {
    const DRAG: &str = r#"
const [job, done] = arguments;
window.__TAURI_INTERNALS__.invoke('drag_out', { job, format: 'txt' }).then(done, (error) => done(JSON.stringify(error)));"#;
    let desktop = Desktop::start().await;
    let file = save(&letter(), desktop.folder(), "späteres Blatt #2.png");
    desktop.drop_files(&[file]).await;
    let rows = desktop.wait_for_jobs(1, READ_LIMIT).await;

    // With no button down there is nothing to drag with.
    let began = desktop.client.execute_async(DRAG, vec![json!(rows[0].job)]).await.unwrap();
    assert_eq!(began, json!(false));

    let target = tests::xdnd_target::Target::show(&desktop.display.name).unwrap();
    desktop.xdotool(&["mousemove", "600", "400", "mousedown", "1", "mousemove_relative", "12", "0"]);
    let began = desktop.client.execute_async(DRAG, vec![json!(rows[0].job)]).await.unwrap();
    assert_eq!(began, json!(true));
    let (x, y) = target.middle();
    let taken = tokio::task::spawn_blocking(move || target.take());
    for step in [300, 30, 10, 2, 0] {
        desktop.xdotool(&["mousemove", &(x + step).to_string(), &y.to_string()]);
        tokio::time::sleep(Duration::from_millis(150)).await;
    }
    desktop.xdotool(&["mouseup", "1"]);

    let files = taken.await.unwrap().unwrap();
    assert_eq!(files.len(), 1, "{files:?}");
    assert_eq!(files[0].file_name().unwrap(), "späteres Blatt #2.txt");
    let text = std::fs::read_to_string(&files[0]).unwrap();
    assert!(LETTER_WORDS.iter().all(|word| text.contains(word)), "{text}");
    // The window is still there for the mouse.
    desktop.click_text_word("Margaret").await;
    desktop.wait("a marked word", SOON, || desktop.marked_text()).await;
}

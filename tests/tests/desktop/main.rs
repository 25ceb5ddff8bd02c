//! The desktop application, end to end: the real binary in a real window on a display without a screen, with real drops.
#![cfg(target_os = "linux")]

mod arrive;
mod closed;
mod crash;
mod drop;
mod leave;
mod manners;
mod paste;
mod proofread;

use std::path::{Path, PathBuf};
use std::time::Duration;

use tests::desktop::Desktop;
use tests::desktop::page::Rect;
use tests::render::{Page, Rendered, Text};

/// A page whose words are known, each of them once and none of them short.
fn letter() -> Rendered {
    let page = Page::a5(vec![
        Text::heading("Winter harvest"),
        Text::new("The orchard beyond the river gave seventeen baskets of apples before the first snow covered it."),
        Text::new("Margaret counted them twice and wrote the number into her father's ledger without speaking."),
    ]);
    page.draw().expect("the fonts are installed")
}

/// Words of [`letter`] that a reader must find: from the heading, from both paragraphs, from starts and ends of lines.
const LETTER_WORDS: [&str; 8] =
    ["Winter", "harvest", "orchard", "seventeen", "baskets", "Margaret", "counted", "ledger"];

/// Writes `page` as PNG and answers where.
fn save(page: &Rendered, folder: &Path, name: &str) -> PathBuf {
    let path = folder.join(name);
    page.image.save(&path).expect("the test's folder is writable");
    path
}

/// Saves the result that is shown as `format` (the interface's name for it) at `target`, by the desktop's own dialog. Needs
/// a window manager, which gives the dialog the keyboard, and a runtime of several threads.
async fn save_as(desktop: &Desktop, format: &str, target: &Path) {
    desktop.click("[data-testid=save]").await;
    desktop.click(&format!("[data-testid=save-{format}]")).await;
    let typed = target.to_string_lossy().into_owned();
    tokio::task::block_in_place(|| {
        desktop.xdotool(&["search", "--sync", "--onlyvisible", "--name", "^Save", "windowfocus", "--sync"]);
        std::thread::sleep(Duration::from_millis(1200));
        // The dialog offers a name of its own, which the whole path replaces.
        desktop.xdotool(&["key", "ctrl+a"]);
        desktop.xdotool(&["type", "--delay", "40", &typed]);
        desktop.xdotool(&["key", "Return"]);
    });
}

/// Where the picture, which lies at `picture` in the window, shows the ink of `word`.
fn ink(word: &str, page: &Rendered, picture: Rect) -> Rect {
    let truth = page.words.iter().find(|w| w.text == word).expect("the page has this word").ink;
    let (across, down) =
        (picture.width / f64::from(page.image.width()), picture.height / f64::from(page.image.height()));
    Rect {
        x: picture.x + f64::from(truth.x0) * across,
        y: picture.y + f64::from(truth.y0) * down,
        width: f64::from(truth.x1 - truth.x0) * across,
        height: f64::from(truth.y1 - truth.y0) * down,
    }
}

/// The area, in square pixels, that two rectangles share.
fn overlap(a: Rect, b: Rect) -> f64 {
    let across = (a.x + a.width).min(b.x + b.width) - a.x.max(b.x);
    let down = (a.y + a.height).min(b.y + b.height) - a.y.max(b.y);
    across.max(0.0) * down.max(0.0)
}

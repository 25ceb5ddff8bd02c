//! A file dropped on the window is read, and its words lie over their ink.

use image::{GenericImageView, GrayImage};
use tests::desktop::page::{Picture, READ_LIMIT, Rect, WordBox};
use tests::desktop::{Desktop, Options};
use tests::render::Rendered;

use crate::{LETTER_WORDS, letter, save};

#[tokio::test]
async fn a_dropped_page_shows_its_words_over_their_ink() {
    let page = letter();
    let desktop = Desktop::start().await;
    let file = save(&page, desktop.folder(), "扫描 – Äpfel & Birnen.png");

    desktop.drop_files(&[file]).await;

    let rows = desktop.wait_for_jobs(1, READ_LIMIT).await;
    assert_eq!(rows[0].state, "done", "{rows:?}");
    assert!(rows[0].text.contains("扫描 – Äpfel & Birnen.png"), "{rows:?}");
    desktop.wait_for_words(&LETTER_WORDS, READ_LIMIT).await;
    let shot = desktop.folder().join("screen.png");
    // Measured anew for each look: while the last of the page's tools appear, the picture still moves.
    let (picture, screen) = desktop
        .wait("ink on the screen under every box", READ_LIMIT, || async {
            let picture = desktop.picture().await?;
            let boxes = desktop.word_boxes().await;
            let found = LETTER_WORDS.map(|word| over_ink(word, &page, &picture, &boxes));
            // Not only by the numbers: what the screen shows there is dark, and what it shows beside the lines is not.
            desktop.screenshot(&shot);
            let screen = image::open(&shot).unwrap().into_luma8();
            found.iter().all(|rect| darkness(&screen, *rect) > 0.08).then_some((picture, screen))
        })
        .await;
    let margin = Rect { width: 0.05 * picture.rect.width, height: 0.3 * picture.rect.height, ..picture.rect };
    assert!(darkness(&screen, margin) < 0.02, "the page's margin is not empty: {margin:?}");
}

#[tokio::test]
async fn a_word_of_the_text_shows_its_place_on_the_page_and_the_other_way_round() {
    let page = letter();
    let desktop = Desktop::start().await;
    let file = save(&page, desktop.folder(), "letter.png");
    desktop.drop_files(&[file]).await;
    desktop.wait_for_jobs(1, READ_LIMIT).await;
    desktop.wait_for_words(&LETTER_WORDS, READ_LIMIT).await;
    desktop.wait("the page's picture", READ_LIMIT, || desktop.picture()).await;
    let boxes = desktop.word_boxes().await;

    desktop.click_text_word("orchard").await;
    let marked = desktop.wait("a mark on the page", READ_LIMIT, || desktop.rect_of("[data-testid=mark-pinned]")).await;
    let orchard = boxes.iter().find(|b| b.text == "orchard").unwrap();
    assert!(overlap(marked, orchard.rect) > 0.5 * orchard.rect.width * orchard.rect.height, "{marked:?} {orchard:?}");

    desktop.click("[data-word][data-text=baskets]").await;
    let shown = desktop.wait("a mark in the text", READ_LIMIT, || desktop.marked_text()).await;
    assert_eq!(shown, "baskets");
}

#[tokio::test]
async fn a_dropped_folder_gives_a_job_for_each_readable_file() {
    let page = letter();
    let desktop = Desktop::start_with(Options::default()).await;
    let folder = desktop.folder().join("scans of März");
    std::fs::create_dir_all(folder.join("deeper")).unwrap();
    save(&page, &folder, "first.png");
    save(&page, &folder.join("deeper"), "second.jpg");
    std::fs::write(folder.join("notes.txt"), "not a picture").unwrap();

    desktop.drop_files(&[folder]).await;

    let rows = desktop.wait_for_jobs(2, READ_LIMIT).await;
    assert!(rows.iter().all(|row| row.state == "done"), "{rows:?}");
    assert!(rows.iter().any(|row| row.text.contains("first.png")), "{rows:?}");
    assert!(rows.iter().any(|row| row.text.contains("second.jpg")), "{rows:?}");
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_told_and_not_swallowed() {
    let desktop = Desktop::start().await;
    let file = desktop.folder().join("letter.png");
    std::fs::write(&file, "this is no picture").unwrap();

    desktop.drop_files(&[file]).await;

    let rows = desktop.wait_for_jobs(1, READ_LIMIT).await;
    assert_eq!(rows[0].state, "failed", "{rows:?}");
    let list = desktop.call("list_jobs", serde_json::json!({})).await.unwrap();
    assert_eq!(list["jobs"][0]["error"]["code"], "input_unsupported", "{list}");
}

/// The word's box, which covers at least four fifths of its ink and is at most three times as large (a line of small
/// letters has ascenders above them).
fn over_ink(word: &str, page: &Rendered, picture: &Picture, boxes: &[WordBox]) -> Rect {
    let truth = page.words.iter().find(|w| w.text == word).expect("the page has this word").ink;
    let (across, down) =
        (picture.rect.width / f64::from(page.image.width()), picture.rect.height / f64::from(page.image.height()));
    let ink = Rect {
        x: picture.rect.x + f64::from(truth.x0) * across,
        y: picture.rect.y + f64::from(truth.y0) * down,
        width: f64::from(truth.x1 - truth.x0) * across,
        height: f64::from(truth.y1 - truth.y0) * down,
    };
    let found = boxes.iter().find(|b| b.text == word).unwrap_or_else(|| panic!("no box for {word}: {boxes:?}"));
    let shared = overlap(ink, found.rect);
    let ink_area = ink.width * ink.height;
    assert!(
        shared >= 0.8 * ink_area,
        "{word}: its box {:?} covers {:.2} of its ink {ink:?}",
        found.rect,
        shared / ink_area
    );
    // A box over the whole page would cover all ink: it may not be much larger than the ink either.
    let box_area = found.rect.width * found.rect.height;
    assert!(box_area <= 3.0 * ink_area, "{word}: its box {:?} is far larger than its ink {ink:?}", found.rect);
    found.rect
}

/// The share of dark pixels that the screen shows in `rect`. Without a window manager the window's corner is the screen's.
fn darkness(screen: &GrayImage, rect: Rect) -> f64 {
    let view = screen.view(rect.x as u32, rect.y as u32, rect.width as u32, rect.height as u32);
    let dark = view.pixels().filter(|(_, _, pixel)| pixel.0[0] < 96).count();
    dark as f64 / (rect.width * rect.height)
}

fn overlap(a: Rect, b: Rect) -> f64 {
    let across = (a.x + a.width).min(b.x + b.width) - a.x.max(b.x);
    let down = (a.y + a.height).min(b.y + b.height) - a.y.max(b.y);
    across.max(0.0) * down.max(0.0)
}

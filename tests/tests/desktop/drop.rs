//! A file dropped on the window is read, and its words lie over their ink.

use image::{GenericImageView, GrayImage};
use tests::desktop::page::{Mark, READ_LIMIT, Rect};
use tests::desktop::{Desktop, Options};
use tests::render::Rendered;

use crate::{LETTER_WORDS, ink, letter, overlap, save};

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
    for word in LETTER_WORDS {
        let mark = desktop.pick(word).await;
        over_ink(word, &page, &mark);
        desktop
            .wait(&format!("a box drawn around {word}"), READ_LIMIT, || async {
                (desktop.outlined(mark.rect).await > 0.8).then_some(())
            })
            .await;
        // Not only by the numbers: what the screen shows there is dark, and what it shows beside the lines is not.
        desktop
            .wait(&format!("ink on the screen under {word}"), READ_LIMIT, || async {
                desktop.screenshot(&shot);
                (darkness(&image::open(&shot).unwrap().into_luma8(), mark.rect) > 0.08).then_some(())
            })
            .await;
    }
    let picture = desktop.picture().await.expect("it is shown").rect;
    let margin = Rect { width: 0.05 * picture.width, height: 0.3 * picture.height, ..picture };
    let screen = image::open(&shot).unwrap().into_luma8();
    assert!(darkness(&screen, margin) < 0.02, "the page's margin is not empty: {margin:?}");
    assert!(desktop.outlined(margin).await < 0.1, "boxes are drawn where nothing is: {margin:?}");
}

#[tokio::test]
async fn a_word_of_the_text_shows_its_place_on_the_page_and_the_other_way_round() {
    let page = letter();
    let desktop = Desktop::start().await;
    let file = save(&page, desktop.folder(), "letter.png");
    desktop.drop_files(&[file]).await;
    desktop.wait_for_jobs(1, READ_LIMIT).await;
    desktop.wait_for_words(&LETTER_WORDS, READ_LIMIT).await;

    let mark = desktop.pick("orchard").await;
    over_ink("orchard", &page, &mark);

    // Where the page shows the word, not where a box of it might be.
    let baskets = ink("baskets", &page, mark.picture);
    let (x, y) = (baskets.x + baskets.width / 2.0, baskets.y + baskets.height / 2.0);
    desktop.xdotool(&["mousemove", &x.round().to_string(), &y.round().to_string(), "click", "1"]);
    let is_shown = || async { desktop.mark().await.filter(|mark| mark.text == "baskets") };
    let mark = desktop.wait("a mark in the text", READ_LIMIT, is_shown).await;
    over_ink("baskets", &page, &mark);
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

/// The word's mark covers at least four fifths of its ink and is at most three times as large (a line of small letters has
/// ascenders above them).
fn over_ink(word: &str, page: &Rendered, mark: &Mark) {
    let ink = ink(word, page, mark.picture);
    let shared = overlap(ink, mark.rect);
    let ink_area = ink.width * ink.height;
    assert!(
        shared >= 0.8 * ink_area,
        "{word}: its box {:?} covers {:.2} of its ink {ink:?}",
        mark.rect,
        shared / ink_area
    );
    // A box over the whole page would cover all ink: it may not be much larger than the ink either.
    let box_area = mark.rect.width * mark.rect.height;
    assert!(box_area <= 3.0 * ink_area, "{word}: its box {:?} is far larger than its ink {ink:?}", mark.rect);
}

/// The share of dark pixels that the screen shows in `rect`. Without a window manager the window's corner is the screen's.
fn darkness(screen: &GrayImage, rect: Rect) -> f64 {
    let view = screen.view(rect.x as u32, rect.y as u32, rect.width as u32, rect.height as u32);
    let dark = view.pixels().filter(|(_, _, pixel)| pixel.0[0] < 96).count();
    dark as f64 / (rect.width * rect.height)
}

//! Documents from a browser: dropped, read on the server, shown, downloaded.

use tests::browser::SOON;
use tests::desktop::page::READ_LIMIT;

use crate::{letter, logged_in, read_letter};

#[tokio::test]
async fn a_dropped_file_is_read_shown_and_downloaded() {
    let (_place, _server, browser) = logged_in().await;

    read_letter(&browser, "Äpfel & Birnen.png").await;

    let words = "return [...document.querySelectorAll('[data-text-word]')].map((e) => e.textContent.trim()).join(' ')";
    let shown = browser
        .wait("the text", READ_LIMIT, || async {
            let text = browser.evaluate(words, Vec::new()).await;
            text.as_str().filter(|text| text.contains("orchard") && text.contains("seventeen")).map(str::to_owned)
        })
        .await;
    assert!(shown.contains("Winter harvest"), "{shown}");
    let picture =
        "return document.querySelector('[data-testid=page-image] img, img[data-testid=page-image]')?.naturalWidth > 0";
    browser
        .wait("the page's picture", SOON, || async {
            browser.evaluate(picture, Vec::new()).await.as_bool()?.then_some(())
        })
        .await;

    browser.click("save").await;
    browser.wait("the menu of formats", SOON, || async {
        let pick = "const item = [...document.querySelectorAll('[role=menuitem]')].find((e) => e.innerText.includes('Markdown'));
            item?.click(); return item !== undefined";
        browser.evaluate(pick, Vec::new()).await.as_bool()?.then_some(())
    })
    .await;
    let markdown = String::from_utf8(browser.download("Äpfel & Birnen.md").await).expect("Markdown is UTF-8");
    assert!(markdown.contains("Winter harvest") && markdown.contains("seventeen baskets"), "{markdown}");
}

#[tokio::test]
async fn several_files_become_a_job_each_and_what_cannot_be_read_is_told() {
    let (_place, _server, browser) = logged_in().await;
    let broken = browser.folder().join("broken.png");
    std::fs::write(&broken, "this is no picture").unwrap();

    browser.drop_files(&[letter(&browser, "one.png"), letter(&browser, "two.png"), broken]).await;

    for name in ["one.png", "two.png"] {
        browser.wait_for("job-row", READ_LIMIT, |text| text.contains(name) && text.contains("Done")).await;
    }
    browser
        .wait_for("job-row", READ_LIMIT, |text| text.contains("broken.png") && text.contains("cannot be read"))
        .await;
}

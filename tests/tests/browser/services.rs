//! The settings of the server and of the hosted service, and the question before a file leaves the machine.

use tests::browser::SOON;

use crate::{logged_in, read_letter};

#[tokio::test]
async fn a_token_is_made_used_and_revoked() {
    let (_place, _server, browser) = logged_in().await;
    browser.click("open-settings").await;
    browser.click("settings-server").await;
    browser.click("token-new").await;
    browser.fill("token-name", "a script").await;
    browser.click("token-save").await;

    let secret = browser.wait_for("token-secret", SOON, |text| text.len() > 20).await;
    assert_eq!(browser.api_status(&secret).await, 200);
    browser.click("token-made-done").await;
    assert!(browser.texts("token-secret").await.is_empty(), "the secret is still there");

    let ask = "const row = document.querySelector('[data-testid=token][data-name=\"a script\"]');
        row.querySelector('[data-testid=token-revoke]').click();";
    browser.evaluate(ask, Vec::new()).await;
    assert_eq!(browser.api_status(&secret).await, 200, "it was revoked before the answer");
    browser.click("token-revoke-confirm").await;
    browser
        .wait("the token to be gone", SOON, || async {
            let left = browser.texts("token").await;
            (!left.iter().any(|text| text.contains("a script"))).then_some(())
        })
        .await;
    assert_eq!(browser.api_status(&secret).await, 401);
}

#[tokio::test]
async fn no_file_is_sent_before_the_person_has_seen_where_to() {
    let (_place, _server, browser) = logged_in().await;
    read_letter(&browser, "private.png").await;
    browser.click("open-settings").await;
    browser.click("settings-hosted").await;
    // Nobody listens there: what is wanted is the question, and nothing must come of it.
    browser.fill("hosted-url", "http://127.0.0.1:9").await;
    browser.fill("hosted-token", "a token of theirs").await;
    browser.click("hosted-keep").await;
    browser.wait_for("hosted-forget", SOON, |_| true).await;
    browser.click("dialog-close").await;

    let menu = "document.querySelector('[data-testid=job-row]').dispatchEvent(
        new MouseEvent('contextmenu', { bubbles: true, cancelable: true, clientX: 100, clientY: 150 }));";
    browser.evaluate(menu, Vec::new()).await;
    browser
        .wait("the menu of the job", SOON, || async {
            let pick = "const item = [...document.querySelectorAll('[role=menuitem]')].find((e) => e.innerText.includes('Read again'));
                item?.click(); return item !== undefined";
            browser.evaluate(pick, Vec::new()).await.as_bool()?.then_some(())
        })
        .await;
    browser.pick("rerun-engine", "hosted").await;
    browser.click("rerun-start").await;

    let question = browser.wait_for("send-dialog", SOON, |text| text.contains("private.png")).await;
    assert!(question.contains("http://127.0.0.1:9"), "{question}");
    browser.click("send-never").await;
    browser.click("open-settings").await;
    browser.click("settings-hosted").await;
    browser.wait_for("settings", SOON, |text| text.contains("Nothing ever leaves this computer")).await;
    assert_eq!(browser.texts("job-row").await.len(), 1, "a job was made all the same");
}

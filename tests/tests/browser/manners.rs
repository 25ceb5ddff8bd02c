//! Manners of the interface: no screen has a fault that axe-core finds, and every shortcut of the list does something.

use std::path::Path;

use serde_json::{Value, json};
use tests::browser::{Browser, SOON};

use crate::{logged_in, read_letter};

/// Where the checker lies once the interface's packages are installed.
const AXE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/node_modules/axe-core/axe.min.js");

/// Faults on the screen as it is, one a line.
async fn faults(browser: &Browser, screen: &str) -> Vec<String> {
    const RUN: &str = "const done = arguments[arguments.length - 1];
        axe.run(document, { resultTypes: ['violations'] }).then((found) => done(found.violations.map((one) =>
            one.id + ': ' + one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' | '))), (e) => done([String(e)]));";
    let there = browser.evaluate("return typeof axe === 'object'", Vec::new()).await;
    if there != Value::Bool(true) {
        let axe = std::fs::read_to_string(Path::new(AXE)).expect("`npm ci` in ui brings axe-core");
        browser.evaluate(&axe, Vec::new()).await;
    }
    let found = browser.client.execute_async(RUN, Vec::new()).await.expect("axe runs");
    let found: Vec<String> = serde_json::from_value(found).expect("faults are texts");
    found.into_iter().map(|fault| format!("{screen}: {fault}")).collect()
}

/// Shows the interface in a theme and a language, as a person's settings would.
async fn dress(browser: &Browser, theme: &str, language: &str) {
    let keep =
        "localStorage.setItem('ocrchat.theme', arguments[0]); localStorage.setItem('ocrchat.language', arguments[1]);";
    browser.evaluate(keep, vec![json!(theme), json!(language)]).await;
    browser.client.refresh().await.expect("the page loads again");
    browser.wait_for("job-row", SOON, |_| true).await;
}

/// Presses keys on what has the focus, spelt as the interface spells shortcuts.
async fn press(browser: &Browser, keys: &str) {
    const PRESS: &str = "const parts = arguments[0].split('+'); const key = parts.pop();
        const has = (name) => parts.includes(name);
        const event = new KeyboardEvent('keydown', { key, ctrlKey: has('Mod'), altKey: has('Alt'), shiftKey: has('Shift'),
            bubbles: true, cancelable: true });
        (document.activeElement ?? document.body).dispatchEvent(event);
        return event.defaultPrevented;";
    let taken = browser.evaluate(PRESS, vec![json!(keys)]).await;
    assert_eq!(taken, Value::Bool(true), "{keys} means nothing");
}

/// Closes the dialog that is open.
async fn close(browser: &Browser, id: &str) {
    let gone = "const e = document.activeElement ?? document.body;
        e.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }));
        return document.querySelector(`[data-testid='${arguments[0]}']`) === null;";
    browser
        .wait(&format!("{id} to close"), SOON, || async {
            browser.evaluate(gone, vec![json!(id)]).await.as_bool()?.then_some(())
        })
        .await;
}

async fn there(browser: &Browser, id: &str) {
    let ask = "return document.querySelector(`[data-testid='${arguments[0]}']`) !== null";
    browser.wait(id, SOON, || async { browser.evaluate(ask, vec![json!(id)]).await.as_bool()?.then_some(()) }).await;
}

#[tokio::test]
async fn axe_finds_nothing_on_any_screen() {
    let (_place, _server, browser) = logged_in().await;
    let mut found = faults(&browser, "start").await;
    read_letter(&browser, "letter.png").await;

    for (theme, language) in [("light", "en"), ("dark", "de"), ("contrast", "en"), ("light", "he")] {
        dress(&browser, theme, language).await;
        let named = |screen: &str| format!("{screen} ({theme}, {language})");
        found.extend(faults(&browser, &named("work")).await);
        const TABS: &str = "return [...document.querySelectorAll('[data-testid^=tab-]')].map((e) => e.dataset.testid)";
        let tabs: Vec<String> = serde_json::from_value(browser.evaluate(TABS, Vec::new()).await).unwrap();
        for tab in &tabs {
            browser.click(tab).await;
            found.extend(faults(&browser, &named(tab)).await);
        }
        for (keys, dialog) in [
            ("Mod+K", "palette"),
            ("F1", "shortcuts"),
            ("Mod+Shift+E", "export-dialog"),
            ("Mod+Alt+O", "batch-dialog"),
            ("Mod+Shift+R", "rerun-dialog"),
        ] {
            press(&browser, keys).await;
            there(&browser, dialog).await;
            found.extend(faults(&browser, &named(dialog)).await);
            close(&browser, dialog).await;
        }
        press(&browser, "Mod+,").await;
        there(&browser, "settings").await;
        const SECTIONS: &str =
            "return [...document.querySelectorAll('[data-testid=settings] [role=tab]')].map((e) => e.dataset.testid)";
        let sections: Vec<String> = serde_json::from_value(browser.evaluate(SECTIONS, Vec::new()).await).unwrap();
        assert!(sections.len() >= 9, "{sections:?}");
        for section in &sections {
            browser.click(section).await;
            found.extend(faults(&browser, &named(section)).await);
        }
        close(&browser, "settings").await;
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[tokio::test]
async fn shortcuts_do_what_the_list_says() {
    let (_place, _server, browser) = logged_in().await;
    read_letter(&browser, "letter.png").await;

    // What each opens.
    for (keys, dialog) in [
        ("Mod+K", "palette"),
        ("Mod+Shift+P", "palette"),
        ("F1", "shortcuts"),
        ("Mod+/", "shortcuts"),
        ("Mod+,", "settings"),
        ("Mod+Shift+E", "export-dialog"),
        ("Mod+Alt+O", "batch-dialog"),
        ("Mod+Shift+R", "rerun-dialog"),
    ] {
        press(&browser, keys).await;
        there(&browser, dialog).await;
        close(&browser, dialog).await;
    }

    // Panels, regions and the search.
    let shut = "return document.querySelector(`[data-region=${arguments[0]}]`).inert";
    for (keys, region) in [("Mod+B", "history"), ("Mod+Shift+B", "results")] {
        for wanted in [true, false] {
            press(&browser, keys).await;
            browser
                .wait(region, SOON, || async {
                    (browser.evaluate(shut, vec![json!(region)]).await == Value::Bool(wanted)).then_some(())
                })
                .await;
        }
    }
    press(&browser, "Mod+F").await;
    there(&browser, "find-bar").await;
    close(&browser, "find-bar").await;
    press(&browser, "Mod+Shift+F").await;
    let focus = "return document.activeElement?.closest('[data-region]')?.dataset.region ?? ''";
    let field = "return document.activeElement?.dataset.testid ?? ''";
    assert_eq!(browser.evaluate(field, Vec::new()).await, json!("search"));
    for (keys, region) in [("F6", "page"), ("F6", "results"), ("F6", "toolbar"), ("Shift+F6", "results")] {
        press(&browser, keys).await;
        assert_eq!(browser.evaluate(focus, Vec::new()).await, json!(region), "{keys} goes on to the next region");
    }

    // In the list, and a shortcut that a person has changed.
    let list = "document.querySelector('[data-testid=job-list]').focus(); return true";
    browser.evaluate(list, Vec::new()).await;
    press(&browser, "Delete").await;
    there(&browser, "delete-dialog").await;
    close(&browser, "delete-dialog").await;
    browser
        .evaluate("localStorage.setItem('ocrchat.keys', '{\"help.shortcuts\":[\"Mod+J\"]}'); return true", Vec::new())
        .await;
    browser.client.refresh().await.expect("the page loads again");
    browser.wait_for("job-row", SOON, |_| true).await;
    press(&browser, "Mod+J").await;
    there(&browser, "shortcuts").await;
}

//! What a person does with documents in the app, from end to end: reads hostile text as Markdown, asks about an invoice, and
//! has several documents read anew with settings of their own.

use std::path::PathBuf;

use serde_json::{Value, json};
use tests::browser::{Browser, SOON};
use tests::desktop::page::READ_LIMIT;
use tests::render::{Page, Text, jpeg, pdf};

use crate::{letter, logged_in, read_letter};

/// Text that would act if it ever became elements: each way leaves a mark on the window, or an element.
const HOSTILE: &str = "<img src=x onerror=window.planted=1><script>window.planted=2</script>\
    <a href=javascript:window.planted=3>away</a><iframe srcdoc=x></iframe>";

/// Calls a command of the host as the interface does, in the page's own session.
async fn call(browser: &Browser, command: &str, arguments: Value) -> Value {
    const CALL: &str = "const [command, body, done] = arguments;
        fetch('/ui/call/' + command, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
            .then(async (answer) => done({ ok: answer.ok, said: await answer.json() }), (e) => done({ ok: false, said: String(e) }));";
    let reply = browser.client.execute_async(CALL, vec![json!(command), arguments]).await.expect("the page can ask");
    assert_eq!(reply["ok"], true, "{command}: {}", reply["said"]);
    reply["said"].clone()
}

/// Every job of the list.
async fn jobs(browser: &Browser) -> Vec<Value> {
    let list = call(browser, "list_jobs", json!({})).await;
    list["jobs"].as_array().expect("a list of jobs").clone()
}

/// Waits until `script`, run in the page, answers true.
async fn until(browser: &Browser, what: &str, script: &str) {
    browser.wait(what, SOON, || async { browser.evaluate(script, Vec::new()).await.as_bool()?.then_some(()) }).await;
}

/// Asserts that nothing of [`HOSTILE`] has become an element of the Markdown pane, has run, or was stopped only by the
/// server's content policy, the last line of defence.
async fn assert_harmless(browser: &Browser, whence: &str) {
    // What runs late had its time: pictures fail, and policies are told, in tasks of their own.
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    const LOOK: &str = "const set = document.querySelector('[data-testid=markdown-set]');
        const elements = [...set.querySelectorAll('img, script, iframe, object, embed, form, [href], [src], [srcdoc]')];
        const handlers = [...set.querySelectorAll('*')].filter((e) => e.getAttributeNames().some((n) => n.startsWith('on')));
        return { planted: window.planted ?? null, violations: window.violations,
            elements: [...elements, ...handlers].map((e) => e.outerHTML) };";
    let found = browser.evaluate(LOOK, Vec::new()).await;
    assert_eq!(found, json!({ "planted": null, "violations": [], "elements": [] }), "{whence}");
}

#[tokio::test]
async fn hostile_text_stays_text_in_the_markdown_pane() {
    let (_place, _server, browser) = logged_in().await;
    read_letter(&browser, "letter.png").await;
    const WATCH: &str = "window.violations = [];
        document.addEventListener('securitypolicyviolation', (e) => window.violations.push(e.violatedDirective));";
    browser.evaluate(WATCH, Vec::new()).await;

    // Read off a page: a person's correction stands for whatever a recogniser might read.
    let job = jobs(&browser).await[0]["id"].clone();
    let page = call(&browser, "get_page", json!({ "job": job, "page": 0 })).await;
    let block =
        page["blocks"].as_array().and_then(|blocks| blocks.last()).expect("the letter has blocks")["id"].clone();
    let edit =
        json!({ "type": "set_line", "at": { "block": block, "line": 0 }, "text": format!("Before {HOSTILE} after") });
    call(&browser, "edit_page", json!({ "job": job, "page": 0, "edits": [edit] })).await;
    browser.click("tab-markdown").await;
    let shown = browser.wait_for("markdown-set", SOON, |text| text.contains("Before") && text.contains("after")).await;
    assert!(shown.contains("<script>window.planted=2</script>"), "what stands on the page is shown: {shown}");
    assert_harmless(&browser, "from the page's text").await;

    // Markdown that has it as HTML, as if the export had let it through: here only the pane's sanitiser stands.
    const FORGE: &str = "const real = window.fetch; const forged = arguments[0];
        window.fetch = (path, init) => String(path).endsWith('/export_text')
            ? Promise.resolve(new Response(JSON.stringify({ text: forged }), { headers: { 'content-type': 'application/json' } }))
            : real(path, init);";
    let forged =
        format!("# Forged\n\n{HOSTILE}\n\n[onwards](javascript:window.planted=4) ![picture](x \"y\")\n\nThe end.");
    browser.evaluate(FORGE, vec![json!(forged)]).await;
    browser.click("tab-text").await;
    browser.click("tab-markdown").await;
    let is_set =
        |text: &str| ["Forged", "away", "onwards", "picture", "The end."].iter().all(|part| text.contains(part));
    browser.wait_for("markdown-set", SOON, is_set).await;
    assert_harmless(&browser, "from the Markdown itself").await;
    browser
        .evaluate("document.querySelectorAll('[data-testid=markdown-set] a').forEach((a) => a.click())", Vec::new())
        .await;
    assert_harmless(&browser, "from a click on its links").await;
}

/// A scanned invoice with a covering letter before it.
fn invoice(browser: &Browser) -> PathBuf {
    let row = |left: &str, right: &str| Text { after: 4.0, ..Text::row(left, right) };
    let pages = [
        Page::a5(vec![
            Text::heading("Dear Harbour Press"),
            Text::new("With this letter comes what you ordered in the winter, and we thank you for your patience."),
        ]),
        Page::a5(vec![
            Text::heading("INVOICE"),
            Text::new("Northwind Paper Ltd"),
            row("Invoice number:", "NP-20817"),
            row("Invoice date:", "12 March 2026"),
            row("Due date:", "11 April 2026"),
            row("Subtotal", "GBP 270.00"),
            row("VAT 20%", "GBP 54.00"),
            row("Total", "GBP 324.00"),
        ]),
    ];
    let scans: Vec<pdf::Scan> = pages
        .iter()
        .map(|page| {
            let page = page.draw().expect("the fonts are installed");
            pdf::Scan { jpeg: jpeg(&page.image, 90).expect("a JPEG"), pixels: page.image.dimensions(), dpi: page.dpi }
        })
        .collect();
    let path = browser.folder().join("invoice.pdf");
    pdf::scan(&path, scans.len(), &scans).expect("the test's folder is writable");
    path
}

#[tokio::test]
async fn an_answer_about_an_invoice_leads_to_the_words_it_rests_on() {
    let (_place, _server, browser) = logged_in().await;
    browser.drop_files(&[invoice(&browser)]).await;
    browser.wait_for("job-row", READ_LIMIT, |text| text.contains("invoice.pdf") && text.contains("Done")).await;
    const MARKED: &str = "const canvas = document.querySelector('[data-testid=boxes]');
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        const seen = { left: canvas.width, top: canvas.height, right: 0, bottom: 0, pixels: 0 };
        for (let i = 0; i < data.length; i += 4) {
            const isYellow = data[i + 3] > 40 && data[i] > 200 && data[i + 1] > 150 && data[i + 2] < 120;
            if (!isYellow) continue;
            const [x, y] = [(i / 4) % canvas.width, Math.floor(i / 4 / canvas.width)];
            seen.pixels++;
            seen.top = Math.min(seen.top, y); seen.bottom = Math.max(seen.bottom, y);
        }
        const height = canvas.height;
        return { pixels: seen.pixels, top: seen.top / height, bottom: seen.bottom / height };";
    let before = browser.evaluate(MARKED, Vec::new()).await;
    assert_eq!(before["pixels"], 0, "nothing is marked on a page that nobody asked about");

    browser.click("tab-chat").await;
    browser.fill("chat-question", "What is the invoice total?").await;
    browser.click("chat-send").await;
    let answer = browser.wait_for("answer", READ_LIMIT, |text| !text.is_empty()).await;
    assert!(answer.contains("324.00") && !answer.contains("270.00"), "{answer}");
    until(
        &browser,
        "a standing",
        "return document.querySelector('[data-testid=answer]').dataset.standing === 'supported'",
    )
    .await;
    assert_eq!(browser.texts("page-number").await.len(), 1);
    let number = "return document.querySelector('[data-testid=page-number]').value";
    assert_eq!(browser.evaluate(number, Vec::new()).await, json!("1"), "an answer alone turns no page");

    let citation = browser.texts("citation").await.into_iter().find(|text| text.contains("324.00"));
    assert!(citation.is_some_and(|text| text.contains("p. 2")), "the passage is named with its page");
    browser.click("citation").await;
    until(&browser, "the second page", "return document.querySelector('[data-testid=page-number]').value === '2'")
        .await;
    until(&browser, "the citation", "return Number(document.querySelector('[data-testid=boxes]').dataset.cited) > 0")
        .await;
    let marked = browser
        .wait("the highlight", SOON, || async {
            let marked = browser.evaluate(MARKED, Vec::new()).await;
            (marked["pixels"].as_u64()? > 0).then_some(marked)
        })
        .await;
    // The total's row is one line: what is marked is it alone.
    let [top, bottom] = ["top", "bottom"].map(|edge| marked[edge].as_f64().expect("an edge is a number"));
    assert!(bottom - top < 0.06, "more than a row is marked: {marked}");
}

#[tokio::test]
async fn a_batch_is_read_anew_each_document_as_it_was_set() {
    let (_place, _server, browser) = logged_in().await;
    let files = [letter(&browser, "one.png"), letter(&browser, "two.png"), invoice(&browser)];
    browser.drop_files(&files).await;
    for name in ["one.png", "two.png", "invoice.pdf"] {
        browser.wait_for("job-row", READ_LIMIT, |text| text.contains(name) && text.contains("Done")).await;
    }
    let engines = |jobs: Vec<Value>| async {
        let mut engines = Vec::new();
        for job in jobs {
            assert_eq!(job["state"], "done", "{job}");
            let page = call(&browser, "get_page", json!({ "job": job["id"], "page": 0 })).await;
            engines.push((job["name"].as_str().unwrap_or_default().to_owned(), page["engine"].clone()));
        }
        engines.sort_by(|a, b| a.0.cmp(&b.0));
        engines
    };
    let before = engines(jobs(&browser).await).await;
    assert!(before.iter().all(|(_, engine)| engine == "ppocr"), "{before:?}");

    // All three are marked, all are to be read by Tesseract, one of them stays with PP-OCR.
    const MARK: &str = "const list = document.querySelector('[data-testid=job-list]'); list.focus();
        for (const [key, shiftKey] of [['Home', false], ['End', true]])
            list.dispatchEvent(new KeyboardEvent('keydown', { key, shiftKey, bubbles: true, cancelable: true }));";
    browser.evaluate(MARK, Vec::new()).await;
    browser.wait_for("chosen", SOON, |text| text.contains('3')).await;
    const OPEN: &str = "(document.activeElement ?? document.body).dispatchEvent(
        new KeyboardEvent('keydown', { key: 'o', ctrlKey: true, altKey: true, bubbles: true, cancelable: true }))";
    browser.evaluate(OPEN, Vec::new()).await;
    browser.wait_for("batch-dialog", SOON, |text| text.contains("two.png")).await;
    browser.wait_for("batch-estimate", SOON, |text| text.contains('4')).await;
    browser.pick("batch-engine", "tesseract").await;
    const PLACE: &str = "return [...document.querySelectorAll('[data-testid=batch-dialog] tbody tr')]
        .findIndex((row) => row.innerText.includes('two.png'))";
    let place = browser.evaluate(PLACE, Vec::new()).await.as_u64().expect("two.png is in the dialog");
    browser.pick(&format!("batch-engine-{place}"), "ppocr").await;
    browser.click("batch-start").await;

    let after = browser
        .wait("the batch to end", READ_LIMIT, || async {
            let jobs = jobs(&browser).await;
            let all = jobs.len() == 3 && jobs.iter().all(|job| job["state"] == "done");
            let anew = jobs.iter().any(|job| job["engine"] == "tesseract");
            (all && anew).then_some(jobs)
        })
        .await;
    let read: Vec<(String, Value)> = engines(after).await;
    let wanted = [("invoice.pdf", "tesseract"), ("one.png", "tesseract"), ("two.png", "ppocr")];
    assert_eq!(read, wanted.map(|(name, engine)| (name.to_owned(), json!(engine))), "each as it was set");
    assert_eq!(browser.texts("batch-dialog").await, [""; 0], "the dialog has closed");
    browser.wait_for("job-row", SOON, |text| text.contains("one.png") && text.contains("Done")).await;
}

#[tokio::test]
async fn a_first_visitor_tries_the_sample() {
    let (_place, _server, browser) = logged_in().await;
    browser.click("sample").await;
    let read = |text: &str| text.contains("Sample invoice") && text.contains("Done");
    browser.wait_for("job-row", READ_LIMIT, read).await;
    // It is drawn by this browser, and what stands there was read off the drawing.
    let job = jobs(&browser).await[0]["id"].clone();
    let text = call(&browser, "export_text", json!({ "job": job, "format": "txt" })).await;
    let text = text["text"].as_str().expect("a text").to_owned();
    for known in ["Harbour Joinery", "HJ-2041", "2 April 2026", "128.00", "Brass bracket", "years from the date above"]
    {
        assert!(text.contains(known), "{known}: {text}");
    }
}

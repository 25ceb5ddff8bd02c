//! What a test asks of the page in the window, in the words of the interface's `data-` attributes.

use std::time::Duration;

use fantoccini::Locator;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Desktop;
use crate::patience;

/// How long a page may take to be read on a slow machine with a debug build.
pub const READ_LIMIT: Duration = Duration::from_secs(90);

/// A rectangle in CSS pixels of the window, origin top left.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rect {
    /// Left edge.
    pub x: f64,
    /// Top edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// The word that is picked, as text and page show it at one and the same moment.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Mark {
    /// The word in the text.
    pub text: String,
    /// Where the page marks it in the window.
    pub rect: Rect,
    /// Where the page's picture lies in the window.
    pub picture: Rect,
}

/// The picture that is shown.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Picture {
    /// Where it lies in the window.
    pub rect: Rect,
    /// Its own width in pixels.
    pub natural_width: f64,
    /// Its own height in pixels.
    pub natural_height: f64,
}

/// One row of the list of jobs.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct JobRow {
    /// The job's id.
    pub job: String,
    /// The job's state, as the contract spells it.
    pub state: String,
    /// What the row says.
    pub text: String,
}

const PICTURE: &str = r#"
const image = document.querySelector('img[data-testid="page-image"], [data-testid="page-image"] img');
if (!image || !image.complete || image.naturalWidth === 0) return null;
const r = image.getBoundingClientRect();
return { rect: { x: r.x, y: r.y, width: r.width, height: r.height },
         natural_width: image.naturalWidth, natural_height: image.naturalHeight };"#;

const MARK: &str = r#"
const word = document.querySelector('[data-text-word][data-marked=pinned]');
const mark = document.querySelector('[data-testid="mark-pinned"]');
const image = document.querySelector('[data-testid="page-image"]');
if (!word || !mark || !image || !image.complete || image.naturalWidth === 0) return null;
const rect = (e) => { const { x, y, width, height } = e.getBoundingClientRect(); return { x, y, width, height }; };
return { text: word.textContent.trim(), rect: rect(mark), picture: rect(image) };"#;

// The boxes are strokes on a canvas: what is asked is whether there is paint along the edges above and below.
const OUTLINED: &str = r#"
const { x, y, width, height } = arguments[0];
const canvas = document.querySelector('[data-testid="boxes"]');
const covered = canvas.getBoundingClientRect();
const density = canvas.width / covered.width;
const context = canvas.getContext('2d');
const isPainted = (left, top) => {
  const place = [(left - covered.x) * density, (top - covered.y) * density].map((n) => Math.round(n) - 2);
  return context.getImageData(...place, 5, 5).data.some((value, i) => i % 4 === 3 && value > 0);
};
const POINTS = 20;
let painted = 0;
for (let i = 0; i < POINTS; i++) {
  const along = x + (width * (i + 0.5)) / POINTS;
  painted += isPainted(along, y) + isPainted(along, y + height);
}
return painted / (2 * POINTS);"#;

const TEXT_WORDS: &str = "return [...document.querySelectorAll('[data-text-word]')].map((e) => e.textContent.trim());";

const JOB_ROWS: &str = r#"
return [...document.querySelectorAll('[data-testid="job-row"]')].map((e) =>
  ({ job: e.dataset.job, state: e.dataset.state, text: e.textContent }));"#;

impl Desktop {
    /// Runs `script` in the page.
    ///
    /// # Panics
    /// When the page throws, or the window is gone.
    pub async fn evaluate<T: serde::de::DeserializeOwned>(&self, script: &str, arguments: Vec<Value>) -> T {
        let value = self.client.execute(script, arguments).await.unwrap_or_else(|e| panic!("{script}: {e}"));
        serde_json::from_value(value.clone()).unwrap_or_else(|e| panic!("{script}: {e}: {value}"))
    }

    /// Asks `question` until it has an answer.
    ///
    /// # Panics
    /// When `limit` passes first, with `what` and what the page says.
    pub async fn wait<T, F: Future<Output = Option<T>>>(
        &self,
        what: &str,
        limit: Duration,
        question: impl FnMut() -> F,
    ) -> T {
        patience::until(&self.client, what, limit, question).await
    }

    /// The list of jobs as it is shown.
    pub async fn job_rows(&self) -> Vec<JobRow> {
        self.evaluate(JOB_ROWS, Vec::new()).await
    }

    /// Waits until `count` jobs are in the list and all of them have ended.
    pub async fn wait_for_jobs(&self, count: usize, limit: Duration) -> Vec<JobRow> {
        self.wait(&format!("{count} jobs that have ended"), limit, || async {
            let rows = self.job_rows().await;
            let ended = rows.iter().all(|row| ["done", "failed", "cancelled"].contains(&row.state.as_str()));
            (rows.len() == count && ended).then_some(rows)
        })
        .await
    }

    /// The picture that is shown; `None` while it loads.
    pub async fn picture(&self) -> Option<Picture> {
        self.evaluate(PICTURE, Vec::new()).await
    }

    /// The word that is picked; `None` while none is, or its page is not shown.
    pub async fn mark(&self) -> Option<Mark> {
        self.evaluate(MARK, Vec::new()).await
    }

    /// Picks `word` in the text and answers where the page marks it, once the page has come to rest there.
    ///
    /// # Panics
    /// When the text does not have it, or the page does not mark it.
    pub async fn pick(&self, word: &str) -> Mark {
        self.click_text_word(word).await;
        self.wait(&format!("a mark on the page at {word}"), READ_LIMIT, || async {
            let mark = self.mark().await.filter(|mark| mark.text == word)?;
            tokio::time::sleep(Duration::from_millis(200)).await;
            (self.mark().await.as_ref() == Some(&mark)).then_some(mark)
        })
        .await
    }

    /// The share, 0–1, of the upper and lower edge of `rect` along which a box is drawn on the page.
    pub async fn outlined(&self, rect: Rect) -> f64 {
        self.evaluate(OUTLINED, vec![json!(rect)]).await
    }

    /// The words of the text beside the picture.
    pub async fn text_words(&self) -> Vec<String> {
        self.evaluate(TEXT_WORDS, Vec::new()).await
    }

    /// Waits until the text beside the picture has all of `words`.
    pub async fn wait_for_words(&self, words: &[&str], limit: Duration) -> Vec<String> {
        self.wait(&format!("the words {words:?}"), limit, || async {
            let shown = self.text_words().await;
            words.iter().all(|word| shown.iter().any(|s| s == word)).then_some(shown)
        })
        .await
    }

    /// Waits until what the page holds is on the screen: until then nothing of it can be clicked, and on a busy machine
    /// that takes a while.
    ///
    /// # Panics
    /// When the page draws nothing any more.
    pub async fn painted(&self) {
        const TWO_FRAMES: &str =
            "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done()))";
        self.client.execute_async(TWO_FRAMES, Vec::new()).await.unwrap_or_else(|e| panic!("the next frame: {e:?}"));
    }

    /// Clicks the element that `selector` names.
    ///
    /// # Panics
    /// When there is none.
    pub async fn click(&self, selector: &str) {
        self.painted().await;
        let element = self.client.find(Locator::Css(selector)).await.unwrap_or_else(|e| panic!("{selector}: {e}"));
        element.click().await.unwrap_or_else(|e| panic!("a click on {selector}: {e:?}"));
    }

    /// Calls a command of the host as the interface does, and answers what it answers: `Ok` or the wire's error.
    ///
    /// # Panics
    /// When the page cannot call.
    pub async fn call(&self, name: &str, arguments: Value) -> Result<Value, Value> {
        const CALL: &str = r#"
const [name, args, done] = arguments;
window.__TAURI_INTERNALS__.invoke('call', { name, args })
  .then((ok) => done({ ok }), (error) => done({ error }));"#;
        let answer = self.client.execute_async(CALL, vec![json!(name), arguments]).await;
        let mut answer = answer.unwrap_or_else(|e| panic!("{name}: {e}"));
        match answer.get_mut("error") {
            Some(error) => Err(error.take()),
            None => Ok(answer["ok"].take()),
        }
    }

    /// What the window tells in passing; `None` while it says nothing.
    pub async fn toast(&self) -> Option<String> {
        self.evaluate("return document.querySelector('[data-testid=toast]')?.innerText ?? null", Vec::new()).await
    }

    /// Clicks `word` in the text.
    ///
    /// # Panics
    /// When the text does not have it.
    pub async fn click_text_word(&self, word: &str) {
        self.painted().await;
        for element in self.client.find_all(Locator::Css("[data-text-word]")).await.expect("the page can be searched") {
            if element.text().await.is_ok_and(|text| text.trim() == word) {
                element.click().await.unwrap_or_else(|e| panic!("a click on {word}: {e:?}"));
                return;
            }
        }
        panic!("{word} is not in the text: {:?}", self.text_words().await);
    }

    /// The word of the text that is picked; `None` while none is.
    pub async fn marked_text(&self) -> Option<String> {
        const MARKED: &str = "return document.querySelector('[data-marked=pinned]')?.textContent.trim() ?? null";
        self.evaluate(MARKED, Vec::new()).await
    }

    /// Where the first element of `selector` lies in the window; `None` while there is none.
    pub async fn rect_of(&self, selector: &str) -> Option<Rect> {
        const RECT: &str = r#"
const e = document.querySelector(arguments[0]);
if (!e) return null;
const r = e.getBoundingClientRect();
return { x: r.x, y: r.y, width: r.width, height: r.height };"#;
        self.evaluate(RECT, vec![json!(selector)]).await
    }
}

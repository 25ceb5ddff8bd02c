//! Waiting for a page in a real browser or window: asks until there is an answer, and shows the page where there is none.

use std::future::Future;
use std::time::{Duration, Instant};

use fantoccini::Client;

/// Between two questions.
const PAUSE: Duration = Duration::from_millis(100);

/// Asks `question` until it has an answer.
///
/// # Panics
/// When `limit` passes first, with `what` and what the page of `client` says.
pub(crate) async fn until<T, F: Future<Output = Option<T>>>(
    client: &Client,
    what: &str,
    limit: Duration,
    mut question: impl FnMut() -> F,
) -> T {
    let end = Instant::now() + limit;
    loop {
        if let Some(answer) = question().await {
            return answer;
        }
        if Instant::now() > end {
            let page = client.execute("return document.body.innerText", Vec::new()).await;
            let page = page.unwrap_or_else(|e| panic!("{what}: not within {limit:?}, and the page is gone: {e}"));
            panic!("{what}: not within {limit:?}; the page says:\n{}", page.as_str().unwrap_or_default());
        }
        tokio::time::sleep(PAUSE).await;
    }
}

//! A worker that dies costs the page it held, and nothing else.

use std::time::Duration;

use serde_json::json;
use tests::desktop::Desktop;
use tests::desktop::page::READ_LIMIT;
use tests::desktop::process::{self, Process};
use tests::render::{jpeg, pdf};

use crate::letter;

#[tokio::test]
async fn a_killed_worker_costs_one_page_and_the_next_goes_on() {
    let page = letter();
    let desktop = Desktop::start().await;
    let file = desktop.folder().join("acht Seiten.pdf");
    let pixels = page.image.dimensions();
    let scan = pdf::Scan { jpeg: jpeg(&page.image, 85).unwrap(), pixels, dpi: page.dpi };
    pdf::scan(&file, 8, &[scan]).unwrap();
    desktop.drop_files(&[file]).await;
    let job = desktop.wait("a page being read", READ_LIMIT, || busy_job(&desktop)).await;

    let workers = desktop.workers();
    assert!(!workers.is_empty(), "a page is being read by no worker");
    for worker in &workers {
        process::kill(worker.id);
    }

    let rows = desktop.wait_for_jobs(1, READ_LIMIT).await;
    assert_eq!(rows[0].job, job);
    let detail = desktop.call("get_job", json!({ "job": job })).await.unwrap();
    let pages = detail["pages"].as_array().unwrap();
    let failed: Vec<_> = pages.iter().filter(|page| page["state"] == "failed").collect();
    let read = pages.iter().filter(|page| page["state"] == "done").count();
    assert!((1..=workers.len()).contains(&failed.len()), "{detail}");
    assert!(failed.iter().all(|page| page["error"]["code"] == "worker_crashed"), "{detail}");
    assert_eq!(read, 8 - failed.len(), "{detail}");
    assert_eq!(rows[0].state, "done", "a job with some pages read is done: {detail}");
    // The window lives, and so do new workers.
    let title = desktop.client.title().await.unwrap();
    assert!(!title.is_empty());
    assert!(workers.iter().all(|worker| Process::read(worker.id).is_none_or(|p| p.started != worker.started)));
}

#[tokio::test]
async fn no_worker_outlives_the_window() {
    let page = letter();
    let desktop = Desktop::start().await;
    let file = crate::save(&page, desktop.folder(), "blatt.png");
    desktop.drop_files(&[file]).await;
    desktop.wait_for_jobs(1, READ_LIMIT).await;
    let (window, workers) = (desktop.application(), desktop.workers());
    assert!(!workers.is_empty(), "the page was read by no worker");

    desktop.client.clone().close().await.unwrap();

    let alive = |p: &Process| Process::read(p.id).is_some_and(|now| now.started == p.started);
    let end = std::time::Instant::now() + Duration::from_secs(15);
    while alive(&window) || workers.iter().any(alive) {
        assert!(std::time::Instant::now() < end, "after its end: {window:?} {workers:?}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// The job that has a finished page and one being read: the worker is in the midst of it.
async fn busy_job(desktop: &Desktop) -> Option<String> {
    let row = desktop.job_rows().await.into_iter().next()?;
    let detail = desktop.call("get_job", json!({ "job": row.job })).await.ok()?;
    let pages = detail["pages"].as_array()?.clone();
    let has = |state: &str| pages.iter().any(|page| page["state"] == state);
    (has("done") && has("running")).then_some(row.job)
}

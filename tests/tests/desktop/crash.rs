//! A worker that dies costs nothing that a second try does not bring back; a window that dies costs nothing at all.

use std::time::Duration;

use serde_json::json;
use tests::desktop::Desktop;
use tests::desktop::page::READ_LIMIT;
use tests::desktop::process::{self, Process};
use tests::render::{jpeg, pdf};

use crate::letter;

#[tokio::test]
async fn a_killed_worker_costs_no_page() {
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
    assert!(pages.iter().all(|page| page["state"] == "done"), "{detail}");
    assert_eq!((pages.len(), rows[0].state.as_str()), (8, "done"), "{detail}");
    // The window lives, and so do new workers.
    let title = desktop.client.title().await.unwrap();
    assert!(!title.is_empty());
    assert!(workers.iter().all(|worker| Process::read(worker.id).is_none_or(|p| p.started != worker.started)));
}

#[tokio::test]
async fn a_killed_window_goes_on_with_its_job_when_it_is_started_again() {
    const PAGES: usize = 6;
    let page = letter();
    let mut desktop = Desktop::start().await;
    let file = desktop.folder().join("sechs Seiten.pdf");
    let pixels = page.image.dimensions();
    let scan = pdf::Scan { jpeg: jpeg(&page.image, 85).unwrap(), pixels, dpi: page.dpi };
    pdf::scan(&file, PAGES, &[scan]).unwrap();
    desktop.drop_files(&[file]).await;
    let job = desktop.wait("a page being read", READ_LIMIT, || busy_job(&desktop)).await;
    let before = done(&desktop, &job).await;

    desktop = desktop.kill_and_start_again().await;

    let rows = desktop.wait_for_jobs(1, READ_LIMIT).await;
    assert_eq!((rows[0].job.as_str(), rows[0].state.as_str()), (job.as_str(), "done"));
    assert!(!before.is_empty());
    assert_eq!(done(&desktop, &job).await, (0..PAGES).collect::<Vec<_>>());
    desktop.wait_for_words(&crate::LETTER_WORDS, READ_LIMIT).await;
}

/// The pages of a job that were read, 0-based.
async fn done(desktop: &Desktop, job: &str) -> Vec<usize> {
    let detail = desktop.call("get_job", json!({ "job": job })).await.expect("the job is there");
    let pages = detail["pages"].as_array().expect("it has pages").clone();
    (0..pages.len()).filter(|&page| pages[page]["state"] == "done").collect()
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

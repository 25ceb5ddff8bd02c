//! `kill -9` of the server in the middle of a job: the client's poll goes on after the restart, and nothing is lost.

use std::time::{Duration, Instant};

use serde_json::Value;
use tests::cli::Place;
use tests::render::{Page, Text, jpeg, pdf};
use tests::server::Server;

use crate::api;

/// Long against anything that is waited for here.
const LONG: Duration = Duration::from_secs(120);
const PAGES: usize = 30;

/// A scan of which each page holds another number.
fn scan(place: &Place) -> std::path::PathBuf {
    let scans: Vec<pdf::Scan> = (0..PAGES)
        .map(|n| {
            let lines = (0..8).map(|line| Text::new(format!("Coach {} carries parcel {line} of {n}", 100 + n)));
            let page = Page::a5(lines.collect()).draw().expect("fonts");
            pdf::Scan { jpeg: jpeg(&page.image, 85).expect("a JPEG"), pixels: page.image.dimensions(), dpi: page.dpi }
        })
        .collect();
    let path = place.path("coaches.pdf");
    pdf::scan(&path, PAGES, &scans).expect("the test's folder is writable");
    path
}

#[tokio::test]
async fn a_killed_server_goes_on_where_it_was() {
    let place = Place::new();
    let file = scan(&place);
    let server = Server::start(&place, &[]);
    let (address, token) = (server.address().to_owned(), server.token().to_owned());
    let (status, job) = api::submit(&server, &file, &[]).await;
    assert_eq!(status, 200, "{job}");
    let uuid = job["uuid"].as_str().unwrap().to_owned();
    assert!(["pending", "processing"].contains(&job["status"].as_str().unwrap()), "{job}");
    // Killed twice, each time with some pages more.
    let mut server = server;
    for share in [3, 12] {
        let begun = Instant::now();
        while pages_done(&place, &uuid) < share {
            assert!(begun.elapsed() < LONG, "the job does not move");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        server.kill();
        let done = pages_done(&place, &uuid);
        assert!(done < PAGES, "the job was over before it could be disturbed");
        server = Server::start_at(&place, &address, &[]);
        assert_eq!(server.token(), token, "the token outlives the server");
        assert!(pages_done(&place, &uuid) >= done, "what was read is kept");
    }
    let begun = Instant::now();
    let job = loop {
        let (status, job) = api::get(&server, &format!("/api/v1/ocr/{uuid}/")).await;
        assert_eq!(status, 200, "{job}");
        if job["status"] == "done" || job["status"] == "failed" {
            break job;
        }
        assert!(begun.elapsed() < LONG, "{job}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    };
    assert_eq!((job["status"].as_str(), job["page_count"].as_u64()), (Some("done"), Some(PAGES as u64)));
    let pages = job["pages"].as_array().unwrap();
    assert_eq!(pages.len(), PAGES);
    for (n, page) in pages.iter().enumerate() {
        let text = page["text"].as_str().unwrap();
        assert!(text.contains(&format!("{}", 100 + n)), "page {n}: {text}");
    }
}

/// How many pages of a job are stored, as another program sees it.
fn pages_done(place: &Place, job: &str) -> usize {
    let run = place.run(["history", "show", job, "--json"]);
    let shown: Value = serde_json::from_slice(&run.stdout).unwrap_or_else(|e| panic!("{e}: {run:?}"));
    usize::try_from(shown["summary"]["pages_done"].as_u64().unwrap_or_else(|| panic!("{shown}"))).unwrap()
}

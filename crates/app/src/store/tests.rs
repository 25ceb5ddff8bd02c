//! Paths over several tables, and what two programs do to one file.

use document::{Block, Code, Line, Page, Quad, Rect, Word};

use super::*;
use crate::contract::{JobFilter, JobSort, JobState, ListJobs, Origin, Priority, Search};

const ROOM: Room = Room { local: true, hosted: true };

pub(super) fn job(store: &Store, name: &str) -> String {
    add(store, name, Origin::App).id
}

fn add(store: &Store, name: &str, origin: Origin) -> Job {
    let options = JobOptions::default();
    let source = std::path::absolute(name).unwrap();
    store.add_job(&NewJob { name: name.into(), source, source_is_ours: false, origin, options, token: None }).unwrap()
}

fn page(index: u32, text: &str, confidence: f32) -> Page {
    let words = text.split(' ').map(|w| Word { text: w.into(), confidence, ..Word::default() }).collect();
    let quad = Quad::from(Rect::new(0.0, 0.0, 9.0, 9.0));
    let line = Line { text: text.into(), quad, confidence, words };
    let blocks = vec![Block { lines: vec![line], confidence, ..Block::default() }];
    Page { index, width: 100, height: 200, blocks, engine: "ppocr".into(), ..Page::default() }
}

fn put(store: &Store, job: &str, page: &Page) {
    store.put_page(job, &PageRecord { page, warnings: &[], elapsed_ms: 5 }).unwrap();
}

fn home(dir: &Path) -> Home {
    Home { config: dir.into(), data: dir.into(), cache: dir.into(), assets: engine::Assets::new(dir) }
}

fn found(store: &Store, text: &str) -> Vec<(String, u32)> {
    let search = Search { text: text.into(), ..Search::default() };
    let (hits, total) = store.search(&search).unwrap();
    assert_eq!(hits.len(), total as usize);
    hits.into_iter().map(|hit| (hit.job.name, hit.page)).collect()
}

fn names(store: &Store, list: &ListJobs) -> Vec<String> {
    store.list_jobs(list).unwrap().0.into_iter().map(|job| job.name).collect()
}

impl Store {
    /// Lets a job have ended at another moment.
    pub(crate) fn set_ended(&self, id: &str, ended_ms: u64) {
        self.writer()
            .execute("UPDATE jobs SET ended_ms = ?2 WHERE id = ?1", rusqlite::params![id, ended_ms as i64])
            .unwrap();
    }
}

#[test]
fn pages_count_once_however_often_they_are_stored() {
    let store = Store::in_memory().unwrap();
    let id = job(&store, "a.pdf");
    store.set_opened(&id, "pdf", (2, 2), &[]).unwrap();
    put(&store, &id, &page(0, "one two", 0.5));
    put(&store, &id, &Page::failed(1, Code::WorkerCrashed, "page 2: it crashed"));
    put(&store, &id, &page(0, "one two", 1.0));
    let row = store.job(&id).unwrap();
    assert_eq!((row.pages, row.pages_done, row.pages_failed, row.mean_confidence), (2, 1, 1, Some(1.0)));
    assert_eq!(store.page_rows(&id).unwrap()[1].error.as_ref().unwrap().code, Code::WorkerCrashed);
    assert_eq!(store.forget_failed_pages(&id).unwrap(), [1]);
    put(&store, &id, &page(1, "three", 1.0));
    let row = store.job(&id).unwrap();
    assert_eq!((row.pages_done, row.pages_failed), (2, 0));
    assert_eq!(store.pages(&id).unwrap(), [page(0, "one two", 1.0), page(1, "three", 1.0)]);
    assert_eq!(found(&store, "one"), [("a.pdf".to_owned(), 0)]);
}

#[test]
fn every_script_is_found_and_what_was_deleted_is_not() {
    let store = Store::in_memory().unwrap();
    let id = job(&store, "a.pdf");
    for (n, text) in ["Die Straße nach Zürich", "東京都の天気", "สวัสดีครับ", "книга о мире", "हिन्दी"].iter().enumerate()
    {
        put(&store, &id, &page(n as u32, text, 1.0));
    }
    for (sought, number) in
        [("zurich", 0), ("ZÜR", 0), ("天気", 1), ("気", 1), ("สวัสดี", 2), ("МИРЕ книга", 3), ("हिन्दी", 4)]
    {
        assert_eq!(found(&store, sought), [("a.pdf".to_owned(), number)], "{sought}");
    }
    assert_eq!(found(&store, "\"nach Zürich\"").len(), 1);
    assert_eq!(found(&store, "\"Zürich nach\"").len(), 0);
    assert_eq!(found(&store, "京天").len(), 0);
    store.delete_jobs(std::slice::from_ref(&id)).unwrap();
    assert_eq!(found(&store, "zurich").len(), 0);
    assert_eq!(store.counts().unwrap(), (0, 0));
}

#[test]
fn what_was_deleted_is_not_in_the_file_any_more() {
    let dir = tempfile::tempdir().unwrap();
    let (store, _) = Store::open(&home(dir.path())).unwrap();
    let (id, other) = (job(&store, "secretname.pdf"), job(&store, "other.pdf"));
    put(&store, &id, &page(0, "plutonium recipe", 1.0));
    put(&store, &other, &page(0, "butter recipe", 1.0));
    let holds = |text: &str| {
        let files = std::fs::read_dir(dir.path()).unwrap().flatten().filter(|e| e.path().is_file());
        files
            .map(|e| std::fs::read(e.path()).unwrap())
            .any(|bytes| bytes.windows(text.len()).any(|w| w == text.as_bytes()))
    };
    assert!(holds("plutonium") && holds("secretname"));
    store.delete_jobs(&[id]).unwrap();
    assert!(!holds("plutonium") && !holds("secretname") && holds("butter"));
    store.delete_everything().unwrap();
    assert!(!holds("butter"));
}

#[test]
fn the_list_is_filtered_sorted_and_cut_into_windows() {
    let store = Store::in_memory().unwrap();
    for n in [10, 9, 1] {
        job(&store, &format!("Scan {n}.png"));
    }
    let marked = job(&store, "Übersicht.pdf");
    store.set_opened(&marked, "pdf", (3, 3), &[]).unwrap();
    put(&store, &marked, &page(0, "x", 0.9));
    store.tag_job(&marked, &["Steuer".into(), " ".into(), "2026".into(), "Steuer".into()]).unwrap();
    store.set_state(&marked, JobState::Done, None, 9).unwrap();

    let by_name = ListJobs { sort: JobSort::Name, ..ListJobs::default() };
    assert_eq!(names(&store, &by_name), ["Scan 1.png", "Scan 9.png", "Scan 10.png", "Übersicht.pdf"]);
    let window = ListJobs { offset: 1, limit: 2, ..by_name.clone() };
    assert_eq!(names(&store, &window), ["Scan 9.png", "Scan 10.png"]);
    assert_eq!(store.list_jobs(&window).unwrap().1, 4);
    let queue = ListJobs { sort: JobSort::Queue, ..ListJobs::default() };
    assert_eq!(names(&store, &queue), ["Scan 10.png", "Scan 9.png", "Scan 1.png", "Übersicht.pdf"]);

    let only = |filter: JobFilter| names(&store, &ListJobs { filter, ..by_name.clone() });
    let mine = ["Übersicht.pdf"];
    assert_eq!(only(JobFilter { name: "UBERS".into(), ..JobFilter::default() }), mine);
    assert_eq!(only(JobFilter { name: "steu".into(), ..JobFilter::default() }), mine);
    assert_eq!(only(JobFilter { name: "100%_".into(), ..JobFilter::default() }), [""; 0]);
    assert_eq!(only(JobFilter { states: vec![JobState::Done], ..JobFilter::default() }), mine);
    assert_eq!(only(JobFilter { engines: vec!["ppocr".into()], ..JobFilter::default() }), mine);
    assert_eq!(only(JobFilter { formats: vec!["pdf".into()], ..JobFilter::default() }), mine);
    assert_eq!(only(JobFilter { tags: vec!["2026".into(), "Steuer".into()], ..JobFilter::default() }), mine);
    assert_eq!(only(JobFilter { tags: vec!["2025".into()], ..JobFilter::default() }), [""; 0]);
    assert_eq!(only(JobFilter { languages: vec!["auto".into()], ..JobFilter::default() }).len(), 4);
    assert_eq!(only(JobFilter { from_ms: Some(now_ms() + 1000), ..JobFilter::default() }), [""; 0]);
    let facets = store.facets().unwrap();
    assert_eq!(
        (facets.tags, facets.engines, facets.formats),
        (vec!["2026".to_owned(), "Steuer".to_owned()], vec!["ppocr".to_owned()], vec!["pdf".to_owned()])
    );
}

#[test]
fn jobs_begin_in_their_order_and_each_only_once() {
    let dir = tempfile::tempdir().unwrap();
    let home = home(dir.path());
    let (store, _) = Store::open(&home).unwrap();
    let (other, _) = Store::open(&home).unwrap();
    let (mine, theirs) = (Lease::take(&home).unwrap(), Lease::take(&home).unwrap());
    let ids: Vec<String> = ["a", "b", "c", "d"].map(|name| job(&store, name)).into();
    store.move_job(&ids[3], Some(&ids[1])).unwrap();
    store.set_priority(&ids[2], Priority::High).unwrap();
    assert!(store.is_urgent_waiting(Priority::Normal).unwrap());
    let next = |store: &Store, lease: &Lease| store.claim_next(lease, ROOM).unwrap().map(|job| job.name);
    assert_eq!(next(&store, &mine).as_deref(), Some("c"));
    assert_eq!(next(&other, &theirs).as_deref(), Some("a"));
    assert_eq!(next(&store, &mine).as_deref(), Some("d"));
    assert_eq!(next(&other, &theirs).as_deref(), Some("b"));
    assert_eq!(next(&store, &mine), None);
    assert_eq!(store.claim(&ids[0], &mine, &home).unwrap(), None, "another program works on it");
    drop(theirs);
    assert_eq!(store.free_orphans(&mine, &home).unwrap().len(), 2);
    assert_eq!(next(&store, &mine).as_deref(), Some("a"));
    assert!(store.version().is_ok());
}

#[test]
fn a_service_and_the_workers_do_not_stand_in_each_others_way() {
    let dir = tempfile::tempdir().unwrap();
    let home = home(dir.path());
    let (store, _) = Store::open(&home).unwrap();
    let lease = Lease::take(&home).unwrap();
    let options = JobOptions { engine: engine::worker::EngineChoice::Hosted, ..JobOptions::default() };
    let source = std::path::absolute("h").unwrap();
    let hosted = NewJob { name: "h".into(), source, source_is_ours: false, origin: Origin::App, options, token: None };
    let hosted = store.add_hosted_job(&hosted, "https://ocr.chat", true).unwrap();
    store.set_priority(&hosted.id, Priority::High).unwrap();
    job(&store, "a");
    assert!(!store.is_urgent_waiting(Priority::Normal).unwrap(), "no worker has to make room for it");
    let next = |local, hosted| store.claim_next(&lease, Room { local, hosted }).unwrap().map(|job| job.name);
    assert_eq!(next(false, false), None);
    assert_eq!(next(true, false).as_deref(), Some("a"));
    assert_eq!(next(true, false), None);
    assert_eq!(next(false, true).as_deref(), Some("h"));
}

#[test]
fn a_command_that_was_cut_short_finds_its_job_again() {
    let dir = tempfile::tempdir().unwrap();
    let home = home(dir.path());
    let (store, _) = Store::open(&home).unwrap();
    let file = dir.path().join("a.png");
    std::fs::write(&file, "1").unwrap();
    let options = JobOptions { language: Some("deu".into()), ..JobOptions::default() };
    let origin = Origin::CommandLine;
    let new = NewJob {
        name: "a.png".into(),
        source: file.clone(),
        source_is_ours: false,
        origin,
        options: options.clone(),
        token: None,
    };
    let id = store.add_job(&new).unwrap().id;
    let dead = Lease::take(&home).unwrap();
    store.claim(&id, &dead, &home).unwrap().unwrap();
    let lease = Lease::take(&home).unwrap();
    let find = |options: &JobOptions| store.find_cut_short(&file, options, &lease, &home).unwrap().map(|job| job.id);
    assert_eq!(find(&options), None, "its owner lives");
    drop(dead);
    assert_eq!(find(&options), Some(id.clone()));
    assert_eq!(find(&JobOptions::default()), None, "another language");
    assert_eq!(store.free_orphans(&lease, &home).unwrap(), std::slice::from_ref(&id));
    assert_eq!(store.job(&id).unwrap().state, JobState::Paused);
    std::fs::write(&file, "12").unwrap();
    assert_eq!(find(&options), None, "another file");
}

#[test]
fn a_newer_database_is_refused_and_not_touched() {
    let dir = tempfile::tempdir().unwrap();
    let home = home(dir.path());
    drop(Store::open(&home).unwrap());
    let db = Connection::open(home.database()).unwrap();
    db.pragma_update(None, "user_version", 999).unwrap();
    drop(db);
    let before = std::fs::read(home.database()).unwrap();
    let error = Store::open(&home).err().expect("it is newer");
    assert!(matches!(error, StoreError::Newer { found: 999, .. }), "{error}");
    assert_eq!(WireError::from(error).code, Code::StoreNewer);
    assert_eq!(std::fs::read(home.database()).unwrap(), before);
}

#[test]
fn a_damaged_database_is_set_aside_and_looked_into() {
    let dir = tempfile::tempdir().unwrap();
    let home = home(dir.path());
    {
        let (store, _) = Store::open(&home).unwrap();
        for n in 0..200 {
            let id = job(&store, &format!("{n}.png"));
            put(&store, &id, &page(0, &format!("text {n} {}", "x".repeat(500)), 1.0));
        }
    }
    let mut bytes = std::fs::read(home.database()).unwrap();
    // The schema's page is gone for good; a page in the middle as well.
    let (middle, size) = (bytes.len() / 2, bytes.len());
    bytes[middle..middle + 4096].fill(0xee);
    std::fs::write(home.database(), &bytes).unwrap();
    let (store, _) = Store::open(&home).unwrap();
    assert!(store.check().is_err(), "a page in the middle of {size} bytes is garbage");
    drop(store);
    bytes[..100].fill(0xee);
    std::fs::write(home.database(), &bytes).unwrap();
    let (store, report) = Store::open(&home).unwrap();
    let report = report.expect("it says so");
    assert_eq!(report.code, Code::StoreDamaged);
    assert_eq!(store.counts().unwrap(), (0, 0));
    let aside = recoverable(&home);
    assert_eq!(aside.len(), 1);
    assert!(report.message.contains(&aside[0].path.display().to_string()), "{report}");
    assert_eq!(std::fs::read(&aside[0].path).unwrap(), bytes, "what was set aside is as it was");
}

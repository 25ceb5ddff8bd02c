//! The reader process: what its end costs, and that it never outlives its parent.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tests::cli::{Place, Running, WORKER_ARGUMENT, finish, start};
use tests::desktop::process::{Process, descendants, kill};

use crate::{endless, page_word, scanned};

/// How long anything that is waited for may take to come; nothing here depends on how soon it does.
const PATIENCE: Duration = Duration::from_secs(120);
/// How long an orphan may live: it leaves when its stdin closes.
const ORPHAN: Duration = Duration::from_secs(2);

/// A running conversion of a scanned PDF whose first page is read, and its worker, which is at a later page.
struct Midway {
    running: Running,
    worker: Process,
    /// What was said until now; the rest is still to be read.
    said: String,
    stderr: BufReader<std::process::ChildStderr>,
}

impl Midway {
    fn start(place: &Place, pages: usize, options: &[&str]) -> Self {
        scanned(place, "scan.pdf", pages);
        let arguments = [&["convert", "-v", "scan.pdf", "-o", "out/", "-f", "txt,json"], options].concat();
        let mut running = start(&mut place.command(arguments));
        let mut stderr = BufReader::new(running.take_stderr());
        let mut said = String::new();
        while !said.contains("page 1: ") {
            assert!(stderr.read_line(&mut said).unwrap() > 0, "it ended early: {said}");
        }
        let worker = worker_of(&running);
        Self { running, worker, said, stderr }
    }

    /// Its exit status, and everything that it said.
    fn finish(mut self) -> (Option<i32>, String) {
        while self.stderr.read_line(&mut self.said).unwrap() > 0 {}
        (finish(self.running).code, self.said)
    }
}

/// The worker of a running `ocrchat`, once there is one.
fn worker_of(running: &Running) -> Process {
    let end = Instant::now() + PATIENCE;
    loop {
        let is_worker = |p: &Process| p.arguments().get(1).is_some_and(|argument| argument == WORKER_ARGUMENT);
        if let Some(worker) = descendants(running.id()).into_iter().find(is_worker) {
            return worker;
        }
        assert!(Instant::now() < end, "it started no worker");
        std::thread::sleep(Duration::from_millis(2));
    }
}

fn lives(process: &Process) -> bool {
    Process::read(process.id).is_some_and(|now| now.started == process.started)
}

#[track_caller]
fn assert_gone_soon(process: &Process) {
    let end = Instant::now() + ORPHAN;
    while lives(process) {
        assert!(Instant::now() < end, "the worker lives on");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn signal(name: &str, id: u32) {
    assert!(Command::new("kill").args([name, &id.to_string()]).status().expect("there is `kill`").success());
}

/// Asserts that one page of `pages` failed with this code, which page's error was said, and that the text of the
/// others stands in its place.
#[track_caller]
fn assert_one_page_lost(place: &Place, pages: usize, code: &str, said: &str) {
    let job: Value = serde_json::from_str(&place.read("out/scan.json")).unwrap();
    let failed: Vec<usize> = (0..pages).filter(|&i| !job["pages"][i]["error"].is_null()).collect();
    assert_eq!(failed.len(), 1, "{said}");
    assert_eq!(job["pages"][failed[0]]["error"]["code"], code);
    let number = failed[0] + 1;
    let line = said.lines().find(|line| line.starts_with("ocrchat: error: ")).expect("an error");
    assert!(line.contains(&format!("scan.pdf: 1 of {pages} pages failed ({number}): page {number}: ")), "{said}");
    let text = place.read("out/scan.txt");
    let texts: Vec<&str> = text.split('\u{c}').collect();
    assert_eq!(texts.len(), pages, "{text}");
    for (index, text) in texts.iter().enumerate() {
        assert_eq!(text.contains(page_word(index)), index != failed[0], "page {index}: {text}");
    }
}

#[test]
fn a_worker_that_is_killed_once_costs_nothing() {
    let place = Place::new();
    let midway = Midway::start(&place, 4, &[]);
    kill(midway.worker.id);
    let (code, said) = midway.finish();
    assert_eq!(code, Some(0), "{said}");
    let text = place.read("out/scan.txt");
    assert!((0..4).all(|index| text.contains(page_word(index))), "{text}");
    place.assert_clean();
}

#[test]
fn a_worker_that_is_killed_again_costs_its_page_and_no_other() {
    let place = Place::new();
    let midway = Midway::start(&place, 5, &[]);
    kill(midway.worker.id);
    let end = Instant::now() + PATIENCE;
    let second = loop {
        let worker = worker_of(&midway.running);
        if worker.id != midway.worker.id {
            break worker;
        }
        assert!(Instant::now() < end, "no second worker was started");
        std::thread::sleep(Duration::from_millis(2));
    };
    kill(second.id);
    let (code, said) = midway.finish();
    assert_eq!(code, Some(7), "{said}");
    assert_one_page_lost(&place, 5, "worker_crashed", &said);
    place.assert_clean();
}

#[test]
fn a_worker_that_hangs_costs_its_page_and_no_other() {
    let place = Place::new();
    // Long enough for a page on a busy machine.
    let midway = Midway::start(&place, 4, &["--max-page-seconds", "20"]);
    signal("-STOP", midway.worker.id);
    let worker = midway.worker.clone();
    let (code, said) = midway.finish();
    assert_eq!(code, Some(7), "{said}");
    assert_one_page_lost(&place, 4, "worker_timeout", &said);
    assert!(said.contains("longer than 20 s") && said.contains("--max-page-seconds"), "{said}");
    assert!(!lives(&worker));
    place.assert_clean();
}

#[test]
fn a_worker_dies_with_its_parent() {
    let place = Place::new();
    let mut midway = Midway::start(&place, 6, &[]);
    assert!(lives(&midway.worker));
    midway.running.kill();
    assert_gone_soon(&midway.worker);
    assert_eq!(tests::cli::names(&place.path("out")), [""; 0]);
    assert_eq!(tests::cli::names(&place.temp()), [""; 0]);
}

#[test]
fn an_interruption_ends_everything_and_writes_nothing() {
    for asked in ["-INT", "-TERM"] {
        interrupt(asked);
    }
}

fn interrupt(asked: &str) {
    let place = Place::new();
    let midway = Midway::start(&place, 6, &[]);
    let worker = midway.worker.clone();
    signal(asked, midway.running.id());
    let (code, said) = midway.finish();
    assert_eq!(code, Some(130), "{said}");
    assert_gone_soon(&worker);
    assert_eq!(tests::cli::names(&place.path("out")), [""; 0]);
    place.assert_clean();
}

#[test]
fn an_interruption_while_stdin_is_awaited_leaves_nothing() {
    let place = Place::new();
    let running = start(place.command(["convert", "-"]).stdin(Stdio::piped()));
    let end = Instant::now() + PATIENCE;
    let spools = || {
        let files = tests::cli::files_under(&place.home());
        files.iter().any(|name| name.contains("ocrchat-stdin-"))
    };
    while !spools() {
        assert!(Instant::now() < end, "it reads no stdin");
        std::thread::sleep(Duration::from_millis(5));
    }
    signal("-INT", running.id());
    let run = finish(running);
    assert_eq!(run.code, Some(130), "{run:?}");
    place.assert_clean();
}

#[test]
fn a_page_over_its_time_is_given_up() {
    let place = Place::new();
    let arguments = endless(&place, "endless.pdf");
    let run = place.run([&arguments[..], &["--max-page-seconds", "1", "endless.pdf"]].concat());
    run.one_error(1, &["endless.pdf: ", "longer than 1 s", "--max-page-seconds"]);
    assert!(run.stdout.is_empty(), "{run:?}");
    place.assert_clean();
}

#[test]
fn a_worker_over_its_memory_is_stopped() {
    let place = Place::new();
    let arguments = endless(&place, "endless.pdf");
    let run = place.run([&arguments[..], &["--max-memory-mb", "60", "endless.pdf"]].concat());
    run.one_error(1, &["endless.pdf: ", "60 MiB", "--max-memory-mb"]);
    assert!(run.stdout.is_empty(), "{run:?}");
    place.assert_clean();
}

//! `ocrchat watch`: files come, grow, fail, move; the watcher is told to stop or killed; nothing is read twice or replaced.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::Value;
use tests::cli::{Place, Run, Running, files_under, finish, start};
use tests::desktop::process::descendants;

use crate::{LETTER_WORDS, page_word, save_letter, scanned};

const PATIENCE: Duration = Duration::from_secs(120);

#[track_caller]
fn eventually(what: &str, mut is_so: impl FnMut() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < end, "{what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// A place with a folder `in`.
fn place() -> Place {
    let place = Place::new();
    std::fs::create_dir_all(place.path("in/sub")).unwrap();
    place
}

/// A watcher that runs, and what it has said until now.
struct Watch {
    running: Running,
    said: Arc<Mutex<String>>,
}

impl Watch {
    fn start(place: &Place, arguments: &[&str]) -> Self {
        let arguments = [&["watch", "in", "-o", "out", "--settle", "0.3"], arguments].concat();
        let mut running = start(&mut place.command(arguments));
        let stderr = BufReader::new(running.take_stderr());
        let said = Arc::new(Mutex::new(String::new()));
        let heard = Arc::clone(&said);
        std::thread::spawn(move || {
            for line in stderr.lines().map_while(Result::ok) {
                heard.lock().unwrap().push_str(&(line + "\n"));
            }
        });
        let watch = Self { running, said };
        watch.hears("watching ");
        watch
    }

    fn said(&self) -> String {
        self.said.lock().unwrap().clone()
    }

    #[track_caller]
    fn hears(&self, what: &str) {
        let end = Instant::now() + PATIENCE;
        while !self.said().contains(what) {
            assert!(Instant::now() < end, "{what:?} was not said: {}", self.said());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    fn signal(&self, name: &str) {
        assert!(Command::new("kill").args([name, &self.running.id().to_string()]).status().unwrap().success());
    }

    fn end(self) -> Run {
        self.signal("-TERM");
        finish(self.running)
    }
}

fn once(place: &Place, arguments: &[&str]) -> Run {
    place.run([&["watch", "in", "-o", "out", "--once", "--settle", "0.1"], arguments].concat())
}

fn jobs(place: &Place) -> Vec<Value> {
    let list = place.run(["history", "list", "--json"]);
    let list: Value = serde_json::from_str(list.silent_success()).unwrap();
    list["jobs"].as_array().unwrap().clone()
}

fn under(place: &Place, folder: &str) -> Vec<String> {
    files_under(&place.path(folder))
}

fn has_letter(text: &str) -> bool {
    LETTER_WORDS.iter().all(|word| text.contains(word))
}

#[test]
fn once_deals_with_what_is_there() {
    let place = place();
    save_letter(&place, "in/letter.png");
    save_letter(&place, "in/sub/deep.png");
    save_letter(&place, "in/.hidden.png");
    place.write("in/coming.pdf.part", "half");
    place.write("in/notes.txt", "no picture");
    std::os::unix::fs::symlink(place.path("in/letter.png"), place.path("in/link.png")).unwrap();
    let run = once(&place, &["-f", "txt,md", "--recursive", "--done", "done", "--failed", "failed"]);
    assert_eq!((run.code, run.text()), (Some(7), ""), "{run:?}");
    let errors: Vec<&str> = run.stderr.lines().filter(|line| line.contains("error")).collect();
    assert!(errors.len() == 1 && errors[0].starts_with("ocrchat: error: notes.txt: "), "{run:?}");
    assert_eq!(under(&place, "out"), ["letter.md", "letter.txt", "sub/deep.md", "sub/deep.txt"]);
    assert_eq!(under(&place, "done"), ["letter.png", "sub/deep.png"]);
    assert_eq!(under(&place, "failed"), ["notes.txt"]);
    assert_eq!(under(&place, "in"), [".hidden.png", "coming.pdf.part", "link.png"]);
    assert!(has_letter(&place.read("out/sub/deep.txt")));
    let jobs = jobs(&place);
    assert_eq!(jobs.len(), 3);
    assert!(jobs.iter().all(|job| job["origin"] == "watch"), "{jobs:?}");
    let again = once(&place, &["-f", "txt,md", "--recursive", "--done", "done", "--failed", "failed"]);
    again.silent_success();
    place.assert_clean();
}

#[test]
fn what_makes_no_sense_is_refused() {
    let place = place();
    place.write("file", "x");
    let watch = |arguments: &[&str]| place.run([&["watch"], arguments].concat());
    watch(&["nowhere", "-o", "out"]).one_error(3, &["nowhere", "cannot be watched"]);
    watch(&["file", "-o", "out"]).one_error(2, &["is a file"]);
    watch(&["in", "-o", "file"]).one_error(1, &["cannot write"]);
    watch(&["in", "-o", "out", "--done", "in"]).one_error(2, &["would be moved to where they are"]);
    watch(&["in", "-o", "out", "-l", "nonsense"]).one_error(2, &["nonsense"]);
    assert_eq!(watch(&["in", "-o", "out", "--settle", "-1"]).code, Some(2));
    assert_eq!(watch(&["in"]).code, Some(2));
    assert_eq!(place.names(), ["file", "in"]);
}

#[test]
fn own_results_are_not_read_and_nothing_is_replaced() {
    let place = place();
    save_letter(&place, "in/letter.png");
    place.write("in/letter.txt", "mine");
    let here = |format| place.run(["watch", "in", "-o", "in", "--once", "--settle", "0.1", "-q", "-r", "-f", format]);
    let run = here("txt");
    // The note is a bad file; what the letter gave is none.
    assert_eq!((run.code, run.stderr.lines().count()), (Some(7), 1), "{run:?}");
    assert_eq!(place.read("in/letter.txt"), "mine");
    assert!(has_letter(&place.read("in/letter (2).txt")));
    here("txt").silent_success();
    assert_eq!(under(&place, "in"), ["letter (2).txt", "letter.png", "letter.txt"]);
    // The output beneath the input, with kinds that are read.
    let beneath = place.run(["watch", "in", "-o", "in/sub/out", "--once", "--settle", "0.1", "-q", "-r", "-f", "md"]);
    assert_eq!(beneath.code, Some(7), "{beneath:?}");
    let before = jobs(&place).len();
    place
        .run(["watch", "in", "-o", "in/sub/out", "--once", "--settle", "0.1", "-q", "-r", "-f", "md"])
        .silent_success();
    assert_eq!(jobs(&place).len(), before);
    place.assert_clean();
}

#[test]
fn a_file_that_grows_is_waited_for_and_a_bad_one_stops_nothing() {
    let place = place();
    let whole = std::fs::read(scanned(&place, "whole.pdf", 2)).unwrap();
    let watch = Watch::start(&place, &["--failed", "failed"]);
    let mut growing = std::fs::File::create(place.path("in/growing.pdf")).unwrap();
    growing.write_all(&whole[..whole.len() / 2]).unwrap();
    place.write("in/bad.png", b"\x89PNG\r\n\x1a\nnonsense IEND");
    watch.hears("error: bad.png: ");
    save_letter(&place, "letter.png");
    std::fs::rename(place.path("letter.png"), place.path("in/letter.png")).unwrap();
    // These came later and are dealt with; the one that grows still is not.
    watch.hears("letter.png: written");
    assert!(!watch.said().contains("growing.pdf"), "{}", watch.said());
    growing.write_all(&whole[whole.len() / 2..]).unwrap();
    drop(growing);
    watch.hears("growing.pdf: written");
    let text = place.read("out/growing.txt");
    assert!((0..2).all(|page| text.contains(page_word(page))), "{text}");
    assert!(has_letter(&place.read("out/letter.txt")));
    assert_eq!(under(&place, "failed"), ["bad.png"]);
    assert_eq!(watch.said().matches("error").count(), 1, "{}", watch.said());
    let run = watch.end();
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(jobs(&place).len(), 3);
    place.assert_clean();
}

#[test]
fn a_new_version_replaces_its_own_result_and_a_bad_one_is_not_tried_for_ever() {
    let place = place();
    let watch = Watch::start(&place, &[]);
    place.write("in/page.png", "no picture yet");
    watch.hears("error: page.png: ");
    save_letter(&place, "page.png");
    std::fs::rename(place.path("page.png"), place.path("in/page.png")).unwrap();
    watch.hears("page.png: written");
    assert!(has_letter(&place.read("out/page.txt")));
    watch.end();
    once(&place, &[]).silent_success();
    assert_eq!((jobs(&place).len(), under(&place, "out")), (2, vec!["page.txt".to_owned()]));
}

#[test]
fn a_killed_watcher_goes_on_where_it_was() {
    let undisturbed = Place::new();
    scanned(&undisturbed, "scan.pdf", 6);
    let expected = undisturbed.run(["convert", "-q", "scan.pdf"]).silent_success().to_owned();

    let place = place();
    std::fs::copy(undisturbed.path("scan.pdf"), place.path("in/scan.pdf")).unwrap();
    let arguments = ["--done", "done", "--jobs", "1"];
    let mut watch = Watch::start(&place, &arguments);
    let done = || jobs(&place).first().map_or(0, |job| job["pages_done"].as_u64().unwrap());
    eventually("pages are read", || done() >= 2);
    watch.running.kill();
    let read = done();
    assert!((2..6).contains(&read) && under(&place, "out").is_empty(), "{read} pages, {:?}", under(&place, "out"));
    let elapsed = |job: &Value| job["elapsed_ms"].as_u64().unwrap();
    let before = jobs(&place).remove(0);

    // The first pages cannot be read a second time: nothing but their store knows them any more.
    let watch = Watch::start(&place, &arguments);
    watch.hears("scan.pdf: written");
    let run = watch.end();
    assert_eq!(run.code, Some(0), "{run:?}");
    let after = jobs(&place);
    assert_eq!((after.len(), &after[0]["id"], &after[0]["pages_done"]), (1, &before["id"], &6.into()));
    assert!(elapsed(&after[0]) > elapsed(&before));
    assert_eq!(place.read("out/scan.txt"), expected);
    assert_eq!(
        (under(&place, "out"), under(&place, "done"), under(&place, "in")),
        (vec!["scan.txt".to_owned()], vec!["scan.pdf".to_owned()], vec![])
    );
    place.assert_clean();
}

#[test]
fn an_interrupted_watcher_ends_cleanly_and_goes_on() {
    for name in ["-INT", "-TERM"] {
        let place = place();
        scanned(&place, "in/scan.pdf", 6);
        let watch = Watch::start(&place, &["--jobs", "1"]);
        eventually("a page is read", || jobs(&place).first().is_some_and(|job| job["pages_done"].as_u64() >= Some(1)));
        let workers = descendants(watch.running.id());
        assert!(!workers.is_empty());
        let told = Instant::now();
        watch.signal(name);
        let run = finish(watch.running);
        assert_eq!(run.code, Some(0), "{name}: {run:?}");
        assert!(told.elapsed() < Duration::from_secs(5), "{name}: {:?}", told.elapsed());
        for worker in workers {
            eventually("its workers leave", || !Path::new(&format!("/proc/{}", worker.id)).exists());
        }
        place.assert_clean();
        assert_eq!(under(&place, "out"), [""; 0]);
        assert_eq!(once(&place, &["-q"]).code, Some(0));
        assert!((0..6).all(|page| place.read("out/scan.txt").contains(page_word(page))));
        assert_eq!(jobs(&place).len(), 1);
    }
}

#[test]
fn a_folder_that_goes_is_waited_for_and_has_one_watcher() {
    let place = place();
    let watch = Watch::start(&place, &[]);
    once(&place, &[]).one_error(1, &["is watched already"]);
    std::fs::rename(place.path("in"), place.path("away")).unwrap();
    watch.hears("is not there any more");
    std::fs::rename(place.path("away"), place.path("in")).unwrap();
    watch.hears("is there again");
    save_letter(&place, "in/letter.png");
    watch.hears("letter.png: written");
    assert_eq!(watch.end().code, Some(0));
    place.assert_clean();
}

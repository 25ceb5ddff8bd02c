//! What is kept, and that what is let go is gone: copies of what was piped in, the history's text, the user's own files.

use std::io::Write;
use std::process::Stdio;
use std::time::{Duration, Instant};

use tests::cli::{Place, Running, files_under, start};

use crate::{page_word, save_letter, scanned};

const PATIENCE: Duration = Duration::from_secs(60);

#[track_caller]
fn eventually(what: &str, mut is_so: impl FnMut() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < end, "{what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn sources(place: &Place) -> usize {
    files_under(&place.home()).iter().filter(|name| name.starts_with("sources/")).count()
}

/// A conversion of what is piped in that is killed in the middle: its copy stays, so that the job can go on.
fn cut_short(place: &Place) {
    let pdf = std::fs::read(scanned(place, "piped.pdf", 6)).unwrap();
    let mut command = place.command(["convert", "--jobs", "1", "-", "-o", "out.txt"]);
    let mut running: Running = start(command.stdin(Stdio::piped()));
    let mut stdin = running.take_stdin();
    stdin.write_all(&pdf).unwrap();
    drop(stdin);
    eventually("a page is read", || {
        let list = place.run(["history", "list", "--json"]);
        serde_json::from_str::<serde_json::Value>(list.text())
            .is_ok_and(|l| l["jobs"][0]["pages_done"].as_u64() >= Some(1))
    });
    running.kill();
    assert_eq!(sources(place), 1);
}

#[test]
fn a_copy_that_is_not_kept_goes_with_the_end_of_its_job() {
    let place = Place::new();
    cut_short(&place);
    place.run(["settings", "set", "keep_sources", "never"]).silent_success();
    assert_eq!(sources(&place), 1, "its job has not ended");
    place.run(["history", "resume", "last", "-q"]).silent_success();
    let text = place.run(["history", "export", "last"]);
    assert!((0..6).all(|page| text.silent_success().contains(page_word(page))), "{text:?}");
    assert_eq!(sources(&place), 0);
    place.assert_clean();
}

#[test]
fn a_copy_that_was_kept_goes_once_it_is_kept_no_longer() {
    let place = Place::new();
    cut_short(&place);
    place.run(["history", "cancel", "last"]).silent_success();
    place.run(["settings", "set", "keep_sources", "1d"]).silent_success();
    assert_eq!(sources(&place), 1);
    place.run(["settings", "set", "keep_sources", "never"]).silent_success();
    assert_eq!(sources(&place), 0);
    place.assert_clean();
}

#[test]
fn a_copy_goes_with_its_job() {
    let place = Place::new();
    cut_short(&place);
    place.run(["history", "delete", "last", "--yes"]).silent_success();
    assert_eq!(sources(&place), 0);
    place.assert_clean();
}

#[test]
fn deleting_everything_leaves_settings_and_the_users_files_alone() {
    let place = Place::new();
    cut_short(&place);
    save_letter(&place, "letter.png");
    place.run(["settings", "set", "idle_minutes", "7"]).silent_success();
    place.run(["convert", "-q", "letter.png", "-o", "letter.txt"]).silent_success();
    for name in ["ocrchat-damaged-1.db", "ocrchat-damaged-1.db-wal"] {
        std::fs::write(place.home().join(name), "old").unwrap();
    }
    let before = place.names();
    place.run(["history", "delete", "--all", "--yes"]).silent_success();
    place.assert_clean();
    assert_eq!(place.names(), before);
    assert_eq!(place.run(["settings", "get", "idle_minutes"]).silent_success(), "7\n");
    let database = std::fs::read(place.home().join("ocrchat.db")).unwrap();
    for word in ["letter", "Margaret", page_word(0)] {
        assert!(!database.windows(word.len()).any(|part| part == word.as_bytes()), "{word} is still in the file");
    }
}

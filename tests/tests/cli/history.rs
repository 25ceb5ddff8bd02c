//! `ocrchat history`: what was converted is found, shown, written again and deleted by the real binary.

use std::io::{BufRead, BufReader};
use std::path::Path;

use serde_json::Value;
use tests::cli::{Place, files_under, finish, start};

use crate::{LETTER_WORDS, born_digital, page_word, save_letter, scanned};

fn json<'a>(place: &Place, arguments: impl IntoIterator<Item = &'a str>) -> Value {
    serde_json::from_str(place.run(arguments).silent_success()).unwrap()
}

fn names(list: &Value) -> Vec<&str> {
    list["jobs"].as_array().unwrap().iter().map(|job| job["name"].as_str().unwrap()).collect()
}

/// A place with two documents in its history: a letter, then three pages of trains.
fn two_documents() -> Place {
    let place = Place::new();
    save_letter(&place, "letter.png");
    born_digital(&place, "trains.pdf", 3);
    for name in ["letter.png", "trains.pdf"] {
        place.run(["convert", name, "-o", "first.txt", "-q"]).silent_success();
    }
    place
}

#[test]
fn jobs_are_listed_filtered_and_named() {
    let place = two_documents();
    let list = json(&place, ["history", "list", "--json"]);
    assert_eq!((names(&list), &list["total"]), (vec!["trains.pdf", "letter.png"], &2.into()));
    let only = |filter: &[&str]| {
        let list = json(&place, [&["history", "list", "--json"], filter].concat());
        names(&list).join(" ")
    };
    assert_eq!(only(&["--sort", "name"]), "letter.png trains.pdf");
    assert_eq!(only(&["--reverse"]), "letter.png trains.pdf");
    assert_eq!(only(&["--limit", "1"]), "trains.pdf");
    assert_eq!(only(&["--kind", "png"]), "letter.png");
    assert_eq!(only(&["--engine", "pdf"]), "trains.pdf");
    assert_eq!(only(&["--name", "LETT"]), "letter.png");
    assert_eq!(only(&["--state", "failed,paused"]), "");
    assert_eq!(only(&["--state", "done", "--since", "1d"]), "trains.pdf letter.png");
    assert_eq!(only(&["--until", "2001-01-01"]), "");
    assert_eq!(only(&["--since", "2001-01-01", "--until", "2999-12-31"]), "trains.pdf letter.png");
    place.run(["history", "list", "--since", "yesterday"]).one_error(2, &["yesterday", "2026-03-31"]);

    place.run(["history", "rename", "last", "Zug und Zeit"]).silent_success();
    place.run(["history", "tag", "last", "travel", "Österreich"]).silent_success();
    place.run(["history", "tag", "last", "--remove", "travel", "2026"]).silent_success();
    assert_eq!(only(&["--tag", "2026"]), "Zug und Zeit");
    assert_eq!(only(&["--tag", "travel"]), "");
    assert_eq!(only(&["--name", "osterr"]), "Zug und Zeit");
    let table = place.run(["history", "list"]);
    let lines: Vec<&str> = table.silent_success().lines().collect();
    assert!(lines[0].contains("done") && lines[0].ends_with("Zug und Zeit  #2026  #Österreich"), "{lines:?}");
    let today = lines[1].split_whitespace().nth(1).unwrap();
    assert_eq!(only(&["--since", today, "--until", today]), "Zug und Zeit letter.png");
    place.run(["history", "rename", "last", " "]).one_error(2, &["empty"]);
    place.assert_clean();
}

#[test]
fn a_job_is_named_by_its_id_the_beginning_of_it_or_last() {
    let place = two_documents();
    let list = json(&place, ["history", "list", "--json"]);
    let id = list["jobs"][1]["id"].as_str().unwrap();
    for named in [id, &id[..8], &id[..4].to_uppercase()] {
        assert_eq!(json(&place, ["history", "show", named, "--json"])["summary"]["name"], "letter.png", "{named}");
    }
    place.run(["history", "show", &id[..3]]).one_error(2, &["4 characters"]);
    place.run(["history", "show", "letter.png"]).one_error(2, &["history list"]);
    place.run(["history", "show", "ffffffffffffffff"]).one_error(2, &["there is no job"]);
    Place::new().run(["history", "show", "last"]).one_error(2, &["empty"]);
}

#[test]
fn search_says_where_and_marks_only_on_a_terminal() {
    let place = two_documents();
    let found = place.run(["history", "search", "evening", page_word(1)]);
    let line = found.silent_success().trim_end();
    assert!(
        line.contains("trains.pdf  page 2: ") && line.contains(page_word(1)) && !line.contains('\u{1b}'),
        "{line:?}"
    );
    let hits = json(&place, ["history", "search", "--json", "marg"]);
    assert_eq!((&hits["total"], &hits["hits"][0]["page"]), (&1.into(), &0.into()));
    let parts = hits["hits"][0]["snippet"].as_array().unwrap();
    let marked: Vec<&Value> = parts.iter().filter(|part| part["hit"] == true).map(|part| &part["text"]).collect();
    assert_eq!(marked, ["Margaret"]);
    assert_eq!(json(&place, ["history", "search", "--json", "evening", "--kind", "png"])["total"], 0);
    let nothing = place.run(["history", "search", "zeppelin"]);
    assert_eq!((nothing.code, nothing.text()), (Some(0), ""));
    assert!(nothing.stderr.contains("nothing was found"), "{nothing:?}");
    place.run(["history", "search", "--", "--"]).one_error(2, &["no word"]);
}

/// The models are not there: nothing can be recognised.
#[test]
fn results_are_written_again_without_recognition() {
    let place = two_documents();
    let run = |arguments: &[&str]| {
        finish(start(place.command(arguments).env("OCRCHAT_ASSETS", place.path("nothing")).env("PATH", "")))
    };
    let list = json(&place, ["history", "list", "--json"]);
    let letter = list["jobs"][1]["id"].as_str().unwrap();
    std::fs::remove_file(place.path("letter.png")).unwrap();
    let text = run(&["history", "export", letter]);
    assert!(LETTER_WORDS.iter().all(|word| text.silent_success().contains(word)), "{text:?}");
    assert_eq!(run(&["history", "show", letter, "--text"]).silent_success(), text.text());
    run(&["history", "export", "last", "-f", "md,json", "-o", "again"]).silent_success();
    let document: Value = serde_json::from_str(&place.read("again/trains.json")).unwrap();
    assert_eq!(document["pages"].as_array().map(Vec::len), Some(3));
    assert!(place.read("again/trains.md").contains(page_word(2)));
    run(&["history", "export", "last", "-o", "again/trains.md", "--no-overwrite"]).one_error(1, &["exists already"]);
    run(&["history", "export", "last", "-f", "txt,md", "-o", "-"]).one_error(2, &["stdout takes one"]);
    place.assert_clean();
}

#[test]
fn deleting_wants_a_word_and_is_real() {
    let place = two_documents();
    let holds = |word: &str| {
        let files = files_under(&place.home());
        let bytes = files.iter().map(|name| std::fs::read(place.home().join(name)).unwrap());
        bytes.into_iter().any(|bytes| bytes.windows(word.len()).any(|part| part == word.as_bytes()))
    };
    for arguments in [
        &["history", "delete", "last"][..],
        &["history", "delete", "--all"],
        &["history", "delete", "--older-than", "0d"],
    ] {
        place.run(arguments).one_error(2, &["--yes"]);
    }
    for wrong in [
        &["history", "delete"][..],
        &["history", "delete", "last", "--all"],
        &["history", "delete", "--older-than", "soon", "--yes"],
    ] {
        assert_eq!(place.run(wrong).code, Some(2), "{wrong:?}");
    }
    assert!(holds("trains.pdf") && holds("letter.png"));
    let older = place.run(["history", "delete", "--older-than", "1d", "--yes"]);
    assert_eq!((older.code, older.stderr.contains("no such job")), (Some(0), true), "{older:?}");
    place.run(["history", "delete", "last", "--yes"]).silent_success();
    assert!(!holds("trains.pdf") && !holds("Copenhagen") && holds("letter.png"));
    assert_eq!(json(&place, ["history", "search", "--json", "train"])["total"], 0);
    // One that is not there keeps all the others.
    let id = json(&place, ["history", "list", "--json"])["jobs"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(place.run(["history", "delete", &id, "ffffffff", "--yes"]).code, Some(2));
    assert!(holds("letter.png"));
    place.run(["history", "delete", "--all", "--yes"]).silent_success();
    assert!(!holds("letter.png") && !holds("Margaret"));
    assert!(place.path("letter.png").exists() && place.path("trains.pdf").exists() && place.path("first.txt").exists());
    place.assert_clean();
}

/// A page of more pixels than a limit fails; without the limit it is read.
#[test]
fn failed_pages_are_shown_with_their_cause_and_read_again() {
    let place = Place::new();
    scanned(&place, "scan.pdf", 2);
    let run = place.run(["convert", "-q", "--max-megapixels", "1", "scan.pdf"]);
    assert_eq!(run.code, Some(5), "{run:?}");
    let shown = place.run(["history", "show", "last"]);
    let lines: Vec<&str> = shown.silent_success().lines().collect();
    for number in [1, 2] {
        let line =
            lines.iter().find(|line| line.starts_with(&format!("page {number} "))).expect("a line for each page");
        assert!(line.contains("failed  limit_pixels: ") && line.contains("megapixels"), "{line}");
    }
    assert_eq!(names(&json(&place, ["history", "list", "--json", "--state", "failed"])), ["scan.pdf"]);
    let resume = place.run(["history", "resume", "last"]);
    resume.one_error(2, &["is failed", "history retry"]);
    let retry = place.run(["history", "retry", "last"]);
    assert_eq!((retry.code, retry.text()), (Some(0), ""), "{retry:?}");
    assert!(retry.stderr.contains("history export"), "{retry:?}");
    assert_eq!(place.names(), ["scan.pdf"], "it writes no files");
    let text = place.run(["history", "export", "last"]);
    assert!((0..2).all(|page| text.silent_success().contains(page_word(page))), "{text:?}");
    place.run(["history", "retry", "last"]).one_error(2, &["no page"]);
    place.run(["history", "delete", "--failed", "--yes"]);
    assert_eq!(json(&place, ["history", "list", "--json"])["total"], 1);
    place.assert_clean();
}

/// Another program is told by the store, and its job goes on elsewhere.
#[test]
fn a_job_of_another_program_is_paused_resumed_and_cancelled() {
    let place = Place::new();
    scanned(&place, "scan.pdf", 6);
    let begin = || {
        let mut running = start(&mut place.command(["convert", "-v", "--jobs", "1", "scan.pdf", "-o", "out.txt"]));
        let mut stderr = BufReader::new(running.take_stderr());
        let mut said = String::new();
        while !said.contains("page 1: ") {
            assert!(stderr.read_line(&mut said).unwrap() > 0, "it ended early: {said}");
        }
        // A pipe that nobody reads would hold it up.
        let rest = std::thread::spawn(move || stderr.lines().map_while(Result::ok).collect::<Vec<_>>().join("\n"));
        (running, rest)
    };
    let (running, said) = begin();
    place.run(["history", "pause", "last"]).silent_success();
    assert_eq!(finish(running).code, Some(130));
    assert!(said.join().unwrap().contains("paused by another program"));
    let job = json(&place, ["history", "show", "last", "--json"]);
    let done = job["summary"]["pages_done"].as_u64().unwrap();
    assert_eq!(job["summary"]["state"], "paused");
    assert!((1..6).contains(&done), "{done}");
    let export = place.run(["history", "export", "last"]);
    assert!(export.code == Some(0) && export.stderr.contains(&format!("{done} of 6 pages")), "{export:?}");

    place.run(["history", "resume", "last", "-q"]).silent_success();
    assert_eq!(place.names(), ["scan.pdf"]);
    let text = place.run(["history", "export", "last"]);
    assert!((0..6).all(|page| text.silent_success().matches(page_word(page)).count() >= 1), "{text:?}");
    place.run(["history", "pause", "last"]).one_error(2, &["done already"]);
    place.run(["history", "resume", "last"]).one_error(2, &["is done"]);

    let (running, _) = begin();
    place.run(["history", "cancel", "last"]).silent_success();
    assert_eq!(finish(running).code, Some(130));
    assert_eq!(json(&place, ["history", "show", "last", "--json"])["summary"]["state"], "cancelled");
    place.run(["history", "cancel", "last"]).one_error(2, &["cancelled already"]);
    place.assert_clean();
}

#[test]
fn a_history_that_was_set_aside_comes_back() {
    let place = two_documents();
    let database = place.home().join("ocrchat.db");
    let aside = place.home().join("ocrchat-damaged-1.db");
    std::fs::copy(&database, &aside).unwrap();
    // The present one is damaged so that it cannot be opened: it is set aside as well, with nothing to be read.
    let mut bytes = std::fs::read(&database).unwrap();
    bytes[..100].fill(0xee);
    std::fs::write(&database, bytes).unwrap();
    let list = place.run(["history", "list", "--json"]);
    assert!(list.stderr.contains("history recover"), "{list:?}");
    assert_eq!(serde_json::from_str::<Value>(list.text()).unwrap()["total"], 0);
    let doctor = place.run(["doctor"]);
    assert!(doctor.text().contains("2 jobs and 4 pages") && doctor.text().contains("history recover"), "{doctor:?}");

    let back = place.run(["history", "recover"]);
    assert!(back.silent_success().contains("2 jobs and 4 pages are back"), "{back:?}");
    assert_eq!(json(&place, ["history", "search", "--json", "Margaret"])["total"], 1);
    assert_eq!(names(&json(&place, ["history", "list", "--json"])), ["trains.pdf", "letter.png"]);
    let again = place.run(["history", "recover", "--remove"]);
    assert!(again.silent_success().contains("0 jobs and 0 pages are back, 2 jobs were there already"), "{again:?}");
    assert!(!aside.exists());
    place.assert_clean();
    assert!(place.run(["history", "recover"]).stderr.contains("no damaged history"));
}

#[test]
fn settings_are_listed_changed_checked_and_obeyed() {
    let place = Place::new();
    scanned(&place, "scan.pdf", 1);
    let get = |name: &str| place.run(["settings", "get", name]).silent_success().trim_end().to_owned();
    let listed = place.run(["settings", "list"]);
    for name in ["limits.pages", "workers", "keep_sources", "preview_cache_mb", "watch"] {
        assert!(listed.silent_success().contains(&format!("{name} ")), "{name}: {listed:?}");
    }
    place.run(["settings", "set", "keep_previews", "30d"]).silent_success();
    assert_eq!((get("keep_previews"), get("keep_sources")), ("30d".to_owned(), "always".to_owned()));
    assert_eq!(json(&place, ["settings", "list", "--json"])["keep_previews"]["days"], 30);
    place.run(["settings", "set", "workers", "-1"]).one_error(2, &["workers", "number"]);
    place.run(["settings", "set", "page_seconds", "0"]).one_error(2, &["page_seconds", "from 1"]);
    place.run(["settings", "set", "colour", "red"]).one_error(2, &["colour", "keep_sources"]);
    place.run(["settings", "set", "limits.page_pixels", "1000000"]).silent_success();
    place.run(["convert", "scan.pdf"]).one_error(5, &["1 megapixels"]);
    place.run(["settings", "reset", "limits.page_pixels", "keep_previews"]).silent_success();
    assert_eq!(get("keep_previews"), "always");
    assert!(place.run(["convert", "scan.pdf"]).silent_success().contains(page_word(0)));
    let help = place.run(["settings", "--help"]);
    assert!(help.silent_success().contains("30d"), "{help:?}");
    assert!(Path::new(&place.home()).join("ocrchat.db").exists());
}

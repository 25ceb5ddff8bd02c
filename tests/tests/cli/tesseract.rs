//! Tesseract: real pages in scripts that the default engine does not read, an installation without it, and that no
//! process of it outlives the work. Set-up installs it with the languages that are read here.

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::Value;
use tests::cli::{Place, finish, start};
use tests::desktop::process::{Process, descendants, kill};
use tests::render::{Page, Text};

const PATIENCE: Duration = Duration::from_secs(120);

/// Writes a page of that text.
fn page(place: &Place, name: &str, text: &str) {
    let page = Page { dpi: 200.0, ..Page::a5(vec![Text::new(text).size(13.0)]) };
    page.draw().unwrap().image.save(place.path(name)).unwrap();
}

/// A program under the name of Tesseract's that knows Russian and never comes to an end of a page.
fn endless_tesseract(place: &Place) -> PathBuf {
    let script = "#!/bin/sh\ncase \"$1\" in\n--version) echo 'tesseract 5.3.0';;\n\
                  --list-langs) echo 'List of available languages in \"/x\" (1):'; echo rus;;\n*) exec sleep 300;;\nesac\n";
    let program = place.write("tesseract", script);
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    program
}

fn set_path(place: &Place, path: &str) {
    place.run(["settings", "set", "tesseract_path", path]).silent_success();
}

#[test]
fn other_scripts_are_read_in_their_languages() {
    let place = Place::new();
    for (language, text, words) in [
        (
            "ru",
            "Завтра утром поезд отправится раньше. Возьмите с собой тёплую одежду и хлеб.",
            &["поезд", "одежду", "хлеб"][..],
        ),
        ("uk+en", "Щоранку їжак п'є свіжу воду під ґанком. The garden gate is open.", &["свіжу", "їжак", "garden"]),
        ("el", "Αύριο το πρωί θα ανοίξει η βιβλιοθήκη του χωριού για όλους.", &["βιβλιοθήκη", "χωριού"]),
        ("ara", "يفتح المتحف أبوابه صباح كل يوم ويغلقها في المساء", &["المتحف", "صباح كل يوم", "المساء"]),
        ("iw", "הספרייה פתוחה בכל בוקר וסגורה בשבת", &["הספרייה פתוחה", "בשבת"]),
    ] {
        page(&place, "page.png", text);
        let run = place.run(["convert", "page.png", "-l", language, "-f", "json", "-o", "-"]);
        let result: Value = serde_json::from_str(run.text()).unwrap();
        let run = place.run(["convert", "page.png", "-l", language]);
        for word in words {
            assert!(run.text().contains(word), "{language}: no {word} in {}", run.text());
        }
        assert!(result.to_string().contains("\"tesseract\""), "{language}: {result}");
    }
}

#[test]
fn languages_say_what_is_ready() {
    let place = Place::new();
    let run = place.run(["languages", "--json"]);
    let languages: Vec<Value> = serde_json::from_str(run.text()).unwrap();
    assert!(languages.len() > 150, "{}", languages.len());
    let of = |code: &str| languages.iter().find(|l| l["code"] == code).unwrap();
    assert_eq!((&of("rus")["ready"], &of("rus")["engine"]), (&Value::Bool(true), &"tesseract".into()));
    assert_eq!((&of("eng")["ready"], &of("eng")["engine"]), (&Value::Bool(true), &"ppocr".into()));
    assert!(place.run(["engines"]).text().contains("tesseract  ready: version "));
    assert!(place.run(["doctor"]).text().contains("ok       Tesseract"));
}

#[test]
fn without_tesseract_its_languages_are_refused_with_the_way_to_get_them() {
    let place = Place::new();
    page(&place, "page.png", "Hello there");
    set_path(&place, "/nowhere/tesseract");
    let refused = |arguments: &[&str], parts: &[&str]| {
        place.run([&["convert", "page.png"], arguments].concat()).one_error(6, parts);
    };
    refused(&["-l", "rus"], &["Russian"]);
    refused(&["--engine", "tesseract"], &["/nowhere/tesseract", "tesseract_path"]);
    refused(&["-l", "rus", "--engine", "ppocr"], &["Russian"]);
    assert!(place.run(["convert", "page.png", "-l", "en"]).text().contains("Hello"));
    let doctor = place.run(["doctor"]);
    assert_eq!(doctor.code, Some(6));
    assert!(doctor.text().contains("PROBLEM  Tesseract"), "{doctor:?}");
}

#[test]
fn a_language_that_it_lacks_is_refused_by_name() {
    let place = Place::new();
    page(&place, "page.png", "Hello there");
    let program = endless_tesseract(&place);
    set_path(&place, program.to_str().unwrap());
    let run = place.run(["convert", "page.png", "-l", "rus+kor"]);
    run.one_error(6, &["Korean"]);
}

#[test]
fn it_is_found_in_a_folder_of_any_name() {
    let place = Place::new();
    let folder = place.path("програма ünd 字");
    std::fs::create_dir(&folder).unwrap();
    let path = std::env::var_os("PATH").unwrap();
    let mut places = std::env::split_paths(&path).map(|folder| folder.join("tesseract"));
    let real = places.find(|file| file.is_file()).expect("set-up installs Tesseract");
    std::os::unix::fs::symlink(real, folder.join("tesseract")).unwrap();
    set_path(&place, folder.to_str().unwrap());
    page(&place, "страница.png", "Завтра утром поезд отправится раньше.");
    assert!(place.run(["convert", "страница.png", "-l", "russian"]).text().contains("поезд"));
}

/// Whoever is ended, and however: what Tesseract runs ends with it.
#[test]
fn no_process_of_it_is_left_behind() {
    for end in ["the program, at once", "the program, politely", "the worker", "the time is over"] {
        let place = Place::new();
        page(&place, "page.png", "Hello there");
        let program = endless_tesseract(&place);
        set_path(&place, program.to_str().unwrap());
        let mut arguments = vec!["convert", "page.png", "-l", "rus", "--engine", "tesseract"];
        if end == "the time is over" {
            arguments.extend(["--max-page-seconds", "2"]);
        }
        let mut running = start(&mut place.command(arguments));
        let since = Instant::now();
        let sleeper = loop {
            let is_sleeper = |p: &Process| p.arguments().first().is_some_and(|name| name == "sleep");
            if let Some(sleeper) = descendants(running.id()).into_iter().find(is_sleeper) {
                break sleeper;
            }
            assert!(since.elapsed() < PATIENCE, "{end}: it never came to the page");
            std::thread::sleep(Duration::from_millis(5));
        };
        let mut rest = None;
        match end {
            "the program, at once" => drop(running.kill()),
            "the program, politely" => {
                let signal = std::process::Command::new("kill").args(["-TERM", &running.id().to_string()]).status();
                assert!(signal.unwrap().success());
                finish(running);
            }
            // The program lives on and tries the page again.
            "the worker" => {
                kill(sleeper.parent);
                rest = Some(running);
            }
            _ => drop(finish(running)),
        }
        let since = Instant::now();
        while Process::read(sleeper.id).is_some_and(|now| now.started == sleeper.started) {
            assert!(since.elapsed() < Duration::from_secs(20), "{end}: it lives on");
            std::thread::sleep(Duration::from_millis(5));
        }
        if let Some(mut rest) = rest {
            rest.kill();
        }
    }
}

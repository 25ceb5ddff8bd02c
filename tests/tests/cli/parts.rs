//! The parts that recognition needs: what lists them, what checks them, and what happens when they are missing.

use std::path::PathBuf;

use tests::cli::{Place, Run, assets, finish, start};

use crate::{born_digital, save_letter};

const MODELS: [&str; 2] = ["ppocr-v6-det-small", "ppocr-v6-rec-small"];

/// Runs with another folder of assets.
fn run_with(place: &Place, folder: &PathBuf, arguments: &[&str]) -> Run {
    finish(start(place.command(arguments).env("OCRCHAT_ASSETS", folder)))
}

/// A copy of the installed assets whose recogniser has one wrong byte, its size unchanged.
fn damaged(place: &Place) -> PathBuf {
    let folder = place.home().with_file_name("damaged");
    for part in ["models", "lib"] {
        std::fs::create_dir_all(folder.join(part)).unwrap();
        for name in tests::cli::names(&assets().join(part)) {
            std::fs::copy(assets().join(part).join(&name), folder.join(part).join(&name)).unwrap();
        }
    }
    let model = folder.join("models/PP-OCRv6_rec_small.onnx");
    let mut bytes = std::fs::read(&model).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x10;
    std::fs::write(&model, bytes).unwrap();
    folder
}

#[test]
fn models_are_listed_and_verified() {
    let place = Place::new();
    let (list, verify) = (place.run(["models", "list"]), place.run(["models", "verify"]));
    // The ones that come with the product stand first; others are there to be added.
    assert!(list.silent_success().lines().count() > 15);
    assert_eq!(verify.silent_success().lines().count(), 2);
    for (index, model) in MODELS.iter().enumerate() {
        let line = list.text().lines().nth(index).unwrap();
        assert!(line.starts_with(model) && line.contains(" installed ") && line.contains("Apache-2.0"), "{line}");
        let line = verify.text().lines().nth(index).unwrap();
        assert!(line.starts_with(model) && line.contains(" ok ") && line.contains("sha256 "), "{line}");
    }
    place.assert_clean();
}

#[test]
fn engines_are_listed_with_their_state() {
    let place = Place::new();
    let run = place.run(["engines"]);
    let lines: Vec<Vec<&str>> = run.silent_success().lines().map(|line| line.split_whitespace().collect()).collect();
    let names: Vec<&str> = lines.iter().map(|line| line[0]).collect();
    assert_eq!(names, ["ppocr", "tesseract", "ocrs", "pdf", "hosted"], "{run:?}");
    assert_eq!((lines[0][1], lines[1][1], lines[3][1]), ("ready", "ready:", "ready"), "{run:?}");
    assert!(run.text().contains("ocrchat models add ocrs") && run.text().contains("asks before each job"), "{run:?}");
    place.assert_clean();
}

#[test]
fn without_models_images_cannot_be_read_and_the_line_says_what_to_do() {
    let place = Place::new();
    let nothing = place.home().with_file_name("nothing");
    std::fs::create_dir(&nothing).unwrap();
    save_letter(&place, "page.png");
    born_digital(&place, "digital.pdf", 1);
    for input in ["page.png", "digital.pdf"] {
        let run = run_with(&place, &nothing, &["convert", input, "-o", "out/"]);
        run.one_error(6, &[&format!("{input}: "), "not installed", "ocrchat doctor"]);
        assert_eq!(tests::cli::names(&place.path("out")), [""; 0]);
    }
    let engines = run_with(&place, &nothing, &["engines"]);
    let ready = engines.silent_success().lines().filter(|line| line.contains(" ready")).map(str::to_owned);
    // Tesseract is the system's own.
    assert!(ready.collect::<Vec<_>>().iter().all(|line| line.starts_with("tesseract ")), "{engines:?}");
    let list = run_with(&place, &nothing, &["models", "list"]);
    assert_eq!(list.silent_success().matches(" missing ").count(), 2, "{list:?}");
    let verify = run_with(&place, &nothing, &["models", "verify"]);
    assert_eq!((verify.code, verify.text().matches(" missing ").count()), (Some(6), 2), "{verify:?}");
    place.assert_clean();
}

#[test]
fn the_doctor_finds_a_sound_installation_sound() {
    let place = Place::new();
    let run = place.run(["doctor"]);
    assert!(run.silent_success().lines().all(|line| line.starts_with("ok ")), "{run:?}");
    for part in ["model ppocr-v6-det-small", "model ppocr-v6-rec-small", "history", "PDFium", "reader process"] {
        assert!(run.text().contains(part), "{part} was not checked: {run:?}");
    }
}

#[test]
fn the_doctor_finds_a_damaged_model_and_says_how_to_mend_it() {
    let place = Place::new();
    let folder = damaged(&place);
    let run = run_with(&place, &folder, &["doctor"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(6), ""), "{run:?}");
    let problem = run.text().lines().position(|line| line.starts_with("PROBLEM")).expect("a problem");
    let lines: Vec<&str> = run.text().lines().collect();
    assert!(lines[problem].contains("ppocr-v6-rec-small"), "{run:?}");
    assert!(lines[problem + 1].contains("hash") && lines[problem + 1].contains("cargo xtask setup"), "{run:?}");
    let verify = run_with(&place, &folder, &["models", "verify"]);
    assert_eq!(verify.code, Some(6), "{verify:?}");
    assert!(verify.text().lines().nth(1).unwrap().contains(" damaged "), "{verify:?}");
}

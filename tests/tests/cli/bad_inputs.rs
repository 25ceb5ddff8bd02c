//! Inputs that cannot be read: each ends in its exit status and one line that names it and says what to do, soon, with
//! nothing left behind.

use std::time::Duration;

use tests::cli::{Place, names};
use tests::render::{jpeg, pdf, png_bomb};

use crate::documents::encrypted;
use crate::{born_digital, letter};

/// How long a refusal may take: a file is refused for what it says of itself, not after decoding it.
const SOON: Duration = Duration::from_secs(10);

/// Converts `input` into a folder and asserts the refusal; `advice` is a part of what the line says one can do.
#[track_caller]
fn refused(place: &Place, input: &str, options: &[&str], code: i32, advice: &str) {
    let before = place.names();
    // To stdout, and with every format to a folder.
    let runs = [vec!["convert", input], vec!["convert", input, "-f", "txt,md,json", "-o", "out"]];
    for (index, arguments) in runs.into_iter().enumerate() {
        let run = place.run([&arguments, options].concat());
        run.one_error(code, &[&format!("{input}: "), advice]);
        assert_eq!(run.stderr.matches(input).count(), 1, "the name is said once: {}", run.stderr);
        assert!(run.stdout.is_empty(), "{run:?}");
        assert!(run.took < SOON, "{run:?}");
        if index == 1 {
            assert_eq!(names(&place.path("out")), [""; 0], "left in the folder for results");
            std::fs::remove_dir(place.path("out")).unwrap();
        }
        assert_eq!(place.names(), before, "left in the current folder");
        place.assert_clean();
    }
}

#[test]
fn an_empty_file() {
    let place = Place::new();
    place.write("empty.png", "");
    refused(&place, "empty.png", &[], 3, "copy or download it again");
}

#[test]
fn a_text_file_named_png() {
    let place = Place::new();
    place.write("note.png", "Dear reader, this has never been a picture.\n".repeat(50));
    refused(&place, "note.png", &[], 3, "save it as PNG");
}

#[test]
fn a_truncated_jpeg() {
    let place = Place::new();
    let bytes = jpeg(&letter().image, 90).unwrap();
    for (name, length) in [("half.jpg", bytes.len() / 2), ("most.jpg", bytes.len() * 9 / 10), ("head.jpg", 100)] {
        place.write(name, &bytes[..length]);
        refused(&place, name, &[], 3, "again");
    }
}

#[test]
fn a_truncated_pdf() {
    let place = Place::new();
    let bytes = std::fs::read(born_digital(&place, "whole.pdf", 3)).unwrap();
    for (name, length) in [("half.pdf", bytes.len() / 2), ("head.pdf", 60)] {
        place.write(name, &bytes[..length]);
        refused(&place, name, &[], 3, "again");
    }
}

#[test]
fn an_encrypted_pdf_without_a_password_and_with_a_wrong_one() {
    let place = Place::new();
    encrypted(&place, "secret.pdf");
    refused(&place, "secret.pdf", &[], 4, "give it with --password-file");
    refused(&place, "secret.pdf", &["--password", "wrong"], 4, "check --password-file");
}

#[test]
fn a_picture_of_900_megapixels() {
    let place = Place::new();
    png_bomb::write(&place.path("bomb.png"), 30_000, 30_000).unwrap();
    refused(&place, "bomb.png", &[], 5, "--max-megapixels");
}

#[test]
fn a_pdf_page_of_five_metres() {
    let place = Place::new();
    pdf::text(&place.path("poster.pdf"), 1, (14400.0, 14400.0), |_| vec!["small print".into()]).unwrap();
    refused(&place, "poster.pdf", &[], 5, "--max-megapixels");
    refused(&place, "poster.pdf", &["--mode", "force"], 5, "--max-megapixels");
}

#[test]
fn a_folder() {
    let place = Place::new();
    std::fs::create_dir(place.path("holiday")).unwrap();
    refused(&place, "holiday", &[], 3, "name the files in it");
}

#[test]
fn a_missing_file() {
    let place = Place::new();
    refused(&place, "nowhere.png", &[], 3, "check the path");
}

#[cfg(unix)]
#[test]
fn a_pipe_or_a_device_is_never_waited_for() {
    let place = Place::new();
    let status = std::process::Command::new("mkfifo").arg(place.path("pipe.png")).status().expect("mkfifo");
    assert!(status.success());
    refused(&place, "pipe.png", &[], 3, "not a regular file");
}

#[test]
fn limits_are_the_users_to_set() {
    let place = Place::new();
    crate::save_letter(&place, "page.png");
    born_digital(&place, "three.pdf", 3);
    refused(&place, "page.png", &["--max-file-mb", "0"], 5, "--max-file-mb");
    refused(&place, "page.png", &["--max-megapixels", "1"], 5, "--max-megapixels");
    refused(&place, "page.png", &["--max-decoded-mb", "1"], 5, "--max-decoded-mb");
    refused(&place, "three.pdf", &["--max-pages", "2"], 5, "--max-pages");
}

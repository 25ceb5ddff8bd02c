//! PDFs of several pages: with their own text and without, a choice of pages, modes, passwords.

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;
use tests::cli::Place;

use crate::{born_digital, page_word, scanned};

/// The pages of a text result.
fn pages(text: &str) -> Vec<&str> {
    text.split('\u{c}').collect()
}

#[track_caller]
fn assert_pages(text: &str, wanted: &[usize]) {
    let pages = pages(text);
    assert_eq!(pages.len(), wanted.len(), "{text}");
    for (page, &index) in pages.iter().zip(wanted) {
        assert!(page.contains(page_word(index)), "{} is not on: {page}", page_word(index));
    }
}

#[test]
fn the_pages_of_a_text_are_parted_by_form_feeds() {
    let place = Place::new();
    born_digital(&place, "digital.pdf", 4);
    scanned(&place, "scan.pdf", 2);
    assert_pages(place.run(["convert", "digital.pdf"]).silent_success(), &[0, 1, 2, 3]);
    assert_pages(place.run(["convert", "scan.pdf"]).silent_success(), &[0, 1]);
    // Two readers at once give the same pages in the same order.
    assert_pages(place.run(["convert", "--jobs", "2", "digital.pdf"]).silent_success(), &[0, 1, 2, 3]);
    place.assert_clean();
}

#[test]
fn pages_are_chosen_as_a_person_counts_them() {
    let place = Place::new();
    born_digital(&place, "digital.pdf", 5);
    let chosen = |list: &str| place.run(["convert", "--pages", list, "digital.pdf"]);
    assert_pages(chosen("1,3-end").silent_success(), &[0, 2, 3, 4]);
    assert_pages(chosen("2").silent_success(), &[1]);
    chosen("6").one_error(2, &["digital.pdf", "no page 6", "5"]);
    chosen("2-9").one_error(2, &["digital.pdf", "no page 9"]);
    place.assert_clean();
}

#[test]
fn a_text_layer_is_read_unless_recognition_is_forced() {
    let place = Place::new();
    born_digital(&place, "digital.pdf", 1);
    let source = |mode: &str| {
        let run = place.run(["convert", "-f", "json", "-o", "-", "--mode", mode, "--dpi", "150", "digital.pdf"]);
        let job: Value = serde_json::from_str(run.silent_success()).unwrap();
        assert!(job["text"].as_str().unwrap().contains(page_word(0)), "{mode}: {}", job["text"]);
        (job["pages"][0]["text_source"].clone(), job["pages"][0]["engine"].clone())
    };
    for mode in ["auto", "skip", "redo"] {
        assert_eq!(source(mode), ("pdf".into(), "pdf".into()), "{mode}");
    }
    assert_eq!(source("force"), ("ocr".into(), "ppocr".into()));
    place.assert_clean();
}

#[test]
fn strict_writes_nothing_where_a_page_failed() {
    let place = Place::new();
    mixed_sizes(&place, "mixed.pdf");
    let run = place.run(["convert", "mixed.pdf", "-o", "out/"]);
    run.one_error(7, &["mixed.pdf: 1 of 2 pages failed (2)", "--max-megapixels"]);
    assert!(place.read("out/mixed.txt").contains(page_word(0)));
    let run = place.run(["convert", "--strict", "mixed.pdf", "-o", "strict/"]);
    run.one_error(7, &["mixed.pdf: 1 of 2 pages failed (2)"]);
    assert_eq!(tests::cli::names(&place.path("strict")), [""; 0]);
    place.assert_clean();
}

#[test]
fn a_password_opens_what_is_encrypted() {
    let place = Place::new();
    encrypted(&place, "secret.pdf");
    let convert = |options: &[&str]| place.run([&["convert", "secret.pdf"], options].concat());
    convert(&[]).one_error(4, &["secret.pdf: ", "encrypted", "--password-file"]);
    convert(&["--password", "wrong"]).one_error(4, &["secret.pdf: ", "password"]);
    assert_pages(convert(&["--password", "open sesame"]).silent_success(), &[0]);
    place.write("pass", "open sesame\nand a second line that is not it\n");
    assert_pages(convert(&["--password-file", "pass"]).silent_success(), &[0]);
    place.assert_clean();
}

/// A PDF of two pages: an ordinary one, and one over the limit for pixels.
fn mixed_sizes(place: &Place, name: &str) -> PathBuf {
    let (small, large) = (born_digital(place, "small.pdf", 1), place.path("large.pdf"));
    tests::render::pdf::text(&large, 1, (14400.0, 14400.0), |_| vec!["far away".into()]).unwrap();
    let path = place.path(name);
    qpdf(Command::new("qpdf").arg("--empty").arg("--pages").args([&small, &large]).arg("--").arg(&path));
    path
}

/// A PDF of one page that wants the password `open sesame`.
pub(crate) fn encrypted(place: &Place, name: &str) -> PathBuf {
    let (plain, path) = (born_digital(place, "plain.pdf", 1), place.path(name));
    qpdf(Command::new("qpdf").args(["--encrypt", "open sesame", "owner", "256", "--"]).args([&plain, &path]));
    std::fs::remove_file(plain).unwrap();
    path
}

fn qpdf(command: &mut Command) {
    let status = command.status().expect("qpdf is installed; `cargo xtask setup` installs it");
    assert!(status.success(), "qpdf: {status}");
}

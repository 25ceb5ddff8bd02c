//! The formats beside text, Markdown and JSON: what goes where, and that each is what its name says.

use tests::cli::Place;
use tests::render::pdf;

use crate::{page_word, save_letter};

/// How a file of each format begins.
const BEGINNINGS: [(&str, &str, &[u8]); 5] = [
    ("docx", "page.docx", b"PK\x03\x04"),
    ("csv", "page.csv", b"page,kind,text,confidence,x0,y0,x1,y1\n"),
    ("xlsx", "page.xlsx", b"PK\x03\x04"),
    ("hocr", "page.hocr", b"<?xml"),
    ("alto", "page.alto.xml", b"<?xml"),
];

#[test]
fn every_format_is_written_under_its_own_extension() {
    let place = Place::new();
    save_letter(&place, "page.png");
    let formats = BEGINNINGS.map(|(format, ..)| format).join(",");
    assert_eq!(place.run(["convert", "page.png", "-f", &formats, "-o", "out/"]).silent_success(), "");
    let mut names = BEGINNINGS.map(|(_, name, _)| name);
    names.sort_unstable();
    assert_eq!(tests::cli::names(&place.path("out")), names);
    for (format, name, beginning) in BEGINNINGS {
        let bytes = std::fs::read(place.path("out").join(name)).unwrap();
        assert!(bytes.starts_with(beginning), "{format}: {:?}", &bytes[..bytes.len().min(60)]);
    }
    for name in ["page.hocr", "page.alto.xml", "page.csv"] {
        assert!(place.read(&format!("out/{name}")).contains("Margaret"), "{name}");
    }
    place.assert_clean();
}

#[test]
fn what_is_no_text_goes_to_a_file_unless_stdout_is_named() {
    let place = Place::new();
    save_letter(&place, "page.png");
    assert_eq!(place.run(["convert", "page.png", "-f", "docx"]).silent_success(), "");
    assert_eq!(place.names(), ["page.docx", "page.png"]);
    let run = place.run(["convert", "page.png", "-f", "docx", "-o", "-"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert_eq!(run.stdout, std::fs::read(place.path("page.docx")).unwrap());
    place.assert_clean();
}

#[test]
fn running_heads_and_page_numbers_are_left_out_where_asked() {
    let place = Place::new();
    let head = "THE GAZETTE OF OLD HARBOURS";
    let lines = |index: usize| {
        let mut lines = vec![head.to_owned(), String::new(), String::new()];
        // Text that differs from page to page: what comes back at the same place is taken for a head too.
        let sentence = [
            "was calm until the herring boats came home with the tide",
            "kept its lamps alight while a storm went by to the north",
            "sold three anchors and bought as many barrels of pitch",
            "welcomed a schooner whose crew had not slept for days",
        ][index];
        lines.extend((0..24).map(|n| format!("{} {sentence}, says letter {n}.", page_word(index))));
        lines
    };
    pdf::text(&place.path("gazette.pdf"), 4, pdf::A4, lines).unwrap();
    for format in ["txt", "md"] {
        let run = |arguments: &[&str]| {
            let all = [&["convert", "gazette.pdf", "-f", format, "-o", "-"], arguments].concat();
            place.run(all).silent_success().to_owned()
        };
        let (with, without) = (run(&[]), run(&["--no-running-heads"]));
        assert_eq!(with.matches(head).count(), 4, "{format}: {with}");
        assert_eq!(without.matches(head).count(), 0, "{format}: {without}");
        // Nothing else is lost.
        let rest = |text: &str| text.replace(head, "").split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(rest(&with), rest(&without), "{format}");
    }
    place.assert_clean();
}

#[test]
fn formulas_in_csv_are_disarmed_where_asked() {
    let place = Place::new();
    let formula = "=SUM(A1:A9) stood in the first cell.";
    pdf::text(&place.path("cells.pdf"), 1, pdf::A4, |_| vec![formula.to_owned()]).unwrap();
    let run = |arguments: &[&str]| {
        let all = [&["convert", "cells.pdf", "-f", "csv", "-o", "-"], arguments].concat();
        place.run(all).silent_success().to_owned()
    };
    let (plain, safe) = (run(&[]), run(&["--csv-safe"]));
    assert!(plain.contains(&format!(",{formula},")), "{plain}");
    assert!(safe.contains(&format!(",'{formula},")), "{safe}");
    place.assert_clean();
}

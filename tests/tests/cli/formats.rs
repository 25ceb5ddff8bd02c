//! The formats beside text, Markdown and JSON: what goes where, and that each is what its name says.

use tests::cli::Place;

use crate::save_letter;

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

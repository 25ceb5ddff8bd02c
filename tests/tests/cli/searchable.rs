//! Searchable PDFs, as other programs see them: qpdf judges the file, poppler reads its text and draws its pages.

use std::path::{Path, PathBuf};
use std::process::Command;

use tests::cli::{Place, names};
use tests::render::{Degrade, jpeg};

use crate::{LETTER_WORDS, born_digital, letter, page_word, positions, save_letter, scanned};

/// Runs a program on a file in `place` and gives its stdout.
#[track_caller]
fn output(program: &str, arguments: &[&str], place: &Place) -> String {
    let run = Command::new(program).args(arguments).current_dir(place.work()).output();
    let run = run.unwrap_or_else(|e| panic!("{program}: {e}; `cargo xtask setup` installs it"));
    let said = String::from_utf8_lossy(&run.stderr).into_owned();
    assert!(run.status.success(), "{program} {arguments:?}: {said}");
    String::from_utf8_lossy(&run.stdout).into_owned()
}

/// The text of a PDF that qpdf finds nothing wrong with.
#[track_caller]
fn text_of(place: &Place, name: &str) -> String {
    output("qpdf", &["--check", name], place);
    output("pdftotext", &[name, "-"], place)
}

/// The pages of a PDF as pictures.
fn drawn(place: &Place, name: &str) -> Vec<Vec<u8>> {
    let folder = place.path("drawn");
    std::fs::create_dir(&folder).unwrap();
    output("pdftoppm", &["-r", "70", name, "drawn/page"], place);
    let pages = names(&folder).iter().map(|page| std::fs::read(folder.join(page)).unwrap()).collect();
    std::fs::remove_dir_all(folder).unwrap();
    pages
}

fn holds(file: &[u8], part: &[u8]) -> bool {
    file.windows(part.len()).any(|window| window == part)
}

/// How many words stand in each of both texts.
fn words(text: &str) -> Vec<&str> {
    let mut words: Vec<&str> = text.split_whitespace().collect();
    words.sort_unstable();
    words
}

#[test]
fn a_jpeg_lies_in_its_pdf_byte_for_byte_under_its_words() {
    let place = Place::new();
    let page = letter();
    let file = jpeg(&page.image, 85).unwrap();
    place.write("letter.jpg", &file);
    place.run(["convert", "letter.jpg", "-f", "txt,pdf", "-o", "out/"]).silent_success();
    let result = std::fs::read(place.path("out/letter.pdf")).unwrap();
    assert!(holds(&result, &file));
    assert!(result.len() < file.len() + file.len() / 20 + 30_000, "{} bytes of {}", result.len(), file.len());
    let text = text_of(&place, "out/letter.pdf");
    assert_eq!(words(&text), words(&place.read("out/letter.txt")));
    assert!(positions(&text, &LETTER_WORDS).is_sorted(), "{text}");
    assert_eq!(names(&place.path("out")), ["letter.pdf", "letter.txt"]);
    place.assert_clean();
}

#[test]
fn words_lie_on_their_ink() {
    let place = Place::new();
    let page = letter().degrade(Degrade::Skew(2.0)).unwrap();
    page.image.save(place.path("skewed.png")).unwrap();
    place.run(["convert", "skewed.png", "-f", "pdf", "-o", "out/"]).silent_success();
    let boxes = output("pdftotext", &["-bbox", "out/skewed.pdf", "-"], &place);
    // The page has no density: 1 point is so many pixels.
    let number = |line: &str, key: &str| -> f32 {
        let after = line.split_once(&format!("{key}=\"")).unwrap().1;
        after.split_once('"').unwrap().0.parse().unwrap()
    };
    let sheet = boxes.lines().find(|line| line.contains("<page ")).unwrap();
    let scale = page.image.width() as f32 / number(sheet, "width");
    let (mut found, mut near) = (0, 0);
    for truth in &page.words {
        let Some(line) = boxes.lines().find(|line| line.contains(&format!(">{}<", truth.text))) else { continue };
        let [x0, y0, x1, y1] = ["xMin", "yMin", "xMax", "yMax"].map(|key| number(line, key) * scale);
        let middle = ((x0 + x1) / 2.0, (y0 + y1) / 2.0);
        let b = truth.ink;
        found += 1;
        near += usize::from(b.x0 <= middle.0 && middle.0 <= b.x1 && b.y0 <= middle.1 && middle.1 <= b.y1);
    }
    assert!(found >= 15 && near == found, "{near} of {found}: {boxes}");
}

#[test]
fn a_scanned_pdf_keeps_its_pages_and_gains_their_text() {
    let place = Place::new();
    scanned(&place, "scan.pdf", 3);
    place.run(["convert", "scan.pdf", "-f", "pdf", "-o", "out/"]).silent_success();
    let (before, after) = (std::fs::read(place.path("scan.pdf")).unwrap(), place.path("out/scan.pdf"));
    let after = std::fs::read(after).unwrap();
    assert_eq!(after[..before.len()], before);
    assert!(after.len() < before.len() + before.len() / 20 + 3 * 30_000);
    assert_eq!(drawn(&place, "scan.pdf"), drawn(&place, "out/scan.pdf"));
    let text = text_of(&place, "out/scan.pdf");
    let pages: Vec<&str> = text.split('\u{c}').collect();
    assert!((0..3).all(|index| pages[index].contains(page_word(index))), "{text}");
    // Again, over its own result: the old text gives way.
    place.run(["convert", "out/scan.pdf", "--mode", "redo", "-f", "pdf", "-o", "again/"]).silent_success();
    assert_eq!(words(&text_of(&place, "again/scan.pdf")), words(&text));
    assert_eq!(drawn(&place, "scan.pdf"), drawn(&place, "again/scan.pdf"));
    place.assert_clean();
}

#[test]
fn a_pdf_with_text_of_its_own_comes_back_as_it_was() {
    let place = Place::new();
    born_digital(&place, "digital.pdf", 2);
    place.run(["convert", "digital.pdf", "-f", "pdf", "-o", "out/"]).silent_success();
    let read = |name: &str| std::fs::read(place.path(name)).unwrap();
    assert_eq!(read("digital.pdf"), read("out/digital.pdf"));
    // Forced: what is recognised stands for what can be seen, which stays.
    place.run(["convert", "digital.pdf", "--mode", "force", "-f", "txt,pdf", "-o", "out/"]).silent_success();
    assert_eq!(words(&text_of(&place, "out/digital.pdf")), words(&place.read("out/digital.txt").replace('\u{c}', " ")));
    assert_eq!(drawn(&place, "digital.pdf"), drawn(&place, "out/digital.pdf"));
}

#[test]
fn turned_encrypted_and_packed_sources_stay_so() {
    let place = Place::new();
    scanned(&place, "scan.pdf", 1);
    let made = |name: &str, arguments: &[&str]| {
        output("qpdf", &[arguments, &["scan.pdf", name]].concat(), &place);
    };
    made("turned.pdf", &["--rotate=+180"]);
    made("packed.pdf", &["--object-streams=generate"]);
    made("secret.pdf", &["--encrypt", "open sesame", "owner", "256", "--"]);
    for name in ["packed.pdf", "turned.pdf"] {
        place.run(["convert", name, "-f", "pdf", "-o", "out/"]).silent_success();
        let result = format!("out/{name}");
        text_of(&place, &result);
        assert_eq!(drawn(&place, name), drawn(&place, &result), "{name}");
    }
    assert!(text_of(&place, "out/packed.pdf").contains(page_word(0)));
    let secret = ["convert", "secret.pdf", "--password", "open sesame", "-f", "pdf", "-o", "out/"];
    place.run(secret).silent_success();
    output("qpdf", &["--check", "--password=open sesame", "out/secret.pdf"], &place);
    assert!(output("pdftotext", &["-upw", "open sesame", "out/secret.pdf", "-"], &place).contains(page_word(0)));
    let refused = Command::new("pdftotext").arg(place.path("out/secret.pdf")).arg("-").output().unwrap();
    assert!(!refused.status.success(), "it opens without its password");
}

#[test]
fn a_damaged_pdf_is_mended_or_refused() {
    let place = Place::new();
    let source = std::fs::read(scanned(&place, "scan.pdf", 2)).unwrap();
    let place_of = source.windows(9).rposition(|w| w == b"startxref").unwrap();
    place.write("lost.pdf", [&source[..place_of], b"startxref\n7\n%%EOF\n"].concat());
    let run = place.run(["convert", "lost.pdf", "-f", "pdf", "-o", "out/"]);
    assert_eq!((run.code, run.stderr.matches("mended").count()), (Some(0), 1), "{run:?}");
    assert!(text_of(&place, "out/lost.pdf").contains(page_word(1)));
    place.write("cut.pdf", &source[..source.len() / 3]);
    let run = place.run(["convert", "cut.pdf", "-f", "pdf", "-o", "out/"]);
    assert!(run.code != Some(0), "{run:?}");
    assert_eq!(names(&place.path("out")), ["lost.pdf"]);
    place.assert_clean();
}

#[test]
fn pdf_a_is_written_of_pictures_and_refused_of_other_pdfs() {
    let place = Place::new();
    save_letter(&place, "letter.png");
    place.run(["convert", "letter.png", "--pdf-a", "-f", "pdf", "-o", "out/"]).silent_success();
    assert!(text_of(&place, "out/letter.pdf").contains("orchard"));
    let result = std::fs::read(place.path("out/letter.pdf")).unwrap();
    for part in [&b"/GTS_PDFA1"[..], b"<pdfaid:part>2</pdfaid:part>", b"/DestOutputProfile", b"/FontFile2"] {
        assert!(holds(&result, part), "{}", String::from_utf8_lossy(part));
    }
    assert!(output("pdffonts", &["out/letter.pdf"], &place).contains(" yes no  yes "), "embedded, with ToUnicode");
    scanned(&place, "scan.pdf", 1);
    let run = place.run(["convert", "scan.pdf", "--pdf-a", "-f", "pdf", "-o", "out/"]);
    run.one_error(3, &["scan.pdf", "PDF/A", "--pdf-a"]);
    assert_eq!(names(&place.path("out")), ["letter.pdf"]);
}

#[test]
fn a_pdf_goes_to_stdout_when_it_is_asked_to() {
    let place = Place::new();
    save_letter(&place, "letter.png");
    let run = place.run(["convert", "letter.png", "-f", "pdf", "-o", "-"]);
    assert!(run.code == Some(0) && run.stdout.starts_with(b"%PDF-1.7") && run.stdout.ends_with(b"%%EOF\n"), "{run:?}");
    let name: &Path = &PathBuf::from("kept.pdf");
    std::fs::write(place.path(name.to_str().unwrap()), "mine").unwrap();
    place.run(["convert", "letter.png", "-f", "pdf", "-o", "kept.pdf", "--no-overwrite"]).one_error(1, &["kept.pdf"]);
    assert_eq!(place.read("kept.pdf"), "mine");
}

//! No language given: each page is read by the engine that reads its script, upright, and says by which and why; what nothing
//! here reads is refused and never guessed at.

use std::process::Command;

use image::imageops::{rotate90, rotate180, rotate270};
use serde_json::Value;
use tests::cli::{Place, finish, start};
use tests::documents::{LETTER_WORDS, letter};
use tests::render::{Page, Text};

use crate::positions;

const RUSSIAN: &str = "Завтра утром поезд отправится раньше. Возьмите с собой тёплую одежду и хлеб, потому что дорога будет \
                       долгой, а в горах уже выпал снег.";
const HEBREW: &str = "הספרייה פתוחה בכל בוקר וסגורה בשבת. ספרים אפשר לשאול לשבועיים, ואת הילדים מלמדים כאן לקרוא.";

fn page(place: &Place, name: &str, text: &str) {
    let page = Page { dpi: 200.0, ..Page::a5(vec![Text::new(text).size(13.0)]) };
    page.draw().unwrap().image.save(place.path(name)).unwrap();
}

#[test]
fn the_script_of_a_page_chooses_its_engine() {
    let place = Place::new();
    for (name, text, found, words) in [
        ("russian.png", RUSSIAN, "by tesseract (Cyrl, rus, ", &["поезд", "одежду", "снег"][..]),
        ("hebrew.png", HEBREW, "by tesseract (Hebr, heb, ", &["הספרייה פתוחה", "לשבועיים"]),
        (
            "english.png",
            "The train leaves early tomorrow; take warm clothes and bread with you.",
            "by ppocr (Latn, ",
            &["train", "bread"],
        ),
    ] {
        page(&place, name, text);
        let run = place.run(["convert", "-v", name]);
        assert!(run.stderr.contains(found), "{name}: {run:?}");
        positions(run.text(), words);
    }
}

#[test]
fn pages_are_turned_upright_and_their_results_fit_the_source() {
    let place = Place::new();
    let upright = letter().image;
    // What turned the page, and by how much it must be turned back, clockwise.
    let turned =
        [("right", rotate90(&upright), 270), ("over", rotate180(&upright), 180), ("left", rotate270(&upright), 90)];
    for (name, picture, back) in turned {
        let file = format!("{name}.png");
        picture.save(place.path(&file)).unwrap();
        let run = place.run(["convert", &file, "-f", "txt,json,pdf", "-o", "out/"]);
        assert_eq!(run.code, Some(0), "{run:?}");
        let places = positions(&place.read(&format!("out/{name}.txt")), &LETTER_WORDS);
        assert!(places.is_sorted(), "{name}: {places:?}");
        let result: Value = serde_json::from_str(&place.read(&format!("out/{name}.json"))).unwrap();
        let page = &result["pages"][0];
        assert_eq!(page["rotation"], back, "{name}");
        assert_eq!(page["width"], upright.width(), "{name}: boxes are in the upright picture");
        let mut pdftotext = Command::new("pdftotext");
        pdftotext.args([format!("out/{name}.pdf"), "-".to_owned()]);
        place.prepare(&mut pdftotext);
        let text = finish(start(&mut pdftotext));
        assert!(LETTER_WORDS.iter().all(|word| text.text().contains(word)), "{name}: {text:?}");
    }
}

#[test]
fn a_script_that_nothing_reads_is_refused() {
    let place = Place::new();
    page(&place, "russian.png", RUSSIAN);
    page(&place, "hebrew.png", HEBREW);
    letter().image.save(place.path("english.png")).unwrap();
    place.run(["settings", "set", "tesseract_path", "/nowhere"]);
    for name in ["russian.png", "hebrew.png"] {
        let run = place.run(["convert", name]);
        run.one_error(6, &[name, "no installed engine"]);
        assert_eq!(run.text(), "", "nonsense: {run:?}");
    }
    positions(place.run(["convert", "english.png"]).silent_success(), &LETTER_WORDS);
}

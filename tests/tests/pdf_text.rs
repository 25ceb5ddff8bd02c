//! Every script comes back out of a PDF as it went in: pdftotext reads what `export` wrote.
#![allow(clippy::unwrap_used)] // Helpers of tests are tests too.

use std::process::Command;
use std::time::SystemTime;

use document::{Block, Line, Page, Point, Quad, Rect, Word};
use export::pdf::{Coding, ImagePdf, PdfOptions, Picture};

/// A line of words from `x` on, each 20 pixels a letter wide and 40 high, from right to left where it is so written.
fn line(text: &str, y: f32, right_to_left: bool) -> Line {
    let mut x = if right_to_left { 960.0 } else { 40.0 };
    let words = text.split(' ').map(|word| {
        let width = word.chars().count() as f32 * 20.0;
        let x0 = if right_to_left { x - width } else { x };
        x += if right_to_left { -width - 15.0 } else { width + 15.0 };
        let bbox = Rect::new(x0, y, x0 + width, y + 40.0);
        Word { text: word.into(), bbox, confidence: 1.0, ..Word::default() }
    });
    let words: Vec<Word> = words.collect();
    let bounds = Rect::around(words.iter().map(|w| w.bbox)).unwrap();
    Line { text: text.into(), quad: bounds.into(), confidence: 1.0, words }
}

/// What pdftotext, with these options, reads of a page with these lines, without the marks that it puts around
/// right-to-left lines.
fn round_trip(lines: Vec<Line>, options: &[&str]) -> String {
    let page = Page {
        width: 1000,
        height: 1000,
        dpi: 100.0,
        blocks: vec![Block { lines, ..Block::default() }],
        ..Page::default()
    };
    let about = PdfOptions { title: "scripts".into(), created: SystemTime::UNIX_EPOCH, pdf_a: true, id: [1; 16] };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.pdf");
    let mut pdf = ImagePdf::new(std::fs::File::create(&path).unwrap(), about).unwrap();
    let rgb = [250; 30 * 30 * 3].to_vec();
    let picture = Picture { width: 30, height: 30, orientation: 1, turned: 0, coding: Coding::Rgb(rgb) };
    pdf.page(&page, Some(picture)).unwrap();
    pdf.finish().unwrap();
    let check = Command::new("qpdf").arg("--check").arg(&path).output().expect("qpdf; see `cargo xtask setup`");
    assert!(check.status.success(), "{check:?}");
    let read = Command::new("pdftotext")
        .args(options)
        .arg(&path)
        .arg("-")
        .output()
        .expect("pdftotext; see `cargo xtask setup`");
    let text = String::from_utf8(read.stdout).unwrap();
    let text: String =
        text.chars().filter(|c| !matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}')).collect();
    text.trim().to_owned()
}

#[test]
fn scripts_come_back_as_they_went_in() {
    for text in [
        "plain words, a well-known hyphen-",
        "čeština ǅ ﬁ Straße 1½ €",
        "Ἑλληνικὴ γλῶσσα",
        "русский язык",
        "हिन्दी में लिखा",
        "ภาษาไทย",
        "한국어 문장",
        "漢字かな交じり文",
        "emoji 😀 and rare 𠮷野家",
        "brackets (one) <two> \\three",
    ] {
        assert_eq!(round_trip(vec![line(text, 100.0, false)], &[]), text);
    }
}

#[test]
fn right_to_left_lines_come_back_in_logical_order() {
    // Not among them: a number or a Latin word in such a line. pdftotext reads it, and misplaces the spaces around it.
    for text in ["שלום עולם טוב", "(שנה טובה) לכולם", "مرحبا بالعالم"] {
        assert_eq!(round_trip(vec![line(text, 100.0, true)], &[]), text);
    }
}

#[test]
fn lines_stay_in_their_order() {
    let lines = (0..5).map(|n| line(&format!("line number {n}"), 100.0 + n as f32 * 60.0, false)).collect();
    let text = round_trip(lines, &[]);
    assert_eq!(text, (0..5).map(|n| format!("line number {n}")).collect::<Vec<_>>().join("\n"));
}

#[test]
fn vertical_columns_stand_in_their_order() {
    let column = |text: &str, right: f32| {
        let bbox = Rect::new(right - 40.0, 100.0, right, 100.0 + text.chars().count() as f32 * 40.0);
        // Along the text, which runs downwards.
        let quad = Quad([
            Point::new(bbox.x1, bbox.y0),
            Point::new(bbox.x1, bbox.y1),
            Point::new(bbox.x0, bbox.y1),
            Point::new(bbox.x0, bbox.y0),
        ]);
        let words = vec![Word { text: text.into(), bbox, confidence: 1.0, ..Word::default() }];
        Line { text: text.into(), quad, confidence: 1.0, words }
    };
    // In the order of the file: pdftotext's own order is that of columns from the left.
    let text =
        round_trip(vec![column("吾輩は猫である名前は", 900.0), column("まだ無いどこで生れた", 840.0)], &["-raw"]);
    assert_eq!(text, "吾輩は猫である名前は\nまだ無いどこで生れた");
}

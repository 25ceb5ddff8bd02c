//! Golden documents: what the real binary reads on pages that we drew ourselves.
//!
//! Each document has a bound for its character errors and for how well word boxes lie over the ink, and a stored output
//! (`golden/NAME.md`), so that a change in any stage shows as a difference in a review. `UPDATE_GOLDEN=1` stores the
//! outputs anew; the bounds hold all the same.

use std::fs;
use std::path::{Path, PathBuf};

use tests::cli::Place;
use tests::render::samples::{self, Sample};
use tests::score;

/// What a document must keep to. Along the line all boxes must overlap the ink by 0.9.
#[derive(Clone, Copy)]
struct Bound {
    /// The greatest character error rate.
    cer: f64,
    /// The least mean overlap of boxes with ink.
    area: f64,
}

/// One wrong character in 250. A Latin word's box is as high as its line, and its ink is not: hence the overlap.
const LATIN: Bound = Bound { cer: 0.004, area: 0.64 };
/// One character on such a page is 1.5 %.
const CJK: Bound = Bound { cer: 0.0, area: 0.8 };
/// Damaged pages.
const DAMAGED: Bound = Bound { cer: 0.006, area: 0.6 };

#[test]
fn english() {
    check("english", LATIN);
}

#[test]
fn german() {
    check("german", LATIN);
}

#[test]
fn french() {
    check("french", LATIN);
}

#[test]
fn polish() {
    check("polish", LATIN);
}

#[test]
fn chinese() {
    check("chinese", CJK);
}

#[test]
fn japanese() {
    check("japanese", CJK);
}

#[test]
fn two_columns() {
    check("two-columns", LATIN);
}

#[test]
fn receipt() {
    check("receipt", LATIN);
}

#[test]
fn skewed() {
    check("skewed", DAMAGED);
}

#[test]
fn noisy() {
    check("noisy", DAMAGED);
}

#[test]
fn low_resolution() {
    check("low-resolution", DAMAGED);
}

#[test]
fn jpeg() {
    check("jpeg", DAMAGED);
}

#[test]
fn every_document_has_its_test_and_its_output() {
    let source = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden.rs")).unwrap();
    for sample in samples::golden() {
        assert!(source.contains(&format!("check(\"{}\"", sample.name)), "nothing tests {}", sample.name);
        // The other tests are about to store them.
        assert!(
            updating() || stored(sample.name).is_file(),
            "no stored output of {}: run with UPDATE_GOLDEN=1",
            sample.name
        );
    }
    for entry in fs::read_dir(stored("x").parent().unwrap()).unwrap() {
        let name = entry.unwrap().path().file_stem().unwrap().to_owned();
        assert!(samples::golden().iter().any(|s| *s.name == *name), "{} belongs to no document", name.display());
    }
}

fn updating() -> bool {
    std::env::var_os("UPDATE_GOLDEN").is_some_and(|v| v == "1")
}

fn stored(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("golden").join(name).with_extension("md")
}

fn check(name: &str, bound: Bound) {
    let sample: Sample = samples::golden().into_iter().find(|s| s.name == name).expect("it is one of the samples");
    let page = sample.render().expect("the fonts are installed");
    let place = Place::new();
    page.image.save(place.path("page.png")).expect("the place is writable");
    let run = place.run(["convert", "page.png", "-f", "txt,md,json", "-o", "."]);
    assert_eq!(run.code, Some(0), "{name}: {}", run.stderr);

    let text = place.read("page.txt");
    let cer = score::cer(&page.text(), &text);
    let json = serde_json::from_str(&place.read("page.json")).expect("the export is JSON");
    let boxes = score::overlap(&page.words, &score::words(&json));
    eprintln!("{name}: {:.2} % of the characters wrong, {boxes:.3?}", 100.0 * cer);
    assert!(cer <= bound.cer, "{name}: {:.2} % of the characters are wrong:\n{text}", 100.0 * cer);
    assert!(boxes.area >= bound.area && boxes.across >= 0.9, "{name}: boxes lie off the ink: {boxes:.3?}");

    let markdown = place.read("page.md");
    if updating() {
        fs::create_dir_all(stored(name).parent().expect("it lies in a folder")).expect("the sources are writable");
        fs::write(stored(name), &markdown).expect("the sources are writable");
    }
    let golden = fs::read_to_string(stored(name)).unwrap_or_default();
    assert_eq!(markdown, golden, "{name}: the output differs from the stored one; UPDATE_GOLDEN=1 stores it anew");
}

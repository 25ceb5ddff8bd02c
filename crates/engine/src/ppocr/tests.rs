//! Pages read with an added recogniser: made of the installed one with another dictionary, so that what was read says by
//! which model.

use super::*;
use crate::testing::{self, assets};

/// Small letters become the first Hangul syllables.
fn hangul(c: char) -> char {
    if c.is_ascii_lowercase() { char::from_u32(0xAC00 + u32::from(c) - u32::from('a')).unwrap() } else { c }
}

/// A catalogue with a Korean recogniser and one for Arabic, of the files that `install` wrote.
fn catalogue(bytes: u64) -> &'static [Asset] {
    let korean = CATALOGUE.iter().find(|m| m.name == "ppocr-v5-rec-korean").unwrap();
    let arabic = CATALOGUE.iter().find(|m| m.name == "ppocr-v5-rec-arabic").unwrap();
    let mut models = crate::MODELS.to_vec();
    models.push(Asset { bytes: Some(bytes), ..*korean });
    models.push(Asset { bytes: None, ..*arabic });
    Vec::leak(models)
}

fn read(engine: &PpOcr, page: &PageImage, language: Option<&str>) -> Vec<String> {
    let hints = Hints { language: language.map(str::to_owned) };
    engine.recognize(page, &hints).unwrap().lines.into_iter().map(|l| l.text).collect()
}

#[test]
fn an_added_recogniser_reads_its_languages_and_no_others() {
    let folder = tempfile::tempdir().unwrap();
    let assets = assets().with_added(folder.path());
    let made = testing::recogniser_with(hangul);
    let models = catalogue(made.len() as u64);
    let page = testing::page(&["many small words 2026"], 44.0);
    let before = PpOcr::load_among(&assets, models, &Options::default()).unwrap();
    assert_eq!(read(&before, &page, Some("ko")), ["many small words 2026"], "nothing was added yet");

    std::fs::write(folder.path().join("korean_PP-OCRv5_rec_mobile.onnx"), &made).unwrap();
    let engine = PpOcr::load_among(&assets, models, &Options::default()).unwrap();
    let wanted: String = "many small words 2026".chars().map(hangul).collect();
    for language in ["ko", "kor", "Korean", "eng+kor"] {
        assert_eq!(read(&engine, &page, Some(language)), [wanted.as_str()], "{language}");
    }
    for language in [None, Some("eng"), Some("ja"), Some("rus")] {
        assert_eq!(read(&engine, &page, language), ["many small words 2026"], "{language:?}");
    }
}

#[test]
fn an_added_recogniser_may_run_from_right_to_left() {
    let folder = tempfile::tempdir().unwrap();
    let assets = assets().with_added(folder.path());
    let arabic = |c: char| if c.is_ascii_lowercase() { char::from_u32(0x0621 + u32::from(c) - 97).unwrap() } else { c };
    std::fs::write(folder.path().join("arabic_PP-OCRv5_rec_mobile.onnx"), testing::recogniser_with(arabic)).unwrap();
    let engine = PpOcr::load_among(&assets, catalogue(0), &Options::default()).unwrap();
    let lines = read(&engine, &testing::page(&["train 2026 leaves"], 44.0), Some("fa"));
    let turned = |word: &str| word.chars().rev().map(arabic).collect::<String>();
    assert_eq!(lines, [format!("{} 2026 {}", turned("leaves"), turned("train"))]);
}

#[test]
fn a_cut_or_foreign_added_model_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let assets = assets().with_added(folder.path());
    let file = folder.path().join("korean_PP-OCRv5_rec_mobile.onnx");
    let page = testing::page(&["words"], 44.0);
    for (content, says) in [(&b"cut"[..], "korean_PP-OCRv5_rec_mobile.onnx is damaged"), (&[0xff; 40], "is damaged")] {
        std::fs::write(&file, content).unwrap();
        let engine = PpOcr::load_among(&assets, catalogue(40), &Options::default()).unwrap();
        let error = engine.recognize(&page, &Hints { language: Some("kor".to_owned()) }).unwrap_err();
        assert_eq!(error.code, Code::ModelBroken);
        assert!(error.message.contains(says), "{error}");
    }
}

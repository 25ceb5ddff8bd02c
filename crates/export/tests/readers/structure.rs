//! The formats that carry every word's place: JSON, hOCR, ALTO.

use export::Format;
use serde_json::{Value, json};

use crate::{found, sample, written};

#[test]
fn json_is_what_its_schema_says() {
    let file = written("json", Format::Json, &sample::document());
    assert_eq!(found("schema", &file), json!([]));
}

#[test]
fn the_schema_refuses_what_is_not_a_job() {
    let file = written("json_wrong", Format::Json, &sample::document());
    let mut job: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    job["pages"][0]["blocks"][0]["kind"] = json!("poem");
    job["pages"][0]["blocks"][0]["bbox"] = json!([1, 2, 3]);
    std::fs::write(&file, job.to_string()).unwrap();
    assert_eq!(found("schema", &file).as_array().unwrap().len(), 2);
}

#[test]
fn hocr_is_xml_with_a_box_for_every_word() {
    let document = sample::document();
    let hocr = found("hocr", &written("hocr", Format::Hocr, &document));
    assert_eq!((&hocr["unique"], &hocr["title"]), (&json!(true), &json!("Gärten & \"Höfe\".pdf")));
    assert_eq!(hocr["valid"][0], true, "{}", hocr["valid"][1]);
    let pages = hocr["pages"].as_array().unwrap();
    assert_eq!(pages.len(), 4);
    assert_eq!(pages[0]["bbox"], "0 0 1240 1754");
    let words: Vec<&str> = pages[0]["words"].as_array().unwrap().iter().map(|w| w[0].as_str().unwrap()).collect();
    let ours: Vec<&str> = document.pages[0].words().map(|w| w.text.as_str()).collect();
    assert_eq!(words, ours);
    for (word, ours) in pages[0]["words"].as_array().unwrap().iter().zip(document.pages[0].words()) {
        let bbox: Vec<f32> = word[1]["bbox"].as_str().unwrap().split(' ').map(|n| n.parse().unwrap()).collect();
        assert!((bbox[0] - ours.bbox.x0).abs() <= 1.0 && (bbox[3] - ours.bbox.y1).abs() <= 1.0, "{word}");
        assert_eq!(word[1]["x_wconf"], "93");
    }
    let classes = pages[0]["areas"].as_array().unwrap();
    for class in ["ocr_carea ocr_header", "ocr_carea ocr_pageno", "ocr_carea ocr_photo", "ocr_carea ocr_table"] {
        assert!(classes.contains(&json!(class)), "{class}: {classes:?}");
    }
    let first = &pages[1]["paragraphs"][0];
    assert_eq!((&first[0], &first[1]), (&json!("ar"), &json!("rtl")));
    // A script without spaces has none between its words, and its upright letters are not turned.
    assert_eq!(pages[2]["paragraphs"][1][2], json!(["庭は絶え間ない世話と、少しの", "放置を必要とする。"]));
    let last = pages[2]["lines"].as_array().unwrap().last().unwrap();
    assert!(last.get("baseline").is_none() && last.get("textangle").is_none(), "{last}");
}

#[test]
fn alto_is_valid_by_the_schema_of_the_library_of_congress() {
    let document = sample::document();
    let alto = found("alto", &written("alto", Format::Alto, &document));
    assert_eq!(alto["errors"], json!([]));
    assert!(alto["schema"].as_str().unwrap().ends_with("alto-4-3.xsd"));
    let pages = alto["pages"].as_array().unwrap();
    for (page, ours) in pages.iter().zip(&document.pages).take(2) {
        let words: Vec<&str> = ours.words().map(|w| w.text.as_str()).collect();
        assert_eq!(page["words"], json!(words));
    }
    assert_eq!((&pages[0]["pictures"], &pages[0]["tables"]), (&json!(1), &json!(2)));
    assert_eq!((&pages[1]["directions"][0], &pages[1]["languages"]), (&json!("rtl"), &json!(["ar", "he"])));
    assert_eq!(pages[2]["directions"].as_array().unwrap().last(), Some(&json!("ttb")));
}

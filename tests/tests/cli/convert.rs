//! One image, or several: where text goes, under which names, and that stdout is data only.

use serde_json::Value;
use tests::cli::Place;
use tests::render::Rendered;

use crate::{LETTER_WORDS, letter, positions, save_letter};

#[test]
fn the_text_of_one_image_goes_to_stdout_and_nothing_else_does() {
    let place = Place::new();
    save_letter(&place, "page.png");
    let run = place.run(["convert", "page.png"]);
    let text = run.silent_success();
    assert!(positions(text, &LETTER_WORDS).is_sorted(), "{text}");
    // Every word of the page and no other: two in a hundred may be misread.
    let truth = letter().text().split_whitespace().collect::<Vec<_>>().join(" ");
    let read = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(strsim::normalized_levenshtein(&truth, &read) > 0.98, "{text}");
    assert_eq!(place.names(), ["page.png"]);
    place.assert_clean();
}

#[test]
fn dash_o_names_a_file_a_folder_or_stdout() {
    let place = Place::new();
    save_letter(&place, "page.png");
    std::fs::create_dir(place.path("there")).unwrap();
    let to = |output: &str| place.run(["convert", "page.png", "-o", output]);
    let text = to("-").silent_success().to_owned();
    assert!(text.contains("Margaret"));
    assert_eq!(to("named.text").silent_success(), "");
    assert_eq!(to("there").silent_success(), "");
    assert_eq!(to("new/deep/").silent_success(), "");
    for file in ["named.text", "there/page.txt", "new/deep/page.txt"] {
        assert_eq!(place.read(file), text, "{file}");
    }
    assert_eq!(place.names(), ["named.text", "new", "page.png", "there"]);
    assert_eq!(tests::cli::names(&place.path("there")), ["page.txt"]);
    place.assert_clean();
}

#[test]
fn three_formats_of_two_inputs_go_to_the_current_folder() {
    let place = Place::new();
    std::fs::create_dir(place.path("in")).unwrap();
    save_letter(&place, "in/first.scan.png");
    save_letter(&place, "in/second.jpg");
    let run = place.run(["convert", "-f", "txt,md,json", "in/first.scan.png", "in/second.jpg"]);
    assert_eq!(run.silent_success(), "");
    let results =
        ["first.scan.json", "first.scan.md", "first.scan.txt", "in", "second.json", "second.md", "second.txt"];
    assert_eq!(place.names(), results);
    for stem in ["first.scan", "second"] {
        assert!(place.read(&format!("{stem}.md")).starts_with("# Winter harvest\n"), "{}", place.read("second.md"));
        let (text, job) = (place.read(&format!("{stem}.txt")), place.read(&format!("{stem}.json")));
        let job: Value = serde_json::from_str(&job).unwrap();
        assert_eq!(job["text"].as_str().unwrap(), text.trim_end());
        check_job(&job, &letter());
    }
    place.assert_clean();
}

/// The API's documented fields, and words whose boxes lie over their ink.
fn check_job(job: &Value, page: &Rendered) {
    for field in ["uuid", "status", "tier", "language", "page_count", "mean_confidence", "text", "markdown", "pages"] {
        assert!(!job[field].is_null(), "no {field}");
    }
    assert_eq!((&job["status"], &job["tier"], &job["page_count"]), (&"done".into(), &"cpu".into(), &1.into()));
    assert!((0.8..=1.0).contains(&job["mean_confidence"].as_f64().unwrap()), "{}", job["mean_confidence"]);
    let (width, height) = page.image.dimensions();
    let json = &job["pages"][0];
    assert_eq!((&json["index"], &json["width"], &json["height"]), (&0.into(), &width.into(), &height.into()));
    let blocks = json["blocks"].as_array().unwrap();
    assert!(blocks.iter().all(|b| b["text"].is_string() && b["confidence"].is_number()));
    assert!(blocks.iter().all(|b| b["bbox"].as_array().is_some_and(|b| b.len() == 4)));
    let read: Vec<&Value> = blocks
        .iter()
        .flat_map(|block| block["lines"].as_array().unwrap())
        .flat_map(|line| line["words"].as_array().unwrap())
        .collect();
    for word in LETTER_WORDS {
        let found = read.iter().find(|w| w["text"] == word).unwrap_or_else(|| panic!("{word} was not read"));
        let corner = |i: usize| found["bbox"][i].as_f64().unwrap() as f32;
        let read = document::Rect::new(corner(0), corner(1), corner(2), corner(3));
        let drawn = page.words.iter().find(|w| w.text == word).expect("it is drawn").ink;
        assert!(read.iou(drawn) > 0.5, "{word}: read at {read:?}, drawn at {drawn:?}: {}", read.iou(drawn));
    }
}

#[test]
fn stdin_is_read_whatever_it_holds() {
    let place = Place::new();
    let bytes = std::fs::read(save_letter(&place, "page.png")).unwrap();
    std::fs::remove_file(place.path("page.png")).unwrap();
    let run = place.run_with_stdin(["convert", "-"], &bytes);
    positions(run.silent_success(), &LETTER_WORDS);
    assert_eq!(place.run_with_stdin(["convert", "-", "-f", "md,txt"], &bytes).silent_success(), "");
    assert_eq!(place.names(), ["stdin.md", "stdin.txt"]);
    place.run_with_stdin(["convert", "-"], b"").one_error(3, &["-: the file is empty"]);
    place.run_with_stdin(["convert", "--max-file-mb", "0", "-"], &bytes).one_error(5, &["--max-file-mb"]);
    place.assert_clean();
}

#[test]
fn a_broken_input_does_not_cost_the_others() {
    let place = Place::new();
    save_letter(&place, "one.png");
    place.write("broken.png", "not a picture");
    save_letter(&place, "two.png");
    let run = place.run(["convert", "one.png", "broken.png", "two.png", "-o", "out"]);
    run.one_error(7, &["broken.png: "]);
    assert_eq!(tests::cli::names(&place.path("out")), ["one.txt", "two.txt"]);
    assert!(place.read("out/two.txt").contains("Margaret"));
    assert!(run.stdout.is_empty(), "{run:?}");
    // All of them broken alike is that failure.
    let run = place.run(["convert", "broken.png", "missing.png", "-o", "out"]);
    assert_eq!((run.code, run.stderr.lines().count()), (Some(3), 2), "{run:?}");
    place.assert_clean();
}

#[test]
fn an_existing_result_stays_where_it_must() {
    let place = Place::new();
    save_letter(&place, "page.png");
    place.write("page.txt", "mine");
    let run = place.run(["convert", "--no-overwrite", "-f", "txt,md", "page.png"]);
    run.one_error(1, &["page.png: ", "page.txt exists already", "--no-overwrite"]);
    assert_eq!((place.read("page.txt"), place.names()), ("mine".into(), vec!["page.png".into(), "page.txt".into()]));
    assert_eq!(place.run(["convert", "-o", "page.txt", "page.png"]).silent_success(), "");
    assert!(place.read("page.txt").contains("Margaret"));
    place.assert_clean();
}

#[test]
fn quiet_says_nothing_but_errors_and_verbose_says_each_page() {
    let place = Place::new();
    save_letter(&place, "page.png");
    place.write("broken.png", "not a picture");
    positions(place.run(["convert", "-q", "page.png"]).silent_success(), &LETTER_WORDS);
    place.run(["convert", "-q", "broken.png"]).one_error(3, &["broken.png"]);
    let run = place.run(["convert", "-v", "page.png"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    positions(run.text(), &LETTER_WORDS);
    let lines: Vec<&str> = run.stderr.lines().collect();
    assert_eq!(lines[0], "ocrchat: page.png: png, 1 page", "{run:?}");
    assert!(
        lines[1].starts_with("ocrchat: page.png: page 1: ") && lines[1].contains(" words by ppocr (Latn, eng, "),
        "{run:?}"
    );
    assert_eq!(lines.len(), 2, "{run:?}");
    place.assert_clean();
}

//! The hosted engine against a real `ocrchat serve`: both ends of the API are ours here, each over a home of its own.

use serde_json::Value;
use tests::cli::{Place, Run, finish, start};
use tests::documents::{LETTER_WORDS, page_word, save_letter, scanned};
use tests::server::Server;

/// Converts as somebody who has agreed to send files to `server`.
fn convert(place: &Place, server: &Server, token: &str, arguments: &[&str]) -> Run {
    let url = server.url();
    let hosted = ["convert", "--engine", "hosted", "--allow-upload", "--url", &url];
    let mut command = place.command([&hosted[..], arguments].concat());
    command.env("OCRCHAT_TOKEN", token).env("OCRCHAT_NO_KEYCHAIN", "1").env("NO_PROXY", "127.0.0.1");
    finish(start(&mut command))
}

#[test]
fn what_a_server_reads_is_what_its_machine_would_have_read() {
    let (there, here) = (Place::new(), Place::new());
    let server = Server::start(&there, &[]);
    save_letter(&here, "page.png");
    scanned(&here, "long.pdf", 7);
    for (file, inline) in [("page.png", true), ("long.pdf", false)] {
        let run = convert(&here, &server, server.token(), &[file, "-f", "txt,json,pdf", "-o", "sent/"]);
        assert_eq!(run.code, Some(0), "{run:?}");
        let run = here.run(["convert", file, "-f", "txt,json", "-o", "own/"]);
        assert_eq!(run.code, Some(0), "{run:?}");
        let stem = file.split_once('.').unwrap().0;
        let result = |folder: &str, format: &str| here.read(&format!("{folder}/{stem}.{format}"));
        assert_eq!(result("sent", "txt"), result("own", "txt"), "{file}, inline: {inline}");
        let (sent, own): (Value, Value) = (
            serde_json::from_str(&result("sent", "json")).unwrap(),
            serde_json::from_str(&result("own", "json")).unwrap(),
        );
        assert_eq!(boxes(&sent), boxes(&own), "the words stand where they stand");
        assert!(std::fs::read(here.path(&format!("sent/{stem}.pdf"))).unwrap().starts_with(b"%PDF-"));
    }
    assert!(LETTER_WORDS.iter().all(|word| here.read("sent/page.txt").contains(word)));
    assert!(here.read("sent/long.txt").contains(page_word(6)));
    // The jobs stand in the history of both.
    for place in [&there, &here] {
        let listed = place.run(["history", "list"]);
        assert!(listed.text().contains("page.png") && listed.text().contains("long.pdf"), "{listed:?}");
    }
}

/// The box of every word of a result, to the pixel, page by page.
fn boxes(result: &Value) -> Vec<Vec<i64>> {
    let words = |line: &Value| line["words"].as_array().cloned().unwrap_or_default();
    let lines = |block: &Value| block["lines"].as_array().cloned().unwrap_or_default();
    let pages = result["pages"].as_array().unwrap();
    let all = pages.iter().flat_map(|page| page["blocks"].as_array().unwrap().iter().flat_map(lines));
    let found: Vec<Vec<i64>> = all
        .flat_map(|line| words(&line))
        .map(|word| word["bbox"].as_array().unwrap().iter().map(|n| n.as_f64().unwrap().round() as i64).collect())
        .collect();
    assert!(!found.is_empty());
    found
}

#[test]
fn a_service_that_refuses_is_told_in_words() {
    let (there, here) = (Place::new(), Place::new());
    let server = Server::start(&there, &[]);
    save_letter(&here, "page.png");
    let made = there.run(["token", "add", "small", "--pages-a-day", "1"]);
    let token = made.text().trim().to_owned();
    assert_eq!(convert(&here, &server, &token, &["page.png"]).code, Some(0));
    let refused = convert(&here, &server, &token, &["page.png"]);
    assert_eq!(refused.code, Some(8), "{refused:?}");
    assert!(refused.stderr.contains("1 of 1"), "what was used and the cap: {refused:?}");
    let unknown = convert(&here, &server, &"0".repeat(40), &["page.png"]);
    assert_eq!(unknown.code, Some(8), "{unknown:?}");
    assert!(unknown.stderr.contains("token") && !unknown.stderr.contains(&"0".repeat(40)), "{unknown:?}");
}

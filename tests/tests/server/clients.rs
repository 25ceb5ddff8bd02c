//! The client programs of the service's own page, unchanged but for the base address and the token.

use std::process::Command;

use serde_json::Value;
use tests::cli::{Place, Run, finish, start};
use tests::documents::{LETTER_WORDS, letter, page_word, scanned};
use tests::server::Server;

const SERVICE: &str = "https://ocr.chat";
const TOKEN: &str = "YOUR_API_TOKEN";

const PYTHON: &str = include_str!("programs/client.py");
const NODE: &str = include_str!("programs/client.mjs");
const SUBMIT: &str = include_str!("programs/submit.sh");
const POLL: &str = include_str!("programs/poll.sh");
const DOWNLOAD: &str = include_str!("programs/download.sh");

/// A program as its user would change it: the address and the token, nothing else.
#[track_caller]
fn addressed(program: &str, server: &Server) -> String {
    assert!(program.contains(SERVICE) && program.contains(TOKEN));
    program.replace(SERVICE, &server.url()).replace(TOKEN, server.token())
}

fn run(place: &Place, program: &str, arguments: &[&str]) -> Run {
    let mut command = Command::new(program);
    command.args(arguments);
    place.prepare(&mut command);
    // A proxy of the machine's is not meant for loopback.
    command.env("NO_PROXY", "127.0.0.1");
    finish(start(&mut command))
}

fn python(place: &Place, server: &Server) -> Run {
    place.write("client.py", addressed(PYTHON, server));
    run(place, tests::python::python().to_str().expect("a path in UTF-8"), &["client.py"])
}

fn node(place: &Place, server: &Server) -> Run {
    place.write("client.mjs", addressed(NODE, server));
    run(place, "node", &["client.mjs"])
}

fn curl(place: &Place, program: &str, server: &Server, job: &str) -> Run {
    let script = addressed(program, server).replace("UUID", job);
    run(place, "sh", &["-c", &script])
}

/// That `markdown` holds the first `pages` pages of `scanned`, in their order.
#[track_caller]
fn assert_pages(markdown: &str, pages: usize) {
    let places: Vec<_> = (0..pages).map(|page| markdown.find(page_word(page))).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?} in {markdown}");
}

#[test]
fn python_reads_a_picture_inline_and_a_long_document_by_polling() {
    let place = Place::new();
    let server = Server::start(&place, &[]);
    letter().image.save_with_format(place.path("invoice.pdf"), image::ImageFormat::Png).unwrap();
    let short = python(&place, &server);
    assert_eq!(short.code, Some(0), "{short:?}");
    assert!(LETTER_WORDS.iter().all(|word| short.text().contains(word)), "{short:?}");
    assert!(std::fs::read(place.path("result.docx")).unwrap().starts_with(b"PK"));

    scanned(&place, "invoice.pdf", 12);
    std::fs::remove_file(place.path("result.docx")).unwrap();
    let long = python(&place, &server);
    assert_eq!(long.code, Some(0), "{long:?}");
    assert_pages(long.text(), 12);
    assert!(std::fs::read(place.path("result.docx")).unwrap().starts_with(b"PK"));
}

#[test]
fn node_reads_five_pages_inline_and_a_long_document_by_polling() {
    let place = Place::new();
    let server = Server::start(&place, &[]);
    for pages in [5, 12] {
        scanned(&place, "invoice.pdf", pages);
        let run = node(&place, &server);
        assert_eq!(run.code, Some(0), "{run:?}");
        assert_pages(run.text(), pages);
    }
}

#[test]
fn curl_submits_polls_and_downloads_every_format() {
    let place = Place::new();
    let server = Server::start(&place, &[]);
    scanned(&place, "invoice.pdf", 5);
    let submitted = curl(&place, SUBMIT, &server, "");
    let job: Value = serde_json::from_slice(&submitted.stdout).unwrap_or_else(|e| panic!("{e}: {submitted:?}"));
    assert_eq!(job["status"], "done", "five pages come inline: {job}");
    assert_eq!((job["page_count"].as_u64(), job["tier"].as_str()), (Some(5), Some("vlm")), "{job}");
    let uuid = job["uuid"].as_str().unwrap();

    let polled = curl(&place, POLL, &server, uuid);
    let polled: Value = serde_json::from_slice(&polled.stdout).unwrap();
    assert_eq!(polled, job);

    for format in ["txt", "md", "docx", "pdf", "csv", "json"] {
        let program = DOWNLOAD.replace("format=md", &format!("format={format}"));
        let run = curl(&place, &program.replace("result.md", &format!("result.{format}")), &server, uuid);
        assert_eq!(run.code, Some(0), "{run:?}");
        let bytes = std::fs::read(place.path(&format!("result.{format}"))).unwrap();
        match format {
            "docx" => assert!(bytes.starts_with(b"PK")),
            "pdf" => assert!(bytes.starts_with(b"%PDF-")),
            "json" => assert_eq!(serde_json::from_slice::<Value>(&bytes).unwrap()["uuid"], uuid),
            _ => assert_pages(std::str::from_utf8(&bytes).unwrap(), 5),
        }
    }
}

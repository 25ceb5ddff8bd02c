//! Broken bodies from a seeded generator: whatever is sent as a form, the server answers, never with a fault of its own.

use reqwest::Method;
use serde_json::Value;

use crate::place::{Place, pdf, picture};

const CASES: u64 = 400;

/// SplitMix64 (Steele, Lea, Flood 2014): small, and the same everywhere.
struct Dice(u64);

impl Dice {
    fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.throw() % n as u64) as usize
    }

    fn pick(&mut self, of: &[&'static str]) -> &'static str {
        of[self.below(of.len())]
    }
}

/// What is nearly always right, and one of the other things otherwise.
fn mostly(dice: &mut Dice, right: &'static str, other: &[&'static str]) -> &'static str {
    if dice.below(8) > 0 { right } else { other[dice.below(other.len())] }
}

/// A form, whole or nearly.
fn form(dice: &mut Dice) -> Vec<u8> {
    let mut body = Vec::new();
    for part in 0..1 + dice.below(3) {
        body.extend(b"--b\r\n");
        let names = ["tier", "language", "tool", "translate_to", "other", "", "file\"; x=\"", "\u{fffd}"];
        let name = if part == 0 { mostly(dice, "file", &names) } else { names[dice.below(names.len())] };
        let files = ["", "; filename*=UTF-8''%E2%82%AC.png", "; filename=\"..\\..\\x\"", "; filename="];
        let file = mostly(dice, "; filename=\"a.pdf\"", &files);
        let heads = ["\n", "\r\nContent-Type: image/png\r\n", "\r\nContent-Transfer-Encoding: base64\r\n", ""];
        let (head, gap) = (mostly(dice, "\r\n", &heads), mostly(dice, "\r\n", &["", "\n\n"]));
        body.extend(format!("Content-Disposition: form-data; name=\"{name}\"{file}{head}{gap}").bytes());
        let words = ["cpu", "vlm", "auto", "de", "extract-tables", "\0", "\u{e9}", "translate"];
        match (name, dice.below(8)) {
            ("file", 0..=4) => body.extend(picture()),
            ("file", 5) => body.extend(&pdf(1)[..dice.below(400)]),
            (_, 6) => body.extend((0..dice.below(6000)).map(|n| n as u8)),
            (_, 7) => body.extend(b"%PDF-1.7\r\n--b--\r\n"),
            _ => body.extend(words[dice.below(words.len())].bytes()),
        }
        body.extend(mostly(dice, "\r\n", &["\n", ""]).bytes());
    }
    body.extend(mostly(dice, "--b--\r\n", &["--b", "", "--b--\r\nafter"]).bytes());
    body
}

/// Cuts, doubles, or turns bytes of it.
fn break_it(dice: &mut Dice, body: &mut Vec<u8>) {
    // Half of them stay as they are.
    for _ in 0..dice.below(6).saturating_sub(2) {
        if body.is_empty() {
            return;
        }
        let at = dice.below(body.len());
        match dice.below(4) {
            0 => body.truncate(at),
            1 => body[at] ^= 1 << dice.below(8),
            2 => {
                let end = (at + dice.below(200)).min(body.len());
                let piece = body[at..end].to_vec();
                body.splice(at..at, piece);
            }
            _ => {
                let end = (at + dice.below(50)).min(body.len());
                body.drain(at..end);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_forms_are_answered_and_never_with_a_fault_of_ours() {
    let place = Place::new().await;
    let mut counts = std::collections::BTreeMap::<u16, u32>::new();
    for seed in 0..CASES {
        let dice = &mut Dice(seed);
        let mut body = form(dice);
        break_it(dice, &mut body);
        let kind = dice.pick(&[
            "multipart/form-data; boundary=b",
            "multipart/form-data; boundary=b",
            "multipart/form-data; boundary=b",
            "multipart/form-data; boundary=\"b\"",
            "multipart/form-data",
            "multipart/form-data; boundary=",
            "MULTIPART/FORM-DATA; boundary=b; charset=utf-8",
            "text/plain",
        ]);
        let request = place.bare(Method::POST, "/api/v1/ocr/").bearer_auth(place.token()).header("content-type", kind);
        let answer = request.body(body).send().await.unwrap_or_else(|e| panic!("seed {seed}: no answer: {e:?}"));
        let status = answer.status().as_u16();
        let body: Value = answer.json().await.unwrap_or_else(|e| panic!("seed {seed}: {status} is no JSON: {e}"));
        assert!([200, 400, 413, 415, 501].contains(&status), "seed {seed}: {status} {body}");
        assert_eq!(status == 200, body["uuid"].is_string(), "seed {seed}");
        *counts.entry(status).or_default() += 1;
    }
    // A generator that makes nothing but nonsense would test the first check alone.
    assert!(counts.get(&200).is_some_and(|n| *n > 10) && counts.get(&400).is_some_and(|n| *n > 100), "{counts:?}");
    assert_eq!(place.sources().len(), place.jobs().await as usize, "what became no job is not kept");
    assert_eq!(place.get("/healthz").send().await.unwrap().status(), 200);
}

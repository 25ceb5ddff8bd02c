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

    fn pick<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }
}

/// A form, whole or nearly.
fn form(dice: &mut Dice) -> Vec<u8> {
    let mut body = Vec::new();
    for _ in 0..dice.below(5) {
        body.extend(b"--b\r\n");
        let name =
            dice.pick(&["file", "tier", "language", "tool", "translate_to", "other", "", "file\"; x=\"", "\u{fffd}"]);
        let file = dice.pick(&[
            "",
            "; filename=\"a.pdf\"",
            "; filename*=UTF-8''%E2%82%AC.png",
            "; filename=\"..\\..\\x\"",
            "; filename=",
        ]);
        body.extend(format!("Content-Disposition: form-data; name=\"{name}\"{file}").bytes());
        body.extend(
            dice.pick::<str>(&[
                "\r\n",
                "\n",
                "\r\nContent-Type: image/png\r\n",
                "\r\nContent-Transfer-Encoding: base64\r\n",
                "",
            ])
            .bytes(),
        );
        body.extend(dice.pick::<str>(&["\r\n", "\r\n", "\r\n", "", "\n\n"]).bytes());
        match dice.below(6) {
            0 => body.extend(picture()),
            1 => body.extend(&pdf(1)[..dice.below(400)]),
            2 => body.extend(
                dice.pick::<str>(&["cpu", "vlm", "auto", "de", "extract-tables", "\0", "é", "translate"]).bytes(),
            ),
            3 => body.extend((0..dice.below(6000)).map(|n| n as u8)),
            4 => body.extend(b"%PDF-1.7\r\n--b--\r\n"),
            _ => {}
        }
        body.extend(dice.pick::<str>(&["\r\n", "\r\n", "\r\n", "\n", ""]).bytes());
    }
    body.extend(dice.pick::<str>(&["--b--\r\n", "--b--\r\n", "--b", "", "--b--\r\nafter"]).bytes());
    body
}

/// Cuts, doubles, or turns bytes of it.
fn break_it(dice: &mut Dice, body: &mut Vec<u8>) {
    for _ in 0..dice.below(4) {
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
        assert!([200, 400, 415, 501].contains(&status), "seed {seed}: {status} {body}");
        assert_eq!(status == 200, body["uuid"].is_string(), "seed {seed}");
        *counts.entry(status).or_default() += 1;
    }
    // A generator that makes nothing but nonsense would test the first check alone.
    assert!(counts.get(&200).is_some_and(|n| *n > 10) && counts.get(&400).is_some_and(|n| *n > 100), "{counts:?}");
    assert_eq!(place.sources().len(), place.jobs().await as usize, "what became no job is not kept");
    assert_eq!(place.get("/healthz").send().await.unwrap().status(), 200);
}

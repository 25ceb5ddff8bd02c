//! Every error of the contract, in its one shape.

use app::contract::TokenLimits;
use reqwest::multipart::{Form, Part};
use reqwest::{Method, StatusCode};
use serde_json::Value;

use crate::place::{Place, error, file, json, pdf, picture, text};

fn told(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_an_upload_is_400() {
    let place = Place::new().await;
    let with =
        |name: &'static str, value: &'static str| Form::new().part("file", file("a.pdf", pdf(1))).text(name, value);
    let cases: Vec<(Form, u16, &str)> = vec![
        (Form::new().text("tier", "cpu"), 400, "usage"),
        (Form::new().part("file", file("a.pdf", Vec::new())), 400, "input_empty"),
        (Form::new().part("file", file("a.pdf", b"just words".to_vec())), 400, "input_unsupported"),
        (Form::new().part("file", file("a.pdf", pdf(1))).part("file", file("b.pdf", pdf(1))), 400, "usage"),
        (with("tier", "gold"), 400, "usage"),
        (with("language", "klingonish"), 400, "usage"),
        (with("tool", "make-coffee"), 400, "usage"),
        (with("translate_to", "klingonish"), 400, "usage"),
        (with("translate_to", "de"), 501, "not_implemented"),
        (with("tool", "translate"), 501, "not_implemented"),
        (with("tool", "math-to-latex"), 501, "not_implemented"),
        (Form::new().part("file", file("a.pdf", pdf(1))).part("tier", Part::bytes(vec![0xff])), 400, "usage"),
        (Form::new().text("tier", "x".repeat(5000)).part("file", file("a.pdf", pdf(1))), 413, "usage"),
    ];
    for (at, (form, status, code)) in cases.into_iter().enumerate() {
        assert_eq!(error(place.post(form).send().await.unwrap()).await, told(status, code), "case {at}");
    }
    let post = || place.bare(Method::POST, "/api/v1/ocr/").bearer_auth(place.token());
    assert_eq!(error(post().send().await.unwrap()).await, told(400, "usage"));
    assert_eq!(error(post().json(&serde_json::json!({"file": 1})).send().await.unwrap()).await, told(415, "usage"));
    let broken = post().header("content-type", "multipart/form-data").body("abc").send().await.unwrap();
    assert_eq!(error(broken).await, told(400, "usage"), "no boundary");
    let cut = post().header("content-type", "multipart/form-data; boundary=b").body("--b\r\nContent-Dis");
    assert_eq!(error(cut.send().await.unwrap()).await, told(400, "usage"));
    assert_eq!((place.jobs().await, place.sources().len()), (0, 0), "nothing is left behind");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_over_the_callers_limit_is_400_and_leaves_nothing() {
    let place = Place::new().await;
    let limits = TokenLimits { bytes_a_file: Some(100_000), ..TokenLimits::default() };
    let token = place.another("small", limits);
    for size in [100_001, 3_000_000] {
        let mut bytes = pdf(1);
        bytes.resize(size, b' ');
        let form = Form::new().part("file", file("a.pdf", bytes));
        let answer = place.bare(Method::POST, "/api/v1/ocr/").bearer_auth(&token).multipart(form).send().await.unwrap();
        assert_eq!(error(answer).await, told(400, "limit_file_bytes"), "{size}");
    }
    let limits = TokenLimits { pages_a_file: Some(2), ..TokenLimits::default() };
    let token = place.another("short", limits);
    let form = Form::new().part("file", file("a.pdf", pdf(3)));
    let answer = place.bare(Method::POST, "/api/v1/ocr/").bearer_auth(&token).multipart(form).send().await.unwrap();
    assert_eq!(error(answer).await, told(400, "limit_pages"));
    assert_eq!((place.jobs().await, place.sources().len()), (0, 0), "nothing is left behind");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_valid_token_nothing_is_to_be_had() {
    let place = Place::new().await;
    let job = place.send("a.pdf", pdf(1)).await;
    let path = format!("/api/v1/ocr/{}/", text(&job["uuid"]));
    for path in
        [path.as_str(), "/api/v1/ocr/", "/api/v1/ocr/x/download/?format=txt", "/api/v1/ocr/x/events/", "/metrics"]
    {
        let none = place.bare(Method::GET, path).send().await.unwrap();
        assert_eq!(none.headers()["www-authenticate"], "Bearer realm=\"ocrchat\"");
        assert_eq!(error(none).await, told(401, "token_invalid"), "{path}");
        let wrong = place.bare(Method::GET, path).bearer_auth("wrong").send().await.unwrap();
        assert_eq!(error(wrong).await, told(401, "token_invalid"), "{path}");
    }
    let form = || Form::new().part("file", file("a.pdf", [pdf(1), vec![b' '; 3_000_000]].concat()));
    let post = place.bare(Method::POST, "/api/v1/ocr/").multipart(form()).send().await.unwrap();
    assert_eq!(error(post).await, told(401, "token_invalid"), "a whole upload hears the answer");
    let basic = place.bare(Method::POST, "/api/v1/ocr/").basic_auth("a", Some("b")).multipart(form());
    assert_eq!(error(basic.send().await.unwrap()).await, told(401, "token_invalid"));
}

#[tokio::test(flavor = "multi_thread")]
async fn out_of_pages_is_402_with_used_and_cap() {
    let place = Place::new().await;
    let limits = TokenLimits { pages_a_day: Some(3), ..TokenLimits::default() };
    let token = place.another("poor", limits);
    let send = |pages: usize| {
        let form = Form::new().part("file", file("a.pdf", pdf(pages)));
        place.bare(Method::POST, "/api/v1/ocr/").bearer_auth(&token).multipart(form).send()
    };
    assert_eq!(send(2).await.unwrap().status(), StatusCode::OK);
    let refused = send(2).await.unwrap();
    assert_eq!(refused.status(), StatusCode::PAYMENT_REQUIRED);
    let body: Value = refused.json().await.unwrap();
    assert_eq!((&body["used"], &body["cap"], &body["error"]["code"]), (&2.into(), &3.into(), &"quota_exceeded".into()));
    assert_eq!(send(1).await.unwrap().status(), StatusCode::OK);
    assert_eq!(error(send(1).await.unwrap()).await, told(402, "quota_exceeded"));
    assert_eq!(place.sources().len(), 2, "what was refused is not kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_tokens_job_is_not_there_and_the_owner_sees_all() {
    let place = Place::new().await;
    let job = place.send("a.pdf", pdf(1)).await;
    let other = place.another("other", TokenLimits::default());
    let uuid = text(&job["uuid"]);
    let paths =
        ["", "download/?format=txt", "events/", "pages/1/image/"].map(|end| format!("/api/v1/ocr/{uuid}/{end}"));
    let chat = [format!("/api/v1/chat/{uuid}/history/")];
    for path in paths.iter().chain(&chat) {
        let answer = place.bare(Method::GET, path).bearer_auth(&other).send().await.unwrap();
        assert_eq!(error(answer).await, told(404, "not_found"), "{path}");
    }
    let gone = place.bare(Method::DELETE, &paths[0]).bearer_auth(&other).send().await.unwrap();
    assert_eq!(error(gone).await, told(404, "not_found"));
    assert_eq!(json(place.bare(Method::GET, "/api/v1/ocr/").bearer_auth(&other)).await["jobs"], serde_json::json!([]));
    assert_eq!(json(place.bare(Method::GET, &paths[0]).bearer_auth(place.owner())).await, job);
    let nobodys = place.get("/api/v1/ocr/0123456789abcdef/").send().await.unwrap();
    assert_eq!(error(nobodys).await, told(404, "not_found"));
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_and_methods_that_are_none_are_json_too() {
    let place = Place::new().await;
    for path in ["/nothing", "/api/v1/nothing", "/api/v1/ocr/a/b/c", "/docs/nothing.js"] {
        assert_eq!(error(place.get(path).send().await.unwrap()).await, told(404, "not_found"), "{path}");
    }
    for (method, path) in [(Method::PUT, "/api/v1/ocr/"), (Method::POST, "/healthz"), (Method::PATCH, "/api/v1/ocr/a/")]
    {
        let answer = place.bare(method, path).bearer_auth(place.token()).send().await.unwrap();
        assert!(answer.headers().contains_key("allow"), "{path}");
        assert_eq!(error(answer).await, told(405, "usage"), "{path}");
    }
    for wrong in ["?limit=0", "?limit=201", "?limit=many", "?cursor=here"] {
        let answer = place.get(&format!("/api/v1/ocr/{wrong}")).send().await.unwrap();
        assert_eq!(error(answer).await, told(400, "usage"), "{wrong}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn foreign_hosts_and_pages_are_refused() {
    let place = Place::new().await;
    let with = |name: &'static str, value: &str| place.get("/api/v1/ocr/").header(name, value.to_owned()).send();
    assert_eq!(error(with("host", "evil.example").await.unwrap()).await, told(403, "host_refused"));
    assert_eq!(error(with("origin", "http://evil.example").await.unwrap()).await, told(403, "host_refused"));
    let own = with("origin", &format!("http://{}", place.address())).await.unwrap();
    assert_eq!(own.status(), StatusCode::OK);
    assert!(own.headers().keys().all(|name| !name.as_str().starts_with("access-control-")));
    assert_eq!(
        (&own.headers()["x-content-type-options"], &own.headers()["cache-control"]),
        (&"nosniff".parse().unwrap(), &"no-store".parse().unwrap())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_or_encrypted_file_of_a_known_kind_is_a_job_that_failed() {
    let place = Place::new().await;
    let mut cut = picture();
    cut.truncate(40);
    let encrypted = String::from_utf8(pdf(1)).unwrap().replace(
        "trailer<<",
        "trailer<</Encrypt<</Filter/Standard/V 1/R 2/O(01234567890123456789012345678901)/U(01234567890123456789012345678901)/P -4>>/ID[(a)(a)]",
    );
    for (name, bytes, code) in [
        ("cut.bmp", cut, "input_broken"),
        ("cut.pdf", b"%PDF-1.7\nnothing more".to_vec(), "input_broken"),
        ("locked.pdf", encrypted.into_bytes(), "password_required"),
    ] {
        let job = place.send(name, bytes).await;
        assert_eq!((&job["status"], &job["error"]["code"]), (&"failed".into(), &code.into()), "{name}");
        assert_eq!((&job["markdown"], &job["pages"]), (&"".into(), &serde_json::json!([])));
        let path = format!("/api/v1/ocr/{}/download/?format=", text(&job["uuid"]));
        let txt = place.get(&format!("{path}txt")).send().await.unwrap();
        assert_eq!(error(txt).await, told(409, code));
        assert_eq!(json(place.get(&format!("{path}json"))).await, job);
    }
}

//! What the contract promises: jobs, polling, downloads, with and without a slash.

use reqwest::Method;
use reqwest::multipart::Form;

use crate::place::{Place, error, file, json, line, pdf, picture, text};

#[tokio::test(flavor = "multi_thread")]
async fn a_short_document_is_answered_with_its_text() {
    let place = Place::new().await;
    let job = place.send("Fahrplan.pdf", pdf(5)).await;
    assert_eq!((&job["status"], &job["tier"], &job["language"]), (&"done".into(), &"cpu".into(), &"auto".into()));
    assert_eq!((&job["page_count"], &job["pages"][4]["index"]), (&5.into(), &4.into()));
    assert!(text(&job["text"]).contains(&line(5)) && text(&job["markdown"]).contains(&line(1)));
    let block = &job["pages"][0]["blocks"][0];
    assert_eq!(block["text"], line(1));
    assert_eq!(block["bbox"].as_array().unwrap().len(), 4);
    assert!(block["confidence"].as_f64().is_some_and(|sure| sure > 0.5));
    assert_eq!(job["source"], serde_json::json!({"name": "Fahrplan.pdf", "format": "pdf"}));
    let path = format!("/api/v1/ocr/{}", text(&job["uuid"]));
    assert_eq!(json(place.get(&format!("{path}/"))).await, job);
    assert_eq!(json(place.get(&path)).await, job, "without its slash");
    assert_eq!(json(place.get(&format!("{path}/download/?format=json"))).await, job);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_document_is_polled() {
    let place = Place::new().await;
    let job = place.send("book.pdf", pdf(12)).await;
    assert!(job["status"] == "pending" || job["status"] == "processing", "{job}");
    assert_eq!((&job["page_count"], &job["text"], &job["pages"]), (&12.into(), &"".into(), &serde_json::json!([])));
    let early = place.get(&format!("/api/v1/ocr/{}/download/?format=txt", text(&job["uuid"]))).send().await.unwrap();
    // On a fast machine it may have ended by now.
    if early.status() != 200 {
        assert_eq!(error(early).await, (409, "not_finished".to_owned()));
    }
    let done = place.poll(&job["uuid"]).await;
    assert_eq!((&done["status"], &done["page_count"], done.get("pages_done")), (&"done".into(), &12.into(), None));
    assert!(text(&done["text"]).contains(&line(12)));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_format_comes_as_a_file_named_after_its_source() {
    let place = Place::new().await;
    let job = place.send("Größe.pdf", pdf(1)).await;
    let formats = [
        ("txt", "text/plain; charset=utf-8", "txt"),
        ("md", "text/markdown; charset=utf-8", "md"),
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
        ("pdf", "application/pdf", "pdf"),
        ("csv", "text/csv; charset=utf-8", "csv"),
        ("json", "application/json", "json"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
        ("hocr", "application/xhtml+xml; charset=utf-8", "hocr"),
        ("alto", "application/xml; charset=utf-8", "alto.xml"),
    ];
    for (format, kind, ending) in formats {
        let path = format!("/api/v1/ocr/{}/download/?format={format}", text(&job["uuid"]));
        let answer = place.get(&path).send().await.unwrap();
        assert_eq!((answer.status().as_u16(), &answer.headers()["content-type"]), (200, &kind.parse().unwrap()));
        let named = answer.headers()["content-disposition"].to_str().unwrap().to_owned();
        assert_eq!(
            named,
            format!("attachment; filename=\"Gr__e.{ending}\"; filename*=UTF-8''Gr%C3%B6%C3%9Fe.{ending}")
        );
        let bytes = answer.bytes().await.unwrap();
        let starts: &[u8] = match format {
            "pdf" => b"%PDF-",
            "docx" | "xlsx" => b"PK",
            "json" => b"{",
            "hocr" | "alto" => b"<?xml",
            _ => b"",
        };
        assert!(bytes.starts_with(starts) && bytes.len() > 40, "{format}");
        if ["txt", "md", "csv", "hocr", "alto"].contains(&format) {
            assert!(String::from_utf8_lossy(&bytes).contains("platform"), "{format}");
        }
    }
    for wrong in ["?format=rtf", "?format=", "", "?format=TXT"] {
        let path = format!("/api/v1/ocr/{}/download/{wrong}", text(&job["uuid"]));
        assert_eq!(error(place.get(&path).send().await.unwrap()).await, (400, "usage".to_owned()), "{wrong}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn fields_may_come_in_any_order_and_others_are_passed_over() {
    let place = Place::new().await;
    let form = Form::new()
        .text("language", "de")
        .text("unheard_of", "x".repeat(3000))
        .part("file", file("a.pdf", pdf(1)))
        .text("tool", "extract-tables")
        .text("tier", "vlm");
    let job = json(place.bare(Method::POST, "/api/v1/ocr").bearer_auth(place.token()).multipart(form)).await;
    assert_eq!((&job["status"], &job["tier"], &job["language"]), (&"done".into(), &"vlm".into(), &"de".into()));
    assert_eq!(job["tool"], "extract-tables");
    assert!(text(&job["warnings"][0]["message"]).contains("no vision model"), "{}", job["warnings"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_read_and_the_token_may_stand_in_the_address() {
    let place = Place::new().await;
    let form = Form::new().part("file", file("scan.bmp", picture()));
    let path = format!("/api/v1/ocr/?api_token={}", place.token());
    let job = json(place.bare(Method::POST, &path).multipart(form)).await;
    assert_eq!((&job["status"], &job["page_count"]), (&"done".into(), &1.into()), "{job}");
    assert_eq!((&job["pages"][0]["width"], &job["mean_confidence"]), (&200.into(), &serde_json::Value::Null));
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_stand_in_the_window_and_go_on_after_a_restart() {
    let place = Place::new().await;
    let job = place.send("book.pdf", pdf(12)).await;
    assert_eq!(place.jobs().await, 1);
    let place = place.restart().await;
    let done = place.poll(&job["uuid"]).await;
    assert_eq!((&done["status"], &done["page_count"]), (&"done".into(), &12.into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_who_goes_away_leaves_a_job_that_goes_on() {
    use std::io::Write;
    let place = Place::new().await;
    let mut line = std::net::TcpStream::connect(place.address()).unwrap();
    let mut body = b"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n".to_vec();
    body.extend(pdf(4));
    body.extend(b"\r\n--b--\r\n");
    let head = format!(
        "POST /api/v1/ocr/ HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\nContent-Type: multipart/form-data; boundary=b\r\n\
         Content-Length: {}\r\n\r\n",
        place.address(),
        place.token(),
        body.len()
    );
    line.write_all(head.as_bytes()).unwrap();
    line.write_all(&body).unwrap();
    while place.jobs().await == 0 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    drop(line);
    let listed = json(place.get("/api/v1/ocr/")).await;
    let done = place.poll(&listed["jobs"][0]["uuid"]).await;
    assert_eq!((&done["status"], &done["page_count"]), (&"done".into(), &4.into()));
}

//! The client against peers that misbehave. Waits are short by options; nothing sleeps for its own sake.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use document::Code;
use serde_json::json;
use wiremock::matchers::{header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::*;
use crate::contract::WireError;

const TOKEN: &str = "tok-secret-1";
const JOB: &str =
    r#"{"uuid": "9f2c", "status": "done", "page_count": 1, "text": "a", "pages": [{"index": 0, "text": "a"}]}"#;

fn options(url: &str) -> ClientOptions {
    let ms = Duration::from_millis;
    ClientOptions {
        connect: ms(2000),
        stalled_upload: ms(400),
        reading: ms(600),
        silence: ms(400),
        whole: ms(1500),
        answer_bytes: 64 << 10,
        export_bytes: 64 << 10,
        attempts: 3,
        again: (ms(5), ms(20)),
        patience: ms(1500),
        poll: (ms(5), ms(20)),
        ..ClientOptions::new(url, Some(Secret::new(TOKEN).unwrap()))
    }
}

fn client(url: &str) -> Client {
    Client::new(options(url)).unwrap()
}

/// A file of so many bytes.
fn file(bytes: usize) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(&vec![7; bytes]).unwrap();
    file
}

async fn submit(client: &Client, bytes: usize) -> Result<RemoteJob, WireError> {
    let file = file(bytes);
    let upload = Upload {
        path: file.path(),
        name: "scän 1.pdf",
        media_type: "application/pdf",
        tier: "vlm",
        language: Some("de"),
        tool: None,
        translate_to: None,
        key: "key-1",
    };
    let done = client.submit(&upload, &mut |_| {}).await;
    if let Err(e) = &done {
        assert!(!format!("{e:?}").contains(TOKEN), "{e:?}");
    }
    done
}

/// A server that answers every upload like this.
async fn saying(answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method("POST")).and(path("/api/v1/ocr/")).respond_with(answer).mount(&server).await;
    server
}

/// What a peer by hand was sent: the head of a request, and as many bytes of its body as `body`.
fn hear(stream: &mut TcpStream, body: usize) -> String {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap_or(0) == 1 {
        head.push(byte[0]);
    }
    let mut rest = vec![0; body];
    let _ = stream.read_exact(&mut rest);
    String::from_utf8_lossy(&head).into_owned()
}

/// A peer by hand: each connection goes to `each`, with its number.
fn peer(mut each: impl FnMut(usize, TcpStream) + Send + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for (number, stream) in listener.incoming().flatten().enumerate() {
            each(number, stream);
        }
    });
    address
}

/// Reads all of a request whose length its head says, and answers with raw bytes.
fn answer(mut stream: TcpStream, raw: &str) {
    let head = hear(&mut stream, 0);
    let length =
        head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    let _ = stream.read_exact(&mut body);
    let _ = stream.write_all(raw.as_bytes());
    let _ = stream.shutdown(Shutdown::Write);
}

fn ok(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}", body.len())
}

#[tokio::test]
async fn an_upload_carries_what_the_contract_wants() {
    let server = MockServer::start().await;
    let upload = Mock::given(method("POST"))
        .and(path("/api/v1/ocr/"))
        .and(header("authorization", "Bearer tok-secret-1"))
        .and(header("idempotency-key", "key-1"));
    upload
        .respond_with(ResponseTemplate::new(200).set_body_raw(JOB, "application/json"))
        .expect(1)
        .mount(&server)
        .await;
    let (client, file) = (client(&server.uri()), file(200_000));
    let upload = Upload {
        path: file.path(),
        name: "a.pdf",
        media_type: "application/pdf",
        tier: "vlm",
        language: None,
        tool: Some("translate"),
        translate_to: Some("de"),
        key: "key-1",
    };
    let mut heard = Vec::new();
    let job = client.submit(&upload, &mut |sent| heard.push(sent)).await.unwrap();
    assert_eq!((job.uuid.as_str(), job.status), ("9f2c", RemoteStatus::Done));
    assert_eq!(heard.last(), Some(&Sent { bytes: 200_000, total: 200_000 }));
    let request = &server.received_requests().await.unwrap()[0];
    let body = String::from_utf8_lossy(&request.body);
    for (name, value) in [("tier", "vlm"), ("language", "auto"), ("tool", "translate"), ("translate_to", "de")] {
        assert!(body.contains(&format!("name=\"{name}\"\r\n\r\n{value}\r\n")), "{name}");
    }
    assert!(body.contains("name=\"file\"; filename=\"a.pdf\"\r\nContent-Type: application/pdf"), "{}", &body[..900]);
}

#[tokio::test]
async fn every_no_has_its_code_and_is_asked_once() {
    for (status, code) in [
        (401, Code::TokenInvalid),
        (402, Code::QuotaExceeded),
        (400, Code::RemoteRefused),
        (409, Code::NotFinished),
        (413, Code::RemoteRefused),
        (415, Code::RemoteRefused),
    ] {
        let body = json!({"error": format!("no, {TOKEN}"), "used": 50, "cap": 50});
        let server = saying(ResponseTemplate::new(status).set_body_json(body)).await;
        let client = client(&server.uri());
        let error = submit(&client, 1000).await.unwrap_err();
        assert_eq!(error.code, code, "{status}");
        assert_eq!(server.received_requests().await.unwrap().len(), 1, "{status}");
        assert_eq!(client.balance().and_then(|balance| balance.cap), Some(50));
    }
}

#[tokio::test]
async fn a_used_up_account_is_said_in_words() {
    let server = saying(ResponseTemplate::new(402).set_body_json(json!({"used": 50, "cap": 50}))).await;
    let error = submit(&client(&server.uri()), 10).await.unwrap_err();
    assert!(error.message.contains("50 of 50"), "{error}");
}

#[tokio::test]
async fn a_download_before_the_end_is_refused_and_leaves_no_file() {
    let server = MockServer::start().await;
    Mock::given(method("GET")).respond_with(ResponseTemplate::new(409)).mount(&server).await;
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.docx");
    let error = client(&server.uri()).download("9f2c", "docx", path, Default::default()).await.unwrap_err();
    assert_eq!(error.code, Code::NotFinished);
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn five_hundred_twice_then_a_job() {
    let server = MockServer::start().await;
    let broken = Mock::given(method("POST")).respond_with(ResponseTemplate::new(500)).up_to_n_times(2);
    broken.mount(&server).await;
    Mock::given(method("POST"))
        .respond_with(ResponseTemplate::new(200).set_body_raw(JOB, "application/json"))
        .mount(&server)
        .await;
    assert_eq!(submit(&client(&server.uri()), 1000).await.unwrap().uuid, "9f2c");
    let requests = server.received_requests().await.unwrap();
    let keys: Vec<_> = requests.iter().map(|request| request.headers["idempotency-key"].to_str().unwrap()).collect();
    assert_eq!(keys, ["key-1"; 3]);
}

#[tokio::test]
async fn what_does_not_pass_is_given_up() {
    let server = saying(ResponseTemplate::new(503)).await;
    let error = submit(&client(&server.uri()), 10).await.unwrap_err();
    assert_eq!(error.code, Code::RemoteUnreachable);
    assert_eq!(server.received_requests().await.unwrap().len(), 3);
}

#[tokio::test]
async fn retry_after_is_kept_to_and_too_long_a_wait_is_not_waited() {
    let server = MockServer::start().await;
    let busy = ResponseTemplate::new(429).insert_header("retry-after", "1");
    Mock::given(method("GET")).respond_with(busy).up_to_n_times(1).mount(&server).await;
    Mock::given(method("GET"))
        .respond_with(ResponseTemplate::new(200).set_body_raw(JOB, "application/json"))
        .mount(&server)
        .await;
    let since = Instant::now();
    client(&server.uri()).job("9f2c").await.unwrap();
    assert!(since.elapsed() >= Duration::from_secs(1), "{:?}", since.elapsed());

    let server = saying(ResponseTemplate::new(429).insert_header("retry-after", "3000")).await;
    let since = Instant::now();
    let error = submit(&client(&server.uri()), 10).await.unwrap_err();
    assert_eq!(error.code, Code::TooManyRequests);
    assert!(error.message.contains("50 minutes"), "{error}");
    assert!(since.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn a_job_is_asked_for_until_it_is_over() {
    let server = MockServer::start().await;
    for (status, times) in [("pending", 1), ("processing", 2), ("done", 9)] {
        let body = json!({"uuid": "9f2c", "status": status, "page_count": 12});
        Mock::given(path("/api/v1/ocr/9f2c/"))
            .respond_with(ResponseTemplate::new(200).set_body_json(body))
            .up_to_n_times(times)
            .mount(&server)
            .await;
    }
    let mut heard = Vec::new();
    let client = client(&server.uri());
    let job = client.wait(RemoteJob::pending("9f2c"), &mut |job| heard.push(job.status)).await.unwrap();
    use RemoteStatus::{Done, Pending, Processing};
    assert_eq!(job.status, Done);
    assert_eq!(heard, [Pending, Pending, Processing, Processing, Done]);
}

#[tokio::test]
async fn a_reset_in_mid_upload_is_tried_again_with_the_same_key() {
    let (tell, told) = mpsc::channel();
    let address = peer(move |number, mut stream| {
        if number == 0 {
            tell.send(hear(&mut stream, 100_000)).unwrap();
            // Unread bytes make the system reset the connection.
            drop(stream);
        } else {
            let mut peeked = [0; 4];
            let _ = stream.peek(&mut peeked);
            if &peeked == b"GET " {
                answer(
                    stream,
                    "HTTP/1.1 404 Not Found\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}",
                );
            } else {
                answer(stream, &ok(JOB));
            }
        }
    });
    let job = submit(&client(&format!("http://{address}")), 8 << 20).await.unwrap();
    assert_eq!(job.uuid, "9f2c");
    assert!(told.recv().unwrap().contains("idempotency-key: key-1"));
}

#[tokio::test]
async fn a_no_that_is_lost_with_the_connection_is_found_out() {
    let address = peer(|_, mut stream| {
        let mut peeked = [0; 4];
        let _ = stream.peek(&mut peeked);
        if &peeked == b"GET " {
            answer(
                stream,
                "HTTP/1.1 401 Unauthorized\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}",
            );
        } else {
            hear(&mut stream, 1000);
        }
    });
    let error = submit(&client(&format!("http://{address}")), 8 << 20).await.unwrap_err();
    assert_eq!(error.code, Code::TokenInvalid);
}

#[tokio::test]
async fn an_answer_that_is_cut_short_still_names_the_job() {
    // The upload is not sent twice: the name is enough to ask for the job.
    let cut = r#"{"uuid": "9f2c", "status": "done", "text": "on"#;
    let (tell, told) = mpsc::channel();
    let address = peer(move |_, stream| {
        tell.send(()).unwrap();
        answer(stream, &format!("HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n{cut}"));
    });
    let job = submit(&client(&format!("http://{address}")), 1000).await.unwrap();
    assert_eq!((job.uuid.as_str(), job.status), ("9f2c", RemoteStatus::Pending));
    assert_eq!(told.try_iter().count(), 1);
    // One that ends properly in the middle of its JSON is as short.
    let server = saying(ResponseTemplate::new(200).set_body_raw(cut, "application/json")).await;
    assert_eq!(submit(&client(&server.uri()), 10).await.unwrap().uuid, "9f2c");
}

#[tokio::test]
async fn a_poll_that_is_cut_short_is_asked_again() {
    let address = peer(|number, stream| match number {
        0 => answer(stream, &ok(r#"{"uuid": "9f2c", "sta"#)),
        1 => answer(stream, "HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n{"),
        _ => answer(stream, &ok(JOB)),
    });
    assert_eq!(client(&format!("http://{address}")).job("9f2c").await.unwrap().status, RemoteStatus::Done);
}

#[tokio::test]
async fn something_else_than_a_job_is_refused_at_once() {
    for body in ["<html>hello</html>", "[]", r#"{"status": "done"}"#, r#"{"uuid": "../x", "status": "done"}"#] {
        let server = saying(ResponseTemplate::new(200).set_body_raw(body, "text/html")).await;
        assert_eq!(submit(&client(&server.uri()), 10).await.unwrap_err().code, Code::RemoteRefused, "{body}");
        assert_eq!(server.received_requests().await.unwrap().len(), 1, "{body}");
    }
}

#[tokio::test]
async fn a_peer_that_stands_still_is_left() {
    // Takes connections and says nothing; never reads, so that a large upload stands still as well.
    let (keep, _kept) = mpsc::channel();
    let address = peer(move |_, stream| {
        let _ = keep.send(stream);
    });
    let client = client(&format!("http://{address}"));
    let since = Instant::now();
    let error = client.job("9f2c").await.unwrap_err();
    assert_eq!(error.code, Code::RemoteUnreachable);
    assert!(error.message.contains("in time"), "{error}");
    let error = submit(&client, 64 << 20).await.unwrap_err();
    assert!(error.message.contains("stands still"), "{error}");
    assert!(since.elapsed() < Duration::from_secs(10), "{:?}", since.elapsed());
}

#[tokio::test]
async fn an_answer_that_drips_ends() {
    let address = peer(|_, mut stream| {
        std::thread::spawn(move || {
            hear(&mut stream, 0);
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 60000\r\n\r\n{");
            while stream.write_all(b" ").is_ok() {
                std::thread::sleep(Duration::from_millis(50));
            }
        });
    });
    let since = Instant::now();
    let client = Client::new(ClientOptions { attempts: 1, ..options(&format!("http://{address}")) }).unwrap();
    assert_eq!(client.job("9f2c").await.unwrap_err().code, Code::RemoteUnreachable);
    assert!(since.elapsed() < Duration::from_secs(4), "{:?}", since.elapsed());
}

#[tokio::test]
async fn a_huge_answer_is_refused_whether_it_says_so_or_not() {
    let huge = "x".repeat(100_000);
    let server = saying(ResponseTemplate::new(200).set_body_string(huge)).await;
    let error = submit(&client(&server.uri()), 10).await.unwrap_err();
    assert_eq!(error.code, Code::RemoteRefused);
    assert!(error.message.contains("larger than"), "{error}");
    let address = peer(|_, mut stream| {
        hear(&mut stream, 0);
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
        let piece = format!("1000\r\n{}\r\n", "y".repeat(0x1000));
        while stream.write_all(piece.as_bytes()).is_ok() {}
    });
    let error = client(&format!("http://{address}")).job("9f2c").await.unwrap_err();
    assert!(error.message.contains("larger than"), "{error}");
}

#[tokio::test]
async fn the_token_does_not_follow_to_another_host() {
    let other = MockServer::start().await;
    Mock::given(method("GET")).respond_with(ResponseTemplate::new(200)).mount(&other).await;
    Mock::given(method("POST")).respond_with(ResponseTemplate::new(200)).mount(&other).await;
    for status in [301, 302, 303, 307, 308] {
        let there = format!("{}/api/v1/ocr/", other.uri());
        let server = MockServer::start().await;
        let away = ResponseTemplate::new(status).insert_header("location", there.as_str());
        Mock::given(method("POST")).respond_with(away.clone()).mount(&server).await;
        Mock::given(method("GET")).respond_with(away).mount(&server).await;
        let client = client(&server.uri());
        for error in [submit(&client, 1000).await.unwrap_err(), client.job("9f2c").await.unwrap_err()] {
            assert_eq!(error.code, Code::RemoteRefused, "{status}");
            assert!(error.message.contains(&other.uri()), "{error}");
        }
        assert!(client.check().await.is_err());
    }
    assert_eq!(other.received_requests().await.unwrap().len(), 0);
}

#[tokio::test]
async fn a_redirect_within_the_origin_is_followed_where_the_file_comes_along() {
    let server = MockServer::start().await;
    let beside = |status| ResponseTemplate::new(status).insert_header("location", "/elsewhere/");
    Mock::given(method("GET")).and(path("/api/v1/ocr/9f2c/")).respond_with(beside(302)).mount(&server).await;
    Mock::given(method("POST")).and(path("/api/v1/ocr/")).respond_with(beside(308)).mount(&server).await;
    let job = ResponseTemplate::new(200).set_body_raw(JOB, "application/json");
    Mock::given(path("/elsewhere/")).respond_with(job).mount(&server).await;
    let client = client(&server.uri());
    assert_eq!(client.job("9f2c").await.unwrap().uuid, "9f2c");
    assert_eq!(submit(&client, 5000).await.unwrap().uuid, "9f2c");
    let requests = server.received_requests().await.unwrap();
    assert!(requests.last().unwrap().body.len() > 5000);
    // A circle has an end, and an upload does not become a question.
    let server = saying(ResponseTemplate::new(302).insert_header("location", "/api/v1/ocr/")).await;
    assert_eq!(submit(&self::client(&server.uri()), 10).await.unwrap_err().code, Code::RemoteRefused);
    let server = saying(ResponseTemplate::new(307).insert_header("location", "/api/v1/ocr/")).await;
    assert!(submit(&self::client(&server.uri()), 10).await.unwrap_err().message.contains("circles"));
}

#[tokio::test]
async fn a_check_sends_no_file_and_tells_a_service_from_a_web_server() {
    let answer = |status, body: &str, kind: &str| ResponseTemplate::new(status).set_body_raw(body.to_owned(), kind);
    for (template, code) in [
        (answer(404, "{}", "application/json; charset=utf-8"), None),
        (answer(401, "{}", "application/json"), Some(Code::TokenInvalid)),
        (answer(404, "<html>", "text/html"), Some(Code::RemoteRefused)),
        (answer(503, "", "text/html"), Some(Code::RemoteUnreachable)),
    ] {
        let server = MockServer::start().await;
        Mock::given(method("GET")).respond_with(template).mount(&server).await;
        assert_eq!(client(&server.uri()).check().await.err().map(|e| e.code), code);
    }
}

#[tokio::test]
async fn a_file_that_is_not_there_is_not_the_services_fault() {
    let client = client("http://127.0.0.1:9");
    let upload = Upload {
        path: std::path::Path::new("/no/such/file.pdf"),
        name: "a.pdf",
        media_type: "application/pdf",
        tier: "cpu",
        language: None,
        tool: None,
        translate_to: None,
        key: "key-1",
    };
    assert_eq!(client.submit(&upload, &mut |_| {}).await.unwrap_err().code, Code::InputMissing);
}

#[tokio::test]
async fn a_cancelled_job_is_taken_away_from_the_service() {
    let server = MockServer::start().await;
    Mock::given(method("DELETE"))
        .and(path("/api/v1/ocr/9f2c/"))
        .and(header("authorization", "Bearer tok-secret-1"))
        .respond_with(ResponseTemplate::new(204))
        .expect(1)
        .mount(&server)
        .await;
    client(&server.uri()).cancel("9f2c").await.unwrap();
    assert!(client(&server.uri()).cancel("../x").await.is_err());
}

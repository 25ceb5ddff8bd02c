//! The hosted engine, end to end, against a service that the test plays: what is sent and what is not, what becomes of the
//! result, and that a killed program does not send a file twice.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tests::cli::{Place, Run, finish, start};

use super::documents::encrypted;
use super::{save_letter, scanned};

const TOKEN: &str = "tok-of-the-test";

/// A service that reads every file as the same words.
struct Service {
    address: SocketAddr,
    heard: Arc<Mutex<Vec<String>>>,
    is_done: Arc<AtomicBool>,
}

impl Service {
    /// Starts one that has read every file once `is_done` is set; it gives so many pages.
    fn start(pages: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let service = Self {
            address: listener.local_addr().unwrap(),
            heard: Arc::default(),
            is_done: Arc::new(AtomicBool::new(true)),
        };
        let (heard, is_done) = (Arc::clone(&service.heard), Arc::clone(&service.is_done));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (heard, is_done) = (Arc::clone(&heard), Arc::clone(&is_done));
                std::thread::spawn(move || {
                    let _ = serve(stream, &heard, &is_done, pages);
                });
            }
        });
        service
    }

    fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The requests so far that begin so.
    fn count(&self, what: &str) -> usize {
        self.heard.lock().unwrap().iter().filter(|line| line.starts_with(what)).count()
    }
}

fn serve(mut stream: TcpStream, heard: &Mutex<Vec<String>>, is_done: &AtomicBool, pages: usize) -> std::io::Result<()> {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte)?;
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body)?;
    let line = head.lines().next().unwrap_or_default().to_owned();
    heard.lock().unwrap().push(line.clone());
    let (status, answer) = if !head.contains(&format!("authorization: bearer {TOKEN}")) {
        (401, json!({"error": "no such token"}))
    } else if line.starts_with("post ") || line.contains("/9f2c/ ") {
        (200, job(is_done.load(Ordering::Relaxed), pages))
    } else if line.contains("/9f2c/download/") {
        (200, json!({"made": "by the service"}))
    } else {
        (404, json!({"error": "no such job"}))
    };
    let answer = answer.to_string();
    let head = format!(
        "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        answer.len()
    );
    stream.write_all((head + &answer).as_bytes())
}

fn job(done: bool, pages: usize) -> Value {
    if !done {
        return json!({"uuid": "9f2c", "status": "processing", "page_count": pages});
    }
    let page = |index: usize| {
        json!({"index": index, "text": format!("Remote words {index}"), "width": 500, "height": 700, "blocks": [
            {"text": format!("Remote words {index}"), "bbox": [50, 70, 450, 100], "confidence": 0.9}]})
    };
    let pages: Vec<Value> = (0..pages).map(page).collect();
    json!({"uuid": "9f2c", "status": "done", "page_count": pages.len(), "pages": pages})
}

fn command(place: &Place, service: &Service, arguments: &[&str]) -> Command {
    let mut command = place.command(arguments);
    let url = service.url();
    if arguments[0] != "settings" && arguments[0] != "history" {
        command.args(["--url", &url]);
    }
    command.env("OCRCHAT_TOKEN", TOKEN).env("OCRCHAT_NO_KEYCHAIN", "1");
    command
}

#[track_caller]
fn run(place: &Place, service: &Service, arguments: &[&str]) -> Run {
    let run = finish(start(&mut command(place, service, arguments)));
    assert!(!run.stderr.contains(TOKEN), "{run:?}");
    run
}

#[test]
fn nothing_is_sent_without_a_yes() {
    let (place, service) = (Place::new(), Service::start(1));
    save_letter(&place, "a.png");
    run(&place, &service, &["convert", "a.png", "--engine", "hosted"])
        .one_error(8, &["was not allowed", "--allow-upload"]);
    assert_eq!(run(&place, &service, &["settings", "set", "hosted.consent", "forbidden"]).code, Some(0));
    for more in [&["--no-history"][..], &[]] {
        let arguments = [&["convert", "a.png", "--engine", "hosted", "--allow-upload"], more].concat();
        run(&place, &service, &arguments).one_error(8, &["forbid"]);
    }
    // What is not the hosted engine's asks nobody either.
    run(&place, &service, &["convert", "a.png", "--allow-upload"]).one_error(2, &["--engine hosted"]);
    assert_eq!(service.heard.lock().unwrap().len(), 0);
}

#[test]
fn a_file_is_sent_once_and_its_words_are_written_here() {
    let (place, service) = (Place::new(), Service::start(3));
    scanned(&place, "a.pdf", 3);
    let arguments = ["convert", "a.pdf", "--engine", "hosted", "--allow-upload", "-q", "-f", "txt,json", "-o", "."];
    run(&place, &service, &arguments).silent_success();
    assert_eq!(service.count("post /api/v1/ocr/ "), 1);
    assert!(place.read("a.txt").contains("Remote words 2"));
    let json: Value = serde_json::from_str(&place.read("a.json")).unwrap();
    let page = &json["pages"][0];
    assert_eq!((&page["engine"], &json["page_count"]), (&json!("hosted"), &json!(3)));
    // The service's 500 × 700 lies over our own picture of the page.
    let (width, height) = (page["width"].as_f64().unwrap(), page["height"].as_f64().unwrap());
    let close = |value: &Value, want: f64| (value.as_f64().unwrap() - want).abs() < 0.2;
    let bbox = &page["blocks"][0]["bbox"];
    assert!(width > 1000.0 && close(&bbox[0], width / 10.0) && close(&bbox[3], height / 7.0), "{page}");
    // The service's own export of the same job. The variable's token is for the address of the settings.
    assert_eq!(run(&place, &service, &["settings", "set", "hosted.url", &service.url()]).code, Some(0));
    let list = run(&place, &service, &["history", "list", "--json"]);
    let list: Value = serde_json::from_str(list.text()).unwrap();
    let id = list["jobs"][0]["id"].as_str().unwrap();
    let arguments = ["history", "export", id, "--remote", "-f", "docx", "-o", "theirs.docx"];
    assert_eq!(run(&place, &service, &arguments).code, Some(0));
    assert!(place.read("theirs.docx").contains("by the service"));
}

#[test]
fn a_killed_program_does_not_send_the_file_again() {
    let (place, service) = (Place::new(), Service::start(2));
    scanned(&place, "a.pdf", 2);
    service.is_done.store(false, Ordering::Relaxed);
    let arguments = ["convert", "a.pdf", "--engine", "hosted", "--allow-upload", "-q"];
    let mut running = start(&mut command(&place, &service, &arguments));
    let end = Instant::now() + Duration::from_secs(60);
    while service.count("get /api/v1/ocr/9f2c/ ") == 0 {
        assert!(Instant::now() < end, "nobody asks for the job");
        std::thread::sleep(Duration::from_millis(20));
    }
    running.kill();
    service.is_done.store(true, Ordering::Relaxed);
    assert!(run(&place, &service, &arguments).silent_success().contains("Remote words 1"));
    assert_eq!(service.count("post "), 1);
}

#[test]
fn a_refusal_has_its_exit_status_and_an_encrypted_file_stays_here() {
    let (place, service) = (Place::new(), Service::start(1));
    save_letter(&place, "a.png");
    let arguments = ["convert", "a.png", "--engine", "hosted", "--allow-upload", "-q"];
    let refused = finish(start(command(&place, &service, &arguments).env("OCRCHAT_TOKEN", "another")));
    refused.one_error(8, &["does not take the token"]);
    let tokenless = finish(start(command(&place, &service, &arguments).env("OCRCHAT_TOKEN", "")));
    tokenless.one_error(8, &["no token", "log in"]);
    let nobody = ["convert", "a.png", "--engine", "hosted", "--allow-upload", "-q", "--tool", "no such"];
    run(&place, &service, &nobody).one_error(2, &["no such"]);
    encrypted(&place, "locked.pdf");
    let sent = service.count("post ");
    let arguments =
        ["convert", "locked.pdf", "--engine", "hosted", "--allow-upload", "-q", "--password", "open sesame"];
    run(&place, &service, &arguments).one_error(4, &["encrypted", "nothing was sent"]);
    assert_eq!(service.count("post "), sent);
}

#[test]
fn a_token_is_kept_privately_and_forgotten() {
    let (place, service) = (Place::new(), Service::start(1));
    let account = |verb: &str, more: &[&str], input: &str| {
        let url = service.url();
        let mut command = place.command([&["account", verb, "--url", &url], more].concat());
        command.env_remove("OCRCHAT_TOKEN").env("OCRCHAT_NO_KEYCHAIN", "1").stdin(std::process::Stdio::piped());
        let mut running = start(&mut command);
        // A program that does not want its input has closed the pipe.
        let _ = running.take_stdin().write_all(input.as_bytes());
        let run = finish(running);
        assert!(!format!("{}{}", run.stderr, run.text()).contains(TOKEN), "{run:?}");
        run
    };
    account("login", &[], "wrong-one\n").one_error(8, &["does not take the token"]);
    assert_eq!(account("status", &["--check"], "").code, Some(8));
    assert_eq!(account("login", &[], &format!("{TOKEN}\n")).code, Some(0));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let kept = std::fs::metadata(place.home().join("secrets.json")).unwrap();
        assert_eq!(kept.permissions().mode() & 0o777, 0o600);
    }
    let status = account("status", &["--check"], "");
    assert!(status.text().contains("only you can read") && status.text().contains("takes the token"), "{status:?}");
    assert_eq!(account("logout", &[], "").code, Some(0));
    assert!(account("status", &[], "").text().contains("none"));
    assert!(!place.home().join("secrets.json").exists());
}

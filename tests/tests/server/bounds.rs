//! What callers may take of a server: connections, requests, pages; and how it begins and ends.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use tests::cli::{Place, start};
use tests::documents::{LETTER_WORDS, save_letter};
use tests::server::Server;

use crate::http::{get, post_file};

/// Makes a token as its owner does.
fn token(place: &Place, name: &str, limits: &[&str]) -> String {
    let mut arguments = vec!["token", "add", name];
    arguments.extend(limits);
    let run = place.run(arguments);
    assert_eq!(run.code, Some(0), "{run:?}");
    run.text().trim().to_owned()
}

/// Waits until the process has ended, or is a zombie that the test reaps.
fn ends_within(id: u32, within: Duration) -> bool {
    let end = Instant::now() + within;
    loop {
        let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
        if stat.is_empty() || stat.contains(") Z ") {
            return true;
        }
        if Instant::now() > end {
            return false;
        }
        thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn slow_loris_connections_do_not_stop_a_healthy_client() {
    let place = Place::new();
    let letter = save_letter(&place, "letter.png");
    let server = Server::start(&place, &[]);
    let mut idle: Vec<TcpStream> = Vec::new();
    // 200 at first, then more than there are seats for one address.
    for many in [200, 400] {
        while idle.len() < many {
            let mut stream = TcpStream::connect(server.address()).unwrap();
            // A third says nothing, a third half a head, a third the head of an upload that never comes.
            match idle.len() % 3 {
                0 => {}
                1 => stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: loc").unwrap(),
                _ => stream
                    .write_all(b"POST /api/v1/ocr/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999\r\n")
                    .unwrap(),
            }
            idle.push(stream);
        }
        for stream in &mut idle {
            // Some more of it from time to time, as such programs do; those that lost their seat are closed.
            let _ = stream.write_all(b"X");
        }
        let begun = Instant::now();
        for _ in 0..20 {
            assert_eq!(get(&server, "", "/healthz").status, 200);
        }
        assert!(begun.elapsed() < Duration::from_secs(10), "{many}: {:?}", begun.elapsed());
        let answer = post_file(&server, server.token(), &letter).unwrap();
        let job = answer.json();
        assert_eq!((answer.status, job["status"].as_str()), (200, Some("done")), "{answer:?}");
        assert!(LETTER_WORDS.iter().all(|word| job["text"].as_str().unwrap().contains(word)), "{job}");
    }
}

#[test]
fn quotas_of_the_command_line_hold_in_a_server_that_runs() {
    let place = Place::new();
    let letter = save_letter(&place, "letter.png");
    let server = Server::start(&place, &[]);
    let script = token(&place, "script", &["--pages-a-day", "1"]);
    assert_eq!(post_file(&server, &script, &letter).unwrap().status, 200);
    let refused = post_file(&server, &script, &letter).unwrap();
    let body = refused.json();
    assert_eq!((refused.status, &body["used"], &body["cap"]), (402, &1.into(), &1.into()), "{refused:?}");
    assert_eq!(post_file(&server, server.token(), &letter).unwrap().status, 200, "the owner has no such cap");
    let usage = place.run(["token", "usage", "script", "--json"]);
    let usage: serde_json::Value = serde_json::from_str(usage.text()).unwrap();
    assert_eq!(
        (&usage[0]["pages"], &usage[0]["tier"], &usage[1]),
        (&1.into(), &"cpu".into(), &serde_json::Value::Null)
    );
    assert_eq!(place.run(["token", "set", "script", "--pages-a-day", "none", "--pages-a-file", "1"]).code, Some(0));
    assert_eq!(post_file(&server, &script, &letter).unwrap().status, 200);
    let list = place.run(["token", "list"]);
    assert!(list.text().contains("script") && list.text().contains("1 pages a file"), "{list:?}");
    assert!(!list.text().contains(&script));
    // Nothing that could be sent is in the database, nor beside it.
    for name in ["ocrchat.db", "ocrchat.db-wal"] {
        let bytes = std::fs::read(place.home().join(name)).unwrap_or_default();
        assert!(!bytes.windows(script.len()).any(|part| part == script.as_bytes()), "{name}");
    }
}

#[test]
fn a_token_that_is_revoked_is_refused_from_then_on() {
    let place = Place::new();
    let server = Server::start(&place, &[]);
    let script = token(&place, "script", &[]);
    assert_eq!(get(&server, &script, "/api/v1/ocr/").status, 200);
    assert_eq!(get(&server, &script, "/metrics").status, 403, "the figures are the owner's");
    assert_eq!(place.run(["token", "revoke", "script"]).code, Some(0));
    assert_eq!(get(&server, &script, "/api/v1/ocr/").status, 401);
    assert_eq!(place.run(["token", "revoke", "script"]).code, Some(2));
    let figures = get(&server, server.token(), "/metrics");
    assert_eq!(figures.status, 200);
    assert!(figures.body.contains("ocrchat_requests_total{method=\"GET\",route=\"/api/v1/ocr/\",status=\"401\"} 1"));
}

#[test]
fn requests_beyond_the_rate_are_told_when_to_come_again() {
    let place = Place::new();
    assert_eq!(place.run(["settings", "set", "server.requests_a_minute", "60"]).code, Some(0));
    let server = Server::start(&place, &[]);
    let answers: Vec<_> = (0..30).map(|_| get(&server, server.token(), "/api/v1/ocr/")).collect();
    let served = answers.iter().filter(|answer| answer.status == 200).count();
    assert!((10..30).contains(&served), "{served} were served");
    let refused = answers.iter().find(|answer| answer.status == 429).unwrap();
    assert!(refused.head.to_lowercase().contains("\r\nretry-after: "), "{refused:?}");
    assert_eq!(refused.json()["error"]["code"], "too_many_requests");
    // Another token is not kept out by it.
    let other = token(&place, "other", &[]);
    assert_eq!(get(&server, &other, "/api/v1/ocr/").status, 200);
}

#[test]
fn a_server_that_is_asked_to_end_finishes_its_answers_and_loses_no_job() {
    let place = Place::new();
    let letter = save_letter(&place, "letter.png");
    let server = Server::start(&place, &[]);
    let id = server.id();
    let answer = thread::scope(|scope| {
        let calling = scope.spawn(|| post_file(&server, server.token(), &letter));
        // Once it is a job, the upload is over and the answer under way.
        let end = Instant::now() + Duration::from_secs(60);
        while get(&server, server.token(), "/api/v1/ocr/").json()["jobs"].as_array().is_none_or(Vec::is_empty) {
            assert!(Instant::now() < end && !calling.is_finished());
            thread::sleep(Duration::from_millis(10));
        }
        assert!(std::process::Command::new("kill").args(["-TERM", &id.to_string()]).status().unwrap().success());
        calling.join().unwrap()
    });
    let answer = answer.unwrap();
    let job = answer.json();
    assert!([200, 202].contains(&answer.status), "{answer:?}");
    let uuid = job["uuid"].as_str().unwrap().to_owned();
    assert!(ends_within(id, Duration::from_secs(30)));
    let again = Server::start(&place, &[]);
    let end = Instant::now() + Duration::from_secs(60);
    loop {
        let job = get(&again, again.token(), &format!("/api/v1/ocr/{uuid}/")).json();
        if job["status"] == "done" {
            assert!(job["text"].as_str().unwrap().contains(LETTER_WORDS[0]), "{job}");
            break;
        }
        assert!(Instant::now() < end && job["status"] != "failed", "{job}");
        thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_port_that_is_taken_is_said_in_one_line() {
    let place = Place::new();
    let server = Server::start(&place, &[]);
    let run = place.run(["serve", "--bind", server.address()]);
    run.one_error(2, &["cannot listen on", server.address(), "another program listens there already"]);
    place.run(["serve", "--bind", "everywhere"]).code.map(|code| assert_eq!(code, 2)).unwrap();
    assert_eq!(get(&server, "", "/healthz").status, 200);
}

#[test]
fn other_machines_are_let_in_loudly_and_never_without_a_token() {
    let place = Place::new();
    let mut running = start(&mut place.command(["serve", "--bind", "0.0.0.0:0"]));
    let mut lines = BufReader::new(running.take_stderr()).lines();
    let mut said = String::new();
    let address = loop {
        let line = lines.next().unwrap().unwrap();
        said.push_str(&line);
        if let Some((_, rest)) = line.split_once("listening on http://0.0.0.0:") {
            break format!("127.0.0.1:{}", rest.split(';').next().unwrap());
        }
    };
    assert!(said.contains("WARNING") && said.contains("OTHER MACHINES"), "{said}");
    let mut stream = TcpStream::connect(&address).unwrap();
    stream.write_all(b"GET /api/v1/ocr/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n").unwrap();
    let mut status = String::new();
    BufReader::new(stream).read_line(&mut status).unwrap();
    assert!(status.starts_with("HTTP/1.1 401"), "{status}");
}

#[test]
fn the_command_line_works_over_the_same_history_meanwhile() {
    let place = Place::new();
    let letter = save_letter(&place, "letter.png");
    let server = Server::start(&place, &[]);
    let sent = post_file(&server, server.token(), &letter).unwrap().json();
    let list = place.run(["history", "list"]);
    assert!(list.text().contains(&sent["uuid"].as_str().unwrap()[..8]), "{list:?}");
    let run = place.run(["convert", "-q", "letter.png"]);
    assert!(run.silent_success().contains(LETTER_WORDS[0]));
    assert_eq!(get(&server, server.token(), "/api/v1/ocr/").json()["jobs"].as_array().map(Vec::len), Some(2));
}

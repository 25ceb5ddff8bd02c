//! What this server has beyond the hosted one: the list, deletion, events, pictures, keys.

use app::contract::{Commands, JobRef, TokenLimits};
use reqwest::Method;
use reqwest::multipart::Form;
use serde_json::Value;

use crate::place::{Place, error, file, json, pdf, picture, text};

#[tokio::test(flavor = "multi_thread")]
async fn the_list_is_walked_by_its_cursor() {
    let place = Place::new().await;
    for n in 0..5 {
        place.send(&format!("{n}.pdf"), pdf(1)).await;
    }
    let (mut names, mut next) = (Vec::new(), String::new());
    loop {
        let window = json(place.get(&format!("/api/v1/ocr/?limit=2{next}"))).await;
        let jobs = window["jobs"].as_array().unwrap();
        assert!(jobs.len() <= 2 && jobs.iter().all(|job| job["status"] == "done" && job["page_count"] == 1));
        names.extend(jobs.iter().map(|job| text(&job["name"]).to_owned()));
        let Value::String(cursor) = &window["next"] else { break };
        next = format!("&cursor={cursor}");
    }
    assert_eq!(names, ["4.pdf", "3.pdf", "2.pdf", "1.pdf", "0.pdf"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn deleting_says_what_it_did_and_leaves_nothing() {
    let place = Place::new().await;
    let (short, long) = (place.send("a.pdf", pdf(1)).await, place.send("b.pdf", pdf(300)).await);
    assert_eq!(place.sources().len(), 2);
    for (job, cancelled) in [(short, false), (long, true)] {
        let path = format!("/api/v1/ocr/{}/", text(&job["uuid"]));
        let said = json(place.bare(Method::DELETE, &path).bearer_auth(place.token())).await;
        assert_eq!((&said["uuid"], &said["deleted"]), (&job["uuid"], &true.into()));
        assert_eq!((&said["cancelled"], &said["status"] == "done"), (&cancelled.into(), !cancelled), "{said}");
        assert_eq!(place.get(&path).send().await.unwrap().status(), 404);
    }
    assert_eq!((place.jobs().await, place.sources().len()), (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_was_cancelled_in_the_window_has_failed() {
    let place = Place::new().await;
    let job = place.send("b.pdf", pdf(300)).await;
    place.host.cancel_job(JobRef { job: text(&job["uuid"]).to_owned() }).await.unwrap();
    let ended = place.poll(&job["uuid"]).await;
    assert_eq!((&ended["status"], &ended["error"]["code"]), (&"failed".into(), &"cancelled".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn events_tell_of_a_job_to_its_end() {
    let place = Place::new().await;
    let job = place.send("b.pdf", pdf(12)).await;
    let answer = place.get(&format!("/api/v1/ocr/{}/events/", text(&job["uuid"]))).send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "text/event-stream");
    // The stream ends by itself, or this would not return.
    let stream = answer.text().await.unwrap();
    let events: Vec<(&str, Value)> = stream
        .split("\n\n")
        .filter_map(|event| {
            let (name, data) = event.strip_prefix("event: ")?.split_once("\ndata: ")?;
            Some((name, serde_json::from_str(data).unwrap()))
        })
        .collect();
    let (name, last) = events.last().unwrap();
    assert_eq!((*name, &last["status"], &last["pages_done"]), ("job", &"done".into(), &12.into()), "{stream}");
    assert_eq!(events[0].0, "job");
    let again = place.get(&format!("/api/v1/ocr/{}/events", text(&job["uuid"]))).send().await.unwrap();
    assert_eq!(again.text().await.unwrap().matches("event: job").count(), 1, "of one that has ended there is one");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_has_a_picture() {
    let place = Place::new().await;
    let job = place.send("b.pdf", pdf(2)).await;
    let at = |page: &str| place.get(&format!("/api/v1/ocr/{}/pages/{page}", text(&job["uuid"]))).send();
    let picture = at("2/image/").await.unwrap();
    assert_eq!((picture.status().as_u16(), &picture.headers()["content-type"]), (200, &"image/jpeg".parse().unwrap()));
    let preview = picture.bytes().await.unwrap();
    let thumbnail = at("2/image?size=thumbnail").await.unwrap().bytes().await.unwrap();
    assert!(preview.starts_with(&[0xff, 0xd8, 0xff]) && thumbnail.len() < preview.len());
    for (page, status) in
        [("0/image", 404), ("3/image", 404), ("x/image", 400), ("-1/image", 400), ("1/image?size=huge", 400)]
    {
        assert_eq!(error(at(page).await.unwrap()).await.0, status, "{page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_makes_one_job_however_often_it_is_sent() {
    let place = Place::new().await;
    let send = |key: &'static str, bytes: Vec<u8>, tier: &'static str| {
        let form = Form::new().part("file", file("a.bmp", bytes)).text("tier", tier);
        place.post(form).header("idempotency-key", key).send()
    };
    let first = send("k-1", picture(), "cpu").await.unwrap();
    assert!(first.headers().get("idempotency-replayed").is_none());
    let first: Value = first.json().await.unwrap();
    let again = send("k-1", picture(), "cpu").await.unwrap();
    assert_eq!(again.headers()["idempotency-replayed"], "true");
    assert_eq!(again.json::<Value>().await.unwrap(), first);
    assert_eq!(error(send("k-1", pdf(1), "cpu").await.unwrap()).await.0, 422);
    assert_eq!(error(send("k-1", picture(), "vlm").await.unwrap()).await.0, 422);
    assert_eq!(error(send("", picture(), "cpu").await.unwrap()).await.0, 400);
    let at_once = futures_util::future::join_all((0..4).map(|_| send("k-2", picture(), "cpu"))).await;
    let mut uuids = Vec::new();
    for answer in at_once {
        uuids.push(answer.unwrap().json::<Value>().await.unwrap()["uuid"].clone());
    }
    assert!(uuids.iter().all(|uuid| *uuid == uuids[0] && *uuid != first["uuid"]));
    assert_eq!((place.jobs().await, place.sources().len()), (2, 2));
    let place = place.restart().await;
    let form = Form::new().part("file", file("a.bmp", picture())).text("tier", "cpu");
    let later: Value = json(place.post(form).header("idempotency-key", "k-1")).await;
    assert_eq!(later["uuid"], first["uuid"], "it outlives the server");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chat_is_its_tokens_own_and_wants_a_question() {
    let place = Place::new().await;
    let job = place.send("a.pdf", pdf(1)).await;
    let path = format!("/api/v1/chat/{}", text(&job["uuid"]));
    let ask = |body: Value| place.bare(Method::POST, &path).bearer_auth(place.token()).json(&body).send();
    let answer: Value = ask(serde_json::json!({"message": "What is the IBAN?"})).await.unwrap().json().await.unwrap();
    assert_eq!(answer["message"]["standing"], "not_found", "{answer}");
    for body in [serde_json::json!({}), serde_json::json!({"message": " ? "}), serde_json::json!(["message"])] {
        let shown = body.to_string();
        let answer = ask(body).await.unwrap();
        assert!(!answer.status().is_success(), "{shown}: {}", answer.text().await.unwrap());
        assert_eq!(error(answer).await, (400, "usage".to_owned()));
    }
    let history: Value = json(place.get(&format!("{path}/history/"))).await;
    assert_eq!(history["messages"].as_array().unwrap().len(), 2, "{history}");
    let stranger = place.another("stranger", TokenLimits::default());
    let asked = place.bare(Method::GET, &format!("{path}/history/")).bearer_auth(stranger).send().await.unwrap();
    assert_eq!(error(asked).await.0, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stops_answers_those_who_wait() {
    let place = Place::new().await;
    // Nobody reads while the pool's only job is a long one, so the short one waits.
    let long = place.send("b.pdf", pdf(2000)).await;
    let waiting = place.post(Form::new().part("file", file("a.bmp", picture())));
    let waiting = tokio::spawn(waiting.send());
    while place.jobs().await < 2 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let place = place.restart().await;
    let answer: Value = waiting.await.unwrap().unwrap().json().await.unwrap();
    assert!(["pending", "processing", "done"].contains(&text(&answer["status"])), "{answer}");
    let path = format!("/api/v1/ocr/{}/", text(&long["uuid"]));
    place.bare(Method::DELETE, &path).bearer_auth(place.token()).send().await.unwrap();
    let ended = place.poll(&answer["uuid"]).await;
    assert_eq!((&ended["status"], &ended["page_count"]), (&"done".into(), &1.into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_whose_job_goes_while_it_opens_the_file_reads_no_other_as_that_one() {
    let place = Place::new().await;
    for _ in 0..8 {
        let long = place.send("b.pdf", pdf(3000)).await;
        let path = format!("/api/v1/ocr/{}/", text(&long["uuid"]));
        place.bare(Method::DELETE, &path).bearer_auth(place.token()).send().await.unwrap();
        let short = place.send("a.bmp", picture()).await;
        assert_eq!((&short["status"], &short["page_count"]), (&"done".into(), &1.into()));
    }
}

//! The chat of the API, offline, with the documents that the questions are asked of.

use serde_json::{Value, json};
use tests::cli::Place;
use tests::documents::scanned;
use tests::questions;
use tests::server::Server;

use crate::api::{answer, client, get, submit};

async fn ask(server: &Server, uuid: &str, question: &str) -> (u16, Value) {
    let request = client().post(format!("{}/api/v1/chat/{uuid}/", server.url())).bearer_auth(server.token());
    answer(request.json(&json!({ "message": question }))).await
}

#[tokio::test]
async fn the_services_own_example_is_answered_with_its_page() {
    let place = Place::new();
    let invoice = questions::all().into_iter().find(|asked| asked.name == "invoice").unwrap();
    let path = place.path("invoice.pdf");
    invoice.draw(&path).unwrap();
    let server = Server::start(&place, &[]);
    let (_, job) = submit(&server, &path, &[]).await;
    let uuid = job["uuid"].as_str().unwrap();
    let (status, reply) = ask(&server, uuid, "What is the invoice total and due date?").await;
    assert_eq!(status, 200, "{reply}");
    let message = &reply["message"];
    let content = message["content"].as_str().unwrap();
    assert!(content.contains("324.00") && content.contains("11 April 2026") && content.contains("(p. 1)"), "{reply}");
    assert_eq!(message["role"], "assistant");
    for citation in message["citations"].as_array().unwrap() {
        assert_eq!(citation["page"], 1, "{reply}");
        let words = citation["snippet"].as_str().unwrap().split(' ').count();
        assert_eq!(citation["boxes"].as_array().unwrap().len(), words);
    }
    let (_, tax) = ask(&server, uuid, "and the tax?").await;
    assert!(tax["message"]["content"].as_str().unwrap().contains("54.00"), "{tax}");
    let (_, none) = ask(&server, uuid, "What is the fax number?").await;
    assert_eq!(none["message"]["standing"], "not_found", "{none}");
    // The conversation outlives nothing but its job.
    let (status, history) = get(&server, &format!("/api/v1/chat/{uuid}/history/")).await;
    assert_eq!((status, &history["conversation"]), (200, &reply["conversation"]));
    let said: Vec<&str> = history["messages"].as_array().unwrap().iter().map(|m| m["role"].as_str().unwrap()).collect();
    assert_eq!(said, ["user", "assistant", "user", "assistant", "user", "assistant"]);
    assert_eq!(history["messages"][1]["citations"], message["citations"]);
}

#[tokio::test]
async fn what_cannot_be_asked_has_its_status() {
    let place = Place::new();
    let server = Server::start(&place, &[]);
    assert_eq!(ask(&server, &"0".repeat(32), "When?").await.0, 404);
    let (_, long) = submit(&server, &scanned(&place, "long.pdf", 12), &[]).await;
    let uuid = long["uuid"].as_str().unwrap();
    let (status, body) = ask(&server, uuid, "When?").await;
    assert_eq!((status, body["error"]["code"].as_str()), (409, Some("not_finished")), "{body}");
    let post = || client().post(format!("{}/api/v1/chat/{uuid}/", server.url()));
    assert_eq!(answer(post().json(&json!({ "message": "When?" }))).await.0, 401);
}

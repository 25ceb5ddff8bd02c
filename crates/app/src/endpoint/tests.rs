//! The client against a server of one answer.

use wiremock::matchers::{body_partial_json, header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::stream::loops;
use super::*;

fn settings(url: &str) -> EndpointSettings {
    EndpointSettings { url: url.to_owned(), model: "small".into(), ..EndpointSettings::default() }
}

async fn ask(response: ResponseTemplate) -> Result<String, WireError> {
    let server = MockServer::start().await;
    let wanted =
        serde_json::json!({ "model": "small", "stream": true, "messages": [{ "role": "user", "content": "Hi" }] });
    let mock = Mock::given(method("POST")).and(path("/v1/chat/completions"));
    let mock = mock.and(header("authorization", "Bearer key-1")).and(body_partial_json(wanted));
    mock.respond_with(response).expect(1).mount(&server).await;
    let endpoint = Endpoint::new(&settings(&format!("{}/v1/", server.uri())), Some(Secret::new("key-1")?))?;
    let mut completion = endpoint.complete(&[Message::text(Role::User, "Hi")], &CompleteOptions::default()).await?;
    let mut text = String::new();
    while let Some(piece) = completion.next().await? {
        text += &piece;
    }
    Ok(text)
}

fn events(lines: &str) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw(lines.to_owned(), "text/event-stream; charset=utf-8")
}

fn delta(text: &str) -> String {
    format!("data: {}\n\n", serde_json::json!({ "choices": [{ "delta": { "content": text } }] }))
}

#[tokio::test]
async fn a_stream_is_put_together() {
    let body = format!(": hello\n\n{}{}data: [DONE]\n\n{}", delta("Grüße"), delta(", all"), delta("never"));
    assert_eq!(ask(events(&body)).await.unwrap(), "Grüße, all");
    let whole = serde_json::json!({ "choices": [{ "message": { "content": "at once" } }] });
    assert_eq!(ask(ResponseTemplate::new(200).set_body_json(whole)).await.unwrap(), "at once");
}

#[tokio::test]
async fn what_goes_wrong_has_its_code() {
    let code = async |response| ask(response).await.unwrap_err().code;
    assert_eq!(code(ResponseTemplate::new(401)).await, Code::TokenInvalid);
    assert_eq!(code(ResponseTemplate::new(429)).await, Code::TooManyRequests);
    assert_eq!(code(ResponseTemplate::new(302).insert_header("location", "/elsewhere")).await, Code::RemoteRefused);
    assert_eq!(code(events("data: {not json\n\n")).await, Code::RemoteRefused);
    assert_eq!(code(events("data: {\"error\": {\"message\": \"out of memory\"}}\n\n")).await, Code::RemoteRefused);
    assert_eq!(code(events("")).await, Code::RemoteRefused);
    assert_eq!(code(ResponseTemplate::new(200).set_body_string("<html>")).await, Code::RemoteRefused);
}

#[tokio::test]
async fn an_answer_without_end_is_cut() {
    let body: String = (0..4000).map(|_| delta("the same thing over and over ")).collect();
    assert!(ask(events(&body)).await.unwrap().len() < 200);
    assert!(loops("no no no no no no no no no no no no no no no no no no no no"));
    assert!(!loops("1 | 2 | 3\n--------------------------------------------------------------"));
}

#[test]
fn near_is_free_and_far_wants_a_word() {
    let near = settings("http://127.0.0.1:1/v1");
    let far = settings("https://api.example.com/v1");
    assert!(may_send(&near, false).is_ok() && may_send(&far, true).is_ok());
    assert_eq!(may_send(&far, false).unwrap_err().code, Code::RemoteForbidden);
    let forbidden = EndpointSettings { consent: Consent::Forbidden, ..far };
    assert!(may_send(&forbidden, true).is_err());
    assert!(Endpoint::new(&settings("http://api.example.com/v1"), None).is_err(), "never in the open");
    assert!(Endpoint::new(&settings(""), None).is_err());
}

#[test]
fn an_address_may_end_in_what_the_documentation_shows() {
    for url in ["https://x.example/api/v1", "https://x.example/api/v1/", "https://x.example/api/v1/chat/completions"] {
        let endpoint = Endpoint::new(&settings(url), None).unwrap();
        assert_eq!(endpoint.completions.as_str(), "https://x.example/api/v1/chat/completions");
    }
}

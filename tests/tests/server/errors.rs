//! Every error of the contract, over the wire.

use tests::cli::Place;
use tests::documents::{save_letter, scanned};
use tests::server::Server;

use crate::api::{answer, client, get, submit};

#[tokio::test]
async fn every_error_of_the_contract_has_its_status() {
    let place = Place::new();
    let server = Server::start(&place, &[]);
    let post = || client().post(format!("{}/api/v1/ocr/", server.url()));

    // 400: no file, unsupported type.
    let empty = reqwest::multipart::Form::new().text("tier", "cpu");
    let (status, body) = answer(post().bearer_auth(server.token()).multipart(empty)).await;
    assert_eq!(status, 400, "{body}");
    let text = place.write("notes.txt", "Neither a picture nor a PDF.");
    let (status, body) = submit(&server, &text, &[]).await;
    assert_eq!((status, body["error"]["code"].as_str()), (400, Some("input_unsupported")), "{body}");
    let page = save_letter(&place, "page.png");
    for field in [("tier", "gpu"), ("language", "klingonish"), ("tool", "make-coffee")] {
        let (status, body) = submit(&server, &page, &[field]).await;
        assert_eq!(status, 400, "{field:?}: {body}");
    }

    // 401: none, and a wrong one, in either place.
    for request in [post(), post().bearer_auth("no-such-token"), post().query(&[("api_token", "no-such-token")])] {
        let (status, body) = answer(request.multipart(reqwest::multipart::Form::new())).await;
        assert_eq!((status, body["error"]["code"].as_str()), (401, Some("token_invalid")), "{body}");
    }
    let job = format!("{}/api/v1/ocr/{}/", server.url(), "0".repeat(32));
    assert_eq!(answer(client().get(&job)).await.0, 401);

    // 404, also of a job that there is, asked for with another's token.
    assert_eq!(answer(client().get(&job).query(&[("api_token", server.token())])).await.0, 404);
    let (status, made) = submit(&server, &page, &[]).await;
    assert_eq!((status, made["status"].as_str()), (200, Some("done")), "{made}");
    let uuid = made["uuid"].as_str().unwrap();
    let stranger = new_token(&place, &["stranger"]);
    let url = format!("{}/api/v1/ocr/{uuid}/", server.url());
    assert_eq!(answer(client().get(&url).bearer_auth(&stranger)).await.0, 404);
    assert_eq!(answer(client().get(format!("{url}download/?format=md")).bearer_auth(&stranger)).await.0, 404);

    // 409: before the end.
    let (_, long) = submit(&server, &scanned(&place, "long.pdf", 12), &[]).await;
    let long = long["uuid"].as_str().unwrap();
    let (status, body) = get(&server, &format!("/api/v1/ocr/{long}/download/?format=md")).await;
    assert_eq!((status, body["error"]["code"].as_str()), (409, Some("not_finished")), "{body}");
}

#[tokio::test]
async fn a_token_without_pages_is_told_how_many_it_had() {
    let place = Place::new();
    let server = Server::start(&place, &[]);
    let token = new_token(&place, &["small", "--pages-a-day", "2"]);
    let page = save_letter(&place, "page.png");
    let send = || {
        let part = reqwest::multipart::Part::bytes(std::fs::read(&page).unwrap()).file_name("page.png");
        let form = reqwest::multipart::Form::new().part("file", part);
        answer(client().post(format!("{}/api/v1/ocr/", server.url())).bearer_auth(&token).multipart(form))
    };
    for _ in 0..2 {
        let (status, body) = send().await;
        assert_eq!((status, body["status"].as_str()), (200, Some("done")), "{body}");
    }
    let (status, body) = send().await;
    assert_eq!((status, body["used"].as_u64(), body["cap"].as_u64()), (402, Some(2), Some(2)), "{body}");
    assert_eq!(body["error"]["code"], "quota_exceeded", "{body}");
}

/// The secret of a token that is made now.
#[track_caller]
fn new_token(place: &Place, arguments: &[&str]) -> String {
    let run = place.run([&["token", "add"], arguments].concat());
    assert_eq!(run.code, Some(0), "{run:?}");
    run.text().trim().to_owned()
}

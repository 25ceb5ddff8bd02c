//! The description of the interface holds what the server does.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::Value;

use crate::place::{Place, json, pdf, text};

#[tokio::test(flavor = "multi_thread")]
async fn every_address_that_is_described_is_there() {
    let place = Place::new().await;
    let described = json(place.bare(Method::GET, "/openapi.json")).await;
    assert_eq!(described["openapi"], "3.1.0");
    let paths = described["paths"].as_object().unwrap();
    for wanted in [
        "/api/v1/ocr/",
        "/api/v1/ocr/{uuid}/",
        "/api/v1/ocr/{uuid}/download/",
        "/api/v1/chat/{uuid}/",
        "/healthz",
        "/metrics",
    ] {
        assert!(paths.contains_key(wanted), "{wanted}");
    }
    for (path, methods) in paths {
        for method in methods.as_object().unwrap().keys() {
            let method: Method = method.to_uppercase().parse().unwrap();
            let at = path.replace("{uuid}", "0123").replace("{page}", "1");
            let answer = place.bare(method.clone(), &at).send().await.unwrap();
            let wanted = if at == "/healthz" { 200 } else { 401 };
            assert_eq!(answer.status(), wanted, "{method} {at}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_has_the_fields_that_are_described() {
    let place = Place::new().await;
    let described = json(place.bare(Method::GET, "/openapi.json")).await;
    let job = place.send("a.pdf", pdf(1)).await;
    let schemas = &described["components"]["schemas"];
    let page = &job["pages"][0];
    let block = &page["blocks"][0];
    let line = &block["lines"][0];
    let values = [("Job", &job), ("Page", page), ("Block", block), ("Line", line), ("Word", &line["words"][0])];
    for (name, value) in values {
        let schema = &schemas[name];
        let known: BTreeSet<&str> = schema["properties"].as_object().unwrap().keys().map(String::as_str).collect();
        let has: BTreeSet<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
        // Of a word's own marks only the original is rare enough not to be told of.
        assert!(has.is_subset(&known), "{name} has {:?} more", has.difference(&known));
        for required in schema["required"].as_array().unwrap() {
            assert!(has.contains(text(required)), "{name} lacks {required}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_to_try_it_is_inside() {
    let place = Place::new().await;
    let page = place.bare(Method::GET, "/docs").send().await.unwrap();
    assert_eq!((page.status().as_u16(), page.url().path()), (200, "/docs/"));
    let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.contains("default-src 'none'") && policy.contains("connect-src 'self'"));
    let html = page.text().await.unwrap();
    assert!(!html.contains("http://") && !html.contains("https://"), "it names no other site: {html}");
    for asset in ["swagger-ui.css", "swagger-ui-bundle.js", "swagger-initializer.js"] {
        let answer = place.bare(Method::GET, &format!("/docs/{asset}")).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{asset}");
        if asset == "swagger-initializer.js" {
            let script = answer.text().await.unwrap();
            assert!(script.contains("/openapi.json") && script.contains("\"validatorUrl\": \"none\""), "{script}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_figures_are_the_owners() {
    let place = Place::new().await;
    place.send("a.pdf", pdf(1)).await;
    assert_eq!(place.get("/metrics").send().await.unwrap().status(), 403);
    let answer = place.bare(Method::GET, "/metrics").bearer_auth(place.owner()).send().await.unwrap();
    assert!(answer.headers()["content-type"].to_str().unwrap().starts_with("application/openmetrics-text"));
    let figures = answer.text().await.unwrap();
    let line = "ocrchat_requests_total{method=\"POST\",route=\"/api/v1/ocr/\",status=\"200\"} 1";
    assert!(figures.contains(line), "{figures}");
    let health: Value = json(place.bare(Method::GET, "/healthz")).await;
    assert_eq!(health["status"], "ok");
}

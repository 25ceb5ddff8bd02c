//! `/openapi.json` against the server that it describes: schemathesis makes requests of every kind from it, and compares what
//! comes back with what was promised.

use std::process::Command;

use tests::cli::{Place, finish, start};
use tests::python::python;
use tests::server::Server;

/// How many requests there must have been.
const CASES: usize = 1000;

#[test]
fn the_server_keeps_what_its_description_promises() {
    let place = Place::new();
    let server = Server::start(&place, &[]);
    let mut command = Command::new(python());
    command.args(["-m", "schemathesis.cli", "run", "--url", &server.url()]).args([
        "--header",
        &format!("Authorization: Bearer {}", server.token()),
        "--phases",
        "coverage,fuzzing",
        // Always the same requests, and enough of them for each address.
        "--seed",
        "7",
        "--max-examples",
        "120",
        "--checks",
        "not_a_server_error,response_schema_conformance,status_code_conformance,content_type_conformance",
        "--no-color",
    ]);
    command.arg(format!("{}/openapi.json", server.url()));
    place.prepare(&mut command);
    command.env("NO_PROXY", "127.0.0.1").env("PYTHONIOENCODING", "utf-8");
    let run = finish(start(&mut command));
    assert_eq!(run.code, Some(0), "{}\n{}", run.text(), run.stderr);
    let cases = cases(run.text());
    assert!(cases.is_some_and(|cases| cases >= CASES), "{cases:?} requests\n{}", run.text());
}

/// How many requests the report counts: `1204 generated, …`.
fn cases(report: &str) -> Option<usize> {
    let words: Vec<&str> = report.split_whitespace().collect();
    let at = words.iter().position(|word| word.starts_with("generated"))?;
    words.get(at.checked_sub(1)?)?.replace(',', "").parse().ok()
}

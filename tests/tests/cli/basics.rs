//! What is asked of any command line: help, version, usage errors.

use tests::cli::Place;

#[test]
fn the_version_is_a_result() {
    let place = Place::new();
    let run = place.run(["--version"]);
    let version = format!("ocrchat {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(run.silent_success(), version);
    place.assert_clean();
}

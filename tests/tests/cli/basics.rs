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

#[test]
fn help_is_a_result_and_names_the_verbs_and_the_exit_statuses() {
    let place = Place::new();
    let help = place.run(["--help"]);
    for verb in ["convert", "engines", "models", "doctor"] {
        assert!(help.silent_success().contains(&format!("  {verb} ")), "{help:?}");
    }
    let convert = place.run(["convert", "--help"]);
    for part in ["--format", "--output", "--pages", "--mode", "--password-file", "--no-overwrite", "--strict", "130"] {
        assert!(convert.silent_success().contains(part), "{part} is not in: {}", convert.text());
    }
    assert!(!convert.text().contains(tests::cli::WORKER_ARGUMENT));
    place.assert_clean();
}

#[test]
fn what_makes_no_sense_is_a_usage_error_and_touches_nothing() {
    let place = Place::new();
    crate::save_letter(&place, "page.png");
    let wrong: [&[&str]; 13] = [
        &[],
        &["convert"],
        &["convert", "--nonsense", "page.png"],
        &["frobnicate"],
        &["convert", "-f", "xyz", "page.png"],
        &["convert", "--pages", "3-1", "page.png"],
        &["convert", "--pages", "0", "page.png"],
        &["convert", "--mode", "maybe", "page.png"],
        &["convert", "--dpi", "5000", "page.png"],
        &["convert", "-q", "-v", "page.png"],
        &["convert", "--password", "a", "--password-file", "b", "page.png"],
        &["convert", "--password-file", "not-there", "page.png"],
        &["convert", "-o", "-", "-f", "txt,md", "page.png"],
    ];
    for arguments in wrong {
        let run = place.run(arguments);
        assert_eq!((run.code, run.stdout.len()), (Some(2), 0), "{arguments:?}: {run:?}");
        assert!(!run.stderr.is_empty(), "{arguments:?}");
        assert_eq!(place.names(), ["page.png"], "{arguments:?}");
    }
    place.assert_clean();
}

#[test]
fn a_language_that_is_not_read_is_told_from_one_that_is_not_known() {
    let place = Place::new();
    crate::save_letter(&place, "page.png");
    // Without Tesseract, which reads it.
    place.run(["settings", "set", "tesseract_path", "/nowhere"]);
    place.run(["convert", "-l", "rus", "page.png"]).one_error(6, &["Russian"]);
    place.run(["convert", "-l", "eng+ru", "page.png"]).one_error(6, &["Russian"]);
    place.run(["convert", "-l", "nonsense", "page.png"]).one_error(2, &["nonsense", "ISO 639"]);
    place.assert_clean();
}

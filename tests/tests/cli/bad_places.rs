//! Results that cannot be written. Permission bits do not stop the administrator, whom continuous integration runs as:
//! what is tried here stops everybody.

use tests::cli::Place;

use crate::{born_digital, save_letter};

#[test]
fn a_place_beneath_a_file_or_in_the_kernels_own_folder() {
    let place = Place::new();
    save_letter(&place, "page.png");
    place.write("file", "precious");
    let mut outputs = vec!["file/page.txt", "file/", "file/deep/"];
    if cfg!(target_os = "linux") {
        outputs.extend(["/proc/page.txt", "/proc/", "/proc/new/"]);
    }
    for output in outputs {
        let run = place.run(["convert", "page.png", "-o", output]);
        run.one_error(1, &[output.split('/').find(|part| !part.is_empty()).unwrap(), "choose another place with -o"]);
        assert!(!run.stderr.contains(".ocrchat-"), "the name of a temporary file helps nobody: {run:?}");
        assert!(run.took.as_secs() < 10, "{run:?}");
        assert_eq!((place.names(), place.read("file")), (vec!["file".into(), "page.png".into()], "precious".into()));
    }
    place.assert_clean();
}

#[test]
fn several_results_do_not_fit_into_a_file() {
    let place = Place::new();
    save_letter(&place, "page.png");
    place.write("file", "precious");
    place.run(["convert", "page.png", "-f", "txt,md", "-o", "file"]).one_error(2, &["file", "folder"]);
    assert_eq!(place.read("file"), "precious");
    place.assert_clean();
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_beneath_stdout() {
    let place = Place::new();
    born_digital(&place, "digital.pdf", 1);
    let full = std::fs::File::options().write(true).open("/dev/full").expect("Linux has /dev/full");
    let mut command = place.command(["convert", "digital.pdf"]);
    let run = tests::cli::finish(tests::cli::start(command.stdout(full)));
    run.one_error(1, &["digital.pdf: ", "no space", "free some space"]);
    place.assert_clean();
}

#[cfg(unix)]
#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let place = Place::new();
    born_digital(&place, "digital.pdf", 6);
    let mut command = place.command(["convert", "digital.pdf"]);
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let run = tests::cli::finish(tests::cli::start(command.stdout(writer)));
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{run:?}");
    place.assert_clean();
}

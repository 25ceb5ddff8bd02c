//! What needs a corner of the system of its own: a small disk, and no network. Linux gives both to the administrator,
//! and mostly to everybody else.

use std::process::Command;

use tests::cli::{Place, Run, binary, finish, start};
use tests::namespace::unshare;
use tests::render::pdf;

use crate::{LETTER_WORDS, born_digital, positions, save_letter, scanned};

/// A mount namespace of its own, where what is mounted is seen by nobody else.
pub(crate) fn with_mounts() -> Option<Command> {
    unshare("-m", "mount -t tmpfs probe /mnt")
}

/// Runs `script` in such a namespace; `$0` is the program.
pub(crate) fn run_in(mut namespace: Command, place: &Place, script: &str) -> Run {
    namespace.arg(script).arg(binary());
    place.prepare(&mut namespace);
    finish(start(&mut namespace))
}

#[test]
fn a_full_disk_leaves_neither_a_result_nor_half_of_one() {
    let Some(namespace) = with_mounts() else {
        // `bad_places::a_full_disk_beneath_stdout` stands for it with /dev/full.
        eprintln!("this system allows no mount: only /dev/full was tried");
        return;
    };
    let place = Place::new();
    // More text than the one page that the file system has beside its own folder.
    born_digital(&place, "digital.pdf", 5);
    std::fs::create_dir(place.path("small")).unwrap();
    let script = "mount -t tmpfs -o size=4k small small || exit 99
        \"$0\" convert digital.pdf -o small/; code=$?
        ls -A small; exit $code";
    let run = run_in(namespace, &place, script);
    run.one_error(1, &["digital.pdf: ", "small/digital.txt", "no space", "free some space"]);
    assert_eq!(run.text(), "", "left on the full disk");
    assert!(run.took.as_secs() < 10, "{run:?}");
    assert_eq!(place.names(), ["digital.pdf", "small"]);
    place.assert_clean();
}

#[test]
fn a_full_temporary_folder_is_said_of_stdin() {
    let Some(namespace) = with_mounts() else {
        eprintln!("this system allows no mount: not tried");
        return;
    };
    let place = Place::new();
    save_letter(&place, "page.png");
    let script = "mount -t tmpfs -o size=4k small \"$TMPDIR\" || exit 99
        \"$0\" convert --no-history - < page.png; code=$?
        ls -A \"$TMPDIR\"; exit $code";
    let run = run_in(namespace, &place, script);
    run.one_error(1, &["-: ", "temporary folder", "no space"]);
    assert_eq!(run.text(), "", "left on the full disk");
    place.assert_clean();
}

#[test]
fn a_home_without_room_costs_the_history_and_not_the_result() {
    let Some(namespace) = with_mounts() else {
        eprintln!("this system allows no mount: not tried");
        return;
    };
    let place = Place::new();
    save_letter(&place, "page.png");
    let script = "mount -t tmpfs -o size=4k small \"$OCRCHAT_HOME\" || exit 99
        \"$0\" convert page.png";
    let run = run_in(namespace, &place, script);
    assert_eq!(run.code, Some(0), "{run:?}");
    positions(run.text(), &LETTER_WORDS);
    assert!(run.stderr.contains("not kept in the history") && run.stderr.contains("no space"), "{run:?}");
}

#[test]
fn a_home_that_fills_up_during_a_job_keeps_what_was_read_and_goes_on_later() {
    const PAGES: usize = 24;
    let Some(namespace) = with_mounts() else {
        eprintln!("this system allows no mount: not tried");
        return;
    };
    let place = Place::new();
    let lines = |page| (0..40).map(|n| format!("Train {page}-{n} leaves at {}.", 977 * page * n % 1440)).collect();
    pdf::text(&place.path("digital.pdf"), PAGES, pdf::A4, lines).unwrap();
    // The empty history takes some 350 kB with its journal; what is left is soon full.
    let script = "mount -t tmpfs -o size=450k small \"$OCRCHAT_HOME\" || exit 99
        \"$0\" convert -v digital.pdf -f txt -o out/; echo \"first $?\" >&2
        mount -o remount,size=50m \"$OCRCHAT_HOME\" || exit 98
        \"$0\" convert -v digital.pdf -f txt -o out/; echo \"second $?\" >&2
        \"$0\" doctor | grep history";
    let run = run_in(namespace, &place, script);
    let (first, second) = run.stderr.split_once("first 1\n").unwrap_or_else(|| panic!("{run:?}"));
    assert!(first.contains("no space") && second.contains("second 0\n"), "{run:?}");
    let read = |said: &str| said.lines().filter(|line| line.contains(" words by ")).count();
    assert!(read(first) > 0 && read(second) > 0, "{run:?}");
    assert_eq!(read(first) + read(second), PAGES, "{run:?}");
    assert!(second.contains("going on where an earlier run was cut short"), "{run:?}");
    assert!(run.text().starts_with("ok ") && place.read("out/digital.txt").matches("-0 leaves").count() == PAGES);
}

#[test]
fn everything_works_without_a_network() {
    let Some(namespace) = unshare("-n", "true") else {
        eprintln!("this system allows no network namespace: not tried");
        return;
    };
    let place = Place::new();
    save_letter(&place, "page.png");
    scanned(&place, "scan.pdf", 1);
    // The devices of the namespace come first, so that the test knows where it is.
    let script = "tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d ' '; echo --
        \"$0\" convert page.png && \"$0\" convert scan.pdf && \"$0\" doctor";
    let run = run_in(namespace, &place, script);
    let text = run.silent_success();
    let (devices, results) = text.split_once("--\n").unwrap();
    assert_eq!(devices.trim(), "lo", "not a namespace without a network");
    positions(results, &LETTER_WORDS);
    assert!(results.contains("Amsterdam") && !results.contains("PROBLEM"), "{results}");
}

//! An installed package, end to end: only its own files, an empty home, no network. Run by `cargo xtask package test`, which
//! unpacks or installs it and cuts the network off; left out of the usual run, which makes no package.
#![cfg(target_os = "linux")]

use std::path::{Path, PathBuf};
use std::process::Command;

use tests::desktop::page::READ_LIMIT;
use tests::desktop::{Desktop, Options};
use tests::render::{Page, Text};

const WORDS: [&str; 4] = ["Winter", "orchard", "seventeen", "baskets"];

/// A file of the package.
fn packed(path: &str) -> PathBuf {
    let root = std::env::var_os("OCRCHAT_PACKAGE_ROOT").expect("run by `cargo xtask package test`");
    let file = Path::new(&root).join(path);
    assert!(file.exists(), "the package has no {}", file.display());
    file
}

fn no_network() {
    let devices = std::fs::read_to_string("/proc/self/net/dev").expect("Linux lists its network devices");
    let others: Vec<&str> = devices.lines().skip(2).filter(|line| !line.trim_start().starts_with("lo:")).collect();
    assert!(others.is_empty(), "the network is not cut off: {others:?}");
}

fn letter(folder: &Path) -> PathBuf {
    let page = Page::a5(vec![
        Text::heading("Winter harvest"),
        Text::new("The orchard beyond the river gave seventeen baskets of apples before the first snow covered it."),
    ]);
    let file = folder.join("Brief für Zoë.png");
    page.draw().expect("the fonts are installed").image.save(&file).expect("the folder is writable");
    file
}

#[tokio::test]
#[ignore = "needs a package: cargo xtask package test"]
async fn the_installed_window_reads_a_page_without_a_network() {
    no_network();
    let folder = tempfile::TempDir::new().unwrap();
    let arguments = vec![letter(folder.path()).to_string_lossy().into_owned()];
    let installed = Some(packed("usr/bin/ocrchat-desktop").canonicalize().unwrap());
    let desktop = Desktop::start_with(Options { arguments, installed, ..Options::default() }).await;

    let rows = desktop.wait_for_jobs(1, READ_LIMIT).await;
    assert_eq!(rows[0].state, "done", "{rows:?}");
    desktop.wait_for_words(&WORDS, READ_LIMIT).await;
    if let Some(shot) = std::env::var_os("OCRCHAT_PACKAGE_SHOT") {
        desktop.painted().await;
        desktop.screenshot(Path::new(&shot));
    }
    // All of it lies where the platform puts it, below the empty home.
    assert!(desktop.folder().join("data/ocrchat/ocrchat.db").is_file());
}

#[test]
#[ignore = "needs a package: cargo xtask package test"]
fn the_installed_command_line_reads_a_picture_and_a_pdf_without_a_network() {
    no_network();
    let folder = tempfile::TempDir::new().unwrap();
    let picture = letter(folder.path());
    let pdf = folder.path().join("text.pdf");
    let lines = |_| vec!["Seventeen baskets were counted twice beyond the river.".to_owned(); 12];
    tests::render::pdf::text(&pdf, 1, tests::render::pdf::A4, lines).unwrap();
    for (file, wanted) in [(&picture, "orchard"), (&pdf, "counted twice")] {
        let mut command = Command::new(packed("usr/bin/ocrchat"));
        command
            .args(["convert", "--quiet"])
            .arg(file)
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("HOME", folder.path());
        let output = command.output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert!(text.contains(wanted), "{}: {text}", file.display());
    }
}

#[test]
#[ignore = "needs a package: cargo xtask package test"]
fn the_package_brings_what_a_desktop_and_a_lawyer_ask_for() {
    let entry = std::fs::read_to_string(packed("usr/share/applications/OCR.chat.desktop")).unwrap();
    assert!(entry.contains("Exec=ocrchat-desktop %F\n"), "{entry}");
    for kind in ["application/pdf", "image/png", "image/tiff"] {
        assert!(entry.contains(kind), "{kind}: {entry}");
    }
    packed("usr/share/metainfo/chat.ocr.desktop.metainfo.xml");
    packed("usr/share/icons/hicolor/scalable/apps/ocrchat-desktop.svg");
    packed("usr/share/doc/ocr-chat/copyright");
    let notices = std::fs::read_to_string(packed("usr/lib/OCR.chat/THIRD-PARTY.txt")).unwrap();
    for work in ["\nrten 0.", "\ntauri 2.", "\nsvelte 5.", "PaddleOCR", "PDFium"] {
        assert!(notices.contains(work), "{work:?} is not named");
    }
}

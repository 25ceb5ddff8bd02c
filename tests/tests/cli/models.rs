//! Models that are added: from a server on this machine, from files, and what becomes of them.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::thread;

use tests::cli::{Place, Run, assets, finish, start};

use crate::save_letter;

/// Serves one folder's files by their names, whole, to whoever asks; everything else is not found.
fn serve(folder: &Path) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (address, folder) = (listener.local_addr().unwrap(), folder.to_owned());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let (mut head, mut byte) = (Vec::new(), [0]);
            while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|n| n == 1) {
                head.push(byte[0]);
            }
            let head = String::from_utf8(head).unwrap();
            let name = head.split(' ').nth(1).unwrap().rsplit('/').next().unwrap().to_owned();
            let (status, body) = match std::fs::read(folder.join(name)) {
                Ok(body) => ("200 OK", body),
                Err(_) => ("404 Not Found", Vec::new()),
            };
            let _ = write!(stream, "HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n", body.len());
            let _ = stream.write_all(&body);
        }
    });
    format!("http://{address}")
}

/// Runs with a mirror, and with assets that lack the models.
fn run(place: &Place, mirror: &str, arguments: &[&str]) -> Run {
    let bare = place.home().with_file_name("bare");
    if !bare.exists() {
        std::fs::create_dir_all(bare.join("lib")).unwrap();
    }
    finish(start(place.command(arguments).env("OCRCHAT_ASSETS", bare).env("OCRCHAT_MODELS_URL", mirror)))
}

#[test]
fn what_was_downloaded_reads() {
    let place = Place::new();
    save_letter(&place, "page.png");
    let mirror = serve(&assets().join("models"));
    run(&place, &mirror, &["convert", "page.png"]).one_error(6, &["not installed"]);
    let added = run(&place, &mirror, &["models", "add", "v6-small"]);
    assert_eq!((added.code, added.stderr.matches(" added ").count()), (Some(0), 2), "{added:?}");
    let text = run(&place, &mirror, &["convert", "page.png"]);
    assert!(text.silent_success().contains("Winter"), "{text:?}");
    let verify = run(&place, &mirror, &["models", "verify"]);
    assert_eq!(verify.silent_success().matches(" ok ").count(), 2);
    let again = run(&place, &mirror, &["models", "add", "ppocr-v6-det-small"]);
    assert!(again.stderr.contains("installed already"), "{again:?}");
    let removed = run(&place, &mirror, &["models", "remove", "v6-small"]);
    assert_eq!((removed.code, removed.stderr.matches(" removed ").count()), (Some(0), 2), "{removed:?}");
    run(&place, &mirror, &["convert", "page.png"]).one_error(6, &["not installed"]);
}

#[test]
fn a_machine_without_a_network_takes_files() {
    let place = Place::new();
    let nowhere = "http://127.0.0.1:9";
    // The name says nothing; the content does.
    std::fs::copy(assets().join("models/PP-OCRv6_det_small.onnx"), place.path("model.bin")).unwrap();
    let added = run(&place, nowhere, &["models", "add", "model.bin"]);
    assert!(added.code == Some(0) && added.stderr.contains("ppocr-v6-det-small added"), "{added:?}");
    place.write("korean_PP-OCRv5_rec_mobile.onnx", "something else");
    let wrong = run(&place, nowhere, &["models", "add", "korean_PP-OCRv5_rec_mobile.onnx"]);
    wrong.one_error(3, &["ppocr-v5-rec-korean", "damaged or another version", "SHA-256"]);
    run(&place, nowhere, &["models", "add", "there/is/none.onnx"]).one_error(3, &["no such file"]);
    run(&place, nowhere, &["models", "add", "klingon"]).one_error(2, &["klingon", "models list"]);
}

#[test]
fn what_cannot_be_downloaded_is_told_and_leaves_nothing() {
    let (place, served) = (Place::new(), Place::new());
    served.write("korean_PP-OCRv5_rec_mobile.onnx", "a page that says hello");
    served.write("PP-OCRv6_rec_tiny.onnx", "a model of unknown size, and not the right one");
    let mirror = serve(&served.work());
    run(&place, &mirror, &["models", "add", "korean"]).one_error(6, &["korean: ", "22 bytes", "13488748"]);
    run(&place, &mirror, &["models", "add", "ppocr-v6-rec-tiny"]).one_error(6, &["SHA-256"]);
    run(&place, &mirror, &["models", "add", "greek"]).one_error(8, &["404"]);
    let list = run(&place, &mirror, &["models", "list"]);
    assert!(!list.silent_success().contains(" MB here"), "{list:?}");
    run(&place, "http://192.0.2.1", &["models", "add", "greek"]).one_error(2, &["OCRCHAT_MODELS_URL", "https"]);
}

#[test]
fn an_engine_without_its_models_says_how_they_are_got() {
    let place = Place::new();
    save_letter(&place, "page.png");
    let run = place.run(["convert", "--engine", "ocrs", "page.png"]);
    run.one_error(6, &["ocrchat models add ocrs"]);
}

#[test]
fn the_doctor_proves_it_without_a_network() {
    let place = Place::new();
    let run = place.run(["doctor", "--offline"]);
    let text = run.silent_success();
    assert!(!text.contains("PROBLEM") && text.contains("ok       reader process"), "{run:?}");
    assert!(text.contains("needs a network") && text.contains("korean") && text.contains("hosted"), "{run:?}");
    // Where this system gives namespaces, that is where it ran.
    let namespaces = ["-n", "-rn"].iter().any(|flag| {
        let probe = std::process::Command::new("unshare").args([flag, "true"]).output();
        probe.is_ok_and(|output| output.status.success())
    });
    assert_eq!(text.contains("a network namespace of its own"), namespaces, "{run:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_ends_a_download_and_leaves_nothing_of_it() {
    let Some(namespace) = crate::namespaces::with_mounts() else {
        eprintln!("this system allows no mount: not tried");
        return;
    };
    let place = Place::new();
    let mirror = serve(&assets().join("models"));
    let script = format!(
        "mkdir \"$OCRCHAT_HOME/models\" && mount -t tmpfs -o size=1m small \"$OCRCHAT_HOME/models\" || exit 99
        OCRCHAT_ASSETS=\"$PWD/bare\" OCRCHAT_MODELS_URL={mirror} \"$0\" models add v6-small; code=$?
        find \"$OCRCHAT_HOME/models\" -type f -size +0; exit $code"
    );
    let run = crate::namespaces::run_in(namespace, &place, &script);
    run.one_error(1, &["v6-small: ", "no space"]);
    assert_eq!(run.text(), "", "left on the full disk");
}

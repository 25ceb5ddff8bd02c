//! Uploads that break off, and what clients call their files.

use std::io::Write;
use std::net::TcpStream;
use std::time::Duration;

use crate::place::{Place, json, pdf, text};

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_breaks_off_leaves_nothing() {
    let place = Place::new().await;
    let mut line = TcpStream::connect(place.address()).unwrap();
    let head = format!(
        "POST /api/v1/ocr/ HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\n\
         Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 9000000\r\n\r\n\
         --b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n",
        place.address(),
        place.token()
    );
    line.write_all(head.as_bytes()).unwrap();
    line.write_all(&pdf(3)).unwrap();
    let mut came = false;
    for _ in 0..200 {
        came = !place.sources().is_empty();
        if came {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(came, "it is written as it arrives");
    drop(line);
    for _ in 0..200 {
        if place.sources().is_empty() {
            assert_eq!(place.jobs().await, 0);
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it is still there: {:?}", place.sources());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_files_name_is_a_name_and_no_path() {
    let place = Place::new().await;
    let job = place.send("../../../tmp/evil/\u{202e}Brief.pdf", pdf(1)).await;
    assert_eq!(job["source"]["name"], "Brief.pdf");
    assert!(place.sources().iter().all(|path| path.file_name().unwrap().to_str().unwrap().len() == 32));
    let listed = json(place.get("/api/v1/ocr/")).await;
    assert_eq!(text(&listed["jobs"][0]["name"]), "Brief.pdf");
}

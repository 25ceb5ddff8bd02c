//! Downloads against a server of our own on this machine: cuts, stalls, wrong answers, cancelling.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use engine::{Assets, MODELS};

use super::*;

/// What the served model holds: not one byte like the one 251 before it.
fn content() -> Vec<u8> {
    (0..300_000u32).map(|i| (i % 251) as u8).collect()
}

/// A model of the catalogue's shape whose content is [`content`].
fn probe() -> Asset {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("content");
    std::fs::write(&path, content()).unwrap();
    let sha256 = String::leak(engine::sha256_file(&path).unwrap());
    Asset { name: "probe", file: "probe.onnx", pack: "probe", bytes: Some(300_000), sha256, ..MODELS[0] }
}

/// The answers of a server, one a connection; the last serves all that follow.
type Answer = Box<dyn Fn(&str, &mut TcpStream) + Send + Sync>;

/// A server on this machine and the requests that it was sent.
struct Server {
    address: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn start(answers: Vec<Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/models", listener.local_addr().unwrap());
        let requests: Arc<Mutex<Vec<String>>> = Arc::default();
        let heard = Arc::clone(&requests);
        let answers = Arc::new(answers);
        thread::spawn(move || {
            for (i, stream) in listener.incoming().enumerate() {
                let (mut stream, answers) = (stream.unwrap(), Arc::clone(&answers));
                let (mut head, mut byte) = (Vec::new(), [0]);
                while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|n| n == 1) {
                    head.push(byte[0]);
                }
                let head = String::from_utf8(head).unwrap();
                heard.lock().unwrap().push(head.clone());
                // One that stalls keeps no other waiting.
                thread::spawn(move || answers[i.min(answers.len() - 1)](&head, &mut stream));
            }
        });
        Self { address, requests }
    }

    fn heard(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

/// All of the content, or the rest of it where a range is asked for and the mark is the same.
fn serve(mark: &'static str) -> Answer {
    Box::new(move |head, stream| {
        let (content, head) = (content(), head.to_ascii_lowercase());
        let field = |name: &str| head.lines().find_map(|l| l.strip_prefix(name).map(str::trim).map(str::to_owned));
        let same = field("if-range:").is_none_or(|m| m == format!("\"{mark}\""));
        let start = field("range: bytes=").filter(|_| same).and_then(|r| r.trim_end_matches('-').parse().ok());
        let (status, start) = start.map_or(("200 OK", 0), |s: usize| ("206 Partial Content", s));
        let range = format!("Content-Range: bytes {start}-{}/{}\r\n", content.len() - 1, content.len());
        let range = if start > 0 { range.as_str() } else { "" };
        let length = content.len() - start;
        let _ = write!(stream, "HTTP/1.1 {status}\r\nETag: \"{mark}\"\r\nContent-Length: {length}\r\n{range}\r\n");
        let _ = stream.write_all(&content[start..]);
    })
}

/// The first `bytes` of the content, then the connection ends.
fn cut(mark: &'static str, bytes: usize) -> Answer {
    Box::new(move |_, stream| {
        let _ = write!(stream, "HTTP/1.1 200 OK\r\nETag: \"{mark}\"\r\nContent-Length: 300000\r\n\r\n");
        let _ = stream.write_all(&content()[..bytes]);
    })
}

/// As [`cut`], and then silence.
fn stall(bytes: usize) -> Answer {
    let cut = cut("one", bytes);
    Box::new(move |head, stream| {
        cut(head, stream);
        let _ = stream.flush();
        thread::sleep(Duration::from_secs(20));
    })
}

fn plain(status: &'static str, body: &'static [u8]) -> Answer {
    Box::new(move |_, stream| {
        let _ = write!(stream, "HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n", body.len());
        let _ = stream.write_all(body);
    })
}

const QUICK: Patience = Patience { silence: Duration::from_millis(400), tries: 2, pause: Duration::from_millis(10) };

fn models(dir: &Path, server: &Server) -> Models {
    let assets = Assets::new(dir.join("assets")).with_added(folder(dir));
    let home = Home { config: dir.into(), data: dir.into(), cache: dir.into(), assets };
    Models::from_mirror(&home, &server.address, QUICK)
}

/// Adds the probe from a server; what it came to, and what lies in the folder then (locks left out).
async fn add(dir: &Path, server: &Server) -> (Result<(), WireError>, Vec<String>) {
    let result = models(dir, server).add(&probe(), &|_, _| {}).await;
    let names = std::fs::read_dir(folder(dir)).into_iter().flatten().flatten();
    let mut names: Vec<String> = names.map(|e| e.file_name().into_string().unwrap()).collect();
    names.retain(|name| !name.ends_with(".lock"));
    names.sort();
    (result, names)
}

#[tokio::test]
async fn a_model_arrives_whole_and_is_not_fetched_twice() {
    let (dir, server) = (tempfile::tempdir().unwrap(), Server::start(vec![serve("one")]));
    let last = AtomicU64::new(0);
    let models = models(dir.path(), &server);
    models
        .add(&probe(), &|done, total| {
            assert_eq!(total, Some(300_000));
            assert!(last.swap(done, Ordering::Relaxed) <= done);
        })
        .await
        .unwrap();
    assert_eq!(last.into_inner(), 300_000);
    assert_eq!(std::fs::read(folder(dir.path()).join("probe.onnx")).unwrap(), content());
    let (again, names) = add(dir.path(), &server).await;
    assert_eq!((again, names), (Ok(()), vec!["probe.onnx".to_owned()]));
    assert_eq!(server.heard().len(), 1);
    assert!(server.heard()[0].starts_with("GET /models/probe.onnx HTTP/1.1"));
    assert_eq!((models.remove(&probe()), models.remove(&probe())), (Ok(true), Ok(false)));
    assert_eq!(models.file(&probe()).state, ModelState::Missing);
}

#[tokio::test]
async fn a_cut_transfer_goes_on_where_it_was() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(vec![cut("one", 100_000), plain("503 Busy", b""), serve("one")]);
    let (result, names) = add(dir.path(), &server).await;
    assert_eq!((result, names), (Ok(()), vec!["probe.onnx".to_owned()]));
    let heard = server.heard();
    assert_eq!(heard.len(), 3);
    let third = heard[2].to_ascii_lowercase();
    assert!(third.contains("range: bytes=100000-") && third.contains("if-range: \"one\""), "{third}");
}

#[tokio::test]
async fn another_version_and_a_server_without_ranges_begin_anew() {
    for second in [serve("two"), cut("one", 300_000)] {
        let dir = tempfile::tempdir().unwrap();
        let server = Server::start(vec![cut("one", 100_000), second]);
        assert_eq!(add(dir.path(), &server).await, (Ok(()), vec!["probe.onnx".to_owned()]));
        assert!(server.heard()[1].to_ascii_lowercase().contains("range: bytes=100000-"));
    }
}

#[tokio::test]
async fn a_part_that_is_too_long_is_forgotten() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder(dir.path())).unwrap();
    std::fs::write(folder(dir.path()).join("probe.onnx.part"), vec![1; 400_000]).unwrap();
    let server = Server::start(vec![plain("416 Range Not Satisfiable", b""), serve("one")]);
    assert_eq!(add(dir.path(), &server).await, (Ok(()), vec!["probe.onnx".to_owned()]));
    assert!(!server.heard()[1].to_ascii_lowercase().contains("range:"));
}

#[tokio::test]
async fn a_wrong_hash_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let wrong = Box::new(|_: &str, stream: &mut TcpStream| {
        let _ = write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n");
        let _ = stream.write_all(&vec![7; 300_000]);
    });
    let (result, names) = add(dir.path(), &Server::start(vec![wrong])).await;
    let error = result.unwrap_err();
    assert_eq!((error.code, names), (Code::ModelBroken, Vec::new()));
    assert!(error.message.contains("SHA-256"), "{error}");
}

#[tokio::test]
async fn a_wrong_length_is_refused_before_it_comes() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(vec![plain("200 OK", b"<html>a page that says hello</html>")]);
    let (result, names) = add(dir.path(), &server).await;
    let error = result.unwrap_err();
    assert_eq!((error.code, names, server.heard().len()), (Code::ModelBroken, Vec::new(), 1));
    assert!(error.message.contains("300000"), "{error}");

    // One that does not say how long it is, and never ends.
    let endless = Box::new(|_: &str, stream: &mut TcpStream| {
        let _ = write!(stream, "HTTP/1.1 200 OK\r\n\r\n");
        while stream.write_all(&[0; 10_000]).is_ok() {}
    });
    let (result, names) = add(dir.path(), &Server::start(vec![endless])).await;
    assert_eq!((result.unwrap_err().code, names), (Code::ModelBroken, Vec::new()));
}

#[tokio::test]
async fn a_stall_ends_the_wait_and_keeps_what_came() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(vec![stall(50_000)]);
    let (result, names) = add(dir.path(), &server).await;
    assert_eq!(result.unwrap_err().code, Code::RemoteUnreachable);
    assert_eq!(names, ["probe.onnx.mark", "probe.onnx.part"]);
    assert_eq!(models(dir.path(), &server).file(&probe()).state, ModelState::Partial { done: 50_000 });
    // Later, from a server that is well.
    let server = Server::start(vec![serve("one")]);
    assert_eq!(add(dir.path(), &server).await.0, Ok(()));
    assert!(server.heard()[0].to_ascii_lowercase().contains("range: bytes=50000-"));
}

#[tokio::test]
async fn refusals_are_told_apart() {
    let cases = [
        ("404 Not Found", Code::RemoteRefused, 1),
        ("403 Forbidden", Code::RemoteRefused, 1),
        ("500 Oh", Code::RemoteUnreachable, 3),
    ];
    for (status, code, asked) in cases {
        let (dir, server) = (tempfile::tempdir().unwrap(), Server::start(vec![plain(status, b"")]));
        let (result, names) = add(dir.path(), &server).await;
        let error = result.unwrap_err();
        assert_eq!((error.code, names, server.heard().len()), (code, Vec::new(), asked), "{status}");
        assert!(error.message.contains(&status[..3]), "{error}");
    }
}

#[tokio::test]
async fn redirects_are_followed_but_not_in_clear_to_elsewhere() {
    let target = Server::start(vec![serve("one")]);
    let to = |location: String| -> Answer {
        Box::new(move |_, stream| {
            let _ = write!(stream, "HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n");
        })
    };
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(vec![to(format!("{}/elsewhere", target.address))]);
    assert_eq!(add(dir.path(), &server).await.0, Ok(()));

    // A name that is this machine's and does not say so: what comes over it in clear is not taken.
    let dir = tempfile::tempdir().unwrap();
    let away = target.address.replace("127.0.0.1", "0.0.0.0");
    let (result, names) = add(dir.path(), &Server::start(vec![to(format!("{away}/elsewhere"))])).await;
    assert_eq!((result.unwrap_err().code, names), (Code::RemoteRefused, Vec::new()));
}

#[tokio::test]
async fn a_dropped_download_keeps_its_part_and_its_lock_goes() {
    let (dir, server) = (tempfile::tempdir().unwrap(), Server::start(vec![stall(80_000), serve("one")]));
    let models = models(dir.path(), &server);
    let (arrived, mut came) = tokio::sync::watch::channel(0);
    {
        let probe = probe();
        let progress = |done, _| {
            let _ = arrived.send(done);
        };
        let download = models.add(&probe, &progress);
        tokio::select! {
            _ = download => panic!("the server stalls"),
            _ = came.wait_for(|&done| done == 80_000) => {}
        }
    }
    assert!(Place::of(&models.home, &probe()).lock().is_ok(), "the lock went with the download");
    assert_eq!(models.file(&probe()).state, ModelState::Partial { done: 80_000 });
    assert_eq!(models.add(&probe(), &|_, _| {}).await, Ok(()));
    assert!(server.heard()[1].to_ascii_lowercase().contains("range: bytes=80000-"));
}

#[tokio::test]
async fn two_never_write_the_same_model() {
    let (dir, server) = (tempfile::tempdir().unwrap(), Server::start(vec![serve("one")]));
    let models = models(dir.path(), &server);
    let held = Place::of(&models.home, &probe()).lock().unwrap();
    let error = models.add(&probe(), &|_, _| {}).await.unwrap_err();
    assert!(error.message.contains("another program") && server.heard().is_empty(), "{error}");
    drop(held);
    assert_eq!(models.add(&probe(), &|_, _| {}).await, Ok(()));
}

#[tokio::test]
async fn only_safe_addresses_are_asked() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server { address: String::new(), requests: Arc::default() };
    for address in ["http://192.0.2.1/models", "ftp://127.0.0.1/", "file:///models", "nonsense"] {
        let home = models(dir.path(), &server).home;
        let error = Models::from_mirror(&home, address, QUICK).add(&probe(), &|_, _| {}).await.unwrap_err();
        assert_eq!(error.code, Code::Usage, "{address}");
    }
    for url in ["http://localhost:1/x", "http://[::1]/x", "https://example.org/x"] {
        assert!(is_safe(&Url::parse(url).unwrap()), "{url}");
    }
}

#[test]
fn a_file_is_known_by_its_hash_alone() {
    let dir = tempfile::tempdir().unwrap();
    let models = models(dir.path(), &Server { address: String::new(), requests: Arc::default() });
    let file = dir.path().join("korean_PP-OCRv5_rec_mobile.onnx");
    assert_eq!(models.add_file(&file).unwrap_err().code, Code::InputMissing);
    std::fs::write(&file, "not the model").unwrap();
    let error = models.add_file(&file).unwrap_err();
    assert_eq!(error.code, Code::InputUnsupported);
    assert!(error.message.contains("ppocr-v5-rec-korean") && error.message.contains("damaged"), "{error}");
    assert!(!folder(dir.path()).exists());
}

#[test]
fn packs_are_as_far_as_their_files() {
    let dir = tempfile::tempdir().unwrap();
    let models = models(dir.path(), &Server { address: String::new(), requests: Arc::default() });
    let pack = |name: &str| models.packs().into_iter().find(|p| p.name == name).unwrap();
    let ocrs = pack("ocrs");
    assert_eq!((ocrs.state, ocrs.files.len(), ocrs.bytes), (ModelState::Missing, 2, Some(12_212_656)));
    assert_eq!((pack("v6-medium").bytes, pack("v6-small").shipped), (None, true));
    std::fs::create_dir(folder(dir.path())).unwrap();
    std::fs::write(folder(dir.path()).join("text-detection.onnx"), vec![0; 2_499_479]).unwrap();
    assert_eq!((pack("ocrs").state, pack("ocrs").removable), (ModelState::Partial { done: 0 }, true));
    std::fs::write(folder(dir.path()).join("text-recognition.onnx"), "short").unwrap();
    assert_eq!(pack("ocrs").state, ModelState::Broken);
}

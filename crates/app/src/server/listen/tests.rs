//! Over real sockets.

use std::io;
use std::time::Instant;

use axum::routing::{get, post};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::task::JoinHandle;

use super::*;

struct Server {
    address: SocketAddr,
    stopping: CancellationToken,
    task: JoinHandle<()>,
}

async fn start(bounds: Bounds) -> Server {
    let routes = Router::new()
        .route("/", get(|| async { "hello" }))
        .route("/length", post(|body: axum::body::Bytes| async move { body.len().to_string() }))
        .route(
            "/slow",
            get(|| async {
                tokio::time::sleep(Duration::from_millis(600)).await;
                "late"
            }),
        )
        .route("/large", get(|| async { vec![b'x'; 64 << 20] }));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let stopping = CancellationToken::new();
    let task = tokio::spawn(serve(listener, routes, bounds, Metrics::new(), stopping.clone()));
    Server { address, stopping, task }
}

/// Sends `text` and gives all that is answered until the line is closed.
async fn ask(address: SocketAddr, text: &str) -> io::Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(text.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer)
}

async fn get_closing(address: SocketAddr, path: &str) -> io::Result<String> {
    ask(address, &format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")).await
}

/// Whether the other end hangs up within the time.
async fn hangs_up(stream: &mut TcpStream, within: Duration) -> bool {
    let mut byte = [0; 1024];
    let read = async {
        loop {
            if matches!(stream.read(&mut byte).await, Ok(0) | Err(_)) {
                return;
            }
        }
    };
    tokio::time::timeout(within, read).await.is_ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn silent_and_half_said_connections_end() {
    let server = start(Bounds { head: Duration::from_millis(300), ..Bounds::default() }).await;
    let mut silent = TcpStream::connect(server.address).await.unwrap();
    let mut half = TcpStream::connect(server.address).await.unwrap();
    half.write_all(b"GET / HTTP/1.1\r\nHost: local").await.unwrap();
    let mut kept = TcpStream::connect(server.address).await.unwrap();
    kept.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
    let mut answer = [0; 12];
    kept.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 200");
    for stream in [&mut silent, &mut half, &mut kept] {
        assert!(hangs_up(stream, Duration::from_secs(10)).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn idle_connections_keep_nobody_out() {
    let server = start(Bounds { connections: 20, peer_connections: 10, ..Bounds::default() }).await;
    let mut idle = Vec::new();
    for n in 0..200 {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        if n % 2 == 0 {
            stream.write_all(b"GET / HTTP/1.1\r\nHost: l").await.unwrap();
        }
        idle.push(stream);
    }
    for _ in 0..20 {
        let answer = get_closing(server.address, "/").await.unwrap();
        assert!(answer.ends_with("hello"), "{answer}");
    }
    assert!(hangs_up(&mut idle[0], Duration::from_secs(10)).await, "the first have lost their seats");
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_under_way_keep_their_seats_and_the_rest_is_told() {
    let server = start(Bounds { peer_connections: 4, ..Bounds::default() }).await;
    let slow: Vec<_> = (0..4).map(|_| tokio::spawn(get_closing(server.address, "/slow"))).collect();
    tokio::time::sleep(Duration::from_millis(200)).await;
    let answer = get_closing(server.address, "/").await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 503") && answer.contains("\r\nRetry-After: 1\r\n"), "{answer}");
    for task in slow {
        assert!(task.await.unwrap().unwrap().ends_with("late"));
    }
    assert!(get_closing(server.address, "/").await.unwrap().ends_with("hello"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_stops_ends() {
    let server = start(Bounds { idle_body: Duration::from_millis(300), ..Bounds::default() }).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let head = "POST /length HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nsome";
    stream.write_all(head.as_bytes()).await.unwrap();
    assert!(hangs_up(&mut stream, Duration::from_secs(10)).await);
    let whole = "POST /length HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 4\r\n\r\nsome";
    assert!(ask(server.address, whole).await.unwrap().ends_with("\r\n\r\n4"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_nobody_takes_ends() {
    let bounds = Bounds { idle_answer: Duration::from_millis(300), peer_connections: 1, ..Bounds::default() };
    let server = start(bounds).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(b"GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
    let mut byte = [0; 1];
    stream.read_exact(&mut byte).await.unwrap();
    // Its seat is the only one, and is busy until the server gives up.
    let end = Instant::now() + Duration::from_secs(10);
    while !get_closing(server.address, "/").await.is_ok_and(|answer| answer.ends_with("hello")) {
        assert!(Instant::now() < end, "it still sends");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_without_end_is_refused() {
    let server = start(Bounds::default()).await;
    let head = format!("GET / HTTP/1.1\r\nHost: localhost\r\nX: {}\r\n\r\n", "x".repeat(200_000));
    // It hangs up while we write, so that the answer may be lost; what counts is that it is not taken.
    let answer = ask(server.address, &head).await.unwrap_or_default();
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431"), "{answer}");
    assert!(get_closing(server.address, "/").await.unwrap().ends_with("hello"));
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_under_way_are_finished_before_the_end() {
    let server = start(Bounds::default()).await;
    let slow = tokio::spawn(get_closing(server.address, "/slow"));
    let mut idle = TcpStream::connect(server.address).await.unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    server.stopping.cancel();
    assert!(slow.await.unwrap().unwrap().ends_with("late"));
    server.task.await.unwrap();
    assert!(hangs_up(&mut idle, Duration::from_secs(5)).await);
    assert!(TcpStream::connect(server.address).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_waits_for_no_answer_beyond_its_time() {
    let server = start(Bounds { farewell: Duration::from_millis(100), ..Bounds::default() }).await;
    let mut stuck = TcpStream::connect(server.address).await.unwrap();
    stuck.write_all(b"GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
    let mut byte = [0; 1];
    stuck.read_exact(&mut byte).await.unwrap();
    server.stopping.cancel();
    let begun = Instant::now();
    server.task.await.unwrap();
    assert!(begun.elapsed() < Duration::from_secs(5));
    assert!(hangs_up(&mut stuck, Duration::from_secs(5)).await);
}

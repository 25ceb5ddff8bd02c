//! Many callers at once: `load_server [CLIENTS [JOBS]]` sends JOBS one-page pictures from each of CLIENTS to a real
//! `ocrchat serve`, and tells how fast and how well they were answered, beside the plain command line on the same pages.
//! For `cargo xtask bench server`, which names the program in `OCRCHAT_BIN`.
//!
//! The command line reads half of the pages before the server and half after it, so that a machine that grows busier or
//! idler favours neither. An answer is right where its text is what the command line reads on that page, and that is what
//! is written there.
#![allow(clippy::print_stdout, reason = "its report is its result")]

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use tests::cli::Place;
use tests::documents::CITIES;
use tests::render::{Page, Text};
use tests::server::Server;

fn main() -> ExitCode {
    let numbers: Vec<usize> = std::env::args().skip(1).map_while(|n| n.parse().ok()).collect();
    let (clients, jobs) = (numbers.first().copied().unwrap_or(50), numbers.get(1).copied().unwrap_or(20));
    match measure(clients, jobs) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(e) => {
            eprintln!("load_server: {e}");
            ExitCode::FAILURE
        }
    }
}

/// Measures and prints; whether every answer was right.
fn measure(clients: usize, jobs: usize) -> io::Result<bool> {
    let place = Place::new();
    let pages = draw(&place)?;
    let total = clients * jobs;
    eprintln!("load_server: {} pages by the command line", total / 2);
    let before = command_line(&place, &pages, "before", (total / 2).max(CITIES.len()))?;
    let truth = truth(&place)?;
    eprintln!("load_server: {clients} clients with {jobs} jobs each");
    let server = Server::start(&place, &[]);
    let watched = Watched::begin(server.id());
    let begun = Instant::now();
    let answers: Vec<io::Result<Answer>> = thread::scope(|scope| {
        let call = |client: usize| {
            let (server, pages) = (&server, &pages);
            scope.spawn(move || (0..jobs).map(|job| ask(server, pages, client * jobs + job)).collect::<Vec<_>>())
        };
        let threads: Vec<_> = (0..clients).map(call).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("a client does not panic")).collect()
    });
    let served = Rate { pages: total, seconds: begun.elapsed().as_secs_f64() };
    let (own, with_workers) = watched.end();
    server.kill();
    eprintln!("load_server: {} pages by the command line", total / 2);
    let after = command_line(&place, &pages, "after", (total / 2).max(CITIES.len()))?;
    let plain = Rate { pages: before.pages + after.pages, seconds: before.seconds + after.seconds };

    let mut wrong = 0;
    let mut times = Vec::new();
    for answer in &answers {
        match answer {
            Ok(answer) if answer.text == truth[answer.page] && answer.text.contains(CITIES[answer.page]) => {
                times.push(answer.took);
            }
            Ok(answer) => {
                wrong += 1;
                eprintln!("load_server: page {} is answered with {:?}", CITIES[answer.page], answer.text);
            }
            Err(e) => {
                wrong += 1;
                eprintln!("load_server: {e}");
            }
        }
    }
    times.sort();
    let quantile = |q: usize| times.get((times.len() * q / 100).min(times.len().saturating_sub(1))).copied();
    let seconds = |time: Option<Duration>| time.map_or(f64::NAN, |time| time.as_secs_f64());
    println!("answered right      {} of {total} ({clients} clients x {jobs} one-page jobs)", total - wrong);
    println!("server              {:.2} pages/s in {:.1} s", served.a_second(), served.seconds);
    println!("command line        {:.2} pages/s in {:.1} s", plain.a_second(), plain.seconds);
    println!("ratio               {:.2}", served.a_second() / plain.a_second());
    println!("latency             p50 {:.2} s, p95 {:.2} s", seconds(quantile(50)), seconds(quantile(95)));
    println!("peak memory         {:.0} MB, with its workers {:.0} MB", own / 1e6, with_workers / 1e6);
    Ok(wrong == 0)
}

/// So many pages in so long.
struct Rate {
    pages: usize,
    seconds: f64,
}

impl Rate {
    fn a_second(&self) -> f64 {
        self.pages as f64 / self.seconds
    }
}

/// Draws the pages: a line of text on a slip, so that what surrounds a page weighs as much as it ever does.
fn draw(place: &Place) -> io::Result<Vec<PathBuf>> {
    let draw = |word: &&str| {
        let text =
            vec![Text::heading(*word), Text::new(format!("The morning train to {word} leaves from platform seven."))];
        let path = place.path(&format!("{word}.png"));
        let page = Page { height: 160.0, ..Page::a5(text) }.draw().map_err(io::Error::other)?;
        page.image.save(&path).map_err(io::Error::other)?;
        Ok(path)
    };
    CITIES.iter().map(draw).collect()
}

/// Lets the command line read `count` pages in one run.
fn command_line(place: &Place, pages: &[PathBuf], name: &str, count: usize) -> io::Result<Rate> {
    let (folder, results) = (place.path(name), place.path(&format!("{name}-results")));
    std::fs::create_dir(&folder)?;
    std::fs::create_dir(&results)?;
    let mut command = place.command(["convert", "-q", "-f", "txt", "-o"]);
    command.arg(&results);
    for n in 0..count {
        let path = folder.join(format!("{n}.png"));
        std::fs::hard_link(&pages[n % pages.len()], &path)?;
        command.arg(path);
    }
    let begun = Instant::now();
    let run = command.output()?;
    let seconds = begun.elapsed().as_secs_f64();
    if !run.status.success() {
        return Err(io::Error::other(String::from_utf8_lossy(&run.stderr).into_owned()));
    }
    Ok(Rate { pages: count, seconds })
}

/// What the command line reads on each page.
fn truth(place: &Place) -> io::Result<Vec<String>> {
    let read = |n| Ok(one_line(&std::fs::read_to_string(place.path("before-results").join(format!("{n}.txt")))?));
    (0..CITIES.len()).map(read).collect()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

struct Answer {
    page: usize,
    text: String,
    took: Duration,
}

/// Sends one page and waits for what is on it.
fn ask(server: &Server, pages: &[PathBuf], number: usize) -> io::Result<Answer> {
    const EDGE: &str = "load-server-edge";
    let page = number % pages.len();
    let mut body = format!(
        "--{EDGE}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{number}.png\"\r\n\
         Content-Type: image/png\r\n\r\n"
    )
    .into_bytes();
    body.extend(std::fs::read(&pages[page])?);
    body.extend(format!("\r\n--{EDGE}--\r\n").bytes());
    let head = format!(
        "POST /api/v1/ocr/ HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\nConnection: close\r\n\
         Content-Type: multipart/form-data; boundary={EDGE}\r\nContent-Length: {}\r\n\r\n",
        server.address(),
        server.token(),
        body.len()
    );
    let begun = Instant::now();
    let mut stream = TcpStream::connect(server.address())?;
    stream.write_all(head.as_bytes())?;
    stream.write_all(&body)?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let took = begun.elapsed();
    let (head, body) = answer.split_once("\r\n\r\n").ok_or_else(|| io::Error::other("an answer without a head"))?;
    let status = head.split(' ').nth(1).unwrap_or_default();
    let job: serde_json::Value =
        serde_json::from_str(body).map_err(|e| io::Error::other(format!("{e} in {answer}")))?;
    if status != "200" || job["status"] != "done" {
        return Err(io::Error::other(format!("page {number} is answered {status}: {body}")));
    }
    Ok(Answer { page, text: one_line(job["text"].as_str().unwrap_or_default()), took })
}

/// The memory of a process and of what it started, looked at until it is enough. Needs `/proc`; elsewhere it is 0.
struct Watched {
    enough: Arc<AtomicBool>,
    thread: thread::JoinHandle<(u64, u64)>,
}

impl Watched {
    fn begin(id: u32) -> Self {
        let enough = Arc::new(AtomicBool::new(false));
        let told = enough.clone();
        let thread = thread::spawn(move || {
            let (mut own, mut all) = (0, 0);
            while !told.load(Ordering::Relaxed) {
                let server = resident(id);
                own = server.max(own);
                all = (server + children(id).into_iter().map(resident).sum::<u64>()).max(all);
                thread::sleep(Duration::from_millis(50));
            }
            (own, all)
        });
        Self { enough, thread }
    }

    /// Bytes at most: of the process, and of it with its children.
    fn end(self) -> (f64, f64) {
        self.enough.store(true, Ordering::Relaxed);
        let (own, all) = self.thread.join().expect("looking does not panic");
        (own as f64, all as f64)
    }
}

/// The processes that `id` started: whichever of its threads did.
fn children(id: u32) -> Vec<u32> {
    let tasks = std::fs::read_dir(format!("/proc/{id}/task")).into_iter().flatten().flatten();
    let lists = tasks.filter_map(|task| std::fs::read_to_string(task.path().join("children")).ok());
    lists.flat_map(|list| list.split(' ').filter_map(|id| id.trim().parse().ok()).collect::<Vec<_>>()).collect()
}

/// Bytes of a process in memory.
fn resident(id: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or(0) << 10
}

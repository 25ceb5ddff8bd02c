//! Measures the store and the queue, for `cargo xtask bench jobs`: the first list with few and with many jobs, a search,
//! and how soon a cancelled job is over. Arguments: the `ocrchat` program, a file of many slow pages, a new folder.
#![allow(clippy::print_stdout)]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use app::contract::{Commands, JobRef, JobState, ListJobs, Origin, PageState, Search};
use app::store::{JobOptions, NewJob, PageRecord, Store};
use app::{Home, Host, HostOptions};
use document::{Block, Line, Page, Quad, Rect, Word};

const JOBS: usize = 10_000;
const PAGES_EACH: u32 = 3;
const QUERIES: usize = 200;
const CANCELS: usize = 50;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Outcome<()> {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [program, file, folder] = &arguments[..] else { return Err("wanted: PROGRAM FILE NEW_FOLDER".into()) };
    let runtime = tokio::runtime::Runtime::new()?;
    let few = fill(&folder.join("few"), 10)?;
    let many = fill(&folder.join("many"), JOBS)?;
    runtime.block_on(async {
        // In turns, so that what else the machine does falls on both.
        let (mut of_few, mut of_many) = (Vec::new(), Vec::new());
        for _ in 0..20 {
            of_few.push(first_list(&few, program).await?);
            of_many.push(first_list(&many, program).await?);
        }
        let (few_ms, many_ms) = (percentile(&mut of_few, 50), percentile(&mut of_many, 50));
        println!(
            "start to first list, median of 20: 10 jobs {few_ms:.1} ms, {JOBS} jobs {many_ms:.1} ms, ratio {:.2}",
            many_ms / few_ms
        );
        search(&many, program).await?;
        cancel(&few, program, file).await
    })
}

fn home(folder: &Path) -> Outcome<Home> {
    let assets = Home::locate()?.assets;
    Ok(Home { config: folder.into(), data: folder.into(), cache: folder.join("cache"), assets })
}

/// Words as a language has them: few are in every page, most in hardly any.
fn word(seed: &mut u64) -> String {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    let unit = ((*seed >> 33) as f64 / (1u64 << 31) as f64).max(1e-9);
    // Zipf's law over 50,000 words.
    let rank = 50_000f64.powf(unit) as u64;
    let mut n = rank.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20;
    let mut word = String::new();
    for _ in 0..3 + rank % 3 {
        word.push(b"bdfgklmnprst"[(n % 12) as usize] as char);
        word.push(b"aeiou"[(n / 12 % 5) as usize] as char);
        n /= 60;
    }
    word
}

fn page(index: u32, seed: &mut u64) -> Page {
    let line = |y: u32, seed: &mut u64| {
        let words: Vec<Word> = (0..8).map(|_| Word { text: word(seed), confidence: 0.9, ..Word::default() }).collect();
        let text = words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ");
        let quad = Quad::from(Rect::new(0.0, y as f32, 100.0, y as f32 + 9.0));
        Line { text, quad, confidence: 0.9, words }
    };
    let lines = (0..40).map(|y| line(10 * y, seed)).collect();
    let blocks = vec![Block { lines, confidence: 0.9, ..Block::default() }];
    Page { index, width: 1000, height: 1400, blocks, engine: "ppocr".into(), ..Page::default() }
}

/// A store of `jobs` finished jobs.
fn fill(folder: &Path, jobs: usize) -> Outcome<Home> {
    let home = home(folder)?;
    if home.database().exists() {
        return Ok(home);
    }
    let (store, _) = Store::open(&home)?;
    let (begun, mut seed) = (Instant::now(), 1);
    for n in 0..jobs {
        let name = format!("Scan {n}.pdf");
        let options = JobOptions::default();
        let new = NewJob {
            source: folder.join(&name),
            name,
            source_is_ours: false,
            origin: Origin::App,
            options,
            token: None,
        };
        let id = store.add_job(&new)?.id;
        store.set_opened(&id, "pdf", (PAGES_EACH, PAGES_EACH), &[])?;
        for index in 0..PAGES_EACH {
            store.put_page(&id, &PageRecord { page: &page(index, &mut seed), warnings: &[], elapsed_ms: 1 })?;
        }
        store.set_state(&id, JobState::Done, None, 1)?;
    }
    let (took, pages) = (begun.elapsed().as_secs_f64(), jobs * PAGES_EACH as usize);
    println!(
        "{jobs} jobs, {pages} pages stored in {took:.1} s ({:.2} ms a page), {} MB",
        took * 1e3 / pages as f64,
        store.bytes() >> 20
    );
    Ok(home)
}

fn start(home: &Home, program: &Path) -> Outcome<Host> {
    Ok(Host::start(HostOptions { home: home.clone(), program: program.into() })?)
}

async fn first_list(home: &Home, program: &Path) -> Outcome<f64> {
    let begun = Instant::now();
    let host = start(home, program)?;
    let list = host.list_jobs(ListJobs::default()).await?;
    let took = begun.elapsed().as_secs_f64() * 1e3;
    assert!(!list.jobs.is_empty());
    host.shutdown().await;
    Ok(took)
}

async fn search(home: &Home, program: &Path) -> Outcome<()> {
    let host = start(home, program)?;
    let (mut times, mut seed, mut hits) = (Vec::new(), 99, 0);
    for n in 0..QUERIES {
        // One word, two words, the beginning of a word: as people type.
        let text = match n % 3 {
            0 => word(&mut seed),
            1 => format!("{} {}", word(&mut seed), word(&mut seed)),
            _ => word(&mut seed).chars().take(4).collect(),
        };
        let begun = Instant::now();
        hits += host.search(Search { text, ..Search::default() }).await?.total;
        times.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    let (median, tail) = (percentile(&mut times, 50), percentile(&mut times, 95));
    println!(
        "search, {QUERIES} queries over {} pages, {hits} pages found: median {median:.1} ms, p95 {tail:.1} ms",
        JOBS * PAGES_EACH as usize
    );
    host.shutdown().await;
    Ok(())
}

async fn cancel(home: &Home, program: &Path, file: &Path) -> Outcome<()> {
    let host = start(home, program)?;
    let (mut times, mut seed) = (Vec::new(), 5u64);
    for _ in 0..CANCELS {
        let job = host.open(vec![file.to_owned()])?.remove(0).id;
        let at = || JobRef { job: job.clone() };
        while !host.get_job(at()).await?.pages.iter().any(|page| page.state == PageState::Running) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let _ = word(&mut seed);
        tokio::time::sleep(Duration::from_millis(seed % 300)).await;
        let begun = Instant::now();
        host.cancel_job(at()).await?;
        while host.get_job(at()).await?.summary.state != JobState::Cancelled {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        times.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    let (median, tail) = (percentile(&mut times, 50), percentile(&mut times, 95));
    println!("cancel inside a page, {CANCELS} times: median {median:.0} ms, p95 {tail:.0} ms");
    host.shutdown().await;
    Ok(())
}

/// The `p`th percentile; the values end up sorted.
fn percentile(values: &mut [f64], p: usize) -> f64 {
    values.sort_by(f64::total_cmp);
    values[(values.len() * p / 100).min(values.len() - 1)]
}

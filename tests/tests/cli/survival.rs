//! `kill -9` at any moment: what was read is not read again, no page is lost or doubled, nothing half-written stays.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::time::{Duration, Instant};

use serde_json::Value;
use tests::cli::{Place, WORKER_ARGUMENT, files_under, finish, start};
use tests::desktop::process::{Process, descendants, kill};
use tests::render::{Page, Text, jpeg, pdf};

/// Pages of the job, and how often something is killed under it.
const PAGES: usize = 30;
const KILLS: usize = 50;

/// A scan of pages of one line: each is another, and each is read within moments.
fn scan(place: &Place, pages: usize) {
    let scans: Vec<pdf::Scan> = (0..pages)
        .map(|n| {
            let page = Page::a5(vec![Text::new(format!("Coach {n} of {pages}"))]).draw().expect("fonts");
            let strip = image::imageops::crop_imm(&page.image, 0, 0, page.image.width(), 200).to_image();
            pdf::Scan { jpeg: jpeg(&strip, 85).expect("a JPEG"), pixels: strip.dimensions(), dpi: page.dpi }
        })
        .collect();
    pdf::scan(&place.path("scan.pdf"), pages, &scans).expect("the test's folder is writable");
}

const COMMAND: [&str; 7] = ["convert", "-v", "scan.pdf", "-o", "out/", "-f", "txt,md,json"];

/// Moments without a pattern, the same in every run: a linear congruence (Knuth's constants).
struct Moments(u64);

impl Moments {
    fn next(&mut self, below: Duration) -> Duration {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        below.mul_f64((self.0 >> 40) as f64 / (1u64 << 24) as f64)
    }
}

/// The pages that a run said it has read.
fn read_in(said: &str) -> Vec<usize> {
    let number = |line: &str| line.split_once(": page ")?.1.split_once(": ")?.0.parse().ok();
    said.lines().filter_map(number).collect()
}

#[test]
fn fifty_kills_change_nothing() {
    let undisturbed = Place::new();
    scan(&undisturbed, PAGES);
    let begun = Instant::now();
    let run = undisturbed.run(COMMAND);
    let whole = begun.elapsed();
    assert_eq!(run.code, Some(0), "{run:?}");

    let place = Place::new();
    std::fs::copy(undisturbed.path("scan.pdf"), place.path("scan.pdf")).unwrap();
    let mut moments = Moments(7);
    let (mut jobs, mut workers_killed, mut programs_killed) = (0, 0, 0);
    let mut read: BTreeMap<usize, usize> = BTreeMap::new();
    let finished = |said: &str, read: &mut BTreeMap<usize, usize>| {
        for page in read_in(said) {
            *read.entry(page).or_default() += 1;
        }
    };
    for kills in 0.. {
        let mut running = start(&mut place.command(COMMAND));
        let mut stderr = BufReader::new(running.take_stderr());
        let reading = std::thread::spawn(move || {
            let mut said = String::new();
            while stderr.read_line(&mut said).is_ok_and(|n| n > 0) {}
            said
        });
        if kills < KILLS {
            // Short against the whole, so that many moments fall into one job; the first ones fall into the start.
            std::thread::sleep(moments.next(whole / 6));
            let is_worker = |p: &Process| p.arguments().get(1).is_some_and(|argument| argument == WORKER_ARGUMENT);
            if kills % 4 == 3 {
                if let Some(worker) = descendants(running.id()).into_iter().find(is_worker) {
                    kill(worker.id);
                    workers_killed += 1;
                }
                std::thread::sleep(moments.next(whole / 6));
            }
            running.kill();
            programs_killed += 1;
        }
        let ended = finish(running);
        finished(&reading.join().unwrap(), &mut read);
        if ended.code.is_none() && read.len() == PAGES && read.values().all(|times| *times == 1) {
            // Killed when its job was over: what comes next is another one.
            read.clear();
        }
        if ended.code == Some(0) {
            jobs += 1;
            assert!(read.values().all(|times| *times == 1), "read twice: {read:?}");
            read.clear();
            for file in ["out/scan.txt", "out/scan.md", "out/scan.json"] {
                let (got, wanted) = (place.read(file), undisturbed.read(file));
                assert_eq!(timeless(&got), timeless(&wanted), "{file}");
            }
            if kills >= KILLS {
                break;
            }
        }
    }
    assert!(jobs >= 1 && programs_killed == KILLS && workers_killed > 0, "{jobs} {programs_killed} {workers_killed}");
    // What a kill in the middle of a write leaves is removed by the next write that comes a moment later.
    std::thread::sleep(Duration::from_millis(300));
    // A lease that a kill cut short before it was locked is swept when it is a minute old: here it is made so.
    let long_ago = std::time::SystemTime::now() - Duration::from_secs(90);
    for lease in std::fs::read_dir(place.home().join("running")).into_iter().flatten().flatten() {
        std::fs::File::open(lease.path()).unwrap().set_modified(long_ago).unwrap();
    }
    let run = place.run(["convert", "scan.pdf", "--pages", "1", "-o", "out/"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(files_under(&place.path("out")), ["scan.json", "scan.md", "scan.txt"]);
    place.assert_clean();
    println!("{programs_killed} programs and {workers_killed} workers killed, {jobs} jobs of {PAGES} pages whole");
}

/// A result without what differs between any two runs.
fn timeless(result: &str) -> Value {
    serde_json::from_str(result).unwrap_or_else(|_| Value::String(result.to_owned()))
}

#[test]
fn a_conversion_goes_on_where_it_was_cut_short_and_another_begins_anew() {
    let place = Place::new();
    const PAGES: usize = 8;
    scan(&place, PAGES);
    let mut running = start(&mut place.command(COMMAND));
    let mut stderr = BufReader::new(running.take_stderr());
    let mut said = String::new();
    while !said.contains("page 3: ") {
        assert!(stderr.read_line(&mut said).unwrap() > 0, "it ended early: {said}");
    }
    running.kill();
    let before = read_in(&said);
    let run = place.run(COMMAND);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.stderr.contains("scan.pdf: going on where an earlier run was cut short"), "{run:?}");
    let after = read_in(&run.stderr);
    assert!(before.iter().all(|page| !after.contains(page)) && after.len() < PAGES, "{before:?} {after:?}");
    // It is done now: the same again is another job.
    let again = place.run(COMMAND);
    assert_eq!(read_in(&again.stderr).len(), PAGES, "{again:?}");
    place.assert_clean();
}

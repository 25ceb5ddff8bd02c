//! The window beside an empty one, for `cargo xtask bench window`: `measure_window EMPTY [RUNS]`. Ours is named in
//! `OCRCHAT_DESKTOP_BIN`, the command line in `OCRCHAT_BIN`.
//!
//! Both are driven in the same way, in turns, each with a screen and a home of its own. A start is over at the page's mark
//! `usable`: the frame after the one that draws the list (of the empty one: its only line). Memory is the proportional set
//! size of the program and of all that it has started, a while after its page stands; ours shows the first of 500 pages.
#![allow(clippy::print_stdout, reason = "its report is its result")]

#[cfg(target_os = "linux")]
mod linux {
    use std::path::{Path, PathBuf};
    use std::process::Command;
    use std::time::{Duration, SystemTime, UNIX_EPOCH};

    use tempfile::TempDir;
    use tests::desktop::process::{Process, descendants};
    use tests::desktop::{Desktop, Options};

    /// Pages of the document that is open while memory is measured.
    const PAGES: usize = 500;
    /// How long the page stands before memory is measured.
    const REST: Duration = Duration::from_secs(4);
    /// How long a window may take to be usable.
    const LIMIT: Duration = Duration::from_secs(60);
    /// Clock ticks a second in `/proc`, fixed by Linux's interface to user space.
    const TICKS: f64 = 100.0;

    /// Milliseconds to usable, and megabytes (10^6).
    pub(crate) type Figures = (f64, f64);

    /// Measures one start of the empty window.
    pub(crate) async fn empty(program: &Path) -> Figures {
        let options = Options { installed: Some(program.to_owned()), ..Options::default() };
        let desktop = Desktop::start_with(options).await;
        let start = usable(&desktop).await;
        tokio::time::sleep(REST).await;
        (start, memory(&desktop))
    }

    /// Measures one start of ours with a home in which a document of [`PAGES`] pages was read, and that document open.
    pub(crate) async fn ours(pdf: &Path) -> Figures {
        let home = TempDir::new().expect("the temporary folder is writable");
        let program = std::env::var_os("OCRCHAT_BIN").expect("OCRCHAT_BIN names the command line");
        let mut convert = Command::new(program);
        convert.args(["convert", "--quiet", "-o"]).arg(home.path().join("out.txt")).arg(pdf);
        let status =
            convert.env("OCRCHAT_HOME", home.path().join("ocrchat")).status().expect("the command line starts");
        assert!(status.success(), "the document could not be read: {status}");

        let desktop = Desktop::start_in(home, Options::default()).await;
        let start = usable(&desktop).await;
        let is_open = "return document.querySelectorAll('[data-text-word]').length > 0";
        if !desktop.evaluate::<bool>(is_open, Vec::new()).await {
            desktop.click("[data-testid=job-row]").await;
        }
        desktop
            .wait("the first page", LIMIT, || async { desktop.picture().await.filter(|p| p.natural_width > 0.0) })
            .await;
        tokio::time::sleep(REST).await;
        (start, memory(&desktop))
    }

    /// Writes the document.
    pub(crate) fn document(folder: &Path) -> PathBuf {
        let path = folder.join("500 pages.pdf");
        let line =
            |page, line| format!("Page {page}, line {line}: the orchard gave seventeen baskets of apples again.");
        let lines = |page| (0..40).map(|number| line(page, number)).collect();
        tests::render::pdf::text(&path, PAGES, tests::render::pdf::A4, lines)
            .expect("the temporary folder is writable");
        path
    }

    /// Milliseconds from the process's start to the page's mark.
    async fn usable(desktop: &Desktop) -> f64 {
        const MARK: &str = r#"
const [mark] = performance.getEntriesByName('usable');
return mark ? performance.timeOrigin + mark.startTime : null;"#;
        let marked: f64 = desktop.wait("a usable window", LIMIT, || desktop.evaluate(MARK, Vec::new())).await;
        let uptime = std::fs::read_to_string("/proc/uptime").expect("Linux has /proc/uptime");
        let uptime: f64 = uptime.split(' ').next().and_then(|s| s.parse().ok()).expect("it begins with a number");
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("the clock is past 1970").as_secs_f64();
        let started = now - uptime + desktop.application().started as f64 / TICKS;
        marked - started * 1000.0
    }

    /// The family's memory in megabytes.
    fn memory(desktop: &Desktop) -> f64 {
        let own: Process = desktop.application();
        let ids = descendants(own.id).into_iter().map(|process| process.id).chain([own.id]);
        let kilobytes = ids.filter_map(|id| {
            let rollup = std::fs::read_to_string(format!("/proc/{id}/smaps_rollup")).ok()?;
            let pss = rollup.lines().find_map(|line| line.strip_prefix("Pss:"))?;
            pss.trim().trim_end_matches(" kB").parse::<f64>().ok()
        });
        kilobytes.sum::<f64>() * 1024.0 / 1e6
    }
}

/// The middle one.
#[cfg(target_os = "linux")]
fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

#[cfg(target_os = "linux")]
#[tokio::main]
async fn main() {
    let mut arguments = std::env::args_os().skip(1);
    let empty = arguments.next().expect("usage: measure_window EMPTY [RUNS]");
    let empty = std::path::PathBuf::from(empty).canonicalize().expect("the empty window is built");
    let runs: usize =
        arguments.next().map_or(7, |n| n.to_str().and_then(|n| n.parse().ok()).expect("RUNS is a number"));
    let folder = tempfile::TempDir::new().expect("the temporary folder is writable");
    let pdf = linux::document(folder.path());
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    // The first pair is not counted: programs come into the system's file cache.
    for run in 0..=runs {
        let pair = (linux::empty(&empty).await, linux::ours(&pdf).await);
        println!(
            "run {run}: empty {:.0} ms, {:.0} MB; ours {:.0} ms, {:.0} MB",
            pair.0.0, pair.0.1, pair.1.0, pair.1.1
        );
        if run > 0 {
            theirs.push(pair.0);
            ours.push(pair.1);
        }
    }
    type Pick = fn(&(f64, f64)) -> f64;
    let figures: [(&str, &str, Pick); 2] =
        [("start to usable", "ms", |f| f.0), ("memory, 500 pages open", "MB", |f| f.1)];
    for (what, unit, pick) in figures {
        let [own, empty] = [&ours, &theirs].map(|of| median(of.iter().map(pick).collect()));
        println!("{what}: {own:.0} {unit}, empty window {empty:.0} {unit}, ratio {:.2}", own / empty);
    }
}

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("the window is measured on Linux only");
}

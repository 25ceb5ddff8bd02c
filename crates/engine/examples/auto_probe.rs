//! Measures how pages are read of which nothing is known, through a worker as the product starts it:
//! `auto_probe [--language L] [--engine auto|ppocr|tesseract] [--no-tesseract] [--out DIR] FILE...`. Prints a row for each file (engine, reason,
//! script, language, rotation, CPU seconds with those of programs that it ran) and writes the page's text to DIR.

// A measuring program: it prints, and stops at the first failure.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::process::{Command, ExitCode, Stdio};

use engine::Assets;
use engine::source::OpenOptions;
use engine::worker::{EngineChoice, Mode, PageTask, Reply, Request, WORKER_ARGUMENT, read_frame, write_frame};

fn main() -> ExitCode {
    if let Some(code) = engine::worker::run_worker_if_asked() {
        return code;
    }
    let home = std::env::var("HOME").unwrap_or_default();
    let assets = Assets::new(std::env::var("OCRCHAT_ASSETS").unwrap_or(format!("{home}/.local/share/ocrchat/assets")));
    let (mut task, mut out, mut tesseract_path, mut files) = (PageTask::default(), None, None, Vec::new());
    task.mode = Mode::Force;
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let mut value = || args.next().expect("a value follows");
        match arg.as_str() {
            "--language" => task.language = Some(value()),
            "--engine" => {
                task.engine = match value().as_str() {
                    "ppocr" => EngineChoice::Ppocr,
                    "tesseract" => EngineChoice::Tesseract,
                    _ => EngineChoice::Auto,
                }
            }
            "--no-tesseract" => tesseract_path = Some("/nowhere".into()),
            "--out" => out = Some(value()),
            _ => files.push(arg),
        }
    }
    let mut child = Command::new(std::env::current_exe().unwrap());
    let mut child =
        child.arg(WORKER_ARGUMENT).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("a worker starts");
    let (mut stdin, mut stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let mut ask = |request: Request| -> Reply {
        write_frame(&mut stdin, &request, &[]).unwrap();
        read_frame::<Reply>(&mut stdout).unwrap().expect("the worker answers").0
    };
    ask(Request::Configure { assets, tesseract_path });
    for file in files {
        ask(Request::Open { path: file.clone().into(), options: OpenOptions::default() });
        let before = cpu(child.id());
        let reply = ask(Request::Page { index: 0, task: task.clone() });
        let seconds = cpu(child.id()) - before;
        let Reply::Page(page) = reply else {
            println!("{file} {reply:?}");
            continue;
        };
        let page = page.page;
        let reading = page.reading.clone().unwrap_or_default();
        println!(
            "{file} {} {:?} {} {} {} {seconds:.2}s {}",
            page.engine,
            reading.reason,
            reading.script.unwrap_or_default(),
            reading.language.unwrap_or_default(),
            page.rotation,
            page.error.as_ref().map_or("", |e| &e.message)
        );
        if let Some(out) = &out {
            let name = file.rsplit('/').take(2).collect::<Vec<_>>();
            let name = name.into_iter().rev().collect::<Vec<_>>().join("_");
            std::fs::write(format!("{out}/{name}.txt"), page.text()).unwrap();
        }
    }
    drop(stdin);
    let _ = child.wait();
    ExitCode::SUCCESS
}

/// CPU seconds of a process and of what it ran and waited for (Linux; elsewhere 0).
fn cpu(pid: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let fields = stat.rsplit_once(')').map(|(_, rest)| rest.split_whitespace().collect::<Vec<_>>()).unwrap_or_default();
    // User and system time, own and children's: fields 14 to 17 of the whole, in hundredths of a second.
    (11..15).filter_map(|i| fields.get(i)?.parse::<f64>().ok()).sum::<f64>() / 100.0
}

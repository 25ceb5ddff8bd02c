//! `cargo xtask bench`: our release binary, Tesseract and RapidOCR on the same documents, side by side.
//!
//! Every engine is a whole process from cold, as a person's command line would start it. The engines take turns on each
//! document and the order rotates, so that a busy machine slows all alike; ratios are what to quote, CPU time before wall
//! time. A competitor that cannot be installed is named and left out.

mod chat;
mod confidence;
mod engine;
mod jobs;
mod measure;
mod page;
mod report;
mod score;
mod server;
mod window;

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::project;
use crate::setup;
use crate::step::{Done, Failure, step};
use engine::Engine;
use measure::Usage;

/// What one engine did with one document.
#[derive(Debug)]
struct Result {
    document: usize,
    engine: usize,
    /// One for each run.
    usage: Vec<Usage>,
    /// Character error rate, where the truth is known.
    cer: Option<f64>,
}

/// Measures `arguments`: `jobs`, `chat [-v]`, `server [CLIENTS [JOBS]]`, `window [RUNS]`, `page [SECONDS]`,
/// `confidence …`, or `[--runs N] [FILES]`.
pub(crate) fn run(arguments: &[OsString]) -> Done {
    if arguments.first().is_some_and(|first| first == "jobs") {
        return jobs::run();
    }
    if arguments.first().is_some_and(|first| first == "chat") {
        return chat::run(&arguments[1..]);
    }
    if arguments.first().is_some_and(|first| first == "server") {
        return server::run(&arguments[1..]);
    }
    if arguments.first().is_some_and(|first| first == "confidence") {
        return confidence::run(&arguments[1..]);
    }
    if arguments.first().is_some_and(|first| first == "window") {
        return window::run(&arguments[1..]);
    }
    if arguments.first().is_some_and(|first| first == "page") {
        return page::run(&arguments[1..]);
    }
    let (runs, files) = parse(arguments)?;
    setup::command_line()?;
    // Without these the bench still measures what there is.
    if let Err(failure) = setup::competitors() {
        eprintln!("bench: {}", failure.why);
    }
    let build = ["build", "--release", "--workspace", "--bin", "ocrchat", "--bin", "render_sample"];
    step("build", project::cargo().args(build))?;
    let folder = project::target()?.join("bench");
    fs::create_dir_all(&folder).map_err(|e| Failure::new("make the bench's folder", e.to_string()))?;
    let files = if files.is_empty() { own_documents(&folder)? } else { files };
    let engines = engine::available()?;
    let results = measure_all(&engines, &files, runs, &folder)?;
    report::print(&engines, &files, &results);
    Ok(())
}

fn parse(arguments: &[OsString]) -> Done<(usize, Vec<PathBuf>)> {
    let usage = |why: String| Failure::new("read the arguments", why);
    let (mut runs, mut files) = (3, Vec::new());
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        if argument == "--runs" {
            let value = rest.next().and_then(|n| n.to_str()?.parse().ok()).filter(|n| *n > 0);
            runs = value.ok_or_else(|| usage("--runs wants a number from 1".into()))?;
        } else if Path::new(argument).is_file() {
            files.push(PathBuf::from(argument));
        } else {
            return Err(usage(format!("there is no file {}", argument.display())));
        }
    }
    Ok((runs, files))
}

/// Draws the documents of the golden tests.
fn own_documents(folder: &Path) -> Done<Vec<PathBuf>> {
    let set = folder.join("documents");
    step("draw documents", Command::new(project::built("release", "render_sample")?).arg("--set").arg(&set))?;
    let entries = fs::read_dir(&set).map_err(|e| Failure::new("list the documents", e.to_string()))?;
    let mut files: Vec<PathBuf> = entries.flatten().map(|e| e.path()).collect();
    files.retain(|f| f.extension().is_some_and(|e| e == "png"));
    files.sort();
    Ok(files)
}

fn measure_all(engines: &[Engine], files: &[PathBuf], runs: usize, folder: &Path) -> Done<Vec<Result>> {
    let mut results = Vec::new();
    for engine in engines {
        // Once unmeasured: programs and models come into the system's file cache.
        if let Some(file) = files.iter().find(|f| engine.reads(f)) {
            engine.run(file, folder)?;
        }
    }
    for (document, file) in files.iter().enumerate() {
        let truth = score::truth(file);
        eprintln!("bench: {} of {}: {}", document + 1, files.len(), file.display());
        let mut of_document: Vec<Result> = (0..engines.len())
            .filter(|&engine| engines[engine].reads(file))
            .map(|engine| Result { document, engine, usage: Vec::new(), cer: None })
            .collect();
        for turn in 0..runs {
            for step in 0..of_document.len() {
                let at = (step + turn + document) % of_document.len();
                let result = &mut of_document[at];
                let (usage, text) = engines[result.engine].run(file, folder)?;
                result.usage.push(usage);
                result.cer = truth.as_ref().map(|truth| score::cer(truth, &text));
            }
        }
        results.append(&mut of_document);
    }
    Ok(results)
}

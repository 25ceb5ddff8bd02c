//! `cargo xtask`: the project's tasks, each with the set-up that it needs.
//!
//! Owns set-up, and the order of the commands that make, run, test, check and measure the product. Refuses to be part of
//! it: no crate of the product is a dependency, so that this compiles in seconds where nothing is set up yet.
//!
//! One rule keeps builds short: every build selects `--workspace` and narrows by `--bin` or `--example`. Cargo unites
//! features over the packages it is given, so naming packages would compile Tauri and the rest once per choice.
#![allow(clippy::print_stdout, reason = "a table that a person asked for goes to stdout")]

mod bench;
mod bindings;
mod check;
mod hash;
mod package;
mod project;
mod run;
mod setup;
mod step;
mod test;

use std::ffi::OsString;
use std::process::ExitCode;

use setup::Need;
use step::Failure;

const USAGE: &str = "usage: cargo xtask TASK

  setup            install what building and testing need: system packages (Debian, Ubuntu), the interface's
                   packages, PDFium, the models
  run [FILES]      build the app and open it with FILES, or with a sample page; without a display, convert them
  test             build everything and run every test
  check            format, lints, documentation, types, stale bindings
  bindings         write ui/src/platform/bindings.ts
  package [--built] [KINDS]
                   make installers: deb and rpm on Linux, app and dmg on macOS, nsis and msi on Windows; --built packs
                   the programs of the last release build
  package test [--install] [FILE]
                   unpack a .deb (or install it and remove it again) and read a page with the network cut
  bench [--runs N] [FILES]
                   measure against Tesseract and RapidOCR on FILES, or on documents of our own
  bench jobs       the history: starting, searching, storing
  bench server [CLIENTS [JOBS]]
                   the local server under load, beside the plain command line
  bench window [RUNS]
                   the window beside an empty one: from start to usable, and memory with 500 pages open
  bench page [SECONDS]
                   frame times in Chromium while a page of 3,000 words is dragged, zoomed and pointed at
  bench confidence [--fit] [FOLDER]
                   whether words told at 0.9 are right nine times in ten, on FOLDER's pictures with truth or on pages
                   of our own; --fit fits the map anew and prints its constants
";

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let task = arguments.next().unwrap_or_default();
    let rest: Vec<OsString> = arguments.collect();
    let done = match task.to_str().unwrap_or_default() {
        "setup" if rest.is_empty() => setup::all(Need::Test),
        "run" => run::run(&rest),
        "test" if rest.is_empty() => test::run(),
        "check" if rest.is_empty() => check::run(),
        "bindings" if rest.is_empty() => bindings::write(),
        "bench" => bench::run(&rest),
        "package" => package::run(&rest),
        "help" | "-h" | "--help" => {
            println!("{USAGE}");
            Ok(())
        }
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure { step, why }) => {
            eprintln!("\nfailed: {step}: {why}");
            ExitCode::FAILURE
        }
    }
}

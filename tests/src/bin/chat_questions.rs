//! Asks `ocrchat chat` the questions of the tests and counts: for `cargo xtask bench chat`. Arguments: the program, a folder that
//! keeps the drawn documents and their recognition, and `-v` to see the wrong
//! answers of the half that may be looked at.

#![allow(clippy::print_stdout)] // Its report is its result.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, ChildStdout, Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tests::questions::{Asked, all};
use tests::render::pdf;

/// Pages of the document that the time is measured on.
const LONG: usize = 200;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("chat_questions: {e}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Outcome<()> {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [program, folder, flags @ ..] = &arguments[..] else { return Err("wanted: PROGRAM FOLDER [-v]".into()) };
    let verbose = flags.iter().any(|flag| flag == Path::new("-v"));
    std::fs::create_dir_all(folder)?;
    let mut halves = [("tune", Tally::default()), ("held", Tally::default())];
    for asked in all() {
        let path = drawn(&asked, folder)?;
        let words = Words::of(program, folder, &path)?;
        let mut talk = Talk::start(program, folder, &path)?;
        let tally = &mut halves.iter_mut().find(|(half, _)| *half == asked.half).expect("a half of two").1;
        for question in &asked.questions {
            let (answer, _) = talk.ask(&question.text)?;
            let right = tally.count(question, &answer, &words);
            if verbose && !right && asked.half == "tune" {
                let (text, page) = (&answer["text"], &answer["citations"][0]["page"]);
                println!(
                    "{}: {} -> {text} [page {page}+1], wanted {:?} on {}",
                    asked.name, question.text, question.answer, question.page
                );
            }
        }
    }
    for (half, tally) in &halves {
        tally.print(half);
    }
    time(program, folder)
}

/// The document as a file, drawn where it is not there or was drawn from other text.
fn drawn(asked: &Asked, folder: &Path) -> Outcome<PathBuf> {
    let path = folder.join(format!("{}-{}.pdf", asked.half, asked.name));
    let mark = path.with_extension("txt");
    let text = format!("{asked:?}").split("questions:").next().unwrap_or_default().to_owned();
    if !path.exists() || std::fs::read_to_string(&mark).ok().as_deref() != Some(&text) {
        asked.draw(&path)?;
        std::fs::write(mark, text)?;
    }
    Ok(path)
}

fn command(program: &Path, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.env("OCRCHAT_HOME", folder.join("home")).stderr(Stdio::inherit());
    command
}

/// A conversation with a program that stays.
struct Talk {
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
}

impl Talk {
    fn start(program: &Path, folder: &Path, file: &Path) -> Outcome<Self> {
        let mut child = command(program, folder)
            .args(["chat", "--json"])
            .arg(file)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let stdin = child.stdin.take().ok_or("no stdin")?;
        let stdout = BufReader::new(child.stdout.take().ok_or("no stdout")?);
        // It ends with its stdin; whoever waits for it reads its answers.
        std::thread::spawn(move || child.wait());
        Ok(Self { stdin, stdout })
    }

    fn ask(&mut self, question: &str) -> Outcome<(Value, Duration)> {
        let begun = Instant::now();
        writeln!(self.stdin, "{question}")?;
        self.stdin.flush()?;
        let mut line = String::new();
        if self.stdout.read_line(&mut line)? == 0 {
            return Err(format!("no answer to {question}").into());
        }
        Ok((serde_json::from_str(&line)?, begun.elapsed()))
    }
}

/// The words of a recognised document by page and box.
struct Words(Vec<(u64, Value, String)>);

impl Words {
    fn of(program: &Path, folder: &Path, file: &Path) -> Outcome<Self> {
        // The first question reads the file; its job is the newest then, or was read by an earlier run.
        let answer = Talk::start(program, folder, file)?.ask("What is it?")?.0;
        let job = answer["jobs"][0].as_str().ok_or("an answer names its job")?.to_owned();
        let run = command(program, folder).args(["history", "export", &job, "-f", "json", "-o", "-"]).output()?;
        let json: Value = serde_json::from_slice(&run.stdout)?;
        let mut words = Vec::new();
        for page in json["pages"].as_array().into_iter().flatten() {
            gather(page, page["index"].as_u64().unwrap_or(0), &mut words);
        }
        Ok(Self(words))
    }

    /// Whether each word of a snippet stands at its box.
    fn bear_out(&self, citation: &Value) -> bool {
        let snippet = citation["snippet"].as_str().unwrap_or_default();
        let boxes = citation["boxes"].as_array().cloned().unwrap_or_default();
        let words: Vec<&str> = snippet.split(' ').collect();
        let page = citation["page"].as_u64();
        let near = |a: &Value, b: &Value| {
            (0..4).all(|n| (a[n].as_f64().unwrap_or(0.0) - b[n].as_f64().unwrap_or(9e9)).abs() < 1.0)
        };
        let stands = |word: &str, place: &Value| {
            self.0.iter().any(|(at, own, text)| Some(*at) == page && near(own, place) && text == word)
        };
        !words.is_empty()
            && words.len() == boxes.len()
            && words.iter().zip(&boxes).all(|(word, place)| stands(word, place))
    }
}

fn gather(value: &Value, page: u64, words: &mut Vec<(u64, Value, String)>) {
    match value {
        Value::Object(fields) => {
            for word in fields.get("words").and_then(Value::as_array).into_iter().flatten() {
                let text = word["text"].as_str().unwrap_or_default();
                words.push((page, word["bbox"].clone(), text.to_owned()));
            }
            fields.values().for_each(|inner| gather(inner, page, words));
        }
        Value::Array(inner) => inner.iter().for_each(|inner| gather(inner, page, words)),
        _ => {}
    }
}

/// What was right.
#[derive(Default)]
struct Tally {
    answerable: usize,
    page: usize,
    answer: usize,
    unanswerable: usize,
    refused: usize,
    citations: usize,
    stand: usize,
}

impl Tally {
    fn count(&mut self, question: &tests::questions::Question, answer: &Value, words: &Words) -> bool {
        let citations = answer["citations"].as_array().cloned().unwrap_or_default();
        self.citations += citations.len();
        self.stand += citations.iter().filter(|citation| words.bear_out(citation)).count();
        let found = answer["standing"] == "supported";
        if question.page == 0 {
            self.unanswerable += 1;
            self.refused += usize::from(!found);
            return !found;
        }
        self.answerable += 1;
        let page = found && citations.iter().all(|c| c["page"].as_u64() == Some(u64::from(question.page) - 1));
        let plain =
            |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
        let said = plain(answer["text"].as_str().unwrap_or_default());
        let right = found && question.answer.iter().all(|part| said.contains(&plain(part)));
        self.page += usize::from(page);
        self.answer += usize::from(right);
        page && right
    }

    fn print(&self, half: &str) {
        let share = |n: usize, of: usize| format!("{n}/{of} ({:.1} %)", 100.0 * n as f64 / of.max(1) as f64);
        println!(
            "{half}: right page {}, answer contained {}, unanswerable refused {}, citations at their boxes {}",
            share(self.page, self.answerable),
            share(self.answer, self.answerable),
            share(self.refused, self.unanswerable),
            share(self.stand, self.citations),
        );
    }
}

/// The time that a question takes on a long document.
fn time(program: &Path, folder: &Path) -> Outcome<()> {
    let path = folder.join("long.pdf");
    if !path.exists() {
        let line = |page: usize, n: usize| {
            format!("Depot {page}-{n} keeps {} barrels of oil and {} sacks of grain.", page * 7 + n, page * 3 + n)
        };
        pdf::text(&path, LONG, pdf::A4, |page| (0..45).map(|n| line(page, n)).collect())?;
    }
    let mut talk = Talk::start(program, folder, &path)?;
    let (_, first) = talk.ask("How many sacks of grain does depot 3-4 keep?")?;
    let mut times = Vec::new();
    for page in (5..LONG).step_by(10) {
        let (answer, took) = talk.ask(&format!("How many barrels of oil does depot {page}-7 keep?"))?;
        assert!(answer["text"].is_string());
        times.push(took.as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    let (median, most) = (times[times.len() / 2], times[times.len() - 1]);
    println!(
        "{LONG} pages: first question with the document taken apart {:.0} ms; then median {median:.0} ms, most {most:.0} ms",
        first.as_secs_f64() * 1e3
    );
    Ok(())
}

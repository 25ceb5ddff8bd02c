//! A small server of OpenAI's chat completions for the tests: it obeys whatever it is told, in whichever way it was started to.
//! `endpoint MODE` prints its address and serves until it is killed. Modes: `obey`, `cite`, `invent`, `malformed`, `loop`, `error`,
//! `slow`, `refuse`.

#![allow(clippy::print_stdout)] // Its address is its result.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use serde_json::{Value, json};

fn main() -> std::io::Result<()> {
    let mode = std::env::args().nth(1).unwrap_or_default();
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!("http://{}/v1", listener.local_addr()?);
    std::io::stdout().flush()?;
    for stream in listener.incoming() {
        let mode = mode.clone();
        // One that goes away in the middle is what some tests do.
        std::thread::spawn(move || stream.and_then(|stream| serve(stream, &mode)));
    }
    Ok(())
}

fn serve(stream: TcpStream, mode: &str) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let (mut line, mut length) = (String::new(), 0);
    while reader.read_line(&mut line)? > 2 {
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap_or(0);
        }
        line.clear();
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let prompt = body["messages"].as_array().and_then(|messages| messages.last()?["content"].as_str());
    answer(stream, mode, &prompt.unwrap_or_default().replace('\r', ""))
}

fn answer(mut stream: TcpStream, mode: &str, prompt: &str) -> std::io::Result<()> {
    if mode == "error" {
        let body = json!({ "error": { "message": "the model is not loaded" } }).to_string();
        return write!(
            stream,
            "HTTP/1.1 503 Busy\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        );
    }
    write!(stream, "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n")?;
    if mode == "malformed" {
        return write!(stream, "data: {{\"choices\": [{{\"delta\": \n\n");
    }
    let text = match mode {
        "cite" => cite(prompt, 0),
        "invent" => "The answer is 987654 pieces [1: \"no such words stand here\"]. Everybody knows it.".to_owned(),
        "loop" => "so it goes on and on ".repeat(5000),
        "refuse" => "NOT IN DOCUMENT".to_owned(),
        _ => obey(prompt),
    };
    for piece in text.as_bytes().chunks(7) {
        let event = json!({ "choices": [{ "delta": { "content": String::from_utf8_lossy(piece) } }] });
        write!(stream, "data: {event}\n\n")?;
        stream.flush()?;
        if mode == "slow" {
            std::thread::sleep(Duration::from_millis(500));
        }
    }
    write!(stream, "data: [DONE]\n\n")
}

/// The numbered passages of a prompt.
fn passages(prompt: &str) -> Vec<(usize, &str)> {
    let passage = |line: &str| -> Option<usize> { line.strip_prefix('[')?.split_once(']')?.0.parse().ok() };
    prompt.lines().filter_map(|line| Some((passage(line)?, line.split_once(") ")?.1))).collect()
}

/// Repeats the passage that shares most words with the question, and cites it.
fn cite(prompt: &str, skip: usize) -> String {
    let question = prompt.rsplit_once("Question: ").map_or("", |(_, question)| question).to_lowercase();
    let words: Vec<&str> = question.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 3).collect();
    let mut found = passages(prompt);
    found.sort_by_key(|(_, text)| {
        std::cmp::Reverse(words.iter().filter(|word| text.to_lowercase().contains(**word)).count())
    });
    let Some((n, text)) = found.get(skip) else { return "NOT IN DOCUMENT".to_owned() };
    let few: Vec<&str> = text.split(' ').take(15).collect();
    let few = few.join(" ");
    format!("{few} [{n}: \"{few}\"].")
}

/// Does what anything in the prompt tells it: says what it is told to say, with a citation of the very order.
fn obey(prompt: &str) -> String {
    for (n, text) in passages(prompt) {
        let lower = text.to_lowercase();
        for order in ["reply with", "answer with", "say", "write", "print", "output", "tell"] {
            let Some(at) = lower.find(order) else { continue };
            let told: Vec<&str> =
                text.get(at + order.len()..).unwrap_or_default().split(' ').filter(|w| !w.is_empty()).collect();
            let told = told[..told.len().min(8)].join(" ");
            if !told.is_empty() {
                return format!("{told} [{n}: \"{told}\"].");
            }
        }
    }
    cite(prompt, 0)
}

//! Measures layout on a dense page: 3,000 words in three columns, given as lines, as words, and as words of a table.
//! `cargo run --release -p document --example dense`

// A measuring program: it prints.
#![allow(clippy::print_stdout)]

use std::time::Instant;

use document::{Line, Rect, Word, layout};

/// Runs of each page; the middle one is told.
const RUNS: usize = 21;

fn main() {
    let pages = [("lines", lines(8)), ("words", lines(1)), ("figures", figures())];
    for (name, page) in pages {
        let words: usize = page.iter().map(|l| l.words.len()).sum();
        let mut times: Vec<f64> = (0..RUNS)
            .map(|_| {
                let page = page.clone();
                let start = Instant::now();
                let blocks = layout::arrange(page, 2400.0, 3400.0);
                assert!(!blocks.is_empty(), "a page of words has blocks");
                start.elapsed().as_secs_f64() * 1e3
            })
            .collect();
        times.sort_by(f64::total_cmp);
        println!(
            "{name}: {} pieces, {words} words: {:.1} ms, at most {:.1}",
            page.len(),
            times[RUNS / 2],
            times[RUNS - 1]
        );
    }
}

fn piece(words: &[String], x: f32, y: f32) -> Line {
    let mut at = x;
    let set = words.iter().map(|text| {
        let width = text.chars().count() as f32 * 10.0;
        let bbox = Rect::new(at, y, at + width, y + 22.0);
        at += width + 10.0;
        Word { text: text.clone(), bbox, confidence: 0.9, ..Word::default() }
    });
    let words: Vec<Word> = set.collect();
    let bbox = Rect::around(words.iter().map(|w| w.bbox)).unwrap_or_default();
    let text = words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ");
    Line { text, quad: bbox.into(), confidence: 0.9, words }
}

/// Three columns of 125 rows of eight words, cut into pieces of `cut` words.
fn lines(cut: usize) -> Vec<Line> {
    let mut out = Vec::new();
    for (column, row) in (0..3).flat_map(|c| (0..125).map(move |r| (c, r))) {
        let words: Vec<String> = (0..8).map(|w| format!("word{:03}", (row * 31 + w * 7 + column) % 1000)).collect();
        let (x, y) = (80.0 + 760.0 * column as f32, 80.0 + 26.0 * row as f32);
        for (k, part) in words.chunks(cut).enumerate() {
            out.push(piece(part, x + 80.0 * (k * cut) as f32, y));
        }
    }
    out
}

/// A table of 100 rows of 30 figures.
fn figures() -> Vec<Line> {
    let cells = (0..100).flat_map(|r| (0..30).map(move |c| (r, c)));
    cells
        .map(|(r, c)| piece(&[format!("{}.{}", r * 7 + c, c)], 60.0 + 76.0 * c as f32, 60.0 + 32.0 * r as f32))
        .collect()
}

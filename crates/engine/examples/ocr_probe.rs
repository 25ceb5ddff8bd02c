//! Measures the `ppocr` engine on image files: `ocr_probe [--side N] [--squeeze X] [--threads N] [--exact] [--json] [--det ONNX] [--rec ONNX] FILE...`.
//! Text goes to stdout in rows from top to bottom (or one JSON object a line with `--json`), times to stderr.

// A measuring program: it prints, and stops at the first failure.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::time::Instant;

use document::Line;
use engine::ppocr::{Options, PpOcr};
use engine::{Assets, MODELS, PageImage};

fn main() {
    let mut options = Options::default();
    let (mut json, mut files) = (false, Vec::new());
    let home = std::env::var("HOME").unwrap_or_default();
    let assets = Assets::new(std::env::var("OCRCHAT_ASSETS").unwrap_or(format!("{home}/.local/share/ocrchat/assets")));
    let mut models = [0, 1].map(|i| assets.model(&MODELS[i]));
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let mut value = || args.next().expect("a value follows");
        match arg.as_str() {
            "--side" => options.detection_side = value().parse().unwrap(),
            "--squeeze" => options.squeeze = value().parse().unwrap(),
            "--threads" => options.threads = value().parse().unwrap(),
            "--det" => models[0] = value().into(),
            "--rec" => models[1] = value().into(),
            "--exact" => options.bytes = false,
            "--json" => json = true,
            _ => files.push(arg),
        }
    }
    let start = Instant::now();
    let engine = {
        let [det, rec] = models.map(|m| std::fs::read(m).unwrap());
        PpOcr::from_models(&det, &rec, &options).unwrap()
    };
    eprintln!("load {:.0} ms", start.elapsed().as_secs_f64() * 1e3);
    for file in files {
        let image = image::ImageReader::open(&file).unwrap().with_guessed_format().unwrap().decode().unwrap().to_rgb8();
        let (width, height) = image.dimensions();
        let page = PageImage { rgb: image.into_raw(), width, height, dpi: 0.0, rotation: 0 };
        let start = Instant::now();
        let quads = engine.detect(&page).unwrap();
        let detected = start.elapsed().as_secs_f64() * 1e3;
        let lines = engine.read(&page, &quads).unwrap();
        let read = start.elapsed().as_secs_f64() * 1e3 - detected;
        eprintln!("{file}: {} lines, detection {detected:.0} ms, reading {read:.0} ms", lines.len());
        let rows = rows(lines);
        if json {
            println!("{}", serde_json::to_string(&rows.concat()).unwrap());
        } else {
            for row in rows {
                println!("{}", row.iter().map(|l| l.text.as_str()).collect::<Vec<_>>().join(" "));
            }
        }
    }
}

/// Lines in rows from top to bottom, each row from left to right: no columns, no reading order.
fn rows(mut lines: Vec<Line>) -> Vec<Vec<Line>> {
    let middle = |l: &Line| l.quad.bounds().center().y;
    lines.sort_by(|a, b| middle(a).total_cmp(&middle(b)));
    let mut rows: Vec<Vec<Line>> = Vec::new();
    for line in lines {
        match rows.last_mut() {
            Some(row) if (middle(&row[0]) - middle(&line)).abs() < line.quad.bounds().height() / 2.0 => row.push(line),
            _ => rows.push(vec![line]),
        }
    }
    for row in &mut rows {
        row.sort_by(|a, b| a.quad.bounds().x0.total_cmp(&b.quad.bounds().x0));
    }
    rows
}

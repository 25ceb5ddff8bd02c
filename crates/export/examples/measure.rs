//! Writes a document of many dense pages in every format and says how long each took and how much memory the process
//! had at most: `measure [PAGES] [FORMAT]`. One format a run keeps the memory of one apart from that of another.

use std::time::Instant;

use document::{Block, BlockKind, Cell, Document, Line, Page, Quad, Rect, Table, Word};
use export::{Format, Options};

/// Lines of a dense page, and words of each.
const LINES: usize = 60;
const WORDS: usize = 14;

fn line(text: &str, x: f32, y: f32) -> Line {
    let words = text.split(' ').enumerate().map(|(i, word)| Word {
        text: word.to_owned(),
        bbox: Rect::new(x + i as f32 * 70.0, y, x + i as f32 * 70.0 + 60.0, y + 20.0),
        confidence: 0.95,
        bold: i == 3,
        ..Word::default()
    });
    let words: Vec<Word> = words.collect();
    Line { text: text.to_owned(), quad: Quad::from(Rect::new(x, y, x + 1000.0, y + 20.0)), confidence: 0.95, words }
}

fn page(index: u32) -> Page {
    let text = |n: usize| (0..WORDS).map(|i| format!("word{}", (n * 31 + i * 7) % 977)).collect::<Vec<_>>().join(" ");
    let paragraph = |b: usize| {
        let lines = (0..10).map(|l| line(&text(b * 10 + l), 100.0, (b * 10 + l) as f32 * 25.0)).collect();
        Block { id: b as u32, lines, confidence: 0.95, ..Block::default() }
    };
    let cell = |i: u32| {
        let (row, col) = (i / 5, i % 5);
        let line = line(&format!("{}.5", i * 37), col as f32 * 200.0, 1400.0 + row as f32 * 25.0);
        let bbox = line.quad.bounds();
        Cell { row, col, row_span: 1, col_span: 1, text: line.text.clone(), bbox, lines: vec![line] }
    };
    let table = Table { rows: 10, cols: 5, header_rows: 1, cells: (0..50).map(cell).collect() };
    let mut blocks: Vec<Block> = (0..LINES / 10).map(paragraph).collect();
    blocks[0].kind = BlockKind::Heading;
    blocks.push(Block { kind: BlockKind::Table, table: Some(table), ..Block::default() });
    Page { index, width: 1240, height: 1754, dpi: 150.0, blocks, ..Page::default() }
}

/// The most memory that the process ever had, in MiB; 0 where the system does not tell.
fn peak() -> f32 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|l| l.trim().trim_end_matches(" kB").parse::<f32>().ok()).unwrap_or(0.0) / 1024.0
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let pages = arguments.next().and_then(|n| n.parse().ok()).unwrap_or(100);
    let only = arguments.next();
    let document = Document { pages: (0..pages).map(page).collect(), ..Document::default() };
    let words: usize = document.pages.iter().map(|page| page.words().count()).sum();
    eprintln!("{pages} pages, {words} words: {:.0} MiB before any export", peak());
    for &format in
        Format::ALL.iter().filter(|f| **f != Format::Pdf && only.as_deref().is_none_or(|name| name == f.name()))
    {
        let start = Instant::now();
        match export::export(format, &document, &Options::default()) {
            Ok(bytes) => eprintln!(
                "{:5} {:6.3} s, {:6.2} MB, at most {:.0} MiB",
                format.name(),
                start.elapsed().as_secs_f32(),
                bytes.len() as f32 / 1e6,
                peak()
            ),
            Err(error) => eprintln!("{:5} {error}", format.name()),
        }
    }
}

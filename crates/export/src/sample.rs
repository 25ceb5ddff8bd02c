//! A small document for the tests of every format.

use document::{Block, BlockKind, Code, Document, Line, Page, Quad, Rect, Source, Word};

pub(crate) fn line(text: &str, y: f32) -> Line {
    let words = text.split(' ').enumerate().map(|(i, w)| Word {
        text: w.to_owned(),
        bbox: Rect::new(i as f32 * 50.0, y, i as f32 * 50.0 + 40.0, y + 20.0),
        confidence: 0.9,
        ..Word::default()
    });
    let quad = Quad::from(Rect::new(0.0, y, 100.0, y + 20.0));
    Line { text: text.to_owned(), quad, confidence: 0.9, words: words.collect() }
}

pub(crate) fn block(id: u32, kind: BlockKind, lines: Vec<Line>) -> Block {
    let bbox = Rect::around(lines.iter().map(|l| l.quad.bounds())).unwrap_or_default();
    Block { id, kind, bbox, confidence: 0.9, lines, ..Block::default() }
}

pub(crate) fn document() -> Document {
    let first = Page {
        width: 200,
        height: 100,
        dpi: 150.0,
        engine: "ppocr".to_owned(),
        blocks: vec![
            block(0, BlockKind::Heading, vec![line("First Light", 0.0)]),
            block(1, BlockKind::Paragraph, vec![line("one two", 30.0), line("three", 60.0)]),
        ],
        ..Page::default()
    };
    Document {
        source: Source { name: "a.pdf".to_owned(), format: "pdf".to_owned() },
        pages: vec![first, Page::failed(1, Code::WorkerCrashed, "page 2: it crashed")],
        engine: "ppocr".to_owned(),
        ..Document::default()
    }
}

//! A service's result as pages of ours.
//!
//! The service's boxes are pixels of its own picture of a page; ours are of the picture that a worker draws here, so that
//! what is shown lies where it should. Where the service says how large its picture is, boxes are scaled by that.
//! Otherwise its resolution is guessed from those that programs use, by what the boxes of the whole document show. No box
//! ever lies outside its page. What a service leaves out (lines, words) is made from what it gives.

use document::{Block, BlockKind, Cell, Code, Line, Page, Point, Quad, Rect, Table, TextSource, Warning, Word};
use engine::worker::PageSize;

use super::answer::{RemoteBlock, RemoteCell, RemoteJob, RemoteLine, RemotePage, RemoteTable, RemoteWord};

/// Which engine pages are said to be read by.
pub const ENGINE: &str = "hosted";
/// Resolutions at which programs draw PDFs, smaller than ours and larger.
const SMALLER_DPI: [f32; 3] = [72.0, 96.0, 100.0];
const LARGER_DPI: [f32; 3] = [300.0, 400.0, 600.0];
/// How far boxes may stand out over the page by rounding alone.
const ROUNDING: f32 = 1.02;
/// Tables beyond this are no tables: each row and column costs work, whatever is in it.
const TABLE_SIDE: u32 = 5000;

/// How pages of one result are taken over.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mapping {
    /// By what boxes are multiplied where a page does not say how large it is.
    scale: f32,
    /// Where the service does not say how sure it is.
    confidence: f32,
}

impl Mapping {
    /// The mapping of a job. `size` is of the first page that is drawn here; `drawn` says that the file has no pixels of
    /// its own (a PDF), so that the service chose a resolution.
    pub fn of(job: &RemoteJob, size: PageSize, drawn: bool) -> Self {
        let confidence = job.mean_confidence.map_or(0.0, sure);
        Self { scale: guess(&job.pages, size, drawn), confidence }
    }

    /// The page `index` (0-based) of a result that is `done`. A page that the service did not read, or that it left out,
    /// has its error.
    pub fn page(&self, job: &RemoteJob, index: u32, size: PageSize) -> (Page, Vec<Warning>) {
        let found = job.pages.iter().find(|page| page.index == index);
        // Where there is one page, its text may stand in the job alone.
        let whole = RemotePage { text: job.text.clone(), ..RemotePage::default() };
        let only = job.page_count.is_none_or(|pages| pages == 1) && job.pages.is_empty() && index == 0;
        let Some(remote) = found.or(only.then_some(&whole)) else {
            return (failed(index, size, "the service gave no result for this page"), Vec::new());
        };
        if let Some(error) = &remote.error {
            let words = error.words().unwrap_or("the service could not read this page");
            return (failed(index, size, words), Vec::new());
        }
        let size = if size.width > 0 && size.height > 0 { size } else { own_size(remote, size) };
        let frame = Frame::of(remote, size, *self);
        let mut blocks: Vec<Block> = remote.blocks.iter().filter_map(|block| frame.block(block)).collect();
        let mut warnings = Vec::new();
        if blocks.is_empty() && !remote.text.trim().is_empty() {
            let text = RemoteBlock { text: remote.text.clone(), ..RemoteBlock::default() };
            blocks.extend(frame.block(&text));
        }
        if remote.blocks.iter().all(|block| block.bbox.is_none() && block.lines.is_empty()) && !blocks.is_empty() {
            let message = "the service does not say where the text stands on the page".to_owned();
            warnings.push(Warning { page: Some(index), message });
        }
        for (block, id) in blocks.iter_mut().zip(0..) {
            block.id = id;
        }
        let page = Page {
            index,
            width: size.width,
            height: size.height,
            dpi: size.dpi,
            rotation: size.rotation,
            blocks,
            text_source: TextSource::Ocr,
            engine: ENGINE.to_owned(),
            reading: None,
            error: None,
            next_block: 0,
        };
        (page, warnings)
    }
}

fn failed(index: u32, size: PageSize, words: &str) -> Page {
    let PageSize { width, height, dpi, rotation } = size;
    Page { width, height, dpi, rotation, ..Page::failed(index, Code::RemoteRefused, words) }
}

/// The size of a page that cannot be drawn here: the service's own, or what its boxes take up.
fn own_size(page: &RemotePage, size: PageSize) -> PageSize {
    let (width, height) = match (page.width, page.height) {
        (w, h) if w >= 1.0 && h >= 1.0 => (w, h),
        _ => extent(std::slice::from_ref(page)).unwrap_or((1.0, 1.0)),
    };
    let whole = |side: f32| side.ceil().clamp(1.0, 100_000.0) as u32;
    PageSize { width: whole(width), height: whole(height), ..size }
}

/// How far the boxes of pages reach.
fn extent(pages: &[RemotePage]) -> Option<(f32, f32)> {
    let boxes = pages.iter().flat_map(|page| &page.blocks).filter_map(|block| block.bbox);
    let boxes = boxes.filter(|sides| sides.iter().all(|side| side.is_finite()));
    let (x, y) = boxes.fold((0.0f32, 0.0f32), |(x, y), b| (x.max(b[0].max(b[2])), y.max(b[1].max(b[3]))));
    (x > 0.0 && y > 0.0).then_some((x, y))
}

/// By what boxes are multiplied to be pixels of a page of `size`, where nobody says how large the service's page is.
fn guess(pages: &[RemotePage], size: PageSize, drawn: bool) -> f32 {
    let (Some((x, y)), (width, height)) = (extent(pages), (size.width as f32, size.height as f32)) else { return 1.0 };
    if width < 1.0 || height < 1.0 {
        return 1.0;
    }
    let fits = |scale: f32| x * scale <= width * ROUNDING && y * scale <= height * ROUNDING;
    // Text reaches over half of a page somewhere in nearly every document.
    let plausible = x >= width / 2.0 || y >= height / 2.0;
    let by = |dpi: f32| size.dpi / dpi;
    let known = drawn && size.dpi > 0.0;
    match fits(1.0) {
        true if plausible || !known => 1.0,
        true => SMALLER_DPI.map(by).into_iter().find(|scale| *scale > 1.0 && fits(*scale)).unwrap_or(1.0),
        false => {
            let larger = LARGER_DPI.map(by).into_iter().filter(|_| known);
            larger.into_iter().find(|scale| *scale < 1.0 && fits(*scale)).unwrap_or((width / x).min(height / y))
        }
    }
}

/// A confidence within its bounds.
fn sure(confidence: f32) -> f32 {
    if confidence.is_finite() { confidence.clamp(0.0, 1.0) } else { 0.0 }
}

/// One page's coordinates.
#[derive(Clone, Copy)]
struct Frame {
    width: f32,
    height: f32,
    scale: (f32, f32),
    confidence: f32,
}

impl Frame {
    fn of(page: &RemotePage, size: PageSize, mapping: Mapping) -> Self {
        let (width, height) = (size.width as f32, size.height as f32);
        let says = page.width >= 1.0 && page.height >= 1.0;
        let scale = if says { (width / page.width, height / page.height) } else { (mapping.scale, mapping.scale) };
        Self { width, height, scale, confidence: mapping.confidence }
    }

    fn point(self, [x, y]: [f32; 2]) -> Point {
        let within = |v: f32, most: f32| if v.is_finite() { v.clamp(0.0, most) } else { 0.0 };
        Point::new(within(x * self.scale.0, self.width), within(y * self.scale.1, self.height))
    }

    fn rect(self, [x0, y0, x1, y1]: [f32; 4]) -> Rect {
        let (a, b) = (self.point([x0, y0]), self.point([x1, y1]));
        Rect::new(a.x, a.y, b.x, b.y)
    }

    fn page(self) -> Rect {
        Rect::new(0.0, 0.0, self.width, self.height)
    }

    fn block(self, remote: &RemoteBlock) -> Option<Block> {
        let confidence = remote.confidence.map_or(self.confidence, sure);
        let bbox = remote.bbox.map(|bbox| self.rect(bbox));
        let table = remote.table.as_ref().and_then(|table| self.table(table, confidence));
        let mut kind = remote.kind.unwrap_or_default();
        let is_table = matches!(kind, BlockKind::Table | BlockKind::KeyValue);
        if table.is_some() != is_table {
            kind = if table.is_some() { BlockKind::Table } else { BlockKind::Paragraph };
        }
        let level = match kind {
            BlockKind::Heading => remote.level.unwrap_or(1).clamp(1, 6),
            BlockKind::ListItem => remote.level.unwrap_or(1).max(1),
            _ => 0,
        };
        let marker = remote.marker.clone().filter(|_| kind == BlockKind::ListItem);
        let mut block = Block { kind, level, marker, ..Block::default() };
        match table {
            Some(table) => {
                let cells = table.cells.iter().map(|cell| cell.bbox);
                (block.bbox, block.confidence) = (Rect::around(cells).unwrap_or_default(), confidence);
                block.table = Some(table);
            }
            None => {
                let place = bbox.unwrap_or_else(|| self.page());
                let lines = self.lines(remote, place, confidence);
                if lines.is_empty() && kind != BlockKind::Figure {
                    return None;
                }
                block.set_lines(lines);
            }
        }
        block.bbox = bbox.unwrap_or(block.bbox);
        Some(block)
    }

    fn lines(self, remote: &RemoteBlock, place: Rect, confidence: f32) -> Vec<Line> {
        if !remote.lines.is_empty() {
            return self.given_lines(&remote.lines, place, confidence);
        }
        let texts: Vec<&str> = remote.text.lines().map(str::trim).filter(|text| !text.is_empty()).collect();
        let counts: Vec<usize> = texts.iter().map(|text| text.split_whitespace().count()).collect();
        // Words that are those of the text belong to its lines one after the other.
        let mut words = remote.words.as_slice();
        if counts.iter().sum::<usize>() != words.len() {
            words = &[];
        }
        let step = place.height() / texts.len().max(1) as f32;
        let line = |(at, (text, count)): (usize, (&&str, &usize))| {
            let top = place.y0 + step * at as f32;
            let quad = Quad::from(Rect::new(place.x0, top, place.x1, top + step));
            let (own, rest) = words.split_at(if words.is_empty() { 0 } else { *count });
            words = rest;
            self.line(text, quad, own, confidence)
        };
        texts.iter().zip(&counts).enumerate().map(line).collect()
    }

    fn given_lines(self, remote: &[RemoteLine], place: Rect, confidence: f32) -> Vec<Line> {
        let given = remote.iter().filter(|line| !line.text.trim().is_empty());
        let line = |line: &RemoteLine| {
            let quad = match (line.quad, line.bbox) {
                (Some(corners), _) => Quad(corners.map(|corner| self.point(corner))),
                (None, Some(bbox)) => self.rect(bbox).into(),
                (None, None) => place.into(),
            };
            self.line(line.text.trim(), quad, &line.words, line.confidence.map_or(confidence, sure))
        };
        given.map(line).collect()
    }

    fn line(self, text: &str, quad: Quad, words: &[RemoteWord], confidence: f32) -> Line {
        let given: Vec<&RemoteWord> = words.iter().filter(|word| !word.text.trim().is_empty()).collect();
        let words = if !given.is_empty() && given.iter().all(|word| word.bbox.is_some()) {
            let word = |word: &&RemoteWord| Word {
                text: word.text.trim().to_owned(),
                bbox: self.rect(word.bbox.unwrap_or_default()),
                confidence: word.confidence.map_or(confidence, sure),
                bold: word.bold,
                italic: word.italic,
                ..Word::default()
            };
            given.iter().map(word).collect()
        } else {
            spread(text, quad, confidence)
        };
        Line { text: text.to_owned(), quad, confidence, words }
    }

    fn table(self, remote: &RemoteTable, confidence: f32) -> Option<Table> {
        let cell = |cell: &RemoteCell| {
            let bbox = cell.bbox.map(|bbox| self.rect(bbox)).unwrap_or_default();
            let lines = if cell.lines.is_empty() && !cell.text.trim().is_empty() {
                vec![self.line(cell.text.trim(), bbox.into(), &[], confidence)]
            } else {
                self.given_lines(&cell.lines, bbox, confidence)
            };
            let span = |span: u32, from: u32| span.clamp(1, TABLE_SIDE - from);
            Cell {
                row: cell.row,
                col: cell.col,
                row_span: span(cell.row_span, cell.row),
                col_span: span(cell.col_span, cell.col),
                text: cell.text.trim().to_owned(),
                bbox,
                lines,
            }
        };
        let mut cells: Vec<Cell> =
            remote.cells.iter().filter(|cell| cell.row < TABLE_SIDE && cell.col < TABLE_SIDE).map(cell).collect();
        cells.sort_by_key(|cell| (cell.row, cell.col));
        cells.dedup_by_key(|cell| (cell.row, cell.col));
        // As large as its cells are, whatever the service says.
        let rows = cells.iter().map(|cell| cell.row + cell.row_span).max()?;
        let cols = cells.iter().map(|cell| cell.col + cell.col_span).max()?;
        Some(Table { rows, cols, header_rows: remote.header_rows.min(rows), cells })
    }
}

/// The words of a line of which only the whole is known, each as long as its share of the letters.
fn spread(text: &str, quad: Quad, confidence: f32) -> Vec<Word> {
    let length = text.chars().count().max(1) as f32;
    let (mut words, mut at) = (Vec::new(), 0);
    for piece in text.split_inclusive(char::is_whitespace) {
        let letters = piece.chars().count();
        let word = piece.trim();
        if !word.is_empty() {
            let (from, to) = (at as f32 / length, (at + word.chars().count()) as f32 / length);
            let bbox = quad.slice(from.min(1.0), to.min(1.0)).bounds();
            words.push(Word { text: word.to_owned(), bbox, confidence, ..Word::default() });
        }
        at += letters;
    }
    words
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn job(pages: serde_json::Value) -> RemoteJob {
        let mut job = json!({"uuid": "a", "status": "done", "mean_confidence": 0.8});
        job["pages"] = pages;
        serde_json::from_value(job).unwrap()
    }

    fn a4() -> PageSize {
        PageSize { width: 1654, height: 2339, dpi: 200.0, rotation: 0 }
    }

    fn first(job: &RemoteJob, size: PageSize, drawn: bool) -> Page {
        Mapping::of(job, size, drawn).page(job, 0, size).0
    }

    #[test]
    fn boxes_are_scaled_to_our_picture() {
        let block = json!({"text": "one two", "bbox": [100, 200, 300, 240], "confidence": 0.9});
        let job = job(json!([{"index": 0, "width": 827, "height": 1169.5, "blocks": [block]}]));
        let page = first(&job, a4(), true);
        let block = &page.blocks[0];
        assert_eq!((page.width, page.engine.as_str()), (1654, "hosted"));
        assert_eq!(block.bbox, Rect::new(200.0, 400.0, 600.0, 480.0));
        let words: Vec<&str> = block.lines[0].words.iter().map(|word| word.text.as_str()).collect();
        assert_eq!((words, block.lines[0].confidence), (vec!["one", "two"], 0.9));
        assert!(block.lines[0].words[0].bbox.x1 < block.lines[0].words[1].bbox.x0);
    }

    #[test]
    fn the_resolution_is_guessed_where_nobody_says_it() {
        let reaching = |x: f32, y: f32| job(json!([{"blocks": [{"text": "a", "bbox": [10, 10, x, y]}]}]));
        let far = |x: f32, y: f32, drawn| first(&reaching(x, y), a4(), drawn).blocks[0].bbox;
        // As ours, 300 dpi, 72 dpi.
        assert_eq!(far(1500.0, 2200.0, true).x1, 1500.0);
        assert!((far(2250.0, 3300.0, true).x1 - 1500.0).abs() < 0.1);
        assert!((far(540.0, 790.0, true).x1 - 1500.0).abs() < 0.1);
        // An image's pixels are what they are, and what does not fit is made to.
        assert_eq!(far(540.0, 790.0, false).x1, 540.0);
        let huge = far(100_000.0, 3.0e9, true);
        assert!(huge.x1 <= 1654.0 && huge.y1 <= 2339.0, "{huge:?}");
    }

    #[test]
    fn no_box_lies_outside_the_page() {
        let line = json!({"text": "a b", "quad": [[-5, -5], [9000, 0], [9000, 1e30], [0, 7]],
            "words": [{"text": "a", "bbox": [-1, -1, 1e9, 3]}, {"text": "b", "bbox": [5000, 1, 6000, 2]}]});
        let table = json!({"rows": 4_000_000_000u32, "cols": 2, "cells": [
            {"row": 0, "col": 1, "row_span": 4_000_000_000u32, "text": "x", "bbox": [-3, 0, 1e7, 2]},
            {"row": 4_000_000_000u32, "col": 0, "text": "y"}]});
        let blocks = json!([{"text": "a b", "bbox": [-10, 0, 99999, 7], "lines": [line]}, {"table": table}]);
        let job = job(json!([{"width": 1654, "height": 2339, "blocks": blocks}]));
        let page = first(&job, a4(), true);
        let inside = |r: Rect| r.x0 >= 0.0 && r.y0 >= 0.0 && r.x1 <= 1654.0 && r.y1 <= 2339.0;
        assert!(page.blocks.iter().all(|block| inside(block.bbox)));
        assert!(page.lines().all(|line| inside(line.quad.bounds())) && page.words().all(|word| inside(word.bbox)));
        let table = page.blocks[1].table.as_ref().unwrap();
        assert_eq!((table.rows, table.cols, table.cells.len()), (TABLE_SIDE, 2, 1));
        assert_eq!(page.blocks[1].kind, BlockKind::Table);
    }

    #[test]
    fn text_without_any_box_is_kept_and_said() {
        let job = job(json!([{"index": 0, "text": "one\n\ntwo", "blocks": null}]));
        let (page, warnings) = Mapping::of(&job, a4(), true).page(&job, 0, a4());
        assert_eq!((page.text().as_str(), warnings.len()), ("one\ntwo", 1));
        let alone: RemoteJob =
            serde_json::from_value(json!({"uuid": "a", "status": "done", "page_count": 1, "text": "only"})).unwrap();
        assert_eq!(first(&alone, a4(), true).text(), "only");
    }

    #[test]
    fn a_page_that_is_missing_or_failed_says_so() {
        let job = job(json!([{"index": 0, "error": {"code": "x", "message": "too dark"}}]));
        let mapping = Mapping::of(&job, a4(), true);
        let error = |index| mapping.page(&job, index, a4()).0.error.unwrap();
        assert_eq!((error(0).code, error(0).message.as_str()), (Code::RemoteRefused, "too dark"));
        assert!(error(1).message.contains("no result"));
    }

    #[test]
    fn what_our_own_server_adds_is_taken_over() {
        let cell = |row, col, text| {
            json!({"row": row, "col": col, "row_span": 1, "col_span": 1, "text": text,
            "bbox": [0, 0, 10, 10], "lines": [{"text": text, "bbox": [0, 0, 10, 10], "words": []}]})
        };
        let blocks = json!([
            {"id": 3, "kind": "heading", "level": 2, "text": "Head", "bbox": [0, 0, 100, 20], "confidence": 1.0},
            {"kind": "list_item", "marker": "•", "level": 1, "text": "point", "bbox": [0, 30, 100, 50]},
            {"kind": "table", "text": "a\tb", "table": {"rows": 1, "cols": 2, "cells": [cell(0, 0, "a"), cell(0, 1, "b")]},
             "lines": [{"text": "a"}, {"text": "b"}]}]);
        let page = first(&job(json!([{"width": 1654, "height": 2339, "blocks": blocks}])), a4(), true);
        let kinds: Vec<_> = page.blocks.iter().map(|block| (block.id, block.kind, block.level)).collect();
        assert_eq!(kinds, [(0, BlockKind::Heading, 2), (1, BlockKind::ListItem, 1), (2, BlockKind::Table, 0)]);
        assert_eq!(page.text(), "Head\n\npoint\n\na\tb");
        assert!(page.blocks[2].lines.is_empty());
        // Nobody said how sure it is of the second: as sure as of the whole.
        assert_eq!(page.blocks[1].confidence, 0.8);
    }
}

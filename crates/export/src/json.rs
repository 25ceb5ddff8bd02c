//! JSON: the API's job (`uuid status tier language page_count mean_confidence text markdown pages[]`), with more fields
//! for each page and block. Boxes are `[x0, y0, x1, y1]` in pixels of the upright page image, to a tenth.
//!
//! `schema/job.schema.json` says the same in JSON Schema; a field here is a field there.

use document::{
    Block, BlockKind, Cell, Document, Line, Page, PageError, Quad, Reading, Rect, Source, Table, TextSource, Warning,
    Word,
};
use serde::Serialize;

use crate::flow::Flow;
use crate::{ExportError, JobState, Options, markdown, text};

/// The job as the API answers it.
#[derive(Serialize)]
struct Job<'a> {
    uuid: &'a str,
    status: &'static str,
    tier: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    tool: Option<&'a str>,
    language: &'a str,
    page_count: usize,
    /// How far a job has come that has not ended; absent of one that has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pages_done: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pages_failed: Option<u32>,
    mean_confidence: Option<f32>,
    text: String,
    markdown: String,
    pages: Vec<PageJson<'a>>,
    source: &'a Source,
    engine: &'a str,
    warnings: &'a [Warning],
    /// Why the job failed: its own reason, or where every page failed the first page's.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a PageError>,
}

#[derive(Serialize)]
struct PageJson<'a> {
    index: u32,
    text: String,
    blocks: Vec<BlockJson<'a>>,
    width: u32,
    height: u32,
    dpi: f32,
    rotation: u16,
    text_source: TextSource,
    engine: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reading: Option<&'a Reading>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a PageError>,
}

#[derive(Serialize)]
struct BlockJson<'a> {
    id: u32,
    kind: BlockKind,
    text: String,
    bbox: [f32; 4],
    confidence: f32,
    /// Of a heading from 1 to 6, of a list item its depth from 1; absent otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    marker: Option<&'a str>,
    lines: Vec<LineJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    table: Option<TableJson<'a>>,
}

#[derive(Serialize)]
struct TableJson<'a> {
    rows: u32,
    cols: u32,
    header_rows: u32,
    cells: Vec<CellJson<'a>>,
}

#[derive(Serialize)]
struct CellJson<'a> {
    row: u32,
    col: u32,
    row_span: u32,
    col_span: u32,
    text: &'a str,
    bbox: [f32; 4],
    lines: Vec<LineJson<'a>>,
}

#[derive(Serialize)]
struct LineJson<'a> {
    text: &'a str,
    bbox: [f32; 4],
    /// Corners along the text, from its top left clockwise.
    quad: [[f32; 2]; 4],
    confidence: f32,
    words: Vec<WordJson<'a>>,
}

#[derive(Serialize)]
struct WordJson<'a> {
    text: &'a str,
    bbox: [f32; 4],
    confidence: f32,
    #[serde(skip_serializing_if = "Option::is_none")]
    original: Option<&'a str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    bold: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    italic: bool,
}

/// The document as the API's job.
///
/// # Errors
/// [`ExportError::Json`] where serialisation fails.
pub(crate) fn write(document: &Document, options: &Options) -> Result<Vec<u8>, ExportError> {
    let flow = Flow::of(document);
    let mut job = Job {
        uuid: &options.uuid,
        status: "done",
        tier: Some(options.job.tier.as_str()).filter(|tier| !tier.is_empty()).unwrap_or("cpu"),
        tool: options.job.tool.as_deref(),
        language: document.language.as_deref().unwrap_or("auto"),
        page_count: document.pages.len(),
        pages_done: None,
        pages_failed: None,
        mean_confidence: document.mean_confidence().map(thousandth),
        text: text::write(document, options).trim_end().to_owned(),
        markdown: markdown::write(document, options),
        pages: document.pages.iter().map(|p| page(p, options, &flow)).collect(),
        source: &document.source,
        engine: &document.engine,
        warnings: &document.warnings,
        error: None,
    };
    match &options.job.state {
        Some(JobState::Unfinished { begun, pages, done, failed, mean_confidence }) => {
            job.status = if *begun { "processing" } else { "pending" };
            job.page_count = *pages as usize;
            (job.pages_done, job.pages_failed) = (Some(*done), Some(*failed));
            job.mean_confidence = mean_confidence.map(thousandth);
        }
        Some(JobState::Failed(error)) => (job.status, job.error) = ("failed", Some(error)),
        None if document.pages.iter().all(|page| page.error.is_some()) => {
            job.error = document.pages.first().and_then(|page| page.error.as_ref());
            job.status = if job.error.is_some() { "failed" } else { "done" };
        }
        None => {}
    }
    let mut bytes = serde_json::to_vec(&job)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn page<'a>(page: &'a Page, options: &Options, flow: &Flow) -> PageJson<'a> {
    PageJson {
        index: page.index,
        text: text::page(page, options, flow),
        blocks: page.blocks.iter().map(block).collect(),
        width: page.width,
        height: page.height,
        dpi: page.dpi,
        rotation: page.rotation,
        text_source: page.text_source,
        engine: &page.engine,
        reading: page.reading.as_ref(),
        error: page.error.as_ref(),
    }
}

fn block(block: &Block) -> BlockJson<'_> {
    BlockJson {
        id: block.id,
        kind: block.kind,
        text: block.text(),
        bbox: tenths(block.bbox),
        confidence: thousandth(block.confidence),
        level: Some(block.level).filter(|level| *level > 0),
        marker: block.marker.as_deref(),
        lines: block.all_lines().map(line).collect(),
        table: block.table.as_ref().map(table),
    }
}

fn table(table: &Table) -> TableJson<'_> {
    let cells = table.cells.iter().map(cell).collect();
    TableJson { rows: table.rows, cols: table.cols, header_rows: table.header_rows, cells }
}

fn cell(cell: &Cell) -> CellJson<'_> {
    CellJson {
        row: cell.row,
        col: cell.col,
        row_span: cell.row_span,
        col_span: cell.col_span,
        text: &cell.text,
        bbox: tenths(cell.bbox),
        lines: cell.lines.iter().map(line).collect(),
    }
}

fn line(line: &Line) -> LineJson<'_> {
    LineJson {
        text: &line.text,
        bbox: tenths(line.quad.bounds()),
        quad: corners(&line.quad),
        confidence: thousandth(line.confidence),
        words: line.words.iter().map(word).collect(),
    }
}

fn word(word: &Word) -> WordJson<'_> {
    WordJson {
        text: &word.text,
        bbox: tenths(word.bbox),
        confidence: thousandth(word.confidence),
        original: word.original.as_deref(),
        bold: word.bold,
        italic: word.italic,
    }
}

fn corners(quad: &Quad) -> [[f32; 2]; 4] {
    quad.0.map(|p| [tenth(p.x), tenth(p.y)])
}

fn tenths(r: Rect) -> [f32; 4] {
    [tenth(r.x0), tenth(r.y0), tenth(r.x1), tenth(r.y1)]
}

fn tenth(v: f32) -> f32 {
    (v * 10.0).round() / 10.0
}

fn thousandth(v: f32) -> f32 {
    (v * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{JobHead, sample};

    fn written() -> Value {
        let options = Options { uuid: "9f2c".to_owned(), ..Options::default() };
        serde_json::from_slice(&write(&sample::document(), &options).unwrap()).unwrap()
    }

    #[test]
    fn every_documented_field_is_there() {
        let job = written();
        assert_eq!(job["uuid"], "9f2c");
        assert_eq!((&job["status"], &job["tier"], &job["language"]), (&json!("done"), &json!("cpu"), &json!("auto")));
        assert_eq!((&job["page_count"], &job["mean_confidence"]), (&json!(2), &json!(0.9)));
        assert_eq!(job["text"], "First Light\n\none two\nthree");
        assert_eq!(job["markdown"], "## First Light\n\none two three\n");
        let block = &job["pages"][0]["blocks"][1];
        assert_eq!((&block["text"], &block["bbox"]), (&json!("one two\nthree"), &json!([0.0, 30.0, 100.0, 80.0])));
        assert_eq!(block["confidence"], json!(0.9));
    }

    #[test]
    fn a_failed_page_keeps_its_place_and_says_why() {
        let page = &written()["pages"][1];
        assert_eq!((&page["index"], &page["text"]), (&json!(1), &json!("")));
        assert_eq!(page["error"]["code"], "worker_crashed");
    }

    #[test]
    fn a_job_all_of_whose_pages_failed_has_failed_for_the_first_reason() {
        assert_eq!(written().get("error"), None);
        let mut document = sample::document();
        document.pages.remove(0);
        let job: Value = serde_json::from_slice(&write(&document, &Options::default()).unwrap()).unwrap();
        assert_eq!((&job["status"], &job["error"]["code"]), (&json!("failed"), &json!("worker_crashed")));
    }

    #[test]
    fn a_job_that_has_not_ended_says_how_far_it_is() {
        let state = JobState::Unfinished { begun: true, pages: 12, done: 3, failed: 1, mean_confidence: Some(0.9876) };
        let head = JobHead { tier: "vlm".to_owned(), tool: Some("extract-tables".to_owned()), state: Some(state) };
        let options = Options { uuid: "9f2c".to_owned(), job: head, ..Options::default() };
        let job: Value = serde_json::from_slice(&write(&Document::default(), &options).unwrap()).unwrap();
        assert_eq!(
            (&job["status"], &job["tier"], &job["tool"]),
            (&json!("processing"), &json!("vlm"), &json!("extract-tables"))
        );
        assert_eq!((&job["page_count"], &job["pages_done"], &job["pages_failed"]), (&json!(12), &json!(3), &json!(1)));
        assert_eq!((&job["text"], &job["pages"], job.get("error")), (&json!(""), &json!([]), None));
    }

    #[test]
    fn a_job_that_failed_as_a_whole_says_why() {
        let error = PageError { code: document::Code::PasswordRequired, message: "it is encrypted".to_owned() };
        let head = JobHead { state: Some(JobState::Failed(error)), ..JobHead::default() };
        let job: Value =
            serde_json::from_slice(&write(&Document::default(), &Options { job: head, ..Options::default() }).unwrap())
                .unwrap();
        assert_eq!((&job["status"], &job["error"]["code"]), (&json!("failed"), &json!("password_required")));
    }

    #[test]
    fn words_carry_their_boxes() {
        let word = &written()["pages"][0]["blocks"][1]["lines"][0]["words"][1];
        assert_eq!(word, &json!({"text": "two", "bbox": [50.0, 30.0, 90.0, 50.0], "confidence": 0.9}));
    }
}

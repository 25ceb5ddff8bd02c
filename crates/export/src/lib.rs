//! A document to bytes, a module a format. Pure: the caller writes the bytes, atomically.
//!
//! A new format is one module and one row of [`Format`].

mod json;
mod markdown;
pub mod pdf;
mod text;

use document::Document;

/// The formats that a document can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Plain text, pages apart by a form feed.
    Txt,
    /// Markdown (GFM).
    Md,
    /// Searchable PDF: see [`pdf`].
    Pdf,
    /// The API's job, with more fields.
    Json,
}

/// A document that cannot be written in a format.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The value is not JSON (a number that is not finite, say).
    #[error("the result cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// A format that is written page by page over the source, and not from the document alone.
    #[error("a PDF is written over its source")]
    NeedsSource,
}

/// What an export says of the job beside its document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Options {
    /// The job's id; empty where there is none (the command line).
    pub uuid: String,
}

impl Format {
    /// Every format.
    pub const ALL: &[Self] = &[Self::Txt, Self::Md, Self::Pdf, Self::Json];

    /// Its name on the command line, and its file extension.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Txt => "txt",
            Self::Md => "md",
            Self::Pdf => "pdf",
            Self::Json => "json",
        }
    }
}

/// Writes `document` in `format`.
///
/// # Errors
/// [`ExportError`] where the document holds what the format cannot.
pub fn export(format: Format, document: &Document, options: &Options) -> Result<Vec<u8>, ExportError> {
    match format {
        Format::Txt => Ok(text::write(document).into_bytes()),
        Format::Md => Ok(markdown::write(document).into_bytes()),
        Format::Json => json::write(document, options),
        Format::Pdf => Err(ExportError::NeedsSource),
    }
}

#[cfg(test)]
pub(crate) mod sample {
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
}

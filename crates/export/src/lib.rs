//! A document to bytes, a module a format. Pure: the caller writes the bytes, atomically; nothing here reads a clock, a
//! file or a setting.
//!
//! A new format is one module, one row of [`Format`] and one arm of [`export`]. What several formats share stands apart:
//! `flow` (lines to running text), `stanzas` (breaks that stay), `grid` (a table's cells by place), `language` (tags and directions by script),
//! `list` (what list items begin with), `words` (what stands on a line and how it lies), `xml` (well-formed XML whatever the text holds).

mod alto;
mod blocks;
mod csv;
mod docx;
mod flow;
mod grid;
mod hocr;
mod json;
mod language;
mod list;
mod markdown;
mod number;
pub mod pdf;
#[cfg(test)]
mod sample;
mod stanzas;
mod text;
mod words;
mod xlsx;
mod xml;

use document::{Document, PageError};

/// The formats that a document can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Plain text, pages apart by a form feed.
    Txt,
    /// Markdown (GFM).
    Md,
    /// A Word document.
    Docx,
    /// Comma-separated values: the tables, or the blocks where there is no table.
    Csv,
    /// An Excel workbook, a sheet a table.
    Xlsx,
    /// Searchable PDF: see [`pdf`].
    Pdf,
    /// The API's job, with more fields.
    Json,
    /// hOCR: XHTML with the box of every word.
    Hocr,
    /// ALTO: the XML of libraries and archives.
    Alto,
}

/// A document that cannot be written in a format.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The value is not JSON (a number that is not finite, say).
    #[error("the result cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// A row cannot be written.
    #[error("the result cannot be written as CSV: {0}")]
    Csv(#[from] ::csv::Error),
    /// More rows, columns or sheets than a workbook can have.
    #[error("the result cannot be written as a workbook: {0}")]
    Xlsx(#[from] rust_xlsxwriter::XlsxError),
    /// The package of a Word document cannot be closed.
    #[error("the result cannot be written as a Word document: {0}")]
    Docx(#[from] zip::result::ZipError),
    /// A part of a Word document is no XML.
    #[error("a part of the Word document cannot be written: {0}")]
    DocxPart(#[from] quick_xml::Error),
    /// A format that is written page by page over the source, and not from the document alone.
    #[error("a PDF is written over its source")]
    NeedsSource,
}

/// What an export says of the job beside its document, and what it leaves out.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// The job's id; empty where there is none (the command line).
    pub uuid: String,
    /// Whether running heads and feet and page numbers are written. Only `txt`, `md` and `docx` can leave them out: the
    /// other formats say of every block what it is.
    pub running_heads: bool,
    /// Whether a CSV cell that a spreadsheet would run as a formula gets an apostrophe before it.
    pub csv_safe: bool,
    /// What the JSON says of how the job was asked for and how it stands.
    pub job: JobHead,
}

/// What the JSON says of a job beside its document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct JobHead {
    /// `cpu` or `vlm`; empty for `cpu`.
    pub tier: String,
    /// The tool that it was asked for with.
    pub tool: Option<String>,
    /// How it stands, where the pages alone do not say it: one that has not ended, or that failed or was cancelled as a whole.
    pub state: Option<JobState>,
}

/// How a job stands that is not simply done.
#[derive(Clone, Debug, PartialEq)]
pub enum JobState {
    /// It waits, or its pages are being read.
    Unfinished {
        /// Whether it has begun.
        begun: bool,
        /// How many pages it will have; 0 until that is known.
        pages: u32,
        /// How many were read.
        done: u32,
        /// How many could not be read.
        failed: u32,
        /// Over the pages that were read, 0–1; `None` without words.
        mean_confidence: Option<f32>,
    },
    /// It ended without a result, or before its last page.
    Failed(PageError),
}

impl Default for Options {
    fn default() -> Self {
        Self { uuid: String::new(), running_heads: true, csv_safe: false, job: JobHead::default() }
    }
}

/// One of the files that an export consists of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What comes between the document's name and the format's extension; empty for the only file of an export.
    pub suffix: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl Format {
    /// Every format, in the order in which a person is offered them.
    pub const ALL: &[Self] =
        &[Self::Txt, Self::Md, Self::Docx, Self::Pdf, Self::Csv, Self::Xlsx, Self::Json, Self::Hocr, Self::Alto];

    /// Its name on the command line and on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Txt => "txt",
            Self::Md => "md",
            Self::Docx => "docx",
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Pdf => "pdf",
            Self::Json => "json",
            Self::Hocr => "hocr",
            Self::Alto => "alto",
        }
    }

    /// Its file extension, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            // A bare `.xml` says nothing and would fall together with any other XML of that name.
            Self::Alto => "alto.xml",
            other => other.name(),
        }
    }

    /// Whether its bytes are UTF-8 text, which a terminal and a clipboard take.
    pub fn is_text(self) -> bool {
        match self {
            Self::Txt | Self::Md | Self::Csv | Self::Json | Self::Hocr | Self::Alto => true,
            Self::Docx | Self::Pdf | Self::Xlsx => false,
        }
    }
}

/// Writes `document` in `format`, in one file.
///
/// # Errors
/// [`ExportError`] where the document holds what the format cannot.
pub fn export(format: Format, document: &Document, options: &Options) -> Result<Vec<u8>, ExportError> {
    match format {
        Format::Txt => Ok(text::write(document, options).into_bytes()),
        Format::Md => Ok(markdown::write(document, options).into_bytes()),
        Format::Docx => docx::write(document, options),
        Format::Csv => csv::write(document, options),
        Format::Xlsx => xlsx::write(document),
        Format::Json => json::write(document, options),
        Format::Pdf => Err(ExportError::NeedsSource),
        Format::Hocr => Ok(hocr::write(document).into_bytes()),
        Format::Alto => Ok(alto::write(document).into_bytes()),
    }
}

/// Writes `document` in `format`, in as many files as the format is best read in: CSV, which has no sheets, in a file
/// a table; every other format in one.
///
/// # Errors
/// [`ExportError`] where the document holds what the format cannot.
pub fn export_parts(format: Format, document: &Document, options: &Options) -> Result<Vec<Part>, ExportError> {
    match format {
        Format::Csv => csv::parts(document, options),
        _ => Ok(vec![Part { suffix: String::new(), bytes: export(format, document, options)? }]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_writes_an_empty_document_and_text_is_text() {
        for &format in Format::ALL.iter().filter(|format| **format != Format::Pdf) {
            let bytes = export(format, &Document::default(), &Options::default()).unwrap();
            assert_eq!(std::str::from_utf8(&bytes).is_ok(), format.is_text(), "{}", format.name());
            assert_eq!(bytes.starts_with(b"PK"), !format.is_text(), "{}", format.name());
        }
    }

    #[test]
    fn names_and_extensions_are_told_apart() {
        let mut extensions: Vec<&str> = Format::ALL.iter().map(|f| f.extension()).collect();
        extensions.sort_unstable();
        extensions.dedup();
        assert_eq!(extensions.len(), Format::ALL.len());
    }
}

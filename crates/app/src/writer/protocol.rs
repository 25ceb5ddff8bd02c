//! What parent and writer say to each other, in the worker's frames. Both are the same binary.

use std::path::PathBuf;

use document::{Code, Page, Warning};
use engine::Assets;
use engine::source::OpenOptions;
use serde::{Deserialize, Serialize};

/// The hidden first argument that makes a binary a writer.
pub(super) const WRITER_ARGUMENT: &str = "__ocrchat-writer";

/// What the parent asks. Everything is answered with the bytes that it adds to the file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case")]
pub(super) enum Ask {
    /// First of all.
    Begin(Box<Begin>),
    /// The next page.
    Page(Box<Page>),
    /// The rest of an answer that had more.
    More,
    /// No page follows.
    Finish,
}

/// What is written.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Begin {
    /// Where PDFium lies.
    pub(super) assets: Assets,
    /// The file that was read.
    pub(super) source: PathBuf,
    /// How it was read.
    pub(super) open: OpenOptions,
    /// The title of a new PDF.
    pub(super) title: String,
    /// Whether the result must be PDF/A-2b.
    pub(super) pdf_a: bool,
    /// The new file's number.
    pub(super) id: [u8; 16],
    /// A folder for a mended copy of the source, which the parent removes.
    pub(super) scratch: PathBuf,
}

/// What the writer answers.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub(super) enum Answer {
    /// The frame's bytes belong to the file.
    Bytes {
        /// Whether there are more before the next request.
        more: bool,
        /// What the reader should know.
        warnings: Vec<Warning>,
    },
    /// It cannot be written.
    Failed {
        /// What went wrong.
        code: Code,
        /// One sentence.
        message: String,
    },
}

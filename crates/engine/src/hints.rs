//! The seam between a page image and whatever reads it.

use document::Line;

use crate::{Error, PageImage};

/// What the caller knows about a page before it is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hints {
    /// The language as the user gave it (`eng`, `de`, `ch`, `eng+deu`); `None` is automatic.
    pub language: Option<String>,
}

/// What a recogniser saw: lines in no promised order, boxes in pixels of the page image it was given.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RecognizedPage {
    /// Lines with their words and confidences.
    pub lines: Vec<Line>,
}

/// An engine that reads page images. One value is loaded once a worker and used for every page.
pub trait Recognizer: Send + Sync {
    /// The engine's stable name, e.g. `ppocr`.
    fn name(&self) -> &'static str;

    /// Reads one page.
    ///
    /// # Errors
    /// `internal` where inference itself fails; a page without text is `Ok` with no lines.
    fn recognize(&self, page: &PageImage, hints: &Hints) -> Result<RecognizedPage, Error>;
}

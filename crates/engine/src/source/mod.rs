//! Opens a file by its content and gives its pages, one at a time.

mod sniff;

use std::path::Path;

use document::{Line, Warning};
use serde::{Deserialize, Serialize};

pub use sniff::{Format, sniff};

use crate::{Assets, Error, Limits, PageImage};

/// How to open a source.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OpenOptions {
    /// The password of an encrypted PDF.
    pub password: Option<String>,
    /// Upper bounds, checked before decoding.
    pub limits: Limits,
    /// Dots an inch at which PDF pages are rendered; `None` lets the source choose.
    pub dpi: Option<f32>,
}

/// A PDF page's own text: words in lines with boxes in pixels of the page image (at the same dpi).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TextLayer {
    /// Lines in the file's order.
    pub lines: Vec<Line>,
    /// Width of the upright page in pixels, as [`Source::image`] would give it.
    pub width: u32,
    /// Height likewise.
    pub height: u32,
    /// Pixels an inch.
    pub dpi: f32,
    /// Degrees clockwise the page was turned by its /Rotate entry.
    pub rotation: u16,
    /// Whether the text can be taken instead of recognition: it decodes to real characters, and no scan lies under
    /// invisible text.
    pub good: bool,
    /// Whether all of it is invisible (the text layer of an earlier recognition).
    pub invisible: bool,
}

/// An open document.
pub struct Source {}

impl Source {
    /// Opens a file, told apart by its content.
    ///
    /// # Errors
    /// `input_*` for a file that cannot be read, `password_*`, `limit_*`, `engine_missing` where PDFium is needed and
    /// not there.
    pub fn open(path: &Path, options: &OpenOptions, assets: &Assets) -> Result<Self, Error> {
        let _ = (path, options, assets);
        Ok(Self {})
    }

    /// The content's kind.
    pub fn format(&self) -> Format {
        Format::Png
    }

    /// How many pages (frames of a GIF, images of a TIFF) it has.
    pub fn pages(&self) -> u32 {
        0
    }

    /// What the reader should know of the file as a whole.
    pub fn warnings(&self) -> &[Warning] {
        &[]
    }

    /// The page as pixels, upright.
    ///
    /// # Errors
    /// `input_broken`, `limit_pixels`, `limit_memory`.
    pub fn image(&mut self, index: u32) -> Result<PageImage, Error> {
        let _ = index;
        Err(Error::broken("not yet"))
    }

    /// The page's own text; `None` for an image, or a PDF page with none.
    ///
    /// # Errors
    /// `input_broken`.
    pub fn text_layer(&mut self, index: u32) -> Result<Option<TextLayer>, Error> {
        let _ = index;
        Ok(None)
    }
}

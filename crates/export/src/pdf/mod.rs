//! Searchable PDF: what was recognised as invisible text over what the page looks like.
//!
//! Two ways. [`ImagePdf`] makes a new file of pictures; its pages are made by printpdf. [`KeptPdf`] adds to a PDF that is
//! there already, by an incremental update: the old file stays byte for byte, and only pages that get text are written
//! again, as small dictionaries that refer to what was there.
//!
//! Where printpdf is not used, and why. It keeps a whole document in memory and writes it at once: pages are made one by
//! one and go into a file of our own ([`file`]). It knows codes of a font only through a font file that it parsed and cut
//! down, with one character a glyph: the invisible font (`font`) is one empty glyph for every script. Its PDF/A names
//! a profile of a press and writes no XMP: both are written here (`metadata`). A page that is kept is lopdf's.
//!
//! Unlike the other formats these are not pure: they are written to a stream, because a scan of 300 pages should not lie
//! in memory, and they read the untrusted source, so they run in a process of their own (`app::writer`).

mod content;
mod file;
mod font;
mod glyphless;
mod images;
mod jpeg;
mod kept;
mod layer;
mod metadata;
mod object;
mod picture;
mod pixels;
mod place;
mod png;
mod printed;
mod sparse;

use std::io;
use std::time::SystemTime;

pub use images::ImagePdf;
pub use kept::KeptPdf;
pub use picture::{Coding, Picture};

/// What the file says of itself, and how it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct PdfOptions {
    /// The document's title.
    pub title: String,
    /// When it is made.
    pub created: SystemTime,
    /// Whether it must be PDF/A-2b.
    pub pdf_a: bool,
    /// A number of its own, at random.
    pub id: [u8; 16],
}

/// A PDF that cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// The target broke.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// A picture that has to be decoded first.
    #[error("the picture cannot go into a PDF as it is")]
    Picture,
    /// The source's structure is damaged, or of a kind that is not known.
    #[error("the structure of the PDF cannot be read: {0}")]
    Unreadable(String),
    /// The password does not open the source.
    #[error("the password does not open this PDF")]
    Password,
    /// PDF/A was asked for and the source is not.
    #[error(
        "PDF/A cannot be promised for this PDF, because its own pages are kept as they are and it does not declare \
         PDF/A; leave out --pdf-a"
    )]
    NotPdfA,
}

//! Documents drawn from known text, with the truth beside them: what the tests and the bench recognise.
//!
//! Owns page images ([`Page::draw`]), their degradations ([`Degrade`]), PDFs with and without a text layer ([`pdf`]) and
//! the sample documents ([`samples`]). Everything is a pure function of its arguments: one seed, one picture. Refuses
//! fonts that set-up did not install, and characters that a font does not hold: a page must show what its truth says.

mod degrade;
mod fonts;
mod page;
pub mod pdf;
pub mod png_bomb;
pub mod samples;
mod truth;

pub use degrade::{Degrade, jpeg};
pub use fonts::Family;
pub use page::{Align, Page, Text};
pub use truth::{LineBox, Rendered, WordBox};

/// Why a page could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// A font is not installed.
    #[error("the font {family} is not installed; `cargo xtask setup` installs it (package {package})")]
    Font {
        /// The family's name.
        family: &'static str,
        /// The Debian package that carries it.
        package: &'static str,
    },
    /// No installed font draws this character.
    #[error("no installed font draws {0:?}")]
    Glyph(String),
    /// The text does not fit on the page.
    #[error("the text does not fit on the page: {0:?} is left over")]
    Overflow(String),
    /// The picture could not be encoded, decoded or written.
    #[error("the picture could not be written: {0}")]
    Image(#[from] image::ImageError),
    /// A file could not be written.
    #[error("the file could not be written: {0}")]
    Io(#[from] std::io::Error),
}

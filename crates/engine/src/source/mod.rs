//! Opens a file by its content and gives its pages, one at a time, each as an upright RGB image; of a PDF also the text
//! that it holds.
//!
//! Limits are checked on what the headers say, before anything is decoded, and the decoders are given them too, for
//! headers that lie. Refuses: recognition, and any file that is not one of [`Format`]. One page is in memory at a time.
//!
//! What is read, and what no kept library reads, stands in the module of each kind: `raster`, `jpeg`, `gif`, `tiff`,
//! `pdf`.

mod density;
mod gif;
mod ifd;
mod jpeg;
mod part;
mod pdf;
mod pixels;
mod raster;
mod sniff;
mod stored;
mod tiff;

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use document::{Code, Line, Ruling, Warning};
use serde::{Deserialize, Serialize};

pub(crate) use part::resized;
pub use part::{Cut, Part};
pub use sniff::{Format, SNIFF_BYTES, sniff};
pub use stored::{Coding, Stored};

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
    /// The straight lines that the page draws.
    pub rulings: Vec<Ruling>,
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
pub struct Source {
    format: Format,
    pages: u32,
    warnings: Vec<Warning>,
    body: Body,
    /// The picture that parts were last cut out of; a person looks at several parts of one page.
    held: Option<(u32, PageImage)>,
}

/// A picture of more pixels is not held between two parts: its memory is worth more than the time to decode it again.
const HELD_PIXELS: u64 = 24_000_000;

/// What each kind keeps open between pages.
enum Body {
    Raster(raster::RasterFile),
    Jpeg(jpeg::JpegFile),
    Gif(Box<gif::GifFile>),
    Tiff(tiff::TiffFile),
    Pdf(pdf::PdfFile),
}

impl Source {
    /// Opens a file, told apart by its content. A file of one page is refused here where that page is over a limit; of
    /// a file of several, each page is judged when it is asked for.
    ///
    /// # Errors
    /// `input_*` for a file that cannot be read, `password_*`, `limit_*`, `engine_missing` where PDFium is needed and
    /// not there.
    pub fn open(path: &Path, options: &OpenOptions, assets: &Assets) -> Result<Self, Error> {
        let (mut file, length) = open_file(path)?;
        let limits = options.limits;
        limits.check_file(length)?;
        let mut head = Vec::with_capacity(SNIFF_BYTES);
        file.by_ref().take(SNIFF_BYTES as u64).read_to_end(&mut head).map_err(|e| unreadable(&e))?;
        let format = sniff(&head).ok_or_else(|| {
            let message =
                "it is not of a kind that is read: PNG, JPEG, WebP, GIF, BMP, TIFF and PDF, told apart by content";
            Error::new(Code::InputUnsupported, message)
        })?;
        let mut warnings = Vec::new();
        let (body, pages) = match format {
            Format::Png | Format::WebP | Format::Bmp => {
                (Body::Raster(raster::RasterFile::open(path, format, limits)?), 1)
            }
            Format::Jpeg => (Body::Jpeg(jpeg::JpegFile::open(path, limits)?), 1),
            Format::Gif => {
                let gif = gif::GifFile::open(path, limits)?;
                let pages = gif.frames();
                (Body::Gif(Box::new(gif)), pages)
            }
            Format::Tiff => {
                let tiff = tiff::TiffFile::open(path, limits, &mut warnings)?;
                let pages = tiff.pages();
                (Body::Tiff(tiff), pages)
            }
            Format::Pdf => {
                let pdf = pdf::PdfFile::open(path, length, options, assets, &mut warnings)?;
                let pages = pdf.pages();
                (Body::Pdf(pdf), pages)
            }
        };
        Ok(Self { format, pages, warnings, body, held: None })
    }

    /// The content's kind.
    pub fn format(&self) -> Format {
        self.format
    }

    /// How many pages (frames of a GIF, images of a TIFF) it has.
    pub fn pages(&self) -> u32 {
        self.pages
    }

    /// What the reader should know of the file as a whole, and of the pages asked for so far.
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// The page as pixels, upright.
    ///
    /// # Errors
    /// `input_broken`, `input_unsupported`, `limit_pixels`, `limit_memory`.
    pub fn image(&mut self, index: u32) -> Result<PageImage, Error> {
        self.check_index(index)?;
        let mut notes = Vec::new();
        let page = match &mut self.body {
            Body::Raster(file) => file.image(),
            Body::Jpeg(file) => file.image(&mut notes),
            Body::Gif(file) => file.image(index),
            Body::Tiff(file) => file.image(index),
            Body::Pdf(file) => file.image(index, &mut notes),
        };
        self.note(index, notes);
        page
    }

    /// A part of the page, upright, and where exactly it lies.
    ///
    /// # Errors
    /// `usage` for a rectangle with nothing of the page in it, `input_missing` where the page has another shape than the
    /// one that was read, and those of [`image`](Self::image).
    pub fn part(&mut self, index: u32, cut: &Cut) -> Result<Part, Error> {
        self.check_index(index)?;
        let cut = cut.sound()?;
        if let Body::Pdf(file) = &mut self.body {
            return file.part(index, &cut);
        }
        let page = match self.held.take() {
            Some((held, page)) if held == index => page,
            _ => self.image(index)?,
        };
        let part = part::of_picture(&page, &cut);
        if u64::from(page.width) * u64::from(page.height) <= HELD_PIXELS {
            self.held = Some((index, page));
        }
        part
    }

    /// The page as pixels, upright, for a picture of at most `side` pixels: a PDF is not drawn larger than it takes to
    /// look well so small.
    ///
    /// # Errors
    /// Those of [`image`](Self::image).
    pub fn draft(&mut self, index: u32, side: u32) -> Result<PageImage, Error> {
        self.check_index(index)?;
        match &mut self.body {
            Body::Pdf(file) => file.draft(index, side),
            _ => self.image(index),
        }
    }

    /// The page's picture as the file holds it; `None` where it must be decoded, or is drawn (PDF).
    ///
    /// # Errors
    /// `input_broken`, `input_unreadable`, `limit_pixels`, `limit_memory`.
    pub fn stored(&mut self, index: u32) -> Result<Option<Stored>, Error> {
        self.check_index(index)?;
        match &mut self.body {
            Body::Raster(file) => file.stored(),
            Body::Jpeg(file) => file.stored().map(Some),
            Body::Tiff(file) => file.stored(index),
            Body::Gif(_) | Body::Pdf(_) => Ok(None),
        }
    }

    /// Writes the PDF anew to `target`, its structure mended as far as it was understood; encryption stays.
    ///
    /// # Errors
    /// `usage` for another kind of file, `output_unwritable`.
    pub fn mend(&self, target: &Path) -> Result<(), Error> {
        match &self.body {
            Body::Pdf(file) => file.mend(target),
            _ => Err(Error::new(Code::Usage, "only a PDF has a structure to mend")),
        }
    }

    /// The page's own text; `None` for an image, or a PDF page with none.
    ///
    /// # Errors
    /// `input_broken`, `limit_pixels`.
    pub fn text_layer(&mut self, index: u32) -> Result<Option<TextLayer>, Error> {
        self.check_index(index)?;
        match &mut self.body {
            Body::Pdf(file) => {
                let mut notes = Vec::new();
                let layer = file.text_layer(index, &mut notes);
                self.note(index, notes);
                layer
            }
            _ => Ok(None),
        }
    }

    fn check_index(&self, index: u32) -> Result<(), Error> {
        if index < self.pages {
            return Ok(());
        }
        let message = format!("there is no page {}; the document has {}", index + 1, self.pages);
        Err(Error::new(Code::Usage, message))
    }

    /// Keeps what was noticed of a page, once however often the page is asked for.
    fn note(&mut self, index: u32, notes: Vec<String>) {
        for message in notes {
            let warning = Warning { page: Some(index), message };
            if !self.warnings.contains(&warning) {
                self.warnings.push(warning);
            }
        }
    }
}

/// A regular, non-empty file and its length.
fn open_file(path: &Path) -> Result<(File, u64), Error> {
    let meta = std::fs::metadata(path).map_err(|e| unreadable(&e))?;
    if meta.is_dir() {
        return Err(Error::new(Code::InputDirectory, "it is a folder, not a file"));
    }
    // Opening a pipe or a device could wait for ever.
    if !meta.is_file() {
        return Err(Error::new(Code::InputUnsupported, "it is not a regular file"));
    }
    let file = File::open(path).map_err(|e| unreadable(&e))?;
    if meta.len() == 0 {
        return Err(Error::new(Code::InputEmpty, "the file is empty"));
    }
    Ok((file, meta.len()))
}

/// The error of a file that the system does not give. Hosts put the file's name before it.
fn unreadable(error: &io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
            Error::new(Code::InputMissing, "there is no such file")
        }
        io::ErrorKind::PermissionDenied => Error::new(Code::InputUnreadable, "it may not be read by this user"),
        _ => Error::new(Code::InputUnreadable, format!("it cannot be read: {error}")),
    }
}

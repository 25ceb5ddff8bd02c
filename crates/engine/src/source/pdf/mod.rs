//! PDF by PDFium: page list, rendering with annotations and forms as a viewer shows them, and the embedded text.
//!
//! PDFium is one per process and takes one call at a time (the binding locks). A page is loaded, used and closed within
//! one call here, and the file is read piece by piece. PDFium keeps every stream that it has read for as long as the
//! document is open, so the document is opened anew every few renderings: memory does not grow with the number of pages.
//! JavaScript and XFA are not run.

mod direction;
mod paths;
mod run;
mod scan;
mod style;
mod text;

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use document::{Code, Point, Warning};
use pdfium_render::prelude::*;

use super::part::{Cut, Part};
use super::{OpenOptions, TextLayer};
use crate::{Assets, Error, Limits, PageImage};

/// Dots an inch at which pages are rendered where nobody says: more gains no accuracy on print of ordinary size.
const DEFAULT_DPI: f32 = 200.0;
/// Below this no text of ordinary size can be read; a page too large even so is refused.
const LOWEST_DPI: f32 = 72.0;
/// Bytes a pixel of a rendering: the bitmap, which becomes the page in place.
const BYTES_PER_PIXEL: u64 = 4;
/// Renderings after which the document is opened anew; that takes a millisecond, and a scan in it half a megabyte.
const RENDERINGS_OF_ONE_OPENING: u32 = 24;
/// How far from its end a PDF has its end marker.
const TAIL_BYTES: u64 = 2048;

/// An open PDF.
pub(super) struct PdfFile {
    path: PathBuf,
    password: Option<String>,
    document: PdfDocument<'static>,
    /// Renderings since the document was opened.
    rendered: u32,
    pages: u32,
    limits: Limits,
    dpi: Option<f32>,
}

/// How a page is laid on pixels: everything needed to place user-space points on the rendering.
#[derive(Clone, Copy, Debug)]
struct Placed {
    /// The visible box in user space: left, bottom, right, top.
    visible: [f32; 4],
    /// Degrees clockwise.
    rotation: u16,
    /// Pixels.
    width: u32,
    /// Pixels.
    height: u32,
    /// Pixels an inch.
    dpi: f32,
}

impl Placed {
    /// A point of user space on the rendering, as `FPDF_RenderPageBitmap` lays it.
    fn point(&self, p: Point) -> Point {
        let [left, bottom, right, top] = self.visible;
        let (across, down) = (right - left, top - bottom);
        let (w, h) = if self.rotation.is_multiple_of(180) { (across, down) } else { (down, across) };
        let (sx, sy) = (self.width as f32 / w.max(1e-3), self.height as f32 / h.max(1e-3));
        let (x, y) = match self.rotation {
            90 => (p.y - bottom, p.x - left),
            180 => (right - p.x, p.y - bottom),
            270 => (top - p.y, right - p.x),
            _ => (p.x - left, top - p.y),
        };
        Point::new(x * sx, y * sy)
    }
}

impl PdfFile {
    /// Opens the document, decrypts it, counts its pages.
    pub(super) fn open(
        path: &Path,
        length: u64,
        options: &OpenOptions,
        assets: &Assets,
        warnings: &mut Vec<Warning>,
    ) -> Result<Self, Error> {
        let document = load(library(assets)?, path, options.password.as_deref())?;
        let pages = u32::try_from(document.pages().len()).unwrap_or(0);
        if pages == 0 {
            return Err(Error::broken("the PDF is damaged or cut short: it has no pages"));
        }
        options.limits.check_pages(pages.into())?;
        if !has_end_marker(path, length) {
            let message = "the PDF has no end marker: it may be cut short, and pages may be missing".into();
            warnings.push(Warning { page: None, message });
        }
        let file = Self {
            path: path.to_path_buf(),
            password: options.password.clone(),
            document,
            rendered: 0,
            pages,
            limits: options.limits,
            dpi: options.dpi,
        };
        if pages == 1 {
            file.page(0).and_then(|page| file.place(&page, &mut Vec::new()))?;
        }
        Ok(file)
    }

    /// How many pages it has, at least 1.
    pub(super) fn pages(&self) -> u32 {
        self.pages
    }

    /// Writes the document as PDFium understood it.
    pub(super) fn mend(&self, target: &Path) -> Result<(), Error> {
        self.document.save_to_file(target).map_err(|error| {
            Error::new(Code::OutputUnwritable, format!("the mended copy of the PDF cannot be written: {error}"))
        })
    }

    /// The page rendered on white.
    pub(super) fn image(&mut self, index: u32, notes: &mut Vec<String>) -> Result<PageImage, Error> {
        self.renew()?;
        let page = self.page(index)?;
        let placed = self.place(&page, notes)?;
        let whole = [0, 0, placed.width, placed.height];
        self.draw(&page, index, &placed, whole)
    }

    /// The page for a small picture: its longer side is twice `side`, so that averaging makes its strokes even.
    pub(super) fn draft(&mut self, index: u32, side: u32) -> Result<PageImage, Error> {
        self.renew()?;
        let page = self.page(index)?;
        let placed = self.place(&page, &mut Vec::new())?;
        let longer = placed.width.max(placed.height) as f32;
        let scale = (2.0 * side as f32 / longer).min(1.0);
        let scaled = |n: u32| ((n as f32 * scale).round() as u32).max(1);
        let small =
            Placed { width: scaled(placed.width), height: scaled(placed.height), dpi: placed.dpi * scale, ..placed };
        self.draw(&page, index, &small, [0, 0, small.width, small.height])
    }

    /// A part of the page, drawn at the size that is wanted.
    pub(super) fn part(&mut self, index: u32, cut: &Cut) -> Result<Part, Error> {
        self.renew()?;
        let page = self.page(index)?;
        let placed = self.place(&page, &mut Vec::new())?;
        let degrees = cut.turn(placed.rotation);
        cut.check_shape(degrees, (placed.width as f32, placed.height as f32))?;
        let size = cut.whole(degrees);
        let pixels = cut.pixels(degrees, size);
        let dpi = placed.dpi * size.0 as f32 / placed.width as f32;
        let placed = Placed { width: size.0, height: size.1, dpi, ..placed };
        let mut image = self.draw(&page, index, &placed, pixels)?;
        crate::orient::turn(&mut image, degrees);
        Ok(Part { image, area: cut.covered(degrees, pixels, size) })
    }

    /// Opens the document anew where it has held streams for long enough.
    fn renew(&mut self) -> Result<(), Error> {
        if self.rendered >= RENDERINGS_OF_ONE_OPENING {
            self.document = load(loaded()?, &self.path, self.password.as_deref())?;
            self.rendered = 0;
        }
        self.rendered += 1;
        Ok(())
    }

    /// Draws the pixels left, top, right, bottom of the page as it is placed.
    fn draw(
        &self,
        page: &PdfPage<'_>,
        index: u32,
        placed: &Placed,
        [x0, y0, x1, y1]: [u32; 4],
    ) -> Result<PageImage, Error> {
        let failed =
            |error: PdfiumError| Error::broken(format!("page {} of the PDF cannot be drawn: {error}", index + 1));
        let (width, height) = (x1 - x0, y1 - y0);
        self.limits.check_page(width.into(), height.into(), BYTES_PER_PIXEL)?;
        let mut pixels = vec![0; width as usize * height as usize * 4];
        {
            let mut bitmap = PdfBitmap::from_bytes(width as i32, height as i32, PdfBitmapFormat::BGRx, &mut pixels)
                .map_err(failed)?;
            let config = PdfRenderConfig::new()
                .set_fixed_size(placed.width as i32, placed.height as i32)
                .set_origin(-(x0 as i32), -(y0 as i32))
                .set_format(PdfBitmapFormat::BGRx)
                .set_reverse_byte_order(false)
                .limit_render_image_cache_size(true);
            page.render_into_bitmap_with_config(&mut bitmap, &config).map_err(failed)?;
        }
        super::pixels::compact(&mut pixels, 4, |p| [p[2], p[1], p[0]]);
        Ok(PageImage { rgb: pixels, width, height, dpi: placed.dpi, rotation: placed.rotation })
    }

    /// The page's own text, placed on the pixels that [`Self::image`] gives.
    pub(super) fn text_layer(&self, index: u32, notes: &mut Vec<String>) -> Result<Option<TextLayer>, Error> {
        let page = self.page(index)?;
        let placed = self.place(&page, notes)?;
        text::read(&page, &placed).map_err(|error| {
            Error::broken(format!("the text of page {} of the PDF cannot be read: {error}", index + 1))
        })
    }

    fn page(&self, index: u32) -> Result<PdfPage<'_>, Error> {
        let index = index as PdfPageIndex;
        self.document.pages().get(index).map_err(|_| Error::broken(format!("page {} of the PDF is damaged", index + 1)))
    }

    /// The size of the rendering, at a lower resolution where the page would be over the limit.
    fn place(&self, page: &PdfPage<'_>, notes: &mut Vec<String>) -> Result<Placed, Error> {
        let (width, height) = (page.width().value, page.height().value);
        if !(width.is_finite() && height.is_finite() && width > 0.0 && height > 0.0) {
            return Err(Error::broken("the PDF page says that it has no area"));
        }
        let wanted = self.dpi.filter(|d| d.is_finite() && *d > 0.0).unwrap_or(DEFAULT_DPI);
        let pixels = |points: f32, dpi: f32| (points * dpi / 72.0).round().max(1.0);
        let area = f64::from(width) * f64::from(height) / (72.0 * 72.0);
        let most = (self.limits.page_pixels as f64).min(self.limits.decoded_bytes as f64 / BYTES_PER_PIXEL as f64);
        // Half a per cent of room for rounding up to whole pixels.
        let fitting = (most * 0.995 / area).sqrt() as f32;
        let mut dpi = wanted;
        if fitting < wanted {
            dpi = fitting.max(LOWEST_DPI.min(wanted)).floor();
        }
        let (across, down) = (pixels(width, dpi), pixels(height, dpi));
        self.limits.check_page(across as u64, down as u64, BYTES_PER_PIXEL)?;
        if dpi < wanted {
            notes.push(format!("the page is very large; it was drawn at {dpi} dots an inch instead of {wanted}"));
        }
        let rotation = page.rotation().map_or(0, |r| match r {
            PdfPageRenderRotation::None => 0,
            PdfPageRenderRotation::Degrees90 => 90,
            PdfPageRenderRotation::Degrees180 => 180,
            PdfPageRenderRotation::Degrees270 => 270,
        });
        let visible = page.boundaries().bounding().map_or([0.0, 0.0, width, height], |b| {
            let b = b.bounds;
            [b.left().value, b.bottom().value, b.right().value, b.top().value]
        });
        Ok(Placed { visible, rotation, width: across as u32, height: down as u32, dpi })
    }
}

/// The one PDFium of the process.
static PDFIUM: OnceLock<Pdfium> = OnceLock::new();

/// PDFium where a document is open already.
fn loaded() -> Result<&'static Pdfium, Error> {
    PDFIUM.get().ok_or_else(|| Error::new(Code::Internal, "a PDF is open without PDFium"))
}

/// Opens a document.
fn load(pdfium: &'static Pdfium, path: &Path, password: Option<&str>) -> Result<PdfDocument<'static>, Error> {
    pdfium.load_pdf_from_file(path, password).map_err(|error| refused(&error, password.is_some()))
}

/// PDFium, loaded when the first PDF is opened.
fn library(assets: &Assets) -> Result<&'static Pdfium, Error> {
    static LOADING: Mutex<()> = Mutex::new(());
    let _one_at_a_time = LOADING.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(pdfium) = PDFIUM.get() {
        return Ok(pdfium);
    }
    let path = assets.pdfium();
    let missing = |detail: String| {
        let message =
            format!("PDFium, which reads PDFs, is not installed ({}: {detail}); run `ocrchat doctor`", path.display());
        Error::new(Code::EngineMissing, message)
    };
    if !path.is_file() {
        return Err(missing("no such file".into()));
    }
    let bindings = Pdfium::bind_to_library(&path).map_err(|error| missing(error.to_string()))?;
    Ok(PDFIUM.get_or_init(|| Pdfium::new(bindings)))
}

/// The error of a document that PDFium does not open.
fn refused(error: &PdfiumError, with_password: bool) -> Error {
    match error {
        PdfiumError::PdfiumLibraryInternalError(PdfiumInternalError::PasswordError) if with_password => {
            Error::new(Code::PasswordWrong, "the password does not open this PDF")
        }
        PdfiumError::PdfiumLibraryInternalError(PdfiumInternalError::PasswordError) => {
            Error::new(Code::PasswordRequired, "the PDF is encrypted; a password is needed to open it")
        }
        PdfiumError::PdfiumLibraryInternalError(PdfiumInternalError::SecurityError) => {
            Error::new(Code::InputUnsupported, "the PDF is encrypted by a method that PDFium does not know")
        }
        PdfiumError::IoError(error) => Error::new(Code::InputUnreadable, format!("the PDF cannot be read: {error}")),
        _ => Error::broken("the PDF is damaged or cut short"),
    }
}

/// Whether `%%EOF` stands near the end. PDFium repairs files that lost their end, silently, with the pages it finds.
fn has_end_marker(path: &Path, length: u64) -> bool {
    let tail = || -> std::io::Result<Vec<u8>> {
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start(length.saturating_sub(TAIL_BYTES)))?;
        let mut tail = Vec::new();
        file.take(TAIL_BYTES).read_to_end(&mut tail)?;
        Ok(tail)
    };
    tail().is_ok_and(|t| t.windows(5).any(|w| w == b"%%EOF"))
}

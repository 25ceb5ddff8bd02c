//! A new PDF of pictures: each page its picture, with the recognised text invisible over it.

use std::io::Write;

use document::Page;
use lopdf::{Object, ObjectId, Stream, StringFormat, dictionary};
use printpdf::{CurTransMat, Op, XObjectId, XObjectTransform};

use super::file::{Index, PdfFile, compressed};
use super::font::{self, Codes};
use super::picture::Picture;
use super::place::{Placement, picture_matrix};
use super::printed::{PICTURE, print};
use super::{PdfError, PdfOptions, layer, metadata};

/// The font's name in a page's resources.
const FONT: &str = "Invisible";
/// Points of the longer side of A4: a page whose picture does not say how large it is is no larger than that.
const LONG_SIDE: f64 = 842.0;
/// Dots an inch of a screen, the fewest that such a picture is taken to have.
const SCREEN: f64 = 96.0;
/// The longest side of a page that every reader opens, in points (ISO 32000-1, Annex C).
const LONGEST: f64 = 14_400.0;

/// The PDF while it is written. Pages go out as they come.
pub struct ImagePdf<W> {
    file: PdfFile<W>,
    options: PdfOptions,
    codes: Codes,
    font: ObjectId,
    tree: ObjectId,
    pages: Vec<Object>,
}

impl<W: Write> ImagePdf<W> {
    /// Begins the file.
    ///
    /// # Errors
    /// `out`'s own.
    pub fn new(out: W, options: PdfOptions) -> Result<Self, PdfError> {
        let mut file = PdfFile::new(out, 0, 1, None);
        file.raw(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")?;
        let (font, tree) = (file.reserve(), file.reserve());
        Ok(Self { file, options, codes: Codes::default(), font, tree, pages: Vec::new() })
    }

    /// What the bytes go to.
    pub fn out(&mut self) -> &mut W {
        self.file.out()
    }

    /// Adds a page. Without a picture (it could not be read) the page is empty but for its text.
    ///
    /// # Errors
    /// `out`'s own; [`PdfError::Picture`] for a picture that is neither decoded nor can be kept.
    pub fn page(&mut self, page: &Page, picture: Option<Picture>) -> Result<(), PdfError> {
        let turned = picture.as_ref().map_or(0, |p| (page.rotation + 360 - p.turned()) % 360);
        let pixels = match &picture {
            Some(picture) => {
                let (width, height) = picture.upright_size();
                if turned.is_multiple_of(180) { (width, height) } else { (height, width) }
            }
            None => (page.width, page.height),
        };
        let (width, height) = page_size(pixels, page.dpi);
        let mut ops = Vec::new();
        let mut image = None;
        if let Some(picture) = picture {
            let matrix = picture_matrix(picture.orientation, turned, width, height).map(|v| v as f32);
            let id = XObjectId(PICTURE.to_owned());
            let transform = XObjectTransform { no_auto_scale: true, ..XObjectTransform::default() };
            ops.extend([
                Op::SaveGraphicsState,
                Op::SetTransformationMatrix { matrix: CurTransMat::Raw(matrix) },
                Op::UseXobject { id, transform },
                Op::RestoreGraphicsState,
            ]);
            image = Some(picture.into_xobject().ok_or(PdfError::Picture)?);
        }
        if page.width > 0 && page.height > 0 {
            let (across, down) = (page.width.into(), page.height.into());
            let placement = Placement::new([0.0, 0.0, width, height], 0, across, down);
            ops.extend(layer::operations(page, &placement, FONT, &mut self.codes));
        }
        let mut printed = print(ops, image).ok_or(PdfError::Picture)?;
        let picture = printed.put_picture(&mut self.file)?;
        let content = self.file.add(compressed(&printed.content))?;
        let mut resources = dictionary! { "Font" => dictionary! { FONT => self.font } };
        if let Some(picture) = picture {
            resources.set("XObject", dictionary! { PICTURE => picture });
        }
        let page = self.file.add(dictionary! {
            "Type" => "Page",
            "Parent" => self.tree,
            "MediaBox" => vec![0.into(), 0.into(), (width as f32).into(), (height as f32).into()],
            "Resources" => resources,
            "Contents" => content,
        })?;
        self.pages.push(page.into());
        Ok(())
    }

    /// Ends the file.
    ///
    /// # Errors
    /// `out`'s own.
    pub fn finish(&mut self) -> Result<(), PdfError> {
        let file = &mut self.file;
        font::write(file, self.font, &self.codes)?;
        let count = self.pages.len() as i64;
        let kids = std::mem::take(&mut self.pages);
        file.put(self.tree, dictionary! { "Type" => "Pages", "Count" => count, "Kids" => kids }.into())?;
        let PdfOptions { title, created, pdf_a, id } = &self.options;
        let information = file.add(metadata::information(title, *created))?;
        let xmp: Stream = metadata::xmp(title, *created, *pdf_a);
        let xmp = file.add(xmp)?;
        let mut catalog = dictionary! { "Type" => "Catalog", "Pages" => self.tree, "Metadata" => xmp };
        if *pdf_a {
            let intent = metadata::output_intent(file)?;
            catalog.set("OutputIntents", vec![intent.into()]);
        }
        let catalog = file.add(catalog)?;
        let id = Object::String(id.to_vec(), StringFormat::Hexadecimal);
        let trailer = dictionary! { "Root" => catalog, "Info" => information, "ID" => vec![id.clone(), id] };
        Ok(file.finish(Index::Table, trailer)?)
    }
}

/// A page's size in points. Where the density is not known, a picture is as large as on a screen, and at most a sheet.
fn page_size((width, height): (u32, u32), dpi: f32) -> (f64, f64) {
    let (width, height) = (f64::from(width.max(1)), f64::from(height.max(1)));
    let longest = width.max(height);
    let dpi = if dpi.is_finite() && dpi >= 1.0 { f64::from(dpi) } else { SCREEN.max(longest * 72.0 / LONG_SIDE) };
    let dpi = dpi.max(longest * 72.0 / LONGEST);
    // Whole thousandths of a point; no side may vanish.
    let points = |pixels: f64| (pixels * 72_000.0 / dpi).round().max(1.0) / 1000.0;
    (points(width), points(height))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_have_sensible_sizes() {
        assert_eq!(page_size((2480, 3508), 300.0), (595.2, 841.92));
        assert_eq!(page_size((960, 480), 0.0), (720.0, 360.0));
        assert_eq!(page_size((4000, 3000), 0.0), (842.0, 631.5));
        assert_eq!(page_size((100_000, 100), 72.0), (14_400.0, 14.4));
    }
}

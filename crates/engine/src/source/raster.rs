//! PNG, WebP and BMP by the `image` crate: 1 to 16 bits, palette, grey, alpha, interlaced. Of an animated PNG or WebP the
//! first picture is the page: unlike GIF frames, the further ones are never pages in practice.

use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::path::{Path, PathBuf};

use document::Code;
use image::codecs::{bmp::BmpDecoder, png::PngDecoder, webp::WebPDecoder};
use image::{DynamicImage, ImageDecoder, ImageError};

use super::density::{self, Placement};
use super::stored::{Coding, Stored};
use super::{Format, pixels, unreadable};
use crate::{Error, Limits, PageImage};

/// How much of a PNG is searched for its pHYs chunk, which stands before the pixels.
const HEAD_BYTES: u64 = 256 << 10;

/// A file of one picture. It is opened anew when its page is asked for, so nothing is held between.
pub(super) struct RasterFile {
    path: PathBuf,
    format: Format,
    limits: Limits,
}

impl RasterFile {
    /// Reads the header and holds it against the limits.
    pub(super) fn open(path: &Path, format: Format, limits: Limits) -> Result<Self, Error> {
        let file = Self { path: path.to_path_buf(), format, limits };
        file.decoder()?;
        Ok(file)
    }

    /// A decoder that has read the header, its metadata, and the picture's size, all within the limits.
    fn decoder(&self) -> Result<(Box<dyn ImageDecoder>, Placement), Error> {
        let mut file = File::open(&self.path).map_err(|e| unreadable(&e))?;
        let mut head = Vec::new();
        file.by_ref().take(HEAD_BYTES).read_to_end(&mut head).map_err(|e| unreadable(&e))?;
        file.rewind().map_err(|e| unreadable(&e))?;
        let bounds = bounds(self.limits);
        let reader = BufReader::new(file);
        let broken = |e| self.refused(&e);
        let mut decoder: Box<dyn ImageDecoder> = match self.format {
            Format::Png => Box::new(PngDecoder::with_limits(reader, bounds.clone()).map_err(broken)?),
            Format::WebP => Box::new(WebPDecoder::new(reader).map_err(broken)?),
            _ => Box::new(BmpDecoder::new(reader).map_err(broken)?),
        };
        let exif = decoder.exif_metadata().ok().flatten();
        let mut placement = exif.map(|block| density::from_exif(&block)).unwrap_or_default();
        match self.format {
            Format::Png => placement.dpi = [density::png_dpi(&head), placement.dpi].into_iter().fold(0.0, f32::max),
            Format::Bmp => placement.dpi = density::bmp_dpi(&head),
            _ => {}
        }
        let (width, height) = decoder.dimensions();
        let bytes = u64::from(decoder.color_type().bytes_per_pixel()) + 3 + pixels::turning_bytes(placement);
        self.limits.check_page(width.into(), height.into(), bytes)?;
        decoder.set_limits(bounds).map_err(broken)?;
        Ok((decoder, placement))
    }

    /// The file as it is, where it is a PNG.
    pub(super) fn stored(&self) -> Result<Option<Stored>, Error> {
        if self.format != Format::Png {
            return Ok(None);
        }
        let (decoder, placement) = self.decoder()?;
        let (width, height) = decoder.dimensions();
        let bytes = std::fs::read(&self.path).map_err(|e| unreadable(&e))?;
        Ok(Some(Stored { width, height, orientation: placement.orientation, coding: Coding::Png, bytes }))
    }

    /// The picture, upright.
    pub(super) fn image(&self) -> Result<PageImage, Error> {
        let (decoder, placement) = self.decoder()?;
        let (width, height) = decoder.dimensions();
        let picture = DynamicImage::from_decoder(decoder).map_err(|e| self.refused(&e))?;
        pixels::upright(pixels::to_rgb(picture), width, height, placement)
    }

    /// The error of a picture that the decoder refuses.
    fn refused(&self, error: &ImageError) -> Error {
        let format = self.format;
        match error {
            ImageError::Limits(_) => {
                Error::new(Code::LimitMemory, format!("decoding this {format} would take more memory than the limit"))
            }
            ImageError::Unsupported(e) => {
                Error::new(Code::InputUnsupported, format!("this variant of {format} is not read: {e}"))
            }
            _ => Error::broken(format!("the {format} file is damaged or cut short: {error}")),
        }
    }
}

/// The limits in the decoder's own terms: against headers that lie.
fn bounds(limits: Limits) -> image::Limits {
    let mut bounds = image::Limits::no_limits();
    bounds.max_alloc = Some(limits.decoded_bytes);
    bounds
}

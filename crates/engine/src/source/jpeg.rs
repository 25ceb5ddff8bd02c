//! JPEG by zune-jpeg: baseline and progressive; grey, YCbCr, RGB, CMYK and YCCK. Serves JPEG files and JPEG-in-TIFF.
//!
//! Files with four components are taken as Adobe writes them, inverted, as every viewer does. A file that ends before
//! its end marker is refused where the decoder misses data: half a page read as a whole one is worse than an error. Not
//! read by this decoder: arithmetic coding, lossless and 12-bit JPEG.

use std::path::{Path, PathBuf};

use document::Code;
use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;
use zune_jpeg::errors::DecodeErrors;

use super::density::{self, Placement};
use super::stored::{Coding, Stored};
use super::{pixels, unreadable};
use crate::{Error, Limits, PageImage};

/// What the markers of a JPEG stream say.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Markers {
    /// Pixels.
    pub(super) width: u16,
    /// Pixels.
    pub(super) height: u16,
    /// Component identifiers of the frame header.
    ids: Vec<u8>,
    /// Whether coefficients of the whole picture are held while decoding.
    progressive: bool,
    /// Whether a JFIF or Adobe marker says what the components mean.
    declared: bool,
    /// Density and orientation.
    placement: Placement,
    /// Whether the end marker is there.
    complete: bool,
}

/// What the decoder should give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Want {
    /// RGB, whatever the components mean.
    Rgb,
    /// The components as they are stored.
    Components,
}

/// A JPEG file. It is read anew when its page is asked for, so nothing is held between.
pub(super) struct JpegFile {
    path: PathBuf,
    limits: Limits,
}

impl JpegFile {
    /// Reads the markers and holds the size against the limits.
    pub(super) fn open(path: &Path, limits: Limits) -> Result<Self, Error> {
        let file = Self { path: path.to_path_buf(), limits };
        file.read()?;
        Ok(file)
    }

    fn read(&self) -> Result<(Vec<u8>, Markers), Error> {
        // The stream is held whole while it is decoded.
        let length = std::fs::metadata(&self.path).map_or(0, |meta| meta.len());
        if length > self.limits.decoded_bytes {
            return Err(Error::new(Code::LimitMemory, "the JPEG file is larger than the limit on memory for decoding"));
        }
        let bytes = std::fs::read(&self.path).map_err(|e| unreadable(&e))?;
        let markers = markers(&bytes)
            .ok_or_else(|| Error::broken("the JPEG file is damaged or cut short: it has no frame header"))?;
        let planes = if markers.progressive { 2 * markers.ids.len() as u64 } else { 0 };
        let bytes_per_pixel = 3 + planes + pixels::turning_bytes(markers.placement);
        self.limits.check_page(markers.width.into(), markers.height.into(), bytes_per_pixel)?;
        Ok((bytes, markers))
    }

    /// The file as it is.
    pub(super) fn stored(&self) -> Result<Stored, Error> {
        let (bytes, markers) = self.read()?;
        let (width, height) = (markers.width.into(), markers.height.into());
        Ok(Stored { width, height, orientation: markers.placement.orientation, coding: Coding::Jpeg, bytes })
    }

    /// The picture, upright. What was wrong and could be borne goes to `notes`.
    pub(super) fn image(&self, notes: &mut Vec<String>) -> Result<PageImage, Error> {
        let (bytes, markers) = self.read()?;
        let (width, height) = (u32::from(markers.width), u32::from(markers.height));
        let rgb = match decode(&bytes, Want::Rgb, true) {
            Ok((rgb, ..)) => {
                if !markers.complete {
                    notes.push("the JPEG has no end marker; its last rows may be missing".into());
                }
                rgb
            }
            Err(error) if !markers.complete => return Err(refused(&error, "the JPEG file is damaged or cut short")),
            Err(_) => {
                let decoded = decode(&bytes, Want::Rgb, false);
                let (rgb, ..) = decoded.map_err(|e| refused(&e, "the JPEG file is damaged"))?;
                notes.push("parts of the JPEG are damaged; the page may be incomplete".into());
                rgb
            }
        };
        pixels::upright(rgb, width, height, markers.placement)
    }
}

/// The error of a stream that the decoder refuses.
pub(super) fn refused(error: &DecodeErrors, what: &str) -> Error {
    match error {
        DecodeErrors::Unsupported(scheme) => {
            Error::new(Code::InputUnsupported, format!("this variant of JPEG is not read: {scheme:?}"))
        }
        other => {
            let detail = format!("{other:?}");
            Error::broken(format!("{what}: {}", detail.lines().next().unwrap_or_default()))
        }
    }
}

/// Decodes a whole stream to interleaved 8-bit components: the bytes, width, height, and components a pixel.
pub(super) fn decode(bytes: &[u8], want: Want, strict: bool) -> Result<(Vec<u8>, usize, usize, usize), DecodeErrors> {
    let options =
        DecoderOptions::default().set_strict_mode(strict).set_max_width(usize::MAX).set_max_height(usize::MAX);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers()?;
    let stored = decoder.input_colorspace().ok_or(DecodeErrors::FormatStatic("no frame header"))?;
    let bare_rgb = || markers(bytes).is_some_and(|m| !m.declared && m.ids == *b"RGB");
    let out = match (want, stored) {
        (Want::Components, space) => space,
        // Without a marker that says otherwise, components named R, G and B are these.
        (Want::Rgb, ColorSpace::YCbCr) if bare_rgb() => ColorSpace::YCbCr,
        (Want::Rgb, _) => ColorSpace::RGB,
    };
    decoder.set_options(options.jpeg_set_out_colorspace(out));
    let pixels = decoder.decode()?;
    let (width, height) = decoder.dimensions().ok_or(DecodeErrors::FormatStatic("no frame header"))?;
    Ok((pixels, width, height, out.num_components()))
}

/// Walks the markers of a stream; `None` where there is no frame header.
pub(super) fn markers(bytes: &[u8]) -> Option<Markers> {
    let mut found = Markers::default();
    let mut seen_frame = false;
    let mut at = 2;
    while let Some(&byte) = bytes.get(at) {
        if byte != 0xff {
            at += 1;
            continue;
        }
        let marker = *bytes.get(at + 1).unwrap_or(&0);
        match marker {
            0xff => at += 1,
            0 | 1 | 0xd0..=0xd8 => at += 2,
            0xd9 => {
                found.complete = true;
                break;
            }
            _ => {
                let Some(&[high, low]) = bytes.get(at + 2..at + 4) else { break };
                let length = usize::from(u16::from_be_bytes([high, low]));
                let segment = bytes.get(at + 4..(at + 2 + length).max(at + 4)).unwrap_or_default();
                read_segment(marker, segment, &mut found, &mut seen_frame);
                at += 2 + length.max(2);
            }
        }
    }
    seen_frame.then_some(found)
}

fn read_segment(marker: u8, segment: &[u8], found: &mut Markers, seen_frame: &mut bool) {
    match (marker, segment) {
        (0xc0..=0xcf, [_, h1, h0, w1, w0, _, ids @ ..]) if !matches!(marker, 0xc4 | 0xc8 | 0xcc) && !*seen_frame => {
            *seen_frame = true;
            found.height = u16::from_be_bytes([*h1, *h0]);
            found.width = u16::from_be_bytes([*w1, *w0]);
            found.ids = ids.chunks_exact(3).map(|c| c[0]).collect();
            found.progressive = matches!(marker, 0xc2 | 0xc6 | 0xca | 0xce);
        }
        (0xe0, [b'J', b'F', b'I', b'F', 0, _, _, unit, x1, x0, ..]) => {
            found.declared = true;
            let density = f32::from(u16::from_be_bytes([*x1, *x0]));
            let dpi = match unit {
                1 => density,
                2 => density * 2.54,
                _ => 0.0,
            };
            // Writers that do not know write 1 or 72.
            if dpi > 72.0 {
                found.placement.dpi = dpi;
            }
        }
        (0xe1, [b'E', b'x', b'i', b'f', 0, 0, ..]) => {
            let exif = density::from_exif(segment);
            found.placement.orientation = exif.orientation;
            if exif.dpi > 0.0 {
                found.placement.dpi = exif.dpi;
            }
        }
        (0xee, [b'A', b'd', b'o', b'b', b'e', ..]) => found.declared = true,
        _ => {}
    }
}

//! TIFF and BigTIFF: every image of the chain of directories is a page, but for thumbnails and masks.
//!
//! Directories and samples are read here; the compressed data by the codecs that the workspace keeps (weezl, flate2,
//! zune-jpeg, hayro-ccitt), because the `tiff` crate knows no palette, no Group 3, no inks in JPEG and no fill order.
//! Read: 1 to 64 bits, unsigned, signed and floating point; WhiteIsZero, BlackIsZero, palette, RGB, CMYK and YCbCr, with
//! alpha; strips and tiles; planes together or apart; uncompressed, PackBits, LZW, Deflate, CCITT modified Huffman, Group
//! 3 and 4, JPEG; both predictors, both fill orders, every orientation.
//!
//! Not read, for want of a kept library: old-style JPEG (compression 6), JPEG of 12 bits, JPEG 2000, JPEG XL, WebP,
//! Zstandard, LZMA, LERC, JBIG, ThunderScan, NeXT, SGI LogLuv, CCITT run lengths aligned to words, CIE L*a*b*, inks other
//! than CMYK, samples of different depths, subsampled colour in separate planes. These end in `input_unsupported`.

mod codec;
mod colour;
mod fax;
mod layout;

use std::collections::HashSet;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use document::{Code, Warning};

use self::codec::Chunk;
use self::layout::{Alpha, Colour, Layout, Reader, damaged};
use super::ifd::{Directory, IfdReader, tag};
use super::stored::{Coding, Stored, join_jpeg};
use super::{pixels, unreadable};
use crate::{Error, Limits, PageImage};

/// An open TIFF: where the directories of its pages lie.
pub(super) struct TiffFile {
    reader: Reader,
    pages: Vec<u64>,
    limits: Limits,
}

impl TiffFile {
    /// Follows the chain of directories. A file of one page is held against the limits.
    pub(super) fn open(path: &Path, limits: Limits, warnings: &mut Vec<Warning>) -> Result<Self, Error> {
        let file = File::open(path).map_err(|e| unreadable(&e))?;
        let broken = |_| Error::broken("the TIFF file is damaged or cut short: its first page cannot be found");
        let mut reader = IfdReader::new(BufReader::new(file)).map_err(broken)?;
        let (mut pages, mut lesser, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
        let mut offset = reader.first;
        while offset != 0 && seen.insert(offset) {
            let directory = match reader.directory(offset) {
                Ok(directory) => directory,
                Err(error) if seen.len() == 1 => return Err(broken(error)),
                Err(_) => {
                    let message = "the TIFF file is damaged or cut short: pages are missing at its end".into();
                    warnings.push(Warning { page: None, message });
                    break;
                }
            };
            if is_lesser(&mut reader, &directory) {
                lesser.push(offset);
            } else {
                pages.push(offset);
            }
            limits.check_pages((pages.len() + lesser.len()) as u64)?;
            offset = directory.next;
        }
        // Some writers mark their only image as a reduced one.
        let pages = if pages.is_empty() { lesser } else { pages };
        if pages.is_empty() {
            return Err(Error::broken("the TIFF file holds no picture"));
        }
        let mut tiff = Self { reader, pages, limits };
        if tiff.pages.len() == 1 {
            tiff.layout(0)?;
        }
        Ok(tiff)
    }

    /// How many pages it has, at least 1.
    pub(super) fn pages(&self) -> u32 {
        self.pages.len() as u32
    }

    fn layout(&mut self, index: u32) -> Result<Layout, Error> {
        let offset = self.pages[index as usize];
        let directory = self.reader.directory(offset).map_err(|_| damaged("its directory cannot be read"))?;
        let layout = Layout::read(&mut self.reader, &directory, self.limits)?;
        let apart = layout.planar && layout.subsampling != (1, 1);
        if layout.colour == Colour::YCbCr && (apart || layout.bits != 8) {
            let message = "this variant of TIFF is not read: subsampled colour in planes, or not of 8 bits";
            return Err(Error::new(Code::InputUnsupported, message));
        }
        Ok(layout)
    }

    /// The page's data as it is, where it is Group 4 or JPEG in one piece.
    pub(super) fn stored(&mut self, index: u32) -> Result<Option<Stored>, Error> {
        let layout = self.layout(index)?;
        let plain = layout.alpha == Alpha::None && !layout.tiled && !layout.planar;
        let coding = match (layout.compression, layout.colour, layout.bits, layout.samples) {
            (4, Colour::WhiteIsZero, 1, 1) => Coding::Group4 { inverted: false },
            (4, Colour::BlackIsZero, 1, 1) => Coding::Group4 { inverted: true },
            (7, Colour::BlackIsZero, 8, 1) | (7, Colour::YCbCr | Colour::Rgb, 8, 3) => Coding::Jpeg,
            _ => return Ok(None),
        };
        let &[(offset, count)] = &layout.chunks[..] else { return Ok(None) };
        if !plain || count > self.limits.decoded_bytes {
            return Ok(None);
        }
        let raw = self.reader.bytes(offset, count as usize);
        let mut bytes = raw.map_err(|_| Error::broken("the TIFF file is cut short: pixels lie beyond its end"))?;
        if coding == Coding::Jpeg {
            bytes = join_jpeg(layout.jpeg_tables.as_deref(), &bytes, layout.colour == Colour::YCbCr);
        } else if layout.reversed {
            bytes.iter_mut().for_each(|b| *b = b.reverse_bits());
        }
        let (width, height) = (layout.width as u32, layout.height as u32);
        Ok(Some(Stored { width, height, orientation: layout.placement.orientation, coding, bytes }))
    }

    /// The page, upright.
    pub(super) fn image(&mut self, index: u32) -> Result<PageImage, Error> {
        let layout = self.layout(index)?;
        let (width, height) = (layout.width, layout.height);
        let (across, down, _) = layout.grid();
        let mut rgb = vec![255; width * height * 3];
        for chunk_row in 0..down {
            for chunk_column in 0..across {
                let (x, y) = (chunk_column * layout.chunk_width, chunk_row * layout.chunk_height);
                let (columns, rows) = (layout.chunk_width.min(width - x), layout.chunk_height.min(height - y));
                let chunk = self.chunk(&layout, chunk_row * across + chunk_column, rows)?;
                colour::convert(&layout, &chunk, columns, rows, |row, pixels| {
                    let start = ((y + row) * width + x) * 3;
                    rgb[start..start + pixels.len()].copy_from_slice(pixels);
                });
            }
        }
        pixels::upright(rgb, width as u32, height as u32, layout.placement)
    }

    /// The pixels of a strip or tile; planes woven together.
    fn chunk(&mut self, layout: &Layout, position: usize, rows: usize) -> Result<Chunk, Error> {
        let rows = if layout.tiled { layout.chunk_height } else { rows };
        let (across, down, planes) = layout.grid();
        if planes == 1 {
            return self.plane(layout, position, rows);
        }
        let size = layout.bits.div_ceil(8);
        let line = layout.chunk_width * layout.bits;
        if !layout.bits.is_multiple_of(8) {
            return Err(Error::new(
                Code::InputUnsupported,
                "this variant of TIFF is not read: planes of samples smaller than a byte",
            ));
        }
        let mut woven = vec![0; line / 8 * rows * planes];
        for plane in 0..planes {
            let chunk = self.plane(layout, plane * across * down + position, rows)?;
            let places = woven.chunks_exact_mut(size * planes);
            for (sample, pixel) in chunk.bytes.chunks_exact(size).zip(places) {
                pixel[plane * size..(plane + 1) * size].copy_from_slice(sample);
            }
        }
        Ok(Chunk { bytes: woven, rgb: false })
    }

    fn plane(&mut self, layout: &Layout, chunk: usize, rows: usize) -> Result<Chunk, Error> {
        let (offset, count) = layout.chunks[chunk];
        // Uncompressed data is never longer than its pixels; compressed data hardly.
        if count > self.limits.decoded_bytes {
            return Err(Error::new(Code::LimitMemory, "a part of the TIFF page is larger than the limit on memory"));
        }
        let raw = self.reader.bytes(offset, count as usize);
        let raw = raw.map_err(|_| Error::broken("the TIFF file is cut short: pixels lie beyond its end"))?;
        codec::decode(layout, raw, rows)
    }
}

/// Whether a directory is of a thumbnail or a mask (NewSubfileType, bits 0 and 2).
fn is_lesser(reader: &mut Reader, directory: &Directory) -> bool {
    matches!(reader.uint_tag(directory, tag::NEW_SUBFILE_TYPE), Ok(Some(kind)) if kind & 0b101 != 0)
}

//! Reads the directories of a TIFF or BigTIFF file: tags and their values, in either byte order. EXIF is the same
//! structure, so the density and orientation of photographs come from here too.
//!
//! An own reader rather than the `tiff` crate's: that one judges an image while it reads its directory, and so gives no
//! tags of the images that only our codecs read. Every count is held against the length of the file before anything is
//! allocated.

use std::io::{self, Read, Seek, SeekFrom};

/// Baseline and extension tags that are used (TIFF 6.0, Technical Note 2).
pub(super) mod tag {
    pub(crate) const NEW_SUBFILE_TYPE: u16 = 254;
    pub(crate) const WIDTH: u16 = 256;
    pub(crate) const HEIGHT: u16 = 257;
    pub(crate) const BITS_PER_SAMPLE: u16 = 258;
    pub(crate) const COMPRESSION: u16 = 259;
    pub(crate) const PHOTOMETRIC: u16 = 262;
    pub(crate) const FILL_ORDER: u16 = 266;
    pub(crate) const STRIP_OFFSETS: u16 = 273;
    pub(crate) const ORIENTATION: u16 = 274;
    pub(crate) const SAMPLES_PER_PIXEL: u16 = 277;
    pub(crate) const ROWS_PER_STRIP: u16 = 278;
    pub(crate) const STRIP_BYTE_COUNTS: u16 = 279;
    pub(crate) const X_RESOLUTION: u16 = 282;
    pub(crate) const PLANAR_CONFIG: u16 = 284;
    pub(crate) const T4_OPTIONS: u16 = 292;
    pub(crate) const RESOLUTION_UNIT: u16 = 296;
    pub(crate) const PREDICTOR: u16 = 317;
    pub(crate) const COLOR_MAP: u16 = 320;
    pub(crate) const TILE_WIDTH: u16 = 322;
    pub(crate) const TILE_LENGTH: u16 = 323;
    pub(crate) const TILE_OFFSETS: u16 = 324;
    pub(crate) const TILE_BYTE_COUNTS: u16 = 325;
    pub(crate) const INK_SET: u16 = 332;
    pub(crate) const EXTRA_SAMPLES: u16 = 338;
    pub(crate) const SAMPLE_FORMAT: u16 = 339;
    pub(crate) const JPEG_TABLES: u16 = 347;
    pub(crate) const YCBCR_COEFFICIENTS: u16 = 529;
    pub(crate) const YCBCR_SUBSAMPLING: u16 = 530;
    pub(crate) const REFERENCE_BLACK_WHITE: u16 = 532;
}

/// The most bytes that one value may have: strip tables of the largest pages stay far below.
const MAX_VALUE_BYTES: u64 = 64 << 20;
/// The most entries of a directory.
const MAX_ENTRIES: u64 = 4096;

/// One directory entry: where its values lie, or the values themselves where they are short.
#[derive(Clone, Debug)]
struct Entry {
    tag: u16,
    kind: u16,
    count: u64,
    /// The last 4 (BigTIFF: 8) bytes of the entry.
    inline: Vec<u8>,
}

/// A directory: its entries and the offset of the next one (0 at the end).
#[derive(Clone, Debug)]
pub(super) struct Directory {
    entries: Vec<Entry>,
    pub(super) next: u64,
}

/// A file whose header has been read.
#[derive(Debug)]
pub(super) struct IfdReader<R> {
    inner: R,
    length: u64,
    little: bool,
    big: bool,
    /// Offset of the first directory.
    pub(super) first: u64,
}

fn invalid(message: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message)
}

impl<R: Read + Seek> IfdReader<R> {
    /// Reads the header: byte order, TIFF or BigTIFF, the first directory's offset.
    pub(super) fn new(mut inner: R) -> io::Result<Self> {
        let length = inner.seek(SeekFrom::End(0))?;
        inner.rewind()?;
        let mut head = [0; 4];
        inner.read_exact(&mut head)?;
        let (little, big) = match head {
            [b'I', b'I', 42, 0] => (true, false),
            [b'I', b'I', 43, 0] => (true, true),
            [b'M', b'M', 0, 42] => (false, false),
            [b'M', b'M', 0, 43] => (false, true),
            _ => return Err(invalid("not a TIFF header")),
        };
        let mut reader = Self { inner, length, little, big, first: 0 };
        if big && (reader.uint(2)?, reader.uint(2)?) != (8, 0) {
            return Err(invalid("a BigTIFF header with offsets that are not of 8 bytes"));
        }
        reader.first = reader.uint(if big { 8 } else { 4 })?;
        Ok(reader)
    }

    /// Whether multi-byte samples are little-endian.
    pub(super) fn little(&self) -> bool {
        self.little
    }

    fn uint(&mut self, bytes: usize) -> io::Result<u64> {
        let mut buffer = [0; 8];
        self.inner.read_exact(&mut buffer[..bytes])?;
        Ok(uint(&buffer[..bytes], self.little))
    }

    /// The directory at `offset`.
    pub(super) fn directory(&mut self, offset: u64) -> io::Result<Directory> {
        self.inner.seek(SeekFrom::Start(offset))?;
        let word = if self.big { 8 } else { 4 };
        let count = self.uint(if self.big { 8 } else { 2 })?;
        if count == 0 || count > MAX_ENTRIES {
            return Err(invalid("a directory without entries, or with too many"));
        }
        let mut entries = Vec::with_capacity(count as usize);
        for _ in 0..count {
            let (tag, kind, count) = (self.uint(2)? as u16, self.uint(2)? as u16, self.uint(word)?);
            let mut inline = vec![0; word];
            self.inner.read_exact(&mut inline)?;
            entries.push(Entry { tag, kind, count, inline });
        }
        // Some writers end the file before the last link.
        let next = self.uint(word).unwrap_or(0);
        Ok(Directory { entries, next })
    }

    /// The raw bytes of a value and the size of one element; `None` where the tag is absent or of an unknown type.
    fn raw(&mut self, directory: &Directory, tag: u16) -> io::Result<Option<(Vec<u8>, u16)>> {
        let Some(entry) = directory.entries.iter().find(|e| e.tag == tag) else { return Ok(None) };
        let size = match entry.kind {
            1 | 2 | 6 | 7 => 1,
            3 | 8 => 2,
            4 | 9 | 11 | 13 => 4,
            5 | 10 | 12 | 16 | 17 | 18 => 8,
            _ => return Ok(None),
        };
        let bytes = entry.count.saturating_mul(size);
        if bytes <= entry.inline.len() as u64 {
            return Ok(Some((entry.inline[..bytes as usize].to_vec(), entry.kind)));
        }
        let offset = uint(&entry.inline, self.little);
        if bytes > MAX_VALUE_BYTES || offset.checked_add(bytes).is_none_or(|end| end > self.length) {
            return Err(invalid("a value outside the file"));
        }
        Ok(Some((self.bytes(offset, bytes as usize)?, entry.kind)))
    }

    /// `count` bytes at `offset`. The caller has held `count` against the file's length or a limit.
    pub(super) fn bytes(&mut self, offset: u64, count: usize) -> io::Result<Vec<u8>> {
        if offset.checked_add(count as u64).is_none_or(|end| end > self.length) {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.inner.seek(SeekFrom::Start(offset))?;
        let mut buffer = vec![0; count];
        self.inner.read_exact(&mut buffer)?;
        Ok(buffer)
    }

    /// How many bytes the file has after `offset`.
    pub(super) fn remaining(&self, offset: u64) -> u64 {
        self.length.saturating_sub(offset)
    }

    /// All values of an unsigned tag; empty where it is absent.
    pub(super) fn uints(&mut self, directory: &Directory, tag: u16) -> io::Result<Vec<u64>> {
        let Some((bytes, kind)) = self.raw(directory, tag)? else { return Ok(Vec::new()) };
        let size = match kind {
            1 | 2 | 6 | 7 => 1,
            3 | 8 => 2,
            4 | 9 | 13 => 4,
            16 | 18 => 8,
            _ => return Ok(Vec::new()),
        };
        Ok(bytes.chunks_exact(size).map(|c| uint(c, self.little)).collect())
    }

    /// The first value of an unsigned tag.
    pub(super) fn uint_tag(&mut self, directory: &Directory, tag: u16) -> io::Result<Option<u64>> {
        Ok(self.uints(directory, tag)?.first().copied())
    }

    /// The values of a rational (or floating point) tag; empty where it is absent.
    pub(super) fn rationals(&mut self, directory: &Directory, tag: u16) -> io::Result<Vec<f64>> {
        let Some((bytes, kind)) = self.raw(directory, tag)? else { return Ok(Vec::new()) };
        let little = self.little;
        Ok(match kind {
            5 => bytes
                .chunks_exact(8)
                .map(|c| {
                    let (n, d) = (uint(&c[..4], little), uint(&c[4..], little));
                    if d == 0 { 0.0 } else { n as f64 / d as f64 }
                })
                .collect(),
            11 => bytes.chunks_exact(4).map(|c| f64::from(f32::from_bits(uint(c, little) as u32))).collect(),
            12 => bytes.chunks_exact(8).map(|c| f64::from_bits(uint(c, little))).collect(),
            _ => self.uints(directory, tag)?.into_iter().map(|v| v as f64).collect(),
        })
    }

    /// The bytes of a tag of type UNDEFINED or BYTE.
    pub(super) fn blob(&mut self, directory: &Directory, tag: u16) -> io::Result<Option<Vec<u8>>> {
        Ok(self.raw(directory, tag)?.map(|(bytes, _)| bytes))
    }

    /// Pixels an inch from XResolution and ResolutionUnit; 0 where the file does not say.
    pub(super) fn dpi(&mut self, directory: &Directory) -> f32 {
        let resolution = self.rationals(directory, tag::X_RESOLUTION).ok().and_then(|v| v.first().copied());
        let unit = self.uint_tag(directory, tag::RESOLUTION_UNIT).ok().flatten();
        let dpi = match (resolution, unit) {
            (Some(r), Some(3)) => r * 2.54,
            (Some(r), None | Some(2)) => r,
            _ => 0.0,
        };
        if dpi.is_finite() && (1.0..=100_000.0).contains(&dpi) { dpi as f32 } else { 0.0 }
    }
}

/// An unsigned integer of 1 to 8 bytes.
fn uint(bytes: &[u8], little: bool) -> u64 {
    let fold = |acc: u64, &b: &u8| acc << 8 | u64::from(b);
    if little { bytes.iter().rev().fold(0, fold) } else { bytes.iter().fold(0, fold) }
}

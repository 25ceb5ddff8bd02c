//! What a TIFF directory says of its image, checked: sizes, samples, colours, and where the strips or tiles lie.

use std::fs::File;
use std::io::{self, BufReader};

use document::Code;

use crate::source::density::Placement;
use crate::source::ifd::{Directory, IfdReader, tag};
use crate::{Error, Limits};

/// How the samples of a pixel are coloured (PhotometricInterpretation).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Colour {
    /// 0 is white.
    WhiteIsZero,
    /// 0 is black.
    BlackIsZero,
    Rgb,
    Palette,
    /// Four inks, 0 is none.
    Cmyk,
    YCbCr,
}

/// What a sample's bits are (SampleFormat).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sample {
    Unsigned,
    Signed,
    Float,
}

/// What the sample after the colours is (ExtraSamples).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Alpha {
    None,
    /// Colours are already multiplied by it.
    Associated,
    Unassociated,
}

/// One image of the file.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    pub(super) width: usize,
    pub(super) height: usize,
    /// Bits of every sample.
    pub(super) bits: usize,
    /// Samples a pixel.
    pub(super) samples: usize,
    pub(super) sample: Sample,
    pub(super) colour: Colour,
    pub(super) alpha: Alpha,
    pub(super) compression: u16,
    pub(super) predictor: u16,
    /// Whether the bits of every byte stand in reverse.
    pub(super) reversed: bool,
    pub(super) t4_options: u32,
    /// Whether each sample has chunks of its own.
    pub(super) planar: bool,
    /// Pixels of a strip or tile. The last strip may have fewer rows; tiles are always whole.
    pub(super) chunk_width: usize,
    pub(super) chunk_height: usize,
    pub(super) tiled: bool,
    /// Where each chunk lies and how long it is, plane after plane.
    pub(super) chunks: Vec<(u64, u64)>,
    pub(super) little: bool,
    /// 8-bit colours by index.
    pub(super) palette: Vec<[u8; 3]>,
    pub(super) jpeg_tables: Option<Vec<u8>>,
    /// Pixels across and down that share a colour difference.
    pub(super) subsampling: (usize, usize),
    /// Luma coefficients of red, green, blue.
    pub(super) luma: [f64; 3],
    /// Black and white of Y, Cb and Cr.
    pub(super) reference: [f64; 6],
    pub(super) placement: Placement,
}

pub(super) type Reader = IfdReader<BufReader<File>>;

/// A directory that contradicts itself.
pub(super) fn damaged(what: &str) -> Error {
    Error::broken(format!("the TIFF page is damaged: {what}"))
}

fn unsupported(what: &str) -> Error {
    Error::new(Code::InputUnsupported, format!("this variant of TIFF is not read: {what}"))
}

impl Layout {
    /// Reads and checks a directory; sizes are held against the limits.
    pub(super) fn read(reader: &mut Reader, directory: &Directory, limits: Limits) -> Result<Self, Error> {
        let io = |e: io::Error| damaged(&e.to_string());
        let mut one = |tag: u16, default: u64| -> Result<u64, Error> {
            Ok(reader.uint_tag(directory, tag).map_err(io)?.unwrap_or(default))
        };
        let (width, height) = (one(tag::WIDTH, 0)?, one(tag::HEIGHT, 0)?);
        if width == 0 || height == 0 {
            return Err(damaged("it says that it has no pixels"));
        }
        let samples = one(tag::SAMPLES_PER_PIXEL, 1)?;
        let compression = one(tag::COMPRESSION, 1)? as u16;
        let fax = matches!(compression, 2..=4);
        let default_colour = match samples {
            _ if fax => 0,
            3.. => 2,
            _ => 1,
        };
        let colour = colour(one(tag::PHOTOMETRIC, default_colour)?)?;
        let orientation = match one(tag::ORIENTATION, 1)? {
            v @ 1..=8 => v as u8,
            _ => 1,
        };
        let (predictor, fill) = (one(tag::PREDICTOR, 1)? as u16, one(tag::FILL_ORDER, 1)?);
        let (t4_options, planar) = (one(tag::T4_OPTIONS, 0)? as u32, one(tag::PLANAR_CONFIG, 1)? == 2 && samples > 1);
        let rows_per_strip = one(tag::ROWS_PER_STRIP, height)?.clamp(1, height);
        let (tile_width, tile_height) = (one(tag::TILE_WIDTH, 0)?, one(tag::TILE_LENGTH, 0)?);
        if colour == Colour::Cmyk && one(tag::INK_SET, 1)? != 1 {
            return Err(unsupported("inks other than cyan, magenta, yellow and black"));
        }
        let placement = Placement { orientation, dpi: reader.dpi(directory) };
        let turning = crate::source::pixels::turning_bytes(placement);
        limits.check_page(width, height, 3 + turning)?;

        let mut many = |tag: u16| reader.uints(directory, tag).map_err(io);
        let bits = many(tag::BITS_PER_SAMPLE)?;
        let bits = if bits.is_empty() { vec![1] } else { bits };
        if bits.iter().any(|b| *b != bits[0]) {
            return Err(unsupported("samples of different depths"));
        }
        let (bits, samples) = (bits[0], samples as usize);
        if !(1..=64).contains(&bits) || !(1..=64).contains(&samples) {
            return Err(damaged("its samples have an impossible number or depth"));
        }
        let sample = match many(tag::SAMPLE_FORMAT)?.first() {
            None | Some(1 | 4) => Sample::Unsigned,
            Some(2) => Sample::Signed,
            Some(3) if matches!(bits, 32 | 64) => Sample::Float,
            Some(_) => return Err(unsupported("samples that are neither integers nor floats of 32 or 64 bits")),
        };
        let colours = match colour {
            Colour::WhiteIsZero | Colour::BlackIsZero | Colour::Palette => 1,
            Colour::Rgb | Colour::YCbCr => 3,
            Colour::Cmyk => 4,
        };
        if samples < colours {
            return Err(damaged("it has fewer samples than colours"));
        }
        let alpha = match many(tag::EXTRA_SAMPLES)?.first() {
            Some(1) if samples > colours => Alpha::Associated,
            Some(2) if samples > colours => Alpha::Unassociated,
            _ => Alpha::None,
        };
        let tiled = tile_width > 0 && tile_height > 0;
        let (offsets, counts) = if tiled {
            (many(tag::TILE_OFFSETS)?, many(tag::TILE_BYTE_COUNTS)?)
        } else {
            (many(tag::STRIP_OFFSETS)?, many(tag::STRIP_BYTE_COUNTS)?)
        };
        let (chunk_width, chunk_height) = if tiled { (tile_width, tile_height) } else { (width, rows_per_strip) };
        limits.check_page(chunk_width, chunk_height, (bits * samples as u64).div_ceil(8).max(3))?;
        let subsampling = match (colour, many(tag::YCBCR_SUBSAMPLING)?.as_slice()) {
            (Colour::YCbCr, [h @ (1 | 2 | 4), v @ (1 | 2 | 4), ..]) => (*h as usize, *v as usize),
            (Colour::YCbCr, []) => (2, 2),
            (Colour::YCbCr, _) => return Err(damaged("its colour subsampling is impossible")),
            _ => (1, 1),
        };
        let palette = if colour == Colour::Palette { palette(&many(tag::COLOR_MAP)?, bits)? } else { Vec::new() };
        let luma = reader.rationals(directory, tag::YCBCR_COEFFICIENTS).map_err(io)?;
        let luma = luma.try_into().ok().filter(|l: &[f64; 3]| l[1] > 0.0).unwrap_or([0.299, 0.587, 0.114]);
        let reference = reader.rationals(directory, tag::REFERENCE_BLACK_WHITE).map_err(io)?;
        let usable = |r: &[f64; 6]| r[1] > r[0] && r[3] > r[2] && r[5] > r[4];
        let reference = reference.try_into().ok().filter(usable).unwrap_or([0.0, 255.0, 128.0, 255.0, 128.0, 255.0]);
        let jpeg_tables = reader.blob(directory, tag::JPEG_TABLES).map_err(io)?;

        let mut layout = Self {
            width: width as usize,
            height: height as usize,
            bits: bits as usize,
            samples,
            sample,
            colour,
            alpha,
            compression,
            predictor,
            reversed: fill == 2,
            t4_options,
            planar,
            chunk_width: chunk_width as usize,
            chunk_height: chunk_height as usize,
            tiled,
            chunks: Vec::new(),
            little: reader.little(),
            palette,
            jpeg_tables,
            subsampling,
            luma,
            reference,
            placement,
        };
        layout.chunks = layout.chunk_list(reader, &offsets, &counts)?;
        Ok(layout)
    }

    /// Chunks across, down, and planes.
    pub(super) fn grid(&self) -> (usize, usize, usize) {
        let planes = if self.planar { self.samples } else { 1 };
        (self.width.div_ceil(self.chunk_width), self.height.div_ceil(self.chunk_height), planes)
    }

    /// Samples a pixel within one chunk.
    pub(super) fn chunk_samples(&self) -> usize {
        if self.planar { 1 } else { self.samples }
    }

    fn chunk_list(&self, reader: &Reader, offsets: &[u64], counts: &[u64]) -> Result<Vec<(u64, u64)>, Error> {
        let (across, down, planes) = self.grid();
        let want = across * down * planes;
        if offsets.len() < want {
            return Err(damaged("it does not say where all of its pixels lie"));
        }
        // A lone strip without its length runs to the end of the file.
        if counts.is_empty() && want == 1 {
            return Ok(vec![(offsets[0], reader.remaining(offsets[0]))]);
        }
        if counts.len() < want {
            return Err(damaged("it does not say how long all of its parts are"));
        }
        let chunks: Vec<(u64, u64)> = offsets.iter().copied().zip(counts.iter().copied()).take(want).collect();
        if chunks.iter().any(|(offset, count)| *count > reader.remaining(*offset)) {
            return Err(Error::broken("the TIFF file is cut short: pixels lie beyond its end"));
        }
        Ok(chunks)
    }
}

fn colour(photometric: u64) -> Result<Colour, Error> {
    Ok(match photometric {
        0 => Colour::WhiteIsZero,
        // A transparency mask (4) is a picture of one bit.
        1 | 4 => Colour::BlackIsZero,
        2 => Colour::Rgb,
        3 => Colour::Palette,
        5 => Colour::Cmyk,
        6 => Colour::YCbCr,
        8..=10 => return Err(unsupported("CIE L*a*b* colours")),
        other => return Err(unsupported(&format!("photometric interpretation {other}"))),
    })
}

/// The colour map: all reds, all greens, all blues, 16 bits each; some old writers left them at 8.
fn palette(map: &[u64], bits: u64) -> Result<Vec<[u8; 3]>, Error> {
    if bits > 16 {
        return Err(damaged("its palette has an impossible depth"));
    }
    let n = 1_usize << bits;
    if map.len() < 3 * n {
        return Err(damaged("its palette is too short"));
    }
    let narrow = map.iter().all(|v| *v < 256);
    // Writers widen 8 bits by 256 or by 257; the high byte is right for both.
    let channel = |v: u64| if narrow { v as u8 } else { (v >> 8) as u8 };
    Ok((0..n).map(|i| [channel(map[i]), channel(map[n + i]), channel(map[2 * n + i])]).collect())
}

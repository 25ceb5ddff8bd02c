//! From samples of any depth to 8-bit RGB: scaling, palette, inks, colour differences, transparency.

use super::codec::{Chunk, row_bytes};
use super::layout::{Alpha, Colour, Layout, Sample};
use crate::source::pixels::{over_white, to_8_bits};

/// Writes the top left `columns` × `rows` pixels of a chunk through `put(row, rgb)`, row by row.
pub(super) fn convert(layout: &Layout, chunk: &Chunk, columns: usize, rows: usize, mut put: impl FnMut(usize, &[u8])) {
    let mut rgb = vec![0; columns * 3];
    if chunk.rgb {
        let stride = layout.chunk_width * 3;
        for row in 0..rows {
            put(row, &chunk.bytes[row * stride..row * stride + columns * 3]);
        }
        return;
    }
    if layout.colour == Colour::YCbCr {
        let table = YCbCr::new(layout);
        for row in 0..rows {
            table.row(layout, &chunk.bytes, row, &mut rgb);
            put(row, &rgb);
        }
        return;
    }
    // Planes have been woven together by now, so every pixel has all of its samples.
    let n = layout.samples;
    let stride = if layout.planar { layout.chunk_width * n * layout.bits.div_ceil(8) } else { row_bytes(layout) };
    let mut values = vec![0_u8; columns * n];
    for row in 0..rows {
        let line = &chunk.bytes[row * stride..(row + 1) * stride];
        if layout.colour == Colour::Palette {
            for (x, pixel) in rgb.chunks_exact_mut(3).enumerate() {
                let index = integer(layout, line, x * n) as usize;
                pixel.copy_from_slice(&layout.palette[index.min(layout.palette.len() - 1)]);
            }
        } else {
            levels(layout, line, &mut values);
            for (pixel, value) in rgb.chunks_exact_mut(3).zip(values.chunks_exact(n)) {
                pixel.copy_from_slice(&colour(layout, value));
            }
        }
        put(row, &rgb);
    }
}

/// The colour of a pixel's 8-bit samples.
fn colour(layout: &Layout, v: &[u8]) -> [u8; 3] {
    let (rgb, alpha) = match layout.colour {
        Colour::Cmyk => ([0, 1, 2].map(|i| scaled(255 - v[i], 255 - v[3])), v.get(4)),
        Colour::Rgb | Colour::YCbCr => ([v[0], v[1], v[2]], v.get(3)),
        Colour::WhiteIsZero => ([255 - v[0]; 3], v.get(1)),
        Colour::BlackIsZero | Colour::Palette => ([v[0]; 3], v.get(1)),
    };
    match (layout.alpha, alpha) {
        (Alpha::Unassociated, Some(a)) => rgb.map(|c| over_white(c, *a)),
        (Alpha::Associated, Some(a)) => rgb.map(|c| c.saturating_add(255 - a)),
        _ => rgb,
    }
}

fn scaled(a: u8, b: u8) -> u8 {
    ((u32::from(a) * u32::from(b) + 127) / 255) as u8
}

/// A row's samples as 0 to 255.
fn levels(layout: &Layout, line: &[u8], values: &mut [u8]) {
    match (layout.bits, layout.sample) {
        (8, Sample::Unsigned) => values.copy_from_slice(&line[..values.len()]),
        (16, Sample::Unsigned) => {
            for (value, pair) in values.iter_mut().zip(line.chunks_exact(2)) {
                let pair = [pair[0], pair[1]];
                *value = to_8_bits(if layout.little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) });
            }
        }
        (_, Sample::Float) => {
            for (i, value) in values.iter_mut().enumerate() {
                let bits = integer(layout, line, i);
                let v = if layout.bits == 32 { f64::from(f32::from_bits(bits as u32)) } else { f64::from_bits(bits) };
                *value = (v.clamp(0.0, 1.0) * 255.0).round() as u8;
            }
        }
        (bits @ ..8, sample) => {
            // So few levels that a table of them is shorter than a division for every pixel.
            let table: Vec<u8> = (0..1_u64 << bits).map(|v| level(v, bits, sample)).collect();
            for (i, value) in values.iter_mut().enumerate() {
                *value = table[integer(layout, line, i) as usize];
            }
        }
        (bits, sample) => {
            for (i, value) in values.iter_mut().enumerate() {
                *value = level(integer(layout, line, i), bits, sample);
            }
        }
    }
}

/// An integer sample as 0 to 255.
fn level(value: u64, bits: usize, sample: Sample) -> u8 {
    let most = u64::MAX >> (64 - bits);
    // A signed sample has its sign bit turned, so that the least value is 0.
    let half = if sample == Sample::Signed { 1_u64 << (bits - 1) } else { 0 };
    ((u128::from(value ^ half) * 255 + u128::from(most / 2)) / u128::from(most)) as u8
}

/// Sample `index` of a row as an unsigned integer: whole bytes in the file's order, fewer bits from the highest.
fn integer(layout: &Layout, line: &[u8], index: usize) -> u64 {
    let bits = layout.bits;
    if bits.is_multiple_of(8) {
        let size = bits / 8;
        let bytes = &line[index * size..(index + 1) * size];
        let fold = |acc: u64, b: &u8| acc << 8 | u64::from(*b);
        return if layout.little { bytes.iter().rev().fold(0, fold) } else { bytes.iter().fold(0, fold) };
    }
    let start = index * bits;
    if bits == 1 {
        return u64::from(line[start / 8] >> (7 - start % 8) & 1);
    }
    (start..start + bits).fold(0, |acc, bit| acc << 1 | u64::from(line[bit / 8] >> (7 - bit % 8) & 1))
}

/// Colour differences to RGB (TIFF 6.0, section 21).
struct YCbCr {
    luma: [f64; 3],
    reference: [f64; 6],
}

impl YCbCr {
    fn new(layout: &Layout) -> Self {
        Self { luma: layout.luma, reference: layout.reference }
    }

    /// One row of pixels. Units of `across × down` lumas and two differences, unless planes were woven.
    fn row(&self, layout: &Layout, bytes: &[u8], row: usize, rgb: &mut [u8]) {
        let (across, down) = if layout.planar { (1, 1) } else { layout.subsampling };
        let unit = across * down + 2;
        let units = layout.chunk_width.div_ceil(across);
        let start = row / down * units * unit;
        for (x, pixel) in rgb.chunks_exact_mut(3).enumerate() {
            let unit = &bytes[start + x / across * unit..][..unit];
            let luma = unit[row % down * across + x % across];
            pixel.copy_from_slice(&self.rgb(luma, unit[across * down], unit[across * down + 1]));
        }
    }

    fn rgb(&self, y: u8, cb: u8, cr: u8) -> [u8; 3] {
        let r = &self.reference;
        let scale = |v: u8, black: f64, white: f64, range: f64| (f64::from(v) - black) * range / (white - black);
        let (y, cb, cr) = (scale(y, r[0], r[1], 255.0), scale(cb, r[2], r[3], 127.0), scale(cr, r[4], r[5], 127.0));
        let [lr, lg, lb] = self.luma;
        let (red, blue) = (cr * (2.0 - 2.0 * lr) + y, cb * (2.0 - 2.0 * lb) + y);
        let green = (y - lb * blue - lr * red) / lg;
        [red, green, blue].map(|v| v.round().clamp(0.0, 255.0) as u8)
    }
}

//! Decompresses one strip or tile: none, PackBits, LZW (old bit order too), Deflate, CCITT modified Huffman, Group 3
//! and Group 4, JPEG; then undoes the predictor.
//!
//! The result has exactly the bytes that the layout promises; a chunk that gives fewer is damaged. So no compressed
//! data, whatever it says, makes more memory than the limits allowed.

use std::io::Read;

use document::Code;
use flate2::read::ZlibDecoder;
use weezl::{BitOrder, LzwStatus, decode};

use super::fax;
use super::layout::{Colour, Layout, Sample, damaged};
use crate::Error;
use crate::source::jpeg::{self, Want};

/// A chunk's pixels.
pub(super) struct Chunk {
    pub(super) bytes: Vec<u8>,
    /// Whether these are 8-bit RGB already, whatever the layout says (JPEG with colour differences).
    pub(super) rgb: bool,
}

/// Names of the compressions that no kept library reads.
fn unknown(compression: u16) -> Error {
    let name = match compression {
        6 => "old-style JPEG (compression 6)".into(),
        9 | 10 => "JBIG".into(),
        32_766 => "NeXT run lengths".into(),
        32_771 => "CCITT run lengths aligned to words".into(),
        32_809 => "ThunderScan".into(),
        34_661 => "JBIG".into(),
        34_676 | 34_677 => "SGI LogLuv".into(),
        33_003 | 33_005 | 34_712 => "JPEG 2000".into(),
        34_887 => "LERC".into(),
        34_925 => "LZMA".into(),
        50_000 => "Zstandard".into(),
        50_001 => "WebP".into(),
        50_002 => "JPEG XL".into(),
        other => format!("number {other}"),
    };
    Error::new(Code::InputUnsupported, format!("this variant of TIFF is not read: compression {name}"))
}

/// The pixels of a chunk of `rows` rows from its bytes in the file.
pub(super) fn decode(layout: &Layout, mut raw: Vec<u8>, rows: usize) -> Result<Chunk, Error> {
    if layout.compression == 7 {
        return jpeg_chunk(layout, &raw, rows);
    }
    if layout.reversed {
        raw.iter_mut().for_each(|b| *b = b.reverse_bits());
    }
    let length = chunk_bytes(layout, rows);
    let mut bytes = vec![0; length];
    let filled = match layout.compression {
        1 => {
            let n = raw.len().min(length);
            bytes[..n].copy_from_slice(&raw[..n]);
            n
        }
        2..=4 => fax::decode(layout, &raw, rows, &mut bytes)?,
        5 => lzw(&raw, &mut bytes),
        8 | 32_946 => inflate(&raw, &mut bytes),
        32_773 => pack_bits(&raw, &mut bytes),
        other => return Err(unknown(other)),
    };
    if filled < length {
        return Err(damaged("its compressed pixels end too early"));
    }
    unpredict(layout, &mut bytes)?;
    Ok(Chunk { bytes, rgb: false })
}

/// Bytes of one row of a chunk; of subsampled colour, of one row of units.
pub(super) fn row_bytes(layout: &Layout) -> usize {
    let (across, down) = layout.subsampling;
    if layout.colour == Colour::YCbCr && !layout.planar {
        return layout.chunk_width.div_ceil(across) * (across * down + 2) * layout.bits.div_ceil(8);
    }
    (layout.chunk_width * layout.chunk_samples() * layout.bits).div_ceil(8)
}

fn chunk_bytes(layout: &Layout, rows: usize) -> usize {
    row_bytes(layout) * rows.div_ceil(layout.subsampling.1)
}

fn lzw(raw: &[u8], out: &mut [u8]) -> usize {
    // Before TIFF 6, codes stood in the other bit order; a stream then starts with a clear code seen from that side.
    let old = raw.len() >= 2 && raw[0] == 0 && raw[1] & 1 == 1;
    let mut decoder = if old {
        decode::Configuration::new(BitOrder::Lsb, 8).with_yield_on_full_buffer(true).build()
    } else {
        decode::Configuration::with_tiff_size_switch(BitOrder::Msb, 8).with_yield_on_full_buffer(true).build()
    };
    let (mut read, mut written) = (0, 0);
    while written < out.len() {
        let step = decoder.decode_bytes(&raw[read..], &mut out[written..]);
        read += step.consumed_in;
        written += step.consumed_out;
        let stuck = step.consumed_in == 0 && step.consumed_out == 0;
        if stuck || !matches!(step.status, Ok(LzwStatus::Ok)) {
            break;
        }
    }
    written
}

fn inflate(raw: &[u8], out: &mut [u8]) -> usize {
    let mut decoder = ZlibDecoder::new(raw);
    let mut written = 0;
    while written < out.len() {
        match decoder.read(&mut out[written..]) {
            Ok(0) | Err(_) => break,
            Ok(n) => written += n,
        }
    }
    written
}

fn pack_bits(raw: &[u8], out: &mut [u8]) -> usize {
    let (mut read, mut written) = (0, 0);
    while written < out.len() {
        let Some(&head) = raw.get(read) else { break };
        read += 1;
        match head as i8 {
            -128 => {}
            n @ 0.. => {
                let wanted = n as usize + 1;
                let n = wanted.min(out.len() - written).min(raw.len() - read);
                out[written..written + n].copy_from_slice(&raw[read..read + n]);
                (read, written) = (read + n, written + n);
                if n < wanted {
                    break;
                }
            }
            n => {
                let Some(&value) = raw.get(read) else { break };
                let n = (1 - isize::from(n)) as usize;
                let n = n.min(out.len() - written);
                out[written..written + n].fill(value);
                (read, written) = (read + 1, written + n);
            }
        }
    }
    written
}

/// JPEG strips may leave their tables to a tag of the directory.
fn jpeg_chunk(layout: &Layout, raw: &[u8], rows: usize) -> Result<Chunk, Error> {
    if layout.bits != 8 {
        return Err(Error::new(Code::InputUnsupported, "this variant of TIFF is not read: JPEG of 12 bits"));
    }
    let rgb = layout.colour == Colour::YCbCr && !layout.planar;
    let joined;
    let stream = match layout.jpeg_tables.as_deref() {
        Some([0xff, 0xd8, tables @ .., 0xff, 0xd9]) if raw.len() > 2 => {
            joined = [&[0xff, 0xd8], tables, &raw[2..]].concat();
            &joined
        }
        _ => raw,
    };
    let size = jpeg::markers(stream).ok_or_else(|| damaged("a JPEG part has no frame header"))?;
    let (width, height) = (usize::from(size.width), usize::from(size.height));
    if width < layout.chunk_width
        || height < rows
        || width > layout.chunk_width + 64
        || height > layout.chunk_height + 64
    {
        return Err(damaged("a JPEG part has another size than the directory says"));
    }
    let want = if rgb { Want::Rgb } else { Want::Components };
    let decoded = jpeg::decode(stream, want, true).or_else(|_| jpeg::decode(stream, want, false));
    let (mut bytes, width, _, samples) = decoded.map_err(|e| jpeg::refused(&e, "the TIFF page is damaged"))?;
    if samples != if rgb { 3 } else { layout.chunk_samples() } {
        return Err(damaged("a JPEG part has another number of colours than the directory says"));
    }
    let (from, to) = (width * samples, layout.chunk_width * samples);
    if from != to {
        for row in 0..rows {
            bytes.copy_within(row * from..row * from + to, row * to);
        }
    }
    if bytes.len() < rows * to {
        return Err(damaged("a JPEG part ends too early"));
    }
    bytes.truncate(rows * to);
    Ok(Chunk { bytes, rgb })
}

/// Undoes horizontal differencing (2) and floating point differencing (3), row by row.
fn unpredict(layout: &Layout, bytes: &mut [u8]) -> Result<(), Error> {
    let row = row_bytes(layout);
    let samples = layout.chunk_samples();
    match (layout.predictor, layout.bits) {
        (1, _) | (_, 0) => {}
        // The compressions that know predictors; elsewhere the tag means nothing.
        _ if !matches!(layout.compression, 5 | 8 | 32_946) => {}
        (2, 8 | 16 | 32 | 64) => {
            let size = layout.bits / 8;
            for line in bytes.chunks_exact_mut(row) {
                accumulate(line, size, samples, layout.little);
            }
        }
        (3, 32 | 64) if layout.sample == Sample::Float => {
            let size = layout.bits / 8;
            let mut planes = vec![0; row];
            for line in bytes.chunks_exact_mut(row) {
                accumulate(line, 1, samples, true);
                planes.copy_from_slice(line);
                let n = row / size;
                for (i, value) in line.chunks_exact_mut(size).enumerate() {
                    // The planes run from the highest byte to the lowest.
                    for (k, byte) in value.iter_mut().enumerate() {
                        let plane = if layout.little { size - 1 - k } else { k };
                        *byte = planes[plane * n + i];
                    }
                }
            }
        }
        (predictor, bits) => {
            let message = format!("this variant of TIFF is not read: predictor {predictor} on samples of {bits} bits");
            return Err(Error::new(Code::InputUnsupported, message));
        }
    }
    Ok(())
}

/// Adds to every sample of a row its left neighbour.
fn accumulate(line: &mut [u8], size: usize, samples: usize, little: bool) {
    let step = size * samples;
    if size == 1 {
        for i in step..line.len() {
            line[i] = line[i].wrapping_add(line[i - step]);
        }
        return;
    }
    for i in (step..(line.len() / size) * size).step_by(size) {
        let mut carry = 0;
        for k in 0..size {
            let k = if little { k } else { size - 1 - k };
            let sum = u16::from(line[i + k]) + u16::from(line[i + k - step]) + carry;
            line[i + k] = sum as u8;
            carry = sum >> 8;
        }
    }
}

//! CCITT modified Huffman (compression 2), Group 3 in one and two dimensions (3) and Group 4 (4), by hayro-ccitt.
//!
//! Damaged lines of a Group 3 page are passed over, as a fax machine does; a page that ends early is an error.

use hayro_ccitt::{DecodeSettings, Decoder, DecoderContext, EncodingMode};

use super::layout::{Layout, damaged};
use crate::Error;

/// The share of rows that may be missing at the end: lines lost on the wire.
const LOST_ROWS: f32 = 0.02;

/// Rows of packed bits, black as 1.
struct Rows<'a> {
    out: &'a mut [u8],
    row_bytes: usize,
    columns: usize,
    done: usize,
}

impl Decoder for Rows<'_> {
    fn push_row(&mut self, changes: &[u32]) {
        let start = self.done * self.row_bytes;
        self.done += 1;
        let Some(row) = self.out.get_mut(start..start + self.row_bytes) else { return };
        for run in changes.chunks(2) {
            let from = run[0] as usize;
            let to = run.get(1).map_or(self.columns, |end| *end as usize);
            blacken(row, from, to.min(self.columns));
        }
    }
}

/// Sets the bits `from..to`, the highest bit of a byte first.
fn blacken(row: &mut [u8], from: usize, to: usize) {
    if from >= to {
        return;
    }
    let (first, last) = (from / 8, (to - 1) / 8);
    let (head, tail) = (0xff_u8 >> (from % 8), 0xff_u8 << (7 - (to - 1) % 8));
    if first == last {
        row[first] |= head & tail;
    } else {
        row[first] |= head;
        row[first + 1..last].fill(0xff);
        row[last] |= tail;
    }
}

/// Decodes `rows` rows into `out` (zeroed); gives how many bytes of it are valid.
pub(super) fn decode(layout: &Layout, raw: &[u8], rows: usize, out: &mut [u8]) -> Result<usize, Error> {
    if layout.bits != 1 || layout.chunk_samples() != 1 {
        return Err(damaged("fax compression of samples that are not of one bit"));
    }
    let two_dimensional = layout.t4_options & 1 != 0;
    let encoding = match layout.compression {
        4 => EncodingMode::Group4,
        3 if two_dimensional => EncodingMode::Group3_2D,
        _ => EncodingMode::Group3_1D,
    };
    let settings = DecodeSettings {
        columns: layout.chunk_width as u32,
        rows: rows as u32,
        end_of_block: layout.compression != 2,
        end_of_line: layout.compression == 3,
        rows_are_byte_aligned: layout.compression == 2,
        encoding,
        strict: false,
    };
    let row_bytes = layout.chunk_width.div_ceil(8);
    let length = out.len();
    let mut sink = Rows { out, row_bytes, columns: layout.chunk_width, done: 0 };
    let result = hayro_ccitt::decode(raw, &mut sink, &mut DecoderContext::new(settings));
    let missing = rows.saturating_sub(sink.done);
    if missing == 0 || (result.is_ok() && missing as f32 <= rows as f32 * LOST_ROWS) {
        return Ok(length);
    }
    Ok(sink.done * row_bytes)
}

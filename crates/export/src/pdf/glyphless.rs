//! A font that draws nothing: what invisible text is set in. It is made here, table by table, rather than carried as a
//! file. One glyph, half an em wide, stands for every character; what a code means is told by `ToUnicode` alone. The
//! glyph is a line there and back across its box: it covers no area, but PDFium passes over text whose glyphs have no
//! extent.
//!
//! The shape of the tables: OpenType 1.9; those that a CIDFontType2 must have: ISO 32000-1, 9.9.

/// Units of an em.
const EM: u16 = 1000;
/// Every character's width in units: whatever it is, each word is stretched to its place.
pub(super) const WIDTH: u16 = 500;
/// How far the line reaches over its baseline, and under it: together one em, so that a line as high as its box has the
/// size of that box.
pub(super) const ASCENT: i16 = 760;
/// Negative: under the baseline.
pub(super) const DESCENT: i16 = ASCENT - EM as i16;

/// The font program: a TrueType font of two glyphs, an empty `.notdef` and the one in use (glyph 1).
pub(super) fn program() -> Vec<u8> {
    // The tables in the order of their names, as the directory wants them. Places of glyphs count in two bytes.
    let glyph = glyph();
    let end = glyph.len() as u16 / 2;
    let tables: [(&[u8; 4], Vec<u8>); 6] = [
        (b"glyf", glyph),
        (b"head", head()),
        (b"hhea", hhea()),
        (b"hmtx", words(&[WIDTH, 0, WIDTH, 0])),
        (b"loca", words(&[0, 0, end])),
        (b"maxp", maxp()),
    ];
    let count = tables.len() as u16;
    // Search range, entry selector and range shift of six tables.
    let mut font = [&0x0001_0000_u32.to_be_bytes()[..], &words(&[count, 64, 2, count * 16 - 64])].concat();
    let mut offset = font.len() + tables.len() * 16;
    let (mut body, mut head_at) = (Vec::new(), 0);
    for (name, table) in &tables {
        if *name == b"head" {
            head_at = offset;
        }
        font.extend_from_slice(*name);
        for number in [checksum(table), offset as u32, table.len() as u32] {
            font.extend_from_slice(&number.to_be_bytes());
        }
        body.extend_from_slice(table);
        body.resize(body.len().next_multiple_of(4), 0);
        offset += table.len().next_multiple_of(4);
    }
    font.extend_from_slice(&body);
    let adjustment = 0xb1b0_afba_u32.wrapping_sub(checksum(&font));
    font[head_at + 8..head_at + 12].copy_from_slice(&adjustment.to_be_bytes());
    font
}

fn head() -> Vec<u8> {
    let mut table = words(&[1, 0, 1, 0, 0, 0, 0x5f0f, 0x3cf5, 0, EM]);
    // Made and changed: a fixed date, so that the same document gives the same bytes (seconds since 1904).
    for _ in 0..2 {
        table.extend_from_slice(&3_786_825_600_u64.to_be_bytes());
    }
    table.extend(words(&[0, DESCENT as u16, WIDTH, ASCENT as u16, 0, 8, 2, 0, 0]));
    table
}

fn hhea() -> Vec<u8> {
    words(&[1, 0, ASCENT as u16, DESCENT as u16, 0, WIDTH, 0, 0, WIDTH, 1, 0, 0, 0, 0, 0, 0, 0, 2])
}

fn maxp() -> Vec<u8> {
    words(&[1, 0, 2, 2, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0])
}

/// One contour of two points, from the box's foot at the left to its head at the right.
fn glyph() -> Vec<u8> {
    let (foot, head) = (DESCENT as u16, ASCENT as u16);
    // The count of contours, the box, the last point, no instructions; then for each point a flag (on the curve), and
    // the steps from point to point along x and y.
    [words(&[1, 0, foot, WIDTH, head, 1, 0]), vec![1, 1], words(&[0, WIDTH, foot, EM])].concat()
}

fn words(values: &[u16]) -> Vec<u8> {
    values.iter().flat_map(|v| v.to_be_bytes()).collect()
}

fn checksum(table: &[u8]) -> u32 {
    table.chunks(4).fold(0, |sum: u32, chunk| {
        let mut word = [0; 4];
        word[..chunk.len()].copy_from_slice(chunk);
        sum.wrapping_add(u32::from_be_bytes(word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_have_their_sizes_and_the_sum_is_right() {
        assert_eq!((head().len(), hhea().len(), maxp().len(), glyph().len()), (54, 36, 32, 24));
        assert_eq!(checksum(&program()), 0xb1b0_afba);
    }
}

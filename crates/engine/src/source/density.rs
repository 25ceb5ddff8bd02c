//! What a picture's metadata says of how it lies and how large it is: orientation and pixels an inch, from EXIF, PNG's
//! pHYs and BMP's header.
//!
//! A damaged EXIF block is no reason to refuse the picture: it then says nothing.

use std::io::Cursor;

use super::ifd::{IfdReader, tag};

/// Orientation and density, where the metadata says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Placement {
    /// EXIF orientation, 1 to 8.
    pub(super) orientation: u8,
    /// Pixels an inch; 0 unknown.
    pub(super) dpi: f32,
}

impl Default for Placement {
    fn default() -> Self {
        Self { orientation: 1, dpi: 0.0 }
    }
}

/// Reads a raw EXIF block, with or without its `Exif\0\0` prefix.
pub(super) fn from_exif(block: &[u8]) -> Placement {
    let block = block.strip_prefix(b"Exif\0\0").unwrap_or(block);
    let mut placement = Placement::default();
    let Ok(mut reader) = IfdReader::new(Cursor::new(block)) else { return placement };
    let Ok(directory) = reader.directory(reader.first) else { return placement };
    if let Ok(Some(v @ 1..=8)) = reader.uint_tag(&directory, tag::ORIENTATION) {
        placement.orientation = v as u8;
    }
    placement.dpi = reader.dpi(&directory);
    // Cameras write 72 for "unknown"; a page at 72 dpi is too coarse to be told from that.
    if placement.dpi <= 72.0 {
        placement.dpi = 0.0;
    }
    placement
}

/// Pixels an inch of a PNG from its pHYs chunk (pixels a metre); 0 where there is none. `head` is the start of the file.
pub(super) fn png_dpi(head: &[u8]) -> f32 {
    let mut at = 8;
    while let Some(chunk) = head.get(at..at + 8) {
        let length = u32::from_be_bytes([chunk[0], chunk[1], chunk[2], chunk[3]]) as usize;
        match &chunk[4..8] {
            b"IDAT" | b"IEND" => return 0.0,
            b"pHYs" => {
                return match head.get(at + 8..at + 17) {
                    Some(&[a, b, c, d, _, _, _, _, 1]) => per_metre(u32::from_be_bytes([a, b, c, d])),
                    _ => 0.0,
                };
            }
            _ => at = at.saturating_add(12).saturating_add(length),
        }
    }
    0.0
}

/// Pixels an inch of a BMP with a header of 40 bytes or more; 0 where it says nothing.
pub(super) fn bmp_dpi(head: &[u8]) -> f32 {
    match (head.get(14), head.get(38..42)) {
        (Some(40..), Some(&[a, b, c, d])) => per_metre(u32::from_le_bytes([a, b, c, d])),
        _ => 0.0,
    }
}

/// Pixels a metre as pixels an inch, rounded to a tenth: 11811 is 300.
fn per_metre(pixels: u32) -> f32 {
    let dpi = (f64::from(pixels) * 0.254).round() / 10.0;
    if (1.0..=100_000.0).contains(&dpi) { dpi as f32 } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exif_in_either_byte_order() {
        let mut little = b"Exif\0\0II\x2a\0\x08\0\0\0\x02\0".to_vec();
        little.extend_from_slice(&[0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0]);
        little.extend_from_slice(&[0x1a, 1, 5, 0, 1, 0, 0, 0, 38, 0, 0, 0]);
        little.extend_from_slice(&[0, 0, 0, 0, 0x2c, 1, 0, 0, 1, 0, 0, 0]);
        assert_eq!(from_exif(&little), Placement { orientation: 6, dpi: 300.0 });
        let big = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x08\0\0\0\0\0\0";
        assert_eq!(from_exif(big), Placement { orientation: 8, dpi: 0.0 });
        assert_eq!(from_exif(b"Exif\0\0garbage"), Placement::default());
    }

    #[test]
    fn dots_a_metre() {
        assert_eq!(per_metre(11_811), 300.0);
        assert_eq!(per_metre(2_835), 72.0);
        assert_eq!(per_metre(0), 0.0);
    }
}

//! Tells file kinds apart by their first bytes, never by name.

use serde::{Deserialize, Serialize};

/// How many bytes of a file [`sniff`] wants: readers accept a PDF whose header stands anywhere in its first 1024 bytes.
pub const SNIFF_BYTES: usize = 1024;

/// The kinds of content that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Portable Network Graphics.
    Png,
    /// JPEG in any of its colour spaces.
    Jpeg,
    /// WebP.
    WebP,
    /// GIF; every frame is a page.
    Gif,
    /// Windows bitmap.
    Bmp,
    /// TIFF or BigTIFF; every image is a page.
    Tiff,
    /// PDF.
    Pdf,
}

impl std::fmt::Display for Format {
    /// The name as people write it, e.g. `JPEG`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Png => "PNG",
            Self::Jpeg => "JPEG",
            Self::WebP => "WebP",
            Self::Gif => "GIF",
            Self::Bmp => "BMP",
            Self::Tiff => "TIFF",
            Self::Pdf => "PDF",
        })
    }
}

/// The kind of content that starts with `head` (the first [`SNIFF_BYTES`] bytes are enough); `None` for anything else.
pub fn sniff(head: &[u8]) -> Option<Format> {
    let head = &head[..head.len().min(SNIFF_BYTES)];
    match head {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Format::Png),
        [0xff, 0xd8, 0xff, ..] => Some(Format::Jpeg),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Format::WebP),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(Format::Gif),
        [b'I', b'I', 42 | 43, 0, ..] | [b'M', b'M', 0, 42 | 43, ..] => Some(Format::Tiff),
        _ if is_bmp(head) => Some(Format::Bmp),
        _ => head.windows(5).any(|w| w == b"%PDF-").then_some(Format::Pdf),
    }
}

/// `BM` alone also starts plain text; the size of the second header tells.
fn is_bmp(head: &[u8]) -> bool {
    head.starts_with(b"BM")
        && head.get(14..18).is_some_and(|size| matches!(size, [12 | 16 | 40 | 52 | 56 | 64 | 108 | 124, 0, 0, 0]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_decides() {
        let cases: [(&[u8], Option<Format>); 13] = [
            (b"\x89PNG\r\n\x1a\n....", Some(Format::Png)),
            (b"\xff\xd8\xff\xe0....", Some(Format::Jpeg)),
            (b"RIFF\0\0\0\0WEBPVP8 ", Some(Format::WebP)),
            (b"RIFF\0\0\0\0WAVEfmt ", None),
            (b"GIF89a..", Some(Format::Gif)),
            (b"GIF87a..", Some(Format::Gif)),
            (b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0", Some(Format::Bmp)),
            (b"BMW is a maker of cars.", None),
            (b"II\x2a\0....", Some(Format::Tiff)),
            (b"MM\0\x2b....", Some(Format::Tiff)),
            (b"%PDF-1.7\n", Some(Format::Pdf)),
            (b"plain words", None),
            (b"", None),
        ];
        for (head, want) in cases {
            assert_eq!(sniff(head), want, "{}", String::from_utf8_lossy(head));
        }
    }

    #[test]
    fn a_pdf_header_may_follow_other_bytes() {
        let late = |n| [vec![b'x'; n], b"%PDF-1.4".to_vec()].concat();
        assert_eq!(sniff(&late(1000)), Some(Format::Pdf));
        assert_eq!(sniff(&late(1020)), None);
    }
}

//! What a JPEG's markers say that PDF has to know beside the data (ITU-T T.81 B.2; Adobe's marker: Supporting the DCT
//! Filters in PostScript Level 2, 18).

use printpdf::DictItem;

use super::picture::{Dict, colour_space, name};

/// Bytes of an ICC profile in one APP2 marker stand after its name, its number and the count of all.
const PROFILE_NAME: &[u8] = b"ICC_PROFILE\0";

/// The markers before the first scan.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Header {
    components: u8,
    /// Whether decoders of PDF know this process: Huffman-coded, of 8 bits, sequential or progressive.
    plain: bool,
    /// Whether three components are red, green and blue as they stand.
    bare_rgb: bool,
    profile: Option<Vec<u8>>,
}

impl Header {
    /// Reads the markers; `None` where there is no frame header.
    pub(super) fn read(file: &[u8]) -> Option<Self> {
        let mut header = Self::default();
        let (mut declared, mut ids, mut parts) = (false, Vec::new(), Vec::new());
        let mut at = 2;
        while let Some(&[0xff, marker]) = file.get(at..at + 2) {
            if matches!(marker, 0xff | 1 | 0xd0..=0xd8) {
                at += if marker == 0xff { 1 } else { 2 };
                continue;
            }
            if matches!(marker, 0xd9 | 0xda) {
                break;
            }
            let length = usize::from(u16::from_be_bytes([*file.get(at + 2)?, *file.get(at + 3)?]));
            let segment = file.get(at + 4..at + 2 + length.max(2))?;
            match (marker, segment) {
                (0xc4 | 0xc8 | 0xcc, _) => {}
                (0xc0..=0xcf, [bits, h1, h0, _, _, count, rest @ ..]) => {
                    header.components = *count;
                    header.plain = *bits == 8 && marker <= 0xc2 && (*h1, *h0) != (0, 0);
                    ids = rest.chunks_exact(3).map(|c| c[0]).collect();
                }
                (0xe0, [b'J', b'F', b'I', b'F', ..]) | (0xee, [b'A', b'd', b'o', b'b', b'e', ..]) => declared = true,
                (0xe2, profile) if profile.starts_with(PROFILE_NAME) && profile.len() > PROFILE_NAME.len() + 2 => {
                    let (number, part) = profile[PROFILE_NAME.len()..].split_at(2);
                    parts.push((number[0], part.to_vec()));
                }
                _ => {}
            }
            at += 2 + length.max(2);
        }
        header.bare_rgb = !declared && ids == *b"RGB";
        parts.sort_by_key(|(number, _)| *number);
        header.profile = (!parts.is_empty()).then(|| parts.into_iter().flat_map(|(_, part)| part).collect());
        (header.components > 0).then_some(header)
    }

    /// Whether every reader of PDF decodes it. In PDF/A the four inks would need a profile of a press.
    pub(super) fn can_be_kept(&self, pdf_a: bool) -> bool {
        self.plain && (matches!(self.components, 1 | 3) || self.components == 4 && !pdf_a)
    }

    /// The image's entries beside its size.
    pub(super) fn dictionary(self) -> Dict {
        let mut dict = Dict::from([
            ("BitsPerComponent".to_owned(), DictItem::Int(8)),
            ("Filter".to_owned(), name("DCTDecode")),
            ("ColorSpace".to_owned(), colour_space(self.components, self.profile)),
        ]);
        if self.components == 4 {
            // Written inverted by everybody since Adobe did.
            let decode = [1, 0].repeat(4).into_iter().map(DictItem::Int).collect();
            dict.insert("Decode".to_owned(), DictItem::Array(decode));
        }
        if self.bare_rgb {
            let map = Dict::from([("ColorTransform".to_owned(), DictItem::Int(0))]);
            dict.insert("DecodeParms".to_owned(), DictItem::Dict { map });
        }
        dict
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(segments: &[(u8, &[u8])]) -> Vec<u8> {
        let mut file = vec![0xff, 0xd8];
        for (marker, body) in segments {
            file.extend_from_slice(&[0xff, *marker]);
            file.extend_from_slice(&(body.len() as u16 + 2).to_be_bytes());
            file.extend_from_slice(body);
        }
        file.extend_from_slice(&[0xff, 0xda]);
        file
    }

    #[test]
    fn processes_that_readers_know_are_kept() {
        let keeps = |marker, bits, components, pdf_a| {
            let frame = [&[bits, 0, 9, 0, 9, components][..], &[1, 17, 0].repeat(components.into())].concat();
            Header::read(&file(&[(marker, &frame)])).unwrap().can_be_kept(pdf_a)
        };
        assert!(keeps(0xc0, 8, 3, true) && keeps(0xc2, 8, 1, true) && keeps(0xc0, 8, 4, false));
        // Four inks in PDF/A, arithmetic coding, lossless, 12 bits, two components.
        assert!(!keeps(0xc0, 8, 4, true) && !keeps(0xc9, 8, 3, false) && !keeps(0xc3, 8, 3, false));
        assert!(!keeps(0xc1, 12, 3, false) && !keeps(0xc0, 8, 2, false));
        assert_eq!(Header::read(b"\xff\xd8\xff\xd9"), None);
    }

    #[test]
    fn four_inks_are_inverted_and_bare_rgb_is_said() {
        let frame = |ids: &[u8]| {
            let ids: Vec<u8> = ids.iter().flat_map(|id| [*id, 17, 0]).collect();
            [&[8, 0, 9, 0, 9, (ids.len() / 3) as u8][..], &ids].concat()
        };
        let dictionary = |segments: &[(u8, &[u8])]| Header::read(&file(segments)).unwrap().dictionary();
        assert!(dictionary(&[(0xc0, &frame(b"CMYK"))]).contains_key("Decode"));
        assert!(dictionary(&[(0xc0, &frame(b"RGB"))]).contains_key("DecodeParms"));
        assert!(!dictionary(&[(0xe0, b"JFIF\0"), (0xc0, &frame(b"RGB"))]).contains_key("DecodeParms"));
    }

    #[test]
    fn a_profile_in_parts_is_put_together_in_their_order() {
        let part = |number: u8, body: &[u8]| [PROFILE_NAME, &[number, 2], body].concat();
        let frame = [8, 0, 9, 0, 9, 1, 1, 17, 0];
        let file = file(&[(0xe2, &part(2, b"cd")), (0xe2, &part(1, b"ab")), (0xc0, &frame)]);
        assert_eq!(Header::read(&file).unwrap().profile.unwrap(), b"abcd");
    }
}

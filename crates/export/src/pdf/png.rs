//! PNG data as PDF takes it: FlateDecode with PNG's own predictors reads the joined IDAT chunks as they are, unless the
//! picture is interlaced or transparent.

use std::io::Read;

use flate2::read::ZlibDecoder;
use printpdf::DictItem;

use super::picture::{Dict, colour_space, name};

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
/// More than any profile that is in use.
const MOST_PROFILE_BYTES: u64 = 8 << 20;

/// What the chunks before the pixels say.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Header {
    width: u32,
    bits: u8,
    components: u8,
    palette: Option<Vec<u8>>,
    profile: Option<Vec<u8>>,
}

impl Header {
    /// Reads the chunks before the pixels; `None` where PDF cannot take the pixels as they are.
    pub(super) fn read(file: &[u8]) -> Option<Self> {
        let mut header = Self::default();
        for (kind, body) in chunks(file) {
            match (kind, body) {
                (b"IHDR", &[w3, w2, w1, w0, _, _, _, _, bits, colour, 0, 0, 0]) => {
                    header.width = u32::from_be_bytes([w3, w2, w1, w0]);
                    header.bits = bits;
                    header.components = match colour {
                        0 | 3 => 1,
                        2 => 3,
                        _ => return None,
                    };
                    header.palette = (colour == 3).then(Vec::new);
                }
                (b"IHDR" | b"tRNS", _) => return None,
                (b"PLTE", palette) if header.palette.is_some() => header.palette = Some(palette.to_vec()),
                (b"iCCP", body) => header.profile = profile(body),
                (b"IDAT", _) => break,
                _ => {}
            }
        }
        let whole = header.palette.as_ref().is_none_or(|p| !p.is_empty() && p.len().is_multiple_of(3));
        (header.components > 0 && whole).then_some(header)
    }

    /// The image's entries beside its size, and its data.
    pub(super) fn into_image(self, file: &[u8]) -> Option<(Dict, Vec<u8>)> {
        let data: Vec<u8> =
            chunks(file).filter(|(kind, _)| *kind == b"IDAT").flat_map(|(_, body)| body).copied().collect();
        let space = match self.palette {
            None => colour_space(self.components, self.profile),
            Some(palette) => {
                let last = (palette.len() / 3).min(256) as i64 - 1;
                let colours = palette.into_iter().take(768).collect();
                let table = DictItem::String { data: colours, literal: false };
                let base = colour_space(3, self.profile);
                DictItem::Array(vec![name("Indexed"), base, DictItem::Int(last), table])
            }
        };
        let parameters = Dict::from([
            ("Predictor".to_owned(), DictItem::Int(15)),
            ("Colors".to_owned(), DictItem::Int(self.components.into())),
            ("BitsPerComponent".to_owned(), DictItem::Int(self.bits.into())),
            ("Columns".to_owned(), DictItem::Int(self.width.into())),
        ]);
        let dict = Dict::from([
            ("BitsPerComponent".to_owned(), DictItem::Int(self.bits.into())),
            ("ColorSpace".to_owned(), space),
            ("Filter".to_owned(), name("FlateDecode")),
            ("DecodeParms".to_owned(), DictItem::Dict { map: parameters }),
        ]);
        (!data.is_empty()).then_some((dict, data))
    }
}

/// The chunks of a file: their kinds and bodies. Ends where one is cut short.
fn chunks(file: &[u8]) -> impl Iterator<Item = (&[u8; 4], &[u8])> {
    let mut rest = file.strip_prefix(SIGNATURE).unwrap_or_default();
    std::iter::from_fn(move || {
        let (length, after) = rest.split_first_chunk::<4>()?;
        let (kind, after) = after.split_first_chunk::<4>()?;
        let length = u32::from_be_bytes(*length) as usize;
        let body = after.get(..length)?;
        rest = after.get(length + 4..).unwrap_or_default();
        Some((kind, body))
    })
}

/// The profile in an iCCP chunk: a name, a zero, the method (0), then zlib data.
fn profile(body: &[u8]) -> Option<Vec<u8>> {
    let end = body.iter().position(|b| *b == 0)?;
    let packed = body.get(end + 2..)?;
    let mut profile = Vec::new();
    ZlibDecoder::new(packed).take(MOST_PROFILE_BYTES).read_to_end(&mut profile).ok()?;
    Some(profile)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(colour: png::ColorType, transparent: bool) -> Vec<u8> {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, 2, 1);
        encoder.set_color(colour);
        encoder.set_depth(png::BitDepth::Eight);
        if colour == png::ColorType::Indexed {
            encoder.set_palette(vec![1, 2, 3, 4, 5, 6]);
        }
        if transparent {
            encoder.set_trns(vec![0]);
        }
        let samples = colour.samples() * 2;
        encoder.write_header().unwrap().write_image_data(&vec![0; samples]).unwrap();
        file
    }

    #[test]
    fn opaque_pictures_are_taken_as_they_are() {
        for (colour, components) in
            [(png::ColorType::Grayscale, 1), (png::ColorType::Rgb, 3), (png::ColorType::Indexed, 1)]
        {
            let file = encoded(colour, false);
            let header = Header::read(&file).unwrap();
            assert_eq!((header.width, header.bits, header.components), (2, 8, components));
            let (dict, data) = header.into_image(&file).unwrap();
            let place = file.windows(4).position(|w| w == b"IDAT").unwrap() + 4;
            assert_eq!(file[place..place + data.len()], data);
            assert_eq!(dict["BitsPerComponent"], DictItem::Int(8));
        }
    }

    #[test]
    fn transparent_ones_and_garbage_are_not() {
        assert_eq!(Header::read(&encoded(png::ColorType::GrayscaleAlpha, false)), None);
        assert_eq!(Header::read(&encoded(png::ColorType::Indexed, true)), None);
        assert_eq!(Header::read(b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffIHDR"), None);
    }
}

//! Decoded pixels packed small without loss: two colours that are black and white as CCITT Group 4, up to 256 colours by
//! their index, greys as greys, all else as RGB; but for the first under FlateDecode with PNG's predictors.

use std::collections::HashMap;

use fax::encoder::Encoder;
use fax::{Color, VecWriter};

use super::picture::{Dict, group4};

/// The image's entries beside its size, and its data; `None` where `rgb` is not of that size.
pub(super) fn pack(rgb: &[u8], width: u32, height: u32) -> Option<(Dict, Vec<u8>)> {
    if rgb.is_empty() || rgb.len() as u64 != u64::from(width) * u64::from(height) * 3 {
        return None;
    }
    let (pixels, _) = rgb.as_chunks::<3>();
    let colours = colours(pixels);
    if let Some(colours) = &colours
        && colours.keys().all(|c| matches!(c, [0, 0, 0] | [255, 255, 255]))
    {
        return Some((group4(width, height, false), fax(pixels, width)));
    }
    let grey = pixels.iter().all(|p| p[0] == p[1] && p[1] == p[2]);
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_filter(png::Filter::Adaptive);
    let data = match colours {
        Some(colours) if !grey || colours.len() <= 16 => {
            let depth = match colours.len() {
                0..=2 => png::BitDepth::One,
                3..=4 => png::BitDepth::Two,
                5..=16 => png::BitDepth::Four,
                _ => png::BitDepth::Eight,
            };
            let mut palette = vec![[0; 3]; colours.len()];
            for (colour, index) in &colours {
                palette[usize::from(*index)] = *colour;
            }
            encoder.set_color(png::ColorType::Indexed);
            encoder.set_depth(depth);
            encoder.set_palette(palette.concat());
            // Neighbours of an index are not like it: filters only hurt.
            encoder.set_filter(png::Filter::NoFilter);
            indexed(pixels, width as usize, &colours, depth as usize)
        }
        _ if grey => {
            encoder.set_color(png::ColorType::Grayscale);
            pixels.iter().map(|p| p[0]).collect()
        }
        _ => {
            encoder.set_color(png::ColorType::Rgb);
            rgb.to_vec()
        }
    };
    encoder.write_header().and_then(|mut writer| writer.write_image_data(&data)).ok()?;
    super::png::Header::read(&file)?.into_image(&file)
}

/// Every colour with its index in the order of appearance; `None` beyond 256.
fn colours(pixels: &[[u8; 3]]) -> Option<HashMap<[u8; 3], u8>> {
    let mut colours = HashMap::new();
    let mut last = None;
    for pixel in pixels {
        if last != Some(pixel) {
            last = Some(pixel);
            let next = colours.len();
            if !colours.contains_key(pixel) {
                colours.insert(*pixel, u8::try_from(next).ok()?);
            }
        }
    }
    Some(colours)
}

/// Indices of `bits` each, rows padded to whole bytes.
fn indexed(pixels: &[[u8; 3]], width: usize, colours: &HashMap<[u8; 3], u8>, bits: usize) -> Vec<u8> {
    let (mut last, mut index) = (&pixels[0], colours[&pixels[0]]);
    let mut packed = Vec::with_capacity((width * bits).div_ceil(8) * pixels.len() / width);
    for row in pixels.chunks(width) {
        for byte in row.chunks(8 / bits) {
            let mut value = 0;
            for (i, pixel) in byte.iter().enumerate() {
                if pixel != last {
                    (last, index) = (pixel, colours[pixel]);
                }
                value |= index << (8 - bits * (i + 1));
            }
            packed.push(value);
        }
    }
    packed
}

/// Group 4 data of black and white pixels.
fn fax(pixels: &[[u8; 3]], width: u32) -> Vec<u8> {
    let mut encoder = Encoder::new(VecWriter::new());
    for row in pixels.chunks(width as usize) {
        let row = row.iter().map(|p| if p[0] == 0 { Color::Black } else { Color::White });
        let Ok(()) = encoder.encode_line(row, width);
    }
    let Ok(writer) = encoder.finish();
    writer.finish()
}

#[cfg(test)]
mod tests {
    use printpdf::DictItem;

    use super::*;

    fn packed(pixels: &[[u8; 3]], width: u32) -> (Dict, Vec<u8>) {
        pack(&pixels.concat(), width, pixels.len() as u32 / width).unwrap()
    }

    #[test]
    fn each_kind_of_picture_gets_the_smallest_coding() {
        let (black, white, red) = ([0; 3], [255; 3], [255, 0, 0]);
        let filter = |dict: &Dict| dict["Filter"].clone();
        let bits = |dict: &Dict| dict["BitsPerComponent"].clone();
        assert_eq!(filter(&packed(&[black, white, white, black], 2).0), DictItem::Name("CCITTFaxDecode".into()));
        let (three, _) = packed(&[black, white, red], 3);
        assert_eq!((filter(&three), bits(&three)), (DictItem::Name("FlateDecode".into()), DictItem::Int(2)));
        let greys: Vec<[u8; 3]> = (0..=255).map(|v| [v; 3]).collect();
        assert_eq!(packed(&greys, 16).0["ColorSpace"], DictItem::Name("DeviceGray".into()));
        let many: Vec<[u8; 3]> = (0..=256).map(|v: u16| [v as u8, (v >> 8) as u8, 7]).collect();
        assert_eq!(packed(&many, 257).0["ColorSpace"], DictItem::Name("DeviceRGB".into()));
        assert!(pack(&[0; 7], 1, 2).is_none());
    }

    #[test]
    fn rows_of_indices_are_whole_bytes() {
        let pixels = [[0; 3], [1; 3], [0; 3], [1; 3], [1; 3], [1; 3]];
        let colours = HashMap::from([([0; 3], 0), ([1; 3], 1)]);
        assert_eq!(indexed(&pixels, 3, &colours, 1), [0b0100_0000, 0b1110_0000]);
        assert_eq!(indexed(&pixels, 3, &colours, 4), [0x01, 0x00, 0x11, 0x10]);
    }
}

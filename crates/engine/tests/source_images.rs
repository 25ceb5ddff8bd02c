//! PNG, JPEG, WebP, BMP and GIF: colours, depths, transparency, orientation, density, frames.

#![allow(clippy::unwrap_used)] // Helpers of tests are tests too.

mod source_support;

use std::io::Cursor;

use document::Code;
use engine::Limits;
use engine::source::{Format, OpenOptions};
use gif::{DisposalMethod, Encoder, Frame};
use image::codecs::jpeg::{JpegEncoder, PixelDensity};
use image::codecs::png::PngEncoder;
use image::{DynamicImage, ExtendedColorType, ImageBuffer, ImageEncoder, ImageFormat, Luma, LumaA, Rgb, Rgba};
use source_support::{Document, HEIGHT, WIDTH, assert_is_picture, colour, first_page, jpeg, near, picture, pixel};

fn rgb() -> DynamicImage {
    DynamicImage::ImageRgb8(ImageBuffer::from_raw(WIDTH as u32, HEIGHT as u32, picture()).unwrap())
}

fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    picture.write_to(&mut out, format).unwrap();
    out.into_inner()
}

/// A PNG with a further chunk behind its header.
fn with_chunk(png: &[u8], kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut chunk = (data.len() as u32).to_be_bytes().to_vec();
    chunk.extend(kind);
    chunk.extend(data);
    chunk.extend(crc(&chunk[4..]).to_be_bytes());
    [&png[..33], &chunk, &png[33..]].concat()
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |c, _| if c & 1 == 1 { c >> 1 ^ 0xedb8_8320 } else { c >> 1 })
    })
}

/// A PNG of given depth and colour type from packed rows, with further chunks.
fn raw_png(size: (u32, u32), depth: u8, kind: u8, rows: &[Vec<u8>], chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let chunk = |kind: &[u8; 4], data: &[u8]| {
        let body = [&kind[..], data].concat();
        [&(data.len() as u32).to_be_bytes()[..], &body, &crc(&body).to_be_bytes()].concat()
    };
    let header = [&size.0.to_be_bytes()[..], &size.1.to_be_bytes(), &[depth, kind, 0, 0, 0]].concat();
    let mut deflated = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    for row in rows {
        std::io::Write::write_all(&mut deflated, &[&[0], row.as_slice()].concat()).unwrap();
    }
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    out.extend(chunk(b"IHDR", &header));
    for (kind, data) in chunks {
        out.extend(chunk(kind, data));
    }
    out.extend(chunk(b"IDAT", &deflated.finish().unwrap()));
    out.extend(chunk(b"IEND", &[]));
    out
}

/// An EXIF block that says only this orientation.
fn exif(orientation: u8) -> Vec<u8> {
    let mut block = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    block.extend([orientation, 0, 0, 0, 0, 0, 0]);
    block
}

#[test]
fn lossless_formats_give_every_pixel() {
    let formats = [(ImageFormat::Png, Format::Png), (ImageFormat::Bmp, Format::Bmp), (ImageFormat::WebP, Format::WebP)];
    for (format, want) in formats {
        let document = Document::new(&encoded(&rgb(), format));
        let mut source = document.open().unwrap();
        assert_eq!((source.format(), source.pages()), (want, 1));
        assert_is_picture(&source.image(0).unwrap(), 0, &want.to_string());
        assert_eq!(source.text_layer(0).unwrap(), None);
        assert_eq!(source.image(1).unwrap_err().code, Code::Usage);
    }
}

#[test]
fn transparency_lies_on_white() {
    let half = ImageBuffer::from_fn(2, 1, |x, _| if x == 0 { Rgba([10, 20, 30, 255]) } else { Rgba([0, 0, 0, 0]) });
    for format in [ImageFormat::Png, ImageFormat::WebP] {
        let page = first_page(&encoded(&DynamicImage::ImageRgba8(half.clone()), format)).unwrap();
        assert_eq!(page.rgb, [10, 20, 30, 255, 255, 255], "{format:?}");
    }
    let grey = ImageBuffer::from_fn(2, 1, |x, _| LumaA([100_u8, if x == 0 { 255 } else { 128 }]));
    let page = first_page(&encoded(&DynamicImage::ImageLumaA8(grey), ImageFormat::Png)).unwrap();
    assert_eq!(page.rgb, [100, 100, 100, 177, 177, 177]);
}

#[test]
fn sixteen_bits_are_scaled() {
    let grey = ImageBuffer::from_fn(3, 1, |x, _| Luma([[0_u16, 0x00ff, 0xffff][x as usize]]));
    let page = first_page(&encoded(&DynamicImage::ImageLuma16(grey), ImageFormat::Png)).unwrap();
    assert_eq!(page.rgb, [0, 0, 0, 1, 1, 1, 255, 255, 255], "0x00ff is nearer to 1 than to 0");
    let colours = ImageBuffer::from_fn(1, 1, |_, _| Rgb([0x0101_u16, 0x7f7f, 0xfefe]));
    let page = first_page(&encoded(&DynamicImage::ImageRgb16(colours), ImageFormat::Png)).unwrap();
    assert_eq!(page.rgb, [1, 127, 254]);
}

#[test]
fn one_bit_and_palette_pngs() {
    let page = first_page(&raw_png((10, 2), 1, 0, &[vec![0b1010_0000, 0b0100_0000], vec![0, 0]], &[])).unwrap();
    assert_eq!([0, 1, 2, 9].map(|x| pixel(&page, x, 0)[0]), [255, 0, 255, 255]);
    assert_eq!(pixel(&page, 0, 1), [0; 3]);
    let palette: (&[u8; 4], &[u8]) = (b"PLTE", &[255, 0, 0, 0, 255, 0, 0, 0, 255]);
    let clear: (&[u8; 4], &[u8]) = (b"tRNS", &[255, 0]);
    let page = first_page(&raw_png((3, 1), 2, 3, &[vec![0b0001_1000]], &[palette, clear])).unwrap();
    assert_eq!(page.rgb, [255, 0, 0, 255, 255, 255, 0, 0, 255], "the second entry is transparent");
}

#[test]
fn jpeg_is_near_its_original() {
    for (what, picture) in [("colour", rgb()), ("grey", DynamicImage::ImageLuma8(rgb().into_luma8()))] {
        let mut bytes = Vec::new();
        JpegEncoder::new_with_quality(&mut bytes, 100).encode_image(&picture).unwrap();
        let page = first_page(&bytes).unwrap();
        let want = picture.to_rgb8();
        for (got, want) in page.rgb.chunks_exact(3).zip(want.pixels()) {
            assert!(near([got[0], got[1], got[2]], want.0, 12), "{what}: {got:?} instead of {:?}", want.0);
        }
    }
}

/// Four components as Adobe writes them: inks inverted, with (2) or without (0) the change to luma and differences.
#[test]
fn cmyk_and_ycck_jpegs() {
    let inks = [[255, 255, 255, 255], [0, 255, 255, 255], [255, 0, 255, 255], [255, 255, 255, 0], [200, 100, 50, 180]];
    let scaled = |a: u8, k: u8| ((u32::from(a) * u32::from(k) + 127) / 255) as u8;
    let want: Vec<[u8; 3]> = inks.iter().map(|i| [0, 1, 2].map(|c| scaled(i[c], i[3]))).collect();
    let plain: Vec<Vec<u8>> = inks.iter().map(|i| i.to_vec()).collect();
    let ycck: Vec<Vec<u8>> = inks
        .iter()
        .map(|i| {
            // Luma and differences of what the inverted inks leave.
            let [r, g, b] = [0, 1, 2].map(|c| f64::from(255 - i[c]));
            let y = 0.299 * r + 0.587 * g + 0.114 * b;
            let (cb, cr) = (128.0 + (b - y) * 0.564_334, 128.0 + (r - y) * 0.713_267);
            [y, cb, cr].iter().map(|v| v.round().clamp(0.0, 255.0) as u8).chain([i[3]]).collect()
        })
        .collect();
    for (what, blocks, adobe) in
        [("adobe cmyk", &plain, Some(0)), ("bare cmyk", &plain, None), ("ycck", &ycck, Some(2))]
    {
        let page = first_page(&jpeg::encode(blocks, &[1, 2, 3, 4], adobe)).unwrap();
        for (i, want) in want.iter().enumerate() {
            let got = pixel(&page, i as u32 * 8 + 4, 4);
            assert!(near(got, *want, 3), "{what}: {got:?} instead of {want:?}");
        }
    }
}

#[test]
fn jpeg_components_may_be_rgb() {
    let blocks = vec![vec![200, 100, 50], vec![10, 20, 30]];
    for (what, names, adobe) in [("by marker", [1, 2, 3], Some(0)), ("by name", *b"RGB", None)] {
        let page = first_page(&jpeg::encode(&blocks, &names, adobe)).unwrap();
        assert!(near(pixel(&page, 4, 4), [200, 100, 50], 2), "{what}: {:?}", pixel(&page, 4, 4));
        assert!(near(pixel(&page, 12, 4), [10, 20, 30], 2), "{what}");
    }
}

#[test]
fn orientation_is_applied_and_said() {
    let (w, h) = (WIDTH - 1, HEIGHT - 1);
    // Where the source's top left pixel comes to lie, and the degrees.
    let cases = [(1, (0, 0), 0), (2, (w, 0), 0), (3, (w, h), 180), (4, (0, h), 180)];
    let turned = [(5, (0, 0), 90), (6, (h, 0), 90), (7, (h, w), 270), (8, (0, w), 270)];
    for (orientation, (x, y), rotation) in cases.into_iter().chain(turned) {
        let png = with_chunk(&encoded(&rgb(), ImageFormat::Png), b"eXIf", &exif(orientation));
        let mut jpeg = Vec::new();
        JpegEncoder::new_with_quality(&mut jpeg, 100).encode_image(&rgb()).unwrap();
        let app1 = [b"Exif\0\0".to_vec(), exif(orientation)].concat();
        let marker = [&[0xff, 0xe1][..], &(app1.len() as u16 + 2).to_be_bytes(), &app1].concat();
        let jpeg = [&jpeg[..2], &marker, &jpeg[2..]].concat();
        for (what, bytes, within) in [("png", png, 0), ("jpeg", jpeg, 24)] {
            let page = first_page(&bytes).unwrap();
            let size = if orientation >= 5 { (HEIGHT, WIDTH) } else { (WIDTH, HEIGHT) };
            assert_eq!((page.width as usize, page.height as usize), size, "{what} {orientation}");
            assert_eq!(page.rotation, rotation, "{what} {orientation}");
            let got = pixel(&page, x as u32, y as u32);
            assert!(near(got, colour(0, 0), within), "{what} {orientation}: {got:?}");
        }
    }
}

#[test]
fn density_is_read() {
    let png = with_chunk(&encoded(&rgb(), ImageFormat::Png), b"pHYs", &[0, 0, 0x2e, 0x23, 0, 0, 0x2e, 0x23, 1]);
    assert_eq!(first_page(&png).unwrap().dpi, 300.0);
    let mut jpeg = Vec::new();
    let mut encoder = JpegEncoder::new(&mut jpeg);
    encoder.set_pixel_density(PixelDensity::dpi(150));
    encoder.encode_image(&rgb()).unwrap();
    assert_eq!(first_page(&jpeg).unwrap().dpi, 150.0);
    assert_eq!(first_page(&encoded(&rgb(), ImageFormat::Png)).unwrap().dpi, 0.0);
}

fn gif(disposal: DisposalMethod) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out, 4, 4, &[255, 0, 0, 0, 0, 255, 0, 255, 0]).unwrap();
    let frame = |left, size: u16, colour: u8, dispose| Frame {
        left,
        top: left,
        width: size,
        height: size,
        buffer: vec![colour; usize::from(size * size)].into(),
        dispose,
        ..Frame::default()
    };
    encoder.write_frame(&frame(0, 4, 0, DisposalMethod::Keep)).unwrap();
    encoder.write_frame(&frame(1, 2, 1, disposal)).unwrap();
    encoder.write_frame(&frame(3, 1, 2, DisposalMethod::Keep)).unwrap();
    drop(encoder);
    out
}

#[test]
fn gif_frames_are_drawn_as_a_viewer_does() {
    let (red, blue, green, white) = ([255, 0, 0], [0, 0, 255], [0, 255, 0], [255; 3]);
    let cases = [(DisposalMethod::Keep, blue), (DisposalMethod::Background, white), (DisposalMethod::Previous, red)];
    for (disposal, after) in cases {
        let document = Document::new(&gif(disposal));
        let mut source = document.open().unwrap();
        assert_eq!((source.format(), source.pages()), (Format::Gif, 3));
        let last = source.image(2).unwrap();
        assert_eq!((pixel(&last, 0, 0), pixel(&last, 1, 1), pixel(&last, 3, 3)), (red, after, green), "{disposal:?}");
        // Going back starts anew.
        let middle = source.image(1).unwrap();
        assert_eq!(
            (pixel(&middle, 0, 0), pixel(&middle, 1, 1), pixel(&middle, 3, 3)),
            (red, blue, red),
            "{disposal:?}"
        );
        assert_eq!(pixel(&source.image(0).unwrap(), 1, 1), red);
    }
}

#[test]
fn of_an_animated_png_the_first_picture_is_the_page() {
    let control = [0, 0, 0, 2, 0, 0, 0, 0];
    let animated = with_chunk(&encoded(&rgb(), ImageFormat::Png), b"acTL", &control);
    let document = Document::new(&animated);
    let mut source = document.open().unwrap();
    assert_eq!(source.pages(), 1);
    assert_is_picture(&source.image(0).unwrap(), 0, "first picture");
}

#[test]
fn a_bomb_is_refused_at_once() {
    let rows = vec![vec![0; 3750]; 1];
    let png = raw_png((30_000, 30_000), 1, 0, &rows, &[]);
    let start = std::time::Instant::now();
    assert_eq!(Document::new(&png).open().err().unwrap().code, Code::LimitPixels);
    let mut jpeg = jpeg::encode(&[vec![128]], &[1], None);
    let frame = jpeg.windows(2).position(|w| w == [0xff, 0xc0]).unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0xff, 0xff, 0xff, 0xff]);
    assert_eq!(Document::new(&jpeg).open().err().unwrap().code, Code::LimitPixels);
    let mut gif = gif(DisposalMethod::Keep);
    gif[6..10].copy_from_slice(&[0xff; 4]);
    assert_eq!(Document::new(&gif).open().err().unwrap().code, Code::LimitPixels);
    assert!(start.elapsed().as_secs() < 5);
}

#[test]
fn limits_are_the_callers() {
    let with = |limits| OpenOptions { limits, ..OpenOptions::default() };
    let png = Document::new(&encoded(&rgb(), ImageFormat::Png));
    let gif = Document::new(&gif(DisposalMethod::Keep));
    let refused = |d: &Document, limits| d.open_with(&with(limits)).err().map(|e| e.code);
    let few = Limits::default();
    assert_eq!(refused(&png, Limits { file_bytes: 20, ..few }), Some(Code::LimitFileBytes));
    assert_eq!(refused(&png, Limits { page_pixels: 100, ..few }), Some(Code::LimitPixels));
    assert_eq!(refused(&png, Limits { decoded_bytes: 4000, ..few }), Some(Code::LimitMemory));
    assert_eq!(refused(&gif, Limits { pages: 2, ..few }), Some(Code::LimitPages));
    assert_eq!(refused(&gif, few), None);
}

#[test]
fn a_png_may_be_wider_than_memory_says() {
    // 16-bit colour with alpha: the decoder's buffer counts, not only the page.
    let rgba = ImageBuffer::from_fn(100, 100, |_, _| Rgba([0_u16; 4]));
    let mut bytes = Vec::new();
    let raw: Vec<u8> = rgba.into_raw().into_iter().flat_map(u16::to_ne_bytes).collect();
    PngEncoder::new(&mut bytes).write_image(&raw, 100, 100, ExtendedColorType::Rgba16).unwrap();
    let options =
        OpenOptions { limits: Limits { decoded_bytes: 100_000, ..Limits::default() }, ..OpenOptions::default() };
    assert_eq!(Document::new(&bytes).open_with(&options).err().unwrap().code, Code::LimitMemory);
}

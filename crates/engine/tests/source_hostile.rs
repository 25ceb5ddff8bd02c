//! Files that are not what they seem: each ends in an error with its code, never in a panic, and never in half a page
//! taken for a whole one.

#![allow(clippy::unwrap_used)] // Helpers of tests are tests too.

mod source_support;

use std::io::Cursor;

use document::Code;
use engine::source::{OpenOptions, Source};
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageBuffer, ImageFormat};
use source_support::fax::{self, Scheme};
use source_support::tiff::{Image, PLAIN, write};
use source_support::{Document, assets, jpeg, pdf, picture};

fn rgb() -> DynamicImage {
    DynamicImage::ImageRgb8(ImageBuffer::from_raw(48, 32, picture()).unwrap())
}

fn encoded(format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    rgb().write_to(&mut out, format).unwrap();
    out.into_inner()
}

/// A JPEG of noise: large enough that its rows lie far apart in the file.
fn photograph() -> Vec<u8> {
    let noise =
        ImageBuffer::from_fn(640, 480, |x, y| image::Rgb([(x * y) as u8, (x ^ y) as u8, (x * 7 + y * 13) as u8]));
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 90).encode_image(&DynamicImage::ImageRgb8(noise)).unwrap();
    bytes
}

fn fails_with(bytes: &[u8]) -> Code {
    let document = Document::new(bytes);
    document.open().and_then(|mut source| source.image(0)).unwrap_err().code
}

#[test]
fn what_is_no_document() {
    assert_eq!(fails_with(b""), Code::InputEmpty);
    assert_eq!(fails_with(b"only words, whatever the name says\n"), Code::InputUnsupported);
    assert_eq!(fails_with(b"BMW is a maker of cars and not a bitmap"), Code::InputUnsupported);
    let dir = tempfile::tempdir().unwrap();
    let open = |path: &std::path::Path| Source::open(path, &OpenOptions::default(), &assets()).err().unwrap();
    assert_eq!(open(dir.path()).code, Code::InputDirectory);
    assert_eq!(open(&dir.path().join("none.png")).code, Code::InputMissing);
    let named = dir.path().join("words.png");
    std::fs::write(&named, "text").unwrap();
    let error = open(&named);
    assert_eq!(error.code, Code::InputUnsupported);
    assert!(error.message.contains("JPEG"), "{}", error.message);
    assert!(!error.message.contains('\n'));
}

#[cfg(unix)]
#[test]
fn what_is_no_regular_file() {
    let error = Source::open("/dev/null".as_ref(), &OpenOptions::default(), &assets()).err().unwrap();
    assert_eq!(error.code, Code::InputUnsupported);
}

#[test]
fn shortened_pictures_are_broken() {
    let bytes = photograph();
    for share in [30, 50, 75, 90, 97] {
        assert_eq!(fails_with(&bytes[..bytes.len() * share / 100]), Code::InputBroken, "jpeg, {share} %");
    }
    for format in [ImageFormat::Png, ImageFormat::WebP, ImageFormat::Bmp] {
        let bytes = encoded(format);
        for share in [40, 70, 95] {
            assert_eq!(fails_with(&bytes[..bytes.len() * share / 100]), Code::InputBroken, "{format:?}, {share} %");
        }
    }
    let mut gif = Vec::new();
    let pixels = picture();
    let frame = gif::Frame::from_rgb(48, 32, &pixels);
    gif::Encoder::new(&mut gif, 48, 32, &[]).unwrap().write_frame(&frame).unwrap();
    assert_eq!(fails_with(&gif[..gif.len() / 2]), Code::InputBroken, "gif");
    let tiff = write(PLAIN, vec![Image::new((48, 32), &[8; 3], 2, 1, vec![picture()])]);
    assert_eq!(fails_with(&tiff[..tiff.len() / 2]), Code::InputBroken, "tiff");
}

#[test]
fn a_jpeg_without_its_end_marker_alone_is_read_and_said() {
    let bytes = photograph();
    let document = Document::new(&bytes[..bytes.len() - 2]);
    let mut source = document.open().unwrap();
    assert_eq!(source.image(0).unwrap().width, 640);
    assert_eq!(source.warnings().len(), 1);
}

/// A small file of every kind and of the more intricate variants.
fn samples() -> Vec<(&'static str, Vec<u8>)> {
    let rows: Vec<Vec<bool>> = (0..16).map(|i: usize| (0..3).map(|b| (i * 5) >> b & 1 == 1).collect()).collect();
    let fax = |scheme, compression, options| {
        let image = Image::new((24, 16), &[1], 0, compression, vec![fax::encode(&rows, scheme)]);
        write(PLAIN, vec![image.short(292, &[options])])
    };
    let lzw = weezl::encode::Encoder::with_tiff_size_switch(weezl::BitOrder::Msb, 8).encode(&picture()).unwrap();
    let part = jpeg::encode(&[vec![9, 99, 200], vec![1, 2, 3]], &[1, 2, 3], None);
    let mut gif = Vec::new();
    let mut encoder = gif::Encoder::new(&mut gif, 48, 32, &[]).unwrap();
    for _ in 0..2 {
        encoder.write_frame(&gif::Frame::from_rgb(48, 32, &picture())).unwrap();
    }
    drop(encoder);
    let mut small = Vec::new();
    JpegEncoder::new(&mut small).encode_image(&rgb()).unwrap();
    let content = pdf::show(20.0, 50.0, 12.0, "some words") + "q 50 0 0 50 0 0 cm /Im0 Do Q";
    vec![
        ("png", encoded(ImageFormat::Png)),
        ("webp", encoded(ImageFormat::WebP)),
        ("bmp", encoded(ImageFormat::Bmp)),
        ("jpeg", small),
        ("cmyk jpeg", jpeg::encode(&[vec![1, 2, 3, 4], vec![9, 8, 7, 6]], &[1, 2, 3, 4], Some(2))),
        ("gif", gif),
        ("tiff lzw", write(PLAIN, vec![Image::new((48, 32), &[8; 3], 2, 5, vec![lzw]).short(317, &[2])])),
        ("tiff jpeg", write(PLAIN, vec![Image::new((16, 8), &[8; 3], 6, 7, vec![part])])),
        ("tiff huffman", fax(Scheme::Huffman, 2, 0)),
        ("tiff group 3", fax(Scheme::Group3TwoD, 3, 1)),
        ("tiff group 4", fax(Scheme::Group4, 4, 0)),
        ("pdf", pdf::write(&[pdf::Page::new(100.0, 100.0, &content)])),
    ]
}

/// Reads everything there is to read.
fn drain(bytes: &[u8]) {
    let options = OpenOptions {
        limits: engine::Limits { page_pixels: 2_000_000, decoded_bytes: 32 << 20, pages: 50, ..Default::default() },
        ..OpenOptions::default()
    };
    let document = Document::new(bytes);
    let Ok(mut source) = document.open_with(&options) else { return };
    for index in 0..source.pages().min(4) {
        if let Ok(page) = source.image(index) {
            assert_eq!(page.rgb.len() as u64, u64::from(page.width) * u64::from(page.height) * 3);
        }
        if let Ok(Some(layer)) = source.text_layer(index) {
            assert!(layer.lines.iter().all(|l| !l.words.is_empty()));
        }
    }
}

#[test]
fn no_damage_makes_a_panic() {
    // Numbers of a linear congruential generator: the same files every time.
    let mut state = 12_345_u64;
    let mut random = move |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let rounds = std::env::var("SOURCE_FUZZ_ROUNDS").map_or(250, |n| n.parse().unwrap());
    for (what, bytes) in samples() {
        let mut tries = Vec::new();
        for i in 0..60 {
            tries.push((format!("cut at {i}/60"), bytes[..bytes.len() * i / 60].to_vec()));
        }
        for _ in 0..rounds {
            let mut changed = bytes.clone();
            let mut said = String::new();
            for _ in 0..=random(3) {
                // Headers are short and hold the most to get wrong.
                let at = if random(2) == 0 { random(bytes.len().min(120)) } else { random(bytes.len()) };
                changed[at] = [0, 0xff, 0x7f, random(256) as u8][random(4)];
                said += &format!(" {at}={}", changed[at]);
            }
            tries.push((said, changed));
        }
        // The tail holds directories and tables.
        for at in bytes.len().saturating_sub(150)..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 0x81;
            tries.push((format!("tail {at}"), changed));
        }
        for (said, changed) in tries {
            let outcome = std::panic::catch_unwind(|| drain(&changed));
            assert!(outcome.is_ok(), "{what}: panic after {said}");
        }
    }
}

//! TIFF: every compression, sample depth, colour and arrangement that is said to be read.

#![allow(clippy::unwrap_used)] // Helpers of tests are tests too.

mod source_support;

use std::io::Write;

use document::Code;
use engine::PageImage;
use source_support::fax::{self, Scheme};
use source_support::tiff::{Image, Kind, PLAIN, write};
use source_support::{Document, HEIGHT, WIDTH, assert_is_picture, colour, first_page, jpeg, near, picture, pixel};

const SIZE: (usize, usize) = (WIDTH, HEIGHT);
const RGB: [u64; 3] = [8, 8, 8];

fn read(image: Image) -> PageImage {
    first_page(&write(PLAIN, vec![image])).unwrap()
}

fn lzw(data: &[u8]) -> Vec<u8> {
    weezl::encode::Encoder::with_tiff_size_switch(weezl::BitOrder::Msb, 8).encode(data).unwrap()
}

fn deflate(data: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

/// Literal runs, but repeats of three or more.
fn pack_bits(data: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < data.len() {
        let same = data[at..].iter().take(128).take_while(|b| **b == data[at]).count();
        if same >= 3 {
            out.extend([(1 - same as i16) as u8, data[at]]);
            at += same;
        } else {
            out.extend([0, data[at]]);
            at += 1;
        }
    }
    out
}

fn differences(data: &[u8], row: usize, samples: usize) -> Vec<u8> {
    let line = |l: &[u8]| -> Vec<u8> {
        (0..l.len()).map(|i| if i < samples { l[i] } else { l[i].wrapping_sub(l[i - samples]) }).collect()
    };
    data.chunks(row).flat_map(line).collect()
}

#[test]
fn compressions_of_colour() {
    let data = picture();
    let cases: [(&str, u64, Vec<u8>); 5] = [
        ("none", 1, data.clone()),
        ("lzw", 5, lzw(&data)),
        ("adobe deflate", 8, deflate(&data)),
        ("deflate", 32_946, deflate(&data)),
        ("packbits", 32_773, pack_bits(&data)),
    ];
    for (what, compression, chunk) in cases {
        let page = read(Image::new(SIZE, &RGB, 2, compression, vec![chunk]));
        assert_is_picture(&page, 0, what);
    }
}

#[test]
fn lzw_of_the_old_bit_order() {
    let data = picture();
    let old = weezl::encode::Encoder::new(weezl::BitOrder::Lsb, 8).encode(&data).unwrap();
    assert_is_picture(&read(Image::new(SIZE, &RGB, 2, 5, vec![old])), 0, "old lzw");
}

#[test]
fn byte_orders_and_sizes() {
    let deep: Vec<u16> = picture().into_iter().map(|v| u16::from(v) * 257).collect();
    for (little, big) in [(true, false), (false, false), (true, true), (false, true)] {
        let kind = Kind { little, big };
        let what = format!("little {little} big {big}");
        let image = Image::new(SIZE, &RGB, 2, 1, vec![picture()]).ratio(282, &[(600, 2)]).short(296, &[2]);
        let page = first_page(&write(kind, vec![image])).unwrap();
        assert_is_picture(&page, 0, &what);
        assert_eq!(page.dpi, 300.0, "{what}");
        let bytes = deep.iter().flat_map(|v| kind.uint((*v).into(), 2)).collect();
        let page = first_page(&write(kind, vec![Image::new(SIZE, &[16, 16, 16], 2, 1, vec![bytes])])).unwrap();
        assert_is_picture(&page, 0, &what);
    }
}

#[test]
fn predictors() {
    let data = picture();
    let chunk = deflate(&differences(&data, WIDTH * 3, 3));
    assert_is_picture(&read(Image::new(SIZE, &RGB, 2, 8, vec![chunk]).short(317, &[2])), 0, "horizontal, 8 bits");
    for little in [true, false] {
        let kind = Kind { little, big: false };
        let deep = |v: u8| u16::from(v) * 257;
        let wide: Vec<u8> = data
            .chunks(WIDTH * 3)
            .flat_map(|row| (0..row.len()).map(|i| deep(row[i]).wrapping_sub(if i < 3 { 0 } else { deep(row[i - 3]) })))
            .flat_map(|v| kind.uint(v.into(), 2))
            .collect();
        let image = Image::new(SIZE, &[16; 3], 2, 5, vec![lzw(&wide)]).short(317, &[2]);
        assert_is_picture(&first_page(&write(kind, vec![image])).unwrap(), 0, "horizontal, 16 bits");
    }
    // Floating point: bytes apart by significance, then differences of bytes.
    let floats: Vec<u8> = data
        .chunks(WIDTH * 3)
        .flat_map(|row| {
            let bytes: Vec<[u8; 4]> = row.iter().map(|v| (f32::from(*v) / 255.0).to_be_bytes()).collect();
            let planes: Vec<u8> = (0..4).flat_map(|k| bytes.iter().map(move |b| b[k])).collect();
            differences(&planes, planes.len(), 3)
        })
        .collect();
    let image = Image::new(SIZE, &[32; 3], 2, 8, vec![deflate(&floats)]).short(339, &[3; 3]).short(317, &[3]);
    assert_is_picture(&read(image), 0, "floating point");
}

#[test]
fn strips_tiles_and_planes() {
    let data = picture();
    let strips = data.chunks(WIDTH * 3 * 5).map(lzw).collect();
    assert_is_picture(&read(Image::new(SIZE, &RGB, 2, 5, strips).short(278, &[5])), 0, "strips of five rows");
    // 48 × 32 in tiles of 32 × 16: the right ones are half outside.
    let tile = |tx: usize, ty: usize, planes: &[usize]| -> Vec<u8> {
        let at = |x: usize, y: usize| if x < WIDTH { colour(x, y) } else { [77; 3] };
        let rows = ty * 16..ty * 16 + 16;
        rows.flat_map(|y| (tx * 32..tx * 32 + 32).flat_map(move |x| planes.iter().map(move |p| at(x, y)[*p]))).collect()
    };
    let places = [(0, 0), (1, 0), (0, 1), (1, 1)];
    let tiles = places.iter().map(|(x, y)| deflate(&tile(*x, *y, &[0, 1, 2]))).collect();
    assert_is_picture(&read(Image::new(SIZE, &RGB, 2, 8, tiles).tiles(32, 16)), 0, "tiles");
    let planes = (0..3).map(|p| data.iter().skip(p).step_by(3).copied().collect()).collect();
    assert_is_picture(&read(Image::new(SIZE, &RGB, 2, 1, planes).short(284, &[2])), 0, "planes");
    let tiles = (0..3).flat_map(|p| places.iter().map(move |(x, y)| tile(*x, *y, &[p]))).collect();
    assert_is_picture(&read(Image::new(SIZE, &RGB, 2, 1, tiles).tiles(32, 16).short(284, &[2])), 0, "tiles in planes");
}

#[test]
fn grey_of_every_depth() {
    // Ten pixels from black to white, packed.
    for bits in [1_usize, 2, 4, 6, 8, 12, 16, 32] {
        let most = (1_u64 << bits) - 1;
        let values: Vec<u64> = (0..10).map(|i| i * most / 9).collect();
        let packed: String = values.iter().map(|v| format!("{v:0bits$b}")).collect();
        let byte = |b: &[u8]| b.iter().chain(&[b'0'; 8][b.len()..]).fold(0, |acc, bit| acc << 1 | (bit - b'0'));
        let row: Vec<u8> = packed.as_bytes().chunks(8).map(byte).collect();
        for (photometric, inverted) in [(1, false), (0, true)] {
            let image = Image::new((10, 1), &[bits as u64], photometric, 1, vec![row.clone()]);
            let page = first_page(&write(Kind { little: false, big: false }, vec![image])).unwrap();
            for (x, value) in values.iter().enumerate() {
                let level = (*value as f64 / most as f64 * 255.0).round() as u8;
                let want = if inverted { 255 - level } else { level };
                let got = pixel(&page, x as u32, 0);
                assert!(near(got, [want; 3], 1), "{bits} bits, photometric {photometric}: {got:?} not {want}");
            }
        }
    }
}

#[test]
fn signed_and_floating_samples() {
    let page = read(Image::new((3, 1), &[8], 1, 1, vec![vec![0x80, 0, 0x7f]]).short(339, &[2]));
    assert_eq!([0, 1, 2].map(|x| pixel(&page, x, 0)[0]), [0, 128, 255]);
    let floats = [0.0_f32, 0.5, 7.0].iter().flat_map(|v| v.to_le_bytes()).collect();
    let page = read(Image::new((3, 1), &[32], 1, 1, vec![floats]).short(339, &[3]));
    assert_eq!([0, 1, 2].map(|x| pixel(&page, x, 0)[0]), [0, 128, 255]);
}

#[test]
fn palettes() {
    let colours = [[255_u64, 0, 0], [0, 255, 0], [1, 2, 3], [254, 253, 252]];
    for (what, widen) in [("by 257", 257), ("by 256", 256), ("not at all", 1)] {
        let map = |n: usize| -> Vec<u64> {
            (0..3).flat_map(|c| (0..n).map(move |i| colours.get(i).map_or(0, |v| v[c] * widen))).collect()
        };
        let eight = read(Image::new((4, 1), &[8], 3, 1, vec![vec![0, 1, 2, 3]]).short(320, &map(256)));
        let four = read(Image::new((4, 1), &[4], 3, 1, vec![vec![0x01, 0x23]]).short(320, &map(16)));
        let two = read(Image::new((4, 1), &[2], 3, 1, vec![vec![0b0001_1011]]).short(320, &map(4)));
        let want: Vec<u8> = colours.iter().flatten().map(|v| *v as u8).collect();
        for page in [eight, four, two] {
            assert_eq!(page.rgb, want, "widened {what}");
        }
    }
}

#[test]
fn inks_and_transparency() {
    let inks = vec![0, 0, 0, 0, 255, 0, 0, 0, 0, 0, 0, 255, 100, 50, 0, 128];
    let page = read(Image::new((4, 1), &[8; 4], 5, 1, vec![inks]));
    assert_eq!(page.rgb[..9], [255, 255, 255, 0, 255, 255, 0, 0, 0]);
    assert!(near(pixel(&page, 3, 0), [77, 102, 127], 1));
    let samples = vec![200, 100, 0, 0, 200, 100, 0, 255, 100, 50, 0, 128];
    let plain = read(Image::new((3, 1), &[8; 4], 2, 1, vec![samples.clone()]).short(338, &[2]));
    assert_eq!(plain.rgb, [255, 255, 255, 200, 100, 0, 177, 152, 127]);
    let multiplied = read(Image::new((3, 1), &[8; 4], 2, 1, vec![samples.clone()]).short(338, &[1]));
    assert_eq!(multiplied.rgb[6..], [227, 177, 127]);
    let unspecified = read(Image::new((3, 1), &[8; 4], 2, 1, vec![samples]).short(338, &[0]));
    assert_eq!(unspecified.rgb[..3], [200, 100, 0]);
}

/// Two columns share their colour differences; the last column has no partner.
#[test]
fn subsampled_colour() {
    let units = [[255, 0, 128, 128], [76, 76, 85, 255], [29, 0, 255, 107]].concat();
    let page = read(Image::new((5, 1), &[8; 3], 6, 1, vec![units]).short(530, &[2, 1]));
    let want = [[255; 3], [0; 3], [254, 0, 0], [254, 0, 0], [0, 0, 254]];
    for (x, want) in want.into_iter().enumerate() {
        assert!(near(pixel(&page, x as u32, 0), want, 3), "{x}: {:?} not {want:?}", pixel(&page, x as u32, 0));
    }
    // 2 × 2: two rows of lumas before the differences.
    let page = read(Image::new((2, 2), &[8; 3], 6, 1, vec![vec![10, 20, 30, 40, 128, 128]]).short(530, &[2, 2]));
    assert_eq!([(0, 0), (1, 0), (0, 1), (1, 1)].map(|(x, y)| pixel(&page, x, y)[0]), [10, 20, 30, 40]);
}

/// Splits a JPEG into its tables and what is left.
fn without_tables(stream: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let (mut tables, mut rest, mut at) = (vec![0xff, 0xd8], vec![0xff, 0xd8], 2);
    while stream[at + 1] != 0xda {
        let length = 2 + usize::from(u16::from_be_bytes([stream[at + 2], stream[at + 3]]));
        let kept = if matches!(stream[at + 1], 0xdb | 0xc4) { &mut tables } else { &mut rest };
        kept.extend(&stream[at..at + length]);
        at += length;
    }
    rest.extend(&stream[at..]);
    tables.extend([0xff, 0xd9]);
    (tables, rest)
}

#[test]
fn jpeg_in_tiff() {
    let size = (16, 8);
    let colours = [vec![200, 100, 50], vec![10, 220, 30]];
    let whole = jpeg::encode(&colours, &[1, 2, 3], None);
    let (tables, strip) = without_tables(&whole);
    let page = read(Image::new(size, &RGB, 2, 7, vec![strip.clone()]).bytes(347, &tables));
    assert!(near(pixel(&page, 4, 4), [200, 100, 50], 2), "RGB, tables apart: {:?}", pixel(&page, 4, 4));
    assert!(near(pixel(&page, 12, 4), [10, 220, 30], 2));
    let strips = vec![whole.clone(), whole];
    let page = read(Image::new((16, 16), &RGB, 2, 7, strips).short(278, &[8]));
    assert!(near(pixel(&page, 12, 12), [10, 220, 30], 2), "two strips");
    // Red as luma and differences.
    let red = jpeg::encode(&[vec![76, 85, 255], vec![255, 128, 128]], &[1, 2, 3], None);
    let page = read(Image::new(size, &RGB, 6, 7, vec![red]));
    assert!(near(pixel(&page, 4, 4), [254, 0, 0], 4), "YCbCr: {:?}", pixel(&page, 4, 4));
    assert!(near(pixel(&page, 12, 4), [255; 3], 2));
    let grey = jpeg::encode(&[vec![33], vec![240]], &[1], None);
    let page = read(Image::new(size, &[8], 1, 7, vec![grey]));
    assert!(near(pixel(&page, 4, 4), [33; 3], 1) && near(pixel(&page, 12, 4), [240; 3], 1), "grey");
    let inks = jpeg::encode(&[vec![0, 0, 0, 0], vec![255, 0, 0, 0]], &[1, 2, 3, 4], None);
    let page = read(Image::new(size, &[8; 4], 5, 7, vec![inks]));
    assert!(near(pixel(&page, 4, 4), [255; 3], 2), "no ink is white: {:?}", pixel(&page, 4, 4));
    assert!(near(pixel(&page, 12, 4), [0, 255, 255], 2), "cyan: {:?}", pixel(&page, 12, 4));
}

/// Every pattern of three cells, each row twice, so that rows follow both themselves and others.
fn cells() -> Vec<Vec<bool>> {
    (0..64).map(|i: usize| (0..3).map(|bit| (i * 5 / 2) >> bit & 1 == 1).collect()).collect()
}

fn assert_is_cells(page: &PageImage, what: &str) {
    let rows = cells();
    assert_eq!((page.width, page.height as usize), (24, rows.len()), "{what}");
    for (y, row) in rows.iter().enumerate() {
        for x in 0..24 {
            let want = if row[x / 8] { 0 } else { 255 };
            assert_eq!(pixel(page, x as u32, y as u32), [want; 3], "{what}: {x}, {y}");
        }
    }
}

#[test]
fn fax() {
    let rows = cells();
    let size = (24, rows.len());
    let schemes = [
        ("modified Huffman", Scheme::Huffman, 2, 0),
        ("group 3", Scheme::Group3, 3, 0),
        ("group 3, two dimensions", Scheme::Group3TwoD, 3, 1),
        ("group 4", Scheme::Group4, 4, 0),
    ];
    for (what, scheme, compression, options) in schemes {
        let strip = fax::encode(&rows, scheme);
        let image = |chunk: Vec<u8>| Image::new(size, &[1], 0, compression, vec![chunk]).short(292, &[options]);
        assert_is_cells(&read(image(strip.clone())), what);
        let reversed = strip.iter().map(|b| b.reverse_bits()).collect();
        assert_is_cells(&read(image(reversed).short(266, &[2])), &format!("{what}, bits reversed"));
        let strips = rows.chunks(10).map(|rows| fax::encode(rows, scheme)).collect();
        let image = Image::new(size, &[1], 0, compression, strips).short(292, &[options]).short(278, &[10]);
        assert_is_cells(&read(image), &format!("{what}, in strips"));
        let error = first_page(&write(
            PLAIN,
            vec![
                Image::new(size, &[1], 0, compression, vec![strip[..strip.len() / 2].to_vec()]).short(292, &[options]),
            ],
        ));
        assert_eq!(error.unwrap_err().code, Code::InputBroken, "{what}, cut short");
    }
}

#[test]
fn packed_bits_in_either_order() {
    let rows: Vec<u8> = cells().iter().flat_map(|row| row.iter().map(|c| if *c { 0xff } else { 0 })).collect();
    let size = (24, cells().len());
    assert_is_cells(&read(Image::new(size, &[1], 0, 1, vec![rows.clone()])), "white is zero");
    let flipped = rows.iter().map(|b| !b).collect();
    assert_is_cells(&read(Image::new(size, &[1], 1, 1, vec![flipped])), "black is zero");
    let page = read(Image::new((8, 1), &[1], 0, 1, vec![vec![0b0000_0001]]).short(266, &[2]));
    assert_eq!((pixel(&page, 0, 0), pixel(&page, 7, 0)), ([0; 3], [255; 3]), "the lowest bit is the first pixel");
}

#[test]
fn pages_thumbnails_and_orientation() {
    let small = |level: u8| Image::new((2, 1), &[8], 1, 1, vec![vec![level, 0]]);
    let file = write(PLAIN, vec![small(10), small(99).short(254, &[1]), small(20), small(30).short(274, &[6])]);
    let document = Document::new(&file);
    let mut source = document.open().unwrap();
    assert_eq!(source.pages(), 3, "the thumbnail is no page");
    assert_eq!([0, 1].map(|i| source.image(i).unwrap().rgb[0]), [10, 20]);
    let turned = source.image(2).unwrap();
    assert_eq!((turned.width, turned.height, turned.rotation, turned.rgb[0]), (1, 2, 90, 30));
    assert_eq!(source.image(0).unwrap().rgb[0], 10, "pages may be asked for in any order");
}

#[test]
fn what_is_not_read_says_so() {
    for (compression, name) in [(6, "old-style JPEG"), (34_925, "LZMA"), (50_000, "Zstandard"), (34_712, "JPEG 2000")] {
        let error = first_page(&write(PLAIN, vec![Image::new((1, 1), &[8], 1, compression, vec![vec![0; 9]])]));
        let error = error.unwrap_err();
        assert_eq!(error.code, Code::InputUnsupported);
        assert!(error.message.contains(name), "{}", error.message);
    }
    let lab = first_page(&write(PLAIN, vec![Image::new((1, 1), &RGB, 8, 1, vec![vec![0; 3]])]));
    assert_eq!(lab.unwrap_err().code, Code::InputUnsupported);
}

#[test]
fn lying_headers_are_refused() {
    let open = |image| Document::new(&write(PLAIN, vec![image])).open().and_then(|mut s| s.image(0)).unwrap_err().code;
    let huge = Image::new((60_000, 60_000), &RGB, 2, 8, vec![deflate(&[0; 64])]);
    assert_eq!(open(huge), Code::LimitPixels);
    let tile = Image::new((10, 10), &[8], 1, 1, vec![vec![0; 100]]).tiles(60_000, 60_000);
    assert_eq!(open(tile), Code::LimitPixels);
    let short = Image::new((10, 10), &[8], 1, 1, vec![vec![0; 50]]);
    assert_eq!(open(short), Code::InputBroken);
    let bomb = Image::new((10, 10), &[8], 1, 8, vec![deflate(&vec![0; 1 << 20])]);
    assert!(first_page(&write(PLAIN, vec![bomb])).is_ok(), "what is over the page's size is not even unpacked");
}

#[test]
fn data_that_other_formats_know_is_given_as_it_is() {
    use engine::source::{Coding, OpenOptions, Source, Stored};
    let stored = |image: Image| -> Option<Stored> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), write(PLAIN, vec![image])).unwrap();
        let assets = engine::Assets::new("/nowhere");
        Source::open(file.path(), &OpenOptions::default(), &assets).unwrap().stored(0).unwrap()
    };
    let bits = |photometric, chunks: Vec<Vec<u8>>| Image::new(SIZE, &[1], photometric, 4, chunks);
    let group4 = stored(bits(0, vec![vec![0x26, 0xa0]])).unwrap();
    assert_eq!((group4.coding, group4.bytes), (Coding::Group4 { inverted: false }, vec![0x26, 0xa0]));
    let reversed = stored(bits(1, vec![vec![0x64, 0x05]]).short(266, &[2])).unwrap();
    assert_eq!((reversed.coding, reversed.bytes), (Coding::Group4 { inverted: true }, vec![0x26, 0xa0]));
    // Two strips are two pictures; uncompressed pixels are nobody's file.
    assert!(stored(bits(0, vec![vec![1], vec![2]]).short(278, &[HEIGHT as u64 / 2])).is_none());
    assert!(stored(Image::new(SIZE, &RGB, 2, 1, vec![picture()])).is_none());
}

//! The `ppocr` engine on pages drawn here: what was drawn is read exactly, and the boxes lie over its ink.
//!
//! Needs the models (`cargo xtask setup`) and the DejaVu fonts; a machine without them fails here rather than passing
//! without having looked.

use std::path::PathBuf;

use ab_glyph::{Font, FontVec, PxScale, ScaleFont, point};
use document::Line;
use engine::ppocr::{Options, PpOcr};
use engine::{Assets, Hints, PageImage, Recognizer};

/// The assets of this machine: `OCRCHAT_ASSETS`, or the platform's own data folder.
fn assets() -> Assets {
    let home = || PathBuf::from(std::env::var_os("HOME").or(std::env::var_os("USERPROFILE")).expect("a home folder"));
    let data = || {
        if cfg!(target_os = "macos") {
            home().join("Library/Application Support")
        } else if cfg!(target_os = "windows") {
            std::env::var_os("APPDATA").map_or_else(|| home().join("AppData/Roaming"), PathBuf::from)
        } else {
            std::env::var_os("XDG_DATA_HOME").map_or_else(|| home().join(".local/share"), PathBuf::from)
        }
    };
    Assets::new(std::env::var_os("OCRCHAT_ASSETS").map_or_else(|| data().join("ocrchat/assets"), PathBuf::from))
}

/// A white page, 8 bits a pixel.
struct Canvas {
    grey: Vec<u8>,
    width: usize,
    height: usize,
}

impl Canvas {
    fn new(width: usize, height: usize) -> Self {
        Self { grey: vec![255; width * height], width, height }
    }

    /// Writes black text with its baseline at `y`; gives each word's ink box.
    fn write(&mut self, text: &str, x: f32, y: f32, size: f32) -> Vec<[f32; 4]> {
        let path = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";
        let font = FontVec::try_from_vec(std::fs::read(path).expect("the package fonts-dejavu-core is installed"))
            .expect("a font");
        let scaled = font.as_scaled(PxScale::from(size));
        let (mut pen, mut boxes, mut word): (f32, Vec<[f32; 4]>, Option<[f32; 4]>) = (x, Vec::new(), None);
        for c in text.chars() {
            let glyph = scaled.scaled_glyph(c);
            let (id, mut glyph) = (glyph.id, glyph);
            glyph.position = point(pen, y);
            pen += scaled.h_advance(id);
            let Some(outline) = font.outline_glyph(glyph) else {
                boxes.extend(word.take());
                continue;
            };
            let bounds = outline.px_bounds();
            outline.draw(|gx, gy, cover| {
                let at = (bounds.min.y as usize + gy as usize) * self.width + bounds.min.x as usize + gx as usize;
                self.grey[at] = self.grey[at].min(255 - (cover.min(1.0) * 255.0) as u8);
            });
            let ink = [bounds.min.x, bounds.min.y, bounds.max.x, bounds.max.y];
            let all = word.unwrap_or(ink);
            word = Some([all[0].min(ink[0]), all[1].min(ink[1]), all[2].max(ink[2]), all[3].max(ink[3])]);
        }
        boxes.extend(word);
        boxes
    }

    /// The page, turned by a quarter clockwise `quarters` times.
    fn page(&self, quarters: usize) -> PageImage {
        let (mut grey, mut width, mut height) = (self.grey.clone(), self.width, self.height);
        for _ in 0..quarters {
            let turned = |i: usize| grey[(height - 1 - i % height) * width + i / height];
            grey = (0..grey.len()).map(turned).collect();
            (width, height) = (height, width);
        }
        let rgb = grey.iter().flat_map(|&v| [v; 3]).collect();
        PageImage { rgb, width: width as u32, height: height as u32, dpi: 200.0, rotation: 0 }
    }
}

/// The page's lines from top to bottom.
fn read(engine: &PpOcr, page: &PageImage) -> Vec<Line> {
    let mut lines = engine.recognize(page, &Hints::default()).expect("inference runs").lines;
    lines.sort_by(|a, b| a.quad.bounds().y0.total_cmp(&b.quad.bounds().y0));
    lines
}

fn texts(lines: &[Line]) -> Vec<&str> {
    lines.iter().map(|l| l.text.as_str()).collect()
}

const TEXTS: [&str; 4] = [
    "The quick brown fox jumps over",
    "Příliš žluté koně, šestý řád",
    "Zażółć gęślą jaźń, 1234567890",
    "Falsches Üben von Xylophonmusik",
];

fn drawn() -> (Canvas, Vec<Vec<[f32; 4]>>) {
    let mut canvas = Canvas::new(1200, 600);
    let boxes = TEXTS.iter().enumerate().map(|(i, t)| canvas.write(t, 80.0, 120.0 + 120.0 * i as f32, 44.0)).collect();
    (canvas, boxes)
}

#[test]
fn drawn_lines_are_read_exactly_with_boxes_over_their_ink() {
    let engine = PpOcr::load(&assets()).unwrap();
    let (canvas, ink) = drawn();
    let lines = read(&engine, &canvas.page(0));
    assert_eq!(texts(&lines), TEXTS);
    for (line, ink) in lines.iter().zip(&ink) {
        assert!(line.confidence > 0.8, "{}: {}", line.text, line.confidence);
        assert_eq!(line.words.len(), ink.len(), "{}", line.text);
        for (word, ink) in line.words.iter().zip(ink) {
            let iou = word.bbox.iou(document::Rect::from(*ink));
            assert!(iou > 0.5, "{}: box {:?} over ink {ink:?} has an overlap of {iou}", word.text, word.bbox);
        }
    }
}

#[test]
fn bytes_and_exact_products_read_the_same() {
    let (canvas, _) = drawn();
    let exact = PpOcr::load_with(&assets(), &Options { bytes: false, ..Options::default() }).unwrap();
    let one_thread = PpOcr::load_with(&assets(), &Options { threads: 1, ..Options::default() }).unwrap();
    assert_eq!(texts(&read(&exact, &canvas.page(0))), TEXTS);
    assert_eq!(texts(&read(&one_thread, &canvas.page(0))), TEXTS);
}

#[test]
fn a_page_that_reads_downwards_is_read() {
    let engine = PpOcr::load(&assets()).unwrap();
    let lines = engine.recognize(&drawn().0.page(1), &Hints::default()).unwrap().lines;
    let mut found = texts(&lines);
    found.sort_unstable();
    let mut wanted = TEXTS.to_vec();
    wanted.sort_unstable();
    assert_eq!(found, wanted);
}

#[test]
fn pages_without_text_have_no_lines() {
    let engine = PpOcr::load(&assets()).unwrap();
    for (width, height) in [(1, 1), (3, 700), (640, 480)] {
        assert_eq!(read(&engine, &Canvas::new(width, height).page(0)), [], "{width} x {height}");
    }
}

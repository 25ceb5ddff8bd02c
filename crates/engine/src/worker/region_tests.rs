//! Regions as the worker reads them, with the real models, on pages drawn here.

use std::path::PathBuf;

use document::{Area, AreaPages, Code, Rect};

use super::engines::Engines;
use super::protocol::{EngineChoice, PageSize, RegionTask};
use super::{ignored, region};
use crate::PageImage;
use crate::orient::turn;
use crate::source::{OpenOptions, Source};
use crate::testing::{assets, page};

const LINES: [&str; 3] = ["The quick brown fox", "jumps over 1,250.75", "Zażółć gęślą jaźń"];

/// A page in a file that goes with this.
struct Drawn {
    source: Source,
    size: PageSize,
    _folder: tempfile::TempDir,
}

fn drawn(image: &PageImage) -> Drawn {
    let folder = tempfile::tempdir().unwrap();
    let path: PathBuf = folder.path().join("page.png");
    image::save_buffer(&path, &image.rgb, image.width, image.height, image::ExtendedColorType::Rgb8).unwrap();
    let source = Source::open(&path, &OpenOptions::default(), &assets()).unwrap();
    let size = PageSize { width: image.width, height: image.height, dpi: 200.0, rotation: 0 };
    Drawn { source, size, _folder: folder }
}

fn task(drawn: &Drawn, area: Rect, engine: EngineChoice) -> RegionTask {
    RegionTask { area, page: drawn.size, rotation: Some(0), engine, language: None }
}

/// Around the second of the lines, which stands 120 pixels below the first.
const SECOND: Rect = Rect { x0: 60.0, y0: 180.0, x1: 900.0, y1: 265.0 };

#[test]
fn a_region_holds_its_own_lines_with_boxes_on_the_page() {
    let engines = Engines::new(assets(), None);
    let mut drawn = drawn(&page(&LINES, 44.0));
    for engine in [EngineChoice::Auto, EngineChoice::Ppocr, EngineChoice::Tesseract] {
        let task = task(&drawn, SECOND, engine);
        let read = region::read(&engines, &mut drawn.source, 0, &task).unwrap();
        let texts: Vec<&str> = read.lines.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(texts, [LINES[1]], "{engine:?}");
        let bounds = read.lines[0].quad.bounds();
        assert!((bounds.x0 - 80.0).abs() < 16.0 && bounds.y0 > 190.0 && bounds.y1 < 265.0, "{engine:?}: {bounds:?}");
        assert!(read.confidence.unwrap() > 0.5 && read.lines[0].words.len() == 3, "{engine:?}: {read:?}");
    }
}

#[test]
fn a_page_that_its_reader_turned_is_read_as_it_is_shown() {
    let engines = Engines::new(assets(), None);
    // The file lies on its side; the page was read turned by 270 degrees.
    let mut lying = page(&LINES, 44.0);
    turn(&mut lying, 90);
    lying.rotation = 0;
    let mut drawn = drawn(&lying);
    drawn.size = PageSize { width: 1200, height: 600, rotation: 270, ..drawn.size };
    let task = RegionTask { rotation: Some(270), ..task(&drawn, SECOND, EngineChoice::Ppocr) };
    let read = region::read(&engines, &mut drawn.source, 0, &task).unwrap();
    assert_eq!(read.lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>(), [LINES[1]]);
    assert!((read.lines[0].quad.bounds().x0 - 80.0).abs() < 16.0, "{:?}", read.lines[0].quad);
}

#[test]
fn one_sign_is_a_region_and_white_paper_holds_nothing() {
    let engines = Engines::new(assets(), None);
    let mut drawn = drawn(&page(&["7"], 44.0));
    let one = task(&drawn, Rect::new(74.0, 78.0, 116.0, 128.0), EngineChoice::Ppocr);
    assert_eq!(region::read(&engines, &mut drawn.source, 0, &one).unwrap().lines[0].text, "7");
    let white = task(&drawn, Rect::new(600.0, 300.0, 1200.0, 600.0), EngineChoice::Auto);
    let read = region::read(&engines, &mut drawn.source, 0, &white).unwrap();
    assert_eq!((read.lines.len(), read.confidence), (0, None));
}

#[test]
fn boxes_that_are_none_are_the_callers_mistake() {
    let engines = Engines::new(assets(), None);
    let mut drawn = drawn(&page(&LINES, 44.0));
    let nan = Rect { x0: f32::NAN, y0: 0.0, x1: 9.0, y1: 9.0 };
    for bad in [nan, Rect::new(5.0, 5.0, 5.0, 5.0), Rect::new(5000.0, 0.0, 6000.0, 50.0)] {
        let task = task(&drawn, bad, EngineChoice::Ppocr);
        assert_eq!(region::read(&engines, &mut drawn.source, 0, &task).unwrap_err().code, Code::Usage);
        assert_eq!(region::word(&engines, &mut drawn.source, 0, &task).unwrap_err().code, Code::Usage);
        let picture = region::picture(&mut drawn.source, 0, (bad, task.page, None), 1.0);
        assert_eq!(picture.unwrap_err().code, Code::Usage);
    }
    let huge = task(&drawn, Rect::new(-1e20, -1e20, 1e20, 1e20), EngineChoice::Ppocr);
    assert_eq!(region::read(&engines, &mut drawn.source, 0, &huge).unwrap().lines.len(), 3);
}

#[test]
fn a_words_likeliest_reading_is_the_word() {
    let engines = Engines::new(assets(), None);
    let mut drawn = drawn(&page(&LINES, 44.0));
    // `brown`, found by reading the page.
    let all = task(&drawn, Rect::new(0.0, 0.0, 1200.0, 160.0), EngineChoice::Ppocr);
    let word = region::read(&engines, &mut drawn.source, 0, &all).unwrap().lines[0].words[2].clone();
    assert_eq!(word.text, "brown");
    let task = task(&drawn, word.bbox, EngineChoice::Auto);
    let readings = region::word(&engines, &mut drawn.source, 0, &task).unwrap();
    assert_eq!((readings[0].text.as_str(), readings[0].engine.as_str()), ("brown", "ppocr+tesseract"), "{readings:?}");
    assert!(readings.windows(2).all(|w| w[0].confidence >= w[1].confidence));
}

#[test]
fn a_picture_has_the_size_that_is_wanted_and_never_more_pixels_than_there_are() {
    let mut drawn = drawn(&page(&LINES, 44.0));
    let mut size = |scale| {
        let png = region::picture(&mut drawn.source, 0, (SECOND, drawn.size, Some(0)), scale).unwrap();
        let picture = image::load_from_memory_with_format(&png, image::ImageFormat::Png).unwrap();
        (picture.width(), picture.height())
    };
    assert_eq!((size(1.0), size(0.5), size(4.0)), ((840, 85), (420, 43), (840, 85)));
}

#[test]
fn what_lies_in_an_ignored_area_is_not_read() {
    let engines = Engines::new(assets(), None);
    let area = Area { bbox: Rect::new(0.0, 180.0 / 600.0, 1.0, 265.0 / 600.0), pages: AreaPages::Odd };
    let task = super::PageTask { engine: EngineChoice::Ppocr, ..super::PageTask::default() };
    for (index, lines) in [(0, 2), (1, 3)] {
        let mut image = page(&LINES, 44.0);
        let before = image.clone();
        let areas = |size| ignored::on_page(&[area], index, size);
        let seen = ignored::read_without(&mut image, areas, |image| engines.read(image, &task)).unwrap();
        assert_eq!(seen.lines.len(), lines, "page {index}");
        assert!(image == before, "the picture of the page stays whole");
    }
}

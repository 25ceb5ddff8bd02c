//! Parts of a page that a person points at: cut out as a picture, read again, or a word's other readings.
//!
//! Owns how a part is read: with paper around it, at a resolution that helps, and as one line where no line is found in
//! it. What was read comes back in pixels of the page. Refuses to store or to choose: what of it is kept is the person's
//! choice.

use document::{Code, Line, MeanConfidence, Point, Quad, Reading, ReadingReason, Rect, Surface, area};
use image::ExtendedColorType;
use image::ImageEncoder;
use image::codecs::png::PngEncoder;

use super::engines::Engines;
use super::protocol::{EngineChoice, PageSize, PageTask, RegionReply, RegionTask, WordReading};
use crate::orient::turned;
use crate::source::{Cut, Format, Part, Source, resized};
use crate::tesseract::Psm;
use crate::text_form::{self, Order};
use crate::{Error, PageImage, languages};

/// A PDF's part is read at this resolution, where the page is drawn at a lower one: a small part costs little.
const READING_DPI: f32 = 300.0;
/// Pixels of paper that are put around a part: letters at its edge are read worse without.
const PAPER: u32 = 24;
/// The longest side of a picture that is given away, in pixels.
const LONGEST: f32 = 4096.0;
/// So many readings of a word are told.
const READINGS: usize = 8;

/// The part of page `index` as a PNG.
///
/// # Errors
/// Those of [`Source::part`].
pub(super) fn picture(
    source: &mut Source,
    index: u32,
    (area, page, rotation): (Rect, PageSize, Option<u16>),
    scale: f32,
) -> Result<Vec<u8>, Error> {
    let longest = area::on_page(area, page.width as f32, page.height as f32).map_or(1.0, |a| a.width().max(a.height()));
    let scale = scale.clamp(0.1, 4.0).min(LONGEST / longest.max(1.0));
    let part = source.part(index, &cut(area, page, rotation, scale))?.image;
    let mut png = Vec::new();
    PngEncoder::new(&mut png)
        .write_image(&part.rgb, part.width, part.height, ExtendedColorType::Rgb8)
        .map_err(|e| Error::new(Code::Internal, format!("the picture: {e}")))?;
    Ok(png)
}

/// Reads the part of page `index` again.
///
/// # Errors
/// Those of [`Source::part`], and what keeps the engine from reading.
pub(super) fn read(
    engines: &Engines,
    source: &mut Source,
    index: u32,
    task: &RegionTask,
) -> Result<RegionReply, Error> {
    let part = source.part(index, &cut(task.area, task.page, task.rotation, reading_scale(source, task.page)))?;
    let dpi = part.image.dpi;
    let (mut image, frame) = on_paper(&part);
    let (engine, reading, mut lines) = match task.engine {
        EngineChoice::Tesseract => by_tesseract(engines, &image, task.language.as_deref())?,
        _ => by_engines(engines, &mut image, task)?,
    };
    lines.iter_mut().for_each(|line| to_page(line, &image, &frame));
    let lines = text_form::settle(lines, Order::Logical);
    let surface = Surface::blank(task.page.width as f32, task.page.height as f32);
    let blocks = document::layout::arrange(lines, &surface);
    let lines: Vec<Line> = blocks.iter().flat_map(|block| block.all_lines().cloned()).collect();
    let confidence = MeanConfidence::of(lines.iter().flat_map(|line| &line.words)).mean();
    Ok(RegionReply { lines, confidence, engine: engine.to_owned(), reading: Some(reading), dpi })
}

/// What the word in the part of page `index` may be, likeliest first: by each engine at hand that knows the language, in
/// several ways.
///
/// # Errors
/// Those of [`Source::part`]. An engine that is not there, or fails, has nothing to say.
pub(super) fn word(
    engines: &Engines,
    source: &mut Source,
    index: u32,
    task: &RegionTask,
) -> Result<Vec<WordReading>, Error> {
    let part = source.part(index, &cut(task.area, task.page, task.rotation, reading_scale(source, task.page)))?;
    let (image, frame) = on_paper(&part);
    let mut votes = Votes::default();
    if ppocr_knows(engines, task)
        && let Ok(ppocr) = engines.ppocr()
    {
        let language = task.language.as_deref();
        let larger = resized(&image, 1.5)?;
        let mut ways = Vec::new();
        let tall = frame.inner.height() > 1.5 * frame.inner.width();
        for (picture, scale, grown) in [(&image, 1.0, 0.0), (&image, 1.0, 0.08), (&larger, 1.5, 0.04)] {
            let by = grown * frame.inner.height().min(frame.inner.width());
            let r = frame.inner;
            let rect = Rect::new((r.x0 - by) * scale, (r.y0 - by) * scale, (r.x1 + by) * scale, (r.y1 + by) * scale);
            let level = Quad::from(rect);
            let mut best = ppocr.candidates(picture, &level, language, READINGS).unwrap_or_default();
            if tall {
                // Whether it stands, and which way it runs, the likeliest reading tells.
                let [a, b, c, d] = level.0;
                for quad in [Quad([b, c, d, a]), Quad([d, a, b, c])] {
                    let other = ppocr.candidates(picture, &quad, language, READINGS).unwrap_or_default();
                    let first = |found: &[(String, f32)]| found.first().map_or(0.0, |c| c.1);
                    if first(&other) > first(&best) {
                        best = other;
                    }
                }
            }
            ways.push(best);
        }
        votes.add("ppocr", ways);
    }
    if let Ok(tesseract) = engines.tesseract()
        && let Ok(models) = languages::tesseract_models(task.language.as_deref(), tesseract)
    {
        let models: Vec<&str> = models.iter().map(String::as_str).collect();
        let whole = Rect::new(0.0, 0.0, image.width as f32, image.height as f32);
        let said = |psm| {
            let lines = tesseract.read_region(&image, whole, &models, psm).unwrap_or_default();
            let lines = text_form::settle(lines, Order::Logical);
            let text = lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join(" ");
            let sure = MeanConfidence::of(lines.iter().flat_map(|line| &line.words)).mean().unwrap_or(0.0);
            if text.is_empty() { Vec::new() } else { vec![(text, sure)] }
        };
        votes.add("tesseract", vec![said(Psm::Word), said(Psm::RawLine)]);
    }
    Ok(votes.readings())
}

/// Whether PP-OCR is worth asking: of a script that it cannot read it makes nonsense that it is sure of.
fn ppocr_knows(engines: &Engines, task: &RegionTask) -> bool {
    let Some(typed) = &task.language else { return true };
    let languages = languages::parse(typed).unwrap_or_default();
    let installed = engines.installed();
    languages::check_readable(typed, EngineChoice::Ppocr, &installed).is_ok() || languages.is_empty()
}

/// What several ways of reading say of one word.
#[derive(Default)]
struct Votes {
    readings: Vec<WordReading>,
    engines: usize,
}

impl Votes {
    /// An engine's say: the mean of its ways. One that read nothing has none.
    fn add(&mut self, engine: &str, ways: Vec<Vec<(String, f32)>>) {
        let ways: Vec<_> = ways.into_iter().filter(|way| !way.is_empty()).collect();
        self.engines += usize::from(!ways.is_empty());
        for way in &ways {
            for (text, p) in way.iter().filter(|(text, _)| !text.trim().is_empty()) {
                let text = text_form::fold(text);
                let vote = p.clamp(0.0, 1.0) / ways.len() as f32;
                match self.readings.iter_mut().find(|r| r.text == text) {
                    Some(known) => {
                        known.confidence += vote;
                        if !known.engine.split('+').any(|e| e == engine) {
                            known.engine = format!("{}+{engine}", known.engine);
                        }
                    }
                    None => self.readings.push(WordReading { text, engine: engine.to_owned(), confidence: vote }),
                }
            }
        }
    }

    /// Likeliest first.
    fn readings(mut self) -> Vec<WordReading> {
        let engines = self.engines.max(1) as f32;
        self.readings.iter_mut().for_each(|r| r.confidence = (r.confidence / engines).clamp(0.0, 1.0));
        self.readings.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
        self.readings.truncate(READINGS);
        self.readings
    }
}

fn cut(area: Rect, page: PageSize, rotation: Option<u16>, scale: f32) -> Cut {
    Cut { area, page: (page.width, page.height), rotation, scale }
}

/// Pixels of the part to one of the page.
fn reading_scale(source: &Source, page: PageSize) -> f32 {
    let drawn = source.format() == Format::Pdf && page.dpi > 0.0;
    if drawn { (READING_DPI / page.dpi).clamp(1.0, 3.0) } else { 1.0 }
}

/// A part with paper around it.
struct Frame {
    /// Where the part lies in the picture.
    inner: Rect,
    /// What the part is of the page.
    area: Rect,
    rotation: u16,
}

fn on_paper(part: &Part) -> (PageImage, Frame) {
    let image = &part.image;
    let paper = paper(image);
    let (width, height) = (image.width + 2 * PAPER, image.height + 2 * PAPER);
    let mut rgb: Vec<u8> = paper.iter().copied().cycle().take(width as usize * height as usize * 3).collect();
    let row = image.width as usize * 3;
    for (y, pixels) in image.rgb.chunks_exact(row).enumerate() {
        let at = ((y + PAPER as usize) * width as usize + PAPER as usize) * 3;
        rgb[at..at + row].copy_from_slice(pixels);
    }
    let (left, top) = (PAPER as f32, PAPER as f32);
    let inner = Rect::new(left, top, left + image.width as f32, top + image.height as f32);
    let framed = PageImage { rgb, width, height, dpi: image.dpi, rotation: image.rotation };
    (framed, Frame { inner, area: part.area, rotation: image.rotation })
}

/// The colour at the edge of a picture: the middle one of its pixels there, channel by channel.
pub(super) fn paper(image: &PageImage) -> [u8; 3] {
    let (width, height) = (image.width as usize, image.height as usize);
    let edge =
        (0..width).flat_map(|x| [(x, 0), (x, height - 1)]).chain((0..height).flat_map(|y| [(0, y), (width - 1, y)]));
    let mut channels: [Vec<u8>; 3] = Default::default();
    for (x, y) in edge {
        let at = (y * width + x) * 3;
        for (channel, values) in channels.iter_mut().enumerate() {
            values.push(image.rgb[at + channel]);
        }
    }
    channels.map(|mut values| {
        let middle = values.len() / 2;
        *values.select_nth_unstable(middle).1
    })
}

/// Brings a line from the picture with paper, which its reader may have turned, to pixels of the page.
fn to_page(line: &mut Line, image: &PageImage, frame: &Frame) {
    let back = (360 + frame.rotation % 360 - image.rotation % 360) % 360;
    let (sx, sy) = (frame.area.width() / frame.inner.width(), frame.area.height() / frame.inner.height());
    let at = |p: Point| {
        let inside = |v: f32, low: f32, high: f32| (v - low).clamp(0.0, high - low);
        let x = inside(p.x, frame.inner.x0, frame.inner.x1);
        let y = inside(p.y, frame.inner.y0, frame.inner.y1);
        Point::new(frame.area.x0 + x * sx, frame.area.y0 + y * sy)
    };
    let place = |quad: &Quad| Quad(turned(quad, back, image.width, image.height).0.map(at));
    line.quad = place(&line.quad);
    for word in &mut line.words {
        word.bbox = place(&Quad::from(word.bbox)).bounds();
    }
}

type Read = (&'static str, Reading, Vec<Line>);

/// By the engine that was chosen, or the best for what is seen. Where no line is found the part is read as one.
fn by_engines(engines: &Engines, image: &mut PageImage, task: &RegionTask) -> Result<Read, Error> {
    let page = PageTask { engine: task.engine, language: task.language.clone(), ..PageTask::default() };
    let whole = image.clone();
    let seen = engines.read(image, &page)?;
    if !seen.lines.is_empty() || task.engine == EngineChoice::Ocrs {
        return Ok((seen.engine, seen.reading, seen.lines));
    }
    *image = whole;
    let edge = PAPER as f32 / 2.0;
    let quad = Quad::from(Rect::new(edge, edge, image.width as f32 - edge, image.height as f32 - edge));
    // What is higher than wide is no line.
    let is_line = quad.length() > 0.8 * quad.height() && image.height < 400;
    let lines = if is_line { engines.ppocr()?.read_as(image, &[quad], task.language.as_deref())? } else { Vec::new() };
    Ok(("ppocr", seen.reading, lines))
}

/// By Tesseract: as a page, then as a block, then as a line, until it reads something.
fn by_tesseract(engines: &Engines, image: &PageImage, language: Option<&str>) -> Result<Read, Error> {
    let tesseract = engines.tesseract()?;
    let models = languages::tesseract_models(language, tesseract)?;
    let models: Vec<&str> = models.iter().map(String::as_str).collect();
    let whole = Rect::new(0.0, 0.0, image.width as f32, image.height as f32);
    let standing = models.first().is_some_and(|model| model.ends_with("_vert"));
    let ways: &[Psm] = if standing { &[Psm::StandingBlock] } else { &[Psm::Page, Psm::Block, Psm::Line, Psm::Word] };
    let mut lines = Vec::new();
    for psm in ways {
        lines = tesseract.read_region(image, whole, &models, *psm)?;
        if lines.iter().any(|line| line.words.iter().any(|word| word.text.chars().any(char::is_alphanumeric))) {
            break;
        }
    }
    let script = languages::parse(language.unwrap_or("auto")).ok().and_then(|l| l.first().map(|l| l.script.to_owned()));
    Ok(("tesseract", Reading { language: None, script, reason: ReadingReason::Asked }, lines))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_two_engines_say_is_likelier_than_what_one_does() {
        let mut votes = Votes::default();
        let said = |text: &str, p| vec![(text.to_owned(), p)];
        votes.add("ppocr", vec![[said("rn", 0.6), said("m", 0.3)].concat(), said("rn", 0.5), Vec::new()]);
        votes.add("tesseract", vec![said("m", 0.9), said("m", 0.7)]);
        let readings = votes.readings();
        let told: Vec<_> = readings.iter().map(|r| (r.text.as_str(), r.engine.as_str())).collect();
        assert_eq!(told, [("m", "ppocr+tesseract"), ("rn", "ppocr")]);
        assert!((readings[0].confidence - 0.475).abs() < 1e-4, "{readings:?}");
    }

    #[test]
    fn an_engine_that_reads_nothing_takes_nothing_away() {
        let mut votes = Votes::default();
        votes.add("ppocr", vec![vec![("a".into(), 0.8)]]);
        votes.add("tesseract", vec![Vec::new(), Vec::new()]);
        assert!((votes.readings()[0].confidence - 0.8).abs() < 1e-6);
    }

    #[test]
    fn a_part_gets_paper_of_its_own_colour_and_lines_find_back() {
        let mut rgb = vec![240; 10 * 10 * 3];
        rgb[..3].copy_from_slice(&[0, 0, 0]);
        let image = PageImage { rgb, width: 10, height: 10, dpi: 200.0, rotation: 0 };
        let area = Rect::new(100.0, 200.0, 105.0, 205.0);
        let (framed, frame) = on_paper(&Part { image, area });
        assert_eq!((framed.width, framed.rgb[0]), (10 + 2 * PAPER, 240));
        let at = PAPER as f32;
        let mut line =
            Line { quad: Quad::from(Rect::new(at + 2.0, at + 4.0, at + 500.0, at + 8.0)), ..Line::default() };
        to_page(&mut line, &framed, &frame);
        assert_eq!(line.quad.bounds(), Rect::new(101.0, 202.0, 105.0, 204.0));
    }
}

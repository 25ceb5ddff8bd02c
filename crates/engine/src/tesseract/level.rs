//! A whole page as Tesseract needs it. It finds no lines from a slope of three degrees on, so it is shown the page
//! levelled, and what it reads is brought back to the page as it is. And it loses a row now and then (a line of Korean
//! at the foot of a paragraph): rows of ink in which it found no word are read again, each on its own.
//!
//! Owns both, for plain pages alone. Refuses columns of standing text and parts of a page.

use document::{Line, Point, Quad};

use super::{Psm, Rect, Tesseract, calibration};
use crate::orient::Ink;
use crate::{Error, PageImage};

/// A turn of a page about its middle, by a few degrees.
#[derive(Clone, Copy, Debug)]
struct Turn {
    sin: f32,
    cos: f32,
    /// Middles of the page and of the larger picture that holds all of it.
    page: Point,
    picture: Point,
}

impl Turn {
    /// The turn that levels rows which fall by `degrees` on a page of this size.
    fn levelling(degrees: f32, width: f32, height: f32) -> Self {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let page = Point::new(width / 2.0, height / 2.0);
        let picture = Point::new(
            ((width * cos.abs() + height * sin.abs()) / 2.0).ceil(),
            ((width * sin.abs() + height * cos.abs()) / 2.0).ceil(),
        );
        Self { sin, cos, page, picture }
    }

    /// Where a point of the levelled picture lies on the page.
    fn back(&self, p: Point) -> Point {
        let (x, y) = (p.x - self.picture.x, p.y - self.picture.y);
        Point::new(self.page.x + x * self.cos - y * self.sin, self.page.y + x * self.sin + y * self.cos)
    }

    /// The levelled picture; what lies beyond the page has the colour of its corner.
    fn picture(&self, page: &PageImage) -> PageImage {
        let (width, height) = (2 * self.picture.x as usize, 2 * self.picture.y as usize);
        let (wide, high) = (page.width as usize, page.height as usize);
        let ground = corner(page);
        let mut rgb = Vec::with_capacity(width * height * 3);
        for y in 0..height {
            for x in 0..width {
                let at = self.back(Point::new(x as f32 + 0.5, y as f32 + 0.5));
                let (u, v) = (at.x - 0.5, at.y - 0.5);
                if u < 0.0 || v < 0.0 || u >= (wide - 1) as f32 || v >= (high - 1) as f32 {
                    rgb.extend_from_slice(&ground);
                    continue;
                }
                let (left, top) = (u as usize, v as usize);
                let (right, low) = (u - left as f32, v - top as f32);
                let first = (top * wide + left) * 3;
                for c in 0..3 {
                    let value = |at: usize| f32::from(page.rgb[at + c]);
                    let above = value(first) * (1.0 - right) + value(first + 3) * right;
                    let below = value(first + wide * 3) * (1.0 - right) + value(first + wide * 3 + 3) * right;
                    rgb.push((above * (1.0 - low) + below * low + 0.5) as u8);
                }
            }
        }
        PageImage { rgb, width: width as u32, height: height as u32, ..*page }
    }

    /// A line read in the picture, where it lies on the page; its words' boxes are those around them.
    fn line(&self, mut line: Line) -> Line {
        let whole = Quad(line.quad.0.map(|p| self.back(p)));
        for word in &mut line.words {
            word.bbox = Quad(Quad::from(word.bbox).0.map(|p| self.back(p))).bounds();
        }
        line.quad = whole;
        line
    }
}

/// The brightest of the four corners: paper rather than a shadow.
fn corner(page: &PageImage) -> [u8; 3] {
    let (width, height) = (page.width as usize, page.height as usize);
    let corners = [0, width - 1, (height - 1) * width, height * width - 1];
    let pixel = |i: usize| [page.rgb[i * 3], page.rgb[i * 3 + 1], page.rgb[i * 3 + 2]];
    corners.map(pixel).into_iter().max_by_key(|p| p.iter().map(|v| u32::from(*v)).sum::<u32>()).unwrap_or([255; 3])
}

impl Tesseract {
    /// Reads a whole page, levelled first where its rows slope, and the rows once more that the program's own search
    /// lost. Boxes are in the page's own pixels.
    ///
    /// # Errors
    /// Those of [`Tesseract::read_region`].
    pub(crate) fn read_page(&self, page: &PageImage, models: &[&str], psm: Psm) -> Result<Vec<Line>, Error> {
        if psm != Psm::Page || page.width < 2 || page.height < 2 {
            return self.read_region(page, whole(page), models, psm);
        }
        let ink = Ink::of(page);
        let slope = ink.slope();
        if slope == 0.0 {
            return Ok(calibration::of_words(self.read_level(page, &ink, models)?));
        }
        let turn = Turn::levelling(slope, page.width as f32, page.height as f32);
        let level = turn.picture(page);
        let lines = self.read_level(&level, &Ink::of(&level), models)?;
        Ok(calibration::of_words(lines).into_iter().map(|line| turn.line(line)).collect())
    }

    /// Reads a level page with its lost rows, each on its own.
    fn read_level(&self, page: &PageImage, ink: &Ink, models: &[&str]) -> Result<Vec<Line>, Error> {
        let mut lines = self.read_region_raw(page, whole(page), models, Psm::Page)?;
        let lost: Vec<Rect> = ink.rows().iter().map(Quad::bounds).filter(|row| is_lost(*row, &lines)).collect();
        // Where hardly anything was found the model is another script's, and the rows are no better read.
        if lines.is_empty() || lost.len() > MOST_LOST.min(lines.len()) {
            return Ok(lines);
        }
        for row in lost {
            let found = self.read_region_raw(page, row, models, Psm::Line)?;
            lines.extend(found.into_iter().filter(|line| line.confidence >= READABLE));
        }
        Ok(lines)
    }
}

/// More lost rows than this are a table or a picture.
const MOST_LOST: usize = 8;
/// A lost row counts from this mean confidence on: a rule or a stain is read as well.
const READABLE: f32 = 0.5;
/// A row is lost of which words cover no more than this.
const COVERED: f32 = 0.15;

fn whole(page: &PageImage) -> Rect {
    Rect::new(0.0, 0.0, page.width as f32, page.height as f32)
}

/// Whether next to no word lies in a row.
fn is_lost(row: Rect, lines: &[Line]) -> bool {
    let words = lines.iter().flat_map(|line| &line.words).map(|word| word.bbox);
    let inside = words.filter(|word| word.overlap_y(row) >= 0.3 * word.height().min(row.height()));
    inside.map(|word| word.overlap_x(row).max(0.0)).sum::<f32>() <= COVERED * row.width()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_without_words_is_lost_and_one_with_a_few_is_not() {
        use document::Word;
        let line = |x0: f32, x1: f32, y: f32| {
            let words = vec![Word { bbox: Rect::new(x0, y, x1, y + 20.0), ..Word::default() }];
            Line { words, ..Line::default() }
        };
        let row = Rect::new(0.0, 100.0, 500.0, 130.0);
        assert!(is_lost(row, &[line(0.0, 500.0, 60.0), line(0.0, 500.0, 135.0)]));
        assert!(is_lost(row, &[line(0.0, 40.0, 105.0)]), "a speck that was read");
        assert!(!is_lost(row, &[line(0.0, 200.0, 105.0)]));
    }

    #[test]
    fn a_sloping_row_becomes_level_and_its_box_comes_back() {
        let (width, height) = (400u32, 300u32);
        let mut rgb = vec![240u8; (width * height * 3) as usize];
        let slope = 4.0f32;
        let row = |x: u32| 100.0 + x as f32 * slope.to_radians().tan();
        for x in 50..350 {
            for y in 0..10 {
                let at = ((row(x) as u32 + y) * width + x) as usize * 3;
                rgb[at..at + 3].fill(0);
            }
        }
        let page = PageImage { rgb, width, height, dpi: 150.0, rotation: 0 };
        let turn = Turn::levelling(slope, 400.0, 300.0);
        let level = turn.picture(&page);
        let dark = |x: u32, y: u32| level.rgb[(y * level.width + x) as usize * 3] < 128;
        let top = |x: u32| (0..level.height).find(|y| dark(x, *y)).unwrap();
        assert!(top(100).abs_diff(top(300)) <= 1, "the row is not level");
        let found = Quad::from(Rect::new(100.0, top(100) as f32, 300.0, top(100) as f32 + 10.0));
        let back = turn.line(Line { quad: found, ..Line::default() }).quad;
        for corner in &back.0[..2] {
            assert!((corner.y - row(corner.x as u32)).abs() <= 2.0, "{corner:?}");
        }
        assert!(back.0[1].y - back.0[0].y > 10.0);
    }
}

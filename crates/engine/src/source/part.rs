//! Parts of pages: what a person drew a rectangle around, as pixels of its own. Of a PDF only that part is drawn, at the
//! resolution that is wanted; of a picture the pixels that there are, never more.
//!
//! Owns the way from the upright page, as it was read and is shown, to the page as the file has it: the reader may have
//! turned it. Refuses a rectangle that is none, and a file whose page has another shape than the one that was read.

use document::{Code, Quad, Rect, area};
use image::imageops::FilterType;
use image::{ImageBuffer, Rgb};

use crate::orient::{turn, turned};
use crate::{Error, PageImage};

/// A rectangle of a page, and how it is to be drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cut {
    /// In pixels of the upright page.
    pub area: Rect,
    /// Width and height of the upright page in those pixels.
    pub page: (u32, u32),
    /// Degrees clockwise that the page is turned by in all, as it was read; `None` leaves it as the source has it.
    pub rotation: Option<u16>,
    /// Pixels of the result to one of the page.
    pub scale: f32,
}

/// What was cut out.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Its pixels, upright.
    pub image: PageImage,
    /// What it covers in whole pixels of its own, in pixels of the upright page.
    pub area: Rect,
}

/// Whole pixels of the page as the file has it: left, top, right, bottom.
pub(super) type Pixels = [u32; 4];

/// A page whose shape differs by more than this share is another page.
const SAME_SHAPE: f32 = 0.03;

impl Cut {
    /// The same on the page.
    ///
    /// # Errors
    /// `usage` where nothing of it lies on the page.
    pub(super) fn sound(self) -> Result<Self, Error> {
        let (width, height) = (self.page.0 as f32, self.page.1 as f32);
        let scale = if self.scale.is_finite() { self.scale.clamp(0.05, 8.0) } else { 1.0 };
        match area::on_page(self.area, width, height) {
            Some(area) => Ok(Self { area, scale, ..self }),
            None => Err(Error::new(Code::Usage, "there is nothing of the page in this rectangle")),
        }
    }

    /// Degrees clockwise between the page as the file has it, turned by `rotation`, and the upright one.
    pub(super) fn turn(&self, rotation: u16) -> u16 {
        self.rotation.map_or(0, |turned| (turned % 360 + 360 - rotation % 360) % 360)
    }

    /// The size of the whole page as the file has it, in pixels of the result.
    pub(super) fn whole(&self, degrees: u16) -> (u32, u32) {
        let (w, h) = if degrees.is_multiple_of(180) { self.page } else { (self.page.1, self.page.0) };
        let scaled = |n: u32| ((n as f32 * self.scale).round() as u32).max(1);
        (scaled(w), scaled(h))
    }

    /// Refuses a page of another shape than the one that was read. `size` is that of the page as the file has it.
    pub(super) fn check_shape(&self, degrees: u16, size: (f32, f32)) -> Result<(), Error> {
        let (w, h) = if degrees.is_multiple_of(180) { self.page } else { (self.page.1, self.page.0) };
        let (is, was) = (size.0 / size.1.max(1e-3), w as f32 / (h as f32).max(1e-3));
        // A page of very few pixels is rounded to another shape.
        let rounding = 2.0 / w.min(h).max(1) as f32;
        if (is / was - 1.0).abs() <= SAME_SHAPE + rounding {
            return Ok(());
        }
        Err(Error::new(
            Code::InputMissing,
            "the file is not the one any more that was read: its page has another shape",
        ))
    }

    /// Its pixels of a page as the file has it, `size` in pixels; at least one.
    pub(super) fn pixels(&self, degrees: u16, size: (u32, u32)) -> Pixels {
        let share = self.share(degrees);
        let low = |v: f32, most: u32| ((v * most as f32).floor().max(0.0) as u32).min(most.saturating_sub(1));
        let high =
            |v: f32, least: u32, most: u32| ((v * most as f32).ceil() as u32).clamp(least + 1, most.max(least + 1));
        let (x0, y0) = (low(share.x0, size.0), low(share.y0, size.1));
        [x0, y0, high(share.x1, x0, size.0), high(share.y1, y0, size.1)]
    }

    /// Its share of the page as the file has it.
    fn share(&self, degrees: u16) -> Rect {
        let (w, h) = (self.page.0 as f32, self.page.1 as f32);
        let share = Rect::new(self.area.x0 / w, self.area.y0 / h, self.area.x1 / w, self.area.y1 / h);
        turned(&Quad::from(share), (360 - degrees) % 360, 1, 1).bounds()
    }

    /// What `pixels` of a page as the file has it, of `size`, are of the upright page.
    pub(super) fn covered(&self, degrees: u16, pixels: Pixels, size: (u32, u32)) -> Rect {
        let (w, h) = (size.0 as f32, size.1 as f32);
        let [x0, y0, x1, y1] = pixels.map(|v| v as f32);
        let share = turned(&Quad::from(Rect::new(x0 / w, y0 / h, x1 / w, y1 / h)), degrees, 1, 1).bounds();
        let (w, h) = (self.page.0 as f32, self.page.1 as f32);
        Rect::new(share.x0 * w, share.y0 * h, share.x1 * w, share.y1 * h)
    }
}

/// Cuts a part out of a page's picture, and makes it smaller where less is wanted.
pub(super) fn of_picture(page: &PageImage, cut: &Cut) -> Result<Part, Error> {
    let degrees = cut.turn(page.rotation);
    cut.check_shape(degrees, (page.width as f32, page.height as f32))?;
    let size = (page.width, page.height);
    let pixels = cut.pixels(degrees, size);
    let [x0, y0, x1, y1] = pixels.map(|v| v as usize);
    let mut rgb = Vec::with_capacity((x1 - x0) * (y1 - y0) * 3);
    for y in y0..y1 {
        let row = y * page.width as usize;
        rgb.extend_from_slice(&page.rgb[(row + x0) * 3..(row + x1) * 3]);
    }
    let (width, height) = ((x1 - x0) as u32, (y1 - y0) as u32);
    let image = PageImage { rgb, width, height, dpi: page.dpi, rotation: page.rotation };
    let scale = cut.whole(degrees).0 as f32 / page.width as f32;
    let mut image = if scale < 1.0 { resized(&image, scale)? } else { image };
    turn(&mut image, degrees);
    Ok(Part { image, area: cut.covered(degrees, pixels, size) })
}

/// A picture `scale` times as large.
///
/// # Errors
/// `internal` for a picture whose pixels are not of its size.
pub(crate) fn resized(image: &PageImage, scale: f32) -> Result<PageImage, Error> {
    let view = ImageBuffer::<Rgb<u8>, &[u8]>::from_raw(image.width, image.height, image.rgb.as_slice())
        .ok_or_else(|| Error::new(Code::Internal, "a page image of the wrong size"))?;
    let scaled = |n: u32| ((n as f32 * scale).round() as u32).max(1);
    let (width, height) = (scaled(image.width), scaled(image.height));
    let rgb = image::imageops::resize(&view, width, height, FilterType::Triangle).into_raw();
    Ok(PageImage { rgb, width, height, dpi: image.dpi * scale, rotation: image.rotation })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 60 × 40 pixels, each of its place: red is the column, green the row.
    fn page() -> PageImage {
        let rgb = (0..40u8).flat_map(|y| (0..60u8).flat_map(move |x| [x, y, 0])).collect();
        PageImage { rgb, width: 60, height: 40, dpi: 100.0, rotation: 0 }
    }

    fn cut(area: Rect, page: (u32, u32), rotation: u16) -> Cut {
        Cut { area, page, rotation: Some(rotation), scale: 1.0 }
    }

    #[test]
    fn a_part_holds_the_pixels_of_its_place() {
        let part = of_picture(&page(), &cut(Rect::new(10.0, 20.0, 13.0, 22.0), (60, 40), 0)).unwrap();
        assert_eq!((part.image.width, part.image.height), (3, 2));
        assert_eq!(part.image.rgb[..6], [10, 20, 0, 11, 20, 0]);
        assert_eq!(part.area, Rect::new(10.0, 20.0, 13.0, 22.0));
    }

    #[test]
    fn a_page_that_was_turned_is_cut_as_it_is_shown() {
        for degrees in [90, 180, 270] {
            let mut upright = page();
            turn(&mut upright, degrees);
            let size = (upright.width, upright.height);
            let area = Rect::new(5.0, 7.0, 11.0, 10.0);
            let wanted = of_picture(&upright, &cut(area, size, degrees)).unwrap();
            let part = of_picture(&page(), &cut(area, size, degrees)).unwrap();
            assert_eq!(part.image.rgb, wanted.image.rgb, "{degrees}");
            let near = |a: f32, b: f32| (a - b).abs() < 1e-3;
            assert!(near(part.area.x0, area.x0) && near(part.area.y1, area.y1), "{degrees}: {:?}", part.area);
        }
    }

    #[test]
    fn a_rectangle_in_pixels_of_another_size_finds_its_place() {
        let part = of_picture(&page(), &cut(Rect::new(100.0, 200.0, 130.0, 220.0), (600, 400), 0)).unwrap();
        assert_eq!(part.image.rgb[..3], [10, 20, 0]);
        assert_eq!(part.area, Rect::new(100.0, 200.0, 130.0, 220.0));
        let half = Cut { scale: 0.05, ..cut(Rect::new(0.0, 0.0, 600.0, 400.0), (600, 400), 0) };
        let part = of_picture(&page(), &half).unwrap();
        assert_eq!((part.image.width, part.image.height), (30, 20));
    }

    #[test]
    fn hostile_rectangles_are_refused_or_cut_at_the_edge() {
        let at = |x0, y0, x1, y1| cut(Rect { x0, y0, x1, y1 }, (60, 40), 0).sound();
        for bad in [
            at(f32::NAN, 0.0, 1.0, 1.0),
            at(5.0, 5.0, 5.0, 5.0),
            at(60.0, 0.0, 90.0, 9.0),
            at(9.0, 0.0, 1.0, 9.0),
            at(0.0, 0.0, f32::INFINITY, 9.0),
        ] {
            assert_eq!(bad.unwrap_err().code, Code::Usage);
        }
        let huge = at(-1e30, -1e30, 1e30, 1e30).unwrap();
        assert_eq!(of_picture(&page(), &huge).unwrap().image, page());
        let thin = at(59.999, 39.999, 1e9, 1e9).unwrap();
        assert_eq!(of_picture(&page(), &thin).unwrap().image.rgb, [59, 39, 0]);
        let wild = Cut { scale: f32::NAN, ..huge }.sound().unwrap();
        assert_eq!(wild.scale, 1.0);
    }

    #[test]
    fn another_page_under_the_same_name_is_told() {
        let error = of_picture(&page(), &cut(Rect::new(0.0, 0.0, 10.0, 10.0), (40, 60), 0)).unwrap_err();
        assert_eq!(error.code, Code::InputMissing);
    }
}

//! Areas of a page that are left out: painted over before anything looks at the page, and cut out of a PDF's own text.
//!
//! Areas are shares of the upright page, and which way up a page stands is found out by reading it. So a page is painted
//! as it lies; where the reader turns it, it is painted again as it then stands, and read once more.

use document::{Area, Rect};

use super::region::paper;
use crate::PageImage;
use crate::orient::turn;

/// The rectangles of `areas` on page `index` of `width` × `height` pixels.
pub(super) fn on_page(areas: &[Area], index: u32, (width, height): (u32, u32)) -> Vec<Rect> {
    let on = areas.iter().filter(|area| area.pages.has(index) && area.is_sound());
    on.map(|area| area.on(width as f32, height as f32)).collect()
}

/// Paints each rectangle in the colour of the paper around it.
pub(super) fn paint(image: &mut PageImage, areas: &[Rect]) {
    for area in areas {
        let (width, height) = (image.width as usize, image.height as usize);
        let edge = |v: f32, most: usize| (v.round().max(0.0) as usize).min(most);
        let (x0, x1) = (edge(area.x0, width), edge(area.x1, width));
        let (y0, y1) = (edge(area.y0, height), edge(area.y1, height));
        if x0 >= x1 || y0 >= y1 {
            continue;
        }
        let rows: Vec<u8> =
            (y0..y1).flat_map(|y| &image.rgb[(y * width + x0) * 3..(y * width + x1) * 3]).copied().collect();
        let (w, h) = ((x1 - x0) as u32, (y1 - y0) as u32);
        let colour = paper(&PageImage { rgb: rows, width: w, height: h, dpi: 0.0, rotation: 0 });
        for y in y0..y1 {
            for pixel in image.rgb[(y * width + x0) * 3..(y * width + x1) * 3].chunks_exact_mut(3) {
                pixel.copy_from_slice(&colour);
            }
        }
    }
}

/// Reads `image` by `read` without its areas. The image stays whole, but turned as the reader turned it.
///
/// # Errors
/// The reader's.
pub(super) fn read_without<T, E>(
    image: &mut PageImage,
    areas: impl Fn((u32, u32)) -> Vec<Rect>,
    mut read: impl FnMut(&mut PageImage) -> Result<T, E>,
) -> Result<T, E> {
    if areas((image.width, image.height)).is_empty() {
        return read(image);
    }
    let before = image.rotation;
    let mut painted = image.clone();
    paint(&mut painted, &areas((image.width, image.height)));
    let first = read(&mut painted)?;
    let turned = (painted.rotation + 360 - before) % 360;
    if turned == 0 {
        return Ok(first);
    }
    turn(image, turned);
    let mut painted = image.clone();
    paint(&mut painted, &areas((image.width, image.height)));
    let again = read(&mut painted)?;
    turn(image, (painted.rotation + 360 - image.rotation) % 360);
    Ok(again)
}

#[cfg(test)]
mod tests {
    use document::AreaPages;

    use super::*;

    /// White, with a black column at the left and a black row at the top.
    fn page() -> PageImage {
        let rgb = (0..20).flat_map(|y| (0..30).flat_map(move |x| [if x < 3 || y < 2 { 0 } else { 255 }; 3])).collect();
        PageImage { rgb, width: 30, height: 20, dpi: 0.0, rotation: 0 }
    }

    fn blacks(image: &PageImage) -> usize {
        image.rgb.chunks_exact(3).filter(|p| p[0] == 0).count()
    }

    #[test]
    fn an_area_becomes_paper() {
        let mut image = page();
        paint(&mut image, &[Rect::new(0.0, 5.0, 10.0, 15.0), Rect::new(-5.0, 0.0, 0.0, 99.0)]);
        assert_eq!(blacks(&image), blacks(&page()) - 3 * 10);
    }

    #[test]
    fn areas_lie_on_their_pages_and_those_that_are_none_nowhere() {
        let area = |x1: f32, pages| Area { bbox: Rect { x0: 0.0, y0: 0.0, x1, y1: 0.5 }, pages };
        let areas = [area(0.5, AreaPages::Even), area(2.0, AreaPages::All), area(f32::NAN, AreaPages::All)];
        assert_eq!(on_page(&areas, 0, (100, 100)), []);
        assert_eq!(on_page(&areas, 1, (100, 100)), [Rect::new(0.0, 0.0, 50.0, 50.0)]);
    }

    #[test]
    fn a_page_that_is_turned_is_painted_as_it_then_stands() {
        // Upright it is turned by a quarter: the black column is then the top row, which the area covers.
        let mut image = page();
        let area = |(w, h): (u32, u32)| vec![Rect::new(0.0, 0.0, w as f32, 0.1 * h as f32)];
        let mut reads = 0;
        let left = read_without(&mut image, area, |image| {
            reads += 1;
            if image.rotation == 0 {
                turn(image, 90);
            }
            Ok::<_, ()>(blacks(image))
        });
        assert_eq!((left, reads), (Ok(2 * 27), 2));
        assert_eq!((image.rotation, image.width, blacks(&image)), (90, 20, blacks(&page())), "the picture stays whole");
    }
}

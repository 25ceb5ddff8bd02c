//! Quarter turns of pictures, points and boxes.

use document::{Point, Quad};

use crate::PageImage;

/// Turns the picture clockwise by 0, 90, 180 or 270 degrees, and notes it in its rotation.
pub(crate) fn turn(page: &mut PageImage, degrees: u16) {
    let (width, height) = (page.width as usize, page.height as usize);
    if !matches!(degrees, 90 | 180 | 270) || page.rgb.len() < width * height * 3 {
        return;
    }
    if degrees == 180 {
        page.rgb.truncate(width * height * 3);
        page.rgb.reverse();
        // Whole pixels, not their channels.
        page.rgb.chunks_exact_mut(3).for_each(<[u8]>::reverse);
    } else {
        page.rgb = quarter(&page.rgb, width, height, degrees == 90);
        std::mem::swap(&mut page.width, &mut page.height);
    }
    page.rotation = (page.rotation + degrees) % 360;
}

/// The pixels after a quarter turn. It goes over the picture in squares, because one of both is walked against its rows.
fn quarter(rgb: &[u8], width: usize, height: usize, clockwise: bool) -> Vec<u8> {
    const SIDE: usize = 32;
    let mut turned = vec![0; width * height * 3];
    for top in (0..height).step_by(SIDE) {
        for left in (0..width).step_by(SIDE) {
            for y in top..(top + SIDE).min(height) {
                for x in left..(left + SIDE).min(width) {
                    let (to_x, to_y) = if clockwise { (height - 1 - y, x) } else { (y, width - 1 - x) };
                    let (from, to) = ((y * width + x) * 3, (to_y * height + to_x) * 3);
                    turned[to..to + 3].copy_from_slice(&rgb[from..from + 3]);
                }
            }
        }
    }
    turned
}

/// Where a box of a page of `width` × `height` pixels lies once the page is turned; its text runs along it as before.
pub(crate) fn turned(quad: &Quad, degrees: u16, width: u32, height: u32) -> Quad {
    let (width, height) = (width as f32, height as f32);
    Quad(quad.0.map(|Point { x, y }| match degrees {
        90 => Point::new(height - y, x),
        180 => Point::new(width - x, height - y),
        270 => Point::new(y, width - x),
        _ => Point::new(x, y),
    }))
}

/// The same box with its text running the other way, as it does for a page that stands on its head.
pub(crate) fn flipped(quad: &Quad) -> Quad {
    let [a, b, c, d] = quad.0;
    Quad([c, d, a, b])
}

#[cfg(test)]
mod tests {
    use document::Rect;

    use super::*;

    /// 3 × 2 pixels, numbered.
    fn page() -> PageImage {
        PageImage {
            rgb: (0..6).flat_map(|i| [i, i + 10, i + 20]).collect(),
            width: 3,
            height: 2,
            dpi: 0.0,
            rotation: 90,
        }
    }

    fn reds(page: &PageImage) -> Vec<u8> {
        page.rgb.chunks_exact(3).map(|p| p[0]).collect()
    }

    #[test]
    fn pictures_turn_clockwise_and_say_so() {
        for (degrees, pixels, size) in [
            (0, [0, 1, 2, 3, 4, 5], (3, 2)),
            (90, [3, 0, 4, 1, 5, 2], (2, 3)),
            (180, [5, 4, 3, 2, 1, 0], (3, 2)),
            (270, [2, 5, 1, 4, 0, 3], (2, 3)),
        ] {
            let mut page = page();
            turn(&mut page, degrees);
            assert_eq!(reds(&page), pixels, "{degrees}");
            assert_eq!((page.width, page.height), size);
            assert_eq!(page.rotation, (90 + degrees) % 360);
            assert_eq!(page.rgb[1], page.rgb[0] + 10, "channels keep their order");
        }
    }

    #[test]
    fn a_picture_larger_than_a_square_turns_back_to_itself() {
        let (width, height) = (70u32, 45u32);
        let rgb: Vec<u8> = (0..width * height * 3).map(|i| (i % 251) as u8).collect();
        let before = PageImage { rgb, width, height, dpi: 72.0, rotation: 0 };
        let mut page = before.clone();
        turn(&mut page, 90);
        assert_ne!(page.rgb, before.rgb);
        turn(&mut page, 270);
        assert_eq!(page, before);
    }

    #[test]
    fn boxes_turn_with_their_page() {
        // The upper left pixel of a page of 3 × 2.
        let quad = Quad::from(Rect::new(0.0, 0.0, 1.0, 1.0));
        let bounds = |degrees| turned(&quad, degrees, 3, 2).bounds();
        assert_eq!(bounds(90), Rect::new(1.0, 0.0, 2.0, 1.0));
        assert_eq!(bounds(180), Rect::new(2.0, 1.0, 3.0, 2.0));
        assert_eq!(bounds(270), Rect::new(0.0, 2.0, 1.0, 3.0));
        // A line that runs downwards runs to the right once the page is turned back.
        let down = Quad([Point::new(2.0, 0.0), Point::new(2.0, 2.0), Point::new(1.0, 2.0), Point::new(1.0, 0.0)]);
        let level = turned(&down, 270, 3, 2);
        assert!(level.0[1].x > level.0[0].x && level.0[1].y == level.0[0].y && level.0[3].y > level.0[0].y);
    }
}

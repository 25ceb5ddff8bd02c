//! Which way up a page stands.
//!
//! The long boxes of a page's lines tell level text from standing text. Which of the two ways a line runs is found by
//! reading it both ways: read against its direction a text gives few characters, none of them sure. Standing lines that
//! read well can be a page on its side or the columns of a page of Chinese or Japanese: there the single characters
//! stand upright, and are read so. Nothing is turned on a guess.

mod rows;
mod turn;

use document::{Point, Quad};

pub(crate) use self::rows::Ink;
pub(crate) use self::turn::{flipped, turn, turned};
use crate::auto::{Trial, is_ideographic};
use crate::ppocr::PpOcr;
use crate::{Error, PageImage};

/// A box this many times longer than high shows which way its text runs.
pub(crate) const LONG: f32 = 3.0;

/// Whether a box's text runs down or up the page rather than across it.
pub(crate) fn stands(quad: &Quad) -> bool {
    let [a, b, ..] = quad.0;
    (b.y - a.y).abs() > (b.x - a.x).abs()
}

/// How many times longer than high a box is.
pub(crate) fn aspect(quad: &Quad) -> f32 {
    quad.length() / quad.height().max(1.0)
}

/// Whether most of the page's text, by its length, runs up or down.
pub(crate) fn mostly_stands(quads: &[Quad]) -> bool {
    let sum = |standing| -> f32 {
        quads.iter().filter(|q| aspect(q) >= LONG && stands(q) == standing).map(Quad::length).sum()
    };
    sum(true) > sum(false)
}

/// Whether standing lines that were read well along their boxes are columns of upright characters: then the first
/// characters of a column, each cut out on its own and not turned, are read as the same characters.
///
/// # Errors
/// `internal` where inference fails.
pub(crate) fn are_columns(engine: &PpOcr, page: &PageImage, trial: &Trial) -> Result<bool, Error> {
    const CELLS: usize = 4;
    let (mut upright, mut lying, mut expected) = (Vec::new(), Vec::new(), Vec::new());
    for sighting in &trial.sightings {
        let Some(line) = &sighting.line else { continue };
        let ideographs = sighting.signs.iter().filter(|s| is_ideographic(s.0)).count();
        if ideographs * 2 < sighting.signs.len() || sighting.signs.len() < CELLS {
            continue;
        }
        // Characters of these scripts are set at one distance.
        let pitch = 1.0 / sighting.signs.len() as f32;
        for (i, sign) in sighting.signs.iter().take(CELLS).enumerate().filter(|(_, s)| is_ideographic(s.0)) {
            let cell = line.quad.slice(i as f32 * pitch, (i + 1) as f32 * pitch);
            let b = cell.bounds();
            let reach = (b.width().max(b.height()) * 0.6).max(4.0);
            let middle = b.center();
            let corner = |x: f32, y: f32| Point::new(middle.x + x * reach, middle.y + y * reach);
            let square = [corner(-1.0, -1.0), corner(1.0, -1.0), corner(1.0, 1.0), corner(-1.0, 1.0)];
            let [a, b, c, d] = square;
            upright.push(Quad(square));
            // The line's own direction: its first edge runs down, or up.
            let down = line.quad.0[1].y > line.quad.0[0].y;
            lying.push(Quad(if down { [b, c, d, a] } else { [d, a, b, c] }));
            expected.push(sign.0);
        }
    }
    let same = |quads: &[Quad]| -> Result<usize, Error> {
        let seen = engine.sightings(page, quads, None)?;
        Ok(seen.iter().zip(&expected).filter(|(s, e)| s.signs.iter().any(|sign| sign.0 == **e)).count())
    };
    let upright = same(&upright)?;
    Ok(upright >= 2 && upright * 2 >= same(&lying)?)
}

#[cfg(test)]
mod tests {
    use document::Rect;

    use super::*;

    #[test]
    fn the_length_of_text_decides_and_not_the_number_of_boxes() {
        let level = |x1: f32| Quad::from(Rect::new(0.0, 0.0, x1, 10.0));
        let standing = turned(&level(500.0), 90, 500, 10);
        assert!(stands(&standing) && !stands(&level(50.0)));
        assert!(mostly_stands(&[level(40.0), level(50.0), standing]));
        assert!(!mostly_stands(&[level(400.0), level(450.0), standing]));
        // A single character is no sign of either.
        assert!(!mostly_stands(&[level(400.0), Quad::from(Rect::new(0.0, 0.0, 20.0, 10.0))]));
        assert!(!mostly_stands(&[]));
    }
}

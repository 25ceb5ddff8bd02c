//! Pages that mix scripts: each part is read by the engine that reads it.
//!
//! Lines that the default engine could not read, on a page that it reads otherwise, are shown to Tesseract like a page of
//! their own. On a page in another script, lines of which Tesseract is not sure are tried with the default engine.

use document::{Line, Point, Quad, Reading, ReadingReason, Rect};

use super::sample::{Sample, confidence};
use super::trial::{self, Verdict};
use super::{Known, Seen};
use crate::orient::{aspect, stands};
use crate::ppocr::{PpOcr, Sighting, without_doubles};
use crate::tesseract::Psm;
use crate::{Error, PageImage};

/// This many line heights of unread text are worth asking about; stamps, signatures and stains have fewer.
const WORTH_ASKING: f32 = 40.0;
/// And this share of all text.
const SHARE: f32 = 0.12;
/// Of a line below this Tesseract is not sure.
const UNSURE: f32 = 0.6;

/// Reads the lines that the default engine could not read, where they are in another script; `None` where they are not.
pub(super) fn read(page: &PageImage, sightings: &[Sighting], known: &Known<'_>) -> Result<Option<Seen>, Error> {
    let bad = |s: &&Sighting| matches!(trial::judge(s), Verdict::Doubtful | Verdict::Hopeless);
    let length = |quads: &[Quad]| quads.iter().map(aspect).sum::<f32>();
    let all: Vec<Quad> = sightings.iter().map(|s| s.quad).collect();
    let mut unread: Vec<Quad> = sightings.iter().filter(bad).map(|s| s.quad).filter(|q| !stands(q)).collect();
    if length(&unread) < WORTH_ASKING.max(SHARE * length(&all)) {
        return Ok(None);
    }
    let Some(tesseract) = (known.tesseract)() else { return Ok(None) };
    unread.sort_by(|a, b| aspect(b).total_cmp(&aspect(a)));
    let sample = Sample::of(tesseract, page, &unread)?;
    let Some(found) = sample.named(None)?.filter(|f| !f.upside_down) else {
        return Ok(None);
    };
    let language = found.script.language(&found.text);
    let Some(model) = language.and_then(|l| tesseract.model(l)).or_else(|| found.script.any_model(tesseract)) else {
        return Ok(None);
    };
    let theirs = tesseract.read_page(page, &[model], Psm::Page)?;
    let places: Vec<Rect> = unread.iter().map(Quad::bounds).collect();
    let (mut lines, engine) = if length(&unread) > 0.7 * length(&all) {
        (theirs, "tesseract")
    } else {
        let lies = |line: &Line| places.iter().any(|place| shares(line.quad.bounds(), *place));
        (theirs.into_iter().filter(lies).collect(), "ppocr")
    };
    if engine == "ppocr" {
        let own = sightings.iter().filter(|s| !bad(s)).filter_map(|s| s.line.clone());
        lines.extend(without_doubles(own.collect()));
    }
    let reading = Reading {
        language: language.map(str::to_owned),
        script: Some(found.script.code.to_owned()),
        reason: ReadingReason::Mixed,
    };
    Ok(Some(Seen { lines, engine, reading }))
}

/// Whether most of a line lies in a box.
fn shares(line: Rect, place: Rect) -> bool {
    let common = line.intersection(place).map_or(0.0, Rect::area);
    common >= 0.5 * line.area().min(place.area())
}

/// The same lines, those of which Tesseract is not sure read by the default engine where that can read them.
pub(super) fn legible_lines(page: &PageImage, mut lines: Vec<Line>, ppocr: &PpOcr) -> Result<Vec<Line>, Error> {
    let unsure: Vec<usize> = (0..lines.len())
        .filter(|&i| confidence(&lines[i..=i]) < UNSURE && aspect(&lines[i].quad) >= trial::TELLING)
        .collect();
    if unsure.is_empty() {
        return Ok(lines);
    }
    let quads: Vec<Quad> = unsure.iter().map(|&i| with_margin(&lines[i].quad)).collect();
    for (i, sighting) in unsure.into_iter().zip(ppocr.sightings(page, &quads, None)?) {
        if trial::judge(&sighting) == Verdict::Legible
            && let Some(line) = sighting.line
        {
            lines[i] = line;
        }
    }
    Ok(lines)
}

/// A box that hugs its ink, with the margin that the default engine expects.
fn with_margin(quad: &Quad) -> Quad {
    let b = quad.bounds();
    let margin = b.height() * 0.2;
    let corner = |x: f32, y: f32| Point::new(x.max(0.0), y.max(0.0));
    Quad([
        corner(b.x0 - margin, b.y0 - margin),
        corner(b.x1 + margin, b.y0 - margin),
        corner(b.x1 + margin, b.y1 + margin),
        corner(b.x0 - margin, b.y1 + margin),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_belong_to_the_boxes_that_they_lie_in() {
        let place = Rect::new(0.0, 0.0, 100.0, 20.0);
        assert!(shares(Rect::new(5.0, 4.0, 95.0, 16.0), place));
        assert!(shares(Rect::new(5.0, 4.0, 195.0, 16.0), place), "a line that joins two boxes");
        assert!(!shares(Rect::new(5.0, 22.0, 95.0, 36.0), place));
    }
}

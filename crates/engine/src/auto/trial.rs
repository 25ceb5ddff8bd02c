//! Reading a few lines with the default engine, and judging whether it can read them at all.
//!
//! The engine's mean confidence says nothing: of a Russian line it reads two commas and is sure of them. What tells is
//! how much it reads. Along a line of legible text it finds one to three characters for each height of the line and is
//! sure of nearly all; along a line in a script that it does not know, or on its head, it finds next to none that are
//! letters or digits and of which it is sure. Measured: legible pages (print, receipts, carbon copies, fax, blur) give
//! 1.0 to 3.0 of these, other scripts 0 to 0.13 (Greek, which shares letters, 0.6), pages on their head 0 to 0.27.

use document::Quad;

use crate::orient::{LONG, aspect, flipped};
use crate::ppocr::{PpOcr, Sighting};
use crate::{Error, PageImage};

/// A character of at least this probability is sure.
const SURE: f32 = 0.9;
/// Sure letters and digits for each height of the line, from which on a line is legible.
const LEGIBLE: f32 = 0.75;
/// Fewer is enough where the engine is sure of all it reads: text that is spaced out.
const SPACED: (f32, f32) = (0.4, 0.95);
/// Below this next to nothing is read.
const HOPELESS: f32 = 0.35;
/// A line of this many heights is long enough to be judged on its own.
pub(crate) const TELLING: f32 = 6.0;
/// A sample of fewer heights in all says nothing.
const ENOUGH: f32 = 12.0;
/// No line is tried over more heights than this: what is longer is tried in part.
const PART: f32 = 10.0;
/// How many lines are read whole at first: what was read of a legible page is kept.
const FIRST: usize = 2;
/// How many are tried in doubt.
const MORE: usize = 3;

/// A few lines that were read, and how they were.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trial {
    /// What was read, line by line.
    pub(crate) sightings: Vec<Sighting>,
}

/// What a trial says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It can be read.
    Legible,
    /// There is too little to tell.
    TooLittle,
    /// Something was read, and not as text is.
    Doubtful,
    /// Next to nothing was read.
    Hopeless,
}

impl Trial {
    /// Reads the lines at `quads`.
    pub(crate) fn of(engine: &PpOcr, page: &PageImage, quads: &[Quad], language: Option<&str>) -> Result<Self, Error> {
        Ok(Self { sightings: engine.sightings(page, quads, language)? })
    }

    /// The judgement over all its lines: by the middle one, so that a line or two of another kind do not count.
    pub(crate) fn verdict(&self) -> Verdict {
        let lines: Vec<(f32, f32, f32)> =
            self.sightings.iter().map(|s| (sureness(s), mean(s), aspect(&s.quad))).filter(|l| l.2 >= 2.0).collect();
        if lines.iter().map(|l| l.2).sum::<f32>() < ENOUGH {
            return Verdict::TooLittle;
        }
        verdict(median(lines.iter().map(|l| l.0).collect()), median(lines.iter().map(|l| l.1).collect()))
    }

    /// Whether the engine is sure of what it read, as it is of legible text (measured: 0.93 and more; other scripts 0.87 at most).
    pub(crate) fn is_sure(&self) -> bool {
        median(self.sightings.iter().map(mean).collect()) >= SURE
    }

    /// Sure letters and digits in all, over the heights of all lines: to compare two ways of reading the same.
    pub(crate) fn worth(&self) -> f32 {
        let heights: f32 = self.sightings.iter().map(|s| aspect(&s.quad)).sum();
        self.sightings.iter().map(|s| sureness(s) * aspect(&s.quad)).sum::<f32>() / heights.max(1.0)
    }
}

/// The judgement of one line.
pub(crate) fn judge(sighting: &Sighting) -> Verdict {
    if aspect(&sighting.quad) < TELLING { Verdict::TooLittle } else { verdict(sureness(sighting), mean(sighting)) }
}

fn verdict(sure: f32, mean: f32) -> Verdict {
    if sure >= LEGIBLE || (sure >= SPACED.0 && mean >= SPACED.1) {
        Verdict::Legible
    } else if sure >= HOPELESS {
        Verdict::Doubtful
    } else {
        Verdict::Hopeless
    }
}

/// Sure letters and digits for each height of the line.
fn sureness(sighting: &Sighting) -> f32 {
    let sure = sighting.signs.iter().filter(|(c, p)| *p >= SURE && c.is_alphanumeric()).count();
    sure as f32 / aspect(&sighting.quad).max(1.0)
}

/// The mean probability of what was read.
fn mean(sighting: &Sighting) -> f32 {
    let count = sighting.signs.len().max(1) as f32;
    sighting.signs.iter().map(|s| s.1).sum::<f32>() / count
}

/// The middle value; of an even number the lower one of both.
fn median(mut values: Vec<f32>) -> f32 {
    values.sort_by(f32::total_cmp);
    values.get(values.len().saturating_sub(1) / 2).copied().unwrap_or(0.0)
}

/// Which lines to read first, as places in `quads`: long ones, and of those the shortest, because they cost least.
pub(crate) fn first(quads: &[Quad]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..quads.len()).collect();
    order.sort_by(|&a, &b| aspect(&quads[a]).total_cmp(&aspect(&quads[b])));
    let long = order.iter().position(|&i| aspect(&quads[i]) >= PART).unwrap_or(order.len());
    let start = long.min(order.len().saturating_sub(FIRST));
    order[start..].iter().take(FIRST).copied().collect()
}

/// Parts of the longest lines, spread over the page: a cheap sample of what is in doubt.
pub(crate) fn more(quads: &[Quad]) -> Vec<Quad> {
    let mut longest: Vec<&Quad> = quads.iter().filter(|q| aspect(q) >= LONG).collect();
    longest.sort_by(|a, b| aspect(b).total_cmp(&aspect(a)));
    longest.truncate(MORE * 3);
    let middle = |q: &Quad| q.bounds().center().y;
    longest.sort_by(|a, b| middle(a).total_cmp(&middle(b)));
    let step = (longest.len() as f32 / MORE as f32).max(1.0);
    let spread = (0..MORE).map(|i| (i as f32 * step) as usize).filter_map(|i| longest.get(i));
    spread.map(|quad| part(quad)).collect()
}

/// The beginning of a line, as long as a trial needs.
pub(crate) fn part(quad: &Quad) -> Quad {
    quad.slice(0.0, (PART / aspect(quad).max(1.0)).min(1.0))
}

/// The same lines read against their direction.
pub(crate) fn against(quads: &[Quad]) -> Vec<Quad> {
    quads.iter().map(flipped).collect()
}

#[cfg(test)]
mod tests {
    use document::Rect;

    use super::*;

    fn sighting(text: &str, probability: f32, length: f32) -> Sighting {
        let quad = Quad::from(Rect::new(0.0, 0.0, length * 10.0, 10.0));
        let signs = text.chars().filter(|c| !c.is_whitespace()).map(|c| (c, probability)).collect();
        Sighting { quad, line: None, signs }
    }

    #[test]
    fn sure_commas_are_no_reading() {
        assert_eq!(judge(&sighting(", , . ,", 0.99, 20.0)), Verdict::Hopeless);
        assert_eq!(judge(&sighting("authority of government; this will", 0.99, 20.0)), Verdict::Legible);
        assert_eq!(judge(&sighting("authority of government; this will", 0.6, 20.0)), Verdict::Hopeless);
        assert_eq!(judge(&sighting("母亲和儿童有权享受特别照顾和协助", 0.98, 17.0)), Verdict::Legible);
        assert_eq!(judge(&sighting("T O T A L 12", 0.99, 15.0)), Verdict::Legible, "spaced out, and sure");
        assert_eq!(judge(&sighting("Total", 0.99, 3.0)), Verdict::TooLittle);
    }

    #[test]
    fn the_middle_line_decides() {
        let good = || sighting("authority of government; this will", 0.99, 20.0);
        let bad = || sighting(".", 0.9, 20.0);
        let verdict = |sightings| Trial { sightings }.verdict();
        assert_eq!(verdict(vec![good(), bad(), good()]), Verdict::Legible);
        assert_eq!(verdict(vec![good(), bad(), bad()]), Verdict::Hopeless);
        assert_eq!(verdict(vec![sighting("", 0.0, 5.0)]), Verdict::TooLittle, "one short word is no evidence");
        assert_eq!(verdict(vec![]), Verdict::TooLittle);
        assert!(Trial { sightings: vec![good(), bad(), good()] }.is_sure());
        assert!(!Trial { sightings: vec![sighting("XI XU ITLU", 0.8, 10.0)] }.is_sure());
    }

    #[test]
    fn cheap_lines_are_tried_first_and_long_ones_in_part() {
        let line = |length: f32, y: f32| Quad::from(Rect::new(0.0, y, length * 10.0, y + 10.0));
        let quads = [line(40.0, 0.0), line(2.0, 20.0), line(12.0, 40.0), line(30.0, 60.0)];
        assert_eq!(first(&quads), [2, 3]);
        assert_eq!(first(&quads[..2]), [1, 0], "what there is");
        let parts = more(&quads);
        assert!(parts.iter().all(|q| aspect(q) <= PART + 0.01) && parts.len() == 3);
    }
}

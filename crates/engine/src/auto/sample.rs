//! Asking Tesseract about a sample of a page: which script it is, and whether a model can read it.
//!
//! The script detection names a script for anything, so its answer counts only once a model of the script has read the
//! sample, was sure of it, and gave letters of that script. Where the detection is wrong (it does not know Georgian, nor
//! the sloping hand of Urdu) or unsure, the other scripts are tried the same way.
//!
//! It costs little, because nearly all that Tesseract spends is spent on characters: the detection sees a few dozen, two
//! lines are read by the small model of the script's most common language, and a script that nothing points to by one
//! line. Only what is then in doubt is looked at longer, and by the large model of the whole script.

use document::{Line, Quad, Rect};

use super::script::{FOREIGN, Foreign};
use crate::ppocr::strip;
use crate::tesseract::{Osd, Psm, Tesseract};
use crate::{Error, PageImage};

// Judged by Tesseract's own confidences: these tell a wrong model's reading apart, whatever calibration makes of them.

/// A reading of this worth is right without trying another. Measured on two lines in another's model: at most 0.6.
const CONVINCING: f32 = 0.78;
/// One below this is none. Measured on scripts read with another's large model: at most 0.45.
const PLAUSIBLE: f32 = 0.55;
/// One below this is not looked at again.
const POSSIBLE: f32 = 0.35;
/// From here on a sample's language can bear its reading out.
const FAIR: f32 = 0.45;
/// The detection's orientation is worth a second reading from this confidence on,
const PERHAPS_TURNED: f32 = 1.0;
/// and counts without one from this on.
const TURNED: f32 = 5.0;
/// Lines that the detection is shown, that are read at first, and where there is doubt.
const DETECTED: usize = 3;
const READ: usize = 2;
const DOUBTED: usize = 5;
/// How many of the scripts that nothing points to are looked at again.
const RUNNERS: usize = 2;

/// What a sample turned out to be.
#[derive(Debug)]
pub(crate) struct Found {
    /// The script.
    pub(crate) script: &'static Foreign,
    /// Whether the sample stands on its head.
    pub(crate) upside_down: bool,
    /// What was read of it.
    pub(crate) text: String,
    /// How well that went, 0–1: the mean confidence times the share of letters in the script.
    pub(crate) worth: f32,
}

/// Lines of a page, straightened, and what Tesseract's detection says of them.
pub(crate) struct Sample<'t> {
    tesseract: &'t Tesseract,
    /// The same lines on their feet and on their head: one, a few, all.
    strips: [PageImage; 3],
    osd: Option<Osd>,
}

/// How much of a sample is read.
#[derive(Clone, Copy)]
enum Much {
    One,
    Few,
    All,
}

impl<'t> Sample<'t> {
    /// Takes the lines at `quads`, the longest first, and asks for their script.
    ///
    /// # Errors
    /// What keeps Tesseract from running.
    pub(crate) fn of(tesseract: &'t Tesseract, page: &PageImage, quads: &[Quad]) -> Result<Self, Error> {
        let first = |count: usize| strip(page, &quads[..quads.len().min(count)]);
        let strips = [first(1), first(READ), first(DOUBTED)];
        let osd = if tesseract.model("osd").is_some() { tesseract.glance(&first(DETECTED))? } else { None };
        Ok(Self { tesseract, strips, osd })
    }

    /// Whether the detection says that it stands on its head, and is at least this sure.
    fn is_turned(&self, least: f32) -> bool {
        self.osd.as_ref().is_some_and(|o| o.rotation == 180 && o.rotation_confidence >= least)
    }

    /// The script that the detection names, or that of `hint`, where its model reads the sample.
    ///
    /// # Errors
    /// What keeps Tesseract from running.
    pub(crate) fn named(&self, hint: Option<&'static Foreign>) -> Result<Option<Found>, Error> {
        let named = self.osd.as_ref().and_then(|o| Foreign::detected(&o.script));
        let perhaps = self.is_turned(PERHAPS_TURNED);
        for script in named.into_iter().chain(hint.filter(|h| Some(*h) != named)) {
            let mut best: Option<Found> = None;
            let directions: &[bool] = match perhaps {
                _ if self.is_turned(TURNED) => &[true],
                true => &[true, false],
                false => &[false],
            };
            for upside_down in directions {
                for model in script.small_models(self.tesseract) {
                    let found = self.read(script, model, Much::Few, *upside_down)?;
                    if found.worth >= CONVINCING {
                        return Ok(Some(found));
                    }
                    best = better(best, found);
                }
            }
            if let Some(best) = best.filter(|b| b.worth >= POSSIBLE)
                && let Some(found) = self.again(script, best.upside_down)?
            {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// Any script whose model reads the sample: each is tried on one line, and the best ones are looked at again.
    ///
    /// # Errors
    /// What keeps Tesseract from running.
    pub(crate) fn any(&self) -> Result<Option<Found>, Error> {
        let upside_down = self.is_turned(TURNED);
        let mut runners: Vec<Found> = Vec::new();
        for script in FOREIGN {
            let mut best = None;
            for model in script.small_models(self.tesseract) {
                let found = self.read(script, model, Much::One, upside_down)?;
                if found.worth >= CONVINCING || (found.worth >= FAIR && script.bears_out(&found.text)) {
                    // A line may be one of another kind: two are to say the same.
                    let few = self.read(script, model, Much::Few, upside_down)?;
                    if few.worth >= CONVINCING || (few.worth >= FAIR && script.bears_out(&few.text)) {
                        return Ok(Some(few));
                    }
                }
                best = better(best, found);
            }
            runners.extend(best);
        }
        runners.retain(|r| r.worth >= POSSIBLE);
        runners.sort_by(|a, b| b.worth.total_cmp(&a.worth));
        for runner in runners.iter().take(RUNNERS) {
            if let Some(found) = self.again(runner.script, upside_down)? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// Looks longer at a sample that may be in `script`: `None` where that does not bear it out.
    fn again(&self, script: &'static Foreign, upside_down: bool) -> Result<Option<Found>, Error> {
        let Some(model) = script.any_model(self.tesseract) else { return Ok(None) };
        let mut best = self.read(script, model, Much::All, upside_down)?;
        if (POSSIBLE..PLAUSIBLE).contains(&best.worth) {
            // A model of one language knows its hand better than that of the script: Urdu's, which is written on a slope.
            for model in script.models(self.tesseract) {
                let found = self.read(script, model, Much::All, upside_down)?;
                if found.worth > best.worth {
                    best = found;
                }
            }
        }
        Ok(Some(best).filter(|b| b.worth >= PLAUSIBLE))
    }

    fn read(&self, script: &'static Foreign, model: &str, much: Much, upside_down: bool) -> Result<Found, Error> {
        let (strip, psm) = match much {
            Much::One => (&self.strips[0], Psm::Line),
            Much::Few => (&self.strips[1], Psm::Block),
            Much::All => (&self.strips[2], Psm::Block),
        };
        let lines = if upside_down {
            let mut turned = strip.clone();
            crate::orient::turn(&mut turned, 180);
            self.tesseract.read_region_raw(&turned, whole(&turned), &[model], psm)?
        } else {
            self.tesseract.read_region_raw(strip, whole(strip), &[model], psm)?
        };
        let (text, worth) = worth(script, &lines);
        Ok(Found { script, upside_down, text, worth })
    }
}

/// The one that is worth more.
fn better(best: Option<Found>, found: Found) -> Option<Found> {
    Some(match best {
        Some(best) if best.worth >= found.worth => best,
        _ => found,
    })
}

/// The picture's own bounds.
fn whole(page: &PageImage) -> Rect {
    Rect::new(0.0, 0.0, page.width as f32, page.height as f32)
}

/// The text of lines, and how much their reading as `script` is worth.
fn worth(script: &Foreign, lines: &[Line]) -> (String, f32) {
    let text = lines.iter().map(|l| l.text.as_str()).collect::<Vec<_>>().join("\n");
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    // A word or two is no reading of several lines.
    let worth = if letters < 12 { 0.0 } else { confidence(lines) * script.share(&text) };
    (text, worth)
}

/// The mean confidence of words, each weighted by its length.
pub(crate) fn confidence(lines: &[Line]) -> f32 {
    document::MeanConfidence::of(lines.iter().flat_map(|l| &l.words)).mean().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use document::Word;

    use super::*;

    #[test]
    fn only_letters_of_the_script_make_a_reading_of_it() {
        let lines = |text: &str, confidence| {
            let words = vec![Word { text: text.into(), confidence, ..Word::default() }];
            vec![Line { text: text.into(), words, confidence, ..Line::default() }]
        };
        let cyrillic = FOREIGN.iter().find(|f| f.code == "Cyrl").unwrap();
        assert!(worth(cyrillic, &lines("Каждый человек имеет право", 0.9)).1 > CONVINCING);
        assert!(worth(cyrillic, &lines("Каждый человек имеет право", 0.4)).1 < PLAUSIBLE);
        assert!(worth(cyrillic, &lines("Everyone has the right", 0.95)).1 < PLAUSIBLE);
        assert_eq!(worth(cyrillic, &lines("да", 0.95)).1, 0.0);
        assert_eq!(worth(cyrillic, &[]).1, 0.0);
    }
}

//! Asking Tesseract about a sample of a page: which script it is, and whether a model can read it.
//!
//! The script detection names a script for anything, so its answer counts only once the script's model has read the
//! sample, was sure of it, and gave letters of that script. Where the detection is wrong (it does not know Georgian) or
//! unsure, the other scripts are tried the same way.

use document::{Line, Rect};

use super::script::{FOREIGN, Foreign};
use crate::tesseract::{Psm, Tesseract};
use crate::{Error, PageImage};

/// Judged by Tesseract's own confidences: these tell a wrong model's reading apart, whatever calibration makes of them.
/// A reading of this worth is right without trying another.
const CONVINCING: f32 = 0.8;
/// One below this is none. Measured on scripts read with another's model: at most 0.45.
const PLAUSIBLE: f32 = 0.55;
/// One below this is not looked at again.
const POSSIBLE: f32 = 0.35;
/// The detection's orientation counts from this confidence on; right ones have 5 and more.
const TURNED: f32 = 5.0;

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

/// Finds the script of a sample of level lines; `None` where no script's model reads it. With `thorough` every script
/// is tried where the detection fails, else only the one that it names.
///
/// # Errors
/// What keeps Tesseract from running.
pub(crate) fn find(
    tesseract: &Tesseract,
    sample: &PageImage,
    hint: Option<&'static Foreign>,
    thorough: bool,
) -> Result<Option<Found>, Error> {
    let osd = if tesseract.model("osd").is_some() { tesseract.orientation(sample)? } else { None };
    let upside_down = osd.as_ref().is_some_and(|o| o.rotation == 180 && o.rotation_confidence >= TURNED);
    let mut turned = sample.clone();
    if upside_down {
        crate::orient::turn(&mut turned, 180);
    }
    let named = osd.as_ref().and_then(|o| Foreign::detected(&o.script));
    let mut best: Option<Found> = None;
    let likely = [named, hint].into_iter().flatten();
    let others = FOREIGN.iter().filter(|f| thorough && Some(*f) != named && Some(*f) != hint);
    for script in likely.chain(others) {
        let Some(model) = script.any_model(tesseract) else { continue };
        let lines = tesseract.read_region_raw(&turned, whole(&turned), &[model], Psm::Block)?;
        let (text, worth) = worth(script, &lines);
        if best.as_ref().is_none_or(|b| worth > b.worth) {
            best = Some(Found { script, upside_down, text, worth });
        }
        if worth >= CONVINCING {
            break;
        }
    }
    let Some(mut best) = best.filter(|b| b.worth >= POSSIBLE) else { return Ok(None) };
    if best.worth < PLAUSIBLE {
        // A model of one language knows its hand better than that of the script: Urdu's, which is written on a slope.
        for model in best.script.models(tesseract) {
            let lines = tesseract.read_region_raw(&turned, whole(&turned), &[model], Psm::Block)?;
            let (text, worth) = worth(best.script, &lines);
            if worth > best.worth {
                best = Found { text, worth, ..best };
            }
        }
    }
    Ok(Some(best).filter(|b| b.worth >= PLAUSIBLE))
}

/// The picture's own bounds.
pub(crate) fn whole(page: &PageImage) -> Rect {
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
        let cyrillic = &FOREIGN[0];
        assert!(worth(cyrillic, &lines("Каждый человек имеет право", 0.9)).1 > CONVINCING);
        assert!(worth(cyrillic, &lines("Каждый человек имеет право", 0.4)).1 < PLAUSIBLE);
        assert!(worth(cyrillic, &lines("Everyone has the right", 0.95)).1 < PLAUSIBLE);
        assert_eq!(worth(cyrillic, &lines("да", 0.95)).1, 0.0);
        assert_eq!(worth(cyrillic, &[]).1, 0.0);
    }
}

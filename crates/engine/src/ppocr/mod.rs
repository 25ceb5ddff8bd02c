//! The default engine: PP-OCRv6 small, detection and recognition, on rten.
//!
//! Stages, each in its own file: `resample` → `detect` (with `components` and `hull`) → `crop` → `recognize` → `ctc` →
//! `words` (with `ink`; `nbest` finds what else a doubtful word may be). Both networks run in a `network`: a `plan` of steps, some by own `kernels` (`choose` says which),
//! the rest by rten on parts that `onnx` cuts out of the model.
//!
//! Another recogniser reads a page whose language it was added for (`readers`); detection is the same for all scripts.
//!
//! By itself it reads Chinese, Japanese, English and the other Latin scripts; what it makes of Cyrillic, Hangul, Arabic and others is
//! nonsense that looks sure of itself. There is no classifier for lines that stand on their head: it turns many upright
//! lines with accents over, and loses them. Low confidence drops no line either; it is told with the text. Refuses order:
//! lines come as they were found, and layout sorts them.

mod choose;
mod components;
mod crop;
mod ctc;
mod detect;
mod hull;
mod ink;
mod kernels;
mod leftwards;
mod nbest;
mod network;
pub(crate) mod onnx;
mod plan;
mod readers;
mod recognize;
mod resample;
mod strip;
mod words;

use document::{Code, Line, Quad};

use self::detect::Detector;
use self::network::{Loading, Network};
use self::readers::Readers;
pub(crate) use self::recognize::Sighting;
pub(crate) use self::strip::strip;
use crate::calibration::Read;
use crate::catalogue::{self, Part};
use crate::{Asset, Assets, CATALOGUE, Error, Hints, PageImage, RecognizedPage, Recognizer};

/// How the engine runs. The defaults are what was measured to be best.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// The longer side of the detector's input in pixels; a smaller page is not enlarged.
    pub detection_side: usize,
    /// The width of a line relative to its natural width at the recogniser's height.
    pub squeeze: f32,
    /// How many lines are read at once; 0 is one a core.
    pub threads: usize,
    /// Multiply with 8-bit weights where the processor does that exactly and fast.
    pub bytes: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { detection_side: 960, squeeze: 1.0, threads: 0, bytes: true }
    }
}

/// The loaded models.
pub struct PpOcr {
    detector: Detector,
    readers: Readers,
}

impl PpOcr {
    /// Loads the detector and the general recogniser.
    ///
    /// # Errors
    /// `model_missing`, `model_broken`.
    pub fn load(assets: &Assets) -> Result<Self, Error> {
        Self::load_with(assets, &Options::default())
    }

    /// Loads both models to run in a way of the caller's choice.
    ///
    /// # Errors
    /// `model_missing`, `model_broken`.
    pub fn load_with(assets: &Assets, options: &Options) -> Result<Self, Error> {
        Self::load_among(assets, CATALOGUE, options)
    }

    /// Loads the detector and takes recognisers from among `models`.
    fn load_among(assets: &Assets, models: &'static [Asset], options: &Options) -> Result<Self, Error> {
        let detector = catalogue::general(Part::Detector, models, |m| assets.has(m)).ok_or_else(missing)?;
        let detector = detector_of(&assets.read_model(detector)?, options)?;
        let readers = Readers::new(assets, models, options);
        readers.get(None)?;
        Ok(Self { detector, readers })
    }

    /// Takes both models as the bytes of their ONNX files.
    ///
    /// # Errors
    /// `model_broken`.
    pub fn from_models(detection: &[u8], recognition: &[u8], options: &Options) -> Result<Self, Error> {
        let readers = Readers::given(recognition, options)?;
        Ok(Self { detector: detector_of(detection, options)?, readers })
    }

    /// Finds the page's lines: their boxes, each along its text, in no order.
    ///
    /// # Errors
    /// `internal` where inference fails.
    pub fn detect(&self, page: &PageImage) -> Result<Vec<Quad>, Error> {
        self.detector.detect(page)
    }

    /// Reads the lines at `quads` with the general recogniser; what holds no text gives no line.
    ///
    /// # Errors
    /// `internal` where inference fails.
    pub fn read(&self, page: &PageImage, quads: &[Quad]) -> Result<Vec<Line>, Error> {
        self.read_as(page, quads, None)
    }

    /// Reads the lines at `quads` with the recogniser for a language, as the user gives it.
    ///
    /// # Errors
    /// `internal` where inference fails; `model_missing` or `model_broken` where that recogniser cannot be loaded.
    pub fn read_as(&self, page: &PageImage, quads: &[Quad], language: Option<&str>) -> Result<Vec<Line>, Error> {
        let sightings = self.sightings(page, quads, language)?;
        Ok(without_doubles(sightings.into_iter().filter_map(|s| s.line).collect()))
    }

    /// Reads at `quads`, and gives for each, in their order, the line and what it rests on.
    ///
    /// # Errors
    /// As [`read_as`](Self::read_as).
    pub(crate) fn sightings(
        &self,
        page: &PageImage,
        quads: &[Quad],
        language: Option<&str>,
    ) -> Result<Vec<Sighting>, Error> {
        self.readers.get(language)?.read(page, quads)
    }

    /// The likeliest readings of the line at `quad` as a whole, best first, each with its probability; at most `most`.
    ///
    /// # Errors
    /// As [`read_as`](Self::read_as).
    pub fn candidates(
        &self,
        page: &PageImage,
        quad: &Quad,
        language: Option<&str>,
        most: usize,
    ) -> Result<Vec<(String, f32)>, Error> {
        self.readers.get(language)?.candidates(page, quad, most)
    }
}

impl PpOcr {
    /// Reads the lines at `quads` and tells what is known of each word: what calibration is fitted on and measured by.
    ///
    /// # Errors
    /// `internal` where inference fails.
    pub fn evidence(&self, page: &PageImage, quads: &[Quad]) -> Result<Vec<Read>, Error> {
        let mut reads = self.readers.get(None)?.evidence(page, quads)?;
        let kept = without_doubles(reads.iter().map(|read| read.line.clone()).collect());
        reads.retain(|read| kept.contains(&read.line));
        Ok(reads)
    }
}

/// The detector from the bytes of its file.
fn detector_of(model: &[u8], options: &Options) -> Result<Detector, Error> {
    let network = Network::load(model, "for detection", Loading { bytes: false, logits: false })?;
    Ok(Detector::new(network, options.detection_side))
}

/// No model of one kind is there.
fn missing() -> Error {
    Error::new(Code::ModelMissing, "the models are not installed; run `ocrchat doctor`")
}

/// Two boxes that share this much of the smaller one are one line found twice.
const SAME: f32 = 0.7;

/// Drops lines that lie in another one: of each such pair the one with more sure characters stays.
pub(crate) fn without_doubles(mut lines: Vec<Line>) -> Vec<Line> {
    let weight = |l: &Line| l.confidence * l.text.chars().count() as f32;
    lines.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
    let mut kept: Vec<Line> = Vec::with_capacity(lines.len());
    for line in lines {
        let bounds = line.quad.bounds();
        if !kept.iter().any(|k| words::overlap(k.quad.bounds(), bounds) > SAME) {
            kept.push(line);
        }
    }
    kept
}

impl Recognizer for PpOcr {
    fn name(&self) -> &'static str {
        "ppocr"
    }

    fn recognize(&self, page: &PageImage, hints: &Hints) -> Result<RecognizedPage, Error> {
        let quads = self.detect(page)?;
        Ok(RecognizedPage { lines: self.read_as(page, &quads, hints.language.as_deref())? })
    }
}

#[cfg(test)]
mod tests;
